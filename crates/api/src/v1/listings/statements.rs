//! GET what every source says of a listing now, and said before.

use actix_web::{HttpRequest, HttpResponse, get, web};

use super::{NotSent, answer};
use crate::Context;
use crate::give;
use crate::problem::Refusal;
use crate::v1::wire::said::Statements;

/// What each source says of a listing now, and said before, with the dates.
///
/// Words of a source whose licence does not let them be passed on are left out; that it speaks is told.
#[utoipa::path(
    tag = "listings",
    params(("id_or_slug" = String, Path, description = "The listing's id or slug.")),
    responses(
        (status = 200, description = "What they say.", body = Statements),
        NotSent
    )
)]
#[get("/api/v1/listings/{id_or_slug}/statements")]
pub(crate) async fn statements(
    request: HttpRequest,
    context: web::Data<Context>,
    id_or_slug: web::Path<String>,
) -> Result<HttpResponse, Refusal> {
    let sought = context
        .directory
        .statements(&id_or_slug)
        .await
        .map_err(|e| Refusal::of(&request, &e))?;
    Ok(answer(sought, "statements", |found| {
        give::answer::json(&request, &Statements::of(found))
    }))
}

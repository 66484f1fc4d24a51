//! GET the fields on which the sources of a listing differ.

use actix_web::{HttpRequest, HttpResponse, get, web};

use super::{NotSent, answer};
use crate::Context;
use crate::give;
use crate::problem::Refusal;
use crate::v1::wire::said::Disagreements;

/// The fields on which the sources of a listing differ now, with each side's value.
///
/// Descriptions, which always differ, and lists that are merely longer are no disagreement.
#[utoipa::path(
    tag = "listings",
    params(("id_or_slug" = String, Path, description = "The listing's id or slug.")),
    responses(
        (status = 200, description = "What they say.", body = Disagreements),
        NotSent
    )
)]
#[get("/api/v1/listings/{id_or_slug}/disagreements")]
pub(crate) async fn disagreements(
    request: HttpRequest,
    context: web::Data<Context>,
    id_or_slug: web::Path<String>,
) -> Result<HttpResponse, Refusal> {
    let sought = context
        .directory
        .disagreements(&id_or_slug)
        .await
        .map_err(|e| Refusal::of(&request, &e))?;
    Ok(answer(sought, "disagreements", |found| {
        give::answer::json(&request, &Disagreements::of(found))
    }))
}

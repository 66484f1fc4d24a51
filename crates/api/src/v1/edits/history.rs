//! GET what was said of a listing, by whom and when.

use actix_web::{HttpRequest, HttpResponse, get, web};

use crate::Context;
use crate::give;
use crate::problem::Refusal;
use crate::v1::listings::{NotSent, answer};
use crate::v1::wire::edit::History;

/// What was said of a listing, by which source and when, field by field, the latest first.
///
/// Whoever speaks for a group is never named. What is said at first hand has numbered versions, which
/// its stewards and moderators can restore.
#[utoipa::path(
    operation_id = "listing_history",
    tag = "edits",
    params(("id_or_slug" = String, Path, description = "The listing's id or slug.")),
    responses(
        (status = 200, description = "The history.", body = History),
        NotSent
    )
)]
#[get("/api/v1/listings/{id_or_slug}/history")]
pub(crate) async fn history(
    request: HttpRequest,
    context: web::Data<Context>,
    listing: web::Path<String>,
) -> Result<HttpResponse, Refusal> {
    let history = context.directory.history(&listing).await;
    let history = history.map_err(|e| Refusal::of(&request, &e))?;
    Ok(answer(history, "history", |found| {
        give::answer::json(&request, &History::of(found))
    }))
}

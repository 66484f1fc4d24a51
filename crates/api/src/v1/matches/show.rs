//! GET one pair, side by side.

use actix_web::{HttpRequest, HttpResponse, get, web};
use domain::authority::Verb;

use super::id_of;
use crate::Context;
use crate::problem::{Problem, Refusal};
use crate::v1::moderation::ForModerators;
use crate::v1::wire::matches::Match;

/// Two statements side by side, with what spoke for and against their being of one service.
///
/// For moderators of the area.
#[utoipa::path(
    tag = "moderation",
    operation_id = "show_match",
    params(("id" = String, Path, description = "The pair's id.")),
    responses(
        (status = 200, description = "The pair.", body = Match),
        ForModerators,
        (status = 404, description = "Nobody ever spoke of such a pair.", body = Problem, content_type = "application/problem+json")
    )
)]
#[get("/api/v1/matches/{id}")]
pub(crate) async fn show(
    request: HttpRequest,
    context: web::Data<Context>,
    id: web::Path<String>,
) -> Result<HttpResponse, Refusal> {
    let actor = context.admit(&request, Verb::DecideMatch).await?;
    let id = id_of(&request, &id)?;
    let view = context
        .directory
        .show_match(&actor, id)
        .await
        .map_err(|e| Refusal::of(&request, &e))?;
    Ok(Context::for_moderators().json(Match::of(&view)))
}

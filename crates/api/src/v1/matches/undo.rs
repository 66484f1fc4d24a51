//! DELETE the answer on a pair.

use actix_web::{HttpRequest, HttpResponse, delete, web};
use directory::By;
use domain::authority::Verb;
use serde::Deserialize;
use utoipa::IntoParams;

use super::id_of;
use crate::Context;
use crate::problem::{Problem, Refusal};
use crate::v1::moderation::{ForModerators, outcome};
use crate::v1::wire::matches::Outcome;

/// On whose word.
#[derive(Debug, Deserialize, IntoParams)]
pub(crate) struct UndoParams {
    /// Who takes it back, by name.
    #[serde(default)]
    decided_by: String,
    /// Why.
    #[serde(default)]
    #[param(required = true, min_length = 1, max_length = 1000, pattern = r"\S")]
    reason: String,
}

/// Takes the answer on a pair back: everything is as it was before it.
///
/// An earlier answer that it replaced stands again. For moderators of the area.
#[utoipa::path(
    tag = "moderation",
    operation_id = "undo_match",
    params(("id" = String, Path, description = "The pair's id."), UndoParams),
    responses(
        (status = 200, description = "What came of it.", body = Outcome),
        (status = 400, description = "A name or a reason is missing.", body = Problem, content_type = "application/problem+json"),
        ForModerators,
        (status = 404, description = "There is no answer on such a pair.", body = Problem, content_type = "application/problem+json")
    )
)]
#[delete("/api/v1/matches/{id}/decision")]
pub(crate) async fn undo(
    request: HttpRequest,
    context: web::Data<Context>,
    id: web::Path<String>,
    params: web::Query<UndoParams>,
) -> Result<HttpResponse, Refusal> {
    let actor = context.admit(&request, Verb::DecideMatch).await?;
    let id = id_of(&request, &id)?;
    let UndoParams { decided_by, reason } = params.into_inner();
    let by = By {
        actor,
        name: decided_by,
        reason,
    };
    let decided = context.directory.undo_match(id, &by).await;
    outcome(&request, decided)
}

//! Edits that wait for a moderator.

use actix_web::{HttpRequest, HttpResponse, get, post, web};

use crate::Context;
use crate::private::{self, Refused};
use crate::problem::Refusal;
use crate::v1::wire::edit::{EditDecision, HeldEdit, HeldList};

/// The edits that wait for you as a moderator, the oldest first.
#[utoipa::path(operation_id = "held_edits", tag = "edits", responses((status = 200, description = "The edits.", body = HeldList), Refused))]
#[get("/api/v1/edits/held")]
pub(crate) async fn list(
    request: HttpRequest,
    context: web::Data<Context>,
) -> Result<HttpResponse, Refusal> {
    let actor = private::who(&request, &context).await?;
    let held = context.directory.held_edits(&actor).await;
    let held = held.map_err(|e| Refusal::of(&request, &e))?;
    Ok(private::json(&HeldList::of(held)))
}

/// Publish an edit that waits, or refuse it with a reason. Whoever wrote it is told by mail.
#[utoipa::path(operation_id = "decide_held_edit", tag = "edits", params(("id" = String, Path, description = "The edit's id.")), request_body = EditDecision, responses((status = 200, description = "The edit as it stands now.", body = HeldEdit), Refused))]
#[post("/api/v1/edits/{id}/decision")]
pub(crate) async fn decide(
    request: HttpRequest,
    context: web::Data<Context>,
    id: web::Path<String>,
    body: web::Json<EditDecision>,
) -> Result<HttpResponse, Refusal> {
    let actor = private::who(&request, &context).await?;
    let decided = async {
        let id = private::id("edit", &id)?;
        context
            .directory
            .decide_held_edit(&actor, id, body.publish, &body.reason)
            .await
    };
    let view = decided.await.map_err(|e| Refusal::of(&request, &e))?;
    Ok(private::json(&HeldEdit::of(view)))
}

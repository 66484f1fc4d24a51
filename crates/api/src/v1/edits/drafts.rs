//! Drafts: yours alone, and forgotten 90 days after you last touched them.

use actix_web::{HttpRequest, HttpResponse, delete, get, put, web};
use serde_json::Value;

use crate::Context;
use crate::private::{self, Refused, done};
use crate::problem::{Refusal, unknown};
use crate::v1::wire::edit::{Draft, Drafts};

/// What you have begun to write, the latest first.
#[utoipa::path(operation_id = "list_drafts", tag = "edits", responses((status = 200, description = "The drafts.", body = Drafts), Refused))]
#[get("/api/v1/drafts")]
pub(crate) async fn list(
    request: HttpRequest,
    context: web::Data<Context>,
) -> Result<HttpResponse, Refusal> {
    let actor = private::who(&request, &context).await?;
    let drafts = context.directory.drafts(&actor).await;
    let drafts = drafts.map_err(|e| Refusal::of(&request, &e))?;
    Ok(private::json(&Drafts::of(drafts)))
}

/// Your draft of a listing.
#[utoipa::path(operation_id = "show_draft", tag = "edits", params(("id" = String, Path, description = "The listing's id, or the id that you gave to a draft of a new one.")), responses((status = 200, description = "The draft.", body = Draft), Refused))]
#[get("/api/v1/drafts/{id}")]
pub(crate) async fn show(
    request: HttpRequest,
    context: web::Data<Context>,
    id: web::Path<String>,
) -> Result<HttpResponse, Refusal> {
    let actor = private::who(&request, &context).await?;
    let found = async {
        let subject = private::id("draft", &id)?;
        let draft = context.directory.draft(&actor, subject).await?;
        draft.ok_or_else(|| unknown("draft", &id))
    };
    let draft = found.await.map_err(|e| Refusal::of(&request, &e))?;
    Ok(private::json(&Draft::of(draft)))
}

/// Keep what you have begun to write of a listing, fit to be said or not.
#[utoipa::path(operation_id = "save_draft", tag = "edits", params(("id" = String, Path, description = "The listing's id, or a UUID of your own for a new one.")), request_body = Object, responses((status = 200, description = "The draft.", body = Draft), Refused))]
#[put("/api/v1/drafts/{id}")]
pub(crate) async fn save(
    request: HttpRequest,
    context: web::Data<Context>,
    id: web::Path<String>,
    body: web::Json<Value>,
) -> Result<HttpResponse, Refusal> {
    let actor = private::who(&request, &context).await?;
    let kept = async {
        let subject = private::id("draft", &id)?;
        context.directory.save_draft(&actor, subject, &body).await
    };
    let draft = kept.await.map_err(|e| Refusal::of(&request, &e))?;
    Ok(private::json(&Draft::of(draft)))
}

/// Drop a draft.
#[utoipa::path(operation_id = "drop_draft", tag = "edits", params(("id" = String, Path, description = "As it was kept.")), responses((status = 204, description = "It is gone."), Refused))]
#[delete("/api/v1/drafts/{id}")]
pub(crate) async fn drop_it(
    request: HttpRequest,
    context: web::Data<Context>,
    id: web::Path<String>,
) -> Result<HttpResponse, Refusal> {
    let actor = private::who(&request, &context).await?;
    let dropped = async {
        let subject = private::id("draft", &id)?;
        match context.directory.drop_draft(&actor, subject).await? {
            true => Ok(()),
            false => Err(unknown("draft", &id)),
        }
    };
    dropped.await.map_err(|e| Refusal::of(&request, &e))?;
    Ok(done())
}

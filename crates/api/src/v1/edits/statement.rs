//! What is said at first hand of a listing: read it, say it, see what it would do, restore it.

use actix_web::{HttpRequest, HttpResponse, get, post, put, web};
use serde_json::Value;

use super::answer;
use crate::Context;
use crate::private::{self, Refused};
use crate::problem::Refusal;
use crate::v1::wire::edit::{HeldEdit, OwnWords, Previewed, Restoring, Saved};
use crate::v1::wire::statement_body::{StatementBody, make_ready};
use crate::versions::{self, Versioned};

/// What is said at first hand of a listing, to be changed and sent back.
///
/// For stewards of its organization and moderators of its area. Where nothing was said at first hand
/// yet, it is what other sources say.
#[utoipa::path(operation_id = "show_statement", tag = "edits", params(("id_or_slug" = String, Path, description = "The listing's id or slug.")), responses((status = 200, description = "What is said; `ETag` names the version.", body = OwnWords), Refused))]
#[get("/api/v1/listings/{id_or_slug}/statement")]
pub(crate) async fn show(
    request: HttpRequest,
    context: web::Data<Context>,
    listing: web::Path<String>,
) -> Result<HttpResponse, Refusal> {
    let actor = private::who(&request, &context).await?;
    let own = context.directory.own_words(&actor, &listing).await;
    let own = own.map_err(|e| Refusal::of(&request, &e))?;
    let version = own.version.clone();
    let mut answer = private::json(&OwnWords::of(own));
    versions::tag(&mut answer, &version);
    Ok(answer)
}

/// Say what a listing is, in the group's own words.
///
/// It says the whole listing: what is left out is denied where the listing shows a value. It is found
/// within a second. What looks suspicious (every contact swapped, a link to somewhere new, a text full
/// of links) waits for a moderator, and what was shown stays meanwhile.
#[utoipa::path(operation_id = "save_statement", tag = "edits", params(("id_or_slug" = String, Path, description = "The listing's id or slug."), ("If-Match" = String, Header, description = "The `ETag` of the version that you read.")), request_body = StatementBody, responses((status = 200, description = "It is said.", body = Saved), (status = 202, description = "It waits for a moderator.", body = HeldEdit), Refused, Versioned))]
#[put("/api/v1/listings/{id_or_slug}/statement")]
pub(crate) async fn save(
    request: HttpRequest,
    context: web::Data<Context>,
    listing: web::Path<String>,
    mut body: web::Json<Value>,
) -> Result<HttpResponse, Refusal> {
    let actor = private::who(&request, &context).await?;
    let versions = versions::named(&request)?;
    make_ready(&request, &mut body)?;
    let saved = context
        .directory
        .save_statement(&actor, &listing, &body, &versions)
        .await;
    let saved = saved.map_err(|e| Refusal::of(&request, &e))?;
    Ok(answer(&request, saved))
}

/// The listing as it would be, field by field, with nothing written.
#[utoipa::path(operation_id = "preview_statement", tag = "edits", params(("id_or_slug" = String, Path, description = "The listing's id or slug.")), request_body = StatementBody, responses((status = 200, description = "As it would be.", body = Previewed), Refused))]
#[post("/api/v1/listings/{id_or_slug}/statement/preview")]
pub(crate) async fn preview(
    request: HttpRequest,
    context: web::Data<Context>,
    listing: web::Path<String>,
    mut body: web::Json<Value>,
) -> Result<HttpResponse, Refusal> {
    let actor = private::who(&request, &context).await?;
    make_ready(&request, &mut body)?;
    let preview = context
        .directory
        .preview_statement(&actor, &listing, &body)
        .await;
    let preview = preview.map_err(|e| Refusal::of(&request, &e))?;
    Ok(private::json(&Previewed::of(
        &preview,
        context.directory.now(),
        &context.public_url,
    )))
}

/// Say again what an earlier version said. Version 0 takes back all that was said at first hand.
#[utoipa::path(operation_id = "restore_statement", tag = "edits", params(("id_or_slug" = String, Path, description = "The listing's id or slug."), ("If-Match" = String, Header, description = "The `ETag` of the version that you read.")), request_body = Restoring, responses((status = 200, description = "It is said again.", body = Saved), Refused, Versioned))]
#[post("/api/v1/listings/{id_or_slug}/restore")]
pub(crate) async fn restore(
    request: HttpRequest,
    context: web::Data<Context>,
    listing: web::Path<String>,
    body: web::Json<Restoring>,
) -> Result<HttpResponse, Refusal> {
    let actor = private::who(&request, &context).await?;
    let versions = versions::named(&request)?;
    let saved = context
        .directory
        .restore_statement(&actor, &listing, u64::from(body.version), &versions)
        .await;
    let saved = saved.map_err(|e| Refusal::of(&request, &e))?;
    Ok(answer(&request, saved))
}

//! What other sources newly say, and what the group answers.

use actix_web::{HttpRequest, HttpResponse, get, post, web};
use domain::source::SourceId;
use domain::statement::StatementKey;

use super::answer;
use crate::Context;
use crate::private::{self, Refused, done};
use crate::problem::{Refusal, unknown};
use crate::v1::wire::edit::{HeldEdit, Saved, SuggestionAnswer, Suggestions};

/// What other sources newly say of your organizations' listings.
#[utoipa::path(operation_id = "my_suggestions", tag = "edits", responses((status = 200, description = "The suggestions.", body = Suggestions), Refused))]
#[get("/api/v1/suggestions")]
pub(crate) async fn mine(
    request: HttpRequest,
    context: web::Data<Context>,
) -> Result<HttpResponse, Refusal> {
    let actor = private::who(&request, &context).await?;
    let waiting = context.directory.my_suggestions(&actor).await;
    let waiting = waiting.map_err(|e| Refusal::of(&request, &e))?;
    Ok(private::json(&Suggestions::of(waiting)))
}

/// What other sources newly say of a listing, against what is said at first hand.
///
/// A source is heard when it has changed what it says since the group last spoke of the field.
#[utoipa::path(operation_id = "listing_suggestions", tag = "edits", params(("id_or_slug" = String, Path, description = "The listing's id or slug.")), responses((status = 200, description = "The suggestions.", body = Suggestions), Refused))]
#[get("/api/v1/listings/{id_or_slug}/suggestions")]
pub(crate) async fn of_listing(
    request: HttpRequest,
    context: web::Data<Context>,
    listing: web::Path<String>,
) -> Result<HttpResponse, Refusal> {
    let actor = private::who(&request, &context).await?;
    let waiting = context.directory.suggestions_for(&actor, &listing).await;
    let waiting = waiting.map_err(|e| Refusal::of(&request, &e))?;
    Ok(private::json(&Suggestions::of(waiting)))
}

/// Take what a source newly says, or keep yours.
#[utoipa::path(operation_id = "answer_suggestion", tag = "edits", params(("id_or_slug" = String, Path, description = "The listing's id or slug.")), request_body = SuggestionAnswer, responses((status = 200, description = "It is taken.", body = Saved), (status = 202, description = "It waits for a moderator.", body = HeldEdit), (status = 204, description = "Yours is kept."), Refused))]
#[post("/api/v1/listings/{id_or_slug}/suggestions/answer")]
pub(crate) async fn answer_one(
    request: HttpRequest,
    context: web::Data<Context>,
    listing: web::Path<String>,
    body: web::Json<SuggestionAnswer>,
) -> Result<HttpResponse, Refusal> {
    let actor = private::who(&request, &context).await?;
    let answered = async {
        let field = body.field()?;
        let source = SourceId::parse(&body.source).map_err(|_| unknown("source", &body.source))?;
        let key = StatementKey {
            source,
            external_id: body.external_id.clone(),
        };
        context
            .directory
            .answer_suggestion(&actor, &listing, (field, &key), body.take)
            .await
    };
    let answered = answered.await.map_err(|e| Refusal::of(&request, &e))?;
    Ok(answered.map_or_else(done, |saved| answer(&request, saved)))
}

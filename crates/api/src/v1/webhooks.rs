//! Webhooks: being told of what happens, in place of asking.

use actix_web::{HttpRequest, HttpResponse, delete, get, post, web};

use crate::Context;
use crate::private::{self, Refused, done, made};
use crate::problem::Refusal;
use crate::v1::wire::webhooks::{DeliveryList, WebhookAsked, WebhookList, WebhookMade};

/// Your webhooks, the oldest first. Their secrets are never shown again.
#[utoipa::path(operation_id = "list_webhooks", tag = "webhooks", responses((status = 200, description = "The webhooks.", body = WebhookList), Refused))]
#[get("/api/v1/webhooks")]
pub(crate) async fn list(
    request: HttpRequest,
    context: web::Data<Context>,
) -> Result<HttpResponse, Refusal> {
    let actor = private::who(&request, &context).await?;
    let hooks = context.directory.webhooks(&actor).await;
    let hooks = hooks.map_err(|e| Refusal::of(&request, &e))?;
    Ok(private::json(&WebhookList::of(hooks)))
}

/// Ask to be told of what happens from now on. This answer is the only time that the secret is seen.
///
/// What happens is posted to the address as JSON, signed, at least once. docs/using-the-data.md shows how
/// to check the signature.
#[utoipa::path(operation_id = "make_webhook", tag = "webhooks", request_body = WebhookAsked, responses((status = 201, description = "The webhook.", body = WebhookMade), (status = 503, description = "This instance sends no webhooks now.", body = crate::problem::Problem, content_type = "application/problem+json"), Refused))]
#[post("/api/v1/webhooks")]
pub(crate) async fn make(
    request: HttpRequest,
    context: web::Data<Context>,
    body: web::Json<WebhookAsked>,
) -> Result<HttpResponse, Refusal> {
    let actor = private::who(&request, &context).await?;
    let wanted = body.into_inner().wanted();
    let wanted = wanted.map_err(|wrong| Refusal::invalid(&request, vec![wrong]))?;
    let hook = context.directory.make_webhook(&actor, &wanted);
    let hook = hook.await.map_err(|e| Refusal::of(&request, &e))?;
    Ok(made(&WebhookMade::of(&hook)))
}

/// End a webhook at once.
#[utoipa::path(operation_id = "end_webhook", tag = "webhooks", params(("id" = String, Path, description = "The webhook's id.")), responses((status = 204, description = "It has ended."), Refused))]
#[delete("/api/v1/webhooks/{id}")]
pub(crate) async fn end(
    request: HttpRequest,
    context: web::Data<Context>,
    id: web::Path<String>,
) -> Result<HttpResponse, Refusal> {
    let actor = private::who(&request, &context).await?;
    let ended = async {
        let id = private::id("webhook", &id)?;
        context.directory.end_webhook(&actor, id).await
    };
    ended.await.map_err(|e| Refusal::of(&request, &e))?;
    Ok(done())
}

/// Start a webhook again that was stopped because nothing arrived for three days.
#[utoipa::path(operation_id = "resume_webhook", tag = "webhooks", params(("id" = String, Path, description = "The webhook's id.")), responses((status = 204, description = "It has started."), Refused))]
#[post("/api/v1/webhooks/{id}/resume")]
pub(crate) async fn resume(
    request: HttpRequest,
    context: web::Data<Context>,
    id: web::Path<String>,
) -> Result<HttpResponse, Refusal> {
    let actor = private::who(&request, &context).await?;
    let resumed = async {
        let id = private::id("webhook", &id)?;
        context.directory.resume_webhook(&actor, id).await
    };
    resumed.await.map_err(|e| Refusal::of(&request, &e))?;
    Ok(done())
}

/// What of a webhook is on its way or was given up (`dead_at`), the oldest first, up to 100.
#[utoipa::path(operation_id = "list_deliveries", tag = "webhooks", params(("id" = String, Path, description = "The webhook's id.")), responses((status = 200, description = "The deliveries.", body = DeliveryList), Refused))]
#[get("/api/v1/webhooks/{id}/deliveries")]
pub(crate) async fn deliveries(
    request: HttpRequest,
    context: web::Data<Context>,
    id: web::Path<String>,
) -> Result<HttpResponse, Refusal> {
    let actor = private::who(&request, &context).await?;
    let deliveries = async {
        let id = private::id("webhook", &id)?;
        context.directory.deliveries(&actor, id).await
    };
    let deliveries = deliveries.await.map_err(|e| Refusal::of(&request, &e))?;
    Ok(private::json(&DeliveryList::of(deliveries)))
}

/// Send something again that was given up.
#[utoipa::path(operation_id = "replay_delivery", tag = "webhooks", params(("id" = String, Path, description = "The webhook's id."), ("delivery" = String, Path, description = "The delivery's id.")), responses((status = 204, description = "It is on its way."), Refused))]
#[post("/api/v1/webhooks/{id}/deliveries/{delivery}/replay")]
pub(crate) async fn replay(
    request: HttpRequest,
    context: web::Data<Context>,
    path: web::Path<(String, String)>,
) -> Result<HttpResponse, Refusal> {
    let actor = private::who(&request, &context).await?;
    let replayed = async {
        let hook = private::id("webhook", &path.0)?;
        let delivery = private::id("dead delivery", &path.1)?;
        context.directory.replay(&actor, hook, delivery).await
    };
    replayed.await.map_err(|e| Refusal::of(&request, &e))?;
    Ok(done())
}

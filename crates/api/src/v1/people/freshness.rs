//! Whether the details of your listings are still right.

use actix_web::{HttpRequest, HttpResponse, get, post, web};
use uuid::Uuid;

use crate::Context;
use crate::private::{self, Refused};
use crate::problem::Refusal;
use crate::v1::wire::freshness::{Confirmation, Confirmed, ToConfirm};

/// The listings that you may confirm, by name, with the version that each has now.
#[utoipa::path(operation_id = "listings_to_confirm", tag = "people", responses((status = 200, description = "The listings.", body = ToConfirm), Refused))]
#[get("/api/v1/confirmations")]
pub(crate) async fn to_confirm(
    request: HttpRequest,
    context: web::Data<Context>,
) -> Result<HttpResponse, Refusal> {
    let actor = private::who(&request, &context).await?;
    let asked = context.directory.listings_to_confirm(&actor).await;
    let asked = asked.map_err(|e| Refusal::of(&request, &e))?;
    Ok(private::json(&ToConfirm::of(asked)))
}

/// Say that listings are right as these versions of them say.
///
/// What has changed since is not confirmed, and named in the answer. Only for whoever speaks for the
/// organization: unless that is so of every listing named, none is confirmed.
#[utoipa::path(operation_id = "confirm_listings", tag = "people", request_body = Confirmation, responses((status = 200, description = "What came of it.", body = Confirmed), Refused))]
#[post("/api/v1/confirmations")]
pub(crate) async fn confirm(
    request: HttpRequest,
    context: web::Data<Context>,
    body: web::Json<Confirmation>,
) -> Result<HttpResponse, Refusal> {
    let actor = private::who(&request, &context).await?;
    let shown: Vec<(Uuid, i64)> = body
        .listings
        .iter()
        .map(|shown| (shown.id, i64::from(shown.version)))
        .collect();
    let confirmed = context.directory.confirm_listings(&actor, &shown).await;
    let confirmed = confirmed.map_err(|e| Refusal::of(&request, &e))?;
    Ok(private::json(&Confirmed::of(confirmed)))
}

//! Stewards: how speaking for an organization ends, or goes to another person.

use actix_web::{HttpRequest, HttpResponse, post, web};

use crate::Context;
use crate::private::{self, Refused, done};
use crate::problem::Refusal;
use crate::v1::wire::people::{Heir, Revocation};

/// Stop speaking for an organization, at once.
#[utoipa::path(tag = "people", params(("id_or_slug" = String, Path, description = "The organization's id or slug.")), responses((status = 204, description = "You no longer speak for it."), Refused))]
#[post("/api/v1/organizations/{id_or_slug}/leave")]
pub(crate) async fn leave(
    request: HttpRequest,
    context: web::Data<Context>,
    organization: web::Path<String>,
) -> Result<HttpResponse, Refusal> {
    let actor = private::who(&request, &context).await?;
    let left = context.directory.leave_organization(&actor, &organization);
    left.await.map_err(|e| Refusal::of(&request, &e))?;
    Ok(done())
}

/// Put another person in your place. They are told by mail.
#[utoipa::path(tag = "people", params(("id_or_slug" = String, Path, description = "The organization's id or slug.")), request_body = Heir, responses((status = 204, description = "They speak for it now, and you no longer do."), Refused))]
#[post("/api/v1/organizations/{id_or_slug}/hand-over")]
pub(crate) async fn hand_over(
    request: HttpRequest,
    context: web::Data<Context>,
    organization: web::Path<String>,
    body: web::Json<Heir>,
) -> Result<HttpResponse, Refusal> {
    let actor = private::who(&request, &context).await?;
    let given = context.directory.hand_over(&actor, &organization, &body.to);
    given.await.map_err(|e| Refusal::of(&request, &e))?;
    Ok(done())
}

/// Take a steward's rights away, at once. For moderators of the area.
#[utoipa::path(tag = "people", params(("id_or_slug" = String, Path, description = "The organization's id or slug."), ("account" = String, Path, description = "The steward's account.")), request_body = Revocation, responses((status = 204, description = "They no longer speak for it."), Refused))]
#[post("/api/v1/organizations/{id_or_slug}/stewards/{account}/revocation")]
pub(crate) async fn revoke(
    request: HttpRequest,
    context: web::Data<Context>,
    path: web::Path<(String, String)>,
    body: web::Json<Revocation>,
) -> Result<HttpResponse, Refusal> {
    let actor = private::who(&request, &context).await?;
    let (organization, account) = path.into_inner();
    let revoked = async {
        let account = private::id("steward", &account)?;
        context
            .directory
            .revoke_steward(&actor, &organization, account, &body.reason)
            .await
    };
    revoked.await.map_err(|e| Refusal::of(&request, &e))?;
    Ok(done())
}

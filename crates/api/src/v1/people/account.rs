//! Your account: another address, and its end.

use actix_web::{HttpRequest, HttpResponse, delete, post, web};
use directory::Error;

use crate::Context;
use crate::private::{self, Refused, done};
use crate::problem::Refusal;
use crate::v1::wire::people::{AddressWanted, ByLink};

/// Ask for another address: a link goes there.
///
/// For a person who has signed in within the last quarter of an hour. The address counts once its
/// link has been used, in a session of the same person; the old address is told.
#[utoipa::path(operation_id = "ask_for_address", tag = "people", request_body = AddressWanted, responses((status = 204, description = "If nobody has that address, a link is on its way there."), Refused))]
#[post("/api/v1/account/address")]
pub(crate) async fn ask_for_address(
    request: HttpRequest,
    context: web::Data<Context>,
    body: web::Json<AddressWanted>,
) -> Result<HttpResponse, Refusal> {
    let actor = private::who(&request, &context).await?;
    let cookie = context.visitors.session(&request).unwrap_or_default();
    let asked = async {
        // Who has not signed in hears that, and not that they have to wait.
        if actor.account().is_some() {
            context.visitors.count_ask(&request)?;
        }
        context
            .directory
            .ask_for_address(&actor, &cookie, &body.email)
            .await
    };
    asked.await.map_err(|e| Refusal::of(&request, &e))?;
    Ok(done())
}

/// Take the address to which the link was sent. Your other sessions end.
#[utoipa::path(operation_id = "confirm_address", tag = "people", request_body = ByLink, responses((status = 204, description = "It is your address now."), Refused))]
#[post("/api/v1/account/address/proof")]
pub(crate) async fn confirm_address(
    request: HttpRequest,
    context: web::Data<Context>,
    body: web::Json<ByLink>,
) -> Result<HttpResponse, Refusal> {
    let actor = private::who(&request, &context).await?;
    let cookie = context.visitors.session(&request).unwrap_or_default();
    let confirmed = async {
        context.visitors.count_try(&request)?;
        context
            .directory
            .confirm_address(&actor, &cookie, &body.link)
            .await
    };
    confirmed.await.map_err(|e| Refusal::of(&request, &e))?;
    Ok(done())
}

/// Erase your account.
///
/// Your roles, sessions, keys and claims end, and nothing says any more whose they were. What you
/// said of listings stays in them.
#[utoipa::path(operation_id = "erase_own_account", tag = "people", responses((status = 204, description = "It is erased."), Refused))]
#[delete("/api/v1/account")]
pub(crate) async fn erase_own(
    request: HttpRequest,
    context: web::Data<Context>,
) -> Result<HttpResponse, Refusal> {
    let actor = private::who(&request, &context).await?;
    let erased = async {
        let account = actor
            .account()
            .ok_or_else(|| Error::Unauthenticated("sign in first".to_owned()))?;
        context.directory.erase_account(&actor, account).await
    };
    erased.await.map_err(|e| Refusal::of(&request, &e))?;
    let mut answer = done();
    // A cookie of our own making is always one that can be written.
    let _ = answer.add_cookie(&context.visitors.end_session());
    Ok(answer)
}

/// Erase somebody's account, at their wish: for administrators.
#[utoipa::path(operation_id = "erase_account", tag = "people", params(("id" = String, Path, description = "The account's id.")), responses((status = 204, description = "It is erased."), Refused))]
#[delete("/api/v1/accounts/{id}")]
pub(crate) async fn erase(
    request: HttpRequest,
    context: web::Data<Context>,
    id: web::Path<String>,
) -> Result<HttpResponse, Refusal> {
    let actor = private::who(&request, &context).await?;
    let erased = async {
        let account = private::id("account", &id)?;
        context.directory.erase_account(&actor, account).await
    };
    erased.await.map_err(|e| Refusal::of(&request, &e))?;
    Ok(done())
}

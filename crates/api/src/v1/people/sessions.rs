//! The session that asks, and the others of the same person.

use actix_web::{HttpRequest, HttpResponse, delete, get, web};
use directory::Error;
use domain::authority::Actor;
use uuid::Uuid;

use crate::Context;
use crate::private::{self, Refused, done};
use crate::problem::Refusal;
use crate::v1::wire::people::{Me, SessionList};

/// Who is signed in, and what they may be.
#[utoipa::path(tag = "people", responses((status = 200, description = "You.", body = Me), Refused))]
#[get("/api/v1/session")]
pub(crate) async fn me(
    request: HttpRequest,
    context: web::Data<Context>,
) -> Result<HttpResponse, Refusal> {
    let actor = private::who(&request, &context).await?;
    let me = async {
        let me = context.directory.me(&actor).await?;
        me.ok_or_else(|| Error::Unauthenticated("sign in first".to_owned()))
    };
    let me = me.await.map_err(|e| Refusal::of(&request, &e))?;
    Ok(private::json(&Me::of(me)))
}

/// Sign out: this session ends at once.
#[utoipa::path(tag = "people", responses((status = 204, description = "Signed out, or was not signed in."), Refused))]
#[delete("/api/v1/session")]
pub(crate) async fn sign_out(
    request: HttpRequest,
    context: web::Data<Context>,
) -> Result<HttpResponse, Refusal> {
    if let Some(cookie) = context.visitors.session(&request) {
        let ended = context.directory.sign_out(&cookie).await;
        ended.map_err(|e| Refusal::of(&request, &e))?;
    }
    let mut answer = done();
    // A cookie of our own making is always one that can be written.
    let _ = answer.add_cookie(&context.visitors.end_session());
    Ok(answer)
}

/// Your sessions that have not ended.
#[utoipa::path(operation_id = "list_sessions", tag = "people", responses((status = 200, description = "The sessions.", body = SessionList), Refused))]
#[get("/api/v1/sessions")]
pub(crate) async fn list(
    request: HttpRequest,
    context: web::Data<Context>,
) -> Result<HttpResponse, Refusal> {
    let actor = private::who(&request, &context).await?;
    let cookie = context.visitors.session(&request);
    let sessions = context.directory.sessions(&actor, cookie.as_deref()).await;
    let sessions = sessions.map_err(|e| Refusal::of(&request, &e))?;
    Ok(private::json(&SessionList::of(sessions)))
}

/// Sign out everywhere: every session of yours ends at once, this one too.
#[utoipa::path(tag = "people", responses((status = 204, description = "All have ended."), Refused))]
#[delete("/api/v1/sessions")]
pub(crate) async fn end_all(
    request: HttpRequest,
    context: web::Data<Context>,
) -> Result<HttpResponse, Refusal> {
    let actor = private::who(&request, &context).await?;
    end(&context, &actor, None)
        .await
        .map_err(|e| Refusal::of(&request, &e))?;
    Ok(done())
}

/// End one session of yours.
#[utoipa::path(tag = "people", params(("id" = String, Path, description = "The session's id.")), responses((status = 204, description = "It has ended."), Refused))]
#[delete("/api/v1/sessions/{id}")]
pub(crate) async fn end_one(
    request: HttpRequest,
    context: web::Data<Context>,
    id: web::Path<String>,
) -> Result<HttpResponse, Refusal> {
    let actor = private::who(&request, &context).await?;
    let ended = async {
        let only = private::id("session", &id)?;
        match end(&context, &actor, Some(only)).await? {
            0 => Err(Error::NotFound {
                what: "session",
                name: id.to_string(),
            }),
            _ => Ok(()),
        }
    };
    ended.await.map_err(|e| Refusal::of(&request, &e))?;
    Ok(done())
}

async fn end(context: &Context, actor: &Actor, only: Option<Uuid>) -> Result<u64, Error> {
    let account = actor
        .account()
        .ok_or_else(|| Error::Unauthenticated("sign in first".to_owned()))?;
    context.directory.end_sessions(actor, account, only).await
}

//! Signing in: ask for a link, then use it, or its code.

use actix_web::{HttpRequest, HttpResponse, post, web};
use directory::{Error, SignedIn};
use http_edge::visitor::browser;

use crate::Context;
use crate::private::{self, Refused};
use crate::problem::Refusal;
use crate::v1::wire::people::{Asked, Asking, ByCode, ByLink, SessionBegun};

/// Ask for a link by e-mail.
///
/// The answer is the same whether or not the address is known. It sets a cookie that the link and
/// its code need: both work in this browser (or cookie jar) only, once, for ten minutes.
#[utoipa::path(tag = "people", request_body = Asking, responses((status = 202, description = "A mail is on its way, if there is such a mailbox.", body = Asked), Refused))]
#[post("/api/v1/sign-in")]
pub(crate) async fn ask(
    request: HttpRequest,
    context: web::Data<Context>,
    body: web::Json<Asking>,
) -> Result<HttpResponse, Refusal> {
    let asked = async {
        context.visitors.count_ask(&request)?;
        let next = body.next.as_deref();
        context.directory.ask_to_sign_in(&body.email, next).await
    };
    let secret = asked.await.map_err(|e| Refusal::of(&request, &e))?;
    let mut answer = HttpResponse::Accepted();
    answer
        .cookie(context.visitors.remember_asker(&secret))
        .insert_header(("cache-control", "no-store"));
    Ok(answer.json(Asked::new()))
}

/// Sign in by the link of a mail: by what stands after its last slash.
#[utoipa::path(tag = "people", request_body = ByLink, responses((status = 200, description = "Signed in; the session's cookie is set.", body = SessionBegun), Refused))]
#[post("/api/v1/sign-in/link")]
pub(crate) async fn by_link(
    request: HttpRequest,
    context: web::Data<Context>,
    body: web::Json<ByLink>,
) -> Result<HttpResponse, Refusal> {
    let signed_in = async {
        context.visitors.count_try(&request)?;
        let asker = context.visitors.asker(&request);
        context
            .directory
            .sign_in_by_link(&body.link, asker.as_deref(), &browser(&request))
            .await
    };
    let signed_in = signed_in.await.map_err(|e| Refusal::of(&request, &e))?;
    Ok(begun(&context, &signed_in))
}

/// Sign in by the code of a mail, where the link was asked for.
#[utoipa::path(tag = "people", request_body = ByCode, responses((status = 200, description = "Signed in; the session's cookie is set.", body = SessionBegun), Refused))]
#[post("/api/v1/sign-in/code")]
pub(crate) async fn by_code(
    request: HttpRequest,
    context: web::Data<Context>,
    body: web::Json<ByCode>,
) -> Result<HttpResponse, Refusal> {
    let signed_in = async {
        context.visitors.count_try(&request)?;
        let asker = context
            .visitors
            .asker(&request)
            .ok_or_else(|| Error::Forbidden("ask for a link first, in this browser".to_owned()))?;
        context
            .directory
            .sign_in_by_code(&asker, &body.code, &browser(&request))
            .await
    };
    let signed_in = signed_in.await.map_err(|e| Refusal::of(&request, &e))?;
    Ok(begun(&context, &signed_in))
}

fn begun(context: &Context, signed_in: &SignedIn) -> HttpResponse {
    let mut answer = private::json(&SessionBegun::of(signed_in));
    for cookie in [
        context.visitors.begin_session(&signed_in.cookie),
        context.visitors.forget_asker(),
    ] {
        // A cookie of our own making is always one that can be written.
        let _ = answer.add_cookie(&cookie);
    }
    answer
}

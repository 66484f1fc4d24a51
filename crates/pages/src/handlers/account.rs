//! `/account`: what somebody may do here, and where they are signed in.

use actix_web::http::StatusCode;
use actix_web::{HttpRequest, HttpResponse, web};
use directory::Error;
use serde::Deserialize;

use super::{failed, id, who};
use crate::views::account::{AccountPage, Entries, Held};
use crate::{Pages, answer};

/// Which session is to end; all of them when none is named.
#[derive(Debug, Deserialize)]
pub(crate) struct Which {
    session: Option<String>,
}

/// The page.
pub(crate) async fn account(request: HttpRequest, pages: web::Data<Pages>) -> HttpResponse {
    let cookie = pages.visitors.session(&request);
    let held = async {
        let actor = who(&request, &pages).await?;
        let directory = &pages.directory;
        let me = directory.me(&actor).await?;
        let me = me.ok_or_else(|| Error::Unauthenticated("sign in first".to_owned()))?;
        Ok::<_, Error>(Held {
            organizations: directory.my_organizations(&actor).await?,
            claims: directory.my_claims(&actor).await?,
            reports: directory.reports_to_answer(&actor).await?,
            to_decide: directory.claims_to_decide(&actor).await?,
            entries: Entries {
                mine: directory.my_listings(&actor).await?,
                suggestions: directory.my_suggestions(&actor).await?,
                held: directory.held_edits(&actor).await?,
                drafts: directory.drafts(&actor).await?,
            },
            sessions: directory.sessions(&actor, cookie.as_deref()).await?,
            keys: directory.keys(&actor).await?,
            applications: directory.my_applications(&actor).await?,
            to_assess: directory.applications_to_assess(&actor).await?.len(),
            me,
        })
    };
    match held.await {
        Ok(held) => {
            let page = AccountPage::new(&pages.brand, held, |code| {
                pages.directory.name_of_area(code)
            });
            answer::own(&pages.brand, StatusCode::OK, &page)
        }
        Err(error) => failed(&pages, &error, "/account"),
    }
}

/// Ends this session.
pub(crate) async fn sign_out(request: HttpRequest, pages: web::Data<Pages>) -> HttpResponse {
    if let Some(cookie) = pages.visitors.session(&request)
        && let Err(error) = pages.directory.sign_out(&cookie).await
    {
        return answer::failed(&pages.brand, &error);
    }
    let mut answer = answer::see("/");
    // A cookie of our own making is always one that can be written.
    let _ = answer.add_cookie(&pages.visitors.end_session());
    answer
}

/// Ends one session or all.
pub(crate) async fn end_sessions(
    request: HttpRequest,
    pages: web::Data<Pages>,
    form: web::Form<Which>,
) -> HttpResponse {
    let ended = async {
        let actor = who(&request, &pages).await?;
        let account = actor
            .account()
            .ok_or_else(|| Error::Unauthenticated("sign in first".to_owned()))?;
        let only = form
            .session
            .as_deref()
            .map(|session| id("session", session))
            .transpose()?;
        pages.directory.end_sessions(&actor, account, only).await
    };
    match ended.await {
        Ok(_) => answer::see("/account"),
        Err(error) => failed(&pages, &error, "/account"),
    }
}

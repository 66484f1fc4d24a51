//! `/account/authenticator` and `/account/code`: set an authenticator, and show its code.

use actix_web::http::StatusCode;
use actix_web::{HttpRequest, HttpResponse, web};
use directory::Error;
use domain::sign_in::is_own_path;
use serde::Deserialize;
use url::form_urlencoded;

use super::{failed, violation, who};
use crate::views::form::{FormPage, code as code_field};
use crate::{Pages, answer};

const HERE: &str = "/account/authenticator";
const CODE: &str = "/account/code";

/// A seed and the code that it gives.
#[derive(Debug, Deserialize)]
pub(crate) struct SeedAndCode {
    seed: String,
    code: String,
    next: Option<String>,
}

/// A code.
#[derive(Debug, Deserialize)]
pub(crate) struct Code {
    code: String,
    next: Option<String>,
}

/// Where to go afterwards.
#[derive(Debug, Deserialize)]
pub(crate) struct Next {
    next: Option<String>,
}

/// The address of the page that asks for a code, for somebody who then goes on to `next`.
pub(super) fn address(next: &str) -> String {
    with_next(CODE, next)
}

fn with_next(page: &str, next: &str) -> String {
    let query = form_urlencoded::Serializer::new(String::new())
        .append_pair("next", next)
        .finish();
    format!("{page}?{query}")
}

/// Where to go on: anybody can write an address of ours, so only to a page of ours.
fn onward(next: Option<&str>) -> &str {
    next.filter(|next| is_own_path(next)).unwrap_or("/account")
}

/// A new seed, to be put into an authenticator.
pub(crate) async fn begin(
    request: HttpRequest,
    pages: web::Data<Pages>,
    query: web::Query<Next>,
) -> HttpResponse {
    let next = onward(query.next.as_deref());
    let seed = async {
        let actor = who(&request, &pages).await?;
        pages.directory.begin_second_factor(&actor).await
    };
    match seed.await {
        Ok(enrolment) => {
            let page = seed_page(&pages, &enrolment.seed, next);
            answer::own(&pages.brand, StatusCode::OK, &page)
        }
        Err(error) => failed(&pages, &error, &with_next(HERE, next)),
    }
}

/// Keeps the seed, once a code shows that the authenticator has it.
pub(crate) async fn confirm(
    request: HttpRequest,
    pages: web::Data<Pages>,
    form: web::Form<SeedAndCode>,
) -> HttpResponse {
    let confirmed = async {
        let actor = who(&request, &pages).await?;
        let cookie = pages.visitors.session(&request).unwrap_or_default();
        pages
            .directory
            .confirm_second_factor(&actor, &cookie, &form.seed, &form.code)
            .await
    };
    let next = onward(form.next.as_deref());
    match confirmed.await {
        Ok(()) => answer::see(next),
        Err(Error::Forbidden(why)) => {
            let page = seed_page(&pages, &form.seed, next).wrong(&[violation("code", why)]);
            answer::own(&pages.brand, StatusCode::FORBIDDEN, &page)
        }
        Err(error) => failed(&pages, &error, HERE),
    }
}

/// The page that asks for a code, or leads to where an authenticator is set.
pub(crate) async fn code(
    request: HttpRequest,
    pages: web::Data<Pages>,
    query: web::Query<Next>,
) -> HttpResponse {
    let next = onward(query.next.as_deref());
    let me = async {
        let actor = who(&request, &pages).await?;
        let me = pages.directory.me(&actor).await?;
        me.ok_or_else(|| Error::Unauthenticated("sign in first".to_owned()))
    };
    match me.await {
        Ok(me) if !me.has_second_factor => answer::see(&with_next(HERE, next)),
        Ok(_) => answer::own(&pages.brand, StatusCode::OK, &code_page(&pages, next)),
        Err(error) => failed(&pages, &error, &with_next(CODE, next)),
    }
}

/// Shows a code.
pub(crate) async fn show(
    request: HttpRequest,
    pages: web::Data<Pages>,
    form: web::Form<Code>,
) -> HttpResponse {
    let shown = async {
        let actor = who(&request, &pages).await?;
        let cookie = pages.visitors.session(&request).unwrap_or_default();
        pages
            .directory
            .show_second_factor(&actor, &cookie, &form.code)
            .await
    };
    let next = onward(form.next.as_deref());
    match shown.await {
        Ok(()) => answer::see(next),
        Err(Error::Forbidden(why)) => {
            let page = code_page(&pages, next).wrong(&[violation("code", why)]);
            answer::own(&pages.brand, StatusCode::FORBIDDEN, &page)
        }
        Err(error) => failed(&pages, &error, CODE),
    }
}

fn seed_page(pages: &Pages, seed: &str, next: &str) -> FormPage {
    FormPage::new(&pages.brand, "Set an authenticator")
        .line("An authenticator is an app, on your phone or computer, that shows a new code every half minute. Those who look after this directory need one.")
        .line("Add an account in the app, choose to type the key, and type or paste this:")
        .copy(in_fours(seed))
        .hidden("seed", seed)
        .hidden("next", next)
        .input(code_field("The code that the app shows now", "Six digits"))
        .posts(HERE, "Set it")
        .back("Back to your account", "/account")
}

fn code_page(pages: &Pages, next: &str) -> FormPage {
    FormPage::new(&pages.brand, "Enter a code of your authenticator")
        .hidden("next", next)
        .input(code_field("The code that your app shows now", "Six digits"))
        .posts(CODE, "Go on")
        .link("Go on without, as somebody who searches", next)
}

/// Read more easily.
fn in_fours(seed: &str) -> String {
    let letters: Vec<char> = seed.chars().filter(|c| !c.is_whitespace()).collect();
    let fours: Vec<String> = letters
        .chunks(4)
        .map(|four| four.iter().collect())
        .collect();
    fours.join(" ")
}

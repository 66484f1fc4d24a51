//! `/sign-in`: ask for a link, open it, or type its code.

use actix_web::http::StatusCode;
use actix_web::{HttpRequest, HttpResponse, web};
use directory::{Error, SignedIn};
use domain::sign_in::LINK_LIFETIME;
use http_edge::visitor::browser;
use serde::Deserialize;
use url::form_urlencoded;

use crate::views::form::{FormPage, code as code_field, email};
use crate::{Pages, answer};

/// Where to go afterwards.
#[derive(Debug, Deserialize)]
pub(crate) struct Next {
    next: Option<String>,
}

/// Who asks.
#[derive(Debug, Deserialize)]
pub(crate) struct Asking {
    email: String,
    next: Option<String>,
}

/// A typed code.
#[derive(Debug, Deserialize)]
pub(crate) struct Code {
    code: String,
}

/// The page's address, for somebody who then goes on to `next`.
pub(crate) fn address(next: &str) -> String {
    let query = form_urlencoded::Serializer::new(String::new())
        .append_pair("next", next)
        .finish();
    format!("/sign-in?{query}")
}

/// The page that asks for an address.
pub(crate) async fn ask(pages: web::Data<Pages>, query: web::Query<Next>) -> HttpResponse {
    let page = ask_page(&pages, "", query.next.as_deref());
    answer::own(&pages.brand, StatusCode::OK, &page)
}

/// Sends a link. What is shown is the same for every address.
pub(crate) async fn asked(
    request: HttpRequest,
    pages: web::Data<Pages>,
    form: web::Form<Asking>,
) -> HttpResponse {
    let next = form.next.as_deref();
    let asked = async {
        pages.visitors.count_ask(&request)?;
        pages.directory.ask_to_sign_in(&form.email, next).await
    };
    match asked.await {
        Ok(secret) => {
            let mut answer = answer::see("/sign-in/code");
            // A cookie of our own making is always one that can be written.
            let _ = answer.add_cookie(&pages.visitors.remember_asker(&secret));
            answer
        }
        Err(Error::Invalid(violations)) => {
            let page = ask_page(&pages, &form.email, None).wrong(&violations);
            answer::own(&pages.brand, StatusCode::BAD_REQUEST, &page)
        }
        Err(error) => answer::failed(&pages.brand, &error),
    }
}

/// The page that says to look at one's mail, with a box for the code.
pub(crate) async fn code(request: HttpRequest, pages: web::Data<Pages>) -> HttpResponse {
    if pages.visitors.asker(&request).is_none() {
        return answer::see("/sign-in");
    }
    answer::own(&pages.brand, StatusCode::OK, &code_page(&pages))
}

/// Signs in by the code.
pub(crate) async fn by_code(
    request: HttpRequest,
    pages: web::Data<Pages>,
    form: web::Form<Code>,
) -> HttpResponse {
    let Some(asker) = pages.visitors.asker(&request) else {
        return answer::see("/sign-in");
    };
    let signed_in = async {
        pages.visitors.count_try(&request)?;
        pages
            .directory
            .sign_in_by_code(&asker, &form.code, &browser(&request))
            .await
    };
    match signed_in.await {
        Ok(signed_in) => begun(&pages, &signed_in),
        Err(Error::Forbidden(why)) => {
            let page = code_page(&pages).wrong(&[super::violation("code", why)]);
            answer::own(&pages.brand, StatusCode::FORBIDDEN, &page)
        }
        Err(error) => answer::failed(&pages.brand, &error),
    }
}

/// The page that a link opens. Programs that look at mails open it too: it changes nothing.
pub(crate) async fn link(
    request: HttpRequest,
    pages: web::Data<Pages>,
    link: web::Path<String>,
) -> HttpResponse {
    let asker = pages.visitors.asker(&request);
    let looked = pages.directory.look_at_link(&link, asker.as_deref()).await;
    match looked {
        Ok(view) if view.usable => {
            let page = FormPage::new(&pages.brand, format!("Sign in to {}", pages.brand.name))
                .posts(format!("/sign-in/c/{link}"), "Sign in");
            answer::secret(&pages.brand, StatusCode::OK, &page)
        }
        Ok(_) => answer::secret(&pages.brand, StatusCode::OK, &useless(&pages)),
        Err(error) => answer::failed(&pages.brand, &error),
    }
}

/// Signs in by the link.
pub(crate) async fn by_link(
    request: HttpRequest,
    pages: web::Data<Pages>,
    link: web::Path<String>,
) -> HttpResponse {
    let asker = pages.visitors.asker(&request);
    let signed_in = async {
        pages.visitors.count_try(&request)?;
        pages
            .directory
            .sign_in_by_link(&link, asker.as_deref(), &browser(&request))
            .await
    };
    match signed_in.await {
        Ok(signed_in) => begun(&pages, &signed_in),
        Err(Error::Forbidden(_)) => {
            answer::secret(&pages.brand, StatusCode::FORBIDDEN, &useless(&pages))
        }
        Err(error) => answer::failed(&pages.brand, &error),
    }
}

fn ask_page(pages: &Pages, typed: &str, next: Option<&str>) -> FormPage {
    let mut field = email(
        "email",
        "Your e-mail address",
        Some("We send a link to it. There is no password, and no account to make first."),
    );
    typed.clone_into(&mut field.value);
    FormPage::new(&pages.brand, "Sign in")
        .line("Sign in to keep the entry of your group up to date, or to look after this directory. You need not sign in to search.")
        .input(field)
        .hidden("next", next.unwrap_or_default())
        .posts("/sign-in", "Send me a link")
}

fn code_page(pages: &Pages) -> FormPage {
    FormPage::new(&pages.brand, "Check your e-mail")
        .line(format!(
            "If that is a mailbox, a mail is on its way to it. Open its link in this browser within {} minutes.",
            LINK_LIFETIME.num_minutes()
        ))
        .input(code_field(
            "Or type the code from the mail",
            "Eight letters and digits, such as K7QM 2XWP",
        ))
        .posts("/sign-in/code", "Sign in")
        .link("No mail? Ask for another", "/sign-in")
}

/// For a link that has been used, is too old, or was opened in another browser. Which of the three
/// is told to nobody.
fn useless(pages: &Pages) -> FormPage {
    FormPage::new(&pages.brand, "This link does not work here")
        .line(format!(
            "A link works once, for {} minutes, in the browser that asked for it.",
            LINK_LIFETIME.num_minutes()
        ))
        .line("If you asked in another browser or on another device, type the code from the mail there.")
        .link("Ask for another link", "/sign-in")
}

fn begun(pages: &Pages, signed_in: &SignedIn) -> HttpResponse {
    let mut answer = if signed_in.second_factor_wanted {
        answer::see(&super::authenticator::address(&signed_in.next))
    } else {
        answer::see(&signed_in.next)
    };
    for cookie in [
        pages.visitors.begin_session(&signed_in.cookie),
        pages.visitors.forget_asker(),
    ] {
        // A cookie of our own making is always one that can be written.
        let _ = answer.add_cookie(&cookie);
    }
    answer
}

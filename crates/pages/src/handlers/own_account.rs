//! `/account/address` and `/account/erase`: another address, and the account's end.

use actix_web::http::StatusCode;
use actix_web::{HttpRequest, HttpResponse, web};
use directory::Error;
use domain::sign_in::ADDRESS_LIFETIME;
use serde::Deserialize;

use super::{failed, who};
use crate::views::form::{FormPage, email};
use crate::{Pages, answer};

const ADDRESS: &str = "/account/address";
const ERASE: &str = "/account/erase";

/// The address that is wanted.
#[derive(Debug, Deserialize)]
pub(crate) struct Wanted {
    email: String,
}

/// The page that asks for the new address.
pub(crate) async fn address(request: HttpRequest, pages: web::Data<Pages>) -> HttpResponse {
    match signed_in(&request, &pages).await {
        Ok(now) => answer::own(
            &pages.brand,
            StatusCode::OK,
            &address_page(&pages, &now, ""),
        ),
        Err(error) => failed(&pages, &error, ADDRESS),
    }
}

/// Sends a link to the new address.
pub(crate) async fn ask(
    request: HttpRequest,
    pages: web::Data<Pages>,
    form: web::Form<Wanted>,
) -> HttpResponse {
    let asked = async {
        pages.visitors.count_ask(&request)?;
        let actor = who(&request, &pages).await?;
        let cookie = pages.visitors.session(&request).unwrap_or_default();
        pages
            .directory
            .ask_for_address(&actor, &cookie, &form.email)
            .await
    };
    match asked.await {
        Ok(()) => answer::own(&pages.brand, StatusCode::OK, &look_page(&pages)),
        Err(Error::Invalid(violations)) => {
            let now = signed_in(&request, &pages).await.unwrap_or_default();
            let page = address_page(&pages, &now, &form.email).wrong(&violations);
            answer::own(&pages.brand, StatusCode::BAD_REQUEST, &page)
        }
        Err(error) => failed(&pages, &error, ADDRESS),
    }
}

/// The page that the link opens: it changes nothing.
pub(crate) async fn link(
    request: HttpRequest,
    pages: web::Data<Pages>,
    link: web::Path<String>,
) -> HttpResponse {
    let here = format!("{ADDRESS}/{link}");
    match signed_in(&request, &pages).await {
        Ok(now) => {
            let page = FormPage::new(&pages.brand, "Take this address?")
                .line(format!(
                    "You are signed in as {now}. From now on, mails go to the address at which you got this link."
                ))
                .posts(here, "Take this address");
            answer::secret(&pages.brand, StatusCode::OK, &page)
        }
        Err(error) => failed(&pages, &error, &here),
    }
}

/// Takes the new address.
pub(crate) async fn confirm(
    request: HttpRequest,
    pages: web::Data<Pages>,
    link: web::Path<String>,
) -> HttpResponse {
    let confirmed = async {
        pages.visitors.count_try(&request)?;
        let actor = who(&request, &pages).await?;
        let cookie = pages.visitors.session(&request).unwrap_or_default();
        pages
            .directory
            .confirm_address(&actor, &cookie, &link)
            .await
    };
    match confirmed.await {
        Ok(()) => answer::see("/account"),
        Err(error) => failed(&pages, &error, &format!("{ADDRESS}/{link}")),
    }
}

/// The page that says what erasing does.
pub(crate) async fn farewell(request: HttpRequest, pages: web::Data<Pages>) -> HttpResponse {
    match signed_in(&request, &pages).await {
        Ok(now) => {
            let page = FormPage::new(&pages.brand, "Erase your account?")
                .line(format!(
                    "We forget {now}, your authenticator, your keys, what you asked for and where you were signed in. You stop speaking for your groups, and your roles end."
                ))
                .line("Entries stay as they are. That somebody changed them stays written down, but not who.")
                .line("This cannot be undone.")
                .posts(ERASE, "Erase my account")
                .back("Back to your account", "/account");
            answer::own(&pages.brand, StatusCode::OK, &page)
        }
        Err(error) => failed(&pages, &error, ERASE),
    }
}

/// Erases it.
pub(crate) async fn erase(request: HttpRequest, pages: web::Data<Pages>) -> HttpResponse {
    let erased = async {
        let actor = who(&request, &pages).await?;
        let account = actor
            .account()
            .ok_or_else(|| Error::Unauthenticated("sign in first".to_owned()))?;
        pages.directory.erase_account(&actor, account).await
    };
    match erased.await {
        Ok(()) => {
            let page = FormPage::new(&pages.brand, "Your account is erased")
                .line("Thank you for what you did here. You can go on searching, as everybody can.")
                .link("Search", "/");
            let mut answer = answer::own(&pages.brand, StatusCode::OK, &page);
            // A cookie of our own making is always one that can be written.
            let _ = answer.add_cookie(&pages.visitors.end_session());
            answer
        }
        Err(error) => failed(&pages, &error, ERASE),
    }
}

/// The address of whoever asks.
async fn signed_in(request: &HttpRequest, pages: &Pages) -> Result<String, Error> {
    let actor = who(request, pages).await?;
    let me = pages.directory.me(&actor).await?;
    me.map(|me| me.email)
        .ok_or_else(|| Error::Unauthenticated("sign in first".to_owned()))
}

fn address_page(pages: &Pages, now: &str, typed: &str) -> FormPage {
    let mut field = email(
        "email",
        "Your new e-mail address",
        Some(
            "We send a link to it. It counts once you have opened the link and pressed the button.",
        ),
    );
    typed.clone_into(&mut field.value);
    FormPage::new(&pages.brand, "Change your address")
        .line(format!("You sign in with {now} now."))
        .input(field)
        .posts(ADDRESS, "Send me a link")
        .back("Back to your account", "/account")
}

fn look_page(pages: &Pages) -> FormPage {
    FormPage::new(&pages.brand, "Check your e-mail").line(format!(
        "A mail is on its way to the new address. Open its link in this browser within {} minutes. Until then nothing changes.",
        ADDRESS_LIFETIME.num_minutes()
    ))
    .link("Your account", "/account")
}

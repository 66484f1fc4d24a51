//! One page a module: read the address, call one verb, render one view.

pub(crate) mod about;
pub(crate) mod accessibility;
pub(crate) mod account;
pub(crate) mod authenticator;
pub(crate) mod browse;
pub(crate) mod claims;
pub(crate) mod cookies;
pub(crate) mod editing;
pub(crate) mod embed;
pub(crate) mod home;
pub(crate) mod keys;
pub(crate) mod kitemark;
pub(crate) mod licences;
pub(crate) mod listing;
pub(crate) mod moderation;
pub(crate) mod not_found;
pub(crate) mod own_account;
pub(crate) mod privacy;
pub(crate) mod reports;
pub(crate) mod search;
pub(crate) mod shortlist;
pub(crate) mod sign_in;
pub(crate) mod sources;
pub(crate) mod still_right;
pub(crate) mod told;

use actix_web::error::InternalError;
use actix_web::http::StatusCode;
use actix_web::{HttpRequest, HttpResponse, web};
use directory::{Error, Violation};
use domain::authority::Actor;
use http_edge::failure::Failure;
use uuid::Uuid;

use crate::{Pages, dress};

/// The largest form that is read, in bytes.
const LARGEST_FORM: usize = 64 * 1024;

/// How forms are read: small, and refused as a page.
pub(crate) fn forms() -> web::FormConfig {
    web::FormConfig::default()
        .limit(LARGEST_FORM)
        .error_handler(|error, request| {
            let failure = Failure::plain(
                StatusCode::BAD_REQUEST,
                "invalid",
                "A parameter is not as it should be",
                format!("what was sent cannot be read: {error}"),
            );
            let answer = dress(request, &failure);
            InternalError::from_response(error, answer).into()
        })
}

/// Who asks.
async fn who(request: &HttpRequest, pages: &Pages) -> Result<Actor, Error> {
    pages.visitors.who(request, &pages.directory).await
}

/// An id in an address; what is not one is not found.
fn id(what: &'static str, text: &str) -> Result<Uuid, Error> {
    Uuid::try_parse(text).map_err(|_| Error::NotFound {
        what,
        name: text.to_owned(),
    })
}

/// What is wrong with a field, for a form that shows it.
fn violation(parameter: &'static str, message: String) -> Violation {
    Violation {
        parameter,
        message,
        example: "",
    }
}

/// A verb's error as a page; whoever has not signed in is led to do so, and then to `next`.
fn failed(pages: &Pages, error: &Error, next: &str) -> HttpResponse {
    match error {
        Error::Unauthenticated(_) => crate::answer::see(&sign_in::address(next)),
        _ => crate::answer::failed(&pages.brand, error),
    }
}

#[cfg(test)]
mod tests;

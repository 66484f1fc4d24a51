//! Edits: what is said at first hand, its versions, what waits for a person, and drafts.

pub(crate) mod create;
pub(crate) mod drafts;
pub(crate) mod held;
pub(crate) mod history;
pub(crate) mod statement;
pub(crate) mod suggestions;

use actix_web::http::header::CACHE_CONTROL;
use actix_web::{HttpRequest, HttpResponse};
use directory::Saved;

use crate::v1::wire::edit::{HeldEdit, OwnWords, Saved as SavedBody};
use crate::{private, versions};

/// What came of a change.
fn answer(request: &HttpRequest, saved: Saved) -> HttpResponse {
    match saved {
        Saved::Published(published) => {
            let mut answer = private::json(&SavedBody::of(&published));
            versions::tag(&mut answer, &published.version);
            answer
        }
        Saved::Held(held) => HttpResponse::Accepted()
            .insert_header((CACHE_CONTROL, "no-store"))
            .json(HeldEdit::of(*held)),
        Saved::Overtaken(current) => {
            let version = current.version.clone();
            versions::overtaken(request, &OwnWords::of(*current), &version)
        }
    }
}

//! Edits: what is said at first hand, its versions, what waits for a person, and drafts.

pub(crate) mod create;
pub(crate) mod drafts;
pub(crate) mod held;
pub(crate) mod history;
pub(crate) mod statement;
pub(crate) mod suggestions;

use actix_web::http::StatusCode;
use actix_web::http::header::{ETAG, EntityTag, Header as _, IF_MATCH, IfMatch};
use actix_web::{HttpRequest, HttpResponse};
use directory::Saved;
use http_edge::failure::Failure;
use utoipa::IntoResponses;

use crate::private;
use crate::problem::{Problem, Refusal};
use crate::v1::wire::edit::{HeldEdit, OwnWords, Saved as SavedBody};

/// What a change that names no version, or an old one, is refused with.
#[derive(IntoResponses)]
#[expect(dead_code, reason = "describes answers and is never made")]
pub(crate) enum Versioned {
    /// Somebody else was faster: `current` in the problem is what is said now.
    #[response(status = 412, content_type = "application/problem+json")]
    Overtaken(Problem),
    /// `If-Match` is missing.
    #[response(status = 428, content_type = "application/problem+json")]
    Unconditional(Problem),
}

/// The versions that whoever asks has read.
fn versions(request: &HttpRequest) -> Result<Vec<String>, Refusal> {
    let missing = || {
        let failure = Failure::plain(
            StatusCode::PRECONDITION_REQUIRED,
            "version-missing",
            "Say which version you read",
            "read it first, and send its ETag in If-Match".to_owned(),
        );
        Refusal::from_failure(request, &failure)
    };
    if !request.headers().contains_key(IF_MATCH) {
        return Err(missing());
    }
    match IfMatch::parse(request) {
        Ok(IfMatch::Any) => Ok(vec!["*".to_owned()]),
        Ok(IfMatch::Items(tags)) => Ok(tags.iter().map(|tag| tag.tag().to_owned()).collect()),
        Err(_) => Err(missing()),
    }
}

/// What came of a change.
fn answer(request: &HttpRequest, saved: Saved) -> HttpResponse {
    match saved {
        Saved::Published(published) => {
            let mut answer = private::json(&SavedBody::of(&published));
            tagged(&mut answer, &published.version);
            answer
        }
        Saved::Held(held) => HttpResponse::Accepted()
            .insert_header((actix_web::http::header::CACHE_CONTROL, "no-store"))
            .json(HeldEdit::of(*held)),
        Saved::Overtaken(current) => {
            let failure = Failure::plain(
                StatusCode::PRECONDITION_FAILED,
                "overtaken",
                "Somebody else changed it first",
                "look at `current`, and send what you still want with its version in If-Match"
                    .to_owned(),
            );
            let version = current.version.clone();
            let refusal = Refusal::from_failure(request, &failure);
            let mut answer = refusal.with("current", &OwnWords::of(*current));
            tagged(&mut answer, &version);
            answer
        }
    }
}

fn tagged(answer: &mut HttpResponse, version: &str) {
    let tag = EntityTag::new_strong(version.to_owned());
    if let Ok(value) = tag.to_string().parse() {
        answer.headers_mut().insert(ETAG, value);
    }
}

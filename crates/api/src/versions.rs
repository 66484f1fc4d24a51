//! The version that a change rests on: named in `If-Match`, and told in `ETag`.

use actix_web::http::StatusCode;
use actix_web::http::header::{ETAG, EntityTag, Header as _, IF_MATCH, IfMatch};
use actix_web::{HttpRequest, HttpResponse};
use http_edge::failure::Failure;
use serde::Serialize;
use utoipa::IntoResponses;

use crate::problem::{Problem, Refusal};

/// Any version will do.
const ANY: &str = "*";

/// What a change that names no version, or an old one, is refused with.
#[derive(IntoResponses)]
#[expect(dead_code, reason = "describes answers and is never made")]
pub(crate) enum Versioned {
    /// Somebody else was faster: `current` in the problem is what is there now.
    #[response(status = 412, content_type = "application/problem+json")]
    Overtaken(Problem),
    /// `If-Match` is missing.
    #[response(status = 428, content_type = "application/problem+json")]
    Unconditional(Problem),
}

/// The versions that whoever asks has read.
///
/// # Errors
/// 428 where they name none.
pub(crate) fn named(request: &HttpRequest) -> Result<Vec<String>, Refusal> {
    named_if_any(request)?.ok_or_else(|| missing(request))
}

/// The same where a change may rest on no version: nothing is named then.
///
/// # Errors
/// 428 where `If-Match` is there and cannot be read.
pub(crate) fn named_if_any(request: &HttpRequest) -> Result<Option<Vec<String>>, Refusal> {
    if !request.headers().contains_key(IF_MATCH) {
        return Ok(None);
    }
    match IfMatch::parse(request) {
        Ok(IfMatch::Any) => Ok(Some(vec![ANY.to_owned()])),
        Ok(IfMatch::Items(tags)) => Ok(Some(tags.iter().map(|tag| tag.tag().to_owned()).collect())),
        Err(_) => Err(missing(request)),
    }
}

/// Whether `version` is among those that were read.
pub(crate) fn is_among(named: &[String], version: &str) -> bool {
    named.iter().any(|name| name == ANY || name == version)
}

fn missing(request: &HttpRequest) -> Refusal {
    let failure = Failure::plain(
        StatusCode::PRECONDITION_REQUIRED,
        "version-missing",
        "Say which version you read",
        "read it first, and send its ETag in If-Match".to_owned(),
    );
    Refusal::from_failure(request, &failure)
}

/// The answer to a change that rests on an old version: what is there now, and its version.
pub(crate) fn overtaken(
    request: &HttpRequest,
    current: &impl Serialize,
    version: &str,
) -> HttpResponse {
    let failure = Failure::plain(
        StatusCode::PRECONDITION_FAILED,
        "overtaken",
        "Somebody else changed it first",
        "look at `current`, and send what you still want with its version in If-Match".to_owned(),
    );
    let mut answer = Refusal::from_failure(request, &failure).with("current", current);
    tag(&mut answer, version);
    answer
}

/// Tells the version of what an answer holds.
pub(crate) fn tag(answer: &mut HttpResponse, version: &str) {
    let tag = EntityTag::new_strong(version.to_owned());
    if let Ok(value) = tag.to_string().parse() {
        answer.headers_mut().insert(ETAG, value);
    }
}

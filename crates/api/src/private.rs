//! Answers for one visitor alone: who asks, and that nobody may keep the answer.

use actix_web::http::header;
use actix_web::{HttpRequest, HttpResponse, web};
use directory::{Error, Violation};
use domain::authority::Actor;
use serde::Serialize;
use utoipa::IntoResponses;
use uuid::Uuid;

use crate::Context;
use crate::problem::{Problem, Refusal};

/// The largest body that is read, in bytes.
const LARGEST_BODY: usize = 64 * 1024;

/// What anything that is not for everybody may be refused with.
#[derive(IntoResponses)]
#[expect(dead_code, reason = "describes answers and is never made")]
pub(crate) enum Refused {
    /// It cannot be read: something is missing, or not of its form.
    #[response(status = 400, content_type = "application/problem+json")]
    Invalid(Problem),
    /// Nobody has signed in, or the key is not known.
    #[response(status = 401, content_type = "application/problem+json")]
    Unauthenticated(Problem),
    /// Whoever asks may not do this, or it was sent from another site.
    #[response(status = 403, content_type = "application/problem+json")]
    Forbidden(Problem),
    /// There is no such thing.
    #[response(status = 404, content_type = "application/problem+json")]
    NotFound(Problem),
    /// It is not in a state in which this can be done.
    #[response(status = 409, content_type = "application/problem+json")]
    Conflict(Problem),
    /// Too often; `Retry-After` says when it may do.
    #[response(status = 429, content_type = "application/problem+json")]
    TooMany(Problem),
}

/// Who asks.
pub(crate) async fn who(request: &HttpRequest, context: &Context) -> Result<Actor, Refusal> {
    context
        .visitors
        .who(request, &context.directory)
        .await
        .map_err(|error| Refusal::of(request, &error))
}

/// An answer that nobody may keep.
pub(crate) fn json(body: &impl Serialize) -> HttpResponse {
    HttpResponse::Ok()
        .insert_header((header::CACHE_CONTROL, "no-store"))
        .json(body)
}

/// Something was made.
pub(crate) fn made(body: &impl Serialize) -> HttpResponse {
    HttpResponse::Created()
        .insert_header((header::CACHE_CONTROL, "no-store"))
        .json(body)
}

/// It is done, and there is nothing to say.
pub(crate) fn done() -> HttpResponse {
    HttpResponse::NoContent()
        .insert_header((header::CACHE_CONTROL, "no-store"))
        .finish()
}

/// An id in an address; what is not one is not found.
pub(crate) fn id(what: &'static str, text: &str) -> Result<Uuid, Error> {
    Uuid::try_parse(text).map_err(|_| Error::NotFound {
        what,
        name: text.to_owned(),
    })
}

/// How bodies are read: small, and refused as problem+json.
pub(crate) fn bodies() -> web::JsonConfig {
    web::JsonConfig::default()
        .limit(LARGEST_BODY)
        .error_handler(|error, request| Refusal::unreadable(request, &error.to_string()).into())
}

/// How parameters are read: one that comes twice where it can come once is refused as problem+json.
pub(crate) fn queries() -> web::QueryConfig {
    web::QueryConfig::default().error_handler(|error, request| {
        let query = Violation {
            parameter: "query",
            message: format!("cannot be read: {error}"),
            example: "name=value",
        };
        Refusal::invalid(request, vec![query]).into()
    })
}

//! What the endpoints for moderators have in common: whom they refuse, and how they answer.

use actix_web::{HttpRequest, HttpResponse};
use directory::{Decided, Error};
use utoipa::IntoResponses;

use crate::Context;
use crate::problem::{Problem, Refusal};
use crate::v1::wire::matches::Outcome;

/// Whom they refuse.
#[derive(IntoResponses)]
#[expect(dead_code, reason = "describes answers and is never made")]
pub(crate) enum ForModerators {
    /// Nobody has signed in, or the key is not known.
    #[response(status = 401, content_type = "application/problem+json")]
    Unauthenticated(Problem),
    /// Whoever asks may not do this, here.
    #[response(status = 403, content_type = "application/problem+json")]
    Forbidden(Problem),
}

/// What came of an answer on which statements are of one service.
pub(crate) fn outcome(
    request: &HttpRequest,
    decided: Result<Decided, Error>,
) -> Result<HttpResponse, Refusal> {
    let decided = decided.map_err(|error| Refusal::of(request, &error))?;
    Ok(Context::for_moderators().json(Outcome::of(decided)))
}

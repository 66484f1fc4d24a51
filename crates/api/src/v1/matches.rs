//! Matches: pairs of statements that could speak of one service, for moderators.

pub(crate) mod decide;
pub(crate) mod list;
pub(crate) mod show;
pub(crate) mod undo;

use actix_web::HttpRequest;
use directory::MatchId;

use crate::problem::{Refusal, unknown};

/// The pair in an address.
fn id_of(request: &HttpRequest, text: &str) -> Result<MatchId, Refusal> {
    text.parse()
        .map_err(|_| Refusal::of(request, &unknown("match", text)))
}

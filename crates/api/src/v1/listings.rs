//! Listings.

pub(crate) mod disagreements;
pub(crate) mod merge;
pub(crate) mod show;
pub(crate) mod split;
pub(crate) mod statements;

use actix_web::HttpResponse;
use directory::Sought;
use utoipa::IntoResponses;

use crate::give;
use crate::problem::Problem;

/// How a part of a listing is answered when it is not sent.
#[derive(IntoResponses)]
#[expect(dead_code, reason = "describes answers and is never made")]
pub(crate) enum NotSent {
    /// It is now part of another; `Location` leads there.
    #[response(status = 301)]
    Moved,
    /// You have this version.
    #[response(status = 304)]
    Unchanged,
    /// There is no such listing.
    #[response(status = 404, content_type = "application/problem+json")]
    Unknown(Problem),
    /// It was listed and has been withdrawn.
    #[response(status = 410, content_type = "application/problem+json")]
    Withdrawn(Problem),
}

/// A part of a listing as `show` gives it, or the way to where the listing is now.
pub(crate) fn answer<T>(
    sought: Sought<T>,
    part: &str,
    show: impl FnOnce(&T) -> HttpResponse,
) -> HttpResponse {
    match sought {
        Sought::Found(found) => show(&found),
        Sought::Moved(slug) => give::answer::moved(format!("/api/v1/listings/{slug}/{part}")),
    }
}

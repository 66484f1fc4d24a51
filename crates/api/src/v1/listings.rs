//! Listings.

pub(crate) mod disagreements;
pub(crate) mod merge;
pub(crate) mod show;
pub(crate) mod split;
pub(crate) mod statements;

use actix_web::http::header;
use actix_web::{HttpRequest, HttpResponse};
use directory::Sought;
use http_edge::conditional::{tag, unless_current};
use serde::Serialize;

/// A part of a listing as JSON with its tag, or the way to where the listing is now.
pub(crate) fn answer<T, W: Serialize>(
    request: &HttpRequest,
    sought: Sought<T>,
    part: &str,
    wire: impl FnOnce(T) -> W,
) -> HttpResponse {
    let found = match sought {
        Sought::Found(found) => found,
        Sought::Moved(slug) => {
            return HttpResponse::MovedPermanently()
                .insert_header((header::LOCATION, format!("/api/v1/listings/{slug}/{part}")))
                .insert_header((header::ACCESS_CONTROL_ALLOW_ORIGIN, "*"))
                .finish();
        }
    };
    let json = serde_json::to_string(&wire(found)).unwrap_or_default();
    unless_current(request, &tag(&[&json]), "public, max-age=60", || {
        HttpResponse::Ok()
            .content_type("application/json")
            .insert_header((header::ACCESS_CONTROL_ALLOW_ORIGIN, "*"))
            .body(json)
    })
}

//! Places: postcodes, areas, and what a person's words mean. Offline, open, and nothing is kept.

pub(crate) mod area;
pub(crate) mod data;
pub(crate) mod postcode;
pub(crate) mod resolve;
pub(crate) mod suggest;

use actix_web::http::header;
use actix_web::{HttpRequest, HttpResponse};
use http_edge::conditional::{tag, unless_current};
use serde::Serialize;

/// The data changes a few times a year.
const CACHE: &str = "public, max-age=86400";

/// An answer of the gazetteer: long cached, open to every site.
fn answer(request: &HttpRequest, body: &impl Serialize) -> HttpResponse {
    let json = serde_json::to_string(body).unwrap_or_default();
    unless_current(request, &tag(&[&json]), CACHE, || {
        HttpResponse::Ok()
            .content_type("application/json")
            .insert_header((header::ACCESS_CONTROL_ALLOW_ORIGIN, "*"))
            .body(json)
    })
}

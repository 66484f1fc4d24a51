//! Places: postcodes, areas, and what a person's words mean. Offline, open, and nothing is kept.

pub(crate) mod area;
pub(crate) mod data;
pub(crate) mod postcode;
pub(crate) mod resolve;
pub(crate) mod suggest;

use actix_web::{HttpRequest, HttpResponse};
use serde::Serialize;

use crate::give::answer::tagged;

/// The data changes a few times a year.
const CACHE: &str = "public, max-age=86400";

/// An answer of the gazetteer: long cached, open to every site.
fn answer(request: &HttpRequest, body: &impl Serialize) -> HttpResponse {
    tagged(request, CACHE, "application/json", body)
}

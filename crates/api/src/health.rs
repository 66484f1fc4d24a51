//! Health: for load balancers and monitors. Nothing secret, nothing slow.

use actix_web::{HttpResponse, get, web};
use serde::Serialize;
use utoipa::ToSchema;

use crate::Context;

/// How this instance does.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Health {
    /// `ready` or `not ready`.
    status: &'static str,
    /// Visible listings.
    listings: u64,
    /// Listings in the search index.
    indexed: u64,
    /// Changes that the index has not seen yet.
    lag: u64,
}

/// The process runs.
#[utoipa::path(tag = "health", responses((status = 200, description = "It does.", body = String, content_type = "text/plain")))]
#[get("/health/live")]
pub(crate) async fn live() -> HttpResponse {
    HttpResponse::Ok()
        .content_type("text/plain; charset=utf-8")
        .body("live\n")
}

/// Questions can be answered.
#[utoipa::path(
    tag = "health",
    responses(
        (status = 200, description = "Ready.", body = Health),
        (status = 503, description = "Not ready: the store does not answer or waits for migration.", body = Health)
    )
)]
#[get("/health/ready")]
pub(crate) async fn ready(context: web::Data<Context>) -> HttpResponse {
    let health = context.directory.health().await;
    let body = Health {
        status: if health.is_ready() {
            "ready"
        } else {
            "not ready"
        },
        listings: health.listings,
        indexed: health.indexed,
        lag: health.lag,
    };
    let mut answer = if health.is_ready() {
        HttpResponse::Ok()
    } else {
        HttpResponse::ServiceUnavailable()
    };
    answer
        .insert_header(("cache-control", "no-store"))
        .json(body)
}

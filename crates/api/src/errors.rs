//! GET what each error code means: where the `type` of every problem leads.

use actix_web::{HttpResponse, get};

/// `docs/errors.md`, as it is served.
const TEXT: &str = include_str!("../../../docs/errors.md");

/// What each code means and what to do about it.
#[utoipa::path(tag = "health", responses((status = 200, description = "The text, as Markdown.", body = String, content_type = "text/markdown")))]
#[get("/api/errors")]
pub(crate) async fn errors() -> HttpResponse {
    HttpResponse::Ok()
        .content_type("text/markdown; charset=utf-8")
        .body(TEXT)
}

//! Any address that is not a page.

use actix_web::http::StatusCode;
use actix_web::{HttpResponse, web};

use crate::Pages;

/// The page.
pub(crate) async fn not_found(pages: web::Data<Pages>) -> HttpResponse {
    pages.problem(StatusCode::NOT_FOUND)
}

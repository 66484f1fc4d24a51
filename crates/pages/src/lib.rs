//! The HTML face: server-rendered pages that work without script, on a phone and on paper.
//!
//! [`configure`] adds every page to an application. A handler reads the address, calls one verb of
//! the directory and renders one view; what is shown is decided in `views`, one module a page.
//! **No page carries inline script or style, loads anything from another host, or sets a cookie.**
//! Security headers, compression, limits and HEAD belong to the application around it.

mod answer;
mod assets;
mod brand;
pub mod govuk;
mod handlers;
mod json_ld;
mod safe_url;
mod search_query;
mod views;
mod wording;

use std::sync::Arc;

use actix_web::http::StatusCode;
use actix_web::{HttpRequest, HttpResponse, web};
use directory::Directory;
use http_edge::failure::Failure;

pub use brand::Brand;

/// What every page needs: the directory to ask, and the words of who runs this copy.
#[derive(Debug, Clone)]
pub struct Pages {
    directory: Arc<Directory>,
    brand: Arc<Brand>,
}

impl Pages {
    /// Pages over a directory.
    #[must_use]
    pub fn new(directory: Arc<Directory>, brand: Brand) -> Self {
        Self {
            directory,
            brand: Arc::new(brand),
        }
    }

    /// The page for a status that is not a success: not found, gone, too fast, out of order.
    #[must_use]
    pub fn problem(&self, status: StatusCode) -> HttpResponse {
        answer::problem(&self.brand, status)
    }
}

/// Adds every page, the assets and the not-found page to an application.
///
/// The not-found page becomes the application's default service: add scopes that answer unknown
/// paths in their own way (the API) with a default service of their own.
pub fn configure(config: &mut web::ServiceConfig, pages: Pages) {
    config
        .app_data(web::Data::new(pages))
        .service(assets::serve)
        .service(web::resource("/").get(handlers::home::home))
        .service(web::resource("/browse").get(handlers::browse::browse))
        .service(web::resource("/search").get(handlers::search::search))
        .service(web::resource("/listings/{listing}").get(handlers::listing::listing))
        .service(web::resource("/sources").get(handlers::sources::sources))
        .service(web::resource("/about").get(handlers::about::about))
        .service(web::resource("/cookies").get(handlers::cookies::cookies))
        .service(web::resource("/accessibility").get(handlers::accessibility::accessibility))
        .service(web::resource("/privacy").get(handlers::privacy::privacy))
        .service(web::resource("/licences").get(handlers::licences::licences))
        .default_service(web::to(handlers::not_found::not_found));
}

/// A failure as a page, for middleware that refuses a request before a handler sees it.
#[must_use]
pub fn dress(request: &HttpRequest, failure: &Failure) -> HttpResponse {
    match request.app_data::<web::Data<Pages>>() {
        Some(pages) => pages.problem(failure.status),
        None => HttpResponse::new(failure.status),
    }
}

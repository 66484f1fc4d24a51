//! From a view to an HTTP answer.

use std::sync::Arc;

use actix_web::http::{StatusCode, header};
use actix_web::{HttpRequest, HttpResponse};
use askama::Template;
use directory::Error;
use http_edge::conditional::{tag, unless_current};
use http_edge::failure::Failure;

use crate::assets;
use crate::brand::Brand;
use crate::views::problem::ProblemPage;

/// A page for one visitor alone: nobody may keep it.
const NOBODY: &str = "no-store";
/// A page that is the same for everybody may be kept for five minutes.
const SHARED: &str = "public, max-age=300";
/// A page that must be asked for again, though it may not have changed.
const ASK_AGAIN: &str = "no-cache";
/// A page that holds what somebody searched for: no shared cache may keep it.
const PRIVATE: &str = "private, no-cache";

/// A page about the site itself.
pub(crate) fn fixed(brand: &Arc<Brand>, page: &impl Template) -> HttpResponse {
    html(brand, StatusCode::OK, SHARED, page)
}

/// A page that changes as the directory does.
pub(crate) fn living(brand: &Arc<Brand>, page: &impl Template) -> HttpResponse {
    html(brand, StatusCode::OK, ASK_AGAIN, page)
}

/// A page that holds what somebody searched for.
pub(crate) fn searched(
    brand: &Arc<Brand>,
    status: StatusCode,
    page: &impl Template,
) -> HttpResponse {
    html(brand, status, PRIVATE, page)
}

/// A page of one version of something, or 304 when the reader has it.
pub(crate) fn versioned<T: Template>(
    brand: &Arc<Brand>,
    request: &HttpRequest,
    version: &[&str],
    page: impl FnOnce() -> T,
) -> HttpResponse {
    // Another release shows the same listing in another way.
    let release = [assets::address("app.css"), assets::address("app.js")];
    let parts: Vec<&str> = version
        .iter()
        .copied()
        .chain(release.iter().map(String::as_str))
        .chain([env!("CARGO_PKG_VERSION"), request.query_string()])
        .collect();
    unless_current(request, &tag(&parts), PRIVATE, || {
        html(brand, StatusCode::OK, PRIVATE, &page())
    })
}

/// A page for one visitor alone.
pub(crate) fn own(brand: &Arc<Brand>, status: StatusCode, page: &impl Template) -> HttpResponse {
    html(brand, status, NOBODY, page)
}

/// A page whose address is a secret: no other site may learn of it.
pub(crate) fn secret(brand: &Arc<Brand>, status: StatusCode, page: &impl Template) -> HttpResponse {
    let mut answer = own(brand, status, page);
    answer.headers_mut().insert(
        header::REFERRER_POLICY,
        header::HeaderValue::from_static("no-referrer"),
    );
    answer
}

/// After something was done: to the page that shows it.
pub(crate) fn see(path: &str) -> HttpResponse {
    HttpResponse::SeeOther()
        .insert_header((header::LOCATION, path))
        .insert_header((header::CACHE_CONTROL, NOBODY))
        .finish()
}

/// The page for a verb's error.
pub(crate) fn failed(brand: &Arc<Brand>, error: &Error) -> HttpResponse {
    refused(brand, &Failure::of(error))
}

/// The page for a failure, in its own words where they are for people.
pub(crate) fn refused(brand: &Arc<Brand>, failure: &Failure) -> HttpResponse {
    let page = ProblemPage::told(brand, failure);
    let mut answer = html(brand, failure.status, ASK_AGAIN, &page);
    if let Some(seconds) = failure.retry_after {
        answer
            .headers_mut()
            .insert(header::RETRY_AFTER, seconds.into());
    }
    answer
}

/// The page for a status that is not a success.
pub(crate) fn problem(brand: &Arc<Brand>, status: StatusCode) -> HttpResponse {
    html(brand, status, ASK_AGAIN, &ProblemPage::of(brand, status))
}

fn html(
    brand: &Arc<Brand>,
    status: StatusCode,
    caching: &'static str,
    page: &impl Template,
) -> HttpResponse {
    match page.render() {
        Ok(body) => HttpResponse::build(status)
            .content_type("text/html; charset=utf-8")
            .insert_header((header::CACHE_CONTROL, caching))
            .body(body),
        Err(error) => {
            tracing::error!(%error, brand = brand.name, "a page could not be rendered");
            HttpResponse::InternalServerError()
                .content_type("text/plain; charset=utf-8")
                .body("Sorry, there is a problem with the service. Try again later.")
        }
    }
}

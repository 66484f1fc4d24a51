//! What everybody sees of a mark: the page that proves it, and the badge that leads there.

use actix_web::http::header;
use actix_web::{HttpRequest, HttpResponse, web};
use http_edge::conditional::{tag, unless_current};

use crate::views::kitemark::badge::badge;
use crate::views::kitemark::proof::ProofPage;
use crate::{Pages, answer};

/// Badges stand on others' pages: they are kept for an hour, and asked for again after.
const KEEP: &str = "public, max-age=3600";
/// A picture that may be shown anywhere, and run and load nothing.
const POLICY: &str = "default-src 'none'; style-src 'none'; sandbox";

/// The page.
pub(crate) async fn proof(
    pages: web::Data<Pages>,
    organization: web::Path<String>,
) -> HttpResponse {
    match pages.directory.mark_of(&organization).await {
        Ok((name, mark)) => {
            let page = ProofPage::new(&pages.brand, &name, mark.as_ref());
            answer::living(&pages.brand, &page)
        }
        Err(error) => answer::failed(&pages.brand, &error),
    }
}

/// The picture.
pub(crate) async fn picture(
    request: HttpRequest,
    pages: web::Data<Pages>,
    organization: web::Path<String>,
) -> HttpResponse {
    match pages.directory.mark_of(&organization).await {
        Ok((name, mark)) => {
            let svg = badge(&name.name, mark.as_ref());
            unless_current(&request, &tag(&[&svg]), KEEP, || {
                HttpResponse::Ok()
                    .content_type("image/svg+xml; charset=utf-8")
                    .insert_header((header::CONTENT_SECURITY_POLICY, POLICY))
                    .insert_header(("Cross-Origin-Resource-Policy", "cross-origin"))
                    .insert_header((header::ACCESS_CONTROL_ALLOW_ORIGIN, "*"))
                    .body(svg)
            })
        }
        Err(error) => answer::failed(&pages.brand, &error),
    }
}

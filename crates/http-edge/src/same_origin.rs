//! A page of another site cannot make a visitor's browser do things here.
//!
//! Browsers say where a request comes from: in `Sec-Fetch-Site`, or at least in `Origin`. What
//! changes something must come from our own pages. A request that says neither is not a browser's;
//! it may go on unless it carries our cookies. A program shows its key, which no other site's page
//! can do, and need say nothing.

use actix_web::body::{BoxBody, MessageBody};
use actix_web::dev::{ServiceRequest, ServiceResponse};
use actix_web::http::{Method, StatusCode, header};
use actix_web::middleware::Next;
use actix_web::{Error, HttpRequest, HttpResponse};

use crate::failure::Failure;
use crate::visitor::{Visitors, bearer};

/// Middleware for [`actix_web::middleware::from_fn`]; `dress` makes the body of a refusal.
///
/// # Errors
/// Those of the inner service.
pub async fn guarded<B: MessageBody + 'static>(
    visitors: Visitors,
    dress: fn(&HttpRequest, &Failure) -> HttpResponse,
    request: ServiceRequest,
    next: Next<B>,
) -> Result<ServiceResponse<BoxBody>, Error> {
    if is_ours(&visitors, request.request()) {
        return next
            .call(request)
            .await
            .map(ServiceResponse::map_into_boxed_body);
    }
    let failure = Failure::plain(
        StatusCode::FORBIDDEN,
        "forbidden",
        "Sent from another site",
        "this was not sent from a page of ours; open the page here and send it again".to_owned(),
    );
    let (request, _) = request.into_parts();
    let response = dress(&request, &failure);
    Ok(ServiceResponse::new(request, response))
}

fn is_ours(visitors: &Visitors, request: &HttpRequest) -> bool {
    let reads = [Method::GET, Method::HEAD, Method::OPTIONS].contains(request.method());
    if reads || bearer(request).is_some() {
        return true;
    }
    let said = |name: &str| {
        let value = request.headers().get(name)?;
        // What cannot be read is not ours.
        Some(value.to_str().unwrap_or("?").to_ascii_lowercase())
    };
    if let Some(site) = said("sec-fetch-site") {
        return matches!(site.as_str(), "same-origin" | "none");
    }
    match said(header::ORIGIN.as_str()) {
        Some(origin) => origin == visitors.origin(),
        None => !visitors.has_cookie(request),
    }
}

#[cfg(test)]
mod tests {
    use actix_web::http::Method;
    use actix_web::test::TestRequest;

    use super::is_ours;
    use crate::visitor::Visitors;

    const COOKIE: (&str, &str) = ("cookie", "__Host-id=secret");

    fn check(method: Method, headers: &[(&str, &str)], expected: bool) {
        let visitors = Visitors::of("https://directory.example");
        let request = headers.iter().fold(
            TestRequest::default().method(method.clone()),
            |request, header| request.append_header(*header),
        );
        let request = request.to_http_request();
        assert_eq!(
            is_ours(&visitors, &request),
            expected,
            "{method} {headers:?}"
        );
    }

    #[test]
    fn reading_is_free_from_everywhere() {
        check(
            Method::GET,
            &[COOKIE, ("sec-fetch-site", "cross-site")],
            true,
        );
        check(
            Method::HEAD,
            &[COOKIE, ("origin", "https://evil.example")],
            true,
        );
    }

    #[test]
    fn a_change_comes_from_our_own_pages() {
        for (headers, expected) in [
            (vec![COOKIE, ("sec-fetch-site", "same-origin")], true),
            (vec![COOKIE, ("sec-fetch-site", "none")], true),
            (vec![COOKIE, ("sec-fetch-site", "same-site")], false),
            (vec![COOKIE, ("sec-fetch-site", "cross-site")], false),
            // The first header is believed before the second.
            (
                vec![
                    COOKIE,
                    ("sec-fetch-site", "cross-site"),
                    ("origin", "https://directory.example"),
                ],
                false,
            ),
            (
                vec![
                    COOKIE,
                    ("sec-fetch-site", "same-origin"),
                    ("origin", "null"),
                ],
                true,
            ),
            (vec![COOKIE, ("origin", "https://directory.example")], true),
            (vec![COOKIE, ("origin", "http://directory.example")], false),
            (
                vec![COOKIE, ("origin", "https://directory.example.evil.example")],
                false,
            ),
            (vec![COOKIE, ("origin", "null")], false),
            // A form of another site, before anybody has signed in: signing somebody else in.
            (vec![("sec-fetch-site", "cross-site")], false),
            (vec![("origin", "https://evil.example")], false),
            // Says nothing.
            (vec![COOKIE], false),
            (vec![], true),
        ] {
            for method in [Method::POST, Method::PUT, Method::PATCH, Method::DELETE] {
                check(method, &headers, expected);
            }
        }
    }

    #[test]
    fn a_program_with_a_key_need_say_nothing() {
        check(Method::POST, &[("authorization", "Bearer abc")], true);
        check(
            Method::POST,
            &[COOKIE, ("authorization", "Bearer abc")],
            true,
        );
    }
}

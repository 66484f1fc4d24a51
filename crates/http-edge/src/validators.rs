//! Every answer to a GET can be asked for again cheaply.
//!
//! A handler that knows a version says so itself ([`crate::conditional`]). Of any other answer that is
//! held whole and may be kept by somebody, the entity tag is a hash of its body, and an answer that
//! says nothing of caching must be asked for again. Streams are left as they are.

use actix_web::body::{BodySize, BoxBody, MessageBody, to_bytes};
use actix_web::dev::{ServiceRequest, ServiceResponse};
use actix_web::error::ErrorInternalServerError;
use actix_web::http::header::{CACHE_CONTROL, ETAG, HeaderValue, IF_NONE_MATCH};
use actix_web::http::{Method, StatusCode};
use actix_web::middleware::Next;
use actix_web::{Error, HttpResponse};

use crate::conditional::fingerprint;

/// Middleware for [`actix_web::middleware::from_fn`], inside of what compresses.
///
/// # Errors
/// Those of the inner service.
pub async fn tagged<B: MessageBody + 'static>(
    request: ServiceRequest,
    next: Next<B>,
) -> Result<ServiceResponse<BoxBody>, Error> {
    let is_get = request.method() == Method::GET;
    let known = request
        .headers()
        .get(IF_NONE_MATCH)
        .and_then(|value| value.to_str().ok())
        .map(str::to_owned);
    let mut response = next.call(request).await?.map_into_boxed_body();
    if !is_get || response.status() != StatusCode::OK {
        return Ok(response);
    }
    let rule = response.headers_mut();
    if !rule.contains_key(CACHE_CONTROL) {
        rule.insert(CACHE_CONTROL, HeaderValue::from_static("no-cache"));
    }
    let is_kept = rule
        .get(CACHE_CONTROL)
        .is_none_or(|value| !value.as_bytes().starts_with(b"no-store"));
    let is_whole = matches!(response.response().body().size(), BodySize::Sized(_));
    if !is_kept || !is_whole || response.headers().contains_key(ETAG) {
        return Ok(response);
    }
    let (request, response) = response.into_parts();
    let (head, body) = response.into_parts();
    let body = to_bytes(body).await.map_err(ErrorInternalServerError)?;
    let tag = tag_of(&body);
    let current = known.is_some_and(|known| is_among(&known, &tag));
    let mut response: HttpResponse = if current {
        let mut answer = head.set_body(BoxBody::new(()));
        *answer.status_mut() = StatusCode::NOT_MODIFIED;
        answer
    } else {
        head.set_body(BoxBody::new(body))
    };
    if let Ok(value) = HeaderValue::from_str(&tag) {
        response.headers_mut().insert(ETAG, value);
    }
    Ok(ServiceResponse::new(request, response))
}

/// A weak tag: it is of what is said, not of how it is packed.
fn tag_of(body: &[u8]) -> String {
    format!("W/\"{}\"", fingerprint(&[body]))
}

fn is_among(known: &str, tag: &str) -> bool {
    let opaque = |tag: &str| tag.trim().trim_start_matches("W/").to_owned();
    known
        .split(',')
        .any(|one| one.trim() == "*" || opaque(one) == opaque(tag))
}

#[cfg(test)]
mod tests {
    use actix_web::http::header::{CACHE_CONTROL, ETAG};
    use actix_web::middleware::from_fn;
    use actix_web::test::{TestRequest, call_service, init_service, read_body};
    use actix_web::{App, HttpResponse, web};

    use super::tagged;

    async fn ask(path: &str, known: Option<&str>) -> (u16, Option<String>, String, usize) {
        let own = || async {
            HttpResponse::Ok()
                .insert_header((CACHE_CONTROL, "no-store"))
                .body("mine")
        };
        let app = App::new()
            .wrap(from_fn(tagged::<actix_web::body::BoxBody>))
            .route("/plain", web::get().to(|| async { "what everybody gets" }))
            .route("/own", web::get().to(own));
        let app = init_service(app).await;
        let mut request = TestRequest::get().uri(path);
        if let Some(known) = known {
            request = request.insert_header(("if-none-match", known));
        }
        let response = call_service(&app, request.to_request()).await;
        let header = |name| {
            let value = response.headers().get(name)?;
            Some(value.to_str().unwrap().to_owned())
        };
        let (tag, rule) = (header(ETAG), header(CACHE_CONTROL).unwrap_or_default());
        let status = response.status().as_u16();
        (status, tag, rule, read_body(response).await.len())
    }

    #[actix_web::test]
    async fn an_answer_without_a_tag_gets_one_and_is_not_sent_twice() {
        let (status, tag, rule, length) = ask("/plain", None).await;
        assert_eq!((status, rule.as_str(), length), (200, "no-cache", 19));
        let tag = tag.unwrap();
        let (status, again, _, length) = ask("/plain", Some(&tag)).await;
        assert_eq!((status, again, length), (304, Some(tag), 0));
        assert_eq!(ask("/plain", Some("W/\"other\"")).await.0, 200);
        assert_eq!(ask("/plain", Some("*")).await.0, 304);
    }

    #[actix_web::test]
    async fn what_nobody_may_keep_has_no_tag() {
        let (status, tag, rule, _) = ask("/own", Some("*")).await;
        assert_eq!((status, tag, rule.as_str()), (200, None, "no-store"));
    }
}

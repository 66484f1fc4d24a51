//! The headers that every answer carries.

use actix_web::Error;
use actix_web::body::MessageBody;
use actix_web::dev::{ServiceRequest, ServiceResponse};
use actix_web::http::header::{CONTENT_SECURITY_POLICY, HeaderValue, X_FRAME_OPTIONS};
use actix_web::middleware::{DefaultHeaders, Next};

/// What pages may load and do: only what this server itself sends, and nothing inline.
pub const PAGE_POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; form-action 'self'; base-uri 'none'; object-src 'none'; frame-ancestors 'none'";

/// The same for the one page that other sites may put into a frame.
pub const FRAMED_POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self'; form-action 'self'; base-uri 'none'; object-src 'none'; frame-ancestors *";

/// Middleware outside of [`security`]: what older browsers need to know of frames, on every answer
/// but the one that may be framed.
///
/// # Errors
/// Those of the inner service.
pub async fn framing<B: MessageBody>(
    request: ServiceRequest,
    next: Next<B>,
) -> Result<ServiceResponse<B>, Error> {
    let mut response = next.call(request).await?;
    let headers = response.headers_mut();
    let may_be_framed = headers
        .get(CONTENT_SECURITY_POLICY)
        .is_some_and(|policy| policy.as_bytes() == FRAMED_POLICY.as_bytes());
    if !may_be_framed {
        headers.insert(X_FRAME_OPTIONS, HeaderValue::from_static("DENY"));
    }
    Ok(response)
}

/// Security headers for every answer; a handler that sets one of them itself is left alone.
#[must_use]
pub fn security(https: bool) -> DefaultHeaders {
    let headers = DefaultHeaders::new()
        .add(("Content-Security-Policy", PAGE_POLICY))
        .add(("X-Content-Type-Options", "nosniff"))
        .add(("Referrer-Policy", "strict-origin-when-cross-origin"))
        .add(("Cross-Origin-Opener-Policy", "same-origin"))
        .add(("Cross-Origin-Resource-Policy", "same-origin"))
        .add((
            "Permissions-Policy",
            "geolocation=(self), camera=(), microphone=()",
        ));
    if https {
        headers.add((
            "Strict-Transport-Security",
            "max-age=63072000; includeSubDomains",
        ))
    } else {
        headers
    }
}

#[cfg(test)]
mod tests {
    use actix_web::http::header::CONTENT_SECURITY_POLICY;
    use actix_web::middleware::from_fn;
    use actix_web::test::{TestRequest, call_service, init_service};
    use actix_web::{App, HttpResponse, web};

    use super::{FRAMED_POLICY, PAGE_POLICY, framing, security};

    #[actix_web::test]
    async fn only_the_embed_may_be_framed() {
        let framed = || async {
            HttpResponse::Ok()
                .insert_header((CONTENT_SECURITY_POLICY, FRAMED_POLICY))
                .finish()
        };
        let app = App::new()
            .wrap(security(true))
            .wrap(from_fn(framing))
            .route("/page", web::get().to(HttpResponse::Ok))
            .route("/embed", web::get().to(framed));
        let app = init_service(app).await;
        for (path, policy, frame) in [
            ("/page", PAGE_POLICY, Some("DENY")),
            ("/nowhere", PAGE_POLICY, Some("DENY")),
            ("/embed", FRAMED_POLICY, None),
        ] {
            let request = TestRequest::get().uri(path).to_request();
            let response = call_service(&app, request).await;
            let header = |name: &str| {
                let value = response.headers().get(name);
                value.map(|value| value.to_str().unwrap().to_owned())
            };
            assert_eq!(header("content-security-policy").as_deref(), Some(policy));
            assert_eq!(header("x-frame-options").as_deref(), frame, "{path}");
            assert!(header("strict-transport-security").is_some());
        }
        assert!(PAGE_POLICY.contains("frame-ancestors 'none'"));
    }
}

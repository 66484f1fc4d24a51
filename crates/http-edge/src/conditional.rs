//! Conditional requests: an answer that the client already has is not sent again.

use actix_web::http::header::{CACHE_CONTROL, ETAG, EntityTag, Header as _, IfNoneMatch};
use actix_web::{HttpRequest, HttpResponse};

/// A weak tag made from versions: equal tags mean the same content for a reader.
#[must_use]
pub fn tag(parts: &[&str]) -> EntityTag {
    // 64-bit FNV-1a: a tag needs to differ when the content does, not to resist an enemy.
    let mut hash: u64 = 0xcbf2_9ce4_8422_2325;
    for byte in parts.iter().flat_map(|part| part.bytes().chain([0])) {
        hash = (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3);
    }
    EntityTag::new_weak(format!("{hash:016x}"))
}

/// 304 when the client has this version, else what `answer` makes; both carry tag and caching rule.
pub fn unless_current(
    request: &HttpRequest,
    tag: &EntityTag,
    cache: &'static str,
    answer: impl FnOnce() -> HttpResponse,
) -> HttpResponse {
    let current = match IfNoneMatch::parse(request) {
        Ok(IfNoneMatch::Any) => request.headers().contains_key("if-none-match"),
        Ok(IfNoneMatch::Items(items)) => items.iter().any(|item| item.weak_eq(tag)),
        Err(_) => false,
    };
    let mut response = if current {
        HttpResponse::NotModified().finish()
    } else {
        answer()
    };
    if response.status().is_success() || current {
        let headers = response.headers_mut();
        if let Ok(value) = tag.to_string().parse() {
            headers.insert(ETAG, value);
        }
        headers.insert(
            CACHE_CONTROL,
            actix_web::http::header::HeaderValue::from_static(cache),
        );
    }
    response
}

#[cfg(test)]
mod tests {
    use actix_web::HttpResponse;
    use actix_web::test::TestRequest;

    use super::{tag, unless_current};

    fn check(sent: Option<&str>, expected: u16) {
        let mut request = TestRequest::default();
        if let Some(sent) = sent {
            request = request.insert_header(("if-none-match", sent));
        }
        let request = request.to_http_request();
        let response = unless_current(&request, &tag(&["a", "1"]), "no-cache", || {
            HttpResponse::Ok().body("body")
        });
        assert_eq!(response.status().as_u16(), expected, "{sent:?}");
        assert!(response.headers().contains_key("etag"));
    }

    mod tags {
        use super::{check, tag};

        #[test]
        fn a_known_version_is_not_sent_again() {
            check(None, 200);
            check(Some(&tag(&["a", "1"]).to_string()), 304);
            check(Some(&tag(&["a", "2"]).to_string()), 200);
            check(Some("*"), 304);
        }

        #[test]
        fn parts_do_not_run_together() {
            assert_ne!(tag(&["ab", "c"]), tag(&["a", "bc"]));
        }
    }
}

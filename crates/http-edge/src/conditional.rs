//! Conditional requests: an answer that the client already has is not sent again.

use std::hash::Hasher as _;
use std::time::{Duration, SystemTime};

use actix_web::http::header::{
    CACHE_CONTROL, ETAG, EntityTag, Header as _, HttpDate, IF_NONE_MATCH, IfModifiedSince,
    IfNoneMatch, LAST_MODIFIED,
};
use actix_web::{HttpRequest, HttpResponse};
use rustc_hash::FxHasher;

/// A weak tag made from versions: equal tags mean the same content for a reader.
#[must_use]
pub fn tag(parts: &[&str]) -> EntityTag {
    let parts: Vec<&[u8]> = parts.iter().map(|part| part.as_bytes()).collect();
    EntityTag::new_weak(fingerprint(&parts))
}

/// What a tag is made of: it needs to differ when the content does, not to resist an enemy, and it is
/// made of every answer; so a quick hash, and one without a seed, that every copy may give the same.
pub(crate) fn fingerprint(parts: &[&[u8]]) -> String {
    let mut hasher = FxHasher::default();
    for part in parts {
        hasher.write(part);
        hasher.write_usize(part.len());
    }
    format!("{:016x}", hasher.finish())
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

/// The same for what also knows when it last changed: a client that has only a date is believed it.
pub fn unless_current_since(
    request: &HttpRequest,
    tag: &EntityTag,
    modified: Option<SystemTime>,
    cache: &'static str,
    answer: impl FnOnce() -> HttpResponse,
) -> HttpResponse {
    // To the second, which is what HTTP tells. A tag, where the client has one, decides alone.
    let modified = modified.map(|at| {
        let since = at
            .duration_since(SystemTime::UNIX_EPOCH)
            .unwrap_or_default();
        HttpDate::from(SystemTime::UNIX_EPOCH + Duration::from_secs(since.as_secs()))
    });
    let unchanged = !request.headers().contains_key(IF_NONE_MATCH)
        && IfModifiedSince::parse(request)
            .ok()
            .zip(modified)
            .is_some_and(|(IfModifiedSince(known), modified)| modified <= known);
    let mut response = unless_current(request, tag, cache, || {
        if unchanged {
            HttpResponse::NotModified().finish()
        } else {
            answer()
        }
    });
    if unchanged && let Ok(value) = tag.to_string().parse() {
        response.headers_mut().insert(ETAG, value);
    }
    if let Some(modified) = modified
        && let Ok(value) = modified.to_string().parse()
    {
        response.headers_mut().insert(LAST_MODIFIED, value);
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

    #[test]
    fn a_client_that_has_only_a_date_is_told_by_it() {
        use std::time::{Duration, SystemTime};

        use super::unless_current_since;
        let modified = SystemTime::UNIX_EPOCH + Duration::from_millis(1_700_000_000_400);
        let check = |sent: &[(&'static str, &str)], expected: u16| {
            let mut request = TestRequest::default();
            for header in sent {
                request = request.insert_header(*header);
            }
            let answer = || HttpResponse::Ok().finish();
            let request = request.to_http_request();
            let tag = tag(&["a"]);
            let response = unless_current_since(&request, &tag, Some(modified), "no-cache", answer);
            assert_eq!(response.status().as_u16(), expected, "{sent:?}");
            assert!(response.headers().contains_key("last-modified"));
            assert!(response.headers().contains_key("etag"));
        };
        check(&[], 200);
        check(
            &[("if-modified-since", "Tue, 14 Nov 2023 22:13:20 GMT")],
            304,
        );
        check(
            &[("if-modified-since", "Tue, 14 Nov 2023 22:13:19 GMT")],
            200,
        );
        let both = ("if-modified-since", "Tue, 14 Nov 2023 22:13:20 GMT");
        check(&[both, ("if-none-match", "W/\"other\"")], 200);
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

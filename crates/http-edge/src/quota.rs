//! How often one key, or one household without a key, may ask, and what is told of that.
//!
//! A request with a key that works is counted against that key, wherever it comes from; any other is
//! counted against its household ([`crate::client`]). So nobody gets more by inventing keys. Each
//! answer carries `RateLimit-Policy` and `RateLimit` as the IETF's draft has them
//! (draft-ietf-httpapi-ratelimit-headers-10); past the limit, 429 with `Retry-After`. Counted in this
//! process; a copy counts for itself.

use std::hash::Hash;
use std::net::IpAddr;
use std::num::NonZeroU32;
use std::sync::Arc;

use actix_web::body::{BoxBody, MessageBody};
use actix_web::dev::{ServiceRequest, ServiceResponse};
use actix_web::http::StatusCode;
use actix_web::http::header::{CACHE_CONTROL, HeaderMap, HeaderName, HeaderValue};
use actix_web::middleware::Next;
use actix_web::{Error, HttpRequest, HttpResponse};
use directory::Directory;
use governor::clock::{Clock as _, DefaultClock};
use governor::middleware::StateInformationMiddleware;
use governor::state::keyed::DefaultKeyedStateStore;
use governor::{Quota, RateLimiter};
use uuid::Uuid;

use crate::client::{bucket, remembered};
use crate::failure::Failure;
use crate::visitor::bearer;

/// Those who ask, above which idle ones are forgotten, so that the table stays small.
const MANY: usize = 50_000;
/// Seconds in a window.
const WINDOW: u64 = 60;

/// The limits of one process; cheap to clone, shared by all workers.
#[derive(Debug, Clone)]
pub struct Quotas(Arc<Inner>);

#[derive(Debug)]
struct Inner {
    households: Option<Limit<IpAddr>>,
    keys: Option<Limit<Uuid>>,
}

type Limiter<K> =
    RateLimiter<K, DefaultKeyedStateStore<K>, DefaultClock, StateInformationMiddleware>;

#[derive(Debug)]
struct Limit<K: Clone + Hash + Eq> {
    name: &'static str,
    per_minute: u32,
    limiter: Limiter<K>,
    clock: DefaultClock,
}

/// What is left to somebody, or how long they have to wait.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Standing {
    name: &'static str,
    per_minute: u32,
    remaining: u32,
    /// Seconds to wait, where nothing is left.
    wait: Option<u64>,
}

impl Quotas {
    /// So many requests a minute for a household without a key, that many of them at once, and so
    /// many a minute for a key. Nought is no limit.
    #[must_use]
    pub fn new(per_household: u32, burst: u32, per_key: u32) -> Self {
        Self(Arc::new(Inner {
            households: Limit::new("household", per_household, burst),
            keys: Limit::new("key", per_key, per_key),
        }))
    }
}

impl<K: Clone + Hash + Eq> Limit<K> {
    fn new(name: &'static str, per_minute: u32, burst: u32) -> Option<Self> {
        let quota = Quota::per_minute(NonZeroU32::new(per_minute)?)
            .allow_burst(NonZeroU32::new(burst).unwrap_or(NonZeroU32::MIN));
        Some(Self {
            name,
            per_minute,
            limiter: RateLimiter::keyed(quota).with_middleware(),
            clock: DefaultClock::default(),
        })
    }

    fn count(&self, who: &K) -> Standing {
        if self.limiter.len() > MANY {
            self.limiter.retain_recent();
        }
        let (remaining, wait) = match self.limiter.check_key(who) {
            Ok(state) => (state.remaining_burst_capacity(), None),
            Err(refused) => {
                let wait = refused.wait_time_from(self.clock.now());
                (0, Some(wait.as_secs() + 1))
            }
        };
        Standing {
            name: self.name,
            per_minute: self.per_minute,
            remaining,
            wait,
        }
    }
}

impl Standing {
    fn tell(self, headers: &mut HeaderMap) {
        let policy = format!("\"{}\";q={};w={WINDOW}", self.name, self.per_minute);
        // One that is spent comes back after the wait; else one comes back with its share of a minute.
        let back = self
            .wait
            .unwrap_or(WINDOW.div_ceil(u64::from(self.per_minute.max(1))));
        let state = format!("\"{}\";r={};t={back}", self.name, self.remaining);
        for (name, value) in [("ratelimit-policy", policy), ("ratelimit", state)] {
            // Digits and a word of ours are always a header.
            if let Ok(value) = HeaderValue::from_str(&value) {
                headers.insert(HeaderName::from_static(name), value);
            }
        }
    }
}

/// Middleware for [`actix_web::middleware::from_fn`]; `dress` makes the body of a refusal.
///
/// # Errors
/// Those of the inner service.
pub async fn counted<B: MessageBody + 'static>(
    quotas: &Quotas,
    directory: &Directory,
    dress: fn(&HttpRequest, &Failure) -> HttpResponse,
    request: ServiceRequest,
    next: Next<B>,
) -> Result<ServiceResponse<BoxBody>, Error> {
    let key = match bearer(request.request()) {
        // A store that does not answer is told by the handler; here the household counts.
        Some(key) => directory.key_id(key).await.unwrap_or(None),
        None => None,
    };
    let kind = kind_of(request.path());
    let standing = match key {
        Some(key) => quotas.0.keys.as_ref().map(|limit| limit.count(&key)),
        // Only in-process tests have no peer.
        None => quotas
            .0
            .households
            .as_ref()
            .zip(remembered(request.request()))
            .map(|(limit, client)| limit.count(&bucket(client))),
    };
    let wait = standing.and_then(|standing| standing.wait);
    if let Some(key) = key {
        directory.count_key(key, kind, wait.is_some());
    }
    let mut response = match wait {
        None => next
            .call(request)
            .await
            .map(ServiceResponse::map_into_boxed_body)?,
        Some(seconds) => refuse(request, dress, seconds),
    };
    if let Some(standing) = standing {
        standing.tell(response.headers_mut());
    }
    Ok(response)
}

fn refuse(
    request: ServiceRequest,
    dress: fn(&HttpRequest, &Failure) -> HttpResponse,
    seconds: u64,
) -> ServiceResponse<BoxBody> {
    let failure = Failure {
        retry_after: Some(seconds),
        ..Failure::plain(
            StatusCode::TOO_MANY_REQUESTS,
            "too-many-requests",
            "Too many requests",
            format!("wait {seconds} seconds and try again"),
        )
    };
    let (request, _) = request.into_parts();
    let mut response = dress(&request, &failure);
    response
        .headers_mut()
        .insert(CACHE_CONTROL, HeaderValue::from_static("no-store"));
    ServiceResponse::new(request, response)
}

/// What a request is for, for the figures of a key.
fn kind_of(path: &str) -> &'static str {
    const KINDS: [(&str, &str); 12] = [
        ("/api/v1/search", "search"),
        ("/api/v1/suggest", "search"),
        ("/api/v1/listings", "listings"),
        ("/api/v1/organizations", "organizations"),
        ("/api/v1/export", "export"),
        ("/api/v1/calendar.ics", "calendar"),
        ("/api/v1/changes", "changes"),
        ("/api/v1/places", "places"),
        ("/api/v1/matches", "moderation"),
        ("/oruk/", "open_referral"),
        ("/aliss/", "aliss"),
        ("/fhir/", "fhir"),
    ];
    let found = KINDS.iter().find(|(start, _)| path.starts_with(start));
    found.map_or("other", |(_, kind)| kind)
}

#[cfg(test)]
mod tests {
    use actix_web::http::header::HeaderMap;
    use uuid::Uuid;

    use super::{Limit, kind_of};

    #[test]
    fn each_has_a_share_of_their_own_and_is_told_what_is_left() {
        let limit = Limit::new("key", 6, 3).unwrap();
        let (one, other) = (Uuid::from_u128(1), Uuid::from_u128(2));
        let left: Vec<u32> = (0..3).map(|_| limit.count(&one).remaining).collect();
        assert_eq!(left, [2, 1, 0]);
        let spent = limit.count(&one);
        assert!(spent.wait.is_some_and(|wait| (1..=11).contains(&wait)));
        assert_eq!(limit.count(&other).wait, None);
        let mut headers = HeaderMap::new();
        limit.count(&other).tell(&mut headers);
        assert_eq!(headers.get("ratelimit-policy").unwrap(), "\"key\";q=6;w=60");
        assert_eq!(headers.get("ratelimit").unwrap(), "\"key\";r=1;t=10");
        assert!(
            Limit::<Uuid>::new("key", 0, 3).is_none(),
            "nought is no limit"
        );
    }

    #[test]
    fn a_request_is_of_one_kind() {
        assert_eq!(kind_of("/api/v1/search"), "search");
        assert_eq!(kind_of("/oruk/v3/services"), "open_referral");
        assert_eq!(kind_of("/api/v1/session"), "other");
    }
}

//! How often one client may ask: past the limit, 429 with when to come back.
//!
//! Counted per client address ([`crate::client`]) in this process; a copy counts for itself.

use std::net::IpAddr;
use std::num::NonZeroU32;
use std::sync::Arc;

use actix_web::Error;
use actix_web::body::{BoxBody, MessageBody};
use actix_web::dev::{ServiceRequest, ServiceResponse};
use actix_web::http::header::{HeaderName, HeaderValue, RETRY_AFTER};
use actix_web::middleware::Next;
use governor::clock::{Clock as _, DefaultClock};
use governor::{DefaultKeyedRateLimiter, Quota, RateLimiter};

use crate::client::{bucket, remembered};
use crate::failure::Failure;

/// Clients above which idle ones are forgotten, so that the table stays small.
const MANY_CLIENTS: usize = 50_000;

/// One limit, shared by all workers.
#[derive(Debug, Clone)]
pub struct Limit {
    limiter: Arc<DefaultKeyedRateLimiter<IpAddr>>,
    clock: DefaultClock,
}

impl Limit {
    /// So many requests a minute, and a burst of so many at once. Nought is read as one.
    #[must_use]
    pub fn new(per_minute: u32, burst: u32) -> Self {
        let at_least_one = |n| NonZeroU32::new(n).unwrap_or(NonZeroU32::MIN);
        let quota = Quota::per_minute(at_least_one(per_minute)).allow_burst(at_least_one(burst));
        Self {
            limiter: Arc::new(RateLimiter::keyed(quota)),
            clock: DefaultClock::default(),
        }
    }

    /// Seconds to wait, or `None` when the client may go on.
    fn refusal(&self, client: IpAddr) -> Option<u64> {
        if self.limiter.len() > MANY_CLIENTS {
            self.limiter.retain_recent();
        }
        let refused = self.limiter.check_key(&bucket(client)).err()?;
        Some(refused.wait_time_from(self.clock.now()).as_secs() + 1)
    }
}

/// How often one household may do one thing in an hour, for handlers to count.
#[derive(Debug)]
pub struct Rate {
    limiter: DefaultKeyedRateLimiter<IpAddr>,
    clock: DefaultClock,
}

impl Rate {
    /// So many an hour, all of them at once if need be. Nought is read as one.
    #[must_use]
    pub fn per_hour(most: u32) -> Self {
        let most = NonZeroU32::new(most).unwrap_or(NonZeroU32::MIN);
        Self {
            limiter: RateLimiter::keyed(Quota::per_hour(most)),
            clock: DefaultClock::default(),
        }
    }

    /// Counts a request.
    ///
    /// # Errors
    /// [`directory::Error::TooMany`] when there were too many.
    pub fn count(&self, request: &actix_web::HttpRequest) -> Result<(), directory::Error> {
        if self.limiter.len() > MANY_CLIENTS {
            self.limiter.retain_recent();
        }
        // Only in-process tests have no peer.
        let Some(client) = remembered(request) else {
            return Ok(());
        };
        self.limiter.check_key(&bucket(client)).map_err(|refused| {
            let wait = refused.wait_time_from(self.clock.now());
            directory::Error::TooMany {
                wait: chrono::TimeDelta::from_std(wait).unwrap_or(chrono::TimeDelta::hours(1)),
            }
        })
    }
}

/// Middleware for [`actix_web::middleware::from_fn`]; `dress` makes the body of a refusal.
///
/// # Errors
/// Those of the inner service.
pub async fn limited<B: MessageBody + 'static>(
    limit: &Limit,
    dress: fn(&actix_web::HttpRequest, &Failure) -> actix_web::HttpResponse,
    request: ServiceRequest,
    next: Next<B>,
) -> Result<ServiceResponse<BoxBody>, Error> {
    // Only in-process tests have no peer.
    let refusal = remembered(request.request()).and_then(|client| limit.refusal(client));
    match refusal {
        None => next
            .call(request)
            .await
            .map(ServiceResponse::map_into_boxed_body),
        Some(seconds) => {
            let failure = Failure {
                retry_after: Some(seconds),
                ..Failure::plain(
                    actix_web::http::StatusCode::TOO_MANY_REQUESTS,
                    "too-many-requests",
                    "Too many requests",
                    format!("wait {seconds} seconds and try again"),
                )
            };
            let (request, _) = request.into_parts();
            let mut response = dress(&request, &failure);
            let headers = response.headers_mut();
            headers.insert(RETRY_AFTER, HeaderValue::from(seconds));
            headers.insert(
                HeaderName::from_static("cache-control"),
                HeaderValue::from_static("no-store"),
            );
            Ok(ServiceResponse::new(request, response))
        }
    }
}

#[cfg(test)]
mod tests {
    use std::net::IpAddr;

    use actix_web::test::TestRequest;
    use directory::Error;

    use super::{Limit, Rate};
    use crate::client::{TrustedProxies, remember};

    #[test]
    fn a_burst_is_served_and_then_told_to_wait() {
        let limit = Limit::new(6, 3);
        let client: IpAddr = "203.0.113.9".parse().unwrap();
        let other: IpAddr = "203.0.113.10".parse().unwrap();
        for _ in 0..3 {
            assert_eq!(limit.refusal(client), None);
        }
        let wait = limit.refusal(client).expect("the burst is spent");
        assert!((1..=11).contains(&wait), "{wait}");
        assert_eq!(
            limit.refusal(other),
            None,
            "one client's burst is not another's"
        );
    }

    #[test]
    fn a_household_has_so_many_an_hour() {
        let rate = Rate::per_hour(2);
        let ask = |address: &str| {
            let request = TestRequest::default()
                .peer_addr(address.parse().unwrap())
                .to_srv_request();
            remember(&request, &TrustedProxies::default());
            rate.count(request.request())
        };
        assert!(ask("[2001:db8::1]:1").is_ok());
        assert!(ask("[2001:db8::2]:2").is_ok());
        let refused = ask("[2001:db8::3]:3").expect_err("that was two");
        assert!(matches!(refused, Error::TooMany { wait } if wait.num_minutes() >= 29));
        assert!(ask("[2001:db8:0:1::1]:1").is_ok(), "another household");
    }
}

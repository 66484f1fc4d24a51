//! How often one household may do one thing in an hour, such as asking for a link.
//!
//! Counted per client address ([`crate::client`]) in this process; a copy counts for itself.

use std::net::IpAddr;
use std::num::NonZeroU32;

use governor::clock::{Clock as _, DefaultClock};
use governor::{DefaultKeyedRateLimiter, Quota, RateLimiter};

use crate::client::{bucket, remembered};

/// Clients above which idle ones are forgotten, so that the table stays small.
const MANY_CLIENTS: usize = 50_000;

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

#[cfg(test)]
mod tests {
    use actix_web::test::TestRequest;
    use directory::Error;

    use super::Rate;
    use crate::client::{TrustedProxies, remember};

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

//! Hosts that are left alone: after failures in a row, or because they asked for it.
//!
//! A host that failed five times running is not asked for an hour, and for twice as long whenever it
//! fails again at once, up to a day. A host that said when to come back is not asked before.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

use chrono::{DateTime, TimeDelta, Utc};

/// Failures in a row that open the breaker.
const FAILURES: u32 = 5;
/// The first rest.
const FIRST_REST: TimeDelta = TimeDelta::hours(1);
/// The longest rest, and the longest that a host can ask for.
const LONGEST_REST: TimeDelta = TimeDelta::hours(24);
/// A host that says "too often" and not for how long rests for a minute, then longer.
const BUSY_REST: TimeDelta = TimeDelta::minutes(1);
/// The longest rest of a host that does not say for how long.
const LONGEST_BUSY_REST: TimeDelta = TimeDelta::hours(1);

/// The hosts of all sources. Cheap to clone; all clones share them.
#[derive(Debug, Clone, Default)]
pub(crate) struct Breaker(Arc<Mutex<HashMap<String, Host>>>);

#[derive(Debug, Default, Clone, Copy)]
struct Host {
    failures: u32,
    rest: Option<TimeDelta>,
    busy: Option<TimeDelta>,
    closed_until: Option<DateTime<Utc>>,
}

impl Breaker {
    fn with<T>(&self, host: &str, then: impl FnOnce(&mut Host) -> T) -> T {
        let mut hosts = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        then(hosts.entry(host.to_owned()).or_default())
    }

    /// Until when the host is left alone, if it is.
    pub(crate) fn closed_until(&self, host: &str, now: DateTime<Utc>) -> Option<DateTime<Utc>> {
        self.with(host, |host| host.closed_until.filter(|until| *until > now))
    }

    /// The host answered as it should.
    pub(crate) fn answered(&self, host: &str) {
        self.with(host, |host| *host = Host::default());
    }

    /// The host failed; true when it is left alone from now on.
    pub(crate) fn failed(&self, host: &str, now: DateTime<Utc>) -> bool {
        self.with(host, |host| {
            host.failures += 1;
            // After a rest one more failure is enough.
            if host.failures < FAILURES && host.rest.is_none() {
                return false;
            }
            let rest = host
                .rest
                .map_or(FIRST_REST, |rest| (rest * 2).min(LONGEST_REST));
            host.rest = Some(rest);
            host.failures = 0;
            host.closed_until = Some(now + rest);
            true
        })
    }

    /// The host wants to be left alone, for so long if it said so.
    pub(crate) fn busy(&self, host: &str, asked: Option<TimeDelta>, now: DateTime<Utc>) {
        self.with(host, |host| {
            let rest = asked.unwrap_or_else(|| {
                host.busy
                    .map_or(BUSY_REST, |before| (before * 2).min(LONGEST_BUSY_REST))
            });
            if asked.is_none() {
                host.busy = Some(rest);
            }
            host.closed_until = Some(now + rest.min(LONGEST_REST));
        });
    }
}

#[cfg(test)]
mod tests {
    use chrono::{DateTime, TimeDelta, Utc};

    use super::Breaker;

    fn at(minutes: i64) -> DateTime<Utc> {
        DateTime::UNIX_EPOCH + TimeDelta::minutes(minutes)
    }

    #[test]
    fn a_host_that_fails_rests_for_an_hour_and_then_for_longer() {
        let breaker = Breaker::default();
        assert!((0..4).all(|_| !breaker.failed("a", at(0))));
        assert!(breaker.failed("a", at(0)));
        assert_eq!(breaker.closed_until("a", at(59)), Some(at(60)));
        assert_eq!(breaker.closed_until("a", at(60)), None, "then it is tried");
        assert!(breaker.failed("a", at(60)));
        assert_eq!(breaker.closed_until("a", at(61)), Some(at(180)));
        for _ in 0..10 {
            breaker.failed("a", at(200));
        }
        assert_eq!(
            breaker.closed_until("a", at(201)),
            Some(at(200 + 24 * 60)),
            "a day at most"
        );
        breaker.answered("a");
        assert!(!breaker.failed("a", at(300)), "good again, it begins anew");
        assert_eq!(breaker.closed_until("b", at(0)), None);
    }

    #[test]
    fn a_host_that_says_when_to_come_back_is_heard_up_to_a_day() {
        let breaker = Breaker::default();
        breaker.busy("a", Some(TimeDelta::days(90)), at(0));
        assert_eq!(breaker.closed_until("a", at(0)), Some(at(24 * 60)));
        breaker.busy("b", None, at(0));
        breaker.busy("b", None, at(1));
        assert_eq!(breaker.closed_until("b", at(1)), Some(at(3)));
    }
}

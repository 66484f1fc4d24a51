//! Pace: one request at a time to a host, and a pause between them.
//!
//! The pause is the longest of what the source's entry says, what robots.txt asks for, and twice the
//! time that the last answer took: a host that gets slow is left alone for longer.

use std::collections::HashMap;
use std::num::NonZeroU32;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use governor::{DefaultDirectRateLimiter, Quota, RateLimiter};
use tokio::sync::{Mutex as Turn, OwnedMutexGuard};

/// A slow answer lengthens the pause to at most this.
const LONGEST_PAUSE: Duration = Duration::from_secs(60);

/// Platforms that run the sites of many sources on one machine: they have one turn together.
const PLATFORMS: [&str; 6] = [
    "openobjects.com",
    "openplace.directory",
    "leisurecloud.live",
    "legendonlineservices.co.uk",
    "arcgis.com",
    "careplace.org.uk",
];

/// Whose turn a request to a host takes: the host's, or that of the platform it belongs to.
pub(crate) fn platform(host: &str) -> &str {
    PLATFORMS
        .iter()
        .find(|platform| {
            host.strip_suffix(**platform)
                .is_some_and(|rest| rest.is_empty() || rest.ends_with('.'))
        })
        .unwrap_or(&host)
}

/// The turns of all hosts. Cheap to clone; all clones share them.
#[derive(Debug, Clone, Default)]
pub(crate) struct Pace(Arc<Mutex<HashMap<String, Arc<Turn<Host>>>>>);

/// When a host may be asked again.
#[derive(Debug, Default)]
pub(crate) struct Host {
    pause: Duration,
    limiter: Option<DefaultDirectRateLimiter>,
}

impl Pace {
    /// Waits for this host's turn; the host is ours until the guard goes.
    pub(crate) async fn turn(&self, host: &str, pause: Duration) -> OwnedMutexGuard<Host> {
        let host = {
            let mut hosts = self.0.lock().unwrap_or_else(PoisonError::into_inner);
            Arc::clone(hosts.entry(host.to_owned()).or_default())
        };
        let mut turn = host.lock_owned().await;
        turn.wait(pause).await;
        turn
    }
}

impl Host {
    async fn wait(&mut self, pause: Duration) {
        if pause > self.pause || self.limiter.is_none() {
            self.set(pause);
        }
        if let Some(limiter) = &self.limiter {
            limiter.until_ready().await;
        }
    }

    /// The host took this long to answer.
    pub(crate) fn answered_in(&mut self, took: Duration, least: Duration) {
        let pause = least.max(took * 2).min(LONGEST_PAUSE.max(least));
        // Only a real difference is worth a new limiter, which begins with a turn of its own.
        if pause > self.pause * 2 || (pause < self.pause / 2 && pause >= least) {
            self.set(pause);
        }
    }

    fn set(&mut self, pause: Duration) {
        let asked_before = self.limiter.is_some();
        self.pause = pause;
        self.limiter = Quota::with_period(pause)
            .map(|quota| RateLimiter::direct(quota.allow_burst(NonZeroU32::MIN)));
        if let (true, Some(limiter)) = (asked_before, &self.limiter) {
            // A new limiter begins with a turn of its own; the last one counts.
            let _ = limiter.check();
        }
    }
}

#[cfg(test)]
mod tests {
    use super::platform;

    #[test]
    fn sites_of_one_platform_share_a_turn() {
        assert_eq!(platform("search3.openobjects.com"), "openobjects.com");
        assert_eq!(platform("openobjects.com"), "openobjects.com");
        assert_eq!(platform("notopenobjects.com"), "notopenobjects.com");
        assert_eq!(platform("directory.example"), "directory.example");
    }
}

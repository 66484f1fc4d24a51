//! How often somebody has tried something that can be guessed. Kept in memory: it is forgotten on a
//! restart, which takes longer than the wait.

use std::time::Duration;

use chrono::{DateTime, TimeDelta, Utc};
use moka::sync::Cache;
use uuid::Uuid;

use crate::Error;

/// Accounts that are remembered at once.
const MOST: u64 = 100_000;
/// Longer than any wait that is asked for.
const FORGET_AFTER: Duration = Duration::from_secs(3_600);

/// Failed tries by account.
#[derive(Debug)]
pub(crate) struct Tries(Cache<Uuid, (u32, DateTime<Utc>)>);

impl Default for Tries {
    fn default() -> Self {
        Self(
            Cache::builder()
                .max_capacity(MOST)
                .time_to_live(FORGET_AFTER)
                .build(),
        )
    }
}

impl Tries {
    /// Refuses when there were `most` failures within `within` before `now`.
    pub(crate) fn refuse_if_spent(
        &self,
        account: Uuid,
        most: u32,
        within: TimeDelta,
        now: DateTime<Utc>,
    ) -> Result<(), Error> {
        match self.0.get(&account) {
            Some((count, last)) if count >= most && now < last + within => Err(Error::TooMany {
                wait: last + within - now,
            }),
            Some((count, last)) if count >= most && now >= last + within => {
                self.0.invalidate(&account);
                Ok(())
            }
            _ => Ok(()),
        }
    }

    /// Counts a failure.
    pub(crate) fn count(&self, account: Uuid, now: DateTime<Utc>) {
        let before = self.0.get(&account).map_or(0, |(count, _)| count);
        self.0.insert(account, (before.saturating_add(1), now));
    }
}

//! A clock that is set by hand: time stands still until a test moves it.

use std::sync::{Arc, Mutex, PoisonError};

use chrono::{DateTime, TimeDelta, Utc};
use domain::clock::Clock;

/// The clock. Cheap to clone; all clones show the same time.
#[derive(Debug, Clone)]
pub struct HandClock(Arc<Mutex<DateTime<Utc>>>);

impl HandClock {
    /// A clock that shows this time: `2026-11-22T10:00:00Z`.
    ///
    /// # Panics
    /// When the text is not a time after RFC 3339.
    #[must_use]
    pub fn at(text: &str) -> Self {
        let time = DateTime::parse_from_rfc3339(text).expect("a time after RFC 3339");
        Self(Arc::new(Mutex::new(time.to_utc())))
    }

    /// Moves it on.
    pub fn advance(&self, by: TimeDelta) {
        let mut time = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        *time += by;
    }
}

impl Clock for HandClock {
    fn now(&self) -> DateTime<Utc> {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

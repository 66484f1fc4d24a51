//! Time as an argument: everything that needs "now" asks a [`Clock`] that it was given.

use chrono::{DateTime, Utc};

/// Tells the time. The binary gives the real one; tests give one that they set.
pub trait Clock: Send + Sync + std::fmt::Debug {
    /// The present moment.
    fn now(&self) -> DateTime<Utc>;
}

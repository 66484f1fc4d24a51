//! The use of a key on the wire.

use chrono::NaiveDate;
use directory::KeyUse;
use serde::Serialize;
use utoipa::ToSchema;

/// How much a key was used.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct KeyUsage {
    usage: Vec<DayOfUse>,
}

/// How much it was used on one day for one kind of request.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct DayOfUse {
    /// In UTC.
    day: NaiveDate,
    /// `search`, `listings`, `export`, `changes`, `open_referral` and so on.
    kind: String,
    /// Requests that were answered.
    requests: i64,
    /// Requests that were refused because there were too many.
    refused: i64,
}

impl KeyUsage {
    pub(crate) fn of(used: Vec<KeyUse>) -> Self {
        let usage = used.into_iter().map(|row| DayOfUse {
            day: row.day,
            kind: row.kind,
            requests: row.requests,
            refused: row.refused,
        });
        Self {
            usage: usage.collect(),
        }
    }
}

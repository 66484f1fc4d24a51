//! A statement: what one source says about one service, and the item it was read from.

use std::fmt;

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use crate::service::Service;
use crate::source::SourceId;

/// Which statement: the source, and the source's own id for the service.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct StatementKey {
    /// Who says it.
    pub source: SourceId,
    /// The source's id, or one derived from what it says where the source has none.
    pub external_id: String,
}

impl fmt::Display for StatementKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}/{}", self.source, self.external_id)
    }
}

/// One item as a reader found it, before it is stored: the way in to the directory.
#[derive(Debug, Clone, PartialEq)]
pub struct Item {
    /// The source's id for it.
    pub external_id: String,
    /// What it says.
    pub service: Service,
    /// The item's own public page.
    pub url: Option<String>,
    /// The item as it came: kept so that a better reading needs no second fetch.
    pub raw: String,
}

/// What one source says about one service, with the dates on which we heard it.
#[derive(Debug, Clone, PartialEq)]
pub struct Statement {
    /// Which.
    pub key: StatementKey,
    /// What it says.
    pub service: Service,
    /// The item's own public page.
    pub url: Option<String>,
    /// When it was first heard.
    pub first_seen: DateTime<Utc>,
    /// When it was last heard, changed or not.
    pub last_seen: DateTime<Utc>,
    /// When what it says last changed.
    pub changed_at: DateTime<Utc>,
    /// How it stands after the last complete crawl.
    pub state: StatementState,
    /// Complete crawls in a row in which it was absent.
    pub absences: u16,
    /// When the first of those absences was noticed.
    pub absent_since: Option<DateTime<Utc>>,
}

/// How a statement stands (docs/architecture.md, "withdrawal").
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum StatementState {
    /// Seen in the last complete crawl.
    Active,
    /// Absent since the last one; still shown.
    Missing,
    /// Absent for long; shown with a warning.
    Stale,
    /// Gone: no longer part of any listing.
    Withdrawn,
}

impl StatementState {
    /// Whether a listing may still rest on it.
    #[must_use]
    pub fn is_live(self) -> bool {
        self != Self::Withdrawn
    }

    /// The name in the store and on the wire.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Active => "active",
            Self::Missing => "missing",
            Self::Stale => "stale",
            Self::Withdrawn => "withdrawn",
        }
    }

    /// The state of that name.
    #[must_use]
    pub fn from_name(name: &str) -> Option<Self> {
        [Self::Active, Self::Missing, Self::Stale, Self::Withdrawn]
            .into_iter()
            .find(|state| state.as_str() == name)
    }
}

/// The SHA-256 of some bytes, as 64 hexadecimal digits: tells whether an item changed.
#[must_use]
pub fn content_hash(bytes: &[u8]) -> String {
    Sha256::digest(bytes)
        .iter()
        .fold(String::with_capacity(64), |mut hex, byte| {
            use fmt::Write as _;
            let _ = write!(hex, "{byte:02x}");
            hex
        })
}

/// An item that could not be taken, kept with its reason so that nothing is lost silently.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SetAside {
    /// Where in the document it stood: "row 17", "placemark 4".
    pub place: String,
    /// The source's id for it, where one could be read.
    pub external_id: Option<String>,
    /// Why, as a sentence without a full stop.
    pub reason: String,
    /// The item as it came, cut to 4,000 characters.
    pub raw: String,
}

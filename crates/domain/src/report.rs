//! Reports: somebody tells that a listing is wrong, or what it should say, without an account.
//!
//! A report is answered once, by a steward of the listing's organization or a moderator of its area,
//! and by when is said at once. How the reporter can be reached is forgotten some time after.

use chrono::TimeDelta;
use serde::{Deserialize, Serialize};

/// By when a report is to be answered.
pub const ANSWER_WITHIN: TimeDelta = TimeDelta::days(10);
/// When, after the answer, it is forgotten how the reporter can be reached.
pub const FORGET_REPORTER_AFTER: TimeDelta = TimeDelta::days(90);
/// The longest report or answer, in characters.
pub const LONGEST_REPORT: usize = 2_000;

/// What a report is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ReportKind {
    /// Something is wrong: it has closed, nobody answers, it is not safe.
    Problem,
    /// What it should say instead.
    Correction,
}

/// How a report stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ReportState {
    /// It waits for an answer.
    Open,
    /// Whoever answered agrees.
    Accepted,
    /// Whoever answered does not, and says why.
    Refused,
}

impl ReportKind {
    /// Both.
    pub const ALL: [Self; 2] = [Self::Problem, Self::Correction];

    /// The name in the store and on the wire.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Problem => "problem",
            Self::Correction => "correction",
        }
    }

    /// The kind of that name.
    #[must_use]
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.as_str() == name)
    }
}

impl ReportState {
    /// All of them.
    pub const ALL: [Self; 3] = [Self::Open, Self::Accepted, Self::Refused];

    /// The name in the store and on the wire.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Open => "open",
            Self::Accepted => "accepted",
            Self::Refused => "refused",
        }
    }

    /// The state of that name.
    #[must_use]
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|state| state.as_str() == name)
    }
}

#[cfg(test)]
mod tests {
    use super::{ReportKind, ReportState};

    #[test]
    fn names_are_read_back() {
        for kind in ReportKind::ALL {
            assert_eq!(ReportKind::from_name(kind.as_str()), Some(kind));
        }
        for state in ReportState::ALL {
            assert_eq!(ReportState::from_name(state.as_str()), Some(state));
        }
        assert_eq!(ReportKind::from_name("praise"), None);
    }
}

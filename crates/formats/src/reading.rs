//! What a reader found in one document.

use domain::statement::{Item, SetAside};

use crate::assembly::{Piece, Version};

/// Everything that one document yielded.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Reading {
    /// The services that could be read.
    pub items: Vec<Item>,
    /// What could not, each with its reason.
    pub set_aside: Vec<SetAside>,
    /// Where the crawler should look next, in document order, without repeats.
    pub links: Vec<Link>,
    /// What is wrong with the document as a whole.
    pub problem: Option<Problem>,
    /// How many services the feed says it has, on all its pages.
    pub total: Option<u64>,
    /// Pieces of services that other documents hold (see [`crate::Assembly`]).
    pub pieces: Vec<Piece>,
    /// The feed's own keys of what it gave, and how new each is.
    pub versions: Vec<Version>,
    /// What the feed says that it no longer has, by its own keys.
    pub gone: Vec<String>,
    /// Services that came inside of something else: to be taken only where nothing is at first hand.
    pub second_hand: Vec<Item>,
    /// From where a later run hears only what is new.
    pub resume: Option<String>,
}

impl Reading {
    /// Nothing but a problem.
    pub(crate) fn of_problem(problem: Problem) -> Self {
        Self {
            problem: Some(problem),
            ..Self::default()
        }
    }
}

/// A place to look next.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct Link {
    /// Absolute, http or https.
    pub url: String,
    /// What is expected there.
    pub kind: LinkKind,
    /// Category words that hold for everything found there ("channel" of the list page).
    /// One that begins with `geo:` is no category: it is the position that the list showed.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub terms: Vec<String>,
    /// What the list says of how new it is: as long as this stays, so does what is there.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub version: Option<String>,
}

/// What is expected behind a link.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum LinkKind {
    /// A list of services, or the whole feed.
    List,
    /// One service.
    Detail,
}

/// Why a document as a whole cannot count as seen.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Problem {
    /// It is something else, such as a sign-in page with status 200.
    #[error("expected {expected}, got {got}")]
    WrongKind {
        /// "a KML document".
        expected: &'static str,
        /// "an HTML sign-in page".
        got: String,
    },
    /// It stops before its end.
    #[error("the document is cut off: {0}")]
    CutOff(String),
    /// It breaks a limit.
    #[error("the document is refused: {0}")]
    Refused(String),
    /// It is of the right kind, but nothing in it can be used.
    #[error("the document cannot be read: {0}")]
    Unreadable(String),
}

//! What a reader found in one document.

use domain::statement::{Item, SetAside};

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

//! Where statements come from: who publishes, under which licence, and how we may ask.

use serde::{Deserialize, Serialize};
use std::fmt;

use crate::service::ServiceArea;

/// A source's short name, as in `sources.toml`: lower-case letters, digits and dashes.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct SourceId(String);

/// The source of what a group says of itself.
pub const GROUP: &str = "the-group-itself";
/// The source of what moderators of this instance say where no group speaks.
pub const MODERATORS: &str = "moderators";

/// Why a text is not a [`SourceId`].
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error(
    "{0:?} is not a source id: use 1 to 60 lower-case letters, digits and dashes, like \"lambeth-map\""
)]
pub struct SourceIdError(String);

impl SourceId {
    /// Reads a source id.
    ///
    /// # Errors
    /// When it is empty, too long or has other characters than `a-z`, `0-9` and `-`.
    pub fn parse(text: &str) -> Result<Self, SourceIdError> {
        let good = (1..=60).contains(&text.len())
            && text
                .bytes()
                .all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-')
            && !text.starts_with('-');
        if good {
            Ok(Self(text.to_owned()))
        } else {
            Err(SourceIdError(text.to_owned()))
        }
    }

    /// As written.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The source of what a group says of itself.
    #[must_use]
    pub fn group() -> Self {
        Self(GROUP.to_owned())
    }

    /// The source of what moderators say where no group speaks.
    #[must_use]
    pub fn moderators() -> Self {
        Self(MODERATORS.to_owned())
    }

    /// Whether it is of people who say here what a listing is, and not read from anywhere.
    #[must_use]
    pub fn is_first_hand(&self) -> bool {
        matches!(self.as_str(), GROUP | MODERATORS)
    }
}

impl fmt::Display for SourceId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl TryFrom<String> for SourceId {
    type Error = SourceIdError;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        Self::parse(&text)
    }
}

impl From<SourceId> for String {
    fn from(id: SourceId) -> Self {
        id.0
    }
}

/// What a reader and a folder need to know of a source. How to fetch it is the crawler's matter.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Source {
    /// Short name.
    pub id: SourceId,
    /// What people read: "Camden's directory".
    pub name: String,
    /// A page about it that people can open.
    pub homepage: Option<String>,
    /// Where it is fetched from: identity of the source in ids that must outlive this instance.
    pub uri: String,
    /// Terms under which it may be used.
    pub licence: Licence,
    /// The area it speaks for.
    pub area: Option<Area>,
    /// 1 is believed first; ties go to the fresher word. 0 is for what is said at first hand.
    pub rank: u16,
}

/// A borough, a city, a nation, or several boroughs, some postal districts, an outline.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Area {
    /// "Lambeth".
    pub name: String,
    /// GSS code, "E09000022".
    pub code: Option<String>,
    /// What it is made of, where it is not simply the area of its name or code.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub parts: Vec<ServiceArea>,
}

/// The terms of a source.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Licence {
    /// SPDX-like: `OGL-UK-3.0`, `CC-BY-4.0`, `CC0-1.0`, `permission`, `none`.
    pub id: String,
    /// Its text.
    pub url: Option<String>,
    /// The line that must be shown with what came from here.
    pub attribution: String,
    /// Whether what came from here may be passed on in exports, feeds and APIs for others.
    pub allows_redistribution: bool,
}

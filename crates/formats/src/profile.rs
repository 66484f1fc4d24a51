//! Profiles: the TOML text that says how one source's documents are to be read.
//!
//! The shape of each format's profile lives with its reader; here is what they share: the built-in
//! ones, and errors that name the line and the key.

use serde::Deserialize;

/// Why a profile cannot be used.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ProfileError {
    /// Not TOML, or not of the documented shape; the message names line and key.
    #[error("{0}")]
    Shape(String),
    /// No built-in profile of that name.
    #[error("there is no built-in profile {name:?}; there are {}", known.join(", "))]
    Unknown {
        /// As asked for.
        name: String,
        /// What there is.
        known: Vec<&'static str>,
    },
}

impl ProfileError {
    /// The error of a profile text, as "line 4, key \"name\": what is wrong".
    pub(crate) fn from_toml(text: &str, error: &toml::de::Error) -> Self {
        let message = error.message().replace('\n', ", ");
        let Some(span) = error.span() else {
            return Self::Shape(message);
        };
        let start = span.start.min(text.len());
        let before = text.get(..start).unwrap_or_default();
        let number = before.matches('\n').count() + 1;
        let line = text.lines().nth(number - 1).unwrap_or_default();
        let key = line
            .split_once('=')
            .map(|(key, _)| key.trim())
            .filter(|key| !key.is_empty());
        Self::Shape(match key {
            Some(key) if !message.contains(&format!("`{key}`")) => {
                format!("line {number}, key {key:?}: {message}")
            }
            _ => format!("line {number}: {message}"),
        })
    }
}

/// The formats that a profile can name.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum Format {
    Kml,
    Table,
    Pages,
    OpenReferral,
    Outpost,
    ConnectedPlaces,
    Aliss,
    GiveFood,
    #[serde(rename = "openactive")]
    OpenActive,
    LinkedData,
    Calendar,
    HsdsPackage,
}

/// The one key that every profile has.
#[derive(Deserialize)]
struct Head {
    format: Format,
}

/// Which format a profile is for.
pub(crate) fn format_of(text: &str) -> Result<Format, ProfileError> {
    let head: Head = toml::from_str(text).map_err(|error| ProfileError::from_toml(text, &error))?;
    Ok(head.format)
}

const BUILT_IN: &[(&str, &str)] = &[
    ("careplace", include_str!("../profiles/careplace.toml")),
    ("kb5-camden", include_str!("../profiles/kb5-camden.toml")),
    (
        "kb5-islington",
        include_str!("../profiles/kb5-islington.toml"),
    ),
    (
        "localgov-drupal",
        include_str!("../profiles/localgov-drupal.toml"),
    ),
    ("mymaps", include_str!("../profiles/mymaps.toml")),
    ("table", include_str!("../profiles/table.toml")),
    (
        "open-referral",
        include_str!("../profiles/open-referral.toml"),
    ),
    ("outpost", include_str!("../profiles/outpost.toml")),
    (
        "connected-places",
        include_str!("../profiles/connected-places.toml"),
    ),
    ("aliss", include_str!("../profiles/aliss.toml")),
    ("give-food", include_str!("../profiles/give-food.toml")),
    ("openactive", include_str!("../profiles/openactive.toml")),
    ("linked-data", include_str!("../profiles/linked-data.toml")),
    ("calendar", include_str!("../profiles/calendar.toml")),
    (
        "hsds-package",
        include_str!("../profiles/hsds-package.toml"),
    ),
    (
        "libraries-england",
        include_str!("../profiles/libraries-england.toml"),
    ),
];

/// Name and text of each built-in profile: to read as examples, to list, to test.
#[must_use]
pub fn built_in_profiles() -> &'static [(&'static str, &'static str)] {
    BUILT_IN
}

/// The text of a built-in profile.
pub(crate) fn built_in(name: &str) -> Result<&'static str, ProfileError> {
    BUILT_IN
        .iter()
        .find(|(known, _)| *known == name)
        .map(|(_, text)| *text)
        .ok_or_else(|| ProfileError::Unknown {
            name: name.to_owned(),
            known: BUILT_IN.iter().map(|(known, _)| *known).collect(),
        })
}

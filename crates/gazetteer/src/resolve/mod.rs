//! From what a person typed to a place on the ground, with the reading that was taken in words.
//!
//! The order of trying is the order of certainty: coordinates, a full postcode, a slip of one, half of one, a name, a
//! misspelt name, a known word in a longer text. Nothing that was typed is kept or logged here.

mod coordinates;
mod label;
mod name;
mod note;
mod phrase;
mod postcode;

use domain::position::Position;
use serde::{Deserialize, Serialize};

use crate::area::{Area, AreaCode, AreaKind};
use crate::gazetteer::Gazetteer;

pub(crate) use label::{of_area as area_label, of_place as place_label};
pub use note::Note;

/// Longest text that is looked at, in characters.
const LONGEST: usize = 160;

/// Most alternatives that are offered.
const MOST_ALTERNATIVES: usize = 6;

/// What a text was taken for.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, Default)]
pub struct Resolution {
    /// The best reading; `None` when there is none.
    pub reading: Option<Reading>,
    /// Other places that it may mean, the likeliest first.
    pub alternatives: Vec<Reading>,
    /// What was probably meant, when the text had a slip: "did you mean SW9 8DJ?" The reading is then of this.
    pub suggestion: Option<String>,
    /// What has to be said about it.
    pub note: Option<Note>,
}

/// One place that a text may mean.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Reading {
    /// What sort of place.
    pub kind: Kind,
    /// The reading in words: "SW9 8DJ, Brixton, Lambeth".
    pub label: String,
    /// Its shortest name: "SW9 8DJ".
    pub name: String,
    /// The point, or the middle.
    pub position: Position,
    /// Metres around the position that the reading takes in; nought for a point.
    pub reach_m: f64,
    /// How sure the reading is.
    pub confidence: Confidence,
    /// The outward code, the most of a postcode that a public log may keep.
    pub outward: Option<String>,
    /// The electoral ward, where one is known.
    pub ward: Option<AreaName>,
    /// The council, where it is one.
    pub local_authority: Option<AreaName>,
    /// The area's own code, when the reading is an area.
    pub area: Option<AreaCode>,
}

/// An area by code and name.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct AreaName {
    /// "E09000022".
    pub code: AreaCode,
    /// "Lambeth".
    pub name: String,
}

impl From<Area<'_>> for AreaName {
    fn from(area: Area<'_>) -> Self {
        Self {
            code: area.code,
            name: area.name.to_owned(),
        }
    }
}

/// What sort of place a reading is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    /// A full postcode.
    Postcode,
    /// A sector, or a sector and a letter: "SW9 8", "SW9 8D".
    Sector,
    /// An outward code: "SW9".
    Outward,
    /// The letters alone: "SW".
    PostcodeArea,
    /// A town, a village, a neighbourhood.
    Place,
    /// A station.
    Station,
    /// A ward.
    Ward,
    /// A council's area.
    LocalAuthority,
    /// A county, a region or a country.
    Region,
    /// A point given by latitude and longitude.
    Coordinates,
}

impl From<AreaKind> for Kind {
    fn from(kind: AreaKind) -> Self {
        match kind {
            AreaKind::Ward | AreaKind::SmallArea => Self::Ward,
            AreaKind::LocalAuthority => Self::LocalAuthority,
            AreaKind::County
            | AreaKind::Region
            | AreaKind::Country
            | AreaKind::HealthArea
            | AreaKind::Other => Self::Region,
        }
    }
}

/// How sure a reading is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Confidence {
    /// Part of what was typed was understood, or it was completed.
    Guess,
    /// A slip was mended, or one of several places of the name was chosen.
    Likely,
    /// It says so.
    Certain,
}

/// A folded name without the words around it: "lambeth" of "London Borough of Lambeth".
pub(crate) fn bare_name(text: &str) -> String {
    phrase::read(text).name
}

impl Gazetteer {
    /// What a text means as a place. Never fails: a text that means nothing has a note that says so.
    #[must_use]
    pub fn resolve(&self, text: &str) -> Resolution {
        let text: String = text.chars().take(LONGEST).collect();
        let text = text.trim();
        if text.is_empty() {
            return Resolution::of_note(Note::NotUnderstood);
        }
        coordinates::resolve(self, text)
            .or_else(|| postcode::resolve(self, text))
            .or_else(|| name::resolve(self, text))
            .unwrap_or_else(|| Resolution::of_note(Note::NotUnderstood))
    }
}

impl Gazetteer {
    /// What a text names without doubt: a postcode or half of one that is there, or a place by its
    /// whole name; for words in the middle of a sentence. `well_known` leaves out what only its own
    /// neighbours know. Never guesses, and is quick about it.
    #[must_use]
    pub fn named_place(&self, text: &str, well_known: bool) -> Option<Reading> {
        let resolution = if text.contains(|c: char| c.is_ascii_digit()) {
            postcode::resolve(self, text)?
        } else {
            name::named(self, text, well_known)?
        };
        let is_plain = resolution.suggestion.is_none() && resolution.note.is_none();
        resolution
            .reading
            .filter(|reading| is_plain && reading.confidence >= Confidence::Likely)
    }
}

impl Resolution {
    fn of(reading: Reading) -> Self {
        Self {
            reading: Some(reading),
            ..Self::default()
        }
    }

    fn of_note(note: Note) -> Self {
        Self {
            note: Some(note),
            ..Self::default()
        }
    }
}

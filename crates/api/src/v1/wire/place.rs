//! Places as they travel.

use directory::places::{self, AreaView, GazetteerView, PostcodeView};
use serde::Serialize;
use utoipa::ToSchema;

use super::parts::word;

/// What words mean as a place.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Resolution {
    /// The best reading.
    #[serde(skip_serializing_if = "Option::is_none")]
    reading: Option<Reading>,
    /// Other readings, the likeliest first.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    alternatives: Vec<Reading>,
    /// What was probably meant, when there was a slip.
    #[serde(skip_serializing_if = "Option::is_none")]
    suggestion: Option<String>,
    /// A sentence that the person should read.
    #[serde(skip_serializing_if = "Option::is_none")]
    note: Option<String>,
}

/// One place that words may mean.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Reading {
    /// `postcode`, `sector`, `outward`, `postcode_area`, `place`, `station`, `ward`,
    /// `local_authority`, `region` or `coordinates`.
    kind: String,
    /// In words: "SW9 8DJ, Brixton, Lambeth".
    label: String,
    /// The shortest name.
    name: String,
    /// Degrees north (WGS84).
    latitude: f64,
    /// Degrees east (WGS84).
    longitude: f64,
    /// Metres around the point that the words take in; 0 for a point.
    reach_metres: f64,
    /// `certain`, `likely` or `guess`.
    confidence: String,
    /// The outward code.
    #[serde(skip_serializing_if = "Option::is_none")]
    outward: Option<String>,
    /// The ward.
    #[serde(skip_serializing_if = "Option::is_none")]
    ward: Option<NamedCode>,
    /// The council.
    #[serde(skip_serializing_if = "Option::is_none")]
    local_authority: Option<NamedCode>,
}

/// An area by code and name.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct NamedCode {
    /// GSS code.
    code: String,
    /// Name.
    name: String,
}

/// Rows while a person types.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = PlaceSuggestions)]
pub(crate) struct Suggestions {
    /// The likeliest first.
    suggestions: Vec<Suggestion>,
}

/// One row.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = PlaceSuggestion)]
pub(crate) struct Suggestion {
    /// What goes into the box.
    text: String,
    /// What it is or lies in.
    detail: String,
    /// As in a reading.
    kind: String,
    /// Degrees north (WGS84).
    latitude: f64,
    /// Degrees east (WGS84).
    longitude: f64,
}

/// A postcode.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Postcode {
    /// As printed.
    postcode: String,
    /// The first half.
    outward: String,
    /// Degrees north (WGS84).
    latitude: f64,
    /// Degrees east (WGS84).
    longitude: f64,
    /// Only the middle of the sector is known.
    approximate: bool,
    /// No longer in use; the point is where it was.
    retired: bool,
    /// The areas it lies in, the smallest first.
    areas: Vec<Area>,
}

/// An area.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Area {
    /// GSS code.
    code: String,
    /// Name.
    name: String,
    /// `ward`, `local_authority`, `county`, `region`, `country` and others.
    kind: String,
    /// Degrees north (WGS84) of the middle of its postcodes.
    #[serde(skip_serializing_if = "Option::is_none")]
    latitude: Option<f64>,
    /// Degrees east.
    #[serde(skip_serializing_if = "Option::is_none")]
    longitude: Option<f64>,
    /// Metres around the middle within which nearly all of its postcodes lie.
    reach_metres: f64,
}

/// An area and what it lies in.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct AreaAnswer {
    /// The area.
    area: Area,
    /// The areas it lies in, the smallest first.
    within: Vec<Area>,
}

/// What the gazetteer is made from.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct GazetteerData {
    /// Day of the postcode data.
    data_date: String,
    /// Postcodes in use.
    live_postcodes: u32,
    /// Postcodes no longer in use.
    retired_postcodes: u32,
    /// Places and stations.
    places: u32,
    /// The lines that must be shown.
    attributions: Vec<Attribution>,
}

/// A line that must be shown.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Attribution {
    /// As the licensor words it.
    text: String,
    /// SPDX-like licence id.
    licence: String,
    /// Where it is explained.
    url: String,
}

impl Resolution {
    pub(crate) fn of(resolution: places::Resolution) -> Self {
        Self {
            reading: resolution.reading.map(Reading::of),
            alternatives: resolution
                .alternatives
                .into_iter()
                .map(Reading::of)
                .collect(),
            suggestion: resolution.suggestion,
            note: resolution.note.map(|note| note.sentence()),
        }
    }
}

impl Reading {
    fn of(reading: places::Reading) -> Self {
        let named = |code: String, name: String| NamedCode { code, name };
        Self {
            kind: word(reading.kind),
            label: reading.label,
            name: reading.name,
            latitude: reading.position.latitude,
            longitude: reading.position.longitude,
            reach_metres: reading.reach_m.round(),
            confidence: word(reading.confidence),
            outward: reading.outward,
            ward: reading
                .ward
                .map(|ward| named(ward.code.to_string(), ward.name)),
            local_authority: reading
                .local_authority
                .map(|council| named(council.code.to_string(), council.name)),
        }
    }
}

impl Suggestions {
    pub(crate) fn of(rows: Vec<places::Completion>) -> Self {
        let row = |row: places::Completion| Suggestion {
            text: row.text,
            detail: row.detail,
            kind: word(row.kind),
            latitude: row.position.latitude,
            longitude: row.position.longitude,
        };
        Self {
            suggestions: rows.into_iter().map(row).collect(),
        }
    }
}

impl Postcode {
    pub(crate) fn of(view: PostcodeView) -> Self {
        Self {
            postcode: view.postcode,
            outward: view.outward,
            latitude: view.position.latitude,
            longitude: view.position.longitude,
            approximate: view.approximate,
            retired: view.retired,
            areas: view.areas.into_iter().map(Area::of).collect(),
        }
    }
}

impl Area {
    fn of(view: AreaView) -> Self {
        Self {
            code: view.code,
            name: view.name,
            kind: word(view.kind),
            latitude: view.centre.map(|centre| centre.latitude),
            longitude: view.centre.map(|centre| centre.longitude),
            reach_metres: view.reach_m.round(),
        }
    }
}

impl AreaAnswer {
    pub(crate) fn of(area: AreaView, around: Vec<AreaView>) -> Self {
        Self {
            area: Area::of(area),
            within: around.into_iter().map(Area::of).collect(),
        }
    }
}

impl GazetteerData {
    pub(crate) fn of(view: GazetteerView) -> Self {
        let line = |line: places::Attribution| Attribution {
            text: line.text,
            licence: line.licence,
            url: line.url,
        };
        Self {
            data_date: view.data_date,
            live_postcodes: view.live,
            retired_postcodes: view.retired,
            places: view.places,
            attributions: view.attributions.into_iter().map(line).collect(),
        }
    }
}

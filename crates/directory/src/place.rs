//! Place: the directory's questions to the gazetteer, in one file.

use std::sync::Arc;

use domain::position::Position;
use domain::postcode::Postcode;
use domain::service::ServiceArea;
use gazetteer::{AreaCode, Gazetteer, Resolution};
use quick_cache::sync::Cache;

use crate::show::PlaceView;
use crate::{Directory, Violation};

/// GSS code of the United Kingdom: what serves it serves everybody.
const UNITED_KINGDOM: &str = "K02000001";

/// So many places are remembered: who types a need asks at the same place with each letter.
const REMEMBERED: usize = 1_000;
/// Longer texts are not remembered, in bytes.
const LONGEST_REMEMBERED: usize = 64;

/// A gazetteer, and how places that were asked for lately were read. Those are in memory alone, and with nobody's name.
pub(crate) struct Places {
    gazetteer: Arc<Gazetteer>,
    lately: Cache<String, PlaceView>,
}

/// What a postcode tells about a place.
pub(crate) struct Located {
    pub(crate) position: Position,
    pub(crate) local_authority: Option<String>,
}

/// Where a postcode is.
pub(crate) fn of_postcode(gazetteer: &Gazetteer, postcode: &Postcode) -> Option<Located> {
    let entry = gazetteer.postcode(postcode)?;
    Some(Located {
        position: entry.position,
        local_authority: entry.local_authority.map(|area| area.code.to_string()),
    })
}

/// The local authority that a point lies in.
pub(crate) fn authority_of(gazetteer: &Gazetteer, position: Position) -> Option<String> {
    let nearest = gazetteer.nearest(position)?;
    nearest
        .entry
        .local_authority
        .map(|area| area.code.to_string())
}

/// An area's name.
pub(crate) fn area_name(gazetteer: &Gazetteer, code: &str) -> Option<String> {
    let area = gazetteer.area(AreaCode::parse(code).ok()?)?;
    Some(area.name.to_owned())
}

/// Codes of the areas that an area lies in, itself first; nothing for a code that is not an area's.
pub(crate) fn areas_around(gazetteer: &Gazetteer, code: &str) -> Vec<String> {
    AreaCode::parse(code).map_or_else(|_| Vec::new(), |code| chain(gazetteer, Some(code)))
}

/// Codes of the areas around an area, itself first, then what they lie in, the whole kingdom last.
fn chain(gazetteer: &Gazetteer, area: Option<AreaCode>) -> Vec<String> {
    let area = area.and_then(|code| gazetteer.area(code));
    let mut codes: Vec<String> = area
        .into_iter()
        .flat_map(|area| gazetteer.chain(area))
        .map(|area| area.code.to_string())
        .collect();
    codes.push(UNITED_KINGDOM.to_owned());
    codes.dedup();
    codes
}

impl Places {
    pub(crate) fn of(gazetteer: Arc<Gazetteer>) -> Self {
        Self {
            gazetteer,
            lately: Cache::new(REMEMBERED),
        }
    }

    pub(crate) fn gazetteer(&self) -> &Arc<Gazetteer> {
        &self.gazetteer
    }
}

impl Directory {
    /// What an area is called.
    #[must_use]
    pub fn name_of_area(&self, code: &str) -> Option<String> {
        area_name(&self.gazetteer(), code)
    }

    /// Reads what a person typed for "where".
    ///
    /// # Errors
    /// A violation in words for people when it is no place that we know.
    pub fn place(&self, text: &str) -> Result<PlaceView, Violation> {
        let places = self.places();
        if let Some(known) = places.lately.get(text) {
            return Ok(known);
        }
        let read = read(places.gazetteer(), text)?;
        if text.len() <= LONGEST_REMEMBERED {
            places.lately.insert(text.to_owned(), read.clone());
        }
        Ok(read)
    }
}

fn read(gazetteer: &Gazetteer, text: &str) -> Result<PlaceView, Violation> {
    let Resolution {
        reading,
        alternatives,
        suggestion,
        note,
    } = gazetteer.resolve(text);
    let note = note.map(|note| note.sentence());
    let Some(reading) = reading else {
        let message = note.unwrap_or_else(|| "That is not a place that we know.".to_owned());
        return Err(Violation {
            parameter: "near",
            message,
            example: "SW9 8DJ",
        });
    };
    let area = reading
        .area
        .or_else(|| reading.ward.as_ref().map(|ward| ward.code))
        .or_else(|| {
            reading
                .local_authority
                .as_ref()
                .map(|authority| authority.code)
        });
    let mut areas = chain(gazetteer, area);
    areas.extend(reading.outward.clone());
    Ok(PlaceView {
        outward: reading.outward,
        areas,
        label: reading.label,
        position: reading.position,
        reach_m: reading.reach_m,
        suggestion,
        note,
        alternatives: alternatives.into_iter().map(|other| other.label).collect(),
    })
}

/// An area that a source names in words, as the areas that the words mean: "Lambeth and SW9" is two.
/// What was not understood keeps its words and no code.
pub(crate) fn areas_named(gazetteer: &Gazetteer, words: &str) -> Vec<ServiceArea> {
    let understood = gazetteer.service_area(words);
    let mut areas: Vec<ServiceArea> = understood
        .codes
        .iter()
        .map(|code| ServiceArea {
            name: gazetteer
                .area(*code)
                .map_or_else(|| words.to_owned(), |area| area.name.to_owned()),
            code: Some(code.to_string()),
            extent: None,
        })
        .collect();
    areas.extend(understood.outwards.into_iter().map(|code| ServiceArea {
        name: code.clone(),
        code: Some(code),
        extent: None,
    }));
    areas.extend(
        understood
            .not_understood
            .into_iter()
            .map(|name| ServiceArea {
                name,
                ..ServiceArea::default()
            }),
    );
    areas
}

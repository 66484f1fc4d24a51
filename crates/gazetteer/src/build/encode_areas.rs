//! Packing areas: their table by code, with the middle of their postcodes, and the old codes.

use std::collections::{BTreeMap, HashMap};

use domain::position::Position;

use super::BuildError;
use super::draft::{Draft, Row};
use super::encode_names::Text;
use crate::area::{AreaCode, AreaKind};
use crate::gazetteer::middle;
use crate::layout::{AreaRecord, NO_AREA};

/// The index of every area in the table.
pub(crate) struct AreaIndex {
    indexes: HashMap<AreaCode, u16>,
    councils: HashMap<AreaCode, u16>,
}

impl AreaIndex {
    pub(crate) fn of(draft: &Draft) -> Result<Self, BuildError> {
        let mut indexes = HashMap::new();
        for (at, &code) in draft.areas.keys().enumerate() {
            let at = u16::try_from(at).ok().filter(|&at| at != NO_AREA);
            indexes.insert(code, at.ok_or(BuildError::TooMuch("areas"))?);
        }
        let council = |code: AreaCode| {
            let chain =
                std::iter::successors(Some(code), |code| draft.areas.get(code)?.parent).take(8);
            chain
                .into_iter()
                .find(|code| code.kind() == AreaKind::LocalAuthority)
        };
        let councils = indexes
            .keys()
            .filter_map(|&code| Some((code, *indexes.get(&council(code)?)?)))
            .collect();
        Ok(Self { indexes, councils })
    }

    /// An area's own index.
    pub(crate) fn own(&self, code: AreaCode) -> u16 {
        self.indexes.get(&code).copied().unwrap_or(NO_AREA)
    }

    /// The index of the council that an area is or lies in.
    pub(crate) fn council(&self, code: AreaCode) -> u16 {
        self.councils.get(&code).copied().unwrap_or(NO_AREA)
    }
}

/// The area table.
pub(crate) fn encode(draft: &Draft, index: &AreaIndex, text: &mut Text) -> Vec<u8> {
    let positions = positions_by_area(draft);
    let mut out = Vec::new();
    for (code, area) in &draft.areas {
        let (name_at, name_len) = text.add(&area.name);
        let places = || {
            draft
                .places
                .iter()
                .filter(|place| place.country == Some(*code))
        };
        let placed = match positions.get(code) {
            Some(positions) => middle(positions.iter().copied()),
            // A country whose postcodes are not in the file has its places to go by.
            None if code.kind() == AreaKind::Country => {
                middle(places().map(|place| place.position))
            }
            None => None,
        };
        let micro = |degrees: f64| (degrees * 1e6).round() as i32;
        let (latitude, longitude, reach_m) = placed.map_or((0, 0, 0.0), |(centre, reach_m)| {
            (micro(centre.latitude), micro(centre.longitude), reach_m)
        });
        let record = AreaRecord {
            code: code.packed(),
            name_at,
            name_len,
            parent: area.parent.map_or(NO_AREA, |parent| index.own(parent)),
            reach_10m: (reach_m / 10.0).ceil().min(65_535.0) as u16,
            latitude,
            longitude,
        };
        record.write(&mut out);
    }
    out
}

/// The pairs of old and present codes.
pub(crate) fn encode_aliases(draft: &Draft) -> Vec<u8> {
    let pairs = draft.aliases.iter();
    pairs
        .flat_map(|(old, present)| [old.packed(), present.packed()])
        .flat_map(u32::to_le_bytes)
        .collect()
}

/// The positions of an area's postcodes in use, thinned for the large ones.
fn positions_by_area(draft: &Draft) -> BTreeMap<AreaCode, Vec<Position>> {
    let mut positions: BTreeMap<AreaCode, Vec<Position>> = BTreeMap::new();
    let by_area = |row: &Row| Some((row.area?, row.position?));
    for (at, (area, position)) in draft.live.iter().filter_map(by_area).enumerate() {
        let chain = std::iter::successors(Some(area), |code| draft.areas.get(code)?.parent).take(8);
        for code in chain {
            // One in sixteen is plenty for the middle of a country.
            let is_wide = matches!(
                code.kind(),
                AreaKind::Country | AreaKind::Region | AreaKind::County
            );
            if !is_wide || at % 16 == 0 {
                positions.entry(code).or_default().push(position);
            }
        }
    }
    positions
}

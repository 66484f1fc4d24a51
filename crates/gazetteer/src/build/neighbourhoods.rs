//! London's neighbourhoods out of its ward names and postal districts, for those that no list of places has.
//!
//! "Stockwell East" and "Stockwell West & Larkhall" name Stockwell and Larkhall; "Clapham Town" and "Clapham East"
//! name Clapham. Outside London wards are named after whole towns and hamlets, and the lists of places do better.

use std::collections::{BTreeMap, BTreeSet};

use domain::position::Position;

use super::draft::{Draft, PlaceDraft};
use super::postal_districts::NEIGHBOURHOODS;
use crate::area::{AreaCode, AreaKind};
use crate::gazetteer::middle;
use crate::names::{PlaceKind, fold};
use crate::postcodes::padded;

/// Below this a listed place of the same name is the same place, in metres.
const SAME_PLACE_M: f64 = 4_000.0;

/// Ranks them with small towns.
const POPULATION: u32 = 1_500;

/// Words that are no name without another one.
const NO_NAMES: [&str; 24] = [
    "abbey",
    "bridge",
    "castle",
    "church street",
    "forest",
    "gardens",
    "grove",
    "heath",
    "high street",
    "hillside",
    "holland",
    "junction",
    "lavender",
    "preston",
    "stanley",
    "the wrythe",
    "tower",
    "town",
    "trinity",
    "tudor",
    "valley",
    "victoria",
    "village",
    "villages",
];

/// First words that many names share without being one place.
const NO_STEMS: [&str; 20] = [
    "central", "crystal", "east", "green", "high", "king's", "kings", "little", "lower", "new",
    "north", "old", "queen's", "royal", "south", "st.", "the", "upper", "west", "white",
];

/// Adds the neighbourhoods that are not among the places yet. The rows must be settled.
pub(crate) fn add(draft: &mut Draft) {
    let wards = london_wards(draft);
    let mut positions: BTreeMap<AreaCode, Vec<Position>> = BTreeMap::new();
    for row in &draft.live {
        if let (Some(area), Some(position)) = (
            row.area.filter(|area| wards.contains_key(area)),
            row.position,
        ) {
            positions.entry(area).or_default().push(position);
        }
    }
    for (name, wards) in names(&wards) {
        let all = wards
            .iter()
            .filter_map(|ward| positions.get(ward))
            .flatten()
            .copied();
        add_one(draft, &name, middle(all));
    }
    for (name, part) in NEIGHBOURHOODS {
        let (outward, digit) = part.split_once(' ').unwrap_or((part, ""));
        let code = padded(outward).unwrap_or_default();
        let from = draft.live.partition_point(|row| row.key.outward < code);
        let rows = draft.live[from..]
            .iter()
            .take_while(|row| row.key.outward == code);
        let rows = rows.filter(|row| digit.is_empty() || digit.as_bytes() == [row.key.digit]);
        let centre = middle(rows.filter_map(|row| row.position));
        add_one(draft, name, centre);
    }
}

fn add_one(draft: &mut Draft, name: &str, middle: Option<(Position, f64)>) {
    let Some((position, _)) = middle else { return };
    let folded = fold(name);
    let is_it = |place: &PlaceDraft| {
        let mut names = std::iter::once(&place.name).chain(&place.also);
        names.any(|known| fold(known) == folded)
            && place.position.distance_m(position) < SAME_PLACE_M
    };
    if !draft.places.iter().any(is_it) {
        draft.places.push(PlaceDraft {
            name: name.to_owned(),
            also: Vec::new(),
            kind: PlaceKind::Settlement,
            position,
            population: POPULATION,
            country: AreaCode::parse("E92000001").ok(),
        });
    }
}

/// The wards of the boroughs with their names; the City's are as old as its walls and name no neighbourhood.
fn london_wards(draft: &Draft) -> BTreeMap<AreaCode, (AreaCode, String)> {
    let is_borough = |code: AreaCode| {
        let text = code.to_string();
        text.starts_with("E09") && text != "E09000001"
    };
    let wards = draft
        .areas
        .iter()
        .filter(|(code, _)| code.kind() == AreaKind::Ward);
    wards
        .filter_map(|(&code, area)| {
            let borough = area.parent.filter(|&parent| is_borough(parent))?;
            Some((code, (borough, area.name.clone())))
        })
        .collect()
}

/// The neighbourhoods that wards name, each with its wards. A name in two boroughs is two neighbourhoods.
fn names(wards: &BTreeMap<AreaCode, (AreaCode, String)>) -> Vec<(String, Vec<AreaCode>)> {
    let mut parts: BTreeMap<(AreaCode, String), BTreeSet<AreaCode>> = BTreeMap::new();
    let mut stems: BTreeMap<(AreaCode, String), BTreeSet<AreaCode>> = BTreeMap::new();
    for (&ward, (borough, name)) in wards {
        for part in name.split(" & ").flat_map(|part| part.split(", ")) {
            let part = without_direction(part);
            parts
                .entry((*borough, part.to_owned()))
                .or_default()
                .insert(ward);
            let first = part.split(' ').next().unwrap_or_default();
            if !NO_STEMS.contains(&first.to_lowercase().as_str()) {
                stems
                    .entry((*borough, first.to_owned()))
                    .or_default()
                    .insert(ward);
            }
        }
    }
    stems.retain(|_, wards| wards.len() > 1);
    stems.append(&mut parts);
    let is_name = |name: &str| {
        let folded = fold(name);
        let is_lone_saint = folded.starts_with("st ") && folded.split(' ').count() < 3;
        folded.len() >= 3 && !is_lone_saint && !NO_NAMES.contains(&folded.as_str())
    };
    stems
        .into_iter()
        .filter(|((_, name), _)| is_name(name))
        .map(|((_, name), wards)| (name, wards.into_iter().collect()))
        .collect()
}

/// "Stockwell East" is Stockwell; "East Ham" stays.
fn without_direction(name: &str) -> &str {
    let endings = [" North", " South", " East", " West", " Central"];
    endings
        .iter()
        .find_map(|ending| name.strip_suffix(ending))
        .unwrap_or(name)
        .trim()
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::names;
    use crate::area::AreaCode;

    #[test]
    fn wards_of_one_neighbourhood_name_it_together() {
        let borough = AreaCode::parse("E09000022").unwrap();
        let wards = [
            "Stockwell East",
            "Stockwell West & Larkhall",
            "Clapham Town",
            "Clapham Park",
            "St. Martin's",
        ];
        let wards: BTreeMap<_, _> = wards
            .iter()
            .zip(1..)
            .map(|(name, at)| {
                let code = AreaCode::parse(&format!("E0501{at:04}")).unwrap();
                (code, (borough, (*name).to_owned()))
            })
            .collect();
        let found: Vec<(String, usize)> = names(&wards)
            .into_iter()
            .map(|(name, w)| (name, w.len()))
            .collect();
        let expected = [
            ("Clapham", 2),
            ("Clapham Park", 1),
            ("Clapham Town", 1),
            ("Larkhall", 1),
            ("Stockwell", 2),
        ];
        assert_eq!(
            found,
            expected.map(|(name, count)| (name.to_owned(), count))
        );
    }
}

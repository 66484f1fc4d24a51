//! Coordinates: "51.4613, -0.1156", as a map or a telephone copies them.

use domain::position::Position;

use super::{Confidence, Kind, Note, Reading, Resolution};
use crate::area::AreaKind;
use crate::gazetteer::Gazetteer;

/// How far the nearest postcode may be to speak for a point, in metres.
const NEAR_M: f64 = 5_000.0;

pub(super) fn resolve(gazetteer: &Gazetteer, text: &str) -> Option<Resolution> {
    let (first, second) = pair(text)?;
    let as_given = Position::new(first, second)
        .ok()
        .filter(|p| p.is_in_uk_box());
    // Maps differ in which comes first; in the United Kingdom the two cannot be mistaken for each other.
    let turned = Position::new(second, first)
        .ok()
        .filter(|p| p.is_in_uk_box());
    let Some(position) = as_given.or(turned) else {
        return Some(Resolution::of_note(Note::Abroad));
    };
    Some(Resolution::of(reading(gazetteer, position)))
}

fn reading(gazetteer: &Gazetteer, position: Position) -> Reading {
    let nearest = gazetteer
        .nearest(position)
        .filter(|nearest| nearest.distance_m < NEAR_M);
    let name = format!("{:.4}, {:.4}", position.latitude, position.longitude);
    // Outlines decide where they were imported; the nearest postcode does elsewhere.
    let areas = gazetteer.areas_at(position);
    let of_kind = |kind: AreaKind| areas.iter().copied().find(|area| area.kind() == kind);
    let council = of_kind(AreaKind::LocalAuthority);
    let named = council.filter(|council| !council.name.is_empty());
    let label = match (&nearest, named) {
        (Some(nearest), Some(council)) => {
            format!("{name}, in {}, {}", nearest.outward, council.name)
        }
        _ => name.clone(),
    };
    Reading {
        kind: Kind::Coordinates,
        label,
        name,
        position,
        reach_m: 0.0,
        confidence: Confidence::Certain,
        ward: of_kind(AreaKind::Ward).map(Into::into),
        outward: nearest.map(|nearest| nearest.outward),
        local_authority: council.map(Into::into),
        area: None,
    }
}

fn pair(text: &str) -> Option<(f64, f64)> {
    let text = text.strip_prefix("geo:").unwrap_or(text);
    let text = text.split(';').next().unwrap_or_default();
    let text = text.trim_matches(|c: char| matches!(c, '(' | ')' | '[' | ']') || c.is_whitespace());
    let mut numbers = text.split([',', ' ', '\t']).filter(|part| !part.is_empty());
    let (first, second) = (numbers.next()?, numbers.next()?);
    let is_number = |part: &str| part.contains(|c: char| c.is_ascii_digit());
    if numbers.next().is_some() || !is_number(first) || !is_number(second) {
        return None;
    }
    Some((first.parse().ok()?, second.parse().ok()?))
}

//! A reading in words.

use domain::position::Position;

use crate::area::{Area, AreaKind};
use crate::gazetteer::Gazetteer;
use crate::names::{Place, PlaceKind, fold};

/// How far a settlement may be to name a postcode's neighbourhood, in metres.
const NEIGHBOURHOOD_M: f64 = 3_000.0;

/// "SW9 8DJ, Brixton, Lambeth".
pub(super) fn of_postcode(
    gazetteer: &Gazetteer,
    printed: &str,
    position: Position,
    council: Option<Area<'_>>,
) -> String {
    let Some(council) = council.filter(|council| !council.name.is_empty()) else {
        return printed.to_owned();
    };
    let mut parts = vec![printed];
    let says_more = |place: &Place<'_>| !fold(place.name).contains(&fold(council.name));
    parts.extend(
        neighbourhood(gazetteer, position, council)
            .filter(says_more)
            .map(|place| place.name),
    );
    parts.push(council.name);
    parts.join(", ")
}

/// "Brixton, Lambeth"; "Richmond, London" where the borough would only say the name again.
pub(crate) fn of_place(gazetteer: &Gazetteer, place: Place<'_>) -> String {
    let name = place.name;
    // A directory of postcodes alone has codes of councils and no names.
    let Some(area) = place.area.filter(|area| !area.name.is_empty()) else {
        return name.to_owned();
    };
    if !repeat_each_other(name, area.name) {
        return format!("{name}, {}", area.name);
    }
    let around = gazetteer.parent(area).map_or("", |parent| parent.name);
    // "Manchester, England" says no more than Manchester.
    if around.is_empty() || around == "England" || fold(around) == fold(name) {
        name.to_owned()
    } else {
        format!("{name}, {around}")
    }
}

/// Whether one name begins with the other, as Richmond upon Thames does with Richmond.
fn repeat_each_other(a: &str, b: &str) -> bool {
    // Most do not even begin with the same letter, and folding is the dearer comparison.
    let first = |name: &str| name.chars().next().map(|c| c.to_ascii_lowercase());
    first(a) == first(b) && {
        let (a, b) = (fold(a), fold(b));
        a.starts_with(&b) || b.starts_with(&a)
    }
}

/// "Brixton Windrush ward, Lambeth" for a ward, else the area's name.
pub(crate) fn of_area(gazetteer: &Gazetteer, area: Area<'_>) -> String {
    match (area.kind(), gazetteer.parent(area)) {
        (AreaKind::Ward, Some(council)) => format!("{} ward, {}", area.name, council.name),
        (AreaKind::LocalAuthority, _) if area.is_london_borough() => {
            format!("{}, London", area.name)
        }
        _ => area.name.to_owned(),
    }
}

/// The settlement nearest to a position among those of its council; Brixton where that is Brixton Windrush.
fn neighbourhood<'a>(
    gazetteer: &'a Gazetteer,
    position: Position,
    council: Area<'_>,
) -> Option<Place<'a>> {
    let around: Vec<(f64, Place<'_>)> = gazetteer
        .places_around(position, NEIGHBOURHOOD_M)
        .filter(|place| place.kind == PlaceKind::Settlement)
        .filter(|place| place.area.is_some_and(|area| area.code == council.code))
        .map(|place| (place.position.distance_m(position), place))
        .collect();
    let (_, nearest) = *around.iter().min_by(|(a, _), (b, _)| a.total_cmp(b))?;
    if nearest.name == "London" {
        return None;
    }
    let holds = |place: &Place<'_>| {
        let rest = nearest.name.strip_prefix(place.name);
        rest.is_some_and(|rest| rest.starts_with(' ')) && fold(place.name) != fold(council.name)
    };
    let mut places = around.into_iter().map(|(_, place)| place);
    Some(places.find(holds).unwrap_or(nearest))
}

//! H3 cells: which of them a position lies in, and which of them cover a circle.
//!
//! Cells only find candidates; [`crate::circle`] decides. So a cover may be too wide and must
//! never be too narrow. H3's published edge lengths are means over the whole world, and cells here
//! are smaller: a cover reckoned from them misses places. This one measures the cell it starts from.

use std::ops::RangeInclusive;

use domain::position::Position;
use h3o::{CellIndex, LatLng, Resolution};

/// The resolution of the finest cells that are told apart.
const FINEST: Resolution = Resolution::Ten;
/// Set in the order of what has several positions. No cell has this bit.
pub(crate) const SEVERAL: u64 = 1 << 63;
/// Set in the order of what has no position. No cell has the second of these bits.
pub(crate) const NOWHERE: u64 = 0b11 << 62;
/// The order of what has no position and serves everybody: the last, so that it stands together.
pub(crate) const EVERYWHERE: u64 = u64::MAX;

/// Up to which radius in metres each resolution covers a circle: about ten to a hundred cells.
const COVERING: [(f64, Resolution); 6] = [
    (250.0, FINEST),
    (900.0, Resolution::Nine),
    (2_400.0, Resolution::Eight),
    (6_500.0, Resolution::Seven),
    (17_000.0, Resolution::Six),
    (60_000.0, Resolution::Five),
];

/// Cells differ in size and shape from their neighbours by less than this, as far as a cover reaches.
const SLACK: f64 = 1.1;
/// How far the centres of ring k are away at least, in k times the distance of two neighbours.
const RING_REACH: f64 = 0.866;

/// The cell that a position lies in at every resolution up to the finest: what the compacted cells of an area
/// may be.
pub(crate) fn around(position: Position) -> Vec<u64> {
    let finest = at(position).map(|point| point.to_cell(FINEST));
    Resolution::range(Resolution::Zero, FINEST)
        .filter_map(|resolution| Some(u64::from(finest?.parent(resolution)?)))
        .collect()
}

/// A number that is close for positions that are close.
pub(crate) fn order(position: Position) -> u64 {
    at(position).map_or(NOWHERE, |point| u64::from(point.to_cell(FINEST)))
}

/// The order in which documents are kept: by their position, then those that have several, then those
/// without, by the area that they serve. Those with several are found by any of theirs, and are few:
/// together, a list that is read for them is read in one place.
pub(crate) fn order_of(positions: &[Position], area: Option<&str>) -> u64 {
    match positions {
        [] => NOWHERE | area.map_or(0, packed),
        [only] => order(*only),
        [first, ..] => order(*first) | SEVERAL,
    }
}

/// The code of an area as a number, by its last nine letters: which are alike does not matter.
fn packed(code: &str) -> u64 {
    let letters = code.bytes().rev().take(9);
    letters.fold(0, |packed, letter| {
        packed << 6 | u64::from(letter & 0b11_1111)
    })
}

/// The least and the greatest [`order`] in a cell.
pub(crate) fn orders_in(cell: u64) -> Option<RangeInclusive<u64>> {
    let cell = CellIndex::try_from(cell).ok()?;
    let last = cell.children_count(FINEST).checked_sub(1)?;
    let at = |place| cell.child_at(place, FINEST).map(u64::from);
    Some(at(0)?..=at(last)?)
}

/// A cell of a cover.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Covering {
    pub(crate) cell: u64,
    /// Whether all that is in it is in the circle too.
    pub(crate) is_inside: bool,
    /// Nothing in it is nearer to the centre than this, in metres.
    pub(crate) least_m: f64,
}

/// Cells that together cover the circle, all of one resolution; none where it is too wide for that.
pub(crate) fn cover(centre: Position, radius_m: f64) -> Option<Vec<Covering>> {
    let (_, resolution) = COVERING.iter().find(|(up_to, _)| radius_m <= *up_to)?;
    let centre = at(centre)?;
    let home = centre.to_cell(*resolution);
    let home_point = LatLng::from(home);

    let to_corner = home
        .boundary()
        .iter()
        .map(|corner| home_point.distance_m(*corner))
        .fold(0.0, f64::max)
        * SLACK;
    let to_neighbour = home
        .grid_disk::<Vec<_>>(1)
        .into_iter()
        .filter(|cell| *cell != home)
        .map(|cell| home_point.distance_m(LatLng::from(cell)))
        .fold(f64::INFINITY, f64::min)
        / SLACK;

    let reach = radius_m + to_corner;
    let rings = ((reach + to_corner) / (to_neighbour * RING_REACH)).ceil() as u32;
    let disk: Vec<CellIndex> = home.grid_disk(rings);
    let near = disk.into_iter().filter_map(|cell| {
        let away = centre.distance_m(LatLng::from(cell));
        (away <= reach).then_some(Covering {
            cell: cell.into(),
            // Its finest cells reach out of it a little.
            is_inside: away + to_corner * SLACK <= radius_m,
            least_m: (away - to_corner * SLACK).max(0.0),
        })
    });
    Some(near.collect())
}

fn at(position: Position) -> Option<LatLng> {
    LatLng::new(position.latitude, position.longitude).ok()
}

#[cfg(test)]
mod tests {
    use domain::position::Position;
    use proptest::prelude::{ProptestConfig, prop_assert, proptest};

    use super::{cover, order, orders_in};

    /// What lies about so many metres away.
    fn off(centre: Position, metres: f64, bearing: f64) -> Position {
        let degrees = metres / 111_195.0;
        let narrow = centre.latitude.to_radians().cos();
        Position {
            latitude: centre.latitude + degrees * bearing.cos(),
            longitude: centre.longitude + degrees * bearing.sin() / narrow,
        }
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(2_000))]

        #[test]
        fn a_cover_misses_no_point_of_its_circle(
            latitude in 49.5..61.0_f64, longitude in -8.6..1.8_f64,
            exponent in 1.5..4.77_f64, bearing in 0.0..std::f64::consts::TAU, part in 0.0..=1.0_f64,
        ) {
            let centre = Position { latitude, longitude };
            let radius_m = 10_f64.powf(exponent);
            let metres = radius_m * part.sqrt() * 0.999;
            let there = off(centre, metres, bearing);
            if centre.distance_m(there) <= radius_m {
                let cells = cover(centre, radius_m).unwrap();
                let mut orders = cells.into_iter().filter_map(|found| orders_in(found.cell));
                prop_assert!(orders.any(|orders| orders.contains(&order(there))));
            }
        }

        #[test]
        fn what_is_in_a_cell_inside_a_circle_is_in_the_circle(
            latitude in 49.5..61.0_f64, longitude in -8.6..1.8_f64,
            exponent in 1.5..4.77_f64, bearing in 0.0..std::f64::consts::TAU, part in 0.8..1.4_f64,
        ) {
            let centre = Position { latitude, longitude };
            let radius_m = 10_f64.powf(exponent);
            let metres = radius_m * part;
            let there = off(centre, metres, bearing);
            let cells = cover(centre, radius_m).unwrap();
            let mut inside = cells.into_iter().filter(|found| found.is_inside);
            let is_inside = inside
                .any(|found| orders_in(found.cell).is_some_and(|orders| orders.contains(&order(there))));
            prop_assert!(!is_inside || centre.distance_m(there) <= radius_m);
        }

        #[test]
        fn nothing_in_a_cell_is_nearer_than_its_least_distance(
            latitude in 49.5..61.0_f64, longitude in -8.6..1.8_f64,
            exponent in 1.5..4.77_f64, bearing in 0.0..std::f64::consts::TAU, part in 0.0..1.4_f64,
        ) {
            let centre = Position { latitude, longitude };
            let radius_m = 10_f64.powf(exponent);
            let metres = radius_m * part;
            let there = off(centre, metres, bearing);
            let cells = cover(centre, radius_m).unwrap();
            let mut holding = cells.into_iter().filter(|found| {
                orders_in(found.cell).is_some_and(|orders| orders.contains(&order(there)))
            });
            prop_assert!(holding.all(|found| found.least_m <= centre.distance_m(there)));
        }

        #[test]
        fn a_cover_is_small(exponent in 0.0..4.77_f64) {
            let brixton = Position { latitude: 51.4613, longitude: -0.1156 };
            prop_assert!(cover(brixton, 10_f64.powf(exponent)).unwrap().len() <= 100);
        }
    }

    #[test]
    fn a_circle_wider_than_a_region_has_no_cover() {
        assert_eq!(
            cover(
                Position {
                    latitude: 51.5,
                    longitude: 0.0
                },
                300_000.0
            ),
            None
        );
    }
}

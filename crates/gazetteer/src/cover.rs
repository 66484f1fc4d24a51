//! Circles and points as H3 cells, so that "within a mile" becomes a search for a few dozen terms.
//!
//! A point is indexed by its cell at each of [`RESOLUTIONS`]; a circle is covered at the one that its radius asks for.
//! The cover misses nothing and takes in a little more, so exact distance has the last word. The measurements behind
//! the choice are in docs/gazetteer.md.

use domain::position::Position;
use h3o::{CellIndex, LatLng, Resolution};

/// The resolutions at which points are indexed.
pub const RESOLUTIONS: [u8; 5] = [6, 7, 8, 9, 10];

/// The cells of a circle.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Cover {
    /// Of all its cells.
    pub resolution: u8,
    /// H3 indexes; every point within the radius is in one of them.
    pub cells: Vec<u64>,
}

/// The resolution for a radius in metres: the one that covers it with some twenty to two hundred cells.
#[must_use]
pub fn resolution_for(radius_m: f64) -> u8 {
    const UP_TO_M: [(f64, u8); 4] = [(700.0, 10), (2_500.0, 9), (7_000.0, 8), (20_000.0, 7)];
    let fits = UP_TO_M.iter().find(|(up_to, _)| radius_m <= *up_to);
    fits.map_or(6, |&(_, resolution)| resolution)
}

/// The cells that a circle touches, at the resolution of [`resolution_for`].
///
/// Empty for a position that is not finite.
#[must_use]
pub fn circle(centre: Position, radius_m: f64) -> Cover {
    circle_at(centre, radius_m, resolution_for(radius_m))
}

/// The same at a given resolution.
#[must_use]
pub fn circle_at(centre: Position, radius_m: f64, resolution: u8) -> Cover {
    let mut cells = Vec::new();
    if let Some(middle) = cell(centre, resolution) {
        // A cell touches the circle only when its own middle is at most a corner's distance beyond it. Cells differ by
        // a few per cent in size over the width of a circle; their published edge lengths, being means over the
        // world, would miss some.
        let reach = radius_m.max(0.0) + corner_distance(middle) * 1.05;
        for ring in 0.. {
            let near: Vec<CellIndex> = middle
                .grid_ring::<Vec<CellIndex>>(ring)
                .into_iter()
                .filter(|cell| distance_m(centre, *cell) <= reach)
                .collect();
            // A ring without one closes the circle in: whatever touches it is linked to the middle by cells that do.
            if near.is_empty() {
                break;
            }
            cells.extend(near.into_iter().map(u64::from));
        }
    }
    Cover { resolution, cells }
}

/// A point's cells, one at each of [`RESOLUTIONS`]: the terms to index it by.
#[must_use]
pub fn point(position: Position) -> Vec<u64> {
    let finest = cell(position, 10);
    let at = |resolution: u8| finest?.parent(Resolution::try_from(resolution).ok()?);
    RESOLUTIONS
        .into_iter()
        .filter_map(at)
        .map(u64::from)
        .collect()
}

/// A point's cell and all the cells around it, from resolution 10 to 0: what an area's compacted cells may be.
#[must_use]
pub fn ancestors(position: Position) -> Vec<u64> {
    let finest = cell(position, 10);
    let at = |resolution: u8| finest?.parent(Resolution::try_from(resolution).ok()?);
    (0..=10).rev().filter_map(at).map(u64::from).collect()
}

fn cell(position: Position, resolution: u8) -> Option<CellIndex> {
    let point = LatLng::new(position.latitude, position.longitude).ok()?;
    Some(point.to_cell(Resolution::try_from(resolution).ok()?))
}

/// Metres from a cell's middle to its farthest corner.
fn corner_distance(cell: CellIndex) -> f64 {
    let middle = LatLng::from(cell);
    cell.boundary()
        .iter()
        .map(|corner| middle.distance_m(*corner))
        .fold(0.0, f64::max)
}

fn distance_m(from: Position, cell: CellIndex) -> f64 {
    let middle = LatLng::from(cell);
    from.distance_m(Position {
        latitude: middle.lat(),
        longitude: middle.lng(),
    })
}

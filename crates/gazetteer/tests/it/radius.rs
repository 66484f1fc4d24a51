//! A circle as cells misses nothing.

use std::collections::HashMap;

use domain::position::{METRES_PER_MILE, Position};
use gazetteer::cover;
use proptest::prelude::*;

use crate::sample::rows;

/// The points within a circle by cells first and distance then, as a search does it.
struct Index {
    points: Vec<Position>,
    by_cell: HashMap<u64, Vec<usize>>,
}

impl Index {
    fn of(points: Vec<Position>) -> Self {
        let mut by_cell: HashMap<u64, Vec<usize>> = HashMap::new();
        for (at, point) in points.iter().enumerate() {
            for cell in cover::point(*point) {
                by_cell.entry(cell).or_default().push(at);
            }
        }
        Self { points, by_cell }
    }

    fn by_cells(&self, centre: Position, radius_m: f64) -> Vec<usize> {
        let cover = cover::circle(centre, radius_m);
        let candidates = cover
            .cells
            .iter()
            .filter_map(|cell| self.by_cell.get(cell))
            .flatten();
        let mut found: Vec<usize> = candidates
            .copied()
            .filter(|&at| self.points[at].distance_m(centre) <= radius_m)
            .collect();
        found.sort_unstable();
        found
    }

    fn by_force(&self, centre: Position, radius_m: f64) -> Vec<usize> {
        let all = 0..self.points.len();
        all.filter(|&at| self.points[at].distance_m(centre) <= radius_m)
            .collect()
    }
}

#[test]
fn a_thousand_circles_hold_what_brute_force_finds() {
    let index = Index::of(rows().iter().map(|row| row.position).collect());
    let mut runner = proptest::test_runner::TestRunner::new(ProptestConfig::with_cases(1_000));
    let circles = (
        0..index.points.len(),
        -0.2..0.2f64,
        -0.3..0.3f64,
        0.0..1.0f64,
    );
    let checked = runner.run(&circles, |(at, north, east, size)| {
        let near = index.points[at];
        let centre = Position {
            latitude: near.latitude + north,
            longitude: near.longitude + east,
        };
        // From a quarter of a mile to thirty, small ones as often as large ones.
        let radius_m = 0.25 * 120f64.powf(size) * METRES_PER_MILE;
        prop_assert_eq!(
            index.by_cells(centre, radius_m),
            index.by_force(centre, radius_m)
        );
        Ok(())
    });
    checked.unwrap();
}

#[test]
fn a_cover_has_a_few_dozen_to_two_hundred_cells() {
    let brixton = Position::new(51.4613, -0.1156).unwrap();
    for miles in [0.25, 0.5, 1.0, 2.0, 3.0, 5.0, 10.0, 20.0, 30.0] {
        let count = cover::circle(brixton, miles * METRES_PER_MILE).cells.len();
        assert!(
            (14..=420).contains(&count),
            "{miles} miles have {count} cells"
        );
    }
}

#[test]
fn a_circle_of_no_size_still_has_the_cell_of_its_middle() {
    let brixton = Position::new(51.4613, -0.1156).unwrap();
    let cover = cover::circle(brixton, 0.0);
    assert!(
        cover
            .cells
            .iter()
            .any(|cell| cover::point(brixton).contains(cell))
    );
}

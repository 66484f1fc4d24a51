//! A single point to stand for a line or an area on the map.

use crate::position::Position;

/// A point inside an area, given its rings (outer and holes, in any order).
///
/// The middle of the longest stretch of the east-west line half way up that lies inside, so that a
/// crescent's point is in the crescent. Nothing for an area without three corners.
#[must_use]
pub fn inside(rings: &[Vec<Position>]) -> Option<Position> {
    let corners = || rings.iter().flatten();
    let south = corners()
        .map(|corner| corner.latitude)
        .min_by(f64::total_cmp)?;
    let north = corners()
        .map(|corner| corner.latitude)
        .max_by(f64::total_cmp)?;
    let level = f64::midpoint(south, north);
    let mut crossings: Vec<f64> = Vec::new();
    for ring in rings.iter().filter(|ring| ring.len() >= 3) {
        let next = ring.iter().cycle().skip(1);
        for (from, to) in ring.iter().zip(next) {
            if (from.latitude > level) != (to.latitude > level) {
                let along = (level - from.latitude) / (to.latitude - from.latitude);
                crossings.push(from.longitude + along * (to.longitude - from.longitude));
            }
        }
    }
    crossings.sort_by(f64::total_cmp);
    crossings
        .chunks_exact(2)
        .max_by(|a, b| (a[1] - a[0]).total_cmp(&(b[1] - b[0])))
        .and_then(|stretch| Position::new(level, f64::midpoint(stretch[0], stretch[1])).ok())
}

/// The corner of a line that is half way along its list of corners.
#[must_use]
pub fn middle(line: &[Position]) -> Option<Position> {
    line.get(line.len() / 2).copied()
}

#[cfg(test)]
mod tests {
    use super::inside;
    use crate::position::Position;

    fn ring(corners: &[(f64, f64)]) -> Vec<Position> {
        corners
            .iter()
            .map(|(x, y)| Position::new(*y, *x).unwrap())
            .collect()
    }

    #[test]
    fn the_point_of_a_horseshoe_is_in_one_arm() {
        let shape = [
            (0.0, 0.0),
            (5.0, 0.0),
            (5.0, 4.0),
            (4.0, 4.0),
            (4.0, 1.0),
            (2.0, 1.0),
            (2.0, 4.0),
            (0.0, 4.0),
        ];
        let point = inside(&[ring(&shape)]).unwrap();
        assert_eq!((point.longitude, point.latitude), (1.0, 2.0));
    }

    #[test]
    fn a_hole_is_outside() {
        let outer = ring(&[(0.0, 0.0), (10.0, 0.0), (10.0, 2.0), (0.0, 2.0), (0.0, 0.0)]);
        let hole = ring(&[(1.0, 0.5), (9.5, 0.5), (9.5, 1.5), (1.0, 1.5), (1.0, 0.5)]);
        assert_eq!(inside(&[outer, hole]).unwrap().longitude, 0.5);
    }

    #[test]
    fn what_has_no_inside_has_no_point() {
        assert_eq!(inside(&[]), None);
        assert_eq!(inside(&[ring(&[(1.0, 1.0), (2.0, 2.0)])]), None);
    }
}

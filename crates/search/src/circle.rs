//! Exact distance from one point to many, and the packed form in which positions are kept.
//!
//! A position is one number in a column: latitude and longitude in ten-millionths of a degree,
//! about a centimetre. Distances are haversine, the same as [`Position::distance_m`]; within a
//! few hundred kilometres they are reckoned without trigonometry, because a search may reckon
//! tens of thousands.

use domain::position::Position;

/// Mean radius of the earth in metres, as `domain::position` has it (GRS80).
const EARTH_RADIUS_M: f64 = 6_371_008.771_4;
/// Steps in a degree.
const STEPS: f64 = 1e7;
/// Radians in a step.
const STEP: f64 = std::f64::consts::PI / 180.0 / STEPS;
/// How finely positions are kept: a circle reaches this much further, so that its own centre, kept,
/// is always in it.
const PRECISION_M: f64 = 0.01;
/// How wrong a plane is in any case, as a part of a distance.
const SLACK: f64 = 0.001;
/// A wider circle is not taken for flat, in metres.
const WIDEST_PLANE_M: f64 = 60_000.0;
/// Beyond this many radians the short series are no longer exact to a millimetre.
const SERIES_LIMIT: f64 = 0.1;

/// The position as one number.
pub(crate) fn pack(position: Position) -> u64 {
    let latitude = ((position.latitude + 90.0) * STEPS).round() as u64;
    let longitude = ((position.longitude + 180.0) * STEPS).round() as u64;
    latitude << 32 | longitude
}

/// The position that a number stands for.
pub(crate) fn unpack(packed: u64) -> Position {
    Position {
        latitude: (packed >> 32) as f64 / STEPS - 90.0,
        longitude: (packed & 0xffff_ffff) as f64 / STEPS - 180.0,
    }
}

/// A centre and a radius, made ready for many reckonings.
#[derive(Debug, Clone)]
pub(crate) struct Circle {
    // As in a packed position, with fractions.
    latitude_steps: f64,
    longitude_steps: f64,
    sin_latitude: f64,
    cos_latitude: f64,
    radius_m: f64,
    limit: Separation,
    /// In steps: nothing further north or south is in the circle.
    half_height: f64,
    plane: Plane,
}

/// The surroundings of a centre taken for a plane, in metres. How wrong that is at most is known, so that it
/// settles most of what is asked, in a tenth of the time.
#[derive(Debug, Clone)]
struct Plane {
    north_of_step: f64,
    east_of_step: f64,
    /// The squares within which a position is in the circle, and beyond which it is not.
    surely_inside: f64,
    surely_outside: f64,
    /// What a square of a position in the circle is at least too, in the figures of a [`Separation`].
    least: f64,
}

impl Plane {
    fn new(latitude: f64, radius_m: f64) -> Self {
        let north_of_step = EARTH_RADIUS_M * STEP;
        let (sin, cos) = latitude.to_radians().sin_cos();
        // Meridians draw together: the width of a step differs by so much from its width at the centre.
        let off = SLACK + radius_m / EARTH_RADIUS_M * (sin / cos).abs();
        let is_flat = radius_m < WIDEST_PLANE_M && off < 0.5;
        let square = |part: f64| (radius_m * part).powi(2);
        Self {
            north_of_step,
            east_of_step: north_of_step * cos,
            surely_inside: if is_flat { square(1.0 - off) } else { -1.0 },
            surely_outside: if is_flat {
                square(1.0 + off) + 1.0
            } else {
                f64::INFINITY
            },
            least: if is_flat {
                ((1.0 - off) / (2.0 * EARTH_RADIUS_M)).powi(2)
            } else {
                0.0
            },
        }
    }
}

/// How far apart two points are: the haversine of the angle, which grows with the distance.
#[derive(Debug, Clone, Copy, PartialEq, PartialOrd)]
pub(crate) struct Separation(f64);

impl Separation {
    /// Of what lies on the edge of a circle of this radius, in metres.
    pub(crate) fn of_radius(metres: f64) -> Self {
        Self::of_metres(metres.max(0.0) + PRECISION_M)
    }

    /// No more than that of anything so many metres away.
    pub(crate) fn below(metres: f64) -> Self {
        Self::of_metres((metres - PRECISION_M).max(0.0) * 0.999)
    }

    fn of_metres(metres: f64) -> Self {
        let angle = (metres / EARTH_RADIUS_M).clamp(0.0, std::f64::consts::PI);
        Self((angle / 2.0).sin().powi(2))
    }

    /// The distance, to a thousandth part as far as an index of one country reaches.
    pub(crate) fn metres(self) -> f32 {
        (2.0 * EARTH_RADIUS_M * self.0.max(0.0).sqrt()) as f32
    }

    /// A number that sorts as the distance does.
    pub(crate) fn sort_key(self) -> u64 {
        self.0.max(0.0).to_bits()
    }
}

/// The nearest of several positions.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Nearest {
    pub(crate) index: usize,
    pub(crate) separation: Separation,
}

impl Circle {
    pub(crate) fn new(centre: Position, radius_m: f64) -> Self {
        // The larger of nought and what is not a number is nought.
        let radius_m = radius_m.max(0.0);
        let (sin_latitude, cos_latitude) = centre.latitude.to_radians().sin_cos();
        Self {
            latitude_steps: (centre.latitude + 90.0) * STEPS,
            longitude_steps: (centre.longitude + 180.0) * STEPS,
            sin_latitude,
            cos_latitude,
            radius_m,
            limit: Separation::of_radius(radius_m),
            half_height: (radius_m + 2.0 * PRECISION_M) / EARTH_RADIUS_M / STEP,
            plane: Plane::new(centre.latitude, radius_m),
        }
    }

    /// Whether a position is further north or south than the circle reaches: quicker than how far away
    /// it is, and true of most that are outside.
    pub(crate) fn is_beside(&self, packed: u64) -> bool {
        ((packed >> 32) as f64 - self.latitude_steps).abs() > self.half_height
    }

    /// Whether a position is in the circle; mostly a look at the plane is enough to tell.
    pub(crate) fn holds(&self, packed: u64) -> bool {
        let told = self.is_surely_inside(packed);
        told.unwrap_or_else(|| self.contains(self.separation(packed)))
    }

    /// The same, where a look at the plane is enough to tell.
    fn is_surely_inside(&self, packed: u64) -> Option<bool> {
        let square = self.square_m(packed);
        if square < self.plane.surely_inside {
            Some(true)
        } else {
            (square > self.plane.surely_outside).then_some(false)
        }
    }

    /// No more than the separation of a position in the circle, and much quicker.
    pub(crate) fn least_separation(&self, packed: u64) -> Separation {
        Separation(self.square_m(packed) * self.plane.least)
    }

    /// The square of the distance on the plane, in square metres.
    fn square_m(&self, packed: u64) -> f64 {
        let north = ((packed >> 32) as f64 - self.latitude_steps) * self.plane.north_of_step;
        let east = ((packed & 0xffff_ffff) as f64 - self.longitude_steps) * self.plane.east_of_step;
        north * north + east * east
    }

    /// In metres, 0 or more.
    pub(crate) fn radius_m(&self) -> f64 {
        self.radius_m
    }

    /// The [`Separation::sort_key`] of its edge.
    pub(crate) fn limit_key(&self) -> u64 {
        self.limit.sort_key()
    }

    pub(crate) fn contains(&self, separation: Separation) -> bool {
        separation <= self.limit
    }

    pub(crate) fn nearest(&self, packed: impl Iterator<Item = u64>) -> Option<Nearest> {
        let mut best: Option<Nearest> = None;
        for (index, packed) in packed.enumerate() {
            let separation = self.separation(packed);
            if best.is_none_or(|nearest| separation < nearest.separation) {
                best = Some(Nearest { index, separation });
            }
        }
        best
    }

    pub(crate) fn separation(&self, packed: u64) -> Separation {
        let north = ((packed >> 32) as f64 - self.latitude_steps) * STEP;
        let east = ((packed & 0xffff_ffff) as f64 - self.longitude_steps) * STEP;
        let (sin_north, cos_north) = sin_cos(north);
        let cos_there = self.cos_latitude * cos_north - self.sin_latitude * sin_north;
        let half_north = sin_cos(north / 2.0).0;
        let half_east = sin_cos(east / 2.0).0;
        Separation(half_north * half_north + self.cos_latitude * cos_there * half_east * half_east)
    }
}

/// Sine and cosine; by their series where those are exact to 1 in 10¹⁵.
fn sin_cos(angle: f64) -> (f64, f64) {
    if angle.abs() > SERIES_LIMIT {
        return angle.sin_cos();
    }
    // Multiplied by what would be divided by: a division takes as long as all the rest.
    const fn one_in(number: u32) -> f64 {
        1.0 / number as f64
    }
    let square = angle * angle;
    let (s6, s20, s42) = (square * one_in(6), square * one_in(20), square * one_in(42));
    let (s2, s12, s30) = (square * 0.5, square * one_in(12), square * one_in(30));
    let (s72, s56) = (square * one_in(72), square * one_in(56));
    let sin = angle * (1.0 - s6 * (1.0 - s20 * (1.0 - s42 * (1.0 - s72))));
    let cos = 1.0 - s2 * (1.0 - s12 * (1.0 - s30 * (1.0 - s56)));
    (sin, cos)
}

#[cfg(test)]
mod tests {
    use domain::position::Position;
    use proptest::prelude::{ProptestConfig, prop_assert, prop_assert_eq, proptest};

    use super::{Circle, EARTH_RADIUS_M, Separation, pack, unpack};

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(2_000))]

        #[test]
        fn distances_are_those_of_the_domain(
            latitude in -89.0..89.0_f64, longitude in -179.0..179.0_f64,
            north in -1.0..1.0_f64, east in -1.0..1.0_f64, scale in 0..4_i32,
        ) {
            let scale = 10_f64.powi(-scale);
            let centre = Position { latitude, longitude };
            let there = Position {
                latitude: (latitude + north * scale).clamp(-90.0, 90.0),
                longitude: (longitude + east * scale).clamp(-180.0, 180.0),
            };
            let packed = pack(there);
            let ours = exact_metres(Circle::new(centre, 0.0).separation(packed));
            prop_assert!((ours - centre.distance_m(unpack(packed))).abs() < 0.001);
        }

        #[test]
        fn nothing_in_a_circle_is_beside_it(
            latitude in -89.0..89.0_f64, longitude in -179.0..179.0_f64,
            north in -1.0..1.0_f64, east in -1.0..1.0_f64, radius_m in 0.0..120_000.0_f64,
        ) {
            let centre = Position { latitude, longitude };
            let there = Position {
                latitude: (latitude + north).clamp(-90.0, 90.0),
                longitude: (longitude + east).clamp(-180.0, 180.0),
            };
            let circle = Circle::new(centre, radius_m);
            for position in [there, centre] {
                let packed = pack(position);
                let is_in = circle.contains(circle.separation(packed));
                prop_assert!(!(is_in && circle.is_beside(packed)));
            }
        }

        #[test]
        fn what_the_plane_tells_is_so(
            latitude in -89.0..89.0_f64, longitude in -179.0..179.0_f64,
            bearing in 0.0..std::f64::consts::TAU, part in 0.0..3.0_f64, exponent in 0.0..5.0_f64,
        ) {
            let radius_m = 10_f64.powf(exponent);
            let (up, along) = (radius_m * part * bearing.cos(), radius_m * part * bearing.sin());
            let there = Position {
                latitude: (latitude + up / 111_195.0).clamp(-90.0, 90.0),
                longitude: (longitude + along / 111_195.0 / latitude.to_radians().cos()).clamp(-180.0, 180.0),
            };
            let circle = Circle::new(Position { latitude, longitude }, radius_m);
            let packed = pack(there);
            let is_inside = circle.contains(circle.separation(packed));
            if let Some(told) = circle.is_surely_inside(packed) {
                prop_assert_eq!(told, is_inside);
            }
            prop_assert!(!is_inside || circle.least_separation(packed) <= circle.separation(packed));
        }

        #[test]
        fn a_packed_position_is_off_by_no_more_than_a_centimetre(
            latitude in -90.0..=90.0_f64, longitude in -180.0..=180.0_f64,
        ) {
            let position = Position { latitude, longitude };
            prop_assert!(position.distance_m(unpack(pack(position))) < 0.01);
        }
    }

    #[test]
    fn a_distance_survives_the_way_there_and_back() {
        let mile = Separation::of_metres(1_609.344);
        assert!((exact_metres(mile) - 1_609.344).abs() < 1e-6);
        assert!((mile.metres() - 1_609.344).abs() < 0.001);
    }

    fn exact_metres(separation: Separation) -> f64 {
        2.0 * EARTH_RADIUS_M * separation.0.clamp(0.0, 1.0).sqrt().asin()
    }
}

//! Ordnance Survey National Grid (OSGB36 eastings and northings, in metres) to WGS84.
//!
//! Transverse Mercator inverse and a seven-parameter Helmert shift, with the constants of "A guide
//! to coordinate systems in Great Britain" (Ordnance Survey, Crown copyright), sections B, C and
//! 6.6. Good to about 5 m, which is less than the width of a street; OSTN15 is not needed here.

use crate::position::Position;

/// Airy 1830, the ellipsoid of OSGB36: semi-axes in metres.
const AIRY: (f64, f64) = (6_377_563.396, 6_356_256.909);
/// GRS80, the ellipsoid of WGS84 as far as metres go.
const GRS80: (f64, f64) = (6_378_137.0, 6_356_752.314_1);
/// Scale on the central meridian.
const F0: f64 = 0.999_601_271_7;
/// True origin: 49° N, 2° W, in degrees.
const ORIGIN: (f64, f64) = (49.0, -2.0);
/// Grid coordinates of the true origin, in metres.
const ORIGIN_GRID: (f64, f64) = (400_000.0, -100_000.0);
/// OSGB36 to WGS84: metres.
const SHIFT: (f64, f64, f64) = (446.448, -125.157, 542.060);
/// OSGB36 to WGS84: arc seconds.
const ROTATION: (f64, f64, f64) = (0.1502, 0.2470, 0.8421);
/// OSGB36 to WGS84: parts.
const SCALE: f64 = -20.4894e-6;

/// The place of an easting and a northing, both in metres; nothing outside the grid's 700 by
/// 1,300 km.
#[must_use]
pub fn position(easting: f64, northing: f64) -> Option<Position> {
    if !(0.0..=700_000.0).contains(&easting) || !(0.0..=1_300_000.0).contains(&northing) {
        return None;
    }
    let (latitude, longitude) = unproject(easting, northing);
    let (x, y, z) = shift(to_cartesian(latitude, longitude));
    let (latitude, longitude) = from_cartesian(x, y, z);
    Position::new(latitude.to_degrees(), longitude.to_degrees()).ok()
}

/// Grid metres to radians on Airy 1830.
fn unproject(easting: f64, northing: f64) -> (f64, f64) {
    let (a, b) = (AIRY.0 * F0, AIRY.1 * F0);
    let e2 = 1.0 - (AIRY.1 * AIRY.1) / (AIRY.0 * AIRY.0);
    let n = (AIRY.0 - AIRY.1) / (AIRY.0 + AIRY.1);
    let origin = ORIGIN.0.to_radians();
    let arc = |latitude: f64| {
        let (difference, sum) = (latitude - origin, latitude + origin);
        b * ((1.0 + n + 1.25 * n * n + 1.25 * n * n * n) * difference
            - (3.0 * n + 3.0 * n * n + 2.625 * n * n * n) * difference.sin() * sum.cos()
            + (1.875 * n * n + 1.875 * n * n * n) * (2.0 * difference).sin() * (2.0 * sum).cos()
            - 35.0 / 24.0 * n * n * n * (3.0 * difference).sin() * (3.0 * sum).cos())
    };
    let north = northing - ORIGIN_GRID.1;
    let mut latitude = origin + north / a;
    // Six rounds bring the error under a hundredth of a millimetre.
    for _ in 0..6 {
        latitude += (north - arc(latitude)) / a;
    }
    let (sin, tan) = (latitude.sin(), latitude.tan());
    let secant = 1.0 / latitude.cos();
    let w = 1.0 - e2 * sin * sin;
    let nu = a / w.sqrt();
    let rho = a * (1.0 - e2) / w.powf(1.5);
    let eta2 = nu / rho - 1.0;
    let (t2, t4, t6) = (tan * tan, tan.powi(4), tan.powi(6));
    let vii = tan / (2.0 * rho * nu);
    let viii = tan / (24.0 * rho * nu.powi(3)) * (5.0 + 3.0 * t2 + eta2 - 9.0 * t2 * eta2);
    let ix = tan / (720.0 * rho * nu.powi(5)) * (61.0 + 90.0 * t2 + 45.0 * t4);
    let x = secant / nu;
    let xi = secant / (6.0 * nu.powi(3)) * (nu / rho + 2.0 * t2);
    let xii = secant / (120.0 * nu.powi(5)) * (5.0 + 28.0 * t2 + 24.0 * t4);
    let xiia = secant / (5040.0 * nu.powi(7)) * (61.0 + 662.0 * t2 + 1320.0 * t4 + 720.0 * t6);
    let d = easting - ORIGIN_GRID.0;
    (
        latitude - vii * d.powi(2) + viii * d.powi(4) - ix * d.powi(6),
        ORIGIN.1.to_radians() + x * d - xi * d.powi(3) + xii * d.powi(5) - xiia * d.powi(7),
    )
}

/// Radians on Airy 1830, at sea level, to metres from the centre of the earth.
fn to_cartesian(latitude: f64, longitude: f64) -> (f64, f64, f64) {
    let e2 = 1.0 - (AIRY.1 * AIRY.1) / (AIRY.0 * AIRY.0);
    let nu = AIRY.0 / (1.0 - e2 * latitude.sin().powi(2)).sqrt();
    (
        nu * latitude.cos() * longitude.cos(),
        nu * latitude.cos() * longitude.sin(),
        (1.0 - e2) * nu * latitude.sin(),
    )
}

fn shift((x, y, z): (f64, f64, f64)) -> (f64, f64, f64) {
    let radians = |seconds: f64| (seconds / 3600.0).to_radians();
    let (rx, ry, rz) = (
        radians(ROTATION.0),
        radians(ROTATION.1),
        radians(ROTATION.2),
    );
    let s = 1.0 + SCALE;
    (
        SHIFT.0 + s * x - rz * y + ry * z,
        SHIFT.1 + rz * x + s * y - rx * z,
        SHIFT.2 - ry * x + rx * y + s * z,
    )
}

/// Metres from the centre of the earth to radians on GRS80.
fn from_cartesian(x: f64, y: f64, z: f64) -> (f64, f64) {
    let e2 = 1.0 - (GRS80.1 * GRS80.1) / (GRS80.0 * GRS80.0);
    let p = x.hypot(y);
    let mut latitude = z.atan2(p * (1.0 - e2));
    for _ in 0..6 {
        let nu = GRS80.0 / (1.0 - e2 * latitude.sin().powi(2)).sqrt();
        latitude = (z + e2 * nu * latitude.sin()).atan2(p);
    }
    (latitude, y.atan2(x))
}

#[cfg(test)]
mod tests {
    use super::position;
    use crate::position::Position;

    #[test]
    fn the_survey_s_own_example_comes_out_within_five_metres() {
        let degrees = |d: f64, m: f64, s: f64| d + m / 60.0 + s / 3600.0;
        // The grid pair of the guide's annexe C, and where published converters put it in WGS84.
        let expected =
            Position::new(degrees(52.0, 39.0, 28.8282), degrees(1.0, 42.0, 57.8663)).unwrap();
        let found = position(651_409.903, 313_177.270).unwrap();
        assert!(found.distance_m(expected) < 5.0, "{found:?} {expected:?}");
    }

    #[test]
    fn what_is_off_the_grid_is_nothing() {
        assert_eq!(position(-1.0, 10.0), None);
        assert_eq!(position(530_000.0, 1_800_000.0), None);
        assert_eq!(position(f64::NAN, 10.0), None);
    }
}

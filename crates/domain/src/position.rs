//! A place on the ground: WGS84 degrees, and distances in metres.
//!
//! Every coordinate in Fingerpost is a [`Position`]; a pair of bare floats never crosses a crate.

use geo::{Distance, Haversine, Point};
use serde::{Deserialize, Serialize};

/// Metres in a statute mile (exact, by the international yard of 1959).
pub const METRES_PER_MILE: f64 = 1609.344;

/// A point in WGS84 degrees.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Position {
    /// Degrees north, −90 to 90.
    pub latitude: f64,
    /// Degrees east, −180 to 180.
    pub longitude: f64,
}

/// Why a pair of numbers is not a [`Position`].
#[derive(Debug, Clone, Copy, PartialEq, thiserror::Error)]
pub enum PositionError {
    /// Not finite, or not on the globe.
    #[error("latitude {latitude} and longitude {longitude} are not a point on the earth")]
    NotOnEarth {
        /// As given.
        latitude: f64,
        /// As given.
        longitude: f64,
    },
}

impl Position {
    /// A position from WGS84 degrees.
    ///
    /// # Errors
    /// When a number is not finite or is off the globe.
    pub fn new(latitude: f64, longitude: f64) -> Result<Self, PositionError> {
        let on_earth = latitude.is_finite()
            && longitude.is_finite()
            && (-90.0..=90.0).contains(&latitude)
            && (-180.0..=180.0).contains(&longitude);
        if on_earth {
            Ok(Self {
                latitude,
                longitude,
            })
        } else {
            Err(PositionError::NotOnEarth {
                latitude,
                longitude,
            })
        }
    }

    /// Whether the point lies in the box around the United Kingdom and the Crown dependencies.
    ///
    /// Sources put (0, 0), swapped pairs and grid metres into latitude fields; this box tells.
    #[must_use]
    pub fn is_in_uk_box(self) -> bool {
        (49.1..=60.9).contains(&self.latitude) && (-8.7..=1.8).contains(&self.longitude)
    }

    /// Great-circle distance in metres (haversine on the mean earth radius).
    #[must_use]
    pub fn distance_m(self, other: Self) -> f64 {
        Haversine.distance(self.point(), other.point())
    }

    /// The same as a `geo` point (x is longitude).
    #[must_use]
    pub fn point(self) -> Point<f64> {
        Point::new(self.longitude, self.latitude)
    }
}

#[cfg(test)]
mod tests {
    use super::Position;

    #[test]
    fn a_degree_of_latitude_is_about_111_km() {
        let a = Position::new(51.0, 0.0).unwrap();
        let b = Position::new(52.0, 0.0).unwrap();
        assert!((a.distance_m(b) - 111_195.0).abs() < 1.0);
    }

    #[test]
    fn grid_metres_are_not_a_position() {
        assert!(Position::new(177_000.0, 531_000.0).is_err());
        assert!(Position::new(f64::NAN, 0.0).is_err());
    }

    #[test]
    fn the_gulf_of_guinea_is_not_in_the_uk() {
        assert!(!Position::new(0.0, 0.0).unwrap().is_in_uk_box());
        assert!(Position::new(51.46, -0.11).unwrap().is_in_uk_box());
    }
}

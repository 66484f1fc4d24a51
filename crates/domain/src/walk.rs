//! How long it takes to walk somewhere: a guess, from the distance as the crow flies.
//!
//! Three miles an hour, as the Department for Transport reckons walking in its statistics of journey
//! times (4.8 km/h), on ways that are about a third longer than the straight line. It knows of no river
//! and no hill, so it is always told with "about".

/// Metres in a minute.
const SPEED: f64 = 80.0;
/// How much longer the way is than the straight line.
const DETOUR: f64 = 1.3;
/// From so many minutes on, a guess is told in steps of [`STEP`].
const ROUGHLY_FROM: f64 = 15.0;
const STEP: f64 = 5.0;
/// Nobody is told of a longer walk than this, in minutes.
const LONGEST: f64 = 45.0;

/// About how many minutes' walk it is to what is so many metres away as the crow flies; `None` for what
/// is further than people walk.
#[must_use]
pub fn minutes(metres: f64) -> Option<u16> {
    let minutes = metres.max(0.0) * DETOUR / SPEED;
    let told = if minutes < ROUGHLY_FROM {
        minutes.round().max(1.0)
    } else {
        (minutes / STEP).round() * STEP
    };
    (told <= LONGEST).then_some(told as u16)
}

/// How far one comes on a walk of so many minutes, in metres as the crow flies.
#[must_use]
pub fn metres(minutes: f64) -> f64 {
    minutes * SPEED / DETOUR
}

#[cfg(test)]
mod tests {
    use super::{metres, minutes};

    #[test]
    fn a_walk_is_told_in_whole_minutes_and_roughly_when_it_is_long() {
        let cases = [
            (0.0, Some(1)),
            (100.0, Some(2)),
            (740.0, Some(12)),
            (1_000.0, Some(15)),
            (1_609.0, Some(25)),
            (2_800.0, Some(45)),
            (3_000.0, None),
            (f64::INFINITY, None),
        ];
        for (away, expect) in cases {
            assert_eq!(minutes(away), expect, "{away} m");
        }
    }

    #[test]
    fn what_is_as_far_as_one_walks_in_a_time_is_that_time_away() {
        for walk in [1_u16, 5, 10, 15, 20, 30, 45] {
            assert_eq!(minutes(metres(f64::from(walk))), Some(walk));
        }
    }
}

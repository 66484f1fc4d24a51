//! Metres to the miles that people in Britain think in.

use domain::position::METRES_PER_MILE;

/// "less than 0.1 miles", "0.4 miles", "1 mile", "12 miles".
fn miles(metres: f64) -> String {
    let miles = metres / METRES_PER_MILE;
    if miles < 0.1 {
        return "less than 0.1 miles".to_owned();
    }
    let rounded = if miles < 10.0 {
        (miles * 10.0).round() / 10.0
    } else {
        miles.round()
    };
    let unit = if (rounded - 1.0).abs() < f64::EPSILON {
        "mile"
    } else {
        "miles"
    };
    format!("{rounded} {unit}")
}

/// "0.4 miles away".
pub(crate) fn away(metres: f64) -> String {
    format!("{} away", miles(metres))
}

/// "about 10 minutes’ walk".
pub(crate) fn walk(minutes: u16) -> String {
    match minutes {
        1 => "about a minute’s walk".to_owned(),
        minutes => format!("about {minutes} minutes’ walk"),
    }
}

#[cfg(test)]
mod tests {
    use super::{miles, walk};

    #[test]
    fn distances_are_in_miles_to_a_sensible_figure() {
        let cases = [
            (0.0, "less than 0.1 miles"),
            (200.0, "0.1 miles"),
            (1609.344, "1 mile"),
            (1690.0, "1.1 miles"),
            (16_020.0, "10 miles"),
            (40_000.0, "25 miles"),
        ];
        for (metres, expect) in cases {
            assert_eq!(miles(metres), expect);
        }
    }

    #[test]
    fn a_walk_is_told_in_minutes() {
        assert_eq!(walk(1), "about a minute’s walk");
        assert_eq!(walk(10), "about 10 minutes’ walk");
    }
}

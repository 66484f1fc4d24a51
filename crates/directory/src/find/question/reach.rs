//! How far, in the middle of a sentence: "within 15 minutes", "2 miles from", "walking distance".

use std::ops::Range;

use domain::position::METRES_PER_MILE;
use domain::walk;

/// How far it is within walking distance, in miles.
const WALKING_DISTANCE: f64 = 1.0;
/// Numbers that people write out.
const NUMBERS: [(&str, f64); 12] = [
    ("a", 1.0),
    ("an", 1.0),
    ("one", 1.0),
    ("two", 2.0),
    ("three", 3.0),
    ("four", 4.0),
    ("five", 5.0),
    ("ten", 10.0),
    ("fifteen", 15.0),
    ("twenty", 20.0),
    ("thirty", 30.0),
    ("half", 0.5),
];
/// How one goes otherwise than on foot: how far one comes in a time is not known then.
const RIDES: [&str; 9] = [
    "drive", "driving", "car", "bus", "train", "tube", "tram", "cycle", "bike",
];

/// A distance that was found.
pub(super) struct Found {
    /// Its words, without what leads from there to a place.
    pub(super) at: Range<usize>,
    pub(super) miles: f64,
}

/// The distance of a sentence, if it names one.
pub(super) fn find(words: &[String]) -> Option<Found> {
    (0..words.len()).find_map(|from| {
        let words = &words[from..];
        let (length, miles) = walking_distance(words).or_else(|| measured(words))?;
        Some(Found {
            at: from..from + length,
            miles,
        })
    })
}

fn word(words: &[String], at: usize) -> &str {
    words.get(at).map_or("", String::as_str)
}

fn walking_distance(words: &[String]) -> Option<(usize, f64)> {
    let before = usize::from(word(words, 0) == "within");
    let is_said = word(words, before) == "walking" && word(words, before + 1) == "distance";
    is_said.then_some((before + 2, WALKING_DISTANCE))
}

/// How many words say it, and the miles. A number of miles or minutes alone may be a run or a lesson.
fn measured(words: &[String]) -> Option<(usize, f64)> {
    let is_within = word(words, 0) == "within";
    let mut at = usize::from(is_within);
    // "Within a 10-minute walk."
    let is_digit = |word: &str| word.starts_with(|c: char| c.is_ascii_digit());
    if is_within && word(words, at) == "a" && is_digit(word(words, at + 1)) {
        at += 1;
    }
    let (number, unit) = apart(word(words, at))?;
    at += 1;
    // "Half a mile", "half an hour".
    if number < 1.0 && ["a", "an"].contains(&word(words, at)) {
        at += 1;
    }
    let unit = if unit.is_empty() {
        at += 1;
        word(words, at - 1)
    } else {
        unit
    };
    let miles = match unit {
        "mile" | "miles" => number,
        "km" | "kilometre" | "kilometres" => number * 1_000.0 / METRES_PER_MILE,
        "minute" | "minutes" | "min" | "mins" => walk::metres(number) / METRES_PER_MILE,
        "hour" => walk::metres(number * 60.0) / METRES_PER_MILE,
        _ => return None,
    };
    let next = |further: usize| word(words, at + further);
    if RIDES.contains(&next(0)) || (next(0) == "by" && RIDES.contains(&next(1))) {
        return None;
    }
    let is_way = ["walk", "walking", "away"].contains(&next(0));
    // "An hour of yoga" is no distance.
    let is_from = next(0) == "from";
    if is_way {
        at += 1;
    }
    (is_within || is_way || is_from).then_some((at, miles))
}

/// "15mins" is a number and a unit.
fn apart(word: &str) -> Option<(f64, &str)> {
    if let Some((_, number)) = NUMBERS.iter().find(|(name, _)| *name == word) {
        return Some((*number, ""));
    }
    let digits = word.find(|c: char| !c.is_ascii_digit());
    let (number, unit) = word.split_at(digits.unwrap_or(word.len()));
    Some((number.parse().ok()?, unit))
}

#[cfg(test)]
mod tests {
    use super::find;

    #[test]
    fn a_distance_is_heard_where_it_is_one() {
        let heard = |text: &str| {
            let words = search::words(text);
            let found = find(&words)?;
            Some(format!(
                "{} | {:.1}",
                words[found.at].join(" "),
                found.miles
            ))
        };
        for (text, expect) in [
            ("yoga within 15 minutes", "within 15 minutes | 0.6"),
            ("yoga 15 mins walk from SW9", "15 mins walk | 0.6"),
            (
                "chess within a 10-minute walk",
                "within a 10 minute walk | 0.4",
            ),
            ("choir within 2 miles of brixton", "within 2 miles | 2.0"),
            ("choir 5km from here", "5km | 3.1"),
            ("choir within half a mile", "within half a mile | 0.5"),
            ("lunch in walking distance", "walking distance | 1.0"),
            ("lunch 20 minutes away", "20 minutes away | 0.8"),
        ] {
            assert_eq!(heard(text).as_deref(), Some(expect), "{text}");
        }
        for text in [
            "10 mile run",
            "15 minute meditation",
            "walking group",
            "a mile in my shoes",
            "within 20 minutes drive",
            "within 20 minutes by bus",
            "within 2 weeks",
            "couch to 5k",
            "an hour of yoga",
            "10 minutes of calm",
        ] {
            assert_eq!(heard(text), None, "{text}");
        }
    }
}

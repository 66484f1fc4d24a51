//! How dates, distances, times and prices are put in words on every page.
//!
//! Pure functions from domain values to plain English in the style of public services ("10am to
//! 12:30pm", "22 November 2026", "0.4 miles"). No HTML here.

mod attendance;
mod cost;
mod distance;
mod eligibility;
mod field;
mod next_dates;
mod place;
mod schedule;

use chrono::{DateTime, NaiveDate, Utc};
use chrono_tz::Europe::London;

pub(crate) use attendance::attendance;
pub(crate) use cost::cost;
pub(crate) use distance::{away, walk};
pub(crate) use eligibility::ages;
pub(crate) use field::{field_label, field_lines, status};
pub(crate) use next_dates::next_dates;
pub(crate) use place::{place_line, place_lines};
pub(crate) use schedule::{days, schedule, time};

/// "22 November 2026".
pub(crate) fn date(date: NaiveDate) -> String {
    date.format("%-d %B %Y").to_string()
}

/// The day in London on which a moment fell: "22 November 2026".
pub(crate) fn day_of(moment: DateTime<Utc>) -> String {
    date(moment.with_timezone(&London).date_naive())
}

/// How long ago a moment was, in days of London: "today", "3 days ago", "2 months ago".
pub(crate) fn ago(moment: DateTime<Utc>, now: DateTime<Utc>) -> String {
    let day = |at: DateTime<Utc>| at.with_timezone(&London).date_naive();
    let days = (day(now) - day(moment)).num_days().max(0);
    let some = |count: i64, one: &str, many: &str| {
        let count = u64::try_from(count).unwrap_or(0);
        format!("{} ago", counted(count, one, many))
    };
    match days {
        0 => "today".to_owned(),
        1 => "yesterday".to_owned(),
        2..=20 => some(days, "day", "days"),
        21..=59 => some(days / 7, "week", "weeks"),
        _ => some(days / 30, "month", "months"),
    }
}

/// "1,204".
pub(crate) fn number(count: u64) -> String {
    let digits = count.to_string();
    let mut grouped = String::with_capacity(digits.len() + digits.len() / 3);
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            grouped.push(',');
        }
        grouped.push(digit);
    }
    grouped
}

/// "1 service", "1,204 services".
pub(crate) fn counted(count: u64, one: &str, many: &str) -> String {
    format!("{} {}", number(count), if count == 1 { one } else { many })
}

/// "a", "a and b", "a, b and c".
pub(crate) fn listed<T: AsRef<str>>(items: &[T]) -> String {
    match items {
        [] => String::new(),
        [only] => only.as_ref().to_owned(),
        [most @ .., last] => {
            let most: Vec<&str> = most.iter().map(AsRef::as_ref).collect();
            format!("{} and {}", most.join(", "), last.as_ref())
        }
    }
}

/// The paragraphs of a plain text.
pub(crate) fn paragraphs(text: &str) -> Vec<String> {
    text.replace("\r\n", "\n")
        .split("\n\n")
        .map(|paragraph| paragraph.trim().to_owned())
        .filter(|paragraph| !paragraph.is_empty())
        .collect()
}

/// The start of a text, cut after a word, with an ellipsis when something was left out.
pub(crate) fn opening(text: &str, longest: usize) -> String {
    let words: Vec<&str> = text.split_whitespace().collect();
    let mut opening = String::new();
    let mut length = 0;
    for word in &words {
        length += word.chars().count() + 1;
        if length > longest && !opening.is_empty() {
            let cut = opening.trim_end_matches([',', ';', ':', '.', '-', '–', '(']);
            return format!("{cut}…");
        }
        if !opening.is_empty() {
            opening.push(' ');
        }
        opening.push_str(word);
    }
    if opening.chars().count() > longest {
        return opening.chars().take(longest).chain(['…']).collect();
    }
    opening
}

/// The first letter in upper case.
pub(crate) fn sentence(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map_or_else(String::new, |first| {
        first.to_uppercase().chain(letters).collect()
    })
}

/// A sentence of its own: first letter in upper case, full stop at the end.
pub(crate) fn full_sentence(text: &str) -> String {
    let text = sentence(text.trim());
    if text.is_empty() || text.ends_with(['.', '!', '?']) {
        text
    } else {
        format!("{text}.")
    }
}

#[cfg(test)]
mod tests {
    use super::{ago, counted, day_of, listed, opening, paragraphs};

    #[test]
    fn a_late_summer_evening_in_utc_is_the_next_day_in_london() {
        assert_eq!(
            day_of("2026-07-31T23:30:00Z".parse().unwrap()),
            "1 August 2026"
        );
        assert_eq!(
            day_of("2026-12-31T23:30:00Z".parse().unwrap()),
            "31 December 2026"
        );
    }

    #[test]
    fn how_long_ago_is_counted_in_days_of_london() {
        let now = "2026-11-22T10:00:00Z".parse().unwrap();
        for (moment, expected) in [
            ("2026-11-22T00:30:00Z", "today"),
            ("2026-11-21T23:30:00Z", "yesterday"),
            ("2026-11-19T10:00:00Z", "3 days ago"),
            ("2026-10-25T10:00:00Z", "4 weeks ago"),
            ("2026-08-01T10:00:00Z", "3 months ago"),
            ("2027-01-01T10:00:00Z", "today"),
        ] {
            assert_eq!(ago(moment.parse().unwrap(), now), expected, "{moment}");
        }
    }

    #[test]
    fn counts_have_thousands_and_the_right_noun() {
        assert_eq!(counted(1, "service", "services"), "1 service");
        assert_eq!(counted(0, "service", "services"), "0 services");
        assert_eq!(
            counted(1_234_567, "service", "services"),
            "1,234,567 services"
        );
    }

    #[test]
    fn lists_read_as_english() {
        assert_eq!(listed(&["Monday"]), "Monday");
        assert_eq!(
            listed(&["Monday", "Tuesday", "Friday"]),
            "Monday, Tuesday and Friday"
        );
    }

    #[test]
    fn an_opening_is_cut_after_a_word() {
        assert_eq!(
            opening("A friendly group, for all.", 40),
            "A friendly group, for all."
        );
        assert_eq!(
            opening("A friendly group, for all.", 18),
            "A friendly group…"
        );
        assert_eq!(opening("Donaudampfschiffahrt", 5), "Donau…");
    }

    #[test]
    fn empty_lines_part_paragraphs() {
        assert_eq!(
            paragraphs("One.\r\n\r\n\nTwo\nmore.\n\n \n"),
            ["One.", "Two\nmore."]
        );
    }
}

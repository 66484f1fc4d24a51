//! Dates in cells: British or American order, in words, or ISO 8601.

use chrono::{DateTime, NaiveDate, NaiveDateTime, NaiveTime, Utc};
use domain::text;

/// A day in a cell. `month_first` settles 03/04/2025; a day over 12 settles itself.
pub(crate) fn day(cell: &str, month_first: bool) -> Option<NaiveDate> {
    let cell = text::line(cell);
    let first = cell.split(['T', ' ']).next().unwrap_or_default();
    let orders: [&str; 2] = if month_first {
        ["%m/%d/%Y", "%d/%m/%Y"]
    } else {
        ["%d/%m/%Y", "%m/%d/%Y"]
    };
    let slashed = first.replace(['-', '.'], "/");
    NaiveDate::parse_from_str(first, "%Y-%m-%d")
        .ok()
        .or_else(|| {
            orders
                .iter()
                .find_map(|order| NaiveDate::parse_from_str(&slashed, order).ok())
        })
        .or_else(|| in_words(&cell))
        .filter(|day| (1900..2200).contains(&chrono::Datelike::year(day)))
}

/// A moment in a cell; midnight UTC where only a day is given.
pub(crate) fn moment(cell: &str, month_first: bool) -> Option<DateTime<Utc>> {
    let trimmed = cell.trim();
    DateTime::parse_from_rfc3339(trimmed)
        .or_else(|_| DateTime::parse_from_str(trimmed, "%Y-%m-%dT%H:%M:%S%.f%z"))
        .ok()
        .map(|at| at.with_timezone(&Utc))
        .or_else(|| {
            let formats = ["%Y-%m-%dT%H:%M:%S%.f", "%Y-%m-%d %H:%M:%S%.f"];
            formats
                .iter()
                .find_map(|format| NaiveDateTime::parse_from_str(trimmed, format).ok())
                .map(|at| at.and_utc())
        })
        .or_else(|| Some(day(cell, month_first)?.and_time(NaiveTime::MIN).and_utc()))
}

/// "18th January 2026", "Sun 18 Jan 2026".
fn in_words(cell: &str) -> Option<NaiveDate> {
    let words: Vec<&str> = cell
        .split([' ', ','])
        .map(|word| {
            let bare = ["st", "nd", "rd", "th"]
                .iter()
                .find_map(|end| word.strip_suffix(end));
            bare.filter(|bare| bare.bytes().all(|b| b.is_ascii_digit()))
                .unwrap_or(word)
        })
        .filter(|word| !word.is_empty())
        .collect();
    words.windows(3).find_map(|three| {
        let text = three.join(" ");
        ["%d %B %Y", "%d %b %Y"]
            .iter()
            .find_map(|format| NaiveDate::parse_from_str(&text, format).ok())
    })
}

#[cfg(test)]
mod tests {
    use super::{day, moment};

    #[test]
    fn a_day_is_read_in_either_order() {
        for (cell, month_first, expected) in [
            ("2025-06-20", false, "2025-06-20"),
            ("2025-06-20T10:00:00Z", false, "2025-06-20"),
            ("21/05/2025", false, "2025-05-21"),
            ("03/04/2025", false, "2025-04-03"),
            ("03/04/2025", true, "2025-03-04"),
            ("11/27/2022", false, "2022-11-27"),
            ("1.2.2025", false, "2025-02-01"),
            ("Sunday 18th January 2026", false, "2026-01-18"),
        ] {
            assert_eq!(
                day(cell, month_first).map(|day| day.to_string()).as_deref(),
                Some(expected),
                "{cell}"
            );
        }
        for nothing in ["", "last week", "31/31/2025", "45850", "May 2025"] {
            assert_eq!(day(nothing, false), None, "{nothing}");
        }
    }

    #[test]
    fn a_moment_keeps_its_hour() {
        assert_eq!(
            moment("2026-01-18T10:00:00+01:00", false)
                .unwrap()
                .to_rfc3339(),
            "2026-01-18T09:00:00+00:00"
        );
        assert_eq!(
            moment("18/01/2026", false).unwrap().to_rfc3339(),
            "2026-01-18T00:00:00+00:00"
        );
    }
}

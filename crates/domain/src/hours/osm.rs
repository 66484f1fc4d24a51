//! OpenStreetMap's `opening_hours`, as far as a week can say it: "Mo-Fr 09:00-17:00; PH off".
//!
//! It is put into words and read like any other text, so that one set of rules says what is safe. What
//! is more than days and times (months, weeks, sunset, "unknown", comments) is left as it stands, and
//! the words of a month make it unread.

use crate::schedule;

/// Days as OpenStreetMap writes them, and as people do.
const DAYS: [(&str, &str); 7] = [
    ("Mo", "monday"),
    ("Tu", "tuesday"),
    ("We", "wednesday"),
    ("Th", "thursday"),
    ("Fr", "friday"),
    ("Sa", "saturday"),
    ("Su", "sunday"),
];
/// The end of a day, which no clock shows.
const MIDNIGHT: &str = "24:00";

/// The text in words, when all of it is in this notation.
pub(super) fn in_words(text: &str) -> Option<String> {
    let text = text.trim();
    let mut rules = Vec::new();
    let mut has_days = false;
    for rule in text
        .split(';')
        .map(str::trim)
        .filter(|rule| !rule.is_empty())
    {
        if matches!(rule, "PH off" | "PH closed") {
            rules.push(schedule::NOT_ON_BANK_HOLIDAYS.to_owned());
            continue;
        }
        let mut words = Vec::new();
        for token in rule.split_whitespace() {
            let (word, is_days) = token_in_words(token)?;
            has_days |= is_days;
            words.push(word);
        }
        rules.push(words.join(" "));
    }
    // "09:00-17:00" alone is anybody's notation.
    has_days.then(|| rules.join("; "))
}

/// Days or times of a rule, and whether they are days.
fn token_in_words(token: &str) -> Option<(String, bool)> {
    if matches!(token, "off" | "closed") {
        return Some(("closed".to_owned(), false));
    }
    let day = |code: &str| DAYS.iter().find(|(short, _)| *short == code);
    let parts = || token.split(',').flat_map(|part| part.split('-'));
    if parts().all(|part| day(part).is_some()) {
        let mut words = token.replace('-', " - ").replace(',', ", ");
        for (short, long) in DAYS {
            words = words.replace(short, long);
        }
        return Some((words, true));
    }
    let is_clock = |part: &str| {
        let (hours, minutes) = part.split_once(':').unwrap_or_default();
        hours.len() == 2
            && minutes.len() == 2
            && part.chars().all(|c| c.is_ascii_digit() || c == ':')
    };
    // "10:00+" has no end that anybody knows.
    parts()
        .all(is_clock)
        .then(|| (token.replace(MIDNIGHT, "23:59").replace(',', ", "), false))
}

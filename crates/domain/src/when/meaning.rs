//! What single words and fixed phrases mean.

use chrono::Weekday;

use super::DayPart;
use super::words::Word;

/// What a word or a phrase means on its own.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Meaning {
    /// Days of the week, as a bit each, Monday lowest.
    Days(u8),
    /// A part of the day.
    Part(DayPart),
    /// Morning and afternoon.
    Daytime,
    /// This many days from today.
    DaysOn(u64),
    /// The days from today to the end of the week.
    ThisWeek,
    /// Monday to Sunday after this week.
    NextWeek,
    /// The Saturday and Sunday that are, or come.
    ThisWeekend,
    /// Those a week later.
    NextWeekend,
    /// That part of today.
    Today(DayPart),
    /// This very moment.
    Now,
    /// A window on these days: from and to, in minutes of the day.
    Window(u8, u16, u16),
}

const WORKDAYS: u8 = 0b001_1111;
const WEEKEND: u8 = 0b110_0000;
const EVERY_DAY: u8 = 0b111_1111;

/// Each phrase, what it means, and whether it says so beyond doubt in the middle of a question.
///
/// Longer ones stand before the shorter ones that they begin with.
const PHRASES: &[(&[&str], Meaning, bool)] = &[
    (&["open", "right", "now"], Meaning::Now, true),
    (&["happening", "now"], Meaning::Now, true),
    (&["open", "now"], Meaning::Now, true),
    (&["right", "now"], Meaning::Now, true),
    (&["now"], Meaning::Now, false),
    (&["open", "today"], Meaning::DaysOn(0), true),
    (
        &["the", "day", "after", "tomorrow"],
        Meaning::DaysOn(2),
        true,
    ),
    (&["day", "after", "tomorrow"], Meaning::DaysOn(2), true),
    (&["today"], Meaning::DaysOn(0), true),
    (&["tomorrow"], Meaning::DaysOn(1), true),
    (&["tonight"], Meaning::Today(DayPart::Evening), true),
    (&["this", "morning"], Meaning::Today(DayPart::Morning), true),
    (
        &["this", "afternoon"],
        Meaning::Today(DayPart::Afternoon),
        true,
    ),
    (&["this", "evening"], Meaning::Today(DayPart::Evening), true),
    (&["this", "weekend"], Meaning::ThisWeekend, true),
    (&["next", "weekend"], Meaning::NextWeekend, true),
    (&["at", "the", "weekend"], Meaning::Days(WEEKEND), true),
    (&["weekend"], Meaning::Days(WEEKEND), true),
    (&["weekends"], Meaning::Days(WEEKEND), true),
    (&["this", "week"], Meaning::ThisWeek, true),
    (&["next", "week"], Meaning::NextWeek, true),
    (&["weekday"], Meaning::Days(WORKDAYS), true),
    (&["weekdays"], Meaning::Days(WORKDAYS), true),
    (&["during", "the", "week"], Meaning::Days(WORKDAYS), true),
    (&["in", "the", "week"], Meaning::Days(WORKDAYS), true),
    (&["during", "the", "day"], Meaning::Daytime, true),
    (&["in", "the", "daytime"], Meaning::Daytime, true),
    (&["daytime"], Meaning::Daytime, false),
    (
        &["before", "school"],
        Meaning::Window(WORKDAYS, 7 * 60, 9 * 60),
        true,
    ),
    (
        &["after", "school"],
        Meaning::Window(WORKDAYS, 15 * 60, 18 * 60),
        true,
    ),
    (
        &["after", "work"],
        Meaning::Window(WORKDAYS, 17 * 60 + 30, 24 * 60),
        true,
    ),
    (
        &["at", "lunch", "time"],
        Meaning::Window(EVERY_DAY, 12 * 60, 14 * 60),
        true,
    ),
    (
        &["at", "lunchtime"],
        Meaning::Window(EVERY_DAY, 12 * 60, 14 * 60),
        true,
    ),
    (
        &["lunchtime"],
        Meaning::Window(EVERY_DAY, 12 * 60, 14 * 60),
        false,
    ),
    (
        &["lunchtimes"],
        Meaning::Window(EVERY_DAY, 12 * 60, 14 * 60),
        false,
    ),
    (
        &["in", "the", "mornings"],
        Meaning::Part(DayPart::Morning),
        true,
    ),
    (
        &["in", "the", "morning"],
        Meaning::Part(DayPart::Morning),
        true,
    ),
    (
        &["in", "the", "afternoons"],
        Meaning::Part(DayPart::Afternoon),
        true,
    ),
    (
        &["in", "the", "afternoon"],
        Meaning::Part(DayPart::Afternoon),
        true,
    ),
    (
        &["in", "the", "evenings"],
        Meaning::Part(DayPart::Evening),
        true,
    ),
    (
        &["in", "the", "evening"],
        Meaning::Part(DayPart::Evening),
        true,
    ),
    (&["at", "night"], Meaning::Part(DayPart::Evening), true),
    (&["morning"], Meaning::Part(DayPart::Morning), false),
    (&["mornings"], Meaning::Part(DayPart::Morning), false),
    (&["afternoon"], Meaning::Part(DayPart::Afternoon), false),
    (&["afternoons"], Meaning::Part(DayPart::Afternoon), false),
    (&["evening"], Meaning::Part(DayPart::Evening), false),
    (&["evenings"], Meaning::Part(DayPart::Evening), false),
    (&["night"], Meaning::Part(DayPart::Evening), false),
    (&["nights"], Meaning::Part(DayPart::Evening), false),
];

/// Names that begin with words about time: "Sunday school", "after-school club".
const NAMES: &[(&[&str], &[&str])] = &[
    (&["sunday"], &["school", "schools"]),
    (
        &["after", "school"],
        &["club", "clubs", "care", "childcare", "provision"],
    ),
    (
        &["before", "school"],
        &["club", "clubs", "care", "childcare"],
    ),
];

/// The phrase at the start of some words: how many it takes, what it means, whether for certain.
pub(super) fn phrase(words: &[Word]) -> Option<(usize, Meaning, bool)> {
    let is_a_name = NAMES.iter().any(|(begins, goes_on)| {
        starts_with(words, begins)
            && words
                .get(begins.len())
                .is_some_and(|word| goes_on.contains(&word.text.as_str()))
    });
    if is_a_name {
        return None;
    }
    if let Some((day, certain)) = words.first().and_then(|word| weekday(&word.text)) {
        return Some((1, Meaning::Days(1 << day.num_days_from_monday()), certain));
    }
    PHRASES
        .iter()
        .find(|(phrase, ..)| starts_with(words, phrase))
        .map(|(phrase, meaning, certain)| (phrase.len(), *meaning, *certain))
}

/// Whether the words begin with a phrase, none of them in quotes; common slips are forgiven.
fn starts_with(words: &[Word], phrase: &[&str]) -> bool {
    words.len() >= phrase.len()
        && words
            .iter()
            .zip(phrase)
            .all(|(word, meant)| !word.quoted && corrected(&word.text) == *meant)
}

/// A day of the week, and whether the word can be nothing else: "sun" and "wed" can.
pub(super) fn weekday(word: &str) -> Option<(Weekday, bool)> {
    Some(match corrected(word) {
        "monday" | "mondays" => (Weekday::Mon, true),
        "tuesday" | "tuesdays" | "tues" => (Weekday::Tue, true),
        "wednesday" | "wednesdays" | "weds" => (Weekday::Wed, true),
        "thursday" | "thursdays" | "thurs" => (Weekday::Thu, true),
        "friday" | "fridays" => (Weekday::Fri, true),
        "saturday" | "saturdays" => (Weekday::Sat, true),
        "sunday" | "sundays" => (Weekday::Sun, true),
        "mon" => (Weekday::Mon, false),
        "tue" => (Weekday::Tue, false),
        "wed" => (Weekday::Wed, false),
        "thu" | "thur" => (Weekday::Thu, false),
        "fri" => (Weekday::Fri, false),
        "sat" => (Weekday::Sat, false),
        "sun" => (Weekday::Sun, false),
        _ => return None,
    })
}

/// Slips that people make, put right.
fn corrected(word: &str) -> &str {
    match word {
        "tommorow" | "tommorrow" | "tomorow" | "tomorro" | "2moro" | "tmrw" => "tomorrow",
        "tonite" => "tonight",
        "mornin" | "mornign" => "morning",
        "evning" | "eveing" | "evenning" => "evening",
        "afternon" | "aftenoon" => "afternoon",
        "mondy" | "moday" | "munday" => "monday",
        "tuseday" | "teusday" | "tuesdy" | "tuesdya" | "tusday" => "tuesday",
        "wensday" | "wendsday" | "wednsday" | "wedensday" | "wednesdy" | "wednesay" => "wednesday",
        "thrusday" | "thurday" | "thursdy" | "thirsday" | "thusday" => "thursday",
        "firday" | "fridy" | "frday" => "friday",
        "saterday" | "saturdy" | "satuday" | "satrday" => "saturday",
        "sundy" | "sumday" => "sunday",
        "wkend" | "weeknd" | "weekned" => "weekend",
        other => other,
    }
}

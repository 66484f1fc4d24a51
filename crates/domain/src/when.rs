//! When somebody wants to go: "Tuesday evening", "this weekend", "now".
//!
//! [`parse`] reads a text that says nothing else; [`find`] picks the words out of a question ("baby
//! group tuesday") and hands back what is left of it. Both would rather understand nothing than
//! guess: "coffee morning" is a thing to find and not a time. What comes out is a wish; whether a
//! session meets it is not decided here.

mod meaning;
mod phrase;
mod words;

use std::fmt;

use chrono::{NaiveDate, NaiveTime, Weekday};
use serde::{Deserialize, Serialize};

/// A wish about time: every part that is there has to be met, any value within a part will do.
///
/// All times are local, in Europe/London.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct When {
    /// On one of these days of the week, Monday first, without repeats.
    #[serde(
        with = "crate::schedule::weekdays",
        skip_serializing_if = "Vec::is_empty"
    )]
    pub days: Vec<Weekday>,
    /// On a date between these two, both included.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub dates: Option<(NaiveDate, NaiveDate)>,
    /// In one of these parts of the day, in the order of the day, without repeats.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub parts: Vec<DayPart>,
    /// Not before this time of day.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub from: Option<NaiveTime>,
    /// Not after this time of day.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub to: Option<NaiveTime>,
    /// At this very moment.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub now: bool,
}

/// A part of the day.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum DayPart {
    /// Until noon.
    Morning,
    /// From noon to five.
    Afternoon,
    /// From five on.
    Evening,
}

impl DayPart {
    /// All of them, in the order of the day.
    pub const ALL: [Self; 3] = [Self::Morning, Self::Afternoon, Self::Evening];

    /// The first minute of the day that is in it, and the first after it.
    #[must_use]
    pub const fn minutes(self) -> (u16, u16) {
        match self {
            Self::Morning => (0, 12 * 60),
            Self::Afternoon => (12 * 60, 17 * 60),
            Self::Evening => (17 * 60, 24 * 60),
        }
    }

    /// The word that stands for it in addresses and answers: `evening`.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Morning => "morning",
            Self::Afternoon => "afternoon",
            Self::Evening => "evening",
        }
    }

    /// The part of that code.
    #[must_use]
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|part| part.code() == code)
    }
}

impl fmt::Display for DayPart {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.code())
    }
}

impl When {
    /// Whether nothing is wished.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }

    /// Whether the wish can only be met by knowing dates, and not by the week alone.
    #[must_use]
    pub fn names_a_date(&self) -> bool {
        self.now || self.dates.is_some()
    }
}

/// What was found in a question.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FoundWhen {
    /// What the words mean.
    pub when: When,
    /// The words, as typed: "on tuesday evening".
    pub words: String,
    /// The question without them, as typed.
    pub rest: String,
}

/// Reads a text that is about time and nothing else.
///
/// `today` is the date in Europe/London; "tomorrow" and "1 December" are reckoned from it.
#[must_use]
pub fn parse(text: &str, today: NaiveDate) -> Option<When> {
    let words = words::cut(text);
    let reading = phrase::read(&words, 0, today);
    (reading.end == words.len())
        .then_some(reading.when)
        .flatten()
}

/// Picks what is about time out of a question; nothing when it says nothing certain about time.
///
/// What stands in quotes is left alone.
#[must_use]
pub fn find(text: &str, today: NaiveDate) -> Option<FoundWhen> {
    let words = words::cut(text);
    let mut at = 0;
    while at < words.len() {
        let reading = phrase::read(&words, at, today);
        if let Some(when) = reading.when
            && reading.certain
        {
            let (start, end) = (words[at].start, words[reading.end - 1].end);
            let (before, after) = (text[..start].trim(), text[end..].trim());
            let gap = if before.is_empty() || after.is_empty() {
                ""
            } else {
                " "
            };
            return Some(FoundWhen {
                when,
                words: text[start..end].to_owned(),
                rest: format!("{before}{gap}{after}"),
            });
        }
        at += 1;
    }
    None
}

#[cfg(test)]
mod tests;

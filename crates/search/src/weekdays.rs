//! A set of days of the week in one byte.
//!
//! It stands in documents and in questions until a weekly grid of hours takes its place.

use chrono::Weekday;

/// Days of the week; the default is none.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Weekdays(u8);

impl Weekdays {
    /// Whether no day is in the set.
    #[must_use]
    pub fn is_empty(self) -> bool {
        self.0 == 0
    }

    /// Whether the day is in the set.
    #[must_use]
    pub fn contains(self, day: Weekday) -> bool {
        self.0 & (1 << day.num_days_from_monday()) != 0
    }

    /// Monday in the lowest bit, Sunday in the seventh.
    pub(crate) fn bits(self) -> u8 {
        self.0
    }
}

impl FromIterator<Weekday> for Weekdays {
    fn from_iter<T: IntoIterator<Item = Weekday>>(days: T) -> Self {
        Self(
            days.into_iter()
                .fold(0, |bits, day| bits | 1 << day.num_days_from_monday()),
        )
    }
}

/// The days, Monday first, each with the two letters by which facets and iCalendar call it.
pub(crate) const LETTERS: [&str; 7] = ["MO", "TU", "WE", "TH", "FR", "SA", "SU"];

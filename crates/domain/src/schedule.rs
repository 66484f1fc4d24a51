//! When something happens: weekly sessions, as HSDS `schedule` holds them.
//!
//! Times are local clock times in Europe/London. A schedule that a source gave only in words stays
//! in the service's `hours_text`; what stands here has been understood.

use chrono::{NaiveDate, NaiveTime, Weekday};
use serde::{Deserialize, Serialize};

/// One repeating session.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Schedule {
    /// How often.
    pub frequency: Frequency,
    /// The days of the week it falls on, Monday first, without repeats.
    #[serde(with = "weekdays", skip_serializing_if = "Vec::is_empty")]
    pub weekdays: Vec<Weekday>,
    /// For a monthly one: the first, second … (1 to 4) or last (−1) such day of the month.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub weeks_of_month: Vec<i8>,
    /// Local time at which it begins.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub opens_at: Option<NaiveTime>,
    /// Local time at which it ends.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub closes_at: Option<NaiveTime>,
    /// First day on which it can happen.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub valid_from: Option<NaiveDate>,
    /// Last day on which it can happen.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub valid_to: Option<NaiveDate>,
    /// Only in school terms.
    pub term_time_only: bool,
    /// An iCalendar rule ("FREQ=MONTHLY;BYMONTHDAY=15") that says when it comes round, from
    /// `valid_from` on; where it stands, the fields above only describe it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub rrule: Option<String>,
    /// Dates on which it does not happen although it otherwise would.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub exdates: Vec<NaiveDate>,
    /// Dates on which it happens besides.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub rdates: Vec<NaiveDate>,
    /// What else the source says: "Baby Bounce".
    #[serde(skip_serializing_if = "Option::is_none")]
    pub description: Option<String>,
}

/// The words by which a description says that a session is off on bank holidays.
pub(crate) const NOT_ON_BANK_HOLIDAYS: &str = "not on bank holidays";
/// The words by which it says the same of the weekends that a bank holiday makes long.
pub(crate) const NOT_ON_BANK_HOLIDAY_WEEKENDS: &str = "not on bank holiday weekends";

impl Schedule {
    /// Whether the source says that it does not happen on bank holidays.
    #[must_use]
    pub fn is_closed_on_bank_holidays(&self) -> bool {
        self.says(NOT_ON_BANK_HOLIDAYS)
    }

    /// Whether the source says that it does not happen on the weekend beside a bank holiday.
    #[must_use]
    pub fn is_closed_on_bank_holiday_weekends(&self) -> bool {
        self.says(NOT_ON_BANK_HOLIDAY_WEEKENDS)
    }

    fn says(&self, words: &str) -> bool {
        let described = self.description.as_deref();
        described.is_some_and(|text| text.to_lowercase().contains(words))
    }
}

/// How often a session comes round.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Frequency {
    /// Every week.
    #[default]
    Weekly,
    /// Every second week; which one is not known unless `valid_from` says.
    Fortnightly,
    /// In some weeks of the month, see `weeks_of_month`.
    Monthly,
    /// Once, on `valid_from`.
    Once,
}

/// The days of a week, Monday first.
pub const WEEK: [Weekday; 7] = [
    Weekday::Mon,
    Weekday::Tue,
    Weekday::Wed,
    Weekday::Thu,
    Weekday::Fri,
    Weekday::Sat,
    Weekday::Sun,
];

/// A weekday's English name.
#[must_use]
pub fn weekday_name(day: Weekday) -> &'static str {
    match day {
        Weekday::Mon => "Monday",
        Weekday::Tue => "Tuesday",
        Weekday::Wed => "Wednesday",
        Weekday::Thu => "Thursday",
        Weekday::Fri => "Friday",
        Weekday::Sat => "Saturday",
        Weekday::Sun => "Sunday",
    }
}

pub(crate) mod weekdays {
    //! Weekdays travel as the two letters of iCalendar: MO, TU, WE.

    use chrono::Weekday;
    use serde::{Deserialize, Deserializer, Serialize, Serializer, de::Error};

    const LETTERS: [(Weekday, &str); 7] = [
        (Weekday::Mon, "MO"),
        (Weekday::Tue, "TU"),
        (Weekday::Wed, "WE"),
        (Weekday::Thu, "TH"),
        (Weekday::Fri, "FR"),
        (Weekday::Sat, "SA"),
        (Weekday::Sun, "SU"),
    ];

    pub(crate) fn serialize<S: Serializer>(days: &[Weekday], to: S) -> Result<S::Ok, S::Error> {
        let letters: Vec<&str> = LETTERS
            .iter()
            .filter(|(day, _)| days.contains(day))
            .map(|(_, letters)| *letters)
            .collect();
        letters.serialize(to)
    }

    pub(crate) fn deserialize<'de, D: Deserializer<'de>>(
        from: D,
    ) -> Result<Vec<Weekday>, D::Error> {
        let letters: Vec<String> = Vec::deserialize(from)?;
        letters
            .iter()
            .map(|text| {
                LETTERS
                    .iter()
                    .find(|(_, letters)| letters == text)
                    .map(|(day, _)| *day)
                    .ok_or_else(|| D::Error::custom(format!("{text:?} is not a day like MO")))
            })
            .collect()
    }
}

//! Bank holidays in England and Wales, by rule.
//!
//! The days are those of the Banking and Financial Dealings Act 1971 and of the proclamations under
//! it; the list that came of them is published at gov.uk/bank-holidays (Open Government Licence
//! v3.0). A holiday that is proclaimed after this was written is not known here, which is one reason
//! why a session on such a day is marked and not dropped.

use chrono::{Datelike as _, Days, NaiveDate, Weekday};

/// Days that were given once, by proclamation: jubilees, weddings, a funeral, a coronation.
const EXTRA: &[(i32, u32, u32)] = &[
    (2002, 6, 3),
    (2011, 4, 29),
    (2012, 6, 5),
    (2022, 6, 3),
    (2022, 9, 19),
    (2023, 5, 8),
];

/// Whether the day is a bank holiday in England and Wales.
#[must_use]
pub fn is_bank_holiday(date: NaiveDate) -> bool {
    let (year, month, day) = (date.year(), date.month(), date.day());
    if EXTRA.contains(&(year, month, day)) {
        return true;
    }
    let easter = easter(year);
    let from_easter = easter.map(|easter| (date - easter).num_days());
    if matches!(from_easter, Some(-2 | 1)) {
        return true;
    }
    match (date.weekday(), month) {
        // Weekends give the day on to the next working day.
        (Weekday::Mon, 1) => day <= 3,
        (Weekday::Sat | Weekday::Sun, _) => false,
        (_, 1) => day == 1,
        (Weekday::Mon, 5) => early_may(year, day) || spring(year, month, day),
        (_, 5 | 6) => early_may_moved(year, month, day) || spring(year, month, day),
        (Weekday::Mon, 8) => day > 24,
        (Weekday::Mon | Weekday::Tue, 12) => (25..=28).contains(&day),
        (_, 12) => day == 25 || day == 26,
        _ => false,
    }
}

/// Whether the day belongs to a weekend that a bank holiday makes long: from a holiday on its Friday, or
/// to one on its Monday, both included.
pub(super) fn is_bank_holiday_weekend(date: NaiveDate) -> bool {
    // Friday is the first of the four days that a weekend can have.
    let from_friday = date.weekday().days_since(Weekday::Fri);
    if from_friday > 3 {
        return false;
    }
    let friday = date - Days::new(u64::from(from_friday));
    let monday = friday + Days::new(3);
    let is_outer = date.weekday() == Weekday::Fri || date.weekday() == Weekday::Mon;
    if is_outer {
        return is_bank_holiday(date);
    }
    is_bank_holiday(friday) || is_bank_holiday(monday)
}

fn early_may(year: i32, day: u32) -> bool {
    day <= 7 && year != 2020
}

/// Moved to the anniversary of the end of the war in Europe.
fn early_may_moved(year: i32, month: u32, day: u32) -> bool {
    (year, month, day) == (2020, 5, 8)
}

/// The last Monday of May, but for two jubilees.
fn spring(year: i32, month: u32, day: u32) -> bool {
    match year {
        2002 => (month, day) == (6, 4),
        2012 => (month, day) == (6, 4),
        2022 => (month, day) == (6, 2),
        _ => NaiveDate::from_ymd_opt(year, month, day)
            .is_some_and(|date| month == 5 && day > 24 && date.weekday() == Weekday::Mon),
    }
}

/// Easter Sunday in the Gregorian calendar (the anonymous algorithm of 1876).
fn easter(year: i32) -> Option<NaiveDate> {
    let (golden, century, rest) = (year % 19, year / 100, year % 100);
    let shift = (century - (century + 8) / 25 + 1) / 3;
    let moon = (19 * golden + century - century / 4 - shift + 15) % 30;
    let weekday = (32 + 2 * (century % 4) + 2 * (rest / 4) - moon - rest % 4) % 7;
    let late = (golden + 11 * moon + 22 * weekday) / 451;
    let count = u32::try_from(moon + weekday - 7 * late + 114).ok()?;
    NaiveDate::from_ymd_opt(year, count / 31, count % 31 + 1)
}

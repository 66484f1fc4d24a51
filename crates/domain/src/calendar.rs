//! On which dates and at what hours something happens, reckoned from its schedules.
//!
//! [`sessions`] brings every schedule into one small shape that can be held against a date without
//! knowing anything else; the search index keeps that shape. [`meet`] holds sessions against what
//! somebody wishes, and tells what does not fit from what does not say. [`next`] gives dates for
//! people to read. Everything is local to Europe/London; only [`next`] speaks of moments.
//!
//! School terms differ from council to council and are not known here: a session in term time is
//! said to be one, and never silently dropped or promised.

mod bank_holidays;
mod meeting;
mod next;
mod session;

pub use bank_holidays::is_bank_holiday;
pub use meeting::{Met, meet};
pub use next::{Occurrence, next, stands_until};
pub use session::{ANY_DAY, Falls, SOME_WEEK, Session, sessions};

/// The days as bits, Monday lowest.
#[must_use]
pub fn day_bits(days: &[chrono::Weekday]) -> u8 {
    days.iter()
        .fold(0, |bits, day| bits | 1 << day.num_days_from_monday())
}

#[cfg(test)]
mod tests;

//! The next dates of something, for people.

use chrono::{DateTime, NaiveDate, TimeDelta, TimeZone as _, Utc};
use chrono_tz::Europe::London;
use chrono_tz::Tz;

use super::is_bank_holiday;
use super::session::{Falls, Session, sessions};
use crate::schedule::Schedule;

/// How many days ahead are looked at.
const DAYS_AHEAD: usize = 370;

/// Once that something happens.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Occurrence {
    /// The local date.
    pub date: NaiveDate,
    /// When it begins, where that is known.
    pub starts: Option<DateTime<Tz>>,
    /// When it ends, where that is known.
    pub ends: Option<DateTime<Tz>>,
    /// What the source calls this session.
    pub description: Option<String>,
    /// Only in school terms, and whether this is one is not known here.
    pub term_time_only: bool,
    /// It is a bank holiday in England and Wales: it may be closed.
    pub is_bank_holiday: bool,
}

/// The next times that are not over yet, at most `most`, in the order of time.
///
/// A session that comes round in some weeks, nobody says which, has no dates.
#[must_use]
pub fn next<'a>(
    schedules: impl IntoIterator<Item = &'a Schedule>,
    now: DateTime<Utc>,
    most: usize,
) -> Vec<Occurrence> {
    let today = now.with_timezone(&London).date_naive();
    let rules: Vec<(&Schedule, Vec<Session>)> = schedules
        .into_iter()
        .map(|schedule| (schedule, sessions([schedule], today)))
        .filter(|(_, sessions)| !sessions.is_empty())
        .collect();
    let mut found = Vec::new();
    if rules.is_empty() {
        return found;
    }
    for date in today.iter_days().take(DAYS_AHEAD) {
        let mut on_the_day: Vec<Occurrence> = rules
            .iter()
            .flat_map(|(schedule, sessions)| on(schedule, sessions, date))
            .filter(|occurrence| !occurrence.is_over(now))
            .collect();
        on_the_day.sort_by_key(|occurrence| (occurrence.starts, occurrence.ends));
        on_the_day.dedup_by_key(|occurrence| (occurrence.starts, occurrence.ends));
        found.extend(on_the_day);
        if found.len() >= most {
            break;
        }
    }
    found.truncate(most);
    found
}

/// How long the next dates as of `now` stay as they are: until the first of them is over, or the day is.
#[must_use]
pub fn stands_until(dates: &[Occurrence], now: DateTime<Utc>) -> DateTime<Utc> {
    let tomorrow = now.with_timezone(&London).date_naive().succ_opt();
    let midnight = tomorrow.and_then(|date| moment(date, 0));
    let ends = dates.iter().filter_map(Occurrence::end);
    let first = ends.chain(midnight).min();
    first.map_or(now, |at| at.with_timezone(&Utc))
}

impl Occurrence {
    fn is_over(&self, now: DateTime<Utc>) -> bool {
        self.end().is_some_and(|end| end <= now)
    }

    fn end(&self) -> Option<DateTime<Tz>> {
        self.ends.or(self.starts)
    }
}

fn on(
    schedule: &Schedule,
    sessions: &[Session],
    date: NaiveDate,
) -> impl Iterator<Item = Occurrence> {
    sessions
        .iter()
        .filter(move |session| {
            !session.is_off
                && session.falls_on(date) == Falls::Yes
                && !sessions.iter().any(|off| session.is_off_on(off, date))
        })
        .map(move |session| Occurrence {
            date,
            starts: session.from.and_then(|minutes| moment(date, minutes)),
            ends: session.to.and_then(|minutes| moment(date, minutes)),
            description: schedule.description.clone(),
            term_time_only: schedule.term_time_only,
            is_bank_holiday: is_bank_holiday(date),
        })
}

/// A local time of day as a moment. A time that the clocks leap over in March is an hour later, one
/// that comes twice in October is the first.
fn moment(date: NaiveDate, minutes: u16) -> Option<DateTime<Tz>> {
    let local = date.and_hms_opt(0, 0, 0)? + TimeDelta::minutes(i64::from(minutes));
    let at = |local| London.from_local_datetime(&local).earliest();
    at(local).or_else(|| at(local + TimeDelta::hours(1)))
}

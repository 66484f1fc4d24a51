//! A schedule in its smallest shape: weekdays, weeks, hours, and the dates it is bounded by.

use chrono::{Datelike as _, Days, NaiveDate, NaiveTime, Timelike as _, Weekday};

use super::bank_holidays::is_bank_holiday_weekend;
use super::{day_bits, is_bank_holiday};
use crate::recurrence::Rule;
use crate::schedule::{Frequency, Schedule};

/// How far ahead dates are made out where a rule is too odd to be kept as weekdays.
const HORIZON: Days = Days::new(400);
/// The most dates of one such rule, and of one list of exceptions.
const MOST_DATES: usize = 120;

/// Every day of the week, as bits.
pub const ANY_DAY: u8 = 0b111_1111;
/// In [`Session::weeks`]: in some weeks, nobody says which.
pub const SOME_WEEK: u8 = 1 << 5;
/// In [`Session::weeks`]: in the last such week of the month.
const LAST_WEEK: u8 = 1 << 4;

/// Something that comes round in one way.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Session {
    /// The days of the week, as bits, Monday lowest.
    pub days: u8,
    /// The first to the fourth such day of the month in the lowest bits, the last in the fifth,
    /// [`SOME_WEEK`] in the sixth; none of them: every week.
    pub weeks: u8,
    /// Every second week, beginning with that of `first`.
    pub fortnightly: bool,
    /// When it begins, in minutes of the day.
    pub from: Option<u16>,
    /// When it ends, in minutes of the day on which it began; past midnight more than 1,440.
    pub to: Option<u16>,
    /// The first date on which it can be.
    pub first: Option<NaiveDate>,
    /// The last date on which it can be.
    pub last: Option<NaiveDate>,
    /// Not a session: sessions that begin at the same time are off on these dates.
    pub is_off: bool,
}

/// Whether a session falls on a date.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Falls {
    /// It does.
    Yes,
    /// It does not.
    No,
    /// It may: in some weeks it does, and nobody says in which.
    Perhaps,
}

impl Session {
    /// Whether it falls on the date, exceptions aside.
    #[must_use]
    pub fn falls_on(&self, date: NaiveDate) -> Falls {
        let bounded = self.first.is_none_or(|first| first <= date)
            && self.last.is_none_or(|last| date <= last);
        if self.days & bit(date.weekday()) == 0 || !bounded {
            return Falls::No;
        }
        if self.weeks & SOME_WEEK != 0 {
            return Falls::Perhaps;
        }
        let falls = if self.weeks == 0 {
            !self.fortnightly || self.first.is_none_or(|first| is_even(first, date))
        } else {
            let nth = 1_u8 << date.day0().div_euclid(7).min(4);
            let is_nth = self.weeks & nth & 0b1111 != 0;
            let is_last = date
                .checked_add_days(Days::new(7))
                .is_none_or(|later| later.month() != date.month());
            is_nth || (is_last && self.weeks & LAST_WEEK != 0)
        };
        if falls { Falls::Yes } else { Falls::No }
    }

    /// Whether it is this session that `off` takes off that date.
    pub(crate) fn is_off_on(&self, off: &Self, date: NaiveDate) -> bool {
        off.is_off && off.from == self.from && off.falls_on(date) == Falls::Yes
    }

    /// Whether more than the day of the week decides on which dates it is.
    #[must_use]
    pub fn is_bounded(&self) -> bool {
        self.first.is_some() || self.last.is_some() || self.is_off
    }
}

/// Whether two dates are an even number of weeks apart, Monday to Monday.
fn is_even(first: NaiveDate, date: NaiveDate) -> bool {
    let week = |date: NaiveDate| (date.num_days_from_ce() - 1).div_euclid(7);
    (week(date) - week(first)) % 2 == 0
}

fn bit(day: Weekday) -> u8 {
    1 << day.num_days_from_monday()
}

/// Everything that some schedules say. `around` is a day near which dates are wanted: rules that
/// weekdays cannot say are made out for about a year from it.
#[must_use]
pub fn sessions<'a>(
    schedules: impl IntoIterator<Item = &'a Schedule>,
    around: NaiveDate,
) -> Vec<Session> {
    let mut sessions = Vec::new();
    for schedule in schedules {
        of_one(schedule, around, &mut sessions);
    }
    sessions
}

fn of_one(schedule: &Schedule, around: NaiveDate, sessions: &mut Vec<Session>) {
    let begin = sessions.len();
    let (from, to) = hours(schedule.opens_at, schedule.closes_at);
    let timed = Session {
        from,
        to,
        ..Session::default()
    };
    let once = |date: NaiveDate| Session {
        days: bit(date.weekday()),
        first: Some(date),
        last: Some(date),
        ..timed
    };
    let horizon = around.checked_add_days(HORIZON).unwrap_or(around);
    match (&schedule.rrule, schedule.frequency, schedule.valid_from) {
        (Some(rule), _, Some(start)) => {
            // A rule that cannot be read says nothing; it never stood in a good schedule.
            let dates = Rule::read(rule)
                .map(|rule| rule.dates(start, (around, horizon), MOST_DATES))
                .unwrap_or_default();
            let last = schedule.valid_to.unwrap_or(horizon);
            sessions.extend(dates.into_iter().filter(|date| *date <= last).map(once));
        }
        (Some(_), _, None) | (None, Frequency::Once, None) => {}
        (None, Frequency::Once, Some(date)) => sessions.push(once(date)),
        (None, frequency, _) => {
            let session = Session {
                days: day_bits(&schedule.weekdays),
                weeks: match frequency {
                    Frequency::Monthly => weeks(&schedule.weeks_of_month),
                    Frequency::Fortnightly if schedule.valid_from.is_none() => SOME_WEEK,
                    _ => 0,
                },
                fortnightly: frequency == Frequency::Fortnightly && schedule.valid_from.is_some(),
                first: schedule.valid_from,
                last: schedule.valid_to,
                ..timed
            };
            if session.days != 0 {
                sessions.push(session);
            }
        }
    }
    let soon = |date: &&NaiveDate| (around..=horizon).contains(*date);
    let added: Vec<Session> = schedule
        .rdates
        .iter()
        .filter(soon)
        .take(MOST_DATES)
        .map(|date| once(*date))
        .collect();
    let off = |date: NaiveDate| Session {
        is_off: true,
        ..once(date)
    };
    let mut exceptions: Vec<NaiveDate> = schedule
        .exdates
        .iter()
        .filter(soon)
        .take(MOST_DATES)
        .copied()
        .collect();
    let days = || around.iter_days().take_while(|date| *date <= horizon);
    if schedule.is_closed_on_bank_holidays() {
        exceptions.extend(days().filter(|date| is_bank_holiday(*date)));
    }
    if schedule.is_closed_on_bank_holiday_weekends() {
        exceptions.extend(days().filter(|date| is_bank_holiday_weekend(*date)));
    }
    exceptions.retain(|date| {
        sessions[begin..]
            .iter()
            .any(|session| session.falls_on(*date) != Falls::No)
    });
    sessions.extend(added);
    sessions.extend(exceptions.into_iter().map(off));
}

fn weeks(weeks_of_month: &[i8]) -> u8 {
    let bits = weeks_of_month.iter().fold(0, |bits, week| match week {
        1..=4 => bits | 1 << (week - 1),
        -1 => bits | LAST_WEEK,
        _ => bits,
    });
    if bits == 0 { SOME_WEEK } else { bits }
}

/// Minutes of the day; what ends before it begins ends on the next day.
fn hours(opens: Option<NaiveTime>, closes: Option<NaiveTime>) -> (Option<u16>, Option<u16>) {
    let minutes = |time: NaiveTime| u16::try_from(time.num_seconds_from_midnight() / 60).ok();
    let from = opens.and_then(minutes);
    let to = from.and_then(|from| {
        let to = closes.and_then(minutes)?;
        Some(if to <= from { to + 24 * 60 } else { to })
    });
    (from, to)
}

//! Sessions held against a wish.

use chrono::{Datelike as _, NaiveDate, NaiveTime, Timelike as _};

use super::day_bits;
use super::session::{ANY_DAY, Falls, Session};
use crate::when::{DayPart, When};

/// Minutes of a session that have to lie in the time that somebody has, unless it begins in it.
const ENOUGH: u16 = 30;
/// How long a session is taken to be that does not say when it ends, in minutes.
const USUAL: u16 = 60;
/// The most days of a wish that are looked at.
const MOST_DAYS: usize = 100;

/// On which days and in which parts of them something is to be had, as far as dates and times that
/// are wished allow.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Met {
    /// Days of the week, as bits, Monday lowest; also those of which no time is known.
    pub days: u8,
    /// Parts of days: of each day three bits from Monday's lowest, in the order of [`DayPart::ALL`].
    pub cells: u32,
    /// Whether it may be to be had as wished: it does not say when, or not in which weeks.
    pub is_unsaid: bool,
}

impl Met {
    /// Whether something is to be had on a day and in a part of it that are wished.
    #[must_use]
    pub fn passes(self, when: &When) -> bool {
        self.days_met(when) & wanted_days(when) != 0
    }

    /// The days on which something is to be had in the parts that are wished.
    #[must_use]
    pub fn days_met(self, when: &When) -> u8 {
        if when.parts.is_empty() {
            return self.days;
        }
        let parts = wanted_parts(when);
        (0..7).fold(0, |days, day| {
            let met = self.parts_of(day) & parts != 0;
            days | u8::from(met) << day
        })
    }

    /// The parts, as bits, in which something is to be had on the days that are wished.
    #[must_use]
    pub fn parts_met(self, when: &When) -> u8 {
        if when.days.is_empty() {
            // The week laid upon itself: four days and three, two and two, one and one.
            let halved = self.cells | self.cells >> 12;
            let quartered = halved | halved >> 6;
            return ((quartered | quartered >> 3) & 0b111) as u8;
        }
        let days = wanted_days(when);
        (0..7)
            .filter(|day| days >> day & 1 != 0)
            .fold(0, |parts, day| parts | self.parts_of(day))
    }

    fn parts_of(self, day: u8) -> u8 {
        (self.cells >> (3 * day) & 0b111) as u8
    }
}

fn wanted_days(when: &When) -> u8 {
    if when.days.is_empty() {
        ANY_DAY
    } else {
        day_bits(&when.days)
    }
}

/// As bits, in the order of [`DayPart::ALL`]; all where none is named.
fn wanted_parts(when: &When) -> u8 {
    if when.parts.is_empty() {
        return 0b111;
    }
    DayPart::ALL
        .iter()
        .enumerate()
        .filter(|(_, part)| when.parts.contains(part))
        .fold(0, |bits, (at, _)| bits | 1 << at)
}

/// Holds sessions against a wish. Dates, times of day and "now" have to be met for a day or a part
/// of it to count; which days and parts are wished is left to [`Met::passes`], so that the others
/// can be counted too. `today` and `time` are local.
#[must_use]
pub fn meet(sessions: &[Session], when: &When, today: NaiveDate, time: NaiveTime) -> Met {
    if sessions.is_empty() {
        return Met {
            is_unsaid: true,
            ..Met::default()
        };
    }
    let window = Window::of(when, time);
    let mut met = Met::default();
    for session in sessions.iter().filter(|session| !session.is_off) {
        let is_off = |date: NaiveDate| sessions.iter().any(|off| session.is_off_on(off, date));
        let (days, perhaps) = days_of(session, when, today, is_off);
        let needs_time = window.is_narrow() || !when.parts.is_empty();
        let Some(from) = session.from else {
            met.is_unsaid |= needs_time && (days | perhaps) & wanted_days(when) != 0;
            met.is_unsaid |= perhaps & wanted_days(when) != 0;
            if !needs_time {
                met.days |= days;
            }
            continue;
        };
        let to = session.to.unwrap_or(from + USUAL);
        let parts = window.parts(from, to);
        if window.takes(from, to) {
            met.is_unsaid |= perhaps & wanted_days(when) != 0 && parts & wanted_parts(when) != 0;
            met.days |= days;
            for day in (0..7).filter(|day| days >> day & 1 != 0) {
                met.cells |= u32::from(parts) << (3 * day);
            }
        }
        if when.now {
            met = after_midnight(met, session, to, (today, time), is_off);
        }
    }
    met
}

/// The days of the week on which a session is to be had on the dates that are wished, and those on
/// which it may be.
fn days_of(
    session: &Session,
    when: &When,
    today: NaiveDate,
    is_off: impl Fn(NaiveDate) -> bool,
) -> (u8, u8) {
    let dates = if when.now {
        Some((today, today))
    } else {
        when.dates
    };
    let Some((first, last)) = dates else {
        let is_over = session.last.is_some_and(|last| last < today);
        let is_off = session.first == session.last && session.first.is_some_and(is_off);
        return (if is_over || is_off { 0 } else { session.days }, 0);
    };
    let mut days = (0, 0);
    for date in first
        .iter_days()
        .take(MOST_DAYS)
        .take_while(|date| *date <= last)
    {
        let day = 1 << date.weekday().num_days_from_monday();
        match session.falls_on(date) {
            Falls::Yes if !is_off(date) => days.0 |= day,
            Falls::Perhaps => days.1 |= day,
            _ => {}
        }
    }
    days
}

/// What began yesterday and goes on past midnight is open now.
fn after_midnight(
    mut met: Met,
    session: &Session,
    to: u16,
    (today, time): (NaiveDate, NaiveTime),
    is_off: impl Fn(NaiveDate) -> bool,
) -> Met {
    let began = today
        .pred_opt()
        .filter(|yesterday| session.falls_on(*yesterday) == Falls::Yes && !is_off(*yesterday));
    if began.is_some() && minute(time) + 24 * 60 < to {
        let day = today.weekday().num_days_from_monday();
        met.days |= 1 << day;
        met.cells |= 1 << (3 * day);
    }
    met
}

fn minute(time: NaiveTime) -> u16 {
    (time.num_seconds_from_midnight() / 60) as u16
}

/// The time of day that somebody has.
struct Window {
    from: u16,
    to: u16,
    /// Whether a session has to be under way at `from`, and no more.
    is_moment: bool,
}

impl Window {
    fn of(when: &When, time: NaiveTime) -> Self {
        if when.now {
            return Self {
                from: minute(time),
                to: minute(time) + 1,
                is_moment: true,
            };
        }
        Self {
            from: when.from.map_or(0, minute),
            to: when.to.map_or(24 * 60, minute),
            is_moment: false,
        }
    }

    fn is_narrow(&self) -> bool {
        (self.from, self.to) != (0, 24 * 60)
    }

    /// Whether enough of a session lies in it.
    fn takes(&self, from: u16, to: u16) -> bool {
        if self.is_moment {
            return from <= self.from && self.from < to;
        }
        let begins = (self.from..self.to).contains(&from);
        let inside = to.min(self.to).saturating_sub(from.max(self.from));
        begins || inside >= ENOUGH
    }

    /// The parts of the day in which enough of a session lies in it, as bits.
    fn parts(&self, from: u16, to: u16) -> u8 {
        DayPart::ALL
            .into_iter()
            .enumerate()
            .filter(|(_, part)| {
                let (begin, end) = part.minutes();
                let narrowed = Self {
                    from: self.from.max(begin),
                    to: self.to.min(end),
                    is_moment: self.is_moment,
                };
                narrowed.from < narrowed.to && narrowed.takes(from, to)
            })
            .fold(0, |bits, (at, _)| bits | 1 << at)
    }
}

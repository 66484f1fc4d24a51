//! Times in people's words, read into [`Schedule`]s without ever guessing.
//!
//! "Tuesdays 10am to 12 noon, term time only" becomes a weekly session; "most Tuesdays" becomes
//! nothing. A wrong timetable sends people to a locked door, so a clause with a word that could
//! change its meaning ("except", "July", "alternate") yields nothing, and a word like "except"
//! takes the whole text with it. The source's own words are kept beside whatever is read here.

mod clause;
mod clock_time;
mod osm;
mod parts;
mod token;

use chrono::{NaiveTime, Weekday};

use crate::schedule::{Schedule, weekday_name};
use crate::text;
use clause::{Clause, Session};

/// What could be read from a text about times.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Hours {
    /// The sessions that were understood, in the order of the text.
    pub schedules: Vec<Schedule>,
    /// How much of the text they cover.
    pub confidence: Confidence,
}

/// How much of a text was understood.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord)]
pub enum Confidence {
    /// Nothing: show the words.
    #[default]
    Nothing,
    /// The sessions are right, but the text says more.
    Part,
    /// Every word.
    Whole,
}

/// Longest text that is read; a longer one is an essay, not a timetable.
const LONGEST: usize = 2_000;

/// Reads free text about times.
#[must_use]
pub fn read(words: &str) -> Hours {
    let words = text::paragraphs(words);
    if words.len() > LONGEST {
        return Hours::default();
    }
    let words = osm::in_words(&words).unwrap_or(words);
    let mut sessions: Vec<Session> = Vec::new();
    let mut closed: Vec<Weekday> = Vec::new();
    let mut heading: Option<Session> = None;
    let mut term_time_for_all = false;
    let mut whole = true;
    for tokens in token::clauses(&words) {
        match clause::read(&tokens) {
            Clause::Empty => {}
            Clause::ChangesTheRest => return Hours::default(),
            Clause::NotUnderstood => {
                whole = false;
                sessions.extend(heading.take());
            }
            Clause::TermTimeOnly => term_time_for_all = true,
            Clause::Sessions {
                sessions: found,
                closed: shut,
                said_more,
            } => {
                sessions.extend(heading.take());
                whole &= !said_more;
                closed.extend(shut);
                // "Monday" on a line of its own heads the times on the next.
                match <[Session; 1]>::try_from(found) {
                    Ok([only]) if only.times.is_empty() => heading = Some(only),
                    Ok(found) => sessions.extend(found),
                    Err(found) => sessions.extend(found),
                }
            }
            Clause::Times(times) => match heading.take() {
                Some(session) => sessions.push(Session { times, ..session }),
                None => whole = false,
            },
        }
    }
    sessions.extend(heading);
    let mut schedules = Vec::new();
    for mut session in sessions {
        session.days.retain(|day| !closed.contains(day));
        session.term_time_only |= term_time_for_all;
        schedules.extend(session.into_schedules());
    }
    let confidence = match (schedules.is_empty(), whole) {
        (true, _) => Confidence::Nothing,
        (false, true) => Confidence::Whole,
        (false, false) => Confidence::Part,
    };
    Hours {
        schedules: merged(schedules),
        confidence,
    }
}

/// Reads one cell for each weekday, as tables have them ("10:00-13:00,14:00-17:00", "CLOSED").
///
/// Gives the sessions and the text to keep, one line a day; no text when every cell is empty.
#[must_use]
pub fn read_days(cells: &[(Weekday, &str)]) -> (Hours, Option<String>) {
    let mut schedules = Vec::new();
    let mut lines = Vec::new();
    let mut whole = true;
    for (day, cell) in cells {
        let Some(cell) = text::value(cell) else {
            continue;
        };
        lines.push(format!("{}: {cell}", weekday_name(*day)));
        match times_of(&cell) {
            Some(times) => schedules.extend(times.into_iter().map(|(opens, closes)| Schedule {
                weekdays: vec![*day],
                opens_at: Some(opens),
                closes_at: closes,
                ..Schedule::default()
            })),
            None => whole = false,
        }
    }
    let schedules = merged(schedules);
    let confidence = match (schedules.is_empty(), whole) {
        (true, _) => Confidence::Nothing,
        (false, true) => Confidence::Whole,
        (false, false) => Confidence::Part,
    };
    let words = (!lines.is_empty()).then(|| lines.join("\n"));
    (
        Hours {
            schedules,
            confidence,
        },
        words,
    )
}

/// The times in a day's cell: none when closed, nothing when not understood.
fn times_of(cell: &str) -> Option<Vec<(NaiveTime, Option<NaiveTime>)>> {
    let mut all = Vec::new();
    for tokens in token::clauses(cell) {
        match clause::read(&tokens) {
            Clause::Empty => {}
            Clause::Times(times) => all.extend(times),
            Clause::Sessions {
                sessions,
                closed,
                said_more: false,
            } if sessions.is_empty() && closed.is_empty() => {}
            _ => return None,
        }
    }
    Some(all)
}

/// Sessions that differ only in their days, as one; days in the order of the week.
fn merged(schedules: Vec<Schedule>) -> Vec<Schedule> {
    let mut out: Vec<Schedule> = Vec::new();
    for schedule in schedules {
        let twin = out.iter_mut().find(|other| {
            Schedule {
                weekdays: Vec::new(),
                ..(*other).clone()
            } == Schedule {
                weekdays: Vec::new(),
                ..schedule.clone()
            }
        });
        match twin {
            Some(twin) => twin.weekdays.extend(schedule.weekdays),
            None => out.push(schedule),
        }
    }
    for schedule in &mut out {
        schedule.weekdays.sort_by_key(Weekday::num_days_from_monday);
        schedule.weekdays.dedup();
    }
    out
}

#[cfg(test)]
mod tests;

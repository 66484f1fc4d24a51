//! One clause about times: days paired with times, or nothing.

use chrono::{NaiveTime, Weekday};

use super::parts::{Flags, Part, parts};
use super::token::Token;
use crate::schedule::{Frequency, Schedule};

/// Times of one day: beginning, and end where told.
pub(super) type Times = Vec<(NaiveTime, Option<NaiveTime>)>;

/// What a clause says.
#[derive(Debug)]
pub(super) enum Clause {
    /// Nothing about times that matters.
    Empty,
    /// Days with times (or days alone), and days on which it is closed.
    Sessions {
        /// In the order of the text.
        sessions: Vec<Session>,
        /// Never on these.
        closed: Vec<Weekday>,
        /// Whether words were left over that no session carries.
        said_more: bool,
    },
    /// Times alone: for the day that headed them.
    Times(Times),
    /// "Term time only": holds for everything.
    TermTimeOnly,
    /// It cannot be read safely.
    NotUnderstood,
    /// It changes what others say in a way that cannot be read: nothing can be trusted.
    ChangesTheRest,
}

/// Days with the times that hold on them.
#[derive(Debug, Clone, Default)]
pub(super) struct Session {
    pub(super) days: Vec<Weekday>,
    pub(super) weeks_of_month: Vec<i8>,
    pub(super) fortnightly: bool,
    pub(super) term_time_only: bool,
    pub(super) times: Times,
    pub(super) description: Option<String>,
}

/// Longest run of words that is taken for what a session is called.
const LONGEST_NAME: usize = 8;

impl Session {
    /// One schedule for each time; none once every day has been taken away.
    pub(super) fn into_schedules(self) -> Vec<Schedule> {
        if self.days.is_empty() {
            return Vec::new();
        }
        let frequency = match (self.weeks_of_month.is_empty(), self.fortnightly) {
            (false, _) => Frequency::Monthly,
            (true, true) => Frequency::Fortnightly,
            (true, false) => Frequency::Weekly,
        };
        let one = |opens_at, closes_at| Schedule {
            frequency,
            weekdays: self.days.clone(),
            weeks_of_month: self.weeks_of_month.clone(),
            opens_at,
            closes_at,
            term_time_only: self.term_time_only,
            description: self.description.clone(),
            ..Schedule::default()
        };
        if self.times.is_empty() {
            vec![one(None, None)]
        } else {
            self.times
                .iter()
                .map(|(opens, closes)| one(Some(*opens), *closes))
                .collect()
        }
    }
}

/// Reads one clause.
pub(super) fn read(tokens: &[Token]) -> Clause {
    let has = |token: &Token| tokens.contains(token);
    let about_times = tokens
        .iter()
        .any(|token| matches!(token, Token::Days(_) | Token::Time(_) | Token::Ordinal(_)));
    if has(&Token::Changes) {
        // "No need to book" is chatter; "not in August" is not.
        let chatter = !about_times && !has(&Token::Unsafe) && !has(&Token::Closed);
        return if chatter {
            Clause::NotUnderstood
        } else {
            Clause::ChangesTheRest
        };
    }
    if has(&Token::Unsafe) {
        // "Closed in August" takes from the rest; "ring for dates" takes nothing.
        return if has(&Token::Closed) {
            Clause::ChangesTheRest
        } else {
            Clause::NotUnderstood
        };
    }
    if !about_times {
        return without_times(tokens);
    }
    let Some((parts, flags)) = parts(tokens) else {
        return if has(&Token::Closed) {
            Clause::ChangesTheRest
        } else {
            Clause::NotUnderstood
        };
    };
    pair(parts, flags)
}

fn without_times(tokens: &[Token]) -> Clause {
    let only = |wanted: &Token| {
        tokens
            .iter()
            .all(|token| token == wanted || *token == Token::Next)
    };
    if tokens
        .iter()
        .all(|token| matches!(token, Token::Next | Token::To))
    {
        Clause::Empty
    } else if only(&Token::TermTime) {
        Clause::TermTimeOnly
    } else if only(&Token::Closed) {
        Clause::Sessions {
            sessions: Vec::new(),
            closed: Vec::new(),
            said_more: false,
        }
    } else if tokens.contains(&Token::Closed)
        || tokens.contains(&Token::Monthly)
        || tokens.contains(&Token::Fortnightly)
        || tokens.contains(&Token::TermTime)
    {
        // How often, but not of what: it must belong to another clause.
        Clause::ChangesTheRest
    } else {
        Clause::NotUnderstood
    }
}

/// Pairs days with times, whichever comes first, and gives each pair its words.
fn pair(parts: Vec<Part>, flags: Flags) -> Clause {
    let core: String = parts
        .iter()
        .filter_map(|part| match part {
            Part::Days(_) => Some('d'),
            Part::Times(_) => Some('t'),
            Part::Closed => Some('c'),
            Part::Words { .. } => None,
        })
        .collect();
    let words = parts.iter().any(|part| matches!(part, Part::Words { .. }));
    let failed = if core.contains('c') {
        Clause::ChangesTheRest
    } else {
        Clause::NotUnderstood
    };
    match core.as_str() {
        "t" if !words && !flags.monthly && !flags.fortnightly => {
            let times = parts.into_iter().find_map(|part| match part {
                Part::Times(times) => Some(times),
                _ => None,
            });
            return Clause::Times(times.unwrap_or_default());
        }
        "d" if words && !appointment_only(&parts) => return failed,
        "d" => {}
        _ if !pairs_up(&core) => return failed,
        _ => {}
    }
    let (mut sessions, closed, said_more) = put_together(parts);
    let of_one = sessions
        .iter()
        .filter(|session| !session.days.is_empty())
        .count()
        == 1;
    let counted = sessions
        .iter()
        .any(|session| !session.weeks_of_month.is_empty());
    // What stands once in a clause with several sessions could belong to any of them.
    if (flags.term_time || flags.fortnightly) && !of_one || flags.monthly && !(counted && of_one) {
        return failed;
    }
    for session in &mut sessions {
        session.term_time_only = flags.term_time;
        session.fortnightly |= flags.fortnightly;
    }
    if sessions
        .iter()
        .any(|session| session.fortnightly && !session.weeks_of_month.is_empty())
    {
        return failed;
    }
    Clause::Sessions {
        sessions,
        closed,
        said_more,
    }
}

/// Whether days and times come in pairs, the days always first or always last.
fn pairs_up(core: &str) -> bool {
    let pairs: Vec<&str> = (0..core.len())
        .step_by(2)
        .map(|at| core.get(at..at + 2).unwrap_or_default())
        .collect();
    let each = |allowed: [&str; 3]| pairs.iter().all(|pair| allowed.contains(pair));
    each(["dt", "dc", "cd"]) || each(["td", "dc", "cd"])
}

fn appointment_only(parts: &[Part]) -> bool {
    parts.iter().all(|part| match part {
        Part::Words { text, .. } => is_appointment(text),
        _ => true,
    })
}

fn is_appointment(text: &str) -> bool {
    matches!(
        text,
        "by appointment" | "appointment" | "appointments" | "by prior appointment"
    )
}

fn put_together(parts: Vec<Part>) -> (Vec<Session>, Vec<Weekday>, bool) {
    let labelled_before = matches!(parts.first(), Some(Part::Words { .. }));
    let mut sessions: Vec<Session> = Vec::new();
    let mut closed = Vec::new();
    let mut said_more = false;
    // The half of a pair that has been seen, and the words that wait for the pair to be whole.
    let mut days: Option<Vec<Session>> = None;
    let mut times: Option<Option<Times>> = None;
    let mut waiting: Option<String> = None;
    let mut between: Option<String> = None;
    let mut last_pair = 0;
    for part in parts {
        // Words between two sessions could be either's.
        said_more |= between.take().is_some();
        match part {
            Part::Days(found) => days = Some(found),
            Part::Times(found) => times = Some(Some(found)),
            Part::Closed => times = Some(None),
            Part::Words { text, .. } if text.split(' ').count() > LONGEST_NAME => said_more = true,
            Part::Words {
                text,
                after_separator,
            } => {
                let between_pairs = days.is_none() && times.is_none() && !sessions.is_empty();
                if between_pairs && !after_separator && !labelled_before {
                    between = Some(text);
                } else {
                    waiting =
                        Some(waiting.map_or(text.clone(), |before| format!("{before} {text}")));
                }
            }
        }
        if days.is_some() && times.is_some() {
            let found = days.take().unwrap_or_default();
            match times.take().flatten() {
                None => closed.extend(found.into_iter().flat_map(|session| session.days)),
                Some(hours) => {
                    last_pair = sessions.len();
                    sessions.extend(found.into_iter().map(|session| Session {
                        times: hours.clone(),
                        ..session
                    }));
                    if let Some(text) = waiting.take() {
                        describe(&mut sessions[last_pair..], &text);
                    }
                }
            }
        }
    }
    if let Some(found) = days {
        sessions.extend(found);
    }
    match between.or(waiting) {
        Some(_) if sessions.is_empty() => said_more = true,
        Some(text) => describe(&mut sessions[last_pair..], &text),
        None => {}
    }
    (sessions, closed, said_more)
}

/// Adds words to what sessions are called, beginning with a capital.
fn describe(sessions: &mut [Session], words: &str) {
    for session in sessions {
        session.description = Some(match session.description.take() {
            Some(before) => format!("{before} {words}"),
            None => {
                let mut letters = words.chars();
                letters
                    .next()
                    .into_iter()
                    .flat_map(char::to_uppercase)
                    .chain(letters)
                    .collect()
            }
        });
    }
}

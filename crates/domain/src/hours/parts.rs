//! The parts of a clause: tokens put together to lists and ranges of days and of times.

use chrono::Weekday;

use super::clause::{Session, Times};
use super::clock_time::{self, ClockTime};
use super::token::Token;

/// The parts that a clause is made of, once lists and ranges have been put together.
#[derive(Debug)]
pub(super) enum Part {
    Days(Vec<Session>),
    Times(Times),
    Closed,
    Words { text: String, after_separator: bool },
}

/// What holds for the whole clause.
#[derive(Debug, Default, Clone, Copy)]
pub(super) struct Flags {
    pub(super) term_time: bool,
    pub(super) monthly: bool,
    pub(super) fortnightly: bool,
}

/// The parts of a clause, or nothing when they do not fit together.
pub(super) fn parts(tokens: &[Token]) -> Option<(Vec<Part>, Flags)> {
    let mut flags = Flags::default();
    let mut parts = Vec::new();
    let mut at = 0;
    let mut separated = false;
    while at < tokens.len() {
        match &tokens[at] {
            Token::Days(_) | Token::Ordinal(_) => {
                let (taken, days) = days(&tokens[at..])?;
                at += taken;
                parts.push(Part::Days(days));
            }
            Token::Fortnightly if matches!(tokens.get(at + 1), Some(Token::Days(_))) => {
                let (taken, mut days) = days(&tokens[at + 1..])?;
                for session in &mut days {
                    session.fortnightly = true;
                }
                at += 1 + taken;
                parts.push(Part::Days(days));
            }
            Token::Time(_) => {
                let (taken, times) = times(&tokens[at..])?;
                at += taken;
                parts.push(Part::Times(times));
            }
            other => {
                at += 1;
                match other {
                    Token::TermTime => flags.term_time = true,
                    Token::Monthly => flags.monthly = true,
                    Token::Fortnightly => flags.fortnightly = true,
                    Token::Closed => parts.push(Part::Closed),
                    // "Until 5pm" does not tell the beginning, "by 5pm" neither.
                    Token::Until => return None,
                    Token::Words(text) if text == "by" => return None,
                    Token::Words(text) => parts.push(Part::Words {
                        text: text.clone(),
                        after_separator: separated,
                    }),
                    _ => {}
                }
            }
        }
        separated = matches!(tokens.get(at - 1), Some(Token::Next | Token::To));
    }
    Some((parts, flags))
}

/// Days, with ranges ("Mon-Fri"), lists ("Tue & Thu") and ordinals ("1st and 3rd Tuesday").
fn days(tokens: &[Token]) -> Option<(usize, Vec<Session>)> {
    let mut groups: Vec<Session> = Vec::new();
    let mut ordinals: Vec<i8> = Vec::new();
    let mut at = 0;
    loop {
        match tokens.get(at) {
            Some(Token::Ordinal(count)) => {
                ordinals.push(*count);
                at += 1;
            }
            Some(Token::Days(first)) => {
                at += 1;
                let mut days = first.clone();
                if let (Some(Token::To | Token::Until), Some(Token::Days(last))) =
                    (tokens.get(at), tokens.get(at + 1))
                {
                    days = span(*first.first()?, *last.last()?);
                    at += 2;
                }
                let weeks_of_month = std::mem::take(&mut ordinals);
                match groups.last_mut() {
                    Some(group) if weeks_of_month.is_empty() && group.weeks_of_month.is_empty() => {
                        group.days.extend(days);
                    }
                    // "First Monday and Tuesday": of the Tuesday it does not say which.
                    Some(_) if weeks_of_month.is_empty() => return None,
                    _ => groups.push(Session {
                        days,
                        weeks_of_month,
                        ..Session::default()
                    }),
                }
            }
            Some(Token::Monthly) if !groups.is_empty() => at += 1,
            Some(Token::Next)
                if matches!(tokens.get(at + 1), Some(Token::Days(_) | Token::Ordinal(_))) =>
            {
                at += 1;
            }
            _ => break,
        }
    }
    // "Mon, Tue and 1st Friday" mixes two ways of counting: only when told apart by times.
    let mixed = groups.iter().any(|group| group.weeks_of_month.is_empty())
        && groups.iter().any(|group| !group.weeks_of_month.is_empty());
    let monthly_said = tokens[..at].contains(&Token::Monthly);
    let unanchored = monthly_said && groups.iter().all(|group| group.weeks_of_month.is_empty());
    (ordinals.is_empty() && !groups.is_empty() && !mixed && !unanchored).then_some((at, groups))
}

fn span(from: Weekday, to: Weekday) -> Vec<Weekday> {
    let mut days = vec![from];
    let mut day = from;
    while day != to {
        day = day.succ();
        days.push(day);
    }
    days
}

/// Times, with ranges ("10am to 12") and lists ("10-12 and 2-4").
fn times(tokens: &[Token]) -> Option<(usize, Times)> {
    let mut times = Vec::new();
    let mut at = 0;
    while let Some(Token::Time(from)) = tokens.get(at) {
        match (tokens.get(at + 1), tokens.get(at + 2)) {
            (Some(Token::To | Token::Until), Some(Token::Time(to))) => {
                let (opens, closes) = clock_time::range(*from, *to)?;
                times.push((opens, Some(closes)));
                at += 3;
            }
            _ => {
                times.push((ClockTime::alone(*from)?, None));
                at += 1;
            }
        }
        if matches!(tokens.get(at), Some(Token::Next))
            && matches!(tokens.get(at + 1), Some(Token::Time(_)))
        {
            at += 1;
        }
    }
    // "10am 2pm": two times side by side may be one session or two.
    let joined = times.len() < 2 || tokens[..at].contains(&Token::Next) || all_ranges(&times);
    joined.then_some((at, times))
}

fn all_ranges(times: &Times) -> bool {
    times.iter().all(|(_, closes)| closes.is_some())
}

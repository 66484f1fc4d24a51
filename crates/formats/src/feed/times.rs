//! Schedules as feeds write them: parts of a recurrence rule, weekdays with opening times.
//!
//! What HSDS can say and a [`Schedule`] cannot (every third week, the 14th of each month) is given
//! back in words, to be shown and not to be counted with.

use chrono::{Datelike as _, NaiveDate, NaiveTime, Weekday};
use domain::schedule::{Frequency, Schedule, WEEK, weekday_name};
use domain::text;

use super::draft;
use super::node::Node;
use crate::write::hsds::TERM_TIME_ONLY;

/// A schedule, or words about one, or nothing.
#[derive(Debug, Default, PartialEq)]
pub(crate) struct When {
    pub(crate) schedules: Vec<Schedule>,
    pub(crate) words: Vec<String>,
}

impl When {
    /// Adds one entry of `schedules` (HSDS 3), `regular_schedules` (before) or of a record like them.
    pub(crate) fn add(&mut self, entry: Node<'_>) {
        let raw = |keys: &[&str]| entry.any(keys).text();
        let description = raw(&["description"]).and_then(|raw| draft::line(&raw));
        let notes = raw(&["notes"]).and_then(|raw| draft::prose(&raw));
        let term_time_only = notes.as_deref().is_some_and(is_term_time);
        let (days, weeks) = days(entry);
        let frequency = raw(&["freq", "frequency"]).map(|word| word.to_ascii_uppercase());
        let interval = entry.get("interval").count().unwrap_or(1).max(1);
        let begins = raw(&["valid_from", "dtstart"]).and_then(|raw| draft::day(&raw));
        let opens_at = raw(&["opens_at", "start_time"]).and_then(|raw| time(&raw));
        let closes_at = raw(&["closes_at", "end_time"]).and_then(|raw| time(&raw));
        let (opens_at, closes_at) = if opens_at.is_some() && opens_at == closes_at {
            (None, None)
        } else {
            (opens_at, closes_at)
        };
        let mut schedule = Schedule {
            opens_at,
            closes_at,
            valid_from: raw(&["valid_from"]).and_then(|raw| draft::day(&raw)),
            valid_to: raw(&["valid_to", "until"]).and_then(|raw| draft::day(&raw)),
            description,
            weekdays: days,
            term_time_only,
            ..Schedule::default()
        };
        let by_date = entry.get("bymonthday").is_some() || entry.get("byyearday").is_some();
        let first = raw(&["dtstart"]).and_then(|raw| draft::day(&raw));
        let rule = Rule {
            frequency: frequency.as_deref(),
            interval,
            weeks,
            begins,
            first,
        };
        let fits = !by_date && rule.fits(&mut schedule);
        if fits {
            self.schedules.push(schedule);
        } else {
            let on = raw(&["bymonthday"]).map(|days| format!("on day {days} of the month"));
            let paragraphs = raw(&["description"]).and_then(|raw| draft::prose(&raw));
            self.words
                .extend(in_words(&schedule, paragraphs, rule.often(), on));
        }
        self.words
            .extend(notes.filter(|_| !(fits && term_time_only)));
    }
}

/// Whether a note says that a schedule rests in the school holidays, and nothing else.
fn is_term_time(note: &str) -> bool {
    let note = text::fold(note);
    let known = [
        "term time only",
        "term times only",
        "school term time only",
        "in term time only",
    ];
    note == text::fold(TERM_TIME_ONLY) || known.contains(&note.as_str())
}

/// What an entry says of how a schedule repeats.
struct Rule<'a> {
    /// In capitals.
    frequency: Option<&'a str>,
    interval: u64,
    /// The weeks of the month.
    weeks: Vec<i8>,
    begins: Option<NaiveDate>,
    /// The first date by its own key.
    first: Option<NaiveDate>,
}

impl Rule<'_> {
    /// Whether a schedule can say it, which then does.
    fn fits(&self, schedule: &mut Schedule) -> bool {
        let has_days = !schedule.weekdays.is_empty();
        match self.frequency {
            Some("DAILY") if self.interval == 1 => {
                if !has_days {
                    schedule.weekdays = WEEK.to_vec();
                }
                true
            }
            Some("WEEKLY") | None if has_days && self.weeks.is_empty() => {
                weekly(schedule, self.interval, self.begins)
            }
            Some("WEEKLY") => match self.first {
                Some(first) if self.weeks.is_empty() => {
                    schedule.weekdays = vec![first.weekday()];
                    weekly(schedule, self.interval, self.begins)
                }
                _ => false,
            },
            Some("MONTHLY") | None if self.interval == 1 && !self.weeks.is_empty() => {
                schedule.frequency = Frequency::Monthly;
                schedule.weeks_of_month.clone_from(&self.weeks);
                has_days
            }
            None => match self.first {
                Some(first) if schedule.opens_at.is_some() => {
                    schedule.frequency = Frequency::Once;
                    schedule.valid_from = Some(first);
                    schedule.valid_to = Some(first);
                    true
                }
                _ => false,
            },
            _ => false,
        }
    }

    fn often(&self) -> Option<String> {
        let often = self.frequency?;
        Some(match (often, self.interval) {
            ("WEEKLY", 1) => "every week".to_owned(),
            ("WEEKLY", n) => format!("every {n} weeks"),
            ("MONTHLY", 1) => "every month".to_owned(),
            ("MONTHLY", n) => format!("every {n} months"),
            (word, _) => word.to_lowercase(),
        })
    }
}

/// A schedule that cannot be counted with; nothing without a day, a time or a description.
fn in_words(
    schedule: &Schedule,
    description: Option<String>,
    often: Option<String>,
    on: Option<String>,
) -> Option<String> {
    let times = match (schedule.opens_at, schedule.closes_at) {
        (Some(from), Some(to)) => Some(format!(
            "{} to {}",
            from.format("%H:%M"),
            to.format("%H:%M")
        )),
        (Some(from), None) => Some(format!("from {}", from.format("%H:%M"))),
        _ => None,
    };
    let week: Vec<&str> = schedule
        .weekdays
        .iter()
        .map(|day| weekday_name(*day))
        .collect();
    let week = (!week.is_empty()).then(|| week.join(", "));
    if times.is_none() && on.is_none() && week.is_none() && description.is_none() {
        return None;
    }
    let parts = [description, often, on, week, times];
    let words: Vec<String> = parts.into_iter().flatten().collect();
    Some(words.join(", "))
}

fn weekly(schedule: &mut Schedule, interval: u64, begins: Option<NaiveDate>) -> bool {
    match interval {
        1 => true,
        2 => {
            schedule.frequency = Frequency::Fortnightly;
            schedule.valid_from = schedule.valid_from.or(begins);
            true
        }
        _ => false,
    }
}

/// The days of `byday` ("MO,TU", "1MO", "-1FR") or `weekday` ("Monday", 1 for Monday), and the weeks
/// of the month that they name.
fn days(entry: Node<'_>) -> (Vec<Weekday>, Vec<i8>) {
    let (mut days, mut weeks) = (Vec::new(), Vec::new());
    let asked = entry.any(&["byday", "weekday", "day_of_week", "day"]);
    let parts = asked.each().filter_map(Node::text).flat_map(|raw| {
        raw.split([',', ';', ' '])
            .map(str::to_owned)
            .collect::<Vec<_>>()
    });
    for part in parts.filter(|part| !part.is_empty()) {
        let (number, name) = part.split_at(
            part.find(|c: char| c.is_ascii_alphabetic())
                .unwrap_or(part.len()),
        );
        let number: Option<i8> = number.trim_start_matches('+').parse().ok();
        let day = if name.is_empty() {
            number.and_then(numbered)
        } else {
            weekday(name)
        };
        let Some(day) = day else { continue };
        if !days.contains(&day) {
            days.push(day);
        }
        if let Some(week) = number.filter(|week| !name.is_empty() && matches!(week, 1..=4 | -1))
            && !weeks.contains(&week)
        {
            weeks.push(week);
        }
    }
    days.sort_by_key(Weekday::num_days_from_monday);
    (days, weeks)
}

/// 1 is Monday, 7 Sunday; 0 is Sunday where it occurs.
pub(crate) fn numbered(number: i8) -> Option<Weekday> {
    match number {
        0 => Some(Weekday::Sun),
        1..=7 => Weekday::try_from(u8::try_from(number - 1).ok()?).ok(),
        _ => None,
    }
}

/// "Monday", "Mon", "MO", "https://schema.org/Monday", "schema:Monday".
pub(crate) fn weekday(raw: &str) -> Option<Weekday> {
    let name = raw.rsplit(['/', ':', '#']).next().unwrap_or(raw);
    match text::fold(name).get(..2)? {
        "mo" => Some(Weekday::Mon),
        "tu" => Some(Weekday::Tue),
        "we" => Some(Weekday::Wed),
        "th" => Some(Weekday::Thu),
        "fr" => Some(Weekday::Fri),
        "sa" => Some(Weekday::Sat),
        "su" => Some(Weekday::Sun),
        _ => None,
    }
}

/// "10:00", "10:00Z", "10:00:00+01:00", "1899-12-30T10:00:00": the clock time that is written.
pub(crate) fn time(raw: &str) -> Option<NaiveTime> {
    let clock = raw.rsplit('T').next().unwrap_or(raw).trim();
    let (hour, rest) = clock.split_once(':')?;
    let hour: u32 = hour.parse().ok()?;
    let minute: u32 = rest.get(..2)?.parse().ok()?;
    if (hour, minute) == (24, 0) {
        return NaiveTime::from_hms_opt(23, 59, 0);
    }
    NaiveTime::from_hms_opt(hour, minute, 0)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::{When, time};
    use crate::feed::node::Node;

    fn check(entry: &serde_json::Value, expected: &str) {
        let mut when = When::default();
        when.add(Node::of(entry));
        let shown = serde_json::json!({ "schedules": when.schedules, "words": when.words });
        assert_eq!(shown.to_string(), expected, "{entry}");
    }

    #[test]
    fn a_rule_becomes_a_schedule_or_words() {
        check(
            &json!({"freq":"WEEKLY","byday":"TU,MO","opens_at":"10:00Z","closes_at":"12:30"}),
            r#"{"schedules":[{"closes_at":"12:30:00","frequency":"weekly","opens_at":"10:00:00","term_time_only":false,"weekdays":["MO","TU"]}],"words":[]}"#,
        );
        check(
            &json!({"freq":"MONTHLY","byday":"1TU,-1TU","opens_at":"10:00"}),
            r#"{"schedules":[{"frequency":"monthly","opens_at":"10:00:00","term_time_only":false,"weekdays":["TU"],"weeks_of_month":[1,-1]}],"words":[]}"#,
        );
        check(
            &json!({"freq":"MONTHLY","bymonthday":14,"opens_at":"10:00","closes_at":"11:00"}),
            r#"{"schedules":[],"words":["every month, on day 14 of the month, 10:00 to 11:00"]}"#,
        );
        check(
            &json!({"weekday":1,"opens_at":"10:00:00"}),
            r#"{"schedules":[{"frequency":"weekly","opens_at":"10:00:00","term_time_only":false,"weekdays":["MO"]}],"words":[]}"#,
        );
        check(
            &json!({"freq":"WEEKLY","interval":3,"byday":"WE"}),
            r#"{"schedules":[],"words":["every 3 weeks, Wednesday"]}"#,
        );
        check(&json!({"id":"x"}), r#"{"schedules":[],"words":[]}"#);
    }

    #[test]
    fn midnight_at_the_end_of_a_day_is_a_minute_before() {
        assert_eq!(time("24:00").unwrap().to_string(), "23:59:00");
        assert_eq!(time("soon"), None);
    }
}

//! The time that is asked for: parameters as typed, read together once it is known what day it is.

use chrono::{NaiveDate, NaiveTime};
use domain::when::{self, DayPart, When};

use crate::Violation;

/// The parameters about time, as typed.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct WhenRequest {
    /// `tue`, `tuesday`, `weekend`, `today`, `tomorrow`, `this_weekend` …
    pub days: Vec<String>,
    /// `morning`, `afternoon`, `evening`.
    pub times: Vec<String>,
    /// `2026-12-01`.
    pub date: Option<String>,
    /// `18:00`.
    pub from: Option<String>,
    /// `20:00`.
    pub to: Option<String>,
    /// Only what is open at this moment.
    pub open_now: bool,
    /// Instead of what happens then, what does not say whether it does.
    pub unsaid: bool,
}

impl WhenRequest {
    /// Takes a parameter that is about time; says whether it was one. A violation where it must be yes or
    /// no and is neither.
    pub(super) fn take(&mut self, name: &str, value: &str) -> Result<bool, Violation> {
        match name {
            "day" => self.days.push(value.to_lowercase().replace('_', " ")),
            "time" => self.times.push(value.to_lowercase()),
            "date" => self.date = Some(value.to_owned()),
            "from" => self.from = Some(value.to_owned()),
            "to" => self.to = Some(value.to_owned()),
            "open_now" => self.open_now = truth("open_now", value)?,
            "unsaid" => self.unsaid = truth("unsaid", value)?,
            _ => return Ok(false),
        }
        Ok(true)
    }

    /// What it all means on that day; what is wrong with it goes to the violations.
    pub(super) fn read(&self, today: NaiveDate, violations: &mut Vec<Violation>) -> When {
        let mut wish = When {
            now: self.open_now,
            ..When::default()
        };
        for day in &self.days {
            match when::parse(day, today).filter(is_about_days) {
                Some(read) => {
                    wish.days.extend(read.days);
                    wish.dates = read.dates.or(wish.dates);
                }
                None => violations.push(Violation {
                    parameter: "day",
                    message: "must be a day of the week, weekend, today, tomorrow or this_weekend"
                        .to_owned(),
                    example: "tue",
                }),
            }
        }
        wish.days.sort_by_key(chrono::Weekday::num_days_from_monday);
        wish.days.dedup();
        for time in &self.times {
            match DayPart::from_code(time) {
                Some(part) => wish.parts.push(part),
                None => violations.push(Violation {
                    parameter: "time",
                    message: "must be one of morning, afternoon and evening".to_owned(),
                    example: "evening",
                }),
            }
        }
        wish.parts.sort_unstable();
        wish.parts.dedup();
        if let Some(date) = &self.date {
            match NaiveDate::parse_from_str(date, "%Y-%m-%d") {
                Ok(date) => wish.dates = Some((date, date)),
                Err(_) => violations.push(Violation {
                    parameter: "date",
                    message: "must be a date as year, month and day".to_owned(),
                    example: "2026-12-01",
                }),
            }
        }
        wish.from = clock(self.from.as_deref(), "from", "18:00", violations);
        wish.to = clock(self.to.as_deref(), "to", "20:00", violations);
        if let (Some(from), Some(to)) = (wish.from, wish.to)
            && to <= from
        {
            violations.push(Violation {
                parameter: "to",
                message: "must be later than from".to_owned(),
                example: "20:00",
            });
        }
        wish
    }
}

/// Yes or no, also as forms send it.
fn truth(parameter: &'static str, value: &str) -> Result<bool, Violation> {
    match value {
        "true" | "1" | "yes" | "on" => Ok(true),
        "false" | "0" | "no" | "off" => Ok(false),
        _ => Err(Violation {
            parameter,
            message: "must be true or false".to_owned(),
            example: "true",
        }),
    }
}

fn is_about_days(read: &When) -> bool {
    read.parts.is_empty() && read.from.is_none() && read.to.is_none() && !read.now
}

fn clock(
    text: Option<&str>,
    parameter: &'static str,
    example: &'static str,
    violations: &mut Vec<Violation>,
) -> Option<NaiveTime> {
    let read = NaiveTime::parse_from_str(text?, "%H:%M");
    if read.is_err() {
        violations.push(Violation {
            parameter,
            message: "must be a time of the 24-hour clock".to_owned(),
            example,
        });
    }
    read.ok()
}

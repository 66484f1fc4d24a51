//! iCalendar rules (RFC 5545): "FREQ=MONTHLY;BYDAY=1TU", and what a calendar file says around them.
//!
//! Rules come from strangers. Only days are reckoned with (a rule that counts hours, minutes or
//! seconds is refused), a rule is short, and no more than [`MOST_STEPS`] steps are taken through
//! one. Times of day stand in the schedule and never take part in the reckoning, so the change of
//! the clocks cannot move a date.

mod icalendar;
mod zone;

use std::str::FromStr as _;

use chrono::{DateTime, Datelike as _, NaiveDate, NaiveTime, Utc, Weekday};
use rrule::{NWeekday, RRule, RRuleSet, Tz, Unvalidated};

pub use icalendar::from_icalendar;
pub use zone::zone;

/// The most steps through one rule.
pub const MOST_STEPS: usize = 5_000;
/// The longest rule, in bytes.
const LONGEST: usize = 300;

/// Why a rule or a date was not taken.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum RuleError {
    /// It is not a rule of iCalendar.
    #[error("{text:?} is not a rule such as FREQ=WEEKLY;BYDAY=TU")]
    NotARule {
        /// What it is.
        text: String,
    },
    /// It repeats more often than daily, or has a part that we do not reckon with.
    #[error("a rule with {part} is not taken")]
    Refused {
        /// The part.
        part: String,
    },
    /// A rule has to begin somewhere.
    #[error("it has no DTSTART that is a date or a time")]
    NoStart,
}

/// A rule that was read: its parts, with the end taken out.
#[derive(Debug, Clone)]
pub(crate) struct Rule {
    rule: RRule<Unvalidated>,
    until: Option<NaiveDate>,
}

/// A rule that a weekday, a week of the month and an interval say whole.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Simple {
    pub(crate) days: Vec<Weekday>,
    /// 1 to 4 and −1; empty for weekly.
    pub(crate) weeks_of_month: Vec<i8>,
    pub(crate) fortnightly: bool,
    pub(crate) until: Option<NaiveDate>,
}

/// Whether a rule can be kept; gives it as it is to be kept.
///
/// # Errors
/// [`RuleError`] with the reason.
pub fn checked(text: &str) -> Result<String, RuleError> {
    let text = text.trim();
    let text = text.strip_prefix("RRULE:").unwrap_or(text).to_uppercase();
    Rule::read(&text).map(|_| text)
}

impl Rule {
    pub(crate) fn read(text: &str) -> Result<Self, RuleError> {
        let not_a_rule = || RuleError::NotARule {
            text: text.chars().take(LONGEST).collect(),
        };
        if text.len() > LONGEST {
            return Err(not_a_rule());
        }
        let mut until = None;
        let mut kept = Vec::new();
        for part in text.split(';').filter(|part| !part.trim().is_empty()) {
            let (name, value) = part.split_once('=').ok_or_else(not_a_rule)?;
            match (name.trim(), value.trim()) {
                ("UNTIL", value) => until = Some(icalendar::date(value).ok_or_else(not_a_rule)?),
                ("FREQ", "DAILY" | "WEEKLY" | "MONTHLY" | "YEARLY")
                | (
                    "INTERVAL" | "COUNT" | "BYDAY" | "BYMONTHDAY" | "BYMONTH" | "BYSETPOS"
                    | "BYYEARDAY" | "BYWEEKNO" | "WKST",
                    _,
                ) => kept.push(part),
                _ => {
                    return Err(RuleError::Refused {
                        part: part.to_owned(),
                    });
                }
            }
        }
        let rule = RRule::from_str(&kept.join(";")).map_err(|_| not_a_rule())?;
        if rule.get_interval() == 0 {
            return Err(not_a_rule());
        }
        // The first day of the rule decides what is valid beside it; any will do to find out.
        rule.clone()
            .validate(noon(NaiveDate::default()))
            .map_err(|_| not_a_rule())?;
        Ok(Self { rule, until })
    }

    /// The dates between two, both included, on which a rule that began at `start` falls; at most
    /// `most`, the first ones.
    pub(crate) fn dates(
        &self,
        start: NaiveDate,
        between: (NaiveDate, NaiveDate),
        most: usize,
    ) -> Vec<NaiveDate> {
        let Ok(rule) = self.rule.clone().validate(noon(start)) else {
            return Vec::new();
        };
        let last = self.until.map_or(between.1, |until| until.min(between.1));
        let all = RRuleSet::new(noon(start)).rrule(rule).limit();
        let dates = all.into_iter().take(MOST_STEPS);
        dates
            .map(|moment| moment.date_naive())
            .skip_while(|date| *date < between.0)
            .take_while(|date| *date <= last)
            .take(most)
            .collect()
    }

    /// The rule as weekdays of weeks, where that is all it says.
    pub(crate) fn simple(&self, start: NaiveDate) -> Option<Simple> {
        let rule = &self.rule;
        let only_days = rule.get_by_month().is_empty()
            && rule.get_by_month_day().is_empty()
            && rule.get_by_year_day().is_empty()
            && rule.get_by_week_no().is_empty()
            && rule.get_by_set_pos().is_empty()
            && rule.get_count().is_none();
        if !only_days {
            return None;
        }
        let plain = |day: &NWeekday| match day {
            NWeekday::Every(day) => Some(*day),
            NWeekday::Nth(..) => None,
        };
        let named: Option<Vec<Weekday>> = rule.get_by_weekday().iter().map(plain).collect();
        let simple = |days: Vec<Weekday>, fortnightly| Simple {
            days,
            weeks_of_month: Vec::new(),
            fortnightly,
            until: self.until,
        };
        match (rule.get_freq(), rule.get_interval()) {
            (rrule::Frequency::Daily, 1) => {
                let mut days = named?;
                if days.is_empty() {
                    days = (0..7)
                        .filter_map(|day| Weekday::try_from(day).ok())
                        .collect();
                }
                Some(simple(days, false))
            }
            (rrule::Frequency::Weekly, interval @ (1 | 2)) => {
                let mut days = named?;
                if days.is_empty() {
                    days = vec![start.weekday()];
                }
                // Where the week begins decides which days go together only when there are several.
                let clear =
                    interval == 1 || days.len() == 1 || rule.get_week_start() == Weekday::Mon;
                clear.then(|| simple(days, interval == 2))
            }
            (rrule::Frequency::Monthly, 1) => monthly(rule.get_by_weekday(), self.until),
            _ => None,
        }
    }
}

/// "1TU", "1TU,3TU", "-1FR": the same weeks of every day that is named.
fn monthly(days: &[NWeekday], until: Option<NaiveDate>) -> Option<Simple> {
    let mut simple = Simple {
        days: Vec::new(),
        weeks_of_month: Vec::new(),
        fortnightly: false,
        until,
    };
    for day in days {
        let NWeekday::Nth(week, day) = day else {
            return None;
        };
        let week = i8::try_from(*week)
            .ok()
            .filter(|week| matches!(week, -1 | 1..=4))?;
        simple.days.push(*day);
        simple.weeks_of_month.push(week);
    }
    simple.days.dedup();
    let one_of_either = simple.days.len() == 1 || simple.weeks_of_month.len() == 1;
    (one_of_either && !simple.days.is_empty()).then_some(simple)
}

/// A moment that is on that date wherever rules are reckoned.
fn noon(date: NaiveDate) -> DateTime<Tz> {
    let noon = date.and_time(NaiveTime::from_hms_opt(12, 0, 0).unwrap_or_default());
    DateTime::<Utc>::from_naive_utc_and_offset(noon, Utc).with_timezone(&Tz::UTC)
}

#[cfg(test)]
mod tests;

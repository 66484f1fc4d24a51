//! When a source is crawled by itself: "daily 03:00", "every 6h".

use std::str::FromStr;

use chrono::{DateTime, NaiveTime, TimeDelta, Utc};
use chrono_tz::Europe::London;

/// How often.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Schedule {
    /// Once a day, at this London time.
    Daily(NaiveTime),
    /// Again after this long.
    Every(TimeDelta),
}

/// Why a text is not a schedule.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error(
    "{0:?} is neither \"daily HH:MM\" nor \"every Nh\" or \"every Nm\" with at least 15 minutes"
)]
pub struct ScheduleError(String);

impl Schedule {
    /// Whether a source that was last begun at `last` is due.
    #[must_use]
    pub fn is_due(&self, last: Option<DateTime<Utc>>, now: DateTime<Utc>) -> bool {
        let Some(last) = last else { return true };
        match self {
            Self::Every(pause) => now - last >= *pause,
            Self::Daily(time) => {
                let local = now.with_timezone(&London);
                let today = local.date_naive().and_time(*time);
                // The latest moment at which it should have begun.
                let latest = if local.naive_local() >= today {
                    today
                } else {
                    today - TimeDelta::days(1)
                };
                last.with_timezone(&London).naive_local() < latest
            }
        }
    }
}

impl FromStr for Schedule {
    type Err = ScheduleError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let fault = || ScheduleError(text.to_owned());
        let (word, rest) = text.trim().split_once(' ').ok_or_else(fault)?;
        match word {
            "daily" => NaiveTime::parse_from_str(rest.trim(), "%H:%M")
                .map(Self::Daily)
                .map_err(|_| fault()),
            "every" => {
                let rest = rest.trim();
                let number = |unit| rest.strip_suffix(unit).and_then(|n| n.parse::<i64>().ok());
                let pause = number('h')
                    .and_then(TimeDelta::try_hours)
                    .or_else(|| number('m').and_then(TimeDelta::try_minutes));
                pause
                    .filter(|pause| *pause >= TimeDelta::minutes(15))
                    .map(Self::Every)
                    .ok_or_else(fault)
            }
            _ => Err(fault()),
        }
    }
}

#[cfg(test)]
mod tests {
    use chrono::DateTime;

    use super::Schedule;

    fn check(schedule: &str, last: &str, now: &str, due: bool) {
        let schedule: Schedule = schedule.parse().unwrap();
        let at = |text: &str| DateTime::parse_from_rfc3339(text).unwrap().to_utc();
        assert_eq!(
            schedule.is_due(Some(at(last)), at(now)),
            due,
            "{schedule:?} {last} {now}"
        );
    }

    #[test]
    fn a_daily_source_is_due_once_after_its_hour() {
        check(
            "daily 03:00",
            "2026-11-21T03:00:10Z",
            "2026-11-22T02:59:00Z",
            false,
        );
        check(
            "daily 03:00",
            "2026-11-21T03:00:10Z",
            "2026-11-22T03:00:00Z",
            true,
        );
        check(
            "daily 03:00",
            "2026-11-22T03:00:10Z",
            "2026-11-22T23:00:00Z",
            false,
        );
        // 03:00 in London is 02:00 UTC in summer.
        check(
            "daily 03:00",
            "2026-06-21T02:00:10Z",
            "2026-06-22T02:00:00Z",
            true,
        );
    }

    #[test]
    fn a_source_is_due_again_after_its_pause() {
        check(
            "every 6h",
            "2026-11-22T00:00:00Z",
            "2026-11-22T05:59:00Z",
            false,
        );
        check(
            "every 6h",
            "2026-11-22T00:00:00Z",
            "2026-11-22T06:00:00Z",
            true,
        );
    }

    #[test]
    fn what_is_not_a_schedule_is_refused() {
        for text in [
            "",
            "daily",
            "daily 25:00",
            "every",
            "every h",
            "every 5m",
            "every é",
            "weekly 03:00",
        ] {
            assert!(text.parse::<Schedule>().is_err(), "{text}");
        }
    }
}

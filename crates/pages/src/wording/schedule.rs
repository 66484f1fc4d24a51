//! Sessions in words: "Every Tuesday, 10am to 12:30pm, in school terms only".

use chrono::{NaiveTime, Timelike, Weekday};
use domain::schedule::{Frequency, Schedule, weekday_name};

use super::{date, listed};

/// One session, as a line.
pub(crate) fn schedule(schedule: &Schedule) -> String {
    let mut line = sessions(schedule);
    if let Some(times) = times(schedule.opens_at, schedule.closes_at) {
        line = if line.is_empty() {
            times
        } else {
            format!("{line}, {times}")
        };
    }
    if schedule.term_time_only {
        line.push_str(", in school terms only");
    }
    if schedule.frequency != Frequency::Once {
        match (schedule.valid_from, schedule.valid_to) {
            (Some(from), Some(to)) => {
                line.push_str(&format!(", from {} to {}", date(from), date(to)));
            }
            (Some(from), None) => line.push_str(&format!(", from {}", date(from))),
            (None, Some(to)) => line.push_str(&format!(", until {}", date(to))),
            (None, None) => {}
        }
    }
    match &schedule.description {
        Some(what) if line.is_empty() => what.clone(),
        Some(what) => format!("{what}: {line}"),
        None => line,
    }
}

/// The days of the week on which anything happens, Monday first: "Monday and Thursday".
pub(crate) fn days(weekdays: &[Weekday]) -> Option<String> {
    let mut sorted: Vec<Weekday> = weekdays.to_vec();
    sorted.sort_by_key(Weekday::num_days_from_monday);
    sorted.dedup();
    match sorted.as_slice() {
        [] => None,
        [
            Weekday::Mon,
            Weekday::Tue,
            Weekday::Wed,
            Weekday::Thu,
            Weekday::Fri,
        ] => Some("Monday to Friday".to_owned()),
        [
            Weekday::Mon,
            Weekday::Tue,
            Weekday::Wed,
            Weekday::Thu,
            Weekday::Fri,
            Weekday::Sat,
        ] => Some("Monday to Saturday".to_owned()),
        all if all.len() == 7 => Some("every day".to_owned()),
        some => Some(listed(
            &some.iter().copied().map(weekday_name).collect::<Vec<_>>(),
        )),
    }
}

fn sessions(schedule: &Schedule) -> String {
    if schedule.rrule.is_some() {
        return "On some dates, see when it is next".to_owned();
    }
    let Some(days) = days(&schedule.weekdays) else {
        return match (schedule.frequency, schedule.valid_from) {
            (Frequency::Once, Some(day)) => date(day),
            _ => String::new(),
        };
    };
    match schedule.frequency {
        Frequency::Once => schedule
            .valid_from
            .map_or(days.clone(), |day| format!("{days} {}", date(day))),
        Frequency::Weekly if days == "every day" => "Every day".to_owned(),
        Frequency::Weekly if days.contains(" to ") => days,
        Frequency::Weekly => format!("Every {days}"),
        Frequency::Fortnightly => format!("Every second {days}"),
        Frequency::Monthly => match weeks(&schedule.weeks_of_month) {
            Some(weeks) => format!("{weeks} {days} of the month"),
            None => format!("{days}, once a month"),
        },
    }
}

fn weeks(weeks: &[i8]) -> Option<String> {
    let names: Vec<&str> = weeks
        .iter()
        .filter_map(|week| match week {
            1 => Some("first"),
            2 => Some("second"),
            3 => Some("third"),
            4 => Some("fourth"),
            5 => Some("fifth"),
            -1 => Some("last"),
            _ => None,
        })
        .collect();
    (!names.is_empty()).then(|| super::sentence(&listed(&names)))
}

fn times(opens: Option<NaiveTime>, closes: Option<NaiveTime>) -> Option<String> {
    match (opens, closes) {
        (Some(opens), Some(closes)) => Some(format!("{} to {}", time(opens), time(closes))),
        (Some(opens), None) => Some(format!("from {}", time(opens))),
        (None, Some(closes)) => Some(format!("until {}", time(closes))),
        (None, None) => None,
    }
}

/// "10am", "12:30pm", "midday", "midnight".
pub(crate) fn time(time: NaiveTime) -> String {
    let (afternoon, hour) = time.hour12();
    let half = if afternoon { "pm" } else { "am" };
    match (time.hour(), time.minute()) {
        (12, 0) => "midday".to_owned(),
        (0, 0) | (23, 59) => "midnight".to_owned(),
        (_, 0) => format!("{hour}{half}"),
        (_, minute) => format!("{hour}:{minute:02}{half}"),
    }
}

#[cfg(test)]
mod tests {
    use chrono::{NaiveDate, NaiveTime, Weekday};
    use domain::schedule::{Frequency, Schedule};

    use super::{days, schedule};

    fn weekly(weekdays: &[Weekday], opens: &str, closes: &str) -> Schedule {
        let time = |text: &str| NaiveTime::parse_from_str(text, "%H:%M").ok();
        Schedule {
            weekdays: weekdays.to_vec(),
            opens_at: time(opens),
            closes_at: time(closes),
            ..Schedule::default()
        }
    }

    #[test]
    fn a_weekly_session_is_one_line() {
        let session = weekly(&[Weekday::Tue], "10:00", "12:30");
        assert_eq!(schedule(&session), "Every Tuesday, 10am to 12:30pm");
        let shop = weekly(
            &[
                Weekday::Mon,
                Weekday::Tue,
                Weekday::Wed,
                Weekday::Thu,
                Weekday::Fri,
            ],
            "09:00",
            "12:00",
        );
        assert_eq!(schedule(&shop), "Monday to Friday, 9am to midday");
    }

    #[test]
    fn a_monthly_session_names_its_weeks() {
        let session = Schedule {
            frequency: Frequency::Monthly,
            weeks_of_month: vec![1, 3],
            description: Some("Repair café".to_owned()),
            ..weekly(&[Weekday::Sat], "14:00", "")
        };
        assert_eq!(
            schedule(&session),
            "Repair café: First and third Saturday of the month, from 2pm"
        );
    }

    #[test]
    fn one_day_has_its_date() {
        let session = Schedule {
            frequency: Frequency::Once,
            valid_from: NaiveDate::from_ymd_opt(2026, 12, 4),
            ..weekly(&[Weekday::Fri], "18:00", "20:00")
        };
        assert_eq!(schedule(&session), "Friday 4 December 2026, 6pm to 8pm");
    }

    #[test]
    fn terms_and_limits_are_said() {
        let session = Schedule {
            term_time_only: true,
            valid_to: NaiveDate::from_ymd_opt(2026, 12, 18),
            ..weekly(&[Weekday::Mon, Weekday::Thu], "10:00", "11:00")
        };
        assert_eq!(
            schedule(&session),
            "Every Monday and Thursday, 10am to 11am, in school terms only, until 18 December 2026"
        );
    }

    #[test]
    fn days_are_in_order_and_said_once() {
        assert_eq!(
            days(&[Weekday::Fri, Weekday::Mon, Weekday::Fri]).as_deref(),
            Some("Monday and Friday")
        );
        assert_eq!(days(&[]), None);
    }
}

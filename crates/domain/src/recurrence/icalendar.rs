//! The lines of a calendar event that say when: DTSTART, DTEND, RRULE, RDATE, EXDATE.

use chrono::{DateTime, Datelike as _, NaiveDate, NaiveDateTime, TimeZone as _, Utc};
use chrono_tz::Europe::London;

use super::{Rule, RuleError, checked, zone};
use crate::schedule::{Frequency, Schedule};

/// The most dates that are kept of one line.
const MOST_DATES: usize = 400;

/// The schedule of an event, from its unfolded lines; other lines are passed over.
///
/// Times are brought to Europe/London; a time without a zone is taken to be local already.
///
/// # Errors
/// [`RuleError`] when it has no start, or its rule cannot be kept.
pub fn from_icalendar(lines: &str) -> Result<Schedule, RuleError> {
    let mut start = None;
    let mut end = None;
    let mut rrule = None;
    let mut schedule = Schedule::default();
    for line in lines.lines() {
        let Some((head, value)) = line.trim().split_once(':') else {
            continue;
        };
        let (name, parameters) = head.split_once(';').unwrap_or((head, ""));
        let moments = || value.split(',').filter_map(|text| local(text, parameters));
        match name.to_ascii_uppercase().as_str() {
            "DTSTART" => start = moments().next(),
            "DTEND" => end = moments().next(),
            "RRULE" => rrule = Some(checked(value)?),
            "RDATE" => schedule
                .rdates
                .extend(moments().take(MOST_DATES).map(|moment| moment.date)),
            "EXDATE" => schedule
                .exdates
                .extend(moments().take(MOST_DATES).map(|moment| moment.date)),
            _ => {}
        }
    }
    let start = start.ok_or(RuleError::NoStart)?;
    schedule.valid_from = Some(start.date);
    schedule.weekdays = vec![start.date.weekday()];
    schedule.opens_at = start.time;
    schedule.closes_at = end.and_then(|end| end.time);
    let Some(rrule) = rrule else {
        schedule.frequency = Frequency::Once;
        return Ok(schedule);
    };
    match Rule::read(&rrule)?.simple(start.date) {
        Some(simple) => {
            schedule.frequency = match (simple.fortnightly, simple.weeks_of_month.is_empty()) {
                (true, _) => Frequency::Fortnightly,
                (false, true) => Frequency::Weekly,
                (false, false) => Frequency::Monthly,
            };
            schedule.weekdays = simple.days;
            schedule.weeks_of_month = simple.weeks_of_month;
            schedule.valid_to = simple.until;
        }
        None => schedule.rrule = Some(rrule),
    }
    Ok(schedule)
}

struct Moment {
    date: NaiveDate,
    time: Option<chrono::NaiveTime>,
}

/// A date or a time of iCalendar, in Europe/London.
fn local(text: &str, parameters: &str) -> Option<Moment> {
    let text = text.trim();
    let Some(naive) = date_time(text) else {
        return date(text).map(|date| Moment { date, time: None });
    };
    let named = parameters
        .split(';')
        .find_map(|parameter| parameter.strip_prefix("TZID="))
        .and_then(zone);
    let there = if text.ends_with('Z') {
        Some(DateTime::<Utc>::from_naive_utc_and_offset(naive, Utc).with_timezone(&London))
    } else {
        named.and_then(|zone| {
            let there = zone.from_local_datetime(&naive).earliest();
            there.map(|there| there.with_timezone(&London))
        })
    };
    let here = there.map_or(naive, |there| there.naive_local());
    Some(Moment {
        date: here.date(),
        time: Some(here.time()),
    })
}

fn date_time(text: &str) -> Option<NaiveDateTime> {
    NaiveDateTime::parse_from_str(text.trim_end_matches('Z'), "%Y%m%dT%H%M%S").ok()
}

/// The date of a date or a time of iCalendar, in Europe/London.
pub(super) fn date(text: &str) -> Option<NaiveDate> {
    if date_time(text).is_some() {
        return local(text, "").map(|moment| moment.date);
    }
    NaiveDate::parse_from_str(text, "%Y%m%d").ok()
}

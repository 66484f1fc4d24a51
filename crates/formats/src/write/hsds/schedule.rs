//! Schedules, in the parts of an iCalendar rule that HSDS holds.

use chrono::{NaiveTime, Weekday};
use domain::identity::part_id;
use domain::schedule::{Frequency, Schedule};
use domain::service::{Attendance, Service};
use serde_json::{Value, json};
use uuid::Uuid;

/// The note of a schedule that rests in the school holidays.
pub(crate) const TERM_TIME_ONLY: &str = "In school terms only.";

/// The schedules of the service itself, and the source's own words of all of them as one more: HSDS
/// has words only in a schedule, and a rule that was read from them can be wrong.
pub(super) fn of_service(id: Uuid, service: &Service) -> Vec<Value> {
    let words = service.hours_text.as_ref().map(|words| {
        json!({
            "id": part_id(id, "schedule", "words"),
            "service_id": id,
            "attending_type": attending(service),
            "description": words,
        })
    });
    let mut schedules = all(id, "service_id", &service.schedules, service);
    schedules.extend(words);
    schedules
}

/// The schedules of a service at a place.
pub(super) fn of_place(id: Uuid, schedules: &[Schedule], service: &Service) -> Vec<Value> {
    all(id, "service_at_location_id", schedules, service)
}

fn all(owner: Uuid, owner_field: &str, schedules: &[Schedule], service: &Service) -> Vec<Value> {
    let mut ids: Vec<Uuid> = Vec::with_capacity(schedules.len());
    schedules
        .iter()
        .map(|schedule| {
            let mut id = part_id(owner, "schedule", &key(schedule));
            while ids.contains(&id) {
                id = part_id(id, "schedule", "again");
            }
            ids.push(id);
            let mut shown = one(id, schedule);
            shown[owner_field] = json!(owner);
            shown["attending_type"] = json!(attending(service));
            shown
        })
        .collect()
}

/// What makes a schedule itself: all of it.
fn key(schedule: &Schedule) -> String {
    format!(
        "{:?}/{}/{:?}/{:?}/{:?}/{:?}/{}",
        schedule.frequency,
        byday(schedule),
        schedule.opens_at,
        schedule.closes_at,
        schedule.valid_from,
        schedule.valid_to,
        schedule.description.as_deref().unwrap_or_default()
    )
}

/// How people take part, whenever it is: HSDS asks of each schedule.
fn attending(service: &Service) -> String {
    let ways: Vec<&str> = service.attendance.iter().map(|way| way_of(*way)).collect();
    ways.join(", ")
}

fn way_of(way: Attendance) -> &'static str {
    match way {
        Attendance::InPerson => "in person",
        Attendance::Phone => "phone",
        Attendance::Online => "online",
        Attendance::Home => "home visit",
    }
}

fn one(id: Uuid, schedule: &Schedule) -> Value {
    let time = |time: NaiveTime| time.format("%H:%M").to_string();
    let (freq, interval) = match schedule.frequency {
        Frequency::Weekly => (Some("WEEKLY"), Some(1)),
        Frequency::Fortnightly => (Some("WEEKLY"), Some(2)),
        Frequency::Monthly => (Some("MONTHLY"), Some(1)),
        Frequency::Once => (None, None),
    };
    let once = schedule.frequency == Frequency::Once;
    json!({
        "id": id,
        "freq": freq,
        "interval": interval,
        "byday": byday(schedule),
        "opens_at": schedule.opens_at.map(time),
        "closes_at": schedule.closes_at.map(time),
        "dtstart": schedule.valid_from,
        "valid_from": schedule.valid_from,
        "valid_to": if once { schedule.valid_from } else { schedule.valid_to },
        "description": schedule.description,
        "notes": schedule.term_time_only.then_some(TERM_TIME_ONLY),
    })
}

/// `TU`, or for the second Tuesday of the month `2TU`.
fn byday(schedule: &Schedule) -> String {
    let days = schedule.weekdays.iter().map(|day| letters(*day));
    let days: Vec<String> =
        if schedule.frequency == Frequency::Monthly && !schedule.weeks_of_month.is_empty() {
            days.flat_map(|day| {
                let weeks = schedule.weeks_of_month.iter();
                weeks.map(move |week| format!("{week}{day}"))
            })
            .collect()
        } else {
            days.map(str::to_owned).collect()
        };
    days.join(",")
}

/// The two letters of iCalendar.
pub(crate) fn letters(day: Weekday) -> &'static str {
    match day {
        Weekday::Mon => "MO",
        Weekday::Tue => "TU",
        Weekday::Wed => "WE",
        Weekday::Thu => "TH",
        Weekday::Fri => "FR",
        Weekday::Sat => "SA",
        Weekday::Sun => "SU",
    }
}

//! Sessions as iCalendar: what people put into the calendar of their telephone.
//!
//! Only what repeats in a way that is known is an event: words that were not understood, a second
//! week without a first one, and a month without a week are left out rather than guessed at. Times are those of London.

use chrono::{DateTime, Datelike, Days, NaiveDate, NaiveDateTime, NaiveTime, TimeDelta, Utc};
use domain::identity::{part_id, place_ids};
use domain::schedule::{Frequency, Schedule};
use domain::service::Location;

use super::Record;
use super::hsds::letters;

/// What stands before the first event: who made it, and the clock of London.
pub const BEGIN: &str = "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//Fingerpost//Listings//EN\r\n\
CALSCALE:GREGORIAN\r\nMETHOD:PUBLISH\r\nBEGIN:VTIMEZONE\r\nTZID:Europe/London\r\n\
BEGIN:DAYLIGHT\r\nTZOFFSETFROM:+0000\r\nTZOFFSETTO:+0100\r\nTZNAME:BST\r\n\
DTSTART:19700329T010000\r\nRRULE:FREQ=YEARLY;BYMONTH=3;BYDAY=-1SU\r\nEND:DAYLIGHT\r\n\
BEGIN:STANDARD\r\nTZOFFSETFROM:+0100\r\nTZOFFSETTO:+0000\r\nTZNAME:GMT\r\n\
DTSTART:19701025T020000\r\nRRULE:FREQ=YEARLY;BYMONTH=10;BYDAY=-1SU\r\nEND:STANDARD\r\n\
END:VTIMEZONE\r\n";
/// What stands after the last event.
pub const END: &str = "END:VCALENDAR\r\n";
/// How long a session is taken to last where nobody says.
const USUAL: TimeDelta = TimeDelta::hours(1);
/// Octets in a line at most.
const LINE: usize = 75;

/// The events of a listing; those without a first day of their own begin on `today` or after.
#[must_use]
pub fn events(record: &Record<'_>, today: NaiveDate) -> String {
    let service = &record.listing.service;
    let mut events = String::new();
    for schedule in &service.schedules {
        let place = match service.service_at_locations.as_slice() {
            [only] => Some(&only.location),
            _ => None,
        };
        event(record, schedule, place, "", today, &mut events);
    }
    for ids in place_ids(record.listing.id, service) {
        if let Some(at) = service.service_at_locations.get(ids.at) {
            let key = ids.service_at_location.to_string();
            for schedule in &at.schedules {
                event(
                    record,
                    schedule,
                    Some(&at.location),
                    &key,
                    today,
                    &mut events,
                );
            }
        }
    }
    events
}

fn event(
    record: &Record<'_>,
    schedule: &Schedule,
    place: Option<&Location>,
    key: &str,
    today: NaiveDate,
    to: &mut String,
) {
    let Some(opens) = schedule.opens_at else {
        return;
    };
    let Some(first) = first_day(schedule, today) else {
        return;
    };
    let begins = first.and_time(opens);
    let ends = match schedule.closes_at {
        Some(closes) if closes > opens => first.and_time(closes),
        Some(closes) => first.and_time(closes) + TimeDelta::days(1),
        None => begins + USUAL,
    };
    let listing = record.listing;
    let uid = part_id(
        listing.id,
        "event",
        &format!("{key}/{}", identity(schedule)),
    );
    let mut line = |name: &str, value: &str| fold(&format!("{name}:{value}"), to);
    line("BEGIN", "VEVENT");
    line("UID", &uid.to_string());
    line("DTSTAMP", &stamp(listing.changed_at));
    line("SEQUENCE", &listing.version.to_string());
    line("DTSTART;TZID=Europe/London", &local(begins));
    line("DTEND;TZID=Europe/London", &local(ends));
    if let Some(rule) = rule(schedule) {
        line("RRULE", &rule);
    }
    line("SUMMARY", &escape(&listing.service.name));
    let mut about: Vec<String> = Vec::new();
    about.extend(schedule.description.clone());
    if schedule.term_time_only {
        about.push("In school terms only.".to_owned());
    }
    about.push("Check before you go.".to_owned());
    about.extend(
        record
            .credits
            .iter()
            .map(|credit| credit.licence.attribution.clone()),
    );
    line("DESCRIPTION", &escape(&about.join("\n")));
    if let Some(place) = place {
        let postcode = place.postcode.as_ref().map(ToString::to_string);
        let parts: Vec<String> = place
            .name
            .iter()
            .chain(&place.address)
            .cloned()
            .chain(postcode)
            .collect();
        if !parts.is_empty() {
            line("LOCATION", &escape(&parts.join(", ")));
        }
        if let Some(at) = place.position {
            line("GEO", &format!("{:.6};{:.6}", at.latitude, at.longitude));
        }
    }
    line("URL", &record.page());
    line("END", "VEVENT");
}

fn identity(schedule: &Schedule) -> String {
    format!(
        "{:?}/{:?}/{:?}/{:?}/{:?}",
        schedule.frequency,
        schedule.weekdays,
        schedule.weeks_of_month,
        schedule.opens_at,
        schedule.valid_from
    )
}

/// The first day on which it happens: its own first, or the next from `today`.
fn first_day(schedule: &Schedule, today: NaiveDate) -> Option<NaiveDate> {
    let from = match schedule.frequency {
        Frequency::Once => return schedule.valid_from,
        Frequency::Fortnightly => schedule.valid_from?,
        Frequency::Weekly | Frequency::Monthly => schedule.valid_from.unwrap_or(today),
    };
    let unsure_which =
        schedule.frequency == Frequency::Monthly && schedule.weeks_of_month.is_empty();
    if schedule.weekdays.is_empty() || unsure_which {
        return None;
    }
    // Two months hold every weekday of every week of a month.
    let day = (0..62)
        .filter_map(|days| from.checked_add_days(Days::new(days)))
        .find(|day| falls_on(schedule, *day))?;
    schedule
        .valid_to
        .is_none_or(|last| day <= last)
        .then_some(day)
}

fn falls_on(schedule: &Schedule, day: NaiveDate) -> bool {
    let is_day = schedule.weekdays.contains(&day.weekday());
    let monthly = schedule.frequency == Frequency::Monthly;
    is_day
        && (!monthly || {
            let week = i8::try_from((day.day() - 1) / 7 + 1).unwrap_or(i8::MAX);
            let is_last = day
                .checked_add_days(Days::new(7))
                .is_none_or(|next| next.month() != day.month());
            schedule.weeks_of_month.contains(&week)
                || (is_last && schedule.weeks_of_month.contains(&-1))
        })
}

fn rule(schedule: &Schedule) -> Option<String> {
    let days = schedule.weekdays.iter().map(|day| letters(*day));
    let mut rule = match schedule.frequency {
        Frequency::Once => return None,
        Frequency::Weekly => format!("FREQ=WEEKLY;BYDAY={}", days.collect::<Vec<_>>().join(",")),
        Frequency::Fortnightly => format!(
            "FREQ=WEEKLY;INTERVAL=2;BYDAY={}",
            days.collect::<Vec<_>>().join(",")
        ),
        Frequency::Monthly => {
            let weeks = &schedule.weeks_of_month;
            let days: Vec<String> = days
                .flat_map(|day| weeks.iter().map(move |week| format!("{week}{day}")))
                .collect();
            format!("FREQ=MONTHLY;BYDAY={}", days.join(","))
        }
    };
    if let Some(last) = schedule.valid_to {
        let end = last
            .and_time(NaiveTime::from_hms_opt(23, 59, 59)?)
            .and_utc();
        rule.push_str(&format!(";UNTIL={}", stamp(end)));
    }
    Some(rule)
}

fn stamp(at: DateTime<Utc>) -> String {
    at.format("%Y%m%dT%H%M%SZ").to_string()
}

fn local(at: NaiveDateTime) -> String {
    at.format("%Y%m%dT%H%M%S").to_string()
}

fn escape(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '\\' | ';' | ',' => {
                escaped.push('\\');
                escaped.push(c);
            }
            '\n' => escaped.push_str("\\n"),
            c if c.is_control() => {}
            c => escaped.push(c),
        }
    }
    escaped
}

/// Writes a line, broken after at most 75 octets, never inside a character.
fn fold(line: &str, to: &mut String) {
    let mut room = LINE;
    for c in line.chars() {
        if c.len_utf8() > room {
            to.push_str("\r\n ");
            room = LINE - 1;
        }
        to.push(c);
        room -= c.len_utf8();
    }
    to.push_str("\r\n");
}

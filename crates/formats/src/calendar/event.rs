//! An event of a calendar becomes a service.

use std::collections::BTreeMap;

use chrono::{Datelike as _, NaiveDate, NaiveDateTime, NaiveTime, TimeZone as _, Utc};
use chrono_tz::Europe::London;
use chrono_tz::Tz;
use domain::contact::{emails, is_personal_email};
use domain::schedule::{Frequency, Schedule};
use domain::service::ServiceAtLocation;
use domain::statement::{Item, content_hash};
use serde_json::json;

use super::property;
use crate::feed::body;
use crate::feed::draft::Draft;
use crate::feed::node::Node;
use crate::feed::times::When;
use crate::feed::whereabouts::PlaceWords;

/// Properties by name; where one is repeated, all.
#[derive(Debug, Default)]
pub(super) struct Event {
    values: BTreeMap<String, Vec<Value>>,
}

#[derive(Debug)]
struct Value {
    text: String,
    parameters: BTreeMap<String, String>,
}

impl Event {
    pub(super) fn read(lines: &[&str]) -> Self {
        let mut event = Self::default();
        for property in lines.iter().filter_map(|line| property(line)) {
            let parameters = property
                .params
                .iter()
                .filter_map(|parameter| {
                    let value = parameter
                        .val
                        .as_ref()?
                        .as_str()
                        .trim_matches('"')
                        .to_owned();
                    Some((parameter.key.as_str().to_ascii_uppercase(), value))
                })
                .collect();
            event
                .values
                .entry(property.name.as_str().to_ascii_uppercase())
                .or_default()
                .push(Value {
                    text: property.val.as_str().trim().to_owned(),
                    parameters,
                });
        }
        event
    }

    fn value(&self, name: &str) -> Option<&Value> {
        self.values
            .get(name)?
            .first()
            .filter(|value| !value.text.is_empty())
    }

    fn text(&self, name: &str) -> Option<String> {
        Some(self.value(name)?.text.clone())
    }

    pub(super) fn uid(&self) -> Option<String> {
        self.text("UID").filter(|uid| uid.len() <= 200)
    }

    /// One day of a series that differs from the others.
    pub(super) fn is_an_exception(&self) -> bool {
        self.values.contains_key("RECURRENCE-ID")
    }

    /// The event as a service.
    ///
    /// # Errors
    /// Why it is none.
    pub(super) fn item(
        &self,
        vocabulary: &str,
        terms: &[String],
        lines: &[&str],
    ) -> Result<Item, String> {
        if self
            .text("STATUS")
            .is_some_and(|status| status.eq_ignore_ascii_case("CANCELLED"))
        {
            return Err("it is cancelled".to_owned());
        }
        if self
            .text("CLASS")
            .is_some_and(|class| !class.eq_ignore_ascii_case("PUBLIC"))
        {
            return Err("it is marked as private".to_owned());
        }
        let mut draft = Draft::named(self.text("SUMMARY").as_deref())?;
        for name in ["DESCRIPTION", "X-ALT-DESC"] {
            if let Some(raw) = self
                .text(name)
                .filter(|_| name == "DESCRIPTION" || !self.values.contains_key("DESCRIPTION"))
            {
                draft.describe(&raw);
            }
        }
        if let Some(raw) = self.text("URL") {
            draft.web(&raw);
        }
        self.who(&mut draft);
        self.place(&mut draft);
        self.when(&mut draft)?;
        for value in self.values.get("CATEGORIES").into_iter().flatten() {
            for name in value.text.split(',') {
                draft.term(vocabulary, None, &name.replace('\\', ""));
            }
        }
        // Always in UTC, as RFC 5545 has it.
        let modified = self.text("LAST-MODIFIED").and_then(|raw| compact(&raw));
        if let Some((day, Some(time))) = modified {
            draft.modified(&day.and_time(time).format("%Y-%m-%dT%H:%M:%S").to_string());
        }
        let raw = lines.join("\n");
        let id = self.uid().unwrap_or_else(|| {
            let name = self.text("SUMMARY").unwrap_or_default();
            let start = self.text("DTSTART").unwrap_or_default();
            content_hash(format!("{name}\n{start}").as_bytes())
                .chars()
                .take(20)
                .collect()
        });
        Ok(Item {
            external_id: id,
            url: self
                .text("URL")
                .and_then(|raw| domain::contact::web_address(&raw)),
            service: draft.finish(terms, vocabulary),
            raw,
        })
    }

    /// An organizer with a role mailbox is a body; with a private one, a person.
    fn who(&self, draft: &mut Draft) {
        let Some(organizer) = self.value("ORGANIZER") else {
            return;
        };
        let email = emails(organizer.text.trim_start_matches("mailto:"))
            .into_iter()
            .next();
        let name = organizer
            .parameters
            .get("CN")
            .filter(|name| !name.contains('@'));
        match (email, name) {
            (Some(email), name) if !is_personal_email(&email) => {
                draft.mailbox(&email);
                if let Some(body) =
                    body::organization(name.map(String::as_str), None, None, Some(&email), &[])
                {
                    draft.run_by(body);
                }
            }
            (email, name) => draft.ask(
                name.map(String::as_str),
                None,
                &email.unwrap_or_default(),
                &[],
            ),
        }
    }

    fn place(&self, draft: &mut Draft) {
        let written = self.text("LOCATION").unwrap_or_default();
        if written.to_ascii_lowercase().starts_with("http")
            || written.to_ascii_lowercase().contains("zoom")
        {
            draft.attend("online");
            return;
        }
        // Some escape the mark between the two numbers.
        let pair = self.text("GEO").and_then(|raw| {
            let raw = raw.replace('\\', "");
            let (north, east) = raw.split_once([';', ','])?;
            Some((north.trim().parse().ok()?, east.trim().parse().ok()?))
        });
        let words = PlaceWords {
            lines: vec![written],
            position: pair,
            ..PlaceWords::default()
        };
        if let Some(location) = words.location() {
            draft.at(ServiceAtLocation {
                location,
                schedules: Vec::new(),
            });
        }
    }

    fn when(&self, draft: &mut Draft) -> Result<(), String> {
        let (first, opens_at) = self
            .moment("DTSTART")
            .ok_or("it does not say when it begins")?;
        let end = self
            .moment("DTEND")
            .or_else(|| self.after("DURATION", first, opens_at));
        let closes_at = end
            .filter(|(last, time)| *last == first && *time > opens_at)
            .and_then(|(_, time)| time);
        let clock = |time: Option<NaiveTime>| time.map(|time| time.format("%H:%M").to_string());
        if let Some(rule) = self.text("RRULE") {
            let parts: BTreeMap<String, String> = rule
                .split(';')
                .filter_map(|part| part.split_once('='))
                .map(|(name, value)| {
                    (
                        name.trim().to_ascii_uppercase(),
                        value.trim().to_ascii_uppercase(),
                    )
                })
                .collect();
            let part = |name: &str| parts.get(name).cloned();
            let freq = part("FREQ").unwrap_or_default();
            if matches!(freq.as_str(), "SECONDLY" | "MINUTELY" | "HOURLY") {
                return Err(format!("it repeats {}", freq.to_lowercase()));
            }
            // "the first Tuesday" is also written as Tuesdays, of which the first.
            let days = part("BYDAY").map(|days| match part("BYSETPOS") {
                Some(nth) if freq == "MONTHLY" => days
                    .split(',')
                    .map(|day| format!("{nth}{day}"))
                    .collect::<Vec<_>>()
                    .join(","),
                _ => days,
            });
            let until = part("UNTIL")
                .and_then(|raw| compact(&raw))
                .map(|(day, _)| day);
            let entry = json!({
                "freq": freq, "interval": part("INTERVAL"), "byday": days, "bymonthday": part("BYMONTHDAY"),
                "dtstart": first.to_string(), "until": until.map(|day| day.to_string()),
                "opens_at": clock(opens_at), "closes_at": clock(closes_at),
            });
            let mut when = When::default();
            when.add(Node::of(&entry));
            for words in when.words {
                draft.hours(&words);
            }
            for schedule in when.schedules {
                draft.when(schedule);
            }
            return Ok(());
        }
        // The day after the last is where a whole-day event ends.
        let last = match end {
            Some((last, None)) => last
                .pred_opt()
                .filter(|last| *last >= first)
                .unwrap_or(first),
            Some((last, Some(_))) if last >= first => last,
            _ => first,
        };
        let dates = self
            .values
            .get("RDATE")
            .into_iter()
            .flatten()
            .filter_map(|value| compact(&value.text));
        let days: Vec<NaiveDate> = std::iter::once(first)
            .chain(dates.map(|(day, _)| day))
            .collect();
        if last > first {
            draft.hours(&format!(
                "{} to {}",
                first.format("%-d %B %Y"),
                last.format("%-d %B %Y")
            ));
            return Ok(());
        }
        for day in days {
            draft.when(Schedule {
                frequency: Frequency::Once,
                weekdays: vec![day.weekday()],
                opens_at,
                closes_at,
                valid_from: Some(day),
                valid_to: Some(day),
                ..Schedule::default()
            });
        }
        Ok(())
    }

    /// A moment as London clocks show it.
    fn moment(&self, name: &str) -> Option<(NaiveDate, Option<NaiveTime>)> {
        let value = self.value(name)?;
        let (day, time) = compact(&value.text)?;
        let Some(time) = time else {
            return Some((day, None));
        };
        let at = day.and_time(time);
        let zone = value.parameters.get("TZID").map(String::as_str);
        let at = if value.text.ends_with('Z') {
            Utc.from_utc_datetime(&at)
                .with_timezone(&London)
                .naive_local()
        } else {
            in_london(at, zone)
        };
        Some((at.date(), Some(at.time())))
    }

    fn after(
        &self,
        name: &str,
        day: NaiveDate,
        time: Option<NaiveTime>,
    ) -> Option<(NaiveDate, Option<NaiveTime>)> {
        let minutes = minutes(&self.text(name)?)?;
        let at = day
            .and_time(time?)
            .checked_add_signed(chrono::TimeDelta::try_minutes(minutes)?)?;
        Some((at.date(), Some(at.time())))
    }
}

/// A clock time of a zone, by its name or the name that Windows has for it; one that is not known is
/// taken for London's.
fn in_london(at: NaiveDateTime, zone: Option<&str>) -> NaiveDateTime {
    let zone = zone.and_then(|name| match name {
        "GMT Standard Time" | "Greenwich Standard Time" => Some(London),
        "W. Europe Standard Time" | "Romance Standard Time" => "Europe/Paris".parse().ok(),
        "UTC" | "Etc/UTC" => Some(Tz::UTC),
        name => name.trim_start_matches('/').parse().ok(),
    });
    match zone
        .filter(|zone| *zone != London)
        .and_then(|zone| zone.from_local_datetime(&at).earliest())
    {
        Some(at) => at.with_timezone(&London).naive_local(),
        None => at,
    }
}

/// "20261123T183000Z", "20261123".
fn compact(raw: &str) -> Option<(NaiveDate, Option<NaiveTime>)> {
    let raw = raw.split([',', '/']).next()?.trim().trim_end_matches('Z');
    let (day, time) = match raw.split_once('T') {
        Some((day, time)) => (day, Some(time)),
        None => (raw, None),
    };
    let day = NaiveDate::parse_from_str(day, "%Y%m%d").ok()?;
    let time = time.and_then(|time| NaiveTime::parse_from_str(time.get(..6)?, "%H%M%S").ok());
    Some((day, time)).filter(|(day, _)| (1970..2200).contains(&day.year()))
}

/// "PT1H30M", "P1D".
fn minutes(raw: &str) -> Option<i64> {
    let rest = raw.trim().trim_start_matches('+').strip_prefix('P')?;
    let (mut total, mut number) = (0_i64, String::new());
    for c in rest.chars() {
        if c.is_ascii_digit() {
            number.push(c);
            continue;
        }
        let amount: i64 = if number.is_empty() {
            0
        } else {
            number.parse().ok()?
        };
        number.clear();
        let each = match c {
            'W' => 7 * 24 * 60,
            'D' => 24 * 60,
            'H' => 60,
            'M' => 1,
            'S' | 'T' => 0,
            _ => return None,
        };
        total = total.checked_add(amount.checked_mul(each)?)?;
    }
    Some(total)
}

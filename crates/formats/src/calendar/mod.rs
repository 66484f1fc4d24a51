//! Calendars (iCalendar, RFC 5545): each series and each single event is a service.
//!
//! Lines are read one by one, so that a broken one loses itself and nothing else.

mod event;

use std::collections::HashMap;

use domain::statement::SetAside;
use icalendar::parser::{Property, unfold};
use serde::Deserialize;

use crate::decode;
use crate::profile::{Format, ProfileError};
use crate::reader::Document;
use crate::reading::{Problem, Reading};
use crate::sniff::{self, Content};
use event::Event;

/// The longest calendar that is read, in bytes.
const MAX_BYTES: usize = 5_000_000;
/// The most events.
const MAX_EVENTS: usize = 20_000;

/// Reads the calendar of one source.
#[derive(Debug)]
pub(crate) struct CalendarReader {
    vocabulary: String,
}

/// The shape of its profile.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Profile {
    #[serde(rename = "format")]
    _format: Format,
    vocabulary: Option<String>,
}

impl CalendarReader {
    /// A reader after a profile's text.
    pub(crate) fn from_toml(text: &str) -> Result<Self, ProfileError> {
        let profile: Profile =
            toml::from_str(text).map_err(|error| ProfileError::from_toml(text, &error))?;
        Ok(Self {
            vocabulary: profile
                .vocabulary
                .unwrap_or_else(crate::table::own_vocabulary),
        })
    }

    /// Reads one calendar.
    pub(crate) fn read(&self, document: &Document<'_>) -> Reading {
        if document.bytes.len() > MAX_BYTES {
            return Reading::of_problem(Problem::Refused(format!(
                "it is longer than {MAX_BYTES} bytes"
            )));
        }
        let content = sniff::content(document.bytes);
        if content != Content::Calendar {
            return Reading::of_problem(Problem::WrongKind {
                expected: "an iCalendar document",
                got: content.describe().to_owned(),
            });
        }
        let text = decode::text(document.bytes, document.content_type).text;
        let text = unfold(&text.replace("\r\n", "\n").replace('\r', "\n"));
        let mut reading = Reading::default();
        let blocks = blocks(&text, &mut reading);
        if blocks.len() > MAX_EVENTS {
            return Reading::of_problem(Problem::Refused(format!(
                "it has more than {MAX_EVENTS} events"
            )));
        }
        let mut known: HashMap<String, usize> = HashMap::new();
        for (at, block) in blocks.iter().enumerate() {
            let event = Event::read(block);
            let aside = |reason: String| SetAside {
                place: format!("event {}", at + 1),
                external_id: event.uid(),
                reason,
                raw: block
                    .iter()
                    .map(|line| format!("{line}\n"))
                    .collect::<String>()
                    .chars()
                    .take(4_000)
                    .collect(),
            };
            // One day of a series that is otherwise: the series is the listing.
            if event.is_an_exception() && event.uid().is_some_and(|uid| known.contains_key(&uid)) {
                continue;
            }
            match event.item(&self.vocabulary, document.terms, block) {
                Ok(item) => match known.get(&item.external_id).copied() {
                    Some(before)
                        if item.service.last_modified
                            > reading.items[before].service.last_modified =>
                    {
                        reading.items[before] = item;
                    }
                    Some(_) => reading.set_aside.push(aside(
                        "another event has the same id and is newer, or came first".to_owned(),
                    )),
                    None => {
                        known.insert(item.external_id.clone(), reading.items.len());
                        reading.items.push(item);
                    }
                },
                Err(reason) => reading.set_aside.push(aside(reason)),
            }
        }
        reading
    }
}

/// The lines of each event, without those of what stands inside of it (alarms).
fn blocks<'a>(text: &'a str, reading: &mut Reading) -> Vec<Vec<&'a str>> {
    let mut blocks: Vec<Vec<&str>> = Vec::new();
    let mut open: Option<Vec<&str>> = None;
    let mut inside = 0_usize;
    let mut ended = false;
    for line in text.lines().map(str::trim_end) {
        let upper = line.to_ascii_uppercase();
        match upper.as_str() {
            "BEGIN:VEVENT" => {
                blocks.extend(open.replace(Vec::new()));
                inside = 0;
            }
            "END:VEVENT" => blocks.extend(open.take()),
            "END:VCALENDAR" => ended = true,
            _ if open.is_some() && upper.starts_with("BEGIN:") => inside += 1,
            _ if open.is_some() && upper.starts_with("END:") => inside = inside.saturating_sub(1),
            _ if inside == 0 => {
                if let Some(open) = &mut open
                    && !line.trim().is_empty()
                {
                    open.push(line);
                }
            }
            _ => {}
        }
    }
    if !ended {
        reading.problem = Some(Problem::CutOff("before the calendar ended".to_owned()));
    }
    blocks
}

/// A line as name, parameters and value.
fn property(line: &str) -> Option<Property<'_>> {
    Property::try_from(line).ok()
}

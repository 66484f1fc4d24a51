//! The keys of an entry, each by itself: its value, or what is wrong with it and what would do.

use std::time::Duration;

use domain::source::{Licence, SourceId};
use domain::statement::content_hash;
use toml::Spanned;

use super::way::{Way, each_its_own};
use super::{
    Entry, LicenceEntry, OneOrMany, PROGRAMS_DELAY, Place, Politeness, PolitenessEntry,
    SourcesError, USUAL_DELAY,
};
use crate::schedule::{Schedule, ScheduleError};

/// How far a source is believed when the entry says nothing; 1 is believed first.
const USUAL_RANK: u16 = 100;
/// Megabytes of one run when the entry says nothing.
const USUAL_MEGABYTES: u64 = 2_000;
/// Pages of one run when the entry says nothing.
const USUAL_PAGES: usize = 20_000;

pub(super) fn addresses_of(
    entry: &Spanned<OneOrMany>,
    at: Place<'_>,
) -> Result<Vec<String>, SourcesError> {
    let addresses = match entry.get_ref() {
        OneOrMany::One(address) => vec![address.clone()],
        OneOrMany::Many(addresses) => addresses.clone(),
    };
    let example = "address = \"https://directory.example/feed.kml\"";
    if addresses.is_empty() {
        return Err(at.fault(entry, "address", "it is empty".to_owned(), example));
    }
    for address in &addresses {
        let good = url::Url::parse(address)
            .is_ok_and(|url| matches!(url.scheme(), "http" | "https") && url.has_host());
        if !good {
            let fault = format!("{address:?} is not an http or https address");
            return Err(at.fault(entry, "address", fault, example));
        }
    }
    Ok(addresses)
}

/// A text that must not be empty.
pub(super) fn filled(
    value: &Spanned<String>,
    at: Place<'_>,
    key: &'static str,
    example: &'static str,
) -> Result<String, SourcesError> {
    if value.get_ref().trim().is_empty() {
        return Err(at.fault(value, key, "it is empty".to_owned(), example));
    }
    Ok(value.get_ref().clone())
}

pub(super) fn rank_of(rank: Option<&Spanned<u16>>, at: Place<'_>) -> Result<u16, SourcesError> {
    match rank {
        Some(rank) if *rank.get_ref() == 0 => {
            let fault = "0 is kept for a group's own word".to_owned();
            Err(at.fault(rank, "rank", fault, "rank = 10"))
        }
        Some(rank) => Ok(*rank.get_ref()),
        None => Ok(USUAL_RANK),
    }
}

pub(super) fn schedule_of(
    schedule: Option<&Spanned<String>>,
    id: &SourceId,
    at: Place<'_>,
) -> Result<Option<Schedule>, SourcesError> {
    let Some(text) = schedule else {
        return Ok(None);
    };
    let parsed = spread(text.get_ref(), id).parse();
    parsed.map(Some).map_err(|error: ScheduleError| {
        let example = "schedule = \"daily 03:00\"";
        at.fault(text, "schedule", error.to_string(), example)
    })
}

/// "daily" without a time is some time of the night, the same each day and not that of all others.
fn spread(schedule: &str, id: &SourceId) -> String {
    if schedule.trim() != "daily" {
        return schedule.to_owned();
    }
    let hash = content_hash(id.as_str().as_bytes());
    let minute = 60 + u32::from_str_radix(&hash[..6], 16).unwrap_or(0) % 240;
    format!("daily {:02}:{:02}", minute / 60, minute % 60)
}

/// Whether the publisher lets us pass robots.txt.
pub(super) fn waives_robots(entry: &Entry, at: Place<'_>) -> Result<bool, SourcesError> {
    match &entry.robots {
        None => Ok(false),
        Some(value) if value.get_ref() == "waived" && entry.permission.is_some() => Ok(true),
        Some(value) => {
            let fault = "it may only be \"waived\", and then `permission` must say who allowed it";
            let example = "permission = \"letter of 3 March 2026 from the council\"";
            Err(at.fault(value, "robots", fault.to_owned(), example))
        }
    }
}

pub(super) fn politeness_of(
    entry: &PolitenessEntry,
    way: &Way,
    at: Place<'_>,
) -> Result<Politeness, SourcesError> {
    let max_pages = match &entry.max_pages {
        Some(pages) if *pages.get_ref() == 0 => {
            let fault = "a run reads at least one page".to_owned();
            return Err(at.fault(pages, "politeness.max_pages", fault, "max_pages = 5000"));
        }
        Some(pages) => *pages.get_ref(),
        None => USUAL_PAGES,
    };
    let is_for_programs = way
        .reading()
        .is_none_or(|(reader, _)| reader.is_for_programs());
    let usual = if is_for_programs {
        PROGRAMS_DELAY
    } else {
        USUAL_DELAY
    };
    let megabytes = entry
        .max_megabytes
        .map_or(USUAL_MEGABYTES, |most| u64::from(most.get()));
    Ok(Politeness {
        delay: entry.delay_ms.map_or(usual, Duration::from_millis),
        max_pages,
        max_bytes: megabytes * 1_000_000,
    })
}

/// The terms; of another instance each source has its own.
pub(super) fn licence_of(
    licence: Option<Spanned<LicenceEntry>>,
    id: &Spanned<String>,
    way: &Way,
    at: Place<'_>,
) -> Result<Licence, SourcesError> {
    let Some(licence) = licence.map(Spanned::into_inner) else {
        if matches!(way, Way::Peer { .. }) {
            return Ok(each_its_own());
        }
        let fault = "nothing says under which terms it may be used".to_owned();
        return Err(at.fault(id, "licence", fault, "licence.id = \"OGL-UK-3.0\""));
    };
    Ok(Licence {
        id: filled(&licence.id, at, "licence.id", "id = \"OGL-UK-3.0\"")?,
        url: licence.url,
        attribution: filled(
            &licence.attribution,
            at,
            "licence.attribution",
            "attribution = \"Contains public sector information licensed under the OGL v3.0\"",
        )?,
        allows_redistribution: licence.redistribution,
    })
}

pub(super) fn hosts_of(
    hosts: Vec<Spanned<String>>,
    at: Place<'_>,
) -> Result<Vec<String>, SourcesError> {
    let example = "hosts = [\"maps.directory.example\"]";
    hosts
        .into_iter()
        .map(|host| {
            let parsed = url::Host::parse(host.get_ref());
            parsed.map(|host| host.to_string()).map_err(|_| {
                at.fault(
                    &host,
                    "hosts",
                    format!("{:?} is not a host", host.get_ref()),
                    example,
                )
            })
        })
        .collect()
}

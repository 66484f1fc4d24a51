//! `sources.toml`: who is crawled, where, how, and under which terms.
//!
//! Everything is checked before anything is fetched; an error names the file, the line and the key,
//! and says what would do. docs/adding-a-source.md explains every key.

use std::ops::Range;
use std::time::Duration;

use domain::source::{Source, SourceId};
use serde::Deserialize;
use toml::Spanned;

use crate::schedule::Schedule;

mod area;
mod keys;
mod way;

use area::{AreaEntry, area_of};
use keys::{
    addresses_of, filled, hosts_of, licence_of, politeness_of, rank_of, schedule_of, waives_robots,
};
pub(crate) use way::Way;
use way::way_of;

/// The pause between pages when the entry says nothing: web pages are read slowly.
pub(crate) const USUAL_DELAY: Duration = Duration::from_secs(2);
/// The same for an address that is there for programs.
pub(crate) const PROGRAMS_DELAY: Duration = Duration::from_millis(500);
/// How often another instance is looked at when the entry says nothing.
const USUAL_LOOK: Duration = Duration::from_secs(300);

/// One source, ready to be crawled.
#[derive(Debug)]
pub struct SourceConfig {
    /// What the directory needs to know of it.
    pub source: Source,
    pub(crate) addresses: Vec<String>,
    pub(crate) way: Way,
    pub(crate) politeness: Politeness,
    pub(crate) robots_waived: bool,
    pub(crate) hosts: Vec<String>,
    schedule: Option<Schedule>,
}

impl SourceConfig {
    /// Whether it is another instance of this program.
    #[must_use]
    pub fn is_peer(&self) -> bool {
        matches!(self.way, Way::Peer { .. })
    }

    /// The address of another instance.
    pub(crate) fn peer_address(&self) -> &str {
        self.addresses.first().map_or("", String::as_str)
    }

    /// The key that another instance gave us.
    pub(crate) fn peer_key(&self) -> Option<&str> {
        match &self.way {
            Way::Peer { key } => key.as_deref(),
            Way::Pages { .. } => None,
        }
    }

    /// How often another instance is looked at although it does not knock.
    pub(crate) fn peer_interval(&self) -> Duration {
        match self.schedule {
            Some(Schedule::Every(pause)) => pause.to_std().unwrap_or(USUAL_LOOK),
            Some(Schedule::Daily(_)) => Duration::from_secs(86_400),
            None => USUAL_LOOK,
        }
    }

    /// When it is crawled while serving; never by itself if the entry does not say.
    #[must_use]
    pub fn schedule(&self) -> Option<&Schedule> {
        self.schedule.as_ref()
    }
}

/// How gently a source is fetched.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Politeness {
    /// Pause between requests to one host.
    pub(crate) delay: Duration,
    /// Pages of one run.
    pub(crate) max_pages: usize,
    /// Bytes of one run, decompressed.
    pub(crate) max_bytes: u64,
}

/// Why the list of sources cannot be used.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum SourcesError {
    /// Not TOML, an unknown key, a missing one or one of another type.
    #[error("{file}: {message}")]
    Shape {
        /// The file.
        file: String,
        /// Where and what, over several lines.
        message: String,
    },
    /// A value that will not do.
    #[error("{file}, line {line}, {key}: {fault}; write for example {example}")]
    Value {
        /// The file.
        file: String,
        /// From 1.
        line: usize,
        /// The key.
        key: &'static str,
        /// What is wrong.
        fault: String,
        /// What would do.
        example: &'static str,
    },
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    #[serde(default)]
    source: Vec<Entry>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Entry {
    id: Spanned<String>,
    name: Spanned<String>,
    homepage: Option<String>,
    uri: Option<Spanned<String>>,
    address: Spanned<OneOrMany>,
    #[serde(rename = "type")]
    kind: Option<Spanned<String>>,
    profile: Option<Spanned<String>>,
    key_file: Option<Spanned<String>>,
    licence: Option<Spanned<LicenceEntry>>,
    area: Option<AreaEntry>,
    rank: Option<Spanned<u16>>,
    #[serde(default)]
    politeness: PolitenessEntry,
    schedule: Option<Spanned<String>>,
    robots: Option<Spanned<String>>,
    permission: Option<String>,
    #[serde(default)]
    hosts: Vec<Spanned<String>>,
}

#[derive(Deserialize)]
#[serde(untagged)]
enum OneOrMany {
    One(String),
    Many(Vec<String>),
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct LicenceEntry {
    id: Spanned<String>,
    url: Option<String>,
    attribution: Spanned<String>,
    redistribution: bool,
}

#[derive(Deserialize, Default)]
#[serde(deny_unknown_fields)]
struct PolitenessEntry {
    delay_ms: Option<u64>,
    max_pages: Option<Spanned<usize>>,
    max_megabytes: Option<std::num::NonZeroU32>,
}

/// Reads the text of a sources file. `load_file` gives the text of a profile or an outline that is
/// named by its path; a profile without a dot is a built-in one.
///
/// # Errors
/// The first thing that is wrong, with file, line and key.
pub fn read_sources(
    text: &str,
    file: &str,
    load_file: &dyn Fn(&str) -> std::io::Result<String>,
) -> Result<Vec<SourceConfig>, SourcesError> {
    let entries: File = toml::from_str(text).map_err(|error| SourcesError::Shape {
        file: file.to_owned(),
        message: error.to_string(),
    })?;
    let at = Place { file, text };
    let mut configs: Vec<SourceConfig> = Vec::with_capacity(entries.source.len());
    for entry in entries.source {
        let id = SourceId::parse(entry.id.get_ref())
            .map_err(|error| at.fault(&entry.id, "id", error.to_string(), "id = \"camden\""))?;
        if configs.iter().any(|known| known.source.id == id) {
            let fault = format!("{id} is the id of another source above");
            return Err(at.fault(&entry.id, "id", fault, "another id"));
        }
        let at_uri = entry
            .uri
            .as_ref()
            .map_or(entry.address.span(), Spanned::span);
        let config = config_of(entry, id, at, load_file)?;
        let uri = &config.source.uri;
        if let Some(known) = configs.iter().find(|known| known.source.uri == *uri) {
            let fault = format!(
                "{uri:?} is also that of {}, and ids rest on it",
                known.source.id
            );
            return Err(at.fault_at(
                &at_uri,
                "uri",
                fault,
                "uri = \"https://directory.example/adults\"",
            ));
        }
        configs.push(config);
    }
    Ok(configs)
}

fn config_of(
    entry: Entry,
    id: SourceId,
    at: Place<'_>,
    load_file: &dyn Fn(&str) -> std::io::Result<String>,
) -> Result<SourceConfig, SourcesError> {
    let addresses = addresses_of(&entry.address, at)?;
    let way = way_of(&entry, at, load_file)?;
    let rank = rank_of(entry.rank.as_ref(), at)?;
    let schedule = schedule_of(entry.schedule.as_ref(), &id, at)?;
    let robots_waived = waives_robots(&entry, at)?;
    let politeness = politeness_of(&entry.politeness, &way, at)?;
    let licence = licence_of(entry.licence, &entry.id, &way, at)?;
    let name = filled(&entry.name, at, "name", "name = \"Camden's directory\"")?;
    let area = entry.area.map(|area| area_of(area, at, load_file));
    let uri = entry.uri.map(Spanned::into_inner);
    Ok(SourceConfig {
        source: Source {
            id,
            name,
            homepage: entry.homepage,
            uri: uri.unwrap_or_else(|| addresses.first().cloned().unwrap_or_default()),
            licence,
            area: area.transpose()?,
            rank,
        },
        politeness,
        addresses,
        way,
        robots_waived,
        hosts: hosts_of(entry.hosts, at)?,
        schedule,
    })
}

/// The file that an error has to name.
#[derive(Clone, Copy)]
struct Place<'a> {
    file: &'a str,
    text: &'a str,
}

impl Place<'_> {
    fn fault<T>(
        self,
        value: &Spanned<T>,
        key: &'static str,
        fault: String,
        example: &'static str,
    ) -> SourcesError {
        self.fault_at(&value.span(), key, fault, example)
    }

    fn fault_at(
        self,
        span: &Range<usize>,
        key: &'static str,
        fault: String,
        example: &'static str,
    ) -> SourcesError {
        SourcesError::Value {
            file: self.file.to_owned(),
            line: self.line(span),
            key,
            fault,
            example,
        }
    }

    fn line(self, span: &Range<usize>) -> usize {
        self.text.as_bytes()[..span.start.min(self.text.len())]
            .iter()
            .filter(|byte| **byte == b'\n')
            .count()
            + 1
    }
}

#[cfg(test)]
mod tests;

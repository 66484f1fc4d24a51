//! A statement made ready for comparison: everything that is compared, cleaned once.
//!
//! Reading telephone numbers and folding prose costs more than comparing: whoever compares one
//! statement with many sketches each once.

use std::collections::BTreeSet;
use std::ops::Deref;
use std::sync::OnceLock;

use chrono::{NaiveTime, Timelike as _, Weekday};
use uuid::Uuid;

use super::contacts::Contacts;
use super::names::words_of;
use super::places::Place;
use super::words::{Kind, Word, hash};
use crate::schedule::Frequency;
use crate::service::{Organization, Service};
use crate::statement::{Statement, StatementKey};
use crate::text;

/// A description shorter than this, in words, is too short to be known again.
const FEWEST_WORDS: usize = 8;
/// So many words of a description are compared.
const MOST_WORDS: usize = 150;

/// What is compared of one statement.
#[derive(Debug, Clone)]
pub struct Sketch {
    pub(super) key: StatementKey,
    /// The name and the alternate names, as words.
    pub(super) names: Vec<Vec<Word>>,
    /// The organization's name, where a source gave one.
    pub(super) organization: Vec<Word>,
    /// Hashes of its words, sorted.
    pub(super) organization_words: Vec<u32>,
    /// Hashes of the words of all addresses, sorted.
    pub(super) place_words: Vec<u32>,
    /// Registered numbers: scheme and number.
    pub(super) numbers: BTreeSet<(String, String)>,
    pub(super) places: Vec<Place>,
    pub(super) contacts: Contacts,
    pub(super) slots: Vec<Slot>,
    /// Lowest and highest age in years.
    pub(super) ages: (u8, u8),
    /// What the names say is done there.
    pub(super) activities: BTreeSet<&'static str>,
    /// What the categories say is done there.
    pub(super) topics: BTreeSet<&'static str>,
    /// Categories, as vocabulary and code.
    pub(super) terms: BTreeSet<(String, String)>,
    /// The longer words of the description, hashed, sorted.
    pub(super) prose: Vec<u32>,
    /// The item's own public page.
    pub(super) page: Option<String>,
    /// What one source's two entries must agree in to be one: see [`Sketch::repeats`].
    exact: Exact,
}

/// A statement that is sketched when something is first asked of it, and once.
#[derive(Debug, Clone)]
pub struct Sketched {
    said: Statement,
    sketch: OnceLock<Sketch>,
}

impl Sketched {
    /// Its sketch.
    #[must_use]
    pub fn sketch(&self) -> &Sketch {
        self.sketch.get_or_init(|| Sketch::of(&self.said))
    }

    /// The statement alone.
    #[must_use]
    pub fn into_statement(self) -> Statement {
        self.said
    }
}

impl From<Statement> for Sketched {
    fn from(said: Statement) -> Self {
        Self {
            said,
            sketch: OnceLock::new(),
        }
    }
}

impl Deref for Sketched {
    type Target = Statement;

    fn deref(&self) -> &Statement {
        &self.said
    }
}

impl PartialEq for Sketched {
    fn eq(&self, other: &Self) -> bool {
        self.said == other.said
    }
}

/// One weekly session.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Slot {
    pub(super) day: Weekday,
    /// Minutes after midnight.
    pub(super) opens: Option<u32>,
    pub(super) closes: Option<u32>,
    /// Weeks of the month, for a monthly session.
    pub(super) weeks: Vec<i8>,
}

/// The words of an entry, as its source wrote them.
#[derive(Debug, Clone, PartialEq)]
struct Exact {
    name: String,
    description: Option<String>,
    hours: Option<String>,
    postcodes: Vec<Option<String>>,
}

impl Sketch {
    /// Sketches a statement.
    #[must_use]
    pub fn of(statement: &Statement) -> Self {
        let service = &statement.service;
        let names: Vec<Vec<Word>> = [&service.name]
            .into_iter()
            .chain(&service.alternate_names)
            .map(|name| words_of(name))
            .filter(|words| !words.is_empty())
            .collect();
        let known = service.organization.as_ref().filter(|org| !org.inferred);
        let words = |org: &Organization| words_of(&org.name);
        let terms = &service.taxonomy_terms;
        let organization = known.map(words).unwrap_or_default();
        let places: Vec<Place> = service.locations().filter_map(Place::of).collect();
        Self {
            key: statement.key.clone(),
            activities: names.iter().flatten().filter_map(topic).collect(),
            names,
            organization_words: sorted(organization.iter().map(|word| word.id)),
            organization,
            place_words: sorted(places.iter().flat_map(|place| &place.words).copied()),
            numbers: numbers(service),
            places,
            contacts: Contacts::of(service),
            slots: slots(service),
            ages: (
                service.eligibility.minimum_age.unwrap_or(0),
                service.eligibility.maximum_age.unwrap_or(u8::MAX),
            ),
            topics: terms
                .iter()
                .flat_map(|term| words_of(&term.name))
                .filter_map(|word| topic(&word))
                .collect(),
            terms: terms
                .iter()
                .map(|term| (term.vocabulary.clone(), term.code.clone()))
                .collect(),
            prose: prose(service.description.as_deref().unwrap_or_default()),
            page: statement.url.as_deref().and_then(super::contacts::page),
            exact: Exact {
                name: service.name.clone(),
                description: service.description.clone(),
                hours: service.hours_text.clone(),
                postcodes: service
                    .locations()
                    .map(|at| at.postcode.as_ref().map(|code| code.as_str().to_owned()))
                    .collect(),
            },
        }
    }

    /// Whether one source lists the same words twice (two categories, two map layers): one service.
    pub(super) fn repeats(&self, other: &Self) -> bool {
        self.exact == other.exact
    }

    /// The id that the record has wherever it is passed on: an upstream id that is a UUID.
    pub(super) fn upstream_id(&self) -> Option<Uuid> {
        Uuid::try_parse(&self.key.external_id)
            .ok()
            .filter(|id| !id.is_nil())
    }
}

fn topic(word: &Word) -> Option<&'static str> {
    match word.kind {
        Kind::Topic(topic) => Some(topic),
        _ => None,
    }
}

fn numbers(service: &Service) -> BTreeSet<(String, String)> {
    service
        .organization
        .iter()
        .flat_map(|org| &org.identifiers)
        .filter_map(|id| {
            let bare: String = id
                .identifier
                .chars()
                .filter(char::is_ascii_alphanumeric)
                .collect();
            let bare = bare.trim_start_matches('0').to_ascii_uppercase();
            let filled = bare.len() >= 4 && bare.bytes().any(|b| b.is_ascii_digit());
            filled.then(|| (id.scheme.to_ascii_uppercase(), bare))
        })
        .collect()
}

fn slots(service: &Service) -> Vec<Slot> {
    let minutes = |time: NaiveTime| time.hour() * 60 + time.minute();
    service
        .all_schedules()
        .flat_map(|schedule| {
            schedule.weekdays.iter().map(move |day| Slot {
                day: *day,
                opens: schedule.opens_at.map(minutes),
                closes: schedule.closes_at.map(minutes),
                weeks: if schedule.frequency == Frequency::Monthly {
                    schedule.weeks_of_month.clone()
                } else {
                    Vec::new()
                },
            })
        })
        .collect()
}

fn sorted(numbers: impl Iterator<Item = u32>) -> Vec<u32> {
    let mut sorted: Vec<u32> = numbers.collect();
    sorted.sort_unstable();
    sorted.dedup();
    sorted
}

/// The longer words of a description, each once, hashed and sorted; nothing for a short one.
fn prose(description: &str) -> Vec<u32> {
    let folded = text::fold(description);
    let longer = folded.split(' ').filter(|word| word.len() >= 4);
    let mut words = sorted(longer.take(MOST_WORDS).map(hash));
    if words.len() < FEWEST_WORDS {
        words.clear();
    }
    words
}

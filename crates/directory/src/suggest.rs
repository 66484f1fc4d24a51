//! Suggest: what may be meant, while a person types. Needs, services, organisations and places.
//!
//! Everything but places comes from the index, so nothing is suggested that could not be found, and
//! each count is what choosing the suggestion gives. Nothing of what is typed is kept.

mod words;

use std::collections::HashMap;
use std::sync::Arc;
use std::time::Duration;

use domain::position::METRES_PER_MILE;
use moka::sync::Cache;
use search::{Facet, FacetCount, Near, Query};

use crate::find::DEFAULT_RADIUS_MILES;
use crate::taxonomy;
use crate::vocabulary::Vocabulary;
use crate::{CardListing, Directory, Error, PlaceView};
pub(crate) use words::Name;
use words::Typed;

/// Fewer letters say too little.
pub const SHORTEST_SUGGEST: usize = 2;
/// The most that is read of what was typed, in characters.
const LONGEST: usize = 100;
/// Rows of each kind.
const NEEDS: usize = 3;
const SERVICES: usize = 3;
const ORGANIZATIONS: usize = 2;
const PLACES: usize = 2;
/// Hits that are looked through for names.
const LOOKED_AT: usize = 20;
/// How long the counts of needs around a place are kept.
const COUNTS_KEPT_FOR: Duration = Duration::from_secs(60);

/// One thing that may be meant.
#[derive(Debug, Clone, PartialEq)]
pub enum Suggestion {
    /// A need of ours, to filter by.
    Need {
        /// Its code: `need:company`.
        code: String,
        /// What people read.
        name: String,
        /// The words that mean it, where its name is not what was typed: "lonely".
        matched: Option<String>,
        /// Listings in it.
        count: usize,
    },
    /// A listing, to open.
    Service(Arc<CardListing>),
    /// Who runs listings: its name finds them.
    Organization {
        /// Its name.
        name: String,
        /// Listings that its name finds.
        count: usize,
    },
    /// A place or a postcode, to search around.
    Place {
        /// What goes into the box.
        text: String,
        /// What it lies in.
        detail: String,
    },
}

/// Counts of needs, by place and by how far the index was told.
#[derive(Debug)]
pub(crate) struct Counts(Cache<CountsKey, Arc<Vec<FacetCount>>>);

/// The place in thousandths of degrees, with the index's checkpoint.
type CountsKey = (Option<(i64, i64)>, Option<i64>);

impl Default for Counts {
    fn default() -> Self {
        Self(
            Cache::builder()
                .max_capacity(500)
                .time_to_live(COUNTS_KEPT_FOR)
                .build(),
        )
    }
}

impl Directory {
    /// What may be meant by what has been typed so far, near a place when it is one; needs first,
    /// then services, organisations and places. Too few letters are no error and suggest nothing.
    ///
    /// # Errors
    /// When the index or the store cannot be read.
    pub async fn suggest(&self, typed: &str, near: Option<&str>) -> Result<Vec<Suggestion>, Error> {
        let typed: String = typed.trim().chars().take(LONGEST).collect();
        if typed.chars().count() < SHORTEST_SUGGEST {
            return Ok(Vec::new());
        }
        let place = near.and_then(|near| self.place(near).ok());
        let words = Typed::new(&typed);
        let (slips, mut suggestions) = self.needs(&words, place.as_ref())?;
        let bodies = self.named(&typed, place.as_ref()).await?;
        // Nobody who has typed the beginning of a name means a need that is spelt otherwise.
        let fits = |card: &Arc<CardListing>| words.found_in(&card.service.name) == Some(0);
        if slips > 0 && bodies.iter().any(fits) {
            suggestions.clear();
        }
        suggestions.extend(services(&words, &bodies));
        suggestions.extend(self.organizations(&words, &bodies, place.as_ref())?);
        let places = self.complete_place(&typed, PLACES).into_iter();
        suggestions.extend(places.map(|place| Suggestion::Place {
            text: place.text,
            detail: place.detail,
        }));
        Ok(suggestions)
    }

    /// Needs whose names have the words, or that the vocabulary knows by them, the commonest near the
    /// place first, and how many slips it takes to read them so.
    fn needs(
        &self,
        words: &Typed,
        place: Option<&PlaceView>,
    ) -> Result<(u8, Vec<Suggestion>), Error> {
        let counts = self.need_counts(place)?;
        let wording = self.wording();
        let by_phrase = by_phrase(words, &wording.vocabulary);
        let mut found: Vec<(Reading, &FacetCount)> = counts
            .iter()
            .filter_map(|count| Some((reading(words, &count.value, &by_phrase)?, count)))
            .collect();
        // What is spelt as typed stands before what has a slip, and a name before other words for it;
        // the counts come commonest first.
        found.sort_by_key(|(reading, _)| (reading.slips, reading.matched.is_some()));
        let best = found.first().map(|(reading, _)| reading.slips);
        let needs = found
            .into_iter()
            .filter(|(reading, _)| Some(reading.slips) == best)
            .take(NEEDS)
            .map(|(reading, count)| Suggestion::Need {
                code: count.value.clone(),
                name: reading.name.to_owned(),
                matched: reading.matched,
                count: usize::try_from(count.count).unwrap_or(usize::MAX),
            });
        Ok((best.unwrap_or_default(), needs.collect()))
    }

    fn need_counts(&self, place: Option<&PlaceView>) -> Result<Arc<Vec<FacetCount>>, Error> {
        let thousandths = |degrees: f64| (degrees * 1000.0).round() as i64;
        let at = place.map(|place| {
            let position = place.position;
            (
                thousandths(position.latitude),
                thousandths(position.longitude),
            )
        });
        let key = (at, self.index.checkpoint());
        if let Some(counts) = self.suggest_counts.0.get(&key) {
            return Ok(counts);
        }
        let query = Query {
            facets: vec![Facet::Need],
            near: place.map(around),
            ..Query::default()
        };
        let mut results = self.index.search(&query)?;
        let counts = Arc::new(results.facets.remove(&Facet::Need).unwrap_or_default());
        self.suggest_counts.0.insert(key, Arc::clone(&counts));
        Ok(counts)
    }

    /// The best listings for what has been typed: near the place, or anywhere when there are none.
    async fn named(
        &self,
        typed: &str,
        place: Option<&PlaceView>,
    ) -> Result<Vec<Arc<CardListing>>, Error> {
        let mut query = Query {
            text: typed.to_owned(),
            is_sensitive: taxonomy::is_sensitive(&search::words(typed)),
            is_by_name: taxonomy::is_by_name(&search::words(typed)),
            as_you_type: true,
            near: place.map(around),
            limit: LOOKED_AT,
            today: self.local_now().date(),
            ..Query::default()
        };
        let mut results = self.index.search(&query)?;
        if results.hits.is_empty() && query.near.take().is_some() {
            results = self.index.search(&query)?;
        }
        let listings = self.card_listings(&results.hits).await?;
        Ok(listings.into_iter().flatten().collect())
    }

    /// Organisations of those listings whose names have the words.
    fn organizations(
        &self,
        words: &Typed,
        bodies: &[Arc<CardListing>],
        place: Option<&PlaceView>,
    ) -> Result<Vec<Suggestion>, Error> {
        let mut names: Vec<&str> = Vec::new();
        let known = bodies
            .iter()
            .filter_map(|body| body.service.organization.as_ref())
            .filter(|organization| !organization.inferred);
        for organization in known {
            let name = organization.name.as_str();
            let is_new = !names.iter().any(|other| words::are_alike(other, name));
            if is_new && words.found_in(name).is_some() {
                names.push(name);
            }
        }
        let mut found = Vec::new();
        for name in names.into_iter().take(ORGANIZATIONS) {
            let query = Query {
                text: quoted(name),
                near: place.map(around),
                ..Query::default()
            };
            let count = self.index.search(&query)?.total;
            found.push(Suggestion::Organization {
                name: name.to_owned(),
                count: usize::try_from(count).unwrap_or(usize::MAX),
            });
        }
        Ok(found)
    }
}

/// How a need may be what was typed.
struct Reading {
    slips: u8,
    name: &'static str,
    matched: Option<String>,
}

/// Of each need the phrase with the fewest slips that what was typed begins. What is hard to read unasked is
/// not what somebody begins to say: "baby" is not yet "baby died".
fn by_phrase<'a>(words: &Typed, vocabulary: &'a Vocabulary) -> HashMap<&'a str, (u8, &'a Name)> {
    let mut best: HashMap<&str, (u8, &Name)> = HashMap::new();
    for (phrase, code) in vocabulary.needs() {
        let is_sensitive = taxonomy::category(code).is_some_and(|need| need.is_sensitive);
        let may_be = !is_sensitive || words.reaches_the_end_of(phrase);
        if may_be && let Some(slips) = words.begins(phrase) {
            let known = best.entry(code).or_insert((slips, phrase));
            if slips < known.0 {
                *known = (slips, phrase);
            }
        }
    }
    best
}

/// The reading of a need with the fewest slips; its own name before other words for it.
fn reading(words: &Typed, code: &str, by_phrase: &HashMap<&str, (u8, &Name)>) -> Option<Reading> {
    let name = taxonomy::category(code)?.name.as_str();
    let by_name = words.found_in(name).map(|slips| Reading {
        slips,
        name,
        matched: None,
    });
    let by_phrase = by_phrase.get(code).map(|(slips, phrase)| Reading {
        slips: *slips,
        name,
        matched: Some(phrase.text().to_owned()),
    });
    by_name
        .into_iter()
        .chain(by_phrase)
        .min_by_key(|reading| reading.slips)
}

/// A name as a phrase to search for.
#[must_use]
pub fn quoted(name: &str) -> String {
    format!("\"{}\"", name.replace(['"', '“', '”'], " "))
}

fn around(place: &PlaceView) -> Near {
    let radius_m = (DEFAULT_RADIUS_MILES * METRES_PER_MILE).max(place.reach_m);
    Near {
        serving_codes: place.areas.clone(),
        ..Near::new(place.position, radius_m)
    }
}

/// Listings whose names have the words, each name once.
fn services(words: &Typed, bodies: &[Arc<CardListing>]) -> Vec<Suggestion> {
    let mut found: Vec<&Arc<CardListing>> = Vec::new();
    for body in bodies {
        let service = &body.service;
        let mut names = std::iter::once(&service.name).chain(&service.alternate_names);
        let is_new = !found
            .iter()
            .any(|other| words::are_alike(&other.service.name, &service.name));
        if is_new && names.any(|name| words.found_in(name).is_some()) {
            found.push(body);
        }
    }
    let best = found.into_iter().take(SERVICES);
    best.map(|body| Suggestion::Service(Arc::clone(body)))
        .collect()
}

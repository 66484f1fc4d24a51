//! Find: what is near, for this need. The verb behind the search page and the search API.

use std::collections::HashMap;
use std::sync::Arc;

use chrono::{DateTime, Utc, Weekday};
use domain::calendar::{self, Occurrence};
use domain::when::{DayPart, When};
use search::{Facet, Reach};
use uuid::Uuid;

use crate::show::{ListingView, PlaceView};
use crate::{Directory, Error};

mod request;
mod when;

use request::Asked;
pub use request::{
    DEEPEST_HIT, DEFAULT_PER_PAGE, DEFAULT_RADIUS_MILES, FindRequest, GREATEST_RADIUS_MILES,
    LEAST_RADIUS_MILES, LONGEST_QUERY, MOST_PER_PAGE, Sort,
};
pub use when::WhenRequest;

/// How many of its next dates a hit shows.
pub const NEXT_DATES: usize = 3;

/// What was found.
#[derive(Debug, Clone, PartialEq)]
pub struct Found {
    /// Listings that match, on all pages.
    pub total: usize,
    /// This page, from 1.
    pub page: usize,
    /// Hits on a full page.
    pub per_page: usize,
    /// Best first.
    pub hits: Vec<FoundHit>,
    /// How the place was read.
    pub place: Option<PlaceView>,
    /// Miles that were searched, when a place was given.
    pub radius: Option<f64>,
    /// Categories of what would be found without the category filter, commonest first.
    pub categories: Vec<CategoryCount>,
    /// The time that was asked for, as it was read.
    pub when: When,
    /// How many more there may be at that time: they do not say when they are.
    pub unsaid: usize,
    /// Days of the week of what would be found on any day, Monday first.
    pub days: Vec<(Weekday, usize)>,
    /// Parts of the day of what would be found in any, in the order of the day.
    pub day_parts: Vec<(DayPart, usize)>,
    /// True when nothing has every word, and listings that have most of them are shown.
    pub relaxed: bool,
    /// Words that no listing has, each with what was looked for instead.
    pub spellings: Vec<(String, Vec<String>)>,
}

impl Found {
    /// The number of pages that can be asked for, at least 1.
    #[must_use]
    pub fn pages(&self) -> usize {
        self.total.min(DEEPEST_HIT).div_ceil(self.per_page).max(1)
    }
}

/// A listing that was found.
#[derive(Debug, Clone, PartialEq)]
pub struct FoundHit {
    /// The listing.
    pub listing: Arc<ListingView>,
    /// Metres from the place to the nearest of its locations.
    pub distance_m: Option<f64>,
    /// Which of its locations is the nearest.
    pub nearest: Option<usize>,
    /// Why it counts as being there.
    pub presence: Presence,
    /// Its next dates, at most [`NEXT_DATES`].
    pub next_dates: Vec<Occurrence>,
}

/// Why a listing counts as being where the person is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Presence {
    /// No place was asked for.
    Anywhere,
    /// One of its places is within the radius.
    Within,
    /// It serves the area.
    Serves,
    /// It is online or by phone.
    Remote,
}

/// A category with the number of listings in it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CategoryCount {
    /// Code, for the filter.
    pub code: String,
    /// What people read.
    pub name: String,
    /// Listings.
    pub count: usize,
}

impl Directory {
    /// Finds listings.
    ///
    /// # Errors
    /// [`Error::Invalid`] with every parameter that is not as it should be; no text in `q` is.
    pub async fn find(&self, request: &FindRequest) -> Result<Found, Error> {
        let Asked {
            query,
            place,
            radius,
            when,
            page,
            per_page,
        } = self.understand(request)?;
        let results = self.index.search(&query)?;
        let wanted: Vec<(Uuid, i64)> = results
            .hits
            .iter()
            .map(|hit| (hit.id, hit.version))
            .collect();
        let bodies = self.bodies(&wanted).await?;
        let counts = results
            .facets
            .get(&Facet::Category)
            .map_or(&[][..], Vec::as_slice);
        let codes: Vec<&str> = counts.iter().map(|facet| facet.value.as_str()).collect();
        let names = self.category_names(&codes).await?;
        let categories = counts
            .iter()
            .zip(names)
            .map(|(facet, name)| CategoryCount {
                code: facet.value.clone(),
                name,
                count: usize::try_from(facet.count).unwrap_or(usize::MAX),
            })
            .collect();
        let now = self.clock.now();
        let found = Found {
            when,
            unsaid: usize::try_from(results.unsaid).unwrap_or(usize::MAX),
            days: day_counts(&results),
            day_parts: part_counts(&results),
            total: usize::try_from(results.total).unwrap_or(usize::MAX),
            page,
            per_page,
            hits: results
                .hits
                .iter()
                .filter_map(|hit| hit_of(hit, &bodies, now))
                .collect(),
            place,
            radius,
            categories,
            relaxed: results.relaxed.is_some(),
            spellings: results
                .spellings
                .into_iter()
                .map(|word| (word.typed, word.used))
                .collect(),
        };
        self.count_search(
            request.q.as_deref().map(str::trim).unwrap_or_default(),
            &found,
        );
        Ok(found)
    }
}

fn day_counts(results: &search::Results) -> Vec<(Weekday, usize)> {
    let days = (0..7_u8).filter_map(|day| Weekday::try_from(day).ok());
    // The index calls a day by the two letters of iCalendar.
    let letters = |day: Weekday| day.to_string()[..2].to_uppercase();
    days.map(|day| (day, count_of(results, Facet::Weekday, &letters(day))))
        .collect()
}

fn part_counts(results: &search::Results) -> Vec<(DayPart, usize)> {
    let parts = DayPart::ALL.into_iter();
    parts
        .map(|part| (part, count_of(results, Facet::PartOfDay, part.code())))
        .collect()
}

fn count_of(results: &search::Results, facet: Facet, value: &str) -> usize {
    let mut counts = results.facets.get(&facet).into_iter().flatten();
    let count = counts.find(|count| count.value == value);
    count.map_or(0, |count| {
        usize::try_from(count.count).unwrap_or(usize::MAX)
    })
}

fn hit_of(
    hit: &search::Hit,
    bodies: &HashMap<Uuid, Arc<ListingView>>,
    now: DateTime<Utc>,
) -> Option<FoundHit> {
    let listing = Arc::clone(bodies.get(&hit.id)?);
    // The index counts only locations that have a position.
    let nearest = hit.nearest.and_then(|at| {
        let placed = listing.listing.service.locations().enumerate();
        placed
            .filter(|(_, location)| location.position.is_some())
            .nth(at)
            .map(|(at, _)| at)
    });
    Some(FoundHit {
        distance_m: hit.distance_m,
        nearest,
        next_dates: calendar::next(listing.listing.service.all_schedules(), now, NEXT_DATES),
        presence: match hit.reach {
            None => Presence::Anywhere,
            Some(Reach::Within) => Presence::Within,
            Some(Reach::Serves) => Presence::Serves,
            Some(Reach::Remote) => Presence::Remote,
        },
        listing,
    })
}

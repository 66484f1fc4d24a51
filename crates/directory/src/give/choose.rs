//! Choose: which services, or services at places, meet every condition.

use std::collections::HashSet;

use chrono::{DateTime, NaiveTime, SubsecRound as _, Utc, Weekday};
use domain::identity::{taxonomy_id, term_id};
use domain::position::Position;
use domain::text;
use uuid::Uuid;

use super::catalogue::Rows;
use super::row::{PlaceRow, Row};
use crate::show::PlaceView;
use crate::{Directory, Error};

/// The greatest age that can be asked for, in years.
pub const OLDEST_AGE: u8 = 120;

/// What is asked: every condition must be met.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct GiveRequest {
    /// Words, all of which it must have.
    pub search: Option<String>,
    /// One of these terms.
    pub terms: Vec<Uuid>,
    /// A term of this taxonomy.
    pub taxonomy: Option<Uuid>,
    /// Run by this organization.
    pub organization: Option<Uuid>,
    /// Changed at this moment or later.
    pub modified_after: Option<DateTime<Utc>>,
    /// Near, or serving, a place.
    pub nearby: Option<Nearby>,
    /// For somebody of these years of age: one year of overlap is enough, and what names no age is
    /// for everybody.
    pub ages: Option<(u8, u8)>,
    /// On one of these days.
    pub days: Vec<Weekday>,
    /// On at this time of day or later.
    pub from: Option<NaiveTime>,
    /// On before this time of day.
    pub until: Option<NaiveTime>,
}

/// A place to be near to, or to be served.
#[derive(Debug, Clone, PartialEq)]
pub struct Nearby {
    /// The place.
    pub place: PlaceView,
    /// Metres; without it, what serves an area in which the place lies.
    pub within_m: Option<f64>,
}

/// A service that was chosen.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct ChosenService {
    /// The listing.
    pub id: Uuid,
    /// When it last changed.
    pub modified: DateTime<Utc>,
    /// Metres to the nearest of its places, when a place to be near to was given.
    pub distance_m: Option<f64>,
}

/// A service at a place that was chosen.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct ChosenPlace {
    /// HSDS `service_at_location`.
    pub id: Uuid,
    /// The listing.
    pub service: Uuid,
    /// Where the place stands among the service's places.
    pub at: usize,
}

impl Directory {
    /// The services that meet the request, by id.
    ///
    /// # Errors
    /// When the store or the index cannot be read.
    pub async fn choose(&self, request: &GiveRequest) -> Result<Vec<ChosenService>, Error> {
        let test = self.test_of(request)?;
        let rows = self.catalogue().await?;
        Ok(test
            .passing(&rows)
            .filter(|(_, row)| test.is_reached(row))
            .map(|(id, row)| ChosenService {
                id: *id,
                modified: row.modified,
                distance_m: test.distance(row),
            })
            .collect())
    }

    /// The services at places that meet the request, by service, then in the order of its places.
    ///
    /// # Errors
    /// When the store or the index cannot be read.
    pub async fn choose_places(&self, request: &GiveRequest) -> Result<Vec<ChosenPlace>, Error> {
        let test = self.test_of(request)?;
        let rows = self.catalogue().await?;
        Ok(test
            .passing(&rows)
            .filter(|(_, row)| test.is_reached(row))
            .flat_map(|(id, row)| {
                let places = row.places.iter().filter(|place| test.is_within(place));
                places.map(|place| chosen(*id, place))
            })
            .collect())
    }

    /// One service at a place by its id.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub async fn place_given(&self, id: Uuid) -> Result<Option<ChosenPlace>, Error> {
        let rows = self.catalogue().await?;
        let mut all = rows
            .services
            .iter()
            .flat_map(|(service, row)| row.places.iter().map(|place| chosen(*service, place)));
        Ok(all.find(|place| place.id == id))
    }

    /// Puts chosen services into the order of the alphabet.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub async fn sort_by_name(&self, chosen: &mut [ChosenService]) -> Result<(), Error> {
        let rows = self.catalogue().await?;
        let name = |one: &ChosenService| rows.services.get(&one.id).map(|row| &row.name);
        chosen.sort_by(|a, b| name(a).cmp(&name(b)).then(a.id.cmp(&b.id)));
        Ok(())
    }

    fn test_of<'a>(&self, request: &'a GiveRequest) -> Result<Test<'a>, Error> {
        let words = request.search.as_deref().unwrap_or_default();
        let found = self.index.every(words)?;
        Ok(Test {
            request,
            found,
            words: text::fold(words)
                .split_whitespace()
                .map(str::to_owned)
                .collect(),
            modified_after: request.modified_after.map(|at| at.trunc_subsecs(3)),
        })
    }
}

fn chosen(service: Uuid, place: &PlaceRow) -> ChosenPlace {
    ChosenPlace {
        id: place.service_at_location,
        service,
        at: place.at,
    }
}

/// A request, ready to be put to rows.
struct Test<'a> {
    request: &'a GiveRequest,
    /// What the index found; `None` when no word was asked for.
    found: Option<HashSet<Uuid>>,
    words: Vec<String>,
    /// To the millisecond, as times are given to others.
    modified_after: Option<DateTime<Utc>>,
}

impl Test<'_> {
    /// The rows that meet every condition but the place.
    fn passing<'a>(&'a self, rows: &'a Rows) -> impl Iterator<Item = (&'a Uuid, &'a Row)> {
        let request = self.request;
        let wanted: Option<Vec<u32>> =
            (!request.terms.is_empty() || request.taxonomy.is_some()).then(|| self.terms(rows));
        rows.services.iter().filter(move |(id, row)| {
            self.found.as_ref().is_none_or(|found| found.contains(id))
                && (self.found.is_none() || row.has_words(&self.words))
                && request
                    .organization
                    .is_none_or(|organization| row.organization == Some(organization))
                && self
                    .modified_after
                    .is_none_or(|after| row.modified.trunc_subsecs(3) >= after)
                && wanted
                    .as_ref()
                    .is_none_or(|wanted| row.terms.iter().any(|term| wanted.contains(term)))
                && request
                    .ages
                    .is_none_or(|(least, most)| row.minimum_age <= most && row.maximum_age >= least)
                && self.is_on(row)
        })
    }

    /// Places in the list of terms of those that are wanted; both conditions hold for one term.
    fn terms(&self, rows: &Rows) -> Vec<u32> {
        let request = self.request;
        let meets = |vocabulary: &str, code: &str| {
            (request.terms.is_empty() || request.terms.contains(&term_id(vocabulary, code)))
                && request
                    .taxonomy
                    .is_none_or(|taxonomy| taxonomy == taxonomy_id(vocabulary))
        };
        (0..)
            .zip(&rows.terms)
            .filter(|(_, row)| meets(&row.term.vocabulary, &row.term.code))
            .map(|(place, _)| place)
            .collect()
    }

    fn is_on(&self, row: &Row) -> bool {
        let request = self.request;
        let asked = !request.days.is_empty() || request.from.is_some() || request.until.is_some();
        !asked
            || row
                .sessions
                .iter()
                .any(|session| session.is_on(&request.days, request.from, request.until))
    }

    /// Whether the service is near, or serves, the place that was asked for.
    fn is_reached(&self, row: &Row) -> bool {
        match &self.request.nearby {
            None => true,
            Some(Nearby {
                within_m: Some(_), ..
            }) => row.places.iter().any(|place| self.is_within(place)),
            Some(Nearby { place, .. }) => {
                let named = |code: &str| place.areas.iter().any(|area| area == code);
                row.serves.iter().any(|code| named(code))
                    || row
                        .drawn
                        .iter()
                        .any(|area| area.polygon_holds(place.position))
            }
        }
    }

    fn is_within(&self, place: &PlaceRow) -> bool {
        match &self.request.nearby {
            Some(Nearby {
                place: centre,
                within_m: Some(within),
            }) => place
                .position
                .is_some_and(|at| at.distance_m(centre.position) <= *within),
            _ => true,
        }
    }

    fn distance(&self, row: &Row) -> Option<f64> {
        let centre = self.request.nearby.as_ref()?.place.position;
        let to = |at: Position| at.distance_m(centre);
        row.places
            .iter()
            .filter_map(|place| place.position.map(to))
            .min_by(f64::total_cmp)
    }
}

//! One row of the catalogue: all that services are chosen by, and nothing that is shown.

use chrono::{DateTime, NaiveTime, Utc, Weekday};
use domain::identity::{organization_id, place_ids};
use domain::position::Position;
use domain::service::Service;
use domain::text;
use uuid::Uuid;

use crate::show::ListingView;

/// What a listing is chosen by.
#[derive(Debug)]
pub(super) struct Row {
    /// Folded, for the order of the alphabet.
    pub(super) name: Box<str>,
    pub(super) version: i64,
    pub(super) modified: DateTime<Utc>,
    pub(super) organization: Option<Uuid>,
    /// Places in the catalogue's list of terms.
    pub(super) terms: Box<[u32]>,
    pub(super) places: Box<[PlaceRow]>,
    /// Codes of the areas that it serves.
    pub(super) serves: Box<[Box<str>]>,
    /// Areas that it serves and that are drawn and not named.
    pub(super) drawn: Box<[gazetteer::ServiceArea]>,
    pub(super) minimum_age: u8,
    pub(super) maximum_age: u8,
    pub(super) sessions: Box<[Session]>,
    /// The words, where some of those that the index knows may not be passed on.
    pub(super) words: Option<Box<str>>,
}

/// A place of a listing.
#[derive(Debug, Clone, Copy)]
pub(super) struct PlaceRow {
    pub(super) service_at_location: Uuid,
    /// Where it stands among the service's places.
    pub(super) at: usize,
    pub(super) position: Option<Position>,
}

/// When something is on in a week.
#[derive(Debug, Clone, Copy)]
pub(super) struct Session {
    /// A bit a weekday, Monday the lowest.
    days: u8,
    opens: Option<NaiveTime>,
    closes: Option<NaiveTime>,
}

impl Session {
    /// Whether it is on at some time of the window, on one of the days; no days are any day.
    pub(super) fn is_on(
        self,
        days: &[Weekday],
        from: Option<NaiveTime>,
        until: Option<NaiveTime>,
    ) -> bool {
        let wanted = days.iter().fold(0, |bits, day| bits | bit(*day));
        if wanted != 0 && self.days & wanted == 0 {
            return false;
        }
        if from.is_none() && until.is_none() {
            return true;
        }
        // A session whose end is not known is on at the moment at which it begins.
        let Some(opens) = self.opens else {
            return false;
        };
        let begins_in_time = until.is_none_or(|until| opens < until || Some(opens) == from);
        let ends_late_enough = from.is_none_or(|from| match self.closes {
            Some(closes) if closes > opens => closes > from,
            // Past midnight.
            Some(_) => true,
            None => opens >= from,
        });
        begins_in_time && ends_late_enough
    }
}

fn bit(day: Weekday) -> u8 {
    1 << day.num_days_from_monday()
}

impl Row {
    /// The row of a listing; `terms` are already in the catalogue's list.
    pub(super) fn of(view: &ListingView, partial: bool, terms: Vec<u32>) -> Self {
        let listing = &view.listing;
        let service = &listing.service;
        let places = place_ids(listing.id, service)
            .into_iter()
            .map(|ids| PlaceRow {
                service_at_location: ids.service_at_location,
                at: ids.at,
                position: service
                    .service_at_locations
                    .get(ids.at)
                    .and_then(|at| at.location.position),
            })
            .collect();
        let sessions = service
            .all_schedules()
            .map(|schedule| Session {
                days: schedule
                    .weekdays
                    .iter()
                    .fold(0, |bits, day| bits | bit(*day)),
                opens: schedule.opens_at,
                closes: schedule.closes_at,
            })
            .collect();
        Self {
            name: text::fold(&service.name).into(),
            version: listing.version,
            modified: listing.changed_at,
            organization: service.organization.as_ref().and_then(organization_id),
            terms: terms.into(),
            places,
            serves: service
                .service_areas
                .iter()
                .filter_map(|area| area.code.as_deref().map(Box::from))
                .collect(),
            drawn: service
                .service_areas
                .iter()
                .filter_map(|area| {
                    gazetteer::ServiceArea::from_geojson(area.extent.as_deref()?).ok()
                })
                .collect(),
            minimum_age: service.eligibility.minimum_age.unwrap_or(0),
            maximum_age: service.eligibility.maximum_age.unwrap_or(u8::MAX),
            sessions,
            words: partial.then(|| words_of(service).into()),
        }
    }

    /// Whether what may be passed on has the words that are looked for. The index has stems of all
    /// words, so a word counts here from the part of it that endings leave alone.
    pub(super) fn has_words(&self, wanted: &[String]) -> bool {
        let Some(words) = &self.words else {
            return true;
        };
        wanted.iter().all(|wanted| {
            let letters = wanted.chars().count();
            let kept = if letters > 4 {
                letters.div_ceil(2).max(4)
            } else {
                letters
            };
            let start: String = wanted.chars().take(kept).collect();
            words.split(' ').any(|word| word.starts_with(&start))
        })
    }
}

/// Every word of a service by which it can be found, folded.
fn words_of(service: &Service) -> String {
    let organization = service.organization.as_ref().filter(|o| !o.inferred);
    let pieces = std::iter::once(&service.name)
        .chain(&service.alternate_names)
        .chain(organization.map(|organization| &organization.name))
        .chain(&service.description)
        .chain(&service.eligibility.description)
        .chain(service.taxonomy_terms.iter().map(|term| &term.name))
        .chain(service.service_areas.iter().map(|area| &area.name))
        .chain(
            service
                .locations()
                .flat_map(|place| place.name.iter().chain(&place.address)),
        );
    pieces
        .map(|piece| text::fold(piece))
        .collect::<Vec<_>>()
        .join(" ")
}

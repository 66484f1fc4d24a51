//! A card: a listing as a hit shows it.
//!
//! It is everything but who said which field. That is the larger half of a listing in memory, and
//! nobody reads it twenty at a time; what a hit needs of it, whose attribution to show, is settled
//! when the card is made.

use std::sync::{Arc, OnceLock};

use chrono::{DateTime, NaiveDate, Utc};
use domain::calendar::{self, Occurrence};
use domain::listing::ListingStatus;
use domain::schedule::Schedule;
use domain::service::{Service, ServiceAtLocation, TaxonomyTerm};
use domain::text;
use uuid::Uuid;

use crate::MarkView;
use crate::show::{self, ListingView, StatementView};

/// Characters of a summary.
const SUMMARY: usize = 200;

/// A listing as a hit shows it.
#[derive(Debug, Clone, PartialEq)]
pub struct Card {
    /// What is shown.
    pub listing: CardListing,
    /// The beginning of its description, on one line.
    pub summary: Option<String>,
    /// The kitemark that its organization holds.
    pub mark: Option<Arc<MarkView>>,
    /// The live statements it was folded from, in key order.
    pub statements: Vec<StatementView>,
    /// Which of them a shown value rests on.
    rests_on: Vec<bool>,
    /// Its next dates, worked out when they were first asked for.
    next: OnceLock<NextDates>,
}

/// Next dates, and between which moments they are right.
#[derive(Debug, Clone, PartialEq)]
struct NextDates {
    dates: Vec<Occurrence>,
    from: DateTime<Utc>,
    until: DateTime<Utc>,
}

/// The listing of a card, as `domain::listing::Listing` has it.
#[derive(Debug, Clone, PartialEq)]
pub struct CardListing {
    /// Stable for ever.
    pub id: Uuid,
    /// Readable part of its address.
    pub slug: String,
    /// The folded body.
    pub service: Service,
    /// Shown, or shown with a warning.
    pub status: ListingStatus,
    /// The date on which a person last confirmed the details.
    pub last_confirmed: Option<NaiveDate>,
    /// Since when nobody has confirmed the details, though asked.
    pub unanswered_since: Option<NaiveDate>,
    /// When any of its live statements was last heard.
    pub last_seen: DateTime<Utc>,
    /// When the public body last changed.
    pub changed_at: DateTime<Utc>,
    /// Rises by one with each public change.
    pub version: i64,
}

impl From<ListingView> for Card {
    fn from(view: ListingView) -> Self {
        let used = view.listing.provenance.statements();
        let rests_on = view
            .statements
            .iter()
            .map(|statement| used.contains(&&statement.key))
            .collect();
        let listing = view.listing;
        let description = listing.service.description.as_deref();
        Self {
            summary: description.map(|whole| text::shortened(whole, SUMMARY)),
            listing: CardListing {
                id: listing.id,
                slug: listing.slug,
                service: fitted(listing.service),
                status: listing.status,
                last_confirmed: listing.last_confirmed,
                unanswered_since: listing.unanswered_since,
                last_seen: listing.last_seen,
                changed_at: listing.changed_at,
                version: listing.version,
            },
            mark: view.mark,
            statements: view.statements,
            rests_on,
            next: OnceLock::new(),
        }
    }
}

impl Card {
    /// Its next dates as of `now`, at most [`NEXT_DATES`](crate::NEXT_DATES); none while it does not run.
    #[must_use]
    pub fn next_dates(&self, now: DateTime<Utc>) -> Vec<Occurrence> {
        let work_out = || show::next_dates(&self.listing.service, now);
        let known = self.next.get_or_init(|| {
            let dates = work_out();
            NextDates {
                until: calendar::stands_until(&dates, now),
                from: now,
                dates,
            }
        });
        if (known.from..known.until).contains(&now) {
            known.dates.clone()
        } else {
            work_out()
        }
    }

    /// The statements that a shown value rests on: their attributions must be shown.
    #[must_use]
    pub fn attributed(&self) -> Vec<&StatementView> {
        let pairs = self.statements.iter().zip(&self.rests_on);
        pairs
            .filter(|(_, rests)| **rests)
            .map(|(said, _)| said)
            .collect()
    }

    /// About what it takes in memory, in bytes.
    pub(crate) fn bytes(&self) -> u32 {
        /// Of texts that are not counted, and of what the allocator keeps about each piece.
        const BESIDES: usize = 1_200;
        let service = &self.listing.service;
        let text = |text: &Option<String>| text.as_ref().map_or(0, String::len);
        let texts = service.name.len()
            + text(&service.description)
            + text(&self.summary)
            + text(&service.hours_text)
            + text(&service.application_process);
        let lists = service.service_at_locations.len() * size_of::<ServiceAtLocation>()
            + service.all_schedules().count() * size_of::<Schedule>()
            + service.taxonomy_terms.len() * size_of::<TaxonomyTerm>()
            + self.statements.len() * size_of::<StatementView>();
        let all = size_of::<Self>() + texts + lists + BESIDES;
        u32::try_from(all).unwrap_or(u32::MAX)
    }
}

/// Without the room for more that is left in lists when they are read: four places for the first location, of half
/// a kilobyte each.
fn fitted(mut service: Service) -> Service {
    for at in &mut service.service_at_locations {
        at.location.address.shrink_to_fit();
        at.schedules.shrink_to_fit();
    }
    service.service_at_locations.shrink_to_fit();
    service.schedules.shrink_to_fit();
    service.taxonomy_terms.shrink_to_fit();
    service.cost_options.shrink_to_fit();
    service.service_areas.shrink_to_fit();
    service.phones.shrink_to_fit();
    service.contacts.shrink_to_fit();
    service.alternate_names.shrink_to_fit();
    service.languages.shrink_to_fit();
    service.accessibility.shrink_to_fit();
    service
}

#[cfg(test)]
mod tests {
    use std::sync::OnceLock;

    use chrono::{DateTime, Utc};
    use domain::hours;
    use domain::listing::ListingStatus;
    use domain::service::Service;
    use uuid::Uuid;

    use super::{Card, CardListing};

    #[test]
    fn next_dates_are_those_of_the_moment_however_often_they_are_asked_for() {
        let at = |moment: &str| moment.parse::<DateTime<Utc>>().unwrap();
        let card = Card {
            listing: CardListing {
                id: Uuid::nil(),
                slug: "choir".to_owned(),
                service: Service {
                    schedules: hours::read("Wednesdays 5pm to 7pm").schedules,
                    ..Service::default()
                },
                status: ListingStatus::Active,
                last_confirmed: None,
                unanswered_since: None,
                last_seen: at("2026-11-25T10:00:00Z"),
                changed_at: at("2026-11-25T10:00:00Z"),
                version: 1,
            },
            summary: None,
            mark: None,
            statements: Vec::new(),
            rests_on: Vec::new(),
            next: OnceLock::new(),
        };
        let first = |moment| card.next_dates(at(moment))[0].date.to_string();
        assert_eq!(first("2026-11-25T18:00:00Z"), "2026-11-25");
        assert_eq!(first("2026-11-25T18:59:59Z"), "2026-11-25");
        assert_eq!(first("2026-11-25T19:00:00Z"), "2026-12-02");
        assert_eq!(first("2026-11-18T18:00:00Z"), "2026-11-18");
        assert_eq!(first("2026-12-02T19:30:00Z"), "2026-12-09");
    }
}

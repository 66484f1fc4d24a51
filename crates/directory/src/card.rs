//! A card: a listing as a hit shows it.
//!
//! What its version settles, [`CardListing`], is written into the index with the listing and comes from there with a
//! hit: no table of provenance, nobody's telephone or mailbox. Who says it and under which mark, [`Said`], moves
//! without a new version and is read from the store.

use std::sync::{Arc, OnceLock};

use chrono::serde::ts_seconds;
use chrono::{DateTime, NaiveDate, Utc};
use domain::calendar::{self, Occurrence};
use domain::listing::{Listing, ListingStatus};
use domain::schedule::Schedule;
use domain::service::{Organization, Service, ServiceAtLocation};
use domain::statement::StatementKey;
use domain::text;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::MarkView;
use crate::show::{self, ListingView, StatementView};

/// Characters of a summary.
const SUMMARY: usize = 200;
/// How a card begins. The number rises with every change to how [`CardListing`] is written: cards of another form are
/// not read.
const FORM: &str = "1 ";

/// A listing as a hit shows it.
#[derive(Debug, Clone, PartialEq)]
pub struct Card {
    /// What is shown.
    pub listing: Arc<CardListing>,
    /// Who says so.
    pub said: Arc<Said>,
}

/// What of a card moves without a new version of its listing.
#[derive(Debug, Clone, PartialEq)]
pub struct Said {
    /// The live statements that the listing was folded from, in key order.
    pub statements: Vec<StatementView>,
    /// The kitemark that its organization holds.
    pub mark: Option<Arc<MarkView>>,
}

/// The listing of a card, as `domain::listing::Listing` has it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct CardListing {
    /// Stable for ever. Not written: whoever reads a card has asked for it by its id.
    #[serde(skip)]
    pub id: Uuid,
    /// Rises by one with each public change.
    pub version: i64,
    /// Readable part of its address.
    pub slug: String,
    /// The folded body, as far as hits show it: see [`CardListing::of`].
    pub service: Service,
    /// Shown, or shown with a warning.
    pub status: ListingStatus,
    /// The date on which a person last confirmed the details.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub last_confirmed: Option<NaiveDate>,
    /// Since when nobody has confirmed the details, though asked.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub unanswered_since: Option<NaiveDate>,
    /// When any of its live statements had last been heard when this was written.
    #[serde(with = "ts_seconds")]
    heard_until: DateTime<Utc>,
    /// The statements that a shown value rests on.
    rests_on: Vec<StatementKey>,
    /// Whether its organization holds a mark.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub(crate) is_marked: bool,
    /// The beginning of its description, on one line.
    #[serde(skip)]
    pub summary: Option<String>,
    /// Its next dates, worked out when they were first asked for.
    #[serde(skip)]
    next: OnceLock<NextDates>,
}

/// Next dates, and between which moments they are right.
#[derive(Debug, Clone, PartialEq)]
struct NextDates {
    dates: Vec<Occurrence>,
    from: DateTime<Utc>,
    until: DateTime<Utc>,
}

impl CardListing {
    /// What hits show of a listing: its names, what it is, whether it runs, where, when, how and for how much.
    pub(crate) fn of(listing: &Listing, is_marked: bool) -> Self {
        let service = &listing.service;
        let organization = service.organization.as_ref().map(|body| Organization {
            name: body.name.clone(),
            inferred: body.inferred,
            ..Organization::default()
        });
        let shown = Service {
            name: service.name.clone(),
            alternate_names: service.alternate_names.clone(),
            organization,
            description: service.description.clone(),
            status: service.status,
            closed_until: service.closed_until,
            service_at_locations: service.service_at_locations.clone(),
            schedules: service.schedules.clone(),
            hours_text: service.hours_text.clone(),
            cost_options: service.cost_options.clone(),
            attendance: service.attendance.clone(),
            capacity: service.capacity,
            ..Service::default()
        };
        let rests_on = listing.provenance.statements().into_iter().cloned();
        Self {
            id: listing.id,
            version: listing.version,
            slug: listing.slug.clone(),
            status: listing.status,
            last_confirmed: listing.last_confirmed,
            unanswered_since: listing.unanswered_since,
            heard_until: listing.last_seen,
            rests_on: rests_on.collect(),
            is_marked,
            summary: summary(&shown),
            service: shown,
            next: OnceLock::new(),
        }
    }

    /// As the index keeps it: JSON after its form. Nothing if it cannot be written, which no listing should bring about.
    pub(crate) fn written(&self) -> String {
        match serde_json::to_string(self) {
            Ok(written) => FORM.to_owned() + &written,
            Err(error) => {
                tracing::error!(%error, listing = %self.id, "a card cannot be written");
                String::new()
            }
        }
    }

    /// Reads what [`CardListing::written`] wrote of the listing with this id; nothing of another form.
    pub(crate) fn read(id: Uuid, written: &str) -> Option<Self> {
        let card: Self = serde_json::from_str(written.strip_prefix(FORM)?).ok()?;
        Some(Self {
            id,
            summary: summary(&card.service),
            service: fitted(card.service),
            ..card
        })
    }

    /// Its next dates as of `now`, at most [`NEXT_DATES`](crate::NEXT_DATES); none while it does not run.
    #[must_use]
    pub fn next_dates(&self, now: DateTime<Utc>) -> Vec<Occurrence> {
        let work_out = || show::next_dates(&self.service, now);
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

    /// About what it takes in memory, in bytes.
    pub(crate) fn bytes(&self) -> u64 {
        /// Of texts that are not counted, and of what the allocator keeps about each piece.
        const BESIDES: usize = 1_000;
        let service = &self.service;
        let text = |text: &Option<String>| text.as_ref().map_or(0, String::len);
        let texts = service.name.len()
            + text(&service.description)
            + text(&self.summary)
            + text(&service.hours_text);
        let lists = service.service_at_locations.len() * size_of::<ServiceAtLocation>()
            + service.all_schedules().count() * size_of::<Schedule>()
            + self.rests_on.len() * size_of::<StatementKey>();
        (size_of::<Self>() + texts + lists + BESIDES) as u64
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
    service.cost_options.shrink_to_fit();
    service.alternate_names.shrink_to_fit();
    service.attendance.shrink_to_fit();
    service
}

fn summary(service: &Service) -> Option<String> {
    let description = service.description.as_deref();
    description.map(|whole| text::shortened(whole, SUMMARY))
}

impl Said {
    /// About what it takes in memory, in bytes.
    pub(crate) fn bytes(&self) -> u64 {
        /// Of the texts of a statement: its id at the source, and its address.
        const TEXTS: usize = 150;
        (size_of::<Self>() + self.statements.len() * (size_of::<StatementView>() + TEXTS)) as u64
    }
}

impl From<ListingView> for Card {
    fn from(view: ListingView) -> Self {
        Self {
            listing: Arc::new(CardListing::of(&view.listing, view.mark.is_some())),
            said: Arc::new(Said {
                statements: view.statements,
                mark: view.mark,
            }),
        }
    }
}

impl Card {
    /// When any of its live statements was last heard.
    #[must_use]
    pub fn last_seen(&self) -> DateTime<Utc> {
        let heard = self.said.statements.iter().map(|said| said.last_seen);
        heard.max().unwrap_or(self.listing.heard_until)
    }

    /// The statements that a shown value rests on: their attributions must be shown.
    #[must_use]
    pub fn attributed(&self) -> Vec<&StatementView> {
        let statements = self.said.statements.iter();
        statements
            .filter(|said| self.listing.rests_on.contains(&said.key))
            .collect()
    }
}

#[cfg(test)]
mod tests {
    use chrono::{DateTime, Utc};
    use domain::hours;
    use domain::listing::{Listing, ListingStatus, Provenance};
    use domain::service::{Contact, Phone, Service};
    use uuid::Uuid;

    use super::CardListing;

    fn at(moment: &str) -> DateTime<Utc> {
        moment.parse().expect("a moment")
    }

    fn choir() -> Listing {
        Listing {
            id: Uuid::nil(),
            slug: "choir".to_owned(),
            service: Service {
                name: "Choir".to_owned(),
                description: Some("Songs.\n\nAnd tea.".to_owned()),
                schedules: hours::read("Wednesdays 5pm to 7pm").schedules,
                ..Service::default()
            },
            provenance: Provenance::default(),
            status: ListingStatus::Active,
            last_confirmed: None,
            unanswered_since: None,
            last_seen: at("2026-11-25T10:00:00Z"),
            changed_at: at("2026-11-25T10:00:00Z"),
            version: 1,
        }
    }

    #[test]
    fn next_dates_are_those_of_the_moment_however_often_they_are_asked_for() {
        let card = CardListing::of(&choir(), false);
        let first = |moment| card.next_dates(at(moment))[0].date.to_string();
        assert_eq!(first("2026-11-25T18:00:00Z"), "2026-11-25");
        assert_eq!(first("2026-11-25T18:59:59Z"), "2026-11-25");
        assert_eq!(first("2026-11-25T19:00:00Z"), "2026-12-02");
        assert_eq!(first("2026-11-18T18:00:00Z"), "2026-11-18");
        assert_eq!(first("2026-12-02T19:30:00Z"), "2026-12-09");
    }

    #[test]
    fn what_is_written_is_read_again_and_nothing_else_is() {
        let card = CardListing::of(&choir(), true);
        let written = card.written();
        assert_eq!(CardListing::read(card.id, &written), Some(card));
        let of_another_form = written.replacen('1', "2", 1);
        for other in ["", of_another_form.as_str(), &written[..written.len() / 2]] {
            assert_eq!(CardListing::read(Uuid::nil(), other), None);
        }
    }

    #[test]
    fn nobodys_number_goes_into_the_index() {
        let mut listing = choir();
        let phone = Phone {
            number: "020 7946 0018".to_owned(),
            description: None,
        };
        listing.service.email = Some("hello@choir.example".to_owned());
        listing.service.contacts = vec![Contact {
            name: Some("Somebody".to_owned()),
            phones: vec![phone.clone()],
            ..Contact::default()
        }];
        listing.service.phones = vec![phone];
        let written = CardListing::of(&listing, false).written();
        for secret in ["7946", "choir.example", "Somebody"] {
            assert!(!written.contains(secret), "{secret}");
        }
    }
}

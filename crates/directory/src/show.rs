//! Show: one listing, whole, with who said each part of it.
//!
//! A view is complete: a face needs no second question to show it. Distances are metres.

use std::sync::Arc;

use chrono::{DateTime, NaiveTime, Utc};
use domain::calendar::{self, Occurrence};
use domain::charity::Registration;
use domain::listing::{Field, Listing};
use domain::position::Position;
use domain::service::{Service, ServiceStatus, TaxonomyTerm};
use domain::source::Source;
use domain::statement::{StatementKey, StatementState};
use store::Lookup;

use crate::find::NEXT_DATES;
use crate::{Directory, Error, MarkView};

/// A listing with the statements it rests on.
#[derive(Debug, Clone, PartialEq)]
pub struct ListingView {
    /// The listing.
    pub listing: Listing,
    /// The live statements it was folded from, in key order.
    pub statements: Vec<StatementView>,
    /// Our own categories of it, beside those of its sources in the listing.
    pub categories: Vec<TaxonomyTerm>,
    /// The kitemark that its organization holds today.
    pub mark: Option<Arc<MarkView>>,
    /// The register's entry of its organization, where that confirms the charity number.
    pub charity: Option<Arc<Registration>>,
}

/// A statement as far as readers of a listing need it.
#[derive(Debug, Clone, PartialEq)]
pub struct StatementView {
    /// Which.
    pub key: StatementKey,
    /// Who says it, under which licence.
    pub source: Arc<Source>,
    /// The item's own page at the source.
    pub url: Option<String>,
    /// When it was first heard.
    pub first_seen: DateTime<Utc>,
    /// When it was last heard.
    pub last_seen: DateTime<Utc>,
    /// How it stands.
    pub state: StatementState,
}

/// What came of looking a listing up.
#[derive(Debug, Clone, PartialEq)]
pub enum Shown {
    /// Here it is.
    Listing(Arc<ListingView>),
    /// It is now part of the listing with this slug.
    Moved(String),
}

/// Where a person said they are, and how we read it.
#[derive(Debug, Clone, PartialEq)]
pub struct PlaceView {
    /// "SW9 8DJ, Brixton, Lambeth".
    pub label: String,
    /// The middle of it.
    pub position: Position,
    /// GSS codes of the areas it lies in, smallest first, and its outward code: who serves one of
    /// these serves the place.
    pub areas: Vec<String>,
    /// The first half of the postcode, where the words were one or half of one.
    pub outward: Option<String>,
    /// Metres around the position that the words take in; nought for a point.
    pub reach_m: f64,
    /// What was probably meant, when the words had a slip; the place is then of this.
    pub suggestion: Option<String>,
    /// Something that the person should know: "that postcode is no longer in use".
    pub note: Option<String>,
    /// Other things that the words could mean, each a text that resolves to it.
    pub alternatives: Vec<String>,
}

/// From this reach on, in metres, a place is wide: distances from its middle tell nobody how long they walk.
const WIDE_M: f64 = 500.0;

impl PlaceView {
    /// Whether it is so wide that distances are from its middle, and walks cannot be told.
    #[must_use]
    pub fn is_wide(&self) -> bool {
        self.reach_m >= WIDE_M
    }
}

impl ListingView {
    /// The statement that a field's value was taken from.
    #[must_use]
    pub fn source_of(&self, field: Field) -> Option<&StatementView> {
        let key = self.listing.provenance.0.get(&field)?.first()?.first()?;
        self.statements
            .iter()
            .find(|statement| statement.key == *key)
    }

    /// Its next dates as of `now`, at most [`NEXT_DATES`]; none while it does not run.
    #[must_use]
    pub fn next_dates(&self, now: DateTime<Utc>) -> Vec<Occurrence> {
        next_dates(&self.listing.service, now)
    }

    /// The statements that a shown value rests on: their attributions must be shown.
    #[must_use]
    pub fn attributed(&self) -> Vec<&StatementView> {
        let used = self.listing.provenance.statements();
        self.statements
            .iter()
            .filter(|statement| used.contains(&&statement.key))
            .collect()
    }
}

/// The next dates of a service, at most [`NEXT_DATES`]: of what is shut for a while those after that, if anybody says until
/// when; none of what does not run.
pub(crate) fn next_dates(service: &Service, now: DateTime<Utc>) -> Vec<Occurrence> {
    let from = match (service.status, service.closed_until) {
        (ServiceStatus::Active, _) => now,
        (ServiceStatus::TemporarilyClosed, Some(until)) => {
            let opens = until.succ_opt().unwrap_or(until);
            now.max(opens.and_time(NaiveTime::MIN).and_utc())
        }
        _ => return Vec::new(),
    };
    calendar::next(service.all_schedules(), from, NEXT_DATES)
}

impl Directory {
    /// The listing of that id or slug.
    ///
    /// # Errors
    /// [`Error::NotFound`] when there never was one, [`Error::Gone`] when it is archived.
    pub async fn show(&self, id_or_slug: &str) -> Result<Shown, Error> {
        match self.store.listing_by_id_or_slug(id_or_slug).await? {
            Lookup::Found(listing) if listing.status.is_visible() => {
                Ok(Shown::Listing(self.view(*listing).await?))
            }
            Lookup::Found(listing) => Err(Error::Gone {
                what: "listing",
                name: listing.service.name,
            }),
            Lookup::Moved(survivor) => match self.store.listings(&[survivor]).await?.pop() {
                Some(listing) => Ok(Shown::Moved(listing.slug)),
                None => Err(Error::NotFound {
                    what: "listing",
                    name: id_or_slug.to_owned(),
                }),
            },
            Lookup::Unknown => Err(Error::NotFound {
                what: "listing",
                name: id_or_slug.to_owned(),
            }),
        }
    }
}

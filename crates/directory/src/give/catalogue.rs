//! The catalogue: one small row for each listing that may be passed on, in memory, so that every
//! parameter of every output combines with every other and pages are exact.
//!
//! Like the index it is a shadow: made from the store when first asked for, brought up to the end of
//! the change log before each answer, and never the only place where anything is. About 300 bytes a
//! listing.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::{PoisonError, RwLock, RwLockReadGuard};

use domain::listing::Listing;
use domain::service::TaxonomyTerm;
use tokio::sync::Mutex;
use uuid::Uuid;

use super::allowed::Passable;
use super::row::Row;
use crate::{Directory, Error};

/// Listings or changes taken at once.
const BATCH: u64 = 500;

/// The catalogue, and how far in the change log it is.
#[derive(Debug, Default)]
pub(crate) struct Catalogue {
    /// `None` until it is made; held while it is brought up to date.
    seen: Mutex<Option<i64>>,
    rows: RwLock<Rows>,
}

/// What is in it.
#[derive(Debug, Default)]
pub(super) struct Rows {
    pub(super) services: BTreeMap<Uuid, Row>,
    pub(super) organizations: BTreeMap<Uuid, Body>,
    /// Terms keep their place for ever; those of which no listing is left count nought.
    pub(super) terms: Vec<TermRow>,
    known_terms: HashMap<(String, String), u32>,
}

/// An organization.
#[derive(Debug, Default)]
pub(super) struct Body {
    pub(super) name: String,
    pub(super) services: BTreeSet<Uuid>,
}

/// A term, and how many listings have it.
#[derive(Debug)]
pub(super) struct TermRow {
    pub(super) term: TaxonomyTerm,
    pub(super) listings: usize,
}

impl Rows {
    fn put(&mut self, passable: &Passable) {
        let listing = &passable.view.listing;
        self.remove(listing.id);
        let terms: Vec<u32> = listing
            .service
            .taxonomy_terms
            .iter()
            .map(|term| self.place_of(term))
            .collect();
        for place in &terms {
            if let Some(row) = self.terms.get_mut(*place as usize) {
                row.listings += 1;
            }
        }
        let row = Row::of(&passable.view, passable.partial, terms);
        if let Some(id) = row.organization {
            let name = listing.service.organization.as_ref().map(|o| &o.name);
            let body = self.organizations.entry(id).or_default();
            if body.services.is_empty() {
                body.name = name.cloned().unwrap_or_default();
            }
            body.services.insert(listing.id);
        }
        self.services.insert(listing.id, row);
    }

    fn remove(&mut self, id: Uuid) {
        let Some(row) = self.services.remove(&id) else {
            return;
        };
        for place in &row.terms {
            if let Some(term) = self.terms.get_mut(*place as usize) {
                term.listings -= 1;
            }
        }
        if let Some(organization) = row.organization
            && let Some(body) = self.organizations.get_mut(&organization)
        {
            body.services.remove(&id);
            if body.services.is_empty() {
                self.organizations.remove(&organization);
            }
        }
    }

    fn place_of(&mut self, term: &TaxonomyTerm) -> u32 {
        let key = (term.vocabulary.clone(), term.code.clone());
        let next = u32::try_from(self.terms.len()).unwrap_or(u32::MAX);
        let place = *self.known_terms.entry(key).or_insert(next);
        if place == next {
            self.terms.push(TermRow {
                term: term.clone(),
                listings: 0,
            });
        }
        place
    }
}

impl Directory {
    /// The catalogue as the store is now. What is returned must not be held across an await.
    pub(super) async fn catalogue(&self) -> Result<RwLockReadGuard<'_, Rows>, Error> {
        self.bring_catalogue_up().await?;
        Ok(self
            .catalogue
            .rows
            .read()
            .unwrap_or_else(PoisonError::into_inner))
    }

    /// The versions of those of the listings that may be passed on.
    pub(super) async fn catalogue_versions(&self, ids: &[Uuid]) -> Result<Vec<(Uuid, i64)>, Error> {
        let rows = self.catalogue().await?;
        Ok(ids
            .iter()
            .filter_map(|id| rows.services.get(id).map(|row| (*id, row.version)))
            .collect())
    }

    async fn bring_catalogue_up(&self) -> Result<(), Error> {
        let last = self.store.last_sequence().await?;
        let mut seen = self.catalogue.seen.lock().await;
        let Some(mut at) = *seen else {
            self.make_catalogue().await?;
            *seen = Some(last);
            return Ok(());
        };
        while at < last {
            let changes = self.store.changes_after(at, BATCH).await?;
            let Some(end) = changes.last().map(|change| change.sequence) else {
                break;
            };
            let ids: BTreeSet<Uuid> = changes.iter().map(|change| change.listing).collect();
            let ids: Vec<Uuid> = ids.into_iter().collect();
            let listings = self.store.listings(&ids).await?;
            self.take_into_catalogue(&ids, listings).await?;
            at = end;
            *seen = Some(at);
        }
        Ok(())
    }

    async fn make_catalogue(&self) -> Result<(), Error> {
        let mut after = None;
        loop {
            let listings = self.store.visible_listings(after, BATCH).await?;
            let Some(last) = listings.last() else {
                return Ok(());
            };
            after = Some(last.id);
            self.take_into_catalogue(&[], listings).await?;
        }
    }

    /// Puts listings in; of the ids, those that are not among them go.
    async fn take_into_catalogue(&self, ids: &[Uuid], listings: Vec<Listing>) -> Result<(), Error> {
        let passable = self.passable(listings).await?;
        let mut rows = self
            .catalogue
            .rows
            .write()
            .unwrap_or_else(PoisonError::into_inner);
        for id in ids {
            rows.remove(*id);
        }
        for passable in &passable {
            rows.put(passable);
        }
        Ok(())
    }
}

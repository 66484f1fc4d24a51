//! The part of a listing that may be passed on: a fold of the statements whose sources allow it.

use std::collections::{BTreeSet, HashMap};
use std::sync::Arc;
use std::time::Duration;

use chrono::NaiveDate;
use domain::fold::{Said, fold};
use domain::listing::Listing;
use domain::source::{Source, SourceId};
use domain::statement::Statement;
use moka::sync::Cache;
use store::StatementHead;
use uuid::Uuid;

use crate::show::{ListingView, StatementView};
use crate::{Directory, Error, taxonomy};

/// Listings kept: about 4 KB each.
const KEPT: u64 = 4_000;
/// How long one is kept: the dates on which sources were last heard move without a new version.
const KEPT_FOR: Duration = Duration::from_secs(60);

/// A listing as others may have it.
#[derive(Debug, Clone)]
pub(crate) struct Passable {
    pub(crate) view: Arc<ListingView>,
    /// Whether something was left out.
    pub(crate) partial: bool,
}

/// The ones that were asked for lately.
#[derive(Debug)]
pub(crate) struct Allowed(Cache<(Uuid, i64), Arc<ListingView>>);

impl Default for Allowed {
    fn default() -> Self {
        Self(
            Cache::builder()
                .max_capacity(KEPT)
                .time_to_live(KEPT_FOR)
                .build(),
        )
    }
}

impl Directory {
    /// The listings with these ids as they may be passed on, in the order of the ids; those of which
    /// nothing may be are left out.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub async fn given(&self, ids: &[Uuid]) -> Result<Vec<Arc<ListingView>>, Error> {
        let versions = self.catalogue_versions(ids).await?;
        let mut held: HashMap<Uuid, Arc<ListingView>> = HashMap::with_capacity(ids.len());
        let mut absent = Vec::new();
        for key in versions {
            match self.allowed.0.get(&key) {
                Some(view) => {
                    held.insert(key.0, view);
                }
                None => absent.push(key.0),
            }
        }
        if !absent.is_empty() {
            let listings = self.store.listings(&absent).await?;
            for passable in self.passable(listings).await? {
                let listing = &passable.view.listing;
                self.allowed
                    .0
                    .insert((listing.id, listing.version), Arc::clone(&passable.view));
                held.insert(listing.id, passable.view);
            }
        }
        Ok(ids.iter().filter_map(|id| held.get(id).cloned()).collect())
    }

    /// What may be passed on of some listings, in their order.
    pub(crate) async fn passable(&self, listings: Vec<Listing>) -> Result<Vec<Passable>, Error> {
        let visible: Vec<Listing> = listings
            .into_iter()
            .filter(|listing| listing.status.is_visible())
            .collect();
        let ids: Vec<Uuid> = visible.iter().map(|listing| listing.id).collect();
        let mut heads = self.store.heads_of_listings(&ids).await?;
        let sources = self.sources_named(heads.values().flatten()).await?;
        let may = |source: &SourceId| {
            sources
                .get(source)
                .is_some_and(|source| source.licence.allows_redistribution)
        };
        let mixed: Vec<Uuid> = heads
            .iter()
            .filter(|(_, heads)| {
                let allowed = heads.iter().filter(|head| may(&head.key.source)).count();
                allowed > 0 && allowed < heads.len()
            })
            .map(|(id, _)| *id)
            .collect();
        let mut spoken = if mixed.is_empty() {
            HashMap::new()
        } else {
            self.store.statements_of_listings(&mixed).await?
        };
        let mut marks = self.marks(&ids).await?;
        let today = self.local_now().date();
        let mut allowed = Vec::with_capacity(visible.len());
        for listing in visible {
            let heads = heads.remove(&listing.id).unwrap_or_default();
            let statements: Vec<StatementView> = heads
                .into_iter()
                .filter(|head| may(&head.key.source))
                .filter_map(|head| view_of(head, &sources))
                .collect();
            if statements.is_empty() {
                continue;
            }
            let said = spoken.remove(&listing.id);
            let partial = said.is_some();
            let listing = match said {
                None => listing,
                Some(said) => match folded_again(listing, &said, &sources, today) {
                    Some(listing) => listing,
                    None => continue,
                },
            };
            allowed.push((listing, statements, partial));
        }
        let services = allowed.iter().map(|(listing, ..)| &listing.service);
        let register = self.register_entries(services).await?;
        let passable = allowed
            .into_iter()
            .map(|(mut listing, statements, partial)| {
                // Outputs know one list of terms: ours stand in it beside those of the sources.
                let categories = taxonomy::terms_of(&listing.service);
                listing.service.taxonomy_terms.extend(categories.clone());
                Passable {
                    view: Arc::new(ListingView {
                        mark: marks.remove(&listing.id),
                        charity: register.enrich(&mut listing.service),
                        categories,
                        listing,
                        statements,
                    }),
                    partial,
                }
            });
        Ok(passable.collect())
    }

    async fn sources_named(
        &self,
        heads: impl Iterator<Item = &StatementHead>,
    ) -> Result<HashMap<SourceId, Arc<Source>>, Error> {
        let ids: BTreeSet<&SourceId> = heads.map(|head| &head.key.source).collect();
        let mut sources = HashMap::with_capacity(ids.len());
        for id in ids {
            if let Some(source) = self.store.source(id).await? {
                sources.insert(id.clone(), Arc::new(source));
            }
        }
        Ok(sources)
    }
}

/// The listing as it would be if the sources that forbid passing on had said nothing.
fn folded_again(
    listing: Listing,
    statements: &[Statement],
    sources: &HashMap<SourceId, Arc<Source>>,
    today: NaiveDate,
) -> Option<Listing> {
    let said: Vec<Said<'_>> = statements
        .iter()
        .filter_map(|statement| {
            let source = sources.get(&statement.key.source)?;
            source
                .licence
                .allows_redistribution
                .then_some(Said { statement, source })
        })
        .collect();
    let mut folded = fold(&said)?;
    folded.service.reopen(today);
    // The slug was made from the name; a name that may not be passed on is not told by it either.
    let slug = if folded.service.name == listing.service.name {
        listing.slug
    } else {
        listing.id.to_string()
    };
    Some(Listing {
        slug,
        service: folded.service,
        provenance: folded.provenance,
        status: folded.status,
        last_confirmed: folded.last_confirmed,
        last_seen: folded.last_seen,
        ..listing
    })
}

fn view_of(head: StatementHead, sources: &HashMap<SourceId, Arc<Source>>) -> Option<StatementView> {
    Some(StatementView {
        source: Arc::clone(sources.get(&head.key.source)?),
        key: head.key,
        url: head.url,
        first_seen: head.first_seen,
        last_seen: head.last_seen,
        state: head.standing.state,
    })
}

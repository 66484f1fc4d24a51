//! The bodies of listings: whole from the store for one that is shown, as cards for hits.
//!
//! The index keeps what is shown of a listing under its version, which never changes; who says it and under which mark
//! comes from the store. Both are kept in memory, the second for some minutes only, because the dates on which sources
//! were last heard move without a new version.

use std::collections::{BTreeSet, HashMap};
use std::sync::Arc;
use std::time::{Duration, Instant};

use domain::listing::Listing;
use domain::source::{Source, SourceId};
use moka::sync::Cache;
use quick_cache::Weighter;
use search::Hit;
use store::SpokenHead;
use uuid::Uuid;

use crate::card::{Card, CardListing, Said};
use crate::show::{ListingView, StatementView};
use crate::{Directory, Error, taxonomy};

/// Bytes of listings that are kept, as [`CardListing::bytes`] reckons them: those that many ask for.
const LISTINGS_KEPT: u64 = 16_000_000;
/// About what one takes.
const LISTING: u64 = 3_000;
/// Bytes of who says what that are kept, as [`Said::bytes`] reckons them: to ask the store costs more than to unpack
/// what is in the index.
const SAID_KEPT: u64 = 16_000_000;
/// About what that of a listing takes.
const SAID: u64 = 400;
/// How long it is kept.
const SAID_KEPT_FOR: Duration = Duration::from_secs(600);
/// How long a source is kept; what is written of one changes when an operator edits a file.
const SOURCE_KEPT_FOR: Duration = Duration::from_secs(60);

/// Id and version.
type CardKey = (Uuid, i64);

/// Who says what, and since when that has been kept.
#[derive(Debug, Clone)]
struct Kept {
    said: Arc<Said>,
    since: Instant,
}

/// What is kept weighs what it takes in memory.
#[derive(Debug, Clone)]
struct Bytes;

impl Weighter<CardKey, Arc<CardListing>> for Bytes {
    fn weight(&self, _: &CardKey, listing: &Arc<CardListing>) -> u64 {
        listing.bytes()
    }
}

impl Weighter<CardKey, Kept> for Bytes {
    fn weight(&self, _: &CardKey, kept: &Kept) -> u64 {
        kept.said.bytes()
    }
}

/// The caches.
#[derive(Debug)]
pub(crate) struct Bodies {
    // Asked twenty times for each page of hits, so the quickest there is.
    listings: quick_cache::sync::Cache<CardKey, Arc<CardListing>, Bytes>,
    said: quick_cache::sync::Cache<CardKey, Kept, Bytes>,
    sources: Cache<SourceId, Arc<Source>>,
}

impl Default for Bodies {
    fn default() -> Self {
        let about = |kept: u64, each: u64| usize::try_from(kept / each).unwrap_or(usize::MAX);
        let listings = about(LISTINGS_KEPT, LISTING);
        let said = about(SAID_KEPT, SAID);
        Self {
            listings: quick_cache::sync::Cache::with_weighter(listings, LISTINGS_KEPT, Bytes),
            said: quick_cache::sync::Cache::with_weighter(said, SAID_KEPT, Bytes),
            sources: Cache::builder().time_to_live(SOURCE_KEPT_FOR).build(),
        }
    }
}

impl Bodies {
    /// Who says what a listing of this id and version says, if it was read lately.
    fn said(&self, listing: &CardListing) -> Option<Arc<Said>> {
        let kept = self.said.get(&(listing.id, listing.version))?;
        (kept.since.elapsed() < SAID_KEPT_FOR).then_some(kept.said)
    }
}

impl Directory {
    /// The cards of the listings that were found, in their order; none where one is no longer visible.
    ///
    /// A listing that has changed since is given as it is now.
    pub(crate) async fn cards(&self, wanted: &[Hit]) -> Result<Vec<Option<Card>>, Error> {
        let listings = self.card_listings(wanted).await?;
        let known = |listing: &Arc<CardListing>| self.bodies.said(listing);
        let mut said: Vec<Option<Arc<Said>>> = listings
            .iter()
            .map(|listing| listing.as_ref().and_then(known))
            .collect();
        let absent = listings.iter().zip(&said);
        let absent: Vec<&Arc<CardListing>> = absent
            .filter_map(|(listing, said)| listing.as_ref().filter(|_| said.is_none()))
            .collect();
        if !absent.is_empty() {
            let mut read = self.who_says(&absent).await?;
            for (listing, said) in listings.iter().zip(&mut said) {
                if let (Some(listing), None) = (listing, &said) {
                    *said = read.remove(&listing.id);
                }
            }
        }
        let cards = listings.into_iter().zip(said);
        Ok(cards
            .map(|(listing, said)| {
                listing
                    .zip(said)
                    .map(|(listing, said)| Card { listing, said })
            })
            .collect())
    }

    /// What hits show of the listings that were found, but for who says it; as [`Self::cards`].
    pub(crate) async fn card_listings(
        &self,
        wanted: &[Hit],
    ) -> Result<Vec<Option<Arc<CardListing>>>, Error> {
        let mut listings = Vec::with_capacity(wanted.len());
        let mut absent = Vec::new();
        for hit in wanted {
            let mut listing = self.bodies.listings.get(&(hit.id, hit.version));
            if listing.is_none()
                && let Some(written) = self.index.card(hit)?
            {
                listing = CardListing::read(hit.id, &written).map(|read| self.keep(read));
                absent.extend(listing.is_none().then_some(hit.id));
            }
            listings.push(listing);
        }
        // What another version of this program wrote, or what cannot be read.
        if !absent.is_empty() {
            let mut read = HashMap::with_capacity(absent.len());
            for listing in self.store.listings(&absent).await? {
                if listing.status.is_visible() {
                    read.insert(listing.id, self.keep(CardListing::of(&listing, true)));
                }
            }
            for (hit, listing) in wanted.iter().zip(&mut listings) {
                if listing.is_none() {
                    *listing = read.remove(&hit.id);
                }
            }
        }
        Ok(listings)
    }

    fn keep(&self, listing: CardListing) -> Arc<CardListing> {
        let listing = Arc::new(listing);
        let key = (listing.id, listing.version);
        self.bodies.listings.insert(key, Arc::clone(&listing));
        listing
    }

    /// Who says what these listings say, and under which marks, by their ids.
    async fn who_says(
        &self,
        listings: &[&Arc<CardListing>],
    ) -> Result<HashMap<Uuid, Arc<Said>>, Error> {
        let ids: Vec<Uuid> = listings.iter().map(|listing| listing.id).collect();
        let marked = listings.iter().filter(|listing| listing.is_marked);
        let marked: Vec<Uuid> = marked.map(|listing| listing.id).collect();
        let mut marks = if marked.is_empty() {
            HashMap::new()
        } else {
            self.marks(&marked).await?
        };
        let mut statements = self.statement_views(&ids).await?;
        let all = listings.iter().map(|listing| {
            let said = Arc::new(Said {
                statements: statements.remove(&listing.id).unwrap_or_default(),
                mark: marks.remove(&listing.id),
            });
            let kept = Kept {
                said: Arc::clone(&said),
                since: Instant::now(),
            };
            let key = (listing.id, listing.version);
            self.bodies.said.insert(key, kept);
            (listing.id, said)
        });
        Ok(all.collect())
    }

    /// The view of one listing.
    pub(crate) async fn view(&self, mut listing: Listing) -> Result<Arc<ListingView>, Error> {
        let ids = [listing.id];
        let mut statements = self.statement_views(&ids).await?;
        let mut marks = self.marks(&ids).await?;
        let register = self
            .register_entries(std::iter::once(&listing.service))
            .await?;
        Ok(Arc::new(ListingView {
            statements: statements.remove(&listing.id).unwrap_or_default(),
            mark: marks.remove(&listing.id),
            charity: register.enrich(&mut listing.service),
            categories: taxonomy::terms_of(&listing.service),
            listing,
        }))
    }

    /// The live statements of listings, in key order.
    async fn statement_views(
        &self,
        listings: &[Uuid],
    ) -> Result<HashMap<Uuid, Vec<StatementView>>, Error> {
        let heads = self.store.spoken_heads(listings).await?;
        let keys = heads.values().flatten().map(|head| &head.key.source);
        let sources = self.sources_of(keys).await?;
        let view = |head: SpokenHead| {
            let source = sources.get(&head.key.source)?;
            Some(StatementView {
                source: Arc::clone(source),
                key: head.key,
                url: head.url,
                first_seen: head.first_seen,
                last_seen: head.last_seen,
                state: head.state,
            })
        };
        let views = heads.into_iter().map(|(listing, heads)| {
            let live = heads.into_iter().filter(|head| head.state.is_live());
            (listing, live.filter_map(view).collect())
        });
        Ok(views.collect())
    }

    /// The sources of those ids that there are.
    pub(crate) async fn sources_of<'a>(
        &self,
        ids: impl Iterator<Item = &'a SourceId>,
    ) -> Result<HashMap<SourceId, Arc<Source>>, Error> {
        let ids: BTreeSet<&SourceId> = ids.collect();
        let mut sources = HashMap::with_capacity(ids.len());
        for id in ids {
            if let Some(source) = self.bodies.sources.get(id) {
                sources.insert(id.clone(), source);
            } else if let Some(source) = self.store.source(id).await? {
                let source = Arc::new(source);
                self.bodies.sources.insert(id.clone(), Arc::clone(&source));
                sources.insert(id.clone(), source);
            }
        }
        Ok(sources)
    }
}

//! The bodies of listings from the store: whole for one that is shown, as cards for hits.
//!
//! The index answers with ids and versions; a body of that version never changes, so id and version
//! are the key under which cards are kept. The dates on which sources were last heard move without a
//! new version, which is why a card is kept for some minutes only.

use std::collections::{BTreeSet, HashMap};
use std::sync::Arc;
use std::time::{Duration, Instant};

use domain::listing::Listing;
use domain::source::{Source, SourceId};
use moka::sync::Cache;
use quick_cache::Weighter;
use store::StatementHead;
use uuid::Uuid;

use crate::card::Card;
use crate::show::{ListingView, StatementView};
use crate::{Directory, Error, taxonomy};

/// Bytes of cards that are kept, as [`Card::bytes`] reckons them. What the process holds for them is nearly twice that.
const KEPT: u64 = 64_000_000;
/// About what a card takes, in bytes.
const CARD: u64 = 5_000;
/// How long a card is kept.
const KEPT_FOR: Duration = Duration::from_secs(600);
/// How long a source is kept; what is written of one changes when an operator edits a file.
const SOURCE_KEPT_FOR: Duration = Duration::from_secs(60);

/// Id and version.
type CardKey = (Uuid, i64);

/// A card, and since when it has been kept.
#[derive(Debug, Clone)]
struct Kept {
    card: Arc<Card>,
    since: Instant,
}

/// Cards weigh what they take in memory.
#[derive(Debug, Clone)]
struct Bytes;

impl Weighter<CardKey, Kept> for Bytes {
    fn weight(&self, _: &CardKey, kept: &Kept) -> u64 {
        kept.card.bytes().into()
    }
}

/// The caches.
#[derive(Debug)]
pub(crate) struct Bodies {
    // Asked twenty times for each page of hits, so the quickest there is.
    cards: quick_cache::sync::Cache<CardKey, Kept, Bytes>,
    sources: Cache<SourceId, Arc<Source>>,
}

impl Default for Bodies {
    fn default() -> Self {
        let about = usize::try_from(KEPT / CARD).unwrap_or(usize::MAX);
        Self {
            cards: quick_cache::sync::Cache::with_weighter(about, KEPT, Bytes),
            sources: Cache::builder().time_to_live(SOURCE_KEPT_FOR).build(),
        }
    }
}

impl Bodies {
    /// The card of this id and version, if it was read lately.
    fn card(&self, key: &CardKey) -> Option<Arc<Card>> {
        let kept = self.cards.get(key)?;
        (kept.since.elapsed() < KEPT_FOR).then_some(kept.card)
    }
}

impl Directory {
    /// The cards of the listings with these ids and versions, in their order; none where one is no
    /// longer visible.
    ///
    /// A listing that has changed since is given as it is now.
    pub(crate) async fn cards(&self, wanted: &[CardKey]) -> Result<Vec<Option<Arc<Card>>>, Error> {
        let kept = wanted.iter().map(|key| self.bodies.card(key));
        let mut cards: Vec<Option<Arc<Card>>> = kept.collect();
        let absent = |(key, card): (&CardKey, &Option<_>)| card.is_none().then_some(key.0);
        let absent: Vec<Uuid> = wanted.iter().zip(&cards).filter_map(absent).collect();
        if !absent.is_empty() {
            let mut listings = self.store.listings(&absent).await?;
            listings.retain(|listing| listing.status.is_visible());
            let mut read = HashMap::with_capacity(absent.len());
            for view in self.views(listings).await? {
                let key = (view.listing.id, view.listing.version);
                let card = Arc::new(Card::from(view));
                let kept = Kept {
                    card: Arc::clone(&card),
                    since: Instant::now(),
                };
                self.bodies.cards.insert(key, kept);
                read.insert(key.0, card);
            }
            for (key, card) in wanted.iter().zip(&mut cards) {
                if card.is_none() {
                    *card = read.get(&key.0).cloned();
                }
            }
        }
        Ok(cards)
    }

    /// The view of one listing.
    pub(crate) async fn view(&self, listing: Listing) -> Result<Arc<ListingView>, Error> {
        let what = "reading a listing";
        let view = self.views(vec![listing]).await?.pop();
        let mut view = view.ok_or_else(|| Error::internal(what, "no view"))?;
        view.categories = taxonomy::terms_of(&view.listing.service);
        Ok(Arc::new(view))
    }

    /// The views of listings, but for their categories: no hit shows them, and to read them out of all words takes
    /// as long as to read a listing.
    async fn views(&self, listings: Vec<Listing>) -> Result<Vec<ListingView>, Error> {
        let ids: Vec<Uuid> = listings.iter().map(|listing| listing.id).collect();
        let mut heads = self.store.statement_heads_of_listings(&ids).await?;
        let keys = heads.values().flatten().map(|head| &head.key.source);
        let sources = self.sources_of(keys).await?;
        let mut marks = self.marks(&ids).await?;
        let services = listings.iter().map(|listing| &listing.service);
        let register = self.register_entries(services).await?;
        let views = listings.into_iter().map(|mut listing| {
            let heads = heads.remove(&listing.id).unwrap_or_default();
            let statements = heads
                .into_iter()
                .filter(|head| head.standing.state.is_live())
                .filter_map(|head| statement_view(head, &sources))
                .collect();
            ListingView {
                mark: marks.remove(&listing.id),
                charity: register.enrich(&mut listing.service),
                categories: Vec::new(),
                listing,
                statements,
            }
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

fn statement_view(
    head: StatementHead,
    sources: &HashMap<SourceId, Arc<Source>>,
) -> Option<StatementView> {
    let source = sources.get(&head.key.source)?;
    Some(StatementView {
        source: Arc::clone(source),
        key: head.key,
        url: head.url,
        first_seen: head.first_seen,
        last_seen: head.last_seen,
        state: head.standing.state,
    })
}

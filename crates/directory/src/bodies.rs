//! The bodies of listings, whole, from the store or a cache of it.
//!
//! The index answers with ids and versions; a body of that version never changes, so id and version
//! are the key. The dates on which sources were last heard move without a new version, which is why
//! a body is kept for a minute only.

use std::collections::{BTreeSet, HashMap};
use std::sync::Arc;
use std::time::Duration;

use domain::listing::Listing;
use domain::source::{Source, SourceId};
use domain::statement::Statement;
use moka::sync::Cache;
use uuid::Uuid;

use crate::show::{ListingView, StatementView};
use crate::{Directory, Error, taxonomy};

/// Bodies kept: about 4 KB each.
const KEPT: u64 = 20_000;
/// How long a body is kept.
const KEPT_FOR: Duration = Duration::from_secs(60);

/// The cache.
#[derive(Debug)]
pub(crate) struct Bodies(Cache<(Uuid, i64), Arc<ListingView>>);

impl Default for Bodies {
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
    /// The bodies of the listings with these ids and versions that are still visible, by id.
    ///
    /// A listing that has changed since is given as it is now.
    pub(crate) async fn bodies(
        &self,
        wanted: &[(Uuid, i64)],
    ) -> Result<HashMap<Uuid, Arc<ListingView>>, Error> {
        let mut bodies = HashMap::with_capacity(wanted.len());
        let mut absent = Vec::new();
        for key in wanted {
            match self.bodies.0.get(key) {
                Some(body) => {
                    bodies.insert(key.0, body);
                }
                None => absent.push(key.0),
            }
        }
        if !absent.is_empty() {
            let listings = self.store.listings(&absent).await?;
            let visible = listings
                .into_iter()
                .filter(|listing| listing.status.is_visible());
            for body in self.views(visible.collect()).await? {
                bodies.insert(body.listing.id, body);
            }
        }
        Ok(bodies)
    }

    /// The view of one listing.
    pub(crate) async fn view(&self, listing: Listing) -> Result<Arc<ListingView>, Error> {
        let what = "reading a listing";
        self.views(vec![listing])
            .await?
            .pop()
            .ok_or_else(|| Error::internal(what, "no view"))
    }

    async fn views(&self, listings: Vec<Listing>) -> Result<Vec<Arc<ListingView>>, Error> {
        let ids: Vec<Uuid> = listings.iter().map(|listing| listing.id).collect();
        let mut statements = self.store.statements_of_listings(&ids).await?;
        let sources = self.sources_of(statements.values().flatten()).await?;
        let mut views = Vec::with_capacity(listings.len());
        for listing in listings {
            let statements = statements
                .remove(&listing.id)
                .unwrap_or_default()
                .into_iter()
                .filter(|statement| statement.state.is_live())
                .filter_map(|statement| statement_view(statement, &sources))
                .collect();
            let key = (listing.id, listing.version);
            let view = Arc::new(ListingView {
                categories: taxonomy::terms_of(&listing.service),
                listing,
                statements,
            });
            self.bodies.0.insert(key, Arc::clone(&view));
            views.push(view);
        }
        Ok(views)
    }

    /// The sources of some statements.
    pub(crate) async fn sources_of<'a>(
        &self,
        statements: impl Iterator<Item = &'a Statement>,
    ) -> Result<HashMap<SourceId, Arc<Source>>, Error> {
        let ids: BTreeSet<SourceId> = statements
            .map(|statement| statement.key.source.clone())
            .collect();
        let mut sources = HashMap::with_capacity(ids.len());
        for id in ids {
            if let Some(source) = self.store.source(&id).await? {
                sources.insert(id, Arc::new(source));
            }
        }
        Ok(sources)
    }
}

fn statement_view(
    statement: Statement,
    sources: &HashMap<SourceId, Arc<Source>>,
) -> Option<StatementView> {
    let source = sources.get(&statement.key.source)?;
    Some(StatementView {
        source: Arc::clone(source),
        key: statement.key,
        url: statement.url,
        first_seen: statement.first_seen,
        last_seen: statement.last_seen,
        state: statement.state,
    })
}

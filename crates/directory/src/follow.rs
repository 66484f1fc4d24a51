//! Follow: the index reads the change log and becomes what the store says.
//!
//! The index remembers the sequence it has seen, so a restart goes on where it was; an index of
//! another schema, or a damaged one, is built anew beside the old while searches go on.

use std::collections::HashMap;
use std::sync::Arc;
use std::time::{Duration, Instant};

use domain::listing::Listing;
use search::Update;
use tokio::task::JoinHandle;
use uuid::Uuid;

use crate::document::document_of;
use crate::territory::Homes;
use crate::{Directory, Error, MarkView};

/// Changes taken in one commit of the index.
const BATCH: u64 = 1_000;
/// How often a follower looks although nobody rang: another copy may have written.
const LOOK_EVERY: Duration = Duration::from_millis(500);
// A change is to be seen within a second on every copy, and taking it in needs its own time.
const _: () = assert!(LOOK_EVERY.as_millis() <= 500);

/// After so long without a change the index is tidied.
const REST: Duration = Duration::from_secs(30);

/// How long a follower waits after a failure.
const PAUSE_AFTER_FAILURE: Duration = Duration::from_secs(5);

impl Directory {
    /// Brings the index up to the end of the change log; says how many changes it took.
    ///
    /// # Errors
    /// When the store or the index cannot be read or written; what was taken stays taken.
    pub async fn catch_up(&self) -> Result<usize, Error> {
        let mut taken = 0;
        loop {
            let seen = self.index.checkpoint().unwrap_or(0);
            let changes = self.store.changes_after(seen, BATCH).await?;
            let Some(last) = changes.last().map(|change| change.sequence) else {
                return Ok(taken);
            };
            taken += changes.len();
            let mut ids: Vec<Uuid> = changes.iter().map(|change| change.listing).collect();
            ids.sort_unstable();
            ids.dedup();
            let listings = self.store.listings(&ids).await?;
            let homes = self.homes().await?;
            let marks = self.marks(&ids).await?;
            let updates = self.updates(&ids, &listings, &homes, &marks);
            self.write_index(move |index| index.apply(updates, last))
                .await?;
        }
    }

    /// What the index must do so that these ids are as the store has them.
    fn updates(
        &self,
        ids: &[Uuid],
        listings: &[Listing],
        homes: &Homes,
        marks: &HashMap<Uuid, Arc<MarkView>>,
    ) -> Vec<Update> {
        let (gazetteer, today) = (self.gazetteer(), self.local_now().date());
        let visible: HashMap<Uuid, &Listing> = listings
            .iter()
            .filter(|listing| listing.status.is_visible())
            .map(|listing| (listing.id, listing))
            .collect();
        ids.iter()
            .map(|id| match visible.get(id) {
                Some(listing) => {
                    let mark = marks.get(id).map(|mark| &**mark);
                    let document = document_of(listing, &gazetteer, homes, mark, today);
                    Update::Put(Box::new(document))
                }
                None => Update::Remove(*id),
            })
            .collect()
    }

    /// Builds the whole index anew beside the one in use, then swaps; `progress` hears how many
    /// listings are done of how many.
    ///
    /// # Errors
    /// As [`Self::catch_up`]; the index in use stays when it fails.
    pub async fn reindex(&self, mut progress: impl FnMut(u64, u64) + Send) -> Result<u64, Error> {
        // Read before the listings: a change that comes while we build is then seen again, not lost.
        let sequence = self.store.last_sequence().await?;
        let total = self.store.counts().await?.listings;
        let (gazetteer, today) = (self.gazetteer(), self.local_now().date());
        let homes = self.homes().await?;
        let mut rebuild = self.index.begin_rebuild()?;
        let (mut done, mut after) = (0, None);
        progress(0, total);
        loop {
            let listings = self.store.visible_listings(after, BATCH).await?;
            let Some(last) = listings.last() else { break };
            after = Some(last.id);
            done += listings.len() as u64;
            let ids: Vec<Uuid> = listings.iter().map(|listing| listing.id).collect();
            let marks = self.marks(&ids).await?;
            let documents: Vec<_> = listings
                .iter()
                .map(|listing| {
                    let mark = marks.get(&listing.id).map(|mark| &**mark);
                    document_of(listing, &gazetteer, &homes, mark, today)
                })
                .collect();
            rebuild = blocking(move || {
                for document in documents {
                    rebuild.add(document)?;
                }
                Ok(rebuild)
            })
            .await?;
            progress(done, total);
        }
        blocking(move || rebuild.finish(sequence)).await
    }

    /// Follows the change log until the task is dropped. When nothing has come for a while, it tidies
    /// the index beside that, so that searches have less to look through.
    pub async fn follow(self: Arc<Self>) {
        let (mut last_change, mut is_tidy) = (Instant::now(), false);
        let mut tidying: Option<JoinHandle<()>> = None;
        loop {
            match self.catch_up().await {
                Ok(0) => {
                    let is_free = tidying.as_ref().is_none_or(JoinHandle::is_finished);
                    if is_free && !is_tidy && last_change.elapsed() >= REST {
                        is_tidy = true;
                        tidying = Some(tokio::spawn(Arc::clone(&self).tidy()));
                    }
                }
                Ok(_) => (last_change, is_tidy) = (Instant::now(), false),
                Err(error) => {
                    tracing::error!(%error, "the index could not follow the change log");
                    tokio::time::sleep(PAUSE_AFTER_FAILURE).await;
                }
            }
            // Either is fine: somebody rang, or it is time to look.
            let _ = tokio::time::timeout(LOOK_EVERY, self.changed.notified()).await;
        }
    }

    async fn tidy(self: Arc<Self>) {
        if let Err(error) = self.write_index(search::Index::tidy).await {
            tracing::warn!(%error, "the index could not be tidied");
        }
    }

    /// Tells the follower, and all who wait, that there is something new.
    pub(crate) fn ring(&self) {
        self.changed.notify_one();
        self.heard.notify_waiters();
    }

    async fn write_index<T: Send + 'static>(
        &self,
        write: impl FnOnce(&search::Index) -> Result<T, search::Error> + Send + 'static,
    ) -> Result<T, Error> {
        let index = self.index.clone();
        blocking(move || write(&index)).await
    }
}

/// Index writes wait for the disk, so they leave the async threads alone.
async fn blocking<T: Send + 'static>(
    work: impl FnOnce() -> Result<T, search::Error> + Send + 'static,
) -> Result<T, Error> {
    match tokio::task::spawn_blocking(work).await {
        Ok(done) => Ok(done?),
        Err(join) => Err(Error::Internal {
            what: "writing the index",
            source: Box::new(join),
        }),
    }
}

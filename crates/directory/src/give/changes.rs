//! Changes as others are told of them: in order, complete, and with the end of whatever they had.

use std::sync::Arc;
use std::time::Duration;

use chrono::{DateTime, Utc};
use domain::listing::ChangeKind;
use store::PublicChange;
use uuid::Uuid;

use crate::show::ListingView;
use crate::{Directory, Error};

/// Changes on a page at most.
pub const MOST_CHANGES: u64 = 1_000;
/// How long a question may wait for the next change.
pub const LONGEST_WAIT: Duration = Duration::from_secs(30);
/// How often one that waits looks although nobody rang: another copy may have written.
const LOOK_EVERY: Duration = Duration::from_millis(500);

/// One change.
#[derive(Debug, Clone, PartialEq)]
pub struct ChangeItem {
    /// Rises; whoever has read up to N has seen every change up to N.
    pub sequence: i64,
    /// Which listing.
    pub id: Uuid,
    /// The listing's version after it.
    pub version: i64,
    /// When.
    pub at: DateTime<Utc>,
    /// What happened, as far as others are concerned.
    pub kind: ChangeKind,
    /// The listing as it is now, where it was asked for and still is.
    pub listing: Option<Arc<ListingView>>,
}

impl ChangeItem {
    fn of(told: &PublicChange) -> Self {
        let change = &told.change;
        Self {
            sequence: change.sequence,
            id: change.listing,
            version: change.version,
            at: change.at,
            kind: match change.kind {
                // What may no longer be passed on has ended for everybody else.
                ChangeKind::Updated if !told.passed_on => ChangeKind::Deleted,
                kind => kind,
            },
            listing: None,
        }
    }
}

impl Directory {
    /// The changes after a sequence, each of them; waits up to `wait` for the first if there is none.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub async fn changes(
        &self,
        after: i64,
        limit: u64,
        wait: Duration,
    ) -> Result<Vec<ChangeItem>, Error> {
        let until = tokio::time::Instant::now() + wait.min(LONGEST_WAIT);
        loop {
            // Listened for before looking, so that nothing slips in between.
            let heard = self.heard.notified();
            let changes = self
                .store
                .public_changes(after, limit.min(MOST_CHANGES))
                .await?;
            let now = tokio::time::Instant::now();
            if !changes.is_empty() || now >= until {
                return Ok(changes.iter().map(ChangeItem::of).collect());
            }
            let look = until.min(now + LOOK_EVERY);
            // Either is fine: somebody rang, or it is time to look.
            let _ = tokio::time::timeout_at(look, heard).await;
        }
    }

    /// The last change of each listing after a sequence, with the listing as it is now.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub async fn latest_changes(&self, after: i64, limit: u64) -> Result<Vec<ChangeItem>, Error> {
        let changes = self
            .store
            .latest_public_changes(after, limit.min(MOST_CHANGES))
            .await?;
        let ids: Vec<Uuid> = changes
            .iter()
            .filter(|told| told.passed_on)
            .map(|told| told.change.listing)
            .collect();
        let listings = self.store.listings(&ids).await?;
        let passable = self.passable(listings).await?;
        let mut items: Vec<ChangeItem> = changes.iter().map(ChangeItem::of).collect();
        for item in &mut items {
            let current = passable.iter().find(|p| p.view.listing.id == item.id);
            item.listing = current.map(|passable| Arc::clone(&passable.view));
            if item.listing.is_none() {
                // It has ended since the log was read; the next page says so again.
                item.kind = ChangeKind::Deleted;
            }
        }
        Ok(items)
    }
}

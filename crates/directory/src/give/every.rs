//! Every listing that may be passed on, a batch at a time: for exports of any size in the same
//! memory.

use std::sync::Arc;

use chrono::{DateTime, NaiveDate, Utc};
use uuid::Uuid;

use crate::show::ListingView;
use crate::{Directory, Error};

/// Listings in a batch.
const BATCH: u64 = 200;

/// How far the directory has come: two exports with the same extent hold the same.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Extent {
    /// The last change.
    pub sequence: i64,
    /// When it was; `None` before the first.
    pub at: Option<DateTime<Utc>>,
}

impl Directory {
    /// How far the directory has come.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub async fn extent(&self) -> Result<Extent, Error> {
        let sequence = self.store.last_sequence().await?;
        let last = self.store.changes_after(sequence - 1, 1).await?;
        Ok(Extent {
            sequence,
            at: last.first().map(|change| change.at),
        })
    }

    /// The day it is, in UTC.
    #[must_use]
    pub fn today(&self) -> NaiveDate {
        self.clock.now().date_naive()
    }

    /// The next listings after `after`, by id, and from where to go on; `None` at the end. A batch
    /// may be empty before the end, where nothing in it may be passed on.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub async fn next_given(
        &self,
        after: Option<Uuid>,
    ) -> Result<Option<(Vec<Arc<ListingView>>, Uuid)>, Error> {
        let listings = self.store.visible_listings(after, BATCH).await?;
        let Some(last) = listings.last().map(|listing| listing.id) else {
            return Ok(None);
        };
        let passable = self.passable(listings).await?;
        let views = passable.into_iter().map(|passable| passable.view).collect();
        Ok(Some((views, last)))
    }
}

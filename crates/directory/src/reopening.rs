//! What was closed for a while opens again when that while is over, with nobody doing anything.
//!
//! The rule is `Service::reopen`, and every fold asks it. This looks for listings whose time has come
//! and folds them again, so that they get a new version, and every index, export and follower hears of
//! it. It looks at the day, not at what it did last: after a pause it opens all that is due.

use crate::ingest::Book;
use crate::{Directory, Error};

/// Listings folded in one transaction.
const BATCH: u64 = 200;

impl Directory {
    /// Opens again what was closed until a day that is over; how many there were.
    ///
    /// # Errors
    /// When the store cannot be read or written; what was done stays done.
    pub async fn reopen(&self) -> Result<usize, Error> {
        let now = self.clock.now();
        let today = self.local_now().date();
        let (mut after, mut opened) = (None, 0);
        loop {
            let tx = self.store.begin().await?;
            let over = tx.closed_before(today, after, BATCH).await?;
            let Some(last) = over.last() else {
                break;
            };
            after = Some(*last);
            opened += over.len();
            let book = Book::read(&tx).await?;
            self.refold(&tx, over, &book, now).await?;
            tx.commit().await?;
        }
        if opened > 0 {
            self.ring();
        }
        Ok(opened)
    }
}

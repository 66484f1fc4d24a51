//! A write that happens as a whole or not at all.
//!
//! What a verb does to several rows, the audit row that says who did it, and the change rows that
//! followers read, are one [`WriteTx`]. **Inside it, read through it**: the store in memory has one
//! connection, and the transaction holds it.
//!
//! After an error other than [`StoreError::Conflict`] it cannot go on: drop it and begin again.

use sea_orm::{ConnectionTrait as _, DatabaseTransaction, DbBackend};
use tokio::sync::OwnedMutexGuard;

use crate::error::StoreError;

/// The one writer, from [`crate::Store::begin`] to [`WriteTx::commit`]. Dropped, it undoes all.
#[derive(Debug)]
pub struct WriteTx {
    pub(crate) tx: DatabaseTransaction,
    _turn: OwnedMutexGuard<()>,
}

impl WriteTx {
    pub(crate) fn new(tx: DatabaseTransaction, turn: OwnedMutexGuard<()>) -> Self {
        Self { tx, _turn: turn }
    }

    pub(crate) fn connection(&self) -> &DatabaseTransaction {
        &self.tx
    }

    /// Makes everything last, and gives the turn to the next.
    ///
    /// # Errors
    /// [`StoreError::Unavailable`]: it may or may not have happened.
    pub async fn commit(self) -> Result<(), StoreError> {
        // After an error that somebody overlooked, PostgreSQL undoes all and answers COMMIT with
        // success; any other statement it refuses.
        if self.tx.get_database_backend() == DbBackend::Postgres {
            self.tx.execute_unprepared("SELECT 1").await?;
        }
        Ok(self.tx.commit().await?)
    }

    /// Undoes everything, and gives the turn to the next.
    ///
    /// # Errors
    /// [`StoreError::Unavailable`]: nothing will last all the same.
    pub async fn rollback(self) -> Result<(), StoreError> {
        Ok(self.tx.rollback().await?)
    }
}

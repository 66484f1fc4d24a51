//! Leases: work that only one copy of the program does at a time.
//!
//! On PostgreSQL a lease is an advisory lock that lives as long as a connection does: when its holder
//! dies, the database gives it to the next who asks. SQLite has one program anyway.

use domain::statement::content_hash;
use sea_orm::{
    ConnectionTrait as _, DatabaseTransaction, DbBackend, Statement, TransactionTrait as _,
};

use crate::connect::Store;
use crate::error::StoreError;

/// Held until it is dropped, or until the database is lost.
#[derive(Debug)]
pub struct Lease {
    tx: Option<DatabaseTransaction>,
}

impl Lease {
    /// Whether it is still held.
    pub async fn is_held(&self) -> bool {
        match &self.tx {
            Some(tx) => tx.execute_unprepared("SELECT 1").await.is_ok(),
            None => true,
        }
    }
}

impl Store {
    /// The lease for a task, if nobody else has it.
    ///
    /// # Errors
    /// [`StoreError::Unavailable`].
    pub async fn try_lease(&self, task: &str) -> Result<Option<Lease>, StoreError> {
        if self.reader.get_database_backend() != DbBackend::Postgres {
            return Ok(Some(Lease { tx: None }));
        }
        let key = i64::from_str_radix(&content_hash(task.as_bytes())[..15], 16).unwrap_or(1);
        let tx = self.reader.begin().await?;
        // It is idle for hours on purpose.
        tx.execute_unprepared("SET LOCAL idle_in_transaction_session_timeout = 0")
            .await?;
        let asked = Statement::from_string(
            DbBackend::Postgres,
            format!("SELECT pg_try_advisory_xact_lock({key}) AS held"),
        );
        let row = tx.query_one_raw(asked).await?;
        let held = row.is_some_and(|row| row.try_get::<bool>("", "held").unwrap_or(false));
        Ok(held.then_some(Lease { tx: Some(tx) }))
    }
}

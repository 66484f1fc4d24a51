//! Leases: work that only one copy of the program does at a time.
//!
//! On PostgreSQL a lease is an advisory lock that lives as long as a connection does: when its holder
//! dies, the database gives it to the next who asks. A holder whose machine fell silent does not close
//! its connection; there the server asks for a sign of life, and its holder gives up by itself. SQLite
//! has one program anyway.

use std::time::Duration;

use domain::statement::content_hash;
use sea_orm::{
    ConnectionTrait as _, DatabaseTransaction, DbBackend, Statement, TransactionTrait as _,
};

use crate::connect::Store;
use crate::error::StoreError;

/// Half of the time goes by until a silent holder is found out, the other half until somebody asks.
const SHARES: u32 = 2;
/// Signs of life that the server asks for before it takes a connection for dead.
const PROBES: u64 = 3;

/// Held until it is dropped, or until the database is lost.
#[derive(Debug)]
pub struct Lease {
    tx: Option<DatabaseTransaction>,
    within: Duration,
}

impl Lease {
    /// Whether it is still held. No answer in time is none: the server may have given it away.
    pub async fn is_held(&self) -> bool {
        let Some(tx) = &self.tx else {
            return true;
        };
        let asked = tokio::time::timeout(self.within, tx.execute_unprepared("SELECT 1"));
        matches!(asked.await, Ok(Ok(_)))
    }
}

impl Store {
    /// How long whoever wants a lease that another has may wait before asking again, so that the task
    /// is taken over in time.
    #[must_use]
    pub fn lease_pause(&self) -> Duration {
        self.lease / SHARES
    }

    /// The lease for a task, if nobody else has it.
    ///
    /// # Errors
    /// [`StoreError::Unavailable`].
    pub async fn try_lease(&self, task: &str) -> Result<Option<Lease>, StoreError> {
        let within = self.lease / SHARES;
        if self.reader.get_database_backend() != DbBackend::Postgres {
            return Ok(Some(Lease { tx: None, within }));
        }
        let key = i64::from_str_radix(&content_hash(task.as_bytes())[..15], 16).unwrap_or(1);
        let tx = self.reader.begin().await?;
        // It is idle for hours on purpose.
        tx.execute_unprepared("SET LOCAL idle_in_transaction_session_timeout = 0")
            .await?;
        tx.execute_unprepared(&signs_of_life(within)).await?;
        let asked = Statement::from_string(
            DbBackend::Postgres,
            format!("SELECT pg_try_advisory_xact_lock({key}) AS held"),
        );
        let row = tx.query_one_raw(asked).await?;
        let held = row.is_some_and(|row| row.try_get::<bool>("", "held").unwrap_or(false));
        let tx = held.then_some(tx);
        Ok(tx.map(|tx| Lease {
            tx: Some(tx),
            within,
        }))
    }
}

/// Lets the server end a connection whose other end has been silent for so long. Without effect where
/// the two are on one machine.
fn signs_of_life(within: Duration) -> String {
    let idle = (within.as_secs() / 2).max(1);
    let between = (idle / PROBES).max(1);
    let most = within.as_millis();
    format!(
        "SET LOCAL tcp_keepalives_idle = {idle}; \
         SET LOCAL tcp_keepalives_interval = {between}; \
         SET LOCAL tcp_keepalives_count = {PROBES}; \
         SET LOCAL tcp_user_timeout = {most}"
    )
}

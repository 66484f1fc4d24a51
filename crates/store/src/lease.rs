//! Leases: work that only one copy of the program does at a time.
//!
//! On PostgreSQL a lease is an advisory lock of a transaction, which the database gives to the next who
//! asks when the transaction ends. Its holder has to give signs of life in it: one that dies, is stopped,
//! or whose machine falls silent gives none, and the database ends the transaction by itself. No network
//! has to tell of it. SQLite has one program anyway.

use std::sync::Arc;
use std::time::Duration;

use domain::statement::content_hash;
use sea_orm::{
    ConnectionTrait as _, DatabaseTransaction, DbBackend, DbErr, Statement, TransactionTrait as _,
};
use tokio::sync::Mutex;
use tokio::task::JoinSet;

use crate::connect::Store;
use crate::error::StoreError;

/// Half of the time goes by until a silent holder is found out, the other half until somebody asks.
const SHARES: u32 = 2;
/// Signs of life that a holder gives in the time after which it is found out.
const BEATS: u32 = 4;

/// Held until it is dropped, or until the database is lost.
#[derive(Debug)]
pub struct Lease {
    tx: Option<Arc<Mutex<DatabaseTransaction>>>,
    within: Duration,
    _beating: JoinSet<()>,
}

impl Lease {
    /// Where nobody else can want it.
    fn alone(within: Duration) -> Self {
        Self {
            tx: None,
            within,
            _beating: JoinSet::new(),
        }
    }

    fn beating(tx: DatabaseTransaction, within: Duration) -> Self {
        let tx = Arc::new(Mutex::new(tx));
        let mut beating = JoinSet::new();
        beating.spawn(beat(Arc::clone(&tx), within));
        Self {
            tx: Some(tx),
            within,
            _beating: beating,
        }
    }

    /// Whether it is still held. No answer in time is none: the server may have given it away.
    pub async fn is_held(&self) -> bool {
        let Some(tx) = &self.tx else {
            return true;
        };
        let asked = tokio::time::timeout(self.within, sign_of_life(tx));
        matches!(asked.await, Ok(Ok(())))
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
            return Ok(Some(Lease::alone(within)));
        }
        let key = i64::from_str_radix(&content_hash(task.as_bytes())[..15], 16).unwrap_or(1);
        let tx = self.reader.begin().await?;
        tx.execute_unprepared(&format!(
            "SET LOCAL idle_in_transaction_session_timeout = {}",
            within.as_millis()
        ))
        .await?;
        let asked = Statement::from_string(
            DbBackend::Postgres,
            format!("SELECT pg_try_advisory_xact_lock({key}) AS held"),
        );
        let row = tx.query_one_raw(asked).await?;
        let held = row.is_some_and(|row| row.try_get::<bool>("", "held").unwrap_or(false));
        Ok(held.then(|| Lease::beating(tx, within)))
    }
}

/// Gives signs of life until the database is lost.
async fn beat(tx: Arc<Mutex<DatabaseTransaction>>, within: Duration) {
    loop {
        tokio::time::sleep(within / BEATS).await;
        if sign_of_life(&tx).await.is_err() {
            return;
        }
    }
}

async fn sign_of_life(tx: &Mutex<DatabaseTransaction>) -> Result<(), DbErr> {
    let tx = tx.lock().await;
    tx.execute_unprepared("SELECT 1").await.map(drop)
}

//! How much each key is used: counted in memory, written down now and then, by day and kind.
//!
//! **Never by address or by what was asked for.** A count that is not written down when the process
//! dies is lost; that is a few seconds of one key's figures.

use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use chrono::{NaiveDate, TimeDelta};
use domain::authority::{Actor, Object, Verb};
use domain::sign_in::hash;
use moka::sync::Cache;
use store::KeyUse;
use uuid::Uuid;

use super::allow;
use super::sessions::own;
use crate::{Directory, Error};

/// Days that are shown.
const DAYS_SHOWN: i64 = 31;
/// For how long it is remembered that a key is one: so long may a key that was ended still have its
/// quota. It opens nothing in that time.
const REMEMBERED: Duration = Duration::from_secs(30);
/// Keys that are remembered at once.
const MOST: u64 = 10_000;

/// Requests of a key, on a day, for one kind.
type Counts = HashMap<(Uuid, NaiveDate, &'static str), (i64, i64)>;

/// What is remembered of keys between two looks at the store.
#[derive(Debug)]
pub(crate) struct KeyUses {
    counts: Mutex<Counts>,
    known: Cache<String, Option<Uuid>>,
}

impl Default for KeyUses {
    fn default() -> Self {
        Self {
            counts: Mutex::default(),
            known: Cache::builder()
                .max_capacity(MOST)
                .time_to_live(REMEMBERED)
                .build(),
        }
    }
}

impl Directory {
    /// The id of a key, if it is one that works: by whom a request is counted.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub async fn key_id(&self, key: &str) -> Result<Option<Uuid>, Error> {
        let hash = hash(key);
        if let Some(known) = self.key_uses.known.get(&hash) {
            return Ok(known);
        }
        let row = self.store.api_key(&hash).await?;
        let id = row.filter(|row| row.ended_at.is_none()).map(|row| row.id);
        self.key_uses.known.insert(hash, id);
        Ok(id)
    }

    /// Counts a request of a key; `refused` when there were too many.
    pub fn count_key(&self, key: Uuid, kind: &'static str, refused: bool) {
        let day = self.clock.now().date_naive();
        let mut counts = self.counts();
        let count = counts.entry((key, day, kind)).or_default();
        if refused {
            count.1 += 1;
        } else {
            count.0 += 1;
        }
    }

    /// Writes down what was counted since the last time.
    ///
    /// # Errors
    /// When the store cannot be written; what was counted is kept for the next time.
    pub async fn flush_key_use(&self) -> Result<(), Error> {
        let taken = std::mem::take(&mut *self.counts());
        if taken.is_empty() {
            return Ok(());
        }
        let written = async {
            let rows: Vec<KeyUse> = taken.iter().map(row_of).collect();
            let tx = self.store.begin().await?;
            tx.add_key_use(&rows).await?;
            tx.commit().await
        };
        if let Err(error) = written.await {
            let mut counts = self.counts();
            for (of, (requests, refused)) in taken {
                let count = counts.entry(of).or_default();
                count.0 += requests;
                count.1 += refused;
            }
            return Err(error.into());
        }
        Ok(())
    }

    /// How much a key of whoever asks was used in the last month, the latest day first.
    ///
    /// # Errors
    /// [`Error::Unauthenticated`]; [`Error::NotFound`] when they have no such key.
    pub async fn key_use(&self, actor: &Actor, key: Uuid) -> Result<Vec<KeyUse>, Error> {
        let account = own(actor)?;
        allow(actor, Verb::ManageKeys, &Object::of_account(account))?;
        let keys = self.store.api_keys_of(account).await?;
        if !keys.iter().any(|row| row.id == key) {
            return Err(Error::NotFound {
                what: "key",
                name: key.to_string(),
            });
        }
        self.flush_key_use().await?;
        let since = self.clock.now().date_naive() - TimeDelta::days(DAYS_SHOWN);
        Ok(self.store.key_use(key, since).await?)
    }

    fn counts(&self) -> std::sync::MutexGuard<'_, Counts> {
        self.key_uses
            .counts
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
    }
}

fn row_of(
    ((key, day, kind), (requests, refused)): (&(Uuid, NaiveDate, &'static str), &(i64, i64)),
) -> KeyUse {
    KeyUse {
        key: *key,
        day: *day,
        kind: (*kind).to_owned(),
        requests: *requests,
        refused: *refused,
    }
}

//! Rematch: every statement is compared anew, when the rules of matching or their weights are others.
//!
//! Two rounds, in batches of one transaction each: first every statement gets its keys by the new
//! rules, then every statement is compared with its block and sorted. Each statement remembers by
//! which rules it was last matched, so that a rematch that broke off goes on, and crawls and answers
//! may come between. Nothing is taken away meanwhile: a listing changes only when its cluster does.

use std::collections::BTreeSet;

use domain::matching::Weights;
use domain::matching::cluster::RULES;
use domain::statement::content_hash;
use uuid::Uuid;

use crate::ingest::{Book, keys_of};
use crate::{Directory, Error};

/// Statements that get their keys in one transaction.
const KEYED_AT_ONCE: u64 = 1_000;
/// Statements that are compared and sorted in one transaction.
const MATCHED_AT_ONCE: u64 = 250;

/// How far matching is behind its own rules.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct MatchingState {
    /// Live statements whose keys are of other rules.
    pub to_key: u64,
    /// Live statements that were compared by other rules.
    pub to_match: u64,
    /// Pairs that wait for a person.
    pub waiting: u64,
}

impl MatchingState {
    /// Whether `fingerpost rematch` has something to do.
    #[must_use]
    pub fn is_due(self) -> bool {
        self.to_key > 0 || self.to_match > 0
    }
}

impl Directory {
    /// How far matching is behind its own rules, and how much it leaves to people.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub async fn matching_state(&self) -> Result<MatchingState, Error> {
        let (to_key, to_match) = self.store.not_matched_by(&self.rules).await?;
        Ok(MatchingState {
            to_key,
            to_match,
            waiting: self.store.waiting_matches().await?,
        })
    }

    /// Compares and sorts every statement that was matched by other rules, or, with `all`, every
    /// one; `progress` hears how many steps are done and how many there are. Answers how many
    /// statements it matched. Broken off, it can be begun again, without `all`, and goes on.
    ///
    /// # Errors
    /// When the store cannot be read or written; what was matched stays so.
    pub async fn rematch(
        &self,
        all: bool,
        mut progress: impl FnMut(u64, u64),
    ) -> Result<u64, Error> {
        if all {
            let tx = self.store.begin().await?;
            tx.forget_matching().await?;
            tx.commit().await?;
        }
        let due = self.matching_state().await?;
        let steps = due.to_key + due.to_match;
        let (mut keyed, mut matched) = (0, 0);
        progress(0, steps);
        loop {
            let count = self.key_batch().await?;
            if count == 0 {
                break;
            }
            keyed += count;
            progress(keyed, steps);
        }
        loop {
            let count = self.match_batch().await?;
            if count == 0 {
                break;
            }
            matched += count;
            progress(keyed + matched, steps);
        }
        Ok(matched)
    }

    async fn key_batch(&self) -> Result<u64, Error> {
        let tx = self.store.begin().await?;
        let ids = tx.not_keyed_by(&self.rules, KEYED_AT_ONCE).await?;
        let keys: Vec<(Uuid, Vec<String>)> = tx
            .statements_by_id(&ids)
            .await?
            .iter()
            .map(|known| (known.id, keys_of(known).into_iter().collect()))
            .collect();
        tx.set_match_keys(&keys).await?;
        tx.mark_keyed(&ids, &self.rules).await?;
        tx.commit().await?;
        Ok(ids.len() as u64)
    }

    async fn match_batch(&self) -> Result<u64, Error> {
        let now = self.clock.now();
        let tx = self.store.begin().await?;
        let ids = tx.not_matched_by(&self.rules, MATCHED_AT_ONCE).await?;
        let statements: BTreeSet<Uuid> = ids.iter().copied().collect();
        let book = Book::read(&tx).await?;
        self.rematch_statements(&tx, statements, &book, now).await?;
        tx.commit().await?;
        self.ring();
        Ok(ids.len() as u64)
    }
}

/// A short name for the rules and weights that are shipped.
#[must_use]
pub fn rules_in_force() -> String {
    rules_of(&Weights::default())
}

/// A short name for weights and the rules that go with them.
pub(crate) fn rules_of(weights: &Weights) -> String {
    let weights = serde_json::to_string(weights).unwrap_or_default();
    let mut hash = content_hash(format!("{RULES}\n{weights}").as_bytes());
    hash.truncate(16);
    hash
}

//! Rematch: every statement is compared anew, when the rules of matching or their weights are others.
//!
//! Two rounds, in batches of one transaction each: first every statement gets its keys by the new
//! rules, then every statement is compared with its block and sorted. Each statement remembers by
//! which rules it was last matched, so that a rematch that broke off goes on, and crawls and answers
//! may come between. Nothing is taken away meanwhile: a listing changes only when its cluster does.

use std::collections::HashSet;
use std::num::NonZeroUsize;

use domain::matching::cluster::RULES;
use domain::matching::{PLACED, Weights, postcode_in};
use domain::statement::content_hash;
use store::MatchKeys;
use uuid::Uuid;

use crate::ingest::{Book, keys_of};
use crate::{Directory, Error};

/// Statements that get their keys in one transaction.
const KEYED_AT_ONCE: u64 = 1_000;
/// Statements that are compared and sorted in one transaction, where nobody says otherwise: about half a
/// second, in which nobody else can write.
pub const MATCHED_AT_ONCE: NonZeroUsize = NonZeroUsize::MIN.saturating_add(999);

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
    /// one, `at_once` in one transaction; `progress` hears how many steps are done and how many there
    /// are. Answers how many statements it matched. Broken off, it can be begun again, without `all`,
    /// and goes on.
    ///
    /// # Errors
    /// When the store cannot be read or written; what was matched stays so.
    pub async fn rematch(
        &self,
        all: bool,
        at_once: NonZeroUsize,
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
        let to_match = self.to_match_in_order().await?;
        let mut compared = HashSet::new();
        for ids in to_match.chunks(at_once.get()) {
            self.match_batch(ids, &compared).await?;
            compared.extend(ids);
            matched += ids.len() as u64;
            progress(keyed + matched, steps.max(keyed + matched));
        }
        Ok(matched)
    }

    async fn key_batch(&self) -> Result<u64, Error> {
        let tx = self.store.begin().await?;
        let ids = tx.not_keyed_by(&self.rules, KEYED_AT_ONCE).await?;
        let statements = tx.statements_by_id(&ids).await?;
        let keys: MatchKeys = statements
            .iter()
            .map(|known| (known.id, keys_of(known)))
            .collect();
        tx.set_match_keys(&keys, &tx.match_keys_of(&ids).await?)
            .await?;
        tx.mark_keyed(&ids, &self.rules).await?;
        tx.commit().await?;
        Ok(ids.len() as u64)
    }

    /// What is to be compared, neighbours after one another: the most of whoever a statement is
    /// compared with is then in the same batch, and read once.
    async fn to_match_in_order(&self) -> Result<Vec<Uuid>, Error> {
        let to_match = self.store.to_match_by(&self.rules).await?;
        let place = |key: &str| postcode_in(key).map(Box::<str>::from);
        let places = self.store.least_of_keys(PLACED, place).await?;
        let mut placed: Vec<_> = to_match
            .into_iter()
            .map(|(id, listing)| (places.get(&id), listing, id))
            .collect();
        placed.sort_unstable();
        Ok(placed.into_iter().map(|(.., id)| id).collect())
    }

    async fn match_batch(&self, ids: &[Uuid], compared: &HashSet<Uuid>) -> Result<(), Error> {
        let now = self.clock.now();
        let tx = self.store.begin().await?;
        let book = Book::read(&tx).await?;
        let statements = ids.iter().copied().collect();
        self.rematch_unchanged(&tx, &statements, compared, &book, now)
            .await?;
        tx.commit().await?;
        self.ring();
        Ok(())
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

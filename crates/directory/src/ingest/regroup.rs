//! Regroup: to which listing each statement belongs, after some were heard, changed or withdrawn.
//!
//! What the comparison finds alike is kept in the store ([`compare`]), so that everything that has a
//! bearing on a statement can be gathered ([`heap`]) and sorted anew as a whole by the rules of
//! [`domain::matching::cluster`]; then listings become what the clusters say ([`settle`]): merged,
//! taken apart, or left alone. A statement that is withdrawn leaves what it founded to another
//! ([`lines`]). **The result depends on what was said and decided, not on the order in which it was
//! heard** (docs/decisions/0008).

mod compare;
mod heap;
mod lines;
mod reading;
mod settle;

pub(crate) use compare::keys_of;

use std::collections::{BTreeSet, HashMap, HashSet};

use chrono::{DateTime, Utc};
use domain::listing::{founding_id, founding_id_apart};
use domain::statement::{StatementKey, StatementState};
use store::{StatementHead, StatementWrite, WriteTx, statement_id};
use uuid::Uuid;

use self::heap::Sorted;
use self::reading::Reading;
use super::refold::Book;
use crate::{Directory, Error};

impl Directory {
    /// Writes statements, puts each where it belongs, and folds what they touch. What is read from a
    /// source is heard in a run; what is said at first hand in none.
    pub(crate) async fn take(
        &self,
        tx: &WriteTx,
        run: Option<Uuid>,
        mut writes: Vec<StatementWrite>,
        heads: &HashMap<StatementKey, StatementHead>,
        now: DateTime<Utc>,
    ) -> Result<(), Error> {
        if writes.is_empty() {
            return Ok(());
        }
        let book = Book::read(tx).await?;
        name_founded(tx, &mut writes, heads, &book).await?;
        tx.put_statements(&writes, run, now).await?;
        self.sort_in(tx, &writes, heads, &book, now).await?;
        self.tell_written(tx, &writes, &book, now).await
    }

    /// Puts statements that have just been written where they belong, and folds what they touch.
    pub(super) async fn sort_in(
        &self,
        tx: &WriteTx,
        writes: &[StatementWrite],
        heads: &HashMap<StatementKey, StatementHead>,
        book: &Book,
        now: DateTime<Utc>,
    ) -> Result<(), Error> {
        let (mut to_match, mut back, mut refolded) = (BTreeSet::new(), Vec::new(), Vec::new());
        for write in writes {
            let id = statement_id(&write.key);
            match heads.get(&write.key) {
                Some(head) if head.standing.state == StatementState::Withdrawn => {
                    back.push(head.clone());
                    to_match.insert(id);
                }
                Some(head) if head.content_hash == write.content_hash => {
                    refolded.extend(head.listing);
                }
                _ => {
                    to_match.insert(id);
                }
            }
        }
        self.come_back(tx, &back, book, now).await?;
        self.rematch_statements(tx, to_match, book, now).await?;
        self.refold(tx, refolded, book, now).await
    }

    /// Statements that were withdrawn and are heard again, saying what they said before.
    pub(super) async fn take_back(
        &self,
        tx: &WriteTx,
        back: &[StatementHead],
        book: &Book,
        now: DateTime<Utc>,
    ) -> Result<(), Error> {
        if back.is_empty() {
            return Ok(());
        }
        self.come_back(tx, back, book, now).await?;
        let to_match = back.iter().map(|head| head.id).collect();
        self.rematch_statements(tx, to_match, book, now).await
    }

    /// Compares statements with their blocks anew, and sorts what that has a bearing on.
    pub(crate) async fn rematch_statements(
        &self,
        tx: &WriteTx,
        statements: BTreeSet<Uuid>,
        book: &Book,
        now: DateTime<Utc>,
    ) -> Result<(), Error> {
        if statements.is_empty() {
            return Ok(());
        }
        let mut reading = Reading::new(tx);
        let compared = HashSet::new();
        let seeds = self
            .compare_blocks(tx, &mut reading, &statements, &compared, now)
            .await?;
        self.sort_out(tx, &mut reading, seeds, &statements, book, now)
            .await?;
        Ok(())
    }

    /// The same for statements that say what they said, after those of a rematch that have been
    /// `compared` already: no listing is folded again for them alone.
    pub(crate) async fn rematch_unchanged(
        &self,
        tx: &WriteTx,
        statements: &BTreeSet<Uuid>,
        compared: &HashSet<Uuid>,
        book: &Book,
        now: DateTime<Utc>,
    ) -> Result<(), Error> {
        let mut reading = Reading::new(tx);
        let seeds = self
            .compare_blocks(tx, &mut reading, statements, compared, now)
            .await?;
        self.sort_out(tx, &mut reading, seeds, &BTreeSet::new(), book, now)
            .await?;
        Ok(())
    }

    /// Sorts everything that has a bearing on the seeds; listings become what comes of it. Those that
    /// rest on a `changed` statement are folded again in any case. Answers with the "same" of people
    /// that a "different" overrules.
    pub(crate) async fn regroup(
        &self,
        tx: &WriteTx,
        seeds: BTreeSet<Uuid>,
        changed: &BTreeSet<Uuid>,
        book: &Book,
        now: DateTime<Utc>,
    ) -> Result<Vec<(StatementKey, StatementKey)>, Error> {
        self.sort_out(tx, &mut Reading::new(tx), seeds, changed, book, now)
            .await
    }

    async fn sort_out(
        &self,
        tx: &WriteTx,
        reading: &mut Reading<'_>,
        seeds: BTreeSet<Uuid>,
        changed: &BTreeSet<Uuid>,
        book: &Book,
        now: DateTime<Utc>,
    ) -> Result<Vec<(StatementKey, StatementKey)>, Error> {
        let heap = heap::gather(tx, reading, seeds).await?;
        let Sorted { clusters, settled } = heap.sort();
        tx.settle_match_pairs(&settled).await?;
        self.settle(tx, &heap, &clusters.clusters, changed, book, now)
            .await?;
        Ok(clusters.overruled)
    }
}

/// Gives each new statement the id of the listing that it founds, one that no other founds.
pub(super) async fn name_founded(
    tx: &WriteTx,
    writes: &mut [StatementWrite],
    heads: &HashMap<StatementKey, StatementHead>,
    book: &Book,
) -> Result<(), Error> {
    let mut wanted = Vec::new();
    for write in writes.iter_mut() {
        if let Some(head) = heads.get(&write.key) {
            write.founds = head.founds;
        } else {
            let uri = book.uri(&write.key.source);
            write.founds = founding_id(uri, &write.key.external_id);
            wanted.push(write.founds);
        }
    }
    let mut taken: HashSet<Uuid> = tx.founded_already(&wanted).await?;
    for write in writes {
        if heads.contains_key(&write.key) {
            continue;
        }
        if !taken.insert(write.founds) {
            let source = &write.key.source;
            write.founds =
                founding_id_apart(source.as_str(), book.uri(source), &write.key.external_id);
        }
    }
    Ok(())
}

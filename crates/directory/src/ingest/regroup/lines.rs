//! Lines: who carries on the listing that a withdrawn statement founded.
//!
//! A listing goes on under its id as long as anybody speaks of it. When the statement that founded it
//! is withdrawn, the oldest that is left becomes its heir; when all go, the listing is archived, and
//! whoever comes back first takes it up again. A statement that comes back has its own again. Heirs
//! only ever carry what others founded, so nothing is lost and nothing has to be undone.

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};

use chrono::{DateTime, Utc};
use store::{StatementHead, WriteTx};
use uuid::Uuid;

use super::super::refold::Book;
use crate::{Directory, Error};

impl Directory {
    /// Statements that have just been withdrawn: they give up their keys and pairs, and what they
    /// founded goes to an heir. What they tied together is sorted anew.
    pub(crate) async fn bury(
        &self,
        tx: &WriteTx,
        dead: &[StatementHead],
        book: &Book,
        now: DateTime<Utc>,
    ) -> Result<(), Error> {
        if dead.is_empty() {
            return Ok(());
        }
        let ids: Vec<Uuid> = dead.iter().map(|head| head.id).collect();
        let mut seeds = BTreeSet::new();
        for link in tx.same_links_of(&ids).await? {
            seeds.extend([link.a, link.b]);
        }
        for decision in tx.match_decisions(&ids).await? {
            seeds.extend([decision.a, decision.b]);
        }
        seeds.extend(self.uncrowd(tx, &ids, now).await?);
        tx.remove_match_pairs_of(&ids, &HashSet::new()).await?;

        let mut by_listing: BTreeMap<Uuid, Vec<&StatementHead>> = BTreeMap::new();
        for head in dead {
            if let Some(listing) = head.listing {
                by_listing.entry(listing).or_default().push(head);
            }
        }
        let listings: Vec<Uuid> = by_listing.keys().copied().collect();
        let left = tx.live_members_of(&listings).await?;
        let left = tx.statement_heads_by_id(&left).await?;
        tx.set_heirs(&heirs_of(&by_listing, &left)).await?;
        seeds.extend(left.iter().map(|head| head.id));
        let seeds = seeds.into_iter().filter(|id| !ids.contains(id)).collect();
        self.regroup(tx, seeds, &BTreeSet::new(), book, now).await?;
        // Also those of which nobody speaks any more.
        let still_there = tx.whereabouts(&listings).await?;
        let touched = still_there
            .into_iter()
            .filter(|(_, whereabouts)| *whereabouts == store::Whereabouts::Here)
            .map(|(id, _)| id)
            .collect();
        self.refold(tx, touched, book, now).await
    }

    /// Statements that were withdrawn and have been heard again: each has what it founded, and takes
    /// up what has been waiting for somebody of its line. Who carries on what was founded by a
    /// statement of another instance is for that one to say, and it is told when we say it of ours.
    pub(super) async fn come_back(
        &self,
        tx: &WriteTx,
        back: &[StatementHead],
        book: &Book,
        now: DateTime<Utc>,
    ) -> Result<(), Error> {
        let mut back: Vec<&StatementHead> = back.iter().collect();
        back.sort_by_key(|head| (head.first_seen, &head.key));
        let freed: Vec<(Uuid, Option<Uuid>)> = back.iter().map(|head| (head.id, None)).collect();
        tx.set_heirs(&freed).await?;
        for head in back {
            let Some(heir) = head.heir else { continue };
            let Some(last) = tx.end_of_line(heir).await? else {
                continue;
            };
            if !last.standing.state.is_live() && !book.is_remote(&last.key.source) {
                tx.set_heirs(&[(last.id, Some(head.id))]).await?;
                self.tell_lines(tx, &[last.key], now).await?;
            }
        }
        Ok(())
    }
}

/// For each statement that has gone: the oldest that is left of its listing; when none is left, the
/// oldest that went with it.
fn heirs_of(
    gone: &BTreeMap<Uuid, Vec<&StatementHead>>,
    left: &[StatementHead],
) -> Vec<(Uuid, Option<Uuid>)> {
    let age = |head: &StatementHead| (head.first_seen, head.key.clone());
    let mut oldest_left: HashMap<Uuid, &StatementHead> = HashMap::new();
    for head in left {
        if let Some(listing) = head.listing {
            let oldest = oldest_left.entry(listing).or_insert(head);
            if age(head) < age(oldest) {
                *oldest = head;
            }
        }
    }
    gone.iter()
        .flat_map(|(listing, gone)| {
            let first = gone.iter().copied().min_by_key(|head| age(head));
            let heir = oldest_left
                .get(listing)
                .copied()
                .or(first)
                .map(|head| head.id);
            gone.iter()
                .map(move |head| (head.id, heir.filter(|heir| *heir != head.id)))
        })
        .collect()
}

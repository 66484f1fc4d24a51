//! Settle: listings become what the clusters say.
//!
//! Each statement founds a listing, and carries on those of its line that are withdrawn. The listing
//! of a cluster is the oldest that its statements carry; the others are part of it, and their ids and
//! slugs lead to it. When a cluster comes apart, each part has its own oldest again, with the slug
//! that it had. So merging and taking apart are inverses, whatever happened between.

use std::collections::{BTreeSet, HashMap};

use chrono::{DateTime, Utc};
use domain::statement::{Statement, StatementKey};
use store::{KnownStatement, StatementHead, Whereabouts, WriteTx};
use uuid::Uuid;

use super::super::refold::Book;
use super::heap::{Heap, end_of_line};
use crate::{Directory, Error};

/// A cluster, and the listing that it is.
struct Home<'a> {
    listing: Uuid,
    members: Vec<&'a KnownStatement>,
    /// Withdrawn statements whose line ends here.
    past: Vec<&'a StatementHead>,
    /// The other listings that they carry.
    others: Vec<Uuid>,
}

/// What has to be done so that listings are what the homes say.
#[derive(Default)]
struct Plan {
    founded: Vec<(Uuid, Vec<Statement>)>,
    moves: Vec<(StatementKey, Uuid)>,
    /// Loser and survivor.
    merges: Vec<(Uuid, Uuid)>,
    /// Merged ones that lead elsewhere now.
    pointed: Vec<(Uuid, Uuid)>,
    refolded: BTreeSet<Uuid>,
}

impl Directory {
    /// Makes the listings of a heap what its clusters say.
    pub(super) async fn settle(
        &self,
        tx: &WriteTx,
        heap: &Heap,
        clusters: &[Vec<StatementKey>],
        changed: &BTreeSet<Uuid>,
        book: &Book,
        now: DateTime<Utc>,
    ) -> Result<(), Error> {
        if heap.members.is_empty() {
            return Ok(());
        }
        let homes = homes(heap, clusters);
        let carried: Vec<Uuid> = homes
            .iter()
            .flat_map(|home| home.others.iter().copied().chain([home.listing]))
            .collect();
        let whereabouts = tx.whereabouts(&carried).await?;
        let plan = plan(&homes, &whereabouts, changed);
        self.carry_out(tx, plan, &whereabouts, book, now).await
    }

    async fn carry_out(
        &self,
        tx: &WriteTx,
        plan: Plan,
        whereabouts: &HashMap<Uuid, Whereabouts>,
        book: &Book,
        now: DateTime<Utc>,
    ) -> Result<(), Error> {
        let founded: Vec<(Uuid, &[Statement])> = plan
            .founded
            .iter()
            .map(|(id, said)| (*id, said.as_slice()))
            .collect();
        self.found(tx, &founded, whereabouts, book, now).await?;
        tx.move_statements(&plan.moves).await?;
        for (loser, survivor) in &plan.merges {
            hand_over(tx, *loser, *survivor).await?;
            tx.merge_listing(*loser, *survivor, now).await?;
        }
        tx.point_aliases(&plan.pointed).await?;
        self.refold(tx, plan.refolded.into_iter().collect(), book, now)
            .await
    }
}

/// Whatever statement is still there goes where its listing goes, or that could not be closed.
async fn hand_over(tx: &WriteTx, loser: Uuid, survivor: Uuid) -> Result<(), Error> {
    let left = tx.statements_of_listings(&[loser]).await?;
    let left: Vec<(StatementKey, Uuid)> = left
        .into_values()
        .flatten()
        .map(|said| (said.key, survivor))
        .collect();
    tx.move_statements(&left).await?;
    Ok(())
}

/// The clusters of a heap with what they carry.
fn homes<'a>(heap: &'a Heap, clusters: &[Vec<StatementKey>]) -> Vec<Home<'a>> {
    let by_key: HashMap<&StatementKey, &KnownStatement> = heap
        .members
        .iter()
        .map(|known| (&known.said.key, known.as_ref()))
        .collect();
    let mut lines: HashMap<Uuid, Vec<&StatementHead>> = HashMap::new();
    for head in &heap.past {
        if let Some(end) = end_of_line(head, &heap.past) {
            lines.entry(end).or_default().push(head);
        }
    }
    clusters
        .iter()
        .filter_map(|keys| {
            let members: Vec<&KnownStatement> = keys
                .iter()
                .filter_map(|key| by_key.get(key).copied())
                .collect();
            let past: Vec<&StatementHead> = members
                .iter()
                .filter_map(|known| lines.get(&known.id))
                .flatten()
                .copied()
                .collect();
            let mut carried: Vec<(DateTime<Utc>, &StatementKey, Uuid)> = members
                .iter()
                .map(|known| (known.said.first_seen, &known.said.key, known.founds))
                .chain(
                    past.iter()
                        .map(|head| (head.first_seen, &head.key, head.founds)),
                )
                .collect();
            carried.sort_unstable();
            let mut ids = carried.into_iter().map(|(.., founds)| founds);
            Some(Home {
                listing: ids.next()?,
                others: ids.collect(),
                members,
                past,
            })
        })
        .collect()
}

fn plan(
    homes: &[Home<'_>],
    whereabouts: &HashMap<Uuid, Whereabouts>,
    changed: &BTreeSet<Uuid>,
) -> Plan {
    let mut plan = Plan::default();
    let mut left: BTreeSet<Uuid> = BTreeSet::new();
    for home in homes {
        let here = whereabouts.get(&home.listing) == Some(&Whereabouts::Here);
        if !here {
            let said = home
                .members
                .iter()
                .map(|known| Statement::clone(&known.said));
            plan.founded.push((home.listing, said.collect()));
        }
        let mut touched = home.members.iter().any(|known| changed.contains(&known.id));
        let now_in = home
            .members
            .iter()
            .map(|known| (&known.said.key, known.listing))
            .chain(home.past.iter().map(|head| (&head.key, head.listing)));
        for (key, from) in now_in.filter(|(_, from)| *from != Some(home.listing)) {
            plan.moves.push((key.clone(), home.listing));
            left.extend(from);
            touched = true;
        }
        if here && touched {
            plan.refolded.insert(home.listing);
        }
        for other in &home.others {
            match whereabouts.get(other) {
                Some(Whereabouts::Here) => plan.merges.push((*other, home.listing)),
                Some(Whereabouts::PartOf(survivor)) if *survivor != home.listing => {
                    plan.pointed.push((*other, home.listing));
                }
                _ => {}
            }
        }
    }
    let merged: BTreeSet<Uuid> = plan.merges.iter().map(|(loser, _)| *loser).collect();
    let founded: BTreeSet<Uuid> = plan.founded.iter().map(|(id, _)| *id).collect();
    plan.refolded.extend(
        left.into_iter()
            .filter(|id| !merged.contains(id) && !founded.contains(id)),
    );
    plan
}

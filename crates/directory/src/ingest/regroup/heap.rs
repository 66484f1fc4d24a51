//! Heap: everything that has a bearing on some statements, and nothing else.
//!
//! Two statements have a bearing on each other when the comparison or a person holds them for the
//! same, be it through others. Only live statements count.

use std::collections::{BTreeMap, BTreeSet};

use domain::matching::cluster::{Answer, Clusters, Likeness, Ruling, cluster};
use domain::statement::{Statement, StatementKey};
use store::{KnownStatement, MatchDecision, SameLink, WriteTx};
use uuid::Uuid;

use crate::Error;

/// Statements with all that ties them together or keeps them apart.
pub(crate) struct Heap {
    /// Live, in key order.
    pub(crate) members: Vec<KnownStatement>,
    links: BTreeMap<(Uuid, Uuid), f64>,
    decisions: BTreeMap<(Uuid, Uuid), MatchDecision>,
}

/// Gathers what has a bearing on the seeds, and whoever shares a listing with one of them.
pub(crate) async fn gather(tx: &WriteTx, seeds: BTreeSet<Uuid>) -> Result<Heap, Error> {
    let mut heap = Heap {
        members: Vec::new(),
        links: BTreeMap::new(),
        decisions: BTreeMap::new(),
    };
    let (mut known, mut asking) = (BTreeSet::new(), seeds);
    while !asking.is_empty() {
        let asked: Vec<Uuid> = asking.iter().copied().collect();
        known.append(&mut asking);
        // A person's "same" can name a statement that is withdrawn by now: it ties nothing together.
        let mut new = tx.statements_by_id(&asked).await?;
        new.retain(|known| known.said.state.is_live());
        let ids: Vec<Uuid> = new.iter().map(|known| known.id).collect();
        heap.members.extend(new);
        for SameLink { a, b, score } in tx.same_links_of(&ids).await? {
            asking.extend([a, b]);
            heap.links.insert((a, b), score);
        }
        for decision in tx.match_decisions(&ids).await? {
            if decision.answer == Answer::Same {
                asking.extend([decision.a, decision.b]);
            }
            heap.decisions.insert((decision.a, decision.b), decision);
        }
        asking.retain(|id| !known.contains(id));
        if asking.is_empty() {
            let listings: BTreeSet<Uuid> = heap
                .members
                .iter()
                .filter_map(|known| known.listing)
                .collect();
            let listings: Vec<Uuid> = listings.into_iter().collect();
            let companions = tx.live_members_of(&listings).await?;
            asking = companions
                .into_iter()
                .filter(|id| !known.contains(id))
                .collect();
        }
    }
    heap.members.sort_by(|a, b| a.said.key.cmp(&b.said.key));
    Ok(heap)
}

impl Heap {
    /// The clusters of the heap.
    pub(crate) fn clusters(&self) -> Clusters {
        let keys: BTreeMap<Uuid, &StatementKey> = self
            .members
            .iter()
            .map(|known| (known.id, &known.said.key))
            .collect();
        let said: Vec<&Statement> = self.members.iter().map(|known| &known.said).collect();
        let likenesses: Vec<Likeness> = self
            .links
            .iter()
            .filter_map(|((a, b), score)| {
                Some(Likeness {
                    a: (*keys.get(a)?).clone(),
                    b: (*keys.get(b)?).clone(),
                    score: *score,
                })
            })
            .collect();
        let rulings: Vec<Ruling> = self
            .decisions
            .values()
            .filter_map(|decision| {
                Some(Ruling {
                    a: (*keys.get(&decision.a)?).clone(),
                    b: (*keys.get(&decision.b)?).clone(),
                    answer: decision.answer,
                    at: decision.decided_at,
                })
            })
            .collect();
        cluster(&said, &likenesses, &rulings)
    }
}

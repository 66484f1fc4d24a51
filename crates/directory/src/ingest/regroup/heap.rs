//! Heap: everything that has a bearing on some statements, and nothing else.
//!
//! Two statements have a bearing on each other when the comparison or a person holds them for the
//! same, be it through others. Only live statements count.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use domain::matching::cluster::{Answer, Clusters, Likeness, Ruling, cluster};
use domain::matching::{Comparison, Judged, Sketched, Verdict, settle};
use domain::statement::StatementKey;
use store::{KnownStatement, MatchDecision, SameLink, StatementHead, WriteTx};
use uuid::Uuid;

use super::compare::is_tied;
use super::reading::Reading;
use crate::Error;

/// Statements with all that ties them together or keeps them apart.
pub(crate) struct Heap {
    /// Live, in key order.
    pub(crate) members: Vec<Arc<KnownStatement>>,
    /// Withdrawn ones whose founding a member carries on.
    pub(crate) past: Vec<StatementHead>,
    links: BTreeMap<(Uuid, Uuid), SameLink>,
    decisions: BTreeMap<(Uuid, Uuid), MatchDecision>,
}

/// Gathers what has a bearing on the seeds, and whoever shares a listing with one of them.
pub(super) async fn gather(
    tx: &WriteTx,
    reading: &mut Reading<'_>,
    seeds: BTreeSet<Uuid>,
) -> Result<Heap, Error> {
    let mut heap = Heap {
        members: Vec::new(),
        past: Vec::new(),
        links: BTreeMap::new(),
        decisions: BTreeMap::new(),
    };
    let (mut known, mut asking, mut decided) = (BTreeSet::new(), seeds, 0);
    while !asking.is_empty() {
        let asked: Vec<Uuid> = asking.iter().copied().collect();
        known.append(&mut asking);
        // A person's "same" can name a statement that is withdrawn by now: it ties nothing together.
        reading.read(asked.iter().copied()).await?;
        let new = asked.into_iter().filter_map(|id| reading.get(id));
        let new: Vec<Arc<KnownStatement>> = new.map(Arc::clone).collect();
        let ids: Vec<Uuid> = new.iter().map(|known| known.id).collect();
        heap.members.extend(new);
        for link in tx.same_links_of(&ids).await? {
            asking.extend([link.a, link.b]);
            heap.links.insert((link.a, link.b), link);
        }
        asking.retain(|id| !known.contains(id));
        if asking.is_empty() {
            // Of all whom the comparison ties together at once: people decide on few.
            let ids: Vec<Uuid> = heap.members[decided..]
                .iter()
                .map(|known| known.id)
                .collect();
            decided = heap.members.len();
            for decision in tx.match_decisions(&ids).await? {
                if decision.answer == Answer::Same {
                    asking.extend([decision.a, decision.b]);
                }
                heap.decisions.insert((decision.a, decision.b), decision);
            }
            asking.retain(|id| !known.contains(id));
        }
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
    let ids: Vec<Uuid> = heap.members.iter().map(|known| known.id).collect();
    heap.past = tx.predecessors_of(&ids).await?;
    Ok(heap)
}

/// What comes of a heap.
pub(crate) struct Sorted {
    /// The clusters, and people's "same" that are overruled.
    pub(crate) clusters: Clusters,
    /// Pairs of which something else is left than before, beside other pairs of theirs.
    pub(crate) settled: Vec<(Uuid, Uuid, Option<Verdict>)>,
}

impl Heap {
    /// Sorts the heap.
    pub(crate) fn sort(&self) -> Sorted {
        let keys: BTreeMap<Uuid, &StatementKey> = self
            .members
            .iter()
            .map(|known| (known.id, &known.said.key))
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
        let mut likenesses = Vec::new();
        let mut settled = Vec::new();
        for (id, judged) in self.settle(&keys) {
            let verdict = judged.comparison.verdict;
            let Some(link) = self.links.get(&id) else {
                continue;
            };
            let left = (verdict != Verdict::Same).then_some(verdict);
            if left != link.settled {
                settled.push((link.a, link.b, left));
            }
            if left.is_none() {
                likenesses.push(Likeness {
                    a: judged.a,
                    b: judged.b,
                    score: link.score,
                });
            }
        }
        let anchors = self.anchors();
        let said: Vec<&Sketched> = self
            .members
            .iter()
            .map(|known| &known.said)
            .filter(|said| !anchors.contains_key(&said.key))
            .collect();
        let spoken_for: BTreeSet<StatementKey> = anchors.values().cloned().collect();
        let mut clusters = cluster(&said, &likenesses, &rulings, &spoken_for);
        for cluster in &mut clusters.clusters {
            let tied = anchors.iter().filter(|(_, at)| cluster.contains(at));
            let tied: Vec<StatementKey> = tied.map(|(key, _)| key.clone()).collect();
            cluster.extend(tied);
            cluster.sort();
        }
        Sorted { clusters, settled }
    }

    /// What is said at first hand of a listing, with the statement that carries this listing: it goes
    /// where that goes. Where none but itself carries it, it stands for itself.
    fn anchors(&self) -> BTreeMap<StatementKey, StatementKey> {
        let tied = self.members.iter().filter(|known| is_tied(known));
        tied.filter_map(|known| {
            let listing = Uuid::try_parse(&known.said.key.external_id).ok()?;
            let carrier = self.carrier_of(listing)?;
            (carrier.id != known.id).then(|| (known.said.key.clone(), carrier.said.key.clone()))
        })
        .collect()
    }

    /// The member that carries a listing: it founded it, or carries on for the one that did.
    fn carrier_of(&self, listing: Uuid) -> Option<&Arc<KnownStatement>> {
        if let Some(founder) = self.members.iter().find(|known| known.founds == listing) {
            return Some(founder);
        }
        let founder = self.past.iter().find(|head| head.founds == listing)?;
        let end = end_of_line(founder, &self.past)?;
        self.members.iter().find(|known| known.id == end)
    }

    /// What is left of each likeness beside the others: of the entries of one source, a statement of
    /// another is at most one. What a person calls the same fits best of all, and what a person calls
    /// different is no rival.
    fn settle(&self, keys: &BTreeMap<Uuid, &StatementKey>) -> Vec<((Uuid, Uuid), Judged)> {
        let answer = |pair| self.decisions.get(pair).map(|decision| decision.answer);
        let of_people = self
            .decisions
            .iter()
            .filter(|(_, decision)| decision.answer == Answer::Same)
            .map(|(pair, _)| (*pair, f64::INFINITY));
        let of_machine = self
            .links
            .iter()
            .filter(|(pair, _)| !matches!(answer(pair), Some(Answer::Same | Answer::Different)))
            .map(|(pair, link)| (*pair, link.score));
        let (ids, mut judged): (Vec<(Uuid, Uuid)>, Vec<Judged>) = of_people
            .chain(of_machine)
            .filter_map(|(pair, score)| {
                let judged = Judged {
                    a: (*keys.get(&pair.0)?).clone(),
                    b: (*keys.get(&pair.1)?).clone(),
                    comparison: Comparison {
                        score,
                        verdict: Verdict::Same,
                        features: Vec::new(),
                    },
                };
                Some((pair, judged))
            })
            .unzip();
        settle(&mut judged);
        ids.into_iter().zip(judged).collect()
    }
}

/// The live statement that a withdrawn one's line ends with, all of the line being among `past`.
pub(super) fn end_of_line(head: &StatementHead, past: &[StatementHead]) -> Option<Uuid> {
    let mut at = head.heir?;
    for _ in 0..=past.len() {
        match past.iter().find(|other| other.id == at) {
            Some(next) => at = next.heir?,
            None => return Some(at),
        }
    }
    None
}

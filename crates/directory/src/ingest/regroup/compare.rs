//! Compare: each statement with those that share a key with it, and with no others.
//!
//! A key that very many statements have says nothing of who they are, and would make everybody wait:
//! it is left out of account while it is crowded. When a key becomes crowded, or ceases to be, all
//! who have it are compared again, so that the result is that of the keys as they are now.

use std::collections::{BTreeMap, BTreeSet, HashSet};

use chrono::{DateTime, Utc};
use domain::matching::{BLOCK_LIMIT, Comparison, Contribution, Feature, Verdict};
use domain::statement::Statement;
use store::{KnownStatement, MatchKeys, MatchPair, WriteTx, stored_key};
use uuid::Uuid;

use super::reading::Reading;
use crate::{Directory, Error};

/// A key that more statements than this have is crowded.
const CROWD: u64 = BLOCK_LIMIT as u64;

impl Directory {
    /// Gives live statements their keys and compares them; answers with all whose clusters can be
    /// others than before. Pairs with those that were `compared` by the same rules just before, and
    /// that have kept their keys since, stay as they are.
    pub(super) async fn compare_blocks(
        &self,
        tx: &WriteTx,
        reading: &mut Reading<'_>,
        statements: &BTreeSet<Uuid>,
        compared: &HashSet<Uuid>,
        now: DateTime<Utc>,
    ) -> Result<BTreeSet<Uuid>, Error> {
        reading.read(statements.iter().copied()).await?;
        let live = statements.iter().filter_map(|id| reading.get(*id));
        let (mut keys, mut keyed) = (MatchKeys::new(), Vec::new());
        for known in live {
            keys.insert(known.id, keys_of(known));
            keyed.extend(known.keyed.then_some(known.id));
        }
        let mut wide = statements.clone();
        let Change {
            mut counts,
            crossed,
            mut had_keys,
        } = change_keys(tx, &keys, &keyed).await?;
        let nobody = HashSet::new();
        let compared = if crossed.is_empty() {
            compared
        } else {
            &nobody
        };
        if !crossed.is_empty() {
            let mut holders = ids_in(tx.holders_of(&crossed).await?);
            holders.retain(|id| !wide.contains(id));
            keys.extend(tx.match_keys_of(&holders).await?);
            count_missing(tx, &keys, &mut counts).await?;
            had_keys.extend(&holders);
            wide.extend(holders);
        }

        let mut pairs = pairs_of(tx, &wide, counts).await?;
        pairs.retain(|(a, b)| !compared.contains(a) && !compared.contains(b));
        reading
            .read(pairs.iter().flat_map(|(a, b)| [*a, *b]))
            .await?;
        let alike = self.pairs_alike(reading, pairs, now);
        let matched: Vec<Uuid> = wide.iter().copied().collect();
        // Whoever was tied to one of them can come loose. Without keys there were no pairs.
        let mut seeds = wide;
        for link in tx.same_links_of(&had_keys).await? {
            seeds.extend([link.a, link.b]);
        }
        tx.remove_match_pairs_of(&had_keys, compared).await?;
        tx.insert_match_pairs(&alike).await?;
        tx.mark_matched(&matched, &self.rules).await?;
        Ok(seeds)
    }

    /// Those of the pairs that are not of two services for certain.
    fn pairs_alike(
        &self,
        reading: &Reading<'_>,
        pairs: BTreeSet<(Uuid, Uuid)>,
        now: DateTime<Utc>,
    ) -> Vec<MatchPair> {
        let compared = |(a, b)| {
            let (one, other) = (reading.get(a)?, reading.get(b)?);
            let comparison = one
                .said
                .sketch()
                .compare(other.said.sketch(), &self.weights);
            let comparison = left_to_people(comparison, one, other);
            (comparison.verdict != Verdict::Different).then(|| MatchPair {
                a,
                b,
                comparison,
                settled: None,
                area: area_of(&one.said).or_else(|| area_of(&other.said)),
                at: now,
            })
        };
        pairs.into_iter().filter_map(compared).collect()
    }

    /// Takes the keys of statements that are gone away; answers as [`Self::compare_blocks`] does, for
    /// those who shared a key that was crowded and is no more.
    pub(super) async fn uncrowd(
        &self,
        tx: &WriteTx,
        gone: &[Uuid],
        now: DateTime<Utc>,
    ) -> Result<BTreeSet<Uuid>, Error> {
        let without = gone.iter().map(|id| (*id, BTreeSet::new())).collect();
        let crossed = change_keys(tx, &without, gone).await?.crossed;
        if crossed.is_empty() {
            return Ok(BTreeSet::new());
        }
        let holders = ids_in(tx.holders_of(&crossed).await?).into_iter().collect();
        let mut reading = Reading::new(tx);
        self.compare_blocks(tx, &mut reading, &holders, &HashSet::new(), now)
            .await
    }
}

/// A local authority that a statement is about.
fn area_of(said: &Statement) -> Option<String> {
    said.service
        .locations()
        .find_map(|location| location.local_authority.clone())
}

/// The keys of a statement, as the store keeps them. What is said at first hand of a listing that
/// another statement founded has none: it is part of that listing, whatever it says.
pub(crate) fn keys_of(known: &KnownStatement) -> BTreeSet<String> {
    if is_tied(known) {
        return BTreeSet::new();
    }
    let keys = known.said.sketch().keys();
    keys.iter().map(|key| stored_key(key)).collect()
}

/// Whether it was said at first hand of a listing that another statement founded.
pub(super) fn is_tied(known: &KnownStatement) -> bool {
    let key = &known.said.key;
    key.source.is_first_hand() && key.external_id != known.founds.to_string()
}

/// What a group says is joined to what others say by people alone: else whoever words an entry like
/// somebody else's would speak for that.
fn left_to_people(
    mut comparison: Comparison,
    a: &KnownStatement,
    b: &KnownStatement,
) -> Comparison {
    let first_hand = |known: &KnownStatement| known.said.key.source.is_first_hand();
    if comparison.verdict == Verdict::Same && (first_hand(a) || first_hand(b)) {
        comparison.verdict = Verdict::Unsure;
        comparison.features.insert(
            0,
            Contribution {
                feature: Feature::SameSource,
                weight: 0.0,
                words: "what a group says of itself is joined to others by a person only".into(),
            },
        );
    }
    comparison
}

/// What comes of new keys.
struct Change {
    /// How many statements have each key that one of the statements has or had.
    counts: BTreeMap<String, u64>,
    /// The keys that became crowded, or ceased to be.
    crossed: BTreeSet<String>,
    /// Those of the statements that had keys before.
    had_keys: Vec<Uuid>,
}

/// Writes the keys that changed; only those that are `keyed` can have had any.
async fn change_keys(tx: &WriteTx, new: &MatchKeys, keyed: &[Uuid]) -> Result<Change, Error> {
    let old = tx.match_keys_of(keyed).await?;
    let asked: BTreeSet<&String> = new.values().chain(old.values()).flatten().collect();
    let mut counts = tx.holders_counted(&asked).await?;
    tx.set_match_keys(new, &old).await?;
    let mut gained: BTreeMap<&String, i64> = BTreeMap::new();
    for (id, keys) in new {
        for key in keys {
            *gained.entry(key).or_default() += 1;
        }
        for key in old.get(id).into_iter().flatten() {
            *gained.entry(key).or_default() -= 1;
        }
    }
    let mut crossed = BTreeSet::new();
    for (key, gained) in gained.into_iter().filter(|(_, gained)| *gained != 0) {
        let count = counts.entry(key.clone()).or_default();
        let before = *count;
        *count = before.saturating_add_signed(gained);
        if (before > CROWD) != (*count > CROWD) {
            crossed.insert(key.clone());
        }
    }
    Ok(Change {
        counts,
        crossed,
        had_keys: old.into_keys().collect(),
    })
}

/// Counts who has those of the keys that have not been counted.
async fn count_missing(
    tx: &WriteTx,
    keys: &MatchKeys,
    counts: &mut BTreeMap<String, u64>,
) -> Result<(), Error> {
    let asked: BTreeSet<&String> = keys
        .values()
        .flatten()
        .filter(|key| !counts.contains_key(*key))
        .collect();
    let found = tx.holders_counted(&asked).await?;
    counts.extend(found);
    Ok(())
}

/// The pairs that are worth comparing: each once, the lesser id first.
async fn pairs_of(
    tx: &WriteTx,
    wide: &BTreeSet<Uuid>,
    counts: BTreeMap<String, u64>,
) -> Result<BTreeSet<(Uuid, Uuid)>, Error> {
    let quiet: BTreeSet<String> = counts
        .into_iter()
        .filter(|(_, count)| (2..=CROWD).contains(count))
        .map(|(key, _)| key)
        .collect();
    let mut pairs = BTreeSet::new();
    for holders in tx.holders_of(&quiet).await?.into_values() {
        for one in holders.iter().filter(|id| wide.contains(id)) {
            for other in holders.iter().filter(|other| *other != one) {
                pairs.insert((*one.min(other), *one.max(other)));
            }
        }
    }
    Ok(pairs)
}

/// Everybody in some blocks, each once.
fn ids_in(blocks: BTreeMap<String, Vec<Uuid>>) -> Vec<Uuid> {
    let ids: BTreeSet<Uuid> = blocks.into_values().flatten().collect();
    ids.into_iter().collect()
}

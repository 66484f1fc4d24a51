//! Compare: each statement with those that share a key with it, and with no others.
//!
//! A key that very many statements have says nothing of who they are, and would make everybody wait:
//! it is left out of account while it is crowded. When a key becomes crowded, or ceases to be, all
//! who have it are compared again, so that the result is that of the keys as they are now.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use chrono::{DateTime, Utc};
use domain::matching::{BLOCK_LIMIT, Comparison, Contribution, Feature, Sketch, Verdict, keys};
use domain::statement::Statement;
use store::{KnownStatement, MatchPair, WriteTx, stored_key};
use uuid::Uuid;

use crate::{Directory, Error};

/// A key that more statements than this have is crowded.
const CROWD: u64 = BLOCK_LIMIT as u64;

/// Keys by statement.
type Keys = BTreeMap<Uuid, BTreeSet<String>>;

impl Directory {
    /// Gives live statements their keys and compares them; answers with all whose clusters can be
    /// others than before.
    pub(super) async fn compare_blocks(
        &self,
        tx: &WriteTx,
        statements: &BTreeSet<Uuid>,
        now: DateTime<Utc>,
    ) -> Result<BTreeSet<Uuid>, Error> {
        let ids: Vec<Uuid> = statements.iter().copied().collect();
        let mut known: BTreeMap<Uuid, KnownStatement> = by_id(tx.statements_by_id(&ids).await?);
        let new_keys: Keys = known
            .iter()
            .map(|(id, known)| (*id, keys_of(known)))
            .collect();
        let (mut wide, mut keys) = (statements.clone(), new_keys.clone());
        let crossed = change_keys(tx, new_keys).await?;
        if !crossed.is_empty() {
            let holders: Vec<Uuid> = tx
                .holders_of(&crossed)
                .await?
                .into_values()
                .flatten()
                .filter(|id| !wide.contains(id))
                .collect();
            keys.extend(tx.match_keys_of(&holders).await?);
            wide.extend(holders);
        }

        let pairs = pairs_of(tx, &wide, &keys).await?;
        let absent: BTreeSet<Uuid> = pairs
            .iter()
            .flat_map(|(a, b)| [*a, *b])
            .filter(|id| !known.contains_key(id))
            .collect();
        let absent: Vec<Uuid> = absent.into_iter().collect();
        known.extend(by_id(tx.statements_by_id(&absent).await?));

        let mut sketches: HashMap<Uuid, Sketch> = HashMap::new();
        for id in pairs.iter().flat_map(|(a, b)| [*a, *b]) {
            if let Some(known) = known.get(&id) {
                sketches
                    .entry(id)
                    .or_insert_with(|| Sketch::of(&known.said));
            }
        }
        let alike: Vec<MatchPair> = pairs
            .into_iter()
            .filter_map(|(a, b)| {
                let comparison = sketches.get(&a)?.compare(sketches.get(&b)?, &self.weights);
                let (one, other) = (known.get(&a)?, known.get(&b)?);
                let comparison = left_to_people(comparison, one, other);
                let area = area_of(&one.said).or_else(|| area_of(&other.said));
                (comparison.verdict != Verdict::Different).then_some(MatchPair {
                    a,
                    b,
                    comparison,
                    settled: None,
                    area,
                    at: now,
                })
            })
            .collect();
        let wide_ids: Vec<Uuid> = wide.iter().copied().collect();
        // Whoever was tied to one of them can come loose.
        let mut seeds = wide;
        for link in tx.same_links_of(&wide_ids).await? {
            seeds.extend([link.a, link.b]);
        }
        tx.remove_match_pairs_of(&wide_ids).await?;
        tx.insert_match_pairs(&alike).await?;
        tx.mark_matched(&wide_ids, &self.rules).await?;
        Ok(seeds)
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
        let crossed = change_keys(tx, without).await?;
        if crossed.is_empty() {
            return Ok(BTreeSet::new());
        }
        let holders = tx.holders_of(&crossed).await?;
        let holders: BTreeSet<Uuid> = holders.into_values().flatten().collect();
        self.compare_blocks(tx, &holders, now).await
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
    keys(&known.said)
        .iter()
        .map(|key| stored_key(key))
        .collect()
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

fn by_id(known: Vec<KnownStatement>) -> BTreeMap<Uuid, KnownStatement> {
    known
        .into_iter()
        .filter(|known| known.said.state.is_live())
        .map(|known| (known.id, known))
        .collect()
}

/// Writes the keys that changed; says which keys became crowded, or ceased to be.
async fn change_keys(tx: &WriteTx, new: Keys) -> Result<BTreeSet<String>, Error> {
    let ids: Vec<Uuid> = new.keys().copied().collect();
    let old = tx.match_keys_of(&ids).await?;
    let none = BTreeSet::new();
    let changed: Vec<(Uuid, Vec<String>)> = new
        .iter()
        .filter(|(id, keys)| old.get(id).unwrap_or(&none) != *keys)
        .map(|(id, keys)| (*id, keys.iter().cloned().collect()))
        .collect();
    if changed.is_empty() {
        return Ok(BTreeSet::new());
    }
    let touched: BTreeSet<String> = changed
        .iter()
        .flat_map(|(id, keys)| keys.iter().chain(old.get(id).into_iter().flatten()))
        .cloned()
        .collect();
    let before = tx.holders_counted(&touched).await?;
    tx.set_match_keys(&changed).await?;
    let mut gained: BTreeMap<&str, i64> = BTreeMap::new();
    for (id, keys) in &changed {
        for key in keys {
            *gained.entry(key).or_default() += 1;
        }
        for key in old.get(id).into_iter().flatten() {
            *gained.entry(key).or_default() -= 1;
        }
    }
    let has_crossed = |key: &String| {
        let before = before.get(key).copied().unwrap_or(0);
        let gained = gained.get(key.as_str()).copied().unwrap_or(0);
        (before > CROWD) != (before.saturating_add_signed(gained) > CROWD)
    };
    Ok(touched.into_iter().filter(has_crossed).collect())
}

/// The pairs that are worth comparing: each once, the lesser id first.
async fn pairs_of(
    tx: &WriteTx,
    wide: &BTreeSet<Uuid>,
    keys: &Keys,
) -> Result<BTreeSet<(Uuid, Uuid)>, Error> {
    let asked: BTreeSet<String> = keys.values().flatten().cloned().collect();
    let counts = tx.holders_counted(&asked).await?;
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

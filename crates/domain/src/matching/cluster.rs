//! From likenesses and people's answers to clusters: each cluster is what one listing rests on.
//!
//! People come first. Every "different" is kept: no cluster ever holds both statements of one. Then
//! people's "same" are followed, the latest first; one that would bring together what a "different"
//! keeps apart, directly or through other answers, is overruled and named in [`Clusters::overruled`].
//! **Of people's words "different" wins over "same", and the later "same" over the earlier.**
//!
//! The machine comes after: its likenesses are followed from the strongest to the weakest, and two
//! clusters become one only when no statement of the one contradicts a statement of the other. So a
//! chain A~B~C never ties together an A and a C that are known to differ.
//!
//! **The result depends on what is said, never on the order in which it was heard.**

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use super::Sketched;
use crate::statement::StatementKey;

/// The version of the rules that are code: raise it when keys, comparison, contradiction or
/// clustering give other results for the same words, so that instances know that a rematch is due.
pub const RULES: u32 = 1;

/// What a person says of two statements.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Answer {
    /// They speak of one service.
    Same,
    /// They speak of two.
    Different,
    /// Not to be asked again for now.
    Later,
}

impl Answer {
    /// The name in the store and on the wire.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Same => "same",
            Self::Different => "different",
            Self::Later => "later",
        }
    }

    /// The answer of that name.
    #[must_use]
    pub fn from_name(name: &str) -> Option<Self> {
        [Self::Same, Self::Different, Self::Later]
            .into_iter()
            .find(|answer| answer.as_str() == name)
    }
}

/// Two statements that the comparison holds for the same.
#[derive(Debug, Clone, PartialEq)]
pub struct Likeness {
    /// One of them.
    pub a: StatementKey,
    /// The other. Which is which does not matter.
    pub b: StatementKey,
    /// Bits, as in [`super::Comparison`].
    pub score: f64,
}

/// A person's word on two statements.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Ruling {
    /// One of them.
    pub a: StatementKey,
    /// The other. Which is which does not matter.
    pub b: StatementKey,
    /// What the person says.
    pub answer: Answer,
    /// When.
    pub at: DateTime<Utc>,
}

/// Statements, sorted into what they speak of.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Clusters {
    /// Every statement is in exactly one. Each is in key order, and so are they by their first.
    pub clusters: Vec<Vec<StatementKey>>,
    /// People's "same" that could not be followed because of people's "different", in key order.
    pub overruled: Vec<(StatementKey, StatementKey)>,
}

/// Sorts statements. Likenesses and rulings that name others are left out of account.
///
/// What is said at first hand corrects what others say and contradicts nobody. Of the statements
/// that are `spoken_for` (a group says at first hand what they are) the machine never brings two
/// together: only people do.
#[must_use]
pub fn cluster(
    statements: &[&Sketched],
    likenesses: &[Likeness],
    rulings: &[Ruling],
    spoken_for: &BTreeSet<StatementKey>,
) -> Clusters {
    let by_key: BTreeMap<&StatementKey, &Sketched> =
        statements.iter().map(|said| (&said.key, *said)).collect();
    let said: Vec<&Sketched> = by_key.values().copied().collect();
    let keys: Vec<&StatementKey> = by_key.into_keys().collect();
    let is_first_hand = |at: usize| said[at].key.source.is_first_hand();
    let is_spoken_for = |at: usize| spoken_for.contains(&said[at].key);
    sort(&keys, likenesses, rulings, |a, b| {
        if is_spoken_for(a) && is_spoken_for(b) {
            return true;
        }
        let is_correction = is_first_hand(a) || is_first_hand(b);
        !is_correction && said[a].sketch().contradicts(said[b].sketch()).is_some()
    })
}

/// The same for keys in order, with a say of its own on what contradicts what.
fn sort(
    keys: &[&StatementKey],
    likenesses: &[Likeness],
    rulings: &[Ruling],
    contradict: impl Fn(usize, usize) -> bool,
) -> Clusters {
    let place: HashMap<&StatementKey, usize> = keys
        .iter()
        .enumerate()
        .map(|(at, key)| (*key, at))
        .collect();
    let pair = |a: &StatementKey, b: &StatementKey| {
        let (a, b) = (*place.get(a)?, *place.get(b)?);
        (a != b).then(|| (a.min(b), a.max(b)))
    };
    let with = |answer: Answer| {
        rulings
            .iter()
            .filter(move |ruling| ruling.answer == answer)
            .filter_map(|ruling| Some((pair(&ruling.a, &ruling.b)?, ruling.at)))
    };
    let mut joining = Joining {
        parts: (0..keys.len()).map(|at| vec![at]).collect(),
        part_of: (0..keys.len()).collect(),
        apart: with(Answer::Different).map(|(pair, _)| pair).collect(),
        contradict,
        known: HashMap::new(),
    };

    let mut said: Vec<_> = with(Answer::Same).collect();
    said.sort_by(|(a, at), (b, bt)| bt.cmp(at).then(a.cmp(b)));
    let mut overruled: Vec<(usize, usize)> = said
        .into_iter()
        .filter(|(pair, _)| !joining.join(*pair, Heeding::People))
        .map(|(pair, _)| pair)
        .collect();
    overruled.sort_unstable();
    overruled.dedup();

    let mut alike: Vec<(f64, (usize, usize))> = likenesses
        .iter()
        .filter_map(|like| Some((like.score, pair(&like.a, &like.b)?)))
        .collect();
    alike.sort_by(|(x, a), (y, b)| y.total_cmp(x).then(a.cmp(b)));
    for (_, pair) in alike {
        joining.join(pair, Heeding::Everything);
    }

    let key = |at: usize| keys[at].clone();
    let mut parts: Vec<Vec<usize>> = joining.parts;
    parts.retain(|part| !part.is_empty());
    for part in &mut parts {
        part.sort_unstable();
    }
    parts.sort_unstable();
    Clusters {
        clusters: parts
            .into_iter()
            .map(|part| part.into_iter().map(key).collect())
            .collect(),
        overruled: overruled
            .into_iter()
            .map(|(a, b)| (key(a), key(b)))
            .collect(),
    }
}

/// What can keep two parts from becoming one.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Heeding {
    /// People's "different" only: a person's "same" is followed against the machine.
    People,
    /// That, and what contradicts.
    Everything,
}

/// The parts while they grow together.
struct Joining<F> {
    /// Members by part; emptied when the part goes into another.
    parts: Vec<Vec<usize>>,
    part_of: Vec<usize>,
    apart: HashSet<(usize, usize)>,
    contradict: F,
    /// What contradicts, asked once for each pair.
    known: HashMap<(usize, usize), bool>,
}

impl<F: Fn(usize, usize) -> bool> Joining<F> {
    /// Makes the parts of two statements one, unless something is against it; says whether they are.
    fn join(&mut self, (a, b): (usize, usize), heeding: Heeding) -> bool {
        let (one, other) = (self.part_of[a], self.part_of[b]);
        if one == other {
            return true;
        }
        for i in 0..self.parts[one].len() {
            for j in 0..self.parts[other].len() {
                let (x, y) = (self.parts[one][i], self.parts[other][j]);
                if self.against((x.min(y), x.max(y)), heeding) {
                    return false;
                }
            }
        }
        let moving = std::mem::take(&mut self.parts[other]);
        for member in &moving {
            self.part_of[*member] = one;
        }
        self.parts[one].extend(moving);
        true
    }

    fn against(&mut self, pair: (usize, usize), heeding: Heeding) -> bool {
        if self.apart.contains(&pair) {
            return true;
        }
        heeding == Heeding::Everything
            && *self
                .known
                .entry(pair)
                .or_insert_with(|| (self.contradict)(pair.0, pair.1))
    }
}

#[cfg(test)]
mod tests;

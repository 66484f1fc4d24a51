//! When one statement is the same as two entries that a source lists as two.
//!
//! A pair alone cannot tell: "Sewing bee" without a day is as like the Monday as the Thursday session.
//! The other pairs can: of the entries of one source, a statement of another is at most one.

use std::collections::BTreeMap;

use super::compare::{Comparison, Contribution, Feature, Verdict};
use crate::statement::StatementKey;

/// An entry must fit so many bits better than the next to be the one that is meant.
const MARGIN: f64 = 3.0;

/// Two statements and what comparing them gave.
#[derive(Debug, Clone, PartialEq)]
pub struct Judged {
    /// One of them.
    pub a: StatementKey,
    /// The other. Which is which does not matter.
    pub b: StatementKey,
    /// The verdict on them.
    pub comparison: Comparison,
}

/// Takes back verdicts of [`Verdict::Same`] that cannot all hold, and says why in their words.
///
/// Where a statement is the same as several entries of one source, the one that fits best by 3 bits
/// stays and the others become different; where none does, all are left to a person. Entries that the
/// source only repeats (the same among themselves) count as one. What comes out does not depend on the
/// order of the pairs.
pub fn settle(judged: &mut [Judged]) {
    let mut rivals: BTreeMap<(StatementKey, String), Vec<usize>> = BTreeMap::new();
    let mut repeats: Vec<(StatementKey, StatementKey)> = Vec::new();
    for (at, pair) in judged.iter().enumerate() {
        if pair.comparison.verdict != Verdict::Same {
            continue;
        }
        if pair.a.source == pair.b.source {
            repeats.push((pair.a.clone(), pair.b.clone()));
            continue;
        }
        for (one, other) in [(&pair.a, &pair.b), (&pair.b, &pair.a)] {
            let key = (one.clone(), other.source.to_string());
            rivals.entry(key).or_default().push(at);
        }
    }
    let are_one = |x: &StatementKey, y: &StatementKey| {
        repeats
            .iter()
            .any(|(a, b)| (a == x && b == y) || (a == y && b == x))
    };
    let mut taken_back: BTreeMap<usize, Verdict> = BTreeMap::new();
    for ((one, _), pairs) in &rivals {
        let other = |at: usize| {
            let pair = &judged[at];
            if pair.a == *one { &pair.b } else { &pair.a }
        };
        let score = |at: usize| judged[at].comparison.score;
        let Some(best) = pairs.iter().copied().max_by(|x, y| {
            score(*x)
                .total_cmp(&score(*y))
                .then_with(|| other(*y).cmp(other(*x)))
        }) else {
            continue;
        };
        let others: Vec<usize> = pairs
            .iter()
            .copied()
            .filter(|at| *at != best && !are_one(other(*at), other(best)))
            .collect();
        let clear = others.iter().all(|at| score(best) - score(*at) >= MARGIN);
        if others.is_empty() {
            continue;
        }
        for at in pairs {
            let verdict = match (clear, others.contains(at)) {
                (true, true) => Verdict::Different,
                (true, false) => continue,
                (false, _) => Verdict::Unsure,
            };
            // Seen from its other side a pair may have lost already: then that stands.
            let stands = taken_back.entry(*at).or_insert(verdict);
            if verdict == Verdict::Different {
                *stands = verdict;
            }
        }
    }
    for (at, verdict) in taken_back {
        let comparison = &mut judged[at].comparison;
        comparison.verdict = verdict;
        let words = if verdict == Verdict::Different {
            "another entry of the same source fits better"
        } else {
            "two entries of one source fit about equally well"
        };
        comparison.features.insert(
            0,
            Contribution {
                feature: Feature::SameSource,
                weight: 0.0,
                words: words.into(),
            },
        );
    }
}

//! The comparison of two statements, and how it explains itself.

use serde::{Deserialize, Serialize};

use super::evidence::{Evidence, gather};
use super::sketch::Sketch;
use super::weights::{Bits, Weights};
use crate::statement::Statement;

/// How alike two statements are, and why.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Comparison {
    /// Log-odds to base 2 that they speak of one service: 0 is even, +1 doubles the odds.
    pub score: f64,
    /// What follows from the score.
    pub verdict: Verdict,
    /// What spoke for and against, most telling first.
    pub features: Vec<Contribution>,
}

/// What follows from a comparison.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Verdict {
    /// One service: merged without asking anybody.
    Same,
    /// A person decides.
    Unsure,
    /// Two services.
    Different,
}

/// What one feature added to the score.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Contribution {
    /// Which.
    pub feature: Feature,
    /// Bits; above 0 speaks for one service, below for two.
    pub weight: f64,
    /// In words, for a moderator: "the same telephone number".
    pub words: String,
}

/// What two statements are compared by.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Feature {
    /// What the service is called.
    Name,
    /// Who runs it.
    Organization,
    /// Street, house number, venue, postcode.
    Address,
    /// Metres between the places.
    Distance,
    /// Telephone numbers.
    Phone,
    /// Mailboxes.
    Email,
    /// Web addresses.
    Web,
    /// Days and times.
    Schedule,
    /// Age bands.
    Ages,
    /// What the names say is done there.
    Activity,
    /// Categories.
    Category,
    /// What is said of it in prose.
    Description,
    /// Charity and company numbers.
    RegisteredNumber,
    /// Both go back to one record of one publisher.
    Origin,
    /// One source lists both.
    SameSource,
}

/// Compares two statements. Which is first makes no difference.
///
/// A pair that [`contradicts`](super::contradicts) is different, whatever its score would be.
#[must_use]
pub fn compare(a: &Statement, b: &Statement, weights: &Weights) -> Comparison {
    Sketch::of(a).compare(&Sketch::of(b), weights)
}

impl Sketch {
    /// As [`compare`], for statements that have been sketched.
    #[must_use]
    pub fn compare(&self, other: &Self, weights: &Weights) -> Comparison {
        let (a, b) = if self.key <= other.key {
            (self, other)
        } else {
            (other, self)
        };
        if a.key.source == b.key.source {
            return of_one_source(a, b, weights);
        }
        let (start, evidence) = gather(a, b, weights);
        let mut comparison = weigh(start, evidence, weights);
        if a.contradicts(b).is_some() {
            comparison.verdict = Verdict::Different;
            comparison.score = comparison.score.min(weights.lower - 1.0);
        }
        comparison
    }
}

/// One source's own list is trusted to list different things, but for an entry that it repeats.
fn of_one_source(a: &Sketch, b: &Sketch, weights: &Weights) -> Comparison {
    let repeats = a.repeats(b);
    let (sign, words) = if repeats {
        (1.0, "one source lists the same entry twice")
    } else {
        (-1.0, "one source lists them as two")
    };
    let bits: [f64; 4] = weights.same_source.into();
    let evidence = Evidence {
        feature: Feature::SameSource,
        bits: bits.map(|bits| sign * bits).into(),
        words: words.into(),
    };
    let mut comparison = weigh(Bits::default(), vec![evidence], weights);
    if repeats && let Some(words) = a.contradicts(b) {
        // The same words with other days or ages in them: the source reads as two after all.
        comparison.verdict = Verdict::Different;
        comparison.score = comparison.score.min(weights.lower - 1.0);
        for contribution in &mut comparison.features {
            contribution.weight = comparison.score;
            contribution.words.clone_from(&words);
        }
    }
    comparison
}

/// The score is what a match has over all its rivals together; a feature's part of it is what the
/// feature has over each rival, by how likely that rival is after all else.
fn weigh(start: Bits, evidence: Vec<Evidence>, weights: &Weights) -> Comparison {
    let mut totals: [f64; 4] = start.into();
    for one in &evidence {
        let bits: [f64; 4] = one.bits.into();
        for (total, bits) in totals.iter_mut().zip(bits) {
            *total += bits;
        }
    }
    // 2^-x of the nearest rival is taken out first, so that nothing overflows.
    let nearest = totals.iter().copied().fold(f64::INFINITY, f64::min);
    let odds = totals.map(|total| (nearest - total).exp2());
    let all: f64 = odds.iter().sum();
    let score = nearest - all.log2();
    let mut features: Vec<Contribution> = evidence
        .into_iter()
        .map(|one| {
            let bits: [f64; 4] = one.bits.into();
            let weight = bits
                .iter()
                .zip(odds)
                .map(|(bits, odds)| bits * odds)
                .sum::<f64>()
                / all;
            Contribution {
                feature: one.feature,
                weight,
                words: one.words,
            }
        })
        .collect();
    features.sort_by(|a, b| {
        b.weight
            .abs()
            .total_cmp(&a.weight.abs())
            .then_with(|| a.feature.cmp(&b.feature))
    });
    let verdict = if score >= weights.upper {
        Verdict::Same
    } else if score >= weights.lower {
        Verdict::Unsure
    } else {
        Verdict::Different
    };
    Comparison {
        score,
        verdict,
        features,
    }
}

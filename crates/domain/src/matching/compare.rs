//! The comparison of two statements, and how it explains itself.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

use super::contradiction::contradicts;
use super::keys::keys;
use super::weights::Weights;
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
    /// Categories.
    Category,
    /// Charity and company numbers.
    RegisteredNumber,
    /// Both go back to one record of one publisher.
    Origin,
    /// One source lists both.
    SameSource,
}

/// Compares two statements. Which is first makes no difference.
#[must_use]
pub fn compare(a: &Statement, b: &Statement, weights: &Weights) -> Comparison {
    if let Some(words) = contradicts(a, b) {
        return judged(weights.lower - 1.0, Verdict::Different, words);
    }
    let of_b: BTreeSet<String> = keys(b).into_iter().collect();
    match keys(a).into_iter().find(|key| of_b.contains(key)) {
        Some(key) => judged(weights.upper, Verdict::Same, agreement(&key)),
        None => judged(
            weights.lower - 1.0,
            Verdict::Different,
            "nothing that identifies them agrees".into(),
        ),
    }
}

fn judged(score: f64, verdict: Verdict, words: String) -> Comparison {
    Comparison {
        score,
        verdict,
        features: vec![Contribution {
            feature: Feature::Name,
            weight: score,
            words,
        }],
    }
}

fn agreement(key: &str) -> String {
    match key.split_once(':') {
        Some(("name-postcode", _)) => "same name at the same postcode",
        Some(("name-phone", _)) => "same name with the same telephone number",
        Some(("name-web", _)) => "same name with the same web site",
        _ => "same name of the same organisation, neither with a place",
    }
    .to_owned()
}

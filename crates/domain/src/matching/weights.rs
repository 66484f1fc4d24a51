//! The numbers of the comparison, as data: an operator can give others in place of the shipped set.

use serde::{Deserialize, Serialize};

/// Thresholds of the comparison, in bits (log-odds to base 2: +1 doubles the odds).
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Weights {
    /// At or above this many bits a pair is the same without asking anybody.
    pub upper: f64,
    /// Below this many bits a pair is different; between the two a person decides.
    pub lower: f64,
}

impl Default for Weights {
    fn default() -> Self {
        Self {
            upper: 8.0,
            lower: 0.0,
        }
    }
}

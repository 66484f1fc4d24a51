//! What people look for and do not find.

use directory::{Gap, Told};
use serde::Serialize;
use utoipa::ToSchema;

/// Counts of searches.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct GapsAnswer {
    /// Those most often in vain first within each week.
    gaps: Vec<GapRow>,
}

/// How often something was looked for in a week, around half a postcode.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct GapRow {
    /// ISO week: `2026-W48`.
    week: String,
    /// First half of a postcode; left out where no postcode was named.
    #[serde(skip_serializing_if = "Option::is_none")]
    outward: Option<String>,
    /// The term; left out for all searches there in that week.
    #[serde(skip_serializing_if = "Option::is_none")]
    term: Option<String>,
    /// Searches.
    searches: Number,
    /// Of these, with some results and fewer than five.
    few_results: Number,
    /// Of these, with no results.
    no_results: Number,
}

/// A number that does not point at anybody: exactly one of the two is there.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Number {
    /// As counted.
    #[serde(skip_serializing_if = "Option::is_none")]
    exactly: Option<u64>,
    /// At least one, and fewer than this.
    #[serde(skip_serializing_if = "Option::is_none")]
    fewer_than: Option<u64>,
}

impl GapsAnswer {
    pub(crate) fn of(gaps: &[Gap]) -> Self {
        Self {
            gaps: gaps.iter().map(GapRow::of).collect(),
        }
    }
}

impl GapRow {
    fn of(gap: &Gap) -> Self {
        Self {
            week: gap.week.clone(),
            outward: gap.outward.clone(),
            term: gap.term.clone(),
            searches: Number::of(gap.searches),
            few_results: Number::of(gap.few),
            no_results: Number::of(gap.nothing),
        }
    }
}

impl Number {
    fn of(told: Told) -> Self {
        let (exactly, fewer_than) = match told {
            Told::Exactly(count) => (Some(count), None),
            Told::FewerThan(count) => (None, Some(count)),
        };
        Self {
            exactly,
            fewer_than,
        }
    }
}

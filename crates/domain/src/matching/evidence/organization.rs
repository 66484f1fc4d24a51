//! Who runs what the two statements speak of: organizations' names and registered numbers.

use std::collections::BTreeSet;

use super::{Evidence, says};
use crate::matching::compare::Feature;
use crate::matching::names::{ALIKE_NAME, is_initials, overlap};
use crate::matching::sketch::Sketch;
use crate::matching::weights::Weights;
use crate::matching::words::Word;

/// Organizations' names that agree to this share are one name.
const ONE_NAME: f64 = 0.75;

/// Organizations that stand for whatever they fund or host.
const PUBLIC_BODIES: [&str; 4] = ["council", "nhs", "authority", "borough"];

/// How two statements' organizations agree.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct RunBy {
    share: f64,
    /// One is named after the other's organization.
    pub(super) crossed: bool,
}

pub(super) fn run_by(a: &Sketch, b: &Sketch) -> Option<RunBy> {
    let agree = |one: &[Word], other: &[Word]| {
        if is_initials(one, other) {
            1.0
        } else {
            overlap(one, other)
        }
    };
    let named_after = |one: &Sketch, other: &Sketch| {
        !other.organization.is_empty()
            && one
                .names
                .iter()
                .any(|name| agree(name, &other.organization) >= ONE_NAME)
    };
    let crossed = named_after(a, b) || named_after(b, a);
    let both = !a.organization.is_empty() && !b.organization.is_empty();
    if !both {
        return crossed.then_some(RunBy {
            share: 1.0,
            crossed,
        });
    }
    let share = agree(&a.organization, &b.organization);
    let public = |of: &Sketch| {
        of.organization
            .iter()
            .any(|word| PUBLIC_BODIES.contains(&word.text.as_str()))
    };
    if share < ALIKE_NAME && !crossed && (public(a) || public(b)) {
        return None;
    }
    Some(RunBy {
        share: if crossed { share.max(ONE_NAME) } else { share },
        crossed,
    })
}

pub(super) fn organization(runs: RunBy, weights: &Weights) -> Evidence {
    let of = &weights.organization;
    let (bits, words) = if runs.share >= ONE_NAME {
        (of.same, "the same organisation")
    } else if runs.share >= ALIKE_NAME {
        (of.alike, "organisations of similar names")
    } else {
        (of.different, "different organisations")
    };
    says(Feature::Organization, bits, words)
}

pub(super) fn registered_number(a: &Sketch, b: &Sketch, weights: &Weights) -> Option<Evidence> {
    if let Some((scheme, number)) = a.numbers.intersection(&b.numbers).next() {
        let kind = match scheme.as_str() {
            "GB-CHC" | "GB-SC" | "GB-NIC" => "charity number",
            "GB-COH" => "company number",
            _ => "registered number",
        };
        return Some(says(
            Feature::RegisteredNumber,
            weights.registered_number.same,
            format!("the same {kind}: {number}"),
        ));
    }
    let schemes = |of: &'_ Sketch| -> BTreeSet<String> {
        of.numbers
            .iter()
            .map(|(scheme, _)| scheme.clone())
            .collect()
    };
    (!schemes(a).is_disjoint(&schemes(b))).then(|| {
        says(
            Feature::RegisteredNumber,
            weights.registered_number.different,
            "different registered numbers",
        )
    })
}

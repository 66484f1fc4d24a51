//! What the two statements' names say is done there.

use std::collections::BTreeSet;

use super::{Evidence, says};
use crate::matching::compare::Feature;
use crate::matching::contradiction::in_order;
use crate::matching::names::NameLevel;
use crate::matching::sketch::Sketch;
use crate::matching::weights::Weights;

/// What the names say is done there; nothing when a name's agreement has said it already.
pub(super) fn activity(
    a: &Sketch,
    b: &Sketch,
    name: Option<NameLevel>,
    weights: &Weights,
) -> Option<Evidence> {
    if a.activities.is_empty() || b.activities.is_empty() {
        return None;
    }
    let partly = matches!(
        name,
        Some(
            NameLevel::Extended
                | NameLevel::Reworded
                | NameLevel::Some
                | NameLevel::Other
                | NameLevel::Clash
        )
    );
    if !partly {
        return None;
    }
    let list = |set: &BTreeSet<&str>| set.iter().copied().collect::<Vec<_>>().join(", ");
    let shared: BTreeSet<&str> = a.activities.intersection(&b.activities).copied().collect();
    Some(if shared.is_empty() {
        let (one, two) = in_order(list(&a.activities), list(&b.activities));
        says(
            Feature::Activity,
            weights.activity.different,
            format!("the names are of different activities: {one}; {two}"),
        )
    } else {
        let shared = list(&shared);
        says(
            Feature::Activity,
            weights.activity.same,
            format!("the names are of one sort of activity: {shared}"),
        )
    })
}

/// Both names say what is done there, and it is not the same sort of thing.
pub(super) fn other_activity(a: &Sketch, b: &Sketch) -> bool {
    !a.activities.is_empty() && !b.activities.is_empty() && a.activities.is_disjoint(&b.activities)
}

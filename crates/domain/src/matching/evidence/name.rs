//! What the two statements' names say of each other.

use super::{Evidence, plus, says};
use crate::matching::compare::Feature;
use crate::matching::names::{Around, NameLevel, NameMatch, compare_names};
use crate::matching::sketch::Sketch;
use crate::matching::weights::{Bits, Weights};

/// The two names that agree best, of all that the two statements have.
///
/// Words of who runs it are left out of account where that makes names agree better, and only there:
/// learning that one body runs both never speaks against.
pub(super) fn best_names(
    a: &Sketch,
    b: &Sketch,
    umbrella: bool,
    weights: &Weights,
) -> Option<NameMatch> {
    let bits = |names: &NameMatch| -> [f64; 4] { name_bits(names, weights).into() };
    let with = |organizations| {
        let around = Around {
            places: [&a.place_words, &b.place_words],
            organizations,
        };
        let pairs = a
            .names
            .iter()
            .flat_map(|one| b.names.iter().map(move |other| (one, other)));
        pairs
            .map(|(one, other)| {
                let mut names = compare_names(one, other, &around);
                // A name that is the other's organization disagrees less than it seems to.
                if umbrella && matches!(names.level, NameLevel::Other | NameLevel::Some) {
                    names.level = NameLevel::Umbrella;
                }
                names
            })
            .max_by(|x, y| {
                let sum = |names: &NameMatch| bits(names).iter().sum::<f64>();
                sum(x).total_cmp(&sum(y))
            })
    };
    let plain = with([&[], &[]])?;
    let unknown = a.organization.is_empty() && b.organization.is_empty();
    if unknown || plain.level == NameLevel::Same {
        return Some(plain);
    }
    let apart = with([&a.organization_words, &b.organization_words])?;
    let better = bits(&apart)
        .iter()
        .zip(bits(&plain))
        .all(|(apart, plain)| *apart >= plain);
    Some(if better { apart } else { plain })
}

fn name_bits(names: &NameMatch, weights: &Weights) -> Bits {
    let (of, share) = (&weights.name, &weights.information);
    let (bits, share) = match names.level {
        NameLevel::Same => (of.same, share.same),
        NameLevel::SameButCommon => (of.same_but_common, share.same),
        NameLevel::SameButWhere => (of.same_but_where, share.same),
        NameLevel::Extended => (of.extended, share.part),
        NameLevel::Contained => (of.contained, share.part),
        NameLevel::Umbrella => (of.umbrella, share.part),
        NameLevel::Reworded => (of.reworded, share.part),
        NameLevel::Some => (of.some, share.some),
        NameLevel::Other => (of.other, 0.0),
        NameLevel::Clash => (of.clash, 0.0),
    };
    let told = Bits {
        neighbour: names.shared_here.min(weights.information.most_here),
        stranger: names.shared.min(weights.information.most),
        ..Bits::default()
    };
    plus(bits, told, share)
}

pub(super) fn name(names: &NameMatch, weights: &Weights) -> Evidence {
    let words = match names.level {
        NameLevel::Same => "the same name",
        NameLevel::SameButCommon => "the same name but for common words",
        NameLevel::SameButWhere => "the same name, one with where it is or who runs it",
        NameLevel::Extended => "the same name but for one word",
        NameLevel::Contained => "one name has the words of the other and says more",
        NameLevel::Umbrella => "one is named only after who runs it or where it is",
        NameLevel::Reworded => "the names agree in most of their words",
        NameLevel::Some => "the names agree in some words",
        NameLevel::Other => "the names have little in common",
        NameLevel::Clash => "the names are for different people or times",
    };
    let words = match names.clash {
        Some((one, other)) => format!("{words}: {one}, {other}"),
        None => words.to_owned(),
    };
    says(Feature::Name, name_bits(names, weights), words)
}

//! What each feature of two statements says: its level, the level's bits, and words for a moderator.

use std::collections::BTreeSet;

use super::compare::Feature;
use super::contradiction::in_order;
use super::places::{Nearness, PlaceLevel, nearest};
use super::sketch::Sketch;
use super::times::{AgeLevel, TimeLevel, age_words, compare_ages, compare_times, day_words};
use super::weights::{Bits, Weights};

use activity::{activity, other_activity};
use contact::contacts;
use name::{best_names, name};
use organization::{organization, registered_number, run_by};

mod activity;
mod contact;
mod name;
mod organization;

/// Descriptions that share this much of their words were copied.
const COPIED: f64 = 0.6;
/// Descriptions that share this much of their words are alike.
const ALIKE_PROSE: f64 = 0.33;
/// What one feature says.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Evidence {
    pub(super) feature: Feature,
    pub(super) bits: Bits,
    pub(super) words: String,
}

fn says(feature: Feature, bits: Bits, words: impl Into<String>) -> Evidence {
    Evidence {
        feature,
        bits,
        words: words.into(),
    }
}

/// Where the score starts, and everything that both statements speak of.
pub(super) fn gather(a: &Sketch, b: &Sketch, weights: &Weights) -> (Bits, Vec<Evidence>) {
    let mut found = Vec::new();
    let mut start = weights.base;
    let runs = run_by(a, b);
    let umbrella = runs.is_some_and(|runs| runs.crossed) && !other_activity(a, b);
    let names = best_names(a, b, umbrella, weights);
    if let Some(names) = &names {
        found.push(name(names, weights));
    }
    found.extend(runs.map(|runs| organization(runs, weights)));
    found.extend(registered_number(a, b, weights));
    match nearest(&a.places, &b.places) {
        Some(nearness) => found.push(place(nearness, weights)),
        None => {
            let more = match (a.places.is_empty(), b.places.is_empty()) {
                (true, true) => weights.place.none,
                _ => weights.place.one_sided,
            };
            start = plus(start, more, 1.0);
        }
    }
    found.extend(contacts(a, b, weights));
    found.extend(schedule(a, b, weights));
    found.extend(ages(a, b, weights));
    let level = names.map(|names| names.level);
    found.extend(activity(a, b, level, weights));
    found.extend(category(a, b, weights));
    found.extend(description(a, b, weights));
    found.extend(origin(a, b, weights));
    (start, found)
}

fn plus(one: Bits, other: Bits, times: f64) -> Bits {
    let (one, other): ([f64; 4], [f64; 4]) = (one.into(), other.into());
    std::array::from_fn::<f64, 4, _>(|at| one[at] + times * other[at]).into()
}

fn place(nearness: Nearness, weights: &Weights) -> Evidence {
    let of = &weights.place;
    let apart = match nearness.metres {
        Some(metres) if metres >= 1_000.0 => format!("{:.1} km apart", metres / 1_000.0),
        Some(metres) => format!("{metres:.0} m apart"),
        None => String::new(),
    };
    let measured = nearness.metres.is_some();
    let farther = if measured {
        Feature::Distance
    } else {
        Feature::Address
    };
    let or = |otherwise: &str| {
        if measured {
            apart.clone()
        } else {
            otherwise.to_owned()
        }
    };
    match nearness.level {
        PlaceLevel::Door => says(Feature::Address, of.door, "the same address"),
        PlaceLevel::Postcode => says(Feature::Address, of.postcode, "the same postcode"),
        PlaceLevel::Close => says(Feature::Distance, of.close, apart),
        PlaceLevel::Street => says(
            Feature::Address,
            of.street,
            "the same street or building, another postcode",
        ),
        PlaceLevel::OtherDoor => says(
            Feature::Address,
            of.other_door,
            "the same postcode, another number in the street",
        ),
        PlaceLevel::Near => says(farther, of.near, or("another postcode near by")),
        PlaceLevel::District => says(farther, of.district, or("another postcode in the district")),
        PlaceLevel::Far => says(farther, of.far, or("different places")),
    }
}

fn schedule(a: &Sketch, b: &Sketch, weights: &Weights) -> Option<Evidence> {
    let of = &weights.schedule;
    let days = day_words(&a.slots);
    let (bits, words) = match compare_times(&a.slots, &b.slots)? {
        TimeLevel::SameTimes => (of.same_times, format!("the same times on {days}")),
        TimeLevel::SameDays => (of.same_days, format!("both on {days}")),
        TimeLevel::SameHours => (of.same_hours, format!("the same hours on {days}")),
        TimeLevel::SameOpenDays => (of.same_open_days, format!("both open on {days}")),
        TimeLevel::SomeDays => (of.some_days, "some of the days are the same".to_owned()),
        TimeLevel::OtherTimes => (of.other_times, format!("different times on {days}")),
        TimeLevel::OtherDays => {
            let (one, two) = in_order(days, day_words(&b.slots));
            (of.other_days, format!("different days: {one}; {two}"))
        }
        TimeLevel::OtherWeeks => (of.other_days, "different weeks of the month".to_owned()),
    };
    Some(says(Feature::Schedule, bits, words))
}

fn ages(a: &Sketch, b: &Sketch, weights: &Weights) -> Option<Evidence> {
    let of = &weights.ages;
    let (one, two) = (age_words(a.ages.min(b.ages)), age_words(a.ages.max(b.ages)));
    let (bits, words) = match compare_ages(a.ages, b.ages)? {
        AgeLevel::SameBand => (of.same_band, format!("the same ages: {one}")),
        AgeLevel::Same => (of.same, format!("the same ages: {one}")),
        AgeLevel::Overlap => (of.overlap, format!("overlapping ages: {one}; {two}")),
        AgeLevel::Apart => (of.apart, format!("different ages: {one}; {two}")),
    };
    Some(says(Feature::Ages, bits, words))
}

fn category(a: &Sketch, b: &Sketch, weights: &Weights) -> Option<Evidence> {
    let of = &weights.category;
    if !a.terms.is_disjoint(&b.terms) || !a.topics.is_disjoint(&b.topics) {
        return Some(says(Feature::Category, of.same, "a category is the same"));
    }
    // Two vocabularies are compared by what their words mean, and only where both are understood.
    let vocabularies = |of: &'_ Sketch| -> BTreeSet<String> {
        of.terms.iter().map(|(name, _)| name.clone()).collect()
    };
    let comparable = !vocabularies(a).is_disjoint(&vocabularies(b))
        || (!a.topics.is_empty() && !b.topics.is_empty());
    comparable.then(|| says(Feature::Category, of.different, "different categories"))
}

fn description(a: &Sketch, b: &Sketch, weights: &Weights) -> Option<Evidence> {
    if a.prose.is_empty() || b.prose.is_empty() {
        return None;
    }
    let shared = shared_count(&a.prose, &b.prose);
    // Of the shorter: a summary has the words of what it sums up.
    let share = shared as f64 / a.prose.len().min(b.prose.len()) as f64;
    let of = &weights.description;
    if share >= COPIED {
        let words = "descriptions of nearly the same words";
        Some(says(Feature::Description, of.copy, words))
    } else if share >= ALIKE_PROSE {
        let words = "descriptions share many words";
        Some(says(Feature::Description, of.alike, words))
    } else {
        None
    }
}

/// How many numbers two sorted lists share.
fn shared_count(a: &[u32], b: &[u32]) -> usize {
    let (mut at, mut other, mut shared) = (0, 0, 0);
    while at < a.len() && other < b.len() {
        match a[at].cmp(&b[other]) {
            std::cmp::Ordering::Less => at += 1,
            std::cmp::Ordering::Greater => other += 1,
            std::cmp::Ordering::Equal => {
                shared += 1;
                at += 1;
                other += 1;
            }
        }
    }
    shared
}

fn origin(a: &Sketch, b: &Sketch, weights: &Weights) -> Option<Evidence> {
    let same_id = a
        .upstream_id()
        .is_some_and(|id| b.upstream_id() == Some(id));
    let same_page = a.page.is_some() && a.page == b.page;
    let words = if same_id {
        "both are one publisher's record: the same id"
    } else if same_page {
        "both are one publisher's record: the same page"
    } else {
        return None;
    };
    Some(says(Feature::Origin, weights.origin, words))
}

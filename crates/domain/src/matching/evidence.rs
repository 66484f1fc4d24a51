//! What each feature of two statements says: its level, the level's bits, and words for a moderator.

use std::collections::BTreeSet;

use super::compare::Feature;
use super::contacts::{Contacts, is_national};
use super::contradiction::in_order;
use super::names::{ALIKE_NAME, Around, NameLevel, NameMatch, compare_names, is_initials, overlap};
use super::places::{Nearness, PlaceLevel, nearest};
use super::sketch::Sketch;
use super::times::{AgeLevel, TimeLevel, age_words, compare_ages, compare_times, day_words};
use super::weights::{Bits, Weights};
use super::words::Word;
use crate::contact::is_webmail_host;

/// Organizations' names that agree to this share are one name.
const ONE_NAME: f64 = 0.75;
/// Descriptions that share this much of their words were copied.
const COPIED: f64 = 0.6;
/// Descriptions that share this much of their words are alike.
const ALIKE_PROSE: f64 = 0.33;
/// Organizations that stand for whatever they fund or host.
const PUBLIC_BODIES: [&str; 4] = ["council", "nhs", "authority", "borough"];

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

/// The two names that agree best, of all that the two statements have.
///
/// Words of who runs it are left out of account where that makes names agree better, and only there:
/// learning that one body runs both never speaks against.
fn best_names(a: &Sketch, b: &Sketch, umbrella: bool, weights: &Weights) -> Option<NameMatch> {
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

fn name(names: &NameMatch, weights: &Weights) -> Evidence {
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

/// How two statements' organizations agree.
#[derive(Debug, Clone, Copy, PartialEq)]
struct RunBy {
    share: f64,
    /// One is named after the other's organization.
    crossed: bool,
}

fn run_by(a: &Sketch, b: &Sketch) -> Option<RunBy> {
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

fn organization(runs: RunBy, weights: &Weights) -> Evidence {
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

fn registered_number(a: &Sketch, b: &Sketch, weights: &Weights) -> Option<Evidence> {
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

/// Ways of contact. They go together, so each further one that agrees counts less.
fn contacts(a: &Sketch, b: &Sketch, weights: &Weights) -> Vec<Evidence> {
    let (of_a, of_b) = (&a.contacts, &b.contacts);
    let apart = |a: &BTreeSet<String>, b: &BTreeSet<String>| {
        !a.is_empty() && !b.is_empty() && a.is_disjoint(b)
    };
    let mut agree = Vec::new();
    let mut differ = Vec::new();
    let mut shared: Vec<&String> = of_a.phones.intersection(&of_b.phones).collect();
    shared.sort_by_key(|phone| is_national(phone));
    match shared.first() {
        Some(phone) if is_national(phone) => agree.push(says(
            Feature::Phone,
            weights.phone.same_national,
            format!("the same national telephone number: {phone}"),
        )),
        Some(phone) => agree.push(says(
            Feature::Phone,
            weights.phone.same,
            format!("the same telephone number: {phone}"),
        )),
        None if apart(&of_a.phones, &of_b.phones) => differ.push(says(
            Feature::Phone,
            weights.phone.different,
            "different telephone numbers",
        )),
        None => {}
    }
    match of_a.emails.intersection(&of_b.emails).next() {
        Some(email) => agree.push(says(
            Feature::Email,
            weights.email.same,
            format!("the same e-mail address: {email}"),
        )),
        None if apart(&of_a.emails, &of_b.emails) && !one_body(of_a, of_b) => differ.push(says(
            Feature::Email,
            weights.email.different,
            "different e-mail addresses",
        )),
        None => {}
    }
    if let Some(page) = of_a.pages.intersection(&of_b.pages).next() {
        let page = page.trim_end_matches('?');
        agree.push(says(
            Feature::Web,
            weights.web.same_page,
            format!("the same web page: {page}"),
        ));
    } else if let Some(site) = of_a.sites.intersection(&of_b.sites).next() {
        agree.push(says(
            Feature::Web,
            weights.web.same_site,
            format!("the same web site: {site}"),
        ));
    } else if apart(&of_a.sites, &of_b.sites) {
        differ.push(says(
            Feature::Web,
            weights.web.different,
            "different web sites",
        ));
    }
    damp(&mut agree, weights.damping);
    agree.extend(differ);
    agree
}

/// Whether both have a mailbox at one host that is not everybody's: a library's own and the council's.
fn one_body(a: &Contacts, b: &Contacts) -> bool {
    let hosts = |of: &'_ Contacts| -> BTreeSet<String> {
        of.emails
            .iter()
            .filter_map(|email| email.rsplit('@').next())
            .filter(|host| !is_webmail_host(host))
            .map(str::to_owned)
            .collect()
    };
    !hosts(a).is_disjoint(&hosts(b))
}

/// For each rival by itself the strongest counts whole, the next by the factor, and so on.
fn damp(evidence: &mut [Evidence], factor: f64) {
    let bits: Vec<[f64; 4]> = evidence.iter().map(|one| one.bits.into()).collect();
    let mut damped = bits.clone();
    for rival in 0..4 {
        let mut order: Vec<usize> = (0..bits.len()).collect();
        order.sort_by(|x, y| bits[*y][rival].total_cmp(&bits[*x][rival]));
        let mut share = 1.0;
        for at in order {
            damped[at][rival] *= share;
            share *= factor;
        }
    }
    for (one, bits) in evidence.iter_mut().zip(damped) {
        one.bits = bits.into();
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

/// Both names say what is done there, and it is not the same sort of thing.
fn other_activity(a: &Sketch, b: &Sketch) -> bool {
    !a.activities.is_empty() && !b.activities.is_empty() && a.activities.is_disjoint(&b.activities)
}

/// What the names say is done there; nothing when a name's agreement has said it already.
fn activity(
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

//! What becomes of a listing in another directory: the slips that the real sources make.

use domain::postcode::Postcode;
use domain::service::{Organization, Service, TaxonomyTerm};

use crate::dice::Dice;
use crate::invented::{Fact, phone};

type Slip = (&'static str, fn(&mut Service, &Fact, &mut Dice));

/// The same service as another list has it, and the chief slip by name.
pub(crate) fn again(fact: &Fact, dice: &mut Dice) -> (Service, &'static str) {
    let mut service = fact.service.clone();
    // No two directories share a vocabulary, nor do they describe in the same words.
    service.taxonomy_terms = service
        .taxonomy_terms
        .iter()
        .map(|term| TaxonomyTerm {
            vocabulary: "another-list".to_owned(),
            code: format!("c{}", term.code.len()),
            name: format!("{} and more", term.name),
        })
        .collect();
    if dice.chance(60) {
        service.description = Some(format!(
            "{} for people in {}.",
            fact.activity.name, fact.area
        ));
    }
    for (_, minor) in &MINOR {
        if dice.chance(15) {
            minor(&mut service, fact, dice);
        }
    }
    let (name, chief) = *dice.pick(&CHIEF);
    chief(&mut service, fact, dice);
    (service, name)
}

const CHIEF: [Slip; 13] = [
    ("no slip", |_, _, _| {}),
    ("abbreviated name", abbreviated),
    ("moved words", moved),
    ("named after who runs it", named_after),
    ("renamed", |service, fact, _| {
        service.name = fact.activity.renamed.to_owned();
    }),
    ("misspelt name", misspelt),
    ("out-of-date telephone number", |service, _, dice| {
        service.phones = vec![phone(dice)];
    }),
    ("outward code only", outward_only),
    ("mistyped postcode", mistyped),
    ("swapped address lines", swapped),
    ("no place", |service, _, _| {
        service.service_at_locations.clear();
    }),
    ("no contacts", |service, _, _| {
        service.phones.clear();
        service.email = None;
        service.url = None;
    }),
    ("another organisation named", |service, _, _| {
        service.organization = Some(Organization {
            name: "Invented Borough Council".to_owned(),
            ..Organization::default()
        });
    }),
];

/// What goes wrong besides.
const MINOR: [Slip; 6] = [
    ("no times", |service, _, _| {
        for schedule in &mut service.schedules {
            schedule.opens_at = None;
            schedule.closes_at = None;
        }
    }),
    ("no days", |service, _, _| service.schedules.clear()),
    ("no position", |service, _, _| {
        for at in &mut service.service_at_locations {
            at.location.position = None;
        }
    }),
    ("no organisation", |service, _, _| {
        service.organization = None;
    }),
    ("no ages", |service, _, _| {
        service.eligibility = domain::service::Eligibility::default();
    }),
    ("no mailbox", |service, _, _| service.email = None),
];

fn abbreviated(service: &mut Service, _: &Fact, _: &mut Dice) {
    for (whole, short) in [
        ("Community", "Comm."),
        ("Centre", "Ctr"),
        ("Association", "Assoc."),
        (" and ", " & "),
        ("group", "grp"),
        (" club", ""),
        (" class", ""),
    ] {
        service.name = service.name.replace(whole, short);
    }
}

fn moved(service: &mut Service, fact: &Fact, dice: &mut Dice) {
    let area = fact.area;
    let bare = service.name.replace(&format!("{area} "), "");
    service.name = match dice.below(3) {
        _ if area.is_empty() => bare,
        0 => format!("{bare} ({area})"),
        1 => format!("{area}: {bare}"),
        _ => format!("{bare}, {area}"),
    };
}

/// Only where the group runs nothing else: else nobody could tell which of its services is meant.
fn named_after(service: &mut Service, fact: &Fact, dice: &mut Dice) {
    match &fact.service.organization {
        Some(organization) if fact.only_one => service.name.clone_from(&organization.name),
        _ => moved(service, fact, dice),
    }
}

fn misspelt(service: &mut Service, _: &Fact, dice: &mut Dice) {
    let letters: Vec<char> = service.name.chars().collect();
    let inner: Vec<usize> = (1..letters.len().saturating_sub(1))
        .filter(|at| {
            letters[at - 1].is_alphabetic()
                && letters[*at].is_alphabetic()
                && letters[at + 1].is_alphabetic()
        })
        .collect();
    if inner.is_empty() {
        return;
    }
    let mut letters = letters;
    let at = *dice.pick(&inner);
    if dice.chance(50) {
        letters.remove(at);
    } else {
        letters.swap(at, at + 1);
    }
    service.name = letters.into_iter().collect();
}

fn outward_only(service: &mut Service, _: &Fact, _: &mut Dice) {
    for at in &mut service.service_at_locations {
        let location = &mut at.location;
        if let Some(postcode) = location.postcode.take() {
            location
                .address
                .push(format!("London {}", postcode.outward()));
        }
        location.position = None;
    }
}

fn mistyped(service: &mut Service, _: &Fact, dice: &mut Dice) {
    for at in &mut service.service_at_locations {
        if let Some(postcode) = &at.location.postcode {
            let text = postcode.as_str();
            let last = char::from(*dice.pick(b"ABDEFGHJLNPQRSTUWXYZ"));
            let changed = format!("{}{last}", &text[..text.len() - 1]);
            at.location.postcode = Postcode::parse(&changed).ok();
        }
        at.location.position = None;
    }
}

fn swapped(service: &mut Service, _: &Fact, _: &mut Dice) {
    for at in &mut service.service_at_locations {
        let location = &mut at.location;
        let line = location
            .address
            .join(", ")
            .replace("Road", "Rd")
            .replace("Street", "St");
        location.address = location.name.take().into_iter().chain([line]).collect();
        location.address.reverse();
    }
}

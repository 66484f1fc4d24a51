//! What holds of matching whatever the statements say.

use chrono::Weekday;
use proptest::prelude::{ProptestConfig, Strategy, prop_assert, prop_assert_eq, proptest};
use proptest::{option, sample};

use super::super::{Verdict, Weights, compare, contradicts, keys, name_key};
use super::{full_statement, on, with_phone};
use crate::postcode::Postcode;
use crate::service::{Eligibility, Service};
use crate::source::SourceId;
use crate::statement::Statement;

/// Takes one field away.
type Without = fn(&mut Service);

const FIELDS: [(&str, Without); 11] = [
    ("organization", |s| s.organization = None),
    ("places", |s| s.service_at_locations.clear()),
    ("position", |s| {
        for at in &mut s.service_at_locations {
            at.location.position = None;
        }
    }),
    ("street", |s| {
        for at in &mut s.service_at_locations {
            at.location.address.clear();
        }
    }),
    ("phone", |s| s.phones.clear()),
    ("email", |s| s.email = None),
    ("web", |s| s.url = None),
    ("schedule", |s| s.schedules.clear()),
    ("ages", |s| {
        s.eligibility = Eligibility::default();
    }),
    ("categories", |s| s.taxonomy_terms.clear()),
    ("description", |s| s.description = None),
];

const NAMES: [&str; 10] = [
    "Kentish Town Lunch Club",
    "Lunch club",
    "KT Lunch",
    "Lunch at Kentish Town (Tuesdays)",
    "Chair yoga",
    "Library",
    "Café Ü",
    "Friendship & later life",
    "The",
    "Women's sewing, beginners",
];

/// A statement of which a part is known, and some of it is otherwise.
fn any_statement(source: &'static str) -> impl Strategy<Value = Statement> {
    (
        sample::select(&NAMES[..]),
        sample::subsequence((0..FIELDS.len()).collect::<Vec<_>>(), 0..FIELDS.len()),
        option::of(sample::select(&["SW9 8DJ", "NW5 2TJ", "NW5 1AB"][..])),
        option::of(sample::select(&["020 7946 0018", "020 7946 0999"][..])),
        option::of(sample::select(&[Weekday::Tue, Weekday::Fri][..])),
        0..3_u8,
    )
        .prop_map(move |(name, missing, postcode, phone, day, age)| {
            let mut said = full_statement(source, "1", name);
            for at in missing {
                FIELDS[at].1(&mut said.service);
            }
            if let (Some(postcode), Some(at)) =
                (postcode, said.service.service_at_locations.first_mut())
            {
                at.location.postcode = Postcode::parse(postcode).ok();
            }
            if let Some(phone) = phone {
                said = with_phone(said, phone);
            }
            if let Some(day) = day {
                said = on(said, day, 12);
            }
            if age > 0 {
                said.service.eligibility.maximum_age = Some(age * 40);
            }
            said
        })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(128))]

    #[test]
    fn matching_is_symmetric_and_finite(a in any_statement("camden"), b in any_statement("map")) {
        let weights = Weights::default();
        let there = compare(&a, &b, &weights);
        prop_assert_eq!(&there, &compare(&b, &a, &weights));
        prop_assert!(there.score.is_finite());
        prop_assert!(there.features.iter().all(|said| said.weight.is_finite() && !said.words.is_empty()));
        prop_assert_eq!(contradicts(&a, &b), contradicts(&b, &a));
        if contradicts(&a, &b).is_some() {
            prop_assert_eq!(there.verdict, Verdict::Different);
        }
        prop_assert!(keys(&a).len() <= 18);
    }

    #[test]
    fn what_identifies_itself_is_known_again(a in any_statement("camden")) {
        let mut again = a.clone();
        again.key.source = SourceId::parse("map").unwrap();
        let service = &a.service;
        let reached = !service.phones.is_empty() || service.email.is_some();
        let placed = service.locations().any(|at| at.postcode.is_some());
        if (reached || placed) && !name_key(&service.name).is_empty() {
            let comparison = compare(&a, &again, &Weights::default());
            prop_assert_eq!(comparison.verdict, Verdict::Same, "{:#?}", comparison);
            prop_assert_eq!(keys(&a), keys(&again));
            prop_assert!(!keys(&a).is_empty());
        }
    }

    #[test]
    fn a_field_that_agrees_never_speaks_against(
        a in any_statement("camden"),
        b in any_statement("map"),
        field in 0..FIELDS.len(),
    ) {
        // Both without the field, then both with it, and the same in it.
        let (name, without) = FIELDS[field];
        let (mut bare_a, mut bare_b) = (a, b);
        without(&mut bare_a.service);
        without(&mut bare_b.service);
        let (mut more_a, mut more_b) = (bare_a.clone(), bare_b.clone());
        let whole = full_statement("any", "1", "any").service;
        for service in [&mut more_a.service, &mut more_b.service] {
            match name {
                "organization" => service.organization.clone_from(&whole.organization),
                "places" => service.service_at_locations.clone_from(&whole.service_at_locations),
                "position" | "street" => {
                    for at in &mut service.service_at_locations {
                        let known = &whole.service_at_locations[0].location;
                        if name == "position" {
                            at.location.position = known.position;
                        } else {
                            at.location.address.clone_from(&known.address);
                        }
                    }
                }
                "phone" => service.phones.clone_from(&whole.phones),
                "email" => service.email.clone_from(&whole.email),
                "web" => service.url.clone_from(&whole.url),
                "schedule" => service.schedules.clone_from(&whole.schedules),
                "ages" => service.eligibility.clone_from(&whole.eligibility),
                "categories" => service.taxonomy_terms.clone_from(&whole.taxonomy_terms),
                _ => service.description.clone_from(&whole.description),
            }
        }
        let weights = Weights::default();
        let (less, more) = (compare(&bare_a, &bare_b, &weights), compare(&more_a, &more_b, &weights));
        let rank = |verdict| match verdict {
            Verdict::Different => 0,
            Verdict::Unsure => 1,
            Verdict::Same => 2,
        };
        prop_assert!(rank(more.verdict) >= rank(less.verdict), "{name}: {less:#?} {more:#?}");
        // Who runs it explains words that two names share, so that these count for less.
        if name != "organization" {
            prop_assert!(more.score >= less.score - 1e-9, "{name}: {less:#?} {more:#?}");
        }
    }
}

//! What the fold promises.

mod at_first_hand;

use chrono::{DateTime, NaiveTime, TimeDelta, Weekday};
use proptest::prelude::{Just, Strategy, any, prop, proptest};
use proptest::prop_assert_eq;

use super::{Folded, Said, fold};
use crate::listing::{Field, ListingStatus};
use crate::matching::tests::statement;
use crate::schedule::Schedule;
use crate::service::{Contact, Phone};
use crate::source::{Area, Licence, Source, SourceId};
use crate::statement::{Statement, StatementState};

pub(super) fn source(id: &str, rank: u16, area: Option<&str>) -> Source {
    Source {
        id: SourceId::parse(id).unwrap(),
        name: format!("{id}'s directory"),
        homepage: None,
        uri: format!("https://{id}.example/"),
        licence: Licence {
            id: "OGL-UK-3.0".into(),
            url: None,
            attribution: format!("From {id}"),
            allows_redistribution: true,
        },
        area: area.map(|code| Area {
            name: code.to_owned(),
            code: Some(code.to_owned()),
            ..Area::default()
        }),
        rank,
    }
}

fn folded(said: &[(&Statement, &Source)]) -> Folded {
    let said: Vec<Said<'_>> = said
        .iter()
        .map(|(statement, source)| Said { statement, source })
        .collect();
    fold(&said).expect("a live statement")
}

fn said_by(folded: &Folded, field: Field) -> Vec<String> {
    folded.provenance.0[&field]
        .iter()
        .flatten()
        .map(ToString::to_string)
        .collect()
}

#[test]
fn the_groups_own_word_beats_every_rank() {
    let mut council = statement("camden", "1", "Lunch Club", "NW5 2TJ");
    council.service.url = Some("https://camden.example/1".into());
    let own = statement("group", "1", "Kentish Town Lunch Club", "NW5 2TJ");
    let folded = folded(&[
        (&council, &source("camden", 1, None)),
        (&own, &source("group", 0, None)),
    ]);
    assert_eq!(folded.service.name, "Kentish Town Lunch Club");
    assert_eq!(folded.service.alternate_names, ["Lunch Club"]);
    assert_eq!(
        folded.service.url.as_deref(),
        Some("https://camden.example/1")
    );
    assert_eq!(said_by(&folded, Field::Name), ["group/1"]);
    assert_eq!(said_by(&folded, Field::Url), ["camden/1"]);
}

#[test]
fn the_home_of_the_area_beats_a_better_rank() {
    let mut map = statement("map", "1", "Yoga (map)", "NW5 2TJ");
    let mut camden = statement("camden", "1", "Yoga (Camden)", "NW5 2TJ");
    for said in [&mut map, &mut camden] {
        said.service.service_at_locations[0]
            .location
            .local_authority = Some("E09000007".into());
    }
    let folded = folded(&[
        (&map, &source("map", 1, None)),
        (&camden, &source("camden", 50, Some("E09000007"))),
    ]);
    assert_eq!(folded.service.name, "Yoga (Camden)");
}

#[test]
fn one_telephone_in_two_spellings_is_one() {
    let with = |id: &str, number: &str| {
        let mut said = statement(id, "1", "Lunch club", "NW5 2TJ");
        said.service.phones = vec![Phone {
            number: number.into(),
            description: None,
        }];
        said
    };
    let (a, b) = (with("a", "020 7946 0018"), with("b", "+44 (0)20 79460018"));
    let folded = folded(&[(&a, &source("a", 1, None)), (&b, &source("b", 2, None))]);
    assert_eq!(folded.service.phones.len(), 1);
    assert_eq!(folded.service.phones[0].number, "020 7946 0018");
    assert_eq!(said_by(&folded, Field::Phones), ["a/1", "b/1"]);
    assert_eq!(folded.service.service_at_locations.len(), 1);
}

#[test]
fn one_address_with_and_without_the_county_is_one() {
    let at = |id: &str, lines: &[&str]| {
        let mut said = statement(id, "1", "Lunch club", "");
        said.service.service_at_locations[0].location.address =
            lines.iter().map(ToString::to_string).collect();
        said
    };
    let (sa, sb) = (source("a", 1, None), source("b", 2, None));
    for (one, other, places) in [
        (
            &["1 High Street", "Croydon"][..],
            &["1 High Street, Croydon, Surrey"][..],
            1,
        ),
        (
            &["1 High Street", "Croydon"][..],
            &["11 High Street", "Croydon"][..],
            2,
        ),
        (&["Croydon"][..], &["Croydon Road", "Penge"][..], 2),
    ] {
        let folded = folded(&[(&at("a", one), &sa), (&at("b", other), &sb)]);
        assert_eq!(
            folded.service.service_at_locations.len(),
            places,
            "{one:?} {other:?}"
        );
    }
}

#[test]
fn times_come_from_one_mouth() {
    let on = |id: &str, day: Weekday| {
        let mut said = statement(id, "1", "Lunch club", "NW5 2TJ");
        said.service.schedules = vec![Schedule {
            weekdays: vec![day],
            opens_at: NaiveTime::from_hms_opt(10, 0, 0),
            ..Schedule::default()
        }];
        said
    };
    let (a, b) = (on("a", Weekday::Mon), on("b", Weekday::Tue));
    let folded = folded(&[(&a, &source("a", 2, None)), (&b, &source("b", 1, None))]);
    assert_eq!(folded.service.schedules, b.service.schedules);
    assert_eq!(said_by(&folded, Field::Schedules), ["b/1"]);
}

#[test]
fn the_longest_description_of_the_best_source_is_taken_whole() {
    let long = "A friendly lunch for people over 55, cooked by volunteers every Tuesday.";
    let with = |id: &str, ext: &str, text: &str| {
        let mut said = statement(id, ext, "Lunch club", "NW5 2TJ");
        said.service.description = Some(text.into());
        said
    };
    let short = with("a", "1", "Lunch for older people in a church hall.");
    let longer = with("a", "2", long);
    let longest = with("b", "1", &long.repeat(3));
    let (best, other) = (source("a", 1, None), source("b", 2, None));
    let folded = folded(&[(&short, &best), (&longer, &best), (&longest, &other)]);
    assert_eq!(folded.service.description.as_deref(), Some(long));
}

#[test]
fn a_private_person_and_a_hidden_address_stay_inside() {
    let mut said = statement("a", "1", "Refuge advice", "NW5 2TJ");
    said.service.contacts = vec![Contact {
        name: Some("Pat".into()),
        personal: true,
        ..Contact::default()
    }];
    let location = &mut said.service.service_at_locations[0].location;
    location.area_only = true;
    location.address = vec!["1 Secret Street".into()];
    location.local_authority = Some("E09000007".into());
    let folded = folded(&[(&said, &source("a", 1, None))]);
    assert!(folded.service.contacts.is_empty());
    let location = &folded.service.service_at_locations[0].location;
    assert!(location.address.is_empty() && location.postcode.is_none());
    assert_eq!(
        folded.service.service_areas[0].code.as_deref(),
        Some("E09000007")
    );
}

#[test]
fn a_listing_is_stale_when_all_are_and_gone_when_none_is_live() {
    let mut a = statement("a", "1", "Lunch club", "NW5 2TJ");
    let mut b = statement("b", "1", "Lunch club", "NW5 2TJ");
    let (sa, sb) = (source("a", 1, None), source("b", 2, None));
    a.state = StatementState::Stale;
    assert_eq!(
        folded(&[(&a, &sa), (&b, &sb)]).status,
        ListingStatus::Active
    );
    b.state = StatementState::Withdrawn;
    assert_eq!(folded(&[(&a, &sa), (&b, &sb)]).status, ListingStatus::Stale);
    a.state = StatementState::Withdrawn;
    assert_eq!(
        fold(&[Said {
            statement: &a,
            source: &sa
        }]),
        None
    );
}

/// Statements that differ in every way the fold looks at.
fn any_statements() -> impl Strategy<Value = Vec<(Statement, Source)>> {
    let one = (
        0..4_u8,
        0..3_u8,
        prop::sample::select(vec!["Lunch Club", "lunch club!", "The Big Lunch"]),
        prop::sample::select(vec!["NW5 2TJ", "SW9 8DJ", ""]),
        prop::option::of(prop::sample::select(vec![
            "020 7946 0018",
            "02079460018",
            "020 7946 0999",
        ])),
        prop::option::of("[a-z ]{0,80}"),
        (0..3_i64, any::<bool>()),
    );
    prop::collection::vec(one, 1..7).prop_map(|drawn| {
        let mut all: Vec<(Statement, Source)> = Vec::new();
        for (source_no, id, name, postcode, phone, description, (days, stale)) in drawn {
            let id = id.to_string();
            let source_id = format!("s{source_no}");
            if all
                .iter()
                .any(|(s, _)| s.key.source.as_str() == source_id && s.key.external_id == id)
            {
                continue;
            }
            let mut said = statement(&source_id, &id, name, postcode);
            said.service.phones = phone
                .map(|number| Phone {
                    number: number.into(),
                    description: None,
                })
                .into_iter()
                .collect();
            said.service.description = description;
            said.changed_at = DateTime::UNIX_EPOCH + TimeDelta::days(days);
            said.last_seen = said.changed_at;
            if stale {
                said.state = StatementState::Stale;
            }
            all.push((said, source(&source_id, u16::from(source_no % 2) + 1, None)));
        }
        all
    })
}

proptest! {
    #[test]
    fn folding_does_not_depend_on_arrival_order(
        (first, second) in any_statements()
            .prop_flat_map(|all| (Just(all.clone()), Just(all).prop_shuffle()))
    ) {
        let fold_all = |all: &[(Statement, Source)]| {
            let said: Vec<Said<'_>> =
                all.iter().map(|(statement, source)| Said { statement, source }).collect();
            fold(&said)
        };
        prop_assert_eq!(fold_all(&first), fold_all(&second));
    }

    #[test]
    fn every_value_names_a_statement_that_says_it(all in any_statements()) {
        let said: Vec<Said<'_>> =
            all.iter().map(|(statement, source)| Said { statement, source }).collect();
        let folded = fold(&said).unwrap();
        let lists = [
            (Field::Phones, folded.service.phones.len()),
            (Field::ServiceAtLocations, folded.service.service_at_locations.len()),
            (Field::AlternateNames, folded.service.alternate_names.len()),
        ];
        for (field, len) in lists {
            let keys = folded.provenance.0.get(&field).map_or(0, Vec::len);
            prop_assert_eq!(keys, len);
        }
        prop_assert_eq!(folded.provenance.0.values().flatten().all(|keys| !keys.is_empty()), true);
    }
}

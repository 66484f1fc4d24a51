//! The traps that matching must not fall into; the laws that it keeps are in `laws`.

mod laws;

use chrono::{DateTime, NaiveTime, Weekday};

use super::{Feature, Judged, Verdict, Weights, compare, contradicts, keys, settle};
use crate::position::Position;
use crate::postcode::Postcode;
use crate::schedule::Schedule;
use crate::service::{
    Location, Organization, OrganizationIdentifier, Phone, Service, ServiceAtLocation, TaxonomyTerm,
};
use crate::source::SourceId;
use crate::statement::{Statement, StatementKey, StatementState};

/// A statement with just a name and a postcode.
pub(crate) fn statement(source: &str, id: &str, name: &str, postcode: &str) -> Statement {
    let location = Location {
        postcode: Postcode::parse(postcode).ok(),
        ..Location::default()
    };
    Statement {
        key: StatementKey {
            source: SourceId::parse(source).unwrap(),
            external_id: id.to_owned(),
        },
        service: Service {
            name: name.to_owned(),
            service_at_locations: vec![ServiceAtLocation {
                location,
                ..ServiceAtLocation::default()
            }],
            ..Service::default()
        },
        url: None,
        first_seen: DateTime::UNIX_EPOCH,
        last_seen: DateTime::UNIX_EPOCH,
        changed_at: DateTime::UNIX_EPOCH,
        state: StatementState::Active,
        absences: 0,
        absent_since: None,
    }
}

/// A statement without a place, to be filled.
fn placeless(source: &str, id: &str, name: &str) -> Statement {
    let mut said = statement(source, id, name, "");
    said.service.service_at_locations.clear();
    said
}

fn with_phone(mut said: Statement, number: &str) -> Statement {
    said.service.phones = vec![Phone {
        number: number.into(),
        description: None,
    }];
    said
}

fn run_by(mut said: Statement, name: &str) -> Statement {
    said.service.organization = Some(Organization {
        name: name.into(),
        ..Organization::default()
    });
    said
}

fn at(mut said: Statement, address: &[&str]) -> Statement {
    said.service.service_at_locations[0].location.address =
        address.iter().map(|line| (*line).to_owned()).collect();
    said
}

fn on(mut said: Statement, day: Weekday, hour: u32) -> Statement {
    said.service.schedules = vec![Schedule {
        weekdays: vec![day],
        opens_at: NaiveTime::from_hms_opt(hour, 0, 0),
        ..Schedule::default()
    }];
    said
}

/// Compares both ways round and shows why.
fn check(a: &Statement, b: &Statement, verdict: Verdict) {
    let weights = Weights::default();
    let (there, back) = (compare(a, b, &weights), compare(b, a, &weights));
    assert_eq!(there, back, "matching is symmetric");
    assert_eq!(
        there.verdict, verdict,
        "{:.1} bits: {:#?}",
        there.score, there.features
    );
    if verdict == Verdict::Same {
        let of_b = keys(b);
        assert!(
            keys(a).iter().any(|key| of_b.contains(key)),
            "they would never be compared"
        );
    }
}

fn check_apart(a: &Statement, b: &Statement) {
    let comparison = compare(a, b, &Weights::default());
    assert_ne!(comparison.verdict, Verdict::Same, "{comparison:#?}");
}

#[test]
fn one_name_at_one_postcode_is_one_service() {
    check(
        &statement("camden", "1", "The Kentish Town Lunch Club", "NW5 2TJ"),
        &statement("map", "9", "Kentish Town Lunch-Club", "NW5 2TJ"),
        Verdict::Same,
    );
    check(
        &statement("camden", "1", "Lunch club", "NW5 2TJ"),
        &statement("map", "9", "Lunch Club", "NW5 2TJ"),
        Verdict::Same,
    );
}

#[test]
fn one_name_with_one_telephone_number_is_one_service() {
    check(
        &with_phone(placeless("camden", "1", "Lunch club"), "020 7946 0018"),
        &with_phone(placeless("map", "2", "Lunch club"), "+44 20 7946 0018"),
        Verdict::Same,
    );
}

#[test]
fn two_sessions_on_different_days_stay_apart() {
    let session = |source, id, day| {
        let said = statement(source, id, "Chair yoga", "NW5 2TJ");
        on(with_phone(said, "020 7946 0018"), day, 10)
    };
    let (monday, thursday) = (
        session("camden", "1", Weekday::Mon),
        session("map", "2", Weekday::Thu),
    );
    check(&monday, &thursday, Verdict::Different);
    assert_eq!(
        contradicts(&monday, &thursday).as_deref(),
        Some("they meet on different days: Monday; Thursday")
    );
    check(&monday, &session("map", "2", Weekday::Mon), Verdict::Same);
}

#[test]
fn two_age_bands_stay_apart() {
    let mut under_fives = statement("camden", "1", "Music makers", "NW5 2TJ");
    under_fives.service.eligibility.maximum_age = Some(4);
    let mut juniors = statement("map", "2", "Music makers", "NW5 2TJ");
    juniors.service.eligibility.minimum_age = Some(7);
    check(&under_fives, &juniors, Verdict::Different);
}

#[test]
fn two_activities_of_one_organization_stay_apart() {
    let activity = |source, id, name| {
        let said = at(statement(source, id, name, "SW9 8DJ"), &["2 Brixton Hill"]);
        run_by(with_phone(said, "020 7946 0018"), "Age UK Lambeth")
    };
    for (one, other) in [
        ("Chair yoga", "Lunch club"),
        ("Age UK Lambeth: Chair yoga", "Age UK Lambeth: Lunch club"),
        ("Women's swimming", "Men's swimming"),
        ("Morning sewing class", "Evening sewing class"),
        ("Spanish for beginners", "Spanish improvers"),
    ] {
        check(
            &activity("camden", "1", one),
            &activity("map", "2", other),
            Verdict::Different,
        );
    }
    // The organization as a whole and one thing that it does are not one without more.
    check_apart(
        &activity("camden", "1", "Age UK Lambeth"),
        &activity("map", "2", "Chair yoga"),
    );
}

#[test]
fn two_branches_of_one_charity_stay_apart() {
    let branch = |source, postcode| {
        let said = statement(source, postcode, "Advice drop-in", postcode);
        let mut said = run_by(with_phone(said, "020 7946 0018"), "Citizens Advice");
        if let Some(organization) = &mut said.service.organization {
            organization.identifiers = vec![OrganizationIdentifier::new("GB-CHC", "279057")];
        }
        said.service.email = Some("advice@citizens-advice.org.uk".into());
        said
    };
    check(
        &branch("camden", "NW5 2TJ"),
        &branch("map", "SW9 8DJ"),
        Verdict::Different,
    );
    // In the next street but one, too.
    check_apart(&branch("camden", "NW5 2TJ"), &branch("map", "NW5 1AB"));
    check(
        &branch("camden", "NW5 2TJ"),
        &branch("map", "NW5 2TJ"),
        Verdict::Same,
    );
}

#[test]
fn a_renamed_listing_at_one_address_with_one_telephone_number_is_one() {
    let listing = |source, id, name| {
        let said = at(
            statement(source, id, name, "SW9 8DJ"),
            &["14 Stockwell Road"],
        );
        with_phone(said, "020 7946 0018")
    };
    check(
        &listing("camden", "1", "Stockwell Lunch Club"),
        &listing("map", "2", "Stockwell Friendship Lunch"),
        Verdict::Same,
    );
    // Of a wholly new name the time tells.
    let timed = |source, id, name| {
        let mut said = run_by(
            on(listing(source, id, name), Weekday::Tue, 12),
            "Good Neighbours",
        );
        said.service.email = Some("hello@good-neighbours.org.uk".into());
        said
    };
    check(
        &timed("camden", "1", "Stockwell Lunch Club"),
        &timed("map", "2", "Silver Spoon"),
        Verdict::Same,
    );
}

#[test]
fn a_national_charity_and_its_local_group_are_two() {
    let mut national = run_by(
        with_phone(placeless("charities", "1", "Samaritans"), "116 123"),
        "Samaritans",
    );
    national.service.url = Some("https://www.samaritans.org/".into());
    let mut local = run_by(
        with_phone(
            statement("lewisham", "7", "Samaritans of Lewisham", "SE4 1UY"),
            "116 123",
        ),
        "Samaritans",
    );
    local.service.url = Some("https://www.samaritans.org/branches/lewisham".into());
    check_apart(&national, &local);
    let office = at(
        statement("charities", "1", "Samaritans", "KT17 2AF"),
        &["Upper Mill", "Ewell"],
    );
    check(&office, &local, Verdict::Different);
}

#[test]
fn placeholder_contacts_match_nothing() {
    let filled = |source, id, name| {
        let mut said = with_phone(placeless(source, id, name), "00000000000");
        said.service.email = Some("test@example.com".into());
        said.service.url = Some("http://example.com".into());
        said
    };
    let (one, other) = (
        filled("camden", "1", "Chair yoga"),
        filled("map", "2", "Bereavement circle"),
    );
    check(&one, &other, Verdict::Different);
    let of_other = keys(&other);
    assert!(keys(&one).iter().all(|key| !of_other.contains(key)));
    for key in keys(&one) {
        assert!(
            !key.contains("0000000") && !key.contains("example"),
            "{key}"
        );
    }
    let comparison = compare(&one, &other, &Weights::default());
    assert!(
        comparison
            .features
            .iter()
            .all(|said| !matches!(said.feature, Feature::Phone | Feature::Email | Feature::Web)),
        "{comparison:#?}"
    );
}

#[test]
fn what_one_source_lists_twice_in_other_words_is_two() {
    let one = statement("camden", "1", "Lunch club", "NW5 2TJ");
    let mut two = statement("camden", "2", "Lunch club", "NW5 2TJ");
    check(&one, &two, Verdict::Same);
    two.service.description = Some("For people over 80.".into());
    check(&one, &two, Verdict::Different);
}

#[test]
fn one_record_passed_on_by_two_publishers_is_one() {
    let id = "ac148810-d857-441c-9679-408f346de14b";
    check(
        &statement("camden", id, "Community Counselling", "NW5 2TJ"),
        &statement("northern-feed", id, "Counselling (community)", "NW5 2TJ"),
        Verdict::Same,
    );
}

#[test]
fn a_mistyped_postcode_in_one_street_parts_nothing() {
    check(
        &at(
            statement("camden", "1", "Forest Hall Library", "NE12 0LJ"),
            &["Whitfield Road"],
        ),
        &at(
            statement("map", "2", "Forest Hall Library", "NE12 7LJ"),
            &["Whitfield Rd"],
        ),
        Verdict::Same,
    );
}

#[test]
fn a_listing_named_after_its_group_is_known_by_when_and_where_it_meets() {
    let one = run_by(
        at(
            statement("lambeth", "1", "Tuesday sewing circle", "SW8 1XR"),
            &["180 South Lambeth Road"],
        ),
        "Stockwell Stitchers",
    );
    let other = run_by(
        at(
            statement("southwark", "2", "Stockwell Stitchers", "SW8 1XR"),
            &["180 South Lambeth Rd"],
        ),
        "Stockwell Stitchers",
    );
    check_apart(&one, &other);
    check(
        &on(with_phone(one, "020 7946 0018"), Weekday::Tue, 10),
        &on(with_phone(other, "020 7946 0018"), Weekday::Tue, 10),
        Verdict::Same,
    );
}

#[test]
fn every_feature_that_both_have_is_told_in_words() {
    let full = |source: &str, id: &str| {
        let mut said = full_statement(source, id, "Kentish Town Lunch Club");
        said.service.taxonomy_terms[0].vocabulary = "shared:words".into();
        said
    };
    let comparison = compare(&full("camden", "1"), &full("map", "2"), &Weights::default());
    let mut told: Vec<(Feature, &str)> = comparison
        .features
        .iter()
        .map(|said| (said.feature, said.words.as_str()))
        .collect();
    told.sort_unstable();
    assert_eq!(
        told,
        [
            (Feature::Name, "the same name"),
            (Feature::Organization, "the same organisation"),
            (Feature::Address, "the same address"),
            (Feature::Phone, "the same telephone number: +442079460018"),
            (
                Feature::Email,
                "the same e-mail address: lunch@ktlunch.org.uk"
            ),
            (Feature::Web, "the same web page: ktlunch.org.uk/lunch"),
            (Feature::Schedule, "the same times on Tuesday"),
            (Feature::Ages, "the same ages: 50 and over"),
            (Feature::Category, "a category is the same"),
            (
                Feature::Description,
                "descriptions of nearly the same words"
            ),
            (
                Feature::RegisteredNumber,
                "the same charity number: 1234567"
            ),
        ]
    );
    assert!(comparison.features.iter().all(|said| said.weight >= 0.0));
}

#[test]
fn of_two_entries_of_one_source_at_most_one_is_meant() {
    let weights = Weights::default();
    let vague = statement("map", "9", "Sewing bee", "SE5 6TJ");
    let monday = on(
        statement("camden", "1", "Sewing bee", "SE5 6TJ"),
        Weekday::Mon,
        10,
    );
    let thursday = on(
        statement("camden", "2", "Sewing bee", "SE5 6TJ"),
        Weekday::Thu,
        10,
    );
    let judged = |a: &Statement, b: &Statement| Judged {
        a: a.key.clone(),
        b: b.key.clone(),
        comparison: compare(a, b, &weights),
    };
    let mut unclear = [judged(&vague, &monday), judged(&vague, &thursday)];
    assert!(
        unclear
            .iter()
            .all(|pair| pair.comparison.verdict == Verdict::Same)
    );
    settle(&mut unclear);
    assert!(
        unclear
            .iter()
            .all(|pair| pair.comparison.verdict == Verdict::Unsure)
    );

    let timed = on(
        statement("map", "9", "Sewing bee", "SE5 6TJ"),
        Weekday::Thu,
        10,
    );
    let plain = statement("camden", "3", "Sewing bee", "SE5 6TJ");
    let mut clear = [judged(&timed, &plain), judged(&timed, &thursday)];
    settle(&mut clear);
    assert_eq!(clear[0].comparison.verdict, Verdict::Different);
    assert_eq!(clear[1].comparison.verdict, Verdict::Same);
}

#[test]
fn weights_can_be_given_in_part_and_a_misspelt_one_is_refused() {
    let text = r#"{"upper": 8.0, "phone": {"same": [1.0, 2.0, 3.0, 4.0]}}"#;
    let weights: Weights = serde_json::from_str(text).unwrap();
    assert_eq!(weights.upper, 8.0);
    assert_eq!(weights.phone.same, [1.0, 2.0, 3.0, 4.0].into());
    assert_eq!(weights.lower, Weights::default().lower);
    let error = serde_json::from_str::<Weights>(r#"{"uper": 8.0}"#).unwrap_err();
    assert!(
        error.to_string().contains("unknown field `uper`"),
        "{error}"
    );
}

/// A statement of which everything is known.
fn full_statement(source: &str, id: &str, name: &str) -> Statement {
    let said = at(
        statement(source, id, name, "NW5 2TJ"),
        &["12 Highgate Road"],
    );
    let mut said = run_by(
        on(with_phone(said, "020 7946 0018"), Weekday::Tue, 12),
        "KT Lunch",
    );
    let service = &mut said.service;
    service.description = Some(
        "Older people meet for a cooked two course lunch every week, with music afterwards, \
         served by volunteers."
            .into(),
    );
    service.email = Some("lunch@ktlunch.org.uk".into());
    service.url = Some("https://ktlunch.org.uk/lunch".into());
    service.eligibility.minimum_age = Some(50);
    service.service_at_locations[0].location.position = Position::new(51.55, -0.14).ok();
    service.taxonomy_terms = vec![TaxonomyTerm {
        vocabulary: source.into(),
        code: "lunch".into(),
        name: "Lunch clubs".into(),
    }];
    if let Some(organization) = &mut service.organization {
        organization.identifiers = vec![OrganizationIdentifier::new("GB-CHC", "1234567")];
    }
    said
}

//! The fixture feeds, read whole: every listing that is there, and nothing that is not.

use std::collections::BTreeSet;

use domain::service::Service;
use domain::statement::Item;
use formats::{Problem, RECORD_GONE, Reader};

use super::fixtures;
use super::walk::{ORIGIN, Walked, expected, walk, walk_with};

/// Asserts the numbers of a feed, and that each of its listings that another feed has too is known by
/// the id that the truth about overlaps gives it.
fn check(feed: &str) -> Walked {
    let walked = walk(feed);
    let expected = expected(feed);
    let reasons: Vec<&str> = walked
        .set_aside
        .iter()
        .map(|aside| aside.reason.as_str())
        .collect();
    assert_eq!(
        walked.items.len(),
        expected.listings,
        "{feed}: {reasons:?} {:?}",
        walked.problems
    );
    let lost = walked.set_aside.len() + walked.not_there.len();
    assert_eq!(
        lost,
        expected.set_aside(),
        "{feed}: {reasons:?} {:?}",
        walked.not_there
    );
    assert_eq!(
        walked.not_there.len(),
        expected.count("dead-link"),
        "{:?}",
        walked.not_there
    );
    assert_eq!(
        walked.problems.len(),
        expected.count("cut-off"),
        "{:?}",
        walked.problems
    );
    assert!(
        walked
            .problems
            .iter()
            .all(|(_, problem)| matches!(problem, Problem::CutOff(_)))
    );
    for id in ids_in_overlaps(feed) {
        assert!(walked.items.contains_key(&id), "{feed}: no item {id}");
    }
    let canary = |item: &Item| item.service.name.contains("Canary");
    assert!(
        !walked.items.values().any(canary),
        "{feed}: a page behind robots.txt was linked"
    );
    walked
}

fn ids_in_overlaps(feed: &str) -> Vec<String> {
    let text = std::fs::read_to_string(fixtures().join("facts/overlaps.toml")).unwrap();
    let all: toml::Table = toml::from_str(&text).unwrap();
    let listings = all["overlap"]
        .as_array()
        .unwrap()
        .iter()
        .flat_map(|overlap| overlap["listings"].as_array().unwrap());
    listings
        .filter(|listing| listing["feed"].as_str() == Some(feed))
        .map(|listing| listing["id"].as_str().unwrap().to_owned())
        .collect()
}

fn with_reason(walked: &Walked, reason: &str) -> usize {
    walked
        .set_aside
        .iter()
        .filter(|aside| aside.reason == reason)
        .count()
}

fn services(walked: &Walked) -> impl Iterator<Item = &Service> {
    walked.items.values().map(|item| &item.service)
}

/// How many services have something.
fn count(walked: &Walked, has: impl Fn(&Service) -> bool) -> usize {
    services(walked).filter(|service| has(service)).count()
}

fn has_position(service: &Service) -> bool {
    service
        .locations()
        .any(|location| location.position.is_some())
}

#[test]
fn careplace_pages_are_read_whole() {
    let walked = check("careplace-westminster");
    let expected = expected("careplace-westminster");
    assert_eq!(
        with_reason(&walked, "the page asks not to be indexed"),
        expected.count("noindex")
    );
    assert_eq!(
        with_reason(&walked, "it has no name"),
        expected.count("no-name")
    );
    let placed = count(&walked, |service| !service.service_at_locations.is_empty());
    assert_eq!(
        placed - count(&walked, has_position),
        expected.count("no-coordinates")
    );
    let no_way_to_ask = |service: &Service| {
        service.email.is_none() && service.phones.is_empty() && service.url.is_none()
    };
    assert!(count(&walked, no_way_to_ask) >= expected.count("placeholder-contact"));
    assert_eq!(
        count(&walked, |service| service.taxonomy_terms.len() > 1),
        expected.count("in-two-categories"),
        "the categories of a record are those of every list that it is in"
    );
}

#[test]
fn camden_pages_are_read_whole() {
    let walked = check("kb5-camden");
    let expected = expected("kb5-camden");
    assert_eq!(
        with_reason(&walked, RECORD_GONE),
        expected.count("record-not-found")
    );
    assert_eq!(
        with_reason(&walked, "an article: it has no address"),
        expected.count("article")
    );
    assert_eq!(
        count(&walked, |service| service.service_at_locations.is_empty()),
        expected.count("no-place")
    );
    let said = |service: &Service| {
        service
            .description
            .as_deref()
            .is_some_and(|words| words.contains("details shown here"))
    };
    assert_eq!(
        count(&walked, said),
        0,
        "the site's own sentence is no description"
    );
    let joined = |service: &Service| {
        service
            .locations()
            .flat_map(|place| &place.address)
            .any(|line| line.contains(" ,"))
    };
    assert_eq!(
        count(&walked, joined),
        0,
        "no address keeps the mark of a database join"
    );
}

#[test]
fn islington_pages_are_read_whole() {
    let walked = check("kb5-islington");
    let expected = expected("kb5-islington");
    assert_eq!(
        with_reason(&walked, RECORD_GONE),
        expected.count("record-not-found")
    );
    assert_eq!(
        count(&walked, |service| service.service_at_locations.is_empty()),
        expected.count("no-place")
    );
}

#[test]
fn localgov_pages_are_read_whole() {
    let walked = check("localgov-croydon");
    let expected = expected("localgov-croydon");
    let without = count(&walked, |service| !has_position(service));
    assert_eq!(
        without,
        expected.count("list-only"),
        "positions come from the map on the list"
    );
    let encoded = |service: &Service| {
        service
            .description
            .as_deref()
            .is_some_and(|words| words.contains("&amp;"))
    };
    assert_eq!(count(&walked, encoded), 0);
    assert_eq!(
        with_reason(&walked, "a promo page, not an entry"),
        expected.count("promo-page")
    );
}

#[test]
fn the_built_in_profiles_read_the_same_records() {
    let built_in = [
        ("kb5-camden", "kb5-camden"),
        ("kb5-islington", "kb5-islington"),
        ("localgov-croydon", "localgov-drupal"),
    ];
    for (feed, profile) in built_in {
        let walked = walk_with(&Reader::built_in(profile).unwrap(), feed);
        let urls = |walked: &Walked| {
            walked
                .items
                .values()
                .map(|item| item.url.clone())
                .collect::<BTreeSet<_>>()
        };
        assert_eq!(urls(&walked), urls(&walk(feed)), "{feed}");
    }
}

#[test]
fn every_listing_has_what_its_page_says() {
    for feed in [
        "careplace-westminster",
        "kb5-camden",
        "kb5-islington",
        "localgov-croydon",
    ] {
        let walked = walk(feed);
        for item in walked.items.values() {
            let service = &item.service;
            let what = format!("{feed}/{} {}", item.external_id, service.name);
            let is_whole = item
                .url
                .as_ref()
                .is_none_or(|url| walked.problems.iter().all(|(of, _)| of != url));
            assert!(!service.name.contains('\n'), "{what}");
            assert!(
                service
                    .description
                    .as_ref()
                    .is_some_and(|words| words.len() > 20),
                "{what}"
            );
            assert!(
                item.url.as_ref().is_some_and(|url| url.starts_with(ORIGIN)),
                "{what}"
            );
            assert!(
                service
                    .locations()
                    .all(|at| at.postcode.is_some() && !at.address.is_empty()),
                "{what}"
            );
            assert!(
                service
                    .locations()
                    .all(|at| at.name.as_ref().is_none_or(|name| name.len() < 90)),
                "{what}"
            );
            assert!(!service.taxonomy_terms.is_empty() || !is_whole, "{what}");
            assert!(service.last_modified.is_some() || !is_whole, "{what}");
            let raw = &item.raw;
            let says = |marks: &[&str]| marks.iter().any(|mark| raw.contains(mark));
            if says(&["test@example.com"]) {
                continue;
            }
            let mailbox = service.email.is_some()
                || service
                    .contacts
                    .iter()
                    .any(|contact| contact.email.is_some());
            assert_eq!(mailbox, says(&["mailto:"]), "{what}");
            assert_eq!(
                !service.phones.is_empty(),
                says(&["tel:", ">Telephone<", ">Phone<"]),
                "{what}"
            );
            assert_eq!(service.url.is_some(), says(&["href=\"http"]), "{what}");
            let times = says(&[
                "Opening times",
                "Session Information",
                "When is it on",
                ">When<",
            ]);
            assert_eq!(service.hours_text.is_some(), times, "{what}");
            let ages = says(&["Ages", "Age group", "Age Ranges", "Who is it for"]);
            assert_eq!(service.eligibility.description.is_some(), ages, "{what}");
            assert_eq!(!service.cost_options.is_empty(), says(&["Cost"]), "{what}");
            assert_eq!(
                !service.languages.is_empty(),
                says(&["Languages"]),
                "{what}"
            );
            assert_eq!(
                !service.service_at_locations.is_empty(),
                says(&[">Address<"]),
                "{what}"
            );
        }
    }
}

//! What becomes of sources' words.

use std::collections::HashSet;

use domain::service::{Organization, Service, TaxonomyTerm};

use super::{
    BUILT_IN, categories_of, is_by_name, is_sensitive, needs_are_sensitive, terms_of, traits_of,
};

fn service(name: &str, category: &str, description: &str) -> Service {
    Service {
        name: name.to_owned(),
        description: Some(description.to_owned()),
        taxonomy_terms: vec![TaxonomyTerm {
            vocabulary: "test".to_owned(),
            code: "1".to_owned(),
            name: category.to_owned(),
        }],
        ..Service::default()
    }
}

#[track_caller]
fn check(service: &Service, vocabulary: &str, expect: &[&str]) {
    let start = format!("{vocabulary}:");
    let codes: Vec<&str> = categories_of(service)
        .into_iter()
        .filter_map(|category| category.code.strip_prefix(&start))
        .collect();
    assert_eq!(codes, expect, "{}", service.name);
}

#[test]
fn every_term_has_a_code_of_its_own_and_a_parent_that_is_there() {
    let mut seen = HashSet::new();
    for taxonomy in &BUILT_IN.taxonomies {
        for term in &taxonomy.terms {
            assert!(seen.insert(&term.code), "{} stands twice", term.code);
            let parent = term.parent.as_ref();
            assert!(
                parent.is_none_or(|parent| seen.contains(parent)),
                "{}",
                term.code
            );
        }
    }
    assert!(seen.len() > 80);
}

#[test]
fn a_name_says_what_it_is() {
    let pantry = service(
        "Cooks Road Pantry",
        "Food & warm spaces",
        "Choose ten items.",
    );
    check(&pantry, "need", &["food", "food-bank"]);
    check(&pantry, "type", &["food-bank"]);
}

#[test]
fn a_description_says_it_where_the_words_are_plain() {
    let table = service(
        "Advice Table",
        "11 Money, work and home",
        "Help with Universal Credit.",
    );
    check(&table, "need", &["money", "benefits"]);
}

#[test]
fn a_category_of_many_things_is_taken_only_where_nothing_else_tells() {
    let category = "Conditions and disabilities";
    check(
        &service("Memory café", category, ""),
        "need",
        &["health", "dementia"],
    );
    check(
        &service("The Nest", category, ""),
        "need",
        &["health", "disability"],
    );
}

#[test]
fn a_surgery_is_a_doctors_where_its_name_tells_of_nothing_else() {
    check(&service("Village Surgery", "Health", ""), "type", &["gp"]);
    let surgery = ["advice", "drop-in"];
    check(&service("Evening law surgery", "", ""), "type", &surgery);
    let of_a_club = Service {
        organization: Some(Organization {
            name: "Silver Surfers' Surgery".to_owned(),
            ..Organization::default()
        }),
        ..service("Computer surgery", "", "")
    };
    check(&of_a_club, "type", &surgery);
}

#[test]
fn what_only_a_description_says_is_mentioned() {
    let named = |service: &Service, code: &str| {
        let mut told = super::told_of(service);
        told.find_map(|(category, is_named)| (category.code == code).then_some(is_named))
    };
    let boats = service("Canal boats", "", "For people who are lonely");
    let bench = service("Friendship bench", "", "For people who are lonely");
    let filed = service("The Nest", "Friendship", "");
    let filed_with_more = service("The Nest", "Friendship & food", "");
    assert_eq!(named(&boats, "need:company"), Some(false));
    assert_eq!(named(&bench, "need:company"), Some(true));
    assert_eq!(named(&filed, "need:company"), Some(true));
    assert_eq!(named(&filed_with_more, "need:company"), Some(false));
    assert_eq!(named(&boats, "need:debt"), None);
}

#[test]
fn a_need_brings_its_way_to_wellbeing() {
    check(
        &service("Community allotment", "", ""),
        "way",
        &["be-active", "take-notice"],
    );
    check(
        &service("Volunteer taster mornings", "", ""),
        "way",
        &["give"],
    );
}

#[test]
fn what_is_said_of_access_languages_and_joining_becomes_codes() {
    let said = Service {
        accessibility: vec!["Lift to all floors; hearing loop".to_owned()],
        languages: vec!["Spanish".to_owned(), "Yoruba by appointment".to_owned()],
        application_process: Some("Ring, or ask your GP to refer you".to_owned()),
        ..Service::default()
    };
    let traits = traits_of(&said);
    assert_eq!(traits.access, ["access:hearing-loop", "access:step-free"]);
    assert_eq!(traits.languages, ["language:spanish", "language:yoruba"]);
    assert_eq!(traits.joining, ["joining:referral", "joining:self"]);
}

#[test]
fn the_terms_of_a_listing_are_of_our_vocabularies() {
    let terms = terms_of(&service("Job club", "", ""));
    assert!(
        terms
            .iter()
            .all(|term| term.vocabulary.starts_with("fingerpost:"))
    );
    assert!(
        terms
            .iter()
            .any(|term| term.code == "need:work" && term.name == "Work")
    );
}

#[test]
fn within_what_is_sensitive_nothing_else_is_read() {
    let support = service(
        "Baby loss support",
        "Bereavement",
        "For parents whose baby died.",
    );
    check(&support, "need", &["bereavement"]);
    assert!(is_sensitive(&search::words("Baby loss support")));
    let cafe = service("Baby café", "Families", "Coffee, and a place to change.");
    check(&cafe, "need", &["family", "new-parents"]);
    assert!(!is_sensitive(&search::words("Baby café")));
}

#[test]
fn needs_are_sensitive_where_there_is_no_other() {
    let check = |name: &str, category: &str, description: &str, expect: bool| {
        let service = service(name, category, description);
        assert_eq!(
            needs_are_sensitive(&categories_of(&service)),
            expect,
            "{name}"
        );
    };
    check("Willow", "Domestic abuse", "A worker will listen.", true);
    check(
        "Willow",
        "Support",
        "Help to leave a violent partner.",
        true,
    );
    check(
        "Willow",
        "Debt advice",
        "And help after domestic abuse.",
        false,
    );
    check("Willow", "Support", "A worker will listen.", false);
    check("Stop smoking clinic", "Health", "Patches and gum.", false);
}

#[test]
fn a_schools_association_is_not_help_for_parents() {
    for name in [
        "Hill Road School Parent/Teacher Association",
        "Hill Road Parents, Staff and Friends Association",
        "The Parents' Association of Hill Road School",
        "Friends of Hill Road School (Sale)",
    ] {
        assert!(is_by_name(&search::words(name)), "{name}");
        let association = service(name, "Charity", "It raises money for the school.");
        check(&association, "for", &[]);
        check(&association, "type", &["parents-association"]);
    }
    assert!(!is_by_name(&search::words("Friends of Hill Road Park")));
    let group = service("Parent support group", "Families", "Tea and talk.");
    assert!(!is_by_name(&search::words(&group.name)));
    check(&group, "for", &["parents"]);
}

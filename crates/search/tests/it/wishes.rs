//! Wishes move hits up and down; none comes or goes because of one.

use chrono::Weekday;
use domain::calendar::{Session, day_bits};
use domain::when::When;
use search::{Document, Near, Query, Sensitivity, Wishes};

use crate::{BRIXTON, ask, at, check, described, listing, position};

fn wishing(wishes: Wishes) -> Query {
    Query {
        wishes,
        ..ask("yoga")
    }
}

#[test]
fn what_is_free_comes_first_and_the_rest_stays() {
    let documents = [
        listing("Yoga a"),
        Document {
            is_free: true,
            ..listing("Yoga b")
        },
        listing("Yoga c"),
    ];
    let wishes = Wishes {
        free: true,
        ..Wishes::default()
    };
    assert_eq!(check(&documents, &ask("yoga")).len(), 3);
    let found = check(&documents, &wishing(wishes));
    assert_eq!((found[0].as_str(), found.len()), ("Yoga b", 3));
}

#[test]
fn the_wished_day_comes_before_an_unknown_one_and_that_before_another() {
    let documents = [
        on("Yoga a", Some(Weekday::Wed)),
        on("Yoga b", None),
        on("Yoga c", Some(Weekday::Tue)),
    ];
    assert_eq!(
        check(&documents, &wishing(tuesday())),
        ["Yoga c", "Yoga b", "Yoga a"]
    );
}

#[test]
fn what_takes_people_comes_before_what_does_not_say_and_that_before_what_is_full() {
    let documents = [
        Document {
            is_full: true,
            ..listing("Yoga a")
        },
        listing("Yoga b"),
        Document {
            is_open: true,
            ..listing("Yoga c")
        },
    ];
    let wishes = Wishes {
        open: true,
        ..Wishes::default()
    };
    assert_eq!(
        check(&documents, &wishing(wishes)),
        ["Yoga c", "Yoga b", "Yoga a"]
    );
}

/// A listing with one session a week, or none that is known.
fn on(title: &str, day: Option<Weekday>) -> Document {
    let session = |day| Session {
        days: day_bits(&[day]),
        from: Some(600),
        ..Session::default()
    };
    Document {
        sessions: day.map(session).into_iter().collect(),
        ..listing(title)
    }
}

fn tuesday() -> Wishes {
    Wishes {
        when: When {
            days: vec![Weekday::Tue],
            ..When::default()
        },
        ..Wishes::default()
    }
}

#[test]
fn where_nothing_else_is_asked_for_a_wish_outweighs_its_own_words() {
    let documents = [
        on("Tuesday club", Some(Weekday::Thu)),
        on("Chess", Some(Weekday::Tue)),
        on("Bingo", None),
        Document {
            sensitivity: Sensitivity::InName,
            ..on("Grief", Some(Weekday::Tue))
        },
        Document {
            sensitivity: Sensitivity::InNeeds,
            ..on("Willow", Some(Weekday::Tue))
        },
    ];
    for text in ["tuesday", "clubs on tuesday"] {
        let query = Query {
            answered: vec!["tuesday".to_owned()],
            wishes: tuesday(),
            ..ask(text)
        };
        assert_eq!(
            check(&documents, &query),
            ["Chess", "Bingo", "Tuesday club", "Grief", "Willow"],
            "{text}"
        );
    }
}

#[test]
fn what_is_shut_then_comes_after_what_fits_less_well_and_is_open() {
    let documents = [
        on("Chemist", Some(Weekday::Thu)),
        Document {
            organization: Some("Chemist and post office".to_owned()),
            ..on("Corner shop", Some(Weekday::Tue))
        },
        on("Chemist by the bridge", None),
    ];
    let query = Query {
        wishes: tuesday(),
        ..ask("chemist")
    };
    assert_eq!(
        check(&documents, &query),
        ["Chemist by the bridge", "Corner shop", "Chemist"]
    );
}

#[test]
fn what_a_danger_calls_for_comes_before_what_has_its_word() {
    let documents = [
        described("Yoga yoga", "Yoga"),
        Document {
            needs: vec!["need:crisis".to_owned()],
            ..described("Line", "Yoga")
        },
    ];
    let urgent = Wishes {
        urgent: vec!["need:crisis".to_owned()],
        ..Wishes::default()
    };
    assert_eq!(check(&documents, &ask("yoga")), ["Yoga yoga", "Line"]);
    assert_eq!(check(&documents, &wishing(urgent)), ["Line", "Yoga yoga"]);
}

#[test]
fn what_is_meant_for_an_age_comes_before_what_is_for_everybody() {
    let ages = |title, minimum_age, maximum_age| Document {
        minimum_age,
        maximum_age,
        ..listing(title)
    };
    let documents = [
        ages("Yoga a", None, Some(11)),
        ages("Yoga b", None, None),
        ages("Yoga c", Some(55), None),
    ];
    let wishes = Wishes {
        ages: Some(60..=120),
        ..Wishes::default()
    };
    assert_eq!(
        check(&documents, &wishing(wishes)),
        ["Yoga c", "Yoga b", "Yoga a"]
    );
}

#[test]
fn who_it_is_for_tells_of_ages_where_no_figures_do() {
    let for_older = |title, maximum_age| Document {
        circumstances: vec!["for:older-people".to_owned()],
        maximum_age,
        ..listing(title)
    };
    let documents = [
        for_older("Yoga a", Some(11)),
        listing("Yoga b"),
        for_older("Yoga c", None),
    ];
    let wishes = Wishes {
        ages: Some(60..=120),
        aged: vec!["for:older-people".to_owned()],
        ..Wishes::default()
    };
    assert_eq!(
        check(&documents, &wishing(wishes)),
        ["Yoga c", "Yoga b", "Yoga a"]
    );
}

#[test]
fn where_ages_alone_are_asked_for_they_outweigh_a_mile() {
    let (latitude, longitude) = BRIXTON;
    let documents = [
        at("Chess", latitude, longitude),
        Document {
            minimum_age: Some(55),
            ..at("Bingo", latitude + 0.02, longitude)
        },
    ];
    let query = Query {
        near: Some(Near::new(position(latitude, longitude), 5_000.0)),
        answered: vec!["over".to_owned(), "60s".to_owned()],
        wishes: Wishes {
            ages: Some(60..=120),
            ..Wishes::default()
        },
        ..ask("over 60s")
    };
    assert_eq!(check(&documents, &query), ["Bingo", "Chess"]);
}

#[test]
fn access_and_languages_are_wished_for_by_code() {
    let documents = [
        listing("Yoga a"),
        Document {
            accessibility: vec!["access:step-free".to_owned()],
            languages: vec!["language:spanish".to_owned()],
            ..listing("Yoga b")
        },
    ];
    let wishes = Wishes {
        accessibility: vec!["access:step-free".to_owned()],
        languages: vec!["language:spanish".to_owned()],
        ..Wishes::default()
    };
    assert_eq!(check(&documents, &wishing(wishes)), ["Yoga b", "Yoga a"]);
}

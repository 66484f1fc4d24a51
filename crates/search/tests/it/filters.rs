//! Filters, and the counts that go with them.

use chrono::Weekday;
use domain::service::Attendance;
use domain::source::SourceId;
use domain::when::When;
use search::{Document, Facet, Filters, Query};

use crate::{answer, ask, check, listing, term, weekly};

fn some() -> Vec<Document> {
    let strings = |texts: &[&str]| {
        texts
            .iter()
            .map(|text| (*text).to_owned())
            .collect::<Vec<_>>()
    };
    let sources = |ids: &[&str]| {
        ids.iter()
            .map(|id| SourceId::parse(id).unwrap())
            .collect::<Vec<_>>()
    };
    vec![
        Document {
            terms: vec![term("food", "Food")],
            is_free: true,
            sessions: vec![weekly(&[Weekday::Mon, Weekday::Tue], 10, 12)],
            attendance: vec![Attendance::InPerson],
            sources: sources(&["lambeth", "map"]),
            areas: strings(&["E09000022"]),
            languages: strings(&["English", "Portuguese"]),
            ..listing("A food bank")
        },
        Document {
            terms: vec![term("food", "Food"), term("debt", "Debt")],
            sessions: vec![weekly(&[Weekday::Tue], 18, 20)],
            attendance: vec![Attendance::InPerson, Attendance::Phone],
            sources: sources(&["lambeth"]),
            service_areas: strings(&["E09000022", "E09000028"]),
            minimum_age: Some(18),
            accessibility: strings(&["Step-free"]),
            ..listing("B food and debt")
        },
        Document {
            terms: vec![term("debt", "Debt")],
            is_free: true,
            attendance: vec![Attendance::Online],
            sources: sources(&["national"]),
            minimum_age: Some(11),
            maximum_age: Some(17),
            ..listing("C young money")
        },
    ]
}

fn filtered(filters: Filters) -> Vec<String> {
    check(
        &some(),
        &Query {
            filters,
            order: search::Order::AtoZ,
            ..ask("")
        },
    )
    .into_iter()
    .map(|title| title[..1].to_owned())
    .collect()
}

fn counts(filters: Filters, facet: Facet) -> String {
    let query = Query {
        filters,
        facets: vec![facet],
        limit: 0,
        ..Query::default()
    };
    let results = answer(&some(), &query);
    let shown = results.facets[&facet]
        .iter()
        .map(|count| format!("{} {}", count.value, count.count));
    format!(
        "{}: {}",
        results.total,
        shown.collect::<Vec<_>>().join(", ")
    )
}

fn categories(codes: &[&str]) -> Filters {
    Filters {
        categories: codes.iter().map(|code| (*code).to_owned()).collect(),
        ..Filters::default()
    }
}

#[test]
fn each_filter_keeps_what_it_names() {
    assert_eq!(filtered(categories(&["food"])), ["A", "B"]);
    assert_eq!(
        filtered(Filters {
            free: true,
            ..Filters::default()
        }),
        ["A", "C"]
    );
    assert_eq!(
        filtered(Filters {
            when: When {
                days: vec![Weekday::Mon],
                ..When::default()
            },
            ..Filters::default()
        }),
        ["A"]
    );
    assert_eq!(
        filtered(Filters {
            attendance: vec![Attendance::Phone],
            ..Filters::default()
        }),
        ["B"]
    );
    assert_eq!(
        filtered(Filters {
            sources: vec![SourceId::parse("lambeth").unwrap()],
            ..Filters::default()
        }),
        ["A", "B"]
    );
    assert_eq!(
        filtered(Filters {
            languages: vec!["Portuguese".to_owned()],
            ..Filters::default()
        }),
        ["A"]
    );
    assert_eq!(
        filtered(Filters {
            accessibility: vec!["Step-free".to_owned()],
            ..Filters::default()
        }),
        ["B"]
    );
}

#[test]
fn an_area_is_lain_in_or_served() {
    assert_eq!(
        filtered(Filters {
            areas: vec!["E09000022".to_owned()],
            ..Filters::default()
        }),
        ["A", "B"]
    );
    assert_eq!(
        filtered(Filters {
            areas: vec!["E09000028".to_owned()],
            ..Filters::default()
        }),
        ["B"]
    );
}

#[test]
fn ages_overlap_and_silence_is_for_everybody() {
    assert_eq!(
        filtered(Filters {
            ages: Some(17..=17),
            ..Filters::default()
        }),
        ["A", "C"]
    );
    assert_eq!(
        filtered(Filters {
            ages: Some(18..=18),
            ..Filters::default()
        }),
        ["A", "B"]
    );
    assert_eq!(
        filtered(Filters {
            ages: Some(16..=70),
            ..Filters::default()
        }),
        ["A", "B", "C"]
    );
}

#[test]
fn values_of_one_filter_are_alternatives_and_filters_are_conditions() {
    assert_eq!(filtered(categories(&["food", "debt"])), ["A", "B", "C"]);
    assert_eq!(
        filtered(Filters {
            free: true,
            ..categories(&["food"])
        }),
        ["A"]
    );
    assert_eq!(filtered(categories(&["nothing"])), [""; 0]);
}

#[test]
fn a_facet_counts_under_every_filter_but_its_own() {
    assert_eq!(
        counts(Filters::default(), Facet::Category),
        "3: debt 2, food 2"
    );
    assert_eq!(
        counts(categories(&["food"]), Facet::Category),
        "2: debt 2, food 2"
    );
    assert_eq!(
        counts(
            Filters {
                free: true,
                ..categories(&["food"])
            },
            Facet::Category
        ),
        "1: debt 1, food 1"
    );
    assert_eq!(
        counts(
            Filters {
                free: true,
                ..categories(&["food"])
            },
            Facet::Free
        ),
        "1: true 1"
    );
    assert_eq!(counts(categories(&["food"]), Facet::Free), "2: true 1");
}

#[test]
fn every_facet_can_be_counted() {
    let all = Filters::default;
    assert_eq!(
        counts(all(), Facet::Source),
        "3: lambeth 2, map 1, national 1"
    );
    assert_eq!(counts(all(), Facet::Area), "3: E09000022 2, E09000028 1");
    assert_eq!(
        counts(all(), Facet::Attendance),
        "3: in_person 2, online 1, phone 1"
    );
    assert_eq!(counts(all(), Facet::Weekday), "3: TU 2, MO 1");
    assert_eq!(counts(all(), Facet::PartOfDay), "3: evening 1, morning 1");
    assert_eq!(counts(all(), Facet::Language), "3: English 1, Portuguese 1");
    assert_eq!(counts(all(), Facet::Accessibility), "3: Step-free 1");
}

#[test]
fn counts_add_up_over_segments() {
    let index = search::Index::in_memory().unwrap();
    for document in some() {
        index.apply(vec![crate::put(document)], 1).unwrap();
    }
    let query = Query {
        facets: vec![Facet::Category],
        ..Query::default()
    };
    let results = index.search(&query).unwrap();
    assert_eq!(
        results.facets[&Facet::Category]
            .iter()
            .map(|count| count.count)
            .sum::<u64>(),
        4
    );
    assert_eq!((results.total, results.hits.len()), (3, 0));
}

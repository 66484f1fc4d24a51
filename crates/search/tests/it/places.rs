//! What counts as being at a place.

use domain::service::Attendance;
use search::{ANYWHERE, Document, Near, Query, Reach};

use crate::{BRIXTON, answer, ask, at, check, listing, position, put};

const LAMBETH: &str = "E09000022";

fn near(radius_m: f64) -> Near {
    Near {
        serving_codes: vec![LAMBETH.to_owned(), "E92000001".to_owned()],
        ..Near::new(position(BRIXTON.0, BRIXTON.1), radius_m)
    }
}

fn within(radius_m: f64) -> Query {
    Query {
        near: Some(near(radius_m)),
        ..ask("")
    }
}

fn serving(title: &str, codes: &[&str], attendance: &[Attendance]) -> Document {
    Document {
        service_areas: codes.iter().map(|code| (*code).to_owned()).collect(),
        attendance: attendance.to_vec(),
        ..listing(title)
    }
}

#[track_caller]
fn reaches(document: &Document, near: &Near) -> Option<Reach> {
    let query = Query {
        near: Some(near.clone()),
        ..ask("")
    };
    answer(std::slice::from_ref(document), &query)
        .hits
        .first()
        .and_then(|hit| hit.reach)
}

#[test]
fn a_listing_in_the_circle_is_found_and_one_outside_is_not() {
    let documents = [at("Here", 51.4614, -0.1157), at("Camden", 51.5390, -0.1426)];
    assert_eq!(check(&documents, &within(1_000.0)), ["Here"]);
    assert_eq!(check(&documents, &within(20_000.0)), ["Here", "Camden"]);
}

#[test]
fn a_circle_of_any_size_works() {
    let documents = [
        at("Here", BRIXTON.0, BRIXTON.1),
        at("Lerwick", 60.1545, -1.1494),
    ];
    assert_eq!(check(&documents, &within(0.0)), ["Here"]);
    assert_eq!(check(&documents, &within(-5.0)), ["Here"]);
    assert_eq!(check(&documents, &within(f64::NAN)), ["Here"]);
    assert_eq!(check(&documents, &within(900_000.0)), ["Here"]);
    assert_eq!(check(&documents, &within(1_000_000.0)), ["Here", "Lerwick"]);
    assert_eq!(check(&documents, &within(f64::INFINITY)).len(), 2);
}

#[test]
fn the_nearest_of_many_positions_counts() {
    let many = Document {
        positions: vec![
            position(51.5390, -0.1426),
            position(51.4700, -0.1156),
            position(51.4650, -0.1156),
        ],
        ..listing("Library")
    };
    let results = answer(&[many], &within(1_000.0));
    assert_eq!(results.hits[0].nearest, Some(2));
    assert_eq!(results.hits[0].distance_m.map(f64::round), Some(411.0));
}

#[test]
fn a_listing_that_serves_the_area_is_found_wherever_it_is() {
    let far = Document {
        positions: vec![position(51.5390, -0.1426)],
        ..serving("Meals", &[LAMBETH], &[Attendance::Home])
    };
    assert_eq!(reaches(&far, &near(1_000.0)), Some(Reach::Serves));
    assert_eq!(reaches(&far, &near(20_000.0)), Some(Reach::Within));
    assert_eq!(
        reaches(&serving("Meals", &["E09000007"], &[]), &near(1_000.0)),
        None
    );
    assert_eq!(
        reaches(&serving("Meals", &[ANYWHERE], &[]), &near(1_000.0)),
        Some(Reach::Serves)
    );
}

#[test]
fn a_listing_on_the_line_is_found_where_it_serves() {
    let line = [Attendance::Phone, Attendance::Online];
    assert_eq!(
        reaches(&serving("Helpline", &[LAMBETH], &line), &near(1_000.0)),
        Some(Reach::Remote)
    );
    assert_eq!(
        reaches(&serving("Helpline", &[], &line), &near(1_000.0)),
        Some(Reach::Remote)
    );
    assert_eq!(
        reaches(&serving("Helpline", &["E09000007"], &line), &near(1_000.0)),
        None
    );
}

#[test]
fn a_listing_without_place_area_or_line_is_nowhere() {
    assert_eq!(reaches(&listing("Club"), &near(1_000.0)), None);
    assert_eq!(
        reaches(
            &serving("Club", &[], &[Attendance::InPerson]),
            &near(1_000.0)
        ),
        None
    );
    assert_eq!(check(&[listing("Club")], &ask("")), ["Club"]);
}

#[test]
fn what_serves_and_what_is_on_the_line_can_be_left_out() {
    let line = serving("Helpline", &[], &[Attendance::Phone]);
    let visit = serving("Visits", &[LAMBETH], &[Attendance::Home, Attendance::Phone]);
    let no_line = Near {
        include_online: false,
        ..near(1_000.0)
    };
    let no_visit = Near {
        include_serving: false,
        ..near(1_000.0)
    };
    assert_eq!(
        (reaches(&line, &no_line), reaches(&visit, &no_line)),
        (None, Some(Reach::Serves))
    );
    assert_eq!(
        (reaches(&line, &no_visit), reaches(&visit, &no_visit)),
        (Some(Reach::Remote), None)
    );
    let neither = Near {
        include_online: false,
        ..no_visit
    };
    assert_eq!(
        (reaches(&line, &neither), reaches(&visit, &neither)),
        (None, None)
    );
}

#[test]
fn without_a_place_no_hit_says_why_it_is_here() {
    let hit = answer(&[at("Here", BRIXTON.0, BRIXTON.1)], &ask("")).hits[0];
    assert_eq!((hit.reach, hit.distance_m, hit.nearest), (None, None, None));
}

#[test]
fn a_place_holds_over_many_segments() {
    let documents: Vec<Document> = (0..12)
        .map(|step| {
            at(
                &format!("{step:02}"),
                51.4613 + f64::from(step) / 500.0,
                -0.1156,
            )
        })
        .collect();
    let index = search::Index::in_memory().unwrap();
    for (sequence, document) in (1..).zip(&documents) {
        index.apply(vec![put(document.clone())], sequence).unwrap();
    }
    let results = index
        .search(&Query {
            order: search::Order::Nearest,
            ..within(1_600.0)
        })
        .unwrap();
    assert_eq!(
        crate::titles(&documents, &results),
        ["00", "01", "02", "03", "04", "05", "06", "07"]
    );
}

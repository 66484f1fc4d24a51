//! What counts as being at a place.

use domain::service::Attendance;
use geo::polygon;
use h3o::geom::{ContainmentMode, TilerBuilder};
use h3o::{CellIndex, Resolution};
use proptest::prelude::{ProptestConfig, prop_assert_eq, proptest};
use search::{ANYWHERE, Document, Ground, Near, Query, Reach};

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
    let hit = answer(&[at("Here", BRIXTON.0, BRIXTON.1)], &ask("")).hits[0].clone();
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

/// A triangle of some three miles around Brixton, with a hole in it; its cells as an ingest makes them.
fn drawn(title: &str) -> Document {
    let outline = polygon![
        exterior: [(x: -0.15, y: 51.44), (x: -0.08, y: 51.45), (x: -0.11, y: 51.49), (x: -0.15, y: 51.44)],
        interiors: [[(x: -0.12, y: 51.46), (x: -0.11, y: 51.46), (x: -0.11, y: 51.465), (x: -0.12, y: 51.46)]],
    ];
    let mut tiler = TilerBuilder::new(Resolution::Nine)
        .containment_mode(ContainmentMode::Covers)
        .build();
    tiler.add(outline.clone()).unwrap();
    let (mut inside, mut border) = (Vec::new(), Vec::new());
    for annotated in tiler.into_annotated_coverage() {
        match annotated.is_fully_contained {
            true => inside.push(annotated.cell),
            false => border.push(annotated.cell),
        }
    }
    inside.sort_unstable();
    CellIndex::compact(&mut inside).unwrap();
    Document {
        ground: Some(Ground {
            inside: inside.into_iter().map(u64::from).collect(),
            border: border.into_iter().map(u64::from).collect(),
            outline: outline.into(),
        }),
        ..listing(title)
    }
}

#[test]
fn ground_that_is_drawn_is_served_and_what_lies_beside_it_is_not() {
    let from = |latitude, longitude| Near::new(position(latitude, longitude), 100.0);
    let visits = drawn("Visits");
    assert_eq!(reaches(&visits, &from(51.455, -0.13)), Some(Reach::Serves));
    assert_eq!(reaches(&visits, &from(51.4615, -0.1115)), None, "the hole");
    assert_eq!(reaches(&visits, &from(51.48, -0.15)), None);
    let unwanted = Near {
        include_serving: false,
        ..from(51.455, -0.13)
    };
    assert_eq!(reaches(&visits, &unwanted), None);
    let line = Document {
        attendance: vec![Attendance::Phone],
        ..drawn("Line")
    };
    assert_eq!(reaches(&line, &from(51.455, -0.13)), Some(Reach::Remote));
    assert_eq!(
        reaches(&line, &from(53.8, -1.5)),
        None,
        "a line for its own ground"
    );
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(500))]

    #[test]
    fn the_border_of_drawn_ground_is_exact(latitude in 51.43..51.50_f64, longitude in -0.16..-0.07_f64) {
        use geo::Intersects as _;
        static INDEX: std::sync::LazyLock<search::Index> = std::sync::LazyLock::new(|| {
            // Beside others, over two segments, and in the place of an earlier version.
            let index = search::Index::in_memory().unwrap();
            let others = [at("Far", 53.8, -1.5), drawn("Old"), listing("Nowhere")];
            index.apply(others.into_iter().map(put).collect(), 1).unwrap();
            index.apply(vec![put(listing("Old")), put(drawn("Visits"))], 2).unwrap();
            index
        });
        let point = position(latitude, longitude);
        let near = Near::new(point, 50.0);
        let total = INDEX.search(&Query { near: Some(near), ..ask("") }).unwrap().total;
        static GROUND: std::sync::LazyLock<Ground> =
            std::sync::LazyLock::new(|| drawn("Visits").ground.unwrap());
        let holds = GROUND.outline.intersects(&point.point());
        prop_assert_eq!(total, u64::from(holds));
    }
}

#[test]
fn drawn_ground_is_found_among_many_listings_by_its_cells() {
    let mut documents: Vec<Document> = (0..6_000)
        .map(|number| {
            let step = f64::from(number);
            at(
                &number.to_string(),
                51.2 + (step / 77.0).fract() / 2.0,
                -0.4 + step / 10_000.0,
            )
        })
        .collect();
    documents.push(drawn("Visits"));
    let near = Near::new(position(51.455, -0.13), 0.5);
    let query = Query {
        near: Some(near),
        ..ask("")
    };
    assert_eq!(check(&documents, &query), ["Visits"]);
}

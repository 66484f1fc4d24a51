//! Where a service is for.

use std::sync::LazyLock;

use domain::position::Position;
use gazetteer::{ServiceArea, ServiceAreaError};
use proptest::prelude::*;

use crate::DEFAULT;

fn read(text: &str) -> String {
    let area = DEFAULT.service_area(text);
    let mut words = area.terms();
    words.extend(area.not_understood.iter().map(|part| format!("?{part}")));
    words.join(" ")
}

#[test]
fn what_sources_say_they_cover_becomes_codes() {
    let texts = [
        "E09000022",
        "http://statistics.data.gov.uk/id/statistical-geography/E09000022",
        "E08000016",
        "Lambeth",
        "London Borough of Lambeth",
        "Lambeth and Southwark",
        "Lambeth, Southwark & Lewisham",
        "Kensington and Chelsea, Hammersmith and Fulham and Brent",
        "Greater London",
        "London-wide",
        "national",
        "England",
        "England and Wales",
        "UK",
        "SW9 and SE5",
        "SW2, SW9, SE24",
        "Brixton Windrush ward",
        "Kent",
        "residents of the estate",
        "Lambeth; anyone with a GP",
    ];
    let answers: Vec<String> = texts
        .iter()
        .map(|text| format!("{text:<68} {}", read(text)))
        .collect();
    insta::assert_snapshot!(answers.join("\n"));
}

#[test]
fn a_person_finds_the_services_of_every_area_around_them() {
    let brixton = Position::new(51.4613, -0.1156).unwrap();
    let terms = DEFAULT.terms_at(brixton);
    for text in [
        "Lambeth",
        "London",
        "England",
        "UK",
        "SW9",
        "SW9 and SE5",
        "Lambeth and Southwark",
    ] {
        let service = DEFAULT.service_area(text).terms();
        assert!(service.iter().any(|term| terms.contains(term)), "{text}");
    }
    for text in ["Southwark", "Scotland", "SE5", "Kent"] {
        let service = DEFAULT.service_area(text).terms();
        assert!(!service.iter().any(|term| terms.contains(term)), "{text}");
    }
}

/// A lop-sided outline of about two miles around Brixton, with a hole.
const OUTLINE: &str = r#"{"type": "Polygon", "coordinates": [
    [[-0.14, 51.45], [-0.10, 51.44], [-0.085, 51.46], [-0.11, 51.48], [-0.135, 51.475], [-0.14, 51.45]],
    [[-0.12, 51.458], [-0.11, 51.458], [-0.11, 51.462], [-0.12, 51.462], [-0.12, 51.458]]
]}"#;

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2_000))]

    #[test]
    fn cells_and_the_border_rule_say_what_the_polygon_says(north in 51.43..51.49f64, east in -0.15..-0.07f64) {
        static AREA: LazyLock<ServiceArea> = LazyLock::new(|| ServiceArea::from_geojson(OUTLINE).unwrap());
        let point = Position::new(north, east).unwrap();
        let cells = gazetteer::cover::ancestors(point);
        let inside = cells.iter().any(|cell| AREA.inside.contains(cell));
        let border = cells.iter().any(|cell| AREA.border.contains(cell));
        let holds = AREA.polygon_holds(point);
        prop_assert_eq!(inside || (border && holds), holds);
    }
}

#[test]
fn a_polygon_is_a_few_hundred_cells() {
    let area = ServiceArea::from_geojson(OUTLINE).unwrap();
    assert!(
        (20..400).contains(&area.terms().len()),
        "{}",
        area.terms().len()
    );
}

#[test]
fn other_geojson_is_refused() {
    assert!(matches!(
        ServiceArea::from_geojson("Lambeth"),
        Err(ServiceAreaError::NotGeoJson(_))
    ));
    let point = r#"{"type": "Point", "coordinates": [-0.1, 51.4]}"#;
    assert!(matches!(
        ServiceArea::from_geojson(point),
        Err(ServiceAreaError::NoPolygon)
    ));
    let world = r#"{"type": "Polygon", "coordinates": [[[-90, -60], [90, -60], [90, 60], [-90, 60], [-90, -60]]]}"#;
    assert!(matches!(
        ServiceArea::from_geojson(world),
        Err(ServiceAreaError::TooLarge)
    ));
}

//! The importers of what an operator may add: stations, settlements, outlines, small areas.

use domain::position::Position;
use gazetteer::build::Inputs;
use gazetteer::{AreaKind, Kind};
use tempfile::TempDir;

use crate::sample::{Row, built, file, rows};
use crate::shared;

fn london() -> Vec<Row> {
    rows()
        .into_iter()
        .filter(|row| row.district.starts_with("E09"))
        .collect()
}

#[test]
fn stations_are_found_as_stations() {
    let table =
        "name\tlatitude\tlongitude\tkind\tweight\nBrixton station\t51.46330\t-0.11418\ts\t0\n";
    let gazetteer = built(&london(), |directory| Inputs {
        stations: Some(file(directory, "stations.tsv", table)),
        geonames: Some(file(
            directory,
            "places.tsv",
            "name\tlatitude\tlongitude\tpopulation\nBrixton\t51.46593\t-0.10652\t66300\n",
        )),
        ..Inputs::default()
    });
    let kind = |text: &str| gazetteer.resolve(text).reading.unwrap().kind;
    assert_eq!(kind("near Brixton tube"), Kind::Station);
    assert_eq!(kind("Brixton station"), Kind::Station);
    assert_eq!(kind("Brixton"), Kind::Place);
    assert_eq!(
        gazetteer.resolve("Brixton").alternatives[0].kind,
        Kind::Station
    );
}

#[test]
fn all_stations_of_the_country_are_imported() {
    let Some(stations) = shared("stations-naptan.tsv") else {
        return;
    };
    let gazetteer = built(&rows(), |_| Inputs {
        stations: Some(stations),
        ..Inputs::default()
    });
    assert!(
        gazetteer.meta().places > 3_000,
        "{}",
        gazetteer.meta().places
    );
    for station in [
        "Clapham Junction station",
        "Brixton tube",
        "near Elephant & Castle tube",
        "Leeds station",
    ] {
        assert_eq!(
            gazetteer.resolve(station).reading.unwrap().kind,
            Kind::Station,
            "{station}"
        );
    }
}

#[test]
fn settlements_of_open_names_are_read_from_a_tile() {
    let mut cells = vec![String::new(); 34];
    for (at, cell) in [
        (2, "Caerdydd"),
        (3, "cym"),
        (4, "Cardiff"),
        (5, "eng"),
        (6, "populatedPlace"),
        (7, "City"),
        (8, "318000"),
        (9, "176000"),
        (29, "Wales"),
    ] {
        cell.clone_into(&mut cells[at]);
    }
    let tile = format!(
        "{}\nosgb1,,High Street,,,,transportNetwork,Named Road,318000,176000\n",
        cells.join(",")
    );
    let gazetteer = built(&rows(), |directory| Inputs {
        open_names: Some(file(directory, "ST06.csv", &tile)),
        ..Inputs::default()
    });
    for name in ["Cardiff", "Caerdydd"] {
        let reading = gazetteer.resolve(name).reading.unwrap();
        assert_eq!(
            (reading.kind, reading.name.as_str()),
            (Kind::Place, "Cardiff")
        );
        assert!(
            reading
                .position
                .distance_m(Position::new(51.476, -3.18).unwrap())
                < 2_000.0
        );
    }
    assert!(gazetteer.resolve("High Street").reading.is_none());
}

/// Two boroughs with a straight border at longitude −0.1, drawn anew.
const TWO_BOROUGHS: &str = r#"{"type": "FeatureCollection", "features": [
    {"type": "Feature", "properties": {"LAD24CD": "E09000022", "LAD24NM": "Lambeth"}, "geometry": {"type": "Polygon",
     "coordinates": [[[-0.16, 51.40], [-0.10, 51.40], [-0.10, 51.52], [-0.16, 51.52], [-0.16, 51.40]]]}},
    {"type": "Feature", "properties": {"LAD24CD": "E09000028", "LAD24NM": "Southwark"}, "geometry": {"type": "Polygon",
     "coordinates": [[[-0.10, 51.40], [-0.03, 51.40], [-0.03, 51.52], [-0.10, 51.52], [-0.10, 51.40]]]}}
]}"#;

#[test]
fn an_outline_decides_where_the_nearest_postcode_would_not() {
    let gazetteer = built(&london(), |directory| Inputs {
        boundaries: vec![file(directory, "lad.geojson", TWO_BOROUGHS)],
        ..Inputs::default()
    });
    let council = |longitude: f64| {
        let areas = gazetteer.areas_at(Position::new(51.45, longitude).unwrap());
        areas
            .iter()
            .find(|area| area.kind() == AreaKind::LocalAuthority)
            .unwrap()
            .name
            .to_owned()
    };
    // A metre on either side.
    assert_eq!(council(-0.10002), "Lambeth");
    assert_eq!(council(-0.09998), "Southwark");
    assert!(gazetteer.outline("E09000022".parse().unwrap()).is_some());
}

#[test]
fn the_boroughs_outlines_agree_with_the_councils_of_the_postcodes() {
    let Some(path) = shared("london-boroughs-20m.json") else {
        return;
    };
    let boroughs: Vec<serde_json::Value> =
        serde_json::from_str(&std::fs::read_to_string(path).unwrap()).unwrap();
    let features: Vec<serde_json::Value> = boroughs
        .iter()
        .map(|borough| {
            serde_json::json!({
                "type": "Feature",
                "properties": {"LAD24CD": borough["c"], "LAD24NM": borough["n"]},
                "geometry": {"type": "MultiPolygon", "coordinates": borough["p"]},
            })
        })
        .collect();
    let collection =
        serde_json::json!({"type": "FeatureCollection", "features": features}).to_string();
    let rows = london();
    let gazetteer = built(&rows, |directory: &TempDir| Inputs {
        boundaries: vec![file(directory, "boroughs.geojson", &collection)],
        ..Inputs::default()
    });
    let agree = rows.iter().filter(|row| {
        let areas = gazetteer.areas_at(row.position);
        areas
            .iter()
            .any(|area| area.code.to_string() == row.district)
    });
    let (agree, all) = (agree.count(), rows.len());
    assert!(all > 900 && agree * 1_000 >= all * 998, "{agree} of {all}");
}

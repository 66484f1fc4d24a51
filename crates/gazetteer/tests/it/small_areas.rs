//! Small areas with their decile, their health area and where they are.

use domain::postcode::Postcode;
use gazetteer::build::Inputs;
use gazetteer::{AreaCode, AreaKind, Gazetteer};

use crate::DEFAULT;
use crate::sample::{built, file};

const DIRECTORY: &str = "\
pcds,doterm,lad25cd,wd25cd,gridind,lsoa21cd,lat,long
SW9 8DJ,,E09000022,E05014098,1,E01003012,51.464000,-0.115600
SW9 8DL,,E09000022,E05014098,1,E01003012,51.464200,-0.115400
SW9 8DP,,E09000022,E05014098,6,E01003012,51.470000,-0.110000
SW9 8DM,201001,E09000022,E05014098,1,E01003012,51.480000,-0.130000
SW9 8DN,,E09000022,E05014098,1,E01003013,51.464202,-0.115351
SW9 8DQ,,E09000022,E05014098,1,,51.464202,-0.115351
";

fn lambeth() -> Gazetteer {
    let deprivation = "\
LSOA code (2021),LSOA name (2021),Index of Multiple Deprivation (IMD) Rank,Index of Multiple Deprivation (IMD) Decile
E01003012,Lambeth 010A,4001,2
E01003013,Lambeth 010B,9001,3
";
    let health = "LSOA21CD,LSOA21NM,ICB24CD,ICB24NM\nE01003012,Lambeth 010A,E54000030,NHS South East London\n";
    built(&[], |directory| Inputs {
        directory: Some(file(directory, "ONSPD_NOV_2025_UK.csv", DIRECTORY)),
        small_areas: vec![
            file(directory, "imd.csv", deprivation),
            file(directory, "icb.csv", health),
        ],
        ..Inputs::default()
    })
}

fn code(text: &str) -> AreaCode {
    text.parse().unwrap()
}

#[test]
fn small_areas_carry_their_decile_and_health_area() {
    let gazetteer = lambeth();
    let small_area = |postcode: &str| gazetteer.small_area(&Postcode::parse(postcode).unwrap());
    let first = small_area("SW9 8DJ").unwrap();
    assert_eq!((first.code, first.decile), (code("E01003012"), Some(2)));
    assert_eq!(first.name, "Lambeth 010A");
    assert_eq!(first.health_area.unwrap().name, "NHS South East London");
    let second = small_area("SW9 8DN").unwrap();
    assert_eq!((second.decile, second.health_area), (Some(3), None));
    assert_eq!(small_area("SW9 8DQ"), None);
    assert_eq!(gazetteer.small_areas().count(), 2);
}

#[test]
fn a_small_area_lies_in_the_middle_of_its_postcodes_in_use_whose_place_is_known() {
    let gazetteer = lambeth();
    let first = gazetteer.small_areas().next().unwrap();
    // Neither the retired postcode nor the one that stands at its sector's middle pulls it away.
    let centre = first.centre.unwrap();
    assert!((centre.latitude - 51.4641).abs() < 1e-6 && (centre.longitude + 0.1155).abs() < 1e-6);
    assert!(first.reach_m > 0.0 && first.reach_m < 30.0);
    assert_eq!(first.postcodes, 3);
    assert_eq!(first.council.unwrap().code, code("E09000022"));
}

#[test]
fn health_geography_is_no_place_that_a_search_can_find() {
    let gazetteer = lambeth();
    for text in [
        "NHS South East London",
        "Lambeth 010A",
        "E01003012",
        "E54000030",
    ] {
        let resolution = gazetteer.resolve(text);
        let readings = resolution.reading.iter().chain(&resolution.alternatives);
        let hidden = [AreaKind::HealthArea, AreaKind::SmallArea];
        for area in readings.filter_map(|reading| reading.area) {
            assert!(!hidden.contains(&area.kind()), "{text} is read as {area}");
        }
        let rows = gazetteer.complete(text, 10);
        assert!(rows.iter().all(|row| row.text != text), "{text}");
    }
}

#[test]
fn a_file_without_small_areas_has_none() {
    assert_eq!(DEFAULT.small_areas().count(), 0);
    assert_eq!(
        DEFAULT.small_area(&Postcode::parse("SW9 8DJ").unwrap()),
        None
    );
}

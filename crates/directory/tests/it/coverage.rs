//! Which small areas have nothing near.

use std::sync::Arc;

use directory::{Coverage, CoverageRequest, Error};
use gazetteer::Gazetteer;
use gazetteer::build::{Inputs, build};

use crate::rig::{Rig, Said as _, item, on_each};

/// Four small areas: two in Lambeth some two miles apart, one in Camden, one whose only postcode has no place.
const DIRECTORY: &str = "\
pcds,doterm,ctry25cd,rgn25cd,lad25cd,wd25cd,lsoa21cd,icb23cd,lat,long
SW9 8DJ,,E92000001,E12000007,E09000022,E05014098,E01003012,E54000030,51.464012,-0.115602
SW9 8DL,,E92000001,E12000007,E09000022,E05014098,E01003012,E54000030,51.464102,-0.115451
SE1 7PB,,E92000001,E12000007,E09000022,E05014098,E01003013,E54000030,51.501000,-0.117000
NW5 2TJ,,E92000001,E12000007,E09000007,E05013665,E01000900,E54000028,51.550000,-0.141000
NW5 2TX,,E92000001,E12000007,E09000007,E05013665,E01000901,E54000028,99.999999,0.000000
";
const DEPRIVATION: &str = "\
LSOA code (2021),LSOA name (2021),Index of Multiple Deprivation (IMD) Decile
E01003012,Lambeth 010A,3
E01003013,Lambeth 001B,2
E01000900,Camden 003C,1
";
const BOARDS: &str = "LSOA21CD,ICB24CD,ICB24NM
E01003012,E54000030,NHS South East London
E01003013,E54000030,NHS South East London
E01000900,E54000028,NHS North Central London
";

fn small_areas() -> Arc<Gazetteer> {
    let folder = tempfile::tempdir().unwrap();
    let file = |name: &str, text: &str| {
        let path = folder.path().join(name);
        std::fs::write(&path, text).unwrap();
        path
    };
    let inputs = Inputs {
        directory: Some(file("ONSPD_NOV_2025_UK.csv", DIRECTORY)),
        small_areas: vec![file("imd.csv", DEPRIVATION), file("icb.csv", BOARDS)],
        ..Inputs::default()
    };
    let built = build(&inputs, &mut |_| {}).unwrap();
    Arc::new(Gazetteer::from_bytes(built.bytes).unwrap())
}

async fn furnished(rig: &Rig) {
    rig.directory.replace_gazetteer(small_areas());
    let source = rig.source("map", 1).await;
    let mut refuge = item("4", "Refuge", "NW5 2TJ");
    refuge.service.service_at_locations[0].location.area_only = true;
    rig.crawl(
        &source,
        &[
            item("1", "Brixton lunch club", "SW9 8DJ").term("Food & drink"),
            item("2", "Brixton choir", "SW9 8DL").term("Music"),
            item("3", "Waterloo choir", "SE1 7PB").term("Music"),
            refuge,
        ],
    )
    .await;
}

async fn report(rig: &Rig, request: CoverageRequest) -> Coverage {
    rig.directory.coverage(&request).await.unwrap().unwrap()
}

fn names(coverage: &Coverage) -> Vec<String> {
    let row = |row: &directory::CoverageRow| {
        let miles = row.nearest_m.map_or(-1.0, |metres| metres / 1_609.344);
        format!("{} {} {miles:.1}", row.name, row.listings)
    };
    coverage.rows.iter().map(row).collect()
}

#[tokio::test]
async fn the_most_deprived_areas_without_anything_near_come_first() {
    on_each(async |rig| {
        furnished(&rig).await;
        let coverage = report(&rig, CoverageRequest::default()).await;
        // A refuge is nowhere that a report may point at.
        assert_eq!(names(&coverage), ["Camden 003C 0 3.5"]);
        assert_eq!(
            (coverage.looked_at, coverage.uncovered, coverage.places),
            (3, 1, 3)
        );
        assert_eq!(coverage.unplaced, 1);
        let all = CoverageRequest {
            covered_too: true,
            ..CoverageRequest::default()
        };
        assert_eq!(
            names(&report(&rig, all).await),
            [
                "Camden 003C 0 3.5",
                "Lambeth 001B 1 0.0",
                "Lambeth 010A 2 0.0"
            ]
        );
        let row = &coverage.rows[0];
        assert_eq!(row.decile, Some(1));
        assert_eq!(row.health_area.as_deref(), Some("NHS North Central London"));
    })
    .await;
}

#[tokio::test]
async fn a_report_can_be_of_one_need_one_area_and_the_most_deprived() {
    on_each(async |rig| {
        furnished(&rig).await;
        let food = CoverageRequest {
            categories: vec!["Food & drink".to_owned()],
            ..CoverageRequest::default()
        };
        assert_eq!(
            names(&report(&rig, food.clone()).await),
            ["Camden 003C 0 6.0", "Lambeth 001B 0 2.6"]
        );
        let wide = CoverageRequest {
            miles: 3.0,
            ..food.clone()
        };
        assert_eq!(names(&report(&rig, wide).await), ["Camden 003C 0 6.0"]);
        for area in ["E09000022", "NHS South East London", "E54000030"] {
            let there = CoverageRequest {
                area: Some(area.to_owned()),
                ..food.clone()
            };
            assert_eq!(
                names(&report(&rig, there).await),
                ["Lambeth 001B 0 2.6"],
                "{area}"
            );
        }
        let deprived = CoverageRequest {
            up_to_decile: Some(1),
            ..food
        };
        let deprived = report(&rig, deprived).await;
        assert_eq!(names(&deprived), ["Camden 003C 0 6.0"]);
        assert_eq!((deprived.looked_at, deprived.without_decile), (1, 1));
    })
    .await;
}

#[tokio::test]
async fn what_is_asked_wrongly_is_told_at_once_and_a_file_without_small_areas_is_no_report() {
    on_each(async |rig| {
        let wrong = CoverageRequest {
            miles: 0.0,
            up_to_decile: Some(11),
            area: Some("Narnia".to_owned()),
            ..CoverageRequest::default()
        };
        let Err(Error::Invalid(violations)) = rig.directory.coverage(&wrong).await else {
            panic!("this must be refused");
        };
        let named: Vec<&str> = violations.iter().map(|v| v.parameter).collect();
        assert_eq!(named, ["miles", "decile", "area"]);
        let none = rig.directory.coverage(&CoverageRequest::default()).await;
        assert_eq!(none.unwrap(), None);
    })
    .await;
}

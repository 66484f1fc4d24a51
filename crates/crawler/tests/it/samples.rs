//! Real open data, where a copy lies beside this repository: one statement a usable row, and every
//! other row set aside with its reason.
//!
//! The copies are not part of the project; without them these tests say so and check nothing.

use std::path::{Path, PathBuf};

use crawler::Silent;
use directory::RunReport;

use crate::rig::Rig;

/// A file of the samples, or `None` and loud words.
fn sample(name: &str) -> Option<PathBuf> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("../../../shared/data/feeds")
        .join(name);
    if path.is_file() {
        return Some(path);
    }
    eprintln!(
        "\n*** LEFT OUT: the sample {name} is not there, so reading it was not checked ***\n"
    );
    None
}

async fn crawl(name: &str, profile: Option<&str>) -> Option<(Rig, RunReport)> {
    let path = sample(name)?;
    let rig = Rig::new().await;
    let report = rig
        .crawler
        .crawl_file(&path, profile, &Silent)
        .await
        .expect("it can be read");
    let aside: u64 = report.set_aside.iter().map(|(_, count)| count).sum();
    eprintln!(
        "{name}: {} statements, {aside} set aside {:?}",
        report.kept, report.set_aside
    );
    assert!(report.complete, "{name}: {:?}", report.problems);
    let listed = rig.set_aside(report.source.as_str()).await;
    assert_eq!(
        listed.len() as u64,
        aside,
        "everything set aside can be listed"
    );
    assert!(listed.iter().all(|reason| !reason.is_empty()));
    Some((rig, report))
}

/// Rows of a file, as the reader must account for them.
async fn check(name: &str, profile: Option<&str>, kept: u64, aside: u64) {
    let Some((_, report)) = crawl(name, profile).await else {
        return;
    };
    let set_aside: u64 = report.set_aside.iter().map(|(_, count)| count).sum();
    assert_eq!((report.kept, set_aside), (kept, aside), "{name}");
}

#[tokio::test]
async fn every_open_library_of_england_is_a_statement() {
    let name = "libraries_csv/libraries_england_2023.csv";
    check(name, Some("libraries-england"), 3_071, 416).await;
}

#[tokio::test]
async fn a_table_that_nobody_has_described_is_read_all_the_same() {
    check("libraries_csv/libraries_england_2023.csv", None, 3_487, 0).await;
}

#[tokio::test]
async fn every_list_of_places_of_trafford_is_read() {
    for (name, kept, aside) in [
        ("allotments__trafford_allotments.geojson", 35, 0),
        ("care_homes__trafford_care_homes.csv", 56, 0),
        ("charities__charities_operating_in_trafford.csv", 736, 0),
        ("childrens_centres__trafford_childrens_centres.csv", 2, 0),
        ("food_banks__gm_food_banks.csv", 171, 0),
        ("food_banks__gm_food_banks.geojson", 171, 0),
        (
            "general_practice__trafford_general_practices.geojson",
            26,
            0,
        ),
        ("libraries__gm_libraries.csv", 141, 0),
        ("libraries__gm_libraries.geojson", 141, 0),
        ("mental_health__raw__mental_health_services_RAW.csv", 60, 0),
        ("mental_health__trafford_mental_health_services.csv", 60, 0),
        (
            "mental_health__trafford_mental_health_services.geojson",
            60,
            0,
        ),
        ("pharmacies__gm_pharmacies.csv", 631, 0),
        (
            "places_of_worship__trafford_places_of_worship.geojson",
            118,
            0,
        ),
        (
            "places_of_worship__trafford_places_of_worship_RAW.geojson",
            88,
            40,
        ),
        ("sport_facilities__sports_facilities.csv", 314, 0),
        ("sport_facilities__sports_facilities.geojson", 314, 0),
        ("sports_clubs__sports_clubs.csv", 140, 0),
    ] {
        check(&format!("trafford_ogl/{name}"), None, kept, aside).await;
    }
}

#[tokio::test]
async fn a_real_map_is_read_from_kml_and_from_kmz() {
    check("kml/appymaps_london.kml", None, 14, 0).await;
    check("kml/appymaps_london.kmz", None, 14, 0).await;
}

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
    check(
        "libraries_csv/libraries_england_2023.csv",
        Some("libraries-england"),
        0,
        0,
    )
    .await;
}

#[tokio::test]
async fn every_list_of_places_of_trafford_is_read() {
    for name in [
        "allotments__trafford_allotments.geojson",
        "care_homes__trafford_care_homes.csv",
        "charities__charities_operating_in_trafford.csv",
        "childrens_centres__trafford_childrens_centres.csv",
        "food_banks__gm_food_banks.csv",
        "food_banks__gm_food_banks.geojson",
        "general_practice__trafford_general_practices.geojson",
        "libraries__gm_libraries.csv",
        "libraries__gm_libraries.geojson",
        "mental_health__raw__mental_health_services_RAW.csv",
        "mental_health__trafford_mental_health_services.csv",
        "mental_health__trafford_mental_health_services.geojson",
        "pharmacies__gm_pharmacies.csv",
        "places_of_worship__trafford_places_of_worship.geojson",
        "places_of_worship__trafford_places_of_worship_RAW.geojson",
        "sport_facilities__sports_facilities.csv",
        "sport_facilities__sports_facilities.geojson",
        "sports_clubs__sports_clubs.csv",
    ] {
        crawl(&format!("trafford_ogl/{name}"), None).await;
    }
}

#[tokio::test]
async fn a_real_map_is_read_from_kml_and_from_kmz() {
    crawl("kml/appymaps_london.kml", None).await;
    crawl("kml/appymaps_london.kmz", None).await;
}

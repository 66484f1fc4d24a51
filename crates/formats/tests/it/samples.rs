//! Real files, where they are at hand: how many rows become items, and why the others do not.
//!
//! The files are not part of the project (`shared/data/feeds` beside it). Where they are absent this
//! says so and checks nothing; the same ways are walked by small own samples in the other modules.

use std::collections::BTreeMap;
use std::path::PathBuf;

use formats::{Document, LinkKind, Reader, Reading};

const FILES: &[(&str, &str)] = &[
    (
        "libraries-england",
        "libraries_csv/libraries_england_2023.csv",
    ),
    ("table", "libraries_csv/libraries_england_2023.csv"),
    ("table", "gla_cultural/Music_venues_all.csv"),
    (
        "table",
        "trafford_ogl/allotments__trafford_allotments.geojson",
    ),
    ("table", "trafford_ogl/care_homes__trafford_care_homes.csv"),
    (
        "table",
        "trafford_ogl/charities__charities_operating_in_trafford.csv",
    ),
    (
        "table",
        "trafford_ogl/childrens_centres__trafford_childrens_centres.csv",
    ),
    ("table", "trafford_ogl/food_banks__gm_food_banks.csv"),
    ("table", "trafford_ogl/food_banks__gm_food_banks.geojson"),
    (
        "table",
        "trafford_ogl/general_practice__trafford_general_practices.geojson",
    ),
    ("table", "trafford_ogl/libraries__gm_libraries.csv"),
    ("table", "trafford_ogl/libraries__gm_libraries.geojson"),
    (
        "table",
        "trafford_ogl/mental_health__raw__mental_health_services_RAW.csv",
    ),
    (
        "table",
        "trafford_ogl/mental_health__trafford_mental_health_services.csv",
    ),
    (
        "table",
        "trafford_ogl/mental_health__trafford_mental_health_services.geojson",
    ),
    ("table", "trafford_ogl/pharmacies__gm_pharmacies.csv"),
    (
        "table",
        "trafford_ogl/places_of_worship__trafford_places_of_worship.geojson",
    ),
    (
        "table",
        "trafford_ogl/places_of_worship__trafford_places_of_worship_RAW.geojson",
    ),
    (
        "table",
        "trafford_ogl/sport_facilities__sports_facilities.csv",
    ),
    (
        "table",
        "trafford_ogl/sport_facilities__sports_facilities.geojson",
    ),
    ("table", "trafford_ogl/sports_clubs__sports_clubs.csv"),
    ("table", "aliss/allotments_services.csv"),
    ("mymaps", "kml/appymaps_london.kml"),
    ("mymaps", "kml/appymaps_london.kmz"),
    ("mymaps", "kml/mymaps_doc_argentina.kml"),
];

#[test]
fn every_usable_row_of_the_sample_feeds_becomes_an_item() {
    let folder = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../../shared/data/feeds");
    if !folder.is_dir() {
        eprintln!(
            "NOT CHECKED: there are no sample feeds at {}",
            folder.display()
        );
        return;
    }
    let mut report = String::new();
    for (profile, path) in FILES {
        let bytes = std::fs::read(folder.join(path)).unwrap();
        let document = Document {
            url: "https://feeds.test/sample",
            content_type: None,
            bytes: &bytes,
            expected: LinkKind::List,
            terms: &[],
        };
        let reading = Reader::built_in(profile).unwrap().read(&document);
        report.push_str(&format!("{path} ({profile})\n{}\n", counts(&reading)));
    }
    insta::assert_snapshot!(report);
}

fn counts(reading: &Reading) -> String {
    let mut reasons: BTreeMap<&str, usize> = BTreeMap::new();
    for aside in &reading.set_aside {
        *reasons.entry(&aside.reason).or_default() += 1;
    }
    let rows = reading.items.len() + reading.set_aside.len();
    let placed = reading
        .items
        .iter()
        .filter(|item| item.service.locations().next().is_some())
        .count();
    let timed = reading
        .items
        .iter()
        .filter(|item| item.service.all_schedules().next().is_some())
        .count();
    let mut lines = vec![format!(
        "  {rows} rows, {} items: {placed} with a place, {timed} with times",
        reading.items.len()
    )];
    lines.extend(
        reasons
            .iter()
            .map(|(reason, count)| format!("  {count} set aside: {reason}")),
    );
    lines.extend(
        reading
            .problem
            .iter()
            .map(|problem| format!("  problem: {problem}")),
    );
    lines.join("\n")
}

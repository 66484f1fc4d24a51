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

/// A profile, a file, and what it must give: items, links to records, set aside, pieces.
const FEEDS: &[(&str, &str, [usize; 4])] = &[
    (
        "open-referral",
        "../open-referral-uk/data/bristol-v1-services-page1of5.2024-12-09.json",
        [0, 50, 0, 0],
    ),
    (
        "never",
        "../open-referral-uk/data/bristol-v1-services-page1of5.2024-12-09.json",
        [50, 0, 0, 0],
    ),
    (
        "open-referral",
        "../open-referral-uk/data/bristol-v3-services-page1.2025.json",
        [0, 3, 0, 0],
    ),
    (
        "never",
        "../open-referral-uk/data/bristol-v3-services-page1.2025.json",
        [3, 0, 0, 0],
    ),
    (
        "open-referral",
        "../open-referral-uk/data/bristol-v3-service-full.2025.json",
        [1, 0, 0, 0],
    ),
    ("never", "oruk/v3_service_list.json", [1, 0, 127, 0]),
    (
        "outpost",
        "outpost_json/scout_services_fixture.json",
        [20, 0, 0, 0],
    ),
    (
        "openactive",
        "openactive/goodgym_dataset_site.html",
        [0, 0, 0, 0],
    ),
    (
        "openactive",
        "openactive/catalogs/singular.jsonld",
        [0, 0, 0, 0],
    ),
    (
        "openactive",
        "openactive/catalogs/data-catalog-collection.jsonld",
        [0, 0, 0, 0],
    ),
    (
        "openactive",
        "openactive/model_examples/sessionseries_example_1.json",
        [1, 0, 0, 0],
    ),
    (
        "openactive",
        "openactive/model_examples/sessionseries-split_example_1.json",
        [1, 0, 0, 0],
    ),
    (
        "openactive",
        "openactive/model_examples/sessionseries-split-virtual_example_1.json",
        [1, 0, 0, 0],
    ),
    (
        "openactive",
        "openactive/model_examples/sessionseries-eventseries-split_example_1.json",
        [1, 0, 0, 0],
    ),
    (
        "openactive",
        "openactive/model_examples/scheduledsession_example_1.json",
        [0, 0, 0, 1],
    ),
    (
        "openactive",
        "openactive/model_examples/scheduledsession-split_example_1.json",
        [0, 0, 0, 1],
    ),
    (
        "openactive",
        "openactive/model_examples/scheduledsession-split-virtual_example_1.json",
        [0, 0, 0, 1],
    ),
    (
        "openactive",
        "openactive/model_examples/event_example_1.json",
        [1, 0, 0, 0],
    ),
    (
        "openactive",
        "openactive/model_examples/event_eventseries_example_1.json",
        [1, 0, 0, 0],
    ),
    (
        "openactive",
        "openactive/model_examples/courseinstance_example_1.json",
        [1, 0, 0, 0],
    ),
    (
        "openactive",
        "openactive/model_examples/courseinstance_event_example_1.json",
        [1, 0, 0, 0],
    ),
    (
        "openactive",
        "openactive/model_examples/facilityuse_example_1.json",
        [1, 0, 0, 0],
    ),
    (
        "openactive",
        "openactive/model_examples/slot_example_1.json",
        [0, 0, 1, 0],
    ),
    (
        "openactive",
        "openactive/model_examples/ondemandevent_example_1.json",
        [0, 0, 1, 0],
    ),
];

#[test]
fn every_good_record_of_the_sample_feeds_of_platforms_is_read() {
    let root = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../../shared/data/feeds");
    if !root.is_dir() {
        eprintln!(
            "the sample feeds are not at hand, nothing was checked: {}",
            root.display()
        );
        return;
    }
    let mut wrong: Vec<String> = Vec::new();
    for (profile, file, expected) in FEEDS {
        let reader = match *profile {
            "never" => {
                Reader::from_profile("format = \"open-referral\"\ndetails = \"never\"").unwrap()
            }
            name => Reader::built_in(name).unwrap(),
        };
        let bytes = std::fs::read(root.join(file)).unwrap();
        let reading = reader.read(&Document {
            url: "https://samples.example/services",
            content_type: None,
            bytes: &bytes,
            expected: LinkKind::List,
            terms: &[],
        });
        let records = reading
            .links
            .iter()
            .filter(|link| link.kind == LinkKind::Detail)
            .count();
        let found = [
            reading.items.len(),
            records,
            reading.set_aside.len(),
            reading.pieces.len(),
        ];
        let located = reading
            .items
            .iter()
            .filter(|item| item.service.locations().next().is_some())
            .count();
        eprintln!(
            "{file} by {profile}: {} items ({located} with a place), {records} records, {} pieces, {} at second hand, next {:?}, aside {:?}, {:?}",
            found[0],
            found[3],
            reading.second_hand.len(),
            reading
                .links
                .iter()
                .filter(|link| link.kind == LinkKind::List)
                .map(|link| link.url.as_str())
                .collect::<Vec<_>>(),
            reading
                .set_aside
                .iter()
                .map(|aside| aside.reason.as_str())
                .collect::<Vec<_>>(),
            reading.problem,
        );
        if found != *expected {
            wrong.push(format!(
                "{file} by {profile}: {found:?} where {expected:?} was expected"
            ));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn the_sample_package_is_read_whole() {
    let root = PathBuf::from(env!("CARGO_MANIFEST_DIR"))
        .join("../../../shared/data/feeds/hsds_datapackage/simple");
    let Ok(files) = std::fs::read_dir(&root) else {
        eprintln!(
            "the sample package is not at hand, nothing was checked: {}",
            root.display()
        );
        return;
    };
    let mut zip = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    for file in files {
        let path = file.unwrap().path();
        let name = format!("simple/{}", path.file_name().unwrap().to_string_lossy());
        zip.start_file(name, zip::write::SimpleFileOptions::default())
            .unwrap();
        std::io::Write::write_all(&mut zip, &std::fs::read(&path).unwrap()).unwrap();
    }
    let bytes = zip.finish().unwrap().into_inner();
    let reading = Reader::built_in("hsds-package").unwrap().read(&Document {
        url: "https://samples.example/simple.zip",
        content_type: None,
        bytes: &bytes,
        expected: LinkKind::List,
        terms: &[],
    });
    let located = reading
        .items
        .iter()
        .filter(|item| item.service.locations().next().is_some())
        .count();
    eprintln!(
        "{} services, {located} with a place, aside {:?}",
        reading.items.len(),
        reading.set_aside
    );
    assert_eq!(reading.problem, None);
    assert_eq!((reading.items.len(), reading.set_aside.len()), (13, 0));
}

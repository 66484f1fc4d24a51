//! The demonstration feeds, read by their own profiles, give what `fixtures/facts/expected.toml` says.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use formats::{Document, LinkKind, Problem, Reader, Reading};

fn fixtures() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../fixtures")
}

fn reader(feed: &str) -> Reader {
    let profile =
        std::fs::read_to_string(fixtures().join(format!("profiles/{feed}.toml"))).unwrap();
    Reader::from_profile(&profile).unwrap_or_else(|error| panic!("{feed}: {error}"))
}

fn read(feed: &str, path: &str) -> Reading {
    let bytes = std::fs::read(fixtures().join("feeds").join(path)).unwrap();
    let url = format!("http://127.0.0.1:8081/{path}");
    let document = Document {
        url: &url,
        content_type: None,
        bytes: &bytes,
        expected: LinkKind::List,
        terms: &[],
    };
    reader(feed).read(&document)
}

/// How many listings, and how many of each oddity that is no listing, a good reader gets from a feed.
fn expected(feed: &str) -> (usize, BTreeMap<String, usize>) {
    let text = std::fs::read_to_string(fixtures().join("facts/expected.toml")).unwrap();
    let table: toml::Table = text.parse().unwrap();
    let feed = &table["feed"][feed];
    let number = |value: &toml::Value| usize::try_from(value.as_integer().unwrap()).unwrap();
    let oddities = feed["oddities"].as_array().unwrap();
    let set_aside = oddities
        .iter()
        .filter(|oddity| oddity["outcome"].as_str() != Some("kept"));
    let of = |oddity: &toml::Value| {
        (
            oddity["kind"].as_str().unwrap().to_owned(),
            number(&oddity["count"]),
        )
    };
    (number(&feed["listings"]), set_aside.map(of).collect())
}

fn reasons(readings: &[&Reading]) -> BTreeMap<String, usize> {
    let mut reasons = BTreeMap::new();
    for aside in readings.iter().flat_map(|reading| &reading.set_aside) {
        *reasons.entry(aside.reason.clone()).or_default() += 1;
    }
    reasons
}

#[test]
fn the_map_of_lambeth_is_read_with_the_layer_that_it_links_to() {
    let map = read("mymaps-lambeth", "mymaps/social-prescribing.kml");
    assert_eq!(map.problem, None);
    let links: Vec<&str> = map.links.iter().map(|link| link.url.as_str()).collect();
    assert_eq!(links, ["http://127.0.0.1:8081/mymaps/partners-layer.kmz"]);
    let layer = read("mymaps-lambeth", "mymaps/partners-layer.kmz");
    assert_eq!(layer.problem, None);

    let (listings, oddities) = expected("mymaps-lambeth");
    assert_eq!(map.items.len() + layer.items.len(), listings);
    let reasons = reasons(&[&map, &layer]);
    assert_eq!(reasons.get("no name"), oddities.get("no-name"));
    assert_eq!(
        reasons.get("it is a line on the map, not a place"),
        oddities.get("line")
    );
    assert_eq!(
        reasons.get("it is an area on the map, not a place"),
        oddities.get("polygon")
    );
    let pictures = |text: &Option<String>| {
        text.as_deref()
            .is_some_and(|text| text.contains("usercontent"))
    };
    assert!(
        !map.items
            .iter()
            .any(|item| pictures(&item.service.description) || pictures(&item.service.url))
    );
}

#[test]
fn a_placemark_of_lambeth_is_read_whole() {
    let map = read("mymaps-lambeth", "mymaps/social-prescribing.kml");
    let sofa = map
        .items
        .iter()
        .find(|item| item.service.name.starts_with("Open Sofa"))
        .unwrap();
    insta::assert_json_snapshot!(sofa.service);
}

#[test]
fn a_stub_leads_to_the_layer_and_a_private_map_is_no_empty_one() {
    let stub = read("mymaps-lambeth", "mymaps/stub.kml");
    assert_eq!(
        (stub.links.len(), stub.items.len(), stub.problem),
        (1, 0, None)
    );
    let private = read("mymaps-lambeth", "mymaps/private-map.kml");
    let got = "an HTML sign-in page".to_owned();
    assert_eq!(
        private.problem,
        Some(Problem::WrongKind {
            expected: "a KML or KMZ document",
            got
        })
    );
}

#[test]
fn the_register_of_southwark_is_read() {
    let table = read("csv-southwark", "csv/southwark-community-activities.csv");
    assert_eq!(table.problem, None);
    let (listings, oddities) = expected("csv-southwark");
    assert_eq!(table.items.len(), listings);
    let reasons = reasons(&[&table]);
    for (reason, oddity) in [
        ("the row is empty", "blank-row"),
        ("no name", "no-name"),
        ("the record is a draft (Status = Draft)", "test-row"),
        ("the service has closed (Status = Closed)", "closed"),
        ("it repeats an earlier row", "repeat"),
    ] {
        assert_eq!(
            reasons.get(reason),
            oddities.get(oddity),
            "{reason}: {reasons:?}"
        );
    }
    assert_eq!(
        reasons.values().sum::<usize>(),
        oddities.values().sum::<usize>(),
        "{reasons:?}"
    );
}

#[test]
fn a_row_of_southwark_is_read_whole() {
    let table = read("csv-southwark", "csv/southwark-community-activities.csv");
    let fit = table
        .items
        .iter()
        .find(|item| item.external_id == "SWK-4310")
        .unwrap();
    insta::assert_json_snapshot!(fit.service);
}

#[test]
fn the_workbook_of_lewisham_is_read() {
    let book = read("xlsx-lewisham", "xlsx/lewisham-local-activities.xlsx");
    assert_eq!(book.problem, None);
    let (listings, oddities) = expected("xlsx-lewisham");
    assert_eq!(book.items.len(), listings);
    let reasons = reasons(&[&book]);
    for (reason, oddity) in [
        ("it stands above the headings", "preamble"),
        ("the row is empty", "blank-row"),
        (
            "only one cell is filled: it is a heading or a note",
            "part-heading",
        ),
        ("it is a total", "total-row"),
    ] {
        assert_eq!(
            reasons.get(reason),
            oddities.get(oddity),
            "{reason}: {reasons:?}"
        );
    }
}

#[test]
fn a_row_of_lewisham_is_read_whole() {
    let book = read("xlsx-lewisham", "xlsx/lewisham-local-activities.xlsx");
    let cuppa = book
        .items
        .iter()
        .find(|item| item.service.name == "Catford Cuppa")
        .unwrap();
    insta::assert_json_snapshot!(cuppa.service);
}

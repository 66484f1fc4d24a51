//! Feeds of platforms, each in the exact shape in which it is published, with made-up organizations.

mod openactive;
mod packages;
mod robustness;

use formats::{Document, LinkKind, Problem, Reader, Reading};
use serde_json::{Value, json};

const ORUK_V3: &str = include_str!("../feeds/oruk-v3-list.json");
const ORUK_V3_SERVICE: &str = include_str!("../feeds/oruk-v3-service.json");
const ORUK_V1: &str = include_str!("../feeds/oruk-v1-list.json");
const OUTPOST: &str = include_str!("../feeds/outpost-list.json");
const CONNECTED: &str = include_str!("../feeds/connected-services.json");
const CONNECTED_PLACES: &str = include_str!("../feeds/connected-places.json");
const ALISS: &str = include_str!("../feeds/aliss-import.json");
const GIVE_FOOD: &str = include_str!("../feeds/give-food.json");
const PAGE: &str = include_str!("../feeds/page.html");
const HALL: &str = include_str!("../feeds/hall.ics");

fn read(profile: &str, url: &str, expected: LinkKind, bytes: &[u8]) -> Reading {
    let reader = Reader::built_in(profile).unwrap();
    reader.read(&Document {
        url,
        content_type: None,
        bytes,
        expected,
        terms: &[],
    })
}

fn list(profile: &str, url: &str, text: &str) -> Reading {
    read(profile, url, LinkKind::List, text.as_bytes())
}

/// What a reading says, without what was kept raw.
fn shown(reading: &Reading) -> Value {
    let items: Vec<Value> = reading
        .items
        .iter()
        .map(|item| json!({ "id": item.external_id, "url": item.url, "service": item.service }))
        .collect();
    let aside: Vec<String> = reading
        .set_aside
        .iter()
        .map(|aside| format!("{}: {}", aside.place, aside.reason))
        .collect();
    let links: Vec<String> = reading
        .links
        .iter()
        .map(|link| {
            format!(
                "{:?} {} {}",
                link.kind,
                link.url,
                link.version.as_deref().unwrap_or("")
            )
        })
        .collect();
    json!({
        "items": items, "aside": aside, "links": links, "total": reading.total,
        "problem": reading.problem.as_ref().map(ToString::to_string),
        "pieces": reading.pieces, "gone": reading.gone, "resume": reading.resume,
    })
}

#[test]
fn a_thin_list_leads_to_each_record_and_on() {
    let reading = list("open-referral", "https://api.example/v3/services", ORUK_V3);
    insta::assert_json_snapshot!("oruk_v3_list", shown(&reading));
}

#[test]
fn a_record_of_version_3_says_all_that_it_has() {
    let url = "https://api.example/v3/services/0d8e6a30-1c1f-4b9e-9f1a-0a5f0f3d1001";
    let reading = read(
        "open-referral",
        url,
        LinkKind::Detail,
        ORUK_V3_SERVICE.as_bytes(),
    );
    assert!(
        !reading.items[0].raw.contains("checker@"),
        "an assurer is not kept"
    );
    insta::assert_json_snapshot!("oruk_v3_service", shown(&reading));
}

#[test]
fn a_list_of_version_1_is_read_as_it_stands() {
    let reading = list("open-referral", "https://api.example/services", ORUK_V1);
    insta::assert_json_snapshot!("oruk_v1_list", shown(&reading));
}

#[test]
fn the_root_of_an_api_leads_to_its_services() {
    let root = r#"{"version":"HSDS-UK-3.0","profile":"https://a.example","openapi_url":"https://a.example/o.json"}"#;
    let reading = list("open-referral", "https://api.example/v3", root);
    assert_eq!(reading.links[0].url, "https://api.example/v3/services");
    let reader = Reader::built_in("open-referral").unwrap();
    assert_eq!(
        reader.elsewhere("https://api.example/o/v2/").as_deref(),
        Some("https://api.example/o/v2/services")
    );
    assert_eq!(reader.elsewhere("https://api.example/o/v2/services"), None);
}

#[test]
fn an_error_with_status_200_is_no_empty_list() {
    let reading = list(
        "open-referral",
        "https://api.example/services",
        r#"{"error":"database down"}"#,
    );
    assert!(
        matches!(&reading.problem, Some(Problem::Unreadable(said)) if said.contains("database down"))
    );
    let reading = list(
        "open-referral",
        "https://api.example/services",
        "<html><body>Sign in</body></html>",
    );
    assert!(matches!(reading.problem, Some(Problem::WrongKind { .. })));
}

#[test]
fn a_page_that_was_cut_off_gives_what_came() {
    let cut = ORUK_V1.find("Newer copy").unwrap();
    let reading = list(
        "open-referral",
        "https://api.example/services",
        &ORUK_V1[..cut],
    );
    assert!(matches!(reading.problem, Some(Problem::CutOff(_))));
    assert_eq!(reading.items.len(), 1);
}

#[test]
fn outpost_is_read_with_its_places_and_masks() {
    let text = format!("\u{feff}{OUTPOST}");
    let reading = list(
        "outpost",
        "https://outpost.example/api/v1/services?per_page=2",
        &text,
    );
    insta::assert_json_snapshot!("outpost", shown(&reading));
}

#[test]
fn connected_places_are_pieces_of_services() {
    let url = "https://api.example/core/v1/services?per_page=2";
    let reading = list("connected-places", url, CONNECTED);
    insta::assert_json_snapshot!("connected_services", shown(&reading));
    let url = "https://api.example/core/v1/service-locations?include=location&per_page=100";
    let places = list("connected-places", url, CONNECTED_PLACES);
    insta::assert_json_snapshot!("connected_places", shown(&places));
}

#[test]
fn aliss_and_give_food_are_read() {
    let reading = list("aliss", "https://www.aliss.org/api/v4/import/", ALISS);
    insta::assert_json_snapshot!("aliss", shown(&reading));
    let reading = list(
        "give-food",
        "https://www.givefood.org.uk/api/2/locations/",
        GIVE_FOOD,
    );
    assert!(!reading.items[0].raw.contains("Somebody Elected"));
    insta::assert_json_snapshot!("give_food", shown(&reading));
}

#[test]
fn events_in_a_page_are_services() {
    let reading = read(
        "linked-data",
        "https://deptford-friends.org.uk/whats-on",
        LinkKind::Detail,
        PAGE.as_bytes(),
    );
    insta::assert_json_snapshot!("linked_data", shown(&reading));
}

#[test]
fn a_sitemap_leads_to_pages() {
    let map = r#"<?xml version="1.0"?><urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">
        <url><loc>https://a.example/events/1?x=1&amp;y=2</loc><lastmod>2026-01-02</lastmod></url><url><loc>/events/2</loc></url></urlset>"#;
    let reading = list("linked-data", "https://a.example/sitemap.xml", map);
    insta::assert_json_snapshot!("sitemap", shown(&reading)["links"]);
}

#[test]
fn a_calendar_gives_series_and_single_events() {
    let reading = list("calendar", "https://hall.example/hall.ics", HALL);
    insta::assert_json_snapshot!("calendar", shown(&reading));
}

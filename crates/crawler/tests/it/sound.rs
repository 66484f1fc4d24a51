//! A source that behaves: what is read, what is sent, what is not sent twice.

use directory::RunReport;
use testkit::gzip;
use testkit::origin::Answer;

use crate::rig::{Rig, codes, item, kml, list, source_at};

#[tokio::test]
async fn a_source_that_behaves_is_read_whole() {
    let rig = Rig::new().await;
    rig.origin
        .on("/map.kml", [Answer::kml(kml(&["Lunch club", "Tea dance"]))]);
    let report = rig.crawl(&rig.map("map", "/map.kml")).await;
    assert!(report.complete, "{report:?}");
    assert_eq!((report.new, report.kept, report.fetched), (2, 2, 2));
    assert_eq!(rig.names().await, ["Lunch club", "Tea dance"]);
    let request = rig.origin.requests().pop().expect("the map was asked for");
    let agent = request.header("user-agent").unwrap_or_default();
    assert!(
        agent.starts_with("Fingerpost/") && agent.contains("(+https://"),
        "{agent}"
    );
    assert!(agent.ends_with("; crawler@fingerpost.example)"), "{agent}");
    assert_eq!(request.header("cookie"), None);
}

#[tokio::test]
async fn what_has_not_changed_is_not_sent_again_and_stays_seen() {
    let rig = Rig::new().await;
    rig.origin
        .on("/list", [Answer::html(list(&["1"], None)).tag("list-1")])
        .on(
            "/item/1",
            [Answer::html(item("Lunch club"))
                .header("last-modified", "Sat, 21 Nov 2026 10:00:00 GMT")],
        );
    let source = rig.pages("/list");
    rig.crawl(&source).await;
    let before = rig.listings().await[0].statements[0].last_seen;

    rig.origin.on("/item/1", [Answer::status(304)]);
    rig.origin.forget();
    let report = rig.crawl(&source).await;
    assert!(report.complete, "{report:?}");
    assert_eq!((report.new, report.unchanged, report.missing), (0, 1, 0));
    let requests = rig.origin.requests();
    let sent = |path: &str, name: &str| {
        let request = requests
            .iter()
            .find(|request| request.path == path)
            .expect(path);
        request.header(name).map(str::to_owned)
    };
    assert_eq!(
        sent("/list", "if-none-match").as_deref(),
        Some("\"list-1\"")
    );
    assert_eq!(
        sent("/item/1", "if-modified-since").as_deref(),
        Some("Sat, 21 Nov 2026 10:00:00 GMT")
    );
    assert!(rig.listings().await[0].statements[0].last_seen > before);
    assert_eq!(rig.standings().await, ["Lunch club: active"]);
}

#[tokio::test]
async fn a_304_that_nobody_asked_for_is_a_fault_of_the_server() {
    let rig = Rig::new().await;
    rig.origin.on("/map.kml", [Answer::status(304)]);
    let report = rig.crawl(&rig.map("map", "/map.kml")).await;
    assert!(!report.complete);
    assert_eq!(codes(&report), ["status-304"]);
}

#[tokio::test]
async fn another_way_of_reading_asks_for_the_body_again() {
    let rig = Rig::new().await;
    rig.origin.on(
        "/data",
        [Answer::ok("text/csv", "name,postcode\nLunch club,SW9 8DJ\n").tag("same")],
    );
    rig.crawl(&rig.source("data", "/data", "table", "")).await;
    let again = rig.crawl(&rig.source("data", "/data", "table", "")).await;
    assert_eq!(again.unchanged, 1);
    rig.origin.forget();
    rig.crawl(&rig.source("data", "/data", "libraries-england", ""))
        .await;
    let asked = rig.origin.requests().pop().expect("it was asked for");
    assert_eq!(asked.header("if-none-match"), None);
}

#[tokio::test]
async fn words_of_every_list_reach_the_item_also_when_only_they_change() {
    let rig = Rig::new().await;
    let category =
        |name: &str, ids: &[&str]| list(ids, None).replace("<ul", &format!("<h2>{name}</h2><ul"));
    let address = format!(
        "{}\", \"{}",
        rig.origin.url("/arts"),
        rig.origin.url("/sport")
    );
    let source = source_at("pages", &address, "pages.toml", "");
    assert_eq!(
        crawl_words(
            &rig,
            &source,
            &category("Arts", &["1"]),
            &category("Sport", &[])
        )
        .await,
        ["Arts"]
    );
    let both = crawl_words(
        &rig,
        &source,
        &category("Arts", &["1"]),
        &category("Sport", &["1"]),
    )
    .await;
    assert_eq!(both, ["Arts", "Sport"]);
}

async fn crawl_words(
    rig: &Rig,
    source: &crawler::SourceConfig,
    arts: &str,
    sport: &str,
) -> Vec<String> {
    rig.origin
        .on("/arts", [Answer::html(arts)])
        .on("/sport", [Answer::html(sport)])
        .on(
            "/item/1",
            [Answer::html(item("Tea dance")).tag("never changes")],
        );
    let report: RunReport = rig.crawl(source).await;
    assert!(report.complete, "{report:?}");
    let listing = rig.listings().await.remove(0);
    let mut names: Vec<String> = listing
        .listing
        .service
        .taxonomy_terms
        .iter()
        .map(|term| term.name.clone())
        .collect();
    names.sort();
    names
}

#[tokio::test]
async fn a_packed_body_is_unpacked() {
    let rig = Rig::new().await;
    let packed = gzip::stored(kml(&["Lunch club"]).as_bytes());
    rig.origin.on(
        "/map.kml",
        [Answer::kml(packed).header("content-encoding", "gzip")],
    );
    let report = rig.crawl(&rig.map("map", "/map.kml")).await;
    assert!(report.complete, "{report:?}");
    assert_eq!(rig.names().await, ["Lunch club"]);
    let asked = rig.origin.requests().pop().expect("it was asked for");
    assert!(
        asked
            .header("accept-encoding")
            .is_some_and(|ways| ways.contains("gzip"))
    );
}

#[tokio::test]
async fn a_link_to_another_map_is_followed() {
    let rig = Rig::new().await;
    let stub = r#"<?xml version="1.0"?><kml xmlns="http://www.opengis.net/kml/2.2"><Document><NetworkLink><Link><href>layers/full.kml</href></Link></NetworkLink><NetworkLink><Link><href>http://elsewhere.example/map.kml</href></Link></NetworkLink></Document></kml>"#;
    rig.origin
        .on("/maps/stub.kml", [Answer::kml(stub)])
        .on("/maps/layers/full.kml", [Answer::kml(kml(&["Lunch club"]))]);
    let report = rig.crawl(&rig.map("map", "/maps/stub.kml")).await;
    assert_eq!(
        rig.origin.paths(),
        ["/maps/stub.kml", "/maps/layers/full.kml"]
    );
    assert_eq!(rig.names().await, ["Lunch club"]);
    assert_eq!(
        codes(&report),
        ["other-host"],
        "a link to a host that is not the source's is left"
    );
}

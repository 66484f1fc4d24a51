//! Bodies that are too long, too slow, cut, lied about, or something else altogether.

use std::time::Duration;

use testkit::gzip;
use testkit::origin::Answer;

use crate::rig::{Rig, codes, kml, kml_open};

/// Crawls a map, then crawls it again with a bad answer: what was known must stay as it was.
async fn check(rig: Rig, bad: Answer, code: &str) {
    let source = rig.map("map", "/map.kml");
    rig.origin
        .on("/map.kml", [Answer::kml(kml(&["Lunch club", "Tea dance"]))]);
    rig.crawl(&source).await;
    rig.origin.on("/map.kml", [bad]);
    let report = rig.crawl(&source).await;
    assert_eq!(codes(&report), [code], "{report:?}");
    assert!(!report.complete);
    assert_eq!((report.missing, report.withdrawn), (0, 0));
    assert_eq!(
        rig.standings().await,
        ["Lunch club: active", "Tea dance: active"]
    );
}

async fn quick() -> Rig {
    Rig::with(|options| {
        options.bounds.idle = Duration::from_millis(700);
        options.bounds.whole = Duration::from_millis(1_500);
    })
    .await
}

#[tokio::test]
async fn a_body_that_does_not_reach_its_length_is_not_taken() {
    let half = kml_open(&["Lunch club"]);
    check(
        Rig::new().await,
        Answer::short("text/xml", half, 100_000),
        "cut-off",
    )
    .await;
}

#[tokio::test]
async fn a_body_without_end_is_left() {
    let piece = vec![b' '; 16_384];
    check(
        Rig::new().await,
        Answer::endless("text/xml", piece),
        "too-large",
    )
    .await;
}

#[tokio::test]
async fn a_body_that_drips_is_left() {
    let drip = Answer::drip("text/xml", kml(&["Lunch club"]), Duration::from_millis(50));
    check(quick().await, drip, "timeout").await;
}

#[tokio::test]
async fn a_server_that_says_nothing_is_left() {
    check(quick().await, Answer::silence(), "timeout").await;
}

#[tokio::test]
async fn a_body_that_unpacks_to_too_much_is_left() {
    let bomb = gzip::bomb(500_000_000);
    assert!(bomb.len() < 5_000_000);
    let answer = Answer::kml(bomb).header("content-encoding", "gzip");
    check(Rig::new().await, answer, "too-large").await;
}

#[tokio::test]
async fn a_page_that_is_too_large_is_left() {
    let large = kml(&vec!["Lunch club"; 10_000]);
    check(Rig::new().await, Answer::kml(large), "too-large").await;
}

#[tokio::test]
async fn a_body_that_is_not_packed_as_it_says_is_left() {
    let answer = Answer::kml(kml(&["Canary"])).header("content-encoding", "gzip");
    check(Rig::new().await, answer, "cut-off").await;
}

#[tokio::test]
async fn a_sign_in_page_is_not_a_map_without_places() {
    let page =
        "<!DOCTYPE html><html><title>Sign in</title><form><input type=\"password\"></form></html>";
    check(Rig::new().await, Answer::html(page), "wrong-kind").await;
    check(Rig::new().await, Answer::kml(page), "wrong-kind").await;
}

#[tokio::test]
async fn a_page_that_is_no_map_at_all_is_a_problem() {
    for (body, code) in [
        (&b"%PDF-1.7 and so on"[..], "wrong-kind"),
        (b"{\"error\": \"quota\"}", "wrong-kind"),
        (b"", "wrong-kind"),
        (b"PK\x03\x04 but not a zip", "cut-off"),
        (b"<rss version=\"2.0\"></rss>", "wrong-kind"),
    ] {
        check(Rig::new().await, Answer::kml(body), code).await;
    }
}

#[tokio::test]
async fn a_map_that_is_cut_in_the_middle_gives_what_came() {
    let rig = Rig::new().await;
    let source = rig.map("map", "/map.kml");
    rig.origin.on(
        "/map.kml",
        [Answer::kml(kml(&["Choir", "Lunch club", "Tea dance"])).tag("whole")],
    );
    rig.crawl(&source).await;
    let cut = format!(
        "{}<Placemark><name>Half a na",
        kml_open(&["Choir", "Book club"])
    );
    rig.origin.on(
        "/map.kml",
        [Answer::until_closed("text/xml", cut).tag("cut")],
    );
    let report = rig.crawl(&source).await;
    assert_eq!(codes(&report), ["cut-off"]);
    assert!(!report.complete);
    assert_eq!((report.new, report.missing, report.withdrawn), (1, 0, 0));
    let all = [
        "Book club: active",
        "Choir: active",
        "Lunch club: active",
        "Tea dance: active",
    ];
    assert_eq!(rig.standings().await, all);

    // The same cut answer is asked for whole again: half a page is not one that we have.
    rig.origin.forget();
    rig.crawl(&source).await;
    let asked = rig.origin.requests().pop().expect("it was asked for");
    assert_eq!(asked.header("if-none-match"), None);
}

#[tokio::test]
async fn what_the_server_calls_a_body_is_not_believed() {
    for (content_type, body) in [
        ("text/html", kml(&["Café Été"]).into_bytes()),
        ("application/octet-stream", kml(&["Café Été"]).into_bytes()),
        ("image/png", kml(&["Café Été"]).into_bytes()),
        (
            "text/xml; charset=iso-8859-1",
            kml(&["Café Été"]).into_bytes(),
        ),
    ] {
        let rig = Rig::new().await;
        rig.origin.on("/map.kml", [Answer::ok(content_type, body)]);
        let report = rig.crawl(&rig.map("map", "/map.kml")).await;
        assert!(report.complete, "{content_type}: {report:?}");
        assert_eq!(rig.names().await, ["Café Été"], "{content_type}");
    }
}

#[tokio::test]
async fn another_charset_than_the_one_it_names_is_read_as_what_it_is() {
    let rig = Rig::new().await;
    let windows = b"name;postcode\r\nCaf\xe9 \x96 lunch;SW9 8DJ\r\n";
    rig.origin.on(
        "/data.csv",
        [Answer::ok("text/csv; charset=utf-8", windows)],
    );
    let report = rig
        .crawl(&rig.source("data", "/data.csv", "table", ""))
        .await;
    assert!(report.complete, "{report:?}");
    assert_eq!(rig.names().await, ["Café – lunch"]);
}

#[tokio::test]
async fn headers_without_end_are_left() {
    let mut answer = Answer::kml(kml(&["Canary"]));
    for n in 0..2_000 {
        answer = answer.header(&format!("x-{n}"), &"y".repeat(500));
    }
    check(Rig::new().await, answer, "connection").await;
}

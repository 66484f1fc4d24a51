//! robots.txt and redirects: where the crawler does not go.

use testkit::origin::{Answer, Origin};

use crate::rig::{Rig, codes, item, kml, list};

#[tokio::test]
async fn what_robots_txt_disallows_is_not_asked_for() {
    let rig = Rig::new().await;
    rig.origin
        .on(
            "/robots.txt",
            [Answer::ok(
                "text/plain",
                "User-agent: *\nDisallow: /item/2\n",
            )],
        )
        .on("/list", [Answer::html(list(&["1", "2"], None))])
        .on("/item/1", [Answer::html(item("Lunch club"))])
        .on("/item/2", [Answer::html(item("Canary"))]);
    let report = rig.crawl(&rig.pages("/list")).await;
    assert_eq!(rig.origin.paths(), ["/list", "/item/1"]);
    assert_eq!(rig.names().await, ["Lunch club"]);
    assert_eq!(codes(&report), ["robots"]);
    assert!(
        report.complete,
        "a page that the publisher keeps back is no fault"
    );
}

#[tokio::test]
async fn a_source_whose_first_page_is_disallowed_keeps_what_it_had() {
    let rig = Rig::new().await;
    let source = rig.map("map", "/map.kml");
    rig.origin
        .on("/map.kml", [Answer::kml(kml(&["Lunch club"]))]);
    rig.crawl(&source).await;
    rig.origin.on(
        "/robots.txt",
        [Answer::ok(
            "text/plain",
            "User-agent: fingerpost\nDisallow: /\n",
        )],
    );
    rig.origin.forget();
    let report = rig.crawl(&source).await;
    assert!(!report.complete);
    assert_eq!(codes(&report), ["robots"]);
    assert_eq!(rig.origin.paths(), [""; 0]);
    assert_eq!(rig.standings().await, ["Lunch club: active"]);
}

#[tokio::test]
async fn a_robots_txt_that_cannot_be_had_closes_the_host() {
    for answer in [
        Answer::status(500),
        Answer::status(429),
        Answer::short("text/plain", "User", 100),
    ] {
        let rig = Rig::new().await;
        rig.origin
            .on("/robots.txt", [answer])
            .on("/map.kml", [Answer::kml(kml(&["Lunch club"]))]);
        let report = rig.crawl(&rig.map("map", "/map.kml")).await;
        assert_eq!(codes(&report), ["robots"], "{report:?}");
        assert_eq!(rig.origin.paths(), [""; 0]);
        assert_eq!(
            rig.origin.asked_for("/robots.txt"),
            3,
            "it is tried again before we give up"
        );
        assert!(!report.complete);
    }
}

#[tokio::test]
async fn a_host_without_robots_txt_is_open() {
    for status in [404, 403, 401] {
        let rig = Rig::new().await;
        rig.origin
            .on("/robots.txt", [Answer::status(status)])
            .on("/map.kml", [Answer::kml(kml(&["Lunch club"]))]);
        let report = rig.crawl(&rig.map("map", "/map.kml")).await;
        assert!(report.complete, "{status}: {report:?}");
    }
}

#[tokio::test]
async fn a_robots_txt_that_has_moved_holds_where_it_was_asked_for() {
    let rig = Rig::new().await;
    rig.origin
        .on("/robots.txt", [Answer::redirect("/other/robots.txt")])
        .on(
            "/other/robots.txt",
            [Answer::ok("text/plain", "User-agent: *\nDisallow: /map\n")],
        )
        .on("/map.kml", [Answer::kml(kml(&["Lunch club"]))]);
    let report = rig.crawl(&rig.map("map", "/map.kml")).await;
    assert_eq!(codes(&report), ["robots"]);
    assert_eq!(rig.origin.asked_for("/map.kml"), 0);
}

#[tokio::test]
async fn a_publisher_can_waive_robots_txt() {
    let rig = Rig::new().await;
    rig.origin
        .on(
            "/robots.txt",
            [Answer::ok("text/plain", "User-agent: *\nDisallow: /\n")],
        )
        .on("/map.kml", [Answer::kml(kml(&["Lunch club"]))]);
    let waived = "robots = \"waived\"\npermission = \"letter of 3 March 2026\"";
    let report = rig
        .crawl(&rig.source("map", "/map.kml", "mymaps", waived))
        .await;
    assert!(report.complete, "{report:?}");
    assert_eq!(rig.origin.asked_for("/robots.txt"), 0);
}

#[tokio::test]
async fn a_redirect_is_followed_by_the_rules_of_where_it_leads() {
    let rig = Rig::new().await;
    let other = Origin::start().await;
    other
        .on(
            "/robots.txt",
            [Answer::ok(
                "text/plain",
                "User-agent: *\nDisallow: /private\n",
            )],
        )
        .on("/map.kml", [Answer::kml(kml(&["Lunch club"]))])
        .on("/private/map.kml", [Answer::kml(kml(&["Canary"]))]);
    rig.origin
        .on("/good", [Answer::redirect(&other.url("/map.kml"))])
        .on("/bad", [Answer::redirect(&other.url("/private/map.kml"))]);
    assert!(rig.crawl(&rig.map("good", "/good")).await.complete);
    let report = rig.crawl(&rig.map("bad", "/bad")).await;
    assert_eq!(codes(&report), ["robots"]);
    assert_eq!(other.paths(), ["/map.kml"]);
    assert_eq!(rig.names().await, ["Lunch club"]);
}

#[tokio::test]
async fn redirects_that_turn_in_a_circle_are_left() {
    let rig = Rig::new().await;
    rig.origin
        .on("/a", [Answer::redirect("/b")])
        .on("/b", [Answer::redirect("/a")]);
    let report = rig.crawl(&rig.map("map", "/a")).await;
    assert_eq!(codes(&report), ["redirects"]);
    assert_eq!(rig.origin.paths().len(), 6, "five redirects and no more");
    assert!(!report.complete);
}

#[tokio::test]
async fn a_redirect_to_an_address_inside_is_not_followed() {
    for inside in [
        "http://10.0.0.1/map.kml",
        "http://192.168.1.1/",
        "http://169.254.169.254/latest/meta-data/",
        "http://[fd00::1]/",
        "http://0x0a000001/",
        "file:///etc/passwd",
        "http://user:secret@127.0.0.1/",
    ] {
        let rig = Rig::new().await;
        rig.origin.on("/map.kml", [Answer::redirect(inside)]);
        let report = rig.crawl(&rig.map("map", "/map.kml")).await;
        assert_eq!(codes(&report), ["address"], "{inside}");
        assert_eq!(rig.origin.paths(), ["/map.kml"], "it is not tried again");
    }
}

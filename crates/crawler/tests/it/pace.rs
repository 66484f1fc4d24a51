//! How gently a host is treated.

use std::time::{Duration, Instant};

use crawler::Silent;
use testkit::origin::Answer;

use crate::rig::{Rig, item, kml, list};

/// Crawls a list and two records, and says how long that took.
async fn crawl(rig: &Rig, more: &str) -> Duration {
    rig.origin
        .on("/list", [Answer::html(list(&["1", "2"], None))])
        .on("/item/1", [Answer::html(item("Lunch club"))])
        .on("/item/2", [Answer::html(item("Tea dance"))]);
    let began = Instant::now();
    let report = rig
        .crawl(&rig.source("pages", "/list", "pages.toml", more))
        .await;
    assert!(report.complete, "{report:?}");
    began.elapsed()
}

#[tokio::test]
async fn there_is_a_pause_between_two_requests() {
    let rig = Rig::new().await;
    let took = crawl(&rig, "politeness = { delay_ms = 150 }").await;
    // Four requests with robots.txt, three pauses.
    assert!(took >= Duration::from_millis(450), "{took:?}");
    assert_eq!(
        rig.origin.connections(),
        1,
        "one connection serves them all"
    );
}

#[tokio::test]
async fn the_pause_that_robots_txt_asks_for_is_kept() {
    let rig = Rig::new().await;
    let robots = "User-agent: *\nCrawl-delay: 1\n";
    rig.origin
        .on("/robots.txt", [Answer::ok("text/plain", robots)]);
    let took = crawl(&rig, "politeness = { delay_ms = 1 }").await;
    assert!(took >= Duration::from_secs(2), "{took:?}");
}

#[tokio::test]
async fn a_host_is_never_asked_twice_at_one_time() {
    let rig = Rig::new().await;
    let mut sources = Vec::new();
    for id in ["one", "two", "three"] {
        let path = format!("/{id}.kml");
        let slow = Duration::from_micros(200);
        let map = Answer::drip("text/xml", kml(&[&format!("Club {id}")]), slow);
        rig.origin.on(&path, [map]);
        sources.push(rig.map(id, &path));
    }
    for (_, report) in rig.crawler.crawl_all(&sources, &Silent).await {
        let report = report.expect("the directory takes it");
        assert!(report.complete, "{report:?}");
    }
    assert_eq!(rig.origin.most_at_once(), 1);
}

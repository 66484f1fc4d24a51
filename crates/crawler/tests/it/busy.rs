//! Servers that are busy or failing: waiting, trying again, and giving up in time.

use std::time::Duration;

use chrono::TimeDelta;
use crawler::Silent;
use testkit::origin::{Answer, Origin};

use crate::rig::{Rig, codes, item, kml, list, source_at};

#[tokio::test]
async fn a_busy_server_is_waited_for() {
    for wait in [
        Answer::status(429).header("retry-after", "1"),
        Answer::status(503).header("retry-after", "0"),
        // The rig's clock shows ten o'clock and a minute when the run begins.
        Answer::status(429).header("retry-after", "Sun, 22 Nov 2026 10:01:01 GMT"),
        Answer::status(429),
    ] {
        let rig = Rig::new().await;
        rig.origin.on(
            "/map.kml",
            [wait.clone(), Answer::kml(kml(&["Lunch club"]))],
        );
        let report = rig.crawl(&rig.map("map", "/map.kml")).await;
        assert!(report.complete, "{wait:?}: {report:?}");
        assert_eq!(rig.origin.asked_for("/map.kml"), 2);
    }
}

#[tokio::test]
async fn a_server_that_wants_to_be_left_alone_for_long_is_left_alone() {
    let rig = Rig::new().await;
    rig.origin
        .on("/list", [Answer::html(list(&["1", "2", "3"], None))])
        .on("/item/1", [Answer::html(item("Lunch club"))])
        .on(
            "/item/2",
            [Answer::status(429).header("retry-after", "3600")],
        )
        .on("/item/3", [Answer::html(item("Tea dance"))]);
    let source = rig.pages("/list");
    let report = rig.crawl(&source).await;
    assert_eq!(codes(&report), ["busy"]);
    assert!(
        report.problems[0].detail.contains("3600 seconds"),
        "{report:?}"
    );
    assert!(!report.complete);
    assert_eq!(
        rig.origin.paths(),
        ["/list", "/item/1", "/item/2"],
        "nothing is asked after that"
    );
    assert_eq!(rig.names().await, ["Lunch club"]);

    rig.origin.on("/item/2", [Answer::html(item("Choir"))]);
    rig.origin.forget();
    assert_eq!(codes(&rig.crawl(&source).await), ["resting"]);
    assert_eq!(
        rig.origin.requests().len(),
        0,
        "nothing is asked before the hour is over"
    );
    rig.clock.advance(TimeDelta::hours(1));
    assert!(rig.crawl(&source).await.complete);
    assert_eq!(rig.names().await, ["Choir", "Lunch club", "Tea dance"]);
}

#[tokio::test]
async fn a_fault_that_passes_is_tried_again() {
    for fault in [
        Answer::status(500),
        Answer::status(502),
        Answer::short("text/xml", "<kml", 4_000),
        Answer::until_closed("text/xml", "not packed").header("content-encoding", "gzip"),
    ] {
        let rig = Rig::new().await;
        rig.origin.on(
            "/map.kml",
            [
                fault.clone(),
                fault.clone(),
                Answer::kml(kml(&["Lunch club"])),
            ],
        );
        let report = rig.crawl(&rig.map("map", "/map.kml")).await;
        assert!(report.complete, "{fault:?}: {report:?}");
        assert_eq!(rig.origin.asked_for("/map.kml"), 3);
    }
}

#[tokio::test]
async fn a_fault_that_lasts_takes_nothing_away() {
    for (fault, code, tries) in [
        (Answer::status(500), "status-500", 3),
        (Answer::status(403), "status-403", 1),
        (Answer::status(404), "gone", 1),
        (Answer::status(204), "status-204", 1),
    ] {
        let rig = Rig::new().await;
        let source = rig.map("map", "/map.kml");
        rig.origin
            .on("/map.kml", [Answer::kml(kml(&["Lunch club"]))]);
        rig.crawl(&source).await;
        rig.origin.on("/map.kml", [fault]);
        rig.origin.forget();
        let report = rig.crawl(&source).await;
        assert_eq!(codes(&report), [code]);
        assert!(!report.complete);
        assert_eq!(rig.origin.asked_for("/map.kml"), tries, "{code}");
        assert_eq!(rig.standings().await, ["Lunch club: active"]);
    }
}

#[tokio::test]
async fn a_server_that_is_not_there_is_a_problem_of_the_source() {
    let rig = Rig::new().await;
    let gone = Origin::start().await.url("/map.kml");
    let report = rig.crawl(&source_at("map", &gone, "mymaps", "")).await;
    assert_eq!(codes(&report), ["robots"]);
    assert!(
        report.problems[0].detail.contains("connection"),
        "{report:?}"
    );
}

#[tokio::test]
async fn a_host_that_fails_again_and_again_is_left_until_the_next_run() {
    let rig = Rig::new().await;
    let ids: Vec<String> = (1..=20).map(|id| id.to_string()).collect();
    let ids: Vec<&str> = ids.iter().map(String::as_str).collect();
    rig.origin.on("/list", [Answer::html(list(&ids, None))]);
    for id in &ids {
        rig.origin.on(&format!("/item/{id}"), [Answer::status(403)]);
    }
    let report = rig.crawl(&rig.pages("/list")).await;
    assert_eq!(codes(&report).last(), Some(&"host-down"));
    assert_eq!(rig.origin.paths().len(), 6);
}

#[tokio::test]
async fn a_bad_source_does_not_stop_the_good_ones() {
    let rig = Rig::with(|options| options.bounds.idle = Duration::from_millis(700)).await;
    let bad = Origin::start().await;
    bad.on("/map.kml", [Answer::silence()]);
    let mut sources = vec![source_at("bad", &bad.url("/map.kml"), "mymaps", "")];
    for id in ["one", "two", "three"] {
        let path = format!("/{id}.kml");
        rig.origin
            .on(&path, [Answer::kml(kml(&[&format!("Club {id}")]))]);
        sources.push(rig.map(id, &path));
    }
    rig.clock.advance(TimeDelta::minutes(1));
    let reports = rig.crawler.crawl_all(&sources, &Silent).await;
    let ended: Vec<(&str, bool)> = reports
        .iter()
        .map(|(id, report)| {
            (
                id.as_str(),
                report.as_ref().is_ok_and(|report| report.complete),
            )
        })
        .collect();
    assert_eq!(
        ended,
        [
            ("bad", false),
            ("one", true),
            ("two", true),
            ("three", true)
        ]
    );
    rig.directory.catch_up().await.expect("the index follows");
    assert_eq!(rig.names().await, ["Club one", "Club three", "Club two"]);
    let views = rig.directory.sources().await.expect("the sources");
    let bad = views
        .iter()
        .find(|view| view.source.id.as_str() == "bad")
        .expect("it is known");
    let run = bad.last_run.as_ref().expect("its run");
    assert_eq!(run.problems[0].code, "timeout");
}

/// Panics at one source, as a bug of ours would.
struct Faulty;

impl crawler::Progress for Faulty {
    fn page(&self, source: &domain::source::SourceId, _: u64, _: u64, _: u64) {
        assert_ne!(source.as_str(), "bad", "a fault that this test makes");
    }
}

#[tokio::test]
async fn a_fault_of_ours_in_one_source_does_not_stop_the_others() {
    let rig = Rig::new().await;
    rig.origin
        .on("/bad.kml", [Answer::kml(kml(&["Lunch club"]))])
        .on("/good.kml", [Answer::kml(kml(&["Tea dance"]))]);
    let sources = [rig.map("bad", "/bad.kml"), rig.map("good", "/good.kml")];
    let reports = rig.crawler.crawl_all(&sources, &Faulty).await;
    assert!(reports[0].1.is_err());
    assert!(reports[1].1.as_ref().is_ok_and(|report| report.complete));
}

//! Files of this machine as sources.

use std::path::Path;

use chrono::TimeDelta;
use crawler::Silent;
use directory::RunReport;

use crate::rig::{Rig, codes, kml, kml_open};

async fn crawl(rig: &Rig, path: &Path, text: impl AsRef<[u8]>) -> RunReport {
    std::fs::write(path, text).expect("the test's folder can be written");
    rig.clock.advance(TimeDelta::minutes(1));
    let report = rig
        .crawler
        .crawl_file(path, None, &Silent)
        .await
        .expect("it can be read");
    rig.directory.catch_up().await.expect("the index follows");
    report
}

#[tokio::test]
async fn a_file_that_changed_is_the_same_source() {
    let rig = Rig::new().await;
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("places.csv");
    let first = crawl(
        &rig,
        &path,
        "id,name,postcode\na1,Lunch club,SW9 8DJ\nb2,Choir,SW2 1JQ\n",
    )
    .await;
    assert_eq!((first.new, first.complete), (2, true));
    let again = crawl(
        &rig,
        &path,
        "id,name,postcode\na1,Lunch club,SW9 8DJ\nb2,Choir,SW2 1JQ\n",
    )
    .await;
    assert_eq!((again.new, again.changed, again.unchanged), (0, 0, 2));
    let third = crawl(
        &rig,
        &path,
        "id,name,postcode\na1,Lunch and tea club,SW9 8DJ\nc3,Walkers,SW4 7AB\n",
    )
    .await;
    assert_eq!((third.new, third.changed, third.missing), (1, 1, 1));
    assert_eq!(
        rig.standings().await,
        [
            "Choir: missing",
            "Lunch and tea club: active",
            "Walkers: active"
        ]
    );
    assert_eq!(rig.directory.sources().await.expect("the sources").len(), 1);
}

#[tokio::test]
async fn files_of_one_name_and_two_endings_are_two_sources() {
    let rig = Rig::new().await;
    let folder = tempfile::tempdir().expect("a folder");
    let table = crawl(
        &rig,
        &folder.path().join("places.csv"),
        "name,postcode\nLunch club,SW9 8DJ\n",
    )
    .await;
    let map = crawl(&rig, &folder.path().join("places.kml"), kml(&["Tea dance"])).await;
    assert_ne!(table.source, map.source);
    assert_eq!(
        rig.standings().await,
        ["Lunch club: active", "Tea dance: active"]
    );
}

#[tokio::test]
async fn half_a_file_gives_what_it_has() {
    let rig = Rig::new().await;
    let folder = tempfile::tempdir().expect("a folder");
    let report = crawl(
        &rig,
        &folder.path().join("map.kml"),
        kml_open(&["Lunch club"]),
    )
    .await;
    assert_eq!((codes(&report), report.complete), (vec!["cut-off"], false));
    assert_eq!(rig.names().await, ["Lunch club"]);
}

#[tokio::test]
async fn a_file_that_cannot_be_read_says_why() {
    let rig = Rig::new().await;
    let folder = tempfile::tempdir().expect("a folder");
    let report = crawl(
        &rig,
        &folder.path().join("map.kml"),
        "<html><p>Sign in</p></html>",
    )
    .await;
    assert_eq!(
        (codes(&report), report.complete),
        (vec!["wrong-kind"], false)
    );
    let path = folder.path().join("notes.pdf");
    std::fs::write(&path, "%PDF").expect("the test's folder can be written");
    let error = rig
        .crawler
        .crawl_file(&path, None, &Silent)
        .await
        .expect_err("no reader");
    assert!(error.to_string().contains("--profile"), "{error}");
    let error = rig
        .crawler
        .crawl_file(Path::new("nowhere.csv"), None, &Silent)
        .await;
    assert!(
        error
            .expect_err("no file")
            .to_string()
            .contains("nowhere.csv")
    );
}

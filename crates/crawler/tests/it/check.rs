//! A look at an address before it becomes a source.

use testkit::origin::Answer;

use crate::rig::{Rig, kml};

#[tokio::test]
async fn a_map_is_known_for_what_it_is() {
    let rig = Rig::new().await;
    let map = kml(&["Lunch club", "", "Tea dance"]).replace(
        "<name>Map",
        "<description>Under the Open Government Licence v3.0</description><name>Map",
    );
    rig.origin
        .on("/map", [Answer::ok("application/octet-stream", map)]);
    let checked = rig
        .crawler
        .check(&rig.origin.url("/map"))
        .await
        .expect("it can be fetched");
    assert_eq!((checked.profile, checked.items), (Some("mymaps"), 2));
    assert_eq!(checked.names, ["Lunch club", "Tea dance"]);
    assert_eq!(checked.set_aside.len(), 1);
    assert_eq!(checked.licence, Some("OGL-UK-3.0"));
    assert!(checked.entry.to_toml().contains("profile = \"mymaps\""));
    assert!(
        rig.directory
            .sources()
            .await
            .expect("the sources")
            .is_empty(),
        "nothing is stored"
    );
}

#[tokio::test]
async fn a_table_is_known_for_what_it_is() {
    let rig = Rig::new().await;
    let table = "name,postcode\nLunch club,SW9 8DJ\n,SW2 1JQ\n";
    rig.origin.on("/data", [Answer::ok("text/html", table)]);
    let checked = rig
        .crawler
        .check(&rig.origin.url("/data"))
        .await
        .expect("it can be fetched");
    assert_eq!(
        (checked.profile, checked.items, checked.licence),
        (Some("table"), 1, None)
    );
    assert_eq!(checked.set_aside.len(), 1);
}

#[tokio::test]
async fn what_nothing_reads_is_said_to_be_so() {
    let rig = Rig::new().await;
    rig.origin.on(
        "/page",
        [Answer::html("<!DOCTYPE html><html><p>Hello</p></html>")],
    );
    let checked = rig
        .crawler
        .check(&rig.origin.url("/page"))
        .await
        .expect("it can be fetched");
    assert_eq!((checked.profile, checked.items), (None, 0));
    assert!(checked.problem.is_some());
}

#[tokio::test]
async fn what_cannot_be_fetched_says_why() {
    let rig = Rig::new().await;
    rig.origin.on(
        "/robots.txt",
        [Answer::ok(
            "text/plain",
            "User-agent: *\nDisallow: /closed\n",
        )],
    );
    for (path, word) in [("/nothing", "no such page"), ("/closed", "robots.txt")] {
        let error = rig
            .crawler
            .check(&rig.origin.url(path))
            .await
            .expect_err(path)
            .to_string();
        assert!(error.contains(word), "{error}");
    }
    let error = rig
        .crawler
        .check("nowhere")
        .await
        .expect_err("no address")
        .to_string();
    assert!(error.contains("https://"), "{error}");
}

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
async fn the_feed_of_each_platform_is_known_by_its_marks() {
    let rig = Rig::new().await;
    for (path, body, profile) in [
        (
            "/a/services",
            include_str!("../../../formats/tests/feeds/oruk-v1-list.json"),
            "open-referral",
        ),
        (
            "/b/services",
            include_str!("../../../formats/tests/feeds/outpost-list.json"),
            "outpost",
        ),
        (
            "/c/services",
            include_str!("../../../formats/tests/feeds/connected-services.json"),
            "connected-places",
        ),
        (
            "/d/import",
            include_str!("../../../formats/tests/feeds/aliss-import.json"),
            "aliss",
        ),
        (
            "/e",
            include_str!("../../../formats/tests/feeds/give-food.json"),
            "give-food",
        ),
        (
            "/f",
            include_str!("../../../formats/tests/feeds/openactive-series.json"),
            "openactive",
        ),
        (
            "/g",
            include_str!("../../../formats/tests/feeds/page.html"),
            "linked-data",
        ),
        (
            "/h",
            include_str!("../../../formats/tests/feeds/hall.ics"),
            "calendar",
        ),
    ] {
        rig.origin.on(path, [Answer::ok("text/plain", body)]);
        let checked = rig
            .crawler
            .check(&rig.origin.url(path))
            .await
            .expect("it can be fetched");
        assert_eq!(checked.profile, Some(profile), "{path}: {checked:?}");
        assert!(checked.items > 0, "{path}: {checked:?}");
    }
}

#[tokio::test]
async fn an_address_that_only_leads_on_is_followed_to_see_what_is_there() {
    let rig = Rig::new().await;
    rig.origin
        .on(
            "/v3",
            [Answer::ok(
                "application/json",
                r#"{"version":"HSDS-UK-3.0","profile":"p","openapi_url":"o"}"#,
            )],
        )
        .on(
            "/v3/services",
            [Answer::ok(
                "application/json",
                include_str!("../../../formats/tests/feeds/oruk-v3-list.json"),
            )],
        )
        .on(
            "/v3/services/0d8e6a30-1c1f-4b9e-9f1a-0a5f0f3d1001",
            [Answer::ok(
                "application/json",
                include_str!("../../../formats/tests/feeds/oruk-v3-service.json"),
            )],
        );
    for address in ["/v3", "/v3/services"] {
        let checked = rig
            .crawler
            .check(&rig.origin.url(address))
            .await
            .expect("it can be fetched");
        assert_eq!(checked.profile, Some("open-referral"));
        assert_eq!((checked.total, checked.items), (Some(5), 1), "{checked:?}");
        assert_eq!(checked.names, ["Stoke Newington Story Circle"]);
    }

    rig.origin
        .on(
            "/",
            [Answer::html(
                include_str!("../../../formats/tests/feeds/openactive-site.html")
                    .replace("https://feeds.example", &rig.origin.url("")),
            )],
        )
        .on(
            "/session-series",
            [Answer::ok(
                "application/json",
                include_str!("../../../formats/tests/feeds/openactive-series.json"),
            )],
        );
    let checked = rig
        .crawler
        .check(&rig.origin.url("/"))
        .await
        .expect("it can be fetched");
    assert_eq!(
        (checked.profile, checked.items, checked.licence),
        (Some("openactive"), 2, Some("CC-BY-4.0"))
    );
}

#[tokio::test]
async fn other_hosts_of_a_dataset_are_part_of_the_entry() {
    let rig = Rig::new().await;
    rig.origin.on(
        "/",
        [Answer::html(include_str!(
            "../../../formats/tests/feeds/openactive-site.html"
        ))],
    );
    let checked = rig
        .crawler
        .check(&rig.origin.url("/"))
        .await
        .expect("it can be fetched");
    assert_eq!(checked.entry.hosts, ["feeds.example"]);
    assert!(
        checked
            .entry
            .to_toml()
            .contains("hosts = [\"feeds.example\"]")
    );
}

#[tokio::test]
async fn a_base_that_answers_nothing_is_looked_for_below() {
    let rig = Rig::new().await;
    rig.origin.on(
        "/o/v2/services",
        [Answer::ok(
            "application/json",
            include_str!("../../../formats/tests/feeds/oruk-v1-list.json"),
        )],
    );
    let checked = rig
        .crawler
        .check(&rig.origin.url("/o/v2"))
        .await
        .expect("it is found");
    assert_eq!((checked.profile, checked.items), (Some("open-referral"), 2));
    assert!(checked.entry.address.ends_with("/o/v2/services"));
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

#[tokio::test]
async fn another_instance_is_known_for_what_it_is() {
    let rig = Rig::new().await;
    let card = r#"{"protocol": 1, "id": "6f9619ff-8b86-4d01-b42d-00c04fc964ff", "name": "Borough of B",
        "areas": [{"name": "Lambeth"}], "feeds": {"statements": "https://b.example/s"}}"#;
    rig.origin.on(
        "/.well-known/fingerpost",
        [Answer::ok("application/json", card)],
    );
    let checked = rig
        .crawler
        .check(&rig.origin.url("/"))
        .await
        .expect("it can be fetched");
    assert_eq!(checked.profile, Some("fingerpost"));
    let entry = checked.entry.to_toml();
    assert!(entry.contains("type = \"fingerpost\""), "{entry}");
    assert!(entry.contains("name = \"Borough of B\""), "{entry}");
    assert!(
        !entry.contains("licence") && !entry.contains("profile"),
        "{entry}"
    );
}

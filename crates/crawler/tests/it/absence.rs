//! What is no longer said: when it counts, and when a person must look first.

use chrono::TimeDelta;
use testkit::origin::Answer;

use crate::rig::{Rig, kml};

const CLUBS: [&str; 8] = [
    "Choir",
    "Chess club",
    "Lunch club",
    "Knitting",
    "Men's shed",
    "Tea dance",
    "Walkers",
    "Yoga",
];

fn named(names: &[&str]) -> Vec<String> {
    let mut names: Vec<String> = names.iter().map(|name| format!("{name}: active")).collect();
    names.sort();
    names
}

#[tokio::test]
async fn a_source_that_falls_to_nothing_is_held_and_keeps_everything() {
    let rig = Rig::new().await;
    let source = rig.map("map", "/map.kml");
    rig.origin.on("/map.kml", [Answer::kml(kml(&CLUBS))]);
    rig.crawl(&source).await;
    // Well formed, complete, and not one of the old placemarks.
    rig.origin
        .on("/map.kml", [Answer::kml(kml(&["Moved to our new site"]))]);
    for days in [1, 10, 10, 10, 10] {
        rig.clock.advance(TimeDelta::days(days));
        let report = rig.crawl(&source).await;
        assert!(report.complete, "{report:?}");
        assert!(report.quarantined.is_some(), "{report:?}");
        assert_eq!(report.withdrawn, 0);
    }
    let mut expected = named(&CLUBS);
    expected.push("Moved to our new site: active".to_owned());
    expected.sort();
    assert_eq!(rig.standings().await, expected);
    let views = rig.directory.sources().await.expect("the sources");
    let held = views[0]
        .last_run
        .as_ref()
        .and_then(|run| run.quarantined.clone());
    assert!(
        held.is_some_and(|why| why.contains("8 of")),
        "a person reads why"
    );
}

#[tokio::test]
async fn an_empty_map_takes_nothing_away() {
    let rig = Rig::new().await;
    let source = rig.map("map", "/map.kml");
    rig.origin.on("/map.kml", [Answer::kml(kml(&CLUBS))]);
    rig.crawl(&source).await;
    rig.origin.on("/map.kml", [Answer::kml(kml(&[]))]);
    let report = rig.crawl(&source).await;
    assert!(
        report.quarantined.is_some() || !report.complete,
        "{report:?}"
    );
    assert_eq!(rig.standings().await, named(&CLUBS));
}

#[tokio::test]
async fn one_that_is_missing_for_long_is_withdrawn_and_comes_back_as_itself() {
    let rig = Rig::new().await;
    let source = rig.map("map", "/map.kml");
    rig.origin.on("/map.kml", [Answer::kml(kml(&CLUBS))]);
    rig.crawl(&source).await;
    let yoga = rig.listings().await.pop().expect("the last");
    let standing = async |rig: &Rig| {
        rig.standings()
            .await
            .into_iter()
            .find(|standing| standing.starts_with("Yoga"))
    };

    rig.origin.on("/map.kml", [Answer::kml(kml(&CLUBS[..7]))]);
    let mut seen = Vec::new();
    for days in [0, 7, 7, 7, 10] {
        rig.clock.advance(TimeDelta::days(days));
        let report = rig.crawl(&source).await;
        assert_eq!(report.quarantined, None);
        seen.push(
            standing(&rig)
                .await
                .unwrap_or_else(|| "withdrawn".to_owned()),
        );
    }
    assert_eq!(
        seen,
        [
            "Yoga: missing",
            "Yoga: missing",
            "Yoga: stale",
            "Yoga: stale",
            "withdrawn"
        ]
    );
    assert_eq!(rig.names().await.len(), 7);

    rig.origin.on("/map.kml", [Answer::kml(kml(&CLUBS))]);
    rig.crawl(&source).await;
    let back = rig.listings().await.pop().expect("the last");
    assert_eq!(
        (back.listing.id, &back.listing.slug),
        (yoga.listing.id, &yoga.listing.slug)
    );
    assert_eq!(rig.standings().await, named(&CLUBS));
}

#[tokio::test]
async fn absence_from_a_run_that_was_not_complete_does_not_count() {
    let rig = Rig::new().await;
    let both = format!(
        "{}\", \"{}",
        rig.origin.url("/a.kml"),
        rig.origin.url("/b.kml")
    );
    let source = crate::rig::source_at("maps", &both, "mymaps", "");
    rig.origin
        .on("/a.kml", [Answer::kml(kml(&["Choir", "Yoga"]))])
        .on("/b.kml", [Answer::kml(kml(&["Walkers"]))]);
    rig.crawl(&source).await;
    rig.origin
        .on("/a.kml", [Answer::kml(kml(&["Choir"]))])
        .on("/b.kml", [Answer::status(500)]);
    for _ in 0..8 {
        rig.clock.advance(TimeDelta::days(10));
        let report = rig.crawl(&source).await;
        assert_eq!((report.complete, report.missing), (false, 0));
    }
    assert_eq!(rig.standings().await, named(&["Choir", "Walkers", "Yoga"]));
}

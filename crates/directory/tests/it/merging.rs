//! What several sources say of one service becomes one listing, and comes apart again.

use chrono::Weekday;
use directory::{By, MatchId, Shown};
use domain::authority::Actor;
use domain::matching::cluster::Answer;
use domain::source::SourceId;
use domain::statement::StatementKey;

use crate::rig::{Said as _, item, on_each};

#[tokio::test]
async fn two_sources_of_one_service_make_one_listing() {
    on_each(async |rig| {
        let (camden, map) = (rig.source("camden", 1).await, rig.source("map", 2).await);
        rig.crawl(
            &camden,
            &[item("1", "The Lunch Club", "NW5 2TJ").phone("020 7946 0018")],
        )
        .await;
        rig.crawl(
            &map,
            &[item("a", "Lunch Club", "NW5 2TJ").phone("020 7946 0999")],
        )
        .await;
        let found = rig.find(&[("q", "lunch")]).await;
        assert_eq!(found.total, 1);
        let view = &found.hits[0].listing;
        assert_eq!(view.said.statements.len(), 2);
        let lines: Vec<&str> = view
            .attributed()
            .iter()
            .map(|said| said.source.licence.attribution.as_str())
            .collect();
        assert_eq!(lines, ["From camden", "From map"]);
        let shown = rig.directory.show(&view.listing.slug).await.unwrap();
        let Shown::Listing(whole) = shown else {
            panic!("it has not moved");
        };
        assert_eq!(whole.listing.service.phones.len(), 2);
    })
    .await;
}

#[tokio::test]
async fn two_sessions_stay_apart_and_a_vague_listing_does_not_tie_them() {
    on_each(async |rig| {
        let (camden, map) = (rig.source("camden", 1).await, rig.source("map", 2).await);
        let monday = item("1", "Chair yoga", "NW5 2TJ").on(Weekday::Mon);
        let thursday = item("2", "Chair yoga", "NW5 2TJ").on(Weekday::Thu);
        rig.crawl(&map, &[item("a", "Chair Yoga", "NW5 2TJ")]).await;
        rig.crawl(&camden, &[monday, thursday]).await;
        assert_eq!(rig.find(&[("q", "yoga")]).await.total, 3);
        let waiting = async || rig.directory.matching_state().await.unwrap().waiting;
        assert_eq!(waiting().await, 2, "it is as like the one as the other");

        let key = |source: &SourceId, id: &str| StatementKey {
            source: source.clone(),
            external_id: id.to_owned(),
        };
        let by = By {
            actor: Actor::Operator,
            name: "A. Moderator".to_owned(),
            reason: "I rang them".to_owned(),
        };
        let pair = MatchId::of(&key(&map, "a"), &key(&camden, "1"));
        let view = rig
            .directory
            .show_match(&Actor::Operator, pair)
            .await
            .unwrap();
        assert!(
            view.comparison.unwrap().features[0]
                .words
                .contains("equally well")
        );
        rig.directory
            .decide_match(pair, Answer::Same, &by)
            .await
            .unwrap();
        rig.directory.catch_up().await.unwrap();
        assert_eq!(rig.find(&[("q", "yoga")]).await.total, 2);
        assert_eq!(waiting().await, 0, "then it is not the other");
    })
    .await;
}

#[tokio::test]
async fn a_listing_that_becomes_like_another_is_merged_and_its_address_leads_on() {
    on_each(async |rig| {
        let (camden, map) = (rig.source("camden", 1).await, rig.source("map", 2).await);
        rig.crawl(&camden, &[item("1", "Lunch club", "NW5 2TJ")])
            .await;
        rig.clock.advance(chrono::TimeDelta::minutes(1));
        rig.crawl(&map, &[item("a", "Meals for all", "NW5 2TJ")])
            .await;
        assert_eq!(rig.shown("meals-for-all").await, "Meals for all");

        rig.crawl(&map, &[item("a", "Lunch Club", "NW5 2TJ")]).await;
        assert_eq!(rig.shown("meals-for-all").await, "moved to lunch-club");
        assert_eq!(rig.names(&[]).await, ["Lunch club"]);

        rig.crawl(&map, &[item("a", "Meals for all", "NW5 2TJ")])
            .await;
        assert_eq!(
            rig.shown("meals-for-all").await,
            "Meals for all",
            "it takes its address back"
        );
        assert_eq!(rig.find(&[]).await.total, 2);
    })
    .await;
}

#[tokio::test]
async fn the_same_words_change_nothing() {
    on_each(async |rig| {
        let camden = rig.source("camden", 1).await;
        let items = [item("1", "Lunch club", "NW5 2TJ")];
        rig.crawl(&camden, &items).await;
        let before = rig.find(&[]).await.hits[0].listing.listing.clone();
        rig.days_pass(1);
        let report = rig.crawl(&camden, &items).await;
        assert_eq!((report.new, report.changed, report.unchanged), (0, 0, 1));
        assert_eq!(
            rig.directory.catch_up().await.unwrap(),
            0,
            "no change is logged"
        );
        let after = rig.find(&[]).await.hits[0].listing.listing.clone();
        assert_eq!(after.version, before.version);
    })
    .await;
}

#[tokio::test]
async fn one_page_with_one_id_twice_keeps_the_first_and_says_so() {
    on_each(async |rig| {
        let camden = rig.source("camden", 1).await;
        let run = rig.directory.begin_run(&camden).await.unwrap();
        let twice = [
            item("1", "Lunch club", "NW5 2TJ"),
            item("1", "Other club", "NW5 2TJ"),
        ];
        let outcome = rig.page(&run, "page", &twice).await;
        assert_eq!((outcome.new, outcome.set_aside), (1, 1));
        let aside = rig.directory.set_aside("camden", 0, 10).await.unwrap();
        assert!(aside[0].reason.contains("same id"), "{}", aside[0].reason);
    })
    .await;
}

#[tokio::test]
async fn a_postcode_gives_a_place_and_its_council() {
    on_each(async |rig| {
        let camden = rig.source("camden", 1).await;
        // Grid metres in the coordinates, and a pair that is a world away from its postcode.
        let wild = item("2", "Walking group", "SW9 8DJ").at(10.0, 10.0);
        rig.crawl(&camden, &[item("1", "Lunch club", "NW5 2TJ"), wild])
            .await;
        for (q, council) in [("lunch", "E09000007"), ("walking", "E09000022")] {
            let found = rig.find(&[("q", q)]).await;
            let location = found.hits[0]
                .listing
                .listing
                .service
                .locations()
                .next()
                .unwrap()
                .clone();
            assert!(
                location
                    .position
                    .is_some_and(domain::position::Position::is_in_uk_box),
                "{q}: {location:?}"
            );
            assert_eq!(location.local_authority.as_deref(), Some(council));
        }
    })
    .await;
}

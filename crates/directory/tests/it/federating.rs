//! Instances that follow one another: what travels, what does not, and that nothing goes round.

use chrono::TimeDelta;
use directory::MatchId;
use domain::federation::Said;
use domain::matching::cluster::Answer;
use domain::service::Contact;
use domain::source::{Licence, Source, SourceId};
use domain::statement::{StatementKey, StatementState};

use crate::neighbours::{by, hear, listings, on_rings};
use crate::rig::{Said as _, item};

fn key(source: &str, id: &str) -> StatementKey {
    StatementKey {
        source: SourceId::parse(source).unwrap(),
        external_id: id.to_owned(),
    }
}

fn terms(id: &str, allows: bool) -> Source {
    Source {
        id: SourceId::parse(id).unwrap(),
        name: format!("{id}'s directory"),
        homepage: None,
        uri: format!("https://{id}.example/"),
        licence: Licence {
            id: "OGL-UK-3.0".into(),
            url: None,
            attribution: format!("From {id}"),
            allows_redistribution: allows,
        },
        area: None,
        rank: 1,
    }
}

#[tokio::test]
async fn a_statement_travels_with_its_id_its_terms_and_its_dates() {
    on_rings(async |ring| {
        let (home, far) = (&ring.rigs[0], &ring.rigs[1]);
        let camden = home.source("camden", 3).await;
        hear(
            home,
            &camden,
            &[item("1", "Lunch club", "NW5 2TJ").phone("020 7946 0018")],
            &[],
        )
        .await;
        assert_eq!(ring.pass(0, 1).await.taken, 1);
        assert_eq!(ring.shown(0).await, ring.shown(1).await);
        let sources = far.directory.sources().await.unwrap();
        let there = &sources[0].source;
        assert_eq!((there.id.as_str(), there.rank), ("camden", 3));
        assert_eq!(there.licence.attribution, "From camden");

        hear(home, &camden, &[item("1", "Lunch and tea", "NW5 2TJ")], &[]).await;
        ring.pass(0, 1).await;
        assert_eq!(listings(far).await[0].service.name, "Lunch and tea");

        hear(home, &camden, &[], &["1"]).await;
        ring.pass(0, 1).await;
        assert!(listings(far).await.is_empty(), "it is withdrawn there too");
        hear(home, &camden, &[item("1", "Lunch and tea", "NW5 2TJ")], &[]).await;
        ring.pass(0, 1).await;
        assert_eq!(ring.shown(0).await, ring.shown(1).await, "and it came back");
    })
    .await;
}

#[tokio::test]
async fn nothing_is_applied_twice_and_nothing_comes_back_to_where_it_was() {
    on_rings(async |ring| {
        let camden = ring.rigs[0].source("camden", 1).await;
        hear(
            &ring.rigs[0],
            &camden,
            &[item("1", "Lunch club", "NW5 2TJ")],
            &[],
        )
        .await;
        let early = ring.page(0, 1).await;
        assert_eq!(ring.pass(0, 1).await.taken, 1);
        assert_eq!(
            ring.take(0, 1, &early).await.taken,
            0,
            "the same page again"
        );
        assert_eq!(ring.pass(1, 2).await.taken, 1, "through another");
        assert_eq!(ring.pass(0, 2).await.taken, 0, "known already");
        assert_eq!(ring.page(1, 0).await.records, [], "not even told");
        hear(
            &ring.rigs[0],
            &camden,
            &[item("1", "Tea club", "NW5 2TJ")],
            &[],
        )
        .await;
        ring.pass(0, 2).await;
        assert_eq!(ring.take(0, 2, &early).await.taken, 0, "an older word");
        assert_eq!(listings(&ring.rigs[2]).await[0].service.name, "Tea club");
        let told = ring.page(2, 1).await;
        assert_eq!(told.records[0].path, [ring.ids[0], ring.ids[2]]);
        ring.settle().await;
        ring.agree().await;
        assert_eq!(ring.settle().await.1, 0, "all is still");
    })
    .await;
}

#[tokio::test]
async fn a_merge_and_its_undoing_travel_and_the_latest_word_counts() {
    on_rings(async |ring| {
        let rig = &ring.rigs[0];
        let (camden, map) = (
            rig.source("camden", 1).await,
            ring.rigs[1].source("map", 2).await,
        );
        hear(
            rig,
            &camden,
            &[item("1", "Chess for beginners", "NW5 2TJ")],
            &[],
        )
        .await;
        hear(
            &ring.rigs[1],
            &map,
            &[item("a", "Board games evening", "SW9 8DJ")],
            &[],
        )
        .await;
        ring.settle().await;
        let pair = MatchId::of(&key("camden", "1"), &key("map", "a"));
        let count = async |at: usize| listings(&ring.rigs[at]).await.len();
        assert_eq!(count(2).await, 2);

        rig.clock.advance(TimeDelta::seconds(1));
        rig.directory
            .decide_match(pair, Answer::Same, &by())
            .await
            .unwrap();
        ring.settle().await;
        ring.agree().await;
        assert_eq!(count(2).await, 1, "merged where nobody decided");

        // Somebody elsewhere knows better, and later.
        ring.rigs[2].clock.advance(TimeDelta::minutes(5));
        let by_them = by();
        let decide = ring.rigs[2]
            .directory
            .decide_match(pair, Answer::Different, &by_them);
        decide.await.unwrap();
        ring.settle().await;
        ring.agree().await;
        assert_eq!(count(0).await, 2);

        ring.rigs[2]
            .directory
            .undo_match(pair, &by())
            .await
            .unwrap();
        ring.settle().await;
        ring.agree().await;
        assert_eq!(count(1).await, 1, "what was said before stands again");

        rig.directory.undo_match(pair, &by()).await.unwrap();
        ring.settle().await;
        ring.agree().await;
        assert_eq!(count(1).await, 2);
        assert_eq!(ring.settle().await.1, 0, "all is still");
    })
    .await;
}

#[tokio::test]
async fn what_may_not_be_passed_on_is_told_to_nobody() {
    on_rings(async |ring| {
        let (home, far) = (&ring.rigs[0], &ring.rigs[1]);
        let source = terms("camden", false);
        home.directory.register_source(&source).await.unwrap();
        hear(home, &source.id, &[item("1", "Lunch club", "NW5 2TJ")], &[]).await;
        assert_eq!(
            ring.page(0, 1).await.records,
            [],
            "not even that it is there"
        );

        home.directory
            .register_source(&terms("camden", true))
            .await
            .unwrap();
        assert_eq!(ring.pass(0, 1).await.taken, 1, "the terms have changed");
        ring.pass(1, 2).await;
        assert_eq!(listings(&ring.rigs[2]).await.len(), 1);

        home.directory.register_source(&source).await.unwrap();
        let told = ring.page(0, 1).await;
        let [record] = told.records.as_slice() else {
            panic!("{told:?}");
        };
        let Said::Statement(said) = &record.said else {
            panic!("{record:?}");
        };
        assert_eq!(
            (said.state, &said.service),
            (StatementState::Withdrawn, &None)
        );
        ring.settle().await;
        assert!(listings(far).await.is_empty() && listings(&ring.rigs[2]).await.is_empty());
        assert_eq!(
            home.names(&[("q", "lunch")]).await.len(),
            0,
            "the index follows by itself"
        );
        home.directory.catch_up().await.unwrap();
        assert_eq!(
            home.names(&[("q", "lunch")]).await.len(),
            1,
            "our own search has it"
        );
    })
    .await;
}

#[tokio::test]
async fn what_is_read_here_at_first_hand_is_not_taken_from_others() {
    on_rings(async |ring| {
        let theirs = ring.rigs[0].source("camden", 1).await;
        hear(
            &ring.rigs[0],
            &theirs,
            &[item("1", "Their reading", "NW5 2TJ")],
            &[],
        )
        .await;
        let ours = Source {
            id: SourceId::parse("camden-feed").unwrap(),
            ..terms("camden", true)
        };
        let here = &ring.rigs[1];
        ring.pass(0, 1).await;
        here.directory.register_source(&ours).await.unwrap();
        assert!(listings(here).await.is_empty(), "ours takes its place");
        hear(here, &ours.id, &[item("1", "Our reading", "NW5 2TJ")], &[]).await;
        hear(
            &ring.rigs[0],
            &theirs,
            &[item("1", "Their new reading", "NW5 2TJ")],
            &[],
        )
        .await;
        assert_eq!(ring.pass(0, 1).await.taken, 0);
        assert_eq!(listings(here).await[0].service.name, "Our reading");
        assert_eq!(ring.pass(1, 0).await.taken, 0, "nor the other way");

        // The same id for something else would mix two sources up.
        let borough = ring.rigs[0].source("borough", 1).await;
        hear(
            &ring.rigs[0],
            &borough,
            &[item("9", "Choir", "NW5 2TJ")],
            &[],
        )
        .await;
        ring.pass(0, 1).await;
        let mut other = terms("borough", true);
        other.uri = "https://another.example/".to_owned();
        let refused = here.directory.register_source(&other).await.unwrap_err();
        assert!(refused.to_string().contains("another id"), "{refused}");
    })
    .await;
}

#[tokio::test]
async fn a_source_that_has_a_name_of_ours_gets_one_of_its_own() {
    on_rings(async |ring| {
        let here = ring.rigs[1].source("camden", 1).await;
        hear(&ring.rigs[1], &here, &[item("1", "Ours", "SW9 8DJ")], &[]).await;
        let mut theirs = terms("camden", true);
        theirs.uri = "https://elsewhere.example/".to_owned();
        ring.rigs[0]
            .directory
            .register_source(&theirs)
            .await
            .unwrap();
        hear(
            &ring.rigs[0],
            &theirs.id,
            &[item("1", "Theirs", "NW5 2TJ")],
            &[],
        )
        .await;
        assert_eq!(ring.pass(0, 1).await.taken, 1);
        let ids: Vec<String> = ring.rigs[1]
            .directory
            .sources()
            .await
            .unwrap()
            .iter()
            .map(|view| view.source.id.to_string())
            .collect();
        assert!(
            ids[0] == "camden" && ids[1].starts_with("camden-"),
            "{ids:?}"
        );
        assert_eq!(listings(&ring.rigs[1]).await.len(), 2);
    })
    .await;
}

#[tokio::test]
async fn a_hidden_address_and_a_private_person_stay_at_home() {
    on_rings(async |ring| {
        let home = &ring.rigs[0];
        let (open, shy) = (home.source("open", 1).await, home.source("shy", 2).await);
        let mut refuge = item("1", "Refuge for families", "NW5 2TJ").phone("020 7946 0018");
        refuge.service.contacts.push(Contact {
            name: Some("Canary Person".to_owned()),
            personal: true,
            ..Contact::default()
        });
        hear(home, &open, &[refuge.clone()], &[]).await;
        let text = serde_json::to_string(&ring.page(0, 1).await).unwrap();
        assert!(
            text.contains("NW5 2TJ") && !text.contains("Canary"),
            "{text}"
        );

        // Another source of the same service asks for discretion: what was told is told again, less.
        refuge.service.service_at_locations[0].location.area_only = true;
        hear(home, &shy, &[refuge], &[]).await;
        let text = serde_json::to_string(&ring.page(0, 1).await).unwrap();
        assert!(
            text.contains("Refuge") && !text.contains("NW5 2TJ"),
            "{text}"
        );
    })
    .await;
}

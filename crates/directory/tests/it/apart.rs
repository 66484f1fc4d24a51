//! Instances that were apart: what was said on both sides meanwhile, and that all agree afterwards.

use chrono::TimeDelta;
use directory::{Parcel, WebhookWanted};
use domain::webhook::{Event, Filter};
use testkit::database::sqlite_in_memory;
use uuid::Uuid;

use crate::neighbours::{Life, Ring, hear, listings, on_rings};
use crate::rig::{Rig, item, on_each};

/// Rows of random numbers that are tried.
const SEEDS: u64 = 3;

#[tokio::test]
async fn after_random_edits_everybody_agrees_and_all_is_still() {
    on_rings(async |ring| {
        let mut life = Life::at(&ring, 11, 12).await;
        for _ in 0..120 {
            let at = life.dice.below(3);
            life.happens_at(&ring, at).await;
            if life.dice.below(3) == 0 {
                let (from, to) = (life.dice.below(3), life.dice.below(3));
                if from != to {
                    ring.pass(from, to).await;
                }
            }
        }
        ring.settle().await;
        ring.agree().await;
        assert!(
            ring.shown(0).await.len() > 10,
            "there is something to agree on"
        );
        assert_eq!(ring.settle().await.1, 0, "all is still");
    })
    .await;
}

#[tokio::test]
async fn after_one_was_apart_everybody_agrees_again_and_all_is_still() {
    for seed in 1..=SEEDS {
        let ring = Ring::of((0..3).map(|_| sqlite_in_memory()).collect()).await;
        let mut life = Life::at(&ring, seed, 8).await;
        for _ in 0..3 {
            for _ in 0..10 {
                let at = life.dice.below(3);
                life.happens_at(&ring, at).await;
            }
            ring.settle().await;
            ring.agree().await;
            // The third hears nothing of the others, nor they of it.
            for _ in 0..24 {
                let at = life.dice.below(3);
                life.happens_at(&ring, at).await;
                ring.pass(0, 1).await;
                ring.pass(1, 0).await;
            }
            // It hears of one before the other, and they of it.
            let first = life.dice.below(2);
            ring.pass(first, 2).await;
            ring.pass(2, 1 - first).await;
            ring.settle().await;
            if let Err(why) = ring.compare().await {
                panic!("seed {seed}: {why}");
            }
        }
        assert_eq!(ring.settle().await.1, 0, "seed {seed}: all is still");
    }
}

/// The two that are left alone with the listing of somebody who says something and takes it back.
#[tokio::test]
async fn a_listing_goes_on_under_its_id_where_its_founder_was_never_heard() {
    on_rings(async |ring| {
        let (home, near) = (&ring.rigs[0], &ring.rigs[1]);
        let (first, second) = (
            home.source("first", 1).await,
            near.source("second", 1).await,
        );
        hear(home, &first, &[item("1", "Lunch club", "NW5 2TJ")], &[]).await;
        near.clock.advance(TimeDelta::seconds(60));
        hear(near, &second, &[item("a", "Lunch club", "NW5 2TJ")], &[]).await;
        ring.pass(0, 1).await;
        ring.pass(1, 0).await;
        let founded = listings(home).await[0].id;
        hear(home, &first, &[], &["1"]).await;
        ring.pass(0, 1).await;
        // The third hears of it when it is over, and first from one who only passes it on.
        ring.pass(1, 2).await;
        ring.settle().await;
        ring.agree().await;
        assert_eq!(listings(&ring.rigs[2]).await[0].id, founded);
        let slug = founded.to_string();
        let said = ring.rigs[2].directory.statements(&slug).await.unwrap();
        let directory::Sought::Found(said) = said else {
            panic!("{said:?}");
        };
        let said: Vec<&str> = said
            .statements
            .iter()
            .map(|s| s.key.source.as_str())
            .collect();
        assert_eq!(said, ["second"], "of the other nothing is known");
        hear(home, &first, &[item("1", "Lunch club", "NW5 2TJ")], &[]).await;
        ring.settle().await;
        ring.agree().await;
    })
    .await;
}

/// Each of two withdraws its own word while it cannot hear the other; a third word is left.
#[tokio::test]
async fn what_two_homes_withdraw_at_one_time_goes_to_whoever_is_left() {
    on_rings(async |ring| {
        let mut sources = Vec::new();
        for (at, rig) in ring.rigs.iter().enumerate() {
            let source = rig.source(&format!("home-{at}"), 1).await;
            rig.clock.advance(TimeDelta::seconds(60 * at as i64));
            hear(rig, &source, &[item("1", "Lunch club", "NW5 2TJ")], &[]).await;
            sources.push(source);
        }
        ring.settle().await;
        let founded = listings(&ring.rigs[2]).await[0].id;
        for (rig, source) in ring.rigs.iter().zip(&sources).take(2) {
            hear(rig, source, &[], &["1"]).await;
        }
        ring.settle().await;
        ring.agree().await;
        let left = listings(&ring.rigs[2]).await;
        assert_eq!(left.iter().map(|one| one.id).collect::<Vec<_>>(), [founded]);
        assert_eq!(ring.settle().await.1, 0, "all is still");
        for at in [1, 0] {
            let back = [item("1", "Lunch club", "NW5 2TJ")];
            hear(&ring.rigs[at], &sources[at], &back, &[]).await;
            ring.settle().await;
            ring.agree().await;
        }
        assert_eq!(ring.settle().await.1, 0, "all is still");
    })
    .await;
}

/// A webhook of another instance, and something on its way to it that did not arrive.
async fn waiting_for(rig: &Rig, instance: Uuid) -> Parcel {
    let signed_in = rig.sign_in("owner@thehub.org.uk").await;
    let owner = rig.actor(&signed_in).await;
    let wish = WebhookWanted {
        url: "https://hub.example/hook".to_owned(),
        event: Event::Statements,
        filter: Filter::default(),
        instance: Some(instance),
    };
    rig.directory.make_webhook(&owner, &wish).await.unwrap();
    let camden = rig.source("camden", 1).await;
    rig.crawl(&camden, &[item("1", "Choir", "NW5 2TJ")]).await;
    let parcel = due(rig).await.remove(0);
    rig.directory
        .parcel_failed(&parcel, "it is away")
        .await
        .unwrap();
    assert!(due(rig).await.is_empty(), "not at once");
    parcel
}

async fn due(rig: &Rig) -> Vec<Parcel> {
    rig.directory.due_parcels().await.unwrap()
}

#[tokio::test]
async fn what_waits_for_an_instance_is_due_when_that_one_is_heard_from() {
    on_each(async |rig| {
        let (away, other) = (Uuid::from_u128(9), Uuid::from_u128(10));
        let parcel = waiting_for(&rig, away).await;
        rig.directory.heard_from(other).await;
        assert!(due(&rig).await.is_empty());
        rig.directory.heard_from(away).await;
        let again = due(&rig).await;
        assert_eq!(again[0].id(), parcel.id());

        // It only said that it is there: that is believed again when a moment has passed.
        rig.directory
            .parcel_failed(&again[0], "it is away")
            .await
            .unwrap();
        rig.directory.heard_from(away).await;
        assert!(due(&rig).await.is_empty());
        rig.clock.advance(TimeDelta::seconds(5));
        rig.directory.heard_from(away).await;
        assert_eq!(due(&rig).await.len(), 1);
    })
    .await;
}

#[tokio::test]
async fn what_waits_is_due_when_somebody_begins_to_deliver() {
    on_each(async |rig| {
        let parcel = waiting_for(&rig, Uuid::from_u128(9)).await;
        rig.directory.hasten_deliveries().await.unwrap();
        assert_eq!(due(&rig).await[0].id(), parcel.id());
    })
    .await;
}

#[tokio::test]
async fn a_peer_that_could_not_be_read_is_looked_at_when_it_asks() {
    on_each(async |rig| {
        let away = Uuid::from_u128(9);
        rig.directory.know_peer("away", away).await.unwrap();
        rig.directory.heard_from(away).await;
        let woken = rig.directory.peer("away").await.unwrap().unwrap().woken_at;
        assert_eq!(woken, None, "nothing is wrong with it");
        rig.directory
            .peer_failed("away", "no answer")
            .await
            .unwrap();
        rig.directory.heard_from(away).await;
        let woken = rig.directory.peer("away").await.unwrap().unwrap().woken_at;
        assert_eq!(woken, Some(rig.directory.now()));
    })
    .await;
}

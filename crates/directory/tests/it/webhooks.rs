//! Webhooks: asked for, told, tried again, given up, stopped and started again.

use chrono::TimeDelta;
use directory::{Error, Parcel, WebhookWanted};
use domain::authority::{Actor, Scope};
use domain::webhook::{Event, Filter, verify};
use serde_json::Value;
use uuid::Uuid;

use crate::rig::{Rig, item, on_each};

fn wanted(event: Event) -> WebhookWanted {
    WebhookWanted {
        url: "https://hub.example/hook".to_owned(),
        event,
        filter: Filter::default(),
        instance: None,
    }
}

async fn somebody(rig: &Rig) -> Actor {
    let signed_in = rig.sign_in("owner@thehub.org.uk").await;
    rig.actor(&signed_in).await
}

async fn due(rig: &Rig) -> Vec<Parcel> {
    rig.directory.due_parcels().await.unwrap()
}

fn body(parcel: &Parcel) -> Value {
    serde_json::from_str(parcel.body()).unwrap()
}

#[tokio::test]
async fn what_happens_after_it_was_asked_for_is_told_once_and_signed() {
    on_each(async |rig| {
        let owner = somebody(&rig).await;
        let camden = rig.source("camden", 1).await;
        rig.crawl(&camden, &[item("1", "Before", "NW5 2TJ")]).await;
        let hook = rig
            .directory
            .make_webhook(&owner, &wanted(Event::Listings))
            .await
            .unwrap();
        assert!(due(&rig).await.is_empty(), "what was before is not told");

        rig.crawl(
            &camden,
            &[
                item("1", "Before", "NW5 2TJ"),
                item("2", "After", "NW5 2TJ"),
            ],
        )
        .await;
        let parcels = due(&rig).await;
        let [parcel] = parcels.as_slice() else {
            panic!("{parcels:?}");
        };
        let told = body(parcel);
        assert_eq!(told["event"], "listings");
        assert_eq!(told["changes"].as_array().unwrap().len(), 1);
        assert!(
            told["changes"][0]["url"]
                .as_str()
                .unwrap()
                .starts_with("https://directory.example/oruk/v3/services/")
        );
        assert_eq!(told["delivery"], parcel.id().to_string());
        let now = rig.directory.now();
        let signature = parcel.signature(now);
        assert_eq!(
            verify(
                hook.secret.reveal(),
                &signature,
                parcel.body().as_bytes(),
                now
            ),
            Ok(())
        );

        // Until it has arrived, the same waits, and nothing is made beside it.
        rig.crawl(
            &camden,
            &[item("1", "Again", "NW5 2TJ"), item("2", "After", "NW5 2TJ")],
        )
        .await;
        let again = due(&rig).await;
        assert_eq!(
            again.iter().map(Parcel::id).collect::<Vec<_>>(),
            [parcel.id()]
        );
        rig.directory.parcel_arrived(parcel).await.unwrap();
        let next = due(&rig).await;
        assert_ne!(next[0].id(), parcel.id());
        rig.directory.parcel_arrived(&next[0]).await.unwrap();
        assert!(due(&rig).await.is_empty());
        assert_eq!(
            rig.directory.webhooks(&owner).await.unwrap()[0].delivered,
            2
        );
    })
    .await;
}

#[tokio::test]
async fn a_filter_lets_through_what_it_names_and_every_end() {
    on_each(async |rig| {
        let owner = somebody(&rig).await;
        let (camden, map) = (rig.source("camden", 1).await, rig.source("map", 1).await);
        let filter = Filter {
            sources: vec!["map".to_owned()],
            ..Filter::default()
        };
        let wish = WebhookWanted {
            filter,
            ..wanted(Event::Listings)
        };
        rig.directory.make_webhook(&owner, &wish).await.unwrap();
        rig.crawl(&camden, &[item("1", "Choir", "NW5 2TJ")]).await;
        assert!(due(&rig).await.is_empty());
        rig.crawl(&map, &[item("a", "Repair cafe", "SW9 8DJ")])
            .await;
        let parcels = due(&rig).await;
        assert_eq!(body(&parcels[0])["changes"].as_array().unwrap().len(), 1);
    })
    .await;
}

#[tokio::test]
async fn what_does_not_arrive_is_tried_again_kept_and_sent_once_more() {
    on_each(async |rig| {
        let owner = somebody(&rig).await;
        let camden = rig.source("camden", 1).await;
        let hook = rig
            .directory
            .make_webhook(&owner, &wanted(Event::Listings))
            .await
            .unwrap();
        rig.crawl(&camden, &[item("1", "Choir", "NW5 2TJ")]).await;
        let first = due(&rig).await[0].id();
        let mut tries = 0;
        loop {
            let Some(parcel) = due(&rig).await.into_iter().next() else {
                let waits = rig.directory.deliveries(&owner, hook.id).await.unwrap();
                if waits[0].dead_at.is_some() {
                    break;
                }
                rig.clock.advance(TimeDelta::minutes(61));
                continue;
            };
            assert_eq!(parcel.id(), first);
            rig.directory
                .parcel_failed(&parcel, "the server answered 500")
                .await
                .unwrap();
            tries += 1;
            assert!(due(&rig).await.is_empty(), "not at once");
        }
        assert_eq!(tries, 12);
        let dead = rig.directory.deliveries(&owner, hook.id).await.unwrap();
        assert_eq!(dead[0].fault.as_deref(), Some("the server answered 500"));

        rig.directory.replay(&owner, hook.id, first).await.unwrap();
        let parcel = due(&rig).await.remove(0);
        assert_eq!(parcel.id(), first, "under the same id");
        rig.directory.parcel_arrived(&parcel).await.unwrap();
        let refused = rig.directory.replay(&owner, hook.id, first).await;
        assert!(matches!(refused, Err(Error::NotFound { .. })));
    })
    .await;
}

#[tokio::test]
async fn a_webhook_at_which_nothing_arrives_for_days_is_stopped_with_a_mail_and_can_go_on() {
    on_each(async |rig| {
        let owner = somebody(&rig).await;
        let camden = rig.source("camden", 1).await;
        let hook = rig
            .directory
            .make_webhook(&owner, &wanted(Event::Listings))
            .await
            .unwrap();
        for day in 0..4 {
            rig.crawl(&camden, &[item("1", &format!("Choir {day}"), "NW5 2TJ")])
                .await;
            for parcel in due(&rig).await {
                rig.directory
                    .parcel_failed(&parcel, "no answer in time")
                    .await
                    .unwrap();
            }
            rig.days_pass(1);
        }
        let view = rig.directory.webhooks(&owner).await.unwrap().remove(0);
        assert!(view.stopped_at.is_some());
        let mails = rig.mails().await;
        assert!(mails.iter().any(|mail| mail.to == "owner@thehub.org.uk"
            && mail.subject.contains("stopped")
            && mail.body.contains("https://hub.example/hook")));
        assert!(due(&rig).await.is_empty());

        rig.directory.resume_webhook(&owner, hook.id).await.unwrap();
        let parcels = due(&rig).await;
        let told: usize = parcels
            .iter()
            .map(|parcel| body(parcel)["changes"].as_array().unwrap().len())
            .sum();
        assert!(told > 0, "what happened meanwhile is told");
        rig.directory.end_webhook(&owner, hook.id).await.unwrap();
        assert!(due(&rig).await.is_empty());
    })
    .await;
}

#[tokio::test]
async fn what_is_wrong_with_a_wish_is_said_all_at_once_and_others_see_nothing() {
    on_each(async |rig| {
        let owner = somebody(&rig).await;
        let wish = WebhookWanted {
            url: "http://127.0.0.1/".to_owned(),
            event: Event::Listings,
            filter: Filter {
                areas: vec!["Camden".to_owned()],
                categories: vec!["need:nothing".to_owned()],
                sources: vec!["nobody".to_owned()],
            },
            instance: None,
        };
        let Err(Error::Invalid(violations)) = rig.directory.make_webhook(&owner, &wish).await
        else {
            panic!("it was taken");
        };
        let said: Vec<&str> = violations.iter().map(|v| v.parameter).collect();
        assert_eq!(
            said,
            ["url", "filter.areas", "filter.categories", "filter.sources"]
        );

        let hook = rig
            .directory
            .make_webhook(&owner, &wanted(Event::Listings))
            .await
            .unwrap();
        let other = rig.sign_in("other@thehub.org.uk").await;
        let other = rig.actor(&other).await;
        assert!(rig.directory.webhooks(&other).await.unwrap().is_empty());
        let refused = rig.directory.end_webhook(&other, hook.id).await;
        assert!(matches!(refused, Err(Error::NotFound { .. })));
        let refused = rig
            .directory
            .make_webhook(&Actor::Anybody, &wanted(Event::Listings))
            .await;
        assert!(matches!(refused, Err(Error::Unauthenticated(_))));
    })
    .await;
}

#[tokio::test]
async fn a_key_makes_webhooks_that_end_with_it() {
    on_each(async |rig| {
        let owner = somebody(&rig).await;
        let key = rig
            .directory
            .make_key(&owner, "our website", &[Scope::Read])
            .await
            .unwrap();
        let program = rig.directory.who_by_key(key.secret.reveal()).await.unwrap();
        rig.directory
            .make_webhook(&program, &wanted(Event::Listings))
            .await
            .unwrap();
        let camden = rig.source("camden", 1).await;
        rig.crawl(&camden, &[item("1", "Choir", "NW5 2TJ")]).await;
        assert_eq!(due(&rig).await.len(), 1);
        rig.directory.end_key(&owner, key.id).await.unwrap();
        assert!(due(&rig).await.is_empty());
    })
    .await;
}

#[tokio::test]
async fn another_instance_is_told_that_there_is_news_but_not_of_its_own() {
    on_each(async |rig| {
        let owner = somebody(&rig).await;
        let (us, them) = (
            rig.directory.instance().await.unwrap().id,
            Uuid::from_u128(5),
        );
        let wish = WebhookWanted {
            instance: Some(them),
            ..wanted(Event::Statements)
        };
        rig.directory.make_webhook(&owner, &wish).await.unwrap();
        let camden = rig.source("camden", 1).await;
        rig.crawl(&camden, &[item("1", "Choir", "NW5 2TJ")]).await;
        let parcel = due(&rig).await.remove(0);
        assert_eq!(body(&parcel)["instance"], us.to_string());
        rig.directory.parcel_arrived(&parcel).await.unwrap();

        // What came through them makes no knock.
        rig.directory.know_peer("them", them).await.unwrap();
        let mut feed = rig.directory.told(0, 10, None).await.unwrap();
        feed.instance = them;
        feed.sources[0].home = them;
        feed.sources[0].uri = "https://theirs.example/".to_owned();
        feed.records[0].home = them;
        feed.records[0].path = vec![them];
        assert_eq!(
            rig.directory.take_feed("them", &feed).await.unwrap().taken,
            1
        );
        assert!(due(&rig).await.is_empty());
    })
    .await;
}

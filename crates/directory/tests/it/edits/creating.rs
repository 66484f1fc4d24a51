//! Adding what nobody has told us of.

use directory::{Created, Error, Published};
use domain::authority::Grant;
use serde_json::{Value, json};

use super::{LUNCH, claimed, moderator};
use crate::rig::{Said as _, on_each};

fn chess() -> Value {
    json!({
        "name": "Chess in the park",
        "organization": { "name": "Park Chess" },
        "locations": [{ "postcode": "SW9 8DJ" }],
        "schedules": [{ "weekdays": ["Saturday"], "opens_at": "14:00", "closes_at": "17:00" }],
    })
}

fn listed(created: Created) -> Published {
    match created {
        Created::Published(published) => *published,
        other => panic!("{other:?}"),
    }
}

#[tokio::test]
async fn whoever_adds_a_group_speaks_for_it() {
    on_each(async |rig| {
        let session = rig.sign_in("kit@chess.org.uk").await;
        let kit = rig.actor(&session).await;
        let directory = &rig.directory;
        let chess = listed(directory.create_listing(&kit, &chess(), &[]).await.unwrap());
        directory.catch_up().await.unwrap();
        assert_eq!(rig.names(&[("q", "chess")]).await, ["Chess in the park"]);
        assert_eq!(chess.slug, "chess-in-the-park");
        let kit = rig.actor(&session).await;
        let mine = directory.my_organizations(&kit).await.unwrap();
        assert_eq!(mine[0].name, "Park Chess");
        rig.edit(&kit, &chess.slug, |body| body["capacity"] = json!("full"))
            .await;
        let service = rig.service(&chess.slug).await;
        assert_eq!(service.capacity, Some(domain::service::Capacity::Full));
    })
    .await;
}

#[tokio::test]
async fn a_group_that_is_listed_is_added_to_by_those_who_speak_for_it() {
    on_each(async |rig| {
        let (_, session) = claimed(&rig).await;
        let mut body = chess();
        body["organization"]["name"] = json!("BRIXTON LUNCH");
        let eve = rig.sign_in("eve@elsewhere.org.uk").await;
        let eve = rig.actor(&eve).await;
        let refused = rig.directory.create_listing(&eve, &body, &[]).await;
        assert!(matches!(refused, Err(Error::Conflict(_))), "{refused:?}");
        let ada = rig.actor(&session).await;
        listed(
            rig.directory
                .create_listing(&ada, &body, &[])
                .await
                .unwrap(),
        );
        let nameless = rig
            .directory
            .create_listing(&eve, &json!({ "name": "Chess" }), &[])
            .await;
        let Err(Error::Unfit(flaws)) = nameless else {
            panic!("{nameless:?}");
        };
        assert_eq!(flaws[0].pointer, "/organization");
    })
    .await;
}

#[tokio::test]
async fn what_may_be_listed_already_is_shown_first() {
    on_each(async |rig| {
        let (source, _) = claimed(&rig).await;
        let session = rig.sign_in("kit@chess.org.uk").await;
        let kit = rig.actor(&session).await;
        let body = json!({
            "name": "Brixton Lunch Club",
            "organization": { "name": "Our Lunch" },
            "phones": [{ "number": "020 7946 0018" }],
            "locations": [{ "postcode": "SW9 8DJ" }],
        });
        let directory = &rig.directory;
        let shown = directory.create_listing(&kit, &body, &[]).await.unwrap();
        let Created::Alike(alike) = shown else {
            panic!("{shown:?}");
        };
        assert_eq!(alike[0].slug, LUNCH);
        assert!(!alike[0].reasons.is_empty());
        let ours = listed(
            directory
                .create_listing(&kit, &body, &[alike[0].listing])
                .await
                .unwrap(),
        );
        assert_ne!(ours.listing, alike[0].listing);
        // No crawl makes one of what a person has called different.
        rig.crawl(&source, &[super::lunch().phone("020 7946 0019")])
            .await;
        assert_eq!(rig.view(LUNCH).await.statements.len(), 1);
        assert_eq!(rig.view(&ours.slug).await.statements.len(), 1);
    })
    .await;
}

#[tokio::test]
async fn an_entry_full_of_links_waits_and_its_maker_speaks_once_it_is_listed() {
    on_each(async |rig| {
        let mo = moderator(&rig).await;
        let session = rig.sign_in("kit@chess.org.uk").await;
        let kit = rig.actor(&session).await;
        let mut body = chess();
        body["description"] =
            json!("See https://one.org.uk https://two.org.uk https://three.org.uk");
        let directory = &rig.directory;
        let created = directory.create_listing(&kit, &body, &[]).await.unwrap();
        let Created::Held(held) = created else {
            panic!("{created:?}");
        };
        let id = held.listing.to_string();
        assert!(directory.show(&id).await.is_err());
        directory
            .decide_held_edit(&mo, held.id, true, "")
            .await
            .unwrap();
        assert_eq!(rig.shown(&id).await, "Chess in the park");
        let kit = rig.actor(&session).await;
        let speaks = match &kit {
            domain::authority::Actor::Person(person) => person.grants.clone(),
            other => panic!("{other:?}"),
        };
        assert!(matches!(speaks.as_slice(), [Grant::Steward { .. }]));
        let by_mo = listed(
            directory
                .create_listing(
                    &mo,
                    &json!({
                        "name": "Draughts",
                        "organization": { "name": "Draughts Club" },
                        "locations": [{ "postcode": "SW9 8DJ" }],
                    }),
                    &[],
                )
                .await
                .unwrap(),
        );
        let view = rig.view(&by_mo.slug).await;
        assert_eq!(view.statements[0].key.source.as_str(), "moderators");
    })
    .await;
}

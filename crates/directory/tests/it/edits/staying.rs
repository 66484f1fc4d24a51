//! What is said at first hand stays with its listing, whatever becomes of what others say.

use chrono::Weekday;
use directory::By;
use domain::statement::StatementKey;
use serde_json::json;

use super::{LUNCH, claimed, lunch, published, ring};
use crate::rig::{Said as _, item, on_each};

fn by() -> By {
    By {
        actor: domain::authority::Actor::Operator,
        name: "Mo".to_owned(),
        reason: "I rang".to_owned(),
    }
}

#[tokio::test]
async fn a_corrected_day_does_not_split_the_listing() {
    on_each(async |rig| {
        let (source, session) = claimed(&rig).await;
        let map = rig.source("map", 5).await;
        rig.crawl(&source, &[lunch().on(Weekday::Mon)]).await;
        rig.crawl(&map, &[lunch().on(Weekday::Mon)]).await;
        let ada = rig.actor(&session).await;
        rig.edit(&ada, LUNCH, |body| {
            body["schedules"] = json!([{ "weekdays": ["Tuesday"] }]);
        })
        .await;
        let found = rig.names(&[("q", "lunch club")]).await;
        assert_eq!(found, ["Brixton lunch club"]);
        let service = rig.service(LUNCH).await;
        assert_eq!(service.schedules[0].weekdays, [Weekday::Tue]);
        assert_eq!(rig.view(LUNCH).await.statements.len(), 3);
        // A source that is read anew joins as it always did.
        let other = rig.source("other", 6).await;
        rig.crawl(&other, &[lunch().on(Weekday::Mon)]).await;
        assert_eq!(rig.view(LUNCH).await.statements.len(), 4);
    })
    .await;
}

#[tokio::test]
async fn it_outlives_those_who_founded_the_listing() {
    on_each(async |rig| {
        let (source, session) = claimed(&rig).await;
        let ada = rig.actor(&session).await;
        let id = rig.view(LUNCH).await.listing.id;
        rig.edit(&ada, LUNCH, ring("020 7946 0999")).await;
        let other = item("2", "Chess", "NW5 2TJ");
        let many: Vec<_> = (10..40)
            .map(|n| item(&n.to_string(), &format!("Club {n}"), "NW5 2TJ"))
            .collect();
        let with = |first: Vec<_>| [first, vec![other.clone()], many.clone()].concat();
        rig.crawl(&source, &with(vec![lunch()])).await;
        for _ in 0..6 {
            rig.days_pass(10);
            rig.crawl(&source, &with(Vec::new())).await;
        }
        let view = rig.view(LUNCH).await;
        assert_eq!(view.listing.id, id);
        assert_eq!(view.statements.len(), 1, "Lambeth speaks of it no more");
        assert_eq!(rig.rings(LUNCH).await, ["020 7946 0999"]);
        rig.edit(&ada, LUNCH, ring("020 7946 0123")).await;
        // And it is there when its founder comes back.
        rig.crawl(&source, &with(vec![lunch()])).await;
        let view = rig.view(LUNCH).await;
        assert_eq!((view.listing.id, view.statements.len()), (id, 2));
        assert_eq!(rig.rings(LUNCH).await, ["020 7946 0123"]);
    })
    .await;
}

#[tokio::test]
async fn it_goes_along_when_listings_become_one_and_back_when_they_part() {
    on_each(async |rig| {
        let (source, session) = claimed(&rig).await;
        let ada = rig.actor(&session).await;
        let supper = item("7", "Stockwell supper", "SW9 9TN").phone("020 7946 0777");
        rig.crawl(&source, &[lunch(), supper]).await;
        rig.edit(&ada, LUNCH, ring("020 7946 0999")).await;
        let before = rig.service(LUNCH).await;
        let merged = rig
            .directory
            .merge_listings("stockwell-supper", LUNCH, &by())
            .await
            .unwrap();
        let joined = merged.listings[0].to_string();
        assert_eq!(rig.rings(&joined).await, ["020 7946 0999"]);
        for id in merged.matches {
            rig.directory.undo_match(id, &by()).await.unwrap();
        }
        rig.directory.catch_up().await.unwrap();
        assert_eq!(rig.service(LUNCH).await, before);
        assert_eq!(rig.rings("stockwell-supper").await, ["020 7946 0777"]);
    })
    .await;
}

#[tokio::test]
async fn wording_an_entry_like_anothers_takes_nothing_over() {
    on_each(async |rig| {
        let (source, session) = claimed(&rig).await;
        let ada = rig.actor(&session).await;
        let mut other = item("9", "Camden carers", "NW5 2TJ").phone("020 7946 0555");
        other.service.organization = Some(domain::service::Organization {
            name: "Camden Carers".to_owned(),
            ..Default::default()
        });
        rig.crawl(&source, &[lunch(), other]).await;
        rig.edit(&ada, LUNCH, |body| {
            body["name"] = json!("Camden carers");
            body["locations"] = json!([{ "postcode": "NW5 2TJ" }]);
            body["phones"] = json!([{ "number": "020 7946 0555" }]);
        })
        .await;
        let carers = rig.view("camden-carers").await;
        assert_eq!(carers.statements.len(), 1);
        let organization = carers.listing.service.organization.clone().unwrap();
        assert_eq!(organization.name, "Camden Carers");
    })
    .await;
}

#[tokio::test]
async fn every_version_can_be_said_again_and_the_first_word_taken_back() {
    on_each(async |rig| {
        let (_, session) = claimed(&rig).await;
        let ada = rig.actor(&session).await;
        rig.edit(&ada, LUNCH, ring("020 7946 0001")).await;
        rig.edit(&ada, LUNCH, ring("020 7946 0002")).await;
        let third = published(rig.edit(&ada, LUNCH, ring("020 7946 0003")).await);
        assert_eq!(third.version, "t3");
        let restore = async |number, version: &str| {
            rig.clock.advance(chrono::TimeDelta::seconds(1));
            rig.directory
                .restore_statement(&ada, LUNCH, number, &[version.to_owned()])
                .await
        };
        let first = published(restore(1, "t3").await.unwrap());
        assert_eq!(first.version, "t4");
        assert_eq!(rig.rings(LUNCH).await, ["020 7946 0001"]);
        let late = restore(2, "t3").await.unwrap();
        assert!(matches!(late, directory::Saved::Overtaken(_)));
        assert!(restore(9, "t4").await.is_err());
        let none = published(restore(0, "t4").await.unwrap());
        assert_eq!(none.version, "t4-withdrawn");
        assert_eq!(rig.rings(LUNCH).await, ["020 7946 0018"]);
        let back = published(restore(2, "t4-withdrawn").await.unwrap());
        assert_eq!(back.version, "t5");
        assert_eq!(rig.rings(LUNCH).await, ["020 7946 0002"]);

        let history = match rig.directory.history(LUNCH).await.unwrap() {
            directory::Sought::Found(history) => history.entries,
            directory::Sought::Moved(slug) => panic!("{slug}"),
        };
        let told: Vec<String> = history
            .iter()
            .map(|entry| {
                let fields: Vec<String> = entry.changes.iter().map(|f| format!("{f:?}")).collect();
                let version = entry.version.map_or(String::new(), |v| format!(" {v}"));
                format!("{}{version}: {}", entry.source.id, fields.join(" "))
            })
            .collect();
        assert_eq!(
            told,
            [
                "the-group-itself 5: Phones",
                "the-group-itself 4: Phones",
                "the-group-itself 3: Phones",
                "the-group-itself 2: Phones",
                "the-group-itself 1: Name Organization Phones ServiceAtLocations",
                "lambeth: Name Organization Phones ServiceAtLocations",
            ]
        );
        assert!(!format!("{history:?}").contains("ada@"));
    })
    .await;
}

#[tokio::test]
async fn a_listing_that_nobody_else_speaks_of_keeps_its_word() {
    on_each(async |rig| {
        let session = rig.sign_in("kit@chess.org.uk").await;
        let kit = rig.actor(&session).await;
        let body = json!({
            "name": "Chess in the park",
            "organization": { "name": "Park Chess" },
            "locations": [{ "postcode": "SW9 8DJ" }],
        });
        let created = rig
            .directory
            .create_listing(&kit, &body, &[])
            .await
            .unwrap();
        let directory::Created::Published(chess) = created else {
            panic!("{created:?}");
        };
        let kit = rig.actor(&session).await;
        let refused = rig
            .directory
            .restore_statement(&kit, &chess.slug, 0, &[chess.version])
            .await;
        assert!(matches!(refused, Err(directory::Error::Conflict(_))));
        let key = StatementKey {
            source: domain::source::SourceId::group(),
            external_id: chess.listing.to_string(),
        };
        assert_eq!(rig.view(&chess.slug).await.statements[0].key, key);
    })
    .await;
}

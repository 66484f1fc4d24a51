//! What other sources newly say, and what anybody suggests.

use directory::{Error, Saved};
use domain::authority::Actor;
use domain::listing::Field;
use domain::statement::Item;

use super::{LUNCH, claimed, lunch, moderator, ring};
use crate::rig::{Rig, Said as _, item, on_each};

fn ringing(number: &str) -> Item {
    let mut lunch = lunch();
    lunch.service.phones.clear();
    lunch.phone(number)
}

async fn asked(rig: &Rig, actor: &Actor) -> Vec<String> {
    let waiting = rig.directory.my_suggestions(actor).await.unwrap();
    waiting
        .iter()
        .map(|view| {
            let theirs = &view.theirs.phones[0].number;
            format!("{} {:?}: {theirs}", view.source.name, view.field)
        })
        .collect()
}

#[tokio::test]
async fn a_source_that_changes_its_word_asks_and_the_group_takes_it_or_keeps_its_own() {
    on_each(async |rig| {
        let (source, session) = claimed(&rig).await;
        let ada = rig.actor(&session).await;
        rig.edit(&ada, LUNCH, ring("020 7946 0999")).await;
        assert_eq!(
            asked(&rig, &ada).await,
            [""; 0],
            "that they differed is no news"
        );
        rig.crawl(&source, &[ringing("020 7946 0111")]).await;
        assert_eq!(rig.rings(LUNCH).await, ["020 7946 0999"]);
        assert_eq!(
            asked(&rig, &ada).await,
            ["lambeth's directory Phones: 020 7946 0111"]
        );

        let waiting = rig.directory.suggestions_for(&ada, LUNCH).await.unwrap();
        let key = waiting[0].key.clone();
        rig.clock.advance(chrono::TimeDelta::seconds(1));
        let kept = rig
            .directory
            .answer_suggestion(&ada, LUNCH, (Field::Phones, &key), false)
            .await
            .unwrap();
        assert_eq!(kept, None);
        assert_eq!(asked(&rig, &ada).await, [""; 0]);
        let gone = rig
            .directory
            .answer_suggestion(&ada, LUNCH, (Field::Phones, &key), true)
            .await;
        assert!(matches!(gone, Err(Error::NotFound { .. })));

        rig.crawl(&source, &[ringing("020 7946 0222")]).await;
        rig.clock.advance(chrono::TimeDelta::seconds(1));
        let taken = rig
            .directory
            .answer_suggestion(&ada, LUNCH, (Field::Phones, &key), true)
            .await
            .unwrap();
        assert!(matches!(taken, Some(Saved::Published(_))));
        assert_eq!(rig.rings(LUNCH).await, ["020 7946 0222"]);
        assert_eq!(asked(&rig, &ada).await, [""; 0]);
    })
    .await;
}

#[tokio::test]
async fn an_accepted_correction_is_said_by_whoever_looks_after_the_listing() {
    on_each(async |rig| {
        let (source, session) = claimed(&rig).await;
        rig.crawl(
            &source,
            &[
                lunch(),
                item("2", "Chess", "SW9 9TN").phone("020 7946 0700"),
            ],
        )
        .await;
        let (ada, mo) = (rig.actor(&session).await, moderator(&rig).await);
        let directory = &rig.directory;
        let suggest = async |listing, number| {
            directory
                .suggest_correction(&Actor::Anybody, listing, ("phones", number), "", None)
                .await
        };
        let silly = suggest(LUNCH, "00000").await;
        assert!(matches!(silly, Err(Error::Invalid(_))));
        let unknown = directory
            .suggest_correction(&Actor::Anybody, LUNCH, ("status", "x"), "", None)
            .await;
        assert!(matches!(unknown, Err(Error::Invalid(_))));

        let for_ada = suggest(LUNCH, "020 7946 0321").await.unwrap().id;
        directory
            .answer_report(&ada, for_ada, true, "Thank you")
            .await
            .unwrap();
        assert_eq!(rig.rings(LUNCH).await, ["020 7946 0321"]);
        let refused = suggest(LUNCH, "020 7946 0322").await.unwrap().id;
        directory
            .answer_report(&ada, refused, false, "No, it is not")
            .await
            .unwrap();
        assert_eq!(rig.rings(LUNCH).await, ["020 7946 0321"]);

        let for_mo = suggest("chess", "020 7946 0444").await.unwrap().id;
        directory
            .answer_report(&mo, for_mo, true, "Thank you")
            .await
            .unwrap();
        assert_eq!(rig.rings("chess").await, ["020 7946 0444"]);
        let view = rig.view("chess").await;
        let speakers: Vec<&str> = view
            .statements
            .iter()
            .map(|s| s.key.source.as_str())
            .collect();
        assert_eq!(speakers, ["lambeth", "moderators"]);
    })
    .await;
}

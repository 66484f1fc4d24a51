//! What other sources newly say, and what anybody suggests.

use chrono::TimeDelta;
use directory::{Error, Saved};
use domain::authority::Actor;
use domain::listing::Field;
use domain::statement::Item;
use serde_json::json;

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
async fn one_mail_tells_a_steward_of_all_that_others_newly_say_and_each_once() {
    on_each(async |rig| {
        let (source, session) = claimed(&rig).await;
        let ada = rig.actor(&session).await;
        rig.edit(&ada, LUNCH, |body| {
            body["phones"] = json!([{ "number": "020 7946 0999" }]);
            body["email"] = json!("ada@brixtonlunch.org.uk");
        })
        .await;
        rig.mails().await;
        let tell = async || {
            rig.clock.advance(TimeDelta::seconds(1));
            let count = rig.directory.tell_suggestions().await.unwrap();
            let mails = rig.mails().await;
            assert_eq!(mails.len(), count);
            mails
        };
        assert!(tell().await.is_empty(), "that they differed is no news");

        let mut news = ringing("020 7946 0111");
        news.service.email = Some("old@brixtonlunch.org.uk".to_owned());
        rig.crawl(&source, &[news]).await;
        let mails = tell().await;
        assert_eq!(mails.len(), 1, "both fields in one");
        assert_eq!(mails[0].to, "ada@brixtonlunch.org.uk");
        let lines = [
            "- Brixton lunch club: lambeth's directory now says 020 7946 0111",
            "- Brixton lunch club: lambeth's directory now says old@brixtonlunch.org.uk",
            "/listings/brixton-lunch-club/suggestions",
        ];
        for line in lines {
            assert!(mails[0].body.contains(line), "{}", mails[0].body);
        }
        rig.days_pass(30);
        assert!(tell().await.is_empty(), "they are told once");

        rig.crawl(&source, &[ringing("020 7946 0222")]).await;
        assert_eq!(tell().await.len(), 1);
        rig.days_pass(6);
        rig.crawl(&source, &[ringing("020 7946 0333")]).await;
        assert!(tell().await.is_empty(), "once a week");
        rig.days_pass(1);
        assert_eq!(tell().await.len(), 1);

        // What is answered by the time is not told.
        rig.days_pass(30);
        rig.crawl(&source, &[ringing("020 7946 0444")]).await;
        rig.edit(&ada, LUNCH, ring("020 7946 0444")).await;
        rig.mails().await;
        assert!(tell().await.is_empty());
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

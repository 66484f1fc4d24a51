//! What looks suspicious waits for a moderator.

use directory::{Error, HeldView, Saved};
use serde_json::json;
use store::HeldState;

use super::{ADA, LUNCH, claimed, moderator, ring};
use crate::rig::{Rig, on_each};

/// Ada gives another web site, which has to wait.
async fn held(rig: &Rig, ada: &domain::authority::Actor) -> HeldView {
    let saved = rig
        .edit(ada, LUNCH, |body| {
            body["website"] = json!("https://cheap-loans.co.uk/");
        })
        .await;
    match saved {
        Saved::Held(held) => *held,
        other => panic!("{other:?}"),
    }
}

#[tokio::test]
async fn what_is_shown_stays_until_a_moderator_publishes() {
    on_each(async |rig| {
        let (_, session) = claimed(&rig).await;
        let ada = rig.actor(&session).await;
        let mo = moderator(&rig).await;
        let edit = held(&rig, &ada).await;
        assert_eq!(
            edit.reasons,
            ["A link leads to cheap-loans.co.uk, which is new here."]
        );
        let told = rig.mails().await;
        assert_eq!(told.len(), 1);
        assert_eq!(told[0].to, "mo@council.gov.uk");
        assert_eq!(rig.service(LUNCH).await.url, None);
        let own = rig.directory.own_words(&ada, LUNCH).await.unwrap();
        assert_eq!(own.held.len(), 1);

        let directory = &rig.directory;
        let refused = directory.held_edits(&ada).await.unwrap();
        assert_eq!(refused, []);
        let refused = directory.decide_held_edit(&ada, edit.id, true, "").await;
        assert!(matches!(refused, Err(Error::Forbidden(_))));
        assert_eq!(directory.held_edits(&mo).await.unwrap().len(), 1);
        let decided = directory
            .decide_held_edit(&mo, edit.id, true, "")
            .await
            .unwrap();
        assert_eq!(decided.state, HeldState::Published);
        assert_eq!(
            rig.service(LUNCH).await.url.as_deref(),
            Some("https://cheap-loans.co.uk/")
        );
        let mails = rig.mails().await;
        assert_eq!(mails[0].to, ADA);
        assert!(mails[0].subject.contains("is published"));
        let address = format!("/listings/{LUNCH}\n");
        assert!(mails[0].body.contains(&address), "{}", mails[0].body);
        let twice = directory.decide_held_edit(&mo, edit.id, true, "").await;
        assert!(matches!(twice, Err(Error::Conflict(_))));
    })
    .await;
}

#[tokio::test]
async fn a_refusal_says_why() {
    on_each(async |rig| {
        let (_, session) = claimed(&rig).await;
        let ada = rig.actor(&session).await;
        let mo = moderator(&rig).await;
        let edit = held(&rig, &ada).await;
        rig.mails().await;
        let directory = &rig.directory;
        let mute = directory.decide_held_edit(&mo, edit.id, false, " ").await;
        assert!(matches!(mute, Err(Error::Invalid(_))));
        directory
            .decide_held_edit(&mo, edit.id, false, "That is a shop.")
            .await
            .unwrap();
        let mails = rig.mails().await;
        assert!(
            mails[0].body.contains("That is a shop."),
            "{}",
            mails[0].body
        );
        assert_eq!(rig.service(LUNCH).await.url, None);
        assert_eq!(directory.held_edits(&mo).await.unwrap(), []);
    })
    .await;
}

#[tokio::test]
async fn a_later_edit_takes_its_place_and_a_moderators_own_never_waits() {
    on_each(async |rig| {
        let (_, session) = claimed(&rig).await;
        let ada = rig.actor(&session).await;
        let mo = moderator(&rig).await;
        let edit = held(&rig, &ada).await;
        rig.edit(&ada, LUNCH, ring("020 7946 0999")).await;
        let late = rig.directory.decide_held_edit(&mo, edit.id, true, "").await;
        assert!(matches!(late, Err(Error::Conflict(_))));
        assert_eq!(rig.service(LUNCH).await.url, None);
        let saved = rig
            .edit(&mo, LUNCH, |body| {
                body["website"] = json!("https://cheap-loans.co.uk/");
            })
            .await;
        assert!(matches!(saved, Saved::Published(_)));
        let view = rig.view(LUNCH).await;
        let speakers: Vec<&str> = view
            .statements
            .iter()
            .map(|s| s.key.source.as_str())
            .collect();
        assert_eq!(
            speakers,
            ["lambeth", "the-group-itself"],
            "the group speaks, whoever holds the pen"
        );
    })
    .await;
}

//! What is public of a kitemark, and what time does to it.

use directory::{MarksKept, Shown};
use domain::kitemark::application::ApplicationStep;
use domain::kitemark::award::Check;

use super::assessing::{assessor, drafted, lunch_club, step};
use crate::rig::{Rig, on_each};

async fn tier_shown(rig: &Rig) -> Option<String> {
    let Shown::Listing(view) = rig.directory.show("brixton-lunch-club").await.unwrap() else {
        panic!("it has moved");
    };
    view.mark.as_ref().map(|mark| mark.tier.clone())
}

#[tokio::test]
async fn an_award_reaches_the_listing_the_search_and_the_change_log() {
    on_each(async |rig| {
        let ada = lunch_club(&rig).await;
        let l = assessor(&rig, "l@network.org.uk", None).await;
        let none = rig.names(&[("kitemark", "declared")]).await;
        assert_eq!(none, [""; 0]);
        let before = rig.directory.extent().await.unwrap();
        let view = drafted(&rig, &ada, "evidence-seen", "2027-06-30").await;
        step(&rig, &ada, &view, ApplicationStep::Submit, "")
            .await
            .unwrap();
        step(&rig, &l, &view, ApplicationStep::Award, "")
            .await
            .unwrap();
        let after = rig.directory.extent().await.unwrap();
        assert_eq!(
            after.sequence,
            before.sequence + 1,
            "one listing, one change"
        );
        assert_eq!(rig.directory.catch_up().await.unwrap(), 1);
        for tier in ["details-confirmed", "declared", "evidence-seen"] {
            assert_eq!(
                rig.names(&[("kitemark", tier)]).await,
                ["Brixton lunch club"],
                "{tier}"
            );
        }
        assert_eq!(rig.names(&[("kitemark", "external-mark")]).await, [""; 0]);
        assert_eq!(tier_shown(&rig).await.as_deref(), Some("evidence-seen"));
        let found = rig.find(&[("q", "lunch")]).await;
        assert_eq!(
            found.hits[0].listing.said.mark.as_ref().unwrap().tier_name,
            "Evidence seen"
        );
        let counts = found
            .filters
            .iter()
            .find(|one| one.filter == "kitemark")
            .unwrap();
        let mut counts: Vec<(&str, usize)> = counts
            .values
            .iter()
            .map(|one| (one.name.as_str(), one.count))
            .collect();
        counts.sort_unstable();
        assert_eq!(
            counts,
            [
                ("Details confirmed", 1),
                ("Evidence seen", 1),
                ("Safe practice declared", 1)
            ]
        );
        rig.directory.reindex(|_, _| {}).await.unwrap();
        assert_eq!(
            rig.names(&[("kitemark", "declared")]).await,
            ["Brixton lunch club"],
            "an index that is built anew knows it too"
        );
    })
    .await;
}

#[tokio::test]
async fn a_mark_reminds_falls_tier_by_tier_and_lapses_while_the_listing_stays() {
    on_each(async |rig| {
        let ada = lunch_club(&rig).await;
        let l = assessor(&rig, "l@network.org.uk", None).await;
        // It is 22 November 2026.
        let view = drafted(&rig, &ada, "evidence-seen", "2027-06-30").await;
        step(&rig, &ada, &view, ApplicationStep::Submit, "")
            .await
            .unwrap();
        step(&rig, &l, &view, ApplicationStep::Award, "")
            .await
            .unwrap();
        rig.mails().await;
        let keep = async || rig.directory.keep_marks().await.unwrap();
        let nothing = MarksKept::default();
        let reminded = MarksKept {
            reminded: 1,
            ..nothing
        };
        assert_eq!(keep().await, nothing);
        rig.days_pass(160); // 1 May
        assert_eq!(keep().await, reminded);
        assert_eq!(keep().await, nothing, "once");
        let mails = rig.mails().await;
        assert_eq!(
            (mails.len(), mails[0].subject.as_str()),
            (1, "Brixton Lunch: the mark ends in 60 days")
        );
        // Nothing runs for seven weeks: the mail for 30 days is not sent late beside that for 7.
        rig.days_pass(55); // 25 June
        assert_eq!(keep().await, reminded);
        assert_eq!(
            rig.mails().await[0].subject,
            "Brixton Lunch: the mark ends in 5 days"
        );
        rig.days_pass(6); // 1 July
        assert_eq!(
            tier_shown(&rig).await.as_deref(),
            Some("declared"),
            "before the worker has looked"
        );
        assert_eq!(
            keep().await,
            MarksKept {
                fallen: 1,
                ..nothing
            }
        );
        assert!(
            rig.mails().await[0]
                .body
                .contains("\"Safe practice declared\", until 21 November 2027")
        );
        rig.directory.catch_up().await.unwrap();
        assert_eq!(rig.names(&[("kitemark", "evidence-seen")]).await, [""; 0]);
        assert_eq!(
            rig.names(&[("kitemark", "declared")]).await,
            ["Brixton lunch club"]
        );
        // A year off: it has fallen through to the end, which is told once.
        rig.days_pass(365);
        assert_eq!(
            keep().await,
            MarksKept {
                lapsed: 1,
                ..nothing
            }
        );
        assert_eq!(
            rig.mails().await[0].subject,
            "Brixton Lunch: the mark has ended"
        );
        rig.directory.catch_up().await.unwrap();
        assert_eq!(tier_shown(&rig).await, None);
        assert_eq!(
            rig.names(&[("q", "lunch")]).await,
            ["Brixton lunch club"],
            "never unpublished"
        );
        assert_eq!(keep().await, nothing);
    })
    .await;
}

#[tokio::test]
async fn what_is_renewed_takes_the_place_of_what_was() {
    on_each(async |rig| {
        let ada = lunch_club(&rig).await;
        let directory = &rig.directory;
        let view = drafted(&rig, &ada, "declared", "2027-06-30").await;
        step(&rig, &ada, &view, ApplicationStep::Submit, "")
            .await
            .unwrap();
        rig.days_pass(330);
        let renewed = directory
            .begin_application(&ada, "brixton-lunch", "declared")
            .await
            .unwrap();
        assert_eq!(renewed.missing, [], "what was answered is there");
        let renewed = step(&rig, &ada, &renewed, ApplicationStep::Submit, "")
            .await
            .unwrap();
        assert_eq!(
            renewed.award.unwrap().rungs[0].until.to_string(),
            "2028-10-17"
        );
        let before = directory.mark_application(&ada, view.id).await.unwrap();
        assert_eq!(before.award.unwrap().state.as_str(), "renewed");
        let lower = directory
            .begin_application(&ada, "brixton-lunch", "details-confirmed")
            .await
            .unwrap();
        let lowered = step(&rig, &ada, &lower, ApplicationStep::Submit, "").await;
        assert!(
            matches!(lowered, Err(directory::Error::Conflict(_))),
            "{lowered:?}"
        );
    })
    .await;
}

#[tokio::test]
async fn chance_draws_some_declarations_for_checking() {
    on_each(async |rig| {
        let ada = lunch_club(&rig).await;
        let l = assessor(&rig, "l@network.org.uk", None).await;
        let directory = &rig.directory;
        let mut tries = 0;
        // One in twenty: the chance that none of 400 is drawn is one in a thousand million.
        let (drawn, mails) = loop {
            let view = drafted(&rig, &ada, "declared", "2027-06-30").await;
            let view = step(&rig, &ada, &view, ApplicationStep::Submit, "")
                .await
                .unwrap();
            let mails = rig.mails().await;
            tries += 1;
            if view.award.as_ref().unwrap().check == Some(Check::Due) {
                break (view, mails);
            }
            assert!(tries < 400);
        };
        assert!(
            mails
                .iter()
                .any(|mail| mail.subject == "Brixton Lunch: drawn for checking")
        );
        let waiting = directory.applications_to_assess(&l).await.unwrap();
        assert_eq!(waiting[0].id, drawn.id);
        assert!(waiting[0].award.as_ref().unwrap().may_check);
        let award = drawn.award.unwrap().id;
        let mute = directory.check_award(&l, award, false, None).await;
        assert!(matches!(mute, Err(directory::Error::Unfit(_))));
        directory
            .check_award(
                &l,
                award,
                false,
                Some("Nobody there has heard of it".to_owned()),
            )
            .await
            .unwrap();
        assert_eq!(directory.mark_of("brixton-lunch").await.unwrap().1, None);
        let twice = directory.check_award(&l, award, true, None).await;
        assert!(matches!(twice, Err(directory::Error::Conflict(_))));
        assert_eq!(directory.applications_to_assess(&l).await.unwrap(), []);
    })
    .await;
}

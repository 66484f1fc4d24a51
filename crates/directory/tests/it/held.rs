//! Runs that are held, and what people make of them.

use directory::{By, Error, HeldOutcome, RunDecision, RunEnd};
use domain::authority::Actor;
use domain::source::SourceId;
use domain::statement::Item;

use crate::rig::{Rig, item, on_each};

fn many(count: usize) -> Vec<Item> {
    (0..count)
        .map(|n| item(&n.to_string(), &format!("Club number {n}"), "NW5 2TJ"))
        .collect()
}

async fn decide(rig: &Rig, source: &SourceId, decision: RunDecision) -> Result<HeldOutcome, Error> {
    let by = By {
        actor: Actor::Operator,
        name: "A. Moderator".to_owned(),
        reason: "I rang the council".to_owned(),
    };
    rig.directory
        .decide_held_run(source.as_str(), decision, &by)
        .await
}

#[tokio::test]
async fn a_released_run_counts_and_is_usual_from_then_on() {
    on_each(async |rig| {
        let camden = rig.source("camden", 1).await;
        rig.crawl(&camden, &many(20)).await;
        rig.days_pass(1);
        assert!(rig.crawl(&camden, &many(8)).await.quarantined.is_some());
        let outcome = decide(&rig, &camden, RunDecision::Released).await.unwrap();
        assert_eq!((outcome.missing, outcome.withdrawn), (12, 0));
        for days in [7, 7, 7, 9] {
            rig.days_pass(days);
            let report = rig.crawl(&camden, &many(8)).await;
            assert_eq!(report.quarantined, None);
        }
        assert_eq!(rig.find(&[]).await.total, 8);
    })
    .await;
}

#[tokio::test]
async fn a_source_that_a_person_says_is_empty_ages_out() {
    on_each(async |rig| {
        let camden = rig.source("camden", 1).await;
        rig.crawl(&camden, &many(20)).await;
        rig.days_pass(1);
        assert!(rig.crawl(&camden, &[]).await.quarantined.is_some());
        decide(&rig, &camden, RunDecision::Released).await.unwrap();
        for _ in 0..7 {
            rig.days_pass(6);
            assert_eq!(rig.crawl(&camden, &[]).await.quarantined, None);
        }
        assert_eq!(rig.find(&[]).await.total, 0);
        // When it has been back and is empty again, a person is asked again.
        rig.crawl(&camden, &many(20)).await;
        assert!(rig.crawl(&camden, &[]).await.quarantined.is_some());
    })
    .await;
}

#[tokio::test]
async fn a_confirmed_hold_takes_nothing_away_and_the_next_run_is_judged_anew() {
    on_each(async |rig| {
        let camden = rig.source("camden", 1).await;
        rig.crawl(&camden, &many(20)).await;
        rig.crawl(&camden, &many(8)).await;
        decide(&rig, &camden, RunDecision::Confirmed).await.unwrap();
        assert_eq!(rig.find(&[]).await.total, 20);
        let again = decide(&rig, &camden, RunDecision::Released).await;
        assert!(
            matches!(again, Err(Error::Conflict(_))),
            "it has been decided"
        );
        rig.days_pass(1);
        assert!(rig.crawl(&camden, &many(8)).await.quarantined.is_some());
        assert_eq!(rig.crawl(&camden, &many(20)).await.quarantined, None);
        let nothing = decide(&rig, &camden, RunDecision::Released).await;
        assert!(matches!(nothing, Err(Error::Conflict(_))), "it is not held");
    })
    .await;
}

#[tokio::test]
async fn many_sources_in_trouble_at_once_stop_all_absence() {
    on_each(async |rig| {
        let healthy = rig.source("healthy", 1).await;
        rig.crawl(&healthy, &many(20)).await;
        let mut troubled = Vec::new();
        for n in 0..5 {
            let id = rig.source(&format!("troubled-{n}"), 2).await;
            rig.crawl(&id, &[item("1", &format!("Choir {n}"), "SW9 8DJ")])
                .await;
            troubled.push(id);
        }
        rig.days_pass(2);
        for id in &troubled {
            let run = rig.directory.begin_run(id).await.unwrap();
            rig.directory
                .finish_run(run, RunEnd::default())
                .await
                .unwrap();
        }
        let report = rig.crawl(&healthy, &many(19)).await;
        assert!(report.quarantined.is_some());
        assert_eq!(report.problems[0].code, "breaker");
        // What it held is not itself trouble: when the others are well, it is over.
        for (n, id) in troubled.iter().enumerate() {
            rig.crawl(id, &[item("1", &format!("Choir {n}"), "SW9 8DJ")])
                .await;
        }
        assert_eq!(rig.crawl(&healthy, &many(19)).await.quarantined, None);
    })
    .await;
}

#[tokio::test]
async fn sources_that_are_left_held_do_not_keep_the_others_for_ever() {
    on_each(async |rig| {
        let healthy = rig.source("camden", 1).await;
        rig.crawl(&healthy, &many(20)).await;
        let mut left = Vec::new();
        for n in 0..5 {
            let id = rig.source(&format!("left-{n}"), 1).await;
            rig.crawl(&id, &[item("1", &format!("Choir {n}"), "SW9 8DJ")])
                .await;
            left.push(id);
        }
        for day in 0..3 {
            rig.days_pass(1);
            for id in &left {
                let report = rig.crawl(id, &[]).await;
                assert!(report.quarantined.is_some(), "nothing is left of it");
            }
            let held = rig.crawl(&healthy, &many(19)).await.quarantined;
            assert_eq!(held.is_some(), day == 0, "day {day}: {held:?}");
        }
    })
    .await;
}

#[tokio::test]
async fn a_record_that_cannot_be_read_does_not_keep_the_others_for_ever() {
    on_each(async |rig| {
        let camden = rig.source("camden", 1).await;
        rig.crawl(&camden, &many(20)).await;
        for days in [1, 7, 7, 7, 9] {
            rig.days_pass(days);
            let run = rig.directory.begin_run(&camden).await.unwrap();
            for item in many(20).iter().take(18) {
                rig.directory
                    .page_unchanged(&run, &item.external_id)
                    .await
                    .unwrap();
            }
            // Club 18 is there, though its page is cut off; club 19 is not.
            rig.directory.page_unchanged(&run, "18").await.unwrap();
            let end = RunEnd {
                complete: true,
                unread: 1,
                ..RunEnd::default()
            };
            let report = rig.directory.finish_run(run, end).await.unwrap();
            assert!(report.complete, "one of twenty");
        }
        rig.directory.catch_up().await.unwrap();
        assert_eq!(rig.find(&[]).await.total, 19);
        let run = rig.directory.begin_run(&camden).await.unwrap();
        let end = RunEnd {
            complete: true,
            unread: 15,
            ..RunEnd::default()
        };
        let report = rig.directory.finish_run(run, end).await.unwrap();
        assert!(!report.complete, "fifteen of twenty");
    })
    .await;
}

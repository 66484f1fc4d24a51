//! Runs of the crawler, across restarts.

use chrono::TimeDelta;
use serde_json::json;
use store::{RunCounts, RunEnd};

use crate::stage::{Stage, day, id, on_each, source_id};

async fn begin(stage: &Stage, run: u128, days: i64) {
    stage
        .write(async |tx| {
            tx.begin_run(id(run), &source_id(), day(days))
                .await
                .unwrap()
        })
        .await;
}

async fn unfinished(stage: &Stage, since: i64) -> Option<uuid::Uuid> {
    let source = source_id();
    let found = stage
        .write(async |tx| tx.unfinished_run(&source, day(since)).await.unwrap())
        .await;
    found.map(|run| run.id)
}

#[tokio::test]
async fn a_run_that_was_cut_off_can_be_found_again_while_it_is_young() {
    on_each(async |stage| {
        begin(&stage, 1, 5).await;
        assert_eq!(unfinished(&stage, 5).await, Some(id(1)));
        assert_eq!(unfinished(&stage, 4).await, Some(id(1)));
        assert_eq!(unfinished(&stage, 6).await, None);
    })
    .await;
}

#[tokio::test]
async fn a_new_run_closes_the_one_that_was_left_open() {
    on_each(async |stage| {
        begin(&stage, 1, 1).await;
        begin(&stage, 2, 9).await;
        assert_eq!(unfinished(&stage, 0).await, Some(id(2)));
        let runs = stage.store.runs(&source_id(), 10).await.unwrap();
        let told: Vec<_> = runs
            .iter()
            .map(|run| (run.id, run.finished_at, run.complete))
            .collect();
        assert_eq!(told, [(id(2), None, false), (id(1), Some(day(9)), false)]);
    })
    .await;
}

#[tokio::test]
async fn a_resumed_run_adds_up() {
    on_each(async |stage| {
        begin(&stage, 1, 1).await;
        let page = RunCounts {
            new: 3,
            set_aside: 1,
            ..RunCounts::default()
        };
        for _ in 0..2 {
            stage
                .write(async |tx| tx.add_run_counts(id(1), &page).await.unwrap())
                .await;
        }
        let end = RunEnd {
            finished_at: day(1) + TimeDelta::seconds(9),
            complete: true,
            counts: RunCounts {
                fetched: 4,
                bytes: 5_000_000_000,
                found: 6,
                kept: 6,
                ..RunCounts::default()
            },
            problems: json!([{ "code": "timeout" }]),
            quarantined: Some("too many disappeared".to_owned()),
        };
        stage
            .write(async |tx| tx.finish_run(id(1), &end).await.unwrap())
            .await;
        let run = stage.store.runs(&source_id(), 1).await.unwrap().remove(0);
        assert_eq!(
            run.counts,
            RunCounts {
                new: 6,
                set_aside: 2,
                ..end.counts
            }
        );
        assert_eq!(run.finished_at, Some(end.finished_at));
        assert_eq!(
            (run.problems, run.quarantined),
            (end.problems, end.quarantined)
        );
        assert_eq!(unfinished(&stage, 0).await, None);
    })
    .await;
}

#[tokio::test]
async fn only_complete_runs_that_were_not_held_say_what_is_usual() {
    on_each(async |stage| {
        for (run, complete, held) in [
            (1, true, false),
            (2, false, false),
            (3, true, true),
            (4, true, false),
        ] {
            begin(&stage, run, i64::try_from(run).unwrap()).await;
            let end = RunEnd {
                finished_at: day(8),
                complete,
                counts: RunCounts::default(),
                problems: json!([]),
                quarantined: held.then(|| "held".to_owned()),
            };
            stage
                .write(async |tx| tx.finish_run(id(run), &end).await.unwrap())
                .await;
        }
        let usual = stage.store.complete_runs(&source_id(), 5).await.unwrap();
        assert_eq!(
            usual.iter().map(|run| run.id).collect::<Vec<_>>(),
            [id(4), id(1)]
        );
        assert_eq!(
            stage
                .store
                .complete_runs(&source_id(), 1)
                .await
                .unwrap()
                .len(),
            1
        );
    })
    .await;
}

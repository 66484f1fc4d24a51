//! Sources and how each of them does.

use domain::lifecycle::Standing;
use domain::source::SourceId;
use serde_json::json;
use store::{RunCounts, RunEnd, StoreError};

use crate::stage::{day, id, key, on_each, source, source_id, statement};

#[tokio::test]
async fn a_source_comes_back_as_it_was_put_and_can_be_replaced() {
    on_each(async |stage| {
        assert_eq!(
            stage.store.source(&source_id()).await.unwrap(),
            Some(source())
        );
        let mut changed = source();
        changed.area = None;
        changed.licence.allows_redistribution = false;
        changed.homepage = None;
        changed.rank = u16::MAX;
        stage
            .write(async |tx| tx.put_source(&changed, false).await.unwrap())
            .await;
        let all = stage.store.sources().await.unwrap();
        assert_eq!(
            (&all[0].source, all[0].active, all.len()),
            (&changed, false, 1)
        );
    })
    .await;
}

#[tokio::test]
async fn a_source_is_told_with_its_counts_and_its_last_runs() {
    on_each(async |stage| {
        let end = |complete| RunEnd {
            finished_at: day(2),
            complete,
            counts: RunCounts {
                fetched: 7,
                ..RunCounts::default()
            },
            problems: json!([]),
            quarantined: None,
        };
        stage
            .write(async |tx| {
                for (run, complete) in [(1, true), (2, true), (3, false)] {
                    tx.begin_run(id(run), &source_id(), day(i64::try_from(run).unwrap()))
                        .await
                        .unwrap();
                    tx.finish_run(id(run), &end(complete)).await.unwrap();
                }
                let three = ["a", "b", "c"].map(|id| statement(id, id));
                tx.put_statements(&three, Some(id(3)), day(3))
                    .await
                    .unwrap();
                let gone = [(key("a"), Standing::withdrawn(day(3)))];
                tx.set_standings(&gone).await.unwrap();
            })
            .await;
        let all = stage.store.sources().await.unwrap();
        assert_eq!(all[0].live_statements, 2);
        assert_eq!(all[0].last_run.as_ref().unwrap().id, id(3));
        assert_eq!(all[0].last_complete.as_ref().unwrap().id, id(2));
        let counts = stage.store.counts().await.unwrap();
        assert_eq!(
            (counts.sources, counts.statements, counts.listings),
            (1, 2, 0)
        );
    })
    .await;
}

#[tokio::test]
async fn what_belongs_to_no_source_is_refused() {
    on_each(async |stage| {
        let nobody = SourceId::parse("nobody").unwrap();
        let write = stage.store.begin().await.unwrap();
        let error = write.begin_run(id(1), &nobody, day(0)).await.unwrap_err();
        assert!(matches!(error, StoreError::Refused(_)), "{error:?}");
    })
    .await;
}

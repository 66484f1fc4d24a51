//! Both databases keep times alike, and compare them alike.

use chrono::{DateTime, SubsecRound as _, Utc};
use proptest::strategy::{Just, Strategy as _};
use proptest::{prop_assert_eq, prop_oneof, proptest};
use testkit::database::Database;

use crate::stage::{Stage, id, source_id, stage};

/// Any time of four centuries, and pairs that differ by little.
fn times() -> impl proptest::strategy::Strategy<Value = (DateTime<Utc>, DateTime<Utc>)> {
    let any = (-5_000_000_000_i64..9_000_000_000, 0_u32..1_000_000_000)
        .prop_map(|(s, n)| DateTime::from_timestamp(s, n).unwrap());
    let near = prop_oneof![
        Just(0_i64),
        -2_000_i64..2_000,
        Just(1_000_000),
        Just(-1_000_000_000)
    ];
    (any, near).prop_map(|(at, by)| (at, at + chrono::TimeDelta::nanoseconds(by)))
}

fn law(runtime: &tokio::runtime::Runtime, stage: &Stage) {
    proptest!(|((started, since) in times())| {
        let (run, found) = runtime.block_on(async {
            let write = stage.store.begin().await.unwrap();
            let run = write.begin_run(id(1), &source_id(), started).await.unwrap();
            let found = write.unfinished_run(&source_id(), since).await.unwrap();
            write.rollback().await.unwrap();
            (run, found)
        });
        let (kept, since) = (started.trunc_subsecs(6), since.trunc_subsecs(6));
        prop_assert_eq!(run.started_at, kept);
        prop_assert_eq!(found.map(|run| run.started_at), (kept >= since).then_some(kept));
    });
}

#[test]
fn a_time_comes_back_to_the_microsecond_and_is_compared_as_a_time() {
    let runtime = tokio::runtime::Runtime::new().unwrap();
    let databases: Vec<Database> = runtime.block_on(testkit::database::each());
    for database in databases {
        let stage = runtime.block_on(stage(database));
        law(&runtime, &stage);
    }
}

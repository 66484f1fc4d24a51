//! Leases: one copy of the program at a time, and the next when it is gone or silent.

use std::time::{Duration, Instant};

use store::{Lease, Store, StoreOptions};
use testkit::database::postgres;
use testkit::silence::Line;

/// A silent holder loses its lease within this, in the tests of silence.
const LEASE: Duration = Duration::from_secs(2);

#[tokio::test]
async fn only_one_copy_has_a_lease_and_the_next_gets_it_when_it_is_given_back() {
    for database in testkit::database::each().await {
        let is_shared = database.kind.contains("PostgreSQL");
        let options = StoreOptions::new(database.url());
        let one = Store::connect(&options).await.unwrap();
        let other = Store::connect(&options).await.unwrap();
        let held = one
            .try_lease("crawl")
            .await
            .unwrap()
            .expect("nobody has it");
        assert!(held.is_held().await);
        assert!(
            one.try_lease("another task").await.unwrap().is_some(),
            "each task has a lease of its own"
        );
        // A database in memory or in a file is one copy's own.
        assert_eq!(other.try_lease("crawl").await.unwrap().is_none(), is_shared);
        drop(held);
        one.close().await.unwrap();
        assert!(other.try_lease("crawl").await.unwrap().is_some());
        other.close().await.unwrap();
    }
}

async fn copy(url: &str) -> Store {
    let options = StoreOptions {
        lease: LEASE,
        ..StoreOptions::new(url)
    };
    Store::connect(&options).await.unwrap()
}

/// Asks as a copy does that waits for the lease; how long it took.
async fn wait_for_lease(store: &Store) -> (Lease, Duration) {
    let began = Instant::now();
    loop {
        if let Some(lease) = store.try_lease("crawl").await.unwrap() {
            return (lease, began.elapsed());
        }
        tokio::time::sleep(store.lease_pause()).await;
    }
}

#[tokio::test]
async fn a_holder_that_falls_silent_loses_its_lease_and_another_takes_it() {
    let Some(database) = postgres().await else {
        eprintln!("PostgreSQL is left out: no server is named");
        return;
    };
    let line = Line::to(database.url()).await;
    let one = copy(line.url()).await;
    let other = copy(database.url()).await;
    let held = one.try_lease("crawl").await.unwrap().expect("it is free");
    // Longer than a silent holder keeps it.
    tokio::time::sleep(LEASE).await;
    assert!(held.is_held().await, "who gives signs of life keeps it");
    assert!(other.try_lease("crawl").await.unwrap().is_none());

    line.fall_silent();
    let (theirs, waited) = wait_for_lease(&other).await;
    println!(
        "taken over {} ms after the silence began",
        waited.as_millis()
    );
    // The database looks after half of it, the other asks in the other half; the rest is a busy machine's.
    assert!(waited < LEASE * 2, "{waited:?}");
    assert!(!held.is_held().await, "the silent one gives up by itself");
    assert!(theirs.is_held().await);
}

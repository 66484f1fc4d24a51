//! A follower that has read up to a sequence has seen every change up to it.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use domain::listing::{Change, ChangeKind, ListingStatus};
use futures::future::join_all;
use store::{AuditEntry, ListingWrite, Store};
use testkit::database;

use crate::stage::{Stage, day, id, listing, on_each, stage};

const WRITERS: u128 = 8;
const WRITES: u128 = 25;

#[tokio::test]
async fn each_write_leaves_its_change() {
    on_each(async |stage| {
        let first = listing(1, "Choir");
        let mut archived = first.clone();
        archived.listing.version = 2;
        archived.listing.changed_at = day(4);
        archived.listing.status = ListingStatus::Archived;
        assert_eq!(stage.store.last_sequence().await.unwrap(), 0);
        stage
            .write(async |tx| tx.insert_listings(&[first]).await.unwrap())
            .await;
        stage
            .write(async |tx| tx.update_listings(&[archived]).await.unwrap())
            .await;
        let log = stage.store.changes_after(0, 10).await.unwrap();
        let told: Vec<_> = log
            .iter()
            .map(|c| (c.listing, c.kind, c.version, c.at))
            .collect();
        assert_eq!(
            told,
            [
                (id(1), ChangeKind::Updated, 1, day(0)),
                (id(1), ChangeKind::Deleted, 2, day(4))
            ]
        );
        assert_eq!(stage.store.last_sequence().await.unwrap(), log[1].sequence);
        assert_eq!(
            stage
                .store
                .changes_after(log[0].sequence, 10)
                .await
                .unwrap(),
            log[1..]
        );
        assert_eq!(stage.store.changes_after(0, 1).await.unwrap(), log[..1]);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_follower_misses_nothing_however_many_write() {
    on_each(follow_many_writers).await;
    follow_many_writers(stage(database::sqlite_file()).await).await;
}

async fn follow_many_writers(stage: Stage) {
    let done = Arc::new(AtomicBool::new(false));
    let follower = tokio::spawn(follow(stage.other_process().await, Arc::clone(&done)));
    let mut writers = Vec::new();
    for writer in 0..WRITERS {
        let store = if writer % 2 == 0 {
            stage.store.clone()
        } else {
            stage.other_process().await
        };
        writers.push(tokio::spawn(write_many(store, writer)));
    }
    for writer in join_all(writers).await {
        writer.unwrap();
    }
    done.store(true, Ordering::SeqCst);
    let seen = follower.await.unwrap();
    let log = stage.store.changes_after(0, 10_000).await.unwrap();
    let missed: Vec<i64> = log
        .iter()
        .filter(|change| !seen.contains(change))
        .map(|change| change.sequence)
        .collect();
    assert!(
        missed.is_empty(),
        "the follower did not see sequences {missed:?}"
    );
    assert_eq!(seen.len(), log.len(), "the follower saw what is not there");
    // Every fifth was undone.
    assert_eq!(
        seen.len(),
        usize::try_from(WRITERS * WRITES * 4 / 5).unwrap()
    );
}

async fn write_many(store: Store, writer: u128) {
    for n in 0..WRITES {
        let write = store.begin().await.unwrap();
        let listing: ListingWrite = listing(1 + writer * WRITES + n, "Choir");
        write.insert_listings(&[listing]).await.unwrap();
        // Some transactions stay open for longer than others after their number is drawn.
        for _ in 0..(writer + n) % 4 {
            let entry = AuditEntry {
                at: day(1),
                actor: format!("writer {writer}"),
                action: "insert".to_owned(),
                object: format!("listing {n}"),
                detail: serde_json::json!({}),
            };
            write.audit(&entry).await.unwrap();
        }
        if n % 5 == 4 {
            write.rollback().await.unwrap();
        } else {
            write.commit().await.unwrap();
        }
    }
}

/// Reads on from the last sequence seen, as the index does, until nothing more will come.
async fn follow(store: Store, done: Arc<AtomicBool>) -> Vec<Change> {
    let mut seen: Vec<Change> = Vec::new();
    loop {
        // Asked before reading, so that what was written before the end is read after it.
        let last_round = done.load(Ordering::SeqCst);
        let after = seen.last().map_or(0, |change| change.sequence);
        let more = store.changes_after(after, 7).await.unwrap();
        let quiet = more.is_empty();
        seen.extend(more);
        if last_round && quiet {
            return seen;
        }
        tokio::task::yield_now().await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn twenty_editors_lose_no_edit() {
    on_each(async |stage| {
        stage
            .write(async |tx| tx.insert_listings(&[listing(1, "0")]).await.unwrap())
            .await;
        let mut editors = Vec::new();
        for _ in 0..20 {
            editors.push(tokio::spawn(add_one_five_times(
                stage.other_process().await,
            )));
        }
        for editor in join_all(editors).await {
            editor.unwrap();
        }
        let end = stage.store.listings(&[id(1)]).await.unwrap().remove(0);
        assert_eq!((end.service.name.as_str(), end.version), ("100", 101));
    })
    .await;
}

/// Reads outside of the transaction, as a form does, and tries again when somebody was quicker.
async fn add_one_five_times(store: Store) {
    let mut left = 5;
    while left > 0 {
        let mut listing = store.listings(&[id(1)]).await.unwrap().remove(0);
        let number: u32 = listing.service.name.parse().unwrap();
        listing.service.name = (number + 1).to_string();
        listing.version += 1;
        let write = store.begin().await.unwrap();
        match write
            .update_listings(&[ListingWrite {
                listing,
                organization: None,
                passed_on: true,
            }])
            .await
        {
            Ok(()) => {
                write.commit().await.unwrap();
                left -= 1;
            }
            Err(store::StoreError::Conflict { .. }) => write.rollback().await.unwrap(),
            Err(other) => panic!("{other:?}"),
        }
    }
}

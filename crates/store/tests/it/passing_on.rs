//! What others are told of the change log.

use domain::listing::{ChangeKind, Listing, ListingStatus};
use store::{ListingWrite, PublicChange};

use crate::stage::{Stage, day, id, listing, on_each};

fn next(write: &ListingWrite, passed_on: bool, status: ListingStatus) -> ListingWrite {
    ListingWrite {
        listing: Listing {
            version: write.listing.version + 1,
            changed_at: day(write.listing.version),
            status,
            ..write.listing.clone()
        },
        passed_on,
        ..write.clone()
    }
}

/// Listing 1 is passed on, then no longer; 2 never is; 3 is, and ends; 4 is and stays.
async fn told(stage: &Stage) {
    let hidden = |write: ListingWrite| ListingWrite {
        passed_on: false,
        ..write
    };
    let first = [
        listing(1, "One"),
        hidden(listing(2, "Two")),
        listing(3, "Three"),
        listing(4, "Four"),
    ];
    let second = [
        next(&first[0], false, ListingStatus::Active),
        next(&first[1], false, ListingStatus::Archived),
        next(&first[2], true, ListingStatus::Archived),
    ];
    stage
        .write(async |tx| {
            tx.insert_listings(&first).await.unwrap();
            tx.update_listings(&second).await.unwrap();
        })
        .await;
}

fn seen(changes: &[PublicChange]) -> Vec<(u128, ChangeKind, bool)> {
    changes
        .iter()
        .map(|told| {
            (
                told.change.listing.as_u128(),
                told.change.kind,
                told.passed_on,
            )
        })
        .collect()
}

#[tokio::test]
async fn what_was_never_passed_on_is_never_mentioned() {
    on_each(async |stage| {
        told(&stage).await;
        let number = |listing: u128| id(listing).as_u128();
        let every = stage.store.public_changes(0, 100).await.unwrap();
        assert_eq!(
            seen(&every),
            [
                (number(1), ChangeKind::Updated, true),
                (number(3), ChangeKind::Updated, true),
                (number(4), ChangeKind::Updated, true),
                (number(1), ChangeKind::Updated, false),
                (number(3), ChangeKind::Deleted, false),
            ]
        );
        let latest = stage.store.latest_public_changes(0, 100).await.unwrap();
        assert_eq!(
            seen(&latest),
            [
                (number(4), ChangeKind::Updated, true),
                (number(1), ChangeKind::Updated, false),
                (number(3), ChangeKind::Deleted, false),
            ]
        );
        let after = latest[0].change.sequence;
        let rest = stage.store.latest_public_changes(after, 1).await.unwrap();
        assert_eq!(rest, latest[1..2]);
    })
    .await;
}

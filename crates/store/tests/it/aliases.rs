//! Where ids and slugs of merged listings lead.

use domain::listing::ChangeKind;
use store::{Lookup, StatementWrite, StoreError};

use crate::stage::{Stage, day, id, key, listing, on_each, statement};

async fn leads_to(stage: &Stage, text: &str) -> String {
    match stage.store.listing_by_id_or_slug(text).await.unwrap() {
        Lookup::Found(listing) => format!("found {}", listing.slug),
        Lookup::Moved(survivor) => format!("moved to {}", survivor.as_u128()),
        Lookup::Unknown => "unknown".to_owned(),
    }
}

async fn listings(stage: &Stage, numbers: std::ops::RangeInclusive<u128>) {
    let all: Vec<_> = numbers.map(|n| listing(n, "Choir")).collect();
    stage
        .write(async |tx| tx.insert_listings(&all).await.unwrap())
        .await;
}

#[tokio::test]
async fn a_listing_is_found_by_its_id_and_by_its_slug() {
    on_each(async |stage| {
        listings(&stage, 1..=1).await;
        assert_eq!(leads_to(&stage, &id(1).to_string()).await, "found choir-1");
        assert_eq!(
            leads_to(&stage, &id(1).simple().to_string()).await,
            "found choir-1"
        );
        assert_eq!(leads_to(&stage, "choir-1").await, "found choir-1");
        for unknown in ["", "choir", "CHOIR-1", "choir-1\0", &id(2).to_string()] {
            assert_eq!(leads_to(&stage, unknown).await, "unknown", "{unknown:?}");
        }
    })
    .await;
}

#[tokio::test]
async fn a_merged_listing_leads_to_the_last_of_its_chain() {
    on_each(async |stage| {
        listings(&stage, 1..=3).await;
        stage
            .write(async |tx| {
                tx.merge_listing(id(1), id(2), day(1)).await.unwrap();
                tx.merge_listing(id(2), id(3), day(2)).await.unwrap();
            })
            .await;
        for text in ["choir-1", "choir-2", &id(1).to_string(), &id(2).to_string()] {
            assert_eq!(leads_to(&stage, text).await, "moved to 3", "{text}");
        }
        let log = stage.store.changes_after(3, 10).await.unwrap();
        let told: Vec<_> = log
            .iter()
            .map(|c| (c.listing, c.kind, c.version, c.at))
            .collect();
        assert_eq!(
            told,
            [
                (id(1), ChangeKind::Merged, 2, day(1)),
                (id(2), ChangeKind::Merged, 2, day(2)),
            ]
        );
    })
    .await;
}

#[tokio::test]
async fn taking_a_listing_out_again_is_the_inverse_of_merging_it() {
    on_each(async |stage| {
        listings(&stage, 1..=3).await;
        let alias = stage
            .write(async |tx| {
                tx.merge_listing(id(1), id(2), day(1)).await.unwrap();
                tx.merge_listing(id(2), id(3), day(2)).await.unwrap();
                tx.unmerge_listing(id(2)).await.unwrap().unwrap()
            })
            .await;
        assert_eq!(
            (alias.slug.as_str(), alias.survivor, alias.version),
            ("choir-2", id(3), 2)
        );
        let mut back = listing(2, "Choir");
        back.listing.version = alias.version + 1;
        stage
            .write(async |tx| tx.insert_listings(&[back]).await.unwrap())
            .await;
        assert_eq!(leads_to(&stage, "choir-2").await, "found choir-2");
        assert_eq!(leads_to(&stage, "choir-1").await, "moved to 2");
        assert_eq!(leads_to(&stage, "choir-3").await, "found choir-3");
        let again = stage
            .write(async |tx| tx.unmerge_listing(id(2)).await.unwrap())
            .await;
        assert_eq!(again, None);
    })
    .await;
}

#[tokio::test]
async fn the_slug_and_the_id_of_a_merged_listing_stay_taken() {
    on_each(async |stage| {
        listings(&stage, 1..=2).await;
        stage
            .write(async |tx| tx.merge_listing(id(1), id(2), day(1)).await.unwrap())
            .await;
        stage
            .write(async |tx| {
                let wish = [(id(0xee << 96), "choir-1".to_owned())];
                assert_eq!(tx.free_slugs(&wish).await.unwrap(), ["choir-1-000000ee"]);
                let mut same_slug = listing(9, "Choir");
                same_slug.listing.slug = "choir-1".to_owned();
                for taken in [same_slug, listing(1, "Choir")] {
                    let error = tx.insert_listings(&[taken]).await.unwrap_err();
                    assert!(matches!(error, StoreError::Conflict { .. }), "{error:?}");
                }
            })
            .await;
    })
    .await;
}

#[tokio::test]
async fn a_listing_on_which_a_statement_rests_cannot_be_merged_away() {
    on_each(async |stage| {
        listings(&stage, 1..=2).await;
        stage
            .write(async |tx| {
                let write = StatementWrite {
                    listing: Some(id(1)),
                    ..statement("a", "Choir")
                };
                tx.put_statements(&[write], None, day(1)).await.unwrap();
            })
            .await;
        let write = stage.store.begin().await.unwrap();
        let error = write.merge_listing(id(1), id(2), day(2)).await.unwrap_err();
        assert!(matches!(error, StoreError::Refused(_)), "{error:?}");
        write.rollback().await.unwrap();

        stage
            .write(async |tx| {
                tx.move_statements(&[(key("a"), id(2))]).await.unwrap();
                tx.merge_listing(id(1), id(2), day(2)).await.unwrap();
                for (gone, survivor) in [(1, 2), (2, 2), (2, 9)] {
                    let error = tx
                        .merge_listing(id(gone), id(survivor), day(3))
                        .await
                        .unwrap_err();
                    assert!(matches!(error, StoreError::Conflict { .. }), "{error:?}");
                }
            })
            .await;
    })
    .await;
}

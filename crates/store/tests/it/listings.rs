//! Listings: written whole, and never over somebody else's write.

use domain::listing::{Field, Listing, ListingStatus, Provenance};
use store::{ListingWrite, Lookup, StoreError};

use crate::stage::{Stage, day, id, key, listing, on_each, service};

async fn insert(stage: &Stage, writes: &[ListingWrite]) -> Result<(), StoreError> {
    let write = stage.store.begin().await.unwrap();
    write.insert_listings(writes).await?;
    write.commit().await
}

async fn update(stage: &Stage, writes: &[ListingWrite]) -> Result<(), StoreError> {
    let write = stage.store.begin().await.unwrap();
    write.update_listings(writes).await?;
    write.commit().await
}

/// The listing after one more change, by which it got another name.
fn next(write: &ListingWrite, name: &str) -> ListingWrite {
    let listing = Listing {
        service: service(name),
        version: write.listing.version + 1,
        changed_at: day(5),
        ..write.listing.clone()
    };
    ListingWrite {
        listing,
        ..write.clone()
    }
}

fn is_conflict(result: Result<(), StoreError>) -> bool {
    match result {
        Err(StoreError::Conflict { .. }) => true,
        Err(other) => panic!("{other:?}"),
        Ok(()) => false,
    }
}

#[tokio::test]
async fn a_listing_comes_back_as_it_was_written() {
    on_each(async |stage| {
        let mut first = listing(1, "Choir");
        first.listing.provenance = Provenance(
            [(Field::Name, vec![vec![key("a"), key("b")]])]
                .into_iter()
                .collect(),
        );
        first.listing.last_confirmed = chrono::NaiveDate::from_ymd_opt(2026, 2, 28);
        first.listing.status = ListingStatus::Stale;
        insert(&stage, std::slice::from_ref(&first)).await.unwrap();
        assert_eq!(
            stage.store.listings(&[id(1)]).await.unwrap(),
            [first.listing.clone()]
        );

        let mut second = next(&first, "Big choir");
        second.listing.last_confirmed = None;
        second.listing.last_seen = day(5);
        second.listing.status = ListingStatus::Active;
        update(&stage, std::slice::from_ref(&second)).await.unwrap();
        assert_eq!(
            stage.store.listings(&[id(1)]).await.unwrap(),
            [second.listing]
        );
    })
    .await;
}

#[tokio::test]
async fn a_write_that_does_not_follow_the_stored_version_is_a_conflict_and_writes_nothing() {
    on_each(async |stage| {
        let (one, two) = (listing(1, "Choir"), listing(2, "Band"));
        insert(&stage, &[one.clone(), two.clone()]).await.unwrap();
        update(&stage, &[next(&one, "first editor")]).await.unwrap();
        let before = stage.store.last_sequence().await.unwrap();

        assert!(is_conflict(
            update(&stage, &[next(&one, "second editor")]).await
        ));
        let stale_among_good = [next(&two, "good"), next(&one, "stale")];
        assert!(is_conflict(update(&stage, &stale_among_good).await));
        assert!(is_conflict(
            update(&stage, &[next(&two, "once"), next(&two, "twice")]).await
        ));
        assert!(is_conflict(
            update(&stage, &[next(&listing(3, "nobody"), "nobody")]).await
        ));

        let names: Vec<String> = stage
            .store
            .listings(&[id(1), id(2)])
            .await
            .unwrap()
            .into_iter()
            .map(|listing| listing.service.name)
            .collect();
        assert_eq!(names, ["first editor", "Band"]);
        assert_eq!(stage.store.last_sequence().await.unwrap(), before);
    })
    .await;
}

#[tokio::test]
async fn after_a_conflict_the_transaction_can_go_on() {
    on_each(async |stage| {
        insert(&stage, &[listing(1, "Choir")]).await.unwrap();
        stage
            .write(async |tx| {
                assert!(is_conflict(
                    tx.insert_listings(&[listing(1, "Choir")]).await
                ));
                assert!(is_conflict(
                    tx.update_listings(&[listing(1, "Choir")]).await
                ));
                tx.insert_listings(&[listing(2, "Band")]).await.unwrap();
            })
            .await;
        assert_eq!(stage.store.listings(&[id(2)]).await.unwrap().len(), 1);
    })
    .await;
}

#[tokio::test]
async fn an_id_or_a_slug_that_is_taken_is_a_conflict() {
    on_each(async |stage| {
        let first = listing(1, "Choir");
        insert(&stage, std::slice::from_ref(&first)).await.unwrap();
        let mut same_slug = listing(2, "Choir");
        same_slug.listing.slug = first.listing.slug.clone();
        assert!(is_conflict(insert(&stage, &[same_slug]).await));
        let mut same_id = listing(1, "Band");
        same_id.listing.slug = "band".to_owned();
        assert!(is_conflict(insert(&stage, &[same_id]).await));
        assert!(is_conflict(
            insert(&stage, &[listing(3, "x"), listing(3, "y")]).await
        ));
    })
    .await;
}

#[tokio::test]
async fn a_slug_that_is_taken_gets_the_start_of_the_id() {
    on_each(async |stage| {
        let mut taken = listing(1, "Choir");
        taken.listing.slug = "choir".to_owned();
        insert(&stage, &[taken]).await.unwrap();
        let wishes: Vec<_> = [
            (0xaa << 96, "choir"),
            (0xbb << 96, "band"),
            (0xcc << 96, "band"),
        ]
        .map(|(number, wish)| (id(number), wish.to_owned()))
        .into_iter()
        .chain([(id((0xcc << 96) + 1), "band".to_owned())])
        .collect();
        let slugs = stage
            .write(async |tx| tx.free_slugs(&wishes).await.unwrap())
            .await;
        let long = "band-000000cc000000000000000000000001";
        assert_eq!(slugs, ["choir-000000aa", "band", "band-000000cc", long]);
    })
    .await;
}

#[tokio::test]
async fn a_slug_never_changes() {
    on_each(async |stage| {
        let first = listing(1, "Choir");
        insert(&stage, std::slice::from_ref(&first)).await.unwrap();
        let mut renamed = next(&first, "Band");
        renamed.listing.slug = "band".to_owned();
        update(&stage, &[renamed]).await.unwrap();
        let found = stage
            .store
            .listing_by_id_or_slug(&first.listing.slug)
            .await
            .unwrap();
        let Lookup::Found(found) = found else {
            panic!("{found:?}")
        };
        assert_eq!(found.service.name, "Band");
        let other = stage.store.listing_by_id_or_slug("band").await.unwrap();
        assert_eq!(other, Lookup::Unknown);
    })
    .await;
}

#[tokio::test]
async fn hearing_a_listing_again_is_no_change() {
    on_each(async |stage| {
        insert(&stage, &[listing(1, "Choir")]).await.unwrap();
        let before = stage.store.last_sequence().await.unwrap();
        stage
            .write(async |tx| {
                tx.touch_listings(&[id(1), id(2)], day(7)).await.unwrap();
                tx.touch_listings(&[id(1)], day(6)).await.unwrap();
            })
            .await;
        let found = stage.store.listings(&[id(1)]).await.unwrap().remove(0);
        assert_eq!(
            (found.last_seen, found.version),
            (day(7), 1),
            "time does not run back"
        );
        assert_eq!(stage.store.last_sequence().await.unwrap(), before);
    })
    .await;
}

#[tokio::test]
async fn listings_come_in_the_order_asked_for() {
    on_each(async |stage| {
        let all: Vec<_> = (1..=4).map(|n| listing(n, "Choir")).collect();
        insert(&stage, &all).await.unwrap();
        let found = stage
            .store
            .listings(&[id(3), id(9), id(1), id(4)])
            .await
            .unwrap();
        assert_eq!(
            found.iter().map(|l| l.id).collect::<Vec<_>>(),
            [id(3), id(1), id(4)]
        );
        let one = stage
            .write(async |tx| tx.listing(id(2)).await.unwrap())
            .await;
        assert_eq!(one, Some(all[1].listing.clone()));
    })
    .await;
}

#[tokio::test]
async fn reading_all_visible_listings_page_by_page_loses_none_and_shows_no_archived_one() {
    on_each(async |stage| {
        let all: Vec<_> = (1..=23)
            .map(|n| {
                let mut write = listing(n * 0x1_0000_0000_0000_0000, "Choir");
                if n % 5 == 0 {
                    write.listing.status = ListingStatus::Archived;
                }
                write
            })
            .collect();
        insert(&stage, &all).await.unwrap();
        let (mut seen, mut after) = (Vec::new(), None);
        loop {
            let page = stage.store.visible_listings(after, 4).await.unwrap();
            let Some(last) = page.last() else { break };
            after = Some(last.id);
            seen.extend(page.into_iter().map(|listing| listing.id));
        }
        let mut visible: Vec<_> = all
            .iter()
            .filter(|write| write.listing.status.is_visible())
            .map(|write| write.listing.id)
            .collect();
        visible.sort_unstable();
        assert_eq!(seen, visible);
        let counts = stage.store.counts().await.unwrap();
        assert_eq!(counts.listings, u64::try_from(visible.len()).unwrap());
    })
    .await;
}

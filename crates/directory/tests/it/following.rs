//! The index becomes what the store says.

use std::sync::Arc;

use chrono::TimeDelta;
use directory::FindRequest;
use search::{Document, Index, Update};
use testkit::database::{postgres, sqlite_file};

use crate::rig::{Rig, item, on_each};

/// The same over each kind of database that two copies can share.
async fn on_each_shared(test: impl AsyncFn(Rig)) {
    let mut databases = vec![sqlite_file()];
    databases.extend(postgres().await);
    for database in databases {
        test(Rig::over(database).await).await;
    }
}

#[tokio::test]
async fn a_rebuild_holds_what_the_old_index_held() {
    on_each(async |rig| {
        let camden = rig.source("camden", 1).await;
        let items: Vec<_> = (0..30)
            .map(|n| item(&n.to_string(), &format!("Club {n}"), "NW5 2TJ"))
            .collect();
        rig.crawl(&camden, &items).await;
        let mut before = rig.names(&[("per_page", "100")]).await;
        let mut heard = Vec::new();
        let count = rig
            .directory
            .reindex(|done, total| heard.push((done, total)))
            .await
            .unwrap();
        assert_eq!(count, 30);
        assert_eq!(
            (heard.first(), heard.last()),
            (Some(&(0, 30)), Some(&(30, 30)))
        );
        let mut after = rig.names(&[("per_page", "100")]).await;
        before.sort();
        after.sort();
        assert_eq!(after, before);
    })
    .await;
}

#[tokio::test]
async fn a_follower_takes_what_is_committed_without_being_asked() {
    on_each(async |rig| {
        let camden = rig.source("camden", 1).await;
        let follower = tokio::spawn(Arc::clone(&rig.directory).follow());
        let run = rig.directory.begin_run(&camden).await.unwrap();
        rig.page(&run, "1", &[item("1", "Lunch club", "NW5 2TJ")])
            .await;
        let began = std::time::Instant::now();
        while rig.find(&[("q", "lunch")]).await.total == 0 {
            assert!(
                began.elapsed().as_secs() < 30,
                "the follower does not follow"
            );
            tokio::task::yield_now().await;
        }
        follower.abort();
        let health = rig.directory.health().await;
        assert!(health.is_ready());
        assert_eq!((health.listings, health.indexed, health.lag), (1, 1, 0));
    })
    .await;
}

#[tokio::test]
async fn another_copy_sees_a_change_by_looking_for_itself() {
    on_each_shared(async |rig| {
        let camden = rig.source("camden", 1).await;
        let copy = rig.copy().await;
        let follower = tokio::spawn(Arc::clone(&copy).follow());
        // Nobody rings the copy: what it knows it has read.
        for (count, name) in [(1, "Lunch club"), (2, "Tea club")] {
            let run = rig.directory.begin_run(&camden).await.unwrap();
            rig.page(&run, name, &[item(name, name, "NW5 2TJ")]).await;
            let began = std::time::Instant::now();
            while copy.health().await.indexed < count {
                assert!(began.elapsed().as_secs() < 30, "the copy does not look");
                tokio::task::yield_now().await;
            }
        }
        follower.abort();
    })
    .await;
}

#[tokio::test]
async fn a_hit_of_an_index_that_another_program_wrote_is_read_from_the_store() {
    on_each_shared(async |rig| {
        let camden = rig.source("camden", 1).await;
        rig.crawl(&camden, &[item("1", "Lunch club", "SW9 8DJ")])
            .await;
        let ours = rig.find(&[("q", "lunch")]).await;
        let listing = &ours.hits[0].listing.listing;
        let index = Index::in_memory().unwrap();
        let document = Document {
            id: listing.id,
            version: listing.version,
            title: listing.service.name.clone(),
            card: "in a form of its own".to_owned(),
            ..Document::default()
        };
        index
            .apply(vec![Update::Put(Box::new(document))], 1)
            .unwrap();
        let copy = rig.copy_over(index).await;
        let request = FindRequest::from_pairs([("q", "lunch")]).unwrap();
        let theirs = copy.find(&request).await.unwrap();
        assert_eq!(theirs.hits[0].listing.said, ours.hits[0].listing.said);
        assert_eq!(theirs.hits[0].listing.listing.slug, listing.slug);
    })
    .await;
}

#[tokio::test]
async fn a_hit_says_when_its_sources_were_last_heard_though_nothing_has_changed() {
    on_each_shared(async |rig| {
        let camden = rig.source("camden", 1).await;
        let lunch = [item("1", "Lunch club", "SW9 8DJ")];
        rig.crawl(&camden, &lunch).await;
        let before = rig.find(&[]).await;
        // Its index is as old, and it has not read yet who says so.
        let copy = rig.copy().await;
        copy.catch_up().await.unwrap();
        rig.clock.advance(TimeDelta::days(3));
        rig.crawl(&camden, &lunch).await;
        let after = copy.find(&FindRequest::default()).await.unwrap();
        let (before, after) = (&before.hits[0].listing, &after.hits[0].listing);
        assert_eq!(before.listing.version, after.listing.version);
        let since = after.last_seen() - before.last_seen();
        assert_eq!(since.num_days(), 3);
        assert_eq!(after.last_seen(), after.said.statements[0].last_seen);
    })
    .await;
}

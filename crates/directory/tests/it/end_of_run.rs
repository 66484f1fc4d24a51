//! What the end of a run means for what it did not bring.

use directory::RunEnd;
use domain::statement::Item;

use crate::rig::{item, on_each};

fn many(count: usize) -> Vec<Item> {
    (0..count)
        .map(|n| item(&n.to_string(), &format!("Club number {n}"), "NW5 2TJ"))
        .collect()
}

#[tokio::test]
async fn silence_takes_a_listing_away_slowly_and_it_comes_back_under_its_id() {
    on_each(async |rig| {
        let camden = rig.source("camden", 1).await;
        let (all, fewer) = (many(20), many(19));
        rig.crawl(&camden, &all).await;
        let id = match rig.find(&[("q", "\"club number 19\"")]).await.hits.first() {
            Some(hit) => hit.listing.listing.id,
            None => panic!("the club is there"),
        };
        for (days, expected) in [
            (1, "Club number 19"),
            (7, "Club number 19"),
            (7, "Club number 19"),
            (7, "Club number 19"),
            (9, "the listing \"Club number 19\" has been withdrawn"),
        ] {
            rig.days_pass(days);
            rig.crawl(&camden, &fewer).await;
            assert_eq!(rig.shown(&id.to_string()).await, expected);
        }
        assert_eq!(rig.find(&[]).await.total, 19);

        rig.crawl(&camden, &all).await;
        assert_eq!(rig.shown(&id.to_string()).await, "Club number 19");
        assert_eq!(rig.find(&[]).await.total, 20);
    })
    .await;
}

#[tokio::test]
async fn a_source_that_falls_to_nothing_is_held_and_nothing_goes() {
    on_each(async |rig| {
        let camden = rig.source("camden", 1).await;
        rig.crawl(&camden, &many(20)).await;
        for _ in 0..8 {
            rig.days_pass(10);
            let report = rig.crawl(&camden, &[]).await;
            assert!(report.quarantined.is_some());
        }
        assert_eq!(rig.find(&[]).await.total, 20);
        let view = &rig.directory.sources().await.unwrap()[0];
        assert!(view.last_run.as_ref().unwrap().quarantined.is_some());
    })
    .await;
}

#[tokio::test]
async fn a_source_that_loses_a_fifth_is_held_and_its_news_is_taken() {
    on_each(async |rig| {
        let camden = rig.source("camden", 1).await;
        rig.crawl(&camden, &many(50)).await;
        let mut left: Vec<Item> = many(40);
        left.push(item("new", "New choir", "NW5 2TJ"));
        let report = rig.crawl(&camden, &left).await;
        assert!(report.quarantined.is_some());
        assert_eq!((report.new, report.withdrawn), (1, 0));
        assert_eq!(rig.find(&[]).await.total, 51);
    })
    .await;
}

#[tokio::test]
async fn an_incomplete_run_says_nothing_of_what_it_did_not_see() {
    on_each(async |rig| {
        let camden = rig.source("camden", 1).await;
        rig.crawl(&camden, &many(20)).await;
        for _ in 0..8 {
            rig.days_pass(10);
            let run = rig.directory.begin_run(&camden).await.unwrap();
            rig.page(&run, "0", &many(1)).await;
            let report = rig
                .directory
                .finish_run(run, RunEnd::default())
                .await
                .unwrap();
            assert_eq!((report.missing, report.withdrawn), (0, 0));
        }
        assert_eq!(rig.find(&[]).await.total, 20);
    })
    .await;
}

#[tokio::test]
async fn a_page_that_is_gone_takes_its_listing_with_it_at_once() {
    on_each(async |rig| {
        let camden = rig.source("camden", 1).await;
        rig.crawl(&camden, &many(20)).await;
        let run = rig.directory.begin_run(&camden).await.unwrap();
        for item in many(20).iter().skip(1) {
            rig.directory
                .page_unchanged(&run, &item.external_id)
                .await
                .unwrap();
        }
        rig.directory
            .page_gone(&run, "0", "the page is gone")
            .await
            .unwrap();
        let end = RunEnd {
            complete: true,
            ..RunEnd::default()
        };
        let report = rig.directory.finish_run(run, end).await.unwrap();
        assert_eq!((report.withdrawn, report.quarantined), (1, None));
        rig.directory.catch_up().await.unwrap();
        assert_eq!(rig.find(&[]).await.total, 19);
    })
    .await;
}

#[tokio::test]
async fn a_run_that_broke_off_goes_on() {
    on_each(async |rig| {
        let camden = rig.source("camden", 1).await;
        let run = rig.directory.begin_run(&camden).await.unwrap();
        rig.page(&run, "0", &many(1)).await;
        let again = rig.directory.begin_run(&camden).await.unwrap();
        assert!(again.resumed && again.id == run.id);
        let memory = rig
            .directory
            .remember_page(&again, "0")
            .await
            .unwrap()
            .unwrap();
        assert!(memory.done_in_run);
        rig.days_pass(2);
        let anew = rig.directory.begin_run(&camden).await.unwrap();
        assert!(!anew.resumed, "too long ago");
    })
    .await;
}

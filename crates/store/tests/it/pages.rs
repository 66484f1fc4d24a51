//! What is remembered of pages, and what an unchanged page vouches for.

use domain::lifecycle::Standing;
use domain::statement::{SetAside, StatementState};
use serde_json::json;
use store::Page;

use crate::stage::{Stage, day, id, key, on_each, source_id, statement};

const LIST: &str = "https://lambeth.example/list?page=1";

fn page(run: u128, items: &[&str]) -> Page {
    Page {
        source: source_id(),
        url: LIST.to_owned(),
        etag: Some("\"abc\"".to_owned()),
        last_modified: None,
        body_hash: Some("00".to_owned()),
        links: json!(["https://lambeth.example/list?page=2"]),
        items: items.iter().map(ToString::to_string).collect(),
        run: id(run),
        fetched_at: day(i64::try_from(run).unwrap()),
    }
}

async fn read_page(stage: &Stage, run: u128, items: &[&str]) {
    let at = day(i64::try_from(run).unwrap());
    stage
        .write(async |tx| {
            let heard: Vec<_> = items.iter().map(|item| statement(item, item)).collect();
            tx.put_statements(&heard, Some(id(run)), at).await.unwrap();
            tx.put_page(&page(run, items)).await.unwrap();
        })
        .await;
}

fn unreadable(place: &str, reason: &str) -> SetAside {
    SetAside {
        place: place.to_owned(),
        external_id: None,
        reason: reason.to_owned(),
        raw: "<Placemark/>".to_owned(),
    }
}

#[tokio::test]
async fn a_page_comes_back_as_it_was_put() {
    on_each(async |stage| {
        assert_eq!(stage.store.page(&source_id(), LIST).await.unwrap(), None);
        read_page(&stage, 1, &["a"]).await;
        read_page(&stage, 2, &["b", "c"]).await;
        let found = stage.store.page(&source_id(), LIST).await.unwrap();
        assert_eq!(found, Some(page(2, &["b", "c"])));
    })
    .await;
}

#[tokio::test]
async fn an_address_of_any_length_is_remembered() {
    on_each(async |stage| {
        let long = format!("{LIST}&x={}", "é".repeat(20_000));
        let other = format!("{long}y");
        for url in [&long, &other] {
            let page = Page {
                url: url.clone(),
                items: vec![url.clone()],
                ..page(1, &[])
            };
            stage
                .write(async |tx| tx.put_page(&page).await.unwrap())
                .await;
        }
        for url in [long, other] {
            let found = stage.store.page(&source_id(), &url).await.unwrap().unwrap();
            assert_eq!((&found.url, &found.items), (&url, &vec![url.clone()]));
        }
    })
    .await;
}

#[tokio::test]
async fn an_unchanged_page_vouches_for_what_it_gave_last_and_for_nothing_else() {
    on_each(async |stage| {
        read_page(&stage, 1, &["stays", "goes"]).await;
        read_page(&stage, 2, &["stays"]).await;
        let touched = stage
            .write(async |tx| {
                tx.touch_page(&source_id(), LIST, id(3), day(3))
                    .await
                    .unwrap()
            })
            .await;
        assert_eq!(touched.statements.len(), 1);
        assert_eq!(
            touched.statements[0].last_seen,
            day(2),
            "as it stood before"
        );

        let unseen = stage
            .write(async |tx| tx.unseen_in_run(&source_id(), id(3)).await.unwrap())
            .await;
        assert_eq!(
            unseen
                .iter()
                .map(|head| head.key.clone())
                .collect::<Vec<_>>(),
            [key("goes")]
        );
        let heads = stage.store.statement_heads(&[key("stays")]).await.unwrap();
        assert_eq!(heads[&key("stays")].last_seen, day(3));
        assert_eq!(heads[&key("stays")].changed_at, day(1));
        let page = stage.store.page(&source_id(), LIST).await.unwrap().unwrap();
        assert_eq!((page.run, page.fetched_at), (id(3), day(3)));
    })
    .await;
}

#[tokio::test]
async fn an_unchanged_page_brings_back_what_was_withdrawn() {
    on_each(async |stage| {
        read_page(&stage, 1, &["a"]).await;
        let gone = [(key("a"), Standing::withdrawn(day(2)))];
        stage
            .write(async |tx| tx.set_standings(&gone).await.unwrap())
            .await;
        let touched = stage
            .write(async |tx| {
                tx.touch_page(&source_id(), LIST, id(3), day(3))
                    .await
                    .unwrap()
            })
            .await;
        assert_eq!(
            touched.statements[0].standing.state,
            StatementState::Withdrawn
        );
        let heads = stage.store.statement_heads(&[key("a")]).await.unwrap();
        assert_eq!(heads[&key("a")].standing, Standing::present());
    })
    .await;
}

#[tokio::test]
async fn a_page_that_is_not_remembered_vouches_for_nothing() {
    on_each(async |stage| {
        let touched = stage
            .write(async |tx| {
                tx.touch_page(&source_id(), LIST, id(1), day(1))
                    .await
                    .unwrap()
            })
            .await;
        assert_eq!(touched, store::TouchedPage::default());
        let removed = stage
            .write(async |tx| tx.remove_page(&source_id(), LIST).await.unwrap())
            .await;
        assert!(removed.is_empty());
    })
    .await;
}

#[tokio::test]
async fn a_page_that_is_gone_is_forgotten_and_its_statements_are_told() {
    on_each(async |stage| {
        read_page(&stage, 1, &["b", "a"]).await;
        let bad = [unreadable("row 1", "no name")];
        let removed = stage
            .write(async |tx| {
                tx.put_set_aside(id(1), &source_id(), LIST, &bad, day(1))
                    .await
                    .unwrap();
                tx.remove_page(&source_id(), LIST).await.unwrap()
            })
            .await;
        let keys: Vec<_> = removed.into_iter().map(|head| head.key).collect();
        assert_eq!(keys, [key("a"), key("b")]);
        assert_eq!(stage.store.page(&source_id(), LIST).await.unwrap(), None);
        assert!(
            stage
                .store
                .set_aside(&source_id(), 0, 10)
                .await
                .unwrap()
                .is_empty()
        );
        let heads = stage.store.statement_heads(&keys).await.unwrap();
        assert_eq!(
            heads[&key("a")].standing,
            Standing::present(),
            "that is the caller's to say"
        );
    })
    .await;
}

#[tokio::test]
async fn reading_a_page_again_replaces_what_was_set_aside_from_it() {
    on_each(async |stage| {
        let first = [
            unreadable("row 1", "no name"),
            unreadable("row 2", "no name"),
        ];
        let second = [
            unreadable("row 2", "no name"),
            unreadable("row 3", "nul \0 in it"),
        ];
        let elsewhere = [unreadable("row 9", "no name")];
        stage
            .write(async |tx| {
                let source = source_id();
                tx.put_set_aside(id(1), &source, LIST, &first, day(1))
                    .await
                    .unwrap();
                tx.put_set_aside(id(1), &source, "elsewhere", &elsewhere, day(1))
                    .await
                    .unwrap();
                tx.put_set_aside(id(2), &source, LIST, &second, day(2))
                    .await
                    .unwrap();
            })
            .await;
        let all = stage.store.set_aside(&source_id(), 0, 10).await.unwrap();
        let places: Vec<_> = all
            .iter()
            .map(|row| (row.item.place.as_str(), row.run))
            .collect();
        assert_eq!(
            places,
            [("row 9", id(1)), ("row 2", id(2)), ("row 3", id(2))]
        );
        let rest = stage
            .store
            .set_aside(&source_id(), all[0].id, 1)
            .await
            .unwrap();
        assert_eq!(rest, all[1..2]);
        let reasons = stage.store.set_aside_reasons(&source_id()).await.unwrap();
        assert_eq!(
            reasons,
            [
                ("no name".to_owned(), 2),
                ("nul \u{fffd} in it".to_owned(), 1)
            ]
        );

        read_page(&stage, 2, &[]).await;
        let touched = stage
            .write(async |tx| {
                tx.touch_page(&source_id(), LIST, id(3), day(3))
                    .await
                    .unwrap()
            })
            .await;
        assert_eq!(touched.set_aside, 2);
    })
    .await;
}

//! Statements: their words, their history, how they stand.

use std::collections::HashMap;

use domain::lifecycle::Standing;
use domain::statement::{Statement, StatementState, content_hash};
use store::{StatementHead, StatementWrite, StoreError};

use crate::stage::{Stage, day, id, key, listing, on_each, service, source_id, statement};

async fn put(stage: &Stage, writes: &[StatementWrite], days: i64) {
    let run = Some(id(u128::try_from(days).unwrap()));
    stage
        .write(async |tx| tx.put_statements(writes, run, day(days)).await.unwrap())
        .await;
}

async fn head(stage: &Stage, external_id: &str) -> StatementHead {
    let mut heads = stage
        .store
        .statement_heads(&[key(external_id)])
        .await
        .unwrap();
    heads.remove(&key(external_id)).unwrap()
}

async fn with_listing(stage: &Stage, number: u128) {
    stage
        .write(async |tx| tx.insert_listings(&[listing(number, "any")]).await.unwrap())
        .await;
}

#[tokio::test]
async fn a_statement_comes_back_as_it_was_put() {
    on_each(async |stage| {
        with_listing(&stage, 1).await;
        let mut write = statement("a", "Stockwell stitchers");
        write.listing = Some(id(1));
        write.service.description = Some("Sewing \u{0} and “tea” 🧵".to_owned());
        put(&stage, std::slice::from_ref(&write), 4).await;

        assert_eq!(
            head(&stage, "a").await,
            StatementHead {
                key: key("a"),
                listing: Some(id(1)),
                content_hash: write.content_hash.clone(),
                url: write.url.clone(),
                page_url: write.page_url.clone(),
                standing: Standing::present(),
                first_seen: day(4),
                last_seen: day(4),
                last_seen_run: Some(id(4)),
                changed_at: day(4),
                id: store::statement_id(&key("a")),
                founds: write.founds,
                heir: None,
            }
        );
        let spoken = stage
            .store
            .statements_of_listings(&[id(1), id(2)])
            .await
            .unwrap();
        let expected = Statement {
            key: key("a"),
            service: write.service,
            url: write.url,
            first_seen: day(4),
            last_seen: day(4),
            changed_at: day(4),
            state: StatementState::Active,
            absences: 0,
            absent_since: None,
        };
        assert_eq!(spoken, HashMap::from([(id(1), vec![expected])]));
        assert_eq!(
            stage.store.raw_item(&key("a")).await.unwrap(),
            Some(write.raw)
        );
        assert_eq!(stage.store.raw_item(&key("b")).await.unwrap(), None);
        assert!(
            stage
                .store
                .statement_heads(&[key("b")])
                .await
                .unwrap()
                .is_empty()
        );
    })
    .await;
}

#[tokio::test]
async fn what_was_said_before_is_kept_with_its_dates() {
    on_each(async |stage| {
        for (days, name) in [
            (1, "Choir"),
            (2, "Choir"),
            (3, "Big choir"),
            (6, "Choir again"),
        ] {
            put(&stage, &[statement("a", name)], days).await;
        }
        let now = head(&stage, "a").await;
        assert_eq!(
            (now.first_seen, now.changed_at, now.last_seen),
            (day(1), day(6), day(6))
        );
        let history = stage.store.statement_history(&key("a")).await.unwrap();
        let told: Vec<_> = history
            .iter()
            .map(|v| (v.service.name.as_str(), v.said_from, v.said_until))
            .collect();
        assert_eq!(
            told,
            [("Big choir", day(3), day(6)), ("Choir", day(1), day(3))]
        );
        assert_eq!(history[1].content_hash, content_hash(b"Choir"));
    })
    .await;
}

#[tokio::test]
async fn a_statement_heard_again_unchanged_is_active_and_has_no_history() {
    on_each(async |stage| {
        put(
            &stage,
            &[statement("a", "Choir"), statement("b", "Band")],
            1,
        )
        .await;
        let absent = Standing {
            state: StatementState::Stale,
            absences: 3,
            absent_since: Some(day(2)),
        };
        stage
            .write(async |tx| {
                tx.set_standings(&[(key("a"), absent), (key("b"), absent)])
                    .await
                    .unwrap();
            })
            .await;
        assert_eq!(head(&stage, "b").await.standing, absent);
        stage
            .write(async |tx| tx.touch(&[key("a")], Some(id(9)), day(9)).await.unwrap())
            .await;
        let heard = head(&stage, "a").await;
        assert_eq!(heard.standing, Standing::present());
        assert_eq!(
            (heard.last_seen, heard.last_seen_run),
            (day(9), Some(id(9)))
        );
        assert_eq!(heard.changed_at, day(1));
        assert_eq!(head(&stage, "b").await.standing, absent);
        assert!(
            stage
                .store
                .statement_history(&key("a"))
                .await
                .unwrap()
                .is_empty()
        );
    })
    .await;
}

#[tokio::test]
async fn a_statement_stays_in_its_listing_until_it_is_moved() {
    on_each(async |stage| {
        with_listing(&stage, 1).await;
        with_listing(&stage, 2).await;
        let mut write = statement("a", "Choir");
        write.listing = Some(id(1));
        put(&stage, &[write, statement("b", "Band")], 1).await;
        put(&stage, &[statement("a", "Big choir")], 2).await;
        assert_eq!(head(&stage, "a").await.listing, Some(id(1)));
        let moves = [(key("a"), id(2)), (key("b"), id(1))];
        stage
            .write(async |tx| tx.move_statements(&moves).await.unwrap())
            .await;
        assert_eq!(head(&stage, "a").await.listing, Some(id(2)));
        assert_eq!(head(&stage, "b").await.listing, Some(id(1)));

        let write = stage.store.begin().await.unwrap();
        let error = write
            .move_statements(&[(key("a"), id(3))])
            .await
            .unwrap_err();
        assert!(matches!(error, StoreError::Refused(_)), "{error:?}");
    })
    .await;
}

#[tokio::test]
async fn statements_of_a_listing_come_in_the_order_of_their_keys_withdrawn_ones_too() {
    on_each(async |stage| {
        with_listing(&stage, 1).await;
        let writes = ["c", "a", "b"].map(|name| StatementWrite {
            listing: Some(id(1)),
            ..statement(name, name)
        });
        put(&stage, &writes, 1).await;
        let gone = [(key("b"), Standing::withdrawn(day(2)))];
        stage
            .write(async |tx| tx.set_standings(&gone).await.unwrap())
            .await;
        let spoken = stage.store.statements_of_listings(&[id(1)]).await.unwrap();
        let told: Vec<_> = spoken[&id(1)]
            .iter()
            .map(|s| (s.key.external_id.as_str(), s.state))
            .collect();
        let (active, withdrawn) = (StatementState::Active, StatementState::Withdrawn);
        assert_eq!(told, [("a", active), ("b", withdrawn), ("c", active)]);
    })
    .await;
}

#[tokio::test]
async fn unseen_are_those_that_the_run_did_not_hear_and_that_are_not_withdrawn() {
    on_each(async |stage| {
        let all = ["a", "b", "c", "d"].map(|name| statement(name, name));
        put(&stage, &all, 1).await;
        stage
            .write(async |tx| {
                tx.put_statements(&[statement("e", "edited by hand")], None, day(1))
                    .await
                    .unwrap();
                tx.set_standings(&[(key("d"), Standing::withdrawn(day(1)))])
                    .await
                    .unwrap();
                tx.touch(&[key("b")], Some(id(2)), day(2)).await.unwrap();
            })
            .await;
        let unseen = stage
            .write(async |tx| tx.unseen_in_run(&source_id(), id(2)).await.unwrap())
            .await;
        let ids: Vec<_> = unseen
            .iter()
            .map(|head| head.key.external_id.as_str())
            .collect();
        assert_eq!(ids, ["a", "c", "e"]);
    })
    .await;
}

#[tokio::test]
async fn a_batch_may_be_empty_or_large_or_name_one_thing_twice() {
    on_each(async |stage| {
        put(&stage, &[], 1).await;
        let mut many: Vec<_> = (0..1_201)
            .map(|n| statement(&format!("n{n}"), &format!("number {n}")))
            .collect();
        many.push(statement("n0", "the later counts"));
        put(&stage, &many, 1).await;
        let keys: Vec<_> = many.iter().map(|write| write.key.clone()).collect();
        assert_eq!(
            stage.store.statement_heads(&keys).await.unwrap().len(),
            1_201
        );
        assert_eq!(
            head(&stage, "n0").await.content_hash,
            content_hash(b"the later counts")
        );
        stage
            .write(async |tx| {
                tx.touch(&keys, Some(id(2)), day(2)).await.unwrap();
                tx.touch(&[], None, day(3)).await.unwrap();
                tx.set_standings(&[]).await.unwrap();
                tx.move_statements(&[]).await.unwrap();
                assert!(
                    tx.unseen_in_run(&source_id(), id(2))
                        .await
                        .unwrap()
                        .is_empty()
                );
            })
            .await;
    })
    .await;
}

#[tokio::test]
async fn hostile_text_is_kept_as_well_as_the_databases_can() {
    on_each(async |stage| {
        let mut write = statement("nul\0in'; DROP TABLE statement; --", "any");
        write.service = service("nul \0 and \u{feff} and \u{202e}");
        write.raw = "\0".repeat(100_000);
        write.listing = Some(id(1));
        with_listing(&stage, 1).await;
        put(&stage, std::slice::from_ref(&write), 1).await;
        put(&stage, std::slice::from_ref(&write), 2).await;
        let spoken = stage.store.statements_of_listings(&[id(1)]).await.unwrap();
        assert_eq!(
            spoken[&id(1)].len(),
            1,
            "the same key is the same statement"
        );
        assert_eq!(spoken[&id(1)][0].service, write.service);
        assert_eq!(
            stage.store.raw_item(&write.key).await.unwrap(),
            Some(write.raw)
        );
    })
    .await;
}

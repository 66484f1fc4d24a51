//! What holds for SQLite in a file only.

use sea_orm::{ConnectionTrait as _, Database, Statement};
use store::{Store, StoreError, StoreOptions};
use testkit::database;

use crate::stage::{day, id, listing, source, source_id, stage};

async fn ask(url: &str, sql: &str) -> String {
    let by_hand = Database::connect(url).await.unwrap();
    let statement = Statement::from_string(by_hand.get_database_backend(), sql);
    by_hand
        .query_one_raw(statement)
        .await
        .unwrap()
        .unwrap()
        .try_get_by(0)
        .unwrap()
}

#[tokio::test]
async fn what_was_written_is_there_after_a_restart() {
    let stage = stage(database::sqlite_file()).await;
    stage
        .write(async |tx| tx.insert_listings(&[listing(1, "Choir")]).await.unwrap())
        .await;
    stage.store.clone().close().await.unwrap();
    let again = stage.other_process().await;
    assert!(again.pending_migrations().await.unwrap().is_empty());
    assert_eq!(again.source(&source_id()).await.unwrap(), Some(source()));
    assert_eq!(again.listings(&[id(1)]).await.unwrap().len(), 1);
}

#[tokio::test]
async fn readers_go_on_while_somebody_writes_and_see_nothing_half_done() {
    let stage = stage(database::sqlite_file()).await;
    let write = stage.store.begin().await.unwrap();
    write.insert_listings(&[listing(1, "Choir")]).await.unwrap();
    assert_eq!(stage.store.listings(&[id(1)]).await.unwrap(), []);
    assert_eq!(
        stage.other_process().await.last_sequence().await.unwrap(),
        0
    );
    assert_eq!(
        write.listings(&[id(1)]).await.unwrap().len(),
        1,
        "the writer sees its own"
    );
    write.commit().await.unwrap();
    assert_eq!(stage.store.listings(&[id(1)]).await.unwrap().len(), 1);
}

#[tokio::test]
async fn the_file_keeps_a_write_ahead_log() {
    let stage = stage(database::sqlite_file()).await;
    assert_eq!(
        ask(stage.database.url(), "PRAGMA journal_mode").await,
        "wal"
    );
    assert_eq!(
        ask(stage.database.url(), "PRAGMA integrity_check").await,
        "ok"
    );
}

#[tokio::test]
async fn a_folder_that_is_not_there_is_told() {
    let error = Store::connect(&StoreOptions::new("sqlite:/nowhere/at/all.db"))
        .await
        .unwrap_err();
    assert!(matches!(error, StoreError::Unavailable(_)), "{error:?}");
}

#[tokio::test]
async fn a_row_that_cannot_be_read_is_told_with_its_table_and_id() {
    let stage = stage(database::sqlite_file()).await;
    stage
        .write(async |tx| tx.insert_listings(&[listing(1, "Choir")]).await.unwrap())
        .await;
    let by_hand = Database::connect(stage.database.url()).await.unwrap();
    by_hand
        .execute_unprepared("UPDATE listing SET body = '{'")
        .await
        .unwrap();
    let error = stage.store.listings(&[id(1)]).await.unwrap_err();
    let StoreError::Corrupt { table, id: row, .. } = &error else {
        panic!("{error:?}")
    };
    assert_eq!(
        (*table, row.as_str()),
        ("listing", id(1).to_string().as_str())
    );
}

#[tokio::test]
async fn a_database_of_a_newer_program_is_left_alone() {
    let stage = stage(database::sqlite_file()).await;
    let by_hand = Database::connect(stage.database.url()).await.unwrap();
    by_hand
        .execute_unprepared("INSERT INTO seaql_migrations VALUES ('m20991231_000001_later', 0)")
        .await
        .unwrap();
    let error = stage.store.migrate().await.unwrap_err();
    assert!(matches!(error, StoreError::Migration(_)), "{error:?}");
    let error = stage.store.pending_migrations().await.unwrap_err();
    assert!(matches!(error, StoreError::Migration(_)), "{error:?}");
    // Nothing is held back by the failure.
    stage
        .write(async |tx| tx.touch_listings(&[id(1)], day(1)).await.unwrap())
        .await;
}

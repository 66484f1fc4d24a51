//! A write happens as a whole or not at all, and is never said to be saved when it is not.

use testkit::database;

use crate::stage::{day, id, key, listing, on_each, source, stage, statement};

#[tokio::test]
async fn nothing_that_was_not_committed_is_kept() {
    on_each(async |stage| {
        let write = stage.store.begin().await.unwrap();
        let mut other = source();
        other.name = "another name".to_owned();
        write.put_source(&other, false).await.unwrap();
        drop(write);
        assert_eq!(stage.store.sources().await.unwrap()[0].source, source());
    })
    .await;
}

#[tokio::test]
async fn a_transaction_that_the_database_gave_up_is_not_said_to_be_saved() {
    let Some(database) = database::postgres().await else {
        return;
    };
    let stage = stage(database).await;
    let write = stage.store.begin().await.unwrap();
    write.insert_listings(&[listing(1, "Choir")]).await.unwrap();
    write
        .put_statements(&[statement("a", "Choir")], None, day(1))
        .await
        .unwrap();
    // A caller who overlooks an error: PostgreSQL then answers COMMIT with success, and undoes all.
    write
        .move_statements(&[(key("a"), id(9))])
        .await
        .unwrap_err();
    assert!(write.commit().await.is_err());
    assert_eq!(stage.store.last_sequence().await.unwrap(), 0);
}

#[tokio::test]
async fn the_turn_to_write_is_free_again_however_a_transaction_ends() {
    on_each(async |stage| {
        for n in 0..4 {
            let write = stage.store.begin().await.unwrap();
            write.touch_listings(&[id(1)], day(n)).await.unwrap();
            match n {
                0 => write.commit().await.unwrap(),
                1 => write.rollback().await.unwrap(),
                2 => drop(write),
                _ => drop(tokio::spawn(async move { write.run(id(1)).await }).await),
            }
        }
        stage
            .write(async |tx| tx.touch_listings(&[id(1)], day(9)).await.unwrap())
            .await;
    })
    .await;
}

//! The audit and the change log cannot be altered, not even by hand.

use sea_orm::{ConnectionTrait as _, Database};
use serde_json::json;
use store::AuditEntry;
use testkit::database;

use crate::stage::{day, listing, on_each, stage};

fn entry(action: &str) -> AuditEntry {
    AuditEntry {
        at: day(1),
        actor: "crawler".to_owned(),
        action: action.to_owned(),
        object: "source lambeth-map".to_owned(),
        detail: json!({ "new": 3 }),
    }
}

#[tokio::test]
async fn what_was_done_is_told_in_order() {
    on_each(async |stage| {
        stage
            .write(async |tx| {
                for action in ["ingest", "merge"] {
                    tx.audit(&entry(action)).await.unwrap();
                }
            })
            .await;
        let all = stage.store.audit_after(0, 10).await.unwrap();
        assert_eq!(
            all.iter().map(|row| row.entry.clone()).collect::<Vec<_>>(),
            [entry("ingest"), entry("merge")]
        );
        assert_eq!(
            stage.store.audit_after(all[0].id, 10).await.unwrap(),
            all[1..]
        );
    })
    .await;
}

#[tokio::test]
async fn a_write_its_audit_and_its_change_come_together_or_not_at_all() {
    on_each(async |stage| {
        let write = stage.store.begin().await.unwrap();
        write.insert_listings(&[listing(1, "Choir")]).await.unwrap();
        write.audit(&entry("insert")).await.unwrap();
        write.rollback().await.unwrap();
        assert_eq!(stage.store.last_sequence().await.unwrap(), 0);
        assert!(stage.store.audit_after(0, 10).await.unwrap().is_empty());
        assert!(
            stage
                .store
                .visible_listings(None, 10)
                .await
                .unwrap()
                .is_empty()
        );
    })
    .await;
}

#[tokio::test]
async fn the_logs_can_only_grow() {
    let mut databases = vec![database::sqlite_file()];
    databases.extend(database::postgres().await);
    for database in databases {
        let stage = stage(database).await;
        stage
            .write(async |tx| {
                tx.insert_listings(&[listing(1, "Choir")]).await.unwrap();
                tx.audit(&entry("insert")).await.unwrap();
            })
            .await;
        let by_hand = Database::connect(stage.database.url()).await.unwrap();
        for sql in [
            "UPDATE \"change\" SET kind = 'deleted'",
            "DELETE FROM \"change\"",
            "UPDATE audit SET actor = 'nobody'",
            "DELETE FROM audit",
        ] {
            let error = by_hand
                .execute_unprepared(sql)
                .await
                .unwrap_err()
                .to_string();
            assert!(error.contains("append only"), "{sql}: {error}");
        }
    }
}

//! Bringing the tables up to date.

use store::{Store, StoreError, StoreOptions};
use testkit::database;

use crate::stage::source;

async fn empty(url: &str) -> Store {
    Store::connect(&StoreOptions::new(url)).await.unwrap()
}

#[tokio::test]
async fn an_empty_database_is_brought_up_to_date_and_stays_so() {
    for database in database::each().await {
        let store = empty(database.url()).await;
        let pending = store.pending_migrations().await.unwrap();
        insta::allow_duplicates! {
            insta::assert_debug_snapshot!(pending, @r#"
            [
                "m20261122_000001_sources",
                "m20261122_000002_listings",
                "m20261122_000003_statements",
                "m20261122_000004_log",
                "m20261122_000005_categories",
                "m20261125_000006_source_areas",
                "m20261125_000008_matching",
                "m20261125_000010_search_term_counts",
                "m20261125_000011_passed_on",
                "m20261125_000013_people",
                "m20261125_000014_reports",
                "m20261125_000015_edits",
                "m20261125_000016_drafts",
                "m20261125_000017_kitemarks",
                "m20261125_000019_federation",
                "m20261125_000020_webhooks",
                "m20261125_000021_freshness",
                "m20261125_000022_accounts",
                "m20261126_000026_closed_until",
                "m20261126_000027_suggestion_mails",
                "m20261126_000029_charities",
                "m20261126_000030_charity_names",
            ]
            "#);
        }
        store.migrate().await.unwrap();
        assert!(store.pending_migrations().await.unwrap().is_empty());
        store.migrate().await.unwrap();
        store.ping().await.unwrap();
    }
}

#[tokio::test]
async fn several_processes_may_migrate_at_once() {
    let mut databases = vec![database::sqlite_file()];
    databases.extend(database::postgres().await);
    for database in databases {
        let (a, b) = (empty(database.url()).await, empty(database.url()).await);
        let (first, second) = tokio::join!(a.migrate(), b.migrate());
        first.unwrap();
        second.unwrap();
        assert!(a.pending_migrations().await.unwrap().is_empty());
    }
}

#[tokio::test]
async fn a_database_that_is_not_migrated_says_so_by_failing() {
    for database in database::each().await {
        let write = empty(database.url()).await.begin().await.unwrap();
        let error = write.put_source(&source(), true).await.unwrap_err();
        assert!(matches!(error, StoreError::Unavailable(_)), "{error:?}");
    }
}

#[tokio::test]
async fn an_address_that_cannot_be_is_refused_and_no_password_is_told() {
    for url in [
        "mysql://me:hunter2@host/db",
        "postgres://me:hunter2@host:port/db",
        "postgres://me:hunter2@host/db?sslmode=hunter2",
        "",
    ] {
        let options = StoreOptions::new(url);
        let error = Store::connect(&options).await.unwrap_err();
        assert!(matches!(error, StoreError::Address(_)), "{error:?}");
        let told = format!("{options:?} {error} {error:?}");
        assert!(!told.contains("hunter2"), "{told}");
    }
}

//! Leases: one copy of the program at a time, and the next when it is gone.

use store::{Store, StoreOptions};

#[tokio::test]
async fn only_one_copy_has_a_lease_and_the_next_gets_it_when_it_is_given_back() {
    for database in testkit::database::each().await {
        let is_shared = database.kind.contains("PostgreSQL");
        let options = StoreOptions::new(database.url());
        let one = Store::connect(&options).await.unwrap();
        let other = Store::connect(&options).await.unwrap();
        let held = one
            .try_lease("crawl")
            .await
            .unwrap()
            .expect("nobody has it");
        assert!(held.is_held().await);
        assert!(
            one.try_lease("another task").await.unwrap().is_some(),
            "each task has a lease of its own"
        );
        // A database in memory or in a file is one copy's own.
        assert_eq!(other.try_lease("crawl").await.unwrap().is_none(), is_shared);
        drop(held);
        one.close().await.unwrap();
        assert!(other.try_lease("crawl").await.unwrap().is_some());
        other.close().await.unwrap();
    }
}

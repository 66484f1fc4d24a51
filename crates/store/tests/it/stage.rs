//! The ground that every test stands on: migrated stores of each kind, and small things to put in.

use chrono::{DateTime, TimeDelta, Utc};
use domain::listing::{Listing, ListingStatus, Provenance, founding_id};
use domain::service::{Service, ServiceArea};
use domain::source::{Area, Licence, Source, SourceId};
use domain::statement::{StatementKey, content_hash};
use store::{ListingWrite, StatementWrite, Store, StoreOptions, WriteTx};
use testkit::database::{self, Database};
use uuid::Uuid;

/// A migrated store with one source, [`source_id`].
pub(crate) struct Stage {
    // Before the database, so that its connections go first.
    pub(crate) store: Store,
    pub(crate) database: Database,
}

impl Stage {
    /// Another store on the same database, as another process would have; for SQLite in memory,
    /// where there can be none, the same one.
    pub(crate) async fn other_process(&self) -> Store {
        if self.database.url().contains(":memory:") {
            return self.store.clone();
        }
        Store::connect(&StoreOptions::new(self.database.url()))
            .await
            .unwrap()
    }

    /// Does something in a transaction of its own.
    pub(crate) async fn write<T>(&self, work: impl AsyncFnOnce(&WriteTx) -> T) -> T {
        let write = self.store.begin().await.unwrap();
        let done = work(&write).await;
        write.commit().await.unwrap();
        done
    }
}

/// Runs a test on a fresh database of each kind.
pub(crate) async fn on_each(test: impl AsyncFn(Stage)) {
    for database in database::each().await {
        eprintln!("on {}", database.kind);
        test(stage(database).await).await;
    }
}

pub(crate) async fn stage(database: Database) -> Stage {
    let store = Store::connect(&StoreOptions::new(database.url()))
        .await
        .unwrap();
    store.migrate().await.unwrap();
    let stage = Stage { store, database };
    stage
        .write(async |tx| tx.put_source(&source(), true).await.unwrap())
        .await;
    stage
}

pub(crate) fn source_id() -> SourceId {
    SourceId::parse("lambeth-map").unwrap()
}

pub(crate) fn source() -> Source {
    Source {
        id: source_id(),
        name: "Lambeth's map".to_owned(),
        homepage: Some("https://lambeth.example/map".to_owned()),
        uri: "https://lambeth.example/map.kml".to_owned(),
        licence: Licence {
            id: "OGL-UK-3.0".to_owned(),
            url: None,
            attribution: "Lambeth, under the Open Government Licence".to_owned(),
            allows_redistribution: true,
        },
        area: Some(Area {
            name: "Lambeth".to_owned(),
            code: Some("E09000022".to_owned()),
            parts: vec![ServiceArea {
                name: "the estate".to_owned(),
                code: None,
                extent: Some("{\"type\": \"Polygon\", \"coordinates\": []}".to_owned()),
            }],
        }),
        rank: 3,
    }
}

/// So many days after a morning in spring.
pub(crate) fn day(days: i64) -> DateTime<Utc> {
    DateTime::from_timestamp(1_775_000_000, 0).unwrap() + TimeDelta::days(days)
}

pub(crate) fn id(number: u128) -> Uuid {
    Uuid::from_u128(number)
}

pub(crate) fn key(external_id: &str) -> StatementKey {
    StatementKey {
        source: source_id(),
        external_id: external_id.to_owned(),
    }
}

pub(crate) fn service(name: &str) -> Service {
    Service {
        name: name.to_owned(),
        ..Service::default()
    }
}

/// What the source says of the service with that id: that it has that name.
pub(crate) fn statement(external_id: &str, name: &str) -> StatementWrite {
    StatementWrite {
        key: key(external_id),
        service: service(name),
        url: Some(format!("https://lambeth.example/{external_id}")),
        page_url: Some("https://lambeth.example/map.kml".to_owned()),
        raw: format!("<Placemark>{name}</Placemark>"),
        content_hash: content_hash(name.as_bytes()),
        listing: None,
        founds: founding_id("https://lambeth.example/map.kml", external_id),
    }
}

/// A listing at version 1.
pub(crate) fn listing(number: u128, name: &str) -> ListingWrite {
    ListingWrite {
        listing: Listing {
            id: id(number),
            slug: format!("{}-{number}", domain::listing::slug_of(name)),
            service: service(name),
            provenance: Provenance::default(),
            status: ListingStatus::Active,
            last_confirmed: None,
            unanswered_since: None,
            last_seen: day(0),
            changed_at: day(0),
            version: 1,
        },
        organization: None,
        passed_on: true,
    }
}

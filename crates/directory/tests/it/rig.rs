//! A directory of its own for each test, and short words for what tests say.

use std::sync::Arc;

use chrono::TimeDelta;
use directory::{
    Directory, FetchedPage, FindRequest, Found, Outbound, PageOutcome, People, Run, RunEnd,
    RunReport, Shown, ValueCount,
};
use domain::position::Position;
use domain::postcode::Postcode;
use domain::schedule::Schedule;
use domain::service::{Location, Phone, Service, ServiceAtLocation, TaxonomyTerm};
use domain::source::{Area, Licence, Source, SourceId};
use domain::statement::Item;
use gazetteer::Gazetteer;
use search::Index;
use store::{Store, StoreOptions};
use testkit::chance::SeededChance;
use testkit::clock::HandClock;
use testkit::database::{Database, each};

pub(crate) struct Rig {
    pub(crate) directory: Arc<Directory>,
    pub(crate) clock: HandClock,
    /// Kept: a database goes when its handle does.
    database: Database,
}

impl Rig {
    pub(crate) async fn over(database: Database) -> Self {
        Self::seeded(database, 7).await
    }

    /// One whose ids are not those of others.
    pub(crate) async fn seeded(database: Database, seed: u64) -> Self {
        let store = Store::connect(&StoreOptions::new(database.url()))
            .await
            .unwrap();
        store.migrate().await.unwrap();
        let clock = HandClock::at("2026-11-22T10:00:00Z");
        let gazetteer = Arc::new(Gazetteer::compiled_default().unwrap());
        let index = Index::in_memory().unwrap();
        let directory = Directory::new(store, index, gazetteer, Arc::new(clock.clone()))
            .with_people(People {
                chance: Arc::new(SeededChance::from_seed(seed)),
                public_url: "https://directory.example".to_owned(),
                name: "Example Directory".to_owned(),
                contact: None,
            });
        let directory = directory.with_outbound(Outbound::vetted_by(|url| {
            if url.starts_with("https://") {
                Ok(())
            } else {
                Err("is not public".to_owned())
            }
        }));
        Self {
            directory: Arc::new(directory),
            clock,
            database,
        }
    }

    /// Another copy of the program over the same store, with an index of its own.
    pub(crate) async fn copy(&self) -> Arc<Directory> {
        self.copy_over(Index::in_memory().unwrap()).await
    }

    /// Another copy of the program over the same store and that index.
    pub(crate) async fn copy_over(&self, index: Index) -> Arc<Directory> {
        let store = Store::connect(&StoreOptions::new(self.database.url()))
            .await
            .unwrap();
        let clock = Arc::new(self.clock.clone());
        Arc::new(Directory::new(
            store,
            index,
            self.directory.gazetteer(),
            clock,
        ))
    }

    /// The rows themselves, where others than the directory can see them.
    pub(crate) async fn store(&self) -> Option<Store> {
        if !self.database.kind.contains("PostgreSQL") {
            return None;
        }
        let store = Store::connect(&StoreOptions::new(self.database.url())).await;
        Some(store.unwrap())
    }

    pub(crate) async fn source(&self, id: &str, rank: u16) -> SourceId {
        self.source_of(id, rank, None).await
    }

    /// A source that speaks for an area.
    pub(crate) async fn source_of(&self, id: &str, rank: u16, area: Option<Area>) -> SourceId {
        self.register(id, format!("{id}'s directory"), rank, area)
            .await
    }

    /// A source with a name that says something.
    pub(crate) async fn list(&self, id: &str, name: &str) -> SourceId {
        self.register(id, name.to_owned(), 1, None).await
    }

    async fn register(&self, id: &str, name: String, rank: u16, area: Option<Area>) -> SourceId {
        let id = SourceId::parse(id).unwrap();
        let source = Source {
            name,
            homepage: None,
            uri: format!("https://{id}.example/"),
            licence: Licence {
                id: "OGL-UK-3.0".into(),
                url: None,
                attribution: format!("From {id}"),
                allows_redistribution: true,
            },
            area,
            rank,
            id: id.clone(),
        };
        self.directory.register_source(&source).await.unwrap();
        id
    }

    /// One complete crawl of a source that has these items, each on a page of its own.
    pub(crate) async fn crawl(&self, source: &SourceId, items: &[Item]) -> RunReport {
        self.clock.advance(TimeDelta::seconds(1));
        let run = self.directory.begin_run(source).await.unwrap();
        for item in items {
            self.page(&run, &item.external_id, std::slice::from_ref(item))
                .await;
        }
        let end = RunEnd {
            complete: true,
            ..RunEnd::default()
        };
        let report = self.directory.finish_run(run, end).await.unwrap();
        self.directory.catch_up().await.unwrap();
        report
    }

    pub(crate) async fn page(&self, run: &Run, url: &str, items: &[Item]) -> PageOutcome {
        let page = FetchedPage::of(url, items.to_vec());
        self.directory.ingest_page(run, page).await.unwrap()
    }

    pub(crate) async fn find(&self, query: &[(&str, &str)]) -> Found {
        let request = FindRequest::from_pairs(query.iter().copied()).unwrap();
        self.directory.find(&request).await.unwrap()
    }

    /// The names found, in order.
    pub(crate) async fn names(&self, query: &[(&str, &str)]) -> Vec<String> {
        let found = self.find(query).await;
        found
            .hits
            .iter()
            .map(|hit| hit.listing.listing.service.name.clone())
            .collect()
    }

    /// What a look at a listing gives: its name, or where it went.
    pub(crate) async fn shown(&self, id_or_slug: &str) -> String {
        match self.directory.show(id_or_slug).await {
            Ok(Shown::Listing(view)) => view.listing.service.name.clone(),
            Ok(Shown::Moved(slug)) => format!("moved to {slug}"),
            Err(error) => error.to_string(),
        }
    }

    pub(crate) fn days_pass(&self, days: i64) {
        self.clock.advance(TimeDelta::days(days));
    }
}

/// Runs a test on each database there is.
pub(crate) async fn on_each<F: AsyncFn(Rig)>(test: F) {
    for database in each().await {
        test(Rig::over(database).await).await;
    }
}

/// An item with a name and a postcode.
pub(crate) fn item(id: &str, name: &str, postcode: &str) -> Item {
    let location = Location {
        postcode: Postcode::parse(postcode).ok(),
        ..Location::default()
    };
    Item {
        external_id: id.to_owned(),
        service: Service {
            name: name.to_owned(),
            service_at_locations: vec![ServiceAtLocation {
                location,
                ..Default::default()
            }],
            ..Service::default()
        },
        url: None,
        raw: format!("{id} {name}"),
    }
}

/// Small changes to an item.
pub(crate) trait Said: Sized {
    fn phone(self, number: &str) -> Self;
    fn on(self, day: chrono::Weekday) -> Self;
    fn term(self, name: &str) -> Self;
    fn at(self, latitude: f64, longitude: f64) -> Self;
}

impl Said for Item {
    fn phone(mut self, number: &str) -> Self {
        self.service.phones.push(Phone {
            number: number.to_owned(),
            description: None,
        });
        self
    }

    fn on(mut self, day: chrono::Weekday) -> Self {
        self.service.schedules = vec![Schedule {
            weekdays: vec![day],
            ..Schedule::default()
        }];
        self
    }

    fn term(mut self, name: &str) -> Self {
        self.service.taxonomy_terms.push(TaxonomyTerm {
            vocabulary: "test".into(),
            code: name.to_lowercase(),
            name: name.to_owned(),
        });
        self
    }

    fn at(mut self, latitude: f64, longitude: f64) -> Self {
        self.service.service_at_locations[0].location.position =
            Position::new(latitude, longitude).ok();
        self
    }
}

/// How many there would be in each category, under the other filters.
pub(crate) fn category_counts(found: &Found) -> &[ValueCount] {
    let mut filters = found.filters.iter();
    let categories = filters.find(|counts| counts.filter == "category");
    categories.map_or(&[], |counts| &counts.values)
}

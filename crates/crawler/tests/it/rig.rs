//! A whole directory in memory, a crawler that may talk to loopback, and an origin to crawl.

use std::sync::Arc;
use std::time::Duration;

use chrono::TimeDelta;
use crawler::{Bounds, Crawler, CrawlerOptions, Reach, Silent, SourceConfig, read_sources};
use directory::{Directory, FindRequest, ListingView, RunReport, Shown};
use gazetteer::Gazetteer;
use search::Index;
use store::{Store, StoreOptions};
use testkit::clock::HandClock;
use testkit::origin::Origin;

/// The profile of the pages that the tests write.
const PAGES: &str = r#"
format = "pages"
site = "the test site"
vocabulary = "test"

[[records]]
address = "/item/{id}"

[list]
marks = "ul.list"
items = "li"
link = "a"
term = "h2"
next = "a.next"

[detail]
marks = "h1"
gone = [{ selector = "h1", text = "record not found" }]

[detail.fields]
name = "h1"
description = "p.description"
postcode = ".postcode"
"#;

/// Everything that a test of a crawl needs; each test has its own.
pub(crate) struct Rig {
    pub(crate) directory: Arc<Directory>,
    pub(crate) clock: HandClock,
    pub(crate) origin: Origin,
    pub(crate) crawler: Crawler,
}

impl Rig {
    pub(crate) async fn new() -> Self {
        Self::with(|_| {}).await
    }

    /// A rig whose crawler differs from the usual one.
    pub(crate) async fn with(change: impl FnOnce(&mut CrawlerOptions)) -> Self {
        let clock = HandClock::at("2026-11-22T10:00:00Z");
        let store = Store::connect(&StoreOptions::new("sqlite::memory:"))
            .await
            .expect("a store");
        store.migrate().await.expect("its tables");
        let gazetteer = Gazetteer::compiled_default().expect("the gazetteer");
        let directory = Arc::new(Directory::new(
            store,
            Index::in_memory().expect("an index"),
            Arc::new(gazetteer),
            Arc::new(clock.clone()),
        ));
        let mut options = CrawlerOptions::new(Arc::new(clock.clone()));
        options.about_url = "https://fingerpost.example/about".to_owned();
        options.contact = "crawler@fingerpost.example".to_owned();
        options.reach = Reach {
            allow_loopback: true,
            ..Reach::default()
        };
        options.backoff = Duration::from_millis(1);
        options.longest_wait = Duration::from_secs(2);
        options.look_pause = Duration::ZERO;
        options.bounds = Bounds {
            connect: Duration::from_secs(5),
            idle: Duration::from_secs(20),
            whole: Duration::from_secs(30),
            body: 300_000,
        };
        change(&mut options);
        let crawler = Crawler::new(Arc::clone(&directory), options).expect("a crawler");
        Self {
            directory,
            clock,
            origin: Origin::start().await,
            crawler,
        }
    }

    /// A source whose only page is a map here.
    pub(crate) fn map(&self, id: &str, path: &str) -> SourceConfig {
        self.source(id, path, "mymaps", "")
    }

    /// A source of web pages here.
    pub(crate) fn pages(&self, path: &str) -> SourceConfig {
        self.source("pages", path, "pages.toml", "")
    }

    /// A source here, with more keys for its entry.
    pub(crate) fn source(&self, id: &str, path: &str, profile: &str, more: &str) -> SourceConfig {
        source_at(id, &self.origin.url(path), profile, more)
    }

    /// Crawls, a minute after whatever was before.
    pub(crate) async fn crawl(&self, source: &SourceConfig) -> RunReport {
        self.clock.advance(TimeDelta::minutes(1));
        let report = self
            .crawler
            .crawl(source, &Silent)
            .await
            .expect("the directory takes it");
        self.directory.catch_up().await.expect("the index follows");
        report
    }

    /// All visible listings, by name.
    pub(crate) async fn listings(&self) -> Vec<Arc<ListingView>> {
        let mut listings = Vec::new();
        for page in 1.. {
            let request = FindRequest {
                page: Some(page),
                per_page: Some(100),
                ..FindRequest::default()
            };
            let found = self
                .directory
                .find(&request)
                .await
                .expect("a question that can be answered");
            let pages = found.pages();
            for hit in found.hits {
                // A hit may be as it was a minute ago; what is shown is as it is.
                let id = hit.listing.listing.id.to_string();
                match self.directory.show(&id).await.expect("a visible listing") {
                    Shown::Listing(view) => listings.push(view),
                    Shown::Moved(to) => panic!("{id} has moved to {to}"),
                }
            }
            if page >= pages {
                break;
            }
        }
        listings.sort_by(|a, b| a.listing.service.name.cmp(&b.listing.service.name));
        listings
    }

    /// The names of all visible listings.
    pub(crate) async fn names(&self) -> Vec<String> {
        self.listings()
            .await
            .iter()
            .map(|view| view.listing.service.name.clone())
            .collect()
    }

    /// Each visible listing with how its statements stand: "Lunch club: active".
    pub(crate) async fn standings(&self) -> Vec<String> {
        let mut all = Vec::new();
        for view in self.listings().await {
            let states: Vec<&str> = view
                .statements
                .iter()
                .map(|statement| statement.state.as_str())
                .collect();
            all.push(format!(
                "{}: {}",
                view.listing.service.name,
                states.join(", ")
            ));
        }
        all
    }

    /// Why things of a source were set aside.
    pub(crate) async fn set_aside(&self, source: &str) -> Vec<String> {
        let items = self
            .directory
            .set_aside(source, 0, 10_000)
            .await
            .expect("a known source");
        items.into_iter().map(|item| item.reason).collect()
    }
}

/// The codes of a report's problems, in order.
pub(crate) fn codes(report: &RunReport) -> Vec<&str> {
    report
        .problems
        .iter()
        .map(|problem| problem.code.as_str())
        .collect()
}

/// A source anywhere; several addresses are parted by `", "`.
pub(crate) fn source_at(id: &str, address: &str, profile: &str, more: &str) -> SourceConfig {
    let politeness = if more.contains("politeness") {
        ""
    } else {
        "politeness = { delay_ms = 0 }"
    };
    let text = format!(
        r#"
        [[source]]
        id = "{id}"
        name = "The source {id}"
        address = ["{address}"]
        uri = "https://{id}.example/"
        profile = "{profile}"
        licence = {{ id = "OGL-UK-3.0", attribution = "From {id}", redistribution = true }}
        {politeness}
        {more}
        "#
    );
    let load = |_: &str| Ok(PAGES.to_owned());
    read_sources(&text, "test.toml", &load)
        .expect("a good entry")
        .pop()
        .expect("one entry")
}

/// A map with a placemark for each name, at places of their own.
pub(crate) fn kml(names: &[&str]) -> String {
    format!("{}</Document></kml>", kml_open(names))
}

/// The same, without its end.
pub(crate) fn kml_open(names: &[&str]) -> String {
    use std::fmt::Write as _;
    let mut map = String::from(
        r#"<?xml version="1.0" encoding="UTF-8"?><kml xmlns="http://www.opengis.net/kml/2.2"><Document><name>Map</name>"#,
    );
    for (at, name) in names.iter().enumerate() {
        // A place of its own for each name, wherever it stands in the list.
        let spread: u32 = name
            .bytes()
            .fold(7, |sum, byte| (sum * 31 + u32::from(byte)) % 1_000);
        let _ = write!(
            map,
            "<Placemark><name>{name}</name><description>About {name}, number {at}</description><Point><coordinates>-0.{:04},51.4{spread:03},0</coordinates></Point></Placemark>",
            1_000 + spread
        );
    }
    map
}

/// A list page: its items by their ids, and what comes after.
pub(crate) fn list(ids: &[&str], next: Option<&str>) -> String {
    let items: String = ids
        .iter()
        .map(|id| format!("<li><a href=\"/item/{id}\">Item {id}</a></li>"))
        .collect();
    let next = next.map(|next| format!("<a class=\"next\" href=\"{next}\">Next</a>"));
    format!(
        "<!DOCTYPE html><html><body><ul class=\"list\">{items}</ul>{}</body></html>",
        next.unwrap_or_default()
    )
}

/// The page of a record.
pub(crate) fn item(name: &str) -> String {
    format!(
        "<!DOCTYPE html><html><body><h1>{name}</h1><p class=\"description\">All about {name}</p><p class=\"postcode\">SW9 8DJ</p></body></html>"
    )
}

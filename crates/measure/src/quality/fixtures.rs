//! The seven feeds of the demonstration, crawled into a directory in memory, and which services of
//! the facts each listing is.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::path::Path;
use std::sync::Arc;

use anyhow::Context as _;
use crawler::{Crawler, CrawlerOptions, Reach, Silent, SourceConfig, read_sources};
use directory::{Directory, FindRequest, ListingView, Shown};
use gazetteer::{AreaCode, Gazetteer};
use search::Index;
use serde::Deserialize;
use store::{Store, StoreOptions};
use testkit::clock::HandClock;
use testkit::origin::Origin;
use uuid::Uuid;

use super::Question;

/// The one feed whose items have no ids of their own.
const MAP: &str = "mymaps-lambeth";
/// The day on which the questions are asked.
const NOW: &str = "2026-11-24T10:00:00Z";
/// The largest page of the feeds, with room.
const LARGEST_BODY: usize = 5_000_000;

/// The demonstration, crawled.
pub struct Demo {
    pub(super) directory: Arc<Directory>,
    pub(super) listings: Vec<Arc<ListingView>>,
    /// By listing, the services that it tells of.
    services: HashMap<Uuid, BTreeSet<String>>,
}

/// `fixtures/facts/entries.toml`: by service, the feeds that list it, each with the feed's own id.
#[derive(Deserialize)]
#[serde(transparent)]
struct Entries(BTreeMap<String, BTreeMap<String, String>>);

impl Demo {
    /// Crawls the fixtures from a server on loopback.
    ///
    /// # Errors
    /// When a file cannot be read, or a feed cannot be crawled.
    pub async fn crawl(fixtures: &Path) -> anyhow::Result<Self> {
        // A directory whose built-in wording does not read would answer, and answer badly.
        directory::check_wording(&[])
            .map_err(|errors| anyhow::anyhow!("the built-in wording: {errors:?}"))?;
        let gazetteer = Arc::new(Gazetteer::compiled_default()?);
        let origin = Origin::start().await;
        origin.serve_folder(fixtures.join("feeds"));
        let mut map = sources(fixtures, &origin.url(""))?;
        map.retain(|config| config.source.id.as_str() == MAP);
        let (_, of_map) = crawl(&map, &gazetteer).await?;
        let all = sources(fixtures, &origin.url(""))?;
        let (directory, listings) = crawl(&all, &gazetteer).await?;
        let text = std::fs::read_to_string(fixtures.join("facts/entries.toml"))
            .context("could not read fixtures/facts/entries.toml")?;
        let services = services(&toml::from_str(&text)?, &map_ids(&of_map), &listings);
        Ok(Self {
            directory,
            listings,
            services,
        })
    }

    /// Puts a folder of words over those that are built in.
    pub(super) fn take_words(&self, folder: &Path) -> anyhow::Result<()> {
        let mut files = Vec::new();
        for entry in std::fs::read_dir(folder)? {
            let path = entry?.path();
            if path.extension().is_some_and(|kind| kind == "toml") {
                let name = path.file_name().unwrap_or_default().to_string_lossy();
                files.push((name.into_owned(), std::fs::read_to_string(&path)?));
            }
        }
        let replaced = self.directory.replace_wording(&files);
        replaced.map_err(|errors| anyhow::anyhow!("{}: {errors:#?}", folder.display()))?;
        Ok(())
    }

    /// The grade of each hit; a service that came before, in another listing, counts once.
    pub(super) fn grades(&self, question: &Question, hits: &[Uuid]) -> Vec<u8> {
        let mut seen: BTreeSet<&String> = BTreeSet::new();
        let grade = |hit: &Uuid| {
            let fresh = self.services.get(hit).into_iter().flatten();
            let fresh = fresh.filter(|id| seen.insert(*id));
            fresh
                .filter_map(|id| question.grades.get(id))
                .copied()
                .max()
                .unwrap_or(0)
        };
        hits.iter().map(grade).collect()
    }

    /// Whether a listing tells of a service that hurts whoever asked.
    pub(super) fn hurts(&self, question: &Question, hit: &Uuid) -> bool {
        let mut told = self.services.get(hit).into_iter().flatten();
        told.any(|id| question.hurtful.contains(id))
    }

    /// The best-graded services that are not among the hits.
    pub(super) fn missing(&self, question: &Question, hits: &[Uuid]) -> Vec<String> {
        let found: BTreeSet<&String> = hits
            .iter()
            .flat_map(|hit| self.services.get(hit).into_iter().flatten())
            .collect();
        let best = question.grades.iter().filter(|(_, grade)| **grade == 3);
        best.map(|(id, _)| id)
            .filter(|id| !found.contains(id))
            .cloned()
            .collect()
    }

    pub(super) fn area_names(&self, codes: &[String]) -> Vec<String> {
        let gazetteer = self.directory.gazetteer();
        codes
            .iter()
            .filter_map(|code| gazetteer.area(AreaCode::parse(code).ok()?))
            .map(|area| area.name.to_owned())
            .collect()
    }
}

fn sources(fixtures: &Path, origin: &str) -> anyhow::Result<Vec<SourceConfig>> {
    let load = |name: &str| std::fs::read_to_string(fixtures.join(name));
    let text = load("sources.toml").context("could not read fixtures/sources.toml")?;
    let text = text.replace("{origin}", origin);
    Ok(read_sources(&text, "fixtures/sources.toml", &load)?)
}

async fn crawl(
    sources: &[SourceConfig],
    gazetteer: &Arc<Gazetteer>,
) -> anyhow::Result<(Arc<Directory>, Vec<Arc<ListingView>>)> {
    let clock = HandClock::at(NOW);
    let store = Store::connect(&StoreOptions::new("sqlite::memory:")).await?;
    store.migrate().await?;
    let directory = Arc::new(Directory::new(
        store,
        Index::in_memory()?,
        Arc::clone(gazetteer),
        Arc::new(clock.clone()),
    ));
    let mut options = CrawlerOptions::new(Arc::new(clock));
    options.about_url = "https://fingerpost.example/about".to_owned();
    options.contact = "crawler@fingerpost.example".to_owned();
    options.reach = Reach {
        allow_loopback: true,
        ..Reach::default()
    };
    options.bounds.body = LARGEST_BODY;
    let crawler = Crawler::new(Arc::clone(&directory), options)?;
    for (id, report) in crawler.crawl_all(sources, &Silent).await {
        report.with_context(|| format!("crawling {id}"))?;
    }
    directory.catch_up().await?;
    let listings = every_listing(&directory).await?;
    Ok((directory, listings))
}

async fn every_listing(directory: &Directory) -> anyhow::Result<Vec<Arc<ListingView>>> {
    let mut listings = Vec::new();
    for page in 1.. {
        let request = FindRequest {
            page: Some(page),
            per_page: Some(100),
            ..FindRequest::default()
        };
        let found = directory.find(&request).await?;
        let pages = found.pages();
        for hit in found.hits {
            if let Shown::Listing(listing) = directory.show(&hit.listing.listing.slug).await? {
                listings.push(listing);
            }
        }
        if page >= pages {
            break;
        }
    }
    Ok(listings)
}

/// The ids that the reader derives for the items of the map, by `layer/name`, from a crawl of the map
/// alone: there a listing says what its one statement says.
fn map_ids(of_map: &[Arc<ListingView>]) -> HashMap<String, String> {
    let mut ids = HashMap::new();
    for view in of_map {
        let service = &view.listing.service;
        for said in &view.statements {
            for term in &service.taxonomy_terms {
                let name = format!("{}/{}", term.name, service.name);
                ids.insert(name, said.key.external_id.clone());
            }
        }
    }
    ids
}

fn services(
    entries: &Entries,
    map_ids: &HashMap<String, String>,
    listings: &[Arc<ListingView>],
) -> HashMap<Uuid, BTreeSet<String>> {
    let mut by_statement: HashMap<(&str, &str), &String> = HashMap::new();
    for (service, feeds) in &entries.0 {
        for (feed, id) in feeds {
            let id = match map_ids.get(id) {
                Some(derived) if feed == MAP => derived,
                _ => id,
            };
            by_statement.insert((feed, id), service);
        }
    }
    let mut services: HashMap<Uuid, BTreeSet<String>> = HashMap::new();
    for view in listings {
        for said in &view.statements {
            let key = (said.key.source.as_str(), said.key.external_id.as_str());
            if let Some(service) = by_statement.get(&key) {
                services
                    .entry(view.listing.id)
                    .or_default()
                    .insert((*service).clone());
            }
        }
    }
    services
}

//! Listings into a store, by the store's own writes, 1,000 in a transaction.
//!
//! Matching is passed over: no two of these are the same service, and a crawl of a million pages
//! would measure the crawl. What is folded is folded by the rule itself, and the index is made by
//! `fingerpost reindex`.

use std::path::Path;
use std::time::Instant;

use anyhow::Context as _;
use chrono::{DateTime, Utc};
use domain::fold::{Said, fold};
use domain::listing::{Listing, founding_id, slug_of};
use domain::service::Service;
use domain::source::{Licence, Source, SourceId};
use domain::statement::{Statement, StatementKey, StatementState, content_hash};
use gazetteer::Gazetteer;
use store::{ListingWrite, StatementWrite, Store, StoreOptions, WriteTx};

use super::data::{Maker, Places};

/// Listings in one transaction.
const BATCH: usize = 1_000;
/// Sources that the listings are spread over.
const SOURCES: usize = 40;
/// Written when a store is whole; what is in it is the size of the texts.
const DONE: &str = "loaded";

/// What was put into a store.
pub(super) struct Loaded {
    /// Titles, organizations, categories, descriptions and places: what an index is compared with.
    pub(super) text_bytes: u64,
    /// 0 when the store was there already.
    pub(super) seconds: f64,
}

/// A store of so many listings in the folder; one that an earlier run made is used again.
pub(super) async fn store(
    folder: &Path,
    size: u64,
    gazetteer: &Gazetteer,
    places: &Places,
) -> anyhow::Result<Loaded> {
    let done = folder.join(DONE);
    if let Ok(text) = std::fs::read_to_string(&done) {
        return Ok(Loaded {
            text_bytes: text.trim().parse()?,
            seconds: 0.0,
        });
    }
    if folder.exists() {
        std::fs::remove_dir_all(folder)?;
    }
    std::fs::create_dir_all(folder)?;
    let began = Instant::now();
    let url = format!("sqlite:{}", folder.join("fingerpost.db").display());
    let store = Store::connect(&StoreOptions::new(url)).await?;
    store.migrate().await?;
    let sources: Vec<Source> = (0..SOURCES).map(source).collect::<anyhow::Result<_>>()?;
    let tx = store.begin().await?;
    for source in &sources {
        tx.put_source(source, true).await?;
    }
    tx.commit().await?;
    let mut maker = Maker::new(gazetteer, places);
    let (mut number, mut text_bytes) = (0, 0);
    while number < size {
        let batch = BATCH.min((size - number) as usize);
        let services: Vec<Service> = (0..batch).map(|_| maker.next()).collect();
        text_bytes += services.iter().map(text_of).sum::<u64>();
        let tx = store.begin().await?;
        put(&tx, &sources, number, services).await?;
        tx.commit().await?;
        number += batch as u64;
        if number.is_multiple_of(100_000) {
            eprintln!("{number} of {size} listings stored");
        }
    }
    std::fs::write(&done, text_bytes.to_string()).context("the store cannot be marked as whole")?;
    Ok(Loaded {
        text_bytes,
        seconds: began.elapsed().as_secs_f64(),
    })
}

async fn put(
    tx: &WriteTx,
    sources: &[Source],
    first: u64,
    services: Vec<Service>,
) -> anyhow::Result<()> {
    let now: DateTime<Utc> = "2026-11-24T10:00:00Z".parse()?;
    let (mut listings, mut statements) = (Vec::new(), Vec::new());
    let mut categories: Vec<(String, String)> = Vec::new();
    for (number, service) in (first..).zip(services) {
        let source = &sources[number as usize % sources.len()];
        categories.extend(service.taxonomy_terms.iter().map(|term| {
            let code = directory::category_code(&term.name);
            (code, term.name.clone())
        }));
        let statement = Statement {
            key: StatementKey {
                source: source.id.clone(),
                external_id: number.to_string(),
            },
            service,
            url: Some(format!("https://bench.example/item/{number}")),
            first_seen: now,
            last_seen: now,
            changed_at: now,
            state: StatementState::Active,
            absences: 0,
            absent_since: None,
        };
        let said = Said {
            statement: &statement,
            source,
        };
        let folded = fold(&[said]).context("a live statement folds")?;
        let listing = Listing {
            id: founding_id(&source.uri, &statement.key.external_id),
            slug: format!("{}-{number}", slug_of(&folded.service.name)),
            service: folded.service,
            provenance: folded.provenance,
            status: folded.status,
            last_confirmed: folded.last_confirmed,
            unanswered_since: None,
            last_seen: folded.last_seen,
            changed_at: now,
            version: 1,
        };
        statements.push(StatementWrite {
            listing: Some(listing.id),
            founds: listing.id,
            content_hash: content_hash(statement.key.external_id.as_bytes()),
            page_url: statement.url.clone(),
            url: statement.url,
            raw: String::new(),
            key: statement.key,
            service: statement.service,
        });
        listings.push(ListingWrite {
            listing,
            organization: None,
            passed_on: true,
        });
    }
    categories.sort();
    categories.dedup_by(|a, b| a.0 == b.0);
    tx.put_categories(&categories).await?;
    tx.insert_listings(&listings).await?;
    tx.put_statements(&statements, None, now).await?;
    Ok(())
}

fn source(number: usize) -> anyhow::Result<Source> {
    Ok(Source {
        id: SourceId::parse(&format!("source-{number}"))?,
        name: format!("Source {number}"),
        uri: format!("https://source-{number}.example/"),
        homepage: None,
        licence: Licence {
            id: "OGL-UK-3.0".to_owned(),
            url: None,
            attribution: format!("From source {number}"),
            allows_redistribution: true,
        },
        area: None,
        rank: 10,
    })
}

/// The bytes of what people search.
fn text_of(service: &Service) -> u64 {
    let of = |text: &Option<String>| text.as_ref().map_or(0, String::len);
    let organization = service.organization.as_ref().map_or(0, |o| o.name.len());
    let terms: usize = service
        .taxonomy_terms
        .iter()
        .map(|term| term.name.len())
        .sum();
    let places: usize = service
        .locations()
        .map(|at| of(&at.name) + at.address.iter().map(String::len).sum::<usize>())
        .sum();
    (service.name.len() + organization + terms + of(&service.description) + places) as u64
}

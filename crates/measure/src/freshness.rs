//! How soon a change is found on every copy: two servers over one PostgreSQL, and a writer beside them.
//!
//! It is a figure and not a test: on a busy machine a bound in seconds would fail for no fault of ours.
//! That a follower follows at all is tested in `directory`.

use std::fs;
use std::net::SocketAddr;
use std::path::Path;
use std::sync::Arc;
use std::time::{Duration, Instant};

use anyhow::{Context as _, bail};
use directory::{Directory, FetchedPage};
use domain::service::Service;
use domain::source::{Licence, Source, SourceId};
use domain::statement::Item;
use gazetteer::Gazetteer;
use search::Index;
use store::{Store, StoreOptions};
use testkit::clock::HandClock;
use testkit::database::postgres;

use crate::bench::{Client, Server};

/// A change that is not found by then is lost.
const LOST_AFTER: Duration = Duration::from_secs(60);
/// How often the servers are asked.
const ASK_EVERY: Duration = Duration::from_millis(5);
/// Copies of the server.
const COPIES: usize = 2;

/// From the commit of a change to the first answer that has it, on each copy.
#[derive(Debug, Clone, PartialEq)]
pub struct Waits(Vec<Vec<Duration>>);

impl Waits {
    /// A line a copy: the middle and the worst, in milliseconds.
    #[must_use]
    pub fn lines(&self) -> Vec<String> {
        let line = |(at, waits): (usize, &Vec<Duration>)| {
            let mut sorted = waits.clone();
            sorted.sort_unstable();
            let middle = sorted.get(sorted.len() / 2).copied().unwrap_or_default();
            let worst = sorted.last().copied().unwrap_or_default();
            format!(
                "copy {}: {} changes, found after {} ms in the middle, {} ms at worst",
                at + 1,
                sorted.len(),
                middle.as_millis(),
                worst.as_millis()
            )
        };
        self.0.iter().enumerate().map(line).collect()
    }
}

/// Commits `rounds` changes one after another, and waits for each on both copies.
///
/// # Errors
/// When there is no PostgreSQL, a server does not start, or a change is not found in a minute.
pub async fn run(binary: &Path, rounds: u32) -> anyhow::Result<Waits> {
    let database = postgres()
        .await
        .context("this needs PostgreSQL: the tests say how it is found")?;
    let store = Store::connect(&StoreOptions::new(database.url())).await?;
    store.migrate().await?;
    let writer = Directory::new(
        store,
        Index::in_memory()?,
        Arc::new(Gazetteer::compiled_default()?),
        Arc::new(HandClock::at("2026-11-24T10:00:00Z")),
    );
    let source = source()?;
    writer.register_source(&source).await?;
    let folder = std::env::temp_dir().join(format!("fingerpost-fresh-{}", std::process::id()));
    let mut servers = Vec::with_capacity(COPIES);
    for copy in 0..COPIES {
        let own = folder.join(copy.to_string());
        fs::create_dir_all(&own)?;
        let over = [("FINGERPOST_STORE__URL", database.url())];
        servers.push(Server::start(binary, &own, &over)?);
    }
    let crawl = writer.begin_run(&source.id).await?;
    let mut waits = vec![Vec::new(); COPIES];
    for round in 0..rounds {
        let name = word_of(round);
        writer.ingest_page(&crawl, page(&name)).await?;
        let committed = Instant::now();
        let looking: Vec<_> = servers
            .iter()
            .map(|server| {
                let (address, name) = (server.address, name.clone());
                tokio::task::spawn_blocking(move || wait_for(address, &name, committed))
            })
            .collect();
        for (waits, looked) in waits.iter_mut().zip(looking) {
            waits.push(looked.await??);
        }
    }
    drop(servers);
    let _ = fs::remove_dir_all(&folder);
    Ok(Waits(waits))
}

fn wait_for(address: SocketAddr, name: &str, committed: Instant) -> anyhow::Result<Duration> {
    let mut client = Client::new(address)?;
    let path = format!("/api/v1/search?q={name}&counts=false&as_typed=true");
    loop {
        let answer: serde_json::Value = serde_json::from_slice(client.get(&path)?)?;
        if answer["total"].as_u64() == Some(1) {
            return Ok(committed.elapsed());
        }
        if committed.elapsed() > LOST_AFTER {
            bail!("{name} was not found in {} s", LOST_AFTER.as_secs());
        }
        std::thread::sleep(ASK_EVERY);
    }
}

fn source() -> anyhow::Result<Source> {
    Ok(Source {
        id: SourceId::parse("writer")?,
        name: "The writer".to_owned(),
        homepage: None,
        uri: "https://writer.example/".to_owned(),
        licence: Licence {
            id: "OGL-UK-3.0".to_owned(),
            url: None,
            attribution: "The writer".to_owned(),
            allows_redistribution: true,
        },
        area: None,
        rank: 1,
    })
}

fn page(name: &str) -> FetchedPage {
    FetchedPage::of(
        format!("https://writer.example/{name}"),
        vec![Item {
            external_id: name.to_owned(),
            service: Service {
                name: format!("{name} club"),
                ..Service::default()
            },
            url: None,
            raw: name.to_owned(),
        }],
    )
}

/// A word for a number that is near to no other: each letter stands for a digit, thrice.
fn word_of(number: u32) -> String {
    const LETTERS: [&str; 10] = [
        "bab", "cec", "did", "fof", "gug", "kak", "lel", "mim", "non", "pup",
    ];
    let digits = format!("{number:03}");
    let letters = digits
        .bytes()
        .map(|digit| LETTERS[usize::from(digit - b'0')]);
    letters.collect()
}

//! The load: invented listings in a real store, the release binary on loopback, a log of 2,000
//! questions, and the server's own CPU time.
//!
//! **Load goes to 127.0.0.1 only and is bounded in count and in time.** CPU time of the server's
//! threads is what counts: on a machine that others use too, wall time says little. It is read from
//! `/proc`, so this is a chore for Linux.

mod client;
mod data;
mod dice;
mod load;
mod log;
mod plot;
mod process;
mod results;
mod rounds;
mod words;

use std::path::{Path, PathBuf};
use std::sync::Arc;

use anyhow::{Context as _, bail};
use clap::Args;
use gazetteer::Gazetteer;

pub(crate) use client::Client;
pub(crate) use data::{Maker, Places};
pub(crate) use dice::Dice;
pub use process::Ended;
pub(crate) use process::{Server, to_its_end};
pub use results::Results;
pub(crate) use words::Words;

use results::AtSize;

/// Where the dice of questions begin, of those that warm the server and of those that measure it.
const FIRST: u64 = 1;
const FRESH: u64 = 1_000;
/// How many logs measure it.
const LOGS: usize = 5;

/// What to measure.
#[derive(Debug, Clone, Args)]
pub struct Plan {
    /// The `fingerpost` binary, built for release.
    #[arg(long, value_name = "FILE")]
    pub binary: PathBuf,
    /// How many listings; several, with commas, are measured one after another.
    #[arg(
        long,
        value_delimiter = ',',
        default_value = "10000,100000",
        value_name = "LISTINGS"
    )]
    pub sizes: Vec<u64>,
    /// Where the stores are kept: one that is there is used again.
    #[arg(long, value_name = "FOLDER")]
    pub folder: PathBuf,
    /// Seconds that each measurement may take.
    #[arg(long, default_value_t = 10, value_name = "SECONDS")]
    pub seconds: u64,
}

/// Runs the plan and gives what was measured.
///
/// # Errors
/// When this is not Linux, or anything of it cannot be made, started or asked.
pub async fn run(plan: &Plan) -> anyhow::Result<Results> {
    if !cfg!(target_os = "linux") {
        bail!("the server's CPU time is read from /proc: run this on Linux");
    }
    if !plan.binary.is_file() {
        bail!(
            "{} is not there: build it for release",
            plan.binary.display()
        );
    }
    let gazetteer = Arc::new(Gazetteer::compiled_default()?);
    let places = Arc::new(data::Places::of(&gazetteer));
    let mut sizes = Vec::with_capacity(plan.sizes.len());
    for size in &plan.sizes {
        sizes.push(one_size(plan, *size, &gazetteer, &places).await?);
    }
    Ok(Results::new(sizes))
}

async fn one_size(
    plan: &Plan,
    size: u64,
    gazetteer: &Gazetteer,
    places: &data::Places,
) -> anyhow::Result<AtSize> {
    let folder = plan.folder.join(format!("{size}"));
    let loaded = load::store(&folder, size, gazetteer, places).await?;
    let indexed = process::index(&plan.binary, &folder)?;
    let server = Server::start(&plan.binary, &folder, &[])?;
    let first = log::questions(gazetteer, places, FIRST, 1);
    let fresh = log::questions(gazetteer, places, FRESH, LOGS);
    let at_rest = server.memory_bytes()?;
    let mut measured = rounds::all(&server, &first, &fresh, plan.seconds)?;
    measured.listings = size;
    measured.text_bytes = loaded.text_bytes;
    measured.load_seconds = loaded.seconds;
    measured.index_seconds = indexed.seconds;
    measured.index_cpu_seconds = indexed.cpu_seconds;
    measured.index_bytes = size_of(&folder.join("index"));
    measured.store_bytes = size_of(&folder) - measured.index_bytes;
    measured.memory_at_rest_bytes = at_rest;
    measured.memory_bytes = server.memory_bytes()?;
    server.stop()?;
    Ok(measured)
}

/// Writes the results for programs and the plot for people.
///
/// # Errors
/// When a file cannot be written.
pub fn keep(results: &Results, json: &Path, plot: &Path) -> anyhow::Result<()> {
    let text = serde_json::to_string_pretty(results)? + "\n";
    std::fs::write(json, text).with_context(|| format!("could not write {}", json.display()))?;
    std::fs::write(plot, plot::svg(results))
        .with_context(|| format!("could not write {}", plot.display()))
}

fn size_of(path: &Path) -> u64 {
    let entries = std::fs::read_dir(path).into_iter().flatten().flatten();
    entries
        .map(|entry| match entry.metadata() {
            Ok(metadata) if metadata.is_dir() => size_of(&entry.path()),
            Ok(metadata) => metadata.len(),
            Err(_) => 0,
        })
        .sum()
}

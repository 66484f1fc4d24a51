//! `demo`: the whole of it on this machine, on the example feeds, with nothing to set up.
//!
//! Starts the origin that plays the borough directories, crawls it, and serves what came of it. A
//! second start finds the work done and only serves.

mod origin;

use std::process::ExitCode;
use std::sync::Arc;
use std::time::Instant;

use anyhow::{Context as _, anyhow};
use crawler::{SourceConfig, read_sources};
use directory::Directory;
use indicatif::ProgressBar;

use crate::cli::DemoArgs;
use crate::commands::{crawl, register, serve};
use crate::compose::{self, Composed};
use crate::config::Config;
use crate::demo::origin::{Fixtures, Origin};
use crate::progress::{Bars, summary};
use crate::stop;
use crate::web::Listening;

/// Written when the feeds have been crawled to their end.
const DONE: &str = "crawled";

/// Crawls unless that was done, and serves until it is asked to stop.
pub(crate) async fn run(mut config: Config, args: DemoArgs) -> anyhow::Result<ExitCode> {
    config.data.dir.clone_from(&args.data_dir);
    config.store.url.clear();
    config.crawl.allow_loopback = true;
    // Whoever tries a checker or a load on a demonstration on their own machine is not to be counted.
    if args.listen.ip().is_loopback() {
        config.limits.requests_per_minute = 0;
        config.limits.key_requests_per_minute = 0;
    }
    if args.fresh && args.data_dir.join("fingerpost.db").exists() {
        std::fs::remove_dir_all(&args.data_dir)
            .with_context(|| format!("{} could not be removed", args.data_dir.display()))?;
    }
    // Take the port first: whoever has to wait for a crawl should not hear then that it is taken.
    let listening = Listening::at(args.listen)?;
    config.server.listen = listening.address();
    let composed = compose::open_migrated(&config).await?;
    tokio::select! {
        prepared = prepare(&config, &composed) => prepared?,
        () = stop::asked() => {
            println!("stopped; the next start goes on where this one was");
            return Ok(ExitCode::SUCCESS);
        }
    }
    let health = composed.directory.health().await;
    println!(
        "{} listings, {} in the search index",
        health.listings, health.indexed
    );
    println!("open {}/", config.public_url(listening.address()));
    println!("Ctrl-C stops it.");
    let directory = Arc::clone(&composed.directory);
    serve::answer(&config, directory, listening, args.url_file.as_deref()).await?;
    println!("stopped");
    Ok(ExitCode::SUCCESS)
}

async fn prepare(config: &Config, composed: &Composed) -> anyhow::Result<()> {
    let done = config.data.dir.join(DONE);
    if done.exists() {
        println!("the example feeds were crawled by an earlier start; --fresh does it again");
    } else {
        let whole = crawl_fixtures(config, composed).await?;
        import_register(&composed.directory).await?;
        if whole {
            std::fs::write(&done, "").context("the data folder cannot be written")?;
        }
    }
    serve::bring_index_up(composed).await
}

/// Crawls the example feeds; says whether every source was crawled, with problems or without.
async fn crawl_fixtures(config: &Config, composed: &Composed) -> anyhow::Result<bool> {
    let began = Instant::now();
    let origin = Origin::start()?;
    let sources = fixture_sources(&format!("http://{}", origin.address))?;
    println!("crawling {} example sources on this machine", sources.len());
    let crawler = crawl::crawler(config, &config.crawl, &composed.directory)?;
    let reports = crawler.crawl_all(&sources, &Bars::default()).await;
    origin.stop().await;
    print!("{}", summary(&reports));
    println!("{:.1} seconds in all", began.elapsed().as_secs_f64());
    Ok(reports.iter().all(|(_, report)| report.is_ok()))
}

/// Imports the example register of charities, which are as invented as the groups.
async fn import_register(directory: &Directory) -> anyhow::Result<()> {
    let register = fixture("register/publicextract.charity.json")?.into_bytes();
    let open = || Ok(std::io::Cursor::new(register.clone()));
    let names = fixture("register/publicextract.charity_other_names.json")?.into_bytes();
    let names = formats::read_other_names(std::io::Cursor::new(names))?;
    let bar = ProgressBar::hidden();
    let taken = register::import(directory, open, Some(&names), false, &bar).await?;
    println!("example register of charities:");
    register::print_taken(&taken);
    Ok(())
}

fn fixture_sources(origin: &str) -> anyhow::Result<Vec<SourceConfig>> {
    let text = fixture("sources.toml")
        .map_err(|error| anyhow!("this binary was built without its example sources: {error}"))?
        .replace("{origin}", origin);
    Ok(read_sources(&text, "fixtures/sources.toml", &fixture)?)
}

fn fixture(name: &str) -> std::io::Result<String> {
    let file = Fixtures::get(name)
        .ok_or_else(|| std::io::Error::new(std::io::ErrorKind::NotFound, "no such example file"))?;
    String::from_utf8(file.data.into_owned())
        .map_err(|error| std::io::Error::new(std::io::ErrorKind::InvalidData, error))
}

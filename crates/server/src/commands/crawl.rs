//! `crawl`: sources of the sources file, or files of this machine, now.

use std::path::Path;
use std::process::ExitCode;
use std::sync::Arc;

use anyhow::{Context as _, bail};
use crawler::{CrawlError, Crawler, CrawlerOptions, Reach, SourceConfig, read_sources};
use directory::{Directory, RunReport};
use domain::source::SourceId;

use crate::cli::CrawlArgs;
use crate::clock::SystemClock;
use crate::compose;
use crate::config::{Config, CrawlConfig};
use crate::progress::{Bars, summary};

/// Items of a set-aside list that are read at one time.
const PAGE: u64 = 500;

/// Crawls, prints what happened, and fails when a source could not be crawled to its end.
pub(crate) async fn run(config: &Config, args: CrawlArgs) -> anyhow::Result<ExitCode> {
    let composed = compose::open_beside(config).await?;
    let directory = composed.directory;
    let crawler = crawler(config, &config.crawl, &directory)?;
    let (files, ids): (Vec<String>, Vec<String>) = args
        .sources
        .iter()
        .cloned()
        .partition(|name| Path::new(name).is_file());
    if args.profile.is_some() && files.is_empty() {
        bail!("--profile says how to read files, and none was named");
    }
    let bars = Bars::default();
    let mut reports = Vec::new();
    if files.is_empty() || !ids.is_empty() {
        let sources = chosen(sources(&config.crawl)?, &ids)?;
        if config.crawl.contact.is_empty() && !config.crawl.allow_loopback {
            bail!(
                "crawl.contact: publishers must be able to write to you; set it to an e-mail address"
            );
        }
        reports.extend(crawler.crawl_all(&sources, &bars).await);
    }
    for file in &files {
        let report = crawler
            .crawl_file(Path::new(file), args.profile.as_deref(), &bars)
            .await;
        reports.push(match report {
            Ok(report) => (report.source.clone(), Ok(report)),
            Err(error) => (SourceId::parse("file")?, Err(error)),
        });
    }
    if !composed.followed_elsewhere {
        directory
            .catch_up()
            .await
            .context("the search index could not follow")?;
    }
    print!("{}", summary(&reports));
    if args.set_aside {
        list_set_aside(&directory, &reports).await?;
    }
    let whole = reports
        .iter()
        .all(|(_, report)| report.as_ref().is_ok_and(|r| r.complete));
    Ok(if whole {
        ExitCode::SUCCESS
    } else {
        ExitCode::FAILURE
    })
}

/// The crawler that the configuration describes.
pub(crate) fn crawler(
    config: &Config,
    crawl: &CrawlConfig,
    directory: &Arc<Directory>,
) -> Result<Crawler, CrawlError> {
    let mut options = CrawlerOptions::new(Arc::new(SystemClock));
    options.contact.clone_from(&crawl.contact);
    if !config.server.public_url.is_empty() {
        options.about_url = format!("{}/about", config.server.public_url);
    }
    options.reach = reach(crawl);
    Crawler::new(Arc::clone(directory), options)
}

/// Which addresses are talked to.
pub(crate) fn reach(crawl: &CrawlConfig) -> Reach {
    Reach {
        allow_loopback: crawl.allow_loopback,
        allowed_ports: crawl.allowed_ports.clone(),
    }
}

/// The sources of the sources file.
pub(crate) fn sources(crawl: &CrawlConfig) -> anyhow::Result<Vec<SourceConfig>> {
    let path = &crawl.sources;
    let text = std::fs::read_to_string(path).with_context(|| {
        format!(
            "there is no list of sources at {}; docs/adding-a-source.md says how to write one, or name a file to crawl",
            path.display()
        )
    })?;
    let folder = path.parent().unwrap_or(Path::new("")).to_owned();
    let load = move |profile: &str| std::fs::read_to_string(folder.join(profile));
    Ok(read_sources(&text, &path.display().to_string(), &load)?)
}

fn chosen(sources: Vec<SourceConfig>, ids: &[String]) -> anyhow::Result<Vec<SourceConfig>> {
    if ids.is_empty() {
        return Ok(sources);
    }
    let known: Vec<String> = sources
        .iter()
        .map(|config| config.source.id.to_string())
        .collect();
    if let Some(unknown) = ids.iter().find(|id| !known.contains(id)) {
        bail!(
            "{unknown} is neither a file nor a source; the sources are {}",
            known.join(", ")
        );
    }
    Ok(sources
        .into_iter()
        .filter(|config| ids.iter().any(|id| id == config.source.id.as_str()))
        .collect())
}

async fn list_set_aside(
    directory: &Directory,
    reports: &[(SourceId, Result<RunReport, CrawlError>)],
) -> anyhow::Result<()> {
    for (id, _) in reports.iter().filter(|(_, report)| report.is_ok()) {
        let mut after = 0;
        loop {
            let items = directory.set_aside(id.as_str(), after, PAGE).await?;
            let Some(last) = items.last() else { break };
            after = last.id;
            for item in &items {
                println!("{id}\t{}\t{}\t{}", item.page_url, item.place, item.reason);
            }
        }
    }
    Ok(())
}

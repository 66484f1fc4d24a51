//! The crawler: one source, all sources, or a file of this machine.

use std::panic::AssertUnwindSafe;
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use directory::{Directory, RunReport};
use domain::clock::Clock;
use domain::source::{Source, SourceId};
use futures::{FutureExt as _, StreamExt as _};

use crate::address::Reach;
use crate::breaker::Breaker;
use crate::check::Checked;
use crate::client::{Bounds, Client, FetchError};
use crate::fetch::Fetcher;
use crate::pace::Pace;
use crate::peer::KnownPeers;
use crate::run::Walk;
use crate::sources_file::{PROGRAMS_DELAY, SourceConfig};

/// Sources that are crawled at one time; each host still has one request at a time.
const AT_ONCE: usize = 8;

/// How the crawler behaves.
#[derive(Debug, Clone)]
pub struct CrawlerOptions {
    /// A page about this crawler, named in its user agent.
    pub about_url: String,
    /// An e-mail address that publishers can write to, named in its user agent.
    pub contact: String,
    /// Which addresses it talks to.
    pub reach: Reach,
    /// How long to wait and how much to take.
    pub bounds: Bounds,
    /// The pause before a second try; it doubles.
    pub backoff: Duration,
    /// The longest wait that a server can ask of a run; a longer one ends the page.
    pub longest_wait: Duration,
    /// The pause between two requests to one host when an address is only looked at.
    pub look_pause: Duration,
    /// Tells the time.
    pub clock: Arc<dyn Clock>,
}

impl CrawlerOptions {
    /// The usual behaviour.
    #[must_use]
    pub fn new(clock: Arc<dyn Clock>) -> Self {
        Self {
            about_url: String::new(),
            contact: String::new(),
            reach: Reach::default(),
            bounds: Bounds::default(),
            backoff: Duration::from_secs(1),
            longest_wait: Duration::from_secs(120),
            look_pause: PROGRAMS_DELAY,
            clock,
        }
    }
}

/// Why a source could not be crawled at all.
#[derive(Debug, thiserror::Error)]
pub enum CrawlError {
    /// The directory could not take what was read.
    #[error("{0}")]
    Directory(#[from] directory::Error),
    /// The HTTP client could not be made.
    #[error("the HTTP client could not be made: {0}")]
    Client(#[source] reqwest::Error),
    /// An address could not be fetched.
    #[error("{0}")]
    Fetch(#[from] FetchError),
    /// A file could not be read.
    #[error("{path} cannot be read: {source}")]
    File {
        /// Which.
        path: String,
        /// Why.
        #[source]
        source: std::io::Error,
    },
    /// What is there is of no known format, or its profile is not good.
    #[error("{0}")]
    Format(String),
    /// A bug of ours, which the log tells of.
    #[error("this source could not be crawled because of a fault in this program")]
    Fault,
}

/// Hears how a crawl goes.
pub trait Progress: Send + Sync {
    /// A source is begun.
    fn started(&self, _source: &Source) {}
    /// A page is done: so many of those known by now, so many statements heard.
    fn page(&self, _source: &SourceId, _done: u64, _known: u64, _kept: u64) {}
    /// A source is finished.
    fn finished(&self, _source: &SourceId) {}
}

/// Nobody listens.
#[derive(Debug, Clone, Copy)]
pub struct Silent;

impl Progress for Silent {}

/// Fetches what sources publish. Cheap to clone.
#[derive(Debug, Clone)]
pub struct Crawler {
    pub(crate) directory: Arc<Directory>,
    pub(crate) client: Client,
    pub(crate) options: CrawlerOptions,
    pub(crate) pace: Pace,
    pub(crate) breaker: Breaker,
    pub(crate) known_peers: KnownPeers,
}

impl Crawler {
    /// A crawler that brings what it reads to a directory.
    ///
    /// # Errors
    /// When the HTTP client cannot be made.
    pub fn new(directory: Arc<Directory>, options: CrawlerOptions) -> Result<Self, CrawlError> {
        let about: Vec<String> = [format!("+{}", options.about_url), options.contact.clone()]
            .into_iter()
            .filter(|part| part.len() > 1)
            .collect();
        let user_agent = format!(
            "{}/{} ({})",
            crate::robots::AGENT,
            env!("CARGO_PKG_VERSION"),
            about.join("; ")
        );
        let client = Client::new(&user_agent, options.reach.clone(), options.bounds.clone())
            .map_err(CrawlError::Client)?;
        Ok(Self {
            directory,
            client,
            options,
            pace: Pace::default(),
            breaker: Breaker::default(),
            known_peers: KnownPeers::default(),
        })
    }

    /// Crawls one source. What goes wrong at the source is in the report, not an error.
    ///
    /// # Errors
    /// When the directory cannot take what was read; the run can be resumed.
    pub async fn crawl(
        &self,
        config: &SourceConfig,
        progress: &dyn Progress,
    ) -> Result<RunReport, CrawlError> {
        progress.started(&config.source);
        let report = self.walk(config, progress).await;
        progress.finished(&config.source.id);
        report
    }

    async fn walk(
        &self,
        config: &SourceConfig,
        progress: &dyn Progress,
    ) -> Result<RunReport, CrawlError> {
        let Some((reader, reading)) = config.way.reading() else {
            return self.crawl_peer(config).await;
        };
        self.directory.register_source(&config.source).await?;
        let run = self.directory.begin_run(&config.source.id).await?;
        let mut fetcher = Fetcher::new(self, config.politeness.delay, config.robots_waived);
        fetcher.rests_when_unavailable = reader.tells_changes();
        let walk = Walk::new(
            &self.directory,
            config,
            (reader, reading),
            fetcher,
            progress,
            run,
        );
        let (run, end) = walk.go().await?;
        Ok(self.directory.finish_run(run, end).await?)
    }

    /// Crawls many sources, several at a time; what happens to one never stops another.
    pub async fn crawl_all(
        &self,
        sources: &[SourceConfig],
        progress: &dyn Progress,
    ) -> Vec<(SourceId, Result<RunReport, CrawlError>)> {
        let mut done: Vec<_> = futures::stream::iter(sources.iter().enumerate())
            .map(|(at, config)| async move {
                // A fault of ours in one source is no reason to leave the others.
                let crawl = AssertUnwindSafe(self.crawl(config, progress)).catch_unwind();
                let report = crawl.await.unwrap_or(Err(CrawlError::Fault));
                (at, config.source.id.clone(), report)
            })
            .buffer_unordered(AT_ONCE)
            .collect()
            .await;
        done.sort_by_key(|(at, ..)| *at);
        done.into_iter()
            .map(|(_, id, report)| (id, report))
            .collect()
    }

    /// Takes a file of this machine as a source of its own.
    ///
    /// # Errors
    /// When the file cannot be read, or nothing knows how to read it.
    pub async fn crawl_file(
        &self,
        path: &Path,
        profile: Option<&str>,
        progress: &dyn Progress,
    ) -> Result<RunReport, CrawlError> {
        crate::file::crawl(self, path, profile, progress).await
    }

    /// Looks at an address, or a file of this machine, before it becomes a source. Stores nothing.
    ///
    /// # Errors
    /// When it cannot be fetched or read at all, with the reason.
    pub async fn check(&self, address: &str) -> Result<Checked, CrawlError> {
        crate::check::check(self, address).await
    }
}

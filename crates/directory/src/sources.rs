//! Sources: who we listen to, how well that goes, and what could not be taken from them.

use std::time::Duration;

use chrono::{DateTime, Utc};
use domain::source::{Source, SourceId};
use store::RunRuling;
use uuid::Uuid;

use crate::ingest::RunProblem;
use crate::source_health::{self, RUNS, SourceHealth};
use crate::{Directory, Error};

/// A source and how it does.
#[derive(Debug, Clone, PartialEq)]
pub struct SourceView {
    /// Who, under which licence, for which area.
    pub source: Source,
    /// Whether it is still crawled.
    pub active: bool,
    /// Live statements.
    pub statements: u64,
    /// Items that could not be taken.
    pub set_aside: u64,
    /// The last run, finished or not.
    pub last_run: Option<RunView>,
    /// When a run last got to its end without error.
    pub last_complete: Option<DateTime<Utc>>,
    /// Whether all is well with it.
    pub health: SourceHealth,
}

/// One run of a source.
#[derive(Debug, Clone, PartialEq)]
pub struct RunView {
    /// Its id.
    pub id: Uuid,
    /// When it began.
    pub started_at: DateTime<Utc>,
    /// When it ended; `None` while it goes on, or when it broke off.
    pub finished_at: Option<DateTime<Utc>>,
    /// Whether every page was read to its end.
    pub complete: bool,
    /// Requests made.
    pub fetched: u64,
    /// Statements found.
    pub found: u64,
    /// Why a person must look before anything is taken away.
    pub quarantined: Option<String>,
    /// What a person made of that.
    pub ruling: Option<RunRuling>,
    /// What went wrong.
    pub problems: Vec<RunProblem>,
}

/// An item that could not be taken.
#[derive(Debug, Clone, PartialEq)]
pub struct SetAsideView {
    /// Rises; for paging.
    pub id: i64,
    /// The page it stood on.
    pub page_url: String,
    /// Where on the page.
    pub place: String,
    /// The source's id for it.
    pub external_id: Option<String>,
    /// Why.
    pub reason: String,
    /// When.
    pub at: DateTime<Utc>,
}

/// The right to crawl by schedule; given back when it is dropped.
#[derive(Debug)]
pub struct CrawlLease(store::Lease);

impl CrawlLease {
    /// Whether it is still ours.
    pub async fn is_held(&self) -> bool {
        self.0.is_held().await
    }
}

/// Whether the directory can do its work, for health checks.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Health {
    /// The store answers.
    pub store: bool,
    /// Migrations that have not been run.
    pub pending_migrations: usize,
    /// Visible listings in the store.
    pub listings: u64,
    /// Listings in the index.
    pub indexed: u64,
    /// Changes that the index has not seen.
    pub lag: u64,
}

impl Health {
    /// Whether questions can be answered.
    #[must_use]
    pub fn is_ready(&self) -> bool {
        self.store && self.pending_migrations == 0
    }
}

impl Directory {
    /// Every source, by name.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub async fn sources(&self) -> Result<Vec<SourceView>, Error> {
        let now = self.clock.now();
        let remote = self.store.remote_sources().await?;
        let mut views: Vec<SourceView> = Vec::new();
        for summary in self.store.sources().await? {
            let id = &summary.source.id;
            let is_remote = remote.iter().any(|theirs| theirs.source == *id);
            let health = if is_remote || id.is_first_hand() {
                source_health::not_read_here(summary.last_change, now)
            } else {
                let runs = self.store.runs(id, RUNS).await?;
                source_health::judge(&runs, summary.last_change, now)
            };
            views.push(view_of(summary, health));
        }
        views.sort_by(|a, b| {
            a.source
                .name
                .cmp(&b.source.name)
                .then(a.source.id.cmp(&b.source.id))
        });
        Ok(views)
    }

    /// The right to crawl by schedule, which one copy of the program has at a time.
    ///
    /// # Errors
    /// When the store does not answer.
    pub async fn try_crawl_lease(&self) -> Result<Option<CrawlLease>, Error> {
        Ok(self.store.try_lease("crawl").await?.map(CrawlLease))
    }

    /// How long whoever wants a lease that another copy has may wait before asking again.
    #[must_use]
    pub fn lease_pause(&self) -> Duration {
        self.store.lease_pause()
    }

    /// What could not be taken from a source, from the item after `after`.
    ///
    /// # Errors
    /// [`Error::NotFound`] when there is no such source.
    pub async fn set_aside(
        &self,
        source: &str,
        after: i64,
        limit: u64,
    ) -> Result<Vec<SetAsideView>, Error> {
        let unknown = || Error::NotFound {
            what: "source",
            name: source.to_owned(),
        };
        let id = SourceId::parse(source).map_err(|_| unknown())?;
        if self.store.source(&id).await?.is_none() {
            return Err(unknown());
        }
        let rows = self.store.set_aside(&id, after, limit).await?;
        Ok(rows
            .into_iter()
            .map(|row| SetAsideView {
                id: row.id,
                page_url: row.page_url,
                place: row.item.place,
                external_id: row.item.external_id,
                reason: row.item.reason,
                at: row.at,
            })
            .collect())
    }

    /// How the directory does. Never fails: what does not answer is said to be so.
    pub async fn health(&self) -> Health {
        let store = self.store.ping().await.is_ok();
        let pending = self.store.pending_migrations().await;
        let listings = self.store.counts().await.map(|counts| counts.listings);
        let last = self.store.last_sequence().await.unwrap_or(0);
        let seen = self.index.checkpoint().unwrap_or(0);
        Health {
            store: store && pending.is_ok() && listings.is_ok(),
            pending_migrations: pending.map_or(0, |pending| pending.len()),
            listings: listings.unwrap_or(0),
            indexed: self.index.count(),
            lag: u64::try_from(last - seen).unwrap_or(0),
        }
    }
}

fn view_of(summary: store::SourceSummary, health: SourceHealth) -> SourceView {
    SourceView {
        source: summary.source,
        active: summary.active,
        statements: summary.live_statements,
        set_aside: summary.set_aside,
        health,
        last_complete: summary.last_complete.and_then(|run| run.finished_at),
        last_run: summary.last_run.map(|run| RunView {
            id: run.id,
            started_at: run.started_at,
            finished_at: run.finished_at,
            complete: run.complete,
            fetched: run.counts.fetched,
            found: run.counts.found,
            quarantined: run.quarantined,
            ruling: run.ruling,
            problems: serde_json::from_value(run.problems).unwrap_or_default(),
        }),
    }
}

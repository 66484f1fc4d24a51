//! Ingest: what a crawl brings in, page by page, and what its end means for what it did not bring.
//!
//! A run has pages; a page is taken whole in one transaction together with its checkpoint, so that a
//! run that was cut off goes on after its last page. Absence counts only when a complete run ends
//! ([`absence`]). Each statement that is new or changed is matched ([`regroup`]) and the listings it
//! touches are folded again ([`refold`]).

mod absence;
mod held;
mod kept;
mod page;
mod refold;
mod regroup;
mod remote;
mod tell;

pub use held::HeldOutcome;
pub use kept::KeptItem;
pub(crate) use refold::{Book, fingerprint};
pub(crate) use regroup::keys_of;
pub use remote::FeedOutcome;

use chrono::{DateTime, TimeDelta, Utc};
use domain::source::{Source, SourceId};
use domain::statement::{Item, SetAside};
use uuid::Uuid;

use crate::{Directory, Error};

/// A run that broke off longer ago than this is begun anew.
const RESUMABLE_FOR: TimeDelta = TimeDelta::hours(24);

/// Runs that may start in one tick of the clock and still have ids of their own.
const RUNS_TOLD_APART: u64 = 20;

/// One crawl of one source.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Run {
    /// Its id.
    pub id: Uuid,
    /// Of which source.
    pub source: SourceId,
    /// When it began.
    pub started_at: DateTime<Utc>,
    /// True when it goes on where an earlier process stopped.
    pub resumed: bool,
}

/// What is remembered of a page from the last time it was read.
#[derive(Debug, Clone, PartialEq)]
pub struct PageMemory {
    /// The server's entity tag.
    pub etag: Option<String>,
    /// The server's date.
    pub last_modified: Option<String>,
    /// SHA-256 of the body.
    pub body_hash: Option<String>,
    /// What the crawler kept with it.
    pub links: serde_json::Value,
    /// True when this very run has read it.
    pub done_in_run: bool,
}

/// A page that was fetched and read.
#[derive(Debug, Clone, PartialEq)]
pub struct FetchedPage {
    /// The address as it was asked for.
    pub url: String,
    /// The server's entity tag.
    pub etag: Option<String>,
    /// The server's date.
    pub last_modified: Option<String>,
    /// SHA-256 of the body.
    pub body_hash: String,
    /// What the crawler wants back next time.
    pub links: serde_json::Value,
    /// What it says.
    pub items: Vec<Item>,
    /// What could not be taken.
    pub set_aside: Vec<SetAside>,
}

impl FetchedPage {
    /// A page of which nothing is known but its address and what it says.
    #[must_use]
    pub fn of(url: impl Into<String>, items: Vec<Item>) -> Self {
        Self {
            url: url.into(),
            etag: None,
            last_modified: None,
            body_hash: String::new(),
            links: serde_json::Value::Null,
            items,
            set_aside: Vec::new(),
        }
    }
}

/// What came of a page.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct PageOutcome {
    /// Statements heard for the first time.
    pub new: usize,
    /// Statements that say something else now.
    pub changed: usize,
    /// Statements heard again.
    pub unchanged: usize,
    /// Items set aside.
    pub set_aside: usize,
}

/// How a run ended, as the crawler saw it.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct RunEnd {
    /// Every page was fetched and read to its end, without error.
    pub complete: bool,
    /// Records whose own pages were fetched and could not be read: they do not make a run incomplete
    /// while they are few, and what was known from them counts as heard.
    pub unread: usize,
    /// Requests made.
    pub fetched: u64,
    /// Bytes received.
    pub bytes: u64,
    /// What went wrong.
    pub problems: Vec<RunProblem>,
    /// What silence means.
    pub silence: Silence,
    /// External ids that the source says it no longer has.
    pub gone: Vec<String>,
}

/// What it means that a run did not hear of a statement.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Silence {
    /// In a complete run: that it was absent.
    #[default]
    Absence,
    /// Nothing: the source was asked only for what changed.
    NoNews,
    /// In a complete run: that it is gone. The source tells deletions for a while only, and this run
    /// began anew because that while was over.
    Gone,
}

/// One thing that went wrong with a source.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct RunProblem {
    /// At which address.
    pub url: Option<String>,
    /// A short word for programs: `robots`, `timeout`, `login-page`.
    pub code: String,
    /// A sentence for people.
    pub detail: String,
}

/// What a run did.
#[derive(Debug, Clone, PartialEq)]
pub struct RunReport {
    /// Of which source.
    pub source: SourceId,
    /// Which run.
    pub run: Uuid,
    /// Whether absence could count.
    pub complete: bool,
    /// Requests made.
    pub fetched: u64,
    /// Live statements of the source after the run.
    pub kept: u64,
    /// Statements heard for the first time.
    pub new: u64,
    /// Statements that say something else now.
    pub changed: u64,
    /// Statements heard again.
    pub unchanged: u64,
    /// Items set aside, by reason, the commonest first.
    pub set_aside: Vec<(String, u64)>,
    /// Statements that this complete run did not find.
    pub missing: u64,
    /// Statements withdrawn.
    pub withdrawn: u64,
    /// Why a person must look before anything is taken away.
    pub quarantined: Option<String>,
    /// What went wrong.
    pub problems: Vec<RunProblem>,
    /// How long it took.
    pub seconds: f64,
}

impl Directory {
    /// Makes a source known, or brings what we know of it up to date. Where its terms are new, every
    /// listing that rests on it gets a new version, so that whoever took a copy hears of it.
    ///
    /// # Errors
    /// [`Error::Conflict`] when its id is what a source of another instance is called here; when the
    /// store cannot be written.
    pub async fn register_source(&self, source: &Source) -> Result<(), Error> {
        let now = self.clock.now();
        let tx = self.store.begin().await?;
        let was_theirs = self.take_over(&tx, source, now).await?;
        let sources = tx.all_sources().await?;
        let before = sources.iter().find(|known| known.id == source.id);
        let is_news = was_theirs || before.is_some_and(|known| known != source);
        let new_terms = before.is_some_and(|known| known.licence != source.licence);
        tx.put_source(source, true).await?;
        if new_terms {
            let ids = tx.listings_of_source(&source.id).await?;
            self.republish(&tx, &ids, now).await?;
        }
        if is_news {
            self.tell_source(&tx, &source.id, now).await?;
        }
        tx.commit().await?;
        if is_news {
            self.ring();
        }
        Ok(())
    }

    /// Begins a run, or goes on with one that broke off in the last day.
    ///
    /// # Errors
    /// [`Error::NotFound`] when the source is not registered.
    pub async fn begin_run(&self, source: &SourceId) -> Result<Run, Error> {
        let now = self.clock.now();
        if self.store.source(source).await?.is_none() {
            return Err(Error::NotFound {
                what: "source",
                name: source.to_string(),
            });
        }
        let before = self.store.runs(source, RUNS_TOLD_APART).await?;
        let id = run_id(source, now, &before);
        let tx = self.store.begin().await?;
        let unfinished = tx.unfinished_run(source, now - RESUMABLE_FOR).await?;
        let resumed = unfinished.is_some();
        let run = match unfinished {
            Some(run) => run,
            None => tx.begin_run(id, source, now).await?,
        };
        tx.commit().await?;
        Ok(Run {
            id: run.id,
            source: run.source,
            started_at: run.started_at,
            resumed,
        })
    }

    /// What is remembered of a page.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub async fn remember_page(&self, run: &Run, url: &str) -> Result<Option<PageMemory>, Error> {
        let page = self.store.page(&run.source, url).await?;
        Ok(page.map(|page| PageMemory {
            done_in_run: page.run == run.id,
            etag: page.etag,
            last_modified: page.last_modified,
            body_hash: page.body_hash,
            links: page.links,
        }))
    }
}

/// A run is known by its source, its start and the runs before it: two may start in one tick.
fn run_id(source: &SourceId, at: DateTime<Utc>, before: &[store::Run]) -> Uuid {
    let mut known: Vec<Uuid> = before.iter().map(|run| run.id).collect();
    known.sort_unstable();
    let name = format!("run/{source}/{}/{known:?}", at.timestamp_micros());
    Uuid::new_v5(&Uuid::NAMESPACE_OID, name.as_bytes())
}

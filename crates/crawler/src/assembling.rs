//! What a run keeps for a source whose services come in pieces or as changes: pieces, where each feed
//! goes on, and what is gone.
//!
//! It is kept as the memory of a page that nobody can fetch, and only ever written when a run ends:
//! a run that breaks off begins again where the last whole one ended, and hears some things twice.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use chrono::{DateTime, TimeDelta, Utc};
use chrono_tz::Europe::London;
use directory::{Directory, FetchedPage, Run, RunProblem, Silence};
use domain::statement::Item;
use formats::{Assembly, Reader, Reading};
use serde::{Deserialize, Serialize};

use crate::crawler::CrawlError;

/// The page in whose memory it is kept.
const STATE: &str = "fingerpost:feed-state";
/// How long a feed must go on telling of a deletion is 7 days; a poll that is older is not trusted.
const DELETIONS_ARE_TOLD_FOR: TimeDelta = TimeDelta::days(6);
/// Services that are put together in one transaction.
const AT_ONCE: usize = 200;
/// Pieces of one source beyond which its sessions are too many to be listed one by one.
const MOST_PIECES: usize = 200_000;

/// What is kept from run to run.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
struct State {
    pieces: Assembly,
    /// Where each feed goes on, by the address at which it begins.
    resume: BTreeMap<String, String>,
    /// When the last error-free run began.
    polled_at: Option<DateTime<Utc>>,
    /// What is gone and may not have been taken away yet.
    gone: BTreeSet<String>,
    /// How it was read: another way of reading begins anew.
    reading: String,
}

/// The same while a run goes on.
#[derive(Debug)]
pub(crate) struct Assembling {
    before: State,
    known: State,
    /// Which feed a page belongs to.
    feeds: HashMap<String, String>,
    /// Services that came inside of something else.
    second_hand: BTreeMap<String, Item>,
    tells_changes: bool,
    goes_on: bool,
    started_at: DateTime<Utc>,
    pub(crate) orphans: usize,
}

impl Assembling {
    /// What is kept of a source.
    pub(crate) async fn load(
        directory: &Directory,
        run: &Run,
        reader: &Reader,
        reading: &str,
    ) -> Result<Self, CrawlError> {
        let memory = directory.remember_page(run, STATE).await?;
        let before: State = memory
            .and_then(|memory| serde_json::from_value(memory.links).ok())
            .unwrap_or_default();
        let mut known = if reader.tells_changes() {
            before.clone()
        } else {
            State::default()
        };
        let fresh = before
            .polled_at
            .is_some_and(|at| run.started_at - at <= DELETIONS_ARE_TOLD_FOR);
        let goes_on = reader.tells_changes() && fresh && before.reading == reading;
        if !goes_on {
            known.resume.clear();
        }
        known.reading = reading.to_owned();
        let gone = std::mem::take(&mut known.gone);
        let gone = directory.live_items(run, gone).await?.into_iter().collect();
        known.gone = gone;
        Ok(Self {
            before,
            known,
            feeds: HashMap::new(),
            second_hand: BTreeMap::new(),
            tells_changes: reader.tells_changes(),
            goes_on,
            started_at: run.started_at,
            orphans: 0,
        })
    }

    /// The address at which a feed is taken up: where the last run ended, or its beginning.
    pub(crate) fn taken_up_at(&mut self, start: &str) -> String {
        let at = self
            .known
            .resume
            .get(start)
            .filter(|_| self.goes_on)
            .cloned()
            .unwrap_or_else(|| start.to_owned());
        self.feeds.insert(at.clone(), start.to_owned());
        at
    }

    /// Takes what a page says beside its items, and puts known pieces into those.
    pub(crate) fn absorb(&mut self, url: &str, reading: &mut Reading) {
        self.known.pieces.absorb(reading);
        self.known.gone.extend(std::mem::take(&mut reading.gone));
        let today = self.today();
        let pieces = if self.tells_changes {
            &self.known.pieces
        } else {
            &self.before.pieces
        };
        for item in &mut reading.items {
            self.known.gone.remove(&item.external_id);
            pieces.complete(item, today);
        }
        for item in std::mem::take(&mut reading.second_hand) {
            self.second_hand.insert(item.external_id.clone(), item);
        }
        if let Some(resume) = &reading.resume {
            let start = self
                .feeds
                .get(url)
                .cloned()
                .unwrap_or_else(|| url.to_owned());
            for link in &reading.links {
                self.feeds.insert(link.url.clone(), start.clone());
            }
            self.known.resume.insert(start, resume.clone());
        }
    }

    fn today(&self) -> chrono::NaiveDate {
        self.started_at.with_timezone(&London).date_naive()
    }

    /// Puts together the services whose pieces have changed, and takes them. Gives how many were
    /// heard.
    pub(crate) async fn assemble(
        &mut self,
        directory: &Directory,
        run: &Run,
        reader: &Reader,
    ) -> Result<usize, CrawlError> {
        let today = self.today();
        self.known.pieces.forget_past(today);
        let mut ids = self.known.pieces.changed_since(&self.before.pieces);
        ids.extend(self.second_hand.keys().cloned());
        let mut items: Vec<Item> = Vec::new();
        for id in ids {
            if self.known.gone.contains(&id) {
                continue;
            }
            let inside = self
                .second_hand
                .remove(&id)
                .filter(|_| !self.known.pieces.knows(&id));
            let item = match inside {
                Some(item) => Some(item),
                None => match directory.kept_item(run, &id).await? {
                    Some(kept) if kept.is_live => reader.reread(&kept.raw),
                    Some(_) => continue,
                    None => None,
                },
            };
            match item {
                Some(mut item) => {
                    self.known.pieces.complete(&mut item, today);
                    items.push(item);
                }
                None => self.orphans += 1,
            }
        }
        // A feed goes on telling of what was gone before we came.
        let gone = self.known.gone.clone();
        self.known.gone = directory.live_items(run, gone).await?.into_iter().collect();
        let mut heard = 0;
        let mut at = 0;
        while !items.is_empty() {
            let rest = items.split_off(items.len().min(AT_ONCE));
            at += 1;
            let piece = std::mem::replace(&mut items, rest);
            let page = FetchedPage::of(format!("fingerpost:assembled/{at}"), piece);
            let outcome = directory.ingest_page(run, page).await?;
            heard += outcome.new + outcome.changed + outcome.unchanged;
        }
        Ok(heard)
    }

    /// What it means that this run did not hear of something.
    pub(crate) fn silence(&self) -> Silence {
        if self.goes_on {
            Silence::NoNews
        } else if self.tells_changes && self.before.polled_at.is_some() {
            Silence::Gone
        } else {
            Silence::Absence
        }
    }

    /// What the source says that it no longer has.
    pub(crate) fn gone(&self) -> Vec<String> {
        self.known.gone.iter().cloned().collect()
    }

    /// What is wrong with what was kept, if anything.
    pub(crate) fn problem(&self) -> Option<RunProblem> {
        let (code, detail) = if self.known.pieces.len() > MOST_PIECES {
            (
                "too-many-pieces",
                format!(
                    "more than {MOST_PIECES} sessions: they are read, but the feed should not be listed session by session"
                ),
            )
        } else if self.orphans > 0 {
            let what = format!(
                "{} services are named by sessions and are not in the feed",
                self.orphans
            );
            ("orphans", what)
        } else {
            return None;
        };
        Some(RunProblem {
            url: None,
            code: code.to_owned(),
            detail,
        })
    }

    /// Keeps it for the next run.
    pub(crate) async fn save(
        mut self,
        directory: &Directory,
        run: &Run,
        complete: bool,
    ) -> Result<(), CrawlError> {
        let is_first = !self.goes_on && self.before.polled_at.is_none();
        if complete || (is_first && !self.known.resume.is_empty()) {
            self.known.polled_at = Some(self.started_at);
        } else if !self.goes_on && self.before.polled_at.is_some() {
            // A run that begins anew has to get to the end before anything is taken up from it.
            self.known.resume.clear();
            self.known.polled_at = None;
        } else if !self.tells_changes {
            // Half of the pieces are not the pieces.
            self.known.pieces = self.before.pieces;
        }
        let links = serde_json::to_value(&self.known).unwrap_or_default();
        let page = FetchedPage {
            links,
            ..FetchedPage::of(STATE, Vec::new())
        };
        directory.ingest_page(run, page).await?;
        Ok(())
    }
}

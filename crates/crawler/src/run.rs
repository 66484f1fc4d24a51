//! A run: from the first address of a source through all its pages, list pages before details.
//!
//! A page is taken whole or not at all; what a run has taken stays taken whatever happens next. A
//! run is complete when it has read every page to its end: only then does absence mean anything.

use std::collections::{BTreeSet, HashSet};

use chrono::{DateTime, TimeDelta, Utc};
use chrono_tz::Europe::London;
use directory::{
    Directory, FetchedPage, PageMemory, PageOutcome, Run, RunEnd, RunProblem, Silence,
};
use domain::statement::content_hash;
use formats::{Document, Link, LinkKind, Problem, RECORD_GONE, Reader};
use serde::{Deserialize, Serialize};
use url::Url;

use crate::assembling::Assembling;
use crate::census::Census;
use crate::client::{Answer, Validators};
use crate::crawler::{CrawlError, Progress};
use crate::fetch::{Fetched, Fetcher};
use crate::frontier::{Frontier, Stop};
use crate::sift::{forget_past, forget_unindexed};
use crate::sources_file::SourceConfig;

/// Failures in a row after which a host is left alone until the next run.
const FAILURES_IN_A_ROW: u32 = 5;
/// List pages in a row without an item or a new link to one, after which a pager is taken for endless.
const STALE_LISTS: u32 = 50;
/// A record that its list says is as it was is none the less read again after this long.
const READ_AGAIN_AFTER: TimeDelta = TimeDelta::days(30);
/// Problems that a report keeps.
const MOST_PROBLEMS: usize = 100;

/// What is kept with a page for the next time.
#[derive(Debug, Default, Serialize, Deserialize)]
struct Kept {
    /// Where it led.
    links: Vec<Link>,
    /// The category words that led to it.
    terms: BTreeSet<String>,
    /// How it was read: another profile, or another version of this program, reads it anew.
    #[serde(default)]
    reading: String,
    /// It was cut off, so that it has to be read again.
    #[serde(default)]
    partial: bool,
    /// How new its list said that it was.
    #[serde(default)]
    version: Option<String>,
    /// When it was read.
    #[serde(default)]
    read_at: Option<DateTime<Utc>>,
    /// It had changed under an entity tag that had not: its tags are not believed.
    #[serde(default)]
    tags_lie: bool,
}

/// A run while it goes on.
pub(crate) struct Walk<'a> {
    directory: &'a Directory,
    config: &'a SourceConfig,
    reader: &'a Reader,
    /// Stands for the way of reading.
    reading: &'a str,
    fetcher: Fetcher<'a>,
    progress: &'a dyn Progress,
    run: Run,
    frontier: Frontier,
    /// Hosts that may be read: those of the first addresses and those that the entry names.
    hosts: HashSet<String>,
    /// Hashes of list pages, to notice a pager that turns in a circle.
    list_hashes: HashSet<String>,
    stale_lists: u32,
    /// What lists say that they have, and what they gave.
    census: Census,
    /// For a source whose services come in pieces or as changes.
    assembling: Option<Assembling>,
    /// Addresses that were tried in the place of one where nothing was.
    elsewhere: HashSet<String>,
    problems: Vec<RunProblem>,
    complete: bool,
    /// Records whose own pages came and could not be read.
    unread: usize,
    /// The host wants no more of us.
    ended: bool,
    done: u64,
    kept: u64,
    failures: u32,
}

impl<'a> Walk<'a> {
    pub(crate) fn new(
        directory: &'a Directory,
        config: &'a SourceConfig,
        (reader, reading): (&'a Reader, &'a str),
        fetcher: Fetcher<'a>,
        progress: &'a dyn Progress,
        run: Run,
    ) -> Self {
        let host = |address: &str| Url::parse(address).ok()?.host_str().map(str::to_owned);
        let frontier = Frontier::new(config.politeness.max_pages);
        Self {
            hosts: config
                .addresses
                .iter()
                .filter_map(|address| host(address))
                .chain(config.hosts.iter().cloned())
                .collect(),
            directory,
            config,
            reader,
            reading,
            fetcher,
            progress,
            run,
            frontier,
            list_hashes: HashSet::new(),
            stale_lists: 0,
            census: Census::default(),
            assembling: None,
            elsewhere: HashSet::new(),
            problems: Vec::new(),
            complete: true,
            unread: 0,
            ended: false,
            done: 0,
            kept: 0,
            failures: 0,
        }
    }

    /// Reads everything, and says how it ended.
    pub(crate) async fn go(mut self) -> Result<(Run, RunEnd), CrawlError> {
        if self.reader.assembles() {
            let load = Assembling::load(self.directory, &self.run, self.reader, self.reading);
            self.assembling = Some(load.await?);
        }
        for address in &self.config.addresses {
            let url = match &mut self.assembling {
                Some(assembling) => assembling.taken_up_at(address),
                None => address.clone(),
            };
            self.frontier.add(list_link(url));
        }
        while let Some(stop) = self.frontier.next() {
            if self.fetcher.bytes >= self.config.politeness.max_bytes {
                let detail = format!(
                    "stopped after {} MB, the most for this source",
                    self.fetcher.bytes / 1_000_000
                );
                self.trouble(None, "byte-budget", detail);
                break;
            }
            if self.done >= self.config.politeness.max_pages as u64 {
                let detail = format!(
                    "stopped after {} pages, the most for this source",
                    self.done
                );
                self.trouble(None, "page-budget", detail);
                break;
            }
            self.read(stop).await?;
            self.done += 1;
            let known = self.done + self.frontier.len() as u64;
            self.progress
                .page(&self.config.source.id, self.done, known, self.kept);
            if self.failures >= FAILURES_IN_A_ROW {
                let detail = format!(
                    "{FAILURES_IN_A_ROW} pages in a row failed, the rest is left for the next run"
                );
                self.trouble(None, "host-down", detail);
                break;
            }
            if self.ended {
                break;
            }
        }
        for (code, detail) in self.census.short() {
            self.trouble(None, code, detail);
        }
        let (mut silence, mut gone) = (Silence::default(), Vec::new());
        if let Some(mut assembling) = self.assembling.take() {
            let (directory, reader) = (self.directory, self.reader);
            self.kept += assembling.assemble(directory, &self.run, reader).await? as u64;
            if let Some(problem) = assembling.problem() {
                self.note(None, &problem.code, problem.detail);
            }
            (silence, gone) = (assembling.silence(), assembling.gone());
            assembling.save(directory, &self.run, self.complete).await?;
        }
        let end = RunEnd {
            silence,
            gone,
            complete: self.complete,
            unread: self.unread,
            fetched: self.fetcher.requests,
            bytes: self.fetcher.bytes,
            problems: self.problems,
        };
        Ok((self.run, end))
    }

    async fn read(&mut self, stop: Stop) -> Result<(), CrawlError> {
        let url = stop.url.as_str();
        let memory = self.directory.remember_page(&self.run, url).await?;
        let known_whole = memory
            .as_ref()
            .is_some_and(|memory| !kept_of(memory).partial);
        // What was read with other words, in another way, or not to its end does not hold.
        let memory = memory
            .map(|memory| (kept_of(&memory), memory))
            .filter(|(kept, _)| {
                kept.terms == stop.terms && kept.reading == self.reading && !kept.partial
            })
            // Pieces are not remembered with their pages.
            .filter(|_| self.assembling.is_none());
        let (kept, memory) = memory.unzip();
        let kept = kept.unwrap_or_default();
        if let (Some(listed), Some(known), Some(read_at)) =
            (&stop.version, &kept.version, kept.read_at)
            && listed == known
            && self.run.started_at - read_at < READ_AGAIN_AFTER
            && memory.as_ref().is_some_and(|memory| !memory.done_in_run)
        {
            let outcome = self.directory.page_unchanged(&self.run, url).await?;
            if self.count(outcome) > 0 {
                return Ok(());
            }
        }
        let links = kept.links;
        let hash = memory
            .as_ref()
            .and_then(|memory| memory.body_hash.clone())
            .unwrap_or_default();
        if memory.as_ref().is_some_and(|memory| memory.done_in_run) {
            self.go_on(stop.kind, &hash, links, true);
            return Ok(());
        }
        let validators =
            memory
                .filter(|_| !kept.tags_lie)
                .map_or_else(Validators::default, |memory| Validators {
                    etag: memory.etag,
                    last_modified: memory.last_modified,
                });
        // The same tag for another body: never to be believed again.
        let told = validators.etag.clone().map(|etag| (etag, hash.clone()));
        let tags_lie = kept.tags_lie;
        let fetched = self.fetcher.page(url, &validators).await;
        self.failures = if matches!(fetched, Fetched::Failed(_)) {
            self.failures + 1
        } else {
            0
        };
        match fetched {
            Fetched::Page(answer) => {
                let lies = told.is_some_and(|(etag, hash)| {
                    answer.validators.etag.as_ref() == Some(&etag)
                        && hash != content_hash(&answer.body)
                });
                self.take(stop, &answer, known_whole, tags_lie || lies)
                    .await?;
            }
            Fetched::Unchanged => {
                self.census.unknown(url);
                let outcome = self.directory.page_unchanged(&self.run, url).await?;
                let heard = self.count(outcome);
                self.go_on(stop.kind, &hash, links, heard > 0);
            }
            Fetched::Gone if stop.kind == LinkKind::Detail => {
                let why = "the page that the list links to is gone";
                self.directory.page_gone(&self.run, url, why).await?;
            }
            Fetched::Gone if self.look_elsewhere(url) => {}
            Fetched::Gone => {
                self.trouble(Some(url), "gone", "the server has no such page".to_owned());
            }
            Fetched::Disallowed(why) if self.config.addresses.iter().any(|first| first == url) => {
                self.trouble(Some(url), "robots", why);
            }
            Fetched::Disallowed(why) => {
                // The publisher keeps this page to itself; the run is none the less whole.
                self.note(Some(url), "robots", format!("left out: {why}"));
            }
            Fetched::Failed(problem) => self.report(problem),
            Fetched::Later(problem) => {
                self.report(problem);
                self.ended = true;
            }
        }
        Ok(())
    }

    async fn take(
        &mut self,
        stop: Stop,
        answer: &Answer,
        known_whole: bool,
        tags_lie: bool,
    ) -> Result<(), CrawlError> {
        let Stop {
            kind,
            url,
            terms,
            version,
        } = stop;
        let words: Vec<String> = terms.iter().cloned().collect();
        let mut reading = self.reader.read(&Document {
            url: answer.url.as_str(),
            content_type: answer.content_type.as_deref(),
            bytes: &answer.body,
            expected: kind,
            terms: &words,
        });
        if answer.noindex {
            forget_unindexed(&mut reading);
        }
        let today = self.run.started_at.with_timezone(&London).date_naive();
        forget_past(&mut reading, today);
        self.census.take(kind, &url, &reading);
        let says_something = !reading.pieces.is_empty() || !reading.gone.is_empty();
        let is_feed = reading.resume.is_some();
        if let Some(assembling) = &mut self.assembling {
            assembling.absorb(&url, &mut reading);
        }
        let partial = matches!(reading.problem, Some(Problem::CutOff(_)));
        if let Some(problem) = &reading.problem {
            let (code, detail) = (code_of(problem), problem.to_string());
            // What came of a list is good, though who knows what did not come. Half of a record's
            // page is all there is, unless the whole was read before. Any other page of a record says
            // nothing that we understand: it is there, and what was known from it counts as heard.
            let is_detail = kind == LinkKind::Detail;
            if !partial && self.look_elsewhere(&url) {
                return Ok(());
            }
            if partial && is_detail && !known_whole {
                self.note(Some(&url), code, detail);
            } else if is_detail {
                self.note(Some(&url), code, detail);
                self.unread += 1;
                let outcome = self.directory.page_unchanged(&self.run, &url).await?;
                self.count(outcome);
                return Ok(());
            } else {
                self.trouble(Some(&url), code, detail);
                if !partial {
                    return Ok(());
                }
            }
        }
        if kind == LinkKind::Detail
            && reading.items.is_empty()
            && reading
                .set_aside
                .iter()
                .any(|aside| aside.reason == RECORD_GONE)
        {
            self.directory
                .page_gone(&self.run, &url, RECORD_GONE)
                .await?;
            return Ok(());
        }
        let hash = content_hash(&answer.body);
        if !is_feed && self.turns_in_a_circle(kind, &hash, &reading.links) {
            let detail = "the page is the same as one before it: the pager turns in a circle";
            self.trouble(Some(&url), "page-loop", detail.to_owned());
            return Ok(());
        }
        let kept = Kept {
            links: reading.links.clone(),
            terms,
            reading: self.reading.to_owned(),
            partial,
            version,
            read_at: Some(self.run.started_at),
            tags_lie,
        };
        let page = FetchedPage {
            url,
            etag: answer.validators.etag.clone(),
            last_modified: answer.validators.last_modified.clone(),
            body_hash: hash.clone(),
            links: serde_json::to_value(kept).unwrap_or_default(),
            items: reading.items,
            set_aside: reading.set_aside,
        };
        let outcome = self.directory.ingest_page(&self.run, page).await?;
        let heard = self.count(outcome);
        if is_feed {
            self.follow_feed(reading.links);
        } else {
            self.go_on(kind, &hash, reading.links, heard > 0 || says_something);
        }
        Ok(())
    }

    /// A feed of changes leads on to a page that was not read before, or it has no end.
    fn follow_feed(&mut self, links: Vec<Link>) {
        for link in links {
            if !self.is_ours(&link.url) {
                let detail = "the feed leads to another host; name it under `hosts` if it belongs to the source";
                self.trouble(Some(&link.url), "other-host", detail.to_owned());
            } else if !self.frontier.add(link.clone()) {
                let detail = "the feed leads back to a page of it that was read before";
                self.trouble(Some(&link.url), "page-loop", detail.to_owned());
            }
        }
    }

    /// Where an address that the source begins with gives nothing, its reader may know of another.
    fn look_elsewhere(&mut self, url: &str) -> bool {
        if !self.config.addresses.iter().any(|first| first == url) {
            return false;
        }
        let Some(other) = self.reader.elsewhere(url) else {
            return false;
        };
        if !self.elsewhere.insert(other.clone()) {
            return false;
        }
        self.frontier.add(list_link(other))
    }

    fn is_ours(&self, url: &str) -> bool {
        Url::parse(url)
            .ok()
            .and_then(|url| url.host_str().map(str::to_owned))
            .is_some_and(|host| self.hosts.contains(&host))
    }

    /// Whether a list that leads on is, byte for byte, one that was read before.
    fn turns_in_a_circle(&self, kind: LinkKind, hash: &str, links: &[Link]) -> bool {
        kind == LinkKind::List && leads_on(links) && self.list_hashes.contains(hash)
    }

    /// A page is done: where it leads, and whether its pager still says anything new.
    fn go_on(&mut self, kind: LinkKind, hash: &str, links: Vec<Link>, has_items: bool) {
        if kind == LinkKind::Detail {
            self.follow(links);
            return;
        }
        let leads_on = leads_on(&links);
        if leads_on {
            self.list_hashes.insert(hash.to_owned());
        }
        let new_details = self.follow(links);
        self.stale_lists = if new_details || has_items {
            0
        } else {
            self.stale_lists + 1
        };
        if leads_on && self.stale_lists >= STALE_LISTS {
            let detail = format!("{STALE_LISTS} list pages in a row said nothing new");
            self.trouble(None, "page-loop", detail);
            self.frontier.drop_lists();
        }
    }

    /// Queues what links lead to; true when there was a detail page, or a word for one, among it that
    /// was not known.
    fn follow(&mut self, links: Vec<Link>) -> bool {
        let mut news = false;
        for mut link in links {
            let is_detail = link.kind == LinkKind::Detail;
            if self.is_ours(&link.url) {
                if let Some(assembling) = self.assembling.as_mut().filter(|_| !is_detail) {
                    link.url = assembling.taken_up_at(&link.url);
                }
                news |= self.frontier.add(link) && is_detail;
                continue;
            }
            let detail = "left out: the link leads to another host; name it under `hosts` if it belongs to the source";
            if self.assembling.is_some() {
                // A feed that is not read is a piece that is missing from every service.
                self.trouble(Some(&link.url), "other-host", detail.to_owned());
            } else {
                self.note(Some(&link.url), "other-host", detail.to_owned());
            }
        }
        news
    }

    /// Adds the statements that a page gave, and says how many they were.
    fn count(&mut self, outcome: PageOutcome) -> usize {
        let heard = outcome.new + outcome.changed + outcome.unchanged;
        self.kept += heard as u64;
        heard
    }

    /// Something that makes the run incomplete.
    fn trouble(&mut self, url: Option<&str>, code: &str, detail: String) {
        self.complete = false;
        self.note(url, code, detail);
    }

    fn report(&mut self, problem: RunProblem) {
        self.trouble(problem.url.as_deref(), &problem.code, problem.detail);
    }

    fn note(&mut self, url: Option<&str>, code: &str, detail: String) {
        if self.problems.len() < MOST_PROBLEMS {
            let url = url.map(str::to_owned);
            self.problems.push(RunProblem {
                url,
                code: code.to_owned(),
                detail,
            });
        }
    }
}

fn list_link(url: String) -> Link {
    Link {
        url,
        kind: LinkKind::List,
        terms: Vec::new(),
        version: None,
    }
}

fn leads_on(links: &[Link]) -> bool {
    links.iter().any(|link| link.kind == LinkKind::List)
}

fn kept_of(memory: &PageMemory) -> Kept {
    serde_json::from_value(memory.links.clone()).unwrap_or_default()
}

/// A short word for reports.
pub(crate) fn code_of(problem: &Problem) -> &'static str {
    match problem {
        Problem::WrongKind { .. } => "wrong-kind",
        Problem::CutOff(_) => "cut-off",
        Problem::Refused(_) => "refused",
        Problem::Unreadable(_) => "unreadable",
    }
}

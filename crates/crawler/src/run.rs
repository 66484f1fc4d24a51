//! A run: from the first address of a source through all its pages, list pages before details.
//!
//! A page is taken whole or not at all; what a run has taken stays taken whatever happens next. A
//! run is complete when it has read every page to its end: only then does absence mean anything.

use std::collections::HashSet;

use directory::{Directory, PageOutcome, Run, RunEnd, RunProblem, Silence};
use formats::Reader;
use url::Url;

use crate::assembling::Assembling;
use crate::census::Census;
use crate::crawler::{CrawlError, Progress};
use crate::fetch::Fetcher;
use crate::frontier::Frontier;
use crate::sources_file::SourceConfig;

use links::list_link;

mod known;
mod links;
mod visit;

pub(crate) use visit::code_of;

/// Failures in a row after which a host is left alone until the next run.
const FAILURES_IN_A_ROW: u32 = 5;
/// Problems that a report keeps.
const MOST_PROBLEMS: usize = 100;

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
            if self.is_spent() {
                break;
            }
            self.visit(stop).await?;
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
        self.finish().await
    }

    /// Whether the source has had as much of us as it is to have in one run.
    fn is_spent(&mut self) -> bool {
        let most = &self.config.politeness;
        let (code, detail) = if self.fetcher.bytes >= most.max_bytes {
            let megabytes = self.fetcher.bytes / 1_000_000;
            (
                "byte-budget",
                format!("stopped after {megabytes} MB, the most for this source"),
            )
        } else if self.done >= most.max_pages as u64 {
            let pages = self.done;
            (
                "page-budget",
                format!("stopped after {pages} pages, the most for this source"),
            )
        } else {
            return false;
        };
        self.trouble(None, code, detail);
        true
    }

    /// Puts together what came in pieces, and says how the run ended.
    async fn finish(mut self) -> Result<(Run, RunEnd), CrawlError> {
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

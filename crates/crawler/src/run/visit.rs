//! One stop of a run: what is known of the page may do, or it is fetched and taken.

use chrono_tz::Europe::London;
use directory::FetchedPage;
use domain::statement::content_hash;
use formats::{Document, LinkKind, Problem, RECORD_GONE, Reading};

use super::Walk;
use super::known::{Kept, Known};
use crate::client::Answer;
use crate::crawler::CrawlError;
use crate::fetch::Fetched;
use crate::frontier::Stop;
use crate::sift::{forget_past, forget_unindexed};

impl Walk<'_> {
    pub(super) async fn visit(&mut self, stop: Stop) -> Result<(), CrawlError> {
        let url = stop.url.as_str();
        let mut known = self.known(&stop).await?;
        if known.is_as_listed(&stop, &self.run) {
            let outcome = self.directory.page_unchanged(&self.run, url).await?;
            if self.count(outcome) > 0 {
                return Ok(());
            }
        }
        let links = std::mem::take(&mut known.kept.links);
        if known.done_in_run() {
            self.go_on(stop.kind, &known.body_hash(), links, true);
            return Ok(());
        }
        let fetched = self.fetcher.page(url, &known.validators()).await;
        self.failures = if matches!(fetched, Fetched::Failed(_)) {
            self.failures + 1
        } else {
            0
        };
        match fetched {
            Fetched::Page(answer) => self.take(stop, &answer, &known).await?,
            Fetched::Unchanged => {
                self.census.unknown(url);
                let outcome = self.directory.page_unchanged(&self.run, url).await?;
                let heard = self.count(outcome);
                self.go_on(stop.kind, &known.body_hash(), links, heard > 0);
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

    async fn known(&self, stop: &Stop) -> Result<Known, CrawlError> {
        let memory = self.directory.remember_page(&self.run, &stop.url).await?;
        let known = Known::of(memory, stop, self.reading);
        Ok(if self.assembling.is_some() {
            known.without_memory()
        } else {
            known
        })
    }

    async fn take(&mut self, stop: Stop, answer: &Answer, known: &Known) -> Result<(), CrawlError> {
        let mut reading = self.read(&stop, answer);
        self.census.take(stop.kind, &stop.url, &reading);
        let says_something = !reading.pieces.is_empty() || !reading.gone.is_empty();
        let is_feed = reading.resume.is_some();
        if let Some(assembling) = &mut self.assembling {
            assembling.absorb(&stop.url, &mut reading);
        }
        if let Some(problem) = &reading.problem
            && !self.is_worth_taking(problem, &stop, known.whole).await?
        {
            return Ok(());
        }
        let Stop { kind, url, .. } = &stop;
        if *kind == LinkKind::Detail && is_of_a_record_that_is_gone(&reading) {
            self.directory
                .page_gone(&self.run, url, RECORD_GONE)
                .await?;
            return Ok(());
        }
        let hash = content_hash(&answer.body);
        if !is_feed && self.turns_in_a_circle(*kind, &hash, &reading.links) {
            let detail = "the page is the same as one before it: the pager turns in a circle";
            self.trouble(Some(url), "page-loop", detail.to_owned());
            return Ok(());
        }
        let kind = *kind;
        let kept = Kept {
            links: reading.links.clone(),
            terms: stop.terms,
            reading: self.reading.to_owned(),
            partial: matches!(reading.problem, Some(Problem::CutOff(_))),
            version: stop.version,
            read_at: Some(self.run.started_at),
            tags_lie: known.tags_lie(answer),
        };
        let page = FetchedPage {
            url: stop.url,
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

    /// What the page says, without what its publisher does not want listed and what is over.
    fn read(&self, stop: &Stop, answer: &Answer) -> Reading {
        let words: Vec<String> = stop.terms.iter().cloned().collect();
        let mut reading = self.reader.read(&Document {
            url: answer.url.as_str(),
            content_type: answer.content_type.as_deref(),
            bytes: &answer.body,
            expected: stop.kind,
            terms: &words,
        });
        if answer.noindex {
            forget_unindexed(&mut reading);
        }
        let today = self.run.started_at.with_timezone(&London).date_naive();
        forget_past(&mut reading, today);
        reading
    }

    /// Whether there is anything to take from a page that could not be read, or not to its end.
    ///
    /// What came of a list is good, though who knows what did not come. Half of a record's page is all
    /// there is, unless the whole was read before. Any other page of a record says nothing that we
    /// understand: it is there, and what was known from it counts as heard.
    async fn is_worth_taking(
        &mut self,
        problem: &Problem,
        stop: &Stop,
        known_whole: bool,
    ) -> Result<bool, CrawlError> {
        let url = stop.url.as_str();
        let partial = matches!(problem, Problem::CutOff(_));
        let (code, detail) = (code_of(problem), problem.to_string());
        if !partial && self.look_elsewhere(url) {
            return Ok(false);
        }
        if stop.kind != LinkKind::Detail {
            self.trouble(Some(url), code, detail);
            return Ok(partial);
        }
        self.note(Some(url), code, detail);
        if partial && !known_whole {
            return Ok(true);
        }
        self.unread += 1;
        let outcome = self.directory.page_unchanged(&self.run, url).await?;
        self.count(outcome);
        Ok(false)
    }
}

fn is_of_a_record_that_is_gone(reading: &Reading) -> bool {
    let mut set_aside = reading.set_aside.iter();
    reading.items.is_empty() && set_aside.any(|aside| aside.reason == RECORD_GONE)
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

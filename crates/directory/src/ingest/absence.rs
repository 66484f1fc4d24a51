//! The end of a run: what absence means, and when a person must decide.
//!
//! The rules are in [`domain::lifecycle`]; this applies them in one transaction with the run's end.

use std::collections::{HashMap, HashSet};

use chrono::{DateTime, TimeDelta, Utc};
use domain::lifecycle::{
    Census, Standing, after_absence, breaker, quarantine, quarantine_explicit, reads_well,
};
use domain::source::SourceId;
use domain::statement::{StatementKey, StatementState};
use store::{RunCounts, StatementHead, WriteTx};

use super::refold::Book;
use super::{Run, RunEnd, RunProblem, RunReport, Silence};
use crate::{Directory, Error};

/// Earlier complete runs that the guard looks at.
const RUNS_REMEMBERED: u64 = 5;
/// Sources that were crawled within this time count together for the breaker.
const ONE_CYCLE: TimeDelta = TimeDelta::hours(24);
/// The word of the problem that says that no absence counts anywhere.
const BREAKER: &str = "breaker";

/// What a run takes away, in numbers.
struct Lost {
    live_before: usize,
    /// Withdrawn in so many words, or by their own pages.
    gone: usize,
    /// Of those, by the source itself.
    told: usize,
}

impl Directory {
    /// Ends a run: absences and deletions count if the run is complete and sound.
    ///
    /// # Errors
    /// When the store cannot be written; the run can then be ended again.
    pub async fn finish_run(&self, run: Run, mut end: RunEnd) -> Result<RunReport, Error> {
        let now = self.clock.now();
        let live_before = self.live_statements(&run).await?;
        let tx = self.store.begin().await?;
        let told = told_gone(&tx, &run, &end.gone).await?;
        let unseen = unheard(&tx, &run, end.silence, &told).await?;
        let found = live_before.saturating_sub(unseen.len());
        let complete = end.complete && reads_well(found, end.unread);
        let is_census = complete && end.silence != Silence::NoNews;
        let gone = if is_census && end.silence == Silence::Gone {
            unseen.clone()
        } else {
            gone_in_words(&tx, &run, &unseen, &told).await?
        };
        let lost = Lost {
            live_before,
            gone: gone.len(),
            told: told.len(),
        };
        let mut held = self.judge(&tx, &run, &unseen, lost, is_census).await?;
        if held.is_none() && !(unseen.is_empty() && gone.is_empty()) {
            held = trip(&tx, &run, complete, now).await?.inspect(|why| {
                tracing::error!(source = %run.source, why, "no absence counts: too many sources are in trouble at once");
                end.problems.push(RunProblem {
                    url: None,
                    code: BREAKER.to_owned(),
                    detail: why.clone(),
                });
            });
        }
        let changes = if held.is_some() {
            Vec::new()
        } else {
            standings(&unseen, &gone, is_census, now)
        };
        let withdrawn = self.apply(&tx, &unseen, &changes, now).await?;
        self.tell_standings(&tx, &changes, now).await?;
        let missing = if is_census { unseen.len() } else { 0 };
        let set_aside = tx.set_aside_reasons(&run.source).await?;
        let counts = RunCounts {
            fetched: end.fetched,
            bytes: end.bytes,
            found: found as u64,
            kept: (live_before - withdrawn) as u64,
            missing: missing as u64,
            withdrawn: withdrawn as u64,
            ..RunCounts::default()
        };
        let problems = serde_json::to_value(&end.problems).unwrap_or_default();
        let ended = store::RunEnd {
            finished_at: now,
            complete,
            counts,
            problems,
            quarantined: held.clone(),
        };
        tx.finish_run(run.id, &ended).await?;
        let totals = tx
            .run(run.id)
            .await?
            .map(|run| run.counts)
            .unwrap_or_default();
        tx.commit().await?;
        if !changes.is_empty() {
            self.ring();
        }
        Ok(RunReport {
            seconds: (now - run.started_at).as_seconds_f64(),
            source: run.source,
            run: run.id,
            complete,
            fetched: totals.fetched,
            kept: totals.kept,
            new: totals.new,
            changed: totals.changed,
            unchanged: totals.unchanged,
            set_aside,
            missing: totals.missing,
            withdrawn: totals.withdrawn,
            quarantined: held,
            problems: end.problems,
        })
    }

    /// Why a person must look at this run before anything of it is taken away.
    async fn judge(
        &self,
        tx: &WriteTx,
        run: &Run,
        unseen: &[StatementHead],
        lost: Lost,
        is_census: bool,
    ) -> Result<Option<String>, Error> {
        if let Some(why) = quarantine_explicit(lost.live_before, lost.gone) {
            return Ok(Some(why));
        }
        if !is_census {
            return Ok(None);
        }
        let released = tx.last_released_run(&run.source).await?;
        let counted = |run: &store::Run| usize::try_from(run.counts.found).unwrap_or(usize::MAX);
        let usual: Vec<usize> = tx
            .complete_runs(&run.source, RUNS_REMEMBERED)
            .await?
            .iter()
            .filter(|run| {
                released
                    .as_ref()
                    .is_none_or(|released| run.started_at >= released.started_at)
            })
            .map(counted)
            .collect();
        Ok(quarantine(&Census {
            live_before: lost.live_before,
            // What a source takes away in so many words has a guard of its own.
            absent: unseen.len() - lost.told,
            absent_before: unseen
                .iter()
                .filter(|head| head.standing.absences > 0)
                .count(),
            found: lost.live_before.saturating_sub(unseen.len()),
            found_before: &usual,
            nothing_is_usual: usual.first() == Some(&0)
                && released.as_ref().is_some_and(|run| counted(run) == 0),
        }))
    }

    /// Makes statements stand as they stand now, and listings what is left of them; says how many
    /// were withdrawn.
    pub(super) async fn apply(
        &self,
        tx: &WriteTx,
        unseen: &[StatementHead],
        changes: &[(StatementKey, Standing)],
        now: DateTime<Utc>,
    ) -> Result<usize, Error> {
        if changes.is_empty() {
            return Ok(0);
        }
        tx.set_standings(changes).await?;
        let new: HashMap<&StatementKey, StatementState> = changes
            .iter()
            .map(|(key, standing)| (key, standing.state))
            .collect();
        let touched = unseen.iter().filter(|head| new.contains_key(&head.key));
        let (dead, left): (Vec<&StatementHead>, Vec<&StatementHead>) =
            touched.partition(|head| new.get(&head.key) == Some(&StatementState::Withdrawn));
        let dead: Vec<StatementHead> = dead.into_iter().cloned().collect();
        let listings = left.into_iter().filter_map(|head| head.listing).collect();
        let book = Book::read(tx).await?;
        self.refold(tx, listings, &book, now).await?;
        self.bury(tx, &dead, &book, now).await?;
        Ok(dead.len())
    }

    async fn live_statements(&self, run: &Run) -> Result<usize, Error> {
        let sources = self.store.sources().await?;
        let live = sources
            .iter()
            .find(|summary| summary.source.id == run.source)
            .map_or(0, |summary| summary.live_statements);
        Ok(usize::try_from(live).unwrap_or(usize::MAX))
    }
}

/// Live statements that the source says it no longer has.
async fn told_gone(tx: &WriteTx, run: &Run, gone: &[String]) -> Result<Vec<StatementHead>, Error> {
    let keys: Vec<StatementKey> = gone
        .iter()
        .map(|external_id| StatementKey {
            source: run.source.clone(),
            external_id: external_id.clone(),
        })
        .collect();
    let mut heads: Vec<StatementHead> = tx
        .statement_heads(&keys)
        .await?
        .into_values()
        .filter(|head| head.standing.state.is_live())
        .collect();
    heads.sort_by(|a, b| a.key.cmp(&b.key));
    Ok(heads)
}

/// Live statements of which the run did not hear, and those that its source took back.
async fn unheard(
    tx: &WriteTx,
    run: &Run,
    silence: Silence,
    told: &[StatementHead],
) -> Result<Vec<StatementHead>, Error> {
    if silence == Silence::NoNews {
        return Ok(told.to_vec());
    }
    let mut unseen = tx.unseen_in_run(&run.source, run.id).await?;
    let known: HashSet<StatementKey> = unseen.iter().map(|head| head.key.clone()).collect();
    let also = told.iter().filter(|head| !known.contains(&head.key));
    unseen.extend(also.cloned());
    Ok(unseen)
}

/// Statements that are gone in so many words: by their own pages, or by what their source told.
async fn gone_in_words(
    tx: &WriteTx,
    run: &Run,
    unseen: &[StatementHead],
    told: &[StatementHead],
) -> Result<Vec<StatementHead>, Error> {
    let mut gone = explicitly_gone(tx, &run.source, unseen).await?;
    gone.retain(|head| !told.iter().any(|told| told.key == head.key));
    gone.extend(told.iter().cloned());
    Ok(gone)
}

/// Why no absence of any source counts just now.
///
/// Only trouble of this cycle counts: a source that was in trouble a day ago already says nothing of
/// what is wrong now, and is guarded by itself.
async fn trip(
    tx: &WriteTx,
    run: &Run,
    complete: bool,
    now: DateTime<Utc>,
) -> Result<Option<String>, Error> {
    let cycle_began = now - ONE_CYCLE;
    let was_well = async |source: &SourceId| -> Result<bool, Error> {
        let before = tx.last_run_before(source, cycle_began).await?;
        Ok(before.is_none_or(|before| !is_in_trouble(&before)))
    };
    let others = tx.last_runs_since(cycle_began).await?;
    let (mut crawled, mut in_trouble) = (1, 0);
    if !complete && was_well(&run.source).await? {
        in_trouble += 1;
    }
    for other in others.iter().filter(|other| other.source != run.source) {
        crawled += 1;
        if is_in_trouble(other) && was_well(&other.source).await? {
            in_trouble += 1;
        }
    }
    Ok(breaker(crawled, in_trouble))
}

/// Whether a run failed, or waits for a person's word. One that was only held because of the others
/// is not itself in trouble, or the breaker would hold itself open.
fn is_in_trouble(run: &store::Run) -> bool {
    let held = run.quarantined.is_some() && run.ruling.is_none() && !was_breaker(run);
    held || !run.complete
}

fn was_breaker(run: &store::Run) -> bool {
    let problems: Vec<RunProblem> =
        serde_json::from_value(run.problems.clone()).unwrap_or_default();
    problems.iter().any(|problem| problem.code == BREAKER)
}

/// Statements whose own page answered "gone" in this run: the page is forgotten, they are not.
pub(super) async fn explicitly_gone(
    tx: &WriteTx,
    source: &SourceId,
    unseen: &[StatementHead],
) -> Result<Vec<StatementHead>, Error> {
    let mut gone = Vec::new();
    for head in unseen {
        if let Some(url) = &head.page_url
            && tx.page(source, url).await?.is_none()
        {
            gone.push(head.clone());
        }
    }
    Ok(gone)
}

/// The statements whose standing changes, with the new one.
pub(super) fn standings(
    unseen: &[StatementHead],
    gone: &[StatementHead],
    complete: bool,
    now: DateTime<Utc>,
) -> Vec<(StatementKey, Standing)> {
    unseen
        .iter()
        .filter_map(|head| {
            let standing = if gone.iter().any(|gone| gone.key == head.key) {
                Standing::withdrawn(now)
            } else if complete {
                after_absence(head.standing, now)
            } else {
                return None;
            };
            Some((head.key.clone(), standing))
        })
        .collect()
}

//! The end of a run: what absence means, and when a person must decide.
//!
//! The rules are in [`domain::lifecycle`]; this applies them in one transaction with the run's end.

use std::collections::HashSet;

use chrono::{DateTime, Utc};
use domain::lifecycle::{Census, Standing, after_absence, quarantine, quarantine_explicit};
use domain::statement::{StatementKey, StatementState};
use store::{RunCounts, StatementHead, WriteTx};
use uuid::Uuid;

use super::{Run, RunEnd, RunReport, Silence};
use crate::{Directory, Error};

/// Earlier complete runs that the guard looks at.
const RUNS_REMEMBERED: u64 = 5;

impl Directory {
    /// Ends a run: absences and deletions count if the run is complete and sound.
    ///
    /// # Errors
    /// When the store cannot be written; the run can then be ended again.
    pub async fn finish_run(&self, run: Run, end: RunEnd) -> Result<RunReport, Error> {
        let now = self.clock.now();
        let live_before = self.live_statements(&run).await?;
        let tx = self.store.begin().await?;
        let told = told_gone(&tx, &run, &end.gone).await?;
        let unseen = match end.silence {
            Silence::NoNews => told.clone(),
            Silence::Absence | Silence::Gone => {
                let mut unseen = tx.unseen_in_run(&run.source, run.id).await?;
                let heard: HashSet<&StatementKey> = unseen.iter().map(|head| &head.key).collect();
                let also: Vec<StatementHead> = told
                    .iter()
                    .filter(|head| !heard.contains(&head.key))
                    .cloned()
                    .collect();
                unseen.extend(also);
                unseen
            }
        };
        let is_census = end.complete && end.silence != Silence::NoNews;
        let found = live_before.saturating_sub(unseen.len());
        let gone = if is_census && end.silence == Silence::Gone {
            unseen.clone()
        } else {
            let mut gone = explicitly_gone(&tx, &run, &unseen).await?;
            gone.retain(|head| !told.iter().any(|told| told.key == head.key));
            gone.extend(told.iter().cloned());
            gone
        };
        let earlier: Vec<usize> = tx
            .complete_runs(&run.source, RUNS_REMEMBERED)
            .await?
            .iter()
            .map(|run| usize::try_from(run.counts.found).unwrap_or(usize::MAX))
            .collect();

        let census = Census {
            live_before,
            // What a source takes away in so many words has a guard of its own.
            absent: unseen.len() - told.len(),
            absent_before: unseen
                .iter()
                .filter(|head| head.standing.absences > 0)
                .count(),
            found,
            found_before: &earlier,
        };
        let held = quarantine_explicit(live_before, gone.len())
            .or_else(|| if is_census { quarantine(&census) } else { None });
        let changes = if held.is_some() {
            Vec::new()
        } else {
            standings(&unseen, &gone, is_census, now)
        };
        let withdrawn = changes
            .iter()
            .filter(|(_, standing)| standing.state == StatementState::Withdrawn)
            .count();
        let missing = if is_census { unseen.len() } else { 0 };
        tx.set_standings(&changes).await?;
        let touched: Vec<Uuid> = unseen
            .iter()
            .filter(|head| changes.iter().any(|(key, _)| *key == head.key))
            .filter_map(|head| head.listing)
            .collect();
        self.refold(&tx, touched, now).await?;
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
            complete: end.complete,
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
            complete: end.complete,
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

/// Statements whose own page answered "gone" in this run: the page is forgotten, they are not.
async fn explicitly_gone(
    tx: &WriteTx,
    run: &Run,
    unseen: &[StatementHead],
) -> Result<Vec<StatementHead>, Error> {
    let mut gone = Vec::new();
    for head in unseen {
        if let Some(url) = &head.page_url
            && tx.page(&run.source, url).await?.is_none()
        {
            gone.push(head.clone());
        }
    }
    Ok(gone)
}

/// The statements whose standing changes, with the new one.
fn standings(
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

//! Held runs: a person says whether the silence of a source is to be believed.
//!
//! A run that is held has taken what was new and changed, and taken nothing away. *Released*, its
//! absences count as if it had never been held, and what it found is what is usual from then on.
//! *Confirmed*, the hold was right: nothing of its silence counts, now or later. Undecided, nothing
//! happens either, and the next run is judged anew.

use domain::authority::Verb;
use domain::lifecycle::Standing;
use domain::source::SourceId;
use domain::statement::StatementKey;
use serde_json::json;
use store::{AuditEntry, RunCounts, RunDecision, RunRuling};

use super::absence::{explicitly_gone, standings};
use crate::moderation::By;
use crate::{Directory, Error};

/// What came of a decision on a held run.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct HeldOutcome {
    /// Statements of which one more absence counts.
    pub missing: usize,
    /// Statements withdrawn.
    pub withdrawn: usize,
}

impl Directory {
    /// Decides about the last run of a source, which is held.
    ///
    /// # Errors
    /// [`Error::NotFound`] when there is no such source, [`Error::Conflict`] when its last run is not
    /// held or somebody has decided already, [`Error::Forbidden`], [`Error::Invalid`] without a name
    /// or a reason.
    pub async fn decide_held_run(
        &self,
        source: &str,
        decision: RunDecision,
        by: &By,
    ) -> Result<HeldOutcome, Error> {
        by.check()?;
        let now = self.clock.now();
        let unknown = || Error::NotFound {
            what: "source",
            name: source.to_owned(),
        };
        let id = SourceId::parse(source).map_err(|_| unknown())?;
        let source = self.store.source(&id).await?.ok_or_else(unknown)?;
        by.allow(Verb::ReleaseRun, self.areas_of_source(&source))?;
        let tx = self.store.begin().await?;
        let run = tx
            .last_finished_run(&id)
            .await?
            .filter(|run| run.quarantined.is_some() && run.ruling.is_none())
            .ok_or_else(|| {
                Error::Conflict(format!(
                    "the last crawl of {id} is not held, or somebody has decided about it already"
                ))
            })?;
        let mut outcome = HeldOutcome::default();
        if decision == RunDecision::Released {
            let unseen = tx.unseen_in_run(&id, run.id).await?;
            let gone = explicitly_gone(&tx, &id, &unseen).await?;
            // The silence began when the run ended, not when somebody came to look.
            let since = run.finished_at.unwrap_or(now);
            // A run that asked only for news counted nothing as missing, and does not now.
            let is_census = run.complete && run.counts.missing > 0;
            let changes: Vec<(StatementKey, Standing)> =
                standings(&unseen, &gone, is_census, since);
            outcome = HeldOutcome {
                missing: if is_census { unseen.len() } else { 0 },
                withdrawn: self.apply(&tx, &unseen, &changes, now).await?,
            };
            self.tell_standings(&tx, &changes, now).await?;
            // It counted what it missed when it ended.
            let counts = RunCounts {
                withdrawn: outcome.withdrawn as u64,
                ..RunCounts::default()
            };
            tx.add_run_counts(run.id, &counts).await?;
        }
        let ruling = RunRuling {
            decision,
            by: by.shown_name(),
            reason: by.reason.clone(),
            at: now,
        };
        tx.rule_on_run(run.id, &ruling).await?;
        tx.audit(&AuditEntry {
            at: now,
            actor: by.audited(),
            action: format!("run-{}", decision.as_str()),
            object: format!("source {id}"),
            detail: json!({
                "run": run.id,
                "reason": by.reason,
                "missing": outcome.missing,
                "withdrawn": outcome.withdrawn,
            }),
        })
        .await?;
        tx.commit().await?;
        self.ring();
        Ok(outcome)
    }
}

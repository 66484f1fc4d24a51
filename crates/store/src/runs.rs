//! Runs: one crawl of one source, from its first request to its last, across restarts.

use std::collections::HashMap;

use chrono::{DateTime, Utc};
use domain::source::SourceId;
use sea_orm::sea_query::{Expr, ExprTrait as _};
use sea_orm::{
    ColumnTrait as _, Condition, ConnectionTrait, EntityTrait as _, IntoActiveModel as _,
    QueryFilter as _, QueryOrder as _, QuerySelect as _, Statement,
};
use serde_json::Value;
use uuid::Uuid;

use crate::column;
use crate::connect::Store;
use crate::entity::crawl_run::{Column, Entity, Model};
use crate::error::StoreError;
use crate::transaction::WriteTx;

/// One crawl of one source.
#[derive(Debug, Clone, PartialEq)]
pub struct Run {
    /// Which.
    pub id: Uuid,
    /// Of whom.
    pub source: SourceId,
    /// When it began.
    pub started_at: DateTime<Utc>,
    /// When it ended; a run without is going on, or was cut off and can be resumed.
    pub finished_at: Option<DateTime<Utc>>,
    /// Whether every page was fetched and read to its end: only then do absences count.
    pub complete: bool,
    /// What it did.
    pub counts: RunCounts,
    /// What went wrong, in the crawler's own shape: a list.
    pub problems: Value,
    /// Why its absences wait for a person.
    pub quarantined: Option<String>,
    /// What a person made of that.
    pub ruling: Option<RunRuling>,
}

/// What a person can say of a run that is held.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RunDecision {
    /// The silence is believed: absences count, and what the run found is what is usual now.
    Released,
    /// The hold is right: nothing of its silence counts, now or later.
    Confirmed,
}

impl RunDecision {
    /// The name in the store and on the wire.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Released => "released",
            Self::Confirmed => "confirmed",
        }
    }

    /// The decision of that name.
    #[must_use]
    pub fn from_name(name: &str) -> Option<Self> {
        [Self::Released, Self::Confirmed]
            .into_iter()
            .find(|decision| decision.as_str() == name)
    }
}

/// What a person said of a run that was held.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RunRuling {
    /// What.
    pub decision: RunDecision,
    /// Who.
    pub by: String,
    /// Why.
    pub reason: String,
    /// When.
    pub at: DateTime<Utc>,
}

/// What a run did, in numbers.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct RunCounts {
    /// Requests.
    pub fetched: u64,
    /// Bytes received.
    pub bytes: u64,
    /// Statements that it heard.
    pub found: u64,
    /// Statements of the source that are live after it.
    pub kept: u64,
    /// Statements heard for the first time.
    pub new: u64,
    /// Statements that say something else than before.
    pub changed: u64,
    /// Statements that say the same as before.
    pub unchanged: u64,
    /// Items that could not be taken.
    pub set_aside: u64,
    /// Statements not heard, and still shown.
    pub missing: u64,
    /// Statements that no listing rests on any more.
    pub withdrawn: u64,
}

/// How a run ended.
#[derive(Debug, Clone, PartialEq)]
pub struct RunEnd {
    /// When.
    pub finished_at: DateTime<Utc>,
    /// Whether every page was fetched and read to its end.
    pub complete: bool,
    /// Added to what [`WriteTx::add_run_counts`] has counted.
    pub counts: RunCounts,
    /// What went wrong: a list.
    pub problems: Value,
    /// Why its absences wait for a person.
    pub quarantined: Option<String>,
}

impl WriteTx {
    /// Begins a run. A run of the same source that is still open ends here, incomplete.
    ///
    /// # Errors
    /// [`StoreError::Refused`] for an unknown source, [`StoreError::Unavailable`].
    pub async fn begin_run(
        &self,
        id: Uuid,
        source: &SourceId,
        at: DateTime<Utc>,
    ) -> Result<Run, StoreError> {
        let at = column::instant(at);
        Entity::update_many()
            .col_expr(Column::FinishedAt, Expr::value(at))
            .filter(Column::Source.eq(source.as_str()))
            .filter(Column::FinishedAt.is_null())
            .exec(&self.tx)
            .await?;
        let row = Model {
            id,
            source: source.as_str().to_owned(),
            started_at: at,
            finished_at: None,
            complete: false,
            fetched: 0,
            bytes: 0,
            found: 0,
            kept: 0,
            added: 0,
            changed: 0,
            unchanged: 0,
            set_aside: 0,
            missing: 0,
            withdrawn: 0,
            problems: "[]".to_owned(),
            quarantined: None,
            decision: None,
            decided_by: None,
            decided_reason: None,
            decided_at: None,
        };
        Entity::insert(row.clone().into_active_model())
            .exec_without_returning(&self.tx)
            .await?;
        run_of(row)
    }

    /// The newest open run of the source that began at `since` or later.
    ///
    /// # Errors
    /// [`StoreError::Unavailable`], [`StoreError::Corrupt`].
    pub async fn unfinished_run(
        &self,
        source: &SourceId,
        since: DateTime<Utc>,
    ) -> Result<Option<Run>, StoreError> {
        let row = Entity::find()
            .filter(Column::Source.eq(source.as_str()))
            .filter(Column::FinishedAt.is_null())
            .filter(Column::StartedAt.gte(column::instant(since)))
            .order_by_desc(Column::StartedAt)
            .one(&self.tx)
            .await?;
        row.map(run_of).transpose()
    }

    /// Adds to what the run did: in the transaction of the page, so that a resumed run adds up.
    ///
    /// # Errors
    /// [`StoreError::Unavailable`].
    pub async fn add_run_counts(&self, run: Uuid, counts: &RunCounts) -> Result<(), StoreError> {
        let mut update = Entity::update_many().filter(Column::Id.eq(run));
        for (column, count) in counted_columns(counts) {
            update = update.col_expr(column, Expr::col(column).add(column::count(count)));
        }
        update.exec(&self.tx).await?;
        Ok(())
    }

    /// Ends a run.
    ///
    /// # Errors
    /// [`StoreError::Unavailable`], [`StoreError::Corrupt`].
    pub async fn finish_run(&self, run: Uuid, end: &RunEnd) -> Result<(), StoreError> {
        self.add_run_counts(run, &end.counts).await?;
        Entity::update_many()
            .filter(Column::Id.eq(run))
            .col_expr(
                Column::FinishedAt,
                Expr::value(column::instant(end.finished_at)),
            )
            .col_expr(Column::Complete, Expr::value(end.complete))
            .col_expr(
                Column::Problems,
                Expr::value(column::json("crawl_run", &end.problems)?),
            )
            .col_expr(
                Column::Quarantined,
                Expr::value(column::optional_text(end.quarantined.as_ref())),
            )
            .exec(&self.tx)
            .await?;
        Ok(())
    }

    /// Keeps what a person said of a run that is held.
    ///
    /// # Errors
    /// [`StoreError::Unavailable`].
    pub async fn rule_on_run(&self, run: Uuid, ruling: &RunRuling) -> Result<(), StoreError> {
        Entity::update_many()
            .filter(Column::Id.eq(run))
            .col_expr(Column::Decision, Expr::value(ruling.decision.as_str()))
            .col_expr(Column::DecidedBy, Expr::value(column::text(&ruling.by)))
            .col_expr(
                Column::DecidedReason,
                Expr::value(column::text(&ruling.reason)),
            )
            .col_expr(Column::DecidedAt, Expr::value(column::instant(ruling.at)))
            .exec(&self.tx)
            .await?;
        Ok(())
    }

    /// The last finished run of a source.
    ///
    /// # Errors
    /// [`StoreError::Unavailable`], [`StoreError::Corrupt`].
    pub async fn last_finished_run(&self, source: &SourceId) -> Result<Option<Run>, StoreError> {
        let row = Entity::find()
            .filter(Column::Source.eq(source.as_str()))
            .filter(Column::FinishedAt.is_not_null())
            .order_by_desc(Column::StartedAt)
            .order_by_desc(Column::Id)
            .one(&self.tx)
            .await?;
        row.map(run_of).transpose()
    }

    /// The last run of a source that had finished by then.
    ///
    /// # Errors
    /// [`StoreError::Unavailable`], [`StoreError::Corrupt`].
    pub async fn last_run_before(
        &self,
        source: &SourceId,
        before: DateTime<Utc>,
    ) -> Result<Option<Run>, StoreError> {
        let row = Entity::find()
            .filter(Column::Source.eq(source.as_str()))
            .filter(Column::FinishedAt.lt(column::instant(before)))
            .order_by_desc(Column::FinishedAt)
            .order_by_desc(Column::Id)
            .one(&self.tx)
            .await?;
        row.map(run_of).transpose()
    }

    /// The last run of a source that a person released.
    ///
    /// # Errors
    /// [`StoreError::Unavailable`], [`StoreError::Corrupt`].
    pub async fn last_released_run(&self, source: &SourceId) -> Result<Option<Run>, StoreError> {
        let row = Entity::find()
            .filter(Column::Source.eq(source.as_str()))
            .filter(Column::Decision.eq(RunDecision::Released.as_str()))
            .order_by_desc(Column::StartedAt)
            .order_by_desc(Column::Id)
            .one(&self.tx)
            .await?;
        row.map(run_of).transpose()
    }

    /// The last finished run of each source that finished one at `since` or later, by source.
    ///
    /// # Errors
    /// [`StoreError::Unavailable`], [`StoreError::Corrupt`].
    pub async fn last_runs_since(&self, since: DateTime<Utc>) -> Result<Vec<Run>, StoreError> {
        let rows = Entity::find()
            .filter(Column::FinishedAt.gte(column::instant(since)))
            .order_by_asc(Column::Source)
            .order_by_desc(Column::FinishedAt)
            .order_by_desc(Column::Id)
            .all(&self.tx)
            .await?;
        let mut last: Vec<Run> = Vec::new();
        for row in rows {
            if last
                .last()
                .is_none_or(|run| run.source.as_str() != row.source)
            {
                last.push(run_of(row)?);
            }
        }
        Ok(last)
    }

    /// One run, as counted so far.
    ///
    /// # Errors
    /// [`StoreError::Unavailable`], [`StoreError::Corrupt`].
    pub async fn run(&self, id: Uuid) -> Result<Option<Run>, StoreError> {
        let row = Entity::find_by_id(id).one(&self.tx).await?;
        row.map(run_of).transpose()
    }

    /// See [`Store::complete_runs`].
    ///
    /// # Errors
    /// [`StoreError::Unavailable`], [`StoreError::Corrupt`].
    pub async fn complete_runs(
        &self,
        source: &SourceId,
        limit: u64,
    ) -> Result<Vec<Run>, StoreError> {
        read(&self.tx, source, true, limit).await
    }
}

impl Store {
    /// The runs of a source, newest first, finished or not.
    ///
    /// # Errors
    /// [`StoreError::Unavailable`], [`StoreError::Corrupt`].
    pub async fn runs(&self, source: &SourceId, limit: u64) -> Result<Vec<Run>, StoreError> {
        read(&self.reader, source, false, limit).await
    }

    /// The complete runs of a source that were not held for a person, or that one released, newest
    /// first: what is usual.
    ///
    /// # Errors
    /// [`StoreError::Unavailable`], [`StoreError::Corrupt`].
    pub async fn complete_runs(
        &self,
        source: &SourceId,
        limit: u64,
    ) -> Result<Vec<Run>, StoreError> {
        read(&self.reader, source, true, limit).await
    }
}

async fn read<C: ConnectionTrait>(
    connection: &C,
    source: &SourceId,
    healthy: bool,
    limit: u64,
) -> Result<Vec<Run>, StoreError> {
    let mut runs = Entity::find().filter(Column::Source.eq(source.as_str()));
    if healthy {
        runs = runs.filter(Column::Complete.eq(true)).filter(
            Condition::any()
                .add(Column::Quarantined.is_null())
                .add(Column::Decision.eq(RunDecision::Released.as_str())),
        );
    }
    runs.order_by_desc(Column::StartedAt)
        .order_by_desc(Column::Id)
        .limit(limit)
        .all(connection)
        .await?
        .into_iter()
        .map(run_of)
        .collect()
}

/// The last run of each source that has one, by source.
pub(crate) async fn last_of_each<C: ConnectionTrait>(
    connection: &C,
    complete: bool,
) -> Result<HashMap<String, Run>, StoreError> {
    let only = if complete { " AND other.complete" } else { "" };
    let sql = format!(
        "SELECT crawl_run.* FROM source JOIN crawl_run ON crawl_run.id = \
         (SELECT other.id FROM crawl_run AS other WHERE other.source = source.id{only} \
         ORDER BY other.started_at DESC, other.id DESC LIMIT 1)"
    );
    let statement = Statement::from_string(connection.get_database_backend(), sql);
    Entity::find()
        .from_raw_sql(statement)
        .all(connection)
        .await?
        .into_iter()
        .map(|row| Ok((row.source.clone(), run_of(row)?)))
        .collect()
}

fn counted_columns(counts: &RunCounts) -> [(Column, u64); 10] {
    [
        (Column::Fetched, counts.fetched),
        (Column::Bytes, counts.bytes),
        (Column::Found, counts.found),
        (Column::Kept, counts.kept),
        (Column::Added, counts.new),
        (Column::Changed, counts.changed),
        (Column::Unchanged, counts.unchanged),
        (Column::SetAside, counts.set_aside),
        (Column::Missing, counts.missing),
        (Column::Withdrawn, counts.withdrawn),
    ]
}

fn ruling_of(row: &Model) -> Result<Option<RunRuling>, StoreError> {
    let Some(name) = &row.decision else {
        return Ok(None);
    };
    let corrupt = |what: &str| StoreError::corrupt("crawl_run", row.id, what.to_owned());
    Ok(Some(RunRuling {
        decision: RunDecision::from_name(name)
            .ok_or_else(|| corrupt(&format!("{name:?} is not a decision")))?,
        by: row.decided_by.clone().unwrap_or_default(),
        reason: row.decided_reason.clone().unwrap_or_default(),
        at: row
            .decided_at
            .ok_or_else(|| corrupt("it was decided at no time"))?,
    }))
}

fn run_of(row: Model) -> Result<Run, StoreError> {
    Ok(Run {
        ruling: ruling_of(&row)?,
        id: row.id,
        source: column::source_id("crawl_run", &row.source)?,
        started_at: row.started_at,
        finished_at: row.finished_at,
        complete: row.complete,
        counts: RunCounts {
            fetched: column::counted(row.fetched),
            bytes: column::counted(row.bytes),
            found: column::counted(row.found),
            kept: column::counted(row.kept),
            new: column::counted(row.added),
            changed: column::counted(row.changed),
            unchanged: column::counted(row.unchanged),
            set_aside: column::counted(row.set_aside),
            missing: column::counted(row.missing),
            withdrawn: column::counted(row.withdrawn),
        },
        problems: column::from_json("crawl_run", row.id, &row.problems)?,
        quarantined: row.quarantined,
    })
}

//! What people tell of listings.

use std::collections::HashSet;

use chrono::{DateTime, Utc};
use domain::report::{ReportKind, ReportState};
use sea_orm::sea_query::Expr;
use sea_orm::{
    ColumnTrait as _, EntityTrait as _, IntoActiveModel as _, QueryFilter as _, QueryOrder as _,
    QuerySelect as _,
};
use uuid::Uuid;

use crate::connect::Store;
use crate::entity::report::{Column, Entity, Model};
use crate::error::StoreError;
use crate::transaction::WriteTx;
use crate::{bulk, column};

/// What somebody told of a listing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Report {
    /// Its id.
    pub id: Uuid,
    /// Of which listing.
    pub listing: Uuid,
    /// What it is about.
    pub kind: ReportKind,
    /// What they wrote.
    pub words: String,
    /// Their address, if they gave one and it has not been forgotten.
    pub reporter: Option<String>,
    /// When.
    pub created_at: DateTime<Utc>,
    /// By when it is to be answered.
    pub answer_by: DateTime<Utc>,
    /// How it stands.
    pub state: ReportState,
    /// What they were answered.
    pub answer: Option<String>,
    /// Who answered, as the audit names them.
    pub answered_by: Option<String>,
    /// When.
    pub answered_at: Option<DateTime<Utc>>,
}

impl WriteTx {
    /// Adds a report.
    ///
    /// # Errors
    /// [`StoreError::Unavailable`].
    pub async fn add_report(&self, report: &Report) -> Result<(), StoreError> {
        Entity::insert(row(report).into_active_model())
            .exec_without_returning(&self.tx)
            .await?;
        Ok(())
    }

    /// Which of these reports were made before, whatever became of them.
    ///
    /// # Errors
    /// [`StoreError::Unavailable`].
    pub async fn known_reports(&self, ids: &[Uuid]) -> Result<HashSet<Uuid>, StoreError> {
        let mut known = HashSet::new();
        for ids in ids.chunks(bulk::PIECE) {
            let found: Vec<Uuid> = Entity::find()
                .select_only()
                .column(Column::Id)
                .filter(Column::Id.is_in(bulk::rounded(ids)))
                .into_tuple()
                .all(&self.tx)
                .await?;
            known.extend(found);
        }
        Ok(known)
    }

    /// Answers a report: `true` for exactly one caller, however many try at once.
    ///
    /// # Errors
    /// [`StoreError::Unavailable`].
    pub async fn answer_report(
        &self,
        id: Uuid,
        state: ReportState,
        answer: &str,
        by: &str,
        at: DateTime<Utc>,
    ) -> Result<bool, StoreError> {
        let done = Entity::update_many()
            .col_expr(Column::State, Expr::value(state.as_str()))
            .col_expr(Column::Answer, Expr::value(column::text(answer)))
            .col_expr(Column::AnsweredBy, Expr::value(column::text(by)))
            .col_expr(Column::AnsweredAt, Expr::value(column::instant(at)))
            .filter(Column::Id.eq(id))
            .filter(Column::State.eq(ReportState::Open.as_str()))
            .exec(&self.tx)
            .await?;
        Ok(done.rows_affected == 1)
    }

    /// Forgets how those can be reached whose reports were answered before; how many there were.
    ///
    /// # Errors
    /// [`StoreError::Unavailable`].
    pub async fn forget_reporters(&self, before: DateTime<Utc>) -> Result<u64, StoreError> {
        let done = Entity::update_many()
            .col_expr(Column::Reporter, Expr::value(Option::<String>::None))
            .filter(Column::Reporter.is_not_null())
            .filter(Column::AnsweredAt.lt(column::instant(before)))
            .exec(&self.tx)
            .await?;
        Ok(done.rows_affected)
    }
}

impl Store {
    /// A report by its id.
    ///
    /// # Errors
    /// [`StoreError::Unavailable`], [`StoreError::Corrupt`].
    pub async fn report(&self, id: Uuid) -> Result<Option<Report>, StoreError> {
        let row = Entity::find_by_id(id).one(&self.reader).await?;
        row.map(report_of).transpose()
    }

    /// Reports that wait for an answer, the oldest first.
    ///
    /// # Errors
    /// [`StoreError::Unavailable`], [`StoreError::Corrupt`].
    pub async fn open_reports(&self, limit: u64) -> Result<Vec<Report>, StoreError> {
        Entity::find()
            .filter(Column::State.eq(ReportState::Open.as_str()))
            .order_by_asc(Column::CreatedAt)
            .order_by_asc(Column::Id)
            .limit(limit)
            .all(&self.reader)
            .await?
            .into_iter()
            .map(report_of)
            .collect()
    }
}

fn row(report: &Report) -> Model {
    Model {
        id: report.id,
        listing: report.listing,
        kind: report.kind.as_str().to_owned(),
        words: column::text(&report.words),
        reporter: column::optional_text(report.reporter.as_ref()),
        created_at: column::instant(report.created_at),
        answer_by: column::instant(report.answer_by),
        state: report.state.as_str().to_owned(),
        answer: column::optional_text(report.answer.as_ref()),
        answered_by: column::optional_text(report.answered_by.as_ref()),
        answered_at: report.answered_at.map(column::instant),
    }
}

fn report_of(row: Model) -> Result<Report, StoreError> {
    let corrupt = |what: &str, name: &str| {
        StoreError::corrupt("report", row.id, format!("{name:?} is not a {what}"))
    };
    Ok(Report {
        kind: ReportKind::from_name(&row.kind).ok_or_else(|| corrupt("kind", &row.kind))?,
        state: ReportState::from_name(&row.state).ok_or_else(|| corrupt("state", &row.state))?,
        id: row.id,
        listing: row.listing,
        words: row.words,
        reporter: row.reporter,
        created_at: row.created_at,
        answer_by: row.answer_by,
        answer: row.answer,
        answered_by: row.answered_by,
        answered_at: row.answered_at,
    })
}

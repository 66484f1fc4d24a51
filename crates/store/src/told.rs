//! The log of what other instances are told: statements and people's answers, each at its last word.
//!
//! A number is the time in microseconds, or one more than the last where that is more: so numbers
//! rise, and go on rising when a store is put back from a backup. What came from another instance
//! carries that one's number as its version, and **the database refuses the same version twice**.

use std::collections::HashMap;

use chrono::{DateTime, Utc};
use sea_orm::{
    ColumnTrait as _, EntityTrait as _, FromQueryResult as _, IntoActiveModel as _,
    QueryFilter as _, QueryOrder as _, QuerySelect as _, Statement, Value,
};
use uuid::Uuid;

use crate::connect::Store;
use crate::entity::told::{Column, Entity, Model};
use crate::error::StoreError;
use crate::transaction::WriteTx;
use crate::{bulk, column};

/// What an entry is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Subject {
    /// A statement, by its row id.
    Statement(Uuid),
    /// What people say of two statements, the lesser row id first.
    Decision(Uuid, Uuid),
}

/// Where something came from that is not ours.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Origin {
    /// The instance at which it was first said.
    pub home: Uuid,
    /// The number that it has there.
    pub version: i64,
    /// The instances that it came through, its home first.
    pub path: Vec<Uuid>,
}

/// An entry that has no number yet.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewTold {
    /// What it is about.
    pub subject: Subject,
    /// `None` for what was said here.
    pub origin: Option<Origin>,
    /// Whether there is something to pass on after it.
    pub passed_on: bool,
}

/// An entry.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Told {
    /// Rises; whoever has read up to N has seen every entry up to N.
    pub sequence: i64,
    /// What it is about.
    pub subject: Subject,
    /// `None` for what was said here.
    pub origin: Option<Origin>,
    /// Whether there is something to pass on after it.
    pub passed_on: bool,
}

/// Each thing at its last entry, where others ever had something of it.
const LATEST: &str = "SELECT t.* FROM told t WHERE t.sequence > $1 \
     AND NOT EXISTS (SELECT 1 FROM told n WHERE n.subject = t.subject AND n.other = t.other \
     AND n.kind = t.kind AND (t.kind = 'statement' OR n.home = t.home) AND n.sequence > t.sequence) \
     AND (t.passed_on OR EXISTS (SELECT 1 FROM told e WHERE e.subject = t.subject \
     AND e.other = t.other AND e.kind = t.kind AND e.passed_on)) \
     ORDER BY t.sequence LIMIT $2";

impl WriteTx {
    /// Writes entries.
    ///
    /// # Errors
    /// [`StoreError::Conflict`] never; [`StoreError::Unavailable`] also when a version of another
    /// instance is there already.
    pub async fn tell(&self, told: Vec<NewTold>, at: DateTime<Utc>) -> Result<(), StoreError> {
        if told.is_empty() {
            return Ok(());
        }
        let last = last_sequence(&self.tx).await?;
        let first = at.timestamp_micros().max(last + 1);
        let rows = told
            .into_iter()
            .zip(first..)
            .map(|(told, sequence)| {
                let (kind, subject, other) = parts(told.subject);
                let origin = told.origin.unwrap_or(Origin {
                    home: Uuid::nil(),
                    version: sequence,
                    path: Vec::new(),
                });
                Ok(Model {
                    sequence,
                    kind: kind.to_owned(),
                    subject,
                    other,
                    home: origin.home,
                    version: origin.version,
                    path: column::json("told", &origin.path)?,
                    passed_on: told.passed_on,
                }
                .into_active_model())
            })
            .collect::<Result<Vec<_>, StoreError>>()?;
        bulk::insert(&self.tx, rows, None).await
    }

    /// The greatest version of each of some things that was taken from its home; what was said here
    /// has the nil UUID for a home.
    ///
    /// # Errors
    /// [`StoreError::Unavailable`].
    pub async fn told_versions(
        &self,
        subjects: &[Subject],
    ) -> Result<HashMap<(Subject, Uuid), i64>, StoreError> {
        let mut versions = HashMap::new();
        let ids: Vec<Uuid> = subjects.iter().map(|subject| parts(*subject).1).collect();
        for ids in ids.chunks(bulk::PIECE) {
            let rows: Vec<(String, Uuid, Uuid, Uuid, i64)> = Entity::find()
                .select_only()
                .column(Column::Kind)
                .column(Column::Subject)
                .column(Column::Other)
                .column(Column::Home)
                .column_as(Column::Version.max(), "version")
                .filter(Column::Subject.is_in(bulk::rounded(ids)))
                .group_by(Column::Kind)
                .group_by(Column::Subject)
                .group_by(Column::Other)
                .group_by(Column::Home)
                .into_tuple()
                .all(&self.tx)
                .await?;
            versions.extend(
                rows.into_iter()
                    .map(|(kind, subject, other, home, version)| {
                        ((subject_of(&kind, subject, other), home), version)
                    }),
            );
        }
        Ok(versions)
    }
}

impl Store {
    /// What others are told after a number: each thing once, at its last entry, in order.
    ///
    /// # Errors
    /// [`StoreError::Unavailable`], [`StoreError::Corrupt`].
    pub async fn told_after(&self, after: i64, limit: u64) -> Result<Vec<Told>, StoreError> {
        let values: [Value; 2] = [after.into(), column::count(limit).into()];
        let backend = self.reader.get_database_backend();
        Model::find_by_statement(Statement::from_sql_and_values(backend, LATEST, values))
            .all(&self.reader)
            .await?
            .into_iter()
            .map(told_of)
            .collect()
    }

    /// Every entry there ever was after a number, in order: what was taken, and how often.
    ///
    /// # Errors
    /// [`StoreError::Unavailable`], [`StoreError::Corrupt`].
    pub async fn told_ever(&self, after: i64, limit: u64) -> Result<Vec<Told>, StoreError> {
        Entity::find()
            .filter(Column::Sequence.gt(after))
            .order_by_asc(Column::Sequence)
            .limit(limit)
            .all(&self.reader)
            .await?
            .into_iter()
            .map(told_of)
            .collect()
    }

    /// The number of the last entry; 0 before the first.
    ///
    /// # Errors
    /// [`StoreError::Unavailable`].
    pub async fn last_told(&self) -> Result<i64, StoreError> {
        last_sequence(&self.reader).await
    }
}

async fn last_sequence<C: sea_orm::ConnectionTrait>(connection: &C) -> Result<i64, StoreError> {
    let last: Option<i64> = Entity::find()
        .select_only()
        .column(Column::Sequence)
        .order_by_desc(Column::Sequence)
        .limit(1)
        .into_tuple()
        .one(connection)
        .await?;
    Ok(last.unwrap_or(0))
}

fn parts(subject: Subject) -> (&'static str, Uuid, Uuid) {
    match subject {
        Subject::Statement(id) => ("statement", id, Uuid::nil()),
        Subject::Decision(a, b) => ("decision", a.min(b), a.max(b)),
    }
}

fn subject_of(kind: &str, subject: Uuid, other: Uuid) -> Subject {
    if kind == "statement" {
        Subject::Statement(subject)
    } else {
        Subject::Decision(subject, other)
    }
}

fn told_of(row: Model) -> Result<Told, StoreError> {
    let path = column::from_json("told", row.sequence, &row.path)?;
    Ok(Told {
        sequence: row.sequence,
        subject: subject_of(&row.kind, row.subject, row.other),
        origin: (!row.home.is_nil()).then_some(Origin {
            home: row.home,
            version: row.version,
            path,
        }),
        passed_on: row.passed_on,
    })
}

//! What other instances say: their sources, their people's answers, and the dates of their statements.

use chrono::{DateTime, Utc};
use domain::matching::cluster::Answer;
use domain::source::SourceId;
use sea_orm::sea_query::OnConflict;
use sea_orm::{
    ColumnTrait as _, Condition, ConnectionTrait, EntityTrait as _, IntoActiveModel as _,
    QueryFilter as _,
};
use uuid::Uuid;

use crate::connect::Store;
use crate::entity::{remote_decision, remote_source};
use crate::error::StoreError;
use crate::transaction::WriteTx;
use crate::{bulk, column};

/// A source that another instance reads.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RemoteSource {
    /// Its name here.
    pub source: SourceId,
    /// The instance that reads it.
    pub home: Uuid,
    /// Its identity there.
    pub uri: String,
}

/// What people of another instance say of a pair of statements, by row ids.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RemoteDecision {
    /// The lesser id.
    pub a: Uuid,
    /// The other.
    pub b: Uuid,
    /// Whose people.
    pub home: Uuid,
    /// `None` when they took it back.
    pub answer: Option<Answer>,
    /// When.
    pub decided_at: DateTime<Utc>,
}

/// The dates of a statement as its home has them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct StatementDates {
    /// The statement's row id.
    pub id: Uuid,
    /// When its home first heard it.
    pub first_seen: DateTime<Utc>,
    /// When its home last heard something new.
    pub changed_at: DateTime<Utc>,
}

impl WriteTx {
    /// Every source of other instances, by its name here.
    ///
    /// # Errors
    /// [`StoreError::Unavailable`], [`StoreError::Corrupt`].
    pub async fn remote_sources(&self) -> Result<Vec<RemoteSource>, StoreError> {
        sources(&self.tx).await
    }

    /// Keeps where a source is read.
    ///
    /// # Errors
    /// [`StoreError::Unavailable`].
    pub async fn put_remote_source(&self, source: &RemoteSource) -> Result<(), StoreError> {
        let row = remote_source::Model {
            source: source.source.as_str().to_owned(),
            home: source.home,
            uri: column::text(&source.uri),
        };
        remote_source::Entity::insert(row.into_active_model())
            .exec_without_returning(&self.tx)
            .await?;
        Ok(())
    }

    /// The source is read here from now on.
    ///
    /// # Errors
    /// [`StoreError::Unavailable`].
    pub async fn remove_remote_source(&self, source: &SourceId) -> Result<(), StoreError> {
        remote_source::Entity::delete_by_id(source.as_str().to_owned())
            .exec(&self.tx)
            .await?;
        Ok(())
    }

    /// Keeps an answer, in place of an earlier one of the same people.
    ///
    /// # Errors
    /// [`StoreError::Unavailable`].
    pub async fn put_remote_decision(&self, decision: &RemoteDecision) -> Result<(), StoreError> {
        use remote_decision::Column::{A, Answer, B, DecidedAt, Home};
        let row = remote_decision::Model {
            a: decision.a,
            b: decision.b,
            home: decision.home,
            answer: decision.answer.map(|answer| answer.as_str().to_owned()),
            decided_at: column::instant(decision.decided_at),
        };
        remote_decision::Entity::insert(row.into_active_model())
            .on_conflict(
                OnConflict::columns([A, B, Home])
                    .update_columns([Answer, DecidedAt])
                    .to_owned(),
            )
            .exec_without_returning(&self.tx)
            .await?;
        Ok(())
    }

    /// Dates statements as their home does.
    ///
    /// # Errors
    /// [`StoreError::Unavailable`].
    pub async fn date_statements(&self, dates: &[StatementDates]) -> Result<(), StoreError> {
        let rows = dates
            .iter()
            .map(|dates| {
                let of = |at| column::instant(at).into();
                (
                    dates.id.into(),
                    [of(dates.first_seen), of(dates.changed_at)],
                )
            })
            .collect();
        bulk::update(
            &self.tx,
            "statement",
            "id",
            ["first_seen", "changed_at"],
            rows,
        )
        .await
    }
}

impl Store {
    /// Every source of other instances, by its name here.
    ///
    /// # Errors
    /// [`StoreError::Unavailable`], [`StoreError::Corrupt`].
    pub async fn remote_sources(&self) -> Result<Vec<RemoteSource>, StoreError> {
        sources(&self.reader).await
    }

    /// Every answer of people of other instances on pairs that one of the statements is in.
    ///
    /// # Errors
    /// [`StoreError::Unavailable`], [`StoreError::Corrupt`].
    pub async fn remote_decisions(
        &self,
        statements: &[Uuid],
    ) -> Result<Vec<RemoteDecision>, StoreError> {
        decisions(&self.reader, statements).await
    }
}

async fn sources<C: ConnectionTrait>(connection: &C) -> Result<Vec<RemoteSource>, StoreError> {
    let mut sources = remote_source::Entity::find()
        .all(connection)
        .await?
        .into_iter()
        .map(|row| {
            Ok(RemoteSource {
                source: column::source_id("remote_source", &row.source)?,
                home: row.home,
                uri: row.uri,
            })
        })
        .collect::<Result<Vec<_>, StoreError>>()?;
    sources.sort_by(|a, b| a.source.cmp(&b.source));
    Ok(sources)
}

pub(crate) async fn decisions<C: ConnectionTrait>(
    connection: &C,
    statements: &[Uuid],
) -> Result<Vec<RemoteDecision>, StoreError> {
    use remote_decision::Column::{A, B};
    let mut found = Vec::new();
    for ids in statements.chunks(bulk::PIECE) {
        let rows = remote_decision::Entity::find()
            .filter(
                Condition::any()
                    .add(A.is_in(bulk::rounded(ids)))
                    .add(B.is_in(bulk::rounded(ids))),
            )
            .all(connection)
            .await?;
        for row in rows {
            found.push(decision_of(row)?);
        }
    }
    found.sort_by_key(|decision| (decision.a, decision.b, decision.home));
    found.dedup();
    Ok(found)
}

fn decision_of(row: remote_decision::Model) -> Result<RemoteDecision, StoreError> {
    let answer = row.answer.as_deref().map(|name| {
        Answer::from_name(name).ok_or_else(|| {
            StoreError::corrupt(
                "remote_decision",
                row.a,
                format!("{name:?} is not an answer"),
            )
        })
    });
    Ok(RemoteDecision {
        a: row.a,
        b: row.b,
        home: row.home,
        answer: answer.transpose()?,
        decided_at: row.decided_at,
    })
}

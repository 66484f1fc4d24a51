//! What people say of pairs of statements: it stands until somebody undoes it.
//!
//! An answer that takes the place of another remembers it, so that undoing is exact: what stood
//! before stands again.

use std::collections::{BTreeMap, HashMap};

use chrono::{DateTime, Utc};
use domain::matching::cluster::Answer;
use sea_orm::sea_query::OnConflict;
use sea_orm::{
    ColumnTrait as _, Condition, ConnectionTrait, EntityTrait as _, IntoActiveModel as _,
    QueryFilter as _,
};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::connect::Store;
use crate::entity::match_decision::{Column, Entity, Model};
use crate::error::StoreError;
use crate::remote::{self, RemoteDecision};
use crate::transaction::WriteTx;
use crate::{bulk, column};

/// What somebody says of two statements, which are named by their row ids.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MatchDecision {
    /// One of them.
    pub a: Uuid,
    /// The other. Which is which does not matter.
    pub b: Uuid,
    /// What is said.
    pub answer: Answer,
    /// Who says so.
    pub decided_by: String,
    /// Why.
    pub reason: String,
    /// When.
    pub decided_at: DateTime<Utc>,
}

/// An answer that another took the place of.
#[derive(Serialize, Deserialize)]
struct Replaced {
    answer: Answer,
    decided_by: String,
    reason: String,
    decided_at: DateTime<Utc>,
    replaced: Option<String>,
}

impl WriteTx {
    /// Keeps an answer, in place of an earlier one on the same pair, which it remembers.
    ///
    /// # Errors
    /// [`StoreError::Refused`] for an unknown statement, [`StoreError::Unavailable`],
    /// [`StoreError::Corrupt`].
    pub async fn put_match_decision(&self, decision: &MatchDecision) -> Result<(), StoreError> {
        let (a, b) = ordered(decision.a, decision.b);
        let before = Entity::find_by_id((a, b)).one(&self.tx).await?;
        let replaced = before.map(|row| remembered(&row)).transpose()?;
        self.write_decision(Model {
            a,
            b,
            answer: decision.answer.as_str().to_owned(),
            decided_by: column::text(&decision.decided_by),
            reason: column::text(&decision.reason),
            decided_at: column::instant(decision.decided_at),
            replaced,
        })
        .await
    }

    /// Undoes the answer on a pair and gives it back; the one that it replaced, if any, stands again.
    /// `None` when there was none.
    ///
    /// # Errors
    /// [`StoreError::Unavailable`], [`StoreError::Corrupt`].
    pub async fn undo_match_decision(
        &self,
        a: Uuid,
        b: Uuid,
    ) -> Result<Option<MatchDecision>, StoreError> {
        let (a, b) = ordered(a, b);
        let Some(row) = Entity::find_by_id((a, b)).one(&self.tx).await? else {
            return Ok(None);
        };
        match &row.replaced {
            None => {
                Entity::delete_by_id((a, b)).exec(&self.tx).await?;
            }
            Some(replaced) => {
                let before: Replaced = column::from_json("match_decision", a, replaced)?;
                self.write_decision(Model {
                    a,
                    b,
                    answer: before.answer.as_str().to_owned(),
                    decided_by: before.decided_by,
                    reason: before.reason,
                    decided_at: before.decided_at,
                    replaced: before.replaced,
                })
                .await?;
            }
        }
        decision_of(row).map(Some)
    }

    /// See [`Store::match_decisions`].
    ///
    /// # Errors
    /// [`StoreError::Unavailable`], [`StoreError::Corrupt`].
    pub async fn match_decisions(
        &self,
        statements: &[Uuid],
    ) -> Result<Vec<MatchDecision>, StoreError> {
        read(&self.tx, statements).await
    }

    async fn write_decision(&self, row: Model) -> Result<(), StoreError> {
        let replace = OnConflict::columns([Column::A, Column::B])
            .update_columns([
                Column::Answer,
                Column::DecidedBy,
                Column::Reason,
                Column::DecidedAt,
                Column::Replaced,
            ])
            .to_owned();
        Entity::insert(row.into_active_model())
            .on_conflict(replace)
            .exec_without_returning(&self.tx)
            .await?;
        Ok(())
    }
}

impl Store {
    /// Every answer on a pair that one of the statements is in, in the order of the ids.
    ///
    /// # Errors
    /// [`StoreError::Unavailable`], [`StoreError::Corrupt`].
    pub async fn match_decisions(
        &self,
        statements: &[Uuid],
    ) -> Result<Vec<MatchDecision>, StoreError> {
        read(&self.reader, statements).await
    }

    /// The answer on a pair, whichever way round it is named.
    ///
    /// # Errors
    /// [`StoreError::Unavailable`], [`StoreError::Corrupt`].
    pub async fn match_decision(
        &self,
        a: Uuid,
        b: Uuid,
    ) -> Result<Option<MatchDecision>, StoreError> {
        let pair = ordered(a, b);
        let said = read(&self.reader, &[pair.0]).await?;
        Ok(said.into_iter().find(|said| (said.a, said.b) == pair))
    }

    /// What people of this instance say of pairs, by row ids: what another instance is told.
    ///
    /// # Errors
    /// [`StoreError::Unavailable`], [`StoreError::Corrupt`].
    pub async fn own_match_decision(
        &self,
        a: Uuid,
        b: Uuid,
    ) -> Result<Option<MatchDecision>, StoreError> {
        let row = Entity::find_by_id(ordered(a, b)).one(&self.reader).await?;
        row.map(decision_of).transpose()
    }
}

/// One order for a pair, whichever way round it is named.
fn ordered(a: Uuid, b: Uuid) -> (Uuid, Uuid) {
    (a.min(b), a.max(b))
}

fn remembered(row: &Model) -> Result<String, StoreError> {
    let replaced = Replaced {
        answer: answer_of(row)?,
        decided_by: row.decided_by.clone(),
        reason: row.reason.clone(),
        decided_at: row.decided_at,
        replaced: row.replaced.clone(),
    };
    column::json("match_decision", &replaced)
}

async fn read<C: ConnectionTrait>(
    connection: &C,
    statements: &[Uuid],
) -> Result<Vec<MatchDecision>, StoreError> {
    let mut rows: HashMap<(Uuid, Uuid), Model> = HashMap::new();
    for ids in statements.chunks(bulk::PIECE) {
        let found = Entity::find()
            .filter(
                Condition::any()
                    .add(Column::A.is_in(bulk::rounded(ids)))
                    .add(Column::B.is_in(bulk::rounded(ids))),
            )
            .all(connection)
            .await?;
        rows.extend(found.into_iter().map(|row| ((row.a, row.b), row)));
    }
    let here = rows
        .into_values()
        .map(decision_of)
        .collect::<Result<Vec<_>, StoreError>>()?;
    let elsewhere = remote::decisions(connection, statements).await?;
    Ok(in_force(here, elsewhere))
}

/// Of what people of several instances say of one pair, the latest word counts; "later" is a matter
/// of each instance's own queue, and counts only where nobody says more.
fn in_force(here: Vec<MatchDecision>, elsewhere: Vec<RemoteDecision>) -> Vec<MatchDecision> {
    let mut by_pair: BTreeMap<(Uuid, Uuid), MatchDecision> = here
        .into_iter()
        .map(|said| ((said.a, said.b), said))
        .collect();
    for said in elsewhere {
        let Some(answer) = said.answer else { continue };
        let newer = by_pair.get(&(said.a, said.b)).is_none_or(|other| {
            other.answer == Answer::Later || other.decided_at < said.decided_at
        });
        if newer {
            let decision = MatchDecision {
                a: said.a,
                b: said.b,
                answer,
                decided_by: format!("people of instance {}", said.home),
                reason: "decided there".to_owned(),
                decided_at: said.decided_at,
            };
            by_pair.insert((said.a, said.b), decision);
        }
    }
    by_pair.into_values().collect()
}

fn answer_of(row: &Model) -> Result<Answer, StoreError> {
    Answer::from_name(&row.answer).ok_or_else(|| {
        StoreError::corrupt(
            "match_decision",
            row.a,
            format!("{:?} is not an answer", row.answer),
        )
    })
}

pub(crate) fn decision_of(row: Model) -> Result<MatchDecision, StoreError> {
    Ok(MatchDecision {
        answer: answer_of(&row)?,
        a: row.a,
        b: row.b,
        decided_by: row.decided_by,
        reason: row.reason,
        decided_at: row.decided_at,
    })
}

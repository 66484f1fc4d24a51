//! Judgements on pairs of statements that stand until somebody undoes them.

use std::collections::HashMap;

use chrono::{DateTime, Utc};
use domain::statement::StatementKey;
use sea_orm::sea_query::OnConflict;
use sea_orm::{
    ColumnTrait as _, Condition, ConnectionTrait, EntityTrait as _, IntoActiveModel as _,
    QueryFilter as _,
};
use uuid::Uuid;

use crate::connect::Store;
use crate::entity::match_decision::{Column, Entity, Model};
use crate::error::StoreError;
use crate::transaction::WriteTx;
use crate::{bulk, column, statements};

/// That two statements speak of one service, or that they do not.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MatchDecision {
    /// One of them.
    pub a: StatementKey,
    /// The other. Which is which does not matter.
    pub b: StatementKey,
    /// Whether they speak of the same service.
    pub same: bool,
    /// Who says so.
    pub decided_by: String,
    /// Why.
    pub reason: String,
    /// When.
    pub decided_at: DateTime<Utc>,
}

impl WriteTx {
    /// Keeps a judgement, in place of an earlier one on the same pair.
    ///
    /// # Errors
    /// [`StoreError::Refused`] for an unknown statement, [`StoreError::Unavailable`].
    pub async fn put_match_decision(&self, decision: &MatchDecision) -> Result<(), StoreError> {
        let (a, b) = pair(&decision.a, &decision.b);
        let row = Model {
            a,
            b,
            same: decision.same,
            decided_by: column::text(&decision.decided_by),
            reason: column::text(&decision.reason),
            decided_at: column::instant(decision.decided_at),
        };
        Entity::insert(row.into_active_model())
            .on_conflict(
                OnConflict::columns([Column::A, Column::B])
                    .update_columns([
                        Column::Same,
                        Column::DecidedBy,
                        Column::Reason,
                        Column::DecidedAt,
                    ])
                    .to_owned(),
            )
            .exec_without_returning(&self.tx)
            .await?;
        Ok(())
    }

    /// Undoes the judgement on a pair; `false` when there was none.
    ///
    /// # Errors
    /// [`StoreError::Unavailable`].
    pub async fn remove_match_decision(
        &self,
        a: &StatementKey,
        b: &StatementKey,
    ) -> Result<bool, StoreError> {
        let deleted = Entity::delete_by_id(pair(a, b)).exec(&self.tx).await?;
        Ok(deleted.rows_affected > 0)
    }

    /// See [`Store::match_decisions`].
    ///
    /// # Errors
    /// [`StoreError::Unavailable`], [`StoreError::Corrupt`].
    pub async fn match_decisions(
        &self,
        keys: &[StatementKey],
    ) -> Result<Vec<MatchDecision>, StoreError> {
        read(&self.tx, keys).await
    }
}

impl Store {
    /// Every judgement in which one of the statements takes part, in the order of their keys.
    ///
    /// # Errors
    /// [`StoreError::Unavailable`], [`StoreError::Corrupt`].
    pub async fn match_decisions(
        &self,
        keys: &[StatementKey],
    ) -> Result<Vec<MatchDecision>, StoreError> {
        read(&self.reader, keys).await
    }
}

/// One order for a pair, whichever way round it is named.
fn pair(a: &StatementKey, b: &StatementKey) -> (Uuid, Uuid) {
    let (a, b) = (column::statement_id(a), column::statement_id(b));
    if a <= b { (a, b) } else { (b, a) }
}

async fn read<C: ConnectionTrait>(
    connection: &C,
    keys: &[StatementKey],
) -> Result<Vec<MatchDecision>, StoreError> {
    let mut rows: HashMap<(Uuid, Uuid), Model> = HashMap::new();
    for ids in statements::ids_of(keys).chunks(bulk::PIECE) {
        let found = Entity::find()
            .filter(
                Condition::any()
                    .add(Column::A.is_in(ids.to_vec()))
                    .add(Column::B.is_in(ids.to_vec())),
            )
            .all(connection)
            .await?;
        rows.extend(found.into_iter().map(|row| ((row.a, row.b), row)));
    }
    let mut ids: Vec<Uuid> = rows.keys().flat_map(|(a, b)| [*a, *b]).collect();
    ids.sort_unstable();
    ids.dedup();
    let names: HashMap<Uuid, StatementKey> = statements::rows(connection, &ids)
        .await?
        .iter()
        .map(|head| Ok((head.id, statements::key_of(head)?)))
        .collect::<Result<_, StoreError>>()?;
    let name = |id: Uuid| {
        names
            .get(&id)
            .cloned()
            .ok_or_else(|| StoreError::corrupt("match_decision", id, "there is no such statement"))
    };
    let mut decisions = rows
        .into_values()
        .map(|row| {
            let (a, b) = (name(row.a)?, name(row.b)?);
            let (a, b) = if a <= b { (a, b) } else { (b, a) };
            Ok(MatchDecision {
                a,
                b,
                same: row.same,
                decided_by: row.decided_by,
                reason: row.reason,
                decided_at: row.decided_at,
            })
        })
        .collect::<Result<Vec<_>, StoreError>>()?;
    decisions.sort_by(|x, y| (&x.a, &x.b).cmp(&(&y.a, &y.b)));
    Ok(decisions)
}

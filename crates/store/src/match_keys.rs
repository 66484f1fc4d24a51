//! Blocking keys: which statements are worth comparing. Statements that share none never are.

use std::collections::{BTreeMap, BTreeSet};

use domain::statement::{StatementKey, StatementState};
use sea_orm::{
    ColumnTrait as _, EntityTrait as _, IntoActiveModel as _, QueryFilter as _, QueryOrder as _,
};
use uuid::Uuid;

use crate::entity::match_key::{Column, Entity, Model};
use crate::error::StoreError;
use crate::transaction::WriteTx;
use crate::{bulk, column, statements};

/// A statement that has a key.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MatchHit {
    /// The key, as asked for.
    pub match_key: String,
    /// The statement that has it.
    pub statement: StatementKey,
    /// The listing that the statement is part of.
    pub listing: Option<Uuid>,
    /// How the statement stands: withdrawn ones are found too.
    pub state: StatementState,
}

impl WriteTx {
    /// Gives each statement exactly these keys.
    ///
    /// # Errors
    /// [`StoreError::Refused`] for an unknown statement, [`StoreError::Unavailable`].
    pub async fn set_match_keys(
        &self,
        keys: &[(StatementKey, Vec<String>)],
    ) -> Result<(), StoreError> {
        let keys: BTreeMap<Uuid, BTreeSet<String>> = keys
            .iter()
            .map(|(statement, keys)| {
                (
                    column::statement_id(statement),
                    keys.iter().map(|key| column::key(key)).collect(),
                )
            })
            .collect();
        let ids: Vec<Uuid> = keys.keys().copied().collect();
        for ids in ids.chunks(bulk::PIECE) {
            Entity::delete_many()
                .filter(Column::Statement.is_in(ids.iter().copied()))
                .exec(&self.tx)
                .await?;
        }
        let rows = keys
            .into_iter()
            .flat_map(|(statement, keys)| {
                keys.into_iter()
                    .map(move |key| Model { key, statement }.into_active_model())
            })
            .collect();
        bulk::insert(&self.tx, rows, None).await
    }

    /// Every statement that has one of the keys, once for each key that it has; by key, then by
    /// statement.
    ///
    /// # Errors
    /// [`StoreError::Unavailable`], [`StoreError::Corrupt`].
    pub async fn statements_with_match_keys(
        &self,
        keys: &[String],
    ) -> Result<Vec<MatchHit>, StoreError> {
        let asked: BTreeMap<String, &String> =
            keys.iter().map(|key| (column::key(key), key)).collect();
        let stored: Vec<&String> = asked.keys().collect();
        let mut pairs: Vec<Model> = Vec::new();
        for keys in stored.chunks(bulk::PIECE) {
            pairs.extend(
                Entity::find()
                    .filter(Column::Key.is_in(keys.iter().map(|key| key.as_str())))
                    .order_by_asc(Column::Key)
                    .all(&self.tx)
                    .await?,
            );
        }
        let ids: BTreeSet<Uuid> = pairs.iter().map(|pair| pair.statement).collect();
        let ids: Vec<Uuid> = ids.into_iter().collect();
        let heads: BTreeMap<Uuid, _> = statements::rows(&self.tx, &ids)
            .await?
            .into_iter()
            .map(|head| (head.id, head))
            .collect();
        let mut hits = Vec::with_capacity(pairs.len());
        for pair in pairs {
            let (Some(head), Some(key)) = (heads.get(&pair.statement), asked.get(&pair.key)) else {
                continue;
            };
            hits.push(MatchHit {
                match_key: (*key).clone(),
                statement: statements::key_of(head)?,
                listing: head.listing_id,
                state: statements::standing_of(head)?.state,
            });
        }
        hits.sort_by(|a, b| (&a.match_key, &a.statement).cmp(&(&b.match_key, &b.statement)));
        Ok(hits)
    }
}

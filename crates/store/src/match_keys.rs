//! Blocking keys: which statements are worth comparing. Statements that share none never are.
//!
//! **Only live statements have keys**: one that is withdrawn gives its up.

use std::collections::{BTreeMap, BTreeSet};

use sea_orm::sea_query::ExprTrait as _;
use sea_orm::{
    ColumnTrait as _, EntityTrait as _, IntoActiveModel as _, QueryFilter as _, QuerySelect as _,
};
use uuid::Uuid;

use crate::entity::match_key::{Column, Entity, Model};
use crate::error::StoreError;
use crate::transaction::WriteTx;
use crate::{bulk, column};

impl WriteTx {
    /// Gives each statement, named by its row id, exactly these keys.
    ///
    /// # Errors
    /// [`StoreError::Refused`] for an unknown statement, [`StoreError::Unavailable`].
    pub async fn set_match_keys(&self, keys: &[(Uuid, Vec<String>)]) -> Result<(), StoreError> {
        let keys: BTreeMap<Uuid, BTreeSet<String>> = keys
            .iter()
            .map(|(statement, keys)| {
                (
                    *statement,
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

    /// The keys that statements have, by statement.
    ///
    /// # Errors
    /// [`StoreError::Unavailable`].
    pub async fn match_keys_of(
        &self,
        statements: &[Uuid],
    ) -> Result<BTreeMap<Uuid, BTreeSet<String>>, StoreError> {
        let mut keys: BTreeMap<Uuid, BTreeSet<String>> = BTreeMap::new();
        for ids in statements.chunks(bulk::PIECE) {
            let rows = Entity::find()
                .filter(Column::Statement.is_in(ids.iter().copied()))
                .all(&self.tx)
                .await?;
            for row in rows {
                keys.entry(row.statement).or_default().insert(row.key);
            }
        }
        Ok(keys)
    }

    /// How many statements have each of the keys, as [`WriteTx::match_keys_of`] gives them. A key
    /// that nobody has is left out.
    ///
    /// # Errors
    /// [`StoreError::Unavailable`].
    pub async fn holders_counted(
        &self,
        keys: &BTreeSet<String>,
    ) -> Result<BTreeMap<String, u64>, StoreError> {
        let keys: Vec<&String> = keys.iter().collect();
        let mut counts = BTreeMap::new();
        for keys in keys.chunks(bulk::PIECE) {
            let found: Vec<(String, i64)> = Entity::find()
                .select_only()
                .column(Column::Key)
                .column_as(Column::Statement.into_expr().count(), "holders")
                .filter(Column::Key.is_in(keys.iter().map(|key| key.as_str())))
                .group_by(Column::Key)
                .into_tuple()
                .all(&self.tx)
                .await?;
            counts.extend(
                found
                    .into_iter()
                    .map(|(key, count)| (key, column::counted(count))),
            );
        }
        Ok(counts)
    }

    /// Who has each of the keys, as [`WriteTx::match_keys_of`] gives them.
    ///
    /// # Errors
    /// [`StoreError::Unavailable`].
    pub async fn holders_of(
        &self,
        keys: &BTreeSet<String>,
    ) -> Result<BTreeMap<String, Vec<Uuid>>, StoreError> {
        let keys: Vec<&String> = keys.iter().collect();
        let mut holders: BTreeMap<String, Vec<Uuid>> = BTreeMap::new();
        for keys in keys.chunks(bulk::PIECE) {
            let rows = Entity::find()
                .filter(Column::Key.is_in(keys.iter().map(|key| key.as_str())))
                .all(&self.tx)
                .await?;
            for row in rows {
                holders.entry(row.key).or_default().push(row.statement);
            }
        }
        Ok(holders)
    }
}

/// A key as the store keeps it: without NUL, a long one cut and told apart by its hash.
#[must_use]
pub fn stored_key(key: &str) -> String {
    column::key(key)
}

//! Blocking keys: which statements are worth comparing. Statements that share none never are.
//!
//! **Only live statements have keys**: one that is withdrawn gives its up.

use std::collections::hash_map::Entry;
use std::collections::{BTreeMap, BTreeSet, HashMap};

use futures::TryStreamExt as _;
use sea_orm::sea_query::ExprTrait as _;
use sea_orm::{
    ColumnTrait as _, EntityTrait as _, IntoActiveModel as _, QueryFilter as _, QuerySelect as _,
};
use uuid::Uuid;

use crate::connect::Store;
use crate::entity::match_key::{Column, Entity, Model};
use crate::error::StoreError;
use crate::transaction::WriteTx;
use crate::{bulk, column};

/// Keys, as [`stored_key`] makes them, by the row id of their statement.
pub type MatchKeys = BTreeMap<Uuid, BTreeSet<String>>;

impl WriteTx {
    /// Gives each statement of `new` exactly these keys instead of those that it has now, which are
    /// `old`, as [`WriteTx::match_keys_of`] gives them. Where they are the same nothing is written.
    ///
    /// # Errors
    /// [`StoreError::Conflict`] when the old keys are others, [`StoreError::Refused`] for an unknown
    /// statement, [`StoreError::Unavailable`].
    pub async fn set_match_keys(&self, new: &MatchKeys, old: &MatchKeys) -> Result<(), StoreError> {
        let none = BTreeSet::new();
        let (mut emptied, mut rows) = (Vec::new(), Vec::new());
        for (statement, keys) in new {
            let before = old.get(statement).unwrap_or(&none);
            if before == keys {
                continue;
            }
            if !before.is_empty() {
                emptied.push(*statement);
            }
            rows.extend(keys.iter().map(|key| {
                let (key, statement) = (key.clone(), *statement);
                Model { key, statement }.into_active_model()
            }));
        }
        for ids in emptied.chunks(bulk::PIECE) {
            Entity::delete_many()
                .filter(Column::Statement.is_in(bulk::rounded(ids)))
                .exec(&self.tx)
                .await?;
        }
        bulk::insert(&self.tx, rows, None).await
    }

    /// The keys that statements have, by statement.
    ///
    /// # Errors
    /// [`StoreError::Unavailable`].
    pub async fn match_keys_of(&self, statements: &[Uuid]) -> Result<MatchKeys, StoreError> {
        let mut keys = MatchKeys::new();
        for ids in statements.chunks(bulk::PIECE) {
            let rows = Entity::find()
                .filter(Column::Statement.is_in(bulk::rounded(ids)))
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
    pub async fn holders_counted<K: AsRef<str>>(
        &self,
        keys: &BTreeSet<K>,
    ) -> Result<BTreeMap<String, u64>, StoreError> {
        let keys: Vec<&str> = keys.iter().map(AsRef::as_ref).collect();
        let mut counts = BTreeMap::new();
        for keys in keys.chunks(bulk::PIECE) {
            let found: Vec<(String, i64)> = Entity::find()
                .select_only()
                .column(Column::Key)
                .column_as(Column::Statement.into_expr().count(), "holders")
                .filter(Column::Key.is_in(bulk::rounded(keys)))
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
                .filter(Column::Key.is_in(bulk::rounded(keys).map(String::as_str)))
                .all(&self.tx)
                .await?;
            for row in rows {
                holders.entry(row.key).or_default().push(row.statement);
            }
        }
        Ok(holders)
    }
}

impl Store {
    /// What `of` makes of the keys that begin with `kind`, the least of it for each statement.
    ///
    /// # Errors
    /// [`StoreError::Unavailable`].
    pub async fn least_of_keys<T: Ord>(
        &self,
        kind: &str,
        of: impl Fn(&str) -> Option<T>,
    ) -> Result<HashMap<Uuid, T>, StoreError> {
        let mut least = HashMap::new();
        let mut rows = Entity::find()
            .filter(Column::Key.starts_with(kind))
            .stream(&self.reader)
            .await?;
        while let Some(row) = rows.try_next().await? {
            let Some(new) = of(&row.key) else { continue };
            match least.entry(row.statement) {
                Entry::Vacant(place) => {
                    place.insert(new);
                }
                Entry::Occupied(mut place) if new < *place.get() => {
                    place.insert(new);
                }
                Entry::Occupied(_) => {}
            }
        }
        Ok(least)
    }
}

/// A key as the store keeps it: without NUL, a long one cut and told apart by its hash.
#[must_use]
pub fn stored_key(key: &str) -> String {
    column::key(key)
}

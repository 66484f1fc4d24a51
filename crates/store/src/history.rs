//! What statements said before, and the items that they were read from: nothing that a source said
//! is lost when it says something else.

use std::collections::HashMap;

use chrono::{DateTime, Utc};
use domain::service::Service;
use domain::statement::StatementKey;
use sea_orm::{
    ColumnTrait as _, ConnectionTrait, DatabaseTransaction, EntityTrait as _, PaginatorTrait as _,
    QueryFilter as _, QueryOrder as _, Set,
};
use uuid::Uuid;

use crate::connect::Store;
use crate::entity::{statement, statement_body, statement_version};
use crate::error::StoreError;
use crate::transaction::WriteTx;
use crate::{bulk, column, spoken};

/// What a statement said before.
#[derive(Debug, Clone, PartialEq)]
pub struct StatementVersion {
    /// What it said.
    pub service: Service,
    /// The hash of that.
    pub content_hash: String,
    /// From when.
    pub said_from: DateTime<Utc>,
    /// Until it said something else.
    pub said_until: DateTime<Utc>,
}

impl WriteTx {
    /// How often what a statement says has changed.
    ///
    /// # Errors
    /// [`StoreError::Unavailable`].
    pub async fn versions_counted(&self, key: &StatementKey) -> Result<u64, StoreError> {
        counted(&self.tx, key).await
    }

    /// See [`Store::statement_history`].
    ///
    /// # Errors
    /// [`StoreError::Unavailable`], [`StoreError::Corrupt`].
    pub async fn statement_history(
        &self,
        key: &StatementKey,
    ) -> Result<Vec<StatementVersion>, StoreError> {
        history(&self.tx, key).await
    }
}

impl Store {
    /// How often what a statement says has changed.
    ///
    /// # Errors
    /// [`StoreError::Unavailable`].
    pub async fn versions_counted(&self, key: &StatementKey) -> Result<u64, StoreError> {
        counted(&self.reader, key).await
    }

    /// What a statement said before, the latest first.
    ///
    /// # Errors
    /// [`StoreError::Unavailable`], [`StoreError::Corrupt`].
    pub async fn statement_history(
        &self,
        key: &StatementKey,
    ) -> Result<Vec<StatementVersion>, StoreError> {
        history(&self.reader, key).await
    }

    /// The item that a statement was read from, as it came.
    ///
    /// # Errors
    /// [`StoreError::Unavailable`], [`StoreError::Corrupt`].
    pub async fn raw_item(&self, key: &StatementKey) -> Result<Option<String>, StoreError> {
        let id = column::statement_id(key);
        let row = statement_body::Entity::find_by_id(id)
            .one(&self.reader)
            .await?;
        row.map(|row| column::unpack(id, &row.raw)).transpose()
    }
}

async fn history<C: ConnectionTrait>(
    connection: &C,
    key: &StatementKey,
) -> Result<Vec<StatementVersion>, StoreError> {
    statement_version::Entity::find()
        .filter(statement_version::Column::Statement.eq(column::statement_id(key)))
        .order_by_desc(statement_version::Column::Id)
        .all(connection)
        .await?
        .into_iter()
        .map(|row| {
            Ok(StatementVersion {
                service: column::from_json("statement_version", row.id, &row.body)?,
                content_hash: row.content_hash,
                said_from: row.said_from,
                said_until: row.said_until,
            })
        })
        .collect()
}

async fn counted<C: ConnectionTrait>(
    connection: &C,
    key: &StatementKey,
) -> Result<u64, StoreError> {
    Ok(statement_version::Entity::find()
        .filter(statement_version::Column::Statement.eq(column::statement_id(key)))
        .count(connection)
        .await?)
}

/// Keeps what the `changed` of the statements say, before they say something else.
pub(crate) async fn keep(
    tx: &DatabaseTransaction,
    before: &HashMap<Uuid, statement::Model>,
    changed: &[Uuid],
    at: DateTime<Utc>,
) -> Result<(), StoreError> {
    let mut bodies = spoken::bodies(tx, changed).await?;
    let versions = changed
        .iter()
        .filter_map(|id| Some((before.get(id)?, bodies.remove(id)?)))
        .map(|(head, body)| statement_version::ActiveModel {
            statement: Set(head.id),
            content_hash: Set(head.content_hash.clone()),
            body: Set(body),
            said_from: Set(head.changed_at),
            said_until: Set(at),
            ..statement_version::ActiveModel::default()
        })
        .collect();
    bulk::insert(tx, versions, None).await
}

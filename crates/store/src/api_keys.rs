//! Keys of programs, as hashes.

use chrono::{DateTime, Utc};
use domain::authority::Scope;
use sea_orm::sea_query::Expr;
use sea_orm::{
    ColumnTrait as _, EntityTrait as _, IntoActiveModel as _, QueryFilter as _, QueryOrder as _,
};
use uuid::Uuid;

use crate::column;
use crate::connect::Store;
use crate::entity::api_key::{Column, Entity, Model};
use crate::error::StoreError;
use crate::transaction::WriteTx;

/// A program's key.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ApiKey {
    /// Its id, which is no secret.
    pub id: Uuid,
    /// Who made it.
    pub account: Uuid,
    /// What its maker calls it.
    pub name: String,
    /// The hash of the key.
    pub secret_hash: String,
    /// What it may be used for.
    pub scopes: Vec<Scope>,
    /// When it was made.
    pub created_at: DateTime<Utc>,
    /// When it was last used, to the hour.
    pub last_used: Option<DateTime<Utc>>,
    /// When it was ended.
    pub ended_at: Option<DateTime<Utc>>,
}

impl WriteTx {
    /// Keeps a new key.
    ///
    /// # Errors
    /// [`StoreError::Refused`] for an unknown account, [`StoreError::Unavailable`].
    pub async fn add_api_key(&self, key: &ApiKey) -> Result<(), StoreError> {
        let scopes: Vec<&str> = key.scopes.iter().map(|scope| scope.as_str()).collect();
        Entity::insert(
            Model {
                id: key.id,
                account: key.account,
                name: column::text(&key.name),
                secret_hash: key.secret_hash.clone(),
                scopes: scopes.join(" "),
                created_at: column::instant(key.created_at),
                last_used: key.last_used.map(column::instant),
                ended_at: key.ended_at.map(column::instant),
            }
            .into_active_model(),
        )
        .exec_without_returning(&self.tx)
        .await?;
        Ok(())
    }

    /// Ends a key of an account; `false` when there is none, or it has ended.
    ///
    /// # Errors
    /// [`StoreError::Unavailable`].
    pub async fn end_api_key(
        &self,
        account: Uuid,
        id: Uuid,
        at: DateTime<Utc>,
    ) -> Result<bool, StoreError> {
        let done = Entity::update_many()
            .col_expr(Column::EndedAt, Expr::value(column::instant(at)))
            .filter(Column::Id.eq(id))
            .filter(Column::Account.eq(account))
            .filter(Column::EndedAt.is_null())
            .exec(&self.tx)
            .await?;
        Ok(done.rows_affected == 1)
    }

    /// Says that a key was used.
    ///
    /// # Errors
    /// [`StoreError::Unavailable`].
    pub async fn touch_api_key(&self, id: Uuid, at: DateTime<Utc>) -> Result<(), StoreError> {
        Entity::update_many()
            .col_expr(Column::LastUsed, Expr::value(column::instant(at)))
            .filter(Column::Id.eq(id))
            .exec(&self.tx)
            .await?;
        Ok(())
    }
}

impl WriteTx {
    /// Ends every key of an account; how many there were.
    ///
    /// # Errors
    /// [`StoreError::Unavailable`].
    pub async fn end_api_keys(&self, account: Uuid, at: DateTime<Utc>) -> Result<u64, StoreError> {
        let done = Entity::update_many()
            .col_expr(Column::EndedAt, Expr::value(column::instant(at)))
            .filter(Column::Account.eq(account))
            .filter(Column::EndedAt.is_null())
            .exec(&self.tx)
            .await?;
        Ok(done.rows_affected)
    }
}

impl Store {
    /// The key of that hash, be it ended or not.
    ///
    /// # Errors
    /// [`StoreError::Unavailable`].
    pub async fn api_key(&self, secret_hash: &str) -> Result<Option<ApiKey>, StoreError> {
        let row = Entity::find()
            .filter(Column::SecretHash.eq(secret_hash))
            .one(&self.reader)
            .await?;
        Ok(row.map(key_of))
    }

    /// The keys of an account, the oldest first.
    ///
    /// # Errors
    /// [`StoreError::Unavailable`].
    pub async fn api_keys_of(&self, account: Uuid) -> Result<Vec<ApiKey>, StoreError> {
        let rows = Entity::find()
            .filter(Column::Account.eq(account))
            .order_by_asc(Column::CreatedAt)
            .order_by_asc(Column::Id)
            .all(&self.reader)
            .await?;
        Ok(rows.into_iter().map(key_of).collect())
    }
}

fn key_of(row: Model) -> ApiKey {
    ApiKey {
        id: row.id,
        account: row.account,
        name: row.name,
        secret_hash: row.secret_hash,
        // A scope that this version does not know opens nothing.
        scopes: row.scopes.split(' ').filter_map(Scope::from_name).collect(),
        created_at: row.created_at,
        last_used: row.last_used,
        ended_at: row.ended_at,
    }
}

//! How much keys are used: counts by day and kind. **No row is about one request.**

use chrono::NaiveDate;
use sea_orm::sea_query::{Alias, Expr, ExprTrait as _, OnConflict};
use sea_orm::{
    ColumnTrait as _, EntityTrait as _, IntoActiveModel as _, QueryFilter as _, QueryOrder as _,
};
use uuid::Uuid;

use crate::connect::Store;
use crate::entity::api_key_use::{Column, Entity, Model};
use crate::error::StoreError;
use crate::transaction::WriteTx;
use crate::{bulk, column};

/// How much a key was used on a day for one kind of request.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KeyUse {
    /// Which key.
    pub key: Uuid,
    /// The day, in UTC.
    pub day: NaiveDate,
    /// `search`, `export`.
    pub kind: String,
    /// Requests that were answered.
    pub requests: i64,
    /// Requests that were refused because there were too many.
    pub refused: i64,
}

impl WriteTx {
    /// Adds to what has been counted; no two of `counts` may have the same key, day and kind.
    ///
    /// # Errors
    /// [`StoreError::Unavailable`].
    pub async fn add_key_use(&self, counts: &[KeyUse]) -> Result<(), StoreError> {
        let rows = counts.iter().map(|count| {
            Model {
                key: count.key,
                day: count.day,
                kind: column::key(&count.kind),
                requests: count.requests,
                refused: count.refused,
            }
            .into_active_model()
        });
        let sum = |counted: Column| {
            let more = Expr::col((Alias::new("excluded"), counted));
            (counted, Expr::col((Entity, counted)).add(more))
        };
        let add = OnConflict::columns([Column::Key, Column::Day, Column::Kind])
            .values([sum(Column::Requests), sum(Column::Refused)])
            .to_owned();
        bulk::insert(&self.tx, rows.collect(), Some(add)).await
    }
}

impl Store {
    /// What was counted for a key from a day on, the latest day first.
    ///
    /// # Errors
    /// [`StoreError::Unavailable`].
    pub async fn key_use(&self, key: Uuid, since: NaiveDate) -> Result<Vec<KeyUse>, StoreError> {
        let rows = Entity::find()
            .filter(Column::Key.eq(key))
            .filter(Column::Day.gte(since))
            .order_by_desc(Column::Day)
            .order_by_asc(Column::Kind)
            .all(&self.reader)
            .await?;
        let counts = rows.into_iter().map(|row| KeyUse {
            key: row.key,
            day: row.day,
            kind: row.kind,
            requests: row.requests,
            refused: row.refused,
        });
        Ok(counts.collect())
    }
}

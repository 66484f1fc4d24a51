//! Who did what: rows that are added, in the transaction of what was done, and never altered.
//!
//! The detail holds counts and names of fields. **It never holds contact details**: what is here
//! cannot be erased.

use chrono::{DateTime, Utc};
use sea_orm::{
    ColumnTrait as _, EntityTrait as _, QueryFilter as _, QueryOrder as _, QuerySelect as _, Set,
};
use serde_json::Value;

use crate::column;
use crate::connect::Store;
use crate::entity::audit::{ActiveModel, Column, Entity};
use crate::error::StoreError;
use crate::transaction::WriteTx;

/// One thing that somebody did.
#[derive(Debug, Clone, PartialEq)]
pub struct AuditEntry {
    /// When.
    pub at: DateTime<Utc>,
    /// Who: "crawler", an account's id.
    pub actor: String,
    /// What: "ingest", "merge".
    pub action: String,
    /// To what: "source lambeth-map", "listing …".
    pub object: String,
    /// More, without anything personal.
    pub detail: Value,
}

/// An entry with its place.
#[derive(Debug, Clone, PartialEq)]
pub struct AuditRow {
    /// Rises.
    pub id: i64,
    /// What was done.
    pub entry: AuditEntry,
}

impl WriteTx {
    /// Says who does what this transaction does.
    ///
    /// # Errors
    /// [`StoreError::Unavailable`].
    pub async fn audit(&self, entry: &AuditEntry) -> Result<(), StoreError> {
        let row = ActiveModel {
            at: Set(column::instant(entry.at)),
            actor: Set(column::text(&entry.actor)),
            action: Set(column::text(&entry.action)),
            object: Set(column::text(&entry.object)),
            detail: Set(column::json("audit", &entry.detail)?),
            ..ActiveModel::default()
        };
        Entity::insert(row).exec_without_returning(&self.tx).await?;
        Ok(())
    }
}

impl Store {
    /// The entries after `after`, in order.
    ///
    /// # Errors
    /// [`StoreError::Unavailable`], [`StoreError::Corrupt`].
    pub async fn audit_after(&self, after: i64, limit: u64) -> Result<Vec<AuditRow>, StoreError> {
        Entity::find()
            .filter(Column::Id.gt(after))
            .order_by_asc(Column::Id)
            .limit(limit)
            .all(&self.reader)
            .await?
            .into_iter()
            .map(|row| {
                Ok(AuditRow {
                    id: row.id,
                    entry: AuditEntry {
                        at: row.at,
                        actor: row.actor,
                        action: row.action,
                        object: row.object,
                        detail: column::from_json("audit", row.id, &row.detail)?,
                    },
                })
            })
            .collect()
    }
}

//! What people have begun to write of listings and not yet said.

use chrono::{DateTime, Utc};
use sea_orm::sea_query::OnConflict;
use sea_orm::{
    ColumnTrait as _, EntityTrait as _, IntoActiveModel as _, QueryFilter as _, QueryOrder as _,
};
use uuid::Uuid;

use crate::column;
use crate::connect::Store;
use crate::entity::draft::{Column, Entity, Model};
use crate::error::StoreError;
use crate::transaction::WriteTx;

/// What somebody has begun to write.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Draft {
    /// Whose it is.
    pub account: Uuid,
    /// Of which listing, or of one that is yet to be made.
    pub subject: Uuid,
    /// JSON, as it was written: it need not be fit to be said.
    pub body: String,
    /// When it was last written.
    pub updated_at: DateTime<Utc>,
}

impl WriteTx {
    /// Keeps a draft, in place of the one on the same subject.
    ///
    /// # Errors
    /// [`StoreError::Unavailable`].
    pub async fn put_draft(&self, draft: &Draft) -> Result<(), StoreError> {
        let row = Model {
            account: draft.account,
            subject: draft.subject,
            body: column::text(&draft.body),
            updated_at: column::instant(draft.updated_at),
        };
        let replace = OnConflict::columns([Column::Account, Column::Subject])
            .update_columns([Column::Body, Column::UpdatedAt])
            .to_owned();
        Entity::insert(row.into_active_model())
            .on_conflict(replace)
            .exec_without_returning(&self.tx)
            .await?;
        Ok(())
    }

    /// Drops a draft; `false` when there was none.
    ///
    /// # Errors
    /// [`StoreError::Unavailable`].
    pub async fn drop_draft(&self, account: Uuid, subject: Uuid) -> Result<bool, StoreError> {
        let done = Entity::delete_by_id((account, subject))
            .exec(&self.tx)
            .await?;
        Ok(done.rows_affected > 0)
    }

    /// Drops drafts that were last written before; how many there were.
    ///
    /// # Errors
    /// [`StoreError::Unavailable`].
    pub async fn forget_drafts(&self, before: DateTime<Utc>) -> Result<u64, StoreError> {
        let done = Entity::delete_many()
            .filter(Column::UpdatedAt.lt(column::instant(before)))
            .exec(&self.tx)
            .await?;
        Ok(done.rows_affected)
    }
}

impl Store {
    /// Somebody's draft on a subject.
    ///
    /// # Errors
    /// [`StoreError::Unavailable`].
    pub async fn draft(&self, account: Uuid, subject: Uuid) -> Result<Option<Draft>, StoreError> {
        let row = Entity::find_by_id((account, subject))
            .one(&self.reader)
            .await?;
        Ok(row.map(draft_of))
    }

    /// Somebody's drafts, the latest first.
    ///
    /// # Errors
    /// [`StoreError::Unavailable`].
    pub async fn drafts_of(&self, account: Uuid) -> Result<Vec<Draft>, StoreError> {
        let rows = Entity::find()
            .filter(Column::Account.eq(account))
            .order_by_desc(Column::UpdatedAt)
            .order_by_asc(Column::Subject)
            .all(&self.reader)
            .await?;
        Ok(rows.into_iter().map(draft_of).collect())
    }
}

fn draft_of(row: Model) -> Draft {
    Draft {
        account: row.account,
        subject: row.subject,
        body: row.body,
        updated_at: row.updated_at,
    }
}

//! When somebody was last written to about what other sources newly say: one mail for all of it.

use chrono::{DateTime, Utc};
use sea_orm::sea_query::OnConflict;
use sea_orm::{ConnectionTrait, EntityTrait as _, IntoActiveModel as _};
use uuid::Uuid;

use crate::column;
use crate::connect::Store;
use crate::entity::suggestion_mail::{Column, Entity, Model};
use crate::error::StoreError;
use crate::transaction::WriteTx;

impl WriteTx {
    /// An account is written to now.
    ///
    /// # Errors
    /// [`StoreError::Unavailable`].
    pub async fn put_suggestion_mail(
        &self,
        account: Uuid,
        at: DateTime<Utc>,
    ) -> Result<(), StoreError> {
        let row = Model {
            account,
            written_at: column::instant(at),
        };
        let replace = OnConflict::column(Column::Account)
            .update_column(Column::WrittenAt)
            .to_owned();
        Entity::insert(row.into_active_model())
            .on_conflict(replace)
            .exec_without_returning(&self.tx)
            .await?;
        Ok(())
    }

    /// See [`Store::suggestion_mail_of`].
    ///
    /// # Errors
    /// [`StoreError::Unavailable`].
    pub async fn suggestion_mail_of(
        &self,
        account: Uuid,
    ) -> Result<Option<DateTime<Utc>>, StoreError> {
        written_at(&self.tx, account).await
    }

    /// Forgets when an account was written to.
    ///
    /// # Errors
    /// [`StoreError::Unavailable`].
    pub(crate) async fn forget_suggestion_mail(&self, account: Uuid) -> Result<(), StoreError> {
        Entity::delete_by_id(account).exec(&self.tx).await?;
        Ok(())
    }
}

impl Store {
    /// When an account was last written to about suggestions.
    ///
    /// # Errors
    /// [`StoreError::Unavailable`].
    pub async fn suggestion_mail_of(
        &self,
        account: Uuid,
    ) -> Result<Option<DateTime<Utc>>, StoreError> {
        written_at(&self.reader, account).await
    }
}

async fn written_at(
    connection: &impl ConnectionTrait,
    account: Uuid,
) -> Result<Option<DateTime<Utc>>, StoreError> {
    let row = Entity::find_by_id(account).one(connection).await?;
    Ok(row.map(|row| row.written_at))
}

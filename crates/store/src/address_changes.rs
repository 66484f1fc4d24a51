//! Addresses that people want in place of theirs, until they have shown that they read them.

use chrono::{DateTime, Utc};
use sea_orm::{ColumnTrait as _, EntityTrait as _, IntoActiveModel as _, QueryFilter as _};
use uuid::Uuid;

use crate::column;
use crate::connect::Store;
use crate::entity::address_change::{Column, Entity, Model};
use crate::error::StoreError;
use crate::transaction::WriteTx;

/// An address that somebody wants.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AddressChange {
    /// Whose account.
    pub account: Uuid,
    /// The address, in lower case.
    pub email: String,
    /// The hash of what stands in the link that was sent there.
    pub link_hash: String,
    /// When it was asked for.
    pub asked_at: DateTime<Utc>,
    /// Until when the link works.
    pub expires_at: DateTime<Utc>,
}

impl WriteTx {
    /// Keeps what an account wants, in place of what it wanted before.
    ///
    /// # Errors
    /// [`StoreError::Unavailable`].
    pub async fn put_address_change(&self, change: &AddressChange) -> Result<(), StoreError> {
        self.forget_address_change(change.account).await?;
        Entity::insert(
            Model {
                account: change.account,
                email: column::key(&change.email),
                link_hash: change.link_hash.clone(),
                asked_at: column::instant(change.asked_at),
                expires_at: column::instant(change.expires_at),
            }
            .into_active_model(),
        )
        .exec_without_returning(&self.tx)
        .await?;
        Ok(())
    }

    /// Forgets what an account wanted: it is done, or not wanted any more.
    ///
    /// # Errors
    /// [`StoreError::Unavailable`].
    pub async fn forget_address_change(&self, account: Uuid) -> Result<(), StoreError> {
        Entity::delete_by_id(account).exec(&self.tx).await?;
        Ok(())
    }
}

impl Store {
    /// What is wanted by the link of that hash.
    ///
    /// # Errors
    /// [`StoreError::Unavailable`].
    pub async fn address_change(
        &self,
        link_hash: &str,
    ) -> Result<Option<AddressChange>, StoreError> {
        let row = Entity::find()
            .filter(Column::LinkHash.eq(link_hash))
            .one(&self.reader)
            .await?;
        Ok(row.map(|row| AddressChange {
            account: row.account,
            email: row.email,
            link_hash: row.link_hash,
            asked_at: row.asked_at,
            expires_at: row.expires_at,
        }))
    }
}

//! Mails that asked people whether their listings are still right. Secrets are here as hashes only.

use chrono::{DateTime, Utc};
use sea_orm::sea_query::Expr;
use sea_orm::{
    ColumnTrait as _, ConnectionTrait, EntityTrait as _, IntoActiveModel as _, QueryFilter as _,
    QueryOrder as _, QuerySelect as _,
};
use uuid::Uuid;

use crate::column;
use crate::connect::Store;
use crate::entity::reminder::{Column, Entity, Model};
use crate::error::StoreError;
use crate::transaction::WriteTx;

/// A mail that asked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reminder {
    /// Its id, which is no secret.
    pub id: Uuid,
    /// Who was asked.
    pub account: Uuid,
    /// The hash of what stands in its link.
    pub link_hash: String,
    /// When.
    pub asked_at: DateTime<Utc>,
    /// Until when its link works.
    pub expires_at: DateTime<Utc>,
    /// When it was answered.
    pub answered_at: Option<DateTime<Utc>>,
}

impl WriteTx {
    /// Keeps a mail that is sent.
    ///
    /// # Errors
    /// [`StoreError::Unavailable`].
    pub async fn add_reminder(&self, reminder: &Reminder) -> Result<(), StoreError> {
        Entity::insert(
            Model {
                id: reminder.id,
                account: reminder.account,
                link_hash: reminder.link_hash.clone(),
                asked_at: column::instant(reminder.asked_at),
                expires_at: column::instant(reminder.expires_at),
                answered_at: reminder.answered_at.map(column::instant),
            }
            .into_active_model(),
        )
        .exec_without_returning(&self.tx)
        .await?;
        Ok(())
    }

    /// An account has answered: all that it was asked so far counts as answered.
    ///
    /// # Errors
    /// [`StoreError::Unavailable`].
    pub async fn answer_reminders(
        &self,
        account: Uuid,
        at: DateTime<Utc>,
    ) -> Result<(), StoreError> {
        Entity::update_many()
            .col_expr(Column::AnsweredAt, Expr::value(column::instant(at)))
            .filter(Column::Account.eq(account))
            .filter(Column::AnsweredAt.is_null())
            .exec(&self.tx)
            .await?;
        Ok(())
    }

    /// See [`Store::reminders_of`].
    ///
    /// # Errors
    /// [`StoreError::Unavailable`].
    pub async fn reminders_of(&self, account: Uuid) -> Result<Vec<Reminder>, StoreError> {
        latest(&self.tx, account).await
    }

    /// Forgets every mail to an account.
    ///
    /// # Errors
    /// [`StoreError::Unavailable`].
    pub async fn forget_reminders(&self, account: Uuid) -> Result<(), StoreError> {
        Entity::delete_many()
            .filter(Column::Account.eq(account))
            .exec(&self.tx)
            .await?;
        Ok(())
    }
}

impl Store {
    /// The last few mails to an account, the newest first: enough to know how far apart the next is.
    ///
    /// # Errors
    /// [`StoreError::Unavailable`].
    pub async fn reminders_of(&self, account: Uuid) -> Result<Vec<Reminder>, StoreError> {
        latest(&self.reader, account).await
    }

    /// The mail with this link.
    ///
    /// # Errors
    /// [`StoreError::Unavailable`].
    pub async fn reminder(&self, link_hash: &str) -> Result<Option<Reminder>, StoreError> {
        let row = Entity::find()
            .filter(Column::LinkHash.eq(link_hash))
            .one(&self.reader)
            .await?;
        Ok(row.map(reminder_of))
    }
}

async fn latest<C: ConnectionTrait>(
    connection: &C,
    account: Uuid,
) -> Result<Vec<Reminder>, StoreError> {
    let rows = Entity::find()
        .filter(Column::Account.eq(account))
        .order_by_desc(Column::AskedAt)
        .limit(5)
        .all(connection)
        .await?;
    Ok(rows.into_iter().map(reminder_of).collect())
}

fn reminder_of(row: Model) -> Reminder {
    Reminder {
        id: row.id,
        account: row.account,
        link_hash: row.link_hash,
        asked_at: row.asked_at,
        expires_at: row.expires_at,
        answered_at: row.answered_at,
    }
}

//! Mail that is to be sent: written in the transaction of what it tells of, sent by a worker.
//!
//! A mail's text is taken away once it has gone: what it says may be personal, and a link in it
//! could open something.

use chrono::{DateTime, Utc};
use sea_orm::sea_query::Expr;
use sea_orm::{
    ColumnTrait as _, EntityTrait as _, ExprTrait as _, IntoActiveModel as _, PaginatorTrait as _,
    QueryFilter as _, QueryOrder as _, QuerySelect as _,
};
use uuid::Uuid;

use crate::column;
use crate::connect::Store;
use crate::entity::outgoing_mail::{Column, Entity, Model};
use crate::error::StoreError;
use crate::transaction::WriteTx;

/// A mail that is to be sent.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OutgoingMail {
    /// Its id, and its `Message-ID`, so that a mail that was sent twice is recognised.
    pub id: Uuid,
    /// To whom.
    pub recipient: String,
    /// One line.
    pub subject: String,
    /// Plain text.
    pub body: String,
    /// What it is about, for figures: `sign_in`, `claim`.
    pub kind: String,
    /// When it was written.
    pub created_at: DateTime<Utc>,
    /// Not before.
    pub due_at: DateTime<Utc>,
    /// How often sending failed.
    pub attempts: i32,
}

impl WriteTx {
    /// Puts a mail into the outbox.
    ///
    /// # Errors
    /// [`StoreError::Unavailable`].
    pub async fn add_mail(&self, mail: &OutgoingMail) -> Result<(), StoreError> {
        Entity::insert(
            Model {
                id: mail.id,
                recipient: column::text(&mail.recipient),
                subject: column::text(&mail.subject),
                body: column::text(&mail.body),
                kind: column::text(&mail.kind),
                created_at: column::instant(mail.created_at),
                due_at: column::instant(mail.due_at),
                attempts: mail.attempts,
                sent_at: None,
                failed_at: None,
                fault: None,
            }
            .into_active_model(),
        )
        .exec_without_returning(&self.tx)
        .await?;
        Ok(())
    }

    /// It has gone: who got it and what it said are forgotten.
    ///
    /// # Errors
    /// [`StoreError::Unavailable`].
    pub async fn mail_sent(&self, id: Uuid, at: DateTime<Utc>) -> Result<(), StoreError> {
        Entity::update_many()
            .col_expr(Column::SentAt, Expr::value(column::instant(at)))
            .col_expr(Column::Recipient, Expr::value(""))
            .col_expr(Column::Subject, Expr::value(""))
            .col_expr(Column::Body, Expr::value(""))
            .filter(Column::Id.eq(id))
            .exec(&self.tx)
            .await?;
        Ok(())
    }

    /// It could not be sent: it is tried again at `again`, or never when there is no such time.
    ///
    /// # Errors
    /// [`StoreError::Unavailable`].
    pub async fn mail_failed(
        &self,
        id: Uuid,
        at: DateTime<Utc>,
        again: Option<DateTime<Utc>>,
        fault: &str,
    ) -> Result<(), StoreError> {
        let mut update = Entity::update_many()
            .col_expr(Column::Attempts, Expr::col(Column::Attempts).add(1))
            .col_expr(Column::Fault, Expr::value(column::text(fault)))
            .filter(Column::Id.eq(id));
        update = match again {
            Some(again) => update.col_expr(Column::DueAt, Expr::value(column::instant(again))),
            None => update.col_expr(Column::FailedAt, Expr::value(column::instant(at))),
        };
        update.exec(&self.tx).await?;
        Ok(())
    }
}

impl Store {
    /// Mails that are due, the oldest first.
    ///
    /// # Errors
    /// [`StoreError::Unavailable`].
    pub async fn due_mails(
        &self,
        now: DateTime<Utc>,
        limit: u64,
    ) -> Result<Vec<OutgoingMail>, StoreError> {
        let rows = Entity::find()
            .filter(Column::SentAt.is_null())
            .filter(Column::FailedAt.is_null())
            .filter(Column::DueAt.lte(column::instant(now)))
            .order_by_asc(Column::DueAt)
            .order_by_asc(Column::Id)
            .limit(limit)
            .all(&self.reader)
            .await?;
        Ok(rows.into_iter().map(mail_of).collect())
    }

    /// How many mails wait, due or not.
    ///
    /// # Errors
    /// [`StoreError::Unavailable`].
    pub async fn waiting_mails(&self) -> Result<u64, StoreError> {
        Ok(Entity::find()
            .filter(Column::SentAt.is_null())
            .filter(Column::FailedAt.is_null())
            .count(&self.reader)
            .await?)
    }
}

fn mail_of(row: Model) -> OutgoingMail {
    OutgoingMail {
        id: row.id,
        recipient: row.recipient,
        subject: row.subject,
        body: row.body,
        kind: row.kind,
        created_at: row.created_at,
        due_at: row.due_at,
        attempts: row.attempts,
    }
}

//! Webhooks and what is on its way to them.
//!
//! What has been delivered is forgotten; what could not be is kept until it is sent again or its
//! webhook ends.

use chrono::{DateTime, Utc};
use sea_orm::sea_query::Expr;
use sea_orm::{
    ColumnTrait as _, ConnectionTrait, EntityTrait as _, ExprTrait as _, IntoActiveModel as _,
    QueryFilter as _, QueryOrder as _, QuerySelect as _,
};
use uuid::Uuid;

use crate::column;
use crate::connect::Store;
use crate::entity::webhook::{Column, Entity, Model};
use crate::entity::{api_key, webhook_delivery};
use crate::error::StoreError;
use crate::transaction::WriteTx;

/// Who wants to be told of what.
#[derive(Clone, PartialEq, Eq)]
pub struct Webhook {
    /// Its id.
    pub id: Uuid,
    /// Whose it is.
    pub account: Uuid,
    /// The key that made it; when that ends, so does this.
    pub api_key: Option<Uuid>,
    /// Where to.
    pub url: String,
    /// Of what: the name of an event.
    pub event: String,
    /// Of which: JSON.
    pub filter: String,
    /// The instance that asks, which need not be told what came from it.
    pub instance: Option<Uuid>,
    /// By which deliveries are signed.
    pub secret: String,
    /// When it was made.
    pub created_at: DateTime<Utc>,
    /// The number up to which it has been told.
    pub after: i64,
    /// Deliveries that arrived.
    pub delivered: i64,
    /// Since when nothing has arrived.
    pub failing_since: Option<DateTime<Utc>>,
    /// When it was stopped because nothing arrived for long.
    pub stopped_at: Option<DateTime<Utc>>,
}

impl std::fmt::Debug for Webhook {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Webhook")
            .field("id", &self.id)
            .field("event", &self.event)
            .finish_non_exhaustive()
    }
}

/// What is on its way to a webhook.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Delivery {
    /// Its id, the same each time it is tried.
    pub id: Uuid,
    /// To which webhook.
    pub webhook: Uuid,
    /// JSON.
    pub body: String,
    /// When it was made.
    pub created_at: DateTime<Utc>,
    /// Not before.
    pub due_at: DateTime<Utc>,
    /// How often it has failed.
    pub attempts: i32,
    /// When it was given up.
    pub dead_at: Option<DateTime<Utc>>,
    /// What happened last.
    pub fault: Option<String>,
}

impl WriteTx {
    /// Keeps a new webhook.
    ///
    /// # Errors
    /// [`StoreError::Unavailable`].
    pub async fn add_webhook(&self, webhook: &Webhook) -> Result<(), StoreError> {
        let row = Model {
            id: webhook.id,
            account: webhook.account,
            api_key: webhook.api_key,
            url: column::text(&webhook.url),
            event: webhook.event.clone(),
            filter: webhook.filter.clone(),
            instance: webhook.instance,
            secret: webhook.secret.clone(),
            created_at: column::instant(webhook.created_at),
            after: webhook.after,
            delivered: webhook.delivered,
            failing_since: webhook.failing_since.map(column::instant),
            stopped_at: webhook.stopped_at.map(column::instant),
            ended_at: None,
        };
        Entity::insert(row.into_active_model())
            .exec_without_returning(&self.tx)
            .await?;
        Ok(())
    }

    /// Ends a webhook of an account with all that was on its way; `false` when there is none.
    ///
    /// # Errors
    /// [`StoreError::Unavailable`].
    pub async fn end_webhook(
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
        if done.rows_affected == 0 {
            return Ok(false);
        }
        webhook_delivery::Entity::delete_many()
            .filter(webhook_delivery::Column::Webhook.eq(id))
            .exec(&self.tx)
            .await?;
        Ok(true)
    }

    /// Whose a webhook is.
    ///
    /// # Errors
    /// [`StoreError::Unavailable`].
    pub async fn account_of_webhook(&self, id: Uuid) -> Result<Option<Uuid>, StoreError> {
        let row = Entity::find_by_id(id).one(&self.tx).await?;
        Ok(row.map(|row| row.account))
    }

    /// How far a webhook has been told.
    ///
    /// # Errors
    /// [`StoreError::Unavailable`].
    pub async fn webhook_told(&self, id: Uuid, after: i64) -> Result<(), StoreError> {
        Entity::update_many()
            .col_expr(Column::After, Expr::value(after))
            .filter(Column::Id.eq(id))
            .exec(&self.tx)
            .await?;
        Ok(())
    }

    /// Since when a webhook fails, and whether that stopped it; `None` for both: it does well.
    ///
    /// # Errors
    /// [`StoreError::Unavailable`].
    pub async fn webhook_does(
        &self,
        id: Uuid,
        failing_since: Option<DateTime<Utc>>,
        stopped_at: Option<DateTime<Utc>>,
    ) -> Result<(), StoreError> {
        Entity::update_many()
            .col_expr(
                Column::FailingSince,
                Expr::value(failing_since.map(column::instant)),
            )
            .col_expr(
                Column::StoppedAt,
                Expr::value(stopped_at.map(column::instant)),
            )
            .filter(Column::Id.eq(id))
            .exec(&self.tx)
            .await?;
        Ok(())
    }

    /// Puts something on its way.
    ///
    /// # Errors
    /// [`StoreError::Unavailable`].
    pub async fn add_delivery(&self, delivery: &Delivery) -> Result<(), StoreError> {
        let row = webhook_delivery::Model {
            id: delivery.id,
            webhook: delivery.webhook,
            body: delivery.body.clone(),
            created_at: column::instant(delivery.created_at),
            due_at: column::instant(delivery.due_at),
            attempts: delivery.attempts,
            dead_at: delivery.dead_at.map(column::instant),
            fault: column::optional_text(delivery.fault.as_ref()),
        };
        webhook_delivery::Entity::insert(row.into_active_model())
            .exec_without_returning(&self.tx)
            .await?;
        Ok(())
    }

    /// It has arrived, and is forgotten.
    ///
    /// # Errors
    /// [`StoreError::Unavailable`].
    pub async fn delivery_arrived(&self, delivery: &Delivery) -> Result<(), StoreError> {
        webhook_delivery::Entity::delete_by_id(delivery.id)
            .exec(&self.tx)
            .await?;
        Entity::update_many()
            .col_expr(Column::Delivered, Expr::col(Column::Delivered).add(1))
            .filter(Column::Id.eq(delivery.webhook))
            .exec(&self.tx)
            .await?;
        self.webhook_does(delivery.webhook, None, None).await
    }

    /// It could not be delivered: it is tried again at `again`, or never when there is no such time.
    ///
    /// # Errors
    /// [`StoreError::Unavailable`].
    pub async fn delivery_failed(
        &self,
        id: Uuid,
        fault: &str,
        again: Option<DateTime<Utc>>,
        at: DateTime<Utc>,
    ) -> Result<(), StoreError> {
        use webhook_delivery::Column::{Attempts, DeadAt, DueAt, Fault};
        let mut update = webhook_delivery::Entity::update_many()
            .col_expr(Attempts, Expr::col(Attempts).add(1))
            .col_expr(Fault, Expr::value(column::text(fault)))
            .filter(webhook_delivery::Column::Id.eq(id));
        update = match again {
            Some(again) => update.col_expr(DueAt, Expr::value(column::instant(again))),
            None => update.col_expr(DeadAt, Expr::value(column::instant(at))),
        };
        update.exec(&self.tx).await?;
        Ok(())
    }

    /// What waits to be tried again is due at once.
    ///
    /// # Errors
    /// [`StoreError::Unavailable`].
    pub async fn hasten_deliveries(&self, at: DateTime<Utc>) -> Result<(), StoreError> {
        use webhook_delivery::Column::{DeadAt, DueAt};
        webhook_delivery::Entity::update_many()
            .col_expr(DueAt, Expr::value(column::instant(at)))
            .filter(DueAt.gt(column::instant(at)))
            .filter(DeadAt.is_null())
            .exec(&self.tx)
            .await?;
        Ok(())
    }

    /// What waits to be tried again at another instance is due at once, as if it were new.
    ///
    /// # Errors
    /// [`StoreError::Unavailable`].
    pub async fn hasten_deliveries_to(
        &self,
        instance: Uuid,
        at: DateTime<Utc>,
    ) -> Result<(), StoreError> {
        use webhook_delivery::Column::{Attempts, DeadAt, DueAt, Webhook};
        let hooks = hooks_of(&self.tx, instance).await?;
        webhook_delivery::Entity::update_many()
            .col_expr(DueAt, Expr::value(column::instant(at)))
            .col_expr(Attempts, Expr::value(0))
            .filter(Webhook.is_in(hooks))
            .filter(DueAt.gt(column::instant(at)))
            .filter(DeadAt.is_null())
            .exec(&self.tx)
            .await?;
        Ok(())
    }

    /// Puts something that was given up on its way again, as if it were new; `false` when the webhook
    /// has no such delivery.
    ///
    /// # Errors
    /// [`StoreError::Unavailable`].
    pub async fn replay_delivery(
        &self,
        webhook: Uuid,
        id: Uuid,
        at: DateTime<Utc>,
    ) -> Result<bool, StoreError> {
        use webhook_delivery::Column::{Attempts, DeadAt, DueAt, Id, Webhook};
        let done = webhook_delivery::Entity::update_many()
            .col_expr(DueAt, Expr::value(column::instant(at)))
            .col_expr(Attempts, Expr::value(0))
            .col_expr(DeadAt, Expr::value(None::<DateTime<Utc>>))
            .filter(Id.eq(id))
            .filter(Webhook.eq(webhook))
            .filter(DeadAt.is_not_null())
            .exec(&self.tx)
            .await?;
        Ok(done.rows_affected == 1)
    }
}

impl Store {
    /// The webhooks of an account that have not ended, the oldest first.
    ///
    /// # Errors
    /// [`StoreError::Unavailable`].
    pub async fn webhooks_of(&self, account: Uuid) -> Result<Vec<Webhook>, StoreError> {
        let rows = Entity::find()
            .filter(Column::Account.eq(account))
            .filter(Column::EndedAt.is_null())
            .order_by_asc(Column::CreatedAt)
            .order_by_asc(Column::Id)
            .all(&self.reader)
            .await?;
        Ok(rows.into_iter().map(webhook_of).collect())
    }

    /// The webhooks that are to be told: neither ended nor stopped, nor made by a key that has ended.
    ///
    /// # Errors
    /// [`StoreError::Unavailable`].
    pub async fn open_webhooks(&self) -> Result<Vec<Webhook>, StoreError> {
        let rows = Entity::find()
            .filter(Column::EndedAt.is_null())
            .filter(Column::StoppedAt.is_null())
            .order_by_asc(Column::Id)
            .all(&self.reader)
            .await?;
        let keys: Vec<Uuid> = rows.iter().filter_map(|row| row.api_key).collect();
        let ended: Vec<Uuid> = api_key::Entity::find()
            .select_only()
            .column(api_key::Column::Id)
            .filter(api_key::Column::Id.is_in(keys))
            .filter(api_key::Column::EndedAt.is_not_null())
            .into_tuple()
            .all(&self.reader)
            .await?;
        Ok(rows
            .into_iter()
            .filter(|row| row.api_key.is_none_or(|key| !ended.contains(&key)))
            .map(webhook_of)
            .collect())
    }

    /// What is on its way, due or not, the oldest first; what was given up is not among it.
    ///
    /// # Errors
    /// [`StoreError::Unavailable`].
    pub async fn deliveries_under_way(&self) -> Result<Vec<Delivery>, StoreError> {
        let rows = webhook_delivery::Entity::find()
            .filter(webhook_delivery::Column::DeadAt.is_null())
            .order_by_asc(webhook_delivery::Column::DueAt)
            .order_by_asc(webhook_delivery::Column::Id)
            .all(&self.reader)
            .await?;
        Ok(rows.into_iter().map(delivery_of).collect())
    }

    /// Whether something waits to be tried again at another instance.
    ///
    /// # Errors
    /// [`StoreError::Unavailable`].
    pub async fn delivery_waits_for(
        &self,
        instance: Uuid,
        at: DateTime<Utc>,
    ) -> Result<bool, StoreError> {
        use webhook_delivery::Column::{DeadAt, DueAt, Webhook};
        let hooks = hooks_of(&self.reader, instance).await?;
        let waits = webhook_delivery::Entity::find()
            .filter(Webhook.is_in(hooks))
            .filter(DueAt.gt(column::instant(at)))
            .filter(DeadAt.is_null())
            .one(&self.reader)
            .await?;
        Ok(waits.is_some())
    }

    /// What of a webhook is on its way or was given up, the oldest first.
    ///
    /// # Errors
    /// [`StoreError::Unavailable`].
    pub async fn deliveries_of(
        &self,
        webhook: Uuid,
        limit: u64,
    ) -> Result<Vec<Delivery>, StoreError> {
        let rows = webhook_delivery::Entity::find()
            .filter(webhook_delivery::Column::Webhook.eq(webhook))
            .order_by_asc(webhook_delivery::Column::CreatedAt)
            .order_by_asc(webhook_delivery::Column::Id)
            .limit(limit)
            .all(&self.reader)
            .await?;
        Ok(rows.into_iter().map(delivery_of).collect())
    }
}

/// The webhooks by which another instance is told that there is news.
async fn hooks_of<C: ConnectionTrait>(
    connection: &C,
    instance: Uuid,
) -> Result<Vec<Uuid>, StoreError> {
    let hooks = Entity::find()
        .select_only()
        .column(Column::Id)
        .filter(Column::Instance.eq(instance))
        .filter(Column::EndedAt.is_null())
        .into_tuple()
        .all(connection)
        .await?;
    Ok(hooks)
}

fn webhook_of(row: Model) -> Webhook {
    Webhook {
        id: row.id,
        account: row.account,
        api_key: row.api_key,
        url: row.url,
        event: row.event,
        filter: row.filter,
        instance: row.instance,
        secret: row.secret,
        created_at: row.created_at,
        after: row.after,
        delivered: row.delivered,
        failing_since: row.failing_since,
        stopped_at: row.stopped_at,
    }
}

fn delivery_of(row: webhook_delivery::Model) -> Delivery {
    Delivery {
        id: row.id,
        webhook: row.webhook,
        body: row.body,
        created_at: row.created_at,
        due_at: row.due_at,
        attempts: row.attempts,
        dead_at: row.dead_at,
        fault: row.fault,
    }
}

//! This instance among others: its own id, and the instances that it follows.

use chrono::{DateTime, Utc};
use sea_orm::sea_query::{Expr, OnConflict};
use sea_orm::{
    ColumnTrait as _, ConnectionTrait, EntityTrait as _, ExprTrait as _, IntoActiveModel as _,
    QueryFilter as _, QueryOrder as _,
};
use uuid::Uuid;

use crate::column;
use crate::connect::Store;
use crate::entity::instance;
use crate::entity::peer::{Column, Entity, Model};
use crate::error::StoreError;
use crate::transaction::WriteTx;

/// An instance that this one follows.
#[derive(Clone, PartialEq, Eq)]
pub struct Peer {
    /// What the list of sources calls it.
    pub name: String,
    /// Its id, once it has said so.
    pub instance: Option<Uuid>,
    /// The number up to which it has been read.
    pub after: i64,
    /// By which its knocks are known.
    pub secret: Option<String>,
    /// When it last knocked.
    pub woken_at: Option<DateTime<Utc>>,
    /// When it last answered.
    pub heard_at: Option<DateTime<Utc>>,
    /// Why it could not be read; `None` when it could.
    pub fault: Option<String>,
    /// Requests made to it.
    pub asked: i64,
    /// Entries of its that were taken.
    pub taken: i64,
    /// Entries of its that were not: known already, or not to be taken from it.
    pub passed_over: i64,
}

impl std::fmt::Debug for Peer {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Peer")
            .field("name", &self.name)
            .field("after", &self.after)
            .finish_non_exhaustive()
    }
}

/// What came of one question to a peer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PeerProgress {
    /// The number up to which it has been read now.
    pub after: i64,
    /// Entries taken.
    pub taken: i64,
    /// Entries passed over.
    pub passed_over: i64,
    /// When.
    pub at: DateTime<Utc>,
}

impl WriteTx {
    /// This instance's id; `None` before it has one.
    ///
    /// # Errors
    /// [`StoreError::Unavailable`].
    pub async fn instance(&self) -> Result<Option<Uuid>, StoreError> {
        instance_of(&self.tx).await
    }

    /// Gives this instance its id.
    ///
    /// # Errors
    /// [`StoreError::Unavailable`].
    pub async fn name_instance(&self, id: Uuid, at: DateTime<Utc>) -> Result<(), StoreError> {
        let row = instance::Model {
            id,
            created_at: column::instant(at),
        };
        instance::Entity::insert(row.into_active_model())
            .exec_without_returning(&self.tx)
            .await?;
        Ok(())
    }

    /// Makes a peer known; one of the same name and id keeps what is known of it, one of another id
    /// is read from its beginning.
    ///
    /// # Errors
    /// [`StoreError::Unavailable`].
    pub async fn know_peer(&self, name: &str, instance: Uuid) -> Result<(), StoreError> {
        let known = Entity::find_by_id(name.to_owned()).one(&self.tx).await?;
        if known.is_some_and(|row| row.instance == Some(instance)) {
            return Ok(());
        }
        let row = Model {
            name: column::text(name),
            instance: Some(instance),
            after: 0,
            secret: None,
            woken_at: None,
            heard_at: None,
            fault: None,
            asked: 0,
            taken: 0,
            passed_over: 0,
        };
        Entity::insert(row.into_active_model())
            .on_conflict(
                OnConflict::column(Column::Name)
                    .update_columns([Column::Instance, Column::After, Column::Secret])
                    .to_owned(),
            )
            .exec_without_returning(&self.tx)
            .await?;
        Ok(())
    }

    /// How far a peer has been read.
    ///
    /// # Errors
    /// [`StoreError::Unavailable`].
    pub async fn peer_read(&self, name: &str, progress: &PeerProgress) -> Result<(), StoreError> {
        Entity::update_many()
            .filter(Column::Name.eq(name))
            .col_expr(Column::After, Expr::value(progress.after))
            .col_expr(Column::HeardAt, Expr::value(column::instant(progress.at)))
            .col_expr(Column::Fault, Expr::value(None::<String>))
            .col_expr(Column::Asked, Expr::col(Column::Asked).add(1))
            .col_expr(Column::Taken, Expr::col(Column::Taken).add(progress.taken))
            .col_expr(
                Column::PassedOver,
                Expr::col(Column::PassedOver).add(progress.passed_over),
            )
            .exec(&self.tx)
            .await?;
        Ok(())
    }

    /// A peer could not be read.
    ///
    /// # Errors
    /// [`StoreError::Unavailable`].
    pub async fn peer_failed(&self, name: &str, fault: &str) -> Result<(), StoreError> {
        Entity::update_many()
            .filter(Column::Name.eq(name))
            .col_expr(Column::Fault, Expr::value(column::text(fault)))
            .col_expr(Column::Asked, Expr::col(Column::Asked).add(1))
            .exec(&self.tx)
            .await?;
        Ok(())
    }

    /// Keeps the secret by which a peer's knocks are known.
    ///
    /// # Errors
    /// [`StoreError::Unavailable`].
    pub async fn set_peer_secret(&self, name: &str, secret: &str) -> Result<(), StoreError> {
        Entity::update_many()
            .filter(Column::Name.eq(name))
            .col_expr(Column::Secret, Expr::value(secret))
            .exec(&self.tx)
            .await?;
        Ok(())
    }

    /// A peer has knocked.
    ///
    /// # Errors
    /// [`StoreError::Unavailable`].
    pub async fn peer_woke(&self, name: &str, at: DateTime<Utc>) -> Result<(), StoreError> {
        Entity::update_many()
            .filter(Column::Name.eq(name))
            .col_expr(Column::WokenAt, Expr::value(column::instant(at)))
            .exec(&self.tx)
            .await?;
        Ok(())
    }
}

impl Store {
    /// This instance's id; `None` before it has one.
    ///
    /// # Errors
    /// [`StoreError::Unavailable`].
    pub async fn instance(&self) -> Result<Option<Uuid>, StoreError> {
        instance_of(&self.reader).await
    }

    /// A peer.
    ///
    /// # Errors
    /// [`StoreError::Unavailable`].
    pub async fn peer(&self, name: &str) -> Result<Option<Peer>, StoreError> {
        let row = Entity::find_by_id(name.to_owned())
            .one(&self.reader)
            .await?;
        Ok(row.map(peer_of))
    }

    /// Every peer, by name.
    ///
    /// # Errors
    /// [`StoreError::Unavailable`].
    pub async fn peers(&self) -> Result<Vec<Peer>, StoreError> {
        let rows = Entity::find()
            .order_by_asc(Column::Name)
            .all(&self.reader)
            .await?;
        Ok(rows.into_iter().map(peer_of).collect())
    }
}

async fn instance_of<C: ConnectionTrait>(connection: &C) -> Result<Option<Uuid>, StoreError> {
    let row = instance::Entity::find().one(connection).await?;
    Ok(row.map(|row| row.id))
}

fn peer_of(row: Model) -> Peer {
    Peer {
        name: row.name,
        instance: row.instance,
        after: row.after,
        secret: row.secret,
        woken_at: row.woken_at,
        heard_at: row.heard_at,
        fault: row.fault,
        asked: row.asked,
        taken: row.taken,
        passed_over: row.passed_over,
    }
}

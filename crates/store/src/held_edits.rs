//! Edits that wait for a moderator.

use chrono::{DateTime, Utc};
use domain::service::Service;
use domain::source::SourceId;
use sea_orm::sea_query::Expr;
use sea_orm::{
    ColumnTrait as _, EntityTrait as _, IntoActiveModel as _, QueryFilter as _, QueryOrder as _,
    QuerySelect as _,
};
use uuid::Uuid;

use crate::column;
use crate::connect::Store;
use crate::entity::held_edit::{Column, Entity, Model};
use crate::error::StoreError;
use crate::transaction::WriteTx;

/// An edit that waits for a moderator, or waited.
#[derive(Debug, Clone, PartialEq)]
pub struct HeldEdit {
    /// Its id.
    pub id: Uuid,
    /// Of which listing.
    pub listing: Uuid,
    /// Whether it would make that listing.
    pub is_new: bool,
    /// Who would say it.
    pub source: SourceId,
    /// The version that it was written on.
    pub base: String,
    /// What it says.
    pub service: Service,
    /// Of a new one: the listings that it is not.
    pub different_from: Vec<Uuid>,
    /// Why it waits, each a sentence.
    pub reasons: Vec<String>,
    /// The account that wrote it.
    pub account: Option<Uuid>,
    /// How it stands.
    pub state: HeldState,
    /// When it was written.
    pub created_at: DateTime<Utc>,
    /// Why it was refused.
    pub reason: Option<String>,
}

/// How a held edit stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum HeldState {
    /// It waits.
    Waiting,
    /// A moderator published it.
    Published,
    /// A moderator refused it.
    Refused,
    /// A later edit took its place.
    Superseded,
}

impl HeldState {
    const ALL: [Self; 4] = [
        Self::Waiting,
        Self::Published,
        Self::Refused,
        Self::Superseded,
    ];

    /// The name in the store and on the wire.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Waiting => "waiting",
            Self::Published => "published",
            Self::Refused => "refused",
            Self::Superseded => "superseded",
        }
    }
}

impl WriteTx {
    /// Keeps an edit that waits.
    ///
    /// # Errors
    /// [`StoreError::Unavailable`], [`StoreError::Corrupt`].
    pub async fn add_held_edit(&self, edit: &HeldEdit) -> Result<(), StoreError> {
        Entity::insert(row(edit)?.into_active_model())
            .exec_without_returning(&self.tx)
            .await?;
        Ok(())
    }

    /// One held edit by its id.
    ///
    /// # Errors
    /// [`StoreError::Unavailable`], [`StoreError::Corrupt`].
    pub async fn held_edit(&self, id: Uuid) -> Result<Option<HeldEdit>, StoreError> {
        let row = Entity::find_by_id(id).one(&self.tx).await?;
        row.map(held_of).transpose()
    }

    /// Ends the waiting of an edit: `true` for exactly one caller, however many try at once.
    ///
    /// # Errors
    /// [`StoreError::Unavailable`].
    pub async fn end_held_edit(
        &self,
        id: Uuid,
        state: HeldState,
        by: &str,
        reason: Option<&str>,
        at: DateTime<Utc>,
    ) -> Result<bool, StoreError> {
        let done = ending(state, by, reason, at)
            .filter(Column::Id.eq(id))
            .exec(&self.tx)
            .await?;
        Ok(done.rows_affected == 1)
    }

    /// Ends the waiting of every edit of a listing: a later one takes their place.
    ///
    /// # Errors
    /// [`StoreError::Unavailable`].
    pub async fn supersede_held_edits(
        &self,
        listing: Uuid,
        by: &str,
        at: DateTime<Utc>,
    ) -> Result<(), StoreError> {
        ending(HeldState::Superseded, by, None, at)
            .filter(Column::Listing.eq(listing))
            .exec(&self.tx)
            .await?;
        Ok(())
    }
}

impl Store {
    /// One held edit by its id.
    ///
    /// # Errors
    /// [`StoreError::Unavailable`], [`StoreError::Corrupt`].
    pub async fn held_edit(&self, id: Uuid) -> Result<Option<HeldEdit>, StoreError> {
        let row = Entity::find_by_id(id).one(&self.reader).await?;
        row.map(held_of).transpose()
    }

    /// Edits that wait, the oldest first.
    ///
    /// # Errors
    /// [`StoreError::Unavailable`], [`StoreError::Corrupt`].
    pub async fn waiting_edits(&self, limit: u64) -> Result<Vec<HeldEdit>, StoreError> {
        Entity::find()
            .filter(Column::State.eq(HeldState::Waiting.as_str()))
            .order_by_asc(Column::CreatedAt)
            .order_by_asc(Column::Id)
            .limit(limit)
            .all(&self.reader)
            .await?
            .into_iter()
            .map(held_of)
            .collect()
    }

    /// Edits of a listing that wait, the oldest first.
    ///
    /// # Errors
    /// [`StoreError::Unavailable`], [`StoreError::Corrupt`].
    pub async fn waiting_edits_of(&self, listing: Uuid) -> Result<Vec<HeldEdit>, StoreError> {
        Entity::find()
            .filter(Column::Listing.eq(listing))
            .filter(Column::State.eq(HeldState::Waiting.as_str()))
            .order_by_asc(Column::CreatedAt)
            .order_by_asc(Column::Id)
            .all(&self.reader)
            .await?
            .into_iter()
            .map(held_of)
            .collect()
    }
}

fn ending(
    state: HeldState,
    by: &str,
    reason: Option<&str>,
    at: DateTime<Utc>,
) -> sea_orm::UpdateMany<Entity> {
    Entity::update_many()
        .col_expr(Column::State, Expr::value(state.as_str()))
        .col_expr(Column::DecidedBy, Expr::value(column::text(by)))
        .col_expr(Column::Reason, Expr::value(reason.map(column::text)))
        .col_expr(Column::DecidedAt, Expr::value(column::instant(at)))
        .filter(Column::State.eq(HeldState::Waiting.as_str()))
}

fn row(edit: &HeldEdit) -> Result<Model, StoreError> {
    Ok(Model {
        id: edit.id,
        listing: edit.listing,
        is_new: edit.is_new,
        source: edit.source.as_str().to_owned(),
        base: column::text(&edit.base),
        body: column::json("held_edit", &edit.service)?,
        different_from: column::json("held_edit", &edit.different_from)?,
        reasons: column::json("held_edit", &edit.reasons)?,
        account: edit.account,
        state: edit.state.as_str().to_owned(),
        created_at: column::instant(edit.created_at),
        decided_by: None,
        decided_at: None,
        reason: column::optional_text(edit.reason.as_ref()),
    })
}

fn held_of(row: Model) -> Result<HeldEdit, StoreError> {
    let state = HeldState::ALL
        .into_iter()
        .find(|state| state.as_str() == row.state)
        .ok_or_else(|| {
            let why = format!("{:?} is not a state", row.state);
            StoreError::corrupt("held_edit", row.id, why)
        })?;
    Ok(HeldEdit {
        source: column::source_id("held_edit", &row.source)?,
        service: column::from_json("held_edit", row.id, &row.body)?,
        different_from: column::from_json("held_edit", row.id, &row.different_from)?,
        reasons: column::from_json("held_edit", row.id, &row.reasons)?,
        id: row.id,
        listing: row.listing,
        is_new: row.is_new,
        base: row.base,
        account: row.account,
        state,
        created_at: row.created_at,
        reason: row.reason,
    })
}

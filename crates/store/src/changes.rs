//! The ordered log of everything that happened to public data, and how much there is of it.
//!
//! **Whoever has read up to sequence N has seen every change up to N.** PostgreSQL hands out
//! sequences before commit, so two writers could show them out of order; there is one writer at a
//! time ([`Store::begin`]), so they cannot.

use chrono::{DateTime, Utc};
use domain::listing::{Change, ChangeKind, ListingStatus};
use domain::statement::StatementState;
use sea_orm::{
    ColumnTrait as _, EntityTrait as _, PaginatorTrait as _, QueryFilter as _, QueryOrder as _,
    QuerySelect as _, Set,
};
use uuid::Uuid;

use crate::connect::Store;
use crate::entity::change::{ActiveModel, Column, Entity, Model};
use crate::entity::{listing, source, statement};
use crate::error::StoreError;
use crate::transaction::WriteTx;
use crate::{bulk, column};

/// How much there is.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Counts {
    /// Sources, active or not.
    pub sources: u64,
    /// Statements that are not withdrawn.
    pub statements: u64,
    /// Listings that people may see.
    pub listings: u64,
}

/// A change that has no place in the log yet.
pub(crate) struct NewChange {
    pub(crate) listing: Uuid,
    pub(crate) kind: ChangeKind,
    pub(crate) version: i64,
    pub(crate) at: DateTime<Utc>,
    pub(crate) passed_on: bool,
}

impl WriteTx {
    pub(crate) async fn append_changes(&self, changes: Vec<NewChange>) -> Result<(), StoreError> {
        let rows = changes
            .into_iter()
            .map(|change| ActiveModel {
                listing: Set(change.listing),
                kind: Set(change.kind.as_str().to_owned()),
                version: Set(change.version),
                at: Set(column::instant(change.at)),
                passed_on: Set(change.passed_on),
                ..ActiveModel::default()
            })
            .collect();
        bulk::insert(&self.tx, rows, None).await
    }
}

impl Store {
    /// The changes after a sequence, in order.
    ///
    /// # Errors
    /// [`StoreError::Unavailable`], [`StoreError::Corrupt`].
    pub async fn changes_after(
        &self,
        sequence: i64,
        limit: u64,
    ) -> Result<Vec<Change>, StoreError> {
        Entity::find()
            .filter(Column::Sequence.gt(sequence))
            .order_by_asc(Column::Sequence)
            .limit(limit)
            .all(&self.reader)
            .await?
            .into_iter()
            .map(change_of)
            .collect()
    }

    /// The sequence of the last change; 0 before the first.
    ///
    /// # Errors
    /// [`StoreError::Unavailable`].
    pub async fn last_sequence(&self) -> Result<i64, StoreError> {
        let last = Entity::find()
            .order_by_desc(Column::Sequence)
            .one(&self.reader)
            .await?;
        Ok(last.map_or(0, |change| change.sequence))
    }

    /// How much there is.
    ///
    /// # Errors
    /// [`StoreError::Unavailable`].
    pub async fn counts(&self) -> Result<Counts, StoreError> {
        Ok(Counts {
            sources: source::Entity::find().count(&self.reader).await?,
            statements: statement::Entity::find()
                .filter(statement::Column::State.ne(StatementState::Withdrawn.as_str()))
                .count(&self.reader)
                .await?,
            listings: listing::Entity::find()
                .filter(listing::Column::Status.ne(ListingStatus::Archived.as_str()))
                .count(&self.reader)
                .await?,
        })
    }
}

pub(crate) fn change_of(row: Model) -> Result<Change, StoreError> {
    let kind = ChangeKind::from_name(&row.kind).ok_or_else(|| {
        StoreError::corrupt(
            "change",
            row.sequence,
            format!("{:?} is not a kind", row.kind),
        )
    })?;
    Ok(Change {
        sequence: row.sequence,
        listing: row.listing,
        kind,
        version: row.version,
        at: row.at,
    })
}

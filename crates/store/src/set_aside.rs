//! Items that could not be taken, with the reason, so that nothing is lost silently.
//!
//! What is kept is what holds now: reading a page again replaces what its earlier readings left.

use chrono::{DateTime, Utc};
use domain::source::SourceId;
use domain::statement::SetAside;
use sea_orm::{
    ColumnTrait as _, ConnectionTrait, EntityTrait as _, QueryFilter as _, QueryOrder as _,
    QuerySelect as _, Set,
};
use uuid::Uuid;

use crate::connect::Store;
use crate::entity::set_aside::{ActiveModel, Column, Entity};
use crate::error::StoreError;
use crate::transaction::WriteTx;
use crate::{bulk, column};

/// An item that could not be taken.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SetAsideRow {
    /// Rises; the place to go on from.
    pub id: i64,
    /// The run that last met it.
    pub run: Uuid,
    /// The page it stands on.
    pub page_url: String,
    /// When it was read.
    pub at: DateTime<Utc>,
    /// The item, and why.
    pub item: SetAside,
}

impl WriteTx {
    /// Keeps what could not be taken from a page, in place of what was kept from it before.
    ///
    /// # Errors
    /// [`StoreError::Refused`] for an unknown source, [`StoreError::Unavailable`].
    pub async fn put_set_aside(
        &self,
        run: Uuid,
        source: &SourceId,
        page_url: &str,
        items: &[SetAside],
        at: DateTime<Utc>,
    ) -> Result<(), StoreError> {
        self.clear_set_aside(source, page_url).await?;
        let rows = items
            .iter()
            .map(|item| ActiveModel {
                run: Set(run),
                source: Set(source.as_str().to_owned()),
                page_url: Set(column::key(page_url)),
                place: Set(column::text(&item.place)),
                external_id: Set(column::optional_text(item.external_id.as_ref())),
                reason: Set(column::text(&item.reason)),
                raw: Set(column::text(&item.raw)),
                at: Set(column::instant(at)),
                ..ActiveModel::default()
            })
            .collect();
        bulk::insert(&self.tx, rows, None).await
    }

    pub(crate) async fn clear_set_aside(
        &self,
        source: &SourceId,
        page_url: &str,
    ) -> Result<(), StoreError> {
        Entity::delete_many()
            .filter(Column::Source.eq(source.as_str()))
            .filter(Column::PageUrl.eq(column::key(page_url)))
            .exec(&self.tx)
            .await?;
        Ok(())
    }

    /// See [`Store::set_aside_reasons`].
    ///
    /// # Errors
    /// [`StoreError::Unavailable`].
    pub async fn set_aside_reasons(
        &self,
        source: &SourceId,
    ) -> Result<Vec<(String, u64)>, StoreError> {
        reasons(&self.tx, source).await
    }
}

impl Store {
    /// What could not be taken from a source's pages, in the order it was read, from after `after`.
    ///
    /// # Errors
    /// [`StoreError::Unavailable`].
    pub async fn set_aside(
        &self,
        source: &SourceId,
        after: i64,
        limit: u64,
    ) -> Result<Vec<SetAsideRow>, StoreError> {
        let rows = Entity::find()
            .filter(Column::Source.eq(source.as_str()))
            .filter(Column::Id.gt(after))
            .order_by_asc(Column::Id)
            .limit(limit)
            .all(&self.reader)
            .await?;
        Ok(rows
            .into_iter()
            .map(|row| SetAsideRow {
                id: row.id,
                run: row.run,
                page_url: row.page_url,
                at: row.at,
                item: SetAside {
                    place: row.place,
                    external_id: row.external_id,
                    reason: row.reason,
                    raw: row.raw,
                },
            })
            .collect())
    }

    /// Why items of a source could not be taken, and how many for each reason, the most common
    /// first.
    ///
    /// # Errors
    /// [`StoreError::Unavailable`].
    pub async fn set_aside_reasons(
        &self,
        source: &SourceId,
    ) -> Result<Vec<(String, u64)>, StoreError> {
        reasons(&self.reader, source).await
    }
}

async fn reasons<C: ConnectionTrait>(
    connection: &C,
    source: &SourceId,
) -> Result<Vec<(String, u64)>, StoreError> {
    let mut counts: Vec<(String, u64)> = Entity::find()
        .select_only()
        .column(Column::Reason)
        .column_as(Column::Id.count(), "count")
        .filter(Column::Source.eq(source.as_str()))
        .group_by(Column::Reason)
        .into_tuple::<(String, i64)>()
        .all(connection)
        .await?
        .into_iter()
        .map(|(reason, count)| (reason, column::counted(count)))
        .collect();
    // Here and not in SQL: the two databases do not order text alike.
    counts.sort_by(|a, b| b.1.cmp(&a.1).then_with(|| a.0.cmp(&b.0)));
    Ok(counts)
}

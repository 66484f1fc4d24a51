//! Sources: who publishes, under which licence, and how each of them does.

use std::collections::HashMap;

use chrono::{DateTime, Utc};
use domain::source::{Area, Licence, Source, SourceId};
use domain::statement::StatementState;
use sea_orm::sea_query::OnConflict;
use sea_orm::{
    ActiveModelTrait as _, ColumnTrait as _, EntityTrait as _, IntoActiveModel as _, Iterable as _,
    QueryFilter as _, QueryOrder as _, QuerySelect as _,
};

use crate::column;
use crate::connect::Store;
use crate::entity;
use crate::error::StoreError;
use crate::runs::{self, Run};
use crate::transaction::WriteTx;

/// A source and how it does.
#[derive(Debug, Clone, PartialEq)]
pub struct SourceSummary {
    /// Who.
    pub source: Source,
    /// Whether it is still fetched.
    pub active: bool,
    /// Statements that listings rest on.
    pub live_statements: u64,
    /// Items that its pages hold and that could not be taken.
    pub set_aside: u64,
    /// The last run, be it finished or not.
    pub last_run: Option<Run>,
    /// The last run that was complete.
    pub last_complete: Option<Run>,
    /// When one of its statements last said something new.
    pub last_change: Option<DateTime<Utc>>,
}

impl WriteTx {
    /// Makes the source known, or replaces what was known of it.
    ///
    /// # Errors
    /// [`StoreError::Unavailable`].
    pub async fn put_source(&self, source: &Source, active: bool) -> Result<(), StoreError> {
        let on_conflict = OnConflict::column(entity::source::Column::Id)
            .update_columns(
                entity::source::Column::iter()
                    .filter(|column| !matches!(column, entity::source::Column::Id)),
            )
            .to_owned();
        entity::source::Entity::insert(row(source, active).into_active_model().reset_all())
            .on_conflict(on_conflict)
            .exec_without_returning(&self.tx)
            .await?;
        Ok(())
    }

    /// All sources, by id.
    ///
    /// # Errors
    /// [`StoreError::Unavailable`], [`StoreError::Corrupt`].
    pub async fn all_sources(&self) -> Result<Vec<Source>, StoreError> {
        let rows = entity::source::Entity::find()
            .order_by_asc(entity::source::Column::Id)
            .all(&self.tx)
            .await?;
        rows.into_iter().map(source_of).collect()
    }
}

impl Store {
    /// All sources, by id.
    ///
    /// # Errors
    /// [`StoreError::Unavailable`], [`StoreError::Corrupt`].
    pub async fn all_sources(&self) -> Result<Vec<Source>, StoreError> {
        let rows = entity::source::Entity::find()
            .order_by_asc(entity::source::Column::Id)
            .all(&self.reader)
            .await?;
        rows.into_iter().map(source_of).collect()
    }

    /// One source.
    ///
    /// # Errors
    /// [`StoreError::Unavailable`], [`StoreError::Corrupt`].
    pub async fn source(&self, id: &SourceId) -> Result<Option<Source>, StoreError> {
        let row = entity::source::Entity::find_by_id(id.as_str())
            .one(&self.reader)
            .await?;
        row.map(source_of).transpose()
    }

    /// All sources, by id, and how each does.
    ///
    /// # Errors
    /// [`StoreError::Unavailable`], [`StoreError::Corrupt`].
    pub async fn sources(&self) -> Result<Vec<SourceSummary>, StoreError> {
        let rows = entity::source::Entity::find()
            .order_by_asc(entity::source::Column::Id)
            .all(&self.reader)
            .await?;
        let live: HashMap<String, i64> = entity::statement::Entity::find()
            .select_only()
            .column(entity::statement::Column::Source)
            .column_as(entity::statement::Column::Id.count(), "count")
            .filter(entity::statement::Column::State.ne(StatementState::Withdrawn.as_str()))
            .group_by(entity::statement::Column::Source)
            .into_tuple::<(String, i64)>()
            .all(&self.reader)
            .await?
            .into_iter()
            .collect();
        let set_aside: HashMap<String, i64> = entity::set_aside::Entity::find()
            .select_only()
            .column(entity::set_aside::Column::Source)
            .column_as(entity::set_aside::Column::Id.count(), "count")
            .group_by(entity::set_aside::Column::Source)
            .into_tuple::<(String, i64)>()
            .all(&self.reader)
            .await?
            .into_iter()
            .collect();
        let last_change: HashMap<String, DateTime<Utc>> = entity::statement::Entity::find()
            .select_only()
            .column(entity::statement::Column::Source)
            .column_as(entity::statement::Column::ChangedAt.max(), "changed_at")
            .group_by(entity::statement::Column::Source)
            .into_tuple::<(String, DateTime<Utc>)>()
            .all(&self.reader)
            .await?
            .into_iter()
            .collect();
        let mut last_run = runs::last_of_each(&self.reader, false).await?;
        let mut last_complete = runs::last_of_each(&self.reader, true).await?;
        rows.into_iter()
            .map(|row| {
                let count = |of: &HashMap<String, i64>| {
                    column::counted(of.get(&row.id).copied().unwrap_or(0))
                };
                Ok(SourceSummary {
                    active: row.active,
                    live_statements: count(&live),
                    set_aside: count(&set_aside),
                    last_run: last_run.remove(&row.id),
                    last_complete: last_complete.remove(&row.id),
                    last_change: last_change.get(&row.id).copied(),
                    source: source_of(row)?,
                })
            })
            .collect()
    }
}

fn row(source: &Source, active: bool) -> entity::source::Model {
    entity::source::Model {
        id: source.id.as_str().to_owned(),
        name: column::text(&source.name),
        homepage: column::optional_text(source.homepage.as_ref()),
        uri: column::text(&source.uri),
        licence_id: column::text(&source.licence.id),
        licence_url: column::optional_text(source.licence.url.as_ref()),
        attribution: column::text(&source.licence.attribution),
        allows_redistribution: source.licence.allows_redistribution,
        area_name: source.area.as_ref().map(|area| column::text(&area.name)),
        area_code: source
            .area
            .as_ref()
            .and_then(|area| column::optional_text(area.code.as_ref())),
        area_parts: source
            .area
            .as_ref()
            .filter(|area| !area.parts.is_empty())
            .and_then(|area| serde_json::to_string(&area.parts).ok())
            .map(|parts| column::text(&parts)),
        rank: i32::from(source.rank),
        active,
    }
}

fn source_of(row: entity::source::Model) -> Result<Source, StoreError> {
    let parts = row.area_parts.as_deref().map(serde_json::from_str);
    let parts = parts
        .transpose()
        .map_err(|error| StoreError::corrupt("source", &row.id, error))?
        .unwrap_or_default();
    Ok(Source {
        rank: u16::try_from(row.rank)
            .map_err(|error| StoreError::corrupt("source", &row.id, error))?,
        id: column::source_id("source", &row.id)?,
        name: row.name,
        homepage: row.homepage,
        uri: row.uri,
        licence: Licence {
            id: row.licence_id,
            url: row.licence_url,
            attribution: row.attribution,
            allows_redistribution: row.allows_redistribution,
        },
        area: row.area_name.map(|name| Area {
            name,
            code: row.area_code,
            parts,
        }),
    })
}

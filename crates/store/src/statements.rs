//! Statements on their way in: what a source says, when it was heard, and how it stands.
//!
//! A batch is a few statements of SQL however many items it holds. Statements are never deleted: one
//! that is withdrawn keeps its words, its history and its listing, and can come back.

use std::collections::{BTreeMap, HashMap};

use chrono::{DateTime, Utc};
use domain::lifecycle::Standing;
use domain::service::Service;
use domain::source::SourceId;
use domain::statement::{StatementKey, StatementState, content_hash};
use sea_orm::sea_query::{Expr, OnConflict};
use sea_orm::{
    ColumnTrait as _, Condition, ConnectionTrait, EntityTrait as _, IntoActiveModel as _,
    Iterable as _, QueryFilter as _, QueryOrder as _,
};
use uuid::Uuid;

use crate::column::Packer;
use crate::connect::Store;
use crate::entity::statement::{Column, Entity, Model};
use crate::entity::statement_body;
use crate::error::StoreError;
use crate::transaction::WriteTx;
use crate::{bulk, column, history};

/// A statement without its words.
#[derive(Debug, Clone, PartialEq)]
pub struct StatementHead {
    /// Its row id: [`statement_id`] of the key.
    pub id: Uuid,
    /// Which.
    pub key: StatementKey,
    /// The listing that it is part of.
    pub listing: Option<Uuid>,
    /// Tells whether what it says changed.
    pub content_hash: String,
    /// The item's own public page.
    pub url: Option<String>,
    /// The page that its words were last read from.
    pub page_url: Option<String>,
    /// How it stands.
    pub standing: Standing,
    /// When it was first heard.
    pub first_seen: DateTime<Utc>,
    /// When it was last heard.
    pub last_seen: DateTime<Utc>,
    /// The run in which it was last heard.
    pub last_seen_run: Option<Uuid>,
    /// When what it says last changed.
    pub changed_at: DateTime<Utc>,
    /// The id of the listing that it founds, wherever it is now.
    pub founds: Uuid,
    /// Of one that is withdrawn: the statement, by row id, that carries on what it founded.
    pub heir: Option<Uuid>,
}

/// A statement as heard just now.
#[derive(Debug, Clone, PartialEq)]
pub struct StatementWrite {
    /// Which.
    pub key: StatementKey,
    /// What it says.
    pub service: Service,
    /// The item's own public page.
    pub url: Option<String>,
    /// The page that it was read from.
    pub page_url: Option<String>,
    /// The item as it came.
    pub raw: String,
    /// Tells whether what it says changed.
    pub content_hash: String,
    /// The listing that it is part of; `None` leaves it where it is.
    pub listing: Option<Uuid>,
    /// The id of the listing that it founds, which no other statement founds; a statement that is
    /// known already keeps its own.
    pub founds: Uuid,
}

/// The row id of a statement: always the same for one key.
#[must_use]
pub fn statement_id(key: &StatementKey) -> Uuid {
    column::statement_id(key)
}

impl WriteTx {
    /// Those of the statements that there are. The order of the keys does not matter.
    ///
    /// # Errors
    /// [`StoreError::Unavailable`], [`StoreError::Corrupt`].
    pub async fn statement_heads(
        &self,
        keys: &[StatementKey],
    ) -> Result<HashMap<StatementKey, StatementHead>, StoreError> {
        heads(&self.tx, keys).await
    }

    /// Those of the statements that there are, by their row ids, in the order of the ids.
    ///
    /// # Errors
    /// [`StoreError::Unavailable`], [`StoreError::Corrupt`].
    pub async fn statement_heads_by_id(
        &self,
        ids: &[Uuid],
    ) -> Result<Vec<StatementHead>, StoreError> {
        heads_by_id(&self.tx, ids).await
    }

    /// Statements as heard at `at`: new ones are added, known ones replaced and active again. Where
    /// the content hash differs, what was said before goes to the history. Of two with one key the
    /// later counts.
    ///
    /// # Errors
    /// [`StoreError::Refused`] for an unknown source or listing, [`StoreError::Unavailable`],
    /// [`StoreError::Corrupt`].
    pub async fn put_statements(
        &self,
        writes: &[StatementWrite],
        run: Option<Uuid>,
        at: DateTime<Utc>,
    ) -> Result<(), StoreError> {
        let at = column::instant(at);
        let writes: BTreeMap<Uuid, &StatementWrite> = writes
            .iter()
            .map(|write| (column::statement_id(&write.key), write))
            .collect();
        let ids: Vec<Uuid> = writes.keys().copied().collect();
        let before: HashMap<Uuid, Model> = rows(&self.tx, &ids)
            .await?
            .into_iter()
            .map(|row| (row.id, row))
            .collect();
        let changed: Vec<Uuid> = before
            .values()
            .filter(|row| {
                writes
                    .get(&row.id)
                    .is_some_and(|w| w.content_hash != row.content_hash)
            })
            .map(|row| row.id)
            .collect();
        history::keep(&self.tx, &before, &changed, at).await?;

        let mut packer = Packer::new()?;
        let mut heads = Vec::with_capacity(writes.len());
        let mut bodies = Vec::with_capacity(writes.len());
        for (id, write) in writes {
            heads.push(row_of(id, write, before.get(&id), run, at).into_active_model());
            let body = statement_body::Model {
                statement: id,
                body: column::json("statement_body", &write.service)?,
                raw: packer.pack(&write.raw)?,
                raw_hash: content_hash(write.raw.as_bytes()),
            };
            bodies.push(body.into_active_model());
        }
        let replace_head = OnConflict::column(Column::Id)
            .update_columns(Column::iter().filter(|column| !matches!(column, Column::Id)))
            .to_owned();
        bulk::insert(&self.tx, heads, Some(replace_head)).await?;
        let replace_body = OnConflict::column(statement_body::Column::Statement)
            .update_columns([
                statement_body::Column::Body,
                statement_body::Column::Raw,
                statement_body::Column::RawHash,
            ])
            .to_owned();
        bulk::insert(&self.tx, bodies, Some(replace_body)).await
    }

    /// Statements heard again, saying what they said before: active from now on.
    ///
    /// # Errors
    /// [`StoreError::Unavailable`].
    pub async fn touch(
        &self,
        keys: &[StatementKey],
        run: Option<Uuid>,
        at: DateTime<Utc>,
    ) -> Result<(), StoreError> {
        let present = Standing::present();
        for ids in ids_of(keys).chunks(bulk::PIECE) {
            standing(ids, &present)
                .col_expr(Column::LastSeen, Expr::value(column::instant(at)))
                .col_expr(Column::LastSeenRun, Expr::value(run))
                .exec(&self.tx)
                .await?;
        }
        Ok(())
    }

    /// How statements stand from now on.
    ///
    /// # Errors
    /// [`StoreError::Unavailable`].
    pub async fn set_standings(
        &self,
        standings: &[(StatementKey, Standing)],
    ) -> Result<(), StoreError> {
        // Most of a crawl's absent statements end alike: one statement for each way of standing.
        let mut alike: Vec<(Standing, Vec<Uuid>)> = Vec::new();
        for (key, standing) in standings {
            let id = column::statement_id(key);
            match alike.iter_mut().find(|(other, _)| other == standing) {
                Some((_, ids)) => ids.push(id),
                None => alike.push((*standing, vec![id])),
            }
        }
        for (new, ids) in &alike {
            for ids in ids.chunks(bulk::PIECE) {
                standing(ids, new).exec(&self.tx).await?;
            }
        }
        Ok(())
    }

    /// Makes each statement part of the listing beside it.
    ///
    /// # Errors
    /// [`StoreError::Refused`] for an unknown listing, [`StoreError::Unavailable`].
    pub async fn move_statements(&self, moves: &[(StatementKey, Uuid)]) -> Result<(), StoreError> {
        let rows = moves
            .iter()
            .map(|(key, listing)| (column::statement_id(key).into(), [(*listing).into()]))
            .collect();
        bulk::update(&self.tx, "statement", "id", ["listing_id"], rows).await
    }

    /// The statements of a source that the run did not hear and that are not withdrawn, by key.
    ///
    /// # Errors
    /// [`StoreError::Unavailable`], [`StoreError::Corrupt`].
    pub async fn unseen_in_run(
        &self,
        source: &SourceId,
        run: Uuid,
    ) -> Result<Vec<StatementHead>, StoreError> {
        let mut unseen = Entity::find()
            .filter(Column::Source.eq(source.as_str()))
            .filter(Column::State.ne(StatementState::Withdrawn.as_str()))
            .filter(
                Condition::any()
                    .add(Column::LastSeenRun.is_null())
                    .add(Column::LastSeenRun.ne(run)),
            )
            .order_by_asc(Column::Id)
            .all(&self.tx)
            .await?
            .into_iter()
            .map(head_of)
            .collect::<Result<Vec<_>, _>>()?;
        unseen.sort_by(|a, b| a.key.cmp(&b.key));
        Ok(unseen)
    }
}

impl Store {
    /// Those of the statements that there are.
    ///
    /// # Errors
    /// [`StoreError::Unavailable`], [`StoreError::Corrupt`].
    pub async fn statement_heads(
        &self,
        keys: &[StatementKey],
    ) -> Result<HashMap<StatementKey, StatementHead>, StoreError> {
        heads(&self.reader, keys).await
    }

    /// Those of the statements that there are, by their row ids, in the order of the ids.
    ///
    /// # Errors
    /// [`StoreError::Unavailable`], [`StoreError::Corrupt`].
    pub async fn statement_heads_by_id(
        &self,
        ids: &[Uuid],
    ) -> Result<Vec<StatementHead>, StoreError> {
        heads_by_id(&self.reader, ids).await
    }
}

async fn heads_by_id<C: ConnectionTrait>(
    connection: &C,
    ids: &[Uuid],
) -> Result<Vec<StatementHead>, StoreError> {
    let mut heads = rows(connection, ids)
        .await?
        .into_iter()
        .map(head_of)
        .collect::<Result<Vec<_>, _>>()?;
    heads.sort_by_key(|head| head.id);
    Ok(heads)
}

pub(crate) fn ids_of(keys: &[StatementKey]) -> Vec<Uuid> {
    keys.iter().map(column::statement_id).collect()
}

pub(crate) async fn rows<C: ConnectionTrait>(
    connection: &C,
    ids: &[Uuid],
) -> Result<Vec<Model>, StoreError> {
    let mut rows = Vec::with_capacity(ids.len());
    for ids in ids.chunks(bulk::PIECE) {
        rows.extend(
            Entity::find()
                .filter(Column::Id.is_in(bulk::rounded(ids)))
                .all(connection)
                .await?,
        );
    }
    Ok(rows)
}

async fn heads<C: ConnectionTrait>(
    connection: &C,
    keys: &[StatementKey],
) -> Result<HashMap<StatementKey, StatementHead>, StoreError> {
    rows(connection, &ids_of(keys))
        .await?
        .into_iter()
        .map(|row| head_of(row).map(|head| (head.key.clone(), head)))
        .collect()
}

pub(crate) fn head_of(row: Model) -> Result<StatementHead, StoreError> {
    Ok(StatementHead {
        id: row.id,
        key: key_of(&row)?,
        founds: founds_of(&row)?,
        heir: row.heir,
        listing: row.listing_id,
        standing: standing_of(&row)?,
        content_hash: row.content_hash,
        url: row.url,
        page_url: row.page_url,
        first_seen: row.first_seen,
        last_seen: row.last_seen,
        last_seen_run: row.last_seen_run,
        changed_at: row.changed_at,
    })
}

pub(crate) fn key_of(row: &Model) -> Result<StatementKey, StoreError> {
    Ok(StatementKey {
        source: column::source_id("statement", &row.source)?,
        external_id: row.external_id.clone(),
    })
}

pub(crate) fn founds_of(row: &Model) -> Result<Uuid, StoreError> {
    row.founds
        .ok_or_else(|| StoreError::corrupt("statement", row.id, "it founds no listing"))
}

/// Reads a state; `id` says whose it is.
pub(crate) fn state_of(name: &str, id: Uuid) -> Result<StatementState, StoreError> {
    StatementState::from_name(name)
        .ok_or_else(|| StoreError::corrupt("statement", id, format!("{name:?} is not a state")))
}

pub(crate) fn standing_of(row: &Model) -> Result<Standing, StoreError> {
    let state = state_of(&row.state, row.id)?;
    let absences = u16::try_from(row.absences)
        .map_err(|error| StoreError::corrupt("statement", row.id, error))?;
    Ok(Standing {
        state,
        absences,
        absent_since: row.absent_since,
    })
}

fn row_of(
    id: Uuid,
    write: &StatementWrite,
    before: Option<&Model>,
    run: Option<Uuid>,
    at: DateTime<Utc>,
) -> Model {
    let unchanged = before.filter(|before| before.content_hash == write.content_hash);
    Model {
        id,
        source: write.key.source.as_str().to_owned(),
        external_id: column::text(&write.key.external_id),
        url: column::optional_text(write.url.as_ref()),
        page_url: column::optional_text(write.page_url.as_ref()),
        content_hash: column::text(&write.content_hash),
        listing_id: write
            .listing
            .or(before.and_then(|before| before.listing_id)),
        first_seen: before.map_or(at, |before| before.first_seen),
        last_seen: at,
        last_seen_run: run,
        changed_at: unchanged.map_or(at, |before| before.changed_at),
        state: StatementState::Active.as_str().to_owned(),
        absences: 0,
        absent_since: None,
        founds: before
            .and_then(|before| before.founds)
            .or(Some(write.founds)),
        heir: before.and_then(|before| before.heir),
        keyed_by: before.and_then(|before| before.keyed_by.clone()),
        matched_by: before.and_then(|before| before.matched_by.clone()),
    }
}

fn standing(ids: &[Uuid], new: &Standing) -> sea_orm::UpdateMany<Entity> {
    Entity::update_many()
        .filter(Column::Id.is_in(bulk::rounded(ids)))
        .col_expr(Column::State, Expr::value(new.state.as_str()))
        .col_expr(Column::Absences, Expr::value(i32::from(new.absences)))
        .col_expr(
            Column::AbsentSince,
            Expr::value(new.absent_since.map(column::instant)),
        )
}

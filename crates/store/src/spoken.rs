//! Statements on their way out: the words on which a listing rests.

use std::collections::HashMap;

use domain::service::Service;
use domain::statement::Statement;
use sea_orm::{
    ColumnTrait as _, ConnectionTrait, EntityTrait as _, QueryFilter as _, QuerySelect as _,
};
use uuid::Uuid;

use crate::connect::Store;
use crate::entity::{statement, statement_body};
use crate::error::StoreError;
use crate::statements::StatementHead;
use crate::transaction::WriteTx;
use crate::{bulk, column, statements};

/// A statement with what the store knows of it besides.
#[derive(Debug, Clone, PartialEq)]
pub struct KnownStatement {
    /// Its row id: [`crate::statement_id`] of the key.
    pub id: Uuid,
    /// The listing that it is part of; none before it is first sorted.
    pub listing: Option<Uuid>,
    /// The id of the listing that it founds, wherever it is now.
    pub founds: Uuid,
    /// True when it was once compared with the others.
    pub matched: bool,
    /// What it says.
    pub said: Statement,
}

impl WriteTx {
    /// The statements with these row ids, in the order of their keys.
    ///
    /// # Errors
    /// [`StoreError::Unavailable`], [`StoreError::Corrupt`].
    pub async fn statements_by_id(&self, ids: &[Uuid]) -> Result<Vec<KnownStatement>, StoreError> {
        known(&self.tx, ids).await
    }

    /// See [`Store::statements_of_listings`].
    ///
    /// # Errors
    /// [`StoreError::Unavailable`], [`StoreError::Corrupt`].
    pub async fn statements_of_listings(
        &self,
        listings: &[Uuid],
    ) -> Result<HashMap<Uuid, Vec<Statement>>, StoreError> {
        read(&self.tx, listings).await
    }
}

impl Store {
    /// The statements with these row ids, in the order of their keys.
    ///
    /// # Errors
    /// [`StoreError::Unavailable`], [`StoreError::Corrupt`].
    pub async fn statements_by_id(&self, ids: &[Uuid]) -> Result<Vec<KnownStatement>, StoreError> {
        known(&self.reader, ids).await
    }

    /// The statements of each listing, withdrawn ones too, in the order of their keys. A listing
    /// without any is not in the answer.
    ///
    /// # Errors
    /// [`StoreError::Unavailable`], [`StoreError::Corrupt`].
    pub async fn statements_of_listings(
        &self,
        listings: &[Uuid],
    ) -> Result<HashMap<Uuid, Vec<Statement>>, StoreError> {
        read(&self.reader, listings).await
    }

    /// The same without what they say: for whoever shows listings, not folds them.
    ///
    /// # Errors
    /// [`StoreError::Unavailable`], [`StoreError::Corrupt`].
    pub async fn statement_heads_of_listings(
        &self,
        listings: &[Uuid],
    ) -> Result<HashMap<Uuid, Vec<StatementHead>>, StoreError> {
        let mut spoken: HashMap<Uuid, Vec<StatementHead>> = HashMap::new();
        for row in rows(&self.reader, listings).await? {
            if let Some(listing) = row.listing_id {
                let head = statements::head_of(row)?;
                spoken.entry(listing).or_default().push(head);
            }
        }
        for heads in spoken.values_mut() {
            heads.sort_by(|a, b| a.key.cmp(&b.key));
        }
        Ok(spoken)
    }
}

async fn known<C: ConnectionTrait>(
    connection: &C,
    ids: &[Uuid],
) -> Result<Vec<KnownStatement>, StoreError> {
    let mut bodies = bodies(connection, ids).await?;
    let mut known = Vec::with_capacity(ids.len());
    for head in statements::rows(connection, ids).await? {
        let body = bodies.remove(&head.id).ok_or_else(|| {
            StoreError::corrupt("statement_body", head.id, "there is no such row")
        })?;
        known.push(KnownStatement {
            id: head.id,
            listing: head.listing_id,
            founds: statements::founds_of(&head)?,
            matched: head.matched_by.is_some(),
            said: statement_of(head, &body)?,
        });
    }
    known.sort_by(|a, b| a.said.key.cmp(&b.said.key));
    Ok(known)
}

async fn rows<C: ConnectionTrait>(
    connection: &C,
    listings: &[Uuid],
) -> Result<Vec<statement::Model>, StoreError> {
    let mut rows = Vec::new();
    for listings in listings.chunks(bulk::PIECE) {
        rows.extend(
            statement::Entity::find()
                .filter(statement::Column::ListingId.is_in(listings.iter().copied()))
                .all(connection)
                .await?,
        );
    }
    Ok(rows)
}

async fn read<C: ConnectionTrait>(
    connection: &C,
    listings: &[Uuid],
) -> Result<HashMap<Uuid, Vec<Statement>>, StoreError> {
    let heads = rows(connection, listings).await?;
    let ids: Vec<Uuid> = heads.iter().map(|head| head.id).collect();
    let mut bodies = bodies(connection, &ids).await?;
    let mut spoken: HashMap<Uuid, Vec<Statement>> = HashMap::new();
    for head in heads {
        let Some(listing) = head.listing_id else {
            continue;
        };
        let body = bodies.remove(&head.id).ok_or_else(|| {
            StoreError::corrupt("statement_body", head.id, "there is no such row")
        })?;
        spoken
            .entry(listing)
            .or_default()
            .push(statement_of(head, &body)?);
    }
    for statements in spoken.values_mut() {
        statements.sort_by(|a, b| a.key.cmp(&b.key));
    }
    Ok(spoken)
}

/// The words of statements, by their row ids, without the raw items.
pub(crate) async fn bodies<C: ConnectionTrait>(
    connection: &C,
    ids: &[Uuid],
) -> Result<HashMap<Uuid, String>, StoreError> {
    let mut bodies = HashMap::with_capacity(ids.len());
    for ids in ids.chunks(bulk::PIECE) {
        bodies.extend(
            statement_body::Entity::find()
                .select_only()
                .column(statement_body::Column::Statement)
                .column(statement_body::Column::Body)
                .filter(statement_body::Column::Statement.is_in(ids.iter().copied()))
                .into_tuple::<(Uuid, String)>()
                .all(connection)
                .await?,
        );
    }
    Ok(bodies)
}

fn statement_of(head: statement::Model, body: &str) -> Result<Statement, StoreError> {
    let standing = statements::standing_of(&head)?;
    Ok(Statement {
        key: statements::key_of(&head)?,
        service: column::from_json::<Service>("statement_body", head.id, body)?,
        url: head.url,
        first_seen: head.first_seen,
        last_seen: head.last_seen,
        changed_at: head.changed_at,
        state: standing.state,
        absences: standing.absences,
        absent_since: standing.absent_since,
    })
}

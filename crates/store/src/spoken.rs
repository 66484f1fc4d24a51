//! Statements on their way out: the words on which a listing rests.

use std::collections::HashMap;

use chrono::{DateTime, Utc};
use domain::matching::Sketched;
use domain::service::Service;
use domain::statement::{Statement, StatementKey, StatementState};
use sea_orm::sea_query::Expr;
use sea_orm::{
    ColumnTrait as _, ConnectionTrait, EntityTrait as _, FromQueryResult, JoinType,
    QueryFilter as _, QuerySelect as _, RelationDef,
};
use uuid::Uuid;

use crate::connect::Store;
use crate::entity::{statement, statement_body};
use crate::error::StoreError;
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
    /// True when it has been given keys before, and may have some.
    pub keyed: bool,
    /// What it says.
    pub said: Sketched,
}

/// What of a statement is shown beside the listing that it is part of.
#[derive(Debug, Clone, PartialEq)]
pub struct SpokenHead {
    /// Which.
    pub key: StatementKey,
    /// The item's own public page.
    pub url: Option<String>,
    /// How it stands.
    pub state: StatementState,
    /// When it was first heard.
    pub first_seen: DateTime<Utc>,
    /// When it was last heard.
    pub last_seen: DateTime<Utc>,
}

/// The columns of one, after the id of its listing.
type HeadRow = (
    Uuid,
    String,
    String,
    Option<String>,
    String,
    DateTime<Utc>,
    DateTime<Utc>,
);

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

    /// What of the statements of each listing stands beside it, withdrawn ones too, in the order of their keys: for
    /// whoever shows listings, not folds them.
    ///
    /// # Errors
    /// [`StoreError::Unavailable`], [`StoreError::Corrupt`].
    pub async fn spoken_heads(
        &self,
        listings: &[Uuid],
    ) -> Result<HashMap<Uuid, Vec<SpokenHead>>, StoreError> {
        let mut spoken: HashMap<Uuid, Vec<SpokenHead>> = HashMap::new();
        for listings in listings.chunks(bulk::PIECE) {
            // Only what is shown: a hit is read twenty times as often as anything else.
            let rows = statement::Entity::find()
                .select_only()
                .columns([
                    statement::Column::ListingId,
                    statement::Column::Source,
                    statement::Column::ExternalId,
                    statement::Column::Url,
                    statement::Column::State,
                    statement::Column::FirstSeen,
                    statement::Column::LastSeen,
                ])
                .filter(statement::Column::ListingId.is_in(bulk::rounded(listings)))
                .into_tuple::<HeadRow>()
                .all(&self.reader)
                .await?;
            for (listing, source, external_id, url, state, first_seen, last_seen) in rows {
                spoken.entry(listing).or_default().push(SpokenHead {
                    state: statements::state_of(&state, listing)?,
                    key: StatementKey {
                        source: column::source_id("statement", &source)?,
                        external_id,
                    },
                    url,
                    first_seen,
                    last_seen,
                });
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
    let mut known = Vec::with_capacity(ids.len());
    for ids in ids.chunks(bulk::PIECE) {
        let which = statement::Column::Id.is_in(bulk::rounded(ids));
        for Spoken { head, body } in spoken(connection, which).await? {
            known.push(KnownStatement {
                id: head.id,
                listing: head.listing_id,
                founds: statements::founds_of(&head)?,
                keyed: head.keyed_by.is_some(),
                said: statement_of(head, body.as_deref())?.into(),
            });
        }
    }
    known.sort_by(|a, b| a.said.key.cmp(&b.said.key));
    Ok(known)
}

async fn read<C: ConnectionTrait>(
    connection: &C,
    listings: &[Uuid],
) -> Result<HashMap<Uuid, Vec<Statement>>, StoreError> {
    let mut said: HashMap<Uuid, Vec<Statement>> = HashMap::new();
    for listings in listings.chunks(bulk::PIECE) {
        let which = statement::Column::ListingId.is_in(bulk::rounded(listings));
        for Spoken { head, body } in spoken(connection, which).await? {
            if let Some(listing) = head.listing_id {
                let statement = statement_of(head, body.as_deref())?;
                said.entry(listing).or_default().push(statement);
            }
        }
    }
    for statements in said.values_mut() {
        statements.sort_by(|a, b| a.key.cmp(&b.key));
    }
    Ok(said)
}

/// A statement and its words.
#[derive(FromQueryResult)]
struct Spoken {
    #[sea_orm(nested)]
    head: statement::Model,
    body: Option<String>,
}

async fn spoken<C: ConnectionTrait>(
    connection: &C,
    which: Expr,
) -> Result<Vec<Spoken>, StoreError> {
    let words: RelationDef = statement::Entity::belongs_to(statement_body::Entity)
        .from(statement::Column::Id)
        .to(statement_body::Column::Statement)
        .into();
    Ok(statement::Entity::find()
        .join(JoinType::LeftJoin, words)
        .column_as(statement_body::Column::Body, "body")
        .filter(which)
        .into_model::<Spoken>()
        .all(connection)
        .await?)
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
                .filter(statement_body::Column::Statement.is_in(bulk::rounded(ids)))
                .into_tuple::<(Uuid, String)>()
                .all(connection)
                .await?,
        );
    }
    Ok(bodies)
}

fn statement_of(head: statement::Model, body: Option<&str>) -> Result<Statement, StoreError> {
    let body =
        body.ok_or_else(|| StoreError::corrupt("statement_body", head.id, "there is no such row"))?;
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

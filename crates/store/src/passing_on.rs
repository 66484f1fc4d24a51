//! What others are told: the change log without what may not be passed on, and who says what, so
//! that the rest can be told apart.
//!
//! **Nobody hears of a listing that was never passed on, not even of its end.**

use std::collections::HashMap;

use domain::listing::Change;
use domain::source::SourceId;
use domain::statement::StatementState;
use sea_orm::{
    ColumnTrait as _, EntityTrait as _, FromQueryResult as _, QueryFilter as _, QueryOrder as _,
    QuerySelect as _, Statement, Value,
};
use uuid::Uuid;

use crate::changes::change_of;
use crate::connect::Store;
use crate::entity::{change, statement};
use crate::error::StoreError;
use crate::statements::{StatementHead, head_of};
use crate::transaction::WriteTx;
use crate::{bulk, column};

/// A change as others are told of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PublicChange {
    /// The entry in the log.
    pub change: Change,
    /// Whether there is something to pass on after it; otherwise it is the listing's end for them.
    pub passed_on: bool,
}

const EVERY: &str = "SELECT c.* FROM change c WHERE c.sequence > $1 \
     AND (c.passed_on OR EXISTS (SELECT 1 FROM change e \
     WHERE e.listing = c.listing AND e.passed_on AND e.sequence < c.sequence)) \
     ORDER BY c.sequence LIMIT $2";

const LATEST: &str = "SELECT c.* FROM change c WHERE c.sequence > $1 \
     AND NOT EXISTS (SELECT 1 FROM change n \
     WHERE n.listing = c.listing AND n.sequence > c.sequence) \
     AND (c.passed_on OR EXISTS (SELECT 1 FROM change e \
     WHERE e.listing = c.listing AND e.passed_on)) \
     ORDER BY c.sequence LIMIT $2";

impl Store {
    /// The changes after a sequence that others may hear of, in order.
    ///
    /// # Errors
    /// [`StoreError::Unavailable`], [`StoreError::Corrupt`].
    pub async fn public_changes(
        &self,
        after: i64,
        limit: u64,
    ) -> Result<Vec<PublicChange>, StoreError> {
        self.read_changes(EVERY, after, limit).await
    }

    /// The same, but of each listing only the last change there is.
    ///
    /// # Errors
    /// [`StoreError::Unavailable`], [`StoreError::Corrupt`].
    pub async fn latest_public_changes(
        &self,
        after: i64,
        limit: u64,
    ) -> Result<Vec<PublicChange>, StoreError> {
        self.read_changes(LATEST, after, limit).await
    }

    async fn read_changes(
        &self,
        sql: &str,
        after: i64,
        limit: u64,
    ) -> Result<Vec<PublicChange>, StoreError> {
        let values: [Value; 2] = [after.into(), column::count(limit).into()];
        let backend = self.reader.get_database_backend();
        change::Model::find_by_statement(Statement::from_sql_and_values(backend, sql, values))
            .all(&self.reader)
            .await?
            .into_iter()
            .map(|row| {
                let passed_on = row.passed_on;
                Ok(PublicChange {
                    change: change_of(row)?,
                    passed_on,
                })
            })
            .collect()
    }

    /// The statements that each listing rests on, without their words and without withdrawn ones,
    /// in the order of their keys.
    ///
    /// # Errors
    /// [`StoreError::Unavailable`], [`StoreError::Corrupt`].
    pub async fn heads_of_listings(
        &self,
        listings: &[Uuid],
    ) -> Result<HashMap<Uuid, Vec<StatementHead>>, StoreError> {
        let mut heads: HashMap<Uuid, Vec<StatementHead>> = HashMap::with_capacity(listings.len());
        for listings in listings.chunks(bulk::PIECE) {
            let rows = statement::Entity::find()
                .filter(statement::Column::ListingId.is_in(bulk::rounded(listings)))
                .filter(statement::Column::State.ne(StatementState::Withdrawn.as_str()))
                .all(&self.reader)
                .await?;
            for row in rows {
                if let Some(listing) = row.listing_id {
                    heads.entry(listing).or_default().push(head_of(row)?);
                }
            }
        }
        for heads in heads.values_mut() {
            heads.sort_by(|a, b| a.key.cmp(&b.key));
        }
        Ok(heads)
    }
}

impl WriteTx {
    /// The listings that rest on a source, by id.
    ///
    /// # Errors
    /// [`StoreError::Unavailable`].
    pub async fn listings_of_source(&self, source: &SourceId) -> Result<Vec<Uuid>, StoreError> {
        let ids: Vec<Option<Uuid>> = statement::Entity::find()
            .select_only()
            .column(statement::Column::ListingId)
            .distinct()
            .filter(statement::Column::Source.eq(source.as_str()))
            .filter(statement::Column::State.ne(StatementState::Withdrawn.as_str()))
            .order_by_asc(statement::Column::ListingId)
            .into_tuple()
            .all(&self.tx)
            .await?;
        Ok(ids.into_iter().flatten().collect())
    }
}

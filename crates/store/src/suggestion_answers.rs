//! When those who speak at first hand answered what another source newly said of a field.

use chrono::{DateTime, Utc};
use domain::listing::Field;
use sea_orm::sea_query::OnConflict;
use sea_orm::{ColumnTrait as _, EntityTrait as _, IntoActiveModel as _, QueryFilter as _};
use uuid::Uuid;

use crate::column;
use crate::connect::Store;
use crate::entity::suggestion_answer::{Column, Entity, Model};
use crate::error::StoreError;
use crate::transaction::WriteTx;

/// One answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SuggestionAnswer {
    /// Of which listing.
    pub listing: Uuid,
    /// The row id of the statement that was the question.
    pub statement: Uuid,
    /// About which field.
    pub field: Field,
    /// When.
    pub answered_at: DateTime<Utc>,
}

impl WriteTx {
    /// Keeps an answer, in place of an earlier one to the same statement on the same field.
    ///
    /// # Errors
    /// [`StoreError::Unavailable`], [`StoreError::Corrupt`].
    pub async fn put_suggestion_answer(&self, answer: &SuggestionAnswer) -> Result<(), StoreError> {
        let row = Model {
            listing: answer.listing,
            statement: answer.statement,
            field: column::json("suggestion_answer", &answer.field)?,
            answered_at: column::instant(answer.answered_at),
        };
        let replace = OnConflict::columns([Column::Listing, Column::Statement, Column::Field])
            .update_column(Column::AnsweredAt)
            .to_owned();
        Entity::insert(row.into_active_model())
            .on_conflict(replace)
            .exec_without_returning(&self.tx)
            .await?;
        Ok(())
    }
}

impl Store {
    /// All answers of a listing.
    ///
    /// # Errors
    /// [`StoreError::Unavailable`], [`StoreError::Corrupt`].
    pub async fn suggestion_answers(
        &self,
        listing: Uuid,
    ) -> Result<Vec<SuggestionAnswer>, StoreError> {
        Entity::find()
            .filter(Column::Listing.eq(listing))
            .all(&self.reader)
            .await?
            .into_iter()
            .map(|row| {
                Ok(SuggestionAnswer {
                    listing: row.listing,
                    statement: row.statement,
                    field: column::from_json("suggestion_answer", row.statement, &row.field)?,
                    answered_at: row.answered_at,
                })
            })
            .collect()
    }
}

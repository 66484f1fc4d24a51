//! Counts of what is looked for: by week, half a postcode and term. **No row is about one search.**

use sea_orm::sea_query::{Alias, Expr, ExprTrait as _, OnConflict};
use sea_orm::{
    ColumnTrait as _, EntityTrait as _, IntoActiveModel as _, QueryFilter as _, QueryOrder as _,
};

use crate::connect::Store;
use crate::entity::search_term_count::{Column, Entity, Model};
use crate::error::StoreError;
use crate::transaction::WriteTx;
use crate::{bulk, column};

/// How often something was looked for.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct TermCount {
    /// ISO week: `2026-W48`.
    pub week: String,
    /// First half of a postcode, or empty where no place was named.
    pub outward: String,
    /// The term, or empty for all searches.
    pub term: String,
    /// Searches.
    pub searches: i64,
    /// Of these, those with some results and fewer than five.
    pub few: i64,
    /// Of these, those with no results.
    pub nothing: i64,
}

impl WriteTx {
    /// Adds to what has been counted; no two of `counts` may have the same week, outward code and
    /// term.
    ///
    /// # Errors
    /// [`StoreError::Unavailable`].
    pub async fn add_search_terms(&self, counts: &[TermCount]) -> Result<(), StoreError> {
        let rows = counts
            .iter()
            .map(|count| {
                Model {
                    week: column::key(&count.week),
                    outward: column::key(&count.outward),
                    term: column::key(&count.term),
                    searches: count.searches,
                    few: count.few,
                    nothing: count.nothing,
                }
                .into_active_model()
            })
            .collect();
        let sum = |counted: Column| {
            let more = Expr::col((Alias::new("excluded"), counted));
            (counted, Expr::col((Entity, counted)).add(more))
        };
        let add = OnConflict::columns([Column::Week, Column::Outward, Column::Term])
            .values([
                sum(Column::Searches),
                sum(Column::Few),
                sum(Column::Nothing),
            ])
            .to_owned();
        bulk::insert(&self.tx, rows, Some(add)).await
    }
}

impl Store {
    /// What was counted from an ISO week on, by week, outward code and term; `outward` asks for one
    /// half of a postcode alone.
    ///
    /// # Errors
    /// [`StoreError::Unavailable`].
    pub async fn search_terms(
        &self,
        since_week: &str,
        outward: Option<&str>,
    ) -> Result<Vec<TermCount>, StoreError> {
        let mut select = Entity::find().filter(Column::Week.gte(since_week));
        if let Some(outward) = outward {
            select = select.filter(Column::Outward.eq(outward));
        }
        let rows = select
            .order_by_asc(Column::Week)
            .order_by_asc(Column::Outward)
            .order_by_asc(Column::Term)
            .all(&self.reader)
            .await?;
        let counts = rows.into_iter().map(|row| TermCount {
            week: row.week,
            outward: row.outward,
            term: row.term,
            searches: row.searches,
            few: row.few,
            nothing: row.nothing,
        });
        Ok(counts.collect())
    }
}

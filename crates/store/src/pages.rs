//! What is remembered of each page that was fetched: how to ask whether it changed, where it led,
//! and **which items it gave when it was last read in full**. The last is what lets an unchanged
//! page vouch for its items, and for no others: not for one that had gone from it earlier.

use chrono::{DateTime, Utc};
use domain::source::SourceId;
use domain::statement::StatementKey;
use sea_orm::sea_query::{Expr, OnConflict};
use sea_orm::{
    ColumnTrait as _, ConnectionTrait, EntityTrait as _, IntoActiveModel as _, QueryFilter as _,
};
use serde_json::Value;
use uuid::Uuid;

use crate::column;
use crate::connect::Store;
use crate::entity::crawl_page::{Column, Entity, Model};
use crate::entity::set_aside;
use crate::error::StoreError;
use crate::statements::StatementHead;
use crate::transaction::WriteTx;

/// What is remembered of a page.
#[derive(Debug, Clone, PartialEq)]
pub struct Page {
    /// Whose.
    pub source: SourceId,
    /// The address as asked for.
    pub url: String,
    /// For `If-None-Match`.
    pub etag: Option<String>,
    /// For `If-Modified-Since`.
    pub last_modified: Option<String>,
    /// Tells whether the body changed, where the server does not.
    pub body_hash: Option<String>,
    /// Where it led, in the crawler's own shape.
    pub links: Value,
    /// The external ids of the items that it gave when it was last read in full.
    pub items: Vec<String>,
    /// The run that last dealt with it.
    pub run: Uuid,
    /// When.
    pub fetched_at: DateTime<Utc>,
}

/// What an unchanged page vouched for.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct TouchedPage {
    /// Its statements, as they stood **before** they were touched.
    pub statements: Vec<StatementHead>,
    /// Items on it that could not be taken, and still cannot.
    pub set_aside: u64,
}

impl WriteTx {
    /// What is remembered of a page.
    ///
    /// # Errors
    /// [`StoreError::Unavailable`], [`StoreError::Corrupt`].
    pub async fn page(&self, source: &SourceId, url: &str) -> Result<Option<Page>, StoreError> {
        read(&self.tx, source, url).await
    }

    /// Remembers a page that was read in full.
    ///
    /// # Errors
    /// [`StoreError::Refused`] for an unknown source, [`StoreError::Unavailable`].
    pub async fn put_page(&self, page: &Page) -> Result<(), StoreError> {
        let row = Model {
            source: page.source.as_str().to_owned(),
            url: column::key(&page.url),
            etag: column::optional_text(page.etag.as_ref()),
            last_modified: column::optional_text(page.last_modified.as_ref()),
            body_hash: column::optional_text(page.body_hash.as_ref()),
            links: column::json("crawl_page", &page.links)?,
            items: column::json("crawl_page", &page.items)?,
            run: page.run,
            fetched_at: column::instant(page.fetched_at),
        };
        Entity::insert(row.into_active_model())
            .on_conflict(
                OnConflict::columns([Column::Source, Column::Url])
                    .update_columns([
                        Column::Etag,
                        Column::LastModified,
                        Column::BodyHash,
                        Column::Links,
                        Column::Items,
                        Column::Run,
                        Column::FetchedAt,
                    ])
                    .to_owned(),
            )
            .exec_without_returning(&self.tx)
            .await?;
        Ok(())
    }

    /// The page is as it was: every item that it gave when it was last read counts as heard, a
    /// withdrawn one too, and the page as dealt with in `run`. A page that is not remembered
    /// vouches for nothing.
    ///
    /// # Errors
    /// [`StoreError::Unavailable`], [`StoreError::Corrupt`].
    pub async fn touch_page(
        &self,
        source: &SourceId,
        url: &str,
        run: Uuid,
        at: DateTime<Utc>,
    ) -> Result<TouchedPage, StoreError> {
        let Some(page) = self.page(source, url).await? else {
            return Ok(TouchedPage::default());
        };
        let statements = self.statements_of_page(&page).await?;
        let keys: Vec<StatementKey> = statements.iter().map(|head| head.key.clone()).collect();
        self.touch(&keys, Some(run), at).await?;
        Entity::update_many()
            .filter(Column::Source.eq(source.as_str()))
            .filter(Column::Url.eq(column::key(url)))
            .col_expr(Column::Run, Expr::value(run))
            .col_expr(Column::FetchedAt, Expr::value(column::instant(at)))
            .exec(&self.tx)
            .await?;
        let set_aside = set_aside::Entity::update_many()
            .filter(set_aside::Column::Source.eq(source.as_str()))
            .filter(set_aside::Column::PageUrl.eq(column::key(url)))
            .col_expr(set_aside::Column::Run, Expr::value(run))
            .exec(&self.tx)
            .await?
            .rows_affected;
        Ok(TouchedPage {
            statements,
            set_aside,
        })
    }

    /// The page is gone: it is forgotten, with what was set aside from it. What its statements mean
    /// now is for the caller to say: here is how they stand.
    ///
    /// # Errors
    /// [`StoreError::Unavailable`], [`StoreError::Corrupt`].
    pub async fn remove_page(
        &self,
        source: &SourceId,
        url: &str,
    ) -> Result<Vec<StatementHead>, StoreError> {
        let Some(page) = self.page(source, url).await? else {
            return Ok(Vec::new());
        };
        let statements = self.statements_of_page(&page).await?;
        Entity::delete_by_id((source.as_str().to_owned(), column::key(url)))
            .exec(&self.tx)
            .await?;
        self.clear_set_aside(source, url).await?;
        Ok(statements)
    }

    async fn statements_of_page(&self, page: &Page) -> Result<Vec<StatementHead>, StoreError> {
        let keys: Vec<StatementKey> = page
            .items
            .iter()
            .map(|id| StatementKey {
                source: page.source.clone(),
                external_id: id.clone(),
            })
            .collect();
        let mut heads: Vec<StatementHead> =
            self.statement_heads(&keys).await?.into_values().collect();
        heads.sort_by(|a, b| a.key.cmp(&b.key));
        Ok(heads)
    }
}

impl Store {
    /// What is remembered of a page.
    ///
    /// # Errors
    /// [`StoreError::Unavailable`], [`StoreError::Corrupt`].
    pub async fn page(&self, source: &SourceId, url: &str) -> Result<Option<Page>, StoreError> {
        read(&self.reader, source, url).await
    }
}

async fn read<C: ConnectionTrait>(
    connection: &C,
    source: &SourceId,
    url: &str,
) -> Result<Option<Page>, StoreError> {
    let row = Entity::find_by_id((source.as_str().to_owned(), column::key(url)))
        .one(connection)
        .await?;
    row.map(|row| {
        Ok(Page {
            source: source.clone(),
            url: url.to_owned(),
            etag: row.etag,
            last_modified: row.last_modified,
            body_hash: row.body_hash,
            links: column::from_json("crawl_page", &row.url, &row.links)?,
            items: column::from_json("crawl_page", &row.url, &row.items)?,
            run: row.run,
            fetched_at: row.fetched_at,
        })
    })
    .transpose()
}

//! What is looked for and not found: counts by week and half a postcode, and nothing about anybody.

use sea_orm::sea_query::{Index, Table};
use sea_orm::{DbErr, DeriveIden, DeriveMigrationName};
use sea_orm_migration::schema::{big_integer, string};
use sea_orm_migration::{MigrationTrait, SchemaManager, async_trait};

#[derive(DeriveMigrationName)]
pub(super) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, schema: &SchemaManager) -> Result<(), DbErr> {
        schema
            .create_table(
                Table::create()
                    .table(SearchTermCount::Table)
                    .col(string(SearchTermCount::Week))
                    .col(string(SearchTermCount::Outward))
                    .col(string(SearchTermCount::Term))
                    .col(big_integer(SearchTermCount::Searches))
                    .col(big_integer(SearchTermCount::Few))
                    .col(big_integer(SearchTermCount::Nothing))
                    .primary_key(
                        Index::create()
                            .col(SearchTermCount::Week)
                            .col(SearchTermCount::Outward)
                            .col(SearchTermCount::Term),
                    )
                    .to_owned(),
            )
            .await
    }
}

#[derive(DeriveIden)]
enum SearchTermCount {
    Table,
    Week,
    Outward,
    Term,
    Searches,
    Few,
    Nothing,
}

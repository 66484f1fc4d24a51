//! Categories: what the codes by which listings are filtered are called.

use sea_orm::sea_query::Table;
use sea_orm::{DbErr, DeriveIden, DeriveMigrationName};
use sea_orm_migration::schema::string;
use sea_orm_migration::{MigrationTrait, SchemaManager, async_trait};

#[derive(DeriveMigrationName)]
pub(super) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, schema: &SchemaManager) -> Result<(), DbErr> {
        schema
            .create_table(
                Table::create()
                    .table(TaxonomyTerm::Table)
                    .col(string(TaxonomyTerm::Code).primary_key())
                    .col(string(TaxonomyTerm::Name))
                    .to_owned(),
            )
            .await
    }
}

#[derive(DeriveIden)]
enum TaxonomyTerm {
    Table,
    Code,
    Name,
}

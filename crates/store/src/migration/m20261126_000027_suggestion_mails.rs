//! When somebody was last written to about what other sources newly say.

use sea_orm::sea_query::Table;
use sea_orm::{DbErr, DeriveIden, DeriveMigrationName};
use sea_orm_migration::schema::{timestamp_with_time_zone, uuid};
use sea_orm_migration::{MigrationTrait, SchemaManager, async_trait};

#[derive(DeriveMigrationName)]
pub(super) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, schema: &SchemaManager) -> Result<(), DbErr> {
        schema
            .create_table(
                Table::create()
                    .table(SuggestionMail::Table)
                    .col(uuid(SuggestionMail::Account).primary_key())
                    .col(timestamp_with_time_zone(SuggestionMail::WrittenAt))
                    .to_owned(),
            )
            .await
    }
}

#[derive(DeriveIden)]
enum SuggestionMail {
    Table,
    Account,
    WrittenAt,
}

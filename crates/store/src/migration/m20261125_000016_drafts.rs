//! What somebody has begun to write of a listing and not yet said.

use sea_orm::sea_query::{Index, Table};
use sea_orm::{DbErr, DeriveIden, DeriveMigrationName};
use sea_orm_migration::schema::{text, timestamp_with_time_zone, uuid};
use sea_orm_migration::{MigrationTrait, SchemaManager, async_trait};

#[derive(DeriveMigrationName)]
pub(super) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, schema: &SchemaManager) -> Result<(), DbErr> {
        // The subject is a listing, or the id of one that is yet to be made.
        schema
            .create_table(
                Table::create()
                    .table(Draft::Table)
                    .col(uuid(Draft::Account))
                    .col(uuid(Draft::Subject))
                    .col(text(Draft::Body))
                    .col(timestamp_with_time_zone(Draft::UpdatedAt))
                    .primary_key(Index::create().col(Draft::Account).col(Draft::Subject))
                    .to_owned(),
            )
            .await
    }
}

#[derive(DeriveIden)]
enum Draft {
    Table,
    Account,
    Subject,
    Body,
    UpdatedAt,
}

//! What people tell of listings, and what they were answered.

use sea_orm::sea_query::{Index, Table};
use sea_orm::{DbErr, DeriveIden, DeriveMigrationName};
use sea_orm_migration::schema::{
    string, string_null, timestamp_with_time_zone, timestamp_with_time_zone_null, uuid,
};
use sea_orm_migration::{MigrationTrait, SchemaManager, async_trait};

#[derive(DeriveMigrationName)]
pub(super) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, schema: &SchemaManager) -> Result<(), DbErr> {
        // A listing may be merged or withdrawn while its report waits: there is no foreign key.
        schema
            .create_table(
                Table::create()
                    .table(Report::Table)
                    .col(uuid(Report::Id).primary_key())
                    .col(uuid(Report::Listing))
                    .col(string(Report::Kind))
                    .col(string(Report::Words))
                    .col(string_null(Report::Reporter))
                    .col(timestamp_with_time_zone(Report::CreatedAt))
                    .col(timestamp_with_time_zone(Report::AnswerBy))
                    .col(string(Report::State))
                    .col(string_null(Report::Answer))
                    .col(string_null(Report::AnsweredBy))
                    .col(timestamp_with_time_zone_null(Report::AnsweredAt))
                    .to_owned(),
            )
            .await?;
        schema
            .create_index(
                Index::create()
                    .name("report_by_state")
                    .table(Report::Table)
                    .col(Report::State)
                    .col(Report::CreatedAt)
                    .to_owned(),
            )
            .await?;
        Ok(())
    }
}

#[derive(DeriveIden)]
enum Report {
    Table,
    Id,
    Listing,
    Kind,
    Words,
    Reporter,
    CreatedAt,
    AnswerBy,
    State,
    Answer,
    AnsweredBy,
    AnsweredAt,
}

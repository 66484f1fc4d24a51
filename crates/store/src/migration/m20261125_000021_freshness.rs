//! What groups say of their own listings' being right: when they were asked, and what they answered.

use sea_orm::sea_query::{ColumnDef, Index, Table};
use sea_orm::{DbErr, DeriveIden, DeriveMigrationName};
use sea_orm_migration::schema::{
    date_null, integer, string_null, string_uniq, timestamp_with_time_zone,
    timestamp_with_time_zone_null, uuid, uuid_null,
};
use sea_orm_migration::{MigrationTrait, SchemaManager, async_trait};

#[derive(DeriveMigrationName)]
pub(super) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, schema: &SchemaManager) -> Result<(), DbErr> {
        // A listing may be merged and come back: there is no foreign key.
        schema
            .create_table(
                Table::create()
                    .table(Confirmation::Table)
                    .col(uuid(Confirmation::Listing).primary_key())
                    .col(date_null(Confirmation::ConfirmedOn))
                    .col(string_null(Confirmation::Fingerprint))
                    .col(uuid_null(Confirmation::ConfirmedBy))
                    .col(timestamp_with_time_zone_null(Confirmation::FirstAsked))
                    .col(timestamp_with_time_zone_null(Confirmation::LastAsked))
                    .col(integer(Confirmation::TimesAsked))
                    .col(date_null(Confirmation::UnansweredSince))
                    .to_owned(),
            )
            .await?;
        schema
            .create_table(
                Table::create()
                    .table(Reminder::Table)
                    .col(uuid(Reminder::Id).primary_key())
                    .col(uuid(Reminder::Account))
                    .col(string_uniq(Reminder::LinkHash))
                    .col(timestamp_with_time_zone(Reminder::AskedAt))
                    .col(timestamp_with_time_zone(Reminder::ExpiresAt))
                    .col(timestamp_with_time_zone_null(Reminder::AnsweredAt))
                    .to_owned(),
            )
            .await?;
        schema
            .create_index(
                Index::create()
                    .name("reminder_by_account")
                    .table(Reminder::Table)
                    .col(Reminder::Account)
                    .col(Reminder::AskedAt)
                    .to_owned(),
            )
            .await?;
        schema
            .alter_table(
                Table::alter()
                    .table(Listing::Table)
                    .add_column(ColumnDef::new(Listing::UnansweredSince).date())
                    .to_owned(),
            )
            .await
    }
}

#[derive(DeriveIden)]
enum Confirmation {
    Table,
    Listing,
    ConfirmedOn,
    Fingerprint,
    ConfirmedBy,
    FirstAsked,
    LastAsked,
    TimesAsked,
    UnansweredSince,
}

#[derive(DeriveIden)]
enum Reminder {
    Table,
    Id,
    Account,
    LinkHash,
    AskedAt,
    ExpiresAt,
    AnsweredAt,
}

#[derive(DeriveIden)]
enum Listing {
    Table,
    UnansweredSince,
}

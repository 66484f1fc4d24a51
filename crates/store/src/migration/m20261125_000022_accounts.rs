//! How much each key is used, by day and kind, and addresses that wait to be confirmed.

use sea_orm::sea_query::{Index, Table};
use sea_orm::{DbErr, DeriveIden, DeriveMigrationName};
use sea_orm_migration::schema::{
    big_integer, date, string, string_uniq, timestamp_with_time_zone, uuid,
};
use sea_orm_migration::{MigrationTrait, SchemaManager, async_trait};

#[derive(DeriveMigrationName)]
pub(super) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, schema: &SchemaManager) -> Result<(), DbErr> {
        schema
            .create_table(
                Table::create()
                    .table(ApiKeyUse::Table)
                    .col(uuid(ApiKeyUse::Key))
                    .col(date(ApiKeyUse::Day))
                    .col(string(ApiKeyUse::Kind))
                    .col(big_integer(ApiKeyUse::Requests))
                    .col(big_integer(ApiKeyUse::Refused))
                    .primary_key(
                        Index::create()
                            .col(ApiKeyUse::Key)
                            .col(ApiKeyUse::Day)
                            .col(ApiKeyUse::Kind),
                    )
                    .to_owned(),
            )
            .await?;
        schema
            .create_table(
                Table::create()
                    .table(AddressChange::Table)
                    .col(uuid(AddressChange::Account).primary_key())
                    .col(string(AddressChange::Email))
                    .col(string_uniq(AddressChange::LinkHash))
                    .col(timestamp_with_time_zone(AddressChange::AskedAt))
                    .col(timestamp_with_time_zone(AddressChange::ExpiresAt))
                    .to_owned(),
            )
            .await
    }
}

#[derive(DeriveIden)]
enum ApiKeyUse {
    Table,
    Key,
    Day,
    Kind,
    Requests,
    Refused,
}

#[derive(DeriveIden)]
enum AddressChange {
    Table,
    Account,
    Email,
    LinkHash,
    AskedAt,
    ExpiresAt,
}

//! The Charity Commission's register: what is kept of each charity, and how far it was imported.

use sea_orm::sea_query::Table;
use sea_orm::{DbErr, DeriveIden, DeriveMigrationName};
use sea_orm_migration::schema::{
    big_integer, boolean, date_null, integer, string, string_null, timestamp_with_time_zone_null,
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
                    .table(Charity::Table)
                    .col(integer(Charity::Number).primary_key())
                    .col(string(Charity::Name))
                    .col(string(Charity::Status))
                    .col(date_null(Charity::RemovedOn))
                    .col(string_null(Charity::Website))
                    .col(string_null(Charity::CompanyNumber))
                    .to_owned(),
            )
            .await?;
        schema
            .create_table(
                Table::create()
                    .table(CharityRegister::Table)
                    .col(string(CharityRegister::Scheme).primary_key())
                    .col(date_null(CharityRegister::ExtractedOn))
                    .col(timestamp_with_time_zone_null(CharityRegister::ImportedAt))
                    .col(big_integer(CharityRegister::Charities))
                    .col(big_integer(CharityRegister::Registered))
                    .col(boolean(CharityRegister::Unfinished))
                    .to_owned(),
            )
            .await
    }
}

#[derive(DeriveIden)]
enum Charity {
    Table,
    Number,
    Name,
    Status,
    RemovedOn,
    Website,
    CompanyNumber,
}

#[derive(DeriveIden)]
enum CharityRegister {
    Table,
    Scheme,
    ExtractedOn,
    ImportedAt,
    Charities,
    Registered,
    Unfinished,
}

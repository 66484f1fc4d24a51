//! Listings, their organizations, and where merged listings lead.

use sea_orm::sea_query::{ForeignKey, Index, Table};
use sea_orm::{DbErr, DeriveIden, DeriveMigrationName};
use sea_orm_migration::schema::{
    big_integer, date_null, string, string_uniq, timestamp_with_time_zone, uuid, uuid_null,
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
                    .table(Organization::Table)
                    .col(uuid(Organization::Id).primary_key())
                    .col(string_uniq(Organization::Slug))
                    .col(string(Organization::Name))
                    .col(string_uniq(Organization::NormalisedName))
                    .col(string(Organization::Body))
                    .to_owned(),
            )
            .await?;
        schema
            .create_table(
                Table::create()
                    .table(Listing::Table)
                    .col(uuid(Listing::Id).primary_key())
                    .col(string_uniq(Listing::Slug))
                    .col(string(Listing::Name))
                    .col(string(Listing::Status))
                    .col(big_integer(Listing::Version))
                    .col(uuid_null(Listing::OrganizationId))
                    .col(date_null(Listing::LastConfirmed))
                    .col(timestamp_with_time_zone(Listing::LastSeen))
                    .col(timestamp_with_time_zone(Listing::ChangedAt))
                    // The long ones last: SQLite reads a row from its front.
                    .col(string(Listing::Body))
                    .col(string(Listing::Provenance))
                    .foreign_key(
                        ForeignKey::create()
                            .from(Listing::Table, Listing::OrganizationId)
                            .to(Organization::Table, Organization::Id),
                    )
                    .to_owned(),
            )
            .await?;
        schema
            .create_index(
                Index::create()
                    .name("listing_by_status")
                    .table(Listing::Table)
                    .col(Listing::Status)
                    .to_owned(),
            )
            .await?;
        schema
            .create_index(
                Index::create()
                    .name("listing_by_organization")
                    .table(Listing::Table)
                    .col(Listing::OrganizationId)
                    .to_owned(),
            )
            .await?;
        schema
            .create_table(
                Table::create()
                    .table(Alias::Table)
                    .col(uuid(Alias::Id).primary_key())
                    .col(string_uniq(Alias::Slug))
                    .col(uuid(Alias::Survivor))
                    .col(big_integer(Alias::Version))
                    .col(timestamp_with_time_zone(Alias::At))
                    .to_owned(),
            )
            .await
    }
}

#[derive(DeriveIden)]
enum Organization {
    Table,
    Id,
    Slug,
    Name,
    NormalisedName,
    Body,
}

#[derive(DeriveIden)]
enum Listing {
    Table,
    Id,
    Slug,
    Name,
    Status,
    Version,
    OrganizationId,
    LastConfirmed,
    LastSeen,
    ChangedAt,
    Body,
    Provenance,
}

#[derive(DeriveIden)]
enum Alias {
    Table,
    Id,
    Slug,
    Survivor,
    Version,
    At,
}

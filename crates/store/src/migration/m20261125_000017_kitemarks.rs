//! Kitemarks: the versions of schemes that were answered, applications, awards.

use sea_orm::sea_query::{Index, Table};
use sea_orm::{DbErr, DeriveIden, DeriveMigrationName};
use sea_orm_migration::schema::{
    big_integer, boolean, date, integer, integer_null, string, string_null,
    timestamp_with_time_zone, uuid, uuid_null,
};
use sea_orm_migration::{MigrationTrait, SchemaManager, async_trait};

#[derive(DeriveMigrationName)]
pub(super) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, schema: &SchemaManager) -> Result<(), DbErr> {
        scheme(schema).await?;
        application(schema).await?;
        award(schema).await?;
        Ok(())
    }
}

async fn scheme(schema: &SchemaManager<'_>) -> Result<(), DbErr> {
    schema
        .create_table(
            Table::create()
                .table(KitemarkScheme::Table)
                .col(string(KitemarkScheme::Id))
                .col(integer(KitemarkScheme::Version))
                .col(string(KitemarkScheme::Body))
                .col(timestamp_with_time_zone(KitemarkScheme::FirstUsed))
                .primary_key(
                    Index::create()
                        .col(KitemarkScheme::Id)
                        .col(KitemarkScheme::Version),
                )
                .to_owned(),
        )
        .await?;
    Ok(())
}

async fn application(schema: &SchemaManager<'_>) -> Result<(), DbErr> {
    schema
        .create_table(
            Table::create()
                .table(KitemarkApplication::Table)
                .col(uuid(KitemarkApplication::Id).primary_key())
                .col(uuid(KitemarkApplication::Organization))
                .col(string(KitemarkApplication::Scheme))
                .col(integer(KitemarkApplication::SchemeVersion))
                .col(string(KitemarkApplication::Tier))
                .col(string(KitemarkApplication::State))
                .col(boolean(KitemarkApplication::Tiny))
                .col(uuid_null(KitemarkApplication::Buddy))
                .col(boolean(KitemarkApplication::BuddyAgreed))
                .col(string(KitemarkApplication::Answers))
                .col(string(KitemarkApplication::History))
                .col(timestamp_with_time_zone(KitemarkApplication::CreatedAt))
                .col(timestamp_with_time_zone(KitemarkApplication::ChangedAt))
                .col(big_integer(KitemarkApplication::Version))
                .to_owned(),
        )
        .await?;
    schema
        .create_index(
            Index::create()
                .name("kitemark_application_by_organization")
                .table(KitemarkApplication::Table)
                .col(KitemarkApplication::Organization)
                .to_owned(),
        )
        .await?;
    schema
        .create_index(
            Index::create()
                .name("kitemark_application_by_state")
                .table(KitemarkApplication::Table)
                .col(KitemarkApplication::State)
                .to_owned(),
        )
        .await?;
    Ok(())
}

async fn award(schema: &SchemaManager<'_>) -> Result<(), DbErr> {
    schema
        .create_table(
            Table::create()
                .table(KitemarkAward::Table)
                .col(uuid(KitemarkAward::Id).primary_key())
                .col(uuid(KitemarkAward::Organization))
                .col(uuid(KitemarkAward::Application))
                .col(string(KitemarkAward::Scheme))
                .col(integer(KitemarkAward::SchemeVersion))
                .col(string(KitemarkAward::Rungs))
                .col(string_null(KitemarkAward::AssessedBy))
                .col(date(KitemarkAward::AwardedOn))
                .col(string(KitemarkAward::State))
                .col(string_null(KitemarkAward::Reason))
                .col(integer(KitemarkAward::Rung))
                .col(integer_null(KitemarkAward::Reminded))
                .col(string_null(KitemarkAward::Check))
                .col(timestamp_with_time_zone(KitemarkAward::ChangedAt))
                .col(big_integer(KitemarkAward::Version))
                .to_owned(),
        )
        .await?;
    schema
        .create_index(
            Index::create()
                .name("kitemark_award_by_organization")
                .table(KitemarkAward::Table)
                .col(KitemarkAward::Organization)
                .to_owned(),
        )
        .await?;
    schema
        .create_index(
            Index::create()
                .name("kitemark_award_by_state")
                .table(KitemarkAward::Table)
                .col(KitemarkAward::State)
                .to_owned(),
        )
        .await?;
    Ok(())
}

#[derive(DeriveIden)]
enum KitemarkScheme {
    Table,
    Id,
    Version,
    Body,
    FirstUsed,
}

#[derive(DeriveIden)]
enum KitemarkApplication {
    Table,
    Id,
    Organization,
    Scheme,
    SchemeVersion,
    Tier,
    State,
    Tiny,
    Buddy,
    BuddyAgreed,
    Answers,
    History,
    CreatedAt,
    ChangedAt,
    Version,
}

#[derive(DeriveIden)]
enum KitemarkAward {
    Table,
    Id,
    Organization,
    Application,
    Scheme,
    SchemeVersion,
    Rungs,
    AssessedBy,
    AwardedOn,
    State,
    Reason,
    Rung,
    Reminded,
    Check,
    ChangedAt,
    Version,
}

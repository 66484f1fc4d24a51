//! Statements, what they said before, and what is known of which belong together.
//!
//! Head and body are two tables: each crawl writes every head again, and the bodies, ten times as
//! large, stay as they are.

use sea_orm::sea_query::{ForeignKey, ForeignKeyCreateStatement, Index, IntoIden, Table};
use sea_orm::{DbErr, DeriveIden, DeriveMigrationName};
use sea_orm_migration::schema::{
    big_pk_auto, blob, boolean, integer, string, string_null, timestamp_with_time_zone,
    timestamp_with_time_zone_null, uuid, uuid_null,
};
use sea_orm_migration::{MigrationTrait, SchemaManager, async_trait};

#[derive(DeriveMigrationName)]
pub(super) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, schema: &SchemaManager) -> Result<(), DbErr> {
        statement(schema).await?;
        bodies(schema).await?;
        matching(schema).await
    }
}

async fn statement(schema: &SchemaManager<'_>) -> Result<(), DbErr> {
    schema
        .create_table(
            Table::create()
                .table(Statement::Table)
                .col(uuid(Statement::Id).primary_key())
                .col(string(Statement::Source))
                .col(string(Statement::ExternalId))
                .col(string_null(Statement::Url))
                .col(string_null(Statement::PageUrl))
                .col(string(Statement::ContentHash))
                .col(uuid_null(Statement::ListingId))
                .col(timestamp_with_time_zone(Statement::FirstSeen))
                .col(timestamp_with_time_zone(Statement::LastSeen))
                .col(uuid_null(Statement::LastSeenRun))
                .col(timestamp_with_time_zone(Statement::ChangedAt))
                .col(string(Statement::State))
                .col(integer(Statement::Absences))
                .col(timestamp_with_time_zone_null(Statement::AbsentSince))
                .foreign_key(
                    ForeignKey::create()
                        .from(Statement::Table, Statement::Source)
                        .to(Source::Table, Source::Id),
                )
                .foreign_key(
                    ForeignKey::create()
                        .from(Statement::Table, Statement::ListingId)
                        .to(Listing::Table, Listing::Id),
                )
                .to_owned(),
        )
        .await?;
    schema
        .create_index(
            Index::create()
                .name("statement_by_source")
                .table(Statement::Table)
                .col(Statement::Source)
                .col(Statement::State)
                .to_owned(),
        )
        .await?;
    schema
        .create_index(
            Index::create()
                .name("statement_by_listing")
                .table(Statement::Table)
                .col(Statement::ListingId)
                .to_owned(),
        )
        .await
}

async fn bodies(schema: &SchemaManager<'_>) -> Result<(), DbErr> {
    schema
        .create_table(
            Table::create()
                .table(StatementBody::Table)
                .col(uuid(StatementBody::Statement).primary_key())
                .col(string(StatementBody::Body))
                .col(blob(StatementBody::Raw))
                .col(string(StatementBody::RawHash))
                .foreign_key(&mut of_statement(
                    StatementBody::Table,
                    StatementBody::Statement,
                ))
                .to_owned(),
        )
        .await?;
    schema
        .create_table(
            Table::create()
                .table(StatementVersion::Table)
                .col(big_pk_auto(StatementVersion::Id))
                .col(uuid(StatementVersion::Statement))
                .col(string(StatementVersion::ContentHash))
                .col(string(StatementVersion::Body))
                .col(timestamp_with_time_zone(StatementVersion::SaidFrom))
                .col(timestamp_with_time_zone(StatementVersion::SaidUntil))
                .foreign_key(&mut of_statement(
                    StatementVersion::Table,
                    StatementVersion::Statement,
                ))
                .to_owned(),
        )
        .await?;
    schema
        .create_index(
            Index::create()
                .name("statement_version_by_statement")
                .table(StatementVersion::Table)
                .col(StatementVersion::Statement)
                .to_owned(),
        )
        .await
}

async fn matching(schema: &SchemaManager<'_>) -> Result<(), DbErr> {
    schema
        .create_table(
            Table::create()
                .table(MatchKey::Table)
                .col(string(MatchKey::Key))
                .col(uuid(MatchKey::Statement))
                .primary_key(Index::create().col(MatchKey::Key).col(MatchKey::Statement))
                .foreign_key(&mut of_statement(MatchKey::Table, MatchKey::Statement))
                .to_owned(),
        )
        .await?;
    schema
        .create_index(
            Index::create()
                .name("match_key_by_statement")
                .table(MatchKey::Table)
                .col(MatchKey::Statement)
                .to_owned(),
        )
        .await?;
    schema
        .create_table(
            Table::create()
                .table(MatchDecision::Table)
                .col(uuid(MatchDecision::A))
                .col(uuid(MatchDecision::B))
                .col(boolean(MatchDecision::Same))
                .col(string(MatchDecision::DecidedBy))
                .col(string(MatchDecision::Reason))
                .col(timestamp_with_time_zone(MatchDecision::DecidedAt))
                .primary_key(Index::create().col(MatchDecision::A).col(MatchDecision::B))
                .foreign_key(&mut of_statement(MatchDecision::Table, MatchDecision::A))
                .foreign_key(&mut of_statement(MatchDecision::Table, MatchDecision::B))
                .to_owned(),
        )
        .await?;
    schema
        .create_index(
            Index::create()
                .name("match_decision_by_b")
                .table(MatchDecision::Table)
                .col(MatchDecision::B)
                .to_owned(),
        )
        .await
}

fn of_statement<T: IntoIden, C: IntoIden>(table: T, column: C) -> ForeignKeyCreateStatement {
    ForeignKey::create()
        .from(table.into_iden(), column.into_iden())
        .to(Statement::Table, Statement::Id)
        .to_owned()
}

#[derive(DeriveIden)]
enum Source {
    Table,
    Id,
}

#[derive(DeriveIden)]
enum Listing {
    Table,
    Id,
}

#[derive(DeriveIden)]
enum Statement {
    Table,
    Id,
    Source,
    ExternalId,
    Url,
    PageUrl,
    ContentHash,
    ListingId,
    FirstSeen,
    LastSeen,
    LastSeenRun,
    ChangedAt,
    State,
    Absences,
    AbsentSince,
}

#[derive(DeriveIden)]
enum StatementBody {
    Table,
    Statement,
    Body,
    Raw,
    RawHash,
}

#[derive(DeriveIden)]
enum StatementVersion {
    Table,
    Id,
    Statement,
    ContentHash,
    Body,
    SaidFrom,
    SaidUntil,
}

#[derive(DeriveIden)]
enum MatchKey {
    Table,
    Key,
    Statement,
}

#[derive(DeriveIden)]
enum MatchDecision {
    Table,
    A,
    B,
    Same,
    DecidedBy,
    Reason,
    DecidedAt,
}

//! Edits that wait for a moderator, answers to what other sources newly say, and corrections that
//! name a field.

use sea_orm::sea_query::{Index, Table};
use sea_orm::{DbErr, DeriveIden, DeriveMigrationName};
use sea_orm_migration::schema::{
    boolean, string, string_null, text, text_null, timestamp_with_time_zone,
    timestamp_with_time_zone_null, uuid, uuid_null,
};
use sea_orm_migration::{MigrationTrait, SchemaManager, async_trait};

#[derive(DeriveMigrationName)]
pub(super) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, schema: &SchemaManager) -> Result<(), DbErr> {
        held_edits(schema).await?;
        // Statements are never deleted and keep their row ids, so an answer outlives every crawl.
        schema
            .create_table(
                Table::create()
                    .table(SuggestionAnswer::Table)
                    .col(uuid(SuggestionAnswer::Listing))
                    .col(uuid(SuggestionAnswer::Statement))
                    .col(string(SuggestionAnswer::Field))
                    .col(timestamp_with_time_zone(SuggestionAnswer::AnsweredAt))
                    .primary_key(
                        Index::create()
                            .col(SuggestionAnswer::Listing)
                            .col(SuggestionAnswer::Statement)
                            .col(SuggestionAnswer::Field),
                    )
                    .to_owned(),
            )
            .await?;
        schema
            .create_table(
                Table::create()
                    .table(Correction::Table)
                    .col(uuid(Correction::Report).primary_key())
                    .col(string(Correction::Field))
                    .col(text(Correction::Value))
                    .to_owned(),
            )
            .await
    }
}

async fn held_edits(schema: &SchemaManager<'_>) -> Result<(), DbErr> {
    // The listing may be new, or be merged while the edit waits: there is no foreign key.
    schema
        .create_table(
            Table::create()
                .table(HeldEdit::Table)
                .col(uuid(HeldEdit::Id).primary_key())
                .col(uuid(HeldEdit::Listing))
                .col(boolean(HeldEdit::IsNew))
                .col(string(HeldEdit::Source))
                .col(string(HeldEdit::Base))
                .col(text(HeldEdit::Body))
                .col(text(HeldEdit::DifferentFrom))
                .col(text(HeldEdit::Reasons))
                .col(uuid_null(HeldEdit::Account))
                .col(string(HeldEdit::State))
                .col(timestamp_with_time_zone(HeldEdit::CreatedAt))
                .col(string_null(HeldEdit::DecidedBy))
                .col(timestamp_with_time_zone_null(HeldEdit::DecidedAt))
                .col(text_null(HeldEdit::Reason))
                .to_owned(),
        )
        .await?;
    schema
        .create_index(
            Index::create()
                .name("held_edit_by_state")
                .table(HeldEdit::Table)
                .col(HeldEdit::State)
                .col(HeldEdit::CreatedAt)
                .to_owned(),
        )
        .await?;
    schema
        .create_index(
            Index::create()
                .name("held_edit_by_listing")
                .table(HeldEdit::Table)
                .col(HeldEdit::Listing)
                .to_owned(),
        )
        .await
}

#[derive(DeriveIden)]
enum HeldEdit {
    Table,
    Id,
    Listing,
    IsNew,
    Source,
    Base,
    Body,
    DifferentFrom,
    Reasons,
    Account,
    State,
    CreatedAt,
    DecidedBy,
    DecidedAt,
    Reason,
}

#[derive(DeriveIden)]
enum SuggestionAnswer {
    Table,
    Listing,
    Statement,
    Field,
    AnsweredAt,
}

#[derive(DeriveIden)]
enum Correction {
    Table,
    Report,
    Field,
    Value,
}

//! Webhooks: who wants to be told of what, and what is on its way to them.

use sea_orm::sea_query::{Index, Table};
use sea_orm::{DbErr, DeriveIden, DeriveMigrationName};
use sea_orm_migration::schema::{
    big_integer, integer, string, string_null, timestamp_with_time_zone,
    timestamp_with_time_zone_null, uuid, uuid_null,
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
                    .table(Webhook::Table)
                    .col(uuid(Webhook::Id).primary_key())
                    .col(uuid(Webhook::Account))
                    .col(uuid_null(Webhook::ApiKey))
                    .col(string(Webhook::Url))
                    .col(string(Webhook::Event))
                    .col(string(Webhook::Filter))
                    .col(uuid_null(Webhook::Instance))
                    .col(string(Webhook::Secret))
                    .col(timestamp_with_time_zone(Webhook::CreatedAt))
                    .col(big_integer(Webhook::After))
                    .col(big_integer(Webhook::Delivered))
                    .col(timestamp_with_time_zone_null(Webhook::FailingSince))
                    .col(timestamp_with_time_zone_null(Webhook::StoppedAt))
                    .col(timestamp_with_time_zone_null(Webhook::EndedAt))
                    .to_owned(),
            )
            .await?;
        schema
            .create_table(
                Table::create()
                    .table(Delivery::Table)
                    .col(uuid(Delivery::Id).primary_key())
                    .col(uuid(Delivery::Webhook))
                    .col(string(Delivery::Body))
                    .col(timestamp_with_time_zone(Delivery::CreatedAt))
                    .col(timestamp_with_time_zone(Delivery::DueAt))
                    .col(integer(Delivery::Attempts))
                    .col(timestamp_with_time_zone_null(Delivery::DeadAt))
                    .col(string_null(Delivery::Fault))
                    .to_owned(),
            )
            .await?;
        schema
            .create_index(
                Index::create()
                    .name("webhook_delivery_by_webhook")
                    .table(Delivery::Table)
                    .col(Delivery::Webhook)
                    .col(Delivery::DueAt)
                    .to_owned(),
            )
            .await
    }
}

#[derive(DeriveIden)]
enum Webhook {
    Table,
    Id,
    Account,
    ApiKey,
    Url,
    Event,
    Filter,
    Instance,
    Secret,
    CreatedAt,
    After,
    Delivered,
    FailingSince,
    StoppedAt,
    EndedAt,
}

#[derive(DeriveIden)]
enum Delivery {
    #[sea_orm(iden = "webhook_delivery")]
    Table,
    Id,
    Webhook,
    Body,
    CreatedAt,
    DueAt,
    Attempts,
    DeadAt,
    Fault,
}

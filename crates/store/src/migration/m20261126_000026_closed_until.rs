//! Until when a listing is closed, beside its body, so that those whose time is over are found.

use sea_orm::sea_query::{ColumnDef, Index, Table};
use sea_orm::{ConnectionTrait as _, DbBackend, DbErr, DeriveIden, DeriveMigrationName};
use sea_orm_migration::{MigrationTrait, SchemaManager, async_trait};

#[derive(DeriveMigrationName)]
pub(super) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, schema: &SchemaManager) -> Result<(), DbErr> {
        schema
            .alter_table(
                Table::alter()
                    .table(Listing::Table)
                    .add_column(ColumnDef::new(Listing::ClosedUntil).date())
                    .to_owned(),
            )
            .await?;
        let from_body = match schema.get_database_backend() {
            DbBackend::Postgres => "(body::json ->> 'closed_until')::date",
            _ => "json_extract(body, '$.closed_until')",
        };
        schema
            .get_connection()
            .execute_unprepared(&format!(
                "UPDATE listing SET closed_until = {from_body} WHERE body LIKE '%\"closed_until\"%'"
            ))
            .await?;
        schema
            .create_index(
                Index::create()
                    .name("listing_by_closed_until")
                    .table(Listing::Table)
                    .col(Listing::ClosedUntil)
                    .to_owned(),
            )
            .await
    }
}

#[derive(DeriveIden)]
enum Listing {
    Table,
    ClosedUntil,
}

//! Whether there was something to pass on to others after a change: tells the change feed which
//! listings others ever had from us, and so whose end it must tell them.

use sea_orm::sea_query::{ColumnDef, Table};
use sea_orm::{DbErr, DeriveIden, DeriveMigrationName};
use sea_orm_migration::{MigrationTrait, SchemaManager, async_trait};

#[derive(DeriveMigrationName)]
pub(super) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, schema: &SchemaManager) -> Result<(), DbErr> {
        // What happened before is taken as passed on: an end told once too often harms nobody.
        schema
            .alter_table(
                Table::alter()
                    .table(Change::Table)
                    .add_column(
                        ColumnDef::new(Change::PassedOn)
                            .boolean()
                            .not_null()
                            .default(true),
                    )
                    .to_owned(),
            )
            .await
    }
}

#[derive(DeriveIden)]
enum Change {
    Table,
    PassedOn,
}

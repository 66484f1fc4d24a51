//! The other names of charities, beside what the register says of each.

use sea_orm::sea_query::{ColumnDef, Table};
use sea_orm::{DbErr, DeriveIden, DeriveMigrationName};
use sea_orm_migration::{MigrationTrait, SchemaManager, async_trait};

#[derive(DeriveMigrationName)]
pub(super) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, schema: &SchemaManager) -> Result<(), DbErr> {
        schema
            .alter_table(
                Table::alter()
                    .table(Charity::Table)
                    .add_column(ColumnDef::new(Charity::OtherNames).string())
                    .to_owned(),
            )
            .await
    }
}

#[derive(DeriveIden)]
enum Charity {
    Table,
    OtherNames,
}

//! What happened: the change log that followers read, and the audit. Neither is ever altered, and
//! the database itself sees to it.

use sea_orm::sea_query::{Index, Table};
use sea_orm::{ConnectionTrait as _, DbBackend, DbErr, DeriveIden, DeriveMigrationName};
use sea_orm_migration::schema::{big_integer, big_pk_auto, string, timestamp_with_time_zone, uuid};
use sea_orm_migration::{MigrationTrait, SchemaManager, async_trait};

#[derive(DeriveMigrationName)]
pub(super) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, schema: &SchemaManager) -> Result<(), DbErr> {
        schema
            .create_table(
                Table::create()
                    .table(Change::Table)
                    .col(big_pk_auto(Change::Sequence))
                    .col(uuid(Change::Listing))
                    .col(string(Change::Kind))
                    .col(big_integer(Change::Version))
                    .col(timestamp_with_time_zone(Change::At))
                    .to_owned(),
            )
            .await?;
        schema
            .create_index(
                Index::create()
                    .name("change_by_listing")
                    .table(Change::Table)
                    .col(Change::Listing)
                    .to_owned(),
            )
            .await?;
        schema
            .create_table(
                Table::create()
                    .table(Audit::Table)
                    .col(big_pk_auto(Audit::Id))
                    .col(timestamp_with_time_zone(Audit::At))
                    .col(string(Audit::Actor))
                    .col(string(Audit::Action))
                    .col(string(Audit::Object))
                    .col(string(Audit::Detail))
                    .to_owned(),
            )
            .await?;
        append_only(schema, "change").await?;
        append_only(schema, "audit").await
    }
}

async fn append_only(schema: &SchemaManager<'_>, table: &str) -> Result<(), DbErr> {
    let connection = schema.get_connection();
    if connection.get_database_backend() == DbBackend::Postgres {
        connection
            .execute_unprepared(&format!(
                "CREATE OR REPLACE FUNCTION refuse_rewriting() RETURNS trigger LANGUAGE plpgsql AS \
                 $$ BEGIN RAISE EXCEPTION 'table % is append only', TG_TABLE_NAME; END $$;
                 CREATE TRIGGER {table}_is_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON {table} \
                 FOR EACH STATEMENT EXECUTE FUNCTION refuse_rewriting();"
            ))
            .await?;
        return Ok(());
    }
    for verb in ["UPDATE", "DELETE"] {
        connection
            .execute_unprepared(&format!(
                "CREATE TRIGGER {table}_refuses_{} BEFORE {verb} ON \"{table}\" \
                 BEGIN SELECT RAISE(ABORT, 'table {table} is append only'); END;",
                verb.to_lowercase()
            ))
            .await?;
    }
    Ok(())
}

#[derive(DeriveIden)]
enum Change {
    Table,
    Sequence,
    Listing,
    Kind,
    Version,
    At,
}

#[derive(DeriveIden)]
enum Audit {
    Table,
    Id,
    At,
    Actor,
    Action,
    Object,
    Detail,
}

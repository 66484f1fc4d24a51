//! What instances tell one another: who this instance is, the log of what it says to others, what
//! came from elsewhere, and whom it follows.

use sea_orm::sea_query::{Index, Table};
use sea_orm::{ConnectionTrait as _, DbBackend, DbErr, DeriveIden, DeriveMigrationName};
use sea_orm_migration::schema::{
    big_integer, boolean, string, string_null, timestamp_with_time_zone,
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
                    .table(Instance::Table)
                    .col(uuid(Instance::Id).primary_key())
                    .col(timestamp_with_time_zone(Instance::CreatedAt))
                    .to_owned(),
            )
            .await?;
        schema
            .create_table(
                Table::create()
                    .table(Told::Table)
                    .col(big_integer(Told::Sequence).primary_key())
                    .col(string(Told::Kind))
                    .col(uuid(Told::Subject))
                    .col(uuid(Told::Other))
                    .col(uuid(Told::Home))
                    .col(big_integer(Told::Version))
                    .col(string(Told::Path))
                    .col(boolean(Told::PassedOn))
                    .to_owned(),
            )
            .await?;
        // The database itself refuses to take one change of another instance a second time.
        schema
            .create_index(
                Index::create()
                    .name("told_once")
                    .table(Told::Table)
                    .col(Told::Subject)
                    .col(Told::Other)
                    .col(Told::Kind)
                    .col(Told::Home)
                    .col(Told::Version)
                    .unique()
                    .to_owned(),
            )
            .await?;
        schema
            .create_table(
                Table::create()
                    .table(RemoteSource::Table)
                    .col(string(RemoteSource::Source).primary_key())
                    .col(uuid(RemoteSource::Home))
                    .col(string(RemoteSource::Uri))
                    .to_owned(),
            )
            .await?;
        schema
            .create_table(
                Table::create()
                    .table(RemoteDecision::Table)
                    .col(uuid(RemoteDecision::A))
                    .col(uuid(RemoteDecision::B))
                    .col(uuid(RemoteDecision::Home))
                    .col(string_null(RemoteDecision::Answer))
                    .col(timestamp_with_time_zone(RemoteDecision::DecidedAt))
                    .primary_key(
                        Index::create()
                            .col(RemoteDecision::A)
                            .col(RemoteDecision::B)
                            .col(RemoteDecision::Home),
                    )
                    .to_owned(),
            )
            .await?;
        schema
            .create_index(
                Index::create()
                    .name("remote_decision_by_b")
                    .table(RemoteDecision::Table)
                    .col(RemoteDecision::B)
                    .to_owned(),
            )
            .await?;
        schema
            .create_table(
                Table::create()
                    .table(Peer::Table)
                    .col(string(Peer::Name).primary_key())
                    .col(uuid_null(Peer::Instance))
                    .col(big_integer(Peer::After))
                    .col(string_null(Peer::Secret))
                    .col(timestamp_with_time_zone_null(Peer::WokenAt))
                    .col(timestamp_with_time_zone_null(Peer::HeardAt))
                    .col(string_null(Peer::Fault))
                    .col(big_integer(Peer::Asked))
                    .col(big_integer(Peer::Taken))
                    .col(big_integer(Peer::PassedOver))
                    .to_owned(),
            )
            .await?;
        tell_what_is_there(schema).await
    }
}

/// What an instance knows before it can tell anything is told as if it had been heard at once.
async fn tell_what_is_there(schema: &SchemaManager<'_>) -> Result<(), DbErr> {
    let connection = schema.get_connection();
    let nobody = match connection.get_database_backend() {
        DbBackend::Postgres => "'00000000-0000-0000-0000-000000000000'::uuid",
        _ => "zeroblob(16)",
    };
    let into = "INSERT INTO told (sequence, kind, subject, other, home, version, path, passed_on)";
    connection
        .execute_unprepared(&format!(
            "{into} SELECT row_number() OVER (ORDER BY st.id), 'statement', st.id, {nobody}, {nobody}, \
             row_number() OVER (ORDER BY st.id), '[]', so.allows_redistribution \
             FROM statement AS st JOIN source AS so ON so.id = st.source \
             WHERE st.state <> 'withdrawn'"
        ))
        .await?;
    connection
        .execute_unprepared(&format!(
            "{into} SELECT had.most + row_number() OVER (ORDER BY d.a, d.b), 'decision', d.a, d.b, {nobody}, \
             had.most + row_number() OVER (ORDER BY d.a, d.b), '[]', d.a IS NOT NULL \
             FROM match_decision AS d, (SELECT COUNT(*) AS most FROM told) AS had"
        ))
        .await?;
    Ok(())
}

#[derive(DeriveIden)]
enum Instance {
    Table,
    Id,
    CreatedAt,
}

#[derive(DeriveIden)]
enum Told {
    Table,
    Sequence,
    Kind,
    Subject,
    Other,
    Home,
    Version,
    Path,
    PassedOn,
}

#[derive(DeriveIden)]
enum RemoteSource {
    Table,
    Source,
    Home,
    Uri,
}

#[derive(DeriveIden)]
enum RemoteDecision {
    Table,
    A,
    B,
    Home,
    Answer,
    DecidedAt,
}

#[derive(DeriveIden)]
enum Peer {
    Table,
    Name,
    Instance,
    After,
    Secret,
    WokenAt,
    HeardAt,
    Fault,
    Asked,
    Taken,
    PassedOver,
}

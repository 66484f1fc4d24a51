//! Matching that remembers: likenesses of pairs, answers of people that can be undone, the listing
//! that each statement founds, and who carries on the listing of one that was withdrawn.
//!
//! What was stored before gets its place: the oldest statement of each listing is the one that
//! founded it, and the listing of a withdrawn statement is carried on by the oldest that is left.

use std::collections::{BTreeMap, HashSet};

use domain::listing::{founding_id, founding_id_apart};
use sea_orm::sea_query::{ForeignKey, ForeignKeyCreateStatement, Index, IntoIden, Table};
use sea_orm::{ConnectionTrait, DbErr, DeriveIden, DeriveMigrationName, Statement as Sql};
use sea_orm_migration::schema::{
    double, string, string_null, timestamp_with_time_zone, timestamp_with_time_zone_null, uuid,
    uuid_null,
};
use sea_orm_migration::{MigrationTrait, SchemaManager, async_trait};
use uuid::Uuid;

#[derive(DeriveMigrationName)]
pub(super) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, schema: &SchemaManager) -> Result<(), DbErr> {
        statements(schema).await?;
        pairs(schema).await?;
        answers(schema).await?;
        runs(schema).await
    }
}

async fn statements(schema: &SchemaManager<'_>) -> Result<(), DbErr> {
    for column in [
        uuid_null(Statement::Founds),
        uuid_null(Statement::Heir),
        string_null(Statement::KeyedBy),
        string_null(Statement::MatchedBy),
    ] {
        schema
            .alter_table(
                Table::alter()
                    .table(Statement::Table)
                    .add_column(column)
                    .to_owned(),
            )
            .await?;
    }
    name_founders(schema.get_connection()).await?;
    schema
        .create_index(
            Index::create()
                .name("statement_by_founds")
                .table(Statement::Table)
                .col(Statement::Founds)
                .unique()
                .to_owned(),
        )
        .await?;
    for (name, column) in [
        ("statement_by_heir", Statement::Heir),
        ("statement_by_matched", Statement::MatchedBy),
    ] {
        schema
            .create_index(
                Index::create()
                    .name(name)
                    .table(Statement::Table)
                    .col(column)
                    .to_owned(),
            )
            .await?;
    }
    Ok(())
}

/// A statement as it was before this step.
struct Before {
    id: Uuid,
    source: String,
    external_id: String,
    uri: String,
    listing: Option<Uuid>,
    live: bool,
}

async fn name_founders<C: ConnectionTrait>(connection: &C) -> Result<(), DbErr> {
    let backend = connection.get_database_backend();
    let sql = "SELECT s.id AS id, s.source AS source, s.external_id AS external_id, \
               source.uri AS uri, s.listing_id AS listing, s.state AS state \
               FROM statement AS s JOIN source ON source.id = s.source \
               ORDER BY s.first_seen, s.source, s.external_id";
    let mut all = Vec::new();
    for row in connection
        .query_all_raw(Sql::from_string(backend, sql))
        .await?
    {
        all.push(Before {
            id: row.try_get("", "id")?,
            source: row.try_get("", "source")?,
            external_id: row.try_get("", "external_id")?,
            uri: row.try_get("", "uri")?,
            listing: row.try_get("", "listing")?,
            live: row.try_get::<String>("", "state")? != "withdrawn",
        });
    }
    // The oldest first, so that the first of each listing is its founder.
    let (mut founders, mut heirs) = (BTreeMap::new(), BTreeMap::new());
    for said in &all {
        if let Some(listing) = said.listing {
            founders.entry(listing).or_insert(said.id);
            if said.live {
                heirs.entry(listing).or_insert(said.id);
            }
        }
    }
    let mut taken: HashSet<Uuid> = founders.keys().copied().collect();
    for said in &all {
        let own = said
            .listing
            .filter(|listing| founders.get(listing) == Some(&said.id));
        let founds = own.unwrap_or_else(|| {
            let id = founding_id(&said.uri, &said.external_id);
            if taken.insert(id) {
                id
            } else {
                founding_id_apart(&said.source, &said.uri, &said.external_id)
            }
        });
        let heir = said.listing.filter(|_| !said.live).and_then(|listing| {
            let first = heirs.get(&listing).or_else(|| founders.get(&listing));
            first.copied().filter(|heir| *heir != said.id)
        });
        connection
            .execute_raw(Sql::from_sql_and_values(
                backend,
                "UPDATE statement SET founds = $1, heir = $2 WHERE id = $3",
                [founds.into(), heir.into(), said.id.into()],
            ))
            .await?;
    }
    Ok(())
}

async fn pairs(schema: &SchemaManager<'_>) -> Result<(), DbErr> {
    schema
        .create_table(
            Table::create()
                .table(MatchPair::Table)
                .col(uuid(MatchPair::A))
                .col(uuid(MatchPair::B))
                .col(double(MatchPair::Score))
                .col(string(MatchPair::Verdict))
                .col(string_null(MatchPair::Settled))
                .col(string_null(MatchPair::Area))
                .col(timestamp_with_time_zone(MatchPair::At))
                .col(string(MatchPair::Explanation))
                .primary_key(Index::create().col(MatchPair::A).col(MatchPair::B))
                .foreign_key(&mut of_statement(MatchPair::Table, MatchPair::A))
                .foreign_key(&mut of_statement(MatchPair::Table, MatchPair::B))
                .to_owned(),
        )
        .await?;
    schema
        .create_index(
            Index::create()
                .name("match_pair_by_b")
                .table(MatchPair::Table)
                .col(MatchPair::B)
                .to_owned(),
        )
        .await?;
    schema
        .create_index(
            Index::create()
                .name("match_pair_by_score")
                .table(MatchPair::Table)
                .col(MatchPair::Score)
                .to_owned(),
        )
        .await
}

/// An answer has three ways, and remembers the one that it replaced.
async fn answers(schema: &SchemaManager<'_>) -> Result<(), DbErr> {
    let mut answer = string(MatchDecision::Answer);
    answer.default("same");
    for column in [answer, string_null(MatchDecision::Replaced)] {
        schema
            .alter_table(
                Table::alter()
                    .table(MatchDecision::Table)
                    .add_column(column)
                    .to_owned(),
            )
            .await?;
    }
    let connection = schema.get_connection();
    connection
        .execute_unprepared("UPDATE match_decision SET answer = 'different' WHERE NOT same")
        .await?;
    connection
        .execute_unprepared("ALTER TABLE match_decision DROP COLUMN same")
        .await?;
    Ok(())
}

/// What a person decided about a run that was held.
async fn runs(schema: &SchemaManager<'_>) -> Result<(), DbErr> {
    for column in [
        string_null(CrawlRun::Decision),
        string_null(CrawlRun::DecidedBy),
        string_null(CrawlRun::DecidedReason),
        timestamp_with_time_zone_null(CrawlRun::DecidedAt),
    ] {
        schema
            .alter_table(
                Table::alter()
                    .table(CrawlRun::Table)
                    .add_column(column)
                    .to_owned(),
            )
            .await?;
    }
    Ok(())
}

fn of_statement<T: IntoIden, C: IntoIden>(table: T, column: C) -> ForeignKeyCreateStatement {
    ForeignKey::create()
        .from(table.into_iden(), column.into_iden())
        .to(Statement::Table, Statement::Id)
        .to_owned()
}

#[derive(DeriveIden)]
enum Statement {
    Table,
    Id,
    Founds,
    Heir,
    KeyedBy,
    MatchedBy,
}

#[derive(DeriveIden)]
enum MatchPair {
    Table,
    A,
    B,
    Score,
    Verdict,
    Settled,
    Area,
    At,
    Explanation,
}

#[derive(DeriveIden)]
enum MatchDecision {
    Table,
    Answer,
    Replaced,
}

#[derive(DeriveIden)]
enum CrawlRun {
    Table,
    Decision,
    DecidedBy,
    DecidedReason,
    DecidedAt,
}

//! Sources, and what the crawler remembers: runs, pages, items set aside.

use sea_orm::sea_query::{ForeignKey, Index, Table};
use sea_orm::{DbErr, DeriveIden, DeriveMigrationName};
use sea_orm_migration::schema::{
    big_integer, big_pk_auto, boolean, integer, string, string_null, timestamp_with_time_zone,
    timestamp_with_time_zone_null, uuid,
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
                    .table(Source::Table)
                    .col(string(Source::Id).primary_key())
                    .col(string(Source::Name))
                    .col(string_null(Source::Homepage))
                    .col(string(Source::Uri))
                    .col(string(Source::LicenceId))
                    .col(string_null(Source::LicenceUrl))
                    .col(string(Source::Attribution))
                    .col(boolean(Source::AllowsRedistribution))
                    .col(string_null(Source::AreaName))
                    .col(string_null(Source::AreaCode))
                    .col(integer(Source::Rank))
                    .col(boolean(Source::Active))
                    .to_owned(),
            )
            .await?;
        schema
            .create_table(
                Table::create()
                    .table(CrawlRun::Table)
                    .col(uuid(CrawlRun::Id).primary_key())
                    .col(string(CrawlRun::Source))
                    .col(timestamp_with_time_zone(CrawlRun::StartedAt))
                    .col(timestamp_with_time_zone_null(CrawlRun::FinishedAt))
                    .col(boolean(CrawlRun::Complete))
                    .col(big_integer(CrawlRun::Fetched))
                    .col(big_integer(CrawlRun::Bytes))
                    .col(big_integer(CrawlRun::Found))
                    .col(big_integer(CrawlRun::Kept))
                    .col(big_integer(CrawlRun::Added))
                    .col(big_integer(CrawlRun::Changed))
                    .col(big_integer(CrawlRun::Unchanged))
                    .col(big_integer(CrawlRun::SetAside))
                    .col(big_integer(CrawlRun::Missing))
                    .col(big_integer(CrawlRun::Withdrawn))
                    .col(string(CrawlRun::Problems))
                    .col(string_null(CrawlRun::Quarantined))
                    .foreign_key(
                        ForeignKey::create()
                            .from(CrawlRun::Table, CrawlRun::Source)
                            .to(Source::Table, Source::Id),
                    )
                    .to_owned(),
            )
            .await?;
        schema
            .create_index(
                Index::create()
                    .name("crawl_run_by_source")
                    .table(CrawlRun::Table)
                    .col(CrawlRun::Source)
                    .col(CrawlRun::StartedAt)
                    .to_owned(),
            )
            .await?;
        schema
            .create_table(
                Table::create()
                    .table(CrawlPage::Table)
                    .col(string(CrawlPage::Source))
                    .col(string(CrawlPage::Url))
                    .col(string_null(CrawlPage::Etag))
                    .col(string_null(CrawlPage::LastModified))
                    .col(string_null(CrawlPage::BodyHash))
                    .col(string(CrawlPage::Links))
                    .col(string(CrawlPage::Items))
                    .col(uuid(CrawlPage::Run))
                    .col(timestamp_with_time_zone(CrawlPage::FetchedAt))
                    .primary_key(Index::create().col(CrawlPage::Source).col(CrawlPage::Url))
                    .foreign_key(
                        ForeignKey::create()
                            .from(CrawlPage::Table, CrawlPage::Source)
                            .to(Source::Table, Source::Id),
                    )
                    .to_owned(),
            )
            .await?;
        schema
            .create_table(
                Table::create()
                    .table(SetAside::Table)
                    .col(big_pk_auto(SetAside::Id))
                    .col(uuid(SetAside::Run))
                    .col(string(SetAside::Source))
                    .col(string(SetAside::PageUrl))
                    .col(string(SetAside::Place))
                    .col(string_null(SetAside::ExternalId))
                    .col(string(SetAside::Reason))
                    .col(string(SetAside::Raw))
                    .col(timestamp_with_time_zone(SetAside::At))
                    .foreign_key(
                        ForeignKey::create()
                            .from(SetAside::Table, SetAside::Source)
                            .to(Source::Table, Source::Id),
                    )
                    .to_owned(),
            )
            .await?;
        schema
            .create_index(
                Index::create()
                    .name("set_aside_by_page")
                    .table(SetAside::Table)
                    .col(SetAside::Source)
                    .col(SetAside::PageUrl)
                    .to_owned(),
            )
            .await
    }
}

#[derive(DeriveIden)]
enum Source {
    Table,
    Id,
    Name,
    Homepage,
    Uri,
    LicenceId,
    LicenceUrl,
    Attribution,
    AllowsRedistribution,
    AreaName,
    AreaCode,
    Rank,
    Active,
}

#[derive(DeriveIden)]
enum CrawlRun {
    Table,
    Id,
    Source,
    StartedAt,
    FinishedAt,
    Complete,
    Fetched,
    Bytes,
    Found,
    Kept,
    Added,
    Changed,
    Unchanged,
    SetAside,
    Missing,
    Withdrawn,
    Problems,
    Quarantined,
}

#[derive(DeriveIden)]
enum CrawlPage {
    Table,
    Source,
    Url,
    Etag,
    LastModified,
    BodyHash,
    Links,
    Items,
    Run,
    FetchedAt,
}

#[derive(DeriveIden)]
enum SetAside {
    Table,
    Id,
    Run,
    Source,
    PageUrl,
    Place,
    ExternalId,
    Reason,
    Raw,
    At,
}

//! People and what they may do: accounts, roles, sign-in, sessions, claims, keys, and the mail that
//! goes with them. **No secret is here that opens anything**: only hashes are, and the seed of an
//! authenticator, which cannot be one.

use sea_orm::sea_query::{ForeignKey, ForeignKeyCreateStatement, Index, IntoIden, Table};
use sea_orm::{DbErr, DeriveIden, DeriveMigrationName};
use sea_orm_migration::schema::{
    big_integer, big_integer_null, boolean, integer, string, string_null, string_uniq,
    timestamp_with_time_zone, timestamp_with_time_zone_null, uuid, uuid_null,
};
use sea_orm_migration::{MigrationTrait, SchemaManager, async_trait};

#[derive(DeriveMigrationName)]
pub(super) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, schema: &SchemaManager) -> Result<(), DbErr> {
        account(schema).await?;
        role_grant(schema).await?;
        login_token(schema).await?;
        session(schema).await?;
        claim(schema).await?;
        outgoing_mail(schema).await?;
        api_key(schema).await?;
        Ok(())
    }
}

async fn account(schema: &SchemaManager<'_>) -> Result<(), DbErr> {
    schema
        .create_table(
            Table::create()
                .table(Account::Table)
                .col(uuid(Account::Id).primary_key())
                .col(string_uniq(Account::Email))
                .col(timestamp_with_time_zone(Account::CreatedAt))
                .col(timestamp_with_time_zone_null(Account::LastSignIn))
                .col(string_null(Account::SecondFactor))
                .col(big_integer_null(Account::SecondFactorUsed))
                .col(boolean(Account::Erased))
                .to_owned(),
        )
        .await?;
    Ok(())
}

async fn role_grant(schema: &SchemaManager<'_>) -> Result<(), DbErr> {
    schema
        .create_table(
            Table::create()
                .table(RoleGrant::Table)
                .col(uuid(RoleGrant::Id).primary_key())
                .col(uuid(RoleGrant::Account))
                .col(string(RoleGrant::Role))
                .col(string(RoleGrant::Body))
                .col(uuid_null(RoleGrant::Organization))
                .col(string(RoleGrant::GrantedBy))
                .col(timestamp_with_time_zone(RoleGrant::GrantedAt))
                .foreign_key(&mut of_account(RoleGrant::Table, RoleGrant::Account))
                .to_owned(),
        )
        .await?;
    schema
        .create_index(
            Index::create()
                .name("role_grant_by_account")
                .table(RoleGrant::Table)
                .col(RoleGrant::Account)
                .to_owned(),
        )
        .await?;
    schema
        .create_index(
            Index::create()
                .name("role_grant_by_organization")
                .table(RoleGrant::Table)
                .col(RoleGrant::Organization)
                .to_owned(),
        )
        .await?;
    Ok(())
}

async fn login_token(schema: &SchemaManager<'_>) -> Result<(), DbErr> {
    schema
        .create_table(
            Table::create()
                .table(LoginToken::Table)
                .col(uuid(LoginToken::Id).primary_key())
                .col(string(LoginToken::Email))
                .col(string_uniq(LoginToken::LinkHash))
                .col(string(LoginToken::CodeHash))
                .col(string(LoginToken::BrowserHash))
                .col(string_null(LoginToken::NextPath))
                .col(timestamp_with_time_zone(LoginToken::CreatedAt))
                .col(timestamp_with_time_zone(LoginToken::ExpiresAt))
                .col(timestamp_with_time_zone_null(LoginToken::UsedAt))
                .col(integer(LoginToken::Tries))
                .to_owned(),
        )
        .await?;
    schema
        .create_index(
            Index::create()
                .name("login_token_by_email")
                .table(LoginToken::Table)
                .col(LoginToken::Email)
                .to_owned(),
        )
        .await?;
    Ok(())
}

async fn session(schema: &SchemaManager<'_>) -> Result<(), DbErr> {
    schema
        .create_table(
            Table::create()
                .table(Session::Table)
                .col(uuid(Session::Id).primary_key())
                .col(string_uniq(Session::SecretHash))
                .col(uuid(Session::Account))
                .col(string(Session::Label))
                .col(timestamp_with_time_zone(Session::BeganAt))
                .col(timestamp_with_time_zone(Session::LastUsed))
                .col(boolean(Session::SecondFactor))
                .foreign_key(&mut of_account(Session::Table, Session::Account))
                .to_owned(),
        )
        .await?;
    schema
        .create_index(
            Index::create()
                .name("session_by_account")
                .table(Session::Table)
                .col(Session::Account)
                .to_owned(),
        )
        .await?;
    Ok(())
}

async fn claim(schema: &SchemaManager<'_>) -> Result<(), DbErr> {
    schema
        .create_table(
            Table::create()
                .table(Claim::Table)
                .col(uuid(Claim::Id).primary_key())
                .col(uuid(Claim::Organization))
                .col(uuid(Claim::Account))
                .col(string(Claim::State))
                .col(string(Claim::Proof))
                .col(string_null(Claim::LinkHash))
                .col(timestamp_with_time_zone_null(Claim::LinkExpires))
                .col(string_null(Claim::Reason))
                .col(string_null(Claim::DecidedBy))
                .col(timestamp_with_time_zone(Claim::CreatedAt))
                .col(timestamp_with_time_zone(Claim::ChangedAt))
                .col(big_integer(Claim::Version))
                .foreign_key(&mut of_account(Claim::Table, Claim::Account))
                .to_owned(),
        )
        .await?;
    schema
        .create_index(
            Index::create()
                .name("claim_by_organization")
                .table(Claim::Table)
                .col(Claim::Organization)
                .to_owned(),
        )
        .await?;
    schema
        .create_index(
            Index::create()
                .name("claim_by_account")
                .table(Claim::Table)
                .col(Claim::Account)
                .to_owned(),
        )
        .await?;
    schema
        .create_index(
            Index::create()
                .name("claim_by_state")
                .table(Claim::Table)
                .col(Claim::State)
                .to_owned(),
        )
        .await?;
    Ok(())
}

async fn outgoing_mail(schema: &SchemaManager<'_>) -> Result<(), DbErr> {
    schema
        .create_table(
            Table::create()
                .table(OutgoingMail::Table)
                .col(uuid(OutgoingMail::Id).primary_key())
                .col(string(OutgoingMail::Recipient))
                .col(string(OutgoingMail::Subject))
                .col(string(OutgoingMail::Body))
                .col(string(OutgoingMail::Kind))
                .col(timestamp_with_time_zone(OutgoingMail::CreatedAt))
                .col(timestamp_with_time_zone(OutgoingMail::DueAt))
                .col(integer(OutgoingMail::Attempts))
                .col(timestamp_with_time_zone_null(OutgoingMail::SentAt))
                .col(timestamp_with_time_zone_null(OutgoingMail::FailedAt))
                .col(string_null(OutgoingMail::Fault))
                .to_owned(),
        )
        .await?;
    schema
        .create_index(
            Index::create()
                .name("outgoing_mail_by_due_at")
                .table(OutgoingMail::Table)
                .col(OutgoingMail::DueAt)
                .to_owned(),
        )
        .await?;
    Ok(())
}

async fn api_key(schema: &SchemaManager<'_>) -> Result<(), DbErr> {
    schema
        .create_table(
            Table::create()
                .table(ApiKey::Table)
                .col(uuid(ApiKey::Id).primary_key())
                .col(uuid(ApiKey::Account))
                .col(string(ApiKey::Name))
                .col(string_uniq(ApiKey::SecretHash))
                .col(string(ApiKey::Scopes))
                .col(timestamp_with_time_zone(ApiKey::CreatedAt))
                .col(timestamp_with_time_zone_null(ApiKey::LastUsed))
                .col(timestamp_with_time_zone_null(ApiKey::EndedAt))
                .foreign_key(&mut of_account(ApiKey::Table, ApiKey::Account))
                .to_owned(),
        )
        .await?;
    schema
        .create_index(
            Index::create()
                .name("api_key_by_account")
                .table(ApiKey::Table)
                .col(ApiKey::Account)
                .to_owned(),
        )
        .await?;
    Ok(())
}

fn of_account<T: IntoIden, C: IntoIden>(table: T, column: C) -> ForeignKeyCreateStatement {
    ForeignKey::create()
        .from(table.into_iden(), column.into_iden())
        .to(Account::Table, Account::Id)
        .to_owned()
}

#[derive(DeriveIden)]
enum Account {
    Table,
    Id,
    Email,
    CreatedAt,
    LastSignIn,
    SecondFactor,
    SecondFactorUsed,
    Erased,
}

#[derive(DeriveIden)]
enum RoleGrant {
    Table,
    Id,
    Account,
    Role,
    Body,
    Organization,
    GrantedBy,
    GrantedAt,
}

#[derive(DeriveIden)]
enum LoginToken {
    Table,
    Id,
    Email,
    LinkHash,
    CodeHash,
    BrowserHash,
    NextPath,
    CreatedAt,
    ExpiresAt,
    UsedAt,
    Tries,
}

#[derive(DeriveIden)]
enum Session {
    Table,
    Id,
    SecretHash,
    Account,
    Label,
    BeganAt,
    LastUsed,
    SecondFactor,
}

#[derive(DeriveIden)]
enum Claim {
    Table,
    Id,
    Organization,
    Account,
    State,
    Proof,
    LinkHash,
    LinkExpires,
    Reason,
    DecidedBy,
    CreatedAt,
    ChangedAt,
    Version,
}

#[derive(DeriveIden)]
enum OutgoingMail {
    Table,
    Id,
    Recipient,
    Subject,
    Body,
    Kind,
    CreatedAt,
    DueAt,
    Attempts,
    SentAt,
    FailedAt,
    Fault,
}

#[derive(DeriveIden)]
enum ApiKey {
    Table,
    Id,
    Account,
    Name,
    SecretHash,
    Scopes,
    CreatedAt,
    LastUsed,
    EndedAt,
}

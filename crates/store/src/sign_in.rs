//! Links that sign people in, and the sessions that they begin. Secrets are here as hashes only.

use chrono::{DateTime, Utc};
use sea_orm::sea_query::Expr;
use sea_orm::{
    ColumnTrait as _, EntityTrait as _, ExprTrait as _, IntoActiveModel as _, PaginatorTrait as _,
    QueryFilter as _, QueryOrder as _,
};
use uuid::Uuid;

use crate::column;
use crate::connect::Store;
use crate::entity::{login_token, session};
use crate::error::StoreError;
use crate::transaction::WriteTx;

/// A link that was sent, and its code.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LoginToken {
    /// Its id, which is no secret.
    pub id: Uuid,
    /// To whom it was sent, in lower case.
    pub email: String,
    /// The hash of what stands in the link.
    pub link_hash: String,
    /// The hash of the code.
    pub code_hash: String,
    /// The hash of what the browser that asked was given.
    pub browser_hash: String,
    /// Where to go afterwards: a path of ours.
    pub next_path: Option<String>,
    /// When it was asked for.
    pub created_at: DateTime<Utc>,
    /// Until when it works.
    pub expires_at: DateTime<Utc>,
    /// When it was used, or superseded by a newer one.
    pub used_at: Option<DateTime<Utc>>,
    /// How often its code was tried.
    pub tries: i32,
}

/// A browser in which somebody is signed in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Session {
    /// Its id, which is no secret.
    pub id: Uuid,
    /// The hash of the cookie.
    pub secret_hash: String,
    /// Who.
    pub account: Uuid,
    /// "Firefox on Android", to be told apart in a list.
    pub label: String,
    /// When it began.
    pub began_at: DateTime<Utc>,
    /// When it was last used, to the minute.
    pub last_used: DateTime<Utc>,
    /// Whether a second factor was shown in it.
    pub second_factor: bool,
}

impl WriteTx {
    /// Keeps a new link and makes the earlier ones of its address useless.
    ///
    /// # Errors
    /// [`StoreError::Unavailable`].
    pub async fn add_login_token(&self, token: &LoginToken) -> Result<(), StoreError> {
        login_token::Entity::update_many()
            .col_expr(
                login_token::Column::UsedAt,
                Expr::value(column::instant(token.created_at)),
            )
            .filter(login_token::Column::Email.eq(column::key(&token.email)))
            .filter(login_token::Column::UsedAt.is_null())
            .exec(&self.tx)
            .await?;
        login_token::Entity::insert(token_row(token).into_active_model())
            .exec_without_returning(&self.tx)
            .await?;
        Ok(())
    }

    /// Uses a link: `true` for exactly one caller, however many try at once.
    ///
    /// # Errors
    /// [`StoreError::Unavailable`].
    pub async fn use_login_token(&self, id: Uuid, at: DateTime<Utc>) -> Result<bool, StoreError> {
        let done = login_token::Entity::update_many()
            .col_expr(
                login_token::Column::UsedAt,
                Expr::value(column::instant(at)),
            )
            .filter(login_token::Column::Id.eq(id))
            .filter(login_token::Column::UsedAt.is_null())
            .filter(login_token::Column::ExpiresAt.gt(column::instant(at)))
            .exec(&self.tx)
            .await?;
        Ok(done.rows_affected == 1)
    }

    /// Counts a try of a link's code.
    ///
    /// # Errors
    /// [`StoreError::Unavailable`].
    pub async fn count_try(&self, id: Uuid) -> Result<(), StoreError> {
        login_token::Entity::update_many()
            .col_expr(
                login_token::Column::Tries,
                Expr::col(login_token::Column::Tries).add(1),
            )
            .filter(login_token::Column::Id.eq(id))
            .exec(&self.tx)
            .await?;
        Ok(())
    }

    /// Forgets links that were asked for before `before`; says how many.
    ///
    /// # Errors
    /// [`StoreError::Unavailable`].
    pub async fn forget_login_tokens(&self, before: DateTime<Utc>) -> Result<u64, StoreError> {
        let done = login_token::Entity::delete_many()
            .filter(login_token::Column::CreatedAt.lt(column::instant(before)))
            .exec(&self.tx)
            .await?;
        Ok(done.rows_affected)
    }

    /// Begins a session.
    ///
    /// # Errors
    /// [`StoreError::Refused`] for an unknown account, [`StoreError::Unavailable`].
    pub async fn add_session(&self, session: &Session) -> Result<(), StoreError> {
        session::Entity::insert(
            session::Model {
                id: session.id,
                secret_hash: session.secret_hash.clone(),
                account: session.account,
                label: column::text(&session.label),
                began_at: column::instant(session.began_at),
                last_used: column::instant(session.last_used),
                second_factor: session.second_factor,
            }
            .into_active_model(),
        )
        .exec_without_returning(&self.tx)
        .await?;
        Ok(())
    }

    /// See [`Store::session`].
    ///
    /// # Errors
    /// [`StoreError::Unavailable`].
    pub async fn session(&self, secret_hash: &str) -> Result<Option<Session>, StoreError> {
        let row = session::Entity::find()
            .filter(session::Column::SecretHash.eq(secret_hash))
            .one(&self.tx)
            .await?;
        Ok(row.map(session_of))
    }

    /// Says that a session was used, and whether a second factor has been shown in it.
    ///
    /// # Errors
    /// [`StoreError::Unavailable`].
    pub async fn touch_session(
        &self,
        id: Uuid,
        at: DateTime<Utc>,
        second_factor: bool,
    ) -> Result<(), StoreError> {
        session::Entity::update_many()
            .col_expr(session::Column::LastUsed, Expr::value(column::instant(at)))
            .col_expr(session::Column::SecondFactor, Expr::value(second_factor))
            .filter(session::Column::Id.eq(id))
            .exec(&self.tx)
            .await?;
        Ok(())
    }

    /// Ends one session of an account, or all of them; says how many there were.
    ///
    /// # Errors
    /// [`StoreError::Unavailable`].
    pub async fn end_sessions(&self, account: Uuid, only: Option<Uuid>) -> Result<u64, StoreError> {
        let mut delete =
            session::Entity::delete_many().filter(session::Column::Account.eq(account));
        if let Some(id) = only {
            delete = delete.filter(session::Column::Id.eq(id));
        }
        Ok(delete.exec(&self.tx).await?.rows_affected)
    }

    /// Ends the sessions of an account but for the one of that hash.
    ///
    /// # Errors
    /// [`StoreError::Unavailable`].
    pub async fn end_other_sessions(&self, account: Uuid, kept: &str) -> Result<(), StoreError> {
        session::Entity::delete_many()
            .filter(session::Column::Account.eq(account))
            .filter(session::Column::SecretHash.ne(kept))
            .exec(&self.tx)
            .await?;
        Ok(())
    }
}

impl Store {
    /// The link of that hash.
    ///
    /// # Errors
    /// [`StoreError::Unavailable`].
    pub async fn login_token(&self, link_hash: &str) -> Result<Option<LoginToken>, StoreError> {
        let row = login_token::Entity::find()
            .filter(login_token::Column::LinkHash.eq(link_hash))
            .one(&self.reader)
            .await?;
        Ok(row.map(token_of))
    }

    /// The latest link that the browser with that hash asked for.
    ///
    /// # Errors
    /// [`StoreError::Unavailable`].
    pub async fn login_token_of_browser(
        &self,
        browser_hash: &str,
    ) -> Result<Option<LoginToken>, StoreError> {
        let row = login_token::Entity::find()
            .filter(login_token::Column::BrowserHash.eq(browser_hash))
            .order_by_desc(login_token::Column::CreatedAt)
            .one(&self.reader)
            .await?;
        Ok(row.map(token_of))
    }

    /// How many links an address was sent since `since`.
    ///
    /// # Errors
    /// [`StoreError::Unavailable`].
    pub async fn login_tokens_since(
        &self,
        email: &str,
        since: DateTime<Utc>,
    ) -> Result<u64, StoreError> {
        Ok(login_token::Entity::find()
            .filter(login_token::Column::Email.eq(column::key(email)))
            .filter(login_token::Column::CreatedAt.gte(column::instant(since)))
            .count(&self.reader)
            .await?)
    }

    /// The session of that hash.
    ///
    /// # Errors
    /// [`StoreError::Unavailable`].
    pub async fn session(&self, secret_hash: &str) -> Result<Option<Session>, StoreError> {
        let row = session::Entity::find()
            .filter(session::Column::SecretHash.eq(secret_hash))
            .one(&self.reader)
            .await?;
        Ok(row.map(session_of))
    }

    /// The sessions of an account, the one used last first.
    ///
    /// # Errors
    /// [`StoreError::Unavailable`].
    pub async fn sessions_of(&self, account: Uuid) -> Result<Vec<Session>, StoreError> {
        let rows = session::Entity::find()
            .filter(session::Column::Account.eq(account))
            .order_by_desc(session::Column::LastUsed)
            .order_by_asc(session::Column::Id)
            .all(&self.reader)
            .await?;
        Ok(rows.into_iter().map(session_of).collect())
    }
}

fn token_row(token: &LoginToken) -> login_token::Model {
    login_token::Model {
        id: token.id,
        email: column::key(&token.email),
        link_hash: token.link_hash.clone(),
        code_hash: token.code_hash.clone(),
        browser_hash: token.browser_hash.clone(),
        next_path: column::optional_text(token.next_path.as_ref()),
        created_at: column::instant(token.created_at),
        expires_at: column::instant(token.expires_at),
        used_at: token.used_at.map(column::instant),
        tries: token.tries,
    }
}

fn token_of(row: login_token::Model) -> LoginToken {
    LoginToken {
        id: row.id,
        email: row.email,
        link_hash: row.link_hash,
        code_hash: row.code_hash,
        browser_hash: row.browser_hash,
        next_path: row.next_path,
        created_at: row.created_at,
        expires_at: row.expires_at,
        used_at: row.used_at,
        tries: row.tries,
    }
}

fn session_of(row: session::Model) -> Session {
    Session {
        id: row.id,
        secret_hash: row.secret_hash,
        account: row.account,
        label: row.label,
        began_at: row.began_at,
        last_used: row.last_used,
        second_factor: row.second_factor,
    }
}

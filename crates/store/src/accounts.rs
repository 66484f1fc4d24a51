//! Accounts and the roles that they hold.

use chrono::{DateTime, Utc};
use domain::authority::Grant;
use sea_orm::{
    ActiveModelTrait as _, ColumnTrait as _, ConnectionTrait, EntityTrait as _,
    IntoActiveModel as _, QueryFilter as _, QueryOrder as _, Set,
};
use uuid::Uuid;

use crate::column;
use crate::connect::Store;
use crate::entity::{account, role_grant};
use crate::error::StoreError;
use crate::transaction::WriteTx;

/// A person who has signed in once.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Account {
    /// Their id.
    pub id: Uuid,
    /// Their address, in lower case; nobody's once they have been erased.
    pub email: String,
    /// When they first signed in.
    pub created_at: DateTime<Utc>,
    /// When they last signed in.
    pub last_sign_in: Option<DateTime<Utc>>,
    /// The seed of their authenticator, once it has been confirmed.
    pub second_factor: Option<Seed>,
    /// The last step of the authenticator that was used: a code works once.
    pub second_factor_used: Option<i64>,
    /// Whether they asked to be forgotten.
    pub erased: bool,
}

/// The seed of an authenticator. It never prints.
#[derive(Clone, PartialEq, Eq)]
pub struct Seed(pub String);

impl std::fmt::Debug for Seed {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Seed(…)")
    }
}

/// A role that an account holds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RoleGrant {
    /// Its id.
    pub id: Uuid,
    /// Who holds it.
    pub account: Uuid,
    /// What it is.
    pub grant: Grant,
    /// Who gave it, as the audit names them.
    pub granted_by: String,
    /// When.
    pub granted_at: DateTime<Utc>,
}

impl WriteTx {
    /// Adds an account.
    ///
    /// # Errors
    /// [`StoreError::Conflict`] when the address has one, [`StoreError::Unavailable`].
    pub async fn add_account(&self, account: &Account) -> Result<(), StoreError> {
        account::Entity::insert(row(account).into_active_model())
            .exec_without_returning(&self.tx)
            .await?;
        Ok(())
    }

    /// Writes an account as it now is.
    ///
    /// # Errors
    /// [`StoreError::Conflict`] when there is none of its id, [`StoreError::Unavailable`].
    pub async fn update_account(&self, account: &Account) -> Result<(), StoreError> {
        let done = account::Entity::update_many()
            .set(row(account).into_active_model().reset_all())
            .filter(account::Column::Id.eq(account.id))
            .exec(&self.tx)
            .await?;
        if done.rows_affected == 1 {
            Ok(())
        } else {
            Err(StoreError::conflict("account", account.id))
        }
    }

    /// See [`Store::account`].
    ///
    /// # Errors
    /// [`StoreError::Unavailable`].
    pub async fn account(&self, id: Uuid) -> Result<Option<Account>, StoreError> {
        by_id(&self.tx, id).await
    }

    /// See [`Store::account_of`].
    ///
    /// # Errors
    /// [`StoreError::Unavailable`].
    pub async fn account_of(&self, email: &str) -> Result<Option<Account>, StoreError> {
        by_email(&self.tx, email).await
    }

    /// Gives a role; one that is held already is not given again.
    ///
    /// # Errors
    /// [`StoreError::Refused`] for an unknown account, [`StoreError::Unavailable`].
    pub async fn add_grant(&self, grant: &RoleGrant) -> Result<bool, StoreError> {
        let held = self.grants_of(grant.account).await?;
        if held.iter().any(|held| held.grant == grant.grant) {
            return Ok(false);
        }
        let organization = match &grant.grant {
            Grant::Steward { organization } => Some(*organization),
            _ => None,
        };
        role_grant::Entity::insert(role_grant::ActiveModel {
            id: Set(grant.id),
            account: Set(grant.account),
            role: Set(role_of(&grant.grant).to_owned()),
            body: Set(column::json("role_grant", &grant.grant)?),
            organization: Set(organization),
            granted_by: Set(column::text(&grant.granted_by)),
            granted_at: Set(column::instant(grant.granted_at)),
        })
        .exec_without_returning(&self.tx)
        .await?;
        Ok(true)
    }

    /// Takes a role away; `false` when it was not held.
    ///
    /// # Errors
    /// [`StoreError::Unavailable`], [`StoreError::Corrupt`].
    pub async fn remove_grant(&self, account: Uuid, grant: &Grant) -> Result<bool, StoreError> {
        let held = self.grants_of(account).await?;
        let Some(held) = held.into_iter().find(|held| held.grant == *grant) else {
            return Ok(false);
        };
        role_grant::Entity::delete_by_id(held.id)
            .exec(&self.tx)
            .await?;
        Ok(true)
    }

    /// See [`Store::grants_of`].
    ///
    /// # Errors
    /// [`StoreError::Unavailable`], [`StoreError::Corrupt`].
    pub async fn grants_of(&self, account: Uuid) -> Result<Vec<RoleGrant>, StoreError> {
        grants(&self.tx, role_grant::Column::Account.eq(account)).await
    }

    /// See [`Store::stewards_of`].
    ///
    /// # Errors
    /// [`StoreError::Unavailable`], [`StoreError::Corrupt`].
    pub async fn stewards_of(&self, organization: Uuid) -> Result<Vec<RoleGrant>, StoreError> {
        grants(&self.tx, role_grant::Column::Organization.eq(organization)).await
    }
}

impl WriteTx {
    /// See [`Store::holders_of`].
    ///
    /// # Errors
    /// [`StoreError::Unavailable`], [`StoreError::Corrupt`].
    pub async fn role_holders(&self, role: &str) -> Result<Vec<RoleGrant>, StoreError> {
        grants(&self.tx, role_grant::Column::Role.eq(role)).await
    }
}

impl Store {
    /// An account by its id.
    ///
    /// # Errors
    /// [`StoreError::Unavailable`].
    pub async fn account(&self, id: Uuid) -> Result<Option<Account>, StoreError> {
        by_id(&self.reader, id).await
    }

    /// An account by its address.
    ///
    /// # Errors
    /// [`StoreError::Unavailable`].
    pub async fn account_of(&self, email: &str) -> Result<Option<Account>, StoreError> {
        by_email(&self.reader, email).await
    }

    /// The roles that an account holds, the oldest first.
    ///
    /// # Errors
    /// [`StoreError::Unavailable`], [`StoreError::Corrupt`].
    pub async fn grants_of(&self, account: Uuid) -> Result<Vec<RoleGrant>, StoreError> {
        grants(&self.reader, role_grant::Column::Account.eq(account)).await
    }

    /// Those who speak for an organization, the oldest first.
    ///
    /// # Errors
    /// [`StoreError::Unavailable`], [`StoreError::Corrupt`].
    pub async fn stewards_of(&self, organization: Uuid) -> Result<Vec<RoleGrant>, StoreError> {
        grants(
            &self.reader,
            role_grant::Column::Organization.eq(organization),
        )
        .await
    }

    /// Every holder of a role of this kind: `moderator`, `assessor`, `administrator`.
    ///
    /// # Errors
    /// [`StoreError::Unavailable`], [`StoreError::Corrupt`].
    pub async fn holders_of(&self, role: &str) -> Result<Vec<RoleGrant>, StoreError> {
        grants(&self.reader, role_grant::Column::Role.eq(role)).await
    }
}

async fn by_id<C: ConnectionTrait>(
    connection: &C,
    id: Uuid,
) -> Result<Option<Account>, StoreError> {
    let row = account::Entity::find_by_id(id).one(connection).await?;
    Ok(row.map(account_of))
}

async fn by_email<C: ConnectionTrait>(
    connection: &C,
    email: &str,
) -> Result<Option<Account>, StoreError> {
    let row = account::Entity::find()
        .filter(account::Column::Email.eq(column::key(email)))
        .one(connection)
        .await?;
    Ok(row.map(account_of))
}

async fn grants<C: ConnectionTrait>(
    connection: &C,
    condition: sea_orm::sea_query::SimpleExpr,
) -> Result<Vec<RoleGrant>, StoreError> {
    role_grant::Entity::find()
        .filter(condition)
        .order_by_asc(role_grant::Column::GrantedAt)
        .order_by_asc(role_grant::Column::Id)
        .all(connection)
        .await?
        .into_iter()
        .map(|row| {
            Ok(RoleGrant {
                id: row.id,
                account: row.account,
                grant: column::from_json("role_grant", row.id, &row.body)?,
                granted_by: row.granted_by,
                granted_at: row.granted_at,
            })
        })
        .collect()
}

fn role_of(grant: &Grant) -> &'static str {
    match grant {
        Grant::Steward { .. } => "steward",
        Grant::Moderator { .. } => "moderator",
        Grant::Assessor { .. } => "assessor",
        Grant::Administrator => "administrator",
    }
}

fn row(account: &Account) -> account::Model {
    account::Model {
        id: account.id,
        email: column::key(&account.email),
        created_at: column::instant(account.created_at),
        last_sign_in: account.last_sign_in.map(column::instant),
        second_factor: account.second_factor.as_ref().map(|seed| seed.0.clone()),
        second_factor_used: account.second_factor_used,
        erased: account.erased,
    }
}

fn account_of(row: account::Model) -> Account {
    Account {
        id: row.id,
        email: row.email,
        created_at: row.created_at,
        last_sign_in: row.last_sign_in,
        second_factor: row.second_factor.map(Seed),
        second_factor_used: row.second_factor_used,
        erased: row.erased,
    }
}

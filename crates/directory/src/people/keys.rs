//! API keys: made, listed and ended by the person whose they are, or made for them at the command
//! line.

use chrono::{DateTime, Utc};
use domain::authority::{Actor, Grant, Object, Scope, Verb};
use domain::sign_in::Secret;
use store::ApiKey;
use uuid::Uuid;

use super::sessions::own;
use super::{allow, note};
use crate::{Directory, Error, Violation};

/// Keys that an account may have at once.
const MOST_KEYS: usize = 20;
/// The longest name of a key, in characters.
const LONGEST_NAME: usize = 80;

/// A key that was just made: the only time that it is seen.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewKey {
    /// Its id.
    pub id: Uuid,
    /// The key.
    pub secret: Secret,
}

/// A key in its owner's list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KeyView {
    /// Its id.
    pub id: Uuid,
    /// What its maker calls it.
    pub name: String,
    /// What it may be used for.
    pub scopes: Vec<Scope>,
    /// When it was made.
    pub created_at: DateTime<Utc>,
    /// When it was last used, to the hour.
    pub last_used: Option<DateTime<Utc>>,
    /// When it was ended.
    pub ended_at: Option<DateTime<Utc>>,
}

impl Directory {
    /// Makes a key for whoever asks. A key is used without a second factor: where its maker's roles
    /// ask for one, or the key is to moderate, it must be made in a session that has shown it.
    ///
    /// # Errors
    /// [`Error::Forbidden`] for a program, and in too weak a session; [`Error::Invalid`] without a name or a scope; [`Error::Conflict`] when there are too many.
    pub async fn make_key(
        &self,
        actor: &Actor,
        name: &str,
        scopes: &[Scope],
    ) -> Result<NewKey, Error> {
        let account = own(actor)?;
        allow(actor, Verb::ManageKeys, &Object::of_account(account))?;
        let Actor::Person(person) = actor else {
            return Err(Error::Forbidden("a key cannot make keys".to_owned()));
        };
        let strong = scopes.contains(&Scope::Moderate)
            || person.grants.iter().any(Grant::needs_second_factor);
        if strong && !person.second_factor {
            return Err(Error::Forbidden(
                "show a code of your authenticator first: this key would be used without"
                    .to_owned(),
            ));
        }
        self.keep_key(actor, account, name, scopes).await
    }

    /// Makes a key for whoever has an address, on the word of whoever has the machine: what it may do
    /// is what its scopes and that person's roles allow.
    ///
    /// # Errors
    /// [`Error::Forbidden`] for all but the command line; [`Error::NotFound`] when nobody has the
    /// address; otherwise as [`Self::make_key`].
    pub async fn make_key_for(
        &self,
        actor: &Actor,
        email: &str,
        name: &str,
        scopes: &[Scope],
    ) -> Result<NewKey, Error> {
        if *actor != Actor::Operator {
            return Err(Error::Forbidden(
                "a key for somebody else is made at the command line".to_owned(),
            ));
        }
        let account = self.account_with(actor, email).await?;
        self.keep_key(actor, account, name, scopes).await
    }

    async fn keep_key(
        &self,
        actor: &Actor,
        account: Uuid,
        name: &str,
        scopes: &[Scope],
    ) -> Result<NewKey, Error> {
        let name: String = domain::text::line(name)
            .chars()
            .take(LONGEST_NAME)
            .collect();
        let mut violations = Vec::new();
        if name.is_empty() {
            violations.push(Violation {
                parameter: "name",
                message: "say what the key is for".to_owned(),
                example: "our website",
            });
        }
        if scopes.is_empty() {
            violations.push(Violation {
                parameter: "scopes",
                message: "name at least one of read, listings:write, moderate and export"
                    .to_owned(),
                example: "read",
            });
        }
        if !violations.is_empty() {
            return Err(Error::Invalid(violations));
        }
        let open = self.store.api_keys_of(account).await?;
        if open.iter().filter(|key| key.ended_at.is_none()).count() >= MOST_KEYS {
            return Err(Error::Conflict(format!(
                "an account has at most {MOST_KEYS} keys; end one first"
            )));
        }
        let (id, secret) = (self.new_id()?, Secret::new(self.people()?.chance.as_ref()));
        let now = self.clock.now();
        let tx = self.store.begin().await?;
        tx.add_api_key(&ApiKey {
            id,
            account,
            name,
            secret_hash: secret.hash(),
            scopes: scopes.to_vec(),
            created_at: now,
            last_used: None,
            ended_at: None,
        })
        .await?;
        note(&tx, actor, "make_key", format!("key {id}"), None, now).await?;
        tx.commit().await?;
        Ok(NewKey { id, secret })
    }

    /// The keys of whoever asks, the oldest first.
    ///
    /// # Errors
    /// [`Error::Unauthenticated`] for anybody.
    pub async fn keys(&self, actor: &Actor) -> Result<Vec<KeyView>, Error> {
        let account = own(actor)?;
        allow(actor, Verb::ManageKeys, &Object::of_account(account))?;
        let keys = self.store.api_keys_of(account).await?;
        Ok(keys
            .into_iter()
            .map(|key| KeyView {
                id: key.id,
                name: key.name,
                scopes: key.scopes,
                created_at: key.created_at,
                last_used: key.last_used,
                ended_at: key.ended_at,
            })
            .collect())
    }

    /// Ends a key at once.
    ///
    /// # Errors
    /// [`Error::NotFound`] when whoever asks has no such key, or it has ended.
    pub async fn end_key(&self, actor: &Actor, id: Uuid) -> Result<(), Error> {
        let account = own(actor)?;
        allow(actor, Verb::ManageKeys, &Object::of_account(account))?;
        let now = self.clock.now();
        let tx = self.store.begin().await?;
        if !tx.end_api_key(account, id, now).await? {
            return Err(Error::NotFound {
                what: "key",
                name: id.to_string(),
            });
        }
        note(&tx, actor, "end_key", format!("key {id}"), None, now).await?;
        tx.commit().await?;
        Ok(())
    }
}

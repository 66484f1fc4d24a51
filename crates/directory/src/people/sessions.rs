//! Sessions: from a cookie or a key to who asks, and ending them.

use chrono::{DateTime, TimeDelta, Utc};
use domain::authority::{Actor, Grant, Object, Person, Program, Verb};
use domain::sign_in::{hash, is_alive, lifetime};
use uuid::Uuid;

use super::{allow, note};
use crate::{Directory, Error};

/// A session's last use is written down at most so often.
const TOUCH_EVERY: TimeDelta = TimeDelta::minutes(1);
/// A key's last use is written down at most so often.
const TOUCH_KEY_EVERY: TimeDelta = TimeDelta::hours(1);

/// Who is signed in, for their own account page.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Me {
    /// Their account.
    pub account: Uuid,
    /// Their address.
    pub email: String,
    /// What they may be.
    pub grants: Vec<Grant>,
    /// Whether they have an authenticator.
    pub has_second_factor: bool,
    /// Whether this session has shown it.
    pub second_factor: bool,
}

/// A session in its owner's list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SessionView {
    /// Its id.
    pub id: Uuid,
    /// "Firefox on Android".
    pub label: String,
    /// When it began.
    pub began_at: DateTime<Utc>,
    /// When it was last used.
    pub last_used: DateTime<Utc>,
    /// Whether it is the one that asks.
    pub this_one: bool,
}

impl Directory {
    /// Who has this cookie: somebody, or anybody where it is not one of a session that lives.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub async fn who(&self, cookie: Option<&str>) -> Result<Actor, Error> {
        let Some(cookie) = cookie.filter(|_| self.people.is_some()) else {
            return Ok(Actor::Anybody);
        };
        let Some(session) = self.store.session(&hash(cookie)).await? else {
            return Ok(Actor::Anybody);
        };
        let grants: Vec<Grant> = self.grants(session.account).await?;
        let now = self.clock.now();
        if !is_alive(session.began_at, session.last_used, now, lifetime(&grants)) {
            return Ok(Actor::Anybody);
        }
        if now - session.last_used >= TOUCH_EVERY {
            let tx = self.store.begin().await?;
            tx.touch_session(session.id, now, session.second_factor)
                .await?;
            tx.commit().await?;
        }
        Ok(Actor::Person(Person {
            account: session.account,
            grants,
            second_factor: session.second_factor,
        }))
    }

    /// Which program has this key.
    ///
    /// # Errors
    /// [`Error::Unauthenticated`] when it is not a key, or has ended: a program must not take a
    /// refusal for an answer to anybody.
    pub async fn who_by_key(&self, key: &str) -> Result<Actor, Error> {
        let unknown = || Error::Unauthenticated("this key is not known, or has ended".to_owned());
        let key = self.store.api_key(&hash(key)).await?.ok_or_else(unknown)?;
        if key.ended_at.is_some() {
            return Err(unknown());
        }
        let now = self.clock.now();
        if key
            .last_used
            .is_none_or(|last| now - last >= TOUCH_KEY_EVERY)
        {
            let tx = self.store.begin().await?;
            tx.touch_api_key(key.id, now).await?;
            tx.commit().await?;
        }
        Ok(Actor::Program(Program {
            key: key.id,
            scopes: key.scopes,
            grants: self.grants(key.account).await?,
            account: key.account,
        }))
    }

    /// What somebody sees of themself; `None` for anybody.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub async fn me(&self, actor: &Actor) -> Result<Option<Me>, Error> {
        let Some(account) = actor.account() else {
            return Ok(None);
        };
        let Some(row) = self.store.account(account).await? else {
            return Ok(None);
        };
        Ok(Some(Me {
            account,
            email: row.email,
            grants: self.grants(account).await?,
            has_second_factor: row.second_factor.is_some(),
            second_factor: matches!(actor, Actor::Person(person) if person.second_factor),
        }))
    }

    /// The sessions of whoever asks.
    ///
    /// # Errors
    /// [`Error::Unauthenticated`] for anybody.
    pub async fn sessions(
        &self,
        actor: &Actor,
        cookie: Option<&str>,
    ) -> Result<Vec<SessionView>, Error> {
        let account = own(actor)?;
        allow(actor, Verb::ManageSessions, &Object::of_account(account))?;
        let this = cookie.map(hash);
        let all = self.store.sessions_of(account).await?;
        let lifetime = lifetime(&self.grants(account).await?);
        let now = self.clock.now();
        Ok(all
            .into_iter()
            .filter(|session| is_alive(session.began_at, session.last_used, now, lifetime))
            .map(|session| SessionView {
                this_one: this.as_ref() == Some(&session.secret_hash),
                id: session.id,
                label: session.label,
                began_at: session.began_at,
                last_used: session.last_used,
            })
            .collect())
    }

    /// Ends one session of an account, or all of them; says how many there were.
    ///
    /// # Errors
    /// [`Error::Unauthenticated`], [`Error::Forbidden`] for somebody else's.
    pub async fn end_sessions(
        &self,
        actor: &Actor,
        account: Uuid,
        only: Option<Uuid>,
    ) -> Result<u64, Error> {
        allow(actor, Verb::ManageSessions, &Object::of_account(account))?;
        let tx = self.store.begin().await?;
        let ended = tx.end_sessions(account, only).await?;
        if ended > 0 {
            note(
                &tx,
                actor,
                "end_sessions",
                format!("account {account}"),
                None,
                self.clock.now(),
            )
            .await?;
        }
        tx.commit().await?;
        Ok(ended)
    }

    /// Ends the session of this cookie, whoever has it.
    ///
    /// # Errors
    /// When the store cannot be written.
    pub async fn sign_out(&self, cookie: &str) -> Result<(), Error> {
        if let Some(session) = self.store.session(&hash(cookie)).await? {
            let tx = self.store.begin().await?;
            tx.end_sessions(session.account, Some(session.id)).await?;
            tx.commit().await?;
        }
        Ok(())
    }

    pub(super) async fn grants(&self, account: Uuid) -> Result<Vec<Grant>, Error> {
        let held = self.store.grants_of(account).await?;
        Ok(held.into_iter().map(|held| held.grant).collect())
    }
}

/// The account of whoever asks.
pub(crate) fn own(actor: &Actor) -> Result<Uuid, Error> {
    actor
        .account()
        .ok_or_else(|| Error::Unauthenticated("sign in first".to_owned()))
}

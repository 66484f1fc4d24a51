//! The second factor: a code of an authenticator app (TOTP, RFC 6238), which works once.

use chrono::{DateTime, TimeDelta, Utc};
use domain::authority::Actor;
use domain::sign_in::hash;
use store::{Account, Seed};
use totp_rs::{Builder, Secret, Totp};

use super::mails::Letter;
use super::note;
use super::sessions::own;
use crate::{Directory, Error};

/// Bytes of a seed: 160 bits, as RFC 4226 asks for.
const SEED_BYTES: usize = 20;
/// Wrong codes that an account may try in [`TRIES_WITHIN`].
const TRIES: u32 = 5;
/// See [`TRIES`].
const TRIES_WITHIN: TimeDelta = TimeDelta::minutes(10);

/// A seed for an authenticator that has not been confirmed yet.
#[derive(Clone, PartialEq, Eq)]
pub struct Enrolment {
    /// To be typed: base 32.
    pub seed: String,
    /// To be shown as a picture or opened on the same device.
    pub url: String,
}

impl std::fmt::Debug for Enrolment {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Enrolment(…)")
    }
}

impl Directory {
    /// A new seed for whoever asks; nothing is kept until it is confirmed with a code.
    ///
    /// # Errors
    /// [`Error::Unauthenticated`] for anybody.
    pub async fn begin_second_factor(&self, actor: &Actor) -> Result<Enrolment, Error> {
        let account = self.account_row(actor).await?;
        let people = self.people()?;
        let mut bytes = vec![0; SEED_BYTES];
        people.chance.fill(&mut bytes);
        let secret = Secret::from(bytes);
        let seed = secret.to_base32();
        let totp = Builder::new()
            .with_secret(secret)
            .with_account_name(account.email.as_str())
            .with_issuer(Some(people.name.replace(':', " ")))
            .build()
            .map_err(|error| Error::internal("making a seed", &error.to_string()))?;
        let url = totp
            .to_url()
            .map_err(|error| Error::internal("making a seed", &error.to_string()))?;
        Ok(Enrolment { seed, url })
    }

    /// Keeps a seed, once a code shows that the authenticator has it. It counts for this session.
    ///
    /// # Errors
    /// [`Error::Forbidden`] when the code is not right, or an authenticator is set already and this
    /// session has not shown it.
    pub async fn confirm_second_factor(
        &self,
        actor: &Actor,
        cookie: &str,
        seed: &str,
        code: &str,
    ) -> Result<(), Error> {
        let account = self.account_row(actor).await?;
        let shown = matches!(actor, Actor::Person(person) if person.second_factor);
        if account.second_factor.is_some() && !shown {
            return Err(Error::Forbidden(
                "enter a code of the authenticator that is set already first".to_owned(),
            ));
        }
        let seed = Seed(seed.trim().to_ascii_uppercase());
        let step = self.step_of(&account, &seed, code)?;
        let people = self.people()?;
        let now = self.clock.now();
        let tx = self.store.begin().await?;
        let email = account.email.clone();
        tx.update_account(&Account {
            second_factor: Some(seed),
            second_factor_used: Some(step),
            ..account
        })
        .await?;
        self.strengthen(&tx, cookie, now).await?;
        tx.add_mail(&people.mail(self.new_id()?, &email, &Letter::SecondFactor, now))
            .await?;
        note(
            &tx,
            actor,
            "set_second_factor",
            "own account".to_owned(),
            None,
            now,
        )
        .await?;
        tx.commit().await?;
        self.ring_mail();
        Ok(())
    }

    /// Shows a code of the authenticator: from then on the session is strong.
    ///
    /// # Errors
    /// [`Error::Forbidden`] when there is no authenticator or the code is not right,
    /// [`Error::TooMany`] after too many wrong ones.
    pub async fn show_second_factor(
        &self,
        actor: &Actor,
        cookie: &str,
        code: &str,
    ) -> Result<(), Error> {
        let account = self.account_row(actor).await?;
        let Some(seed) = account.second_factor.clone() else {
            return Err(Error::Forbidden(
                "no authenticator is set; add one first".to_owned(),
            ));
        };
        let step = self.step_of(&account, &seed, code)?;
        let now = self.clock.now();
        let tx = self.store.begin().await?;
        // Read again inside: of two that show one code at once, the second is late.
        let fresh = tx.account(account.id).await?.unwrap_or(account);
        if fresh.second_factor_used.is_some_and(|used| step <= used) {
            return Err(Error::Forbidden(
                "this code has been used; wait for the next".to_owned(),
            ));
        }
        tx.update_account(&Account {
            second_factor_used: Some(step),
            ..fresh
        })
        .await?;
        self.strengthen(&tx, cookie, now).await?;
        tx.commit().await?;
        Ok(())
    }

    async fn strengthen(
        &self,
        tx: &store::WriteTx,
        cookie: &str,
        now: DateTime<Utc>,
    ) -> Result<(), Error> {
        let session = tx
            .session(&hash(cookie))
            .await?
            .ok_or_else(|| Error::Unauthenticated("sign in first".to_owned()))?;
        tx.touch_session(session.id, now, true).await?;
        Ok(())
    }

    async fn account_row(&self, actor: &Actor) -> Result<Account, Error> {
        let account = own(actor)?;
        if !matches!(actor, Actor::Person(_)) {
            return Err(Error::Forbidden(
                "an authenticator is set and shown by a person who has signed in".to_owned(),
            ));
        }
        self.store
            .account(account)
            .await?
            .ok_or_else(|| Error::Unauthenticated("sign in first".to_owned()))
    }

    /// The step of time that a code is of, if it is right and has not been used.
    fn step_of(&self, account: &Account, seed: &Seed, code: &str) -> Result<i64, Error> {
        let now = self.clock.now();
        self.tries
            .refuse_if_spent(account.id, TRIES, TRIES_WITHIN, now)?;
        let wrong = || {
            Error::Forbidden("this code is not right; wait for the next and try that".to_owned())
        };
        let code: String = code.chars().filter(char::is_ascii_digit).collect();
        let seconds = u64::try_from(now.timestamp()).unwrap_or(0);
        let step = totp(seed)?
            .check(&code, seconds)
            .and_then(|step| i64::try_from(step).ok())
            .filter(|step| account.second_factor_used.is_none_or(|used| *step > used));
        if step.is_none() {
            self.tries.count(account.id, now);
        }
        step.ok_or_else(wrong)
    }
}

fn totp(seed: &Seed) -> Result<Totp, Error> {
    let secret = Secret::try_from_base32(&seed.0).ok();
    secret
        .and_then(|secret| {
            Builder::new()
                .with_secret(secret)
                .with_account_name("account")
                .build()
                .ok()
        })
        .ok_or_else(|| {
            Error::Forbidden("this is not a seed for an authenticator; begin again".to_owned())
        })
}

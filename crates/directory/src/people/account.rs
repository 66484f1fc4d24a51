//! The account itself: another address, and its end.
//!
//! A new address counts once its mailbox has been read, in a session of the same person, and the old
//! address is told. An account that is erased leaves the public record and an audit that names
//! nobody.

use domain::authority::{Actor, Object, Verb};
use domain::sign_in::{ADDRESS_LIFETIME, FRESH_SESSION, Secret, hash};
use store::{Account, AddressChange};
use uuid::Uuid;

use super::mails::Letter;
use super::sessions::own;
use super::{address, allow, note};
use crate::{Directory, Error};

impl Directory {
    /// Sends a link to the address that whoever asks wants from now on. It looks the same whether or
    /// not somebody else has that address.
    ///
    /// # Errors
    /// [`Error::Unauthenticated`] unless they have signed in a short while ago; [`Error::Forbidden`]
    /// for a program, and without the authenticator that is set; [`Error::Invalid`] when it is not an
    /// address.
    pub async fn ask_for_address(
        &self,
        actor: &Actor,
        cookie: &str,
        email: &str,
    ) -> Result<(), Error> {
        let people = self.people()?;
        let account = self.fresh_person(actor, cookie).await?;
        let email = address("email", email)?;
        let now = self.clock.now();
        let link = Secret::new(people.chance.as_ref());
        let path = format!("/account/address/{}", link.reveal());
        let tx = self.store.begin().await?;
        let is_taken = tx.account_of(&email).await?.is_some();
        let letter = if is_taken {
            Letter::AddressTaken
        } else {
            tx.put_address_change(&AddressChange {
                account,
                email: email.clone(),
                link_hash: link.hash(),
                asked_at: now,
                expires_at: now + ADDRESS_LIFETIME,
            })
            .await?;
            Letter::NewAddress { path: &path }
        };
        tx.add_mail(&people.mail(self.new_id()?, &email, &letter, now))
            .await?;
        note(
            &tx,
            actor,
            "ask_for_address",
            format!("account {account}"),
            None,
            now,
        )
        .await?;
        tx.commit().await?;
        self.ring_mail();
        Ok(())
    }

    /// Takes the address to which this link was sent, in a session of the person who wanted it. Every
    /// other session of theirs ends.
    ///
    /// # Errors
    /// [`Error::Unauthenticated`] for anybody; [`Error::Forbidden`] when the link is too old or
    /// somebody else's; [`Error::Conflict`] when somebody has that address by now.
    pub async fn confirm_address(
        &self,
        actor: &Actor,
        cookie: &str,
        link: &str,
    ) -> Result<(), Error> {
        let people = self.people()?;
        let id = own(actor)?;
        let now = self.clock.now();
        let change = self.store.address_change(&hash(link)).await?;
        let change = change
            .filter(|change| change.account == id && now < change.expires_at)
            .ok_or_else(|| {
                Error::Forbidden(
                    "this link works once, for an hour, for the person who asked for it; sign in as before and ask for another".to_owned(),
                )
            })?;
        allow(actor, Verb::ChangeAddress, &Object::of_account(id))?;
        let tx = self.store.begin().await?;
        if tx.account_of(&change.email).await?.is_some() {
            return Err(Error::Conflict(
                "somebody has an account with this address".to_owned(),
            ));
        }
        let before = tx.account(id).await?.ok_or_else(|| unknown(id))?;
        let letter = Letter::AddressChanged;
        tx.add_mail(&people.mail(self.new_id()?, &before.email, &letter, now))
            .await?;
        tx.update_account(&Account {
            email: change.email,
            ..before
        })
        .await?;
        tx.forget_address_change(id).await?;
        tx.end_other_sessions(id, &hash(cookie)).await?;
        note(
            &tx,
            actor,
            "change_address",
            format!("account {id}"),
            None,
            now,
        )
        .await?;
        tx.commit().await?;
        self.ring_mail();
        Ok(())
    }

    /// Erases an account: its roles, sessions, keys and claims end, and nothing says any more whose
    /// it was. What its person said of listings stays.
    ///
    /// # Errors
    /// [`Error::NotFound`]; [`Error::Forbidden`] for all but the person and administrators.
    pub async fn erase_account(&self, actor: &Actor, account: Uuid) -> Result<(), Error> {
        allow(actor, Verb::EraseAccount, &Object::of_account(account))?;
        let people = self.people()?;
        let now = self.clock.now();
        let tx = self.store.begin().await?;
        let row = tx.account(account).await?.filter(|row| !row.erased);
        let row = row.ok_or_else(|| unknown(account))?;
        tx.erase_account(&row).await?;
        // The last mail: it forgets the address when it has gone, as every mail does.
        tx.add_mail(&people.mail(self.new_id()?, &row.email, &Letter::Erased, now))
            .await?;
        note(
            &tx,
            actor,
            "erase_account",
            format!("account {account}"),
            None,
            now,
        )
        .await?;
        tx.commit().await?;
        self.ring_mail();
        Ok(())
    }

    /// The account with an address, for the command line.
    ///
    /// # Errors
    /// [`Error::Forbidden`] for all but the command line and administrators; [`Error::NotFound`].
    pub async fn account_with(&self, actor: &Actor, email: &str) -> Result<Uuid, Error> {
        allow(actor, Verb::GrantRole, &Object::default())?;
        let email = address("email", email)?;
        let row = self.store.account_of(&email).await?;
        row.map(|row| row.id).ok_or(Error::NotFound {
            what: "account",
            name: email,
        })
    }

    /// Whoever asks, if they have signed in a short while ago and have shown all that they can show.
    async fn fresh_person(&self, actor: &Actor, cookie: &str) -> Result<Uuid, Error> {
        let id = own(actor)?;
        allow(actor, Verb::ChangeAddress, &Object::of_account(id))?;
        let Actor::Person(person) = actor else {
            return Err(Error::Forbidden(
                "an address is changed by a person who has signed in".to_owned(),
            ));
        };
        let session = self.store.session(&hash(cookie)).await?;
        let now = self.clock.now();
        if session.is_none_or(|session| now >= session.began_at + FRESH_SESSION) {
            return Err(Error::Unauthenticated(format!(
                "sign in again first: an address can be changed within {} minutes of that",
                FRESH_SESSION.num_minutes()
            )));
        }
        let row = self.store.account(id).await?;
        if row.is_some_and(|row| row.second_factor.is_some()) && !person.second_factor {
            return Err(Error::Forbidden(
                "enter a code of your authenticator first".to_owned(),
            ));
        }
        Ok(id)
    }
}

fn unknown(account: Uuid) -> Error {
    Error::NotFound {
        what: "account",
        name: account.to_string(),
    }
}

//! Giving and taking roles.

use domain::authority::{Actor, Grant, Object, Verb};
use store::RoleGrant;
use uuid::Uuid;

use super::mails::Letter;
use super::{address, allow, note};
use crate::{Directory, Error};

impl Directory {
    /// Gives a role to whoever has an address; `false` when they hold it already.
    ///
    /// # Errors
    /// [`Error::Forbidden`] for all but administrators and the command line; [`Error::Invalid`]
    /// when the address is not one.
    pub async fn give_role(
        &self,
        actor: &Actor,
        email: &str,
        grant: &Grant,
    ) -> Result<bool, Error> {
        allow(actor, Verb::GrantRole, &Object::default())?;
        let email = address("email", email)?;
        let people = self.people()?;
        let now = self.clock.now();
        let tx = self.store.begin().await?;
        let account = match tx.account_of(&email).await? {
            Some(account) => account,
            None => self.account_for(&tx, &email, now).await?,
        };
        let given = tx
            .add_grant(&RoleGrant {
                id: self.new_id()?,
                account: account.id,
                grant: grant.clone(),
                granted_by: actor.label(),
                granted_at: now,
            })
            .await?;
        if given {
            let what = format!("You are now {}.", words(grant));
            let letter = Letter::Role { what: &what };
            tx.add_mail(&people.mail(self.new_id()?, &email, &letter, now))
                .await?;
            note(
                &tx,
                actor,
                "give_role",
                format!("account {}", account.id),
                Some(&words(grant)),
                now,
            )
            .await?;
        }
        tx.commit().await?;
        self.ring_mail();
        Ok(given)
    }

    /// Takes a role away, at once; `false` when it was not held.
    ///
    /// # Errors
    /// As [`Self::give_role`]; [`Error::NotFound`] when nobody has the address.
    pub async fn take_role(
        &self,
        actor: &Actor,
        email: &str,
        grant: &Grant,
    ) -> Result<bool, Error> {
        allow(actor, Verb::GrantRole, &Object::default())?;
        let email = address("email", email)?;
        let people = self.people()?;
        let now = self.clock.now();
        let tx = self.store.begin().await?;
        let account = tx
            .account_of(&email)
            .await?
            .ok_or_else(|| Error::NotFound {
                what: "account",
                name: email.clone(),
            })?;
        let taken = tx.remove_grant(account.id, grant).await?;
        if taken {
            let what = format!("You are no longer {}.", words(grant));
            let letter = Letter::Role { what: &what };
            tx.add_mail(&people.mail(self.new_id()?, &email, &letter, now))
                .await?;
            note(
                &tx,
                actor,
                "take_role",
                format!("account {}", account.id),
                Some(&words(grant)),
                now,
            )
            .await?;
        }
        tx.commit().await?;
        self.ring_mail();
        Ok(taken)
    }

    /// The organizations that an account speaks for.
    pub(super) async fn stewardships(&self, account: Uuid) -> Result<Vec<Uuid>, Error> {
        let grants = self.grants(account).await?;
        Ok(grants
            .into_iter()
            .filter_map(|grant| match grant {
                Grant::Steward { organization } => Some(organization),
                _ => None,
            })
            .collect())
    }
}

/// A role, for people.
fn words(grant: &Grant) -> String {
    let of = |area: &Option<String>| {
        area.as_ref().map_or_else(
            || "everywhere".to_owned(),
            |code| format!("in the area {code}"),
        )
    };
    match grant {
        Grant::Steward { organization } => format!("a steward of the organization {organization}"),
        Grant::Moderator { area } => format!("a moderator {}", of(area)),
        Grant::Assessor { scheme, area } => format!("an assessor of {scheme} {}", of(area)),
        Grant::Administrator => "an administrator".to_owned(),
    }
}

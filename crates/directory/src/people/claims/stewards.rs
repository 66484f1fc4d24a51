//! Stewards: how speaking for an organization ends, or goes to another person.

use chrono::{DateTime, Utc};
use domain::authority::{Actor, Grant, Verb};
use domain::claim::{ClaimState, ClaimStep, Proof};
use store::{Claim, RoleGrant, WriteTx};
use uuid::Uuid;

use super::body::Body;
use super::{stepped, words};
use crate::people::mails::Letter;
use crate::people::sessions::own;
use crate::people::{address, allow, note};
use crate::{Directory, Error};

impl Directory {
    /// Whoever asks stops speaking for an organization, at once.
    ///
    /// # Errors
    /// [`Error::Forbidden`] when they do not.
    pub async fn leave_organization(&self, actor: &Actor, organization: &str) -> Result<(), Error> {
        let body = self.body(organization).await?;
        allow(actor, Verb::LeaveOrganization, &body.object(None))?;
        let account = own(actor)?;
        self.end_stewardship(actor, account, &body, ClaimStep::Leave, None)
            .await
    }

    /// Takes somebody's right to speak for an organization away, at once, with a reason.
    ///
    /// # Errors
    /// [`Error::Forbidden`]; [`Error::NotFound`] when that account does not speak for it;
    /// [`Error::Invalid`] without a reason.
    pub async fn revoke_steward(
        &self,
        actor: &Actor,
        organization: &str,
        account: Uuid,
        reason: &str,
    ) -> Result<(), Error> {
        let body = self.body(organization).await?;
        allow(actor, Verb::RevokeSteward, &body.object(None))?;
        let reason = words("reason", reason, true)?;
        self.end_stewardship(actor, account, &body, ClaimStep::Revoke, Some(reason))
            .await
    }

    /// Puts another person in the place of whoever asks.
    ///
    /// # Errors
    /// [`Error::Forbidden`]; [`Error::Invalid`] when it is not an address.
    pub async fn hand_over(
        &self,
        actor: &Actor,
        organization: &str,
        to: &str,
    ) -> Result<(), Error> {
        let body = self.body(organization).await?;
        allow(actor, Verb::HandOver, &body.object(None))?;
        let account = own(actor)?;
        let to = address("to", to)?;
        let people = self.people()?;
        let now = self.clock.now();
        let grant = Grant::Steward {
            organization: body.row.id,
        };
        let tx = self.store.begin().await?;
        let heir = match tx.account_of(&to).await? {
            Some(heir) => heir,
            None => self.account_for(&tx, &to, now).await?,
        };
        if heir.id == account {
            return Err(Error::Conflict("that is you".to_owned()));
        }
        let claim = Claim {
            id: self.new_id()?,
            organization: body.row.id,
            account: heir.id,
            state: ClaimState::Accepted,
            proof: Proof::Evidence {
                words: "handed over by the steward before".to_owned(),
            },
            link_hash: None,
            link_expires: None,
            reason: None,
            decided_by: Some(actor.label()),
            created_at: now,
            changed_at: now,
            version: 1,
        };
        tx.add_claim(&claim).await?;
        self.grant_stewardship(&tx, heir.id, body.row.id, actor, now)
            .await?;
        let letter = Letter::ClaimStep {
            organization: &body.row.body.name,
            what: "handed over to you",
            reason: None,
        };
        tx.add_mail(&people.mail(self.new_id()?, &to, &letter, now))
            .await?;
        tx.remove_grant(account, &grant).await?;
        close(&tx, account, body.row.id, ClaimStep::HandOver, actor, now).await?;
        note(
            &tx,
            actor,
            "hand_over",
            format!("organization {}", body.row.id),
            None,
            now,
        )
        .await?;
        tx.commit().await?;
        self.ring_mail();
        Ok(())
    }

    pub(crate) async fn grant_stewardship(
        &self,
        tx: &WriteTx,
        account: Uuid,
        organization: Uuid,
        by: &Actor,
        now: DateTime<Utc>,
    ) -> Result<(), Error> {
        tx.add_grant(&RoleGrant {
            id: self.new_id()?,
            account,
            grant: Grant::Steward { organization },
            granted_by: by.label(),
            granted_at: now,
        })
        .await?;
        Ok(())
    }

    async fn end_stewardship(
        &self,
        actor: &Actor,
        account: Uuid,
        body: &Body,
        step: ClaimStep,
        reason: Option<String>,
    ) -> Result<(), Error> {
        let people = self.people()?;
        let now = self.clock.now();
        let tx = self.store.begin().await?;
        let grant = Grant::Steward {
            organization: body.row.id,
        };
        if !tx.remove_grant(account, &grant).await? {
            return Err(Error::NotFound {
                what: "steward",
                name: account.to_string(),
            });
        }
        close(&tx, account, body.row.id, step, actor, now).await?;
        if let Some(row) = tx.account(account).await?.filter(|row| !row.erased) {
            let letter = Letter::ClaimStep {
                organization: &body.row.body.name,
                what: "ended",
                reason: reason.as_deref(),
            };
            tx.add_mail(&people.mail(self.new_id()?, &row.email, &letter, now))
                .await?;
        }
        note(
            &tx,
            actor,
            "end_stewardship",
            format!("organization {}", body.row.id),
            reason.as_deref(),
            now,
        )
        .await?;
        tx.commit().await?;
        self.ring_mail();
        Ok(())
    }
}

/// Ends the accepted claim that a stewardship rests on. One that was given by hand rests on none.
async fn close(
    tx: &WriteTx,
    account: Uuid,
    organization: Uuid,
    step: ClaimStep,
    by: &Actor,
    now: DateTime<Utc>,
) -> Result<(), Error> {
    let claims = tx.claims_of_organization(organization).await?;
    for claim in claims {
        if claim.account == account && claim.state == ClaimState::Accepted {
            tx.update_claim(&stepped(claim, step, by, None, now)?)
                .await?;
        }
    }
    Ok(())
}

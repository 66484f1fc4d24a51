//! Claims as they are decided: by a steward, by a moderator, or taken back.

use chrono::{DateTime, Utc};
use domain::authority::{Actor, Verb};
use domain::claim::{ClaimState, ClaimStep};
use store::{Claim, WriteTx};
use uuid::Uuid;

use super::{ClaimView, stepped, words};
use crate::people::mails::Letter;
use crate::people::sessions::own;
use crate::people::{People, allow, note};
use crate::{Directory, Error};

/// Claims that are listed for a moderator at once.
const QUEUE_PAGE: u64 = 200;

impl Directory {
    /// A steward or a moderator says yes or no, with a reason.
    ///
    /// # Errors
    /// [`Error::Forbidden`]; [`Error::Conflict`] when there is nothing to decide any more;
    /// [`Error::Invalid`] for a "no" without a reason.
    pub async fn decide_claim(
        &self,
        actor: &Actor,
        id: Uuid,
        agree: bool,
        reason: &str,
    ) -> Result<ClaimView, Error> {
        let claim = self.claim_row(id).await?;
        let body = self.body(&claim.organization.to_string()).await?;
        let verb = if claim.state == ClaimState::AwaitingSteward {
            Verb::AgreeToClaim
        } else {
            Verb::DecideClaim
        };
        allow(actor, verb, &body.object(None))?;
        let reason = words("reason", reason, !agree)?;
        let step = if agree {
            ClaimStep::Agree
        } else {
            ClaimStep::Refuse
        };
        self.step(
            actor,
            claim,
            step,
            Some(reason).filter(|reason| !reason.is_empty()),
        )
        .await
    }

    /// The claimant takes a claim back.
    ///
    /// # Errors
    /// [`Error::NotFound`] for somebody else's, [`Error::Conflict`] when it is decided.
    pub async fn withdraw_claim(&self, actor: &Actor, id: Uuid) -> Result<ClaimView, Error> {
        let account = own(actor)?;
        let claim = self.claim_row(id).await?;
        if claim.account != account {
            return Err(not_found(id));
        }
        self.step(actor, claim, ClaimStep::Withdraw, None).await
    }

    /// The claims of whoever asks, the oldest first.
    ///
    /// # Errors
    /// [`Error::Unauthenticated`] for anybody.
    pub async fn my_claims(&self, actor: &Actor) -> Result<Vec<ClaimView>, Error> {
        let claims = self.store.claims_of_account(own(actor)?).await?;
        self.claim_views(claims).await
    }

    /// The claims that wait for whoever asks, as a moderator or as a steward, the oldest first.
    ///
    /// # Errors
    /// [`Error::Unauthenticated`] for anybody.
    pub async fn claims_to_decide(&self, actor: &Actor) -> Result<Vec<ClaimView>, Error> {
        if *actor == Actor::Anybody {
            return Err(Error::Unauthenticated("sign in first".to_owned()));
        }
        let mut found = Vec::new();
        for (state, verb) in [
            (ClaimState::AwaitingModerator, Verb::DecideClaim),
            (ClaimState::AwaitingSteward, Verb::AgreeToClaim),
        ] {
            for claim in self.store.claims_in(state, QUEUE_PAGE).await? {
                let body = self.body(&claim.organization.to_string()).await?;
                if allow(actor, verb, &body.object(None)).is_ok() {
                    found.push(claim);
                }
            }
        }
        self.claim_views(found).await
    }

    async fn step(
        &self,
        actor: &Actor,
        claim: Claim,
        step: ClaimStep,
        reason: Option<String>,
    ) -> Result<ClaimView, Error> {
        let people = self.people()?;
        let name = self.organization_name(claim.organization).await?;
        let now = self.clock.now();
        let tx = self.store.begin().await?;
        let claim = stepped(claim, step, actor, reason, now)?;
        tx.update_claim(&claim).await?;
        if claim.state == ClaimState::Accepted {
            self.grant_stewardship(&tx, claim.account, claim.organization, actor, now)
                .await?;
        }
        self.tell(&tx, people, &claim, &name, now).await?;
        note(
            &tx,
            actor,
            claim.state.as_str(),
            format!("claim {}", claim.id),
            claim.reason.as_deref(),
            now,
        )
        .await?;
        tx.commit().await?;
        self.ring_mail();
        self.claim_view(claim).await
    }

    pub(super) async fn tell(
        &self,
        tx: &WriteTx,
        people: &People,
        claim: &Claim,
        name: &str,
        now: DateTime<Utc>,
    ) -> Result<(), Error> {
        if let Some(account) = tx
            .account(claim.account)
            .await?
            .filter(|account| !account.erased)
        {
            let letter = Letter::ClaimStep {
                organization: name,
                what: claim.state.words(),
                reason: claim.reason.as_deref(),
            };
            tx.add_mail(&people.mail(self.new_id()?, &account.email, &letter, now))
                .await?;
        }
        Ok(())
    }

    async fn claim_row(&self, id: Uuid) -> Result<Claim, Error> {
        self.store.claim(id).await?.ok_or_else(|| not_found(id))
    }

    pub(in crate::people) async fn organization_name(&self, id: Uuid) -> Result<String, Error> {
        let row = self.store.organization(&id.to_string()).await?;
        Ok(row.map_or_else(
            || "an organisation that is no longer listed".to_owned(),
            |row| row.body.name,
        ))
    }

    async fn claim_views(&self, claims: Vec<Claim>) -> Result<Vec<ClaimView>, Error> {
        let mut views = Vec::with_capacity(claims.len());
        for claim in claims {
            views.push(self.claim_view(claim).await?);
        }
        Ok(views)
    }

    pub(super) async fn claim_view(&self, claim: Claim) -> Result<ClaimView, Error> {
        let claimant = self.store.account(claim.account).await?;
        Ok(ClaimView {
            organization_name: self.organization_name(claim.organization).await?,
            claimant: claimant.map(|account| account.email).unwrap_or_default(),
            id: claim.id,
            organization: claim.organization,
            state: claim.state,
            proof: claim.proof,
            reason: claim.reason,
            created_at: claim.created_at,
            changed_at: claim.changed_at,
        })
    }
}

fn not_found(id: Uuid) -> Error {
    Error::NotFound {
        what: "claim",
        name: id.to_string(),
    }
}

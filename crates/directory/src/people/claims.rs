//! Claims: how somebody comes to speak for an organization, and stops.

mod body;
mod deciding;
mod stewards;

use chrono::{DateTime, TimeDelta, Utc};
use domain::authority::{Actor, Object, Verb};
use domain::claim::{ClaimState, ClaimStep, Proof, is_at_own_domain, next};
use domain::contact::is_webmail_host;
use domain::sign_in::{Secret, hash};
use store::{Claim, WriteTx};
use uuid::Uuid;

use self::body::Body;
pub use self::body::OrganizationName;
pub(crate) use self::body::areas_of;
use super::mails::Letter;
use super::sessions::own;
use super::{People, allow, note};
use crate::{Directory, Error, Violation};

/// How long the link to a published address works: a volunteer reads it at the weekend.
const PROOF_LIFETIME: TimeDelta = TimeDelta::days(7);
/// Open claims that one account may have.
const MOST_OPEN: usize = 10;
/// The longest evidence or reason, in characters.
const LONGEST_WORDS: usize = 2_000;

/// How somebody wants to prove that they speak for an organization.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ClaimWay {
    /// Send a link to the address that its entry shows.
    PublishedEmail,
    /// My own address is at its own domain.
    OwnDomain,
    /// Let a moderator weigh these words.
    Evidence(String),
}

/// A claim, for those who may see it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ClaimView {
    /// Its id.
    pub id: Uuid,
    /// For which organization.
    pub organization: Uuid,
    /// The organization's name.
    pub organization_name: String,
    /// Who asks: their address, for moderators and for themselves.
    pub claimant: String,
    /// How it stands.
    pub state: ClaimState,
    /// How it is to be proved.
    pub proof: Proof,
    /// Why it was decided so.
    pub reason: Option<String>,
    /// When it was made.
    pub created_at: DateTime<Utc>,
    /// When it last took a step.
    pub changed_at: DateTime<Utc>,
}

impl Directory {
    /// Asks to speak for an organization.
    ///
    /// # Errors
    /// [`Error::Unauthenticated`]; [`Error::NotFound`]; [`Error::Invalid`] when this way cannot prove
    /// anything here, saying which would; [`Error::Conflict`] when the same person has asked already,
    /// or speaks for it.
    pub async fn claim(
        &self,
        actor: &Actor,
        organization: &str,
        way: ClaimWay,
    ) -> Result<ClaimView, Error> {
        let account = own(actor)?;
        allow(actor, Verb::ClaimOrganization, &Object::default())?;
        let body = self.body(organization).await?;
        let id = body.row.id;
        if self.stewardships(account).await?.contains(&id) {
            return Err(Error::Conflict(
                "you speak for this organization already".to_owned(),
            ));
        }
        let mine = self.store.claims_of_account(account).await?;
        if mine
            .iter()
            .any(|claim| claim.organization == id && claim.state.is_open())
        {
            return Err(Error::Conflict(
                "you have asked already, and it is not decided yet".to_owned(),
            ));
        }
        if mine.iter().filter(|claim| claim.state.is_open()).count() >= MOST_OPEN {
            return Err(Error::Conflict(format!(
                "at most {MOST_OPEN} claims can be open at once"
            )));
        }
        let people = self.people()?;
        let email = self
            .store
            .account(account)
            .await?
            .map(|row| row.email)
            .unwrap_or_default();
        let now = self.clock.now();
        let mut claim = Claim {
            id: self.new_id()?,
            organization: id,
            account,
            state: ClaimState::Proving,
            proof: proof_of(way, &body, &email)?,
            link_hash: None,
            link_expires: None,
            reason: None,
            decided_by: None,
            created_at: now,
            changed_at: now,
            version: 1,
        };
        let tx = self.store.begin().await?;
        match &claim.proof {
            Proof::Evidence { .. } => {
                claim.state = ClaimState::AwaitingModerator;
                tx.add_claim(&claim).await?;
            }
            Proof::PublishedEmail => {
                let link = Secret::new(people.chance.as_ref());
                claim.link_hash = Some(link.hash());
                claim.link_expires = Some(now + PROOF_LIFETIME);
                tx.add_claim(&claim).await?;
                let path = format!("/claims/prove/{}", link.reveal());
                let letter = Letter::ProveClaim {
                    organization: &body.row.body.name,
                    path: &path,
                };
                for to in &body.emails {
                    tx.add_mail(&people.mail(self.new_id()?, to, &letter, now))
                        .await?;
                }
            }
            Proof::OwnDomain => {
                tx.add_claim(&claim).await?;
                claim = self
                    .prove(&tx, people, claim, &body.row.body.name, now)
                    .await?;
            }
        }
        note(&tx, actor, "claim", format!("organization {id}"), None, now).await?;
        tx.commit().await?;
        self.ring_mail();
        self.claim_view(claim).await
    }

    /// What a link that proves a claim is about, without using it.
    ///
    /// # Errors
    /// [`Error::NotFound`] when it is no such link, [`Error::Conflict`] when it is too late.
    pub async fn look_at_proof(&self, link: &str) -> Result<ClaimView, Error> {
        let claim = self.claim_of_link(link).await?;
        self.claim_view(claim).await
    }

    /// Somebody with the published mailbox says yes.
    ///
    /// # Errors
    /// As [`Self::look_at_proof`].
    pub async fn prove_claim(&self, link: &str) -> Result<ClaimView, Error> {
        let claim = self.claim_of_link(link).await?;
        let name = self.organization_name(claim.organization).await?;
        let people = self.people()?;
        let now = self.clock.now();
        let tx = self.store.begin().await?;
        let claim = self.prove(&tx, people, claim, &name, now).await?;
        note(
            &tx,
            &Actor::Anybody,
            "prove_claim",
            format!("claim {}", claim.id),
            None,
            now,
        )
        .await?;
        tx.commit().await?;
        self.ring_mail();
        self.claim_view(claim).await
    }

    /// Whether the mailboxes and sites of an organization allow each way of proof, for a form that
    /// offers only what can work.
    ///
    /// # Errors
    /// [`Error::NotFound`].
    pub async fn ways_to_claim(
        &self,
        actor: &Actor,
        organization: &str,
    ) -> Result<Vec<ClaimWay>, Error> {
        let body = self.body(organization).await?;
        let mut ways = Vec::new();
        if let Some(account) = actor.account()
            && let Some(row) = self.store.account(account).await?
            && body
                .websites
                .iter()
                .any(|site| is_at_own_domain(&row.email, site))
        {
            ways.push(ClaimWay::OwnDomain);
        }
        if !body.emails.is_empty() {
            ways.push(ClaimWay::PublishedEmail);
        }
        ways.push(ClaimWay::Evidence(String::new()));
        Ok(ways)
    }

    /// A claim is proved: accepted where nobody speaks yet, else put to those who do.
    async fn prove(
        &self,
        tx: &WriteTx,
        people: &People,
        claim: Claim,
        name: &str,
        now: DateTime<Utc>,
    ) -> Result<Claim, Error> {
        let stewards = tx.stewards_of(claim.organization).await?;
        let step = if stewards.is_empty() {
            ClaimStep::Proved
        } else {
            ClaimStep::ProvedBesideAnother
        };
        let claim = stepped(claim, step, &Actor::Anybody, None, now)?;
        let claim = Claim {
            link_hash: None,
            ..claim
        };
        tx.update_claim(&claim).await?;
        if claim.state == ClaimState::Accepted {
            self.grant_stewardship(tx, claim.account, claim.organization, &Actor::Anybody, now)
                .await?;
        }
        for steward in stewards {
            if let Some(account) = tx.account(steward.account).await? {
                let letter = Letter::SecondClaimant { organization: name };
                tx.add_mail(&people.mail(self.new_id()?, &account.email, &letter, now))
                    .await?;
            }
        }
        self.tell(tx, people, &claim, name, now).await?;
        Ok(claim)
    }

    async fn claim_of_link(&self, link: &str) -> Result<Claim, Error> {
        let claim = self.store.claim_of_link(&hash(link)).await?;
        let claim = claim.ok_or_else(|| Error::NotFound {
            what: "link",
            name: "that you followed".to_owned(),
        })?;
        let late = claim
            .link_expires
            .is_none_or(|expires| self.clock.now() >= expires);
        if late || claim.state != ClaimState::Proving {
            return Err(Error::Conflict(
                "this link has been used, or is more than 7 days old".to_owned(),
            ));
        }
        Ok(claim)
    }
}

fn proof_of(way: ClaimWay, body: &Body, email: &str) -> Result<Proof, Error> {
    let invalid = |message: &str, example| {
        Err(Error::Invalid(vec![Violation {
            parameter: "way",
            message: message.to_owned(),
            example,
        }]))
    };
    match way {
        ClaimWay::PublishedEmail if body.emails.is_empty() => invalid(
            "cannot be published_email: the entry shows no address; tell a moderator how we can know that you speak for it",
            "evidence",
        ),
        ClaimWay::PublishedEmail => Ok(Proof::PublishedEmail),
        ClaimWay::OwnDomain
            if body
                .websites
                .iter()
                .any(|site| is_at_own_domain(email, site)) =>
        {
            Ok(Proof::OwnDomain)
        }
        ClaimWay::OwnDomain => {
            let host = email.rsplit_once('@').map_or("", |(_, host)| host);
            invalid(
                if is_webmail_host(host) {
                    "cannot be own_domain: you are signed in with an address that anybody can have"
                } else {
                    "cannot be own_domain: your address is not at the web site that the entry shows"
                },
                "published_email",
            )
        }
        ClaimWay::Evidence(text) => Ok(Proof::Evidence {
            words: words("evidence", &text, true)?,
        }),
    }
}

fn stepped(
    claim: Claim,
    step: ClaimStep,
    by: &Actor,
    reason: Option<String>,
    now: DateTime<Utc>,
) -> Result<Claim, Error> {
    let state = next(claim.state, step).map_err(|illegal| Error::Conflict(illegal.to_string()))?;
    Ok(Claim {
        state,
        reason,
        decided_by: Some(by.label()),
        changed_at: now,
        version: claim.version + 1,
        ..claim
    })
}

fn words(parameter: &'static str, text: &str, needed: bool) -> Result<String, Error> {
    let text = domain::text::paragraphs(text);
    let fault = if needed && text.is_empty() {
        "must say why, in a sentence or two".to_owned()
    } else if text.chars().count() > LONGEST_WORDS {
        format!("must be {LONGEST_WORDS} characters or fewer")
    } else {
        return Ok(text);
    };
    Err(Error::Invalid(vec![Violation {
        parameter,
        message: fault,
        example: "I am the secretary; our committee's minutes of May say so",
    }]))
}

//! Claims: how somebody comes to speak for an organization, and stops.

use chrono::{DateTime, TimeDelta, Utc};
use domain::authority::{Actor, Grant, Object, Verb};
use domain::claim::{ClaimState, ClaimStep, Proof, is_at_own_domain, next};
use domain::contact::is_webmail_host;
use domain::sign_in::{Secret, hash};
use store::{Claim, OrganizationRow, RoleGrant, WriteTx};
use uuid::Uuid;

use super::mails::Letter;
use super::sessions::own;
use super::{People, allow, note};
use crate::{Directory, Error, Violation};

/// How long the link to a published address works: a volunteer reads it at the weekend.
const PROOF_LIFETIME: TimeDelta = TimeDelta::days(7);
/// Open claims that one account may have.
const MOST_OPEN: usize = 10;
/// Claims that are listed for a moderator at once.
const QUEUE_PAGE: u64 = 200;
/// The longest evidence or reason, in characters.
const LONGEST_WORDS: usize = 2_000;
/// Listings of an organization that are looked at for its address and its areas.
const LISTINGS_LOOKED_AT: u64 = 200;

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

/// An organization as far as claims need it.
struct Body {
    row: OrganizationRow,
    /// Addresses that its entries show.
    emails: Vec<String>,
    /// Its web sites.
    websites: Vec<String>,
    /// GSS codes of where it is active.
    areas: Vec<String>,
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
        let to = super::address("to", to)?;
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

    async fn tell(
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

    async fn grant_stewardship(
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

    async fn claim_row(&self, id: Uuid) -> Result<Claim, Error> {
        self.store.claim(id).await?.ok_or_else(|| not_found(id))
    }

    async fn organization_name(&self, id: Uuid) -> Result<String, Error> {
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

    async fn claim_view(&self, claim: Claim) -> Result<ClaimView, Error> {
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

    /// An organization by id or slug, with what its entries show.
    async fn body(&self, organization: &str) -> Result<Body, Error> {
        let row = self
            .store
            .organization(organization)
            .await?
            .ok_or_else(|| Error::NotFound {
                what: "organization",
                name: organization.to_owned(),
            })?;
        let listings = self
            .store
            .listings_of_organization(row.id, LISTINGS_LOOKED_AT)
            .await?;
        let services = || listings.iter().map(|listing| &listing.service);
        let mut emails: Vec<String> = row
            .body
            .email
            .iter()
            .chain(services().filter_map(|s| s.email.as_ref()))
            .cloned()
            .collect();
        let mut websites: Vec<String> = row
            .body
            .website
            .iter()
            .chain(services().filter_map(|s| s.url.as_ref()))
            .cloned()
            .collect();
        let mut areas: Vec<String> = services()
            .flat_map(|service| {
                let lies = service
                    .locations()
                    .filter_map(|location| location.local_authority.clone());
                lies.chain(
                    service
                        .service_areas
                        .iter()
                        .filter_map(|area| area.code.clone()),
                )
            })
            .collect();
        let gazetteer = self.gazetteer();
        let wider: Vec<String> = areas
            .iter()
            .flat_map(|code| crate::place::areas_around(&gazetteer, code))
            .collect();
        areas.extend(wider);
        for list in [&mut emails, &mut websites, &mut areas] {
            list.sort();
            list.dedup();
        }
        Ok(Body {
            row,
            emails,
            websites,
            areas,
        })
    }
}

impl Body {
    fn object(&self, account: Option<Uuid>) -> Object {
        Object {
            organization: Some(self.row.id),
            areas: self.areas.clone(),
            account,
            ..Object::default()
        }
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

fn not_found(id: Uuid) -> Error {
    Error::NotFound {
        what: "claim",
        name: id.to_string(),
    }
}

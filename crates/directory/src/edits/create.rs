//! Create: a listing that nobody has told us of, and with it its organization where that is new.
//!
//! What is probably listed already is shown first. Whoever says "it is none of these" is heard like any
//! person on a match: it stays different until a person says otherwise.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{DateTime, Utc};
use domain::authority::{Actor, Object, Verb};
use domain::edit::{Suspicion, suspicions};
use domain::identity::organization_id;
use domain::matching::cluster::Answer;
use domain::matching::{Comparison, Sketch, Verdict, keys};
use domain::service::Service;
use domain::source::SourceId;
use domain::statement::{Statement, StatementKey, StatementState};
use serde_json::Value;
use store::{
    HeldEdit, HeldState, KnownStatement, MatchDecision, WriteTx, statement_id, stored_key,
};
use uuid::Uuid;

use super::body;
use super::held::HeldView;
use super::own::own_in;
use super::save::{Published, published};
use crate::people::{allow, areas_of, note};
use crate::{Directory, Error, Flaw};

/// The most listings that are shown as perhaps the same.
const MOST_ALIKE: usize = 10;

/// What came of adding a listing.
#[derive(Debug, Clone, PartialEq)]
pub enum Created {
    /// It is listed.
    Published(Box<Published>),
    /// It waits for a moderator.
    Held(Box<HeldView>),
    /// It may be listed already: nothing was added.
    Alike(Vec<Alike>),
}

/// A listing that may be the same.
#[derive(Debug, Clone, PartialEq)]
pub struct Alike {
    /// Its id.
    pub listing: Uuid,
    /// Its slug.
    pub slug: String,
    /// Its name.
    pub name: String,
    /// Where it is, in a few words.
    pub place: Option<String>,
    /// Whether it is probably the same, and not only perhaps.
    pub probably: bool,
    /// What speaks for it, in words, the strongest first.
    pub reasons: Vec<String>,
}

/// A new listing that is read and may be added.
struct Newcomer {
    id: Uuid,
    service: Service,
    speaker: SourceId,
    found: Vec<Suspicion>,
    tell: Vec<String>,
}

impl Directory {
    /// Adds a listing. `different_from` names, by id, the listings that it is not, among those that
    /// were shown as perhaps the same.
    ///
    /// Whoever adds an organization that is not listed becomes its steward.
    ///
    /// # Errors
    /// [`Error::Unauthenticated`]; [`Error::Unfit`]; [`Error::Conflict`] when the organization is
    /// listed already and whoever asks does not speak for it.
    pub async fn create_listing(
        &self,
        actor: &Actor,
        body: &Value,
        different_from: &[Uuid],
    ) -> Result<Created, Error> {
        let newcomer = self.newcomer(actor, body).await?;
        let now = self.clock.now();
        let tx = self.store.begin().await?;
        let known = self.alike(&tx, &newcomer, now).await?;
        let unsaid = known
            .iter()
            .any(|alike| !different_from.contains(&alike.listing));
        if unsaid {
            return Ok(Created::Alike(known));
        }
        let different: Vec<Uuid> = known.iter().map(|alike| alike.listing).collect();
        let held = HeldEdit {
            id: self.new_id()?,
            listing: newcomer.id,
            is_new: true,
            source: newcomer.speaker.clone(),
            base: String::new(),
            service: newcomer.service.clone(),
            different_from: different,
            reasons: newcomer.found.iter().map(Suspicion::words).collect(),
            account: actor.account(),
            state: HeldState::Waiting,
            created_at: now,
            reason: None,
        };
        let created = if newcomer.found.is_empty() {
            let listed = self.list(&tx, actor, &held, now).await?;
            Created::Published(Box::new(listed))
        } else {
            let nothing = Service::default();
            let view = self
                .hold(&tx, actor, held, &nothing, &newcomer.tell)
                .await?;
            Created::Held(Box::new(view))
        };
        tx.commit().await?;
        self.ring();
        self.ring_mail();
        Ok(created)
    }

    /// Lists what was held.
    pub(super) async fn release_new(
        &self,
        tx: &WriteTx,
        held: &HeldEdit,
        now: DateTime<Utc>,
    ) -> Result<(), Error> {
        self.list(tx, &Actor::Anybody, held, now).await?;
        Ok(())
    }

    async fn newcomer(&self, actor: &Actor, body: &Value) -> Result<Newcomer, Error> {
        allow(actor, Verb::CreateListing, &Object::default())?;
        let mut service = body::read(body).map_err(Error::Unfit)?;
        let named = service.organization.as_ref().and_then(organization_id);
        let Some(organization) = named else {
            return Err(Error::Unfit(vec![Flaw {
                pointer: "/organization".to_owned(),
                message: "must name whoever runs it; a group without another name has its own"
                    .to_owned(),
                example: Some("{\"name\": \"Brixton Lunch\"}"),
            }]));
        };
        self.locate(&mut service);
        service.assured_date = Some(self.local_now().date());
        let known = self.store.organization(&organization.to_string()).await?;
        let object = Object {
            organization: known.as_ref().map(|row| row.id),
            areas: areas_of(&self.gazetteer(), std::iter::once(&service)),
            ..Object::default()
        };
        let moderates = allow(actor, Verb::DecideHeldEdit, &object).is_ok();
        if let Some(row) = &known
            && allow(actor, Verb::EditListing, &object).is_err()
        {
            return Err(Error::Conflict(format!(
                "{} is listed already: ask to speak for it at /api/v1/organizations/{}/claims first",
                row.body.name, row.slug
            )));
        }
        let is_steward = known.is_some() && allow(actor, Verb::HandOver, &object).is_ok();
        let speaks = is_steward || (known.is_none() && !moderates);
        let found = if moderates {
            Vec::new()
        } else {
            suspicions(&Service::default(), &service)
        };
        Ok(Newcomer {
            id: self.new_id()?,
            speaker: if speaks {
                SourceId::group()
            } else {
                SourceId::moderators()
            },
            tell: if found.is_empty() {
                Vec::new()
            } else {
                self.moderators_of(&object).await?
            },
            found,
            service,
        })
    }

    /// Listings of which one may be what is added, the likeliest first.
    async fn alike(
        &self,
        tx: &WriteTx,
        newcomer: &Newcomer,
        now: DateTime<Utc>,
    ) -> Result<Vec<Alike>, Error> {
        let said = Statement {
            key: key_of(newcomer.id, &newcomer.speaker),
            service: newcomer.service.clone(),
            url: None,
            first_seen: now,
            last_seen: now,
            changed_at: now,
            state: StatementState::Active,
            absences: 0,
            absent_since: None,
        };
        let asked: BTreeSet<String> = keys(&said).iter().map(|key| stored_key(key)).collect();
        let holders: BTreeSet<Uuid> = tx
            .holders_of(&asked)
            .await?
            .into_values()
            .flatten()
            .collect();
        let holders: Vec<Uuid> = holders.into_iter().collect();
        let sketch = Sketch::of(&said);
        let mut best: BTreeMap<Uuid, Comparison> = BTreeMap::new();
        for KnownStatement { listing, said, .. } in tx.statements_by_id(&holders).await? {
            let comparison = sketch.compare(said.sketch(), &self.weights);
            let Some(listing) = listing.filter(|_| said.state.is_live()) else {
                continue;
            };
            if comparison.verdict == Verdict::Different {
                continue;
            }
            match best.get(&listing) {
                Some(known) if known.score >= comparison.score => {}
                _ => {
                    best.insert(listing, comparison);
                }
            }
        }
        let ids: Vec<Uuid> = best.keys().copied().collect();
        let mut alike: Vec<(f64, Alike)> = tx
            .listings(&ids)
            .await?
            .into_iter()
            .filter_map(|listing| {
                let comparison = best.remove(&listing.id)?;
                let place = listing.service.locations().find_map(|location| {
                    let first = location.name.clone().or(location.address.first().cloned());
                    let postcode = location.postcode.as_ref().map(ToString::to_string);
                    let words: Vec<String> = first.into_iter().chain(postcode).collect();
                    (!words.is_empty()).then(|| words.join(", "))
                });
                let alike = Alike {
                    listing: listing.id,
                    slug: listing.slug,
                    name: listing.service.name,
                    place,
                    probably: comparison.verdict == Verdict::Same,
                    reasons: reasons(&comparison),
                };
                Some((comparison.score, alike))
            })
            .collect();
        alike.sort_by(|(a, _), (b, _)| b.total_cmp(a));
        let alike = alike.into_iter().map(|(_, alike)| alike);
        Ok(alike.take(MOST_ALIKE).collect())
    }

    /// Lists a newcomer, keeps what it is different from, and makes its maker steward where that is
    /// theirs to be.
    async fn list(
        &self,
        tx: &WriteTx,
        actor: &Actor,
        held: &HeldEdit,
        now: DateTime<Utc>,
    ) -> Result<Published, Error> {
        let key = key_of(held.listing, &held.source);
        let organization = held.service.organization.as_ref().and_then(organization_id);
        let steward = steward_of_new(tx, held, organization).await?;
        self.say(tx, key.clone(), held.service.clone(), None, now)
            .await?;
        let statements = tx.statements_of_listings(&held.different_from).await?;
        for other in statements.into_values().flatten() {
            tx.put_match_decision(&MatchDecision {
                a: statement_id(&key),
                b: statement_id(&other.key),
                answer: Answer::Different,
                decided_by: "whoever added it".to_owned(),
                reason: "said so when it was added".to_owned(),
                decided_at: now,
            })
            .await?;
        }
        let listing = tx.listing(held.listing).await?;
        let listing =
            listing.ok_or_else(|| Error::internal("adding a listing", "it is not there"))?;
        if let (Some(account), Some(organization)) = (steward, organization) {
            self.grant_stewardship(tx, account, organization, actor, now)
                .await?;
        }
        let about = format!("listing {}", held.listing);
        note(tx, actor, "create_listing", about, None, now).await?;
        let own = own_in(tx, held.listing, &held.source).await?;
        Ok(published(&Service::default(), listing, own.version))
    }
}

/// Who becomes the steward: whoever adds a group that is not listed. Where it has been listed
/// meanwhile, only who speaks for it adds to it in its name.
async fn steward_of_new(
    tx: &WriteTx,
    held: &HeldEdit,
    organization: Option<Uuid>,
) -> Result<Option<Uuid>, Error> {
    let (Some(account), Some(organization)) = (held.account, organization) else {
        return Ok(None);
    };
    if held.source != SourceId::group() {
        return Ok(None);
    }
    if !tx.has_organization(organization).await? {
        return Ok(Some(account));
    }
    let stewards = tx.stewards_of(organization).await?;
    if stewards.iter().any(|held| held.account == account) {
        Ok(None)
    } else {
        Err(Error::Conflict(
            "the organization has been listed meanwhile: ask to speak for it first".to_owned(),
        ))
    }
}

fn key_of(listing: Uuid, speaker: &SourceId) -> StatementKey {
    StatementKey {
        source: speaker.clone(),
        external_id: listing.to_string(),
    }
}

/// What speaks for it, in words, the strongest first.
fn reasons(comparison: &Comparison) -> Vec<String> {
    let mut features: Vec<_> = comparison
        .features
        .iter()
        .filter(|feature| feature.weight > 0.0)
        .collect();
    features.sort_by(|a, b| b.weight.total_cmp(&a.weight));
    features
        .into_iter()
        .map(|feature| feature.words.clone())
        .collect()
}

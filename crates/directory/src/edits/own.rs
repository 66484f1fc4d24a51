//! What is said at first hand of a listing now, and the version that an edit is written on.

use chrono::{DateTime, Utc};
use domain::authority::{Actor, Grant, Object, Verb};
use domain::edit::{Useful, next_useful, start_from};
use domain::listing::Listing;
use domain::service::Service;
use domain::source::SourceId;
use domain::statement::{Statement, StatementKey};
use serde_json::Value;
use store::WriteTx;
use uuid::Uuid;

use super::body;
use super::held::HeldView;
use crate::people::allow;
use crate::{Directory, Error};

/// What is said at first hand of a listing, for whoever may change it.
#[derive(Debug, Clone, PartialEq)]
pub struct OwnWords {
    /// Of which listing.
    pub listing: Uuid,
    /// Its slug.
    pub slug: String,
    /// Who speaks: the group, or the moderators.
    pub speaker: SourceId,
    /// Whether anything was said yet. Where nothing was, `body` is what other sources say.
    pub is_said: bool,
    /// Names this version: a change says on which version it was written.
    pub version: String,
    /// Since when it is said.
    pub since: Option<DateTime<Utc>>,
    /// What is said, in the JSON that [`Directory::save_statement`] takes; with what others say of
    /// things that it leaves open.
    pub body: Value,
    /// Changes that wait for a moderator.
    pub held: Vec<HeldView>,
    /// What would help people most to know.
    pub next: Option<Useful>,
}

/// What is said at first hand of a listing, as a verb needs it.
#[derive(Debug)]
pub(super) struct Own {
    pub(super) key: StatementKey,
    pub(super) said: Option<Statement>,
    pub(super) version: String,
}

/// A listing with what decides who may change it, and who speaks then.
#[derive(Debug)]
pub(super) struct Subject {
    pub(super) listing: Listing,
    pub(super) object: Object,
    pub(super) speaker: SourceId,
}

impl Own {
    /// Takes what is said at first hand out of what all say.
    pub(super) fn among(
        statements: &mut Vec<Statement>,
        listing: Uuid,
        speaker: &SourceId,
    ) -> Self {
        let (key, said) = pick(statements.clone(), listing, speaker);
        statements.retain(|other| other.key != key);
        Self {
            version: String::new(),
            key,
            said,
        }
    }

    /// What is said now; nothing where it was taken back.
    pub(super) fn live(&self) -> Option<&Statement> {
        self.said.as_ref().filter(|said| said.state.is_live())
    }

    /// What somebody who changes it begins with.
    pub(super) fn start(&self, shown: &Service) -> Service {
        match self.live() {
            Some(said) => start_from(&said.service, shown),
            None => shown.clone(),
        }
    }
}

impl Directory {
    /// What is said at first hand of a listing.
    ///
    /// # Errors
    /// [`Error::NotFound`], [`Error::Gone`], [`Error::Unauthenticated`]; [`Error::Forbidden`] for all
    /// but its stewards and moderators.
    pub async fn own_words(&self, actor: &Actor, listing: &str) -> Result<OwnWords, Error> {
        let subject = self.subject(actor, listing, Verb::EditListing).await?;
        self.own_words_of(&subject).await
    }

    pub(super) async fn own_words_of(&self, subject: &Subject) -> Result<OwnWords, Error> {
        let listing = &subject.listing;
        let statements = self
            .store
            .statements_of_listings(&[listing.id])
            .await?
            .remove(&listing.id)
            .unwrap_or_default();
        let (key, said) = pick(statements, listing.id, &subject.speaker);
        let count = self.store.versions_counted(&key).await?;
        let own = Own {
            version: version_of(&key, said.as_ref(), count),
            key,
            said,
        };
        let mut start = own.start(&listing.service);
        start.reopen(self.local_now().date());
        Ok(OwnWords {
            listing: listing.id,
            slug: listing.slug.clone(),
            speaker: subject.speaker.clone(),
            is_said: own.live().is_some(),
            since: own.live().map(|said| said.changed_at),
            body: body::write(&start),
            held: self.held_of(listing).await?,
            next: next_useful(&listing.service),
            version: own.version,
        })
    }

    /// A listing that whoever asks may do something to, and who would speak.
    pub(super) async fn subject(
        &self,
        actor: &Actor,
        listing: &str,
        verb: Verb,
    ) -> Result<Subject, Error> {
        let found = self.listing_now(listing).await?;
        let listing = found.ok_or_else(|| Error::NotFound {
            what: "listing",
            name: listing.to_owned(),
        })?;
        let object = self.object_of(Some(&listing)).await?;
        allow(actor, verb, &object)?;
        if !listing.status.is_visible() {
            return Err(Error::Gone {
                what: "listing",
                name: listing.service.name,
            });
        }
        let speaker = self.speaker(actor, &object).await?;
        Ok(Subject {
            listing,
            object,
            speaker,
        })
    }

    /// Where a group has stewards it is the group that speaks, whoever holds the pen.
    async fn speaker(&self, actor: &Actor, object: &Object) -> Result<SourceId, Error> {
        let Some(organization) = object.organization else {
            return Ok(SourceId::moderators());
        };
        let grants = match actor {
            Actor::Person(person) => person.grants.as_slice(),
            Actor::Program(program) => program.grants.as_slice(),
            Actor::Anybody | Actor::Operator => &[],
        };
        let is_steward = grants.contains(&Grant::Steward { organization });
        if is_steward || !self.store.stewards_of(organization).await?.is_empty() {
            Ok(SourceId::group())
        } else {
            Ok(SourceId::moderators())
        }
    }
}

/// The same in a transaction, in which nobody else changes it.
pub(super) async fn own_in(tx: &WriteTx, listing: Uuid, speaker: &SourceId) -> Result<Own, Error> {
    let statements = tx
        .statements_of_listings(&[listing])
        .await?
        .remove(&listing)
        .unwrap_or_default();
    let (key, said) = pick(statements, listing, speaker);
    let count = tx.versions_counted(&key).await?;
    Ok(Own {
        version: version_of(&key, said.as_ref(), count),
        key,
        said,
    })
}

/// Of what is said at first hand the freshest: where listings became one there can be several.
fn pick(
    statements: Vec<Statement>,
    listing: Uuid,
    speaker: &SourceId,
) -> (StatementKey, Option<Statement>) {
    let said = statements
        .into_iter()
        .filter(|said| said.key.source == *speaker)
        .max_by_key(|said| (said.state.is_live(), said.changed_at, said.key.clone()));
    let key = said.as_ref().map_or_else(
        || StatementKey {
            source: speaker.clone(),
            external_id: listing.to_string(),
        },
        |said| said.key.clone(),
    );
    (key, said)
}

/// Other after each change, also when it is taken back. What the moderators say has versions of its
/// own.
fn version_of(key: &StatementKey, said: Option<&Statement>, changes: u64) -> String {
    let letter = key.source.as_str().chars().next().unwrap_or('t');
    match said {
        None => format!("{letter}0"),
        Some(said) if said.state.is_live() => format!("{letter}{}", changes + 1),
        Some(_) => format!("{letter}{}-withdrawn", changes + 1),
    }
}

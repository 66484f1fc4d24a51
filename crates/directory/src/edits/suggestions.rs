//! Suggestions: another source now says something else than the group; take it, or keep yours.
//!
//! They are made out when they are asked for, from what everybody says and said
//! (`domain::edit::suggestions`): so one is gone when its source thinks better of it.

use std::collections::HashMap;
use std::sync::Arc;

use chrono::{DateTime, Utc};
use domain::authority::{Actor, Grant, Verb};
use domain::edit::{Spoken, suggestions, take_field};
use domain::fold::Discretion;
use domain::listing::Field;
use domain::service::Service;
use domain::source::Source;
use domain::statement::{Statement, StatementKey};
use store::{StatementVersion, SuggestionAnswer, statement_id};
use uuid::Uuid;

use super::own::{Own, Subject, own_in};
use super::save::{Change, Saved};
use crate::people::note;
use crate::{Directory, Error};

/// Listings of one organization that are looked through.
const MOST_LISTINGS: u64 = 200;

/// Another source's news on a field.
#[derive(Debug, Clone, PartialEq)]
pub struct SuggestionView {
    /// Of which listing.
    pub listing: Uuid,
    /// Its slug.
    pub slug: String,
    /// Its name.
    pub name: String,
    /// Which field.
    pub field: Field,
    /// Who says it.
    pub source: Arc<Source>,
    /// Which statement.
    pub key: StatementKey,
    /// Since when the source says it.
    pub since: DateTime<Utc>,
    /// What the group says.
    pub ours: Service,
    /// What the source says now.
    pub theirs: Service,
}

/// A statement with all that it said before, the latest first.
struct Told {
    said: Statement,
    before: Vec<StatementVersion>,
}

impl Told {
    fn spoken<'a>(&'a self, before: &'a [(DateTime<Utc>, &'a Service)]) -> Spoken<'a> {
        Spoken {
            now: &self.said.service,
            since: self.said.changed_at,
            before,
        }
    }

    fn dated(&self) -> Vec<(DateTime<Utc>, &Service)> {
        let before = self.before.iter();
        before
            .map(|version| (version.said_from, &version.service))
            .collect()
    }
}

impl Directory {
    /// What other sources newly say of a listing, against what is said at first hand.
    ///
    /// # Errors
    /// [`Error::NotFound`], [`Error::Gone`], [`Error::Unauthenticated`]; [`Error::Forbidden`] for all
    /// but its stewards and moderators.
    pub async fn suggestions_for(
        &self,
        actor: &Actor,
        listing: &str,
    ) -> Result<Vec<SuggestionView>, Error> {
        let subject = self.subject(actor, listing, Verb::AnswerSuggestion).await?;
        self.suggestions_on(&subject).await
    }

    /// The same for all listings of the organizations that whoever asks speaks for.
    ///
    /// # Errors
    /// [`Error::Unauthenticated`] for anybody.
    pub async fn my_suggestions(&self, actor: &Actor) -> Result<Vec<SuggestionView>, Error> {
        let grants = match actor {
            Actor::Person(person) => person.grants.as_slice(),
            Actor::Program(program) => program.grants.as_slice(),
            Actor::Operator => &[],
            Actor::Anybody => return Err(Error::Unauthenticated("sign in first".to_owned())),
        };
        let mut waiting = Vec::new();
        for grant in grants {
            let Grant::Steward { organization } = grant else {
                continue;
            };
            let listings = self
                .store
                .listings_of_organization(*organization, MOST_LISTINGS)
                .await?;
            for listing in listings {
                let id = listing.id.to_string();
                waiting.extend(self.suggestions_for(actor, &id).await?);
            }
        }
        Ok(waiting)
    }

    /// The listings of the organizations that whoever asks speaks for: slug and name.
    ///
    /// # Errors
    /// [`Error::Unauthenticated`] for anybody.
    pub async fn my_listings(&self, actor: &Actor) -> Result<Vec<(String, String)>, Error> {
        let mut mine = Vec::new();
        for organization in self.my_organizations(actor).await? {
            let listings = self
                .store
                .listings_of_organization(organization.id, MOST_LISTINGS)
                .await?;
            let named = listings.into_iter();
            mine.extend(named.map(|listing| (listing.slug, listing.service.name)));
        }
        Ok(mine)
    }

    /// Answers a suggestion: takes what the source says, or keeps what is said at first hand.
    ///
    /// # Errors
    /// As [`Self::suggestions_for`]; [`Error::NotFound`] when there is no such suggestion (any more).
    pub async fn answer_suggestion(
        &self,
        actor: &Actor,
        listing: &str,
        (field, key): (Field, &StatementKey),
        take: bool,
    ) -> Result<Option<Saved>, Error> {
        let subject = self.subject(actor, listing, Verb::AnswerSuggestion).await?;
        let waiting = self.suggestions_on(&subject).await?;
        let found = waiting
            .into_iter()
            .find(|waits| waits.field == field && waits.key == *key);
        let found = found.ok_or_else(|| Error::NotFound {
            what: "suggestion",
            name: key.to_string(),
        })?;
        let now = self.clock.now();
        let tx = self.store.begin().await?;
        tx.put_suggestion_answer(&SuggestionAnswer {
            listing: subject.listing.id,
            statement: statement_id(key),
            field,
            answered_at: now,
        })
        .await?;
        let saved = if take {
            let own = own_in(&tx, subject.listing.id, &subject.speaker).await?;
            let mut service = own.start(&subject.listing.service);
            take_field(field, &found.theirs, &mut service);
            let change = Change {
                service,
                // Whoever says it is a source that this directory trusts.
                is_trusted: true,
                action: "take_suggestion",
                tell: Vec::new(),
            };
            let settled = self.settle_change(&tx, actor, &subject, own, change, now);
            Some(settled.await?)
        } else {
            let about = format!("listing {}", subject.listing.id);
            note(&tx, actor, "keep_ours", about, None, now).await?;
            None
        };
        tx.commit().await?;
        self.ring();
        Ok(saved)
    }

    async fn suggestions_on(&self, subject: &Subject) -> Result<Vec<SuggestionView>, Error> {
        let listing = &subject.listing;
        let mut statements = self
            .store
            .statements_of_listings(&[listing.id])
            .await?
            .remove(&listing.id)
            .unwrap_or_default();
        let Some(own) = Own::among(&mut statements, listing.id, &subject.speaker)
            .said
            .filter(|said| said.state.is_live())
        else {
            return Ok(Vec::new());
        };
        statements.retain(|said| said.state.is_live() && !said.key.source.is_first_hand());
        let own = self.with_history(own).await?;
        let mut others = Vec::new();
        for said in statements {
            others.push(self.with_history(said).await?);
        }
        let answers: HashMap<(Uuid, Field), DateTime<Utc>> = self
            .store
            .suggestion_answers(listing.id)
            .await?
            .into_iter()
            .map(|answer| ((answer.statement, answer.field), answer.answered_at))
            .collect();
        let all = std::iter::once(&own).chain(&others);
        let discretion = Discretion::about(all.map(|told| &told.said.service));
        let sources = self
            .sources_of(others.iter().map(|told| &told.said.key.source))
            .await?;
        let ours = own.dated();
        let mut views = Vec::new();
        for told in &others {
            let Some(source) = sources.get(&told.said.key.source) else {
                continue;
            };
            let id = statement_id(&told.said.key);
            let theirs = told.dated();
            let fields = suggestions(&own.spoken(&ours), &told.spoken(&theirs), |field| {
                answers.get(&(id, field)).copied()
            });
            views.extend(fields.into_iter().map(|field| SuggestionView {
                listing: listing.id,
                slug: listing.slug.clone(),
                name: listing.service.name.clone(),
                field,
                source: Arc::clone(source),
                key: told.said.key.clone(),
                since: told.said.changed_at,
                ours: own.said.service.clone(),
                theirs: discretion.publishable(&told.said.service),
            }));
        }
        Ok(views)
    }

    async fn with_history(&self, said: Statement) -> Result<Told, Error> {
        let before = self.store.statement_history(&said.key).await?;
        Ok(Told { said, before })
    }
}

//! Save: a change of what is said at first hand, on the version that its writer has read.

use chrono::{DateTime, Utc};
use domain::authority::{Actor, Object, Verb};
use domain::edit::{Useful, changed_fields, denied_by, next_useful, suspicions, take_field};
use domain::listing::{Field, Listing};
use domain::matching::name_key;
use domain::service::Service;
use domain::source::SourceId;
use domain::statement::{StatementKey, content_hash};
use serde_json::Value;
use store::{HeldEdit, HeldState, StatementWrite, WriteTx};
use uuid::Uuid;

use super::held::HeldView;
use super::own::{Own, OwnWords, Subject, own_in};
use super::{body, first_hand};
use crate::ingest::Book;
use crate::people::{Letter, allow, note};
use crate::{Directory, Error, Flaw};

/// What came of a change.
#[derive(Debug, Clone, PartialEq)]
pub enum Saved {
    /// It is said, and shown within a second.
    Published(Box<Published>),
    /// It waits for a moderator; what was shown stays.
    Held(Box<HeldView>),
    /// Somebody else was faster: this is what is said now.
    Overtaken(Box<OwnWords>),
}

/// A change that is said.
#[derive(Debug, Clone, PartialEq)]
pub struct Published {
    /// Of which listing.
    pub listing: Uuid,
    /// Its slug.
    pub slug: String,
    /// The version of what is said now.
    pub version: String,
    /// The listing before.
    pub before: Service,
    /// The listing now.
    pub after: Service,
    /// The fields of it that changed.
    pub changes: Vec<Field>,
    /// What would help people most to know.
    pub next: Option<Useful>,
}

/// A change that is ready to be said.
pub(super) struct Change {
    pub(super) service: Service,
    /// Whether it is known to be in order, so that it never waits for a moderator.
    pub(super) is_trusted: bool,
    /// What it is called in the audit.
    pub(super) action: &'static str,
    /// Whom to tell if it waits: found before the transaction, in which only it is read.
    pub(super) tell: Vec<String>,
}

impl Directory {
    /// Says at first hand what a listing is. `versions` names the one that the writer has read, or
    /// several that would do; `*` is whichever there is.
    ///
    /// # Errors
    /// [`Error::NotFound`], [`Error::Gone`], [`Error::Unauthenticated`]; [`Error::Forbidden`] for all
    /// but its stewards and moderators; [`Error::Unfit`] with everything that is wrong with the body.
    pub async fn save_statement(
        &self,
        actor: &Actor,
        listing: &str,
        body: &Value,
        versions: &[String],
    ) -> Result<Saved, Error> {
        let subject = self.subject(actor, listing, Verb::EditListing).await?;
        let service = self.read_statement(actor, &subject, body)?;
        let tell = self.told_of(&subject, &service).await?;
        let now = self.clock.now();
        let tx = self.store.begin().await?;
        let Some((subject, own)) = as_expected(&tx, subject, versions).await? else {
            drop(tx);
            let subject = self.subject(actor, listing, Verb::EditListing).await?;
            let now = self.own_words_of(&subject).await?;
            return Ok(Saved::Overtaken(Box::new(now)));
        };
        let change = Change {
            service,
            is_trusted: false,
            action: "edit",
            tell,
        };
        let saved = self
            .settle_change(&tx, actor, &subject, own, change, now)
            .await?;
        if let Some(account) = actor.account() {
            tx.drop_draft(account, subject.listing.id).await?;
        }
        tx.commit().await?;
        self.ring();
        self.ring_mail();
        Ok(saved)
    }

    /// Reads a body for a listing: it must name the organization whose listing it is.
    pub(super) fn read_statement(
        &self,
        actor: &Actor,
        subject: &Subject,
        body: &Value,
    ) -> Result<Service, Error> {
        let mut flaws = Vec::new();
        let mut service = body::read(body).unwrap_or_else(|found| {
            flaws = found;
            Service::default()
        });
        if flaws.is_empty() {
            keep_organization(actor, subject, &mut service, &mut flaws);
        }
        if !flaws.is_empty() {
            return Err(Error::Unfit(flaws));
        }
        self.locate(&mut service);
        Ok(service)
    }

    /// Publishes a change, or keeps it for a moderator.
    pub(super) async fn settle_change(
        &self,
        tx: &WriteTx,
        actor: &Actor,
        subject: &Subject,
        own: Own,
        change: Change,
        now: DateTime<Utc>,
    ) -> Result<Saved, Error> {
        let shown = &subject.listing.service;
        let found = if may_vouch(actor, &subject.object, &change) {
            Vec::new()
        } else {
            suspicions(shown, &change.service)
        };
        let by = actor.label();
        tx.supersede_held_edits(subject.listing.id, &by, now)
            .await?;
        let book = Book::read(tx).await?;
        let service = self.worded(&book, subject, &own, change.service);
        if found.is_empty() {
            let published = self.publish(tx, subject, own, service, now).await?;
            let object = format!("listing {}", subject.listing.id);
            note(tx, actor, change.action, object, None, now).await?;
            return Ok(Saved::Published(Box::new(published)));
        }
        let held = HeldEdit {
            id: self.new_id()?,
            listing: subject.listing.id,
            is_new: false,
            source: subject.speaker.clone(),
            base: own.version,
            service,
            different_from: Vec::new(),
            reasons: found.iter().map(domain::edit::Suspicion::words).collect(),
            account: actor.account(),
            state: HeldState::Waiting,
            created_at: now,
            reason: None,
        };
        let view = self.hold(tx, actor, held, shown, &change.tell).await?;
        Ok(Saved::Held(Box::new(view)))
    }

    /// The moderators who are told if a change waits.
    pub(super) async fn told_of(
        &self,
        subject: &Subject,
        service: &Service,
    ) -> Result<Vec<String>, Error> {
        if suspicions(&subject.listing.service, service).is_empty() {
            return Ok(Vec::new());
        }
        self.moderators_of(&subject.object).await
    }

    /// Keeps an edit for a moderator, and tells those of the area.
    pub(super) async fn hold(
        &self,
        tx: &WriteTx,
        actor: &Actor,
        held: HeldEdit,
        shown: &Service,
        tell: &[String],
    ) -> Result<HeldView, Error> {
        tx.add_held_edit(&held).await?;
        let people = self.people()?;
        let letter = Letter::EditHeld {
            listing: &held.service.name,
        };
        for email in tell {
            let mail = people.mail(self.new_id()?, email, &letter, held.created_at);
            tx.add_mail(&mail).await?;
        }
        let about = format!("listing {}", held.listing);
        note(tx, actor, "hold_edit", about, None, held.created_at).await?;
        Ok(HeldView::of(held, shown.clone(), None))
    }

    /// What is stored of a change: what it denies beside what it says, and without the words of
    /// sources that forbid passing them on.
    pub(super) fn worded(
        &self,
        book: &Book,
        subject: &Subject,
        own: &Own,
        said: Service,
    ) -> Service {
        let shown = &subject.listing;
        let before = own.live().map(|said| &said.service);
        let denied_before = before.map_or(&[][..], |said| said.denied.as_slice());
        let mut service = said;
        service.denied = denied_by(&service, &shown.service, denied_before);
        let changed = changed_fields(&shown.service, &service);
        for (field, values) in &shown.provenance.0 {
            let of_others = values.iter().flatten().all(|key| {
                let source = book.source(&key.source);
                source.is_none_or(|source| !source.licence.allows_redistribution)
            });
            // The name says which listing it is, and nobody owns it.
            if of_others && *field != Field::Name && !changed.contains(field) {
                take_field(*field, &Service::default(), &mut service);
            }
        }
        service.last_modified = None;
        service.assured_date = Some(self.local_now().date());
        service
    }

    /// Takes what is said at first hand, as every statement is taken.
    pub(super) async fn publish(
        &self,
        tx: &WriteTx,
        subject: &Subject,
        own: Own,
        service: Service,
        now: DateTime<Utc>,
    ) -> Result<Published, Error> {
        let listing = &subject.listing;
        self.say(tx, own.key, service, Some(listing.id), now)
            .await?;
        let after = tx.listing(listing.id).await?;
        let after = after.ok_or_else(|| {
            Error::internal("saving an edit", "its listing is part of another now")
        })?;
        let own = own_in(tx, listing.id, &subject.speaker).await?;
        Ok(published(&listing.service, after, own.version))
    }

    /// Writes a statement at first hand and folds what it touches.
    pub(super) async fn say(
        &self,
        tx: &WriteTx,
        key: StatementKey,
        service: Service,
        listing: Option<Uuid>,
        now: DateTime<Utc>,
    ) -> Result<(), Error> {
        self.know_first_hand(tx, &key.source).await?;
        let said = serde_json::to_string(&service).unwrap_or_default();
        let write = StatementWrite {
            key: key.clone(),
            service,
            url: None,
            page_url: None,
            content_hash: content_hash(said.as_bytes()),
            raw: said,
            listing,
            founds: Uuid::nil(),
        };
        let heads = tx.statement_heads(&[key]).await?;
        self.take(tx, None, vec![write], &heads, now).await
    }

    async fn know_first_hand(&self, tx: &WriteTx, id: &SourceId) -> Result<(), Error> {
        let source = first_hand(id, self.people()?);
        if !tx.all_sources().await?.contains(&source) {
            tx.put_source(&source, true).await?;
        }
        Ok(())
    }
}

pub(super) fn published(before: &Service, after: Listing, version: String) -> Published {
    Published {
        listing: after.id,
        slug: after.slug,
        version,
        changes: changed_fields(before, &after.service),
        next: next_useful(&after.service),
        before: before.clone(),
        after: after.service,
    }
}

/// The subject as it is in the transaction, with what is said of it; nothing when that is not the
/// version that was read.
pub(super) async fn as_expected(
    tx: &WriteTx,
    subject: Subject,
    versions: &[String],
) -> Result<Option<(Subject, Own)>, Error> {
    let Some(listing) = tx.listing(subject.listing.id).await? else {
        return Ok(None);
    };
    let own = own_in(tx, listing.id, &subject.speaker).await?;
    let mut versions = versions.iter();
    let is_expected = versions.any(|version| version == "*" || *version == own.version);
    Ok(is_expected.then_some((Subject { listing, ..subject }, own)))
}

/// Whether a moderator, or somebody else who is to be trusted, stands for a change.
fn may_vouch(actor: &Actor, object: &Object, change: &Change) -> bool {
    change.is_trusted || allow(actor, Verb::DecideHeldEdit, object).is_ok()
}

/// A listing stays with its organization: else a steward of one could speak for another, by calling
/// their own group by its name. How the name is spelt is theirs to say.
fn keep_organization(
    actor: &Actor,
    subject: &Subject,
    service: &mut Service,
    flaws: &mut Vec<Flaw>,
) {
    let shown = subject.listing.service.organization.as_ref();
    let Some(shown) = shown.filter(|shown| !shown.inferred) else {
        return;
    };
    match &service.organization {
        None => service.organization = Some(shown.clone()),
        Some(said) if name_key(&said.name) == name_key(&shown.name) => {}
        Some(_) if allow(actor, Verb::DecideHeldEdit, &subject.object).is_ok() => {}
        Some(_) => flaws.push(Flaw {
            pointer: "/organization/name".to_owned(),
            message: format!(
                "must stay {}; report a change of name, and a moderator will make it",
                shown.name
            ),
            example: Some("Brixton Lunch"),
        }),
    }
}

//! Held edits: what looks suspicious waits for a moderator, and is published or refused with a reason.

use chrono::{DateTime, Utc};
use domain::authority::{Actor, Object, Verb};
use domain::edit::changed_fields;
use domain::listing::{Field, Listing};
use domain::service::Service;
use store::{HeldEdit, HeldState, WriteTx};
use uuid::Uuid;

use super::own::{Subject, own_in};
use crate::people::{Letter, allow, areas_of, note};
use crate::{Directory, Error, Violation};

/// Edits that are looked through for those that wait for somebody.
const QUEUE_PAGE: u64 = 500;
/// The longest reason, in characters.
const LONGEST_REASON: usize = 2_000;

/// An edit that waits, or waited.
#[derive(Debug, Clone, PartialEq)]
pub struct HeldView {
    /// Its id.
    pub id: Uuid,
    /// Of which listing.
    pub listing: Uuid,
    /// Its slug; none for one that it would make.
    pub slug: Option<String>,
    /// What the listing would be called.
    pub name: String,
    /// Whether it would make that listing.
    pub is_new: bool,
    /// Why it waits, each a sentence.
    pub reasons: Vec<String>,
    /// When it was written.
    pub created_at: DateTime<Utc>,
    /// How it stands.
    pub state: HeldState,
    /// The listing as it is shown.
    pub before: Service,
    /// What the edit says.
    pub after: Service,
    /// The fields on which the two differ.
    pub changes: Vec<Field>,
    /// Why it was refused.
    pub reason: Option<String>,
}

impl HeldView {
    pub(super) fn of(held: HeldEdit, before: Service, slug: Option<String>) -> Self {
        Self {
            id: held.id,
            listing: held.listing,
            slug,
            name: held.service.name.clone(),
            is_new: held.is_new,
            reasons: held.reasons,
            created_at: held.created_at,
            state: held.state,
            changes: changed_fields(&before, &held.service),
            before,
            after: held.service,
            reason: held.reason,
        }
    }
}

impl Directory {
    /// The edits that wait for whoever asks, the oldest first.
    ///
    /// # Errors
    /// [`Error::Unauthenticated`] for anybody.
    pub async fn held_edits(&self, actor: &Actor) -> Result<Vec<HeldView>, Error> {
        if *actor == Actor::Anybody {
            return Err(Error::Unauthenticated("sign in first".to_owned()));
        }
        let mut waiting = Vec::new();
        for held in self.store.waiting_edits(QUEUE_PAGE).await? {
            let (listing, object) = self.held_object(&held).await?;
            if allow(actor, Verb::DecideHeldEdit, &object).is_ok() {
                waiting.push(view(held, listing));
            }
        }
        Ok(waiting)
    }

    /// One held edit, for whoever may decide on it.
    ///
    /// # Errors
    /// [`Error::NotFound`], [`Error::Unauthenticated`], [`Error::Forbidden`].
    pub async fn held_edit(&self, actor: &Actor, id: Uuid) -> Result<HeldView, Error> {
        let held = self.store.held_edit(id).await?;
        let held = held.ok_or_else(|| unknown(id))?;
        let (listing, object) = self.held_object(&held).await?;
        allow(actor, Verb::DecideHeldEdit, &object)?;
        Ok(view(held, listing))
    }

    /// Publishes a held edit, or refuses it with a reason. Whoever wrote it is told by mail.
    ///
    /// # Errors
    /// As [`Self::held_edit`]; [`Error::Conflict`] when it does not wait any more, or somebody has
    /// said something else since; [`Error::Invalid`] when it is refused without a reason.
    pub async fn decide_held_edit(
        &self,
        actor: &Actor,
        id: Uuid,
        publish: bool,
        reason: &str,
    ) -> Result<HeldView, Error> {
        let held = self.store.held_edit(id).await?;
        let held = held.ok_or_else(|| unknown(id))?;
        let (listing, object) = self.held_object(&held).await?;
        allow(actor, Verb::DecideHeldEdit, &object)?;
        let reason = checked(reason, publish)?;
        let writer = match held.account {
            Some(account) => self.store.account(account).await?,
            None => None,
        };
        let now = self.clock.now();
        let state = if publish {
            HeldState::Published
        } else {
            HeldState::Refused
        };
        let tx = self.store.begin().await?;
        let by = actor.label();
        let said = (!reason.is_empty()).then_some(reason.as_str());
        if !tx.end_held_edit(id, state, &by, said, now).await? {
            return Err(Error::Conflict("this has been decided already".to_owned()));
        }
        if publish {
            self.release(&tx, &held, listing.clone(), object, now)
                .await?;
        }
        if let Some(writer) = writer.filter(|row| !row.erased) {
            // A listing that was added has its slug since a moment ago.
            let id = listing.as_ref().map_or(held.listing, |listing| listing.id);
            let path = tx.listing(id).await?.map_or_else(
                || "/account".to_owned(),
                |listing| format!("/listings/{}", listing.slug),
            );
            let letter = Letter::EditDecided {
                listing: &held.service.name,
                path: &path,
                published: publish,
                reason: &reason,
            };
            let people = self.people()?;
            let mail = people.mail(self.new_id()?, &writer.email, &letter, now);
            tx.add_mail(&mail).await?;
        }
        note(
            &tx,
            actor,
            "decide_edit",
            format!("edit {id}"),
            Some(state.as_str()),
            now,
        )
        .await?;
        tx.commit().await?;
        self.ring();
        self.ring_mail();
        let decided = HeldEdit {
            state,
            reason: said.map(str::to_owned),
            ..held
        };
        Ok(view(decided, listing))
    }

    /// The edits of a listing that wait.
    pub(super) async fn held_of(&self, listing: &Listing) -> Result<Vec<HeldView>, Error> {
        let held = self.store.waiting_edits_of(listing.id).await?;
        Ok(held
            .into_iter()
            .map(|held| view(held, Some(listing.clone())))
            .collect())
    }

    /// Says what was held.
    async fn release(
        &self,
        tx: &WriteTx,
        held: &HeldEdit,
        listing: Option<Listing>,
        object: Object,
        now: DateTime<Utc>,
    ) -> Result<(), Error> {
        if held.is_new {
            return self.release_new(tx, held, now).await;
        }
        let gone = || Error::Conflict("the listing is not there any more".to_owned());
        let listing = tx.listing(listing.ok_or_else(gone)?.id).await?;
        let subject = Subject {
            listing: listing.ok_or_else(gone)?,
            object,
            speaker: held.source.clone(),
        };
        let own = own_in(tx, subject.listing.id, &subject.speaker).await?;
        if own.version != held.base {
            return Err(Error::Conflict(
                "somebody has changed the entry since; refuse this, and ask them to look again"
                    .to_owned(),
            ));
        }
        self.publish(tx, &subject, own, held.service.clone(), now)
            .await?;
        Ok(())
    }

    /// The listing that a held edit is about, and what decides who may judge it.
    async fn held_object(&self, held: &HeldEdit) -> Result<(Option<Listing>, Object), Error> {
        if held.is_new {
            let areas = areas_of(&self.gazetteer(), std::iter::once(&held.service));
            let object = Object {
                areas,
                ..Object::default()
            };
            return Ok((None, object));
        }
        let listing = self.listing_now(&held.listing.to_string()).await?;
        let object = self.object_of(listing.as_ref()).await?;
        Ok((listing, object))
    }
}

fn view(held: HeldEdit, listing: Option<Listing>) -> HeldView {
    let (before, slug) = match listing {
        Some(listing) => (listing.service, Some(listing.slug)),
        None => (Service::default(), None),
    };
    HeldView::of(held, before, slug)
}

fn unknown(id: Uuid) -> Error {
    Error::NotFound {
        what: "edit",
        name: id.to_string(),
    }
}

fn checked(reason: &str, publish: bool) -> Result<String, Error> {
    let reason = domain::text::paragraphs(reason);
    let message = if reason.is_empty() && !publish {
        "must say why, so that whoever wrote it can put it right".to_owned()
    } else if reason.chars().count() > LONGEST_REASON {
        format!("must be {LONGEST_REASON} characters or fewer")
    } else {
        return Ok(reason);
    };
    Err(Error::Invalid(vec![Violation {
        parameter: "reason",
        message,
        example: "The link leads to a shop; please give your own page",
    }]))
}

//! Drafts: what somebody has begun to write of a listing, to be left and taken up again.
//!
//! A draft is nobody's but its writer's, and need not be fit to be said. One that nobody has touched
//! for [`KEPT_FOR`] is forgotten.

use chrono::{DateTime, TimeDelta, Utc};
use domain::authority::{Actor, Object, Verb};
use serde_json::Value;
use store::Draft;
use uuid::Uuid;

use crate::people::{allow, own};
use crate::{Directory, Error, Violation};

/// How long a draft is kept that nobody touches.
const KEPT_FOR: TimeDelta = TimeDelta::days(90);
/// The most bytes of a draft.
const LARGEST: usize = 64 * 1024;
/// The most drafts that somebody has at once.
const MOST: usize = 50;

/// What somebody has begun to write.
#[derive(Debug, Clone, PartialEq)]
pub struct DraftView {
    /// Of which listing, or of one that is yet to be made.
    pub subject: Uuid,
    /// What is written so far.
    pub body: Value,
    /// When it was last written.
    pub updated_at: DateTime<Utc>,
}

impl Directory {
    /// Keeps a draft of a listing, or of one that is yet to be made, under an id of its own.
    ///
    /// # Errors
    /// [`Error::Unauthenticated`]; [`Error::Forbidden`] for a listing that whoever asks may not
    /// change; [`Error::Invalid`] when it is too long, [`Error::Conflict`] when there are too many.
    pub async fn save_draft(
        &self,
        actor: &Actor,
        subject: Uuid,
        body: &Value,
    ) -> Result<DraftView, Error> {
        let account = own(actor)?;
        match self.listing_now(&subject.to_string()).await? {
            Some(listing) => {
                let object = self.object_of(Some(&listing)).await?;
                allow(actor, Verb::EditListing, &object)?;
            }
            None => allow(actor, Verb::CreateListing, &Object::default())?,
        }
        let text = body.to_string();
        if text.len() > LARGEST || !body.is_object() {
            return Err(Error::Invalid(vec![Violation {
                parameter: "body",
                message: format!("must be an object of at most {LARGEST} bytes"),
                example: "{}",
            }]));
        }
        let known = self.store.drafts_of(account).await?;
        if known.len() >= MOST && known.iter().all(|draft| draft.subject != subject) {
            return Err(Error::Conflict(format!(
                "at most {MOST} drafts can be kept at once: finish or drop one first"
            )));
        }
        let draft = Draft {
            account,
            subject,
            body: text,
            updated_at: self.clock.now(),
        };
        let tx = self.store.begin().await?;
        tx.put_draft(&draft).await?;
        tx.commit().await?;
        view(draft)
    }

    /// One's own draft on a subject, if there is one.
    ///
    /// # Errors
    /// [`Error::Unauthenticated`].
    pub async fn draft(&self, actor: &Actor, subject: Uuid) -> Result<Option<DraftView>, Error> {
        let draft = self.store.draft(own(actor)?, subject).await?;
        draft.map(view).transpose()
    }

    /// One's own drafts, the latest first.
    ///
    /// # Errors
    /// [`Error::Unauthenticated`].
    pub async fn drafts(&self, actor: &Actor) -> Result<Vec<DraftView>, Error> {
        let drafts = self.store.drafts_of(own(actor)?).await?;
        drafts.into_iter().map(view).collect()
    }

    /// Drops one's own draft; `false` when there was none.
    ///
    /// # Errors
    /// [`Error::Unauthenticated`].
    pub async fn drop_draft(&self, actor: &Actor, subject: Uuid) -> Result<bool, Error> {
        let account = own(actor)?;
        let tx = self.store.begin().await?;
        let dropped = tx.drop_draft(account, subject).await?;
        tx.commit().await?;
        Ok(dropped)
    }

    /// Forgets drafts that nobody has touched for long; how many.
    ///
    /// # Errors
    /// When the store cannot be written.
    pub async fn forget_drafts(&self) -> Result<u64, Error> {
        let before = self.clock.now() - KEPT_FOR;
        let tx = self.store.begin().await?;
        let forgotten = tx.forget_drafts(before).await?;
        tx.commit().await?;
        Ok(forgotten)
    }

    /// An id for a listing that is yet to be made.
    ///
    /// # Errors
    /// [`Error::Unauthenticated`].
    pub fn new_draft(&self, actor: &Actor) -> Result<Uuid, Error> {
        allow(actor, Verb::CreateListing, &Object::default())?;
        self.new_id()
    }
}

fn view(draft: Draft) -> Result<DraftView, Error> {
    let body = serde_json::from_str(&draft.body)
        .map_err(|_| Error::internal("reading a draft", "it is not JSON"))?;
    Ok(DraftView {
        subject: draft.subject,
        body,
        updated_at: draft.updated_at,
    })
}

//! Applying: a draft that is begun, left and gone on with.

use std::collections::BTreeMap;

use domain::authority::{Actor, Object, Verb};
use domain::kitemark::answers::{Objection, objections};
use domain::kitemark::application::ApplicationState;
use domain::kitemark::{Answers, Scheme};
use store::KitemarkApplication;
use uuid::Uuid;

use super::schemes::altered;
use super::view::ApplicationView;
use crate::error::Flaw;
use crate::people::sessions::own;
use crate::people::{allow, note};
use crate::{Directory, Error, Violation};

/// What a group says when it applies.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ApplicationDraft {
    /// The code of the tier that is wanted.
    pub tier: String,
    /// Whether it is small and pays nobody.
    pub tiny: bool,
    /// The organization that hosts it, by id or slug.
    pub buddy: Option<String>,
    /// What is answered so far.
    pub answers: Answers,
}

impl Directory {
    /// Begins an application. Where the organization has applied before, what it answered then and
    /// still holds is in it already.
    ///
    /// # Errors
    /// [`Error::Forbidden`] for all but its stewards; [`Error::Conflict`] when one is open, or the
    /// scheme is not for this area; [`Error::Invalid`] for a tier that there is not.
    pub async fn begin_application(
        &self,
        actor: &Actor,
        organization: &str,
        tier: &str,
    ) -> Result<ApplicationView, Error> {
        let body = self.body(organization).await?;
        allow(actor, Verb::ApplyForMark, &body.object(None))?;
        own(actor)?;
        let scheme = self.kitemark_scheme();
        known_tier(&scheme, tier)?;
        if !scheme.is_for(&body.areas) {
            return Err(Error::Conflict(format!(
                "{} is not for the area in which this organization is active",
                scheme.name
            )));
        }
        let now = self.clock.now();
        let tx = self.store.begin().await?;
        let before = tx.applications_of(body.row.id).await?;
        if before.iter().any(|one| one.state.is_open()) {
            return Err(Error::Conflict(
                "an application is open already: go on with that one, or withdraw it".to_owned(),
            ));
        }
        if !tx.keep_scheme(&scheme, now).await? {
            return Err(altered(&scheme));
        }
        let last = before.into_iter().rev().find(|one| one.scheme == scheme.id);
        let mut application = KitemarkApplication {
            id: self.new_id()?,
            organization: body.row.id,
            scheme: scheme.id.clone(),
            scheme_version: scheme.version,
            tier: tier.to_owned(),
            state: ApplicationState::Draft,
            tiny: last.as_ref().is_some_and(|last| last.tiny),
            buddy: None,
            buddy_agreed: false,
            answers: last.map(|last| last.answers).unwrap_or_default(),
            history: Vec::new(),
            created_at: now,
            changed_at: now,
            version: 1,
        };
        let stale = objections(&scheme, &application.answers, self.local_now().date());
        for objection in stale {
            application.answers.remove(&objection.question);
        }
        tx.add_application(&application).await?;
        let object = format!("kitemark application {}", application.id);
        note(&tx, actor, "begin_application", object, None, now).await?;
        tx.commit().await?;
        self.mark_application(actor, application.id).await
    }

    /// Keeps what a group says so far, instead of what was kept before. What is still missing is no
    /// fault; what must not be kept, is.
    ///
    /// # Errors
    /// [`Error::Forbidden`]; [`Error::Unfit`] with all that is wrong; [`Error::Conflict`] when
    /// `version` is not the one that is kept, or there is nothing to answer any more.
    pub async fn write_application(
        &self,
        actor: &Actor,
        id: Uuid,
        version: i64,
        draft: ApplicationDraft,
    ) -> Result<ApplicationView, Error> {
        let case = self.case(id).await?;
        allow(actor, Verb::ApplyForMark, &case.object)?;
        let kept = &case.application;
        if !matches!(
            kept.state,
            ApplicationState::Draft | ApplicationState::MoreAsked
        ) {
            return Err(Error::Conflict(format!(
                "an application that is {} cannot be changed",
                kept.state.words()
            )));
        }
        same_version(kept, Some(version))?;
        known_tier(&case.scheme, &draft.tier)?;
        let buddy = self
            .buddy_of(&case.scheme, kept.organization, &draft)
            .await?;
        let wrong = objections(&case.scheme, &draft.answers, self.local_now().date());
        unfit(wrong)?;
        let now = self.clock.now();
        let application = KitemarkApplication {
            tier: draft.tier,
            tiny: draft.tiny,
            buddy_agreed: kept.buddy_agreed && kept.buddy == buddy,
            buddy,
            answers: draft.answers,
            changed_at: now,
            version: version + 1,
            ..kept.clone()
        };
        let tx = self.store.begin().await?;
        tx.update_application(&application).await?;
        tx.commit().await?;
        self.mark_application(actor, id).await
    }

    /// The applications of the organizations that whoever asks speaks for, and those that these
    /// host, the latest first.
    ///
    /// # Errors
    /// [`Error::Unauthenticated`] for anybody.
    pub async fn my_applications(&self, actor: &Actor) -> Result<Vec<ApplicationView>, Error> {
        let mut found: BTreeMap<Uuid, KitemarkApplication> = BTreeMap::new();
        for organization in self.stewardships(own(actor)?).await? {
            let object = Object {
                organization: Some(organization),
                ..Object::default()
            };
            // A key may do less than its maker.
            allow(actor, Verb::ApplyForMark, &object)?;
            let own = self.store.applications_of(organization).await?;
            let hosted = self.store.applications_hosted_by(organization).await?;
            let hosted = hosted
                .into_iter()
                .filter(|one| one.state != ApplicationState::Draft);
            found.extend(own.into_iter().chain(hosted).map(|one| (one.id, one)));
        }
        let mut found: Vec<KitemarkApplication> = found.into_values().collect();
        found.sort_by_key(|one| std::cmp::Reverse((one.created_at, one.id)));
        let mut views = Vec::with_capacity(found.len());
        for application in found {
            let case = self.case_of(application).await?;
            views.push(self.application_view(actor, case).await?);
        }
        Ok(views)
    }

    async fn buddy_of(
        &self,
        scheme: &Scheme,
        organization: Uuid,
        draft: &ApplicationDraft,
    ) -> Result<Option<Uuid>, Error> {
        let Some(buddy) = draft.buddy.as_deref().map(str::trim) else {
            return Ok(None);
        };
        let wrong = |message: &str| {
            Err(Error::Unfit(vec![Flaw {
                pointer: "/buddy".to_owned(),
                message: message.to_owned(),
                example: None,
            }]))
        };
        if !scheme.has_buddies() {
            return wrong("this scheme knows no buddy organizations");
        }
        let Some(row) = self.store.organization(buddy).await? else {
            return wrong("is not an organization that we list");
        };
        if row.id == organization {
            return wrong("is the group itself: leave it out");
        }
        if self.store.stewards_of(row.id).await?.is_empty() {
            return wrong("has nobody yet who speaks for it here, so nobody could agree");
        }
        Ok(Some(row.id))
    }
}

/// Refuses answers that are wrong, each with where it stands.
pub(super) fn unfit(wrong: Vec<Objection>) -> Result<(), Error> {
    if wrong.is_empty() {
        return Ok(());
    }
    let flaws = wrong.into_iter().map(|objection| Flaw {
        pointer: format!("/answers/{}", objection.question),
        message: objection.message,
        example: None,
    });
    Err(Error::Unfit(flaws.collect()))
}

/// Refuses whoever has not read what is kept now.
pub(super) fn same_version(kept: &KitemarkApplication, read: Option<i64>) -> Result<(), Error> {
    if read.is_none_or(|read| read == kept.version) {
        return Ok(());
    }
    Err(Error::Conflict(
        "somebody has changed this since you read it: read it again".to_owned(),
    ))
}

fn known_tier(scheme: &Scheme, tier: &str) -> Result<(), Error> {
    if scheme.tier(tier).is_some() {
        return Ok(());
    }
    let codes: Vec<&str> = scheme.tiers.iter().map(|tier| tier.code.as_str()).collect();
    Err(Error::Invalid(vec![Violation {
        parameter: "tier",
        message: format!("must be one of {}", codes.join(", ")),
        example: "declared",
    }]))
}

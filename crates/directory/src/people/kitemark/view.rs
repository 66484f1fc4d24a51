//! Applications and awards as those see them who have to do with them.

use std::sync::Arc;

use chrono::{DateTime, NaiveDate, Utc};
use domain::authority::Actor;
use domain::kitemark::answers::{Objection, asked, missing};
use domain::kitemark::application::{ApplicationState, ApplicationStep, Happened};
use domain::kitemark::award::{AwardState, AwardStep, Check, Rung};
use domain::kitemark::{Answers, Group, Scheme};
use store::{KitemarkApplication, KitemarkAward};
use uuid::Uuid;

use super::super::claims::OrganizationName;
use super::stepping::{Case, may};
use crate::{Directory, Error};

/// An application.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ApplicationView {
    /// Its id.
    pub id: Uuid,
    /// Whose.
    pub organization: OrganizationName,
    /// The scheme, in the version that is answered.
    pub scheme: Arc<Scheme>,
    /// The code of the tier that is wanted.
    pub tier: String,
    /// How it stands.
    pub state: ApplicationState,
    /// Whether the group is small and pays nobody.
    pub tiny: bool,
    /// The organization that hosts it.
    pub buddy: Option<OrganizationName>,
    /// Whether that one has agreed.
    pub buddy_agreed: bool,
    /// What was answered so far.
    pub answers: Answers,
    /// Codes of the questions that are asked, in order.
    pub asked: Vec<String>,
    /// What is missing before the tier can be had.
    pub missing: Vec<Objection>,
    /// What happened, the oldest first.
    pub history: Vec<Happened>,
    /// The award that came of it.
    pub award: Option<AwardView>,
    /// Steps that whoever asks could take now.
    pub may: Vec<ApplicationStep>,
    /// When it was begun.
    pub created_at: DateTime<Utc>,
    /// When it was last changed.
    pub changed_at: DateTime<Utc>,
    /// Rises by one with each change.
    pub version: i64,
}

/// An award, for its group and for assessors.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AwardView {
    /// Its id.
    pub id: Uuid,
    /// How it stands.
    pub state: AwardState,
    /// What was awarded, and what it falls back to.
    pub rungs: Vec<Rung>,
    /// The rung that holds.
    pub rung: usize,
    /// Who decided, as it is published.
    pub assessed_by: Option<String>,
    /// The first day.
    pub awarded_on: NaiveDate,
    /// Why it is suspended or was taken away.
    pub reason: Option<String>,
    /// Whether an assessor has to look at it, or has.
    pub check: Option<Check>,
    /// Steps that whoever asks could take now.
    pub may: Vec<AwardStep>,
    /// Whether whoever asks could say how the check went.
    pub may_check: bool,
    /// Rises by one with each change.
    pub version: i64,
}

impl ApplicationView {
    /// What decides how much the group is asked.
    #[must_use]
    pub fn group(&self) -> Group {
        Group {
            tiny: self.tiny,
            hosted: self.buddy.is_some(),
        }
    }
}

impl Directory {
    /// One application, for a steward of the group or of its buddy, or an assessor.
    ///
    /// # Errors
    /// [`Error::NotFound`], [`Error::Unauthenticated`], [`Error::Forbidden`].
    pub async fn mark_application(
        &self,
        actor: &Actor,
        id: Uuid,
    ) -> Result<ApplicationView, Error> {
        let case = self.case(id).await?;
        case.allow_to_see(actor)?;
        self.application_view(actor, case).await
    }

    /// The application that an award answers, for those who may see it.
    ///
    /// # Errors
    /// As [`Self::mark_application`].
    pub async fn mark_application_of(
        &self,
        actor: &Actor,
        award: Uuid,
    ) -> Result<ApplicationView, Error> {
        let row = self
            .store
            .award(award)
            .await?
            .ok_or_else(|| Error::NotFound {
                what: "kitemark award",
                name: award.to_string(),
            })?;
        self.mark_application(actor, row.application).await
    }

    pub(super) async fn application_view(
        &self,
        actor: &Actor,
        case: Case,
    ) -> Result<ApplicationView, Error> {
        let award = self.store.award_of_application(case.application.id).await?;
        let award = award.map(|award| award_view(actor, &case, award));
        let steps = may(actor, &case);
        let Case {
            application,
            scheme,
            organization,
            buddy,
            ..
        } = case;
        let group = group_of(&application);
        Ok(ApplicationView {
            asked: asked(&scheme, &application.answers, group)
                .into_iter()
                .map(|question| question.code.clone())
                .collect(),
            missing: missing(&scheme, &application.tier, &application.answers, group),
            id: application.id,
            organization,
            scheme,
            tier: application.tier,
            state: application.state,
            tiny: application.tiny,
            buddy: buddy.map(|buddy| buddy.name),
            buddy_agreed: application.buddy_agreed,
            answers: application.answers,
            history: application.history,
            award,
            may: steps,
            created_at: application.created_at,
            changed_at: application.changed_at,
            version: application.version,
        })
    }
}

/// What decides how much a group is asked.
pub(super) fn group_of(application: &KitemarkApplication) -> Group {
    Group {
        tiny: application.tiny,
        hosted: application.buddy.is_some(),
    }
}

fn award_view(actor: &Actor, case: &Case, award: KitemarkAward) -> AwardView {
    AwardView {
        may: super::awards::may(actor, case, award.state),
        may_check: award.check == Some(Check::Due) && case.may_assess(actor),
        id: award.id,
        state: award.state,
        rungs: award.rungs,
        rung: award.rung,
        assessed_by: award.assessed_by,
        awarded_on: award.awarded_on,
        reason: award.reason,
        check: award.check,
        version: award.version,
    }
}

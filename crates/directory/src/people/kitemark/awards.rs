//! What happens to an award besides time: suspended, in force again, taken away, given back, checked.

use chrono::{DateTime, Utc};
use domain::authority::{Actor, Object, Verb};
use domain::kitemark::award::{AwardState, AwardStep, Check, next};
use store::KitemarkAward;
use uuid::Uuid;

use super::letters;
use super::stepping::{Case, checked_words};
use super::view::ApplicationView;
use crate::people::{allow, note};
use crate::{Directory, Error};

impl Directory {
    /// Takes a step of an award. A reason is needed for all but giving it back; the group reads it,
    /// the public does not.
    ///
    /// # Errors
    /// [`Error::NotFound`], [`Error::Unauthenticated`], [`Error::Forbidden`]; [`Error::Conflict`]
    /// when it does not stand so; [`Error::Unfit`] without a reason.
    pub async fn step_award(
        &self,
        actor: &Actor,
        id: Uuid,
        step: AwardStep,
        reason: Option<String>,
    ) -> Result<ApplicationView, Error> {
        let (award, case) = self.award_case(id).await?;
        allow_step(actor, &case, step)?;
        let state =
            next(award.state, step).map_err(|illegal| Error::Conflict(illegal.to_string()))?;
        let reason = reasoned(reason, step != AwardStep::GiveUp)?;
        let now = self.clock.now();
        let award = KitemarkAward {
            state,
            reason: reason.clone(),
            ..award
        };
        self.write_award(actor, &case, award, step.as_str(), now)
            .await?;
        self.mark_application(actor, case.application.id).await
    }

    /// Says how the check of an award went that was drawn. One that is not as it was declared is
    /// suspended, and the group is told what to do next.
    ///
    /// # Errors
    /// As [`Self::step_award`].
    pub async fn check_award(
        &self,
        actor: &Actor,
        id: Uuid,
        is_right: bool,
        reason: Option<String>,
    ) -> Result<ApplicationView, Error> {
        let (award, case) = self.award_case(id).await?;
        allow(actor, Verb::AssessApplication, &plain(&case))?;
        if award.check != Some(Check::Due) || !award.state.is_open() {
            return Err(Error::Conflict("there is nothing to check".to_owned()));
        }
        let reason = reasoned(reason, !is_right)?;
        let now = self.clock.now();
        let (check, action) = if is_right {
            (Check::Passed, "check_passed")
        } else {
            (Check::Failed, "check_failed")
        };
        let state = match check {
            Check::Failed => next(award.state, AwardStep::Suspend).unwrap_or(award.state),
            _ => award.state,
        };
        let award = KitemarkAward {
            check: Some(check),
            state,
            reason: reason.or(award.reason),
            ..award
        };
        self.write_award(actor, &case, award, action, now).await?;
        self.mark_application(actor, case.application.id).await
    }

    async fn write_award(
        &self,
        actor: &Actor,
        case: &Case,
        award: KitemarkAward,
        action: &str,
        now: DateTime<Utc>,
    ) -> Result<(), Error> {
        let award = KitemarkAward {
            changed_at: now,
            version: award.version + 1,
            ..award
        };
        let letter = letters::of_award(&case.organization.name, &award, action);
        let tx = self.store.begin().await?;
        self.award_written(&tx, &award, now).await?;
        let object = format!("kitemark award {}", award.id);
        note(&tx, actor, action, object, award.reason.as_deref(), now).await?;
        let group = self.group_of(&tx, award.organization).await?;
        let path = format!("/kitemark/applications/{}", award.application);
        self.post(&tx, &group, &letter, &path, now).await?;
        tx.commit().await?;
        self.ring_mail();
        self.ring();
        Ok(())
    }

    async fn award_case(&self, id: Uuid) -> Result<(KitemarkAward, Case), Error> {
        let award = self.store.award(id).await?;
        let award = award.ok_or_else(|| Error::NotFound {
            what: "kitemark award",
            name: id.to_string(),
        })?;
        let case = self.case(award.application).await?;
        Ok((award, case))
    }
}

/// Whoever read the application may look after its award.
fn plain(case: &Case) -> Object {
    Object {
        readers: Vec::new(),
        ..case.object.clone()
    }
}

fn allow_step(actor: &Actor, case: &Case, step: AwardStep) -> Result<(), Error> {
    let verb = match step {
        AwardStep::Suspend => Verb::SuspendAward,
        AwardStep::Lift | AwardStep::TakeAway => Verb::AssessApplication,
        AwardStep::GiveUp => Verb::ApplyForMark,
        AwardStep::Lapse | AwardStep::Renew => {
            return Err(Error::Conflict(
                "an award runs out by its term, and is renewed by an application".to_owned(),
            ));
        }
    };
    allow(actor, verb, &plain(case))
}

/// The steps that somebody could take now.
pub(super) fn may(actor: &Actor, case: &Case, state: AwardState) -> Vec<AwardStep> {
    AwardStep::ALL
        .into_iter()
        .filter(|step| next(state, *step).is_ok() && allow_step(actor, case, *step).is_ok())
        .collect()
}

fn reasoned(reason: Option<String>, needed: bool) -> Result<Option<String>, Error> {
    let mut flaws = Vec::new();
    let reason = checked_words("/reason", reason, needed, &mut flaws);
    if flaws.is_empty() {
        Ok(reason)
    } else {
        Err(Error::Unfit(flaws))
    }
}

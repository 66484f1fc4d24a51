//! Steps of an application: who may take which, what each needs, and what comes of it.

use std::sync::Arc;

use chrono::{DateTime, Utc};
use domain::authority::{Actor, Object, Verb};
use domain::kitemark::answers::{missing, objections};
use domain::kitemark::application::{
    ApplicationState, ApplicationStep, Happened, Party, barred, next, was_appealed,
};
use domain::kitemark::{Scheme, WhoDecides, fault_of_words};
use store::{KitemarkApplication, KitemarkAward, WriteTx};
use uuid::Uuid;

use super::super::claims::OrganizationName;
use super::applying::{same_version, unfit};
use super::view::{ApplicationView, group_of};
use crate::error::Flaw;
use crate::people::{allow, note};
use crate::{Directory, Error};

/// The longest reason, question or answer, in characters.
const LONGEST_WORDS: usize = 2_000;

/// What goes with a step.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct StepWords {
    /// Why, or what is asked or answered.
    pub words: Option<String>,
    /// For what is declined: what the group can do next.
    pub next_steps: Option<String>,
}

/// An application with all that decides who may do what with it.
pub(super) struct Case {
    pub(super) application: KitemarkApplication,
    pub(super) scheme: Arc<Scheme>,
    pub(super) organization: OrganizationName,
    /// With the accounts that must not decide now.
    pub(super) object: Object,
    pub(super) buddy: Option<Buddy>,
}

/// The organization that hosts a group.
pub(super) struct Buddy {
    pub(super) name: OrganizationName,
    object: Object,
}

impl Case {
    /// Refuses those who have nothing to do with it.
    pub(super) fn allow_to_see(&self, actor: &Actor) -> Result<(), Error> {
        let of_group = allow(actor, Verb::ApplyForMark, &self.object);
        if self.application.state == ApplicationState::Draft {
            return of_group;
        }
        let looks_after = allow(actor, Verb::SuspendAward, &self.object).is_ok();
        if of_group.is_ok() || self.is_buddy(actor) || looks_after {
            return Ok(());
        }
        self.allow_to_assess(actor)
    }

    /// Whether it is one for this assessor, who may have read it before.
    pub(super) fn may_assess(&self, actor: &Actor) -> bool {
        self.allow_to_assess(actor).is_ok()
    }

    fn allow_to_assess(&self, actor: &Actor) -> Result<(), Error> {
        let object = Object {
            readers: Vec::new(),
            ..self.object.clone()
        };
        allow(actor, Verb::AssessApplication, &object)
    }

    fn is_buddy(&self, actor: &Actor) -> bool {
        self.buddy
            .as_ref()
            .is_some_and(|buddy| allow(actor, Verb::ApplyForMark, &buddy.object).is_ok())
    }

    /// Whether its buddy has still to agree.
    pub(super) fn waits_for_buddy(&self) -> bool {
        self.buddy.is_some() && !self.application.buddy_agreed
    }

    fn allow_step(&self, actor: &Actor, step: ApplicationStep) -> Result<Party, Error> {
        use ApplicationStep::{
            AnswerMore, Appeal, AskMore, Award, ConfirmDecline, Decline, RefuseToVouch, SendBack,
            Submit, Vouch, Withdraw,
        };
        let second = self.application.state == ApplicationState::SecondReading;
        let (verb, party) = match step {
            Submit | AnswerMore | Withdraw => (Verb::ApplyForMark, Party::Group),
            Appeal => (Verb::AppealDecision, Party::Group),
            ConfirmDecline | SendBack => (Verb::SecondReading, Party::Assessor),
            Award if second => (Verb::SecondReading, Party::Assessor),
            AskMore | Award | Decline => (Verb::AssessApplication, Party::Assessor),
            Vouch | RefuseToVouch => (Verb::ApplyForMark, Party::Buddy),
        };
        let none = Object::default();
        let object = match (party, &self.buddy) {
            (Party::Buddy, Some(buddy)) => &buddy.object,
            (Party::Buddy, None) => &none,
            _ => &self.object,
        };
        allow(actor, verb, object)?;
        Ok(party)
    }

    /// What a step needs besides the right to take it.
    fn allow_now(&self, step: ApplicationStep) -> Result<ApplicationState, Error> {
        let application = &self.application;
        let appealed = was_appealed(&application.history);
        let state = next(application.state, step, appealed)
            .map_err(|illegal| Error::Conflict(illegal.to_string()))?;
        let conflict = |why: &str| Err(Error::Conflict(why.to_owned()));
        match step {
            ApplicationStep::Vouch | ApplicationStep::RefuseToVouch if !self.waits_for_buddy() => {
                return conflict("the buddy organization has nothing to agree to");
            }
            ApplicationStep::Award | ApplicationStep::Decline if self.waits_for_buddy() => {
                return conflict("the buddy organization has not agreed yet");
            }
            _ => {}
        }
        Ok(state)
    }
}

/// The steps that somebody could take now.
pub(super) fn may(actor: &Actor, case: &Case) -> Vec<ApplicationStep> {
    ApplicationStep::ALL
        .into_iter()
        .filter(|step| case.allow_now(*step).is_ok() && case.allow_step(actor, *step).is_ok())
        .collect()
}

impl Directory {
    /// Takes a step of an application: hands it in, asks, answers, awards, declines, and so on.
    ///
    /// A tier for which complete answers are enough is awarded at once, unless a mark was taken away
    /// from this organization before: then an assessor looks first.
    ///
    /// # Errors
    /// [`Error::NotFound`], [`Error::Unauthenticated`], [`Error::Forbidden`]; [`Error::Conflict`]
    /// when it does not stand so, or is not in the version that was read; [`Error::Unfit`] when words
    /// or answers are missing, or must not be kept.
    pub async fn step_application(
        &self,
        actor: &Actor,
        id: Uuid,
        step: ApplicationStep,
        said: StepWords,
        version: Option<i64>,
    ) -> Result<ApplicationView, Error> {
        let mut case = self.case(id).await?;
        let by = case.allow_step(actor, step)?;
        same_version(&case.application, version)?;
        let state = case.allow_now(step)?;
        let said = checked(step, said)?;
        if matches!(step, ApplicationStep::Submit | ApplicationStep::AnswerMore) {
            self.check_answers(&case)?;
        }
        let now = self.clock.now();
        case.application.history.push(Happened {
            at: now,
            step,
            by,
            account: actor.account(),
            words: said.words,
            next_steps: said.next_steps,
        });
        case.application.state = state;
        case.application.buddy_agreed |= step == ApplicationStep::Vouch;
        self.write_step(actor, &mut case, step, now).await?;
        self.mark_application(actor, id).await
    }

    async fn write_step(
        &self,
        actor: &Actor,
        case: &mut Case,
        step: ApplicationStep,
        now: DateTime<Utc>,
    ) -> Result<(), Error> {
        let id = case.application.id;
        let tx = self.store.begin().await?;
        let awards = tx.awards_of(case.application.organization).await?;
        let by_rules = case.application.state == ApplicationState::Submitted
            && !case.waits_for_buddy()
            && is_automatic(case, &awards);
        let award = if by_rules {
            case.application.state = ApplicationState::Awarded;
            case.application.history.push(Happened {
                at: now,
                step: ApplicationStep::Award,
                by: Party::Rules,
                account: None,
                words: None,
                next_steps: None,
            });
            Some(self.grant_award(&tx, case, None, &awards, now).await?)
        } else if case.application.state == ApplicationState::Awarded {
            Some(
                self.grant_award(&tx, case, Some(actor), &awards, now)
                    .await?,
            )
        } else {
            None
        };
        case.application.changed_at = now;
        case.application.version += 1;
        tx.update_application(&case.application).await?;
        let reason = case.application.history.last();
        let reason = reason.and_then(|last| last.words.clone());
        let object = format!("kitemark application {id}");
        note(&tx, actor, step.as_str(), object, reason.as_deref(), now).await?;
        self.tell_step(&tx, case, step, award.as_ref(), now).await?;
        tx.commit().await?;
        self.ring_mail();
        if award.is_some() {
            self.ring();
        }
        Ok(())
    }

    fn check_answers(&self, case: &Case) -> Result<(), Error> {
        let application = &case.application;
        let today = self.local_now().date();
        let mut wrong = objections(&case.scheme, &application.answers, today);
        wrong.extend(missing(
            &case.scheme,
            &application.tier,
            &application.answers,
            group_of(application),
        ));
        unfit(wrong)
    }

    /// An application by its id, with all that decides.
    pub(super) async fn case(&self, id: Uuid) -> Result<Case, Error> {
        let application = self.store.application(id).await?;
        let application = application.ok_or_else(|| Error::NotFound {
            what: "kitemark application",
            name: id.to_string(),
        })?;
        self.case_of(application).await
    }

    pub(super) async fn case_of(&self, application: KitemarkApplication) -> Result<Case, Error> {
        let body = self.body(&application.organization.to_string()).await?;
        let scheme = self
            .kitemark_scheme_of(&application.scheme, application.scheme_version)
            .await?;
        let buddy = match application.buddy {
            Some(buddy) => {
                let body = self.body(&buddy.to_string()).await?;
                Some(Buddy {
                    object: body.object(None),
                    name: body.name(),
                })
            }
            None => None,
        };
        Ok(Case {
            object: Object {
                scheme: Some(application.scheme.clone()),
                readers: barred(application.state, &application.history),
                ..body.object(None)
            },
            organization: body.name(),
            application,
            scheme,
            buddy,
        })
    }

    pub(super) async fn award_written(
        &self,
        tx: &WriteTx,
        award: &KitemarkAward,
        now: DateTime<Utc>,
    ) -> Result<(), Error> {
        tx.update_award(award).await?;
        tx.touch_marked(award.organization, now).await?;
        Ok(())
    }
}

/// Whether complete answers are enough.
fn is_automatic(case: &Case, awards: &[KitemarkAward]) -> bool {
    use domain::kitemark::award::{AwardState, Check};
    let tier = case.scheme.tier(&case.application.tier);
    let by_rules = tier.is_some_and(|(_, tier)| tier.decided == WhoDecides::Automatic);
    let trusted = awards.last().is_none_or(|last| {
        last.state != AwardState::TakenAway && last.check != Some(Check::Failed)
    });
    by_rules && trusted && !was_appealed(&case.application.history)
}

/// The words that a step needs, fit to be kept.
fn checked(step: ApplicationStep, said: StepWords) -> Result<StepWords, Error> {
    use ApplicationStep::{Appeal, AskMore, Decline, RefuseToVouch, SendBack};
    let needs_words = matches!(step, Appeal | AskMore | Decline | RefuseToVouch | SendBack);
    let mut flaws = Vec::new();
    let words = checked_words("/words", said.words, needs_words, &mut flaws);
    let is_decline = step == Decline;
    let next_steps = checked_words("/next_steps", said.next_steps, is_decline, &mut flaws);
    if flaws.is_empty() {
        Ok(StepWords {
            words,
            next_steps: next_steps.filter(|_| is_decline),
        })
    } else {
        Err(Error::Unfit(flaws))
    }
}

/// Words as they are kept; what is wrong with them goes to the flaws.
pub(super) fn checked_words(
    pointer: &str,
    text: Option<String>,
    needed: bool,
    flaws: &mut Vec<Flaw>,
) -> Option<String> {
    let text = domain::text::paragraphs(text.as_deref().unwrap_or_default());
    let fault = if text.is_empty() {
        needed.then(|| "say it in a sentence or two: the others will read it".to_owned())
    } else {
        fault_of_words(&text, LONGEST_WORDS)
    };
    flaws.extend(fault.map(|message| Flaw {
        pointer: pointer.to_owned(),
        message,
    }));
    Some(text).filter(|text| !text.is_empty())
}

//! What the mails about a kitemark say.

use chrono::{DateTime, Utc};
use domain::kitemark::application::{ApplicationState, ApplicationStep};
use domain::kitemark::award::{Check, words as date};
use store::{KitemarkAward, WriteTx};

use super::stepping::Case;
use crate::people::MailKind;
use crate::{Directory, Error};

/// A mail's subject and text, without greeting and link.
pub(super) struct Words {
    pub(super) kind: MailKind,
    pub(super) subject: String,
    pub(super) text: String,
}

impl Words {
    fn new(kind: MailKind, subject: String, text: String) -> Self {
        Self {
            kind,
            subject,
            text,
        }
    }
}

impl Directory {
    /// Tells those whom a step of an application concerns.
    pub(super) async fn tell_step(
        &self,
        tx: &WriteTx,
        case: &Case,
        step: ApplicationStep,
        award: Option<&KitemarkAward>,
        now: DateTime<Utc>,
    ) -> Result<(), Error> {
        let application = &case.application;
        let path = format!("/kitemark/applications/{}", application.id);
        let group = self.group_of(tx, application.organization).await?;
        self.post(tx, &group, &to_group(case, step, award), &path, now)
            .await?;
        if let Some(buddy) = application.buddy.filter(|_| case.waits_for_buddy())
            && application.state == ApplicationState::Submitted
        {
            let hosts = self.group_of(tx, buddy).await?;
            self.post(tx, &hosts, &to_buddy(case), &path, now).await?;
        }
        let waits = application.state.is_in_queue() && !case.waits_for_buddy();
        let drawn = award.is_some_and(|award| award.check == Some(Check::Due));
        if waits || drawn {
            let assessors = self.assessors_of(tx, case).await?;
            self.post(tx, &assessors, &to_assessors(case), &path, now)
                .await?;
        }
        Ok(())
    }
}

fn to_group(case: &Case, step: ApplicationStep, award: Option<&KitemarkAward>) -> Words {
    let (name, scheme) = (&case.organization.name, &case.scheme.name);
    let said = case
        .application
        .history
        .iter()
        .rev()
        .find(|one| one.step == step);
    let reason = said
        .and_then(|said| said.words.as_ref())
        .map_or_else(String::new, |words| format!("\n\n{words}"));
    let state = case.application.state;
    if let Some(award) = award {
        let tier = award.rungs.first().map_or_else(String::new, |rung| {
            let named = case.scheme.tier(&rung.tier).map(|(_, tier)| &tier.name);
            format!(
                "\"{}\" until {}",
                named.unwrap_or(&rung.tier),
                date(rung.until)
            )
        });
        return Words::new(
            MailKind::KitemarkAwarded,
            format!("{name} has the mark"),
            format!(
                "{name} now has the mark {scheme}, {tier}. It shows on its entry, and you can put its badge on your own page.{reason}"
            ),
        );
    }
    let (kind, subject, text) = match (step, state) {
        (ApplicationStep::AskMore, _) => (
            MailKind::KitemarkAsked,
            format!("A question about {name}"),
            format!(
                "an assessor of {scheme} has a question about {name}:{reason}\n\nPlease answer it there; until you do, the application waits."
            ),
        ),
        (ApplicationStep::RefuseToVouch, _) => (
            MailKind::KitemarkBuddyRefused,
            format!("{name} needs another buddy"),
            format!(
                "the organisation that you named cannot answer for {name}:{reason}\n\nName another one, or answer its questions yourselves."
            ),
        ),
        (ApplicationStep::ConfirmDecline, _) => declined(case),
        (ApplicationStep::Withdraw, _) => (
            MailKind::KitemarkWithdrawn,
            format!("{name}: application withdrawn"),
            format!(
                "the application of {name} for {scheme} has been withdrawn. What is on its entry stays as it was."
            ),
        ),
        (ApplicationStep::Appeal, _) => (
            MailKind::KitemarkAppealed,
            format!("{name}: your appeal"),
            format!(
                "your appeal for {name} is with another assessor of {scheme}. You wrote:{reason}"
            ),
        ),
        _ => (
            MailKind::KitemarkStep,
            format!("{name}: {}", state.words()),
            format!(
                "the application of {name} for {scheme} is {}. You need do nothing now.",
                state.words()
            ),
        ),
    };
    Words::new(kind, subject, text)
}

/// The reasons are those of whoever read first, which the second reader has confirmed.
fn declined(case: &Case) -> (MailKind, String, String) {
    let (name, scheme) = (&case.organization.name, &case.scheme.name);
    let first = case
        .application
        .history
        .iter()
        .rev()
        .find(|one| one.step == ApplicationStep::Decline);
    let part = |words: Option<&String>| words.cloned().unwrap_or_default();
    let (reason, next_steps) = (
        part(first.and_then(|one| one.words.as_ref())),
        part(first.and_then(|one| one.next_steps.as_ref())),
    );
    (
        MailKind::KitemarkDeclined,
        format!("{name}: not awarded this time"),
        format!(
            "two assessors of {scheme} have read the application of {name}, and it is not awarded this time.\n\n\
             Why:\n{reason}\n\nWhat you can do next:\n{next_steps}\n\n\
             You can apply again at any time, or appeal once: then somebody else reads it. Its entry stays as it is."
        ),
    )
}

fn to_buddy(case: &Case) -> Words {
    let name = &case.organization.name;
    Words::new(
        MailKind::KitemarkBuddyAsked,
        format!("Will you answer for {name}?"),
        format!(
            "{name} applies for the mark {} and says that you host it: that your governing document, your bank account and your insurance cover it.\n\n\
             Please say whether that is so.",
            case.scheme.name
        ),
    )
}

fn to_assessors(case: &Case) -> Words {
    let (name, scheme) = (&case.organization.name, &case.scheme.name);
    let (kind, what, text) = match case.application.state {
        ApplicationState::SecondReading => (
            MailKind::KitemarkSecondReader,
            "a second reader is needed",
            "Another assessor would decline it. Somebody else has to read it before that counts.",
        ),
        ApplicationState::Appealed => (
            MailKind::KitemarkAppealWaits,
            "an appeal",
            "It was declined, and the group disagrees. Somebody reads it who has not read it before.",
        ),
        ApplicationState::Awarded => (
            MailKind::KitemarkDrawn,
            "drawn for checking",
            "It was awarded on the group's own word, and chance has drawn it. Please ring the group and look whether it is as it says.",
        ),
        _ => (
            MailKind::KitemarkWaits,
            "waits for you",
            "It is complete, and waits for an assessor.",
        ),
    };
    Words::new(
        kind,
        format!("{name}: {what}"),
        format!("{name} has applied for {scheme}. {text}"),
    )
}

/// What happened to an award, for its group.
pub(super) fn of_award(name: &str, award: &KitemarkAward, action: &str) -> Words {
    let reason = award
        .reason
        .as_ref()
        .map_or_else(String::new, |reason| format!("\n\n{reason}"));
    let (kind, subject, text) = match action {
        "suspend" => (
            MailKind::KitemarkSuspended,
            format!("{name}: the mark is suspended"),
            format!(
                "the mark of {name} is suspended while something is looked into. Until then its entry shows no mark, and does not say why.{reason}"
            ),
        ),
        "check_failed" => (
            MailKind::KitemarkCheckFailed,
            format!("{name}: the mark is suspended"),
            format!(
                "the mark of {name} was drawn for checking, and something is not as it was declared. It is suspended, and its entry shows no mark.{reason}\n\nPut it right, and tell the assessor; then it holds again."
            ),
        ),
        "lift" => (
            MailKind::KitemarkInForce,
            format!("{name}: the mark holds again"),
            format!("the mark of {name} is in force again, as before.{reason}"),
        ),
        "take_away" => (
            MailKind::KitemarkTakenAway,
            format!("{name}: the mark was taken away"),
            format!(
                "the mark of {name} was taken away. Its entry stays, without the mark.{reason}\n\nYou can apply again when that has changed."
            ),
        ),
        "give_up" => (
            MailKind::KitemarkGivenUp,
            format!("{name}: the mark was given back"),
            format!(
                "the mark of {name} was given back, as you asked. Its entry stays, without the mark."
            ),
        ),
        _ => (
            MailKind::KitemarkChecked,
            format!("{name}: checked"),
            format!(
                "the mark of {name} was drawn for checking, and everything is as you declared. Thank you."
            ),
        ),
    };
    Words::new(kind, subject, text)
}

/// A tier ends in so many days.
pub(super) fn reminder(name: &str, tier: &str, until: chrono::NaiveDate, left: i64) -> Words {
    let when = match left {
        0 => "today".to_owned(),
        1 => "tomorrow".to_owned(),
        left => format!("in {left} days"),
    };
    Words::new(
        MailKind::KitemarkExpiring,
        format!("{name}: the mark ends {when}"),
        format!(
            "the mark of {name}, \"{tier}\", holds until {}.\n\n\
             To keep it, apply again: what you answered last time is there already, so that you only look through it and give the new dates. If you do nothing, its entry stays, with a lower mark or none.",
            date(until)
        ),
    )
}

/// A tier has ended, and another holds.
pub(super) fn fallen(name: &str, tier: &str, until: chrono::NaiveDate) -> Words {
    Words::new(
        MailKind::KitemarkFallen,
        format!("{name}: the mark has changed"),
        format!(
            "a term of the mark of {name} has ended. It now says \"{tier}\", until {}.\n\n\
             Apply again to have it as it was.",
            date(until)
        ),
    )
}

/// Its last tier has ended.
pub(super) fn lapsed(name: &str) -> Words {
    Words::new(
        MailKind::KitemarkLapsed,
        format!("{name}: the mark has ended"),
        format!(
            "the mark of {name} has ended. Its entry stays, without the mark.\n\n\
             You can apply again at any time: what you answered is still there."
        ),
    )
}

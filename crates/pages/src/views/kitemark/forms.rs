//! The steps that somebody can take now, each a form of its own.

use directory::ApplicationView;
use domain::kitemark::application::ApplicationStep;
use domain::kitemark::award::AwardStep;

use super::application::Tried;
use crate::wording::full_sentence;

/// A step as a form.
#[derive(Debug)]
pub(super) struct StepForm {
    pub(super) id: &'static str,
    pub(super) heading: &'static str,
    pub(super) text: Option<&'static str>,
    pub(super) action: String,
    pub(super) step: &'static str,
    pub(super) fields: Vec<Words>,
    pub(super) button: &'static str,
    pub(super) secondary: bool,
}

/// A few sentences to write.
#[derive(Debug)]
pub(super) struct Words {
    pub(super) name: &'static str,
    pub(super) label: &'static str,
    pub(super) value: String,
    pub(super) error: Option<String>,
}

/// What a form says: heading, text, labels of its fields, button.
struct Said {
    heading: &'static str,
    text: Option<&'static str>,
    fields: &'static [(&'static str, &'static str)],
    button: &'static str,
}

const fn said(
    heading: &'static str,
    text: Option<&'static str>,
    fields: &'static [(&'static str, &'static str)],
    button: &'static str,
) -> Said {
    Said {
        heading,
        text,
        fields,
        button,
    }
}

/// The forms of those steps that whoever looks can take now.
pub(super) fn forms(view: &ApplicationView, path: &str, tried: Option<&Tried>) -> Vec<StepForm> {
    let steps = view.may.iter().map(|step| {
        let action = format!("{path}/steps");
        form(step.as_str(), of_step(*step), action, tried)
    });
    let award = view.award.as_ref();
    let of_award = award.into_iter().flat_map(|award| {
        let action = format!("/kitemark/awards/{}/steps", award.id);
        let checks: &[&'static str] = if award.may_check {
            &["check_passed", "check_failed"]
        } else {
            &[]
        };
        let steps = award.may.iter().map(|step| step.as_str());
        checks
            .iter()
            .copied()
            .chain(steps)
            .map(move |step| form(step, of_award(step), action.clone(), tried))
    });
    steps.chain(of_award).collect()
}

fn form(step: &'static str, said: Said, action: String, tried: Option<&Tried>) -> StepForm {
    let tried = tried.filter(|tried| tried.step == step);
    let field = |(name, label): &(&'static str, &'static str)| Words {
        name,
        label,
        value: tried.map_or_else(String::new, |tried| match *name {
            "next_steps" => tried.next_steps.clone(),
            _ => tried.words.clone(),
        }),
        error: tried.and_then(|tried| {
            let flaw = tried.flaws.iter().find(|flaw| flaw.pointer[1..] == **name);
            flaw.map(|flaw| full_sentence(&flaw.message))
        }),
    };
    StepForm {
        id: step,
        heading: said.heading,
        text: said.text,
        action,
        step,
        fields: said.fields.iter().map(field).collect(),
        button: said.button,
        secondary: matches!(
            step,
            "withdraw" | "give_up" | "suspend" | "take_away" | "decline" | "refuse_to_vouch"
        ),
    }
}

fn of_step(step: ApplicationStep) -> Said {
    match step {
        ApplicationStep::Submit => said(
            "Hand it in",
            Some(
                "By handing it in you declare that these answers are true, and that you will say so here when that changes.",
            ),
            &[],
            "Declare and hand in",
        ),
        ApplicationStep::AnswerMore => said(
            "Answer",
            Some("Change the answers above where that helps, and write what else there is to say."),
            &[("words", "Your answer")],
            "Send",
        ),
        ApplicationStep::Vouch => said(
            "Do you answer for this group?",
            Some(
                "You say that it is part of you or hosted by you, and that your governing document, your bank account and your insurance cover it.",
            ),
            &[],
            "Yes, we answer for it",
        ),
        ApplicationStep::RefuseToVouch => said(
            "You do not answer for it",
            None,
            &[("words", "Why, for the group")],
            "No, we do not",
        ),
        ApplicationStep::AskMore => said(
            "Ask the group",
            None,
            &[("words", "What you would like to know")],
            "Ask",
        ),
        ApplicationStep::Award => said(
            "Award it",
            Some(
                "The mark shows at once, with the body that you assess for, and not with your name.",
            ),
            &[("words", "Something for the group to know (if you like)")],
            "Award",
        ),
        ApplicationStep::Decline => said(
            "Decline it",
            Some("A second assessor reads it before that counts."),
            &[
                ("words", "Why"),
                ("next_steps", "What the group can do next"),
            ],
            "Decline",
        ),
        ApplicationStep::ConfirmDecline => said(
            "You agree that it is declined",
            Some("The group gets the reasons of the first reader."),
            &[],
            "Agree",
        ),
        ApplicationStep::SendBack => said(
            "You do not agree",
            None,
            &[("words", "Why, for the assessors")],
            "Send it back",
        ),
        ApplicationStep::Appeal => said(
            "Do you disagree?",
            Some("You can appeal once. Somebody reads it who has not read it before."),
            &[("words", "What was overlooked")],
            "Appeal",
        ),
        ApplicationStep::Withdraw => said(
            "Withdraw the application",
            Some("Your entry stays as it is, and so does a mark that you hold."),
            &[],
            "Withdraw",
        ),
    }
}

fn of_award(step: &str) -> Said {
    const WHY: &[(&str, &str)] = &[("words", "Why, for the group")];
    match step {
        "check_passed" => said("It is as declared", None, &[], "It is right"),
        "check_failed" => said(
            "It is not as declared",
            Some("The mark is suspended, and the group reads why."),
            &[("words", "What is not right, and what to do next")],
            "It is not right",
        ),
        s if s == AwardStep::Suspend.as_str() => said(
            "Suspend the mark",
            Some("At once, and without saying why to the public."),
            WHY,
            "Suspend",
        ),
        s if s == AwardStep::Lift.as_str() => {
            said("Put the mark in force again", None, WHY, "Put in force")
        }
        s if s == AwardStep::TakeAway.as_str() => {
            said("Take the mark away", None, WHY, "Take away")
        }
        _ => said(
            "Give the mark back",
            Some("Your entry stays, without the mark."),
            &[],
            "Give back",
        ),
    }
}

//! An application: the way from a draft to a decision, step by step.
//!
//! Declining needs two readers. What was declined can be appealed against, once, and then another
//! assessor begins again. **No step happens that [`next`] does not know.**

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

/// How an application stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ApplicationState {
    /// Being filled in; it can be left and gone on with.
    Draft,
    /// In an assessor's queue.
    Submitted,
    /// The assessor asked for more, and the group has to answer.
    MoreAsked,
    /// One assessor would decline; a second has to read it.
    SecondReading,
    /// Awarded.
    Awarded,
    /// Declined, with reasons and what to do next.
    Declined,
    /// The group disagrees; another assessor reads it.
    Appealed,
    /// Taken back by the group.
    Withdrawn,
}

/// Something that happens to an application.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ApplicationStep {
    /// The group hands it in.
    Submit,
    /// An assessor needs more.
    AskMore,
    /// The group has answered.
    AnswerMore,
    /// It is awarded.
    Award,
    /// An assessor would decline.
    Decline,
    /// A second assessor agrees that it is declined.
    ConfirmDecline,
    /// A second assessor does not agree: back into the queue.
    SendBack,
    /// The buddy organization agrees to answer for the group.
    Vouch,
    /// The buddy organization does not: the group has to name another, or answer for itself.
    RefuseToVouch,
    /// The group disagrees.
    Appeal,
    /// The group takes it back.
    Withdraw,
}

/// Whose step it was.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Party {
    /// Whoever applies.
    Group,
    /// The organization that hosts it.
    Buddy,
    /// An assessor.
    Assessor,
    /// Nobody: complete answers were enough.
    Rules,
}

/// A step that was taken.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Happened {
    /// When.
    pub at: DateTime<Utc>,
    /// What.
    pub step: ApplicationStep,
    /// Whose step it was.
    pub by: Party,
    /// The account, so that nobody reads twice; it is not shown.
    pub account: Option<Uuid>,
    /// Why, or what was asked or answered.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub words: Option<String>,
    /// For what was declined: what to do next.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub next_steps: Option<String>,
}

/// Accounts that must not decide now: at a second reading whoever read first, after an appeal
/// whoever decided before it.
#[must_use]
pub fn barred(state: ApplicationState, history: &[Happened]) -> Vec<Uuid> {
    let decided = |happened: &&Happened| {
        matches!(
            happened.step,
            ApplicationStep::Decline | ApplicationStep::ConfirmDecline
        )
    };
    if state == ApplicationState::SecondReading {
        let first = history.iter().rev().find(decided);
        return first.and_then(|first| first.account).into_iter().collect();
    }
    let appeal = history
        .iter()
        .rposition(|happened| happened.step == ApplicationStep::Appeal);
    let before = &history[..appeal.unwrap_or(0)];
    before
        .iter()
        .filter(decided)
        .filter_map(|happened| happened.account)
        .collect()
}

/// Whether it has been appealed against.
#[must_use]
pub fn was_appealed(history: &[Happened]) -> bool {
    history
        .iter()
        .any(|happened| happened.step == ApplicationStep::Appeal)
}

/// A step that is not possible.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("an application that is {} cannot be {}", .from.words(), .step.words())]
pub struct IllegalStep {
    /// How it stands.
    pub from: ApplicationState,
    /// What was to happen.
    pub step: ApplicationStep,
}

/// Where a step leads. `appealed` is whether it has been appealed against before.
///
/// # Errors
/// [`IllegalStep`] when the application does not stand so that this can happen.
pub fn next(
    from: ApplicationState,
    step: ApplicationStep,
    appealed: bool,
) -> Result<ApplicationState, IllegalStep> {
    use ApplicationState::{
        Appealed, Awarded, Declined, Draft, MoreAsked, SecondReading, Submitted, Withdrawn,
    };
    use ApplicationStep::{
        AnswerMore, Appeal, AskMore, Award, ConfirmDecline, Decline, RefuseToVouch, SendBack,
        Submit, Vouch, Withdraw,
    };
    Ok(match (from, step) {
        (Draft, Submit)
        | (MoreAsked, AnswerMore)
        | (SecondReading, SendBack)
        | (Submitted, Vouch) => Submitted,
        (Submitted | Appealed, AskMore) | (Submitted, RefuseToVouch) => MoreAsked,
        (Submitted | Appealed | SecondReading, Award) => Awarded,
        (Submitted | Appealed, Decline) => SecondReading,
        (SecondReading, ConfirmDecline) => Declined,
        (Declined, Appeal) if !appealed => Appealed,
        (Draft | Submitted | MoreAsked | SecondReading | Appealed, Withdraw) => Withdrawn,
        _ => return Err(IllegalStep { from, step }),
    })
}

impl ApplicationState {
    /// Every state.
    pub const ALL: [Self; 8] = [
        Self::Draft,
        Self::Submitted,
        Self::MoreAsked,
        Self::SecondReading,
        Self::Awarded,
        Self::Declined,
        Self::Appealed,
        Self::Withdrawn,
    ];

    /// Whether something is still to come.
    #[must_use]
    pub fn is_open(self) -> bool {
        !matches!(self, Self::Awarded | Self::Declined | Self::Withdrawn)
    }

    /// Whether an assessor has to do something.
    #[must_use]
    pub fn is_in_queue(self) -> bool {
        matches!(self, Self::Submitted | Self::SecondReading | Self::Appealed)
    }

    /// The name in the store and on the wire.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Draft => "draft",
            Self::Submitted => "submitted",
            Self::MoreAsked => "more_asked",
            Self::SecondReading => "second_reading",
            Self::Awarded => "awarded",
            Self::Declined => "declined",
            Self::Appealed => "appealed",
            Self::Withdrawn => "withdrawn",
        }
    }

    /// The state of that name.
    #[must_use]
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|state| state.as_str() == name)
    }

    /// For people.
    #[must_use]
    pub fn words(self) -> &'static str {
        match self {
            Self::Draft => "a draft",
            Self::Submitted => "waiting for an assessor",
            Self::MoreAsked => "waiting for the group's answer",
            Self::SecondReading => "waiting for a second reader",
            Self::Awarded => "awarded",
            Self::Declined => "declined",
            Self::Appealed => "under appeal",
            Self::Withdrawn => "withdrawn",
        }
    }
}

impl ApplicationStep {
    /// Every step.
    pub const ALL: [Self; 11] = [
        Self::Submit,
        Self::AskMore,
        Self::AnswerMore,
        Self::Vouch,
        Self::RefuseToVouch,
        Self::Award,
        Self::Decline,
        Self::ConfirmDecline,
        Self::SendBack,
        Self::Appeal,
        Self::Withdraw,
    ];

    /// The name on the wire and in the audit.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Submit => "submit",
            Self::AskMore => "ask_more",
            Self::AnswerMore => "answer_more",
            Self::Vouch => "vouch",
            Self::RefuseToVouch => "refuse_to_vouch",
            Self::Award => "award",
            Self::Decline => "decline",
            Self::ConfirmDecline => "confirm_decline",
            Self::SendBack => "send_back",
            Self::Appeal => "appeal",
            Self::Withdraw => "withdraw",
        }
    }

    /// The step of that name.
    #[must_use]
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|step| step.as_str() == name)
    }

    /// For people, after "cannot be".
    #[must_use]
    pub fn words(self) -> &'static str {
        match self {
            Self::Submit => "handed in",
            Self::AskMore => "asked about",
            Self::AnswerMore => "answered",
            Self::Award => "awarded",
            Self::Decline => "declined",
            Self::ConfirmDecline => "declined by a second reader",
            Self::SendBack => "sent back",
            Self::Vouch => "vouched for",
            Self::RefuseToVouch => "refused by its buddy",
            Self::Appeal => "appealed against",
            Self::Withdraw => "withdrawn",
        }
    }
}

//! An application: the way from a draft to a decision, step by step.
//!
//! Declining needs two readers. What was declined can be appealed against, once, and then another
//! assessor begins again. **No step happens that [`next`] does not know.**

use serde::{Deserialize, Serialize};

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
    /// The group disagrees.
    Appeal,
    /// The group takes it back.
    Withdraw,
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
        AnswerMore, Appeal, AskMore, Award, ConfirmDecline, Decline, SendBack, Submit, Withdraw,
    };
    Ok(match (from, step) {
        (Draft, Submit) | (MoreAsked, AnswerMore) | (SecondReading, SendBack) => Submitted,
        (Submitted | Appealed, AskMore) => MoreAsked,
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
            Self::Appeal => "appealed against",
            Self::Withdraw => "withdrawn",
        }
    }
}

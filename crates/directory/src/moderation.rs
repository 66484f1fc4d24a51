//! Moderation: what people decide about matches and held runs, and on whose word.
//!
//! Every decision names who made it and why, and is audited in the transaction that carries it out.
//! Who may decide is asked of the areas of the thing concerned: of those that either statement of a
//! pair lies in or serves, of the area that a source speaks for.

mod decide;
mod held;
mod queue;

use domain::authority::{Actor, Object, Verb};

use crate::people::allow;
use crate::{Error, Violation};

pub use decide::Decided;
pub use queue::{
    MatchId, MatchPage, MatchQuery, MatchView, NotAMatchId, SideView, StandingDecision,
};

/// The most characters of a name.
const LONGEST_NAME: usize = 100;
/// The most characters of a reason.
const LONGEST_REASON: usize = 1_000;

/// On whose word something is decided, and why.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct By {
    /// Who decides.
    pub actor: Actor,
    /// The person's name, as they give it; the command line must give one.
    pub name: String,
    /// The reason, for those who come after.
    pub reason: String,
}

impl By {
    /// Everything that is wrong with it.
    fn violations(&self) -> Vec<Violation> {
        let mut violations = Vec::new();
        let mut check = |parameter, text: &str, least: usize, longest: usize, example| {
            let length = text.trim().chars().count();
            if !(least..=longest).contains(&length) {
                violations.push(Violation {
                    parameter,
                    message: format!("must have {least} to {longest} characters"),
                    example,
                });
            }
        };
        let least = usize::from(self.actor.account().is_none());
        check(
            "decided_by",
            &self.name,
            least,
            LONGEST_NAME,
            "A. Moderator",
        );
        check(
            "reason",
            &self.reason,
            1,
            LONGEST_REASON,
            "same hall, same hour, same phone",
        );
        violations
    }

    /// Refuses a decision without a name or a reason.
    pub(crate) fn check(&self) -> Result<(), Error> {
        let violations = self.violations();
        if violations.is_empty() {
            Ok(())
        } else {
            Err(Error::Invalid(violations))
        }
    }

    /// Refuses whoever may not decide about something in these areas.
    pub(crate) fn allow(&self, verb: Verb, areas: Vec<String>) -> Result<(), Error> {
        let object = Object {
            areas,
            ..Object::default()
        };
        allow(&self.actor, verb, &object)
    }

    /// What they are called in the record of decisions.
    pub(crate) fn shown_name(&self) -> String {
        let name = self.name.trim();
        if name.is_empty() {
            "a moderator".to_owned()
        } else {
            name.to_owned()
        }
    }

    /// Who acted, for the audit.
    pub(crate) fn audited(&self) -> String {
        match &self.actor {
            Actor::Operator => format!("moderator {}", self.name.trim()),
            actor => actor.label(),
        }
    }
}

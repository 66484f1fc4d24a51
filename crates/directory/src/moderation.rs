//! Moderation: what people decide about matches and held runs, and on whose word.
//!
//! Every decision names who made it and why, and is audited in the transaction that carries it out.
//! Whether somebody may decide at all is for the face to know; nothing here asks.

mod decide;
mod queue;

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
    /// The person's name, as they give it.
    pub name: String,
    /// The reason, for those who come after.
    pub reason: String,
}

impl By {
    /// Everything that is wrong with it.
    pub(crate) fn violations(&self) -> Vec<Violation> {
        let mut violations = Vec::new();
        let mut check = |parameter, text: &str, longest: usize, example| {
            let length = text.trim().chars().count();
            if !(1..=longest).contains(&length) {
                violations.push(Violation {
                    parameter,
                    message: format!("must have 1 to {longest} characters"),
                    example,
                });
            }
        };
        check("decided_by", &self.name, LONGEST_NAME, "A. Moderator");
        check(
            "reason",
            &self.reason,
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

    /// Who acted, for the audit.
    pub(crate) fn actor(&self) -> String {
        format!("moderator {}", self.name.trim())
    }
}

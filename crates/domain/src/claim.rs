//! A claim: somebody asks to speak for an organization, and how that is proved and decided.
//!
//! Three ways of proof: a link sent to an address that the organization already publishes, an
//! address at the organization's own web domain, or evidence that a moderator weighs. Where somebody
//! speaks for the organization already, a proof alone is not enough: that person, or a moderator,
//! agrees first. **No step happens that [`next`] does not know.**

use serde::{Deserialize, Serialize};

use crate::contact::{is_webmail_host, own_domain};

/// Where thousands of people have an address at one domain, having one proves nothing.
const LARGE_BODIES: [&str; 6] = [
    ".gov.uk",
    ".nhs.uk",
    ".nhs.net",
    ".ac.uk",
    ".police.uk",
    ".sch.uk",
];

/// How a claim is to be proved.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "by", rename_all = "snake_case")]
pub enum Proof {
    /// A link sent to the address that the organization publishes.
    PublishedEmail,
    /// An address at the organization's own domain, which the claimant has shown to be theirs.
    OwnDomain,
    /// Words that a moderator weighs: "I am the secretary, ring the hall".
    Evidence {
        /// The words.
        words: String,
    },
}

/// How a claim stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ClaimState {
    /// A link was sent and has not been followed.
    Proving,
    /// A moderator has to decide.
    AwaitingModerator,
    /// It is proved; those who speak already, or a moderator, have to agree.
    AwaitingSteward,
    /// The claimant is a steward.
    Accepted,
    /// It was refused, with a reason.
    Refused,
    /// The claimant thought better of it.
    Withdrawn,
    /// The link was not followed in time.
    Expired,
    /// The claimant was a steward and is none any more: left, handed over, or revoked.
    Ended,
}

/// Something that happens to a claim.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ClaimStep {
    /// The proof is there; nobody speaks for the organization yet.
    Proved,
    /// The proof is there; somebody speaks already.
    ProvedBesideAnother,
    /// A steward or a moderator says yes.
    Agree,
    /// A steward or a moderator says no.
    Refuse,
    /// The claimant takes it back.
    Withdraw,
    /// Time is up.
    Expire,
    /// The steward goes.
    Leave,
    /// The steward puts another in their place.
    HandOver,
    /// A moderator takes the rights away.
    Revoke,
}

/// A step that is not possible.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("a claim that is {} cannot be {}", .from.words(), .step.words())]
pub struct IllegalStep {
    /// How the claim stands.
    pub from: ClaimState,
    /// What was to happen.
    pub step: ClaimStep,
}

/// Where a step leads.
///
/// # Errors
/// [`IllegalStep`] when the claim does not stand so that this can happen.
pub fn next(from: ClaimState, step: ClaimStep) -> Result<ClaimState, IllegalStep> {
    use ClaimState::{
        Accepted, AwaitingModerator, AwaitingSteward, Ended, Expired, Proving, Refused, Withdrawn,
    };
    use ClaimStep::{
        Agree, Expire, HandOver, Leave, Proved, ProvedBesideAnother, Refuse, Revoke, Withdraw,
    };
    Ok(match (from, step) {
        (Proving, Proved) | (AwaitingModerator | AwaitingSteward, Agree) => Accepted,
        (Proving, ProvedBesideAnother) => AwaitingSteward,
        (AwaitingModerator | AwaitingSteward, Refuse) => Refused,
        (Proving | AwaitingModerator | AwaitingSteward, Withdraw) => Withdrawn,
        (Proving, Expire) => Expired,
        (Accepted, Leave | HandOver | Revoke) => Ended,
        _ => return Err(IllegalStep { from, step }),
    })
}

/// Whether an address is at the organization's own domain: the same host, or one of its
/// subdomains. Shared hosts, mailbox providers and bodies with thousands of staff are nobody's own.
#[must_use]
pub fn is_at_own_domain(email: &str, website: &str) -> bool {
    let Some((_, host)) = email.rsplit_once('@') else {
        return false;
    };
    let Some(domain) = own_domain(website) else {
        return false;
    };
    let host = host.to_ascii_lowercase();
    let at_home = host == domain || host.ends_with(&format!(".{domain}"));
    let large = LARGE_BODIES
        .iter()
        .any(|body| format!(".{host}").ends_with(body));
    at_home
        && !large
        && !is_webmail_host(&domain)
        && own_domain(&format!("https://{host}/")).is_some()
}

impl ClaimState {
    const ALL: [Self; 8] = [
        Self::Proving,
        Self::AwaitingModerator,
        Self::AwaitingSteward,
        Self::Accepted,
        Self::Refused,
        Self::Withdrawn,
        Self::Expired,
        Self::Ended,
    ];

    /// Whether something is still to come.
    #[must_use]
    pub fn is_open(self) -> bool {
        matches!(
            self,
            Self::Proving | Self::AwaitingModerator | Self::AwaitingSteward
        )
    }

    /// The name in the store and on the wire.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Proving => "proving",
            Self::AwaitingModerator => "awaiting_moderator",
            Self::AwaitingSteward => "awaiting_steward",
            Self::Accepted => "accepted",
            Self::Refused => "refused",
            Self::Withdrawn => "withdrawn",
            Self::Expired => "expired",
            Self::Ended => "ended",
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
            Self::Proving => "waiting for its link to be followed",
            Self::AwaitingModerator => "waiting for a moderator",
            Self::AwaitingSteward => "waiting for a steward to agree",
            Self::Accepted => "accepted",
            Self::Refused => "refused",
            Self::Withdrawn => "withdrawn",
            Self::Expired => "out of time",
            Self::Ended => "ended",
        }
    }
}

impl ClaimStep {
    /// For people, after "cannot be".
    #[must_use]
    pub fn words(self) -> &'static str {
        match self {
            Self::Proved | Self::ProvedBesideAnother => "proved",
            Self::Agree => "agreed to",
            Self::Refuse => "refused",
            Self::Withdraw => "withdrawn",
            Self::Expire => "let run out",
            Self::Leave => "left",
            Self::HandOver => "handed over",
            Self::Revoke => "revoked",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{ClaimState, ClaimStep, is_at_own_domain, next};

    #[test]
    fn only_these_steps_are_possible() {
        const STEPS: [ClaimStep; 9] = [
            ClaimStep::Proved,
            ClaimStep::ProvedBesideAnother,
            ClaimStep::Agree,
            ClaimStep::Refuse,
            ClaimStep::Withdraw,
            ClaimStep::Expire,
            ClaimStep::Leave,
            ClaimStep::HandOver,
            ClaimStep::Revoke,
        ];
        let possible: Vec<String> = ClaimState::ALL
            .into_iter()
            .flat_map(|from| STEPS.map(|step| (from, step)))
            .filter_map(|(from, step)| {
                let to = next(from, step).ok()?;
                Some(format!("{} {step:?} {}", from.as_str(), to.as_str()))
            })
            .collect();
        assert_eq!(
            possible,
            [
                "proving Proved accepted",
                "proving ProvedBesideAnother awaiting_steward",
                "proving Withdraw withdrawn",
                "proving Expire expired",
                "awaiting_moderator Agree accepted",
                "awaiting_moderator Refuse refused",
                "awaiting_moderator Withdraw withdrawn",
                "awaiting_steward Agree accepted",
                "awaiting_steward Refuse refused",
                "awaiting_steward Withdraw withdrawn",
                "accepted Leave ended",
                "accepted HandOver ended",
                "accepted Revoke ended",
            ]
        );
    }

    #[test]
    fn what_cannot_happen_says_so() {
        let error = next(ClaimState::Refused, ClaimStep::Agree).unwrap_err();
        assert_eq!(
            error.to_string(),
            "a claim that is refused cannot be agreed to"
        );
    }

    #[test]
    fn an_own_domain_is_nobody_elses() {
        for (email, website, own) in [
            (
                "info@brixtonlunch.org.uk",
                "https://www.brixtonlunch.org.uk/about",
                true,
            ),
            (
                "info@mail.brixtonlunch.org.uk",
                "https://brixtonlunch.org.uk",
                true,
            ),
            (
                "info@notbrixtonlunch.org.uk",
                "https://brixtonlunch.org.uk",
                false,
            ),
            ("brixtonlunch@gmail.com", "https://gmail.com", false),
            (
                "someone@facebook.com",
                "https://www.facebook.com/brixtonlunch",
                false,
            ),
            (
                "clerk@lambeth.gov.uk",
                "https://www.lambeth.gov.uk/lunch-club",
                false,
            ),
            ("nobody", "https://brixtonlunch.org.uk", false),
        ] {
            assert_eq!(is_at_own_domain(email, website), own, "{email} {website}");
        }
    }
}

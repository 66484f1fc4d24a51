//! The table: for each verb who may, with which scope of a key, and how it is said to whoever may not.

use super::Scope;
use super::verb::Verb;

use Verb::{
    AgreeToClaim, AnswerReport, AnswerSuggestion, AppealDecision, ApplyForMark, AssessApplication,
    ChangeAddress, ClaimOrganization, ConfirmListing, CreateListing, DecideClaim, DecideHeldEdit,
    DecideMatch, EditListing, EraseAccount, ExportAll, GrantRole, HandOver, LeaveOrganization,
    ManageKeys, ManageSessions, ManageWebhooks, ReadAudit, ReleaseRun, ReportProblem,
    RestoreVersion, RevokeSteward, SecondReading, SeeReporter, SuggestCorrection, SuspendAward,
};
use Who::{Administrator, Anybody, Assessor, Moderator, SignedIn, Steward, Themself};

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Who {
    Anybody,
    SignedIn,
    Themself,
    Steward,
    Moderator,
    Assessor,
    Administrator,
}

pub(super) struct Rule {
    pub(super) verb: Verb,
    pub(super) who: &'static [Who],
    pub(super) scope: Scope,
    /// "only … may do this".
    pub(super) only: &'static str,
}

const fn rule(verb: Verb, who: &'static [Who], scope: Scope, only: &'static str) -> Rule {
    Rule {
        verb,
        who,
        scope,
        only,
    }
}

pub(super) const RULES: [Rule; 31] = [
    rule(SuggestCorrection, &[Anybody], Scope::Read, "anybody"),
    rule(ReportProblem, &[Anybody], Scope::Read, "anybody"),
    rule(
        ClaimOrganization,
        &[SignedIn],
        Scope::ListingsWrite,
        "a person who has signed in",
    ),
    rule(
        CreateListing,
        &[SignedIn],
        Scope::ListingsWrite,
        "a person who has signed in",
    ),
    rule(
        EditListing,
        &[Steward, Moderator, Administrator],
        Scope::ListingsWrite,
        STEWARDS_AND_MODERATORS,
    ),
    rule(ConfirmListing, &[Steward], Scope::ListingsWrite, STEWARDS),
    rule(
        RestoreVersion,
        &[Steward, Moderator, Administrator],
        Scope::ListingsWrite,
        STEWARDS_AND_MODERATORS,
    ),
    rule(
        AnswerSuggestion,
        &[Steward, Moderator, Administrator],
        Scope::ListingsWrite,
        STEWARDS_AND_MODERATORS,
    ),
    rule(
        AnswerReport,
        &[Steward, Moderator, Administrator],
        Scope::Moderate,
        STEWARDS_AND_MODERATORS,
    ),
    rule(
        SeeReporter,
        &[Moderator, Administrator],
        Scope::Moderate,
        MODERATORS,
    ),
    rule(
        AgreeToClaim,
        &[Steward, Moderator, Administrator],
        Scope::Moderate,
        STEWARDS_AND_MODERATORS,
    ),
    rule(
        DecideClaim,
        &[Moderator, Administrator],
        Scope::Moderate,
        MODERATORS,
    ),
    rule(HandOver, &[Steward], Scope::ListingsWrite, STEWARDS),
    rule(
        LeaveOrganization,
        &[Steward],
        Scope::ListingsWrite,
        STEWARDS,
    ),
    rule(
        RevokeSteward,
        &[Moderator, Administrator],
        Scope::Moderate,
        MODERATORS,
    ),
    rule(
        DecideHeldEdit,
        &[Moderator, Administrator],
        Scope::Moderate,
        MODERATORS,
    ),
    rule(
        DecideMatch,
        &[Moderator, Administrator],
        Scope::Moderate,
        MODERATORS,
    ),
    rule(
        ReleaseRun,
        &[Moderator, Administrator],
        Scope::Moderate,
        MODERATORS,
    ),
    rule(ApplyForMark, &[Steward], Scope::ListingsWrite, STEWARDS),
    rule(AppealDecision, &[Steward], Scope::ListingsWrite, STEWARDS),
    rule(AssessApplication, &[Assessor], Scope::Moderate, ASSESSORS),
    rule(SecondReading, &[Assessor], Scope::Moderate, ASSESSORS),
    rule(
        SuspendAward,
        &[Assessor, Moderator, Administrator],
        Scope::Moderate,
        ASSESSORS,
    ),
    rule(GrantRole, &[Administrator], Scope::Moderate, ADMINISTRATORS),
    rule(ReadAudit, &[Administrator], Scope::Moderate, ADMINISTRATORS),
    rule(
        ManageSessions,
        &[Themself, Administrator],
        Scope::Moderate,
        THE_PERSON,
    ),
    rule(ChangeAddress, &[Themself], Scope::Moderate, THE_PERSON),
    rule(
        EraseAccount,
        &[Themself, Administrator],
        Scope::Moderate,
        THE_PERSON,
    ),
    rule(
        ManageKeys,
        &[Themself, Administrator],
        Scope::Moderate,
        THE_PERSON,
    ),
    rule(
        ManageWebhooks,
        &[Themself, Administrator],
        Scope::Read,
        THE_PERSON,
    ),
    rule(ExportAll, &[Anybody], Scope::Export, "anybody"),
];

const STEWARDS_AND_MODERATORS: &str = "a steward of the organization or a moderator of the area";
const MODERATORS: &str = "a moderator of the area";
const STEWARDS: &str = "a steward of the organization";
const ASSESSORS: &str = "an assessor of the scheme in this area";
const THE_PERSON: &str = "the person themself";
const ADMINISTRATORS: &str = "an administrator";

impl Verb {
    /// Every verb, in the order of the table.
    pub fn all() -> impl Iterator<Item = Self> {
        RULES.iter().map(|rule| rule.verb)
    }

    pub(super) fn rule(self) -> &'static Rule {
        // Every verb has a row: a test goes through them all.
        RULES
            .iter()
            .find(|rule| rule.verb == self)
            .unwrap_or(&RULES[0])
    }
}

/// The table as Markdown, for `docs/authorisation.md`.
#[must_use]
pub fn table() -> String {
    const COLUMNS: [(Who, &str); 7] = [
        (Anybody, "anybody"),
        (SignedIn, "signed in"),
        (Themself, "the person"),
        (Steward, "steward"),
        (Moderator, "moderator"),
        (Assessor, "assessor"),
        (Administrator, "administrator"),
    ];
    let heads: Vec<&str> = COLUMNS.iter().map(|(_, head)| *head).collect();
    let mut table = format!(
        "| to | {} | scope of a key |\n|---|{}---|\n",
        heads.join(" | "),
        "---|".repeat(heads.len())
    );
    for rule in &RULES {
        let marks: Vec<&str> = COLUMNS
            .iter()
            .map(|(who, _)| if rule.who.contains(who) { "✓" } else { "" })
            .collect();
        table.push_str(&format!(
            "| {} | {} | `{}` |\n",
            rule.verb.words(),
            marks.join(" | "),
            rule.scope.as_str()
        ));
    }
    table
}

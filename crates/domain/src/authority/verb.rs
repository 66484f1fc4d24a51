//! Everything that somebody may want to do, and what it is called.

use serde::{Deserialize, Serialize};

/// What somebody wants to do.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[expect(missing_docs, reason = "each is said in words by Verb::words")]
pub enum Verb {
    SuggestCorrection,
    ReportProblem,
    ClaimOrganization,
    CreateListing,
    EditListing,
    ConfirmListing,
    RestoreVersion,
    AnswerSuggestion,
    AnswerReport,
    SeeReporter,
    AgreeToClaim,
    DecideClaim,
    HandOver,
    LeaveOrganization,
    RevokeSteward,
    DecideHeldEdit,
    DecideMatch,
    ReleaseRun,
    ApplyForMark,
    AppealDecision,
    AssessApplication,
    SecondReading,
    SuspendAward,
    GrantRole,
    ReadAudit,
    ManageSessions,
    ChangeAddress,
    EraseAccount,
    ManageKeys,
    ManageWebhooks,
    ExportAll,
}

impl Verb {
    /// What it is, for people.
    #[must_use]
    pub fn words(self) -> &'static str {
        match self {
            Self::SuggestCorrection => "suggest a correction to a listing",
            Self::ReportProblem => "report a problem with a listing",
            Self::ClaimOrganization => "claim an organization",
            Self::CreateListing => "add an organization or a listing",
            Self::EditListing => "say what a listing is, in the group's own words",
            Self::ConfirmListing => "say that a listing is still right",
            Self::RestoreVersion => "restore an earlier version",
            Self::AnswerSuggestion => "take or refuse a suggestion",
            Self::AnswerReport => "answer a report",
            Self::SeeReporter => "see how a reporter can be reached",
            Self::AgreeToClaim => "agree to a second claimant",
            Self::DecideClaim => "decide on a claim by its evidence",
            Self::HandOver => "hand an organization over to another person",
            Self::LeaveOrganization => "stop being a steward",
            Self::RevokeSteward => "take a steward's rights away",
            Self::DecideHeldEdit => "publish or refuse an edit that was held",
            Self::DecideMatch => "say that two statements are of one service, or are not",
            Self::ReleaseRun => "let a held crawl count, or drop it",
            Self::ApplyForMark => "apply for a kitemark",
            Self::AppealDecision => "appeal against a decision",
            Self::AssessApplication => "decide on an application",
            Self::SecondReading => "confirm that an application is declined",
            Self::SuspendAward => "suspend an award",
            Self::GrantRole => "give or take a role",
            Self::ReadAudit => "read the audit",
            Self::ManageSessions => "list and end sessions",
            Self::ChangeAddress => "change the address of an account",
            Self::EraseAccount => "erase an account",
            Self::ManageKeys => "make and end API keys",
            Self::ManageWebhooks => "make and end webhooks, and send again what did not arrive",
            Self::ExportAll => "take the whole lot",
        }
    }

    /// Whether it is a judgement that an interested party must not give.
    pub(super) fn judges(self) -> bool {
        matches!(self, Self::AssessApplication | Self::SecondReading)
    }
}

//! The kinds of mail that there are: a closed list, one kind a text.

/// Writes down the kinds once, each with its name in the outbox.
macro_rules! kinds {
    ($($(#[$about:meta])+ $kind:ident = $name:literal,)+) => {
        /// What a mail is about.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum MailKind {
            $($(#[$about])+ $kind,)+
        }

        impl MailKind {
            /// Every kind.
            pub const ALL: &'static [Self] = &[$(Self::$kind,)+];

            /// As it stands in the outbox and in figures.
            #[must_use]
            pub fn as_str(self) -> &'static str {
                match self {
                    $(Self::$kind => $name,)+
                }
            }
        }
    };
}

kinds! {
    /// A link to sign in.
    SignIn = "sign_in",
    /// To the published address of an organization that somebody wants to speak for.
    ProveClaim = "prove_claim",
    /// A claim took a step.
    ClaimStep = "claim_step",
    /// To a steward: somebody else wants to be one.
    SecondClaimant = "second_claimant",
    /// Somebody reports something.
    Report = "report",
    /// To whoever reported: the answer.
    ReportAnswered = "report_answered",
    /// Are your details still right?
    StillRight = "still_right",
    /// Other sources newly say something else than the group.
    Suggested = "suggested",
    /// To moderators: an edit waits.
    EditHeld = "edit_held",
    /// An edit that waited is shown.
    EditPublished = "edit_published",
    /// An edit that waited is not shown.
    EditRefused = "edit_refused",
    /// A role was given or taken.
    Role = "role",
    /// A link that confirms a new address.
    NewAddress = "new_address",
    /// The address that somebody wants has an account.
    AddressTaken = "address_taken",
    /// To the old address: another has taken its place.
    AddressChanged = "address_changed",
    /// The account was erased.
    Erased = "erased",
    /// An authenticator was set.
    SecondFactor = "second_factor",
    /// A webhook was stopped.
    WebhookStopped = "webhook_stopped",
    /// A mark is awarded.
    KitemarkAwarded = "kitemark_awarded",
    /// An assessor asks.
    KitemarkAsked = "kitemark_asked",
    /// To the buddy: will it answer for the group?
    KitemarkBuddyAsked = "kitemark_buddy_asked",
    /// The buddy will not.
    KitemarkBuddyRefused = "kitemark_buddy_refused",
    /// An application is declined.
    KitemarkDeclined = "kitemark_declined",
    /// An application is withdrawn.
    KitemarkWithdrawn = "kitemark_withdrawn",
    /// An appeal has been made.
    KitemarkAppealed = "kitemark_appealed",
    /// An application took a step that asks nothing of the group.
    KitemarkStep = "kitemark_step",
    /// To assessors: an application waits.
    KitemarkWaits = "kitemark_waits",
    /// To assessors: a second reader is needed.
    KitemarkSecondReader = "kitemark_second_reader",
    /// To assessors: an appeal waits.
    KitemarkAppealWaits = "kitemark_appeal_waits",
    /// To assessors: chance has drawn a mark.
    KitemarkDrawn = "kitemark_drawn",
    /// A mark is suspended.
    KitemarkSuspended = "kitemark_suspended",
    /// What was drawn is not as it was declared.
    KitemarkCheckFailed = "kitemark_check_failed",
    /// What was drawn is as it was declared.
    KitemarkChecked = "kitemark_checked",
    /// A mark is in force again.
    KitemarkInForce = "kitemark_in_force",
    /// A mark was taken away.
    KitemarkTakenAway = "kitemark_taken_away",
    /// A mark was given back.
    KitemarkGivenUp = "kitemark_given_up",
    /// A tier ends soon.
    KitemarkExpiring = "kitemark_expiring",
    /// A tier has ended, and a lower one holds.
    KitemarkFallen = "kitemark_fallen",
    /// The last tier has ended.
    KitemarkLapsed = "kitemark_lapsed",
}

impl MailKind {
    /// The kind of that name; `None` for one that an earlier version wrote.
    #[must_use]
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|kind| kind.as_str() == name)
    }
}

#[cfg(test)]
mod tests {
    use super::MailKind;

    #[test]
    fn every_kind_has_a_name_of_its_own() {
        for kind in MailKind::ALL {
            assert_eq!(MailKind::from_name(kind.as_str()), Some(*kind));
        }
    }
}

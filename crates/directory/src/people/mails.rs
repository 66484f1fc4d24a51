//! The mails that people get: plain text, one screen, what happened first and what to do next.

use chrono::{DateTime, Utc};
use domain::sign_in::LINK_LIFETIME;
use store::OutgoingMail;
use uuid::Uuid;

use super::People;

/// What a mail says.
pub(crate) enum Letter<'a> {
    /// A link to sign in, and its code.
    SignIn { path: &'a str, code: &'a str },
    /// Somebody wants to speak for the organization whose published address this is.
    ProveClaim {
        organization: &'a str,
        path: &'a str,
    },
    /// A claim took a step.
    ClaimStep {
        organization: &'a str,
        what: &'a str,
        reason: Option<&'a str>,
    },
    /// Somebody else asks to be a steward beside you.
    SecondClaimant { organization: &'a str },
    /// Somebody told that a listing is wrong.
    Report {
        listing: &'a str,
        path: &'a str,
        answer_by: DateTime<Utc>,
    },
    /// What somebody told was answered.
    ReportAnswered {
        listing: &'a str,
        accepted: bool,
        answer: &'a str,
    },
    /// An edit waits for a moderator.
    EditHeld { listing: &'a str },
    /// A moderator decided on an edit that waited.
    EditDecided {
        listing: &'a str,
        path: &'a str,
        published: bool,
        reason: &'a str,
    },
    /// Roles were given or taken.
    Role { what: &'a str },
    /// A second factor was set.
    SecondFactor,
}

impl People {
    /// The letter as a mail for the outbox.
    pub(crate) fn mail(
        &self,
        id: Uuid,
        to: &str,
        letter: &Letter<'_>,
        now: DateTime<Utc>,
    ) -> OutgoingMail {
        let (subject, text) = self.words(letter);
        let contact = self.contact.as_ref().map_or_else(String::new, |contact| {
            format!("\n\nQuestions? Write to {contact}.")
        });
        OutgoingMail {
            id,
            recipient: to.to_owned(),
            subject,
            body: format!(
                "Hello,\n\n{text}{contact}\n\n{}\n{}\n",
                self.name, self.public_url
            ),
            kind: letter.kind().to_owned(),
            created_at: now,
            due_at: now,
            attempts: 0,
        }
    }

    fn words(&self, letter: &Letter<'_>) -> (String, String) {
        let (name, url) = (&self.name, &self.public_url);
        match letter {
            Letter::SignIn { path, code } => (
                format!("Sign in to {name}"),
                format!(
                    "open this page in the browser in which you asked for it, and press \"Sign in\":\n\n\
                     {url}{path}\n\n\
                     In another browser or on another device, type this code there instead:\n\n\
                     {} {}\n\n\
                     Both work once, for {} minutes. If you did not ask to sign in, you need do nothing.",
                    &code[..code.len() / 2],
                    &code[code.len() / 2..],
                    LINK_LIFETIME.num_minutes(),
                ),
            ),
            Letter::ProveClaim { organization, path } => (
                format!("Does somebody speak for {organization}?"),
                format!(
                    "somebody has asked to keep the entry of {organization} on {name} up to date, \
                     and this is the address that the entry shows.\n\n\
                     If you know of it, open this page and press \"Yes\":\n\n{url}{path}\n\n\
                     It works for 7 days. If you do not know of it, do nothing: then nothing changes."
                ),
            ),
            Letter::ClaimStep {
                organization,
                what,
                reason,
            } => (
                format!("{organization}: {what}"),
                match reason {
                    Some(reason) => format!(
                        "your request to keep the entry of {organization} up to date is {what}.\n\n{reason}\n\n\
                         You see it at {url}/account."
                    ),
                    None => format!(
                        "your request to keep the entry of {organization} up to date is {what}.\n\n\
                         You see it at {url}/account."
                    ),
                },
            ),
            Letter::SecondClaimant { organization } => (
                format!("Somebody else wants to look after {organization}"),
                format!(
                    "you keep the entry of {organization} up to date, and somebody else has asked to do so too.\n\n\
                     Please say yes or no at {url}/account. Until you do, nothing changes."
                ),
            ),
            Letter::Report {
                listing,
                path,
                answer_by,
            } => (
                format!("Somebody reports something about {listing}"),
                format!(
                    "somebody says that something in the entry of {listing} is not right.\n\n\
                     Please read it and answer by {}:\n\n{url}{path}",
                    answer_by.format("%-d %B %Y")
                ),
            ),
            Letter::ReportAnswered {
                listing,
                accepted,
                answer,
            } => (
                format!("About {listing}"),
                format!(
                    "you told us about the entry of {listing}. Whoever looks after it {}:\n\n{answer}\n\n\
                     We forget your address in 90 days.",
                    if *accepted {
                        "agrees with you"
                    } else {
                        "does not agree"
                    }
                ),
            ),
            Letter::EditHeld { listing } => (
                format!("A change to {listing} waits for you"),
                format!(
                    "a change to the entry of {listing} looks unusual, so it is not shown yet.\n\n\
                     Please look at it and publish or refuse it: {url}/account."
                ),
            ),
            Letter::EditDecided {
                listing,
                path,
                published: true,
                ..
            } => (
                format!("Your change to {listing} is published"),
                format!(
                    "a moderator has looked at your change to the entry of {listing}. It is shown now:\n\n{url}{path}"
                ),
            ),
            Letter::EditDecided {
                listing,
                published: false,
                reason,
                ..
            } => (
                format!("Your change to {listing} is not published"),
                format!(
                    "a moderator has looked at your change to the entry of {listing} and did not publish it:\n\n{reason}\n\n\
                     What was shown before is still shown. You can change it again at any time: {url}/account."
                ),
            ),
            Letter::Role { what } => (
                format!("What you may do on {name}"),
                format!("{what}\n\nYou see all that you may do at {url}/account."),
            ),
            Letter::SecondFactor => (
                format!("A second factor was set on {name}"),
                format!(
                    "an authenticator was added to your account. From now on it is asked for when you sign in.\n\n\
                     If that was not you, end all sessions at {url}/account and tell us."
                ),
            ),
        }
    }
}

impl Letter<'_> {
    fn kind(&self) -> &'static str {
        match self {
            Self::SignIn { .. } => "sign_in",
            Self::ProveClaim { .. } => "prove_claim",
            Self::ClaimStep { .. } => "claim_step",
            Self::SecondClaimant { .. } => "second_claimant",
            Self::Report { .. } => "report",
            Self::ReportAnswered { .. } => "report_answered",
            Self::EditHeld { .. } => "edit_held",
            Self::EditDecided { .. } => "edit_decided",
            Self::Role { .. } => "role",
            Self::SecondFactor => "second_factor",
        }
    }
}

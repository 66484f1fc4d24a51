//! The mails that people get: plain text, one screen, what happened first and what to do next.

use chrono::{DateTime, NaiveDate, Utc};
use domain::freshness;
use domain::sign_in::LINK_LIFETIME;
use store::OutgoingMail;
use uuid::Uuid;

use super::{MailKind, People};

/// Listings that a mail names, so that it stays on one screen.
const NAMED: usize = 12;

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
    /// Whether these listings, each with the day of its last confirmation, are still right.
    StillRight {
        listings: &'a [(&'a str, Option<NaiveDate>)],
        path: &'a str,
    },
    /// Other sources newly say something else than the group, one a line.
    Suggested { lines: &'a [String], path: &'a str },
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
    /// Somebody wants this address in place of theirs.
    NewAddress { path: &'a str },
    /// Somebody wants this address in place of theirs, and it has an account.
    AddressTaken,
    /// Another address has taken the place of this one.
    AddressChanged,
    /// The account was erased.
    Erased,
    /// A second factor was set.
    SecondFactor,
    /// Something about a kitemark, in the words of `kitemark::letters`.
    Kitemark {
        kind: MailKind,
        subject: &'a str,
        text: &'a str,
    },
    /// A webhook was stopped.
    WebhookStopped { url: &'a str, since: DateTime<Utc> },
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
            kind: letter.kind().as_str().to_owned(),
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
            Letter::StillRight { listings, path } => (
                "Are your details still right?".to_owned(),
                format!(
                    "you look after this on {name}:\n\n{}\n\n\
                     Open this page to see what we say of it. If it is right, press the button; if \
                     something has changed, the page leads to where you put it right:\n\n{url}{path}\n\n\
                     It works for {} days. Nothing is taken away if you do not answer, but after two mails \
                     we tell readers that nobody has confirmed it.",
                    still_right_lines(listings),
                    freshness::LINK_LIFETIME.num_days(),
                ),
            ),
            Letter::Suggested { lines, path } => (
                "Others say something new about your entries".to_owned(),
                format!(
                    "what you say on {name} is what is shown. Others have changed what they say of the same thing:\n\n{}\n\n\
                     Take it, or keep yours:\n\n{url}{path}\n\n\
                     Until you do, nothing changes. We write at most once a week about this, and once about each.",
                    bulleted(lines)
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
            Letter::Kitemark { subject, text, .. } => ((*subject).to_owned(), (*text).to_owned()),
            Letter::NewAddress { path } => (
                format!("Your new address for {name}"),
                format!(
                    "somebody who has an account on {name} wants to use this address for it.\n\n\
                     If that is you, open this page in the browser in which you are signed in, and press the button:\n\n{url}{path}\n\n\
                     It works once, for an hour. If it is not you, do nothing: then nothing changes."
                ),
            ),
            Letter::AddressTaken => (
                format!("Your address on {name}"),
                "somebody wants to use this address for their account, but it has an account already. \
                 If that is you, sign in with this address instead. If not, you need do nothing."
                    .to_owned(),
            ),
            Letter::AddressChanged => (
                format!("Your address on {name} was changed"),
                "from now on, you sign in with another address, and no more mails come to this one. \
                 Everywhere else you have been signed out.\n\n\
                 If that was not you, tell us at once."
                    .to_owned(),
            ),
            Letter::Erased => (
                format!("Your account on {name} is erased"),
                "we have forgotten this address and everything that belonged to it. \
                 The entries that you looked after stay as they are.\n\n\
                 This is the last mail."
                    .to_owned(),
            ),
            Letter::SecondFactor => (
                format!("A second factor was set on {name}"),
                format!(
                    "an authenticator was added to your account. From now on it is asked for when you sign in.\n\n\
                     If that was not you, end all sessions at {url}/account and tell us."
                ),
            ),
            Letter::WebhookStopped { url: hook, since } => (
                "A webhook of yours was stopped".to_owned(),
                format!(
                    "nothing that we sent to {hook} has arrived since {}, so we have stopped trying.\n\n\
                     When it answers again, start the webhook again as {url}/api/docs says \
                     (POST /api/v1/webhooks/ID/resume). What did not arrive is kept until then.",
                    since.format("%-d %B %Y, %H:%M UTC")
                ),
            ),
        }
    }
}

impl Letter<'_> {
    fn kind(&self) -> MailKind {
        match self {
            Self::SignIn { .. } => MailKind::SignIn,
            Self::ProveClaim { .. } => MailKind::ProveClaim,
            Self::ClaimStep { .. } => MailKind::ClaimStep,
            Self::SecondClaimant { .. } => MailKind::SecondClaimant,
            Self::Report { .. } => MailKind::Report,
            Self::ReportAnswered { .. } => MailKind::ReportAnswered,
            Self::StillRight { .. } => MailKind::StillRight,
            Self::Suggested { .. } => MailKind::Suggested,
            Self::EditHeld { .. } => MailKind::EditHeld,
            Self::EditDecided {
                published: true, ..
            } => MailKind::EditPublished,
            Self::EditDecided {
                published: false, ..
            } => MailKind::EditRefused,
            Self::Role { .. } => MailKind::Role,
            Self::NewAddress { .. } => MailKind::NewAddress,
            Self::AddressTaken => MailKind::AddressTaken,
            Self::AddressChanged => MailKind::AddressChanged,
            Self::Erased => MailKind::Erased,
            Self::SecondFactor => MailKind::SecondFactor,
            Self::Kitemark { kind, .. } => *kind,
            Self::WebhookStopped { .. } => MailKind::WebhookStopped,
        }
    }
}

/// The lines that fit on one screen, and how many more there are.
fn bulleted(lines: &[String]) -> String {
    let mut shown: Vec<String> = lines
        .iter()
        .take(NAMED)
        .map(|line| format!("- {line}"))
        .collect();
    let more = lines.len().saturating_sub(NAMED);
    if more > 0 {
        shown.push(format!("- and {more} more"));
    }
    shown.join("\n")
}

/// One listing a line.
fn still_right_lines(listings: &[(&str, Option<NaiveDate>)]) -> String {
    let line = |(name, confirmed): &(&str, Option<NaiveDate>)| match confirmed {
        Some(day) => format!("{name}, last confirmed on {}", day.format("%-d %B %Y")),
        None => format!("{name}, not confirmed yet"),
    };
    bulleted(&listings.iter().map(line).collect::<Vec<_>>())
}

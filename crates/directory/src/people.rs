//! People: who is signed in, what they may do, and how they come to speak for an organization.
//!
//! Every verb here takes the [`Actor`] that the face found, and asks `domain::authority` before it
//! does anything. Mail is written into the outbox in the same transaction as what it tells of; a
//! worker of the binary sends it.

mod account;
mod claims;
mod freshness;
mod key_use;
mod keys;
mod kitemark;
mod mail_kind;
mod mails;
mod reports;
mod roles;
mod second_factor;
mod sessions;
mod sign_in;
mod suggested;
mod webhooks;

use std::sync::Arc;

use chrono::{DateTime, Utc};
use domain::authority::{Actor, Denial, Object, Verb, authorise};
use domain::chance::Chance;
use domain::sign_in::random_id;
use serde_json::json;
use store::{AuditEntry, WriteTx};
use uuid::Uuid;

use crate::{Directory, Error, Violation};

pub(crate) use claims::areas_of;
pub use claims::{ClaimView, ClaimWay, OrganizationName};
pub use freshness::{AskedAbout, Confirmed, Reminded};
pub(crate) use key_use::KeyUses;
pub use keys::{KeyView, NewKey};
pub(crate) use kitemark::Schemes;
pub use kitemark::{
    ApplicationDraft, ApplicationView, AwardView, MarkView, MarksKept, SchemeError, StepWords,
    read_scheme,
};
pub use mail_kind::MailKind;
pub(crate) use mails::Letter;
pub use reports::{ReportView, Reported};
pub use roles::{RoleHolder, RoleWanted};
pub use second_factor::Enrolment;
pub(crate) use sessions::own;
pub use sessions::{Me, SessionView};
pub use sign_in::{LinkView, SignedIn};
pub use webhooks::{DeliveryView, NewWebhook, Outbound, WebhookView, WebhookWanted};

/// What the verbs about people need besides the directory.
#[derive(Debug, Clone)]
pub struct People {
    /// Where secrets come from.
    pub chance: Arc<dyn Chance>,
    /// This instance's own address, without a slash at its end.
    pub public_url: String,
    /// What this instance is called, in mails.
    pub name: String,
    /// Whom to write to with questions, in mails.
    pub contact: Option<String>,
}

impl Directory {
    /// Lets people sign in.
    #[must_use]
    pub fn with_people(mut self, people: People) -> Self {
        self.people = Some(people);
        self
    }

    pub(crate) fn people(&self) -> Result<&People, Error> {
        self.people.as_ref().ok_or_else(|| Error::Unavailable {
            what: "signing in",
            source: "this process was started without it".into(),
        })
    }

    /// A new random id.
    pub(crate) fn new_id(&self) -> Result<Uuid, Error> {
        Ok(random_id(self.people()?.chance.as_ref()))
    }
}

/// Refuses what the table of authorisation does not allow.
pub(crate) fn allow(actor: &Actor, verb: Verb, object: &Object) -> Result<(), Error> {
    authorise(actor, verb, object).map_err(|denial| match denial {
        Denial::SignIn => Error::Unauthenticated(denial.to_string()),
        _ => Error::Forbidden(denial.to_string()),
    })
}

/// Says in the audit what the transaction does. Names and addresses of people stay out of it.
pub(crate) async fn note(
    tx: &WriteTx,
    actor: &Actor,
    action: &str,
    object: String,
    reason: Option<&str>,
    at: DateTime<Utc>,
) -> Result<(), Error> {
    tx.audit(&AuditEntry {
        at,
        actor: actor.label(),
        action: action.to_owned(),
        object,
        detail: reason.map_or(json!({}), |reason| json!({ "reason": reason })),
    })
    .await?;
    Ok(())
}

/// An e-mail address as it is kept: without spaces around, in lower case.
pub(crate) fn address(parameter: &'static str, text: &str) -> Result<String, Error> {
    let found = domain::contact::emails(text);
    match found.as_slice() {
        [one] if text.trim().eq_ignore_ascii_case(one) => Ok(one.clone()),
        _ => Err(Error::Invalid(vec![Violation {
            parameter,
            message: "must be one e-mail address".to_owned(),
            example: "name@organisation.org.uk",
        }])),
    }
}

//! Corrections: a report that says which field should be what, and what happens when it is accepted.
//!
//! It is then said at first hand: by the group, or where no group speaks by the moderators. Whoever
//! accepts stands for it like for a change of their own, so it waits for a moderator like one.

use chrono::{DateTime, Utc};
use domain::authority::{Actor, Object, Verb};
use domain::listing::{Field, Listing};
use domain::report::ReportKind;
use serde_json::{Value, json};
use store::{Correction, WriteTx};
use uuid::Uuid;

use super::body;
use super::own::{Subject, own_in};
use super::save::Change;
use crate::people::Reported;
use crate::{Directory, Error, Violation};

/// The fields that one value says whole, as they are called in a body.
const CORRECTABLE: [(&str, Field); 7] = [
    ("name", Field::Name),
    ("description", Field::Description),
    ("website", Field::Url),
    ("email", Field::Email),
    ("phones", Field::Phones),
    ("hours_text", Field::HoursText),
    ("application_process", Field::ApplicationProcess),
];

/// An accepted correction, ready to be said.
pub(crate) struct Correcting {
    subject: Subject,
    correction: Correction,
    tell: Vec<String>,
}

impl Directory {
    /// Suggests what a field of a listing should be. Anybody may.
    ///
    /// # Errors
    /// As [`Self::report`]; [`Error::Invalid`] too for another field, or a value that it cannot have.
    pub async fn suggest_correction(
        &self,
        actor: &Actor,
        listing: &str,
        (field, value): (&str, &str),
        words: &str,
        reporter: Option<&str>,
    ) -> Result<Reported, Error> {
        let known = CORRECTABLE.iter().find(|(name, _)| *name == field);
        let Some((name, field)) = known else {
            let all: Vec<&str> = CORRECTABLE.iter().map(|(name, _)| *name).collect();
            return Err(Error::Invalid(vec![Violation {
                parameter: "field",
                message: format!("must be one of {}", all.join(", ")),
                example: "phones",
            }]));
        };
        let correction = Correction {
            field: *field,
            value: value.trim().to_owned(),
        };
        let mut probe = json!({ "name": "probe" });
        write_into(&mut probe, name, &correction.value);
        if let Err(flaws) = body::read(&probe) {
            let message = flaws.iter().map(|fault| fault.message.as_str());
            return Err(Error::Invalid(vec![Violation {
                parameter: "value",
                message: message.collect::<Vec<_>>().join("; "),
                example: "020 7946 0018",
            }]));
        }
        let text = if words.trim().is_empty() {
            format!("{name} should be: {}", correction.value)
        } else {
            format!("{name} should be: {}\n\n{words}", correction.value)
        };
        let kind = ReportKind::Correction;
        self.take_report(actor, listing, kind, (&text, Some(correction)), reporter)
            .await
    }

    /// What accepting a report would change, where it names a field and the listing is still there.
    pub(crate) async fn correcting(
        &self,
        actor: &Actor,
        report: Uuid,
        listing: Option<&Listing>,
        object: &Object,
    ) -> Result<Option<Correcting>, Error> {
        let Some(listing) = listing.filter(|listing| listing.status.is_visible()) else {
            return Ok(None);
        };
        let Some(correction) = self.store.correction(report).await? else {
            return Ok(None);
        };
        let id = listing.id.to_string();
        let subject = self.subject(actor, &id, Verb::AnswerSuggestion).await?;
        Ok(Some(Correcting {
            tell: self.moderators_of(object).await?,
            subject,
            correction,
        }))
    }

    /// Says it.
    pub(crate) async fn correct(
        &self,
        tx: &WriteTx,
        actor: &Actor,
        correcting: Correcting,
        now: DateTime<Utc>,
    ) -> Result<(), Error> {
        let Correcting {
            subject,
            correction,
            tell,
        } = correcting;
        let own = own_in(tx, subject.listing.id, &subject.speaker).await?;
        let mut body = body::write(&own.start(&subject.listing.service));
        let name = CORRECTABLE
            .iter()
            .find(|(_, field)| *field == correction.field)
            .map_or("name", |(name, _)| name);
        write_into(&mut body, name, &correction.value);
        let service = self.read_statement(actor, &subject, &body)?;
        let change = Change {
            service,
            is_trusted: false,
            action: "accept_correction",
            tell,
        };
        self.settle_change(tx, actor, &subject, own, change, now)
            .await?;
        Ok(())
    }
}

fn write_into(body: &mut Value, field: &str, value: &str) {
    body[field] = match field {
        "phones" => json!([{ "number": value }]),
        _ => json!(value),
    };
}

//! From listings to what others read: HSDS, tables, maps, calendars.
//!
//! Each writer takes one [`Record`] at a time and gives bytes or JSON for it, so that a whole
//! directory goes out in the memory of one listing. Reading and writing of one format live in one
//! crate, so that what goes out can come in again.

pub mod aliss;
mod bulk;
pub mod calendar;
pub mod fhir;
pub mod hsds;
mod kml;
pub mod oruk1;
pub mod package;
mod words;

use std::collections::BTreeMap;

use chrono::NaiveDate;
use domain::listing::Listing;
use domain::source::Licence;
use serde_json::Value;
use uuid::Uuid;

pub use bulk::{Bulk, BulkWriter};

/// A listing with what has to go out with it.
#[derive(Debug, Clone, Copy)]
pub struct Record<'a> {
    /// The listing, as it may be passed on.
    pub listing: &'a Listing,
    /// Who says it, under which terms.
    pub credits: &'a [Credit<'a>],
    /// The kitemark of its organization, where it holds one.
    pub assurance: Option<Assurance<'a>>,
    /// This instance's own address, without a slash at its end.
    pub public_url: &'a str,
    /// Names of areas, by GSS code.
    pub areas: &'a BTreeMap<String, String>,
}

/// A kitemark: how somebody checked what is said. It is not a recommendation.
#[derive(Debug, Clone, Copy)]
pub struct Assurance<'a> {
    /// The tier's name.
    pub tier: &'a str,
    /// The scheme's name.
    pub scheme: &'a str,
    /// Who assessed it: a body, never a person. None where the group's own word was enough.
    pub assessed_by: Option<&'a str>,
    /// A mailbox for questions about the scheme.
    pub email: Option<&'a str>,
    /// The first day.
    pub awarded_on: NaiveDate,
    /// The last day.
    pub until: NaiveDate,
    /// To be shown with it.
    pub disclaimer: &'a str,
    /// The organization whose it is.
    pub organization: Uuid,
}

/// A source that a listing rests on.
#[derive(Debug, Clone, Copy)]
pub struct Credit<'a> {
    /// Its short name.
    pub source: &'a str,
    /// Its name.
    pub name: &'a str,
    /// Its terms, with the line that must be shown.
    pub licence: &'a Licence,
    /// The item's own page there.
    pub url: Option<&'a str>,
}

impl Record<'_> {
    /// The page of the listing for people.
    #[must_use]
    pub fn page(&self) -> String {
        format!("{}/listings/{}", self.public_url, self.listing.slug)
    }
}

/// Takes away what has no value: nulls, empty texts, empty lists and objects, at any depth.
pub(crate) fn without_empty(value: Value) -> Value {
    match value {
        Value::Object(fields) => Value::Object(
            fields
                .into_iter()
                .map(|(name, value)| (name, without_empty(value)))
                .filter(|(_, value)| !is_empty(value))
                .collect(),
        ),
        Value::Array(values) => Value::Array(
            values
                .into_iter()
                .map(without_empty)
                .filter(|value| !is_empty(value))
                .collect(),
        ),
        other => other,
    }
}

fn is_empty(value: &Value) -> bool {
    match value {
        Value::Null => true,
        Value::String(text) => text.is_empty(),
        Value::Array(values) => values.is_empty(),
        Value::Object(fields) => fields.is_empty(),
        Value::Bool(_) | Value::Number(_) => false,
    }
}

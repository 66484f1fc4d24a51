//! What the register of charities says of who runs a service.

use chrono::NaiveDate;
use domain::charity::Registration;
use serde::Serialize;
use utoipa::ToSchema;

/// A confirmed entry of the Charity Commission's register. Show its attribution with what you take.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Charity {
    /// The charity's number.
    #[schema(example = "1234567")]
    number: String,
    /// Its name in the register.
    name: String,
    /// The register's date.
    as_of: NaiveDate,
    /// The same in words, to be shown.
    words: String,
    /// The charity's own page there.
    url: String,
    /// Which parts of the listing are the register's word, because no source has them.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    gives: Vec<&'static str>,
    /// SPDX-like licence id.
    licence: String,
    /// Text of the licence.
    #[serde(skip_serializing_if = "Option::is_none")]
    licence_url: Option<String>,
    /// The line to show.
    attribution: String,
}

impl Charity {
    pub(crate) fn of(entry: &Registration) -> Self {
        Self {
            number: entry.number.to_string(),
            name: entry.name.clone(),
            as_of: entry.as_of,
            words: entry.words(),
            url: entry.page.clone(),
            gives: entry
                .gives_website
                .then_some("organization.website")
                .into_iter()
                .collect(),
            licence: entry.licence.id.clone(),
            licence_url: entry.licence.url.clone(),
            attribution: entry.licence.attribution.clone(),
        }
    }
}

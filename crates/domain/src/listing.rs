//! A listing: the public entry for one service, and who said each part of it.

use std::collections::BTreeMap;

use chrono::{DateTime, NaiveDate, Utc};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::service::Service;
use crate::statement::StatementKey;

/// The public entry for one service.
#[derive(Debug, Clone, PartialEq)]
pub struct Listing {
    /// Stable for ever; a merged listing's id stays as an alias of the survivor.
    pub id: Uuid,
    /// Readable, unique, in the address of the page.
    pub slug: String,
    /// The folded body.
    pub service: Service,
    /// Who said what.
    pub provenance: Provenance,
    /// Whether it is shown.
    pub status: ListingStatus,
    /// The date on which a person last confirmed the details, where a source tells.
    pub last_confirmed: Option<NaiveDate>,
    /// Since when nobody has confirmed the details, once those who run the service were asked and
    /// have not answered (`docs/people.md`).
    pub unanswered_since: Option<NaiveDate>,
    /// When any of its live statements was last heard.
    pub last_seen: DateTime<Utc>,
    /// When the public body last changed.
    pub changed_at: DateTime<Utc>,
    /// Rises by one with each public change, from 1.
    pub version: i64,
}

/// Whether and how a listing is shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ListingStatus {
    /// Shown.
    Active,
    /// Shown with a warning: every source has stopped mentioning it.
    Stale,
    /// Not shown, answers 410: no live statement is left.
    Archived,
}

impl ListingStatus {
    /// Whether people may see it.
    #[must_use]
    pub fn is_visible(self) -> bool {
        self != Self::Archived
    }

    /// The name in the store and on the wire.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Active => "active",
            Self::Stale => "stale",
            Self::Archived => "archived",
        }
    }

    /// The status of that name.
    #[must_use]
    pub fn from_name(name: &str) -> Option<Self> {
        [Self::Active, Self::Stale, Self::Archived]
            .into_iter()
            .find(|status| status.as_str() == name)
    }
}

/// The parts of a service that are folded one by one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[expect(missing_docs, reason = "each is the field of Service of the same name")]
pub enum Field {
    Name,
    AlternateNames,
    Description,
    Url,
    Email,
    Status,
    Organization,
    Phones,
    Contacts,
    ServiceAtLocations,
    Schedules,
    HoursText,
    CostOptions,
    Eligibility,
    Languages,
    Accessibility,
    ServiceAreas,
    TaxonomyTerms,
    Attendance,
    ApplicationProcess,
    Capacity,
    AssuredDate,
}

impl Field {
    /// Every field, in order.
    pub const ALL: [Self; 22] = [
        Self::Name,
        Self::AlternateNames,
        Self::Description,
        Self::Url,
        Self::Email,
        Self::Status,
        Self::Organization,
        Self::Phones,
        Self::Contacts,
        Self::ServiceAtLocations,
        Self::Schedules,
        Self::HoursText,
        Self::CostOptions,
        Self::Eligibility,
        Self::Languages,
        Self::Accessibility,
        Self::ServiceAreas,
        Self::TaxonomyTerms,
        Self::Attendance,
        Self::ApplicationProcess,
        Self::Capacity,
        Self::AssuredDate,
    ];
}

/// For each field that has a value: who said each of its values.
///
/// The outer list runs beside the field's values (one entry for a field that is not a list); the
/// inner list holds the statements that say that value, the one it was taken from first.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Provenance(pub BTreeMap<Field, Vec<Vec<StatementKey>>>);

impl Provenance {
    /// Every statement that any shown value rests on, in key order.
    #[must_use]
    pub fn statements(&self) -> Vec<&StatementKey> {
        let mut keys: Vec<&StatementKey> = self.0.values().flatten().flatten().collect();
        keys.sort();
        keys.dedup();
        keys
    }
}

/// One entry in the ordered log of everything that happened to public data.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Change {
    /// Rises; whoever has read up to N has seen every change up to N.
    pub sequence: i64,
    /// Which listing.
    pub listing: Uuid,
    /// What happened.
    pub kind: ChangeKind,
    /// The listing's version after it.
    pub version: i64,
    /// When.
    pub at: DateTime<Utc>,
}

/// What happened to a listing.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ChangeKind {
    /// It is new, or its public body or status changed.
    Updated,
    /// It is no longer shown.
    Deleted,
    /// It became part of another, to which its id now leads.
    Merged,
}

impl ChangeKind {
    /// The name in the store and on the wire.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Updated => "updated",
            Self::Deleted => "deleted",
            Self::Merged => "merged",
        }
    }

    /// The kind of that name.
    #[must_use]
    pub fn from_name(name: &str) -> Option<Self> {
        [Self::Updated, Self::Deleted, Self::Merged]
            .into_iter()
            .find(|kind| kind.as_str() == name)
    }
}

/// The id of the listing that a statement founds: the same on every instance and after a rebuild.
///
/// An external id that is a UUID is kept; else it is a UUIDv5 of the source's URI and the id there.
#[must_use]
pub fn founding_id(source_uri: &str, external_id: &str) -> Uuid {
    Uuid::parse_str(external_id).unwrap_or_else(|_| {
        Uuid::new_v5(
            &Uuid::NAMESPACE_URL,
            format!("{source_uri}#{external_id}").as_bytes(),
        )
    })
}

/// The id of a listing whose statement would found one under an id that another statement founds: two
/// sources can publish one UUID for services that are not the same.
#[must_use]
pub fn founding_id_apart(source: &str, source_uri: &str, external_id: &str) -> Uuid {
    Uuid::new_v5(
        &Uuid::NAMESPACE_URL,
        format!("{source} {source_uri}#{external_id}").as_bytes(),
    )
}

/// The readable part of a listing's address: `stockwell-stitchers`.
///
/// ASCII letters and digits of the name, dashes between words, at most 60 characters, cut at a
/// word. Two listings of one name are told apart by the store, which adds the start of the id.
#[must_use]
pub fn slug_of(name: &str) -> String {
    use unicode_normalization::UnicodeNormalization as _;
    let mut slug = String::new();
    for c in name.nfkd().filter(|c| !matches!(c, '\'' | '’')) {
        if c.is_ascii_alphanumeric() {
            slug.push(c.to_ascii_lowercase());
        } else if c == '&' {
            slug.push_str("-and-");
        } else if !c.is_alphanumeric() && !unicode_normalization::char::is_combining_mark(c) {
            slug.push('-');
        }
    }
    let mut short = String::new();
    for word in slug.split('-').filter(|word| !word.is_empty()) {
        if short.len() + word.len() + 1 > 60 {
            break;
        }
        if !short.is_empty() {
            short.push('-');
        }
        short.push_str(word);
    }
    if short.is_empty() {
        "listing".to_owned()
    } else {
        short
    }
}

#[cfg(test)]
mod tests {
    use super::slug_of;

    #[test]
    fn a_slug_is_readable() {
        assert_eq!(
            slug_of("St. Mary’s Café & Crèche"),
            "st-marys-cafe-and-creche"
        );
        assert_eq!(slug_of("日本語"), "listing");
        assert!(slug_of(&"long words ".repeat(20)).len() <= 60);
    }
}

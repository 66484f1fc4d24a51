//! Confirmations on the wire.

use chrono::NaiveDate;
use directory::AskedAbout;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

/// Listings that somebody may confirm.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct ToConfirm {
    listings: Vec<Confirmable>,
}

/// A listing that somebody may confirm.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Confirmable {
    id: Uuid,
    slug: String,
    name: String,
    organization: String,
    /// To be sent back with the confirmation.
    version: i64,
    /// When a person last confirmed the details.
    #[serde(skip_serializing_if = "Option::is_none")]
    last_confirmed: Option<NaiveDate>,
    /// Since when nobody has confirmed the details, although you were asked twice.
    #[serde(skip_serializing_if = "Option::is_none")]
    unanswered_since: Option<NaiveDate>,
}

/// What is right.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Confirmation {
    pub(crate) listings: Vec<ListingShown>,
}

/// A listing as it was read.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct ListingShown {
    pub(crate) id: Uuid,
    /// The version that was read.
    #[serde(deserialize_with = "crate::body::whole")]
    #[schema(format = Int64, maximum = 4294967295_u32)]
    pub(crate) version: u32,
}

/// What came of a confirmation.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Confirmed {
    /// How many listings are confirmed.
    confirmed: usize,
    /// Names of those that say something else by now, and are not confirmed.
    changed: Vec<String>,
}

impl ToConfirm {
    pub(crate) fn of(asked: Vec<AskedAbout>) -> Self {
        let listings = asked.into_iter().map(|asked| Confirmable {
            id: asked.listing.id,
            slug: asked.listing.slug,
            name: asked.listing.service.name,
            organization: asked.organization,
            version: asked.listing.version,
            last_confirmed: asked.listing.last_confirmed,
            unanswered_since: asked.listing.unanswered_since,
        });
        Self {
            listings: listings.collect(),
        }
    }
}

impl Confirmed {
    pub(crate) fn of(confirmed: directory::Confirmed) -> Self {
        Self {
            confirmed: confirmed.confirmed,
            changed: confirmed.changed,
        }
    }
}

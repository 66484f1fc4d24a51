//! What sources say of a listing, said before, and where they differ.
//!
//! **Words of a source whose licence does not let them be passed on stay out**: that it speaks, who
//! it is and since when are told.

use chrono::{DateTime, Utc};
use directory::{
    DisagreementSide, DisagreementView, ListingDisagreements, ListingStatements, SaidView,
};
use serde::Serialize;
use serde_json::Value;
use utoipa::ToSchema;
use uuid::Uuid;

use super::service::{Service, name_of, value_of};

/// Why words are left out.
const WITHHELD: &str = "licence";

/// What every source says of a listing.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Statements<'a> {
    /// The listing's id.
    listing: Uuid,
    /// Those that count now first.
    statements: Vec<Said<'a>>,
}

/// What one source says, and said before.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Said<'a> {
    #[serde(flatten)]
    speaker: Speaker,
    /// `active`, `missing`, `stale` or `withdrawn`.
    state: &'static str,
    /// When it was first heard.
    first_seen: DateTime<Utc>,
    /// Since when it says what it says.
    changed_at: DateTime<Utc>,
    /// `licence` when the source's licence does not let its words be passed on.
    #[serde(skip_serializing_if = "Option::is_none")]
    withheld: Option<&'static str>,
    /// What it says.
    #[serde(skip_serializing_if = "Option::is_none")]
    service: Option<Service<'a>>,
    /// What it said before, the latest first.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    before: Vec<SaidBefore<'a>>,
}

/// What a source said for a while.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct SaidBefore<'a> {
    /// From when.
    from: DateTime<Utc>,
    /// Until when.
    until: DateTime<Utc>,
    /// What; left out with `withheld`.
    #[serde(skip_serializing_if = "Option::is_none")]
    service: Option<Service<'a>>,
}

/// A source that says something.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Speaker {
    /// The source's id.
    source: String,
    /// The source's name.
    source_name: String,
    /// The source's own id for the service.
    external_id: String,
    /// The service's page at the source.
    #[serde(skip_serializing_if = "Option::is_none")]
    url: Option<String>,
    /// SPDX-like licence id.
    licence: String,
    /// The line to show.
    attribution: String,
    /// When it was last heard.
    last_seen: DateTime<Utc>,
}

/// Where the sources of a listing differ.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Disagreements {
    /// The listing's id.
    listing: Uuid,
    /// The fields on which live statements differ.
    fields: Vec<Disagreement>,
}

/// A field on which they differ.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Disagreement {
    /// Its name in a listing.
    field: String,
    /// Each value and who says it, the one that the listing shows first.
    sides: Vec<Side>,
}

/// One value and who says it.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = DisagreementSide)]
pub(crate) struct Side {
    /// Whether it is what the listing shows.
    shown: bool,
    /// The value, in the form that it has in a listing; left out with `withheld`.
    #[serde(skip_serializing_if = "Value::is_null")]
    value: Value,
    /// `licence` when no source that says it lets its words be passed on.
    #[serde(skip_serializing_if = "Option::is_none")]
    withheld: Option<&'static str>,
    /// Who says it, and when they last did.
    sources: Vec<Speaker>,
}

impl Speaker {
    fn of(said: &SaidView) -> Self {
        let source = &said.source;
        Self {
            source: source.id.to_string(),
            source_name: source.name.clone(),
            external_id: said.key.external_id.clone(),
            url: said.url.clone(),
            licence: source.licence.id.clone(),
            attribution: source.licence.attribution.clone(),
            last_seen: said.last_seen,
        }
    }
}

fn may_pass_on(said: &SaidView) -> bool {
    said.source.licence.allows_redistribution
}

impl<'a> Said<'a> {
    fn of(said: &'a SaidView) -> Self {
        let open = may_pass_on(said);
        Self {
            speaker: Speaker::of(said),
            state: said.state.as_str(),
            first_seen: said.first_seen,
            changed_at: said.changed_at,
            withheld: (!open).then_some(WITHHELD),
            service: open.then(|| Service::of(&said.service)),
            before: said
                .before
                .iter()
                .map(|before| SaidBefore {
                    from: before.from,
                    until: before.until,
                    service: open.then(|| Service::of(&before.service)),
                })
                .collect(),
        }
    }
}

impl<'a> Statements<'a> {
    pub(crate) fn of(all: &'a ListingStatements) -> Self {
        Self {
            listing: all.listing,
            statements: all.statements.iter().map(Said::of).collect(),
        }
    }
}

impl Disagreements {
    pub(crate) fn of(all: &ListingDisagreements) -> Self {
        Self {
            listing: all.listing,
            fields: all.fields.iter().map(Disagreement::of).collect(),
        }
    }
}

impl Disagreement {
    fn of(view: &DisagreementView) -> Self {
        let value = |side: &DisagreementSide| {
            let open = side.statements.iter().find(|said| may_pass_on(said));
            open.map(|said| value_of(&said.service, view.field))
        };
        Self {
            field: name_of(view.field),
            sides: view
                .sides
                .iter()
                .map(|side| {
                    let value = value(side);
                    Side {
                        shown: side.shown,
                        withheld: value.is_none().then_some(WITHHELD),
                        value: value.unwrap_or_default(),
                        sources: side.statements.iter().map(Speaker::of).collect(),
                    }
                })
                .collect(),
        }
    }
}

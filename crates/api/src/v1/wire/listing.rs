//! A listing, whole.

use std::collections::BTreeMap;

use chrono::{DateTime, NaiveDate, Utc};
use directory::{ListingView, StatementView};
use serde::Serialize;
use utoipa::ToSchema;
use uuid::Uuid;

use super::charity::Charity;
use super::kitemark::Mark;
use super::next_date::NextDate;
use super::parts::{
    Contact, CostOption, Eligibility, Location, Organization, Phone, Schedule, ServiceArea,
    TaxonomyTerm, word,
};
use super::service::Service;

/// The public entry for one service.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Listing<'a> {
    /// Stable for ever.
    id: Uuid,
    /// Readable part of the page's address.
    slug: String,
    /// The page for people.
    url: String,
    /// `active`, or `stale` when every source has stopped mentioning it.
    listing_status: &'static str,
    /// Rises with each change.
    version: i64,
    /// The service's name.
    name: String,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    alternate_names: Vec<String>,
    /// Plain text; paragraphs are parted by an empty line.
    #[serde(skip_serializing_if = "Option::is_none")]
    description: Option<String>,
    /// `active`, `inactive`, `defunct` or `temporarily_closed`.
    status: &'static str,
    /// The last day on which it is closed for now.
    #[serde(skip_serializing_if = "Option::is_none")]
    closed_until: Option<NaiveDate>,
    #[serde(skip_serializing_if = "Option::is_none")]
    organization: Option<Organization>,
    /// The service's own web page.
    #[serde(skip_serializing_if = "Option::is_none")]
    website: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    email: Option<String>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    phones: Vec<Phone>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    contacts: Vec<Contact>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    locations: Vec<Location<'a>>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    schedules: Vec<Schedule<'a>>,
    /// Its next dates, at most three: of what its schedules say, where one can be reckoned from them.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    next_dates: Vec<NextDate>,
    /// The source's own words about times.
    #[serde(skip_serializing_if = "Option::is_none")]
    hours_text: Option<String>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    cost_options: Vec<CostOption>,
    #[serde(skip_serializing_if = "Option::is_none")]
    eligibility: Option<Eligibility>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    languages: Vec<String>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    accessibility: Vec<String>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    service_areas: Vec<ServiceArea>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    taxonomy_terms: Vec<TaxonomyTerm>,
    /// `in_person`, `phone`, `online`, `home`.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    attendance: Vec<&'static str>,
    /// How to join.
    #[serde(skip_serializing_if = "Option::is_none")]
    application_process: Option<String>,
    /// `open`, `waiting_list` or `full`.
    #[serde(skip_serializing_if = "Option::is_none")]
    capacity: Option<&'static str>,
    /// The kitemark that its organization holds today.
    #[serde(skip_serializing_if = "Option::is_none")]
    kitemark: Option<Mark>,
    /// The Charity Commission's entry of its organization, where number and name agree with it.
    #[serde(skip_serializing_if = "Option::is_none")]
    charity: Option<Charity>,
    /// When a person last confirmed the details.
    #[serde(skip_serializing_if = "Option::is_none")]
    last_confirmed: Option<NaiveDate>,
    /// Since when nobody has confirmed the details, although those who run it were asked twice.
    #[serde(skip_serializing_if = "Option::is_none")]
    unanswered_since: Option<NaiveDate>,
    /// When any source last mentioned it.
    last_seen: DateTime<Utc>,
    /// When this entry last changed.
    changed_at: DateTime<Utc>,
    /// Who says so; show the attributions with what you take.
    sources: Vec<Statement<'a>>,
    /// With `provenance=true`: for each field, for each of its values, the statements
    /// (`source/external_id`) that say it, the one it was taken from first.
    #[serde(skip_serializing_if = "Option::is_none")]
    provenance: Option<BTreeMap<String, Vec<Vec<String>>>>,
}

/// One source's word on a listing.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Statement<'a> {
    /// The source's id.
    source: &'a str,
    /// The source's name.
    name: &'a str,
    /// The source's own id for the service.
    external_id: &'a str,
    /// The service's page at the source.
    #[serde(skip_serializing_if = "Option::is_none")]
    url: Option<&'a str>,
    /// SPDX-like licence id.
    licence: &'a str,
    /// Text of the licence.
    #[serde(skip_serializing_if = "Option::is_none")]
    licence_url: Option<&'a str>,
    /// The line to show.
    attribution: &'a str,
    /// `active`, `missing` or `stale`.
    state: &'static str,
    /// When it was first seen there.
    first_seen: DateTime<Utc>,
    /// When it was last seen there.
    last_seen: DateTime<Utc>,
}

impl<'a> Statement<'a> {
    pub(crate) fn of(statement: &'a StatementView) -> Self {
        let licence = &statement.source.licence;
        Self {
            source: statement.source.id.as_str(),
            name: &statement.source.name,
            external_id: &statement.key.external_id,
            url: statement.url.as_deref(),
            licence: &licence.id,
            licence_url: licence.url.as_deref(),
            attribution: &licence.attribution,
            state: statement.state.as_str(),
            first_seen: statement.first_seen,
            last_seen: statement.last_seen,
        }
    }
}

impl<'a> Listing<'a> {
    pub(crate) fn of(
        view: &'a ListingView,
        now: DateTime<Utc>,
        public_url: &str,
        provenance: bool,
    ) -> Self {
        let listing = &view.listing;
        let said = Service::of(&listing.service);
        Self {
            id: listing.id,
            slug: listing.slug.clone(),
            url: format!("{public_url}/listings/{}", listing.slug),
            listing_status: listing.status.as_str(),
            version: listing.version,
            name: said.name,
            alternate_names: said.alternate_names,
            description: said.description,
            status: said.status,
            closed_until: said.closed_until,
            organization: said.organization,
            website: said.website,
            email: said.email,
            phones: said.phones,
            contacts: said.contacts,
            locations: said.locations,
            schedules: said.schedules,
            next_dates: view.next_dates(now).iter().map(NextDate::of).collect(),
            hours_text: said.hours_text,
            cost_options: said.cost_options,
            eligibility: said.eligibility,
            languages: said.languages,
            accessibility: said.accessibility,
            service_areas: said.service_areas,
            taxonomy_terms: said
                .taxonomy_terms
                .into_iter()
                .chain(view.categories.iter().map(TaxonomyTerm::of))
                .collect(),
            attendance: said.attendance,
            application_process: said.application_process,
            capacity: said.capacity,
            kitemark: view.mark.as_deref().map(|mark| Mark::of(mark, public_url)),
            charity: view.charity.as_deref().map(Charity::of),
            last_confirmed: listing.last_confirmed,
            unanswered_since: listing.unanswered_since,
            last_seen: listing.last_seen,
            changed_at: listing.changed_at,
            sources: view.statements.iter().map(Statement::of).collect(),
            provenance: provenance.then(|| {
                let spoken = |keys: &Vec<_>| keys.iter().map(ToString::to_string).collect();
                let fields = listing.provenance.0.iter();
                fields
                    .map(|(field, values)| (word(*field), values.iter().map(spoken).collect()))
                    .collect()
            }),
        }
    }
}

//! What one source says of a service: the same words as a listing's, without the listing.

use chrono::NaiveDate;
use domain::listing::Field;
use domain::service;
use serde::Serialize;
use serde_json::Value;
use utoipa::ToSchema;

use super::parts::{
    Contact, CostOption, Eligibility, Location, Organization, Phone, Schedule, ServiceArea,
    TaxonomyTerm, attendance_word, capacity_word, status_word,
};

/// A service in the words of one source. Private persons and hidden addresses are left out.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Service<'a> {
    /// Its name.
    pub(super) name: String,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(super) alternate_names: Vec<String>,
    /// Plain text; paragraphs are parted by an empty line.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) description: Option<String>,
    /// `active`, `inactive`, `defunct` or `temporarily_closed`.
    pub(super) status: &'static str,
    /// The last day on which it is closed for now.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) closed_until: Option<NaiveDate>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) organization: Option<Organization>,
    /// The service's own web page.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) website: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) email: Option<String>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(super) phones: Vec<Phone>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(super) contacts: Vec<Contact>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(super) locations: Vec<Location<'a>>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(super) schedules: Vec<Schedule<'a>>,
    /// The source's own words about times.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) hours_text: Option<String>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(super) cost_options: Vec<CostOption>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) eligibility: Option<Eligibility>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(super) languages: Vec<String>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(super) accessibility: Vec<String>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(super) service_areas: Vec<ServiceArea>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(super) taxonomy_terms: Vec<TaxonomyTerm>,
    /// `in_person`, `phone`, `online`, `home`.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(super) attendance: Vec<&'static str>,
    /// How to join.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) application_process: Option<String>,
    /// `open`, `waiting_list` or `full`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) capacity: Option<&'static str>,
}

impl<'a> Service<'a> {
    pub(crate) fn of(service: &'a service::Service) -> Self {
        Self {
            name: service.name.clone(),
            alternate_names: service.alternate_names.clone(),
            description: service.description.clone(),
            status: status_word(service.status),
            closed_until: service.closed_until,
            organization: service
                .organization
                .as_ref()
                .filter(|o| !o.inferred)
                .map(Organization::of),
            website: service.url.clone(),
            email: service.email.clone(),
            phones: service.phones.iter().map(Phone::of).collect(),
            contacts: service.contacts.iter().map(Contact::of).collect(),
            locations: service
                .service_at_locations
                .iter()
                .map(Location::of)
                .collect(),
            schedules: service.schedules.iter().map(Schedule::of).collect(),
            hours_text: service.hours_text.clone(),
            cost_options: service.cost_options.iter().map(CostOption::of).collect(),
            eligibility: Eligibility::of(&service.eligibility),
            languages: service.languages.clone(),
            accessibility: service.accessibility.clone(),
            service_areas: service.service_areas.iter().map(ServiceArea::of).collect(),
            taxonomy_terms: service
                .taxonomy_terms
                .iter()
                .map(TaxonomyTerm::of)
                .collect(),
            attendance: service
                .attendance
                .iter()
                .copied()
                .map(attendance_word)
                .collect(),
            application_process: service.application_process.clone(),
            capacity: service.capacity.map(capacity_word),
        }
    }
}

/// One field of a service as it stands in the JSON, or null when it has no value.
pub(crate) fn value_of(service: &service::Service, field: Field) -> Value {
    let mut whole = serde_json::to_value(Service::of(service)).unwrap_or_default();
    whole
        .get_mut(name_of(field).as_str())
        .map(Value::take)
        .unwrap_or_default()
}

/// What a field is called in the JSON of a listing.
pub(crate) fn name_of(field: Field) -> String {
    match field {
        Field::Url => "website".to_owned(),
        Field::ServiceAtLocations => "locations".to_owned(),
        Field::AssuredDate => "last_confirmed".to_owned(),
        other => super::parts::word(other),
    }
}

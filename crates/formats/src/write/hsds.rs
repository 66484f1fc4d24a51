//! A listing in the words of HSDS 3.0, of which Open Referral UK 3.0 is a part.
//!
//! One shape serves both: every object of Open Referral UK with all that HSDS has besides, every
//! sub-object with an id of its own, nothing empty. What neither has a word for stands under
//! [`EXTRA`], which says by its name that it is ours.

mod parts;
mod place;
mod schedule;

use chrono::NaiveDate;
use domain::identity::{organization_id, part_id, taxonomy_id, term_id};
use domain::service::{Attendance, Capacity, Organization, ServiceStatus, TaxonomyTerm};
use serde_json::{Map, Value, json};
use url::Url;
use uuid::Uuid;

use super::{Credit, Record, without_empty};
use crate::alert;
pub(crate) use schedule::{TERM_TIME_ONLY, letters};

/// The member that holds what is ours alone.
pub const EXTRA: &str = "x-fingerpost";

/// The members of a service that a list leaves out unless all of it is asked for.
const NESTED: [&str; 8] = [
    "attributes",
    "contacts",
    "cost_options",
    "languages",
    "phones",
    "schedules",
    "service_areas",
    "service_at_locations",
];

/// A service with everything that hangs off it.
#[must_use]
pub fn service(record: &Record<'_>) -> Value {
    let listing = record.listing;
    let (id, service) = (listing.id, &listing.service);
    let eligibility = &service.eligibility;
    without_empty(json!({
        "id": id,
        "organization_id": service.organization.as_ref().and_then(organization_id),
        "organization": service.organization.as_ref().and_then(nested_organization),
        "name": service.name,
        "alternate_name": service.alternate_names.join("; "),
        "description": service.description,
        "url": address(service.url.as_deref()),
        "email": mailbox(service.email.as_deref()),
        "status": status(service.status),
        "application_process": service.application_process,
        "eligibility_description": eligibility.description,
        "minimum_age": eligibility.minimum_age,
        "maximum_age": eligibility.maximum_age,
        "assured_date": assured(record),
        "assurer_email": assurer(record),
        "alert": alert::of_listing(listing),
        "wait_time": alert::wait_time(service),
        "last_modified": moment(listing.changed_at),
        "phones": parts::phones(id, service),
        "contacts": parts::contacts(id, service),
        "schedules": schedule::of_service(id, service),
        "service_areas": parts::service_areas(id, service),
        "service_at_locations": place::of_service(record),
        "languages": parts::languages(id, service),
        "cost_options": parts::cost_options(id, service),
        "attributes": attributes(id, &service.taxonomy_terms),
        EXTRA: extra(record),
    }))
}

/// The same without what hangs off it, as lists have it.
#[must_use]
pub fn thin(mut service: Value) -> Value {
    if let Value::Object(fields) = &mut service {
        for name in NESTED {
            fields.remove(name);
        }
    }
    service
}

/// The services at places of a listing, each with its place and its service; `at` are positions
/// among the service's places.
#[must_use]
pub fn services_at_locations(record: &Record<'_>, at: &[usize]) -> Vec<Value> {
    let service = thin(service(record));
    place::at(record, at)
        .into_iter()
        .map(|mut place| {
            if let Value::Object(fields) = &mut place {
                fields.insert("service".to_owned(), service.clone());
                fields.insert(
                    EXTRA.to_owned(),
                    json!({"sources": credits(record.credits)}),
                );
            }
            without_empty(place)
        })
        .collect()
}

/// An organization; `services` are those to be shown with it, already in this shape.
#[must_use]
pub fn organization(
    id: Uuid,
    organization: &Organization,
    credits_: &[Credit<'_>],
    services: Vec<Value>,
) -> Value {
    let mut shown = organization_fields(id, organization);
    shown.insert("services".to_owned(), services.into());
    let mut extra = Map::new();
    extra.insert("sources".to_owned(), credits(credits_));
    extra.insert(
        "inferred".to_owned(),
        organization.inferred.then_some(true).into(),
    );
    shown.insert(EXTRA.to_owned(), extra.into());
    without_empty(shown.into())
}

fn nested_organization(organization: &Organization) -> Option<Value> {
    let mut fields = organization_fields(organization_id(organization)?, organization);
    if organization.inferred {
        fields.insert(EXTRA.to_owned(), json!({"inferred": true}));
    }
    Some(fields.into())
}

fn organization_fields(id: Uuid, organization: &Organization) -> Map<String, Value> {
    let identifiers: Vec<Value> = organization
        .identifiers
        .iter()
        .map(|number| {
            let key = format!("{}/{}", number.scheme, number.identifier);
            json!({
                "id": part_id(id, "organization_identifier", &key),
                "organization_id": id,
                "identifier_scheme": number.scheme,
                "identifier_type": number.scheme,
                "identifier": number.identifier,
                EXTRA: {"confirmed_on": number.confirmed_on},
            })
        })
        .collect();
    let mut fields = Map::new();
    fields.insert("id".to_owned(), json!(id));
    fields.insert("name".to_owned(), organization.name.clone().into());
    // HSDS requires a description; where nothing is known the name is the truth that there is.
    let description = organization
        .description
        .as_ref()
        .filter(|text| !text.is_empty());
    fields.insert(
        "description".to_owned(),
        description.unwrap_or(&organization.name).clone().into(),
    );
    fields.insert(
        "email".to_owned(),
        mailbox(organization.email.as_deref()).into(),
    );
    fields.insert(
        "website".to_owned(),
        address(organization.website.as_deref()).into(),
    );
    fields.insert("organization_identifiers".to_owned(), identifiers.into());
    fields
}

/// A vocabulary; `terms` are those to be shown with it.
#[must_use]
pub fn taxonomy(vocabulary: &str, terms: Vec<Value>) -> Value {
    without_empty(json!({
        "id": taxonomy_id(vocabulary),
        "name": vocabulary_name(vocabulary),
        "description": format!("The categories of the vocabulary “{vocabulary}”, in its own words."),
        "taxonomy_terms": terms,
        EXTRA: {"vocabulary": vocabulary},
    }))
}

/// A term of a vocabulary.
#[must_use]
pub fn taxonomy_term(term: &TaxonomyTerm, parent: Option<Uuid>) -> Value {
    without_empty(json!({
        "id": term_id(&term.vocabulary, &term.code),
        "code": term.code,
        "name": term.name,
        "description": term.name,
        "parent_id": parent,
        "taxonomy": vocabulary_name(&term.vocabulary),
        "taxonomy_id": taxonomy_id(&term.vocabulary),
    }))
}

fn vocabulary_name(vocabulary: &str) -> String {
    vocabulary.replace(':', ": ").replace(['-', '_'], " ")
}

fn attributes(id: Uuid, terms: &[TaxonomyTerm]) -> Vec<Value> {
    terms
        .iter()
        .map(|term| {
            let key = format!("{}/{}", term.vocabulary, term.code);
            json!({
                "id": part_id(id, "attribute", &key),
                "link_id": id,
                "link_type": "service_type",
                "link_entity": "service",
                "value": term.name,
                "taxonomy_term_id": term_id(&term.vocabulary, &term.code),
                "taxonomy_term": taxonomy_term(term, None),
            })
        })
        .collect()
}

/// The latest day on which somebody assured the details: at their source, or for a kitemark.
pub(crate) fn assured(record: &Record<'_>) -> Option<NaiveDate> {
    let marked = record.assurance.map(|assurance| assurance.awarded_on);
    record.listing.service.assured_date.max(marked)
}

/// The assurer's mailbox, where that day is the kitemark's.
fn assurer<'a>(record: &Record<'a>) -> Option<&'a str> {
    let assurance = record.assurance?;
    let is_latest = assured(record) == Some(assurance.awarded_on);
    mailbox(assurance.email).filter(|_| is_latest)
}

fn kitemark(record: &Record<'_>) -> Option<Value> {
    let mark = record.assurance?;
    Some(json!({
        "tier": mark.tier,
        "scheme": mark.scheme,
        "assessed_by": mark.assessed_by,
        "awarded_on": mark.awarded_on,
        "until": mark.until,
        "disclaimer": mark.disclaimer,
        "proof": format!("{}/kitemark/of/{}", record.public_url, mark.organization),
    }))
}

fn extra(record: &Record<'_>) -> Value {
    let listing = record.listing;
    let service = &listing.service;
    json!({
        "page": record.page(),
        "slug": listing.slug,
        "listing_status": listing.status.as_str(),
        "version": listing.version,
        "hours_text": service.hours_text,
        "accessibility": service.accessibility,
        "attendance": service.attendance.iter().map(|way| attendance(*way)).collect::<Vec<_>>(),
        "capacity": service.capacity.map(capacity),
        "kitemark": kitemark(record),
        "closed_until": service.closed_until,
        "sources": credits(record.credits),
    })
}

/// Licence and attribution of each source.
#[must_use]
pub fn credits(credits: &[Credit<'_>]) -> Value {
    let shown: Vec<Value> = credits
        .iter()
        .map(|credit| {
            json!({
                "id": credit.source,
                "name": credit.name,
                "licence": credit.licence.id,
                "licence_url": credit.licence.url,
                "attribution": credit.licence.attribution,
                "url": credit.url,
            })
        })
        .collect();
    shown.into()
}

pub(crate) fn attendance(way: Attendance) -> &'static str {
    match way {
        Attendance::InPerson => "in_person",
        Attendance::Phone => "phone",
        Attendance::Online => "online",
        Attendance::Home => "home",
    }
}

fn capacity(capacity: Capacity) -> &'static str {
    match capacity {
        Capacity::Open => "open",
        Capacity::WaitingList => "waiting_list",
        Capacity::Full => "full",
    }
}

/// The word of HSDS, which has a space where ours has a line.
#[must_use]
pub fn status(status: ServiceStatus) -> &'static str {
    match status {
        ServiceStatus::Active => "active",
        ServiceStatus::Inactive => "inactive",
        ServiceStatus::Defunct => "defunct",
        ServiceStatus::TemporarilyClosed => "temporarily closed",
    }
}

/// A moment to the millisecond, in UTC: what `modified_after` compares with.
#[must_use]
pub fn moment(at: chrono::DateTime<chrono::Utc>) -> String {
    at.to_rfc3339_opts(chrono::SecondsFormat::Millis, true)
}

/// The address in the form in which every reader takes it; nothing where it is none.
pub(crate) fn address(url: Option<&str>) -> Option<String> {
    let url = Url::parse(url?).ok()?;
    let web = matches!(url.scheme(), "http" | "https") && url.has_host();
    let plain = !url
        .as_str()
        .contains(['|', '\\', '^', '`', '{', '}', '"', '<', '>', ' ']);
    (web && plain).then(|| url.into())
}

/// The mailbox, if it looks like one to every reader.
pub(crate) fn mailbox(email: Option<&str>) -> Option<&str> {
    email.filter(|email| {
        email.split_once('@').is_some_and(|(who, at)| {
            !who.is_empty()
                && at.contains('.')
                && !at.contains('@')
                && !at.starts_with('.')
                && !at.ends_with('.')
        }) && !email.contains(|c: char| c.is_whitespace() || "<>,;\"".contains(c) || !c.is_ascii())
    })
}

//! A listing in the shape of Open Referral UK 1.0 (2020), which is all that older clients read.
//!
//! Those clients walk lists without asking whether they are there, so every list is, if empty.

use domain::identity::{organization_id, part_id, term_id};
use domain::service::{Attendance, Service, TaxonomyTerm};
use serde_json::{Value, json};

use super::{Record, hsds, without_empty};

/// The lists that every service has.
const LISTS: [&str; 11] = [
    "contacts",
    "cost_options",
    "eligibilitys",
    "fundings",
    "holiday_schedules",
    "languages",
    "regular_schedules",
    "reviews",
    "service_areas",
    "service_at_locations",
    "service_taxonomys",
];

/// A service, whole.
#[must_use]
pub fn service(record: &Record<'_>) -> Value {
    let listing = record.listing;
    let (id, service) = (listing.id, &listing.service);
    let modern = hsds::service(record);
    let organization = service.organization.as_ref().and_then(|organization| {
        let id = organization_id(organization)?;
        let known = organization
            .description
            .as_ref()
            .filter(|text| !text.is_empty());
        Some(json!({
            "id": id,
            "name": organization.name,
            "description": known.unwrap_or(&organization.name),
            "email": hsds::mailbox(organization.email.as_deref()),
            "url": hsds::address(organization.website.as_deref()),
        }))
    });
    let mut shown = without_empty(json!({
        "id": id,
        "organization": organization,
        "name": service.name,
        "description": service.description,
        "url": modern["url"],
        "email": modern["email"],
        "status": modern["status"],
        "assured_date": hsds::assured(record),
        "attending_type": attending(service),
        "contacts": modern["contacts"],
        "cost_options": modern["cost_options"],
        "eligibilitys": eligibility(record),
        "languages": renamed(&modern["languages"], "name", "language"),
        "regular_schedules": modern["schedules"],
        "service_areas": renamed(&modern["service_areas"], "name", "service_area"),
        "service_at_locations": places(&modern["service_at_locations"]),
        "service_taxonomys": service.taxonomy_terms.iter().map(|term| json!({
            "id": part_id(id, "attribute", &format!("{}/{}", term.vocabulary, term.code)),
            "taxonomy": taxonomy(term),
        })).collect::<Vec<_>>(),
        "last_modified": modern["last_modified"],
        hsds::EXTRA: modern[hsds::EXTRA],
    }));
    for list in LISTS {
        if shown[list].is_null() {
            shown[list] = json!([]);
        }
    }
    shown
}

/// A term, which is called a taxonomy here.
#[must_use]
pub fn taxonomy(term: &TaxonomyTerm) -> Value {
    json!({
        "id": term_id(&term.vocabulary, &term.code),
        "name": term.name,
        "vocabulary": term.vocabulary,
    })
}

fn attending(service: &Service) -> Option<&'static str> {
    let first = service.attendance.first().copied();
    Some(match first {
        Some(Attendance::Phone) => "phone",
        Some(Attendance::Online) => "online",
        Some(Attendance::Home) => "home visit",
        Some(Attendance::InPerson) => "venue",
        None if service.service_at_locations.is_empty() => return None,
        None => "venue",
    })
}

fn eligibility(record: &Record<'_>) -> Vec<Value> {
    let eligibility = &record.listing.service.eligibility;
    if eligibility.is_empty() {
        return Vec::new();
    }
    vec![json!({
        "id": part_id(record.listing.id, "eligibility", ""),
        "eligibility": eligibility.description,
        "minimum_age": eligibility.minimum_age,
        "maximum_age": eligibility.maximum_age,
    })]
}

/// The same objects with one member under its older name.
fn renamed(list: &Value, from: &str, to: &str) -> Vec<Value> {
    let mut renamed = list.as_array().cloned().unwrap_or_default();
    for item in &mut renamed {
        item[to] = item[from].take();
    }
    renamed
}

fn places(list: &Value) -> Vec<Value> {
    let places = list.as_array().into_iter().flatten();
    places
        .map(|place| {
            let mut location = place["location"].clone();
            location["physical_addresses"] = location["addresses"].take();
            location["accessibility_for_disabilities"] = renamed(
                &location["accessibility"].take(),
                "description",
                "accessibility",
            )
            .into();
            json!({
                "id": place["id"],
                "location": location,
                "regular_schedule": place["schedules"],
            })
        })
        .collect()
}

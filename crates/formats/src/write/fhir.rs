//! A listing as FHIR R4 resources: `HealthcareService`, `Organization`, `Location`.
//!
//! For systems of the NHS that read directories in this form. Licence and attribution stand in an
//! extension of each resource.

use chrono::Weekday;
use domain::identity::{PlaceIds, organization_id, place_ids, taxonomy_id};
use domain::schedule::{Frequency, Schedule};
use domain::service::{Organization, Service, ServiceStatus};
use serde_json::{Value, json};
use uuid::Uuid;

use super::words::time;
use super::{Credit, Record, hsds, without_empty};

/// What is provided.
#[must_use]
pub fn healthcare_service(record: &Record<'_>) -> Value {
    let listing = record.listing;
    let service = &listing.service;
    let organization = service.organization.as_ref();
    let provided_by = organization.and_then(|it| {
        let id = organization_id(it)?;
        Some(json!({"reference": format!("Organization/{id}"), "display": it.name}))
    });
    let locations: Vec<Value> = place_ids(listing.id, service)
        .iter()
        .map(|ids| json!({"reference": format!("Location/{}", ids.service_at_location)}))
        .collect();
    let categories: Vec<Value> = service
        .taxonomy_terms
        .iter()
        .map(|term| {
            json!({
                "coding": [{
                    "system": format!("urn:uuid:{}", taxonomy_id(&term.vocabulary)),
                    "code": term.code,
                    "display": term.name,
                }],
                "text": term.name,
            })
        })
        .collect();
    let areas: Vec<Value> = service
        .service_areas
        .iter()
        .map(|area| json!({"display": area.name}))
        .collect();
    let languages: Vec<Value> = service
        .languages
        .iter()
        .map(|language| json!({"text": language}))
        .collect();
    without_empty(json!({
        "resourceType": "HealthcareService",
        "id": listing.id,
        "meta": {"lastUpdated": hsds::moment(listing.changed_at)},
        "extension": attributions(record.public_url, record.credits),
        "active": service.status == ServiceStatus::Active,
        "providedBy": provided_by,
        "category": categories,
        "location": locations,
        "name": service.name,
        "comment": service.description,
        "telecom": telecom(service),
        "coverageArea": areas,
        "serviceProvisionCode": service.is_free().then(|| json!([{
            "coding": [{
                "system": "http://terminology.hl7.org/CodeSystem/service-provision-conditions",
                "code": "free",
                "display": "Free",
            }],
        }])),
        "eligibility": eligibility(service).map(|words| json!([{"comment": words}])),
        "communication": languages,
        "availableTime": available(service),
        "availabilityExceptions": not_weekly(service),
        "extraDetails": service.application_process,
    }))
}

/// The places of a listing that stand at `at` among its service's places.
#[must_use]
pub fn locations(record: &Record<'_>, at: &[usize]) -> Vec<Value> {
    let listing = record.listing;
    let organization = listing.service.organization.as_ref();
    let managing = organization.and_then(organization_id);
    place_ids(listing.id, &listing.service)
        .iter()
        .filter(|ids| at.contains(&ids.at))
        .filter_map(|ids| location(record, ids, managing))
        .collect()
}

fn location(record: &Record<'_>, ids: &PlaceIds, managing: Option<Uuid>) -> Option<Value> {
    let listing = record.listing;
    let at = &listing.service.service_at_locations.get(ids.at)?.location;
    let postcode = at.postcode.as_ref().map(ToString::to_string);
    let lines: Vec<&str> = at.address.iter().map(String::as_str).collect();
    let text: Vec<&str> = at
        .name
        .iter()
        .chain(&at.address)
        .chain(&postcode)
        .map(String::as_str)
        .collect();
    Some(without_empty(json!({
        "resourceType": "Location",
        "id": ids.service_at_location,
        "meta": {"lastUpdated": hsds::moment(listing.changed_at)},
        "extension": attributions(record.public_url, record.credits),
        "status": "active",
        "mode": "instance",
        "name": at.name.as_ref().or(at.address.first()).unwrap_or(&listing.service.name),
        "address": {
            "text": text.join(", "),
            "line": lines,
            "postalCode": postcode,
            "country": "GB",
        },
        "position": at.position.map(|at| json!({
            "longitude": at.longitude,
            "latitude": at.latitude,
        })),
        "managingOrganization": managing.map(|id| json!({"reference": format!("Organization/{id}")})),
    })))
}

/// Who provides it.
#[must_use]
pub fn organization(
    id: Uuid,
    organization: &Organization,
    public_url: &str,
    credits: &[Credit<'_>],
) -> Value {
    let identifiers: Vec<Value> = organization
        .identifiers
        .iter()
        .map(|number| {
            json!({
                "system": format!("http://org-id.guide/list/{}", number.scheme),
                "value": number.identifier,
            })
        })
        .collect();
    let website = hsds::address(organization.website.as_deref());
    let telecom: Vec<Value> = [("email", organization.email.clone()), ("url", website)]
        .into_iter()
        .filter_map(|(system, value)| Some(json!({"system": system, "value": value?})))
        .collect();
    without_empty(json!({
        "resourceType": "Organization",
        "id": id,
        "extension": attributions(public_url, credits),
        "identifier": identifiers,
        "active": true,
        "name": organization.name,
        "telecom": telecom,
    }))
}

fn attributions(public_url: &str, credits: &[Credit<'_>]) -> Vec<Value> {
    credits
        .iter()
        .map(|credit| {
            json!({
                "url": format!("{public_url}/sources#attribution"),
                "valueString": format!("{} ({})", credit.licence.attribution, credit.licence.id),
            })
        })
        .collect()
}

fn telecom(service: &Service) -> Vec<Value> {
    let phones = service
        .phones
        .iter()
        .map(|phone| json!({"system": "phone", "value": phone.number, "use": "work"}));
    let email = service
        .email
        .iter()
        .map(|email| json!({"system": "email", "value": email}));
    let url = hsds::address(service.url.as_deref());
    let url = url.iter().map(|url| json!({"system": "url", "value": url}));
    phones.chain(email).chain(url).collect()
}

fn eligibility(service: &Service) -> Option<String> {
    let eligibility = &service.eligibility;
    let ages = match (eligibility.minimum_age, eligibility.maximum_age) {
        (Some(least), Some(most)) => Some(format!("Ages {least} to {most}")),
        (Some(least), None) => Some(format!("Ages {least} and over")),
        (None, Some(most)) => Some(format!("Ages {most} and under")),
        (None, None) => None,
    };
    let parts: Vec<String> = eligibility
        .description
        .iter()
        .cloned()
        .chain(ages)
        .collect();
    (!parts.is_empty()).then(|| parts.join(". "))
}

/// What is on every week; FHIR has no word for other weeks here.
fn available(service: &Service) -> Vec<Value> {
    let weekly = |schedule: &&Schedule| {
        schedule.frequency == Frequency::Weekly && !schedule.weekdays.is_empty()
    };
    service
        .all_schedules()
        .filter(weekly)
        .map(|schedule| {
            let days: Vec<&str> = schedule.weekdays.iter().map(|day| letters(*day)).collect();
            let at = |at: Option<chrono::NaiveTime>| at.map(|at| at.format("%H:%M:%S").to_string());
            json!({
                "daysOfWeek": days,
                "availableStartTime": at(schedule.opens_at),
                "availableEndTime": at(schedule.closes_at),
            })
        })
        .collect()
}

/// What is on otherwise, in words; where nothing was understood, the source's own.
fn not_weekly(service: &Service) -> Option<String> {
    let others: Vec<String> = service
        .all_schedules()
        .filter(|schedule| schedule.frequency != Frequency::Weekly)
        .map(time)
        .collect();
    if others.is_empty() {
        return service.hours_text.clone();
    }
    Some(others.join("; "))
}

fn letters(day: Weekday) -> &'static str {
    match day {
        Weekday::Mon => "mon",
        Weekday::Tue => "tue",
        Weekday::Wed => "wed",
        Weekday::Thu => "thu",
        Weekday::Fri => "fri",
        Weekday::Sat => "sat",
        Weekday::Sun => "sun",
    }
}

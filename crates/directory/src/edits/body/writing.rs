//! From a service to the JSON that [`super::read`] takes.

use chrono::NaiveTime;
use domain::schedule::{Schedule, weekday_name};
use domain::service::{Contact, Location, Organization, Phone, Precision, Service};
use serde_json::{Map, Value, json};

use super::reading::{ATTENDANCES, CAPACITIES, FREQUENCIES, STATUSES};

/// What a service says, without what is empty.
#[must_use]
pub fn write(service: &Service) -> Value {
    let organization = service.organization.as_ref().filter(|o| !o.inferred);
    let attendance: Vec<&str> = service
        .attendance
        .iter()
        .filter_map(|way| word(&ATTENDANCES, way))
        .collect();
    let locations: Vec<Value> = service
        .service_at_locations
        .iter()
        .map(|at| place(&at.location, &at.schedules))
        .collect();
    let eligibility = &service.eligibility;
    full(json!({
        "name": service.name,
        "alternate_names": service.alternate_names,
        "description": service.description,
        "status": word(&STATUSES, &service.status),
        "closed_until": service.closed_until,
        "organization": organization.map(organization_of),
        "website": service.url,
        "email": service.email,
        "phones": phones(&service.phones),
        "contacts": service.contacts.iter().map(contact).collect::<Vec<_>>(),
        "locations": locations,
        "schedules": service.schedules.iter().map(schedule).collect::<Vec<_>>(),
        "hours_text": service.hours_text,
        "cost_options": service.cost_options.iter().map(|cost| full(json!({
            "option": cost.option,
            "amount_pence": cost.amount_pence,
            "amount_description": cost.amount_description,
        }))).collect::<Vec<_>>(),
        "eligibility": (!eligibility.is_empty()).then(|| full(json!({
            "description": eligibility.description,
            "minimum_age": eligibility.minimum_age,
            "maximum_age": eligibility.maximum_age,
        }))),
        "languages": service.languages,
        "accessibility": service.accessibility,
        "service_areas": service.service_areas.iter().map(|area| full(json!({
            "name": area.name,
            "code": area.code,
        }))).collect::<Vec<_>>(),
        "taxonomy_terms": service.taxonomy_terms.iter().map(|term| json!({
            "vocabulary": term.vocabulary,
            "code": term.code,
            "name": term.name,
        })).collect::<Vec<_>>(),
        "attendance": attendance,
        "application_process": service.application_process,
        "capacity": service.capacity.and_then(|capacity| word(&CAPACITIES, &capacity)),
    }))
}

fn organization_of(organization: &Organization) -> Value {
    let identifiers: Vec<Value> = organization
        .identifiers
        .iter()
        .map(|number| json!({ "scheme": number.scheme, "identifier": number.identifier }))
        .collect();
    full(json!({
        "name": organization.name,
        "description": organization.description,
        "website": organization.website,
        "email": organization.email,
        "identifiers": identifiers,
    }))
}

fn phones(phones: &[Phone]) -> Vec<Value> {
    phones
        .iter()
        .map(|phone| full(json!({ "number": phone.number, "description": phone.description })))
        .collect()
}

/// Somebody whose name is kept agreed to it: without that it is not taken.
fn contact(contact: &Contact) -> Value {
    full(json!({
        "name": contact.name,
        "title": contact.title,
        "email": contact.email,
        "phones": phones(&contact.phones),
        "consent": contact.name.as_ref().map(|_| true),
    }))
}

fn place(location: &Location, schedules: &[Schedule]) -> Value {
    let given = location
        .position
        .filter(|_| location.precision == Some(Precision::Given));
    full(json!({
        "name": location.name,
        "address": location.address,
        "postcode": location.postcode.as_ref().map(ToString::to_string),
        "latitude": given.map(|position| position.latitude),
        "longitude": given.map(|position| position.longitude),
        "local_authority": location.local_authority.as_ref().filter(|_| location.area_only),
        "area_only": location.area_only.then_some(true),
        "schedules": schedules.iter().map(schedule).collect::<Vec<_>>(),
    }))
}

fn schedule(schedule: &Schedule) -> Value {
    let time = |time: Option<NaiveTime>| time.map(|time| time.format("%H:%M").to_string());
    let days: Vec<&str> = schedule
        .weekdays
        .iter()
        .map(|day| weekday_name(*day))
        .collect();
    full(json!({
        "frequency": word(&FREQUENCIES, &schedule.frequency),
        "weekdays": days,
        "weeks_of_month": schedule.weeks_of_month,
        "opens_at": time(schedule.opens_at),
        "closes_at": time(schedule.closes_at),
        "valid_from": schedule.valid_from,
        "valid_to": schedule.valid_to,
        "term_time_only": schedule.term_time_only.then_some(true),
        "rrule": schedule.rrule,
        "exdates": schedule.exdates,
        "rdates": schedule.rdates,
        "description": schedule.description,
    }))
}

fn word<T: PartialEq>(words: &[(&'static str, T)], value: &T) -> Option<&'static str> {
    words
        .iter()
        .find(|(_, other)| other == value)
        .map(|(word, _)| *word)
}

/// Without what is null, and without empty lists.
fn full(mut object: Value) -> Value {
    if let Some(fields) = object.as_object_mut() {
        let all = std::mem::take(fields);
        *fields = all
            .into_iter()
            .filter(|(_, value)| !value.is_null() && value != &json!([]))
            .collect::<Map<_, _>>();
    }
    object
}

//! The small parts of a service: telephones, contacts, prices, languages, areas.

use domain::identity::part_id;
use domain::service::{Contact, Phone, Service};
use serde_json::{Value, json};
use uuid::Uuid;

use super::mailbox;

/// Where statistical geography is described, by GSS code.
const GEOGRAPHY: &str = "http://statistics.data.gov.uk/id/statistical-geography/";

pub(super) fn phones(id: Uuid, service: &Service) -> Vec<Value> {
    service
        .phones
        .iter()
        .map(|phone| phone_of(id, phone, json!({"service_id": id})))
        .collect()
}

/// People and desks. Readers of Open Referral UK look for telephones here, so the service's own
/// stand here a second time, under the same ids.
pub(super) fn contacts(id: Uuid, service: &Service) -> Vec<Value> {
    let general = (!service.phones.is_empty()).then(|| {
        let contact = part_id(id, "contact", "");
        json!({
            "id": contact,
            "service_id": id,
            "email": mailbox(service.email.as_deref()),
            "phones": phones_of(id, contact, &service.phones),
        })
    });
    let named = service
        .contacts
        .iter()
        .filter(|contact| !contact.personal)
        .map(|contact| contact_of(id, contact));
    general.into_iter().chain(named).collect()
}

fn contact_of(id: Uuid, contact: &Contact) -> Value {
    let phones: Vec<&str> = contact.phones.iter().map(|p| p.number.as_str()).collect();
    let key = format!(
        "{}/{}/{}",
        contact.name.as_deref().unwrap_or_default(),
        contact.email.as_deref().unwrap_or_default(),
        phones.join(",")
    );
    let its = part_id(id, "contact", &key);
    json!({
        "id": its,
        "service_id": id,
        "name": contact.name,
        "title": contact.title,
        "email": mailbox(contact.email.as_deref()),
        "phones": phones_of(id, its, &contact.phones),
    })
}

fn phones_of(id: Uuid, contact: Uuid, phones: &[Phone]) -> Vec<Value> {
    phones
        .iter()
        .map(|phone| phone_of(id, phone, json!({"contact_id": contact})))
        .collect()
}

fn phone_of(id: Uuid, phone: &Phone, mut owner: Value) -> Value {
    owner["id"] = json!(part_id(id, "phone", &phone.number));
    owner["number"] = json!(phone.number);
    owner["description"] = json!(phone.description);
    owner
}

pub(super) fn languages(id: Uuid, service: &Service) -> Vec<Value> {
    service
        .languages
        .iter()
        .map(|name| json!({"id": part_id(id, "language", name), "service_id": id, "name": name}))
        .collect()
}

pub(super) fn cost_options(id: Uuid, service: &Service) -> Vec<Value> {
    service
        .cost_options
        .iter()
        .map(|cost| {
            let key = format!(
                "{}/{}/{}",
                cost.option.as_deref().unwrap_or_default(),
                cost.amount_pence
                    .map(|pence| pence.to_string())
                    .unwrap_or_default(),
                cost.amount_description.as_deref().unwrap_or_default()
            );
            json!({
                "id": part_id(id, "cost_option", &key),
                "service_id": id,
                "option": cost.option,
                "amount": cost.amount_pence.map(|pence| f64::from(pence) / 100.0),
                "currency": cost.amount_pence.map(|_| "GBP"),
                "amount_description": cost.amount_description,
            })
        })
        .collect()
}

pub(super) fn service_areas(id: Uuid, service: &Service) -> Vec<Value> {
    service
        .service_areas
        .iter()
        .map(|area| {
            let code = area.code.as_deref();
            let key = format!("{}/{}", code.unwrap_or_default(), area.name);
            let gss = code.filter(|code| code.len() == 9);
            json!({
                "id": part_id(id, "service_area", &key),
                "service_id": id,
                "name": area.name,
                "extent": area.extent,
                "extent_type": area.extent.as_ref().map(|_| "geojson"),
                "uri": gss.map(|code| format!("{GEOGRAPHY}{code}")),
            })
        })
        .collect()
}

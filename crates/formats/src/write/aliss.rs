//! A listing in the shape of ALISS (A Local Information System for Scotland), versions 4 and 5, as
//! the clients of its API read it.
//!
//! Those clients compare with `""` and walk lists without asking, so neither is ever left out.

use domain::identity::{organization_id, place_ids};
use domain::listing::slug_of;
use domain::service::{Location, Organization, ServiceArea};
use serde_json::{Value, json};
use url::form_urlencoded;
use uuid::Uuid;

use super::{Credit, Record, hsds};

/// A service.
#[must_use]
pub fn service(record: &Record<'_>) -> Value {
    let listing = record.listing;
    let service = &listing.service;
    let page = record.page();
    let organization = service.organization.as_ref();
    json!({
        "id": listing.id,
        "slug": listing.slug,
        "name": service.name,
        "summary": summary(service.description.as_deref().unwrap_or_default()),
        "description": service.description.as_deref().unwrap_or_default(),
        "description_formatted": formatted(service.description.as_deref().unwrap_or_default()),
        "url": hsds::address(service.url.as_deref()).unwrap_or_default(),
        "referral_url": "",
        "phone": service.phones.first().map(|phone| phone.number.as_str()).unwrap_or_default(),
        "email": service.email.as_deref().unwrap_or_default(),
        "facebook": "",
        "twitter": "",
        "instagram": "",
        "categories": service.taxonomy_terms.iter().map(|term| json!({
            "name": term.name,
            "slug": slug_of(&term.name),
            "selected": true,
        })).collect::<Vec<_>>(),
        "accessibility_features": service.accessibility.iter().map(|words| json!({
            "name": words,
            "slug": slug_of(words),
            "additional_info": "",
            "icon": "",
            "location_id": null,
        })).collect::<Vec<_>>(),
        "community_groups": [],
        "service_areas": service.service_areas.iter().map(area).collect::<Vec<_>>(),
        "media_gallery": [],
        "organisation": organization.map(|it| organization_of(it, record.public_url)),
        "aliss_url": page,
        "permalink": page,
        "is_claimed": false,
        "is_deprioritised": false,
        "last_updated": hsds::moment(listing.changed_at),
        "last_reviewed": listing.last_confirmed.map(|day| format!("{day}T00:00:00")),
        "locations": locations(record),
        "attributions": hsds::credits(record.credits),
    })
}

/// An organization, with the services that are to be shown with it.
#[must_use]
pub fn organization(
    id: Uuid,
    organization: &Organization,
    public_url: &str,
    services: Vec<Value>,
) -> Value {
    let mut shown = organization_of(organization, public_url);
    shown["id"] = json!(id);
    shown["alissUrl"] = shown["aliss_url"].clone();
    shown["description"] = json!(organization.description.as_deref().unwrap_or_default());
    shown["url"] = json!(hsds::address(organization.website.as_deref()).unwrap_or_default());
    shown["email"] = json!(organization.email.as_deref().unwrap_or_default());
    for empty in ["phone", "facebook", "twitter", "instagram"] {
        shown[empty] = json!("");
    }
    let locations: Vec<Value> = services
        .iter()
        .filter_map(|service| service["locations"].as_array())
        .flatten()
        .cloned()
        .collect();
    shown["locations"] = locations.into();
    shown["services"] = services.into();
    shown
}

fn organization_of(organization: &Organization, public_url: &str) -> Value {
    let query: String = form_urlencoded::byte_serialize(organization.name.as_bytes()).collect();
    let page = format!("{public_url}/search?q={query}");
    json!({
        "id": organization_id(organization),
        "name": organization.name,
        "slug": slug_of(&organization.name),
        "aliss_url": page,
        "permalink": page,
        "is_claimed": false,
    })
}

/// Licence and attribution of everything on a page, each once.
#[must_use]
pub fn meta<'a>(credits: impl Iterator<Item = Credit<'a>>) -> Value {
    let mut attribution: Vec<Value> = Vec::new();
    let mut licence = None;
    for credit in credits {
        licence = licence.or(credit.licence.url.as_deref());
        let line = json!({"text": credit.licence.attribution, "url": credit.licence.url});
        if !attribution.contains(&line) {
            attribution.push(line);
        }
    }
    json!({"licence": licence.unwrap_or_default(), "attribution": attribution})
}

fn area(area: &ServiceArea) -> Value {
    let code = area.code.as_deref().unwrap_or_default();
    json!({"code": code, "type": kind(code), "name": area.name})
}

/// What kind of area a GSS code is of, in the words of ALISS.
#[must_use]
pub fn kind(code: &str) -> &'static str {
    match code.get(..3).unwrap_or_default() {
        "K02" | "K03" | "K04" | "E92" | "S92" | "W92" | "N92" => "Country",
        "E06" | "E07" | "E08" | "E09" | "E10" | "S12" | "W06" | "N09" => "Local Authority",
        "E05" | "S13" | "W05" | "N08" => "Ward",
        _ => "Other",
    }
}

fn locations(record: &Record<'_>) -> Vec<Value> {
    let listing = record.listing;
    place_ids(listing.id, &listing.service)
        .into_iter()
        .filter_map(|ids| {
            let at = listing.service.service_at_locations.get(ids.at)?;
            Some(location(ids.location, &at.location))
        })
        .collect()
}

fn location(id: Uuid, location: &Location) -> Value {
    let postcode = location.postcode.as_ref().map(ToString::to_string);
    let parts: Vec<&str> = location
        .name
        .iter()
        .chain(&location.address)
        .chain(&postcode)
        .map(String::as_str)
        .collect();
    let lines = location.address.as_slice();
    json!({
        "id": id,
        "formatted_address": parts.join(", "),
        "name": location.name.as_deref().unwrap_or_default(),
        "description": null,
        "street_address": lines.first().map(String::as_str).unwrap_or_default(),
        "locality": lines.get(1..).and_then(<[String]>::last).map(String::as_str).unwrap_or_default(),
        "region": null,
        "state": null,
        "postal_code": postcode.as_deref().unwrap_or_default(),
        "country": "GB",
        "latitude": location.position.map(|at| at.latitude),
        "longitude": location.position.map(|at| at.longitude),
    })
}

/// The first 200 characters or so, cut at a word.
fn summary(text: &str) -> String {
    let mut summary = String::new();
    for word in text.split_whitespace() {
        if summary.chars().count() + word.chars().count() > 200 {
            summary.push('…');
            break;
        }
        if !summary.is_empty() {
            summary.push(' ');
        }
        summary.push_str(word);
    }
    summary
}

/// The paragraphs as HTML.
fn formatted(text: &str) -> String {
    text.split("\n\n")
        .filter(|paragraph| !paragraph.trim().is_empty())
        .map(|paragraph| {
            let safe = quick_xml::escape::escape(paragraph);
            format!("<p>{}</p>", safe.replace('\n', "<br>"))
        })
        .collect()
}

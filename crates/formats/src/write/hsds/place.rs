//! Places, and the service at each of them.

use domain::identity::{PlaceIds, part_id, place_ids};
use domain::service::{Location, Precision};
use serde_json::{Value, json};
use uuid::Uuid;

use super::{EXTRA, schedule};
use crate::write::Record;

/// Every place of the service.
pub(super) fn of_service(record: &Record<'_>) -> Vec<Value> {
    let listing = record.listing;
    place_ids(listing.id, &listing.service)
        .iter()
        .filter_map(|ids| at_location(record, ids))
        .collect()
}

/// Those of its places that stand at `at`.
pub(super) fn at(record: &Record<'_>, at: &[usize]) -> Vec<Value> {
    let listing = record.listing;
    let ids = place_ids(listing.id, &listing.service);
    at.iter()
        .filter_map(|at| ids.iter().find(|ids| ids.at == *at))
        .filter_map(|ids| at_location(record, ids))
        .collect()
}

fn at_location(record: &Record<'_>, ids: &PlaceIds) -> Option<Value> {
    let listing = record.listing;
    let at = listing.service.service_at_locations.get(ids.at)?;
    let only_place = listing.service.service_at_locations.len() == 1;
    let accessibility = only_place.then_some(&listing.service.accessibility);
    Some(json!({
        "id": ids.service_at_location,
        "service_id": listing.id,
        "location_id": ids.location,
        "location": location(record, ids.location, &at.location, accessibility),
        "schedules": schedule::of_place(ids.service_at_location, &at.schedules, &listing.service),
    }))
}

fn location(
    record: &Record<'_>,
    id: Uuid,
    location: &Location,
    accessibility: Option<&Vec<String>>,
) -> Value {
    let address = address(record, id, location);
    // What no address can be made of is not lost.
    let words = address.is_none().then(|| {
        let postcode = location.postcode.as_ref().map(ToString::to_string);
        let lines: Vec<String> = location.address.iter().cloned().chain(postcode).collect();
        lines.join(", ")
    });
    let name = location
        .name
        .as_ref()
        .or_else(|| location.address.first())
        .cloned()
        .or_else(|| location.postcode.as_ref().map(ToString::to_string));
    let accessibility: Vec<Value> = accessibility
        .into_iter()
        .flatten()
        .map(|words| {
            json!({
                "id": part_id(id, "accessibility", words),
                "location_id": id,
                "description": words,
            })
        })
        .collect();
    json!({
        "id": id,
        "location_type": "physical",
        "name": name,
        "description": words,
        "latitude": location.position.map(|at| at.latitude),
        "longitude": location.position.map(|at| at.longitude),
        "external_identifier": location.uprn.map(|uprn| uprn.to_string()),
        "external_identifier_type": location.uprn.map(|_| "UPRN"),
        "addresses": address.into_iter().collect::<Vec<_>>(),
        "accessibility": accessibility,
        EXTRA: {
            "position_from": location.precision.map(|precision| match precision {
                Precision::Given => "source",
                Precision::Postcode => "postcode",
                Precision::Outward => "outward_code",
            }),
            "local_authority": location.local_authority,
        },
    })
}

/// An address, where all is known that HSDS requires of one: a line, a town, a county or borough,
/// and a postcode.
fn address(record: &Record<'_>, id: Uuid, location: &Location) -> Option<Value> {
    let postcode = location.postcode.as_ref()?.to_string();
    let authority = location
        .local_authority
        .as_ref()
        .and_then(|code| record.areas.get(code));
    let lines = &location.address;
    let (first, rest) = match lines.as_slice() {
        [first, rest @ ..] => (first, rest),
        [] => (location.name.as_ref()?, &[][..]),
    };
    let (town, between) = match rest {
        [between @ .., town] => (town, between),
        [] => (authority?, &[][..]),
    };
    Some(json!({
        "id": part_id(id, "address", ""),
        "location_id": id,
        "address_1": first,
        "address_2": between.join(", "),
        "city": town,
        "state_province": authority.unwrap_or(town),
        "postal_code": postcode,
        "country": "GB",
        "address_type": "physical",
    }))
}

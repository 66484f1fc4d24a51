//! Ids for what has none of its own: organizations, taxonomies, terms, places and small parts.
//!
//! Each is a UUIDv5 of what makes the thing itself, so that it is the same at every start, on every
//! instance and in every output, and stays when other things are added, taken away or reordered.

use uuid::Uuid;

use crate::matching::name_key;
use crate::service::{Location, Organization, Service};
use crate::text;

/// The id of an organization: of its name, however it is spelt. `None` for a name without a word.
#[must_use]
pub fn organization_id(organization: &Organization) -> Option<Uuid> {
    let name = name_key(&organization.name);
    (!name.is_empty()).then(|| named(&format!("organization/{name}")))
}

/// The id of a vocabulary.
#[must_use]
pub fn taxonomy_id(vocabulary: &str) -> Uuid {
    named(&format!("taxonomy/{vocabulary}"))
}

/// The id of a term of a vocabulary.
#[must_use]
pub fn term_id(vocabulary: &str, code: &str) -> Uuid {
    named(&format!("taxonomy/{vocabulary}\u{0}{code}"))
}

/// The id of a part of something: which kind of part, and what makes it itself.
#[must_use]
pub fn part_id(of: Uuid, kind: &str, key: &str) -> Uuid {
    Uuid::new_v5(&of, format!("{kind}/{key}").as_bytes())
}

/// A place of a service that can be published, with the ids of the place and of the service there.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PlaceIds {
    /// Where it stands among the service's places.
    pub at: usize,
    /// HSDS `service_at_location`.
    pub service_at_location: Uuid,
    /// HSDS `location`.
    pub location: Uuid,
}

/// The places of a listing of which anything can be told; a refuge, of which only the area may be
/// known, is not among them.
#[must_use]
pub fn place_ids(listing: Uuid, service: &Service) -> Vec<PlaceIds> {
    let mut ids: Vec<PlaceIds> = Vec::new();
    for (at, location) in service.locations().enumerate() {
        let Some(key) = place_key(location) else {
            continue;
        };
        let mut id = part_id(listing, "location", &key);
        // Two entries for one address are two places still, told apart by their order.
        while ids.iter().any(|other| other.location == id) {
            id = part_id(id, "location", &key);
        }
        ids.push(PlaceIds {
            at,
            service_at_location: part_id(id, "service_at_location", ""),
            location: id,
        });
    }
    ids
}

fn place_key(location: &Location) -> Option<String> {
    let line = location.address.first().or(location.name.as_ref());
    let line = line.map(|line| text::fold(line)).unwrap_or_default();
    if let Some(postcode) = &location.postcode {
        return Some(format!("{postcode}/{line}"));
    }
    if !line.is_empty() {
        return Some(line);
    }
    let at = location.position?;
    Some(format!("{:.5},{:.5}", at.latitude, at.longitude))
}

fn named(name: &str) -> Uuid {
    Uuid::new_v5(&Uuid::NAMESPACE_OID, name.as_bytes())
}

#[cfg(test)]
mod tests {
    use uuid::Uuid;

    use super::{organization_id, place_ids};
    use crate::postcode::Postcode;
    use crate::service::{Location, Organization, Service, ServiceAtLocation};

    fn at(line: &str, postcode: Option<&str>) -> ServiceAtLocation {
        ServiceAtLocation {
            location: Location {
                address: vec![line.to_owned()],
                postcode: postcode.and_then(|text| Postcode::parse(text).ok()),
                ..Location::default()
            },
            ..ServiceAtLocation::default()
        }
    }

    #[test]
    fn a_place_keeps_its_ids_when_another_is_put_before_it() {
        let listing = Uuid::from_u128(7);
        let hall = at("Hall Road", Some("SW9 8DJ"));
        let alone = Service {
            service_at_locations: vec![hall.clone()],
            ..Service::default()
        };
        let second = Service {
            service_at_locations: vec![at("Mill Lane", None), hall],
            ..Service::default()
        };
        let before = place_ids(listing, &alone);
        let after = place_ids(listing, &second);
        assert_eq!(before[0].location, after[1].location);
        assert_ne!(after[0].location, after[1].location);
    }

    #[test]
    fn one_address_twice_is_two_places_and_nothing_is_no_place() {
        let hall = at("Hall Road", Some("SW9 8DJ"));
        let service = Service {
            service_at_locations: vec![hall.clone(), hall, ServiceAtLocation::default()],
            ..Service::default()
        };
        let ids = place_ids(Uuid::nil(), &service);
        assert_eq!(ids.len(), 2);
        assert_ne!(ids[0].location, ids[1].location);
        assert_ne!(ids[0].service_at_location, ids[1].service_at_location);
    }

    #[test]
    fn a_name_without_a_word_has_no_id() {
        assert_eq!(organization_id(&Organization::default()), None);
    }
}

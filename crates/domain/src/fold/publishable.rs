//! What may leave of what a source says: **no private person, and no address that must stay hidden**.

use crate::service::{Service, ServiceArea};

/// What one source says, as far as it may be published. With `area_only` no place of it is told,
/// only the areas: because another source, or the same one later, asks that the place stay hidden.
#[must_use]
pub fn publishable(service: &Service, area_only: bool) -> Service {
    let mut service = service.clone();
    service.contacts.retain(|contact| !contact.personal);
    for at in &mut service.service_at_locations {
        at.location.area_only |= area_only;
    }
    hide_addresses(&mut service);
    service
}

/// A refuge or a home is published as its area only, whatever any source printed.
pub(super) fn hide_addresses(service: &mut Service) {
    let mut areas = Vec::new();
    for at in &mut service.service_at_locations {
        let location = &mut at.location;
        if location.area_only {
            location.name = None;
            location.address.clear();
            location.postcode = None;
            location.position = None;
            location.precision = None;
            location.uprn = None;
            areas.extend(location.local_authority.clone());
        }
    }
    for code in areas {
        if !service
            .service_areas
            .iter()
            .any(|area| area.code.as_deref() == Some(&code))
        {
            service.service_areas.push(ServiceArea {
                name: code.clone(),
                code: Some(code),
                extent: None,
            });
        }
    }
}

#[cfg(test)]
mod tests {
    use super::publishable;
    use crate::matching::tests::statement;
    use crate::service::Contact;

    #[test]
    fn a_private_person_and_a_hidden_address_stay_inside() {
        let mut service = statement("camden", "1", "Refuge", "NW5 2TJ").service;
        service.contacts = vec![Contact {
            name: Some("canary".into()),
            personal: true,
            ..Contact::default()
        }];
        let open = publishable(&service, false);
        assert!(open.contacts.is_empty() && open.service_at_locations[0].location.postcode.is_some());
        let hidden = publishable(&service, true);
        assert!(hidden.service_at_locations[0].location.postcode.is_none());
    }
}

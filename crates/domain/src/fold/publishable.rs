//! What may leave of what sources say: **no private person, and no address that must stay hidden**.
//!
//! What one source keeps back must not come out of the mouth of another, nor out of what was said
//! before: so everything that is said of a service is looked at together.

use std::collections::BTreeSet;

use crate::contact;
use crate::service::{Contact, Location, Service, ServiceArea};
use crate::text;

/// What must stay inside of everything that is said of one service.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Discretion {
    /// Some source, at some time, wants only the area of a place told.
    area_only: bool,
    /// Names, mailboxes and numbers of private persons, folded.
    private: BTreeSet<String>,
}

impl Discretion {
    /// What all these, said of one service by whom and when ever, want kept inside.
    #[must_use]
    pub fn about<'a>(said: impl IntoIterator<Item = &'a Service>) -> Self {
        let mut discretion = Self::default();
        for service in said {
            discretion.area_only |= service.locations().any(|location| location.area_only);
            for contact in service.contacts.iter().filter(|contact| contact.personal) {
                discretion.private.extend(marks_of(contact));
            }
        }
        discretion
    }

    /// What one source says, as far as it may leave: when any place is to be hidden, none is told,
    /// only the areas.
    #[must_use]
    pub fn publishable(&self, service: &Service) -> Service {
        let mut service = service.clone();
        service.contacts.retain(|contact| self.may_name(contact));
        for at in &mut service.service_at_locations {
            at.location.area_only |= self.area_only;
        }
        hide_addresses(&mut service);
        service
    }

    /// Whether a contact is no private person, in the words of any source.
    pub(super) fn may_name(&self, contact: &Contact) -> bool {
        !contact.personal && !marks_of(contact).any(|mark| self.private.contains(&mark))
    }
}

/// By what a person is known again.
fn marks_of(contact: &Contact) -> impl Iterator<Item = String> {
    let name = contact.name.as_deref().map(text::fold);
    let email = contact.email.as_deref().map(str::to_lowercase);
    let phones = contact
        .phones
        .iter()
        .filter_map(|phone| contact::phone_key(&phone.number));
    name.into_iter().chain(email).chain(phones)
}

/// A refuge or a home is published as its area only, whatever any source printed.
pub(super) fn hide_addresses(service: &mut Service) {
    hide_what_may_be_the_same(service);
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

/// A hidden place of which only the area is known can be any place there that another source prints.
fn hide_what_may_be_the_same(service: &mut Service) {
    let unknown = |l: &Location| {
        l.area_only && l.postcode.is_none() && l.position.is_none() && l.address.is_empty()
    };
    let areas: Vec<Option<String>> = service
        .locations()
        .filter(|location| unknown(location))
        .map(|location| location.local_authority.clone())
        .collect();
    for at in &mut service.service_at_locations {
        let location = &mut at.location;
        location.area_only |= areas.iter().any(|area| {
            area.is_none()
                || location.local_authority.is_none()
                || *area == location.local_authority
        });
    }
}

#[cfg(test)]
mod tests {
    use super::Discretion;
    use crate::matching::tests::statement;
    use crate::service::{Contact, Service};

    fn with_person(name: &str, email: &str, personal: bool) -> Service {
        let mut service = statement("camden", "1", "Refuge", "NW5 2TJ").service;
        service.contacts = vec![Contact {
            name: Some(name.into()),
            email: Some(email.into()),
            personal,
            ..Contact::default()
        }];
        service
    }

    #[test]
    fn what_one_source_keeps_back_does_not_come_out_of_another() {
        let private = with_person("Canary", "canary@example.org", true);
        let open = with_person("CANARY", "desk@example.org", false);
        let desk = with_person("The desk", "desk@example.org", false);
        let discretion = Discretion::about([&private, &open]);
        assert!(discretion.publishable(&private).contacts.is_empty());
        assert!(discretion.publishable(&open).contacts.is_empty());
        assert_eq!(discretion.publishable(&desk).contacts.len(), 1);
    }

    #[test]
    fn a_place_that_is_hidden_once_is_hidden_in_all_that_is_said() {
        let open = statement("camden", "1", "Refuge", "NW5 2TJ").service;
        let mut hidden = open.clone();
        hidden.service_at_locations[0].location.area_only = true;
        let postcode = |discretion: &Discretion| {
            let said = discretion.publishable(&open);
            said.service_at_locations[0].location.postcode.clone()
        };
        assert!(postcode(&Discretion::about([&open])).is_some());
        assert!(postcode(&Discretion::about([&open, &hidden])).is_none());
    }
}

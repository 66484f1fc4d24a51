//! Who runs a service and how they are reached: organization, telephone numbers, e-mail, people.

use domain::contact;
use domain::service::{Contact, Organization, OrganizationIdentifier, Phone};

use super::super::reader::{Object, Reader};
use super::MOST;

impl Reader {
    pub(super) fn organization(&mut self, object: &Object<'_>) -> Option<Organization> {
        let (value, pointer) = (object.value("organization")?, object.at("organization"));
        let fields = ["name", "description", "website", "email", "identifiers"];
        let organization = self.object(value, pointer, &fields)?;
        let name = self.line(&organization, "name");
        if name.is_none() {
            let message = "must be the name of whoever runs it";
            self.fault(organization.at("name"), message, "Brixton Lunch");
        }
        let mut identifiers = Vec::new();
        for (value, pointer) in self.list(&organization, "identifiers", MOST) {
            let Some(number) = self.object(value, pointer.clone(), &["scheme", "identifier"])
            else {
                continue;
            };
            let parts = (
                self.line(&number, "scheme"),
                self.line(&number, "identifier"),
            );
            match parts {
                (Some(scheme), Some(identifier)) => {
                    identifiers.push(OrganizationIdentifier::new(scheme, identifier));
                }
                _ => self.fault(pointer, "must have a scheme and an identifier", "GB-CHC"),
            }
        }
        Some(Organization {
            name: name.unwrap_or_default(),
            description: self.prose(&organization, "description"),
            website: self.web(&organization, "website"),
            email: self.email(&organization, "email"),
            identifiers,
            inferred: false,
        })
    }

    pub(super) fn phones(&mut self, object: &Object<'_>) -> Vec<Phone> {
        let mut phones = Vec::new();
        for (value, pointer) in self.list(object, "phones", MOST) {
            let Some(phone) = self.object(value, pointer, &["number", "description"]) else {
                continue;
            };
            let expected = (
                "must be one telephone number, such as 020 7946 0018",
                "020 7946 0018",
            );
            let number = self.parsed(&phone, "number", expected, |text| {
                let mut found = contact::phones(text);
                (found.len() == 1).then(|| found.remove(0).number)
            });
            if number.is_none() && phone.value("number").is_none() {
                self.fault(phone.at("number"), expected.0, expected.1);
            }
            let description = self.line(&phone, "description");
            phones.extend(number.map(|number| Phone {
                number,
                description,
            }));
        }
        phones
    }

    pub(super) fn contacts(&mut self, object: &Object<'_>) -> Vec<Contact> {
        let mut contacts = Vec::new();
        let fields = ["name", "title", "email", "phones", "consent"];
        for (value, pointer) in self.list(object, "contacts", MOST) {
            let Some(person) = self.object(value, pointer, &fields) else {
                continue;
            };
            let name = self.line(&person, "name");
            let consent = self.boolean(&person, "consent");
            if name.is_some() && !consent {
                let message = "must be true: a name is shown only when whoever bears it agrees";
                self.fault(person.at("consent"), message, "true");
            }
            contacts.push(Contact {
                name,
                title: self.line(&person, "title"),
                email: self.email(&person, "email"),
                phones: self.phones(&person),
                personal: false,
            });
        }
        contacts.retain(|contact| *contact != Contact::default());
        contacts
    }

    pub(super) fn web(&mut self, object: &Object<'_>, field: &str) -> Option<String> {
        let expected = (
            "must be a web address such as https://www.lunchclub.org.uk",
            "https://www.lunchclub.org.uk",
        );
        self.parsed(object, field, expected, contact::web_address)
    }

    pub(super) fn email(&mut self, object: &Object<'_>, field: &str) -> Option<String> {
        let expected = (
            "must be one e-mail address, such as info@lunchclub.org.uk",
            "info@lunchclub.org.uk",
        );
        self.parsed(object, field, expected, |text| {
            let found = contact::emails(text);
            match found.as_slice() {
                [one] if text.eq_ignore_ascii_case(one) => Some(one.clone()),
                _ => None,
            }
        })
    }
}

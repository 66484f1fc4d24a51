//! How to ask: numbers, mailboxes, and the person or desk behind them.
//!
//! A named person and a private mailbox are kept apart and marked, so that they are never published.

use domain::contact::{emails, is_personal_email, phones};
use domain::service::{Contact, Phone, Service};
use domain::text;

use super::facts::{Facts, Field};
use crate::rows::is_desk;

/// Fills in the ways to ask.
pub(super) fn fill(facts: &Facts, service: &mut Service) {
    service.phones = numbers(facts, Field::Phone);
    let mut person = Contact {
        name: facts
            .all(Field::ContactName)
            .find_map(|value| text::name(&value.text)),
        title: facts
            .all(Field::ContactTitle)
            .find_map(|value| text::value(&value.text)),
        email: mailboxes(facts, Field::ContactEmail).into_iter().next(),
        phones: numbers(facts, Field::ContactPhone),
        personal: false,
    };
    let private_mailbox = person.email.as_deref().is_some_and(is_personal_email);
    person.personal = private_mailbox || person.name.as_deref().is_some_and(|name| !is_desk(name));
    if person.name.is_none() && person.title.is_none() {
        // A number beside no name is the group's.
        for phone in std::mem::take(&mut person.phones) {
            if !service
                .phones
                .iter()
                .any(|known| known.number == phone.number)
            {
                service.phones.push(phone);
            }
        }
        service.email = person
            .email
            .take()
            .filter(|email| !is_personal_email(email));
    }
    if person != Contact::default() {
        service.contacts.push(person);
    }
    for email in mailboxes(facts, Field::Email) {
        if is_personal_email(&email) {
            let known = service
                .contacts
                .iter()
                .any(|contact| contact.email.as_ref() == Some(&email));
            if !known {
                service.contacts.push(Contact {
                    email: Some(email),
                    personal: true,
                    ..Contact::default()
                });
            }
        } else if service.email.is_none() {
            service.email = Some(email);
        }
    }
}

fn numbers(facts: &Facts, field: Field) -> Vec<Phone> {
    let mut all: Vec<Phone> = Vec::new();
    for value in facts.all(field) {
        let mut found = phones(&value.text);
        if found.is_empty() {
            let dialled = value
                .links
                .iter()
                .filter_map(|link| link.strip_prefix("tel:"));
            found = dialled
                .flat_map(|number| phones(&number.replace("%20", " ")))
                .collect();
        }
        for phone in found {
            if !all.iter().any(|known| known.number == phone.number) {
                all.push(phone);
            }
        }
    }
    all
}

fn mailboxes(facts: &Facts, field: Field) -> Vec<String> {
    let mut all: Vec<String> = Vec::new();
    for value in facts.all(field) {
        let linked = value
            .links
            .iter()
            .filter(|link| link.starts_with("mailto:"))
            .flat_map(|link| emails(link));
        for email in linked.chain(emails(&value.text)) {
            if !all.contains(&email) {
                all.push(email);
            }
        }
    }
    all
}

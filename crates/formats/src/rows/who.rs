//! Whose a service is and how to reach them: organisations, telephones, mailboxes, people.
//!
//! What belongs to a private person is marked so here, once, on its way in.

use domain::contact::{emails, is_personal_email, own_domain, phones, web_address};
use domain::service::{Contact, Organization, OrganizationIdentifier, Phone, Service};
use domain::text;

use super::build::Cells;
use super::{Field, Row};

/// The organisation of a row; where none is named, the service's name stands in.
pub(super) fn organization(cells: &Cells<'_>, name: &str) -> Organization {
    let named = cells
        .one(Field::Organization)
        .as_deref()
        .and_then(text::name);
    let identifier = |field, scheme: &str| {
        let number: String = cells
            .one(field)?
            .chars()
            .filter(char::is_ascii_alphanumeric)
            .collect();
        let good = (6..=8).contains(&number.len())
            && number.bytes().filter(u8::is_ascii_digit).count() >= 5;
        good.then(|| OrganizationIdentifier::new(scheme, number.to_uppercase()))
    };
    Organization {
        inferred: named.is_none(),
        name: named.unwrap_or_else(|| name.to_owned()),
        description: cells.prose(Field::OrganizationDescription),
        website: cells
            .one(Field::OrganizationUrl)
            .as_deref()
            .and_then(web_address),
        email: cells.one(Field::OrganizationEmail).and_then(|cell| {
            emails(&cell)
                .into_iter()
                .find(|email| !is_personal_email(email))
        }),
        identifiers: [
            identifier(Field::CharityNumber, "GB-CHC"),
            identifier(Field::CompanyNumber, "GB-COH"),
        ]
        .into_iter()
        .flatten()
        .collect(),
    }
}

/// Fills in how to reach a service: telephones, mailboxes, people, web address.
pub(super) fn contacts(cells: &Cells<'_>, row: &Row, service: &mut Service) {
    let mixed = cells.prose(Field::Contact).unwrap_or_default();
    let of = |field| cells.prose(field).unwrap_or_default();
    let found = service
        .description
        .clone()
        .filter(|_| row.given.detect)
        .unwrap_or_default();
    service.phones = numbers(&[&of(Field::Phone), &mixed]);
    if service.phones.is_empty() {
        service.phones = numbers(&[&found]);
    }
    let mut mailboxes = emails(&of(Field::Email));
    mailboxes.extend(emails(&mixed));
    if mailboxes.is_empty() {
        mailboxes = emails(&found);
    }
    for email in mailboxes {
        if is_personal_email(&email) {
            service.contacts.push(Contact {
                email: Some(email),
                personal: true,
                ..Contact::default()
            });
        } else if service.email.is_none() {
            service.email = Some(email);
        }
    }
    let mut person = Contact {
        name: cells
            .one(Field::ContactName)
            .as_deref()
            .and_then(text::name),
        title: cells.one(Field::ContactTitle),
        email: emails(&of(Field::ContactEmail)).into_iter().next(),
        phones: numbers(&[&of(Field::ContactPhone)]),
        personal: false,
    };
    let private_mailbox = person.email.as_deref().is_some_and(is_personal_email);
    person.personal = private_mailbox || person.name.as_deref().is_some_and(|name| !is_desk(name));
    if person != Contact::default() {
        service.contacts.push(person);
    }
    let links = row.given.links.iter().filter_map(|link| web_address(link));
    service.url = cells
        .one(Field::Url)
        .as_deref()
        .and_then(web_address)
        .or_else(|| {
            let mut links: Vec<String> = links.collect();
            // A group's own site before its page on somebody else's.
            links.sort_by_key(|link| own_domain(link).is_none());
            links.into_iter().next()
        });
}

fn numbers(cells: &[&str]) -> Vec<Phone> {
    let mut all: Vec<Phone> = Vec::new();
    for phone in cells.iter().flat_map(|cell| phones(cell)) {
        if !all.iter().any(|known| known.number == phone.number) {
            all.push(phone);
        }
    }
    all
}

/// Whether a contact's name is that of a desk and not of a person.
pub(crate) fn is_desk(name: &str) -> bool {
    const DESKS: [&str; 14] = [
        "team",
        "office",
        "reception",
        "desk",
        "enquiries",
        "service",
        "services",
        "centre",
        "helpline",
        "admin",
        "administrator",
        "manager",
        "coordinator",
        "secretary",
    ];
    text::fold(name)
        .split(' ')
        .any(|word| DESKS.contains(&word))
}

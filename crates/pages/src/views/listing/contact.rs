//! How to get in touch. Contacts marked as about a private person are never shown.

use domain::service::{Contact, Phone, Service};

use crate::safe_url::SafeUrl;

/// One way to get in touch.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct ContactRow {
    pub(super) label: &'static str,
    pub(super) value: ContactValue,
    pub(super) note: Option<String>,
}

/// What stands in the row.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum ContactValue {
    /// To ring.
    Phone { dial: String, number: String },
    /// To write to.
    Email { href: String, address: String },
    /// To open.
    Web(SafeUrl),
    /// To read.
    Words(String),
}

/// The label of the page of who runs it.
const ORGANISATION: &str = "Organisation’s website";

/// Phones first, then mailboxes, pages and desks, each said once; `from_register` tells that the
/// organization's page is the register of charities' word.
pub(super) fn contact(service: &Service, from_register: bool) -> Vec<ContactRow> {
    let desks: Vec<&Contact> = service
        .contacts
        .iter()
        .filter(|contact| !contact.personal)
        .collect();
    let phones = service
        .phones
        .iter()
        .chain(desks.iter().flat_map(|desk| &desk.phones));
    let emails = service
        .email
        .iter()
        .chain(desks.iter().filter_map(|desk| desk.email.as_ref()))
        .chain(
            service
                .organization
                .iter()
                .filter_map(|body| body.email.as_ref()),
        );
    let pages = [
        ("Website", service.url.as_ref()),
        (
            ORGANISATION,
            service
                .organization
                .as_ref()
                .and_then(|body| body.website.as_ref()),
        ),
    ];
    let rows =
        phones
            .map(phone)
            .chain(emails.map(|address| row("Email", email(address.trim()))))
            .chain(pages.into_iter().filter_map(|(label, url)| {
                Some(row(label, ContactValue::Web(SafeUrl::parse(url?)?)))
            }))
            .chain(desks.iter().filter_map(|desk| words(desk)));
    let mut said: Vec<ContactRow> = Vec::new();
    for mut row in rows {
        if from_register && row.label == ORGANISATION {
            row.note = Some("From the Charity Commission’s register".to_owned());
        }
        if !said.iter().any(|other| other.value == row.value) {
            said.push(row);
        }
    }
    said
}

fn row(label: &'static str, value: ContactValue) -> ContactRow {
    ContactRow {
        label,
        value,
        note: None,
    }
}

fn phone(phone: &Phone) -> ContactRow {
    let dial: String = phone
        .number
        .chars()
        .filter(|c| c.is_ascii_digit() || *c == '+')
        .collect();
    ContactRow {
        label: "Phone",
        value: ContactValue::Phone {
            dial,
            number: phone.number.clone(),
        },
        note: phone.description.clone(),
    }
}

/// A mailbox, with everything that could end the address or add to it percent-encoded.
fn email(address: &str) -> ContactValue {
    let mut href = "mailto:".to_owned();
    for byte in address.bytes() {
        if byte.is_ascii_alphanumeric() || b"@.-_+".contains(&byte) {
            href.push(char::from(byte));
        } else {
            href.push_str(&format!("%{byte:02X}"));
        }
    }
    ContactValue::Email {
        href,
        address: address.to_owned(),
    }
}

/// "Ask for": a desk's name and role, where no number or mailbox of its own says it already.
fn words(desk: &Contact) -> Option<ContactRow> {
    let words: Vec<&str> = desk
        .name
        .iter()
        .chain(&desk.title)
        .map(String::as_str)
        .collect();
    (!words.is_empty()).then(|| row("Ask for", ContactValue::Words(words.join(", "))))
}

#[cfg(test)]
mod tests {
    use domain::service::{Contact, Phone, Service};

    use super::{ContactValue, contact};

    #[test]
    fn a_private_persons_details_are_left_out() {
        let private = Contact {
            name: Some("canary".to_owned()),
            email: Some("canary@example.org".to_owned()),
            phones: vec![Phone {
                number: "020 7946 0018".to_owned(),
                description: None,
            }],
            personal: true,
            ..Contact::default()
        };
        let service = Service {
            contacts: vec![private],
            ..Service::default()
        };
        assert_eq!(contact(&service, false), []);
    }

    #[test]
    fn a_number_is_dialled_without_spaces_and_said_once() {
        let phone = Phone {
            number: "020 7946 0018".to_owned(),
            description: None,
        };
        let service = Service {
            phones: vec![phone.clone(), phone],
            ..Service::default()
        };
        let rows = contact(&service, false);
        assert_eq!(rows.len(), 1);
        let dialled = ContactValue::Phone {
            dial: "02079460018".to_owned(),
            number: "020 7946 0018".to_owned(),
        };
        assert_eq!(rows[0].value, dialled);
    }
}

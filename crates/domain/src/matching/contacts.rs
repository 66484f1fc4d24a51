//! Contacts: telephone numbers, mailboxes and sites, with what tells nothing left out.

use std::collections::BTreeSet;

use url::Url;

use crate::contact;
use crate::service::Service;

/// The ways to reach a statement's service.
#[derive(Debug, Clone, Default, PartialEq)]
pub(super) struct Contacts {
    /// E.164.
    pub(super) phones: BTreeSet<String>,
    /// Mailboxes in lower case.
    pub(super) emails: BTreeSet<String>,
    /// Domains of mailboxes and sites that belong to one body.
    pub(super) sites: BTreeSet<String>,
    /// Pages: host and path, where the path says something.
    pub(super) pages: BTreeSet<String>,
}

impl Contacts {
    pub(super) fn of(service: &Service) -> Self {
        let organization = service.organization.as_ref();
        let mut contacts = Self::default();
        let phones = service
            .phones
            .iter()
            .chain(service.contacts.iter().flat_map(|contact| &contact.phones));
        for phone in phones {
            let found = contact::phone_key(&phone.number).filter(|key| !is_filler(key));
            contacts.phones.extend(found);
        }
        let emails = service
            .email
            .iter()
            .chain(organization.and_then(|org| org.email.as_ref()))
            .chain(service.contacts.iter().filter_map(|c| c.email.as_ref()));
        for email in emails.flat_map(|cell| contact::emails(cell)) {
            let host = email.rsplit('@').next().unwrap_or_default();
            if !contact::is_webmail_host(host) && !tells_nothing(host) {
                contacts.sites.insert(host.to_owned());
            }
            contacts.emails.insert(email);
        }
        if let Some(url) = &service.url {
            contacts.pages.extend(page(url));
        }
        let urls = [
            service.url.as_deref(),
            organization.and_then(|org| org.website.as_deref()),
        ];
        for domain in urls.into_iter().flatten().filter_map(contact::own_domain) {
            if !tells_nothing(&domain) {
                contacts.sites.insert(domain);
            }
        }
        contacts
    }
}

/// Whether a number is one that many branches share: not tied to an area, or a helpline.
pub(super) fn is_national(phone: &str) -> bool {
    ["+443", "+448", "+445", "+44116"]
        .iter()
        .any(|prefix| phone.starts_with(prefix))
        || !phone.starts_with("+44")
}

/// A web page as host and path; nothing for the front page of a site.
pub(super) fn page(address: &str) -> Option<String> {
    let url = Url::parse(&contact::web_address(address)?).ok()?;
    let host = url.host_str()?;
    let host = host.strip_prefix("www.").unwrap_or(host);
    let path = url.path().trim_end_matches('/');
    // A tracker is not part of which page it is; any other query can be.
    let query: Vec<String> = url
        .query_pairs()
        .filter(|(key, _)| !key.starts_with("utm_") && key != "fbclid" && key != "gclid")
        .map(|(key, value)| format!("{key}={value}"))
        .collect();
    let front = path.is_empty() || path.starts_with("/index.") || path == "/home";
    if front && query.is_empty() {
        return None;
    }
    Some(format!("{host}{path}?{}", query.join("&")))
}

/// Numbers that only fill a space, though the numbering plan could have them.
fn is_filler(phone: &str) -> bool {
    let digits = phone.trim_start_matches('+');
    let repeated = digits
        .bytes()
        .rev()
        .zip(digits.bytes().rev().skip(1))
        .take_while(|(one, next)| one == next)
        .count();
    repeated >= 6 || digits.contains("1234567") || digits.contains("7654321")
}

/// Hosts of public bodies: their pages and mailboxes speak of whatever they fund or host.
fn tells_nothing(host: &str) -> bool {
    contact::is_shared_host(host)
        || ["gov.uk", "nhs.net", "nhs.uk"]
            .iter()
            .any(|body| host == *body || host.ends_with(&format!(".{body}")))
}

#[cfg(test)]
mod tests {
    use super::{Contacts, page};
    use crate::service::{Phone, Service};

    #[test]
    fn what_only_fills_a_space_is_no_contact() {
        for (phone, email, url) in [
            ("00000000000", "test@example.com", "http://example.com"),
            ("07777 777777", "n/a", "https://www.facebook.com/"),
            ("020 1234 5678", "you@yourdomain.com", "https://www.gov.uk"),
        ] {
            let service = Service {
                phones: vec![Phone {
                    number: phone.into(),
                    description: None,
                }],
                email: Some(email.into()),
                url: Some(url.into()),
                ..Service::default()
            };
            assert_eq!(Contacts::of(&service), Contacts::default(), "{phone}");
        }
    }

    #[test]
    fn a_page_is_known_without_its_scheme_and_trackers() {
        assert_eq!(
            page("https://www.hub.org.uk/tea/?utm_source=x"),
            page("http://hub.org.uk/tea")
        );
        assert_eq!(page("https://hub.org.uk/"), None);
        assert_ne!(
            page("https://d.gov.uk/s?id=1"),
            page("https://d.gov.uk/s?id=2")
        );
    }
}

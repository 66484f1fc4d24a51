//! What looks like somebody taking an entry over, or filling it with advertising: it waits for a
//! moderator, and what was published stays meanwhile.
//!
//! The signs are those that directories report of entries that were taken over: every way of reaching
//! the group swapped at once, a link that leads somewhere new, and text made of links.

use std::collections::BTreeSet;

use crate::contact::{is_shared_host, is_webmail_host, own_domain, phone_key, web_addresses};
use crate::service::Service;

/// From so many ways of reaching a group on, changing all of them at once is suspicious. Who has one
/// number and gets another has only one to change.
const SEVERAL: usize = 2;
/// So many links in what is meant to be read are too many.
const MANY_LINKS: usize = 3;

/// Why an edit waits.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum Suspicion {
    /// No way of reaching the group is left of those that were shown.
    AllContactsChanged,
    /// A link leads to a host that nothing led to before.
    NewDomain(String),
    /// The text is full of links.
    FullOfLinks,
}

impl Suspicion {
    /// The name in the store and on the wire.
    #[must_use]
    pub fn as_str(&self) -> &'static str {
        match self {
            Self::AllContactsChanged => "all_contacts_changed",
            Self::NewDomain(_) => "new_domain",
            Self::FullOfLinks => "full_of_links",
        }
    }

    /// Why, as a sentence for people.
    #[must_use]
    pub fn words(&self) -> String {
        match self {
            Self::AllContactsChanged => {
                "All telephone numbers and e-mail addresses are others than before.".to_owned()
            }
            Self::NewDomain(host) => format!("A link leads to {host}, which is new here."),
            Self::FullOfLinks => "There are many links in the text.".to_owned(),
        }
    }
}

/// What is suspicious about `after` where `before` is shown now. For a new listing `before` is empty.
#[must_use]
pub fn suspicions(before: &Service, after: &Service) -> Vec<Suspicion> {
    let mut found = Vec::new();
    let (old, new) = (reached_by(before), reached_by(after));
    if old.len() >= SEVERAL && old.is_disjoint(&new) {
        found.push(Suspicion::AllContactsChanged);
    }
    let known: BTreeSet<String> = hosts(before).chain(mail_hosts(before)).collect();
    if !known.is_empty() {
        let strange: BTreeSet<String> = hosts(after)
            .filter(|host| !known.contains(host) && !is_shared_host(host))
            .collect();
        found.extend(strange.into_iter().map(Suspicion::NewDomain));
    }
    if links_in_text(after) >= MANY_LINKS && links_in_text(after) > links_in_text(before) {
        found.push(Suspicion::FullOfLinks);
    }
    found
}

fn reached_by(service: &Service) -> BTreeSet<String> {
    let desk = service.organization.iter().flat_map(|o| &o.email);
    let people = service.contacts.iter();
    let mails = service
        .email
        .iter()
        .chain(desk)
        .chain(people.clone().flat_map(|contact| &contact.email))
        .map(|email| email.to_lowercase());
    let phones = service
        .phones
        .iter()
        .chain(people.flat_map(|contact| &contact.phones))
        .map(|phone| phone_key(&phone.number).unwrap_or_else(|| phone.number.clone()));
    mails.chain(phones).collect()
}

/// What people read, as running text.
fn texts(service: &Service) -> impl Iterator<Item = &str> {
    std::iter::once(service.name.as_str())
        .chain(service.description.as_deref())
        .chain(service.application_process.as_deref())
        .chain(service.hours_text.as_deref())
        .chain(service.eligibility.description.as_deref())
        .chain(
            service
                .organization
                .iter()
                .filter_map(|o| o.description.as_deref()),
        )
}

fn links_in_text(service: &Service) -> usize {
    texts(service).map(|text| web_addresses(text).len()).sum()
}

fn hosts(service: &Service) -> impl Iterator<Item = String> {
    let named = service.url.clone().into_iter().chain(
        service
            .organization
            .iter()
            .filter_map(|o| o.website.clone()),
    );
    named
        .chain(texts(service).flat_map(web_addresses))
        .filter_map(|address| own_domain(&address))
}

/// Hosts of mailboxes that are a group's own: a web site there is no surprise.
fn mail_hosts(service: &Service) -> impl Iterator<Item = String> {
    let mails = service
        .email
        .clone()
        .into_iter()
        .chain(service.organization.iter().filter_map(|o| o.email.clone()));
    mails
        .filter_map(|email| email.rsplit_once('@').map(|(_, host)| host.to_lowercase()))
        .filter(|host| !is_webmail_host(host))
}

#[cfg(test)]
mod tests {
    use super::suspicions;
    use crate::service::{Phone, Service};

    fn service(phones: &[&str], email: Option<&str>, url: Option<&str>, text: &str) -> Service {
        Service {
            name: "Lunch club".into(),
            phones: phones
                .iter()
                .map(|number| Phone {
                    number: (*number).to_owned(),
                    description: None,
                })
                .collect(),
            email: email.map(str::to_owned),
            url: url.map(str::to_owned),
            description: Some(text.to_owned()),
            ..Service::default()
        }
    }

    fn check(before: &Service, after: &Service, expected: &[&str]) {
        let words: Vec<String> = suspicions(before, after)
            .iter()
            .map(super::Suspicion::words)
            .collect();
        assert_eq!(words, expected);
    }

    const PHONE: &str = "020 7946 0018";
    const OTHER: &str = "020 7946 0999";
    const MAIL: &str = "desk@lunchclub.org.uk";

    #[test]
    fn swapping_every_contact_is_suspicious_and_one_of_them_is_not() {
        let before = service(&[PHONE], Some(MAIL), None, "");
        let all = "All telephone numbers and e-mail addresses are others than before.";
        check(
            &before,
            &service(&[OTHER], Some("new@gmail.com"), None, ""),
            &[all],
        );
        check(&before, &service(&[], None, None, ""), &[all]);
        check(&before, &service(&[OTHER], Some(MAIL), None, ""), &[]);
        check(
            &before,
            &service(&["+44 20 7946 0018"], Some("new@gmail.com"), None, ""),
            &[],
        );
    }

    #[test]
    fn who_has_one_number_may_change_it() {
        check(
            &service(&[PHONE], None, None, ""),
            &service(&[OTHER], None, None, ""),
            &[],
        );
    }

    #[test]
    fn a_link_to_a_new_domain_is_suspicious() {
        let before = service(&[PHONE], None, Some("https://www.lunchclub.org.uk/"), "");
        let at = |url| service(&[PHONE], None, Some(url), "");
        check(&before, &at("https://lunchclub.org.uk/new"), &[]);
        check(&before, &at("https://www.facebook.com/lunchclub"), &[]);
        let strange = "A link leads to cheap-loans.co.uk, which is new here.";
        check(&before, &at("https://cheap-loans.co.uk/"), &[strange]);
        let hidden = service(
            &[PHONE],
            None,
            Some("https://www.lunchclub.org.uk/"),
            "See https://cheap-loans.co.uk/ now",
        );
        check(&before, &hidden, &[strange]);
    }

    #[test]
    fn the_first_web_site_is_no_surprise() {
        let first = service(&[PHONE], None, Some("https://lunchclub.org.uk/"), "");
        check(&service(&[PHONE], None, None, ""), &first, &[]);
        let with_mail = service(&[PHONE], Some(MAIL), None, "");
        let site = service(&[PHONE], Some(MAIL), Some("https://lunchclub.org.uk/"), "");
        check(&with_mail, &site, &[]);
    }

    #[test]
    fn a_text_full_of_links_is_suspicious_in_a_new_entry_too() {
        let text = "https://a.org.uk https://b.org.uk https://c.org.uk";
        let full = service(&[], None, None, text);
        check(
            &Service::default(),
            &full,
            &["There are many links in the text."],
        );
        check(&full, &full, &[]);
    }
}

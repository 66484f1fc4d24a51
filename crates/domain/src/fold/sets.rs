//! Unions without near-duplicates: one telephone in two spellings is one telephone.
//!
//! Each function walks the statements in the order of belief and gives every value with the
//! statements that say it, the believed one first.

use crate::contact;
use crate::fold::{Discretion, Said};
use crate::service::{Contact, Location, Phone, Service, ServiceAtLocation};
use crate::statement::StatementKey;
use crate::text;

/// A value and who says it.
type Spoken<T> = (T, Vec<StatementKey>);

/// Places nearer than this, in metres, are one when neither has a postcode of its own.
const SAME_PLACE_M: f64 = 60.0;
/// Places further apart than this, in metres, are two even when their addresses read alike: a
/// position can be that of the postcode, but not that of the next street of the same name.
const SAME_ADDRESS_M: f64 = 500.0;

/// Every distinct value, compared by a key.
pub(super) fn distinct<T: Clone, K: PartialEq>(
    said: &[Said<'_>],
    list: impl Fn(&Service) -> &Vec<T>,
    key: impl Fn(&T) -> K,
) -> Vec<Spoken<T>> {
    let mut united: Vec<Spoken<T>> = Vec::new();
    for said in said {
        for value in list(&said.statement.service) {
            add(&mut united, value, |other| key(other) == key(value), said);
        }
    }
    united
}

/// Distinct words, whatever their case and punctuation.
pub(super) fn words(
    said: &[Said<'_>],
    list: impl Fn(&Service) -> &Vec<String>,
) -> Vec<Spoken<String>> {
    distinct(said, list, |word| text::fold(word))
}

/// Every name that a statement gives, the alternative ones too.
pub(super) fn named(said: &[Said<'_>]) -> Vec<Spoken<String>> {
    let mut united: Vec<Spoken<String>> = Vec::new();
    for said in said {
        let service = &said.statement.service;
        for name in std::iter::once(&service.name).chain(&service.alternate_names) {
            add(
                &mut united,
                name,
                |other| text::fold(other) == text::fold(name),
                said,
            );
        }
    }
    united
}

/// Telephones, one for each number however it is spaced.
pub(super) fn phones(said: &[Said<'_>]) -> Vec<Spoken<Phone>> {
    distinct(said, |s| &s.phones, number)
}

/// A number however it is spaced, or as it stands when it cannot be read.
fn number(phone: &Phone) -> String {
    contact::phone_key(&phone.number).unwrap_or_else(|| phone.number.clone())
}

/// Desks to ask; private persons are left out, be it that only one source calls them so.
pub(super) fn contacts(said: &[Said<'_>], discretion: &Discretion) -> Vec<Spoken<Contact>> {
    distinct(
        said,
        |s| &s.contacts,
        |contact| {
            (
                contact.name.as_deref().map(text::fold),
                contact.email.as_deref().map(str::to_lowercase),
                contact.phones.iter().map(number).collect::<Vec<String>>(),
            )
        },
    )
    .into_iter()
    .filter(|(contact, _)| discretion.may_name(contact))
    .collect()
}

/// Places: one for each address; what the believed statement leaves out is filled from the others.
pub(super) fn places(said: &[Said<'_>]) -> Vec<Spoken<ServiceAtLocation>> {
    let mut united: Vec<Spoken<ServiceAtLocation>> = Vec::new();
    for said in said {
        for at in &said.statement.service.service_at_locations {
            let key = &said.statement.key;
            if let Some((known, keys)) = united
                .iter_mut()
                .find(|(known, _)| same_place(&known.location, &at.location))
            {
                fill(known, at);
                if !keys.contains(key) {
                    keys.push(key.clone());
                }
            } else {
                united.push((at.clone(), vec![key.clone()]));
            }
        }
    }
    united
}

fn same_place(a: &Location, b: &Location) -> bool {
    if let (Some(one), Some(other)) = (&a.postcode, &b.postcode) {
        return one == other;
    }
    let apart = match (a.position, b.position) {
        (Some(one), Some(other)) => Some(one.distance_m(other)),
        _ => None,
    };
    match apart {
        Some(metres) if metres <= SAME_PLACE_M => true,
        Some(metres) if metres > SAME_ADDRESS_M => false,
        _ => same_address(a, b),
    }
}

/// One address in one line or in three, with the county or without: the shorter begins the longer.
fn same_address(a: &Location, b: &Location) -> bool {
    let words = |location: &Location| {
        let lines = if location.address.is_empty() {
            location.name.clone().unwrap_or_default()
        } else {
            location.address.join(" ")
        };
        let folded = text::fold(&lines);
        folded
            .split_whitespace()
            .map(str::to_owned)
            .collect::<Vec<String>>()
    };
    let (a, b) = (words(a), words(b));
    let (shorter, longer) = if a.len() <= b.len() { (a, b) } else { (b, a) };
    // One word, such as a town, begins too many.
    shorter == longer && !shorter.is_empty() || shorter.len() >= 2 && longer.starts_with(&shorter)
}

/// Fills what is missing. A position that the source gave beats one derived from a postcode.
fn fill(known: &mut ServiceAtLocation, other: &ServiceAtLocation) {
    use crate::service::Precision;
    let (to, from) = (&mut known.location, &other.location);
    let derived = to.precision != Some(Precision::Given);
    if to.position.is_none() || (derived && from.precision == Some(Precision::Given)) {
        to.position = from.position;
        to.precision = from.precision;
    }
    if to.name.is_none() {
        to.name.clone_from(&from.name);
    }
    if to.address.is_empty() {
        to.address.clone_from(&from.address);
    }
    if to.postcode.is_none() {
        to.postcode.clone_from(&from.postcode);
    }
    if to.local_authority.is_none() {
        to.local_authority.clone_from(&from.local_authority);
    }
    to.uprn = to.uprn.or(from.uprn);
    to.area_only |= from.area_only;
    if known.schedules.is_empty() {
        known.schedules.clone_from(&other.schedules);
    }
}

/// Adds a value, or a voice to the value that is there already.
fn add<T: Clone>(
    united: &mut Vec<Spoken<T>>,
    value: &T,
    same: impl Fn(&T) -> bool,
    said: &Said<'_>,
) {
    let key = &said.statement.key;
    match united.iter_mut().find(|(other, _)| same(other)) {
        None => united.push((value.clone(), vec![key.clone()])),
        Some((_, keys)) if !keys.contains(key) => keys.push(key.clone()),
        Some(_) => {}
    }
}

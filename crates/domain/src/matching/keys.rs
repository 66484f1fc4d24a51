//! Which statements are worth comparing.

use std::collections::BTreeSet;

use super::names::name_key;
use crate::contact;
use crate::statement::Statement;

/// The blocking keys of a statement: statements that share none are never compared.
///
/// Each key is `kind:value`. Name and place together are one key, so that "Lunch club" of two
/// boroughs never meets; a name alone is one only for a service without a place.
#[must_use]
pub fn keys(statement: &Statement) -> Vec<String> {
    let service = &statement.service;
    let name = name_key(&service.name);
    let mut keys = BTreeSet::new();
    if name.is_empty() {
        return Vec::new();
    }
    let mut placed = false;
    for location in service.locations() {
        if let Some(postcode) = &location.postcode {
            placed = true;
            keys.insert(format!("name-postcode:{name}|{postcode}"));
        }
    }
    for phone in service
        .phones
        .iter()
        .filter_map(|phone| contact::phone_key(&phone.number))
    {
        keys.insert(format!("name-phone:{name}|{phone}"));
    }
    if let Some(domain) = service.url.as_deref().and_then(contact::own_domain) {
        keys.insert(format!("name-web:{name}|{domain}"));
    }
    if !placed && let Some(organization) = &service.organization {
        keys.insert(format!(
            "name-organization:{name}|{}",
            name_key(&organization.name)
        ));
    }
    keys.into_iter().collect()
}

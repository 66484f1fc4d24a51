//! How the two statements say that somebody can be reached: telephone, e-mail, web.

use std::collections::BTreeSet;

use super::{Evidence, says};
use crate::contact::is_webmail_host;
use crate::matching::compare::Feature;
use crate::matching::contacts::{Contacts, is_national};
use crate::matching::sketch::Sketch;
use crate::matching::weights::Weights;

/// Ways of contact. They go together, so each further one that agrees counts less.
pub(super) fn contacts(a: &Sketch, b: &Sketch, weights: &Weights) -> Vec<Evidence> {
    let (of_a, of_b) = (&a.contacts, &b.contacts);
    let apart = |a: &BTreeSet<String>, b: &BTreeSet<String>| {
        !a.is_empty() && !b.is_empty() && a.is_disjoint(b)
    };
    let mut agree = Vec::new();
    let mut differ = Vec::new();
    let mut shared: Vec<&String> = of_a.phones.intersection(&of_b.phones).collect();
    shared.sort_by_key(|phone| is_national(phone));
    match shared.first() {
        Some(phone) if is_national(phone) => agree.push(says(
            Feature::Phone,
            weights.phone.same_national,
            format!("the same national telephone number: {phone}"),
        )),
        Some(phone) => agree.push(says(
            Feature::Phone,
            weights.phone.same,
            format!("the same telephone number: {phone}"),
        )),
        None if apart(&of_a.phones, &of_b.phones) => differ.push(says(
            Feature::Phone,
            weights.phone.different,
            "different telephone numbers",
        )),
        None => {}
    }
    match of_a.emails.intersection(&of_b.emails).next() {
        Some(email) => agree.push(says(
            Feature::Email,
            weights.email.same,
            format!("the same e-mail address: {email}"),
        )),
        None if apart(&of_a.emails, &of_b.emails) && !one_body(of_a, of_b) => differ.push(says(
            Feature::Email,
            weights.email.different,
            "different e-mail addresses",
        )),
        None => {}
    }
    if let Some(page) = of_a.pages.intersection(&of_b.pages).next() {
        let page = page.trim_end_matches('?');
        agree.push(says(
            Feature::Web,
            weights.web.same_page,
            format!("the same web page: {page}"),
        ));
    } else if let Some(site) = of_a.sites.intersection(&of_b.sites).next() {
        agree.push(says(
            Feature::Web,
            weights.web.same_site,
            format!("the same web site: {site}"),
        ));
    } else if apart(&of_a.sites, &of_b.sites) {
        differ.push(says(
            Feature::Web,
            weights.web.different,
            "different web sites",
        ));
    }
    damp(&mut agree, weights.damping);
    agree.extend(differ);
    agree
}

/// Whether both have a mailbox at one host that is not everybody's: a library's own and the council's.
fn one_body(a: &Contacts, b: &Contacts) -> bool {
    let hosts = |of: &'_ Contacts| -> BTreeSet<String> {
        of.emails
            .iter()
            .filter_map(|email| email.rsplit('@').next())
            .filter(|host| !is_webmail_host(host))
            .map(str::to_owned)
            .collect()
    };
    !hosts(a).is_disjoint(&hosts(b))
}

/// For each rival by itself the strongest counts whole, the next by the factor, and so on.
fn damp(evidence: &mut [Evidence], factor: f64) {
    let bits: Vec<[f64; 4]> = evidence.iter().map(|one| one.bits.into()).collect();
    let mut damped = bits.clone();
    for rival in 0..4 {
        let mut order: Vec<usize> = (0..bits.len()).collect();
        order.sort_by(|x, y| bits[*y][rival].total_cmp(&bits[*x][rival]));
        let mut share = 1.0;
        for at in order {
            damped[at][rival] *= share;
            share *= factor;
        }
    }
    for (one, bits) in evidence.iter_mut().zip(damped) {
        one.bits = bits.into();
    }
}

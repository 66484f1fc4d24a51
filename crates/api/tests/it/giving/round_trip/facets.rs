//! What is compared: each field of a service as a set of texts, empty where nothing is said.

use std::collections::BTreeSet;

use domain::service::{Location, Organization, Service, ServiceStatus};

type Texts = BTreeSet<String>;
type Facet = fn(&Service) -> Texts;

/// Every field, in the words of the document.
pub(super) const FACETS: &[(&str, Facet)] = &[
    ("name", |s| some(&s.name)),
    ("other names", |s| {
        s.alternate_names.iter().cloned().collect()
    }),
    ("description", |s| each(&s.description)),
    ("web address", |s| each(&s.url)),
    ("e-mail", |s| each(&s.email)),
    ("that it is shut", |s| {
        let shut = s.status != ServiceStatus::Active;
        shut.then(|| format!("{:?}", s.status))
            .into_iter()
            .collect()
    }),
    ("until when", |s| each(&s.closed_until)),
    ("organization", |s| of(s, |o| some(&o.name))),
    ("its description", |s| of(s, |o| each(&o.description))),
    ("its site", |s| of(s, |o| each(&o.website))),
    ("its e-mail", |s| of(s, |o| each(&o.email))),
    ("its numbers", |s| {
        of(s, |o| {
            let numbers = o.identifiers.iter();
            numbers
                .map(|id| format!("{} {}", id.scheme, id.identifier))
                .collect()
        })
    }),
    ("telephones", |s| {
        s.phones.iter().map(|phone| phone.number.clone()).collect()
    }),
    ("what each is for", |s| {
        let told = s.phones.iter().filter(|phone| phone.description.is_some());
        told.map(|phone| format!("{phone:?}")).collect()
    }),
    ("contacts", |s| {
        let desks = s.contacts.iter().filter(|contact| !contact.personal);
        desks.map(|contact| format!("{contact:?}")).collect()
    }),
    ("names of places", |s| places(s, |at| each(&at.name))),
    ("addresses", |s| {
        places(s, |at| some(&at.address.join(", ")))
    }),
    ("postcodes", |s| places(s, |at| each(&at.postcode))),
    ("coordinates", |s| {
        places(s, |at| {
            let near =
                |at: domain::position::Position| format!("{:.5} {:.5}", at.latitude, at.longitude);
            at.position.map(near).into_iter().collect()
        })
    }),
    ("property numbers (UPRN)", |s| {
        places(s, |at| each(&at.uprn))
    }),
    ("sessions as rules", |s| {
        s.all_schedules().map(json).collect()
    }),
    ("which session is at which place", |s| {
        let of_place = |at: &domain::service::ServiceAtLocation| {
            let place = at.location.address.join(", ");
            let there = at.schedules.iter();
            there
                .map(|schedule| format!("{place}: {}", json(schedule)))
                .collect::<Texts>()
        };
        s.service_at_locations.iter().flat_map(of_place).collect()
    }),
    ("the source's own words of times", |s| each(&s.hours_text)),
    ("prices", |s| {
        let priced = s.cost_options.iter().filter_map(|cost| cost.amount_pence);
        priced.map(|pence| pence.to_string()).collect()
    }),
    ("words about prices", |s| {
        let told = s
            .cost_options
            .iter()
            .flat_map(|cost| [&cost.option, &cost.amount_description]);
        told.flatten().cloned().collect()
    }),
    ("whom it is for, in words", |s| {
        each(&s.eligibility.description)
    }),
    ("ages", |s| {
        let ages = [
            ("from", s.eligibility.minimum_age),
            ("to", s.eligibility.maximum_age),
        ];
        ages.iter()
            .filter_map(|(word, age)| Some(format!("{word} {}", (*age)?)))
            .collect()
    }),
    ("languages", |s| s.languages.iter().cloned().collect()),
    ("accessibility", |s| {
        s.accessibility.iter().cloned().collect()
    }),
    ("areas served", |s| {
        s.service_areas
            .iter()
            .map(|area| area.name.clone())
            .collect()
    }),
    ("their codes", |s| {
        s.service_areas
            .iter()
            .filter_map(|area| area.code.clone())
            .collect()
    }),
    ("their outlines", |s| {
        s.service_areas
            .iter()
            .filter_map(|area| area.extent.clone())
            .collect()
    }),
    ("categories", |s| {
        s.taxonomy_terms
            .iter()
            .map(|term| term.name.clone())
            .collect()
    }),
    ("their codes and vocabularies", |s| {
        s.taxonomy_terms.iter().map(json).collect()
    }),
    ("how people take part", |s| {
        s.attendance.iter().map(json).collect()
    }),
    ("how to join", |s| each(&s.application_process)),
    ("whether there is room", |s| {
        s.capacity.iter().map(json).collect()
    }),
    ("when a person last confirmed it", |s| each(&s.assured_date)),
];

fn some(text: &str) -> Texts {
    let text = text.trim();
    (!text.is_empty())
        .then(|| text.to_owned())
        .into_iter()
        .collect()
}

fn each<T: ToString>(value: &Option<T>) -> Texts {
    value.iter().map(ToString::to_string).collect()
}

fn json<T: serde::Serialize>(value: &T) -> String {
    serde_json::to_string(value).unwrap()
}

/// Something of the organization, where a source named one.
fn of(service: &Service, what: fn(&Organization) -> Texts) -> Texts {
    let named = service
        .organization
        .iter()
        .filter(|organization| !organization.inferred);
    named.flat_map(what).collect()
}

fn places(service: &Service, what: fn(&Location) -> Texts) -> Texts {
    service.locations().flat_map(what).collect()
}

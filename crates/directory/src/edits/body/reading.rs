//! From JSON to a service, or to everything that is wrong with the JSON.

use domain::schedule::Frequency;
use domain::service::{
    Attendance, Capacity, CostOption, Eligibility, Service, ServiceStatus, TaxonomyTerm,
};
use serde_json::Value;

use super::reader::{Object, Reader};
use crate::Flaw;

mod places;
mod reach;
mod schedules;

/// The most elements of a list.
const MOST: usize = 50;
/// The most pence of a price: £10,000.
const DEAREST: u64 = 1_000_000;
/// The greatest age, in years.
const OLDEST: u64 = 120;

const FIELDS: [&str; 23] = [
    "name",
    "alternate_names",
    "description",
    "status",
    "closed_until",
    "organization",
    "website",
    "email",
    "phones",
    "contacts",
    "locations",
    "schedules",
    "hours_text",
    "cost_options",
    "eligibility",
    "languages",
    "accessibility",
    "service_areas",
    "taxonomy_terms",
    "attendance",
    "application_process",
    "capacity",
    "last_confirmed",
];

/// Reads what is said at first hand.
///
/// # Errors
/// Everything that is wrong with it, in the order of the fields.
pub fn read(body: &Value) -> Result<Service, Vec<Flaw>> {
    let mut reader = Reader::default();
    let Some(object) = reader.object(body, String::new(), &FIELDS) else {
        return Err(reader.flaws);
    };
    let service = reader.service(&object);
    if reader.flaws.is_empty() {
        Ok(service)
    } else {
        Err(reader.flaws)
    }
}

impl Reader {
    fn service(&mut self, object: &Object<'_>) -> Service {
        let name = self.line(object, "name").unwrap_or_default();
        if !name.chars().any(char::is_alphanumeric) {
            let message = "must be the name that people know it by";
            self.fault(object.at("name"), message, "Brixton lunch club");
        }
        let status = self.word(object, "status", &STATUSES);
        let closed_until = self.date(object, "closed_until");
        if closed_until.is_some() && status != Some(ServiceStatus::TemporarilyClosed) {
            let message = "is for a status of temporarily_closed only";
            self.fault(object.at("closed_until"), message, "temporarily_closed");
        }
        let capacity = self.word(object, "capacity", &CAPACITIES);
        Service {
            name,
            alternate_names: self.lines(object, "alternate_names", MOST),
            description: self.prose(object, "description"),
            url: self.web(object, "website"),
            email: self.email(object, "email"),
            status: status.unwrap_or_default(),
            closed_until,
            organization: self.organization(object),
            phones: self.phones(object),
            contacts: self.contacts(object),
            service_at_locations: self.locations(object),
            schedules: self.schedules(object),
            hours_text: self.prose(object, "hours_text"),
            cost_options: self.costs(object),
            eligibility: self.eligibility(object),
            languages: self.lines(object, "languages", MOST),
            accessibility: self.lines(object, "accessibility", MOST),
            service_areas: self.areas(object),
            taxonomy_terms: self.terms(object),
            attendance: self.attendance(object),
            application_process: self.prose(object, "application_process"),
            capacity,
            ..Service::default()
        }
    }

    /// One of some words.
    fn word<T: Copy>(
        &mut self,
        object: &Object<'_>,
        field: &str,
        words: &[(&'static str, T)],
    ) -> Option<T> {
        let text = self.line(object, field)?;
        let found = words.iter().find(|(word, _)| *word == text);
        if found.is_none() {
            let all: Vec<&str> = words.iter().map(|(word, _)| *word).collect();
            let message = format!("must be one of {}", all.join(", "));
            self.fault(object.at(field), message, words[0].0);
        }
        found.map(|(_, value)| *value)
    }

    fn costs(&mut self, object: &Object<'_>) -> Vec<CostOption> {
        let fields = ["option", "amount_pence", "currency", "amount_description"];
        let mut costs = Vec::new();
        for (value, pointer) in self.list(object, "cost_options", MOST) {
            let Some(price) = self.object(value, pointer.clone(), &fields) else {
                continue;
            };
            self.word(&price, "currency", &[("GBP", ())]);
            let amount = self.number(&price, "amount_pence", DEAREST);
            let cost = CostOption {
                option: self.line(&price, "option"),
                amount_pence: amount.and_then(|pence| u32::try_from(pence).ok()),
                amount_description: self.line(&price, "amount_description"),
            };
            let is_said = cost.amount_pence.is_some() || cost.amount_description.is_some();
            if !is_said && price.value("amount_pence").is_none() {
                let message = "must say the price in pence, or in words";
                self.fault(pointer, message, "{\"amount_pence\": 0}");
            }
            costs.push(cost);
        }
        costs
    }

    fn eligibility(&mut self, object: &Object<'_>) -> Eligibility {
        let Some(value) = object.value("eligibility") else {
            return Eligibility::default();
        };
        let fields = ["description", "minimum_age", "maximum_age"];
        let Some(who) = self.object(value, object.at("eligibility"), &fields) else {
            return Eligibility::default();
        };
        let age = |years: Option<u64>| years.and_then(|years| u8::try_from(years).ok());
        let eligibility = Eligibility {
            description: self.prose(&who, "description"),
            minimum_age: age(self.number(&who, "minimum_age", OLDEST)),
            maximum_age: age(self.number(&who, "maximum_age", OLDEST)),
        };
        if let (Some(least), Some(most)) = (eligibility.minimum_age, eligibility.maximum_age)
            && most < least
        {
            let message = "must not be less than minimum_age";
            self.fault(who.at("maximum_age"), message, "99");
        }
        eligibility
    }

    fn terms(&mut self, object: &Object<'_>) -> Vec<TaxonomyTerm> {
        let mut terms = Vec::new();
        let fields = ["vocabulary", "code", "name"];
        for (value, pointer) in self.list(object, "taxonomy_terms", MOST) {
            let Some(term) = self.object(value, pointer.clone(), &fields) else {
                continue;
            };
            let parts = (
                self.line(&term, "vocabulary"),
                self.line(&term, "code"),
                self.line(&term, "name"),
            );
            match parts {
                (Some(vocabulary), Some(code), Some(name)) => terms.push(TaxonomyTerm {
                    vocabulary,
                    code,
                    name,
                }),
                _ => self.fault(pointer, "must have a vocabulary, a code and a name", "…"),
            }
        }
        terms
    }

    fn attendance(&mut self, object: &Object<'_>) -> Vec<Attendance> {
        let mut ways: Vec<Attendance> = Vec::new();
        for (value, pointer) in self.list(object, "attendance", 4) {
            let way = ATTENDANCES
                .iter()
                .find(|(word, _)| value.as_str() == Some(word));
            match way {
                Some((_, way)) if !ways.contains(way) => ways.push(*way),
                Some(_) => {}
                None => {
                    let message = "must be one of in_person, phone, online, home";
                    self.fault(pointer, message, "in_person");
                }
            }
        }
        ways
    }
}

pub(super) const STATUSES: [(&str, ServiceStatus); 4] = [
    ("active", ServiceStatus::Active),
    ("inactive", ServiceStatus::Inactive),
    ("defunct", ServiceStatus::Defunct),
    ("temporarily_closed", ServiceStatus::TemporarilyClosed),
];
pub(super) const CAPACITIES: [(&str, Capacity); 3] = [
    ("open", Capacity::Open),
    ("waiting_list", Capacity::WaitingList),
    ("full", Capacity::Full),
];
pub(super) const ATTENDANCES: [(&str, Attendance); 4] = [
    ("in_person", Attendance::InPerson),
    ("phone", Attendance::Phone),
    ("online", Attendance::Online),
    ("home", Attendance::Home),
];
pub(super) const FREQUENCIES: [(&str, Frequency); 4] = [
    ("weekly", Frequency::Weekly),
    ("fortnightly", Frequency::Fortnightly),
    ("monthly", Frequency::Monthly),
    ("once", Frequency::Once),
];

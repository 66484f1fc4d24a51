//! From JSON to a service, or to everything that is wrong with the JSON.

use chrono::Weekday;
use domain::contact;
use domain::position::Position;
use domain::postcode::Postcode;
use domain::recurrence;
use domain::schedule::{Frequency, Schedule, weekday_name};
use domain::service::{
    Attendance, Capacity, Contact, CostOption, Eligibility, Location, Organization,
    OrganizationIdentifier, Phone, Precision, Service, ServiceArea, ServiceAtLocation,
    ServiceStatus, TaxonomyTerm,
};
use serde_json::Value;

use super::reader::{Object, Reader};
use crate::Flaw;

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

    fn web(&mut self, object: &Object<'_>, field: &str) -> Option<String> {
        let expected = (
            "must be a web address such as https://www.lunchclub.org.uk",
            "https://www.lunchclub.org.uk",
        );
        self.parsed(object, field, expected, contact::web_address)
    }

    fn email(&mut self, object: &Object<'_>, field: &str) -> Option<String> {
        let expected = (
            "must be one e-mail address, such as info@lunchclub.org.uk",
            "info@lunchclub.org.uk",
        );
        self.parsed(object, field, expected, |text| {
            let found = contact::emails(text);
            match found.as_slice() {
                [one] if text.eq_ignore_ascii_case(one) => Some(one.clone()),
                _ => None,
            }
        })
    }

    fn organization(&mut self, object: &Object<'_>) -> Option<Organization> {
        let (value, pointer) = (object.value("organization")?, object.at("organization"));
        let fields = ["name", "description", "website", "email", "identifiers"];
        let organization = self.object(value, pointer, &fields)?;
        let name = self.line(&organization, "name");
        if name.is_none() {
            let message = "must be the name of whoever runs it";
            self.fault(organization.at("name"), message, "Brixton Lunch");
        }
        let mut identifiers = Vec::new();
        for (value, pointer) in self.list(&organization, "identifiers", MOST) {
            let Some(number) = self.object(value, pointer.clone(), &["scheme", "identifier"])
            else {
                continue;
            };
            let parts = (
                self.line(&number, "scheme"),
                self.line(&number, "identifier"),
            );
            match parts {
                (Some(scheme), Some(identifier)) => {
                    identifiers.push(OrganizationIdentifier::new(scheme, identifier));
                }
                _ => self.fault(pointer, "must have a scheme and an identifier", "GB-CHC"),
            }
        }
        Some(Organization {
            name: name.unwrap_or_default(),
            description: self.prose(&organization, "description"),
            website: self.web(&organization, "website"),
            email: self.email(&organization, "email"),
            identifiers,
            inferred: false,
        })
    }

    fn phones(&mut self, object: &Object<'_>) -> Vec<Phone> {
        let mut phones = Vec::new();
        for (value, pointer) in self.list(object, "phones", MOST) {
            let Some(phone) = self.object(value, pointer, &["number", "description"]) else {
                continue;
            };
            let expected = (
                "must be one telephone number, such as 020 7946 0018",
                "020 7946 0018",
            );
            let number = self.parsed(&phone, "number", expected, |text| {
                let mut found = contact::phones(text);
                (found.len() == 1).then(|| found.remove(0).number)
            });
            if number.is_none() && phone.value("number").is_none() {
                self.fault(phone.at("number"), expected.0, expected.1);
            }
            let description = self.line(&phone, "description");
            phones.extend(number.map(|number| Phone {
                number,
                description,
            }));
        }
        phones
    }

    fn contacts(&mut self, object: &Object<'_>) -> Vec<Contact> {
        let mut contacts = Vec::new();
        let fields = ["name", "title", "email", "phones", "consent"];
        for (value, pointer) in self.list(object, "contacts", MOST) {
            let Some(person) = self.object(value, pointer, &fields) else {
                continue;
            };
            let name = self.line(&person, "name");
            let consent = self.boolean(&person, "consent");
            if name.is_some() && !consent {
                let message = "must be true: a name is shown only when whoever bears it agrees";
                self.fault(person.at("consent"), message, "true");
            }
            contacts.push(Contact {
                name,
                title: self.line(&person, "title"),
                email: self.email(&person, "email"),
                phones: self.phones(&person),
                personal: false,
            });
        }
        contacts.retain(|contact| *contact != Contact::default());
        contacts
    }

    fn locations(&mut self, object: &Object<'_>) -> Vec<ServiceAtLocation> {
        const FIELDS: [&str; 9] = [
            "name",
            "address",
            "postcode",
            "latitude",
            "longitude",
            "precision",
            "local_authority",
            "area_only",
            "schedules",
        ];
        let mut places = Vec::new();
        for (value, pointer) in self.list(object, "locations", MOST) {
            let Some(place) = self.object(value, pointer.clone(), &FIELDS) else {
                continue;
            };
            let expected = ("must be a postcode such as SW9 8DJ", "SW9 8DJ");
            let postcode = self.parsed(&place, "postcode", expected, |text| {
                Postcode::parse(text).ok()
            });
            let position = self.position(&place);
            let area_only = self.boolean(&place, "area_only");
            let authority = self.line(&place, "local_authority");
            let location = Location {
                name: self.line(&place, "name"),
                address: self.lines(&place, "address", 8),
                postcode,
                // A position that was reckoned from the postcode is reckoned again.
                precision: position.map(|_| Precision::Given),
                position,
                // Of any other place the gazetteer knows it better.
                local_authority: authority.filter(|_| area_only),
                area_only,
                ..Location::default()
            };
            let is_somewhere = location.postcode.is_some()
                || location.position.is_some()
                || location.local_authority.is_some()
                || !location.address.is_empty();
            if !is_somewhere && place.value("postcode").is_none() {
                let message = "must have a postcode or an address";
                self.fault(format!("{pointer}/postcode"), message, "SW9 8DJ");
            }
            places.push(ServiceAtLocation {
                location,
                schedules: self.schedules(&place),
            });
        }
        places
    }

    fn position(&mut self, place: &Object<'_>) -> Option<Position> {
        let precision = self.line(place, "precision");
        let degrees = (
            self.degrees(place, "latitude"),
            self.degrees(place, "longitude"),
        );
        let (Some(latitude), Some(longitude)) = degrees else {
            if degrees != (None, None) {
                let message = "latitude and longitude come together or not at all";
                self.fault(place.at("latitude"), message, "51.46");
            }
            return None;
        };
        if precision.is_some_and(|precision| precision != "given") {
            return None;
        }
        let position = Position::new(latitude, longitude)
            .ok()
            .filter(|position| position.is_in_uk_box());
        if position.is_none() {
            let message = "latitude and longitude must be of a place in the United Kingdom";
            self.fault(place.at("latitude"), message, "51.46");
        }
        position
    }

    fn schedules(&mut self, object: &Object<'_>) -> Vec<Schedule> {
        const FIELDS: [&str; 12] = [
            "frequency",
            "weekdays",
            "weeks_of_month",
            "opens_at",
            "closes_at",
            "valid_from",
            "valid_to",
            "term_time_only",
            "rrule",
            "exdates",
            "rdates",
            "description",
        ];
        let mut schedules = Vec::new();
        for (value, pointer) in self.list(object, "schedules", MOST) {
            let Some(session) = self.object(value, pointer, &FIELDS) else {
                continue;
            };
            let schedule = Schedule {
                frequency: self
                    .word(&session, "frequency", &FREQUENCIES)
                    .unwrap_or_default(),
                weekdays: self.weekdays(&session),
                weeks_of_month: self.weeks(&session),
                opens_at: self.time(&session, "opens_at"),
                closes_at: self.time(&session, "closes_at"),
                valid_from: self.date(&session, "valid_from"),
                valid_to: self.date(&session, "valid_to"),
                term_time_only: self.boolean(&session, "term_time_only"),
                rrule: self.rule(&session),
                exdates: self.dates(&session, "exdates"),
                rdates: self.dates(&session, "rdates"),
                description: self.line(&session, "description"),
            };
            self.check_schedule(&session, &schedule);
            schedules.push(schedule);
        }
        schedules
    }

    fn check_schedule(&mut self, session: &Object<'_>, schedule: &Schedule) {
        let needs_start = schedule.rrule.is_some() || schedule.frequency == Frequency::Once;
        if needs_start && schedule.valid_from.is_none() {
            let message = "must be the first date: a rule or a single date begins somewhere";
            self.fault(session.at("valid_from"), message, "2027-01-31");
        }
        let is_weekly = !needs_start;
        if is_weekly && schedule.weekdays.is_empty() && session.value("weekdays").is_none() {
            let message = "must name at least one day of the week";
            self.fault(session.at("weekdays"), message, "[\"Tuesday\"]");
        }
        if let (Some(from), Some(to)) = (schedule.valid_from, schedule.valid_to)
            && to < from
        {
            let message = "must not be before valid_from";
            self.fault(session.at("valid_to"), message, "2027-12-31");
        }
        let is_empty = schedule.opens_at.is_some() && schedule.opens_at == schedule.closes_at;
        if is_empty {
            let message = "must not be the time at which it begins";
            self.fault(session.at("closes_at"), message, "12:00");
        }
    }

    fn weekdays(&mut self, session: &Object<'_>) -> Vec<Weekday> {
        let mut days: Vec<Weekday> = Vec::new();
        for (value, pointer) in self.list(session, "weekdays", 7) {
            let day = value.as_str().and_then(|text| text.parse::<Weekday>().ok());
            match day {
                Some(day) if !days.contains(&day) => days.push(day),
                Some(_) => {}
                None => {
                    let message = "must be a day of the week such as Tuesday";
                    self.fault(pointer, message, weekday_name(Weekday::Tue));
                }
            }
        }
        days.sort_by_key(Weekday::num_days_from_monday);
        days
    }

    fn weeks(&mut self, session: &Object<'_>) -> Vec<i8> {
        let mut weeks = Vec::new();
        for (value, pointer) in self.list(session, "weeks_of_month", 5) {
            let week = value.as_i64().and_then(|week| i8::try_from(week).ok());
            match week.filter(|week| matches!(week, -1 | 1..=4)) {
                Some(week) => weeks.push(week),
                None => self.fault(pointer, "must be 1 to 4, or -1 for the last", "1"),
            }
        }
        weeks.sort_unstable();
        weeks.dedup();
        weeks
    }

    fn rule(&mut self, session: &Object<'_>) -> Option<String> {
        let text = self.line(session, "rrule")?;
        match recurrence::checked(&text) {
            Ok(rule) => Some(rule),
            Err(error) => {
                self.fault(
                    session.at("rrule"),
                    error.to_string(),
                    "FREQ=WEEKLY;BYDAY=TU",
                );
                None
            }
        }
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

    fn areas(&mut self, object: &Object<'_>) -> Vec<ServiceArea> {
        let mut areas = Vec::new();
        for (value, pointer) in self.list(object, "service_areas", MOST) {
            let Some(area) = self.object(value, pointer, &["name", "code"]) else {
                continue;
            };
            let code = self.line(&area, "code");
            let Some(name) = self.line(&area, "name").or_else(|| code.clone()) else {
                self.fault(
                    area.at("name"),
                    "must be what people call the area",
                    "Lambeth",
                );
                continue;
            };
            areas.push(ServiceArea {
                name,
                code,
                extent: None,
            });
        }
        areas
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

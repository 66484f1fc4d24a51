//! What each answer makes of what is written, or what is wrong with it.

use chrono::NaiveDate;
use directory::Violation;
use domain::hours::{self, Confidence};
use domain::postcode::Postcode;
use domain::service::{
    Contact, CostOption, Location, Organization, Phone, Precision, Service, ServiceArea,
    ServiceAtLocation, ServiceStatus,
};
use domain::{contact, cost};

use super::Step;
use super::fields::{ROOM, WAYS, not_on_text, price_text, times_text};
use crate::Pages;
use crate::handlers::editing::read::{Answers, date};
use crate::handlers::editing::work::Work;
use crate::handlers::violation;

/// The greatest age, in years.
const OLDEST: u8 = 120;

/// Takes an answer over.
pub(super) fn take(
    step: Step,
    sent: &Answers<'_>,
    work: &Work,
    service: &mut Service,
    pages: &Pages,
) -> Vec<Violation> {
    match step {
        Step::Name => name(sent, work, service),
        Step::About => {
            service.description = sent.prose("description");
            Vec::new()
        }
        Step::Place => place(sent, service, pages),
        Step::Times => times(sent, service),
        Step::Cost => costs(sent, service),
        Step::Who => who(sent, service),
        Step::Join => {
            service.application_process = sent.prose("join");
            Vec::new()
        }
        Step::Access => {
            let mut said = sent.all("access");
            said.extend(sent.lines("access_other"));
            service.accessibility = said;
            service.languages = sent.several("languages");
            Vec::new()
        }
        Step::Contact => contacts(sent, service),
        Step::Running => running(sent, service),
    }
}

fn wrong(field: &'static str, message: &str) -> Vec<Violation> {
    vec![violation(field, message.to_owned())]
}

fn name(sent: &Answers<'_>, work: &Work, service: &mut Service) -> Vec<Violation> {
    let Some(name) = sent.line("name") else {
        return wrong("name", "write the name that people know it by");
    };
    if work.is_new() {
        let organization = sent.line("organization").unwrap_or_else(|| name.clone());
        let known = service.organization.take().unwrap_or_default();
        service.organization = Some(Organization {
            name: organization,
            ..known
        });
    }
    service.name = name;
    Vec::new()
}

/// What is said of the one place there is, or is not yet; where there are more, each has a page of its
/// own.
fn place(sent: &Answers<'_>, service: &mut Service, pages: &Pages) -> Vec<Violation> {
    if service.service_at_locations.len() <= 1 {
        let before = service.locations().next().cloned().unwrap_or_default();
        let location = match location(sent, before, pages) {
            Ok(location) => location,
            Err(wrong) => return wrong,
        };
        match (location, service.service_at_locations.first_mut()) {
            (Some(location), Some(first)) => first.location = location,
            (Some(location), None) => service.service_at_locations.push(ServiceAtLocation {
                location,
                ..ServiceAtLocation::default()
            }),
            (None, _) => service.service_at_locations.clear(),
        }
    }
    reach(sent, service);
    Vec::new()
}

/// A place as it was sent, where another was said before; nothing where none is said.
pub(super) fn location(
    sent: &Answers<'_>,
    before: Location,
    pages: &Pages,
) -> Result<Option<Location>, Vec<Violation>> {
    let address = sent.lines("address");
    let mut postcode = None;
    if let Some(text) = sent.line("postcode") {
        let Ok(read) = Postcode::parse(&text) else {
            return Err(wrong(
                "postcode",
                "write a postcode such as SW9 8DJ, or leave it empty",
            ));
        };
        // A new street can be younger than our list: who gives the address as well is believed.
        if address.is_empty() && pages.directory.place(&read.to_string()).is_err() {
            let message = "we do not know this postcode: check it, or give the address as well";
            return Err(wrong("postcode", message));
        }
        postcode = Some(read);
    }
    let has_moved = before.postcode != postcode || before.address != address;
    let location = Location {
        name: sent.line("venue"),
        address,
        postcode,
        area_only: sent.has("area_only", "yes"),
        // Where it is follows from the postcode, unless somebody gave it for this very place.
        position: before.position.filter(|_| !has_moved),
        precision: before
            .precision
            .filter(|_| !has_moved)
            .or(Some(Precision::Given)),
        ..Location::default()
    };
    let is_there = location.postcode.is_some() || !location.address.is_empty();
    if location.name.is_some() && !is_there {
        return Err(wrong(
            "postcode",
            "give the postcode or the address of the building",
        ));
    }
    Ok(is_there.then_some(location))
}

/// How people take part, and which areas are served.
fn reach(sent: &Answers<'_>, service: &mut Service) {
    service.attendance = WAYS
        .iter()
        .filter(|(value, ..)| sent.has("way", value))
        .map(|(.., way)| *way)
        .collect();
    let known = std::mem::take(&mut service.service_areas);
    service.service_areas = sent
        .several("areas")
        .into_iter()
        .map(|name| {
            let same = known.iter().find(|area| area.name == name).cloned();
            same.unwrap_or(ServiceArea {
                name,
                ..ServiceArea::default()
            })
        })
        .collect();
}

fn times(sent: &Answers<'_>, service: &mut Service) -> Vec<Violation> {
    let said = sent.prose("times").unwrap_or_default();
    let mut not_on: Vec<NaiveDate> = Vec::new();
    for text in sent.several("not_on") {
        match date(&text) {
            Some(date) => not_on.push(date),
            None => {
                let message = format!("“{text}” is not a date such as 25 December 2026");
                return wrong("not_on", &message);
            }
        }
    }
    let is_as_before = said == domain::text::paragraphs(&times_text(service));
    if !is_as_before {
        let read = hours::read(&said);
        let is_read = said.is_empty() || read.confidence == Confidence::Whole;
        if !is_read && !sent.has("as_written", "yes") {
            let message = "we cannot read all of this: write each session like “every Tuesday 10 to 12”, or tick the box below";
            return wrong("times", message);
        }
        service.schedules = read.schedules;
        service.hours_text = (!said.is_empty()).then_some(said);
        for at in &mut service.service_at_locations {
            at.schedules.clear();
        }
    }
    let were = not_on_text(service);
    let places = service.service_at_locations.iter_mut();
    let all = service
        .schedules
        .iter_mut()
        .chain(places.flat_map(|at| at.schedules.iter_mut()));
    if !(is_as_before && not_on.is_empty() && were.is_empty()) {
        for session in all {
            session.exdates.clone_from(&not_on);
        }
    }
    Vec::new()
}

fn costs(sent: &Answers<'_>, service: &mut Service) -> Vec<Violation> {
    match sent.line("cost").as_deref() {
        Some("free") if service.is_free() => {}
        Some("free") => {
            service.cost_options = vec![CostOption {
                amount_pence: Some(0),
                ..CostOption::default()
            }];
        }
        Some(_) => {
            let Some(words) = sent.line("price") else {
                return wrong("price", "write what is to be paid, such as £3.50");
            };
            if words != price_text(service) {
                let read = cost::read(&words);
                service.cost_options = if read.is_empty() {
                    vec![CostOption {
                        amount_description: Some(words),
                        ..CostOption::default()
                    }]
                } else {
                    read
                };
            }
        }
        None => service.cost_options.clear(),
    }
    Vec::new()
}

fn who(sent: &Answers<'_>, service: &mut Service) -> Vec<Violation> {
    let age = |field: &'static str| match sent.line(field) {
        None => Ok(None),
        Some(text) => match text.parse::<u8>() {
            Ok(age) if age <= OLDEST => Ok(Some(age)),
            _ => Err(wrong(field, "write an age in years, such as 16")),
        },
    };
    let (from, to) = match (age("minimum_age"), age("maximum_age")) {
        (Ok(from), Ok(to)) => (from, to),
        (one, other) => {
            let both = [one.err(), other.err()];
            return both.into_iter().flatten().flatten().collect();
        }
    };
    if let (Some(from), Some(to)) = (from, to)
        && to < from
    {
        return wrong("maximum_age", "must not be less than the first age");
    }
    service.eligibility.description = sent.prose("who");
    service.eligibility.minimum_age = from;
    service.eligibility.maximum_age = to;
    Vec::new()
}

fn contacts(sent: &Answers<'_>, service: &mut Service) -> Vec<Violation> {
    let mut flaws = Vec::new();
    let mut phones: Vec<Phone> = Vec::new();
    for text in sent.lines("phones") {
        match contact::phones(&text).as_slice() {
            [one] => {
                let known = service.phones.iter().find(|p| p.number == one.number);
                phones.push(known.cloned().unwrap_or_else(|| one.clone()));
            }
            _ => {
                let message = format!("“{text}” is not a telephone number such as 020 7946 0018");
                flaws.push(violation("phones", message));
            }
        }
    }
    let organization = service.organization.clone().unwrap_or_default();
    let email = match sent.line("email") {
        _ if sent.has("same", "email") => organization.email,
        None => None,
        Some(text) => match contact::emails(&text).as_slice() {
            [one] if text.eq_ignore_ascii_case(one) => Some(one.clone()),
            _ => {
                flaws.extend(wrong(
                    "email",
                    "write one e-mail address such as info@lunchclub.org.uk",
                ));
                None
            }
        },
    };
    let website = match sent.line("website") {
        _ if sent.has("same", "website") => organization.website,
        None => None,
        Some(text) => contact::web_address(&text).or_else(|| {
            flaws.extend(wrong(
                "website",
                "write a web address such as www.lunchclub.org.uk",
            ));
            None
        }),
    };
    let name = sent.line("contact_name");
    if name.is_some() && !sent.has("consent", "yes") {
        let message = "a name is shown only when whoever bears it agrees: tick the box, or leave the name out";
        flaws.extend(wrong("consent", message));
    }
    if !flaws.is_empty() {
        return flaws;
    }
    (service.phones, service.email, service.url) = (phones, email, website);
    let first = service.contacts.first().cloned().unwrap_or_default();
    let first = Contact { name, ..first };
    let is_somebody = first != Contact::default();
    match service.contacts.first_mut() {
        Some(known) => *known = first,
        None => service.contacts.push(first),
    }
    if !is_somebody {
        service.contacts.remove(0);
    }
    Vec::new()
}

fn running(sent: &Answers<'_>, service: &mut Service) -> Vec<Violation> {
    let room = sent.line("room");
    service.capacity = ROOM
        .iter()
        .find(|(value, ..)| room.as_deref() == Some(value))
        .map(|(.., room)| *room);
    let until = match sent.line("closed_until") {
        None => None,
        Some(text) => match date(&text) {
            Some(date) => Some(date),
            None => return wrong("closed_until", "write a date such as 9 January 2027"),
        },
    };
    let is_closed = sent.has("closed", "yes");
    if until.is_some() && !is_closed {
        return wrong("closed", "tick the box if it is closed until then");
    }
    service.closed_until = until;
    service.status = match (is_closed, service.status) {
        (true, _) => ServiceStatus::TemporarilyClosed,
        (false, ServiceStatus::TemporarilyClosed) => ServiceStatus::Active,
        (false, other) => other,
    };
    Vec::new()
}

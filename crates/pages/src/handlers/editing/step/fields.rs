//! The fields of each question, filled with what is written so far.

use domain::service::{Attendance, Capacity, Location, Service, ServiceStatus};

use super::Step;
use crate::govuk::Input;
use crate::handlers::editing::read::Answers;
use crate::handlers::editing::work::Work;
use crate::views::form::{FormPage, choice};
use crate::wording::{cost, date, schedule};

/// What can be ticked of access; what else is said stands in a box beside.
pub(super) const ACCESS: [&str; 6] = [
    "Step-free access",
    "Accessible toilet",
    "Hearing loop",
    "Quiet space",
    "Blue badge parking",
    "Assistance dogs welcome",
];
/// How people can take part, and the names of the boxes.
pub(super) const WAYS: [(&str, &str, Attendance); 4] = [
    ("in_person", "At a place", Attendance::InPerson),
    ("phone", "By phone", Attendance::Phone),
    ("online", "Online", Attendance::Online),
    ("home", "In people’s homes", Attendance::Home),
];
/// Whether there is room, and the names of the buttons.
pub(super) const ROOM: [(&str, &str, Capacity); 3] = [
    ("open", "Yes, new people can come now", Capacity::Open),
    (
        "waiting_list",
        "There is a waiting list",
        Capacity::WaitingList,
    ),
    ("full", "No, it is full", Capacity::Full),
];

/// Something to fill in.
#[derive(Debug)]
pub(in crate::handlers::editing) enum Field {
    /// One line.
    Line(Input),
    /// Some lines: name, label, hint, what is written.
    Text(&'static str, &'static str, Option<&'static str>, String),
    /// One of several: name, legend, (value, words), the one chosen.
    One(
        &'static str,
        &'static str,
        Vec<(&'static str, String)>,
        Option<String>,
    ),
    /// Any of several.
    Any(
        &'static str,
        &'static str,
        Vec<(&'static str, String)>,
        Vec<String>,
    ),
}

impl Field {
    /// On a page.
    pub(in crate::handlers::editing) fn on(&self, page: FormPage) -> FormPage {
        match self {
            Self::Line(input) => page.input(input.clone()),
            Self::Text(id, label, hint, value) => page.textarea(id, label, *hint, value.clone()),
            Self::One(name, legend, items, chosen) => {
                let items = items.iter().map(|(value, words)| {
                    let mut item = choice(value, words.clone());
                    item.checked = chosen.as_deref() == Some(value);
                    item
                });
                page.radios(name, legend, items.collect())
            }
            Self::Any(name, legend, items, chosen) => {
                let items = items.iter().map(|(value, words)| {
                    let mut item = choice(value, words.clone());
                    item.checked = chosen.iter().any(|one| one == value);
                    item
                });
                page.checkboxes(name, legend, items.collect())
            }
        }
    }

    /// With what was sent.
    pub(super) fn fill(&mut self, sent: &Answers<'_>) {
        match self {
            Self::Line(input) => input.value = sent.raw(input.id),
            Self::Text(id, .., value) => *value = sent.raw(id),
            Self::One(name, .., chosen) => *chosen = sent.line(name),
            Self::Any(name, .., chosen) => *chosen = sent.all(name),
        }
    }
}

pub(super) fn of(step: Step, work: &Work) -> Vec<Field> {
    let service = &work.service;
    match step {
        Step::Name => name(work),
        Step::About => vec![text(
            "description",
            "A few sentences, as you would tell a neighbour",
            Some("Leave out links and prices: they have places of their own."),
            service.description.clone().unwrap_or_default(),
        )],
        Step::Place => place(service),
        Step::Times => times(service),
        Step::Cost => costs(service),
        Step::Who => who(service),
        Step::Join => vec![text(
            "join",
            "What does somebody do who wants to come?",
            Some("For example: just turn up; ring first; ask your GP."),
            service.application_process.clone().unwrap_or_default(),
        )],
        Step::Access => access(service),
        Step::Contact => contact(service),
        Step::Running => running(service),
    }
}

fn name(work: &Work) -> Vec<Field> {
    let mut fields = vec![line(
        "name",
        "The name that people know it by",
        None,
        work.service.name.clone(),
    )];
    if work.is_new() {
        let organization = work.service.organization.as_ref();
        fields.push(line(
            "organization",
            "The group or organisation that runs it",
            Some("Leave it empty if it is the same."),
            organization.map_or_else(String::new, |o| o.name.clone()),
        ));
    }
    fields
}

/// Of several places each has a page of its own.
fn place(service: &Service) -> Vec<Field> {
    let areas: Vec<&str> = service
        .service_areas
        .iter()
        .map(|a| a.name.as_str())
        .collect();
    let mut fields = vec![Field::Any(
        "way",
        "How do people take part?",
        WAYS.iter()
            .map(|(value, words, _)| (*value, (*words).to_owned()))
            .collect(),
        WAYS.iter()
            .filter(|(.., way)| service.attendance.contains(way))
            .map(|(value, ..)| (*value).to_owned())
            .collect(),
    )];
    if service.service_at_locations.len() <= 1 {
        fields.extend(location(service.locations().next()));
    }
    fields.push(line(
        "areas",
        "Which areas do you serve? (optional)",
        Some("For example: Lambeth, SW9"),
        areas.join(", "),
    ));
    fields
}

/// A place, or one that is yet to be said.
pub(super) fn location(known: Option<&Location>) -> Vec<Field> {
    let known = known.cloned().unwrap_or_default();
    let mut postcode = line(
        "postcode",
        "Postcode",
        Some("We look it up. Leave it empty if you do not know it, and give the address."),
        known
            .postcode
            .as_ref()
            .map_or_else(String::new, ToString::to_string),
    );
    if let Field::Line(input) = &mut postcode {
        input.autocomplete = Some("postal-code");
    }
    vec![
        postcode,
        line(
            "venue",
            "Name of the building (optional)",
            None,
            known.name.unwrap_or_default(),
        ),
        text(
            "address",
            "Street and town (optional)",
            Some("One line for each part, without the postcode."),
            known.address.join("\n"),
        ),
        Field::Any(
            "area_only",
            "May everybody see the address?",
            vec![(
                "yes",
                "No, show the area only: it is a home, or a place that must stay secret".to_owned(),
            )],
            if known.area_only {
                vec!["yes".to_owned()]
            } else {
                Vec::new()
            },
        ),
    ]
}

/// The times as they are shown for changing.
pub(super) fn times_text(service: &Service) -> String {
    match &service.hours_text {
        Some(words) => words.clone(),
        None => {
            let lines: Vec<String> = service.all_schedules().map(schedule).collect();
            lines.join("\n")
        }
    }
}

/// The dates on which it is not, as they are shown for changing.
pub(super) fn not_on_text(service: &Service) -> String {
    let mut dates: Vec<chrono::NaiveDate> = service
        .all_schedules()
        .flat_map(|session| session.exdates.iter().copied())
        .collect();
    dates.sort_unstable();
    dates.dedup();
    let dates: Vec<String> = dates.into_iter().map(date).collect();
    dates.join(", ")
}

fn times(service: &Service) -> Vec<Field> {
    vec![
        text("times", "Days and times", None, times_text(service)),
        line(
            "not_on",
            "Dates on which it is not (optional)",
            Some("For example: 25 December 2026, 1 January 2027"),
            not_on_text(service),
        ),
        Field::Any(
            "as_written",
            "If we cannot read it",
            vec![("yes", "Show my words as they are".to_owned())],
            Vec::new(),
        ),
    ]
}

/// The prices as they are shown for changing.
pub(super) fn price_text(service: &Service) -> String {
    let lines: Vec<String> = service.cost_options.iter().filter_map(cost).collect();
    lines.join(", ")
}

fn costs(service: &Service) -> Vec<Field> {
    let chosen = match (service.is_free(), service.cost_options.is_empty()) {
        (true, _) => Some("free".to_owned()),
        (false, false) => Some("price".to_owned()),
        _ => None,
    };
    vec![
        Field::One(
            "cost",
            "Is it free?",
            vec![
                ("free", "Yes, it is free".to_owned()),
                (
                    "price",
                    "No, there is something to pay or to give".to_owned(),
                ),
            ],
            chosen,
        ),
        line(
            "price",
            "What is to be paid?",
            Some("For example: £3.50, concession £2; or: give what you can"),
            if service.is_free() {
                String::new()
            } else {
                price_text(service)
            },
        ),
    ]
}

fn who(service: &Service) -> Vec<Field> {
    let age = |age: Option<u8>| age.map_or_else(String::new, |age| age.to_string());
    let who = &service.eligibility;
    vec![
        text(
            "who",
            "Who is it for?",
            Some("For example: anybody; carers; people who live in Lambeth."),
            who.description.clone().unwrap_or_default(),
        ),
        line(
            "minimum_age",
            "From which age? (optional)",
            None,
            age(who.minimum_age),
        ),
        line(
            "maximum_age",
            "Up to which age? (optional)",
            None,
            age(who.maximum_age),
        ),
    ]
}

fn access(service: &Service) -> Vec<Field> {
    let is_box = |said: &&String| ACCESS.iter().any(|one| one.eq_ignore_ascii_case(said));
    let other: Vec<&str> = service
        .accessibility
        .iter()
        .filter(|said| !is_box(said))
        .map(String::as_str)
        .collect();
    vec![
        Field::Any(
            "access",
            "What is there?",
            ACCESS.iter().map(|one| (*one, (*one).to_owned())).collect(),
            ACCESS
                .iter()
                .filter(|one| {
                    let mut said = service.accessibility.iter();
                    said.any(|said| one.eq_ignore_ascii_case(said))
                })
                .map(|one| (*one).to_owned())
                .collect(),
        ),
        text(
            "access_other",
            "Anything else? (optional)",
            None,
            other.join("\n"),
        ),
        line(
            "languages",
            "Languages besides English (optional)",
            Some("For example: Portuguese, Somali, British Sign Language"),
            service.languages.join(", "),
        ),
    ]
}

fn contact(service: &Service) -> Vec<Field> {
    let phones: Vec<&str> = service.phones.iter().map(|p| p.number.as_str()).collect();
    let person = service.contacts.first().cloned().unwrap_or_default();
    let mut fields = vec![
        text(
            "phones",
            "Telephone numbers (optional)",
            Some("One on each line."),
            phones.join("\n"),
        ),
        line(
            "email",
            "E-mail address (optional)",
            Some("One that more than one person reads, such as info@."),
            service.email.clone().unwrap_or_default(),
        ),
        line(
            "website",
            "Web page (optional)",
            None,
            service.url.clone().unwrap_or_default(),
        ),
    ];
    let organization = service.organization.as_ref();
    let mut same = Vec::new();
    if let Some(email) = organization.and_then(|o| o.email.as_ref()) {
        same.push((
            "email",
            format!("Use the organisation’s e-mail address, {email}"),
        ));
    }
    if let Some(site) = organization.and_then(|o| o.website.as_ref()) {
        same.push((
            "website",
            format!("Use the organisation’s web page, {site}"),
        ));
    }
    if !same.is_empty() {
        fields.push(Field::Any(
            "same",
            "The same as the organisation?",
            same,
            Vec::new(),
        ));
    }
    fields.extend([
        line(
            "contact_name",
            "Somebody to ask for (optional)",
            Some("Only with their consent. A desk or a role needs no name."),
            person.name.clone().unwrap_or_default(),
        ),
        Field::Any(
            "consent",
            "Do they agree?",
            vec![(
                "yes",
                "Yes, they agree that everybody can see their name here".to_owned(),
            )],
            if person.name.is_some() {
                vec!["yes".to_owned()]
            } else {
                Vec::new()
            },
        ),
    ]);
    fields
}

fn running(service: &Service) -> Vec<Field> {
    let room = ROOM
        .iter()
        .find(|(.., room)| service.capacity == Some(*room))
        .map(|(value, ..)| (*value).to_owned());
    let is_closed = service.status == ServiceStatus::TemporarilyClosed;
    vec![
        Field::One(
            "room",
            "Can new people come?",
            ROOM.iter()
                .map(|(value, words, _)| (*value, (*words).to_owned()))
                .collect(),
            room,
        ),
        Field::Any(
            "closed",
            "Is it closed for a while?",
            vec![("yes", "Yes, it is closed for now".to_owned())],
            if is_closed {
                vec!["yes".to_owned()]
            } else {
                Vec::new()
            },
        ),
        line(
            "closed_until",
            "Until which day? (optional)",
            Some("For example: 9 January 2027"),
            service.closed_until.map_or_else(String::new, date),
        ),
    ]
}

fn line(id: &'static str, label: &'static str, hint: Option<&'static str>, value: String) -> Field {
    Field::Line(Input {
        id,
        label,
        hint,
        error: None,
        value,
        autocomplete: None,
        spellcheck: false,
    })
}

fn text(id: &'static str, label: &'static str, hint: Option<&'static str>, value: String) -> Field {
    Field::Text(id, label, hint, value)
}

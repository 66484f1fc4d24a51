//! A service while it is put together from a record's fields: each is cleaned once, on its way in.
//!
//! Placeholders are nothing, HTML is words, a named person is marked as such, and what is said twice
//! is kept once. **It never guesses**: what cannot be read stays in words.

use chrono::{DateTime, NaiveDate, Utc};
use domain::contact::{emails, is_personal_email, phones, web_address};
use domain::postcode::Postcode;
use domain::schedule::Schedule;
use domain::service::{
    Attendance, Capacity, Contact, CostOption, Eligibility, Location, Organization, Phone, Service,
    ServiceArea, ServiceAtLocation, ServiceStatus, TaxonomyTerm,
};
use domain::{ages, cost, hours, text};

use crate::alert;
use crate::html;
use crate::rows::{self, dates};

/// The longest description that is kept, in characters.
const LONGEST: usize = 20_000;

/// One line of a field.
pub(crate) fn line(raw: &str) -> Option<String> {
    text::value(&html::words(raw))
}

/// Paragraphs of a field.
pub(crate) fn prose(raw: &str) -> Option<String> {
    let words = text::prose(&html::words(raw))?;
    Some(match words.char_indices().nth(LONGEST) {
        Some((at, _)) => words[..at].to_owned(),
        None => words,
    })
}

/// A day, however it is written.
pub(crate) fn day(raw: &str) -> Option<NaiveDate> {
    dates::day(raw, false)
}

/// A moment, with or without a zone.
pub(crate) fn moment(raw: &str) -> Option<DateTime<Utc>> {
    dates::moment(raw, false)
}

/// A service in the making.
#[derive(Debug)]
pub(crate) struct Draft {
    service: Service,
    hours: Vec<String>,
}

impl Draft {
    /// Begins with the name.
    ///
    /// # Errors
    /// Why there is no service: it has no name.
    pub(crate) fn named(raw: Option<&str>) -> Result<Self, String> {
        let name = raw
            .and_then(|raw| text::name(&html::words(raw)))
            .ok_or("it has no name")?;
        Ok(Self {
            service: Service {
                name,
                ..Service::default()
            },
            hours: Vec::new(),
        })
    }

    pub(crate) fn also_called(&mut self, raw: &str) {
        if let Some(name) = text::name(&html::words(raw))
            && name != self.service.name
            && !self.service.alternate_names.contains(&name)
        {
            self.service.alternate_names.push(name);
        }
    }

    /// Adds paragraphs to the description.
    pub(crate) fn describe(&mut self, raw: &str) {
        let Some(words) = prose(raw) else { return };
        self.service.description = Some(match self.service.description.take() {
            Some(before) if before.contains(&words) => before,
            Some(before) if words.contains(&before) => words,
            Some(before) => format!("{before}\n\n{words}"),
            None => words,
        });
    }

    pub(crate) fn web(&mut self, raw: &str) {
        if self.service.url.is_none() {
            self.service.url = web_address(raw);
        }
    }

    pub(crate) fn mailbox(&mut self, raw: &str) {
        for email in emails(&html::words(raw)) {
            if !is_personal_email(&email) {
                self.service.email.get_or_insert(email);
            } else if !self
                .service
                .contacts
                .iter()
                .any(|known| known.email.as_ref() == Some(&email))
            {
                self.service.contacts.push(Contact {
                    email: Some(email),
                    personal: true,
                    ..Contact::default()
                });
            }
        }
    }

    pub(crate) fn ring(&mut self, raw: &str, what_for: Option<&str>) {
        for mut phone in phones(&html::words(raw)) {
            if self
                .service
                .phones
                .iter()
                .any(|known| known.number == phone.number)
            {
                continue;
            }
            phone.description = phone.description.or_else(|| what_for.and_then(line));
            self.service.phones.push(phone);
        }
    }

    /// Somebody to ask. Without a name or a role, numbers and mailboxes are the service's own.
    pub(crate) fn ask(
        &mut self,
        name: Option<&str>,
        title: Option<&str>,
        email: &str,
        numbers: &[String],
    ) {
        let name = name.and_then(|raw| text::name(&html::words(raw)));
        let title = title.and_then(line);
        if name.is_none() && title.is_none() {
            self.mailbox(email);
            for number in numbers {
                self.ring(number, None);
            }
            return;
        }
        let mut contact = Contact {
            email: emails(&html::words(email)).into_iter().next(),
            phones: Vec::new(),
            personal: false,
            name,
            title,
        };
        for phone in numbers.iter().flat_map(|raw| phones(&html::words(raw))) {
            let known = |other: &Phone| other.number == phone.number;
            if !contact.phones.iter().any(known) {
                contact.phones.push(phone);
            }
        }
        contact.personal = contact.email.as_deref().is_some_and(is_personal_email)
            || contact
                .name
                .as_deref()
                .is_some_and(|name| !rows::is_desk(name));
        if !self.service.contacts.contains(&contact) {
            self.service.contacts.push(contact);
        }
    }

    pub(crate) fn run_by(&mut self, who: Organization) {
        self.service.organization = Some(who);
    }

    pub(crate) fn at(&mut self, at: ServiceAtLocation) {
        let known = self
            .service
            .service_at_locations
            .iter_mut()
            .find(|known| known.location == at.location);
        match known {
            Some(known) => {
                for schedule in at.schedules {
                    if !known.schedules.contains(&schedule) {
                        known.schedules.push(schedule);
                    }
                }
            }
            None => self.service.service_at_locations.push(at),
        }
    }

    /// Where no place is told, the only postcode in the description is where it is; two could be
    /// anything.
    pub(crate) fn place_by_description(&mut self) {
        let words = self.service.description.as_deref().unwrap_or_default();
        if !self.service.service_at_locations.is_empty() {
            return;
        }
        if let Ok([postcode]) = <[Postcode; 1]>::try_from(Postcode::find_all(words)) {
            self.service.service_at_locations.push(ServiceAtLocation {
                location: Location {
                    postcode: Some(postcode),
                    ..Location::default()
                },
                schedules: Vec::new(),
            });
        }
    }

    pub(crate) fn when(&mut self, schedule: Schedule) {
        if !self.service.schedules.contains(&schedule) {
            self.service.schedules.push(schedule);
        }
    }

    /// Words about times: kept, and read where nothing better is known.
    pub(crate) fn hours(&mut self, raw: &str) {
        if let Some(words) = prose(raw)
            && !self.hours.contains(&words)
        {
            self.hours.push(words);
        }
    }

    /// A price: in pounds, in words, or both.
    pub(crate) fn cost(&mut self, option: Option<&str>, pounds: Option<f64>, words: Option<&str>) {
        let option = option.and_then(line);
        let words = words.and_then(line);
        let pence = pounds
            .filter(|pounds| (0.0..=100_000.0).contains(pounds))
            .map(|pounds| (pounds * 100.0).round() as u32);
        let costs = match (pence, &words) {
            (None, Some(words)) => cost::read(words)
                .into_iter()
                .map(|read| CostOption {
                    option: read.option.or_else(|| option.clone()),
                    ..read
                })
                .collect(),
            (None, None) => option.as_deref().map(cost::read).unwrap_or_default(),
            (Some(_), _) => vec![CostOption {
                option,
                amount_pence: pence,
                amount_description: words,
            }],
        };
        for cost in costs {
            if !self.service.cost_options.contains(&cost) {
                self.service.cost_options.push(cost);
            }
        }
    }

    /// Ages as the source holds them, in years; nothing below nought is an age.
    pub(crate) fn ages(&mut self, youngest: Option<f64>, oldest: Option<f64>) {
        let years = |age: f64| (0.0..=120.0).contains(&age).then(|| age.floor() as u8);
        let youngest = youngest.and_then(years).filter(|age| *age > 0);
        let oldest = oldest.and_then(years).filter(|age| *age > 0);
        if youngest
            .zip(oldest)
            .is_some_and(|(least, most)| least > most)
        {
            return;
        }
        let known = &mut self.service.eligibility;
        known.minimum_age = known.minimum_age.or(youngest);
        known.maximum_age = known.maximum_age.or(oldest);
    }

    /// Words about who it is for.
    pub(crate) fn meant_for(&mut self, raw: &str) {
        let Some(words) = prose(raw) else { return };
        let known: &mut Eligibility = &mut self.service.eligibility;
        if known.minimum_age.is_none()
            && known.maximum_age.is_none()
            && let Some(read) = ages::read(&words)
        {
            known.minimum_age = read.minimum;
            known.maximum_age = read.maximum;
        }
        known.description = Some(match known.description.take() {
            Some(before) if before.contains(&words) => before,
            Some(before) => format!("{before}\n{words}"),
            None => words,
        });
    }

    pub(crate) fn term(&mut self, vocabulary: &str, code: Option<&str>, raw: &str) {
        let Some(name) = line(raw) else { return };
        let code = code
            .and_then(line)
            .unwrap_or_else(|| text::fold(&name).replace(' ', "-"));
        let term = TaxonomyTerm {
            vocabulary: vocabulary.to_owned(),
            code,
            name,
        };
        let known =
            |other: &TaxonomyTerm| other.vocabulary == term.vocabulary && other.code == term.code;
        if !self.service.taxonomy_terms.iter().any(known) {
            self.service.taxonomy_terms.push(term);
        }
    }

    /// An area that is served; `extent` is its outline as GeoJSON.
    pub(crate) fn serves(&mut self, raw: &str, code: Option<String>, extent: Option<String>) {
        let Some(name) = text::name(&html::words(raw)) else {
            return;
        };
        let area = ServiceArea { name, code, extent };
        if !self.service.service_areas.contains(&area) {
            self.service.service_areas.push(area);
        }
    }

    pub(crate) fn speaks(&mut self, raw: &str) {
        add_line(&mut self.service.languages, raw);
    }

    pub(crate) fn accessible(&mut self, raw: &str) {
        add_line(&mut self.service.accessibility, raw);
    }

    pub(crate) fn attend(&mut self, raw: &str) {
        for way in rows::attendance(&raw.replace(['_', '-'], " ")) {
            self.attend_as(way);
        }
    }

    pub(crate) fn attend_as(&mut self, way: Attendance) {
        if !self.service.attendance.contains(&way) {
            self.service.attendance.push(way);
        }
    }

    pub(crate) fn join_by(&mut self, raw: &str) {
        if let Some(words) = prose(raw) {
            self.service.application_process.get_or_insert(words);
        }
    }

    pub(crate) fn stands(&mut self, raw: &str) {
        self.service.status = match text::fold(raw).as_str() {
            "inactive" => ServiceStatus::Inactive,
            "defunct" => ServiceStatus::Defunct,
            "temporarily closed" => ServiceStatus::TemporarilyClosed,
            _ => self.service.status,
        };
    }

    /// What somebody should know before they go; what is not understood joins the description.
    pub(crate) fn warn(&mut self, raw: &str) {
        let alert = alert::read(&html::words(raw));
        if let Some(day) = alert.closed_until {
            self.service.status = ServiceStatus::TemporarilyClosed;
            self.service.closed_until = Some(day);
        }
        self.has_room(alert.capacity);
        self.describe(&alert.rest);
    }

    /// For how long people wait, where it says whether there is room.
    pub(crate) fn wait(&mut self, raw: &str) {
        self.has_room(alert::room_by_wait(&html::words(raw)));
    }

    /// How many can still come, by each of the source's units; without a number nothing is said.
    pub(crate) fn places_free(&mut self, numbers: impl Iterator<Item = f64>) {
        let free = numbers.reduce(f64::max);
        self.has_room(free.map(|free| {
            if free > 0.0 {
                Capacity::Open
            } else {
                Capacity::Full
            }
        }));
    }

    fn has_room(&mut self, capacity: Option<Capacity>) {
        self.service.capacity = self.service.capacity.or(capacity);
    }

    pub(crate) fn assured(&mut self, raw: &str) {
        self.service.assured_date = self.service.assured_date.or_else(|| day(raw));
    }

    pub(crate) fn modified(&mut self, raw: &str) {
        self.service.last_modified = self.service.last_modified.or_else(|| moment(raw));
    }

    /// The service, whole.
    pub(crate) fn finish(mut self, of_link: &[String], vocabulary: &str) -> Service {
        for word in of_link.iter().filter(|word| !word.starts_with("geo:")) {
            self.term(vocabulary, None, word);
        }
        let timetabled = !self.service.schedules.is_empty()
            || self
                .service
                .service_at_locations
                .iter()
                .any(|at| !at.schedules.is_empty());
        if !self.hours.is_empty() {
            let words = self.hours.join("\n");
            if !timetabled {
                self.service.schedules = hours::read(&words).schedules;
            }
            self.service.hours_text = Some(words);
        }
        let name = &self.service.name;
        self.service
            .organization
            .get_or_insert_with(|| Organization {
                name: name.clone(),
                inferred: true,
                ..Organization::default()
            });
        self.service
    }
}

fn add_line(all: &mut Vec<String>, raw: &str) {
    if let Some(words) = line(raw)
        && !all
            .iter()
            .any(|known| text::fold(known) == text::fold(&words))
    {
        all.push(words);
    }
}

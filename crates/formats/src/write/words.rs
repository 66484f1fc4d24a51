//! A listing as people read one in a table or on a map: words in cells.

use domain::identity::place_ids;
use domain::position::Position;
use domain::schedule::{Frequency, Schedule, weekday_name};
use domain::service::{CostOption, Location};
use serde_json::{Value, json};
use uuid::Uuid;

use super::{Record, hsds};

/// The columns of the table.
pub(super) const COLUMNS: [&str; 30] = [
    "id",
    "name",
    "organization",
    "status",
    "description",
    "url",
    "email",
    "phone",
    "venue",
    "address",
    "postcode",
    "latitude",
    "longitude",
    "other_places",
    "areas_served",
    "times",
    "cost",
    "eligibility",
    "minimum_age",
    "maximum_age",
    "languages",
    "accessibility",
    "attendance",
    "how_to_join",
    "categories",
    "last_confirmed",
    "last_modified",
    "page",
    "licences",
    "attributions",
];

/// Columns that hold our own numbers and are never read as formulas.
const NUMBERS: [&str; 4] = ["latitude", "longitude", "minimum_age", "maximum_age"];

/// A listing, every part of it as words.
pub(super) struct Flat {
    pub(super) values: Vec<(&'static str, String)>,
    pub(super) places: Vec<FlatPlace>,
}

/// A place.
pub(super) struct FlatPlace {
    pub(super) id: Uuid,
    pub(super) name: Option<String>,
    pub(super) address: String,
    pub(super) postcode: String,
    pub(super) position: Option<Position>,
}

impl Flat {
    pub(super) fn of(record: &Record<'_>) -> Self {
        let listing = record.listing;
        let service = &listing.service;
        let places: Vec<FlatPlace> = place_ids(listing.id, service)
            .into_iter()
            .filter_map(|ids| {
                let at = service.service_at_locations.get(ids.at)?;
                Some(flat_place(ids.service_at_location, &at.location))
            })
            .collect();
        let organization = service.organization.as_ref().filter(|o| !o.inferred);
        let first = places.first();
        let age = |years: Option<u8>| years.map(|years| years.to_string()).unwrap_or_default();
        let degrees = |of: fn(Position) -> f64| {
            let at = first.and_then(|place| place.position);
            at.map(|at| of(at).to_string()).unwrap_or_default()
        };
        let list = |items: Vec<String>| items.join("; ");
        let values = vec![
            ("id", listing.id.to_string()),
            ("name", service.name.clone()),
            (
                "organization",
                organization.map(|o| o.name.clone()).unwrap_or_default(),
            ),
            ("status", hsds::status(service.status).to_owned()),
            (
                "description",
                service.description.clone().unwrap_or_default(),
            ),
            ("url", service.url.clone().unwrap_or_default()),
            ("email", service.email.clone().unwrap_or_default()),
            (
                "phone",
                list(service.phones.iter().map(|p| p.number.clone()).collect()),
            ),
            (
                "venue",
                first
                    .and_then(|place| place.name.clone())
                    .unwrap_or_default(),
            ),
            (
                "address",
                first.map(|place| place.address.clone()).unwrap_or_default(),
            ),
            (
                "postcode",
                first
                    .map(|place| place.postcode.clone())
                    .unwrap_or_default(),
            ),
            ("latitude", degrees(|at| at.latitude)),
            ("longitude", degrees(|at| at.longitude)),
            (
                "other_places",
                list(places.iter().skip(1).map(FlatPlace::line).collect()),
            ),
            (
                "areas_served",
                list(
                    service
                        .service_areas
                        .iter()
                        .map(|a| a.name.clone())
                        .collect(),
                ),
            ),
            (
                "times",
                times(service.all_schedules(), service.hours_text.as_deref()),
            ),
            (
                "cost",
                list(service.cost_options.iter().map(cost).collect()),
            ),
            (
                "eligibility",
                service.eligibility.description.clone().unwrap_or_default(),
            ),
            ("minimum_age", age(service.eligibility.minimum_age)),
            ("maximum_age", age(service.eligibility.maximum_age)),
            ("languages", list(service.languages.clone())),
            ("accessibility", list(service.accessibility.clone())),
            (
                "attendance",
                list(
                    service
                        .attendance
                        .iter()
                        .map(|way| hsds::attendance(*way).to_owned())
                        .collect(),
                ),
            ),
            (
                "how_to_join",
                service.application_process.clone().unwrap_or_default(),
            ),
            (
                "categories",
                list(
                    service
                        .taxonomy_terms
                        .iter()
                        .map(|t| t.name.clone())
                        .collect(),
                ),
            ),
            (
                "last_confirmed",
                listing
                    .last_confirmed
                    .map(|day| day.to_string())
                    .unwrap_or_default(),
            ),
            ("last_modified", hsds::moment(listing.changed_at)),
            ("page", record.page()),
            (
                "licences",
                list(distinct(
                    record.credits.iter().map(|c| c.licence.id.clone()),
                )),
            ),
            (
                "attributions",
                list(distinct(
                    record.credits.iter().map(|c| c.licence.attribution.clone()),
                )),
            ),
        ];
        Self { values, places }
    }

    /// The same as an object, places left out.
    pub(super) fn properties(&self) -> Value {
        const OF_PLACES: [&str; 6] = [
            "venue",
            "address",
            "postcode",
            "latitude",
            "longitude",
            "other_places",
        ];
        let mut properties = json!({});
        for (name, value) in &self.values {
            if !OF_PLACES.contains(name) {
                properties[*name] = json!(value);
            }
        }
        properties
    }
}

impl FlatPlace {
    fn line(&self) -> String {
        let parts = [
            self.name.as_deref().unwrap_or_default(),
            &self.address,
            &self.postcode,
        ];
        let parts: Vec<&str> = parts.into_iter().filter(|part| !part.is_empty()).collect();
        parts.join(", ")
    }
}

fn flat_place(id: Uuid, location: &Location) -> FlatPlace {
    FlatPlace {
        id,
        name: location.name.clone(),
        address: location.address.join(", "),
        postcode: location
            .postcode
            .as_ref()
            .map(ToString::to_string)
            .unwrap_or_default(),
        position: location.position,
    }
}

/// The cells of a row, none of which a spreadsheet takes for a formula.
pub(super) fn cells(flat: &Flat) -> Vec<String> {
    flat.values
        .iter()
        .map(|(name, value)| {
            if NUMBERS.contains(name) {
                value.clone()
            } else {
                harmless(value)
            }
        })
        .collect()
}

/// Puts an apostrophe before what would begin a formula: feeds are written by strangers.
pub(crate) fn harmless(value: &str) -> String {
    let begins = value.trim_start_matches([' ', '\u{a0}']).chars().next();
    if begins.is_some_and(|c| "=+-@\t\r\n＝＋－＠".contains(c)) {
        format!("'{value}")
    } else {
        value.to_owned()
    }
}

fn times<'a>(schedules: impl Iterator<Item = &'a Schedule>, words: Option<&str>) -> String {
    let understood: Vec<String> = schedules.map(time).collect();
    words.map_or_else(|| understood.join("; "), str::to_owned)
}

/// A schedule in words: "Tuesday 10:00–12:00", "last Wednesday of the month from 18:00".
pub(crate) fn time(schedule: &Schedule) -> String {
    let mut days: Vec<String> = schedule
        .weekdays
        .iter()
        .map(|day| weekday_name(*day).to_owned())
        .collect();
    if let (Frequency::Once, Some(on)) = (schedule.frequency, schedule.valid_from) {
        days = vec![on.to_string()];
    }
    let weeks: Vec<&str> = schedule
        .weeks_of_month
        .iter()
        .filter_map(|week| ordinal(*week))
        .collect();
    let (often, of_what) = match schedule.frequency {
        Frequency::Weekly | Frequency::Once => (String::new(), ""),
        Frequency::Fortnightly => ("every second week ".to_owned(), ""),
        Frequency::Monthly if weeks.is_empty() => ("monthly ".to_owned(), ""),
        Frequency::Monthly => (format!("{} ", weeks.join(" and ")), " of the month"),
    };
    let hour = |at: Option<chrono::NaiveTime>| {
        at.map(|at| at.format("%H:%M").to_string())
            .unwrap_or_default()
    };
    let (opens, closes) = (hour(schedule.opens_at), hour(schedule.closes_at));
    let between = match (opens.is_empty(), closes.is_empty()) {
        (true, _) => String::new(),
        (false, true) => format!(" from {opens}"),
        (false, false) => format!(" {opens}–{closes}"),
    };
    format!("{often}{}{of_what}{between}", days.join(", "))
        .trim()
        .to_owned()
}

fn ordinal(week: i8) -> Option<&'static str> {
    match week {
        1 => Some("first"),
        2 => Some("second"),
        3 => Some("third"),
        4 => Some("fourth"),
        5 => Some("fifth"),
        -1 => Some("last"),
        _ => None,
    }
}

fn cost(cost: &CostOption) -> String {
    let amount = match cost.amount_pence {
        Some(0) => Some("free".to_owned()),
        Some(pence) => Some(format!("£{}.{:02}", pence / 100, pence % 100)),
        None => None,
    };
    let parts = [amount, cost.option.clone(), cost.amount_description.clone()];
    let parts: Vec<String> = parts.into_iter().flatten().collect();
    parts.join(" ")
}

fn distinct(values: impl Iterator<Item = String>) -> Vec<String> {
    let mut kept: Vec<String> = Vec::new();
    for value in values {
        if !kept.contains(&value) {
            kept.push(value);
        }
    }
    kept
}

#[cfg(test)]
mod tests {
    use chrono::{NaiveTime, Weekday};
    use domain::schedule::{Frequency, Schedule};

    use super::{harmless, time};

    #[test]
    fn a_session_is_said_in_words() {
        let monthly = Schedule {
            frequency: Frequency::Monthly,
            weekdays: vec![Weekday::Wed],
            weeks_of_month: vec![1, -1],
            opens_at: NaiveTime::from_hms_opt(18, 0, 0),
            ..Schedule::default()
        };
        assert_eq!(
            time(&monthly),
            "first and last Wednesday of the month from 18:00"
        );
        let fortnightly = Schedule {
            frequency: Frequency::Fortnightly,
            weekdays: vec![Weekday::Mon, Weekday::Tue],
            closes_at: None,
            ..Schedule::default()
        };
        assert_eq!(time(&fortnightly), "every second week Monday, Tuesday");
    }

    #[test]
    fn no_cell_begins_a_formula() {
        for text in [
            "=1+1",
            "+44 20 7946 0018",
            "-2",
            "@SUM(A1)",
            "\t=1",
            " =cmd",
            "＝1",
        ] {
            assert!(harmless(text).starts_with('\''), "{text}");
        }
        for text in ["Lunch club", "020 7946 0018", "", "a=b"] {
            assert_eq!(harmless(text), text);
        }
    }
}

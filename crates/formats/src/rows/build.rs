//! One row becomes a service: each cell is cleaned, judged, and put where it belongs.

use chrono::Weekday;
use domain::position::Position;
use domain::postcode::Postcode;
use domain::service::{
    Attendance, Eligibility, Location, Precision, Service, ServiceArea, ServiceAtLocation,
    ServiceStatus, TaxonomyTerm,
};
use domain::{ages, cost, hours, text};

use super::json_cell::is_outline;
use super::plan::Plan;
use super::who::{contacts, organization};
use super::{Field, Row, Rules, dates, place};
use crate::html;
use crate::reader::Document;

const DAYS: [(Field, Weekday); 7] = [
    (Field::Monday, Weekday::Mon),
    (Field::Tuesday, Weekday::Tue),
    (Field::Wednesday, Weekday::Wed),
    (Field::Thursday, Weekday::Thu),
    (Field::Friday, Weekday::Fri),
    (Field::Saturday, Weekday::Sat),
    (Field::Sunday, Weekday::Sun),
];

/// The service of a row.
///
/// # Errors
/// Why the row is not one, as a sentence without a full stop.
pub(super) fn service(
    plan: &Plan,
    row: &Row,
    rules: &Rules,
    document: &Document<'_>,
) -> Result<Service, String> {
    let cells = Cells {
        plan,
        cells: &row.cells,
    };
    let name = name(&cells, row)?;
    let mut service = Service {
        alternate_names: cells
            .each(Field::AlternateName)
            .into_iter()
            .filter_map(|name| text::name(&name))
            .collect(),
        description: description(&cells, row),
        status: status(&cells),
        organization: Some(organization(&cells, &name)),
        languages: cells.list(Field::Languages, &[',', ';', '/']),
        accessibility: cells.list(Field::Accessibility, &[';']),
        application_process: cells.prose(Field::ApplicationProcess),
        attendance: cells
            .one(Field::Attendance)
            .map(|words| attendance(&words))
            .unwrap_or_default(),
        assured_date: cells
            .one(Field::AssuredDate)
            .and_then(|cell| dates::day(&cell, rules.month_first)),
        last_modified: cells
            .one(Field::LastModified)
            .and_then(|cell| dates::moment(&cell, rules.month_first)),
        service_areas: areas(&cells, row),
        taxonomy_terms: terms(&cells, row, &rules.vocabulary, document.terms),
        cost_options: cells
            .one(Field::Cost)
            .map(|words| cost::read(&words))
            .unwrap_or_default(),
        eligibility: eligibility(&cells),
        name,
        ..Service::default()
    };
    times(&cells, &mut service);
    contacts(&cells, row, &mut service);
    if let Some(location) = location(&cells, row) {
        service.service_at_locations.push(ServiceAtLocation {
            location,
            schedules: Vec::new(),
        });
    }
    match cut_short(&row.cells, &service) {
        Some(reason) => Err(reason),
        None => Ok(service),
    }
}

/// A row's cells by field.
pub(super) struct Cells<'a> {
    plan: &'a Plan,
    cells: &'a [String],
}

impl Cells<'_> {
    /// One line.
    pub(super) fn one(&self, field: Field) -> Option<String> {
        text::value(&html::words(&self.plan.value(field, self.cells)?))
    }

    /// Paragraphs.
    pub(super) fn prose(&self, field: Field) -> Option<String> {
        text::prose(&html::words(&self.plan.value(field, self.cells)?))
    }

    fn each(&self, field: Field) -> Vec<String> {
        self.plan
            .values(field, self.cells)
            .iter()
            .filter_map(|value| text::value(&html::words(value)))
            .collect()
    }

    /// A list where the profile says how it is parted, or else at these marks.
    fn list(&self, field: Field, marks: &[char]) -> Vec<String> {
        let mut list: Vec<String> = Vec::new();
        for value in self.each(field) {
            for part in value.split(|c| marks.contains(&c)).filter_map(text::value) {
                if !list
                    .iter()
                    .any(|known| text::fold(known) == text::fold(&part))
                {
                    list.push(part);
                }
            }
        }
        list
    }
}

fn name(cells: &Cells<'_>, row: &Row) -> Result<String, String> {
    let written = cells
        .one(Field::Name)
        .or_else(|| text::value(&html::words(row.given.name.as_deref()?)));
    let filled = || row.cells.iter().filter(|cell| !cell.trim().is_empty());
    if filled().next().is_some_and(|first| {
        matches!(
            text::fold(first).as_str(),
            "total" | "totals" | "grand total"
        )
    }) {
        return Err("it is a total".to_owned());
    }
    let Some(name) = written.as_deref().and_then(text::name) else {
        return Err(match filled().count() {
            0 if row.given.position.is_none() && row.given.description.is_none() => {
                "the row is empty"
            }
            1 if row.cells.len() > 2 && written.is_none() && row.given.position.is_none() => {
                "only one cell is filled: it is a heading or a note"
            }
            _ => "no name",
        }
        .to_owned());
    };
    if !name.chars().any(char::is_alphabetic) {
        return Err(format!("its name, {name:?}, is only a number"));
    }
    let folded = text::fold(&name);
    let test = [
        "test record",
        "test entry",
        "test listing",
        "test service",
        "test only",
        "please ignore",
        "do not use",
    ];
    if test.iter().any(|words| folded.starts_with(words)) || folded.ends_with("please ignore") {
        return Err("it is a test record".to_owned());
    }
    Ok(name)
}

/// A row that stops early and has neither place, time nor contact was cut.
fn cut_short(cells: &[String], service: &Service) -> Option<String> {
    let last = cells
        .iter()
        .rposition(|cell| !cell.trim().is_empty())
        .map_or(0, |at| at + 1);
    let says_nothing = service.service_at_locations.is_empty()
        && service.schedules.is_empty()
        && service.hours_text.is_none()
        && service.phones.is_empty()
        && service.email.is_none()
        && service.url.is_none()
        && service.contacts.is_empty();
    // Rows are padded to the headings' number, so the cells' number is that of the headings.
    (says_nothing && cells.len() >= 8 && last * 3 <= cells.len())
        .then(|| format!("the row stops after {last} of {} cells", cells.len()))
}

/// What the column says, then what the description beside it says more.
fn description(cells: &Cells<'_>, row: &Row) -> Option<String> {
    let column = cells.prose(Field::Description);
    let beside = row
        .given
        .description
        .as_deref()
        .and_then(|beside| text::prose(&html::words(beside)));
    match (column, beside) {
        (Some(column), Some(beside)) if !column.contains(&beside) => {
            Some(format!("{column}\n\n{beside}"))
        }
        (column, beside) => column.or(beside),
    }
}

fn status(cells: &Cells<'_>) -> ServiceStatus {
    match cells
        .one(Field::Status)
        .map(|word| text::fold(&word))
        .as_deref()
    {
        Some("inactive" | "not running" | "paused" | "suspended") => ServiceStatus::Inactive,
        Some("closed" | "defunct" | "ended" | "closed permanently" | "permanently closed") => {
            ServiceStatus::Defunct
        }
        Some("temporarily closed" | "temporary closure" | "closed temporarily") => {
            ServiceStatus::TemporarilyClosed
        }
        _ => ServiceStatus::Active,
    }
}

fn times(cells: &Cells<'_>, service: &mut Service) {
    let by_day: Vec<(Weekday, String)> = DAYS
        .iter()
        .filter_map(|(field, day)| Some((*day, cells.one(*field)?)))
        .collect();
    let by_day: Vec<(Weekday, &str)> = by_day
        .iter()
        .map(|(day, cell)| (*day, cell.as_str()))
        .collect();
    let (of_days, day_words) = hours::read_days(&by_day);
    // "62" is how many hours a week, not when.
    let words = cells
        .prose(Field::Hours)
        .filter(|words| words.chars().any(char::is_alphabetic) || words.contains(':'));
    service.schedules = of_days.schedules;
    if service.schedules.is_empty()
        && let Some(words) = &words
    {
        service.schedules = hours::read(words).schedules;
    }
    service.hours_text = words.or(day_words);
}

fn eligibility(cells: &Cells<'_>) -> Eligibility {
    let about = cells.prose(Field::Eligibility);
    let age_words = cells.one(Field::Ages);
    let read = [age_words.as_deref(), about.as_deref()]
        .into_iter()
        .flatten()
        .find_map(ages::read)
        .unwrap_or_default();
    let bound = |field| {
        cells
            .plan
            .value(field, cells.cells)
            .as_deref()
            .and_then(ages::bound)
    };
    let mut words: Vec<String> = Vec::new();
    for one in [about, age_words].into_iter().flatten() {
        if !words.contains(&one) {
            words.push(one);
        }
    }
    Eligibility {
        description: (!words.is_empty()).then(|| words.join("\n")),
        minimum_age: bound(Field::MinimumAge).or(read.minimum),
        maximum_age: bound(Field::MaximumAge).or(read.maximum),
    }
}

pub(crate) fn attendance(words: &str) -> Vec<Attendance> {
    let plain = format!(" {} ", text::fold(words));
    let ways: [(Attendance, &[&str]); 4] = [
        (
            Attendance::InPerson,
            &[" in person ", " face to face ", " venue ", " drop in "],
        ),
        (Attendance::Phone, &[" phone ", " telephone ", " helpline "]),
        (
            Attendance::Online,
            &[" online ", " zoom ", " virtual ", " video "],
        ),
        (Attendance::Home, &[" home ", " home visits ", " at home "]),
    ];
    ways.into_iter()
        .filter(|(_, names)| names.iter().any(|name| plain.contains(name)))
        .map(|(way, _)| way)
        .collect()
}

/// What an area is called whose source only drew it.
const DRAWN: &str = "the area on its map";

fn areas(cells: &Cells<'_>, row: &Row) -> Vec<ServiceArea> {
    let (drawn, named): (Vec<String>, Vec<String>) = cells
        .each(Field::Area)
        .into_iter()
        .partition(|cell| is_outline(cell));
    let mut areas: Vec<ServiceArea> = drawn
        .into_iter()
        .map(|extent| ServiceArea {
            name: DRAWN.to_owned(),
            code: None,
            extent: Some(extent),
        })
        .collect();
    let named = named
        .iter()
        .flat_map(|cell| cell.split([',', ';']).filter_map(text::value));
    let given = row.given.areas.iter().cloned();
    for name in named.chain(given) {
        let area = ServiceArea {
            name: text::without_shouting(&name).into_owned(),
            ..ServiceArea::default()
        };
        if !area.name.is_empty() && !areas.contains(&area) {
            areas.push(area);
        }
    }
    areas
}

fn terms(cells: &Cells<'_>, row: &Row, vocabulary: &str, of_link: &[String]) -> Vec<TaxonomyTerm> {
    let mut terms: Vec<TaxonomyTerm> = Vec::new();
    let given = row.given.categories.iter().chain(of_link).cloned();
    for name in cells.each(Field::Category).into_iter().chain(given) {
        let Some(name) = text::name(&html::words(&name)) else {
            continue;
        };
        let code = text::fold(&name).replace(' ', "-");
        if !terms.iter().any(|term| term.code == code) {
            terms.push(TaxonomyTerm {
                vocabulary: vocabulary.to_owned(),
                code,
                name,
            });
        }
    }
    terms
}

fn location(cells: &Cells<'_>, row: &Row) -> Option<Location> {
    let address = cells
        .prose(Field::Address)
        .or_else(|| text::prose(&html::words(row.given.address.as_deref()?)));
    let address = address.unwrap_or_default();
    let postcode_cell = cells.one(Field::Postcode);
    let postcode = place::postcode(postcode_cell.as_deref(), &address).or_else(|| {
        // One postcode in the description is where it is; two could be anything.
        let beside = row
            .given
            .description
            .as_deref()
            .filter(|_| row.given.detect)?;
        <[Postcode; 1]>::try_from(Postcode::find_all(beside))
            .ok()
            .map(|[only]| only)
    });
    let position: Option<Position> = place::position(cells.plan, cells.cells, &row.given);
    let name = cells.one(Field::Venue).as_deref().and_then(text::name);
    let mut lines = place::lines(&address, postcode_cell.as_deref(), postcode.as_ref());
    if let Some(name) = &name {
        lines.retain(|line| text::fold(line) != text::fold(name));
    }
    let location = Location {
        address: lines,
        precision: position.map(|_| Precision::Given),
        uprn: cells
            .one(Field::Uprn)
            .and_then(|cell| cell.trim_end_matches(".0").parse().ok())
            .filter(|uprn| *uprn > 0),
        local_authority: cells
            .one(Field::LocalAuthority)
            .filter(|code| is_authority(code)),
        name,
        postcode,
        position,
        area_only: false,
    };
    let known = location.name.is_some()
        || !location.address.is_empty()
        || location.postcode.is_some()
        || location.position.is_some()
        || location.uprn.is_some();
    known.then_some(location)
}

/// A GSS code of a local authority: E06 to E09, W06, S12, N09 and six digits.
fn is_authority(code: &str) -> bool {
    let (kind, number) = code.split_at_checked(3).unwrap_or_default();
    ["E06", "E07", "E08", "E09", "W06", "S12", "N09"].contains(&kind)
        && number.len() == 6
        && number.bytes().all(|b| b.is_ascii_digit())
}

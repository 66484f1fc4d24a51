//! A record's own page: one item, or the reason why there is none.

use domain::position::Position;
use domain::service::{Location, Precision, Service, ServiceAtLocation};
use domain::statement::{Item, SetAside};
use scraper::ElementRef;

use super::address::Record;
use super::facts::{Facts, Rules};
use super::page::Page;
use super::profile::{DetailRules, Keep};
use super::{
    NO_NAME, NOT_TO_BE_LISTED, PagesReader, RECORD_GONE, cut, hint, json, markup, service,
};
use crate::reader::Document;
use crate::reading::{Problem, Reading};

const EXPECTED: &str = "the page of a record";

/// Reads the page of one record.
pub(super) fn read(
    reader: &PagesReader,
    rules: &DetailRules,
    page: &Page,
    document: &Document<'_>,
) -> Reading {
    let aside = |id: Option<&str>, reason: &str| Reading {
        set_aside: vec![SetAside {
            place: id.map_or_else(|| "the page".to_owned(), |id| format!("record {id}")),
            external_id: id.map(str::to_owned),
            reason: reason.to_owned(),
            raw: cut(&markup::source(page.root())),
        }],
        ..Reading::default()
    };
    let Some((keep, record)) = reader.record(&page.url) else {
        if rules
            .gone_addresses
            .iter()
            .any(|address| address.read(&page.url).is_some())
        {
            return aside(None, RECORD_GONE);
        }
        return Reading {
            problem: Some(page.wrong_kind(EXPECTED)),
            ..Reading::default()
        };
    };
    let id = Some(record.id.as_str());
    if rules.gone.iter().any(|sign| page.shows(sign)) {
        return aside(id, RECORD_GONE);
    }
    if page.noindex {
        return aside(id, NOT_TO_BE_LISTED);
    }
    if keep == Keep::Never {
        return aside(id, "a kind of page that is not kept");
    }
    if let Some(other) = rules
        .not_a_record
        .iter()
        .find(|other| other.selector.first(page.root()).is_some())
    {
        return aside(id, &other.reason);
    }
    if !page.has_any(&rules.marks) {
        return Reading {
            problem: Some(page.wrong_kind(EXPECTED)),
            ..Reading::default()
        };
    }
    let found = find(reader, rules, page, &record);
    if found.facts.is_too_long() {
        let problem = Problem::Refused("the page holds more text than any record has".to_owned());
        return Reading {
            problem: Some(problem),
            ..Reading::default()
        };
    }
    // What a page does not say before it was cut off, it may have said after.
    let lacking = |reason: &str| match cut_off(page) {
        None => aside(id, reason),
        problem => Reading {
            problem,
            ..Reading::default()
        },
    };
    let Some(name) = service::name(&found.facts) else {
        return lacking(NO_NAME);
    };
    let (carried, terms) = hint::parted(document.terms);
    let around = reader.around(page, &terms, &rules.drop);
    let mut service = service::build(name, &found.facts, &found.places, around);
    if keep == Keep::WithAddress && service.service_at_locations.is_empty() {
        return lacking("an article: it has no address");
    }
    place_carried(&mut service, carried);
    let item = Item {
        external_id: record.id,
        service,
        url: Some(record.url.into()),
        raw: found.raw,
    };
    let problem = cut_off(page).or(found.fault.map(Problem::Unreadable));
    Reading {
        items: vec![item],
        problem,
        ..Reading::default()
    }
}

fn cut_off(page: &Page) -> Option<Problem> {
    page.is_cut_off
        .then(|| Problem::CutOff("the page of a record has no end".to_owned()))
}

/// What the page holds.
struct Found {
    facts: Facts,
    places: Vec<Facts>,
    raw: String,
    fault: Option<String>,
}

fn find(reader: &PagesReader, rules: &DetailRules, page: &Page, record: &Record) -> Found {
    let looking = Rules {
        fields: &rules.fields,
        labels: &rules.labels,
        pairs: &rules.pairs,
        ignore: &rules.ignore,
    };
    let within = rules
        .within
        .as_ref()
        .and_then(|css| css.first(page.root()))
        .unwrap_or(page.root());
    let places: Vec<ElementRef<'_>> = rules
        .places
        .iter()
        .flat_map(|css| css.all(within))
        .collect();
    let mut facts = Facts::read(looking, within, &page.base, &places);
    let places: Vec<Facts> = places
        .into_iter()
        .map(|place| Facts::read(looking, place, &page.base, &[]))
        .collect();
    let mut raw = markup::source(within);
    let json = json::read(&rules.json, &page.html, &page.base);
    for entry in json.entries {
        // A map on a record's page can show its neighbours too.
        let is_another = entry.url.is_some_and(|url| {
            reader
                .record(&url)
                .is_none_or(|(_, other)| other.id != record.id)
        });
        if !is_another {
            facts.append(entry.facts);
            raw.push('\n');
            raw.push_str(&entry.raw);
        }
    }
    // What a place says beside its address, such as a telephone number, is the record's.
    for place in &places {
        facts.append(place.without_place());
    }
    Found {
        facts,
        places,
        raw,
        fault: json.fault,
    }
}

/// Gives the position that the list showed to the one place that has none.
fn place_carried(service: &mut Service, carried: Option<Position>) {
    let Some(position) = carried else { return };
    let precision = Some(Precision::Given);
    match service.service_at_locations.as_mut_slice() {
        [] => service.service_at_locations.push(ServiceAtLocation {
            location: Location {
                position: Some(position),
                precision,
                ..Location::default()
            },
            schedules: Vec::new(),
        }),
        [only] if only.location.position.is_none() => {
            only.location.position = Some(position);
            only.location.precision = precision;
        }
        _ => {}
    }
}

//! List pages: the records that they link to or hold.
//!
//! What the list's own markup shows and what the JSON of its map shows are united by the address of
//! the record: either may have entries that the other has not.

use std::collections::HashMap;

use domain::statement::{Item, SetAside};
use domain::text::{self, fold};
use scraper::ElementRef;

use super::address::Record;
use super::facts::{Facts, Field, Rules};
use super::page::Page;
use super::profile::{Holds, Keep};
use super::{NOT_TO_BE_LISTED, PagesReader, cut, hint, json, markup, onward, service};
use crate::reader::Document;
use crate::reading::{Link, LinkKind, Problem, Reading};

/// One record as the page shows it.
struct Entry {
    record: Record,
    facts: Facts,
    raw: String,
}

/// Reads a list page.
pub(super) fn read(reader: &PagesReader, page: &Page, document: &Document<'_>) -> Reading {
    let rules = &reader.profile.list;
    let mut reading = Reading::default();
    if page.nofollow {
        reading.problem = Some(Problem::Refused(
            "the page asks robots not to follow its links".to_owned(),
        ));
        return reading;
    }
    let channels = if document.terms.is_empty() {
        onward::channels(reader, page)
    } else {
        Vec::new()
    };
    if !page.has_any(&rules.marks) {
        if channels.is_empty() {
            reading.problem = Some(page.wrong_kind("a list of records"));
        }
        reading.links = channels;
        return reading;
    }
    let terms = onward::terms(reader, page, document);
    let mut entries = entries(reader, page, &mut reading.set_aside);
    let json = json::read(&rules.json, &page.html, &page.base);
    unite(
        &mut entries,
        json.entries,
        reader,
        page,
        &mut reading.set_aside,
    );
    reading.problem = problem(reader, page, &entries, &reading.set_aside, json.fault);
    let is_empty = entries.is_empty();
    match rules.holds {
        Holds::Links => reading
            .links
            .extend(entries.iter().map(|entry| link(entry, &terms))),
        Holds::Records if page.noindex => reading.set_aside.push(SetAside {
            place: "the page".to_owned(),
            external_id: None,
            reason: NOT_TO_BE_LISTED.to_owned(),
            raw: String::new(),
        }),
        Holds::Records => {
            for entry in entries {
                match item(reader, page, entry, &terms) {
                    Ok(item) => reading.items.push(item),
                    Err(aside) => reading.set_aside.push(aside),
                }
            }
        }
    }
    if !is_empty {
        reading
            .links
            .extend(onward::next_page(reader, page, &terms));
    }
    for channel in channels {
        if !reading.links.iter().any(|link| link.url == channel.url) {
            reading.links.push(channel);
        }
    }
    reading
}

/// What is wrong with the list as a whole.
fn problem(
    reader: &PagesReader,
    page: &Page,
    entries: &[Entry],
    set_aside: &[SetAside],
    fault: Option<String>,
) -> Option<Problem> {
    let empty = &reader.profile.list.empty;
    if page.is_cut_off {
        return Some(Problem::CutOff("the list page has no end".to_owned()));
    }
    if entries.is_empty()
        && set_aside.is_empty()
        && !empty.is_empty()
        && !empty.iter().any(|sign| page.shows(sign))
    {
        let what = "no entry was found, and the page does not say that there is none";
        return Some(Problem::Unreadable(what.to_owned()));
    }
    if entries.iter().any(|entry| entry.facts.is_too_long()) {
        return Some(Problem::Refused(
            "an entry holds more text than any record has".to_owned(),
        ));
    }
    fault.map(Problem::Unreadable)
}

/// The records that the list's markup shows, without repeats.
fn entries(reader: &PagesReader, page: &Page, set_aside: &mut Vec<SetAside>) -> Vec<Entry> {
    let rules = &reader.profile.list;
    let mut found = Vec::new();
    let mut seen = HashMap::new();
    let mut last: Option<ElementRef<'_>> = None;
    let selector = rules.items.as_ref().or(rules.link.as_ref());
    for (index, element) in selector
        .into_iter()
        .flat_map(|css| css.all(page.root()))
        .enumerate()
    {
        // A list inside an entry is part of that entry.
        if last.is_some_and(|outer| element.ancestors().any(|above| above.id() == outer.id())) {
            continue;
        }
        last = Some(element);
        let is_entry = rules.items.is_some();
        let linked = match &rules.link {
            Some(css) if is_entry => css.first(element),
            _ => Some(element),
        };
        let href = linked.and_then(|link| markup::links(link).next());
        match href
            .ok_or("an entry without a link to its record".to_owned())
            .and_then(|href| record(reader, page, href))
        {
            Ok((_, record)) if seen.contains_key(record.url.as_str()) => {}
            Ok((_, record)) => {
                seen.insert(record.url.to_string(), found.len());
                let facts = if is_entry {
                    facts(reader, page, element)
                } else {
                    Facts::default()
                };
                found.push(Entry {
                    record,
                    facts,
                    raw: markup::source(element),
                });
            }
            // Without `items` any link of the page can be here, so one that is no record's is nothing.
            Err(_) if !is_entry => {}
            Err(reason) => set_aside.push(SetAside {
                place: format!("entry {}", index + 1),
                external_id: None,
                reason,
                raw: cut(&markup::source(element)),
            }),
        }
    }
    found
}

/// The record that a link leads to, or why it leads to none.
fn record(reader: &PagesReader, page: &Page, href: &str) -> Result<(Keep, Record), String> {
    let url = page
        .base
        .join(href.trim())
        .map_err(|error| format!("its link is not an address: {error}"))?;
    let url = page
        .on_this_site(url)
        .ok_or("its link leads to another site")?;
    match reader.record(&url) {
        Some((Keep::Never, _)) => Err("a kind of page that is not kept".to_owned()),
        Some(found) => Ok(found),
        None => Err(format!(
            "its link is not the address of a record: {}",
            url.path()
        )),
    }
}

fn facts(reader: &PagesReader, page: &Page, element: ElementRef<'_>) -> Facts {
    let rules = &reader.profile.list;
    let rules = Rules {
        fields: &rules.fields,
        labels: &rules.labels,
        pairs: &rules.pairs,
        ignore: &rules.ignore,
    };
    Facts::read(rules, element, &page.base, &[])
}

/// Adds what the JSON says to the entries of the same record, and the records that only it has.
///
/// An entry of the JSON without an address belongs to the one entry of its name.
fn unite(
    entries: &mut Vec<Entry>,
    json: Vec<json::Entry>,
    reader: &PagesReader,
    page: &Page,
    set_aside: &mut Vec<SetAside>,
) {
    let mut by_url: HashMap<String, usize> = entries
        .iter()
        .enumerate()
        .map(|(at, entry)| (entry.record.url.to_string(), at))
        .collect();
    let by_name: HashMap<String, usize> = entries
        .iter()
        .enumerate()
        .filter_map(|(at, entry)| Some((fold(&service::name(&entry.facts)?), at)))
        .collect();
    for (index, found) in json.into_iter().enumerate() {
        let record = found
            .url
            .as_ref()
            .map(|url| record(reader, page, url.as_str()));
        let known = match &record {
            Some(Ok((_, record))) => by_url.get(record.url.as_str()).copied(),
            _ => service::name(&found.facts).and_then(|name| by_name.get(&fold(&name)).copied()),
        };
        match (known.and_then(|at| entries.get_mut(at)), record) {
            (Some(entry), _) => {
                entry.facts.append(found.facts);
                entry.raw.push('\n');
                entry.raw.push_str(&found.raw);
            }
            (None, Some(Ok((_, record)))) => {
                by_url.insert(record.url.to_string(), entries.len());
                entries.push(Entry {
                    record,
                    facts: found.facts,
                    raw: found.raw,
                });
            }
            (None, other) => {
                let reason = match other {
                    Some(Err(reason)) => reason,
                    _ => "an entry of the page's JSON that leads to no record".to_owned(),
                };
                let place = format!("entry {} of the page's JSON", index + 1);
                set_aside.push(SetAside {
                    place,
                    external_id: None,
                    reason,
                    raw: cut(&found.raw),
                });
            }
        }
    }
}

fn link(entry: &Entry, terms: &[String]) -> Link {
    let mut terms = terms.to_vec();
    for category in entry
        .facts
        .all(Field::Category)
        .flat_map(|value| &value.pieces)
    {
        let category = text::line(category);
        if !category.is_empty() && !terms.contains(&category) {
            terms.push(category);
        }
    }
    let place = service::location(&entry.facts).and_then(|place| place.position);
    terms.extend(place.map(hint::of_position));
    Link {
        url: entry.record.url.to_string(),
        kind: LinkKind::Detail,
        terms,
        version: None,
    }
}

fn item(
    reader: &PagesReader,
    page: &Page,
    entry: Entry,
    terms: &[String],
) -> Result<Item, SetAside> {
    let name = service::name(&entry.facts).ok_or_else(|| SetAside {
        place: format!("record {}", entry.record.id),
        external_id: Some(entry.record.id.clone()),
        reason: super::NO_NAME.to_owned(),
        raw: cut(&entry.raw),
    })?;
    let around = reader.around(page, terms, &reader.profile.list.drop);
    Ok(Item {
        external_id: entry.record.id,
        service: service::build(name, &entry.facts, &[], around),
        url: Some(entry.record.url.into()),
        raw: entry.raw,
    })
}

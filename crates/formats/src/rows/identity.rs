//! Which record is which: the source's id, or one derived from what the record says.
//!
//! A derived id is a hash of the name and the place (rounded to about 10 m, else the postcode), so
//! that a changed description is a change of one record and not a new one. It changes with the name.

use std::collections::BTreeMap;

use domain::listing::slug_of;
use domain::service::Service;
use domain::statement::{Item, content_hash};
use domain::text;
use serde::Deserialize;

use super::plan::Plan;
use super::{Field, Row, Sheet};

/// What rows with the same id are.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum Repeats {
    /// Several services: they are told apart by their categories, then by their order.
    #[default]
    TellApart,
    /// One service, whose places, terms and telephones are united.
    Unite,
}

/// The ids that the source gives its rows.
#[derive(Debug)]
pub(super) struct Ids(Vec<Option<String>>);

/// How many of a guessed column's cells must be filled and unlike for them to be ids.
const MOSTLY: f64 = 0.95;

impl Ids {
    pub(super) fn new(plan: &Plan, sheet: &Sheet) -> Self {
        let ids: Vec<Option<String>> = sheet.rows.iter().map(|row| id(plan, row)).collect();
        if plan.id_is_guessed && !look_like_ids(&ids) {
            return Self(vec![None; ids.len()]);
        }
        Self(ids)
    }

    pub(super) fn of(&self, index: usize) -> Option<String> {
        self.0.get(index).cloned().flatten()
    }
}

fn id(plan: &Plan, row: &Row) -> Option<String> {
    let id = text::value(&plan.value(Field::Id, &row.cells)?)?;
    let id = id
        .strip_suffix(".0")
        .filter(|id| id.bytes().all(|b| b.is_ascii_digit()))
        .map(str::to_owned)
        .unwrap_or(id);
    (id.chars().count() <= 200).then_some(id)
}

/// Nearly every row has one, and they are not row numbers, which change when a row is put in.
fn look_like_ids(ids: &[Option<String>]) -> bool {
    let filled = ids.iter().flatten().count();
    let numbers: Vec<i64> = ids
        .iter()
        .flatten()
        .filter_map(|id| id.parse().ok())
        .collect();
    let counting = numbers.len() == filled
        && numbers
            .windows(2)
            .all(|pair| (1..=2).contains(&(pair[1] - pair[0])));
    filled > 0 && filled as f64 >= MOSTLY * ids.len() as f64 && !counting
}

/// A row that became a service.
#[derive(Debug)]
pub(super) struct Kept {
    id: String,
    service: Service,
    url: Option<String>,
    raw: String,
}

impl Kept {
    pub(super) fn new(id: Option<String>, plan: &Plan, row: Row, service: Service) -> Self {
        let url = plan
            .value(Field::Page, &row.cells)
            .and_then(|cell| domain::contact::web_address(&cell));
        let id = id.unwrap_or_else(|| derived(&row, &service));
        Self {
            id,
            service,
            url,
            raw: row.raw,
        }
    }
}

/// The id of a record whose source gives none.
fn derived(row: &Row, service: &Service) -> String {
    let location = service.locations().next();
    let rounded = |north: f64, east: f64| format!("{north:.4},{east:.4}");
    let place = location
        .and_then(|location| location.position)
        .map(|position| rounded(position.latitude, position.longitude))
        .or_else(|| location.and_then(|l| l.postcode.as_ref()).map(|postcode| postcode.as_str().to_owned()))
        // Abroad is no position of ours, but still tells two apart.
        .or_else(|| row.given.position.filter(|at| *at != (0.0, 0.0)).map(|(north, east)| rounded(north, east)))
        // Without a place, two layers may each have a "Lunch club".
        .unwrap_or_else(|| row.given.layer.clone());
    hash(&[&text::fold(&service.name), &place])
}

fn hash(parts: &[&str]) -> String {
    let mut hash = content_hash(parts.join("\n").as_bytes());
    hash.truncate(20);
    hash
}

/// The items of a document, no two with the same id.
pub(super) fn items(kept: Vec<Kept>, repeats: Repeats) -> Vec<Item> {
    let mut counts: BTreeMap<String, usize> = BTreeMap::new();
    for one in &kept {
        *counts.entry(one.id.clone()).or_default() += 1;
    }
    let mut items: Vec<Item> = Vec::new();
    let mut places: BTreeMap<String, usize> = BTreeMap::new();
    for mut one in kept {
        if repeats == Repeats::TellApart && counts.get(&one.id).is_some_and(|count| *count > 1) {
            one.id = told_apart(&one, &places);
        }
        match places.get(&one.id).and_then(|at| items.get_mut(*at)) {
            Some(item) => unite(item, one),
            None => {
                places.insert(one.id.clone(), items.len());
                items.push(Item {
                    external_id: one.id,
                    service: one.service,
                    url: one.url,
                    raw: one.raw,
                });
            }
        }
    }
    items
}

fn told_apart(one: &Kept, taken: &BTreeMap<String, usize>) -> String {
    let terms: Vec<&str> = one
        .service
        .taxonomy_terms
        .iter()
        .map(|term| term.name.as_str())
        .collect();
    let word = if terms.is_empty() {
        one.service.name.clone()
    } else {
        terms.join(" ")
    };
    let base = format!("{}~{}", one.id, slug_of(&word));
    if !taken.contains_key(&base) {
        return base;
    }
    (2..)
        .map(|count| format!("{base}~{count}"))
        .find(|id| !taken.contains_key(id))
        .unwrap_or(base)
}

/// Adds what another row says of the same service; of what there can be only one, the first counts.
fn unite(item: &mut Item, other: Kept) {
    fn add<T: PartialEq>(all: &mut Vec<T>, more: Vec<T>) {
        for one in more {
            if !all.contains(&one) {
                all.push(one);
            }
        }
    }
    let (service, more) = (&mut item.service, other.service);
    add(&mut service.taxonomy_terms, more.taxonomy_terms);
    add(&mut service.service_areas, more.service_areas);
    add(&mut service.phones, more.phones);
    add(&mut service.contacts, more.contacts);
    add(&mut service.schedules, more.schedules);
    add(&mut service.cost_options, more.cost_options);
    add(&mut service.languages, more.languages);
    add(&mut service.accessibility, more.accessibility);
    for at in more.service_at_locations {
        let same = |known: &domain::service::ServiceAtLocation| {
            let (a, b) = (&known.location, &at.location);
            (a.position.is_some() && a.position == b.position)
                || (a.postcode.is_some()
                    && a.postcode == b.postcode
                    && a.position.is_none() == b.position.is_none())
        };
        if !service.service_at_locations.iter().any(same) {
            service.service_at_locations.push(at);
        }
    }
    service.description = service.description.take().or(more.description);
    service.url = service.url.take().or(more.url);
    service.email = service.email.take().or(more.email);
    service.hours_text = service.hours_text.take().or(more.hours_text);
    service.application_process = service
        .application_process
        .take()
        .or(more.application_process);
    if !item.raw.contains(&other.raw) {
        item.raw.push('\n');
        item.raw.push_str(&other.raw);
    }
}

//! Rows that name one another become whole records: each service with its organization, places, times,
//! telephones and terms, in the shape in which an API gives them.

use std::collections::{BTreeMap, HashMap};

use domain::statement::SetAside;
use serde_json::{Map, Value};

use super::files::Row;

/// Whole services, and rows that belong to nothing.
#[derive(Debug, Default)]
pub(super) struct Joined {
    pub(super) services: Vec<(String, Value)>,
    pub(super) orphans: Vec<SetAside>,
}

/// A table, its parents by the columns that name them, and its key in them.
type Hanging = (
    &'static str,
    &'static [(&'static str, &'static str)],
    &'static str,
);

/// Where the rows of a table hang: the columns that may name a parent, its table, and the key under
/// which they stand in it. Tables come after those that hang on them.
const HANGS: &[Hanging] = &[
    (
        "phone",
        &[
            ("contact_id", "contact"),
            ("service_at_location_id", "service_at_location"),
            ("service_id", "service"),
            ("location_id", "location"),
            ("organization_id", "organization"),
        ],
        "phones",
    ),
    (
        "contact",
        &[
            ("service_at_location_id", "service_at_location"),
            ("service_id", "service"),
            ("location_id", "location"),
            ("organization_id", "organization"),
        ],
        "contacts",
    ),
    (
        "schedule",
        &[
            ("service_at_location_id", "service_at_location"),
            ("service_id", "service"),
            ("location_id", "location"),
        ],
        "schedules",
    ),
    ("address", &[("location_id", "location")], "addresses"),
    (
        "accessibility",
        &[("location_id", "location")],
        "accessibility",
    ),
    (
        "language",
        &[
            ("service_id", "service"),
            ("location_id", "location"),
            ("phone_id", "phone"),
        ],
        "languages",
    ),
    ("eligibility", &[("service_id", "service")], "eligibilitys"),
    ("cost_option", &[("service_id", "service")], "cost_options"),
    (
        "service_capacity",
        &[("service_id", "service")],
        "capacities",
    ),
    (
        "service_area",
        &[
            ("service_id", "service"),
            ("service_at_location_id", "service_at_location"),
        ],
        "service_areas",
    ),
    (
        "organization_identifier",
        &[("organization_id", "organization")],
        "organization_identifiers",
    ),
    (
        "service_taxonomy",
        &[("service_id", "service")],
        "service_taxonomys",
    ),
    (
        "service_at_location",
        &[("service_id", "service")],
        "service_at_locations",
    ),
];

type Tables = BTreeMap<String, Vec<Row>>;

/// Joins the tables.
pub(super) fn services(mut tables: Tables) -> Joined {
    let mut joined = Joined::default();
    attributes(&mut tables, &mut joined);
    terms(&mut tables, &mut joined);
    for (table, parents, key) in HANGS {
        hang(&mut tables, table, parents, key, &mut joined);
        if *table == "accessibility" {
            // Places are whole by now, and stand in what links them to services.
            put_in(
                &mut tables,
                "service_at_location",
                "location_id",
                "location",
                "location",
                &mut joined,
            );
        }
    }
    put_in(
        &mut tables,
        "service",
        "organization_id",
        "organization",
        "organization",
        &mut joined,
    );
    for row in tables.remove("service").unwrap_or_default() {
        joined.services.push((row.place, Value::Object(row.cells)));
    }
    joined
}

fn named(row: &Row, column: &str) -> Option<String> {
    Some(row.cells.get(column)?.as_str()?.to_owned())
}

fn orphan(row: &Row, reason: String) -> SetAside {
    SetAside {
        place: row.place.clone(),
        external_id: named(row, "id"),
        reason,
        raw: Value::Object(row.cells.clone())
            .to_string()
            .chars()
            .take(4_000)
            .collect(),
    }
}

/// Rows by their id; the first of each counts.
fn index(rows: &[Row]) -> HashMap<String, usize> {
    let mut at = HashMap::new();
    for (position, row) in rows.iter().enumerate() {
        if let Some(id) = named(row, "id") {
            at.entry(id).or_insert(position);
        }
    }
    at
}

/// Hangs the rows of a table on the rows that they name.
fn hang(
    tables: &mut Tables,
    table: &str,
    parents: &[(&str, &str)],
    key: &str,
    joined: &mut Joined,
) {
    let rows = tables.remove(table).unwrap_or_default();
    let indexes: Vec<(&str, &str, HashMap<String, usize>)> = parents
        .iter()
        .map(|(column, parent)| {
            let rows = tables.get(*parent).map_or(&[][..], Vec::as_slice);
            (*column, *parent, index(rows))
        })
        .collect();
    for row in rows {
        let asked: Vec<(&str, &str, String)> = indexes
            .iter()
            .filter_map(|(column, parent, _)| Some((*column, *parent, named(&row, column)?)))
            .collect();
        let found = indexes.iter().find_map(|(column, parent, known)| {
            Some((*parent, *known.get(&named(&row, column)?)?))
        });
        match found {
            Some((parent, at)) => {
                if let Some(parent) = tables.get_mut(parent).and_then(|rows| rows.get_mut(at)) {
                    let list = parent
                        .cells
                        .entry(key)
                        .or_insert_with(|| Value::Array(Vec::new()));
                    if let Value::Array(list) = list {
                        list.push(Value::Object(row.cells));
                    }
                }
            }
            None => {
                let reason = match asked.first() {
                    Some((_, parent, id)) => {
                        format!("the package has no {parent} {id:?}, which it belongs to")
                    }
                    None => "it does not say what it belongs to".to_owned(),
                };
                joined.orphans.push(orphan(&row, reason));
            }
        }
    }
}

/// Puts the row that a column names into each row of a table.
fn put_in(
    tables: &mut Tables,
    table: &str,
    column: &str,
    other: &str,
    key: &str,
    joined: &mut Joined,
) {
    let others = tables.remove(other).unwrap_or_default();
    let known = index(&others);
    for row in tables.get_mut(table).map_or(&mut [][..], Vec::as_mut_slice) {
        let Some(id) = named(row, column) else {
            continue;
        };
        match known.get(&id).and_then(|at| others.get(*at)) {
            Some(found) => {
                row.cells
                    .insert(key.to_owned(), Value::Object(found.cells.clone()));
            }
            None => {
                let reason = format!(
                    "the package has no {other} {id:?}, which it names; the rest of the row was read"
                );
                joined.orphans.push(orphan(row, reason));
            }
        }
    }
    tables.insert(other.to_owned(), others);
}

/// Attributes (version 3) join a term to whatever has the id `link_id`; those of services count.
fn attributes(tables: &mut Tables, joined: &mut Joined) {
    put_in(
        tables,
        "attribute",
        "taxonomy_term_id",
        "taxonomy_term",
        "taxonomy_term",
        joined,
    );
    let known = tables
        .get("service")
        .map(|rows| index(rows))
        .unwrap_or_default();
    for row in tables.remove("attribute").unwrap_or_default() {
        let service = named(&row, "link_id").and_then(|id| known.get(&id).copied());
        let Some(service) = service.and_then(|at| tables.get_mut("service")?.get_mut(at)) else {
            // Of an organization, a place, a schedule: nothing that a listing shows.
            continue;
        };
        let list = service
            .cells
            .entry("attributes")
            .or_insert_with(|| Value::Array(Vec::new()));
        if let Value::Array(list) = list {
            list.push(Value::Object(row.cells));
        }
    }
}

/// Versions 1 and 2 join terms in a table of their own, or in a list of ids in the service.
fn terms(tables: &mut Tables, joined: &mut Joined) {
    put_in(
        tables,
        "service_taxonomy",
        "taxonomy_id",
        "taxonomy",
        "taxonomy",
        joined,
    );
    put_in(
        tables,
        "service_taxonomy",
        "taxonomy_term_id",
        "taxonomy_term",
        "taxonomy",
        joined,
    );
    let mut known: HashMap<String, Map<String, Value>> = HashMap::new();
    for table in ["taxonomy", "taxonomy_term"] {
        for row in tables.get(table).map_or(&[][..], Vec::as_slice) {
            if let Some(id) = named(row, "id") {
                known.entry(id).or_insert_with(|| row.cells.clone());
            }
        }
    }
    for row in tables
        .get_mut("service")
        .map_or(&mut [][..], Vec::as_mut_slice)
    {
        let Some(ids) = named(row, "taxonomy_ids") else {
            continue;
        };
        let terms: Vec<Value> = ids
            .split([',', ';'])
            .filter_map(|id| known.get(id.trim()).cloned())
            .map(Value::Object)
            .collect();
        if !terms.is_empty() {
            row.cells
                .insert("taxonomies".to_owned(), Value::Array(terms));
        }
    }
}

//! The HSDS data package: one CSV file a table, described by `datapackage.json`, in a zip.
//!
//! The tables are those of HSDS 3.0 as far as we have anything to say in them; one of our own,
//! [`SOURCES`], holds licence and attribution of every service. Cells are as they are: a package is
//! read by programs, which would take a guard against formulas for a part of the text.

use std::collections::{HashMap, HashSet};
use std::io::{self, Read, Seek, Write};

use serde_json::{Map, Value, json};
use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, ZipWriter};

use super::bulk::row;
use super::{Record, hsds};

/// The table of ours.
const SOURCES: &str = "x_fingerpost_source";

/// A table: its name, the member of an object that holds its rows, its columns.
struct Table {
    name: &'static str,
    member: &'static str,
    columns: &'static [&'static str],
}

const fn table(
    name: &'static str,
    member: &'static str,
    columns: &'static [&'static str],
) -> Table {
    Table {
        name,
        member,
        columns,
    }
}

const TABLES: &[Table] = &[
    table(
        "service",
        "",
        &[
            "id",
            "organization_id",
            "name",
            "alternate_name",
            "description",
            "url",
            "email",
            "status",
            "application_process",
            "wait_time",
            "eligibility_description",
            "minimum_age",
            "maximum_age",
            "assured_date",
            "assurer_email",
            "alert",
            "last_modified",
        ],
    ),
    table(
        "organization",
        "organization",
        &["id", "name", "description", "email", "website"],
    ),
    table(
        "organization_identifier",
        "organization_identifiers",
        &[
            "id",
            "organization_id",
            "identifier_scheme",
            "identifier_type",
            "identifier",
        ],
    ),
    table(
        "service_at_location",
        "service_at_locations",
        &["id", "service_id", "location_id"],
    ),
    table(
        "location",
        "location",
        &[
            "id",
            "location_type",
            "name",
            "description",
            "latitude",
            "longitude",
            "external_identifier",
            "external_identifier_type",
        ],
    ),
    table(
        "address",
        "addresses",
        &[
            "id",
            "location_id",
            "address_1",
            "address_2",
            "city",
            "state_province",
            "postal_code",
            "country",
            "address_type",
        ],
    ),
    table(
        "phone",
        "phones",
        &["id", "service_id", "contact_id", "number", "description"],
    ),
    table(
        "contact",
        "contacts",
        &["id", "service_id", "name", "title", "email"],
    ),
    table(
        "schedule",
        "schedules",
        &[
            "id",
            "service_id",
            "service_at_location_id",
            "freq",
            "interval",
            "byday",
            "opens_at",
            "closes_at",
            "dtstart",
            "valid_from",
            "valid_to",
            "attending_type",
            "description",
            "notes",
        ],
    ),
    table(
        "service_area",
        "service_areas",
        &["id", "service_id", "name", "extent", "extent_type", "uri"],
    ),
    table("language", "languages", &["id", "service_id", "name"]),
    table(
        "cost_option",
        "cost_options",
        &[
            "id",
            "service_id",
            "option",
            "amount",
            "currency",
            "amount_description",
        ],
    ),
    table(
        "accessibility",
        "accessibility",
        &["id", "location_id", "description"],
    ),
    table(
        "attribute",
        "attributes",
        &[
            "id",
            "link_id",
            "link_type",
            "link_entity",
            "value",
            "taxonomy_term_id",
        ],
    ),
    table(
        "taxonomy_term",
        "taxonomy_term",
        &[
            "id",
            "code",
            "name",
            "description",
            "parent_id",
            "taxonomy",
            "taxonomy_id",
        ],
    ),
    table("taxonomy", "taxonomy", &["id", "name", "description"]),
    table(
        SOURCES,
        "sources",
        &[
            "service_id",
            "id",
            "name",
            "licence",
            "licence_url",
            "attribution",
            "url",
        ],
    ),
];

/// The names of the files of the tables, in the order in which they stand in the package.
pub fn files() -> impl Iterator<Item = String> {
    TABLES.iter().map(|table| file(table.name))
}

/// The name of a table's file, as HSDS has it.
fn file(table: &str) -> String {
    match table {
        "service_at_location" | "accessibility" | SOURCES => format!("{table}.csv"),
        "address" => "addresses.csv".to_owned(),
        "taxonomy" => "taxonomies.csv".to_owned(),
        other => format!("{other}s.csv"),
    }
}

/// Takes listings apart into rows of tables.
#[derive(Debug, Default)]
pub struct Packer {
    /// Rows that several listings share: written once.
    shared: HashMap<&'static str, HashSet<String>>,
    rows: Vec<u64>,
}

impl Packer {
    /// The heads of all tables: for each, the number of its file and the line.
    #[must_use]
    pub fn begin(&mut self) -> Vec<(usize, Vec<u8>)> {
        self.rows = vec![0; TABLES.len()];
        let head = |table: &Table| {
            row(table
                .columns
                .iter()
                .map(|name| (*name).to_owned())
                .collect())
        };
        TABLES.iter().map(head).enumerate().collect()
    }

    /// The rows of a listing: for each, the number of its file and the line.
    #[must_use]
    pub fn put(&mut self, record: &Record<'_>) -> Vec<(usize, Vec<u8>)> {
        let mut service = hsds::service(record);
        if let Some(sources) = service[hsds::EXTRA]["sources"].as_array_mut() {
            for source in sources {
                source["service_id"] = json!(record.listing.id);
            }
        }
        let sources = service[hsds::EXTRA]["sources"].take();
        let mut rows = Vec::new();
        self.take_apart(0, &service, &mut rows);
        for source in sources.as_array().into_iter().flatten() {
            self.take_apart(TABLES.len() - 1, source, &mut rows);
        }
        for term in &record.listing.service.taxonomy_terms {
            let taxonomy = hsds::taxonomy(&term.vocabulary, Vec::new());
            self.take_apart(TABLES.len() - 2, &taxonomy, &mut rows);
        }
        rows
    }

    fn take_apart(&mut self, at: usize, object: &Value, rows: &mut Vec<(usize, Vec<u8>)>) {
        let Some((table, fields)) = TABLES.get(at).zip(object.as_object()) else {
            return;
        };
        if let Some(id) = object["id"].as_str()
            && table.name != SOURCES
            && is_shared(table.name)
            && !self
                .shared
                .entry(table.name)
                .or_default()
                .insert(id.to_owned())
        {
            return;
        }
        let cells = table
            .columns
            .iter()
            .map(|name| cell(fields, name))
            .collect();
        rows.push((at, row(cells)));
        if let Some(count) = self.rows.get_mut(at) {
            *count += 1;
        }
        // A telephone of the service stands with its contact a second time, for other readers.
        let repeated = table.name == "contact" && fields.get("name").is_none();
        for (member, value) in fields {
            let nested = TABLES
                .iter()
                .position(|table| table.member == member.as_str());
            let Some(nested) = nested.filter(|_| !(repeated && member == "phones")) else {
                continue;
            };
            match value {
                Value::Array(items) => {
                    for item in items {
                        self.take_apart(nested, item, rows);
                    }
                }
                one => self.take_apart(nested, one, rows),
            }
        }
    }

    /// The description of the package.
    #[must_use]
    pub fn description(&self, public_url: &str, created: &str) -> Value {
        let resources: Vec<Value> = TABLES
            .iter()
            .zip(&self.rows)
            .map(|(table, rows)| {
                let fields: Vec<Value> = table.columns.iter().map(|name| field(name)).collect();
                let mut schema = json!({"fields": fields});
                if table.name != SOURCES {
                    schema["primaryKey"] = json!("id");
                }
                let keys = foreign_keys(table);
                if !keys.is_empty() {
                    schema["foreignKeys"] = keys.into();
                }
                json!({
                    "name": table.name,
                    "path": file(table.name),
                    "profile": "tabular-data-resource",
                    "mediatype": "text/csv",
                    "encoding": "utf-8",
                    "rows": rows,
                    "schema": schema,
                })
            })
            .collect();
        json!({
            "name": "fingerpost-listings",
            "title": "Listings as an HSDS 3.0 data package",
            "profile": "tabular-data-package",
            "version": "3.0",
            "homepage": public_url,
            "created": created,
            "description": format!(
                "Licence and attribution of each service are in {SOURCES}.csv; they must be shown \
                 with what you take."
            ),
            "resources": resources,
        })
    }
}

/// Rows of these tables come with several listings.
fn is_shared(table: &str) -> bool {
    matches!(
        table,
        "organization" | "organization_identifier" | "taxonomy_term" | "taxonomy"
    )
}

fn cell(fields: &Map<String, Value>, name: &str) -> String {
    match fields.get(name) {
        Some(Value::String(text)) => text.clone(),
        Some(value @ (Value::Number(_) | Value::Bool(_))) => value.to_string(),
        _ => String::new(),
    }
}

fn field(name: &str) -> Value {
    let kind = match name {
        "latitude" | "longitude" | "amount" | "minimum_age" | "maximum_age" | "interval" => {
            "number"
        }
        "assured_date" | "dtstart" | "valid_from" | "valid_to" => "date",
        "last_modified" => "datetime",
        _ => "string",
    };
    json!({"name": name, "type": kind})
}

fn foreign_keys(table: &Table) -> Vec<Value> {
    table
        .columns
        .iter()
        .filter_map(|column| {
            let target = column.strip_suffix("_id")?;
            let known = TABLES.iter().any(|table| table.name == target) && target != table.name;
            known.then(|| {
                json!({
                    "fields": column,
                    "reference": {"resource": target, "fields": "id"},
                })
            })
        })
        .collect()
}

/// Puts the description and the tables into a zip; `tables` stand in the order of [`files`].
///
/// # Errors
/// When reading or writing fails.
pub fn zip<R: Read, W: Write + Seek>(
    description: &Value,
    tables: impl IntoIterator<Item = R>,
    to: W,
) -> io::Result<W> {
    let options = SimpleFileOptions::default()
        .compression_method(CompressionMethod::Deflated)
        .large_file(true);
    let mut zip = ZipWriter::new(to);
    zip.start_file("datapackage.json", options)?;
    serde_json::to_writer_pretty(&mut zip, description)?;
    for (name, mut table) in files().zip(tables) {
        zip.start_file(name, options)?;
        io::copy(&mut table, &mut zip)?;
    }
    Ok(zip.finish()?)
}

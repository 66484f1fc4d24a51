//! Finds the package in its archive, and its tables in the package. **No path is followed**: a name
//! that leads out of the package, or to another machine, is set aside.

use std::collections::BTreeMap;

use domain::statement::SetAside;
use serde_json::{Map, Value};

use crate::archive::{Archive, ArchiveError};
use crate::decode;
use crate::feed::json;
use crate::feed::node::Node;
use crate::reading::Problem;

/// The most columns of a table.
const MAX_COLUMNS: usize = 500;
/// The longest cell, in bytes.
const MAX_CELL: usize = 1_000_000;

/// A row: where it stands, and its filled cells by heading.
#[derive(Debug)]
pub(super) struct Row {
    pub(super) place: String,
    pub(super) cells: Map<String, Value>,
}

/// A package, opened.
#[derive(Debug, Default)]
pub(super) struct Package {
    /// Rows by the singular name of their table.
    pub(super) tables: BTreeMap<String, Vec<Row>>,
    pub(super) set_aside: Vec<SetAside>,
    pub(super) problem: Option<Problem>,
}

/// Opens an archive.
///
/// # Errors
/// When it breaks a limit, is damaged, or holds no table of services.
pub(super) fn open(bytes: &[u8]) -> Result<Package, Problem> {
    let mut archive = Archive::open(bytes).map_err(problem)?;
    let names = archive.names();
    let inside = |name: &str| !name.is_empty() && !name.contains("__MACOSX") && is_inside(name);
    let descriptor = names
        .iter()
        .enumerate()
        .filter(|(_, name)| {
            inside(name) && file_name(name).eq_ignore_ascii_case("datapackage.json")
        })
        .min_by_key(|(_, name)| (name.matches('/').count(), name.len()));
    let mut package = Package::default();
    let mut wanted: Vec<(String, usize)> = Vec::new();
    match descriptor {
        Some((at, name)) => {
            let folder = name
                .rsplit_once('/')
                .map_or("", |(folder, _)| folder)
                .to_owned();
            let text = decode::text(&archive.member(at).map_err(problem)?, None).text;
            let value = json::parse(&text)?.value;
            for resource in Node::of(&value).get("resources").each() {
                let table = resource.get("name").text();
                let path = resource.get("path").each().find_map(Node::text);
                let (Some(table), Some(path)) = (table, path) else {
                    continue;
                };
                match member(&names, &folder, &path) {
                    Ok(Some(at)) => wanted.push((singular(&table), at)),
                    Ok(None) => {
                        package.aside(&path, "the package names this file, but does not have it");
                    }
                    Err(why) => package.aside(&path, why),
                }
            }
        }
        None => wanted.extend(
            names
                .iter()
                .enumerate()
                .filter(|(_, name)| inside(name))
                .filter_map(|(at, name)| {
                    let stem = file_name(name).to_lowercase();
                    Some((singular(stem.strip_suffix(".csv")?), at))
                }),
        ),
    }
    for (table, at) in wanted {
        let name = names.get(at).map(String::as_str).unwrap_or_default();
        let text = decode::text(&archive.member(at).map_err(problem)?, None).text;
        let rows = rows(&text, file_name(name), &mut package)?;
        package.tables.entry(table).or_default().extend(rows);
    }
    if !package.tables.contains_key("service") {
        return Err(Problem::Unreadable(
            "the archive holds no data package with a table of services".to_owned(),
        ));
    }
    Ok(package)
}

impl Package {
    fn aside(&mut self, place: &str, reason: &str) {
        self.set_aside.push(SetAside {
            place: domain::text::shortened(place, 200),
            external_id: None,
            reason: reason.to_owned(),
            raw: String::new(),
        });
    }
}

fn problem(error: ArchiveError) -> Problem {
    match error {
        ArchiveError::Refused(why) => Problem::Refused(why),
        ArchiveError::Broken(why) => Problem::CutOff(why),
    }
}

fn file_name(path: &str) -> &str {
    path.rsplit(['/', '\\']).next().unwrap_or(path)
}

/// Whether a path stays where it is.
fn is_inside(path: &str) -> bool {
    !path.starts_with(['/', '\\'])
        && !path.contains(':')
        && !path.split(['/', '\\']).any(|part| part == "..")
}

/// The member that a path in the descriptor names.
fn member(names: &[String], folder: &str, path: &str) -> Result<Option<usize>, &'static str> {
    if path.contains("://") {
        return Err("its file is at another address, which is not followed");
    }
    if !is_inside(path) {
        return Err("its path leads out of the package");
    }
    let path = path.trim_start_matches("./");
    let full = if folder.is_empty() {
        path.to_owned()
    } else {
        format!("{folder}/{path}")
    };
    Ok(names.iter().position(|name| *name == full))
}

/// The name of a table as the descriptors of version 3 write it.
fn singular(name: &str) -> String {
    let name = name.trim().to_lowercase().replace('-', "_");
    let known = match name.as_str() {
        "services_at_location" | "services_at_locations" | "service_at_locations" => {
            "service_at_location"
        }
        "services_taxonomy"
        | "service_taxonomies"
        | "services_taxonomies"
        | "service_taxonomys" => "service_taxonomy",
        "accessibility_for_disabilities" => "accessibility",
        "physical_addresses" | "physical_address" | "addresses" | "address" => "address",
        "postal_addresses" | "postal_address" => "postal_address",
        "regular_schedules" | "regular_schedule" | "schedules" => "schedule",
        "holiday_schedules" => "holiday_schedule",
        "taxonomies" => "taxonomy",
        "eligibilities" | "eligibilitys" => "eligibility",
        "service_areas" => "service_area",
        "service_capacities" => "service_capacity",
        other => return other.strip_suffix('s').unwrap_or(other).to_owned(),
    };
    known.to_owned()
}

fn rows(text: &str, file: &str, package: &mut Package) -> Result<Vec<Row>, Problem> {
    let mut csv = csv::ReaderBuilder::new()
        .flexible(true)
        .from_reader(text.as_bytes());
    let headings: Vec<String> = match csv.headers() {
        Ok(headings) => headings
            .iter()
            .map(|heading| heading.trim().to_lowercase())
            .collect(),
        Err(_) => Vec::new(),
    };
    if headings.len() > MAX_COLUMNS {
        return Err(Problem::Refused(format!(
            "{file} has more than {MAX_COLUMNS} columns"
        )));
    }
    let mut rows = Vec::new();
    for (at, record) in csv.records().enumerate() {
        let place = format!("{file}, row {}", at + 2);
        let Ok(record) = record else {
            package.aside(&place, "the row cannot be read");
            continue;
        };
        if record.iter().any(|cell| cell.len() > MAX_CELL) {
            package.aside(&place, "one of its cells is too long");
            continue;
        }
        if record.len() > headings.len() {
            package.aside(
                &place,
                "it has more cells than there are headings; the others were read",
            );
        }
        let cells: Map<String, Value> = headings
            .iter()
            .zip(record.iter())
            .filter(|(heading, cell)| !heading.is_empty() && !cell.trim().is_empty())
            .map(|(heading, cell)| (heading.clone(), Value::String(cell.trim().to_owned())))
            .collect();
        if !cells.is_empty() {
            rows.push(Row { place, cells });
        }
    }
    Ok(rows)
}

#[cfg(test)]
mod tests {
    use super::{is_inside, singular};

    #[test]
    fn tables_of_every_version_have_one_name() {
        for (name, expected) in [
            ("services", "service"),
            ("service", "service"),
            ("services_at_location", "service_at_location"),
            ("physical_addresses", "address"),
            ("physical_address", "address"),
            ("addresses", "address"),
            ("address", "address"),
            ("postal_address", "postal_address"),
            ("taxonomy_terms", "taxonomy_term"),
            ("cost_options", "cost_option"),
        ] {
            assert_eq!(singular(name), expected);
        }
    }

    #[test]
    fn a_path_that_leads_out_is_known() {
        for path in [
            "../a.csv",
            "/etc/a.csv",
            "a/../../b.csv",
            "c:\\a.csv",
            "..\\a.csv",
        ] {
            assert!(!is_inside(path), "{path}");
        }
        assert!(is_inside("data/a..b.csv"));
    }
}

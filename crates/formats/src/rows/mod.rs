//! Rows with headings become services: what KML, tables and GeoJSON have in common.
//!
//! A format's reader brings a [`Sheet`]; a profile's [`Mapping`] says which heading holds what; this
//! module cleans, judges, identifies, and sets aside with a reason what cannot be taken. It knows
//! nothing of files or of XML.

mod build;
pub(crate) mod dates;
mod guess;
mod identity;
mod json_cell;
mod mapping;
pub(crate) mod place;
mod plan;
mod who;

use std::collections::HashMap;
use std::collections::hash_map::Entry;

use domain::statement::{Item, SetAside, content_hash};

pub(crate) use build::attendance;
pub(crate) use identity::Repeats;
pub(crate) use json_cell::is_outline;
pub(crate) use mapping::{Field, Mapping, SkipWhen};
pub(crate) use who::is_desk;

use crate::reader::Document;
use plan::Plan;

/// A table, wherever it came from.
#[derive(Debug, Default)]
pub(crate) struct Sheet {
    /// As the source spells them.
    pub(crate) headings: Vec<String>,
    /// In the order of the document.
    pub(crate) rows: Vec<Row>,
}

/// One row of a table, one placemark, one feature.
#[derive(Debug, Default)]
pub(crate) struct Row {
    /// Where it stands: "row 17", "placemark 4".
    pub(crate) place: String,
    /// Beside the headings; missing ones at the end are empty.
    pub(crate) cells: Vec<String>,
    /// What the format says of it outside of any column; a mapped column is believed first.
    pub(crate) given: Given,
    /// As it came.
    pub(crate) raw: String,
    /// Why it is not to be read at all, where the format's reader knows.
    pub(crate) aside: Option<String>,
}

/// What a format says of a row outside of its columns.
#[derive(Debug, Default, Clone)]
pub(crate) struct Given {
    pub(crate) name: Option<String>,
    /// Plain text or HTML.
    pub(crate) description: Option<String>,
    pub(crate) address: Option<String>,
    /// Two numbers as given, north first where the format says which is which.
    pub(crate) position: Option<(f64, f64)>,
    pub(crate) categories: Vec<String>,
    pub(crate) areas: Vec<String>,
    /// Links found in the description.
    pub(crate) links: Vec<String>,
    /// Distinguishes rows that have no place: the layer.
    pub(crate) layer: String,
    /// Whether telephone numbers, mailboxes and postcodes may be looked for in the description.
    pub(crate) detect: bool,
}

/// How the rows of one source are read.
#[derive(Debug)]
pub(crate) struct Rules {
    pub(crate) mapping: Mapping,
    /// Whether headings that the mapping does not use are guessed by their names.
    pub(crate) guess: bool,
    pub(crate) skip_when: Vec<SkipWhen>,
    /// The vocabulary of its category words.
    pub(crate) vocabulary: String,
    pub(crate) repeats: Repeats,
    /// 11/27/2022 rather than 27/11/2022.
    pub(crate) month_first: bool,
}

/// The longest excerpt of a row that is set aside, in characters.
const RAW_CHARS: usize = 4_000;

/// The place of what is wrong with the headings rather than with a row.
pub(crate) const HEADINGS: &str = "headings";

/// What became of the rows.
#[derive(Debug, Default)]
pub(crate) struct Outcome {
    pub(crate) items: Vec<Item>,
    pub(crate) set_aside: Vec<SetAside>,
}

/// Why no row of a sheet can be read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct NoNames(pub(crate) String);

/// Reads every row of a sheet.
///
/// # Errors
/// When no column holds names (and the format itself gives none).
pub(crate) fn read(
    sheet: Sheet,
    rules: &Rules,
    document: &Document<'_>,
) -> Result<Outcome, NoNames> {
    let plan = Plan::new(&rules.mapping, &sheet.headings, rules.guess);
    let named = plan.has(Field::Name) || sheet.rows.iter().any(|row| row.given.name.is_some());
    if !named && sheet.rows.iter().any(|row| row.aside.is_none()) {
        return Err(NoNames(format!(
            "no column holds names; the headings are {}",
            domain::text::shortened(&sheet.headings.join(", "), 300)
        )));
    }
    let skips = plan::resolve(&rules.skip_when, &sheet.headings);
    let ids = identity::Ids::new(&plan, &sheet);
    let mut outcome = Outcome::default();
    outcome
        .set_aside
        .extend(plan.missing().map(|(heading, field)| SetAside {
            place: HEADINGS.to_owned(),
            external_id: None,
            reason: format!("there is no column {heading:?} for {field}"),
            raw: String::new(),
        }));
    let mut kept: Vec<identity::Kept> = Vec::new();
    // Two rows that are the same to the letter are one row written twice.
    let mut seen = HashMap::new();
    for (index, row) in sheet.rows.into_iter().enumerate() {
        let id = ids.of(index);
        let service = match &row.aside {
            Some(reason) => Err(reason.clone()),
            None => skips
                .iter()
                .find_map(|skip| skip.reason(&row.cells))
                .map_or_else(|| build::service(&plan, &row, rules, document), Err),
        };
        let service = service.and_then(|service| match first_time(&mut seen, &row) {
            Some(_) => Err("it repeats an earlier row".to_owned()),
            None => Ok(service),
        });
        match service {
            Ok(service) => kept.push(identity::Kept::new(id, &plan, row, service)),
            Err(reason) => outcome.set_aside.push(set_aside(&row, id, reason)),
        }
    }
    outcome.items = identity::items(kept, rules.repeats);
    Ok(outcome)
}

/// Whether headings have one for names, so that they may be headings at all.
pub(crate) fn has_names(mapping: &Mapping, headings: &[String], guess: bool) -> bool {
    Plan::new(mapping, headings, guess).has(Field::Name)
}

/// Where the same row stood before, if it did.
fn first_time(seen: &mut HashMap<String, String>, row: &Row) -> Option<String> {
    let given = &row.given;
    let mut all = row.cells.join("\u{1f}");
    all.push_str(&format!(
        "{:?}{:?}{:?}{:?}",
        given.name, given.description, given.position, given.categories
    ));
    match seen.entry(content_hash(all.as_bytes())) {
        Entry::Occupied(before) => Some(before.get().clone()),
        Entry::Vacant(free) => {
            free.insert(row.place.clone());
            None
        }
    }
}

pub(crate) fn set_aside(row: &Row, external_id: Option<String>, reason: String) -> SetAside {
    SetAside {
        place: row.place.clone(),
        external_id,
        reason,
        raw: row.raw.chars().take(RAW_CHARS).collect(),
    }
}

/// The row as a JSON object of its filled cells, to be kept as it came.
pub(crate) fn raw_of(headings: &[String], cells: &[String]) -> String {
    let mut raw = serde_json::Map::new();
    for (index, cell) in cells
        .iter()
        .enumerate()
        .filter(|(_, cell)| !cell.trim().is_empty())
    {
        let heading = headings
            .get(index)
            .map(|heading| heading.trim())
            .unwrap_or_default();
        let mut key = if heading.is_empty() {
            format!("column {}", index + 1)
        } else {
            heading.to_owned()
        };
        if raw.contains_key(&key) {
            key = format!("{key} ({})", index + 1);
        }
        raw.insert(key, serde_json::Value::String(cell.clone()));
    }
    serde_json::Value::Object(raw).to_string()
}

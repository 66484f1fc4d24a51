//! A mapping at work on one document: its headings found, its cells read.

use std::collections::{BTreeMap, BTreeSet};

use domain::text;

use super::guess;
use super::json_cell::{is_outline, names_in};
use super::mapping::{Column, Field, Mapping, SkipWhen};

/// A mapping with its headings found in one document.
#[derive(Debug)]
pub(crate) struct Plan {
    found: BTreeMap<Field, Resolved>,
    missing: Vec<(String, Field)>,
    /// Whether the id column was guessed, and so is believed only if it looks like ids.
    pub(super) id_is_guessed: bool,
}

#[derive(Debug)]
struct Resolved {
    way: Way,
    constant: Option<String>,
    split: Vec<char>,
    values: BTreeMap<String, String>,
}

#[derive(Debug)]
enum Way {
    First(Vec<usize>),
    Joined(Vec<usize>, String),
    Template(Vec<Piece>),
    WhenYes(Vec<(usize, String)>),
}

#[derive(Debug)]
enum Piece {
    Text(String),
    Cell(Vec<usize>),
}

impl Plan {
    pub(super) fn new(mapping: &Mapping, headings: &[String], guesses: bool) -> Self {
        let headings = Headings::new(headings);
        let mut plan = Self {
            found: BTreeMap::new(),
            missing: Vec::new(),
            id_is_guessed: false,
        };
        let mut used = BTreeSet::new();
        for (field, column) in &mapping.0 {
            plan.add(*field, column, &headings, &mut used);
        }
        if guesses {
            for (field, indexes) in guess::guess(&headings.keys, &used) {
                if !plan.found.contains_key(&field) {
                    plan.id_is_guessed |= field == Field::Id;
                    let way = match field {
                        Field::Address | Field::Contact => Way::Joined(indexes, ", ".to_owned()),
                        _ => Way::First(indexes),
                    };
                    let split = if field == Field::Category {
                        vec![';', '|']
                    } else {
                        Vec::new()
                    };
                    plan.found.insert(
                        field,
                        Resolved {
                            way,
                            constant: None,
                            split,
                            values: BTreeMap::new(),
                        },
                    );
                }
            }
        }
        plan
    }

    fn add(
        &mut self,
        field: Field,
        column: &Column,
        headings: &Headings,
        used: &mut BTreeSet<usize>,
    ) {
        let mut find = |heading: &String| {
            let found = headings.find(heading);
            used.extend(found.iter().copied());
            found
        };
        let asked: Vec<&String> = column
            .from
            .iter()
            .chain(&column.join)
            .chain(column.when_yes.keys())
            .collect();
        let way = if let Some(template) = &column.template {
            Way::Template(pieces(template, &mut find))
        } else if !column.join.is_empty() {
            Way::Joined(
                column.join.iter().flat_map(&mut find).collect(),
                column.with.clone().unwrap_or_else(|| ", ".to_owned()),
            )
        } else if !column.when_yes.is_empty() {
            let each = column.when_yes.iter();
            Way::WhenYes(
                each.flat_map(|(heading, words)| {
                    find(heading).into_iter().map(|at| (at, words.clone()))
                })
                .collect(),
            )
        } else {
            Way::First(column.from.iter().flat_map(&mut find).collect())
        };
        let nowhere = match &way {
            Way::First(at) | Way::Joined(at, _) => at.is_empty(),
            Way::WhenYes(at) => at.is_empty(),
            Way::Template(pieces) => pieces
                .iter()
                .any(|piece| matches!(piece, Piece::Cell(at) if at.is_empty())),
        };
        if nowhere && (!asked.is_empty() || column.template.is_some()) {
            let asked = asked
                .iter()
                .map(|h| h.as_str())
                .chain(column.template.as_deref());
            self.missing
                .push((asked.collect::<Vec<_>>().join("\" or \""), field));
        }
        if nowhere && column.constant.is_none() {
            return;
        }
        let split = column
            .split
            .iter()
            .flat_map(|marks| marks.chars())
            .collect();
        self.found.insert(
            field,
            Resolved {
                way,
                constant: column.constant.clone(),
                split,
                values: column.values.clone(),
            },
        );
    }

    pub(super) fn has(&self, field: Field) -> bool {
        self.found.contains_key(&field)
    }

    /// Headings that the profile names and the document does not have.
    pub(super) fn missing(&self) -> impl Iterator<Item = (&str, Field)> {
        self.missing
            .iter()
            .map(|(heading, field)| (heading.as_str(), *field))
    }

    /// The field's value, if any: trimmed, never a placeholder.
    pub(super) fn value(&self, field: Field, cells: &[String]) -> Option<String> {
        let resolved = self.found.get(&field)?;
        let value = match &resolved.way {
            Way::First(at) => at
                .iter()
                .find_map(|at| filled(cells, *at))
                .map(str::to_owned),
            Way::Joined(at, with) => joined(at.iter().filter_map(|at| filled(cells, *at)), with),
            Way::WhenYes(at) => joined(
                at.iter()
                    .filter(|(at, _)| says_yes(cells, *at))
                    .map(|(_, words)| words.as_str()),
                ";",
            ),
            Way::Template(pieces) => filled_in(pieces, cells),
        };
        let value = value.map(|value| match names_in(&value) {
            Some(names) => names.join("; "),
            None => value,
        });
        let value = value
            .filter(|value| !value.is_empty())
            .or_else(|| resolved.constant.clone())?;
        Some(
            resolved
                .values
                .get(&text::fold(&value))
                .cloned()
                .unwrap_or(value),
        )
    }

    /// The field's values where a cell may hold several.
    pub(super) fn values(&self, field: Field, cells: &[String]) -> Vec<String> {
        let Some(resolved) = self.found.get(&field) else {
            return Vec::new();
        };
        let all: Vec<String> = match &resolved.way {
            Way::First(at) => at
                .iter()
                .find_map(|at| filled(cells, *at))
                .map(str::to_owned)
                .into_iter()
                .collect(),
            Way::Joined(at, _) => at
                .iter()
                .filter_map(|at| filled(cells, *at))
                .map(str::to_owned)
                .collect(),
            Way::WhenYes(at) => at
                .iter()
                .filter(|(at, _)| says_yes(cells, *at))
                .map(|(_, words)| words.clone())
                .collect(),
            Way::Template(pieces) => filled_in(pieces, cells).into_iter().collect(),
        };
        let split = |value: &String| match names_in(value) {
            // An outline has no names, and is one value however many commas it has.
            _ if is_outline(value) => vec![value.clone()],
            Some(names) => names,
            None => value
                .split(|c| c == '\n' || resolved.split.contains(&c))
                .map(str::to_owned)
                .collect(),
        };
        let mut parts: Vec<String> = all.iter().flat_map(split).collect();
        if parts.is_empty() {
            parts.extend(resolved.constant.clone());
        }
        let mut values: Vec<String> = Vec::new();
        for part in &parts {
            let Some(part) = text::value(part) else {
                continue;
            };
            let part = resolved
                .values
                .get(&text::fold(&part))
                .cloned()
                .unwrap_or(part);
            if !values.contains(&part) {
                values.push(part);
            }
        }
        values
    }
}

/// A cell that says something.
fn filled(cells: &[String], at: usize) -> Option<&str> {
    let cell = cells.get(at)?.trim();
    (!cell.is_empty() && !text::is_placeholder(cell)).then_some(cell)
}

fn says_yes(cells: &[String], at: usize) -> bool {
    filled(cells, at)
        .is_some_and(|cell| matches!(text::fold(cell).as_str(), "yes" | "y" | "true" | "x" | "1"))
}

fn joined<'a>(parts: impl Iterator<Item = &'a str>, with: &str) -> Option<String> {
    let parts: Vec<&str> = parts.collect();
    (!parts.is_empty()).then(|| parts.join(with))
}

fn filled_in(pieces: &[Piece], cells: &[String]) -> Option<String> {
    let mut out = String::new();
    for piece in pieces {
        match piece {
            Piece::Text(text) => out.push_str(text),
            Piece::Cell(at) => out.push_str(at.iter().find_map(|at| filled(cells, *at))?),
        }
    }
    Some(out)
}

fn pieces(template: &str, find: &mut impl FnMut(&String) -> Vec<usize>) -> Vec<Piece> {
    let mut pieces = Vec::new();
    let mut rest = template;
    while let Some((text, (heading, after))) = rest
        .split_once('{')
        .and_then(|(text, tail)| Some((text, tail.split_once('}')?)))
    {
        pieces.push(Piece::Text(text.to_owned()));
        pieces.push(Piece::Cell(find(&heading.to_owned())));
        rest = after;
    }
    pieces.push(Piece::Text(rest.to_owned()));
    pieces
}

/// A document's headings, to be found by name.
struct Headings<'a> {
    shown: &'a [String],
    keys: Vec<String>,
}

impl<'a> Headings<'a> {
    fn new(shown: &'a [String]) -> Self {
        Self {
            shown,
            keys: shown.iter().map(|heading| text::fold(heading)).collect(),
        }
    }

    /// The columns under a heading: those spelt just so, else those that read the same.
    /// "name#2" is the second column that reads "name".
    fn find(&self, heading: &str) -> Vec<usize> {
        let exact: Vec<usize> = (0..self.shown.len())
            .filter(|at| self.shown[*at] == heading)
            .collect();
        if let [only] = exact.as_slice() {
            return vec![*only];
        }
        let (name, nth) = match heading.rsplit_once('#') {
            Some((name, nth)) => (name, nth.parse::<usize>().ok()),
            None => (heading, None),
        };
        let key = text::fold(name);
        let alike: Vec<usize> = (0..self.keys.len())
            .filter(|at| self.keys[*at] == key && !key.is_empty())
            .collect();
        match nth {
            Some(nth) => alike
                .get(nth.saturating_sub(1))
                .copied()
                .into_iter()
                .collect(),
            None => alike,
        }
    }
}

#[derive(Debug)]
pub(super) struct Skip<'a> {
    rule: &'a SkipWhen,
    at: Vec<usize>,
    is: Vec<String>,
}

pub(super) fn resolve<'a>(rules: &'a [SkipWhen], headings: &[String]) -> Vec<Skip<'a>> {
    let headings = Headings::new(headings);
    rules
        .iter()
        .map(|rule| Skip {
            rule,
            at: headings.find(&rule.column),
            is: rule.is.iter().map(|value| text::fold(value)).collect(),
        })
        .collect()
}

impl Skip<'_> {
    /// Why the row is left out, if it is: "the library is closed (operation_23 = Closed)".
    pub(super) fn reason(&self, cells: &[String]) -> Option<String> {
        let cell = self
            .at
            .iter()
            .filter_map(|at| cells.get(*at))
            .map(|cell| cell.trim())
            .find(|cell| {
                (self.rule.filled && !cell.is_empty() && !text::is_placeholder(cell))
                    || self.is.contains(&text::fold(cell))
            })?;
        Some(format!(
            "{} ({} = {})",
            self.rule.reason,
            self.rule.column,
            text::shortened(cell, 60)
        ))
    }
}

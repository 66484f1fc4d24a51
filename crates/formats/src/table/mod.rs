//! Tables: CSV in any of its dialects, workbooks (XLSX, XLS, ODS) and GeoJSON, whose properties are
//! columns.
//!
//! The profile says which column holds what; without one, columns are guessed by their headings.

mod arcgis;
mod features;
mod grid;
mod ods_size;
mod separated;
mod workbook;
mod xls_size;

use serde::Deserialize;

use crate::decode;
use crate::profile::{Format, ProfileError};
use crate::reader::Document;
use crate::reading::{Link, Problem, Reading};
use crate::rows::{self, Mapping, Repeats, Rules, Sheet, SkipWhen};
use crate::sniff::{self, Content};

const EXPECTED: &str = "a table (CSV, XLSX, XLS, ODS or GeoJSON)";

/// Reads the tables of one source.
#[derive(Debug)]
pub(crate) struct TableReader {
    layout: Layout,
    rules: Rules,
}

/// How the table stands in its document.
#[derive(Debug, Default)]
struct Layout {
    /// The sheet of a workbook.
    sheet: Option<String>,
    /// The row of the headings, from 1.
    header_row: Option<usize>,
    /// What parts the cells.
    delimiter: Option<u8>,
}

/// The shape of a table profile (docs/adding-a-source.md explains the keys to people).
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Profile {
    #[serde(rename = "format")]
    _format: Format,
    sheet: Option<String>,
    header_row: Option<std::num::NonZeroUsize>,
    delimiter: Option<Delimiter>,
    #[serde(default = "own_vocabulary")]
    vocabulary: String,
    guess: Option<bool>,
    #[serde(default)]
    dates: DateOrder,
    #[serde(default)]
    repeats: Repeats,
    #[serde(default)]
    columns: Mapping,
    #[serde(default)]
    skip_when: Vec<SkipWhen>,
}

/// The vocabulary of a source whose profile names none.
pub(crate) fn own_vocabulary() -> String {
    "source".to_owned()
}

#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
enum DateOrder {
    #[default]
    DayFirst,
    MonthFirst,
}

#[derive(Debug, Clone, Copy, Deserialize)]
enum Delimiter {
    #[serde(rename = ",")]
    Comma,
    #[serde(rename = ";")]
    Semicolon,
    #[serde(rename = "\t", alias = "tab")]
    Tab,
    #[serde(rename = "|")]
    Bar,
    #[serde(rename = "*")]
    Star,
}

impl TableReader {
    /// A reader after a profile's text.
    pub(crate) fn from_toml(text: &str) -> Result<Self, ProfileError> {
        let profile: Profile =
            toml::from_str(text).map_err(|error| ProfileError::from_toml(text, &error))?;
        let layout = Layout {
            sheet: profile.sheet,
            header_row: profile.header_row.map(std::num::NonZeroUsize::get),
            delimiter: profile.delimiter.map(|delimiter| match delimiter {
                Delimiter::Comma => b',',
                Delimiter::Semicolon => b';',
                Delimiter::Tab => b'\t',
                Delimiter::Bar => b'|',
                Delimiter::Star => b'*',
            }),
        };
        let rules = Rules {
            // A profile that maps columns means just those.
            guess: profile.guess.unwrap_or(profile.columns.0.is_empty()),
            mapping: profile.columns,
            skip_when: profile.skip_when,
            vocabulary: profile.vocabulary,
            repeats: profile.repeats,
            month_first: profile.dates == DateOrder::MonthFirst,
        };
        Ok(Self { layout, rules })
    }

    /// Reads one table.
    pub(crate) fn read(&self, document: &Document<'_>) -> Reading {
        match self.sheet(document) {
            Ok(Found {
                sheet,
                problem,
                links,
                ..
            }) if sheet.rows.is_empty() && !links.is_empty() => Reading {
                links,
                problem,
                ..Reading::default()
            },
            Ok(Found {
                sheet,
                problem,
                links,
            }) => match rows::read(sheet, &self.rules, document) {
                Ok(outcome) => Reading {
                    items: outcome.items,
                    set_aside: outcome.set_aside,
                    problem,
                    links,
                    ..Reading::default()
                },
                Err(rows::NoNames(why)) => {
                    Reading::of_problem(problem.unwrap_or(Problem::Unreadable(why)))
                }
            },
            Err(problem) => Reading::of_problem(problem),
        }
    }

    fn sheet(&self, document: &Document<'_>) -> Result<Found, Problem> {
        if document.bytes.len() > decode::MAX_BYTES {
            return Err(Problem::Refused(format!(
                "it is longer than {} bytes",
                decode::MAX_BYTES
            )));
        }
        let content = sniff::content(document.bytes);
        let text = || decode::text(document.bytes, document.content_type).text;
        match content {
            Content::Zip | Content::Compound => {
                workbook::read(document.bytes, &self.layout, &self.rules, EXPECTED)
            }
            Content::Json => features::read(&text(), document.url),
            Content::Text => separated::read(&text(), &self.layout, &self.rules),
            Content::Empty => Err(Problem::Unreadable("the document is empty".to_owned())),
            Content::Kml
            | Content::Xml
            | Content::Html { .. }
            | Content::Calendar
            | Content::Other(_) => Err(Problem::WrongKind {
                expected: EXPECTED,
                got: content.describe().to_owned(),
            }),
        }
    }
}

/// A table, and what is wrong with the document that it was found in.
#[derive(Debug, Default)]
struct Found {
    sheet: Sheet,
    problem: Option<Problem>,
    /// Where the rest of it is.
    links: Vec<Link>,
}

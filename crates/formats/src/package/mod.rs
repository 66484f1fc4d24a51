//! A tabular data package of HSDS: a zip with `datapackage.json` and a CSV file for each table,
//! versions 1 to 3.
//!
//! | file | what it does |
//! |---|---|
//! | `files` | finds the package in its archive and its tables in the package |
//! | `join` | rows that name one another become whole records of Open Referral |
//!
//! The records are then read as those of an API are. A row whose parent is not there is set aside.

mod files;
mod join;

use domain::statement::SetAside;
use serde::Deserialize;

use crate::feed::{self, Rules};
use crate::profile::{Format, ProfileError};
use crate::reader::Document;
use crate::reading::{Problem, Reading};
use crate::sniff::{self, Content};

/// Reads the packages of one source.
#[derive(Debug)]
pub(crate) struct PackageReader {
    rules: Rules,
}

/// The shape of its profile.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Profile {
    #[serde(rename = "format")]
    _format: Format,
    vocabulary: Option<String>,
}

impl PackageReader {
    /// A reader after a profile's text.
    pub(crate) fn from_toml(text: &str) -> Result<Self, ProfileError> {
        let profile: Profile =
            toml::from_str(text).map_err(|error| ProfileError::from_toml(text, &error))?;
        let vocabulary = profile
            .vocabulary
            .unwrap_or_else(crate::table::own_vocabulary);
        Ok(Self {
            rules: Rules::plain(&vocabulary),
        })
    }

    /// Reads one package.
    pub(crate) fn read(&self, document: &Document<'_>) -> Reading {
        let content = sniff::content(document.bytes);
        if content != Content::Zip {
            return Reading::of_problem(Problem::WrongKind {
                expected: "a zip with an HSDS data package",
                got: content.describe().to_owned(),
            });
        }
        let package = match files::open(document.bytes) {
            Ok(package) => package,
            Err(problem) => return Reading::of_problem(problem),
        };
        let mut reading = Reading {
            set_aside: package.set_aside,
            problem: package.problem,
            ..Reading::default()
        };
        let joined = join::services(package.tables);
        reading.set_aside.extend(joined.orphans);
        for (place, record) in joined.services {
            let raw: String = record.to_string().chars().take(4_000).collect();
            match feed::open_referral(record, &self.rules, document.terms) {
                Ok(item) => reading.items.push(item),
                Err(reason) => reading.set_aside.push(SetAside {
                    place,
                    external_id: None,
                    reason,
                    raw,
                }),
            }
        }
        feed::without_repeats(&mut reading);
        reading.total = u64::try_from(reading.items.len()).ok();
        reading
    }
}

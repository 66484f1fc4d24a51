//! Delimited tables with headings, which are found by their beginning because every issue of a file words them anew.

use std::fs::File;
use std::io::{BufReader, Read};
use std::path::{Path, PathBuf};

use csv::{Reader, StringRecord};
use domain::position::Position;

use super::BuildError;
use super::archive::{Archive, is_zip};
use super::places::position;

/// A table that is read row by row.
pub(crate) struct Table {
    /// The file, or the path inside the zip: its name may tell which issue it is.
    pub(crate) path: PathBuf,
    reader: Reader<Box<dyn Read>>,
    headings: Vec<String>,
    record: StringRecord,
}

/// One row of a [`Table`].
pub(crate) struct Row<'a> {
    headings: &'a [String],
    record: &'a StringRecord,
}

/// Opens a table: tab-separated for `.tsv` and `.txt`, else comma-separated.
///
/// # Errors
/// When it cannot be read or lacks one of the headings.
pub(crate) fn open(path: &Path, needed: &[&str]) -> Result<Table, BuildError> {
    let file = File::open(path).map_err(|error| BuildError::read(path, error))?;
    over(Box::new(BufReader::new(file)), path, needed)
}

/// Opens the CSV of a zip whose path contains a word and is the shortest, or the file itself when it is no zip.
///
/// The directories come whole and split by postcode area in the same zip; the whole one has the shorter path.
///
/// # Errors
/// When there is none, it cannot be read, or it lacks one of the headings.
pub(crate) fn open_zipped(path: &Path, word: &str, needed: &[&str]) -> Result<Table, BuildError> {
    if !is_zip(path) {
        return open(path, needed);
    }
    let mut zip = Archive::open(path)?;
    let fits = |name: &&String| name.contains(word) && name.to_ascii_lowercase().ends_with(".csv");
    let name = zip
        .names
        .iter()
        .filter(fits)
        .min_by_key(|name| name.len())
        .cloned();
    let name = name
        .ok_or_else(|| BuildError::content(path, &format!("no CSV with {word:?} in its path")))?;
    let bytes = zip.bytes(&name)?;
    over(
        Box::new(std::io::Cursor::new(bytes)),
        Path::new(&name),
        needed,
    )
}

/// A table over bytes that were unpacked already.
pub(crate) fn over(
    source: Box<dyn Read>,
    path: &Path,
    needed: &[&str],
) -> Result<Table, BuildError> {
    let tabs = path.extension().is_some_and(|extension| {
        extension.eq_ignore_ascii_case("tsv") || extension.eq_ignore_ascii_case("txt")
    });
    let mut reader = csv::ReaderBuilder::new()
        .delimiter(if tabs { b'\t' } else { b',' })
        .quoting(!tabs)
        .flexible(true)
        .from_reader(source);
    let headings: Vec<String> = reader
        .headers()
        .map_err(|error| BuildError::content(path, &error.to_string()))?
        .iter()
        .map(|heading| heading.trim_start_matches('\u{feff}').trim().to_lowercase())
        .collect();
    if let Some(missing) = needed.iter().find(|&&name| find(&headings, name).is_none()) {
        return Err(BuildError::content(path, &format!("no column {missing:?}")));
    }
    Ok(Table {
        path: path.to_owned(),
        reader,
        headings,
        record: StringRecord::new(),
    })
}

impl Table {
    /// The first column whose heading, in lower case, is as asked.
    pub(crate) fn heading(&self, is_it: impl Fn(&str) -> bool) -> Option<usize> {
        self.headings.iter().position(|heading| is_it(heading))
    }

    /// All headings, in lower case.
    pub(crate) fn headings(&self) -> &[String] {
        &self.headings
    }

    /// The next row that can be read.
    pub(crate) fn next_row(&mut self) -> Option<Row<'_>> {
        loop {
            match self.reader.read_record(&mut self.record) {
                Ok(true) => break,
                Ok(false) => return None,
                // A row that is not UTF-8 is skipped; a source that cannot be read on ends the table.
                Err(error) if error.is_io_error() => return None,
                Err(_) => {}
            }
        }
        Some(Row {
            headings: &self.headings,
            record: &self.record,
        })
    }
}

impl Row<'_> {
    /// A cell by its heading, or the first heading that is the name and a year ("lad" for "lad25cd"); else empty.
    pub(crate) fn cell(&self, name: &str) -> &str {
        let at = find(self.headings, name);
        at.and_then(|at| self.record.get(at))
            .unwrap_or_default()
            .trim()
    }

    /// The first of several headings that the table has and whose cell is not empty.
    pub(crate) fn any(&self, names: &[&str]) -> &str {
        names
            .iter()
            .map(|name| self.cell(name))
            .find(|cell| !cell.is_empty())
            .unwrap_or_default()
    }

    /// A cell by its column; else empty.
    pub(crate) fn at(&self, column: usize) -> &str {
        self.record.get(column).unwrap_or_default().trim()
    }

    /// All cells.
    pub(crate) fn cells(&self) -> impl Iterator<Item = &str> {
        self.record.iter()
    }

    /// The latitude and longitude columns.
    pub(crate) fn position(&self) -> Option<Position> {
        position(
            self.any(&["latitude", "lat"]),
            self.any(&["longitude", "long", "lon", "lng"]),
        )
    }
}

/// A heading of exactly this name, else one of this name and a year: `lad` finds `lad25cd`, `pcon` `pcon24cd`.
fn find(headings: &[String], name: &str) -> Option<usize> {
    let dated = |heading: &&String| {
        heading.strip_prefix(name).is_some_and(|rest| {
            let rest = rest.strip_suffix("cd").unwrap_or(rest);
            rest.len() == 2 && rest.bytes().all(|b| b.is_ascii_digit())
        })
    };
    let exact = headings.iter().position(|heading| heading == name);
    // Of several years the last is the newest; files name the oldest first.
    exact.or_else(|| headings.iter().rposition(|heading| dated(&heading)))
}

#[cfg(test)]
mod tests {
    use super::find;

    #[test]
    fn a_heading_with_a_year_is_found_by_its_stem() {
        let headings: Vec<String> = ["pcds", "lad25cd", "lsoa11cd", "lsoa21cd", "wd25cd", "lat"]
            .map(str::to_owned)
            .to_vec();
        assert_eq!(find(&headings, "lad"), Some(1));
        assert_eq!(find(&headings, "lsoa"), Some(3));
        assert_eq!(find(&headings, "lat"), Some(5));
        assert_eq!(find(&headings, "osward"), None);
    }
}

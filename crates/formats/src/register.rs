//! The Charity Commission's register, as its public extract has it: long JSON lists, each alone or in a
//! zip, of charities and of their other names.
//!
//! A list is read a row at a time, in the memory of one row, because the charities are several hundred
//! megabytes. Of a row **only what [`Charity`] has is taken**: addresses, telephones, mailboxes and
//! activities are passed over while reading, and the table of trustees is refused. A row of a linked
//! charity (`linked_charity_number` not 0) is part of another and left out.

mod names;
mod row;

use std::cell::Cell;
use std::io::{BufRead, BufReader, Read, Seek, SeekFrom};
use std::rc::Rc;

use chrono::NaiveDate;
use domain::charity::Charity;
use serde::Deserializer as _;
use serde::de::{DeserializeSeed, SeqAccess, Visitor};
use zip::ZipArchive;
use zip::result::ZipError;

use row::{Row, RowSeed};

pub use names::{OtherNames, read_other_names};

/// The most bytes between the end of one row and the end of the next.
const LONGEST_ROW: u64 = 4_000_000;
/// The most bytes that a zip's member may come to.
const LONGEST: u64 = 8_000_000_000;
/// The table of charities.
const CHARITIES: Table = Table {
    file: "publicextract.charity.json",
    column: "registered_charity_number",
    has: |row| row.number.is_some(),
};

/// A table of the extract.
#[derive(Debug, Clone, Copy)]
struct Table {
    /// Its name in a zip of tables.
    file: &'static str,
    /// A column that tells it from others.
    column: &'static str,
    /// Whether a row has that.
    has: fn(&Row) -> bool,
}

/// Why the register cannot be read, or not to its end.
#[derive(Debug, thiserror::Error)]
pub enum RegisterError {
    /// The file cannot be read.
    #[error("the register cannot be read")]
    Unreadable(#[from] std::io::Error),
    /// The zip cannot be opened.
    #[error("the zip cannot be opened; download it again")]
    Zip(#[from] ZipError),
    /// The zip does not hold the table.
    #[error("the zip holds no {table}; take that extract in JSON, not {held}")]
    NotInside {
        /// The table's file.
        table: &'static str,
        /// What is in the zip.
        held: String,
    },
    /// It is no JSON list, or breaks off.
    #[error("the register is not a whole JSON list of rows: {0}; download it again")]
    Broken(serde_json::Error),
    /// It is another table.
    #[error("no row says `{column}`: this is another table than {table}")]
    OtherTable {
        /// The table's file.
        table: &'static str,
        /// The column that is not there.
        column: &'static str,
    },
    /// The other names are longer than those of any register.
    #[error("the other names come to more than {0} bytes: this is no register")]
    TooLong(usize),
}

/// What was in the register.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct RegisterCounts {
    /// Rows in all.
    pub rows: u64,
    /// Rows of charities that are part of another.
    pub linked: u64,
    /// Rows without a number, a name or a status.
    pub unreadable: u64,
    /// The register's own date: the latest that a row has.
    pub extracted_on: Option<NaiveDate>,
}

/// Reads the register, as JSON or as the zip around it, and hands over each charity; `each` answers
/// whether to go on.
///
/// # Errors
/// When it cannot be read to its end; what was handed over until then is not the whole.
pub fn read_register<R: Read + Seek>(
    input: R,
    mut each: impl FnMut(Charity) -> bool,
) -> Result<RegisterCounts, RegisterError> {
    read_table(input, CHARITIES, |row| row.charity().map(&mut each))
}

/// Hands over the rows of a table but those of linked charities; `each` answers whether to go on, and
/// nothing where a row cannot be read.
fn read_table<R: Read + Seek>(
    mut input: R,
    table: Table,
    each: impl FnMut(Row) -> Option<bool>,
) -> Result<RegisterCounts, RegisterError> {
    let mut magic = [0; 4];
    let begun = input.read(&mut magic)?;
    input.seek(SeekFrom::Start(0))?;
    if magic.get(..begun) != Some(b"PK\x03\x04".as_slice()) {
        return read_rows(input, table, each);
    }
    let mut zip = ZipArchive::new(BufReader::new(input))?;
    let is_table = |name: &str| {
        let file = name.rsplit(['/', '\\']).next().unwrap_or_default();
        file.eq_ignore_ascii_case(table.file)
    };
    let names: Vec<String> = zip
        .file_names()
        .map(|name| name.map(std::borrow::Cow::into_owned).unwrap_or_default())
        .collect();
    let Some(at) = names.iter().position(|name| is_table(name)) else {
        let held = names.into_iter().take(3).collect::<Vec<_>>().join(", ");
        return Err(RegisterError::NotInside {
            table: table.file,
            held,
        });
    };
    read_rows(zip.by_index(at)?.take(LONGEST), table, each)
}

fn read_rows(
    input: impl Read,
    table: Table,
    each: impl FnMut(Row) -> Option<bool>,
) -> Result<RegisterCounts, RegisterError> {
    let since_row = Rc::new(Cell::new(0));
    let mut input = BufReader::new(Bounded {
        inner: input,
        since_row: Rc::clone(&since_row),
    });
    // The extract begins with a byte order mark.
    if input.fill_buf()?.starts_with(b"\xef\xbb\xbf") {
        input.consume(3);
    }
    let mut rows = Rows {
        each,
        has: table.has,
        since_row,
        counts: RegisterCounts::default(),
        stopped: false,
        is_table: false,
    };
    let mut reader = serde_json::Deserializer::from_reader(input);
    let read = reader
        .deserialize_seq(&mut rows)
        .and_then(|()| reader.end());
    match read {
        _ if rows.stopped => Ok(rows.counts),
        Err(error) => Err(RegisterError::Broken(error)),
        Ok(()) if rows.counts.rows > 0 && !rows.is_table => Err(RegisterError::OtherTable {
            table: table.file,
            column: table.column,
        }),
        Ok(()) => Ok(rows.counts),
    }
}

/// A reader that will not go on for ever within one row.
struct Bounded<R> {
    inner: R,
    since_row: Rc<Cell<u64>>,
}

impl<R: Read> Read for Bounded<R> {
    fn read(&mut self, buffer: &mut [u8]) -> std::io::Result<usize> {
        if self.since_row.get() > LONGEST_ROW {
            let why = format!("a row is longer than {LONGEST_ROW} bytes");
            return Err(std::io::Error::other(why));
        }
        let length = self.inner.read(buffer)?;
        self.since_row.set(self.since_row.get() + length as u64);
        Ok(length)
    }
}

struct Rows<F> {
    each: F,
    has: fn(&Row) -> bool,
    since_row: Rc<Cell<u64>>,
    counts: RegisterCounts,
    stopped: bool,
    is_table: bool,
}

impl<'de, F: FnMut(Row) -> Option<bool>> Visitor<'de> for &mut Rows<F> {
    type Value = ();

    fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("a list of rows")
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<(), A::Error> {
        while let Some(row) = list.next_element_seed(RowSeed)? {
            self.since_row.set(0);
            if !self.take(row) {
                self.stopped = true;
                return Err(serde::de::Error::custom("nobody listens any more"));
            }
        }
        Ok(())
    }
}

impl<F: FnMut(Row) -> Option<bool>> Rows<F> {
    /// Takes a row; whether to go on.
    fn take(&mut self, row: Row) -> bool {
        self.counts.rows += 1;
        self.is_table |= (self.has)(&row);
        self.counts.extracted_on = self.counts.extracted_on.max(row.extracted_on());
        if row.is_linked() {
            self.counts.linked += 1;
            return true;
        }
        (self.each)(row).unwrap_or_else(|| {
            self.counts.unreadable += 1;
            true
        })
    }
}

impl<'de> DeserializeSeed<'de> for RowSeed {
    type Value = Row;

    fn deserialize<D: serde::Deserializer<'de>>(self, reader: D) -> Result<Row, D::Error> {
        reader.deserialize_any(self)
    }
}

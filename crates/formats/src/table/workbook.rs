//! Workbooks: XLSX cell by cell, XLS and ODS as a whole, all within limits.

use std::collections::BTreeMap;
use std::io::Cursor;

use calamine::{Data, ExcelDateTime, Ods, Reader as _, Xls, Xlsx};

use super::grid::{self, Line, MAX_COLUMNS};
use super::{Found, Layout};
use crate::archive::{Archive, ArchiveError};
use crate::reading::Problem;
use crate::rows::{Rules, has_names};

/// After this many empty rows nothing more is expected: sheets declare a million.
const MAX_GAP: u32 = 1_000;

/// Reads one sheet of a workbook: the one that the profile names, else the first that has a heading
/// for names, else the first that has anything.
pub(super) fn read(
    bytes: &[u8],
    layout: &Layout,
    rules: &Rules,
    expected: &'static str,
) -> Result<Found, Problem> {
    let kind = kind(bytes, expected)?;
    // The parsers of these formats have been seen to panic on broken files; a source's broken file
    // must end as a reported problem.
    let sheets = std::panic::catch_unwind(|| sheets(bytes, kind, layout.sheet.as_deref()))
        .map_err(|_| Problem::Unreadable("the workbook is damaged".to_owned()))??;
    let named = |lines: &Vec<Line>| {
        lines
            .iter()
            .take(20)
            .any(|(_, cells)| has_names(&rules.mapping, cells, rules.guess))
    };
    let chosen = sheets
        .iter()
        .position(named)
        .or_else(|| sheets.iter().position(|lines| !lines.is_empty()));
    let lines = chosen
        .and_then(|at| sheets.into_iter().nth(at))
        .unwrap_or_default();
    Ok(Found {
        sheet: grid::sheet(lines, layout.header_row, rules)?,
        problem: None,
        ..Found::default()
    })
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    Xlsx,
    Xls,
    Ods,
}

fn kind(bytes: &[u8], expected: &'static str) -> Result<Kind, Problem> {
    if !bytes.starts_with(b"PK") {
        super::xls_size::check(bytes).map_err(Problem::Refused)?;
        return Ok(Kind::Xls);
    }
    let problem = |error| match error {
        ArchiveError::Refused(why) => Problem::Refused(why),
        ArchiveError::Broken(how) => Problem::CutOff(how),
    };
    let mut archive = Archive::open(bytes).map_err(problem)?;
    let names = archive.names();
    let has = |name: &str| names.iter().any(|known| known.eq_ignore_ascii_case(name));
    let kind = if has("xl/workbook.xml") {
        Kind::Xlsx
    } else if has("content.xml") {
        Kind::Ods
    } else {
        return Err(Problem::WrongKind {
            expected,
            got: "a zip archive without a workbook".to_owned(),
        });
    };
    archive.check().map_err(problem)?;
    if let (Kind::Ods, Some(index)) = (kind, names.iter().position(|name| name == "content.xml")) {
        let content = archive.member(index).map_err(problem)?;
        super::ods_size::check(&content).map_err(Problem::Refused)?;
    }
    Ok(kind)
}

/// The sheets: the named one, or all until one has been read that has rows.
fn sheets(bytes: &[u8], kind: Kind, name: Option<&str>) -> Result<Vec<Vec<Line>>, Problem> {
    let unreadable = |error: &dyn std::fmt::Display| {
        Problem::Unreadable(format!("the workbook cannot be opened: {error}"))
    };
    match kind {
        Kind::Xlsx => {
            let mut book = Xlsx::new(Cursor::new(bytes)).map_err(|error| unreadable(&error))?;
            let names = chosen(book.sheet_names(), name)?;
            names
                .iter()
                .map(|name| xlsx_lines(&mut book, name))
                .collect()
        }
        Kind::Xls => {
            let mut book = Xls::new(Cursor::new(bytes)).map_err(|error| unreadable(&error))?;
            let names = chosen(book.sheet_names(), name)?;
            names
                .iter()
                .map(|name| {
                    Ok(lines(
                        &book
                            .worksheet_range(name)
                            .map_err(|error| unreadable(&error))?,
                    ))
                })
                .collect()
        }
        Kind::Ods => {
            let mut book = Ods::new(Cursor::new(bytes)).map_err(|error| unreadable(&error))?;
            let names = chosen(book.sheet_names(), name)?;
            names
                .iter()
                .map(|name| {
                    Ok(lines(
                        &book
                            .worksheet_range(name)
                            .map_err(|error| unreadable(&error))?,
                    ))
                })
                .collect()
        }
    }
}

fn chosen(names: Vec<String>, wanted: Option<&str>) -> Result<Vec<String>, Problem> {
    let Some(wanted) = wanted else {
        return Ok(names);
    };
    let found = names
        .iter()
        .find(|name| name.trim().eq_ignore_ascii_case(wanted.trim()))
        .cloned();
    found.map(|name| vec![name]).ok_or_else(|| {
        Problem::Unreadable(format!(
            "there is no sheet {wanted:?}; there are {}",
            names.join(", ")
        ))
    })
}

fn xlsx_lines(book: &mut Xlsx<Cursor<&[u8]>>, name: &str) -> Result<Vec<Line>, Problem> {
    let unreadable = |error: calamine::XlsxError| {
        Problem::Unreadable(format!("sheet {name:?} cannot be read: {error}"))
    };
    let mut reader = match book.worksheet_cells_reader(name) {
        Ok(reader) => reader,
        // A chart has a sheet's name and no cells.
        Err(calamine::XlsxError::WorksheetNotFound(_) | calamine::XlsxError::NotAWorksheet(_)) => {
            return Ok(Vec::new());
        }
        Err(error) => return Err(unreadable(error)),
    };
    let mut rows: BTreeMap<u32, Vec<String>> = BTreeMap::new();
    let mut last: u32 = 0;
    while let Some(cell) = reader.next_cell().map_err(unreadable)? {
        let (row, column) = cell.get_position();
        let value = printed(&Data::from(cell.get_value().clone()));
        if value.trim().is_empty() {
            continue;
        }
        if row > last.saturating_add(MAX_GAP) {
            break;
        }
        if column as usize >= MAX_COLUMNS {
            return Err(Problem::Refused(format!(
                "sheet {name:?} has more than {MAX_COLUMNS} columns"
            )));
        }
        last = last.max(row);
        let cells = rows.entry(row).or_default();
        let column = column as usize;
        if cells.len() <= column {
            cells.resize(column + 1, String::new());
        }
        cells[column] = value;
    }
    if rows.is_empty() {
        return Ok(Vec::new());
    }
    Ok((0..=last)
        .map(|row| {
            (
                format!("row {}", row + 1),
                rows.remove(&row).unwrap_or_default(),
            )
        })
        .collect())
}

fn lines(range: &calamine::Range<Data>) -> Vec<Line> {
    let (top, left) = range.start().unwrap_or_default();
    let mut lines: Vec<Line> = (0..top)
        .map(|row| (format!("row {}", row + 1), Vec::new()))
        .collect();
    for (index, cells) in range.rows().enumerate() {
        let row = top as usize + index + 1;
        let left = std::iter::repeat_n(String::new(), left as usize);
        lines.push((
            format!("row {row}"),
            left.chain(cells.iter().map(printed)).collect(),
        ));
    }
    lines
}

/// A cell as people see it: whole numbers without a point, days as 2025-07-12, times as 10:30.
fn printed(cell: &Data) -> String {
    match cell {
        Data::Empty | Data::Error(_) => String::new(),
        Data::String(text) | Data::DateTimeIso(text) | Data::DurationIso(text) => text.clone(),
        Data::Int(number) => number.to_string(),
        Data::Float(number) => number.to_string(),
        Data::Bool(true) => "Yes".to_owned(),
        Data::Bool(false) => "No".to_owned(),
        Data::DateTime(at) => date_time(at),
    }
}

fn date_time(at: &ExcelDateTime) -> String {
    let (year, month, day, hour, minute, second, _) = at.to_ymd_hms_milli();
    let value = at.as_f64();
    let time = format!("{hour:02}:{minute:02}");
    if (0.0..1.0).contains(&value) {
        time
    } else if value.fract().abs() < 1e-9 {
        format!("{year:04}-{month:02}-{day:02}")
    } else {
        format!("{year:04}-{month:02}-{day:02} {time}:{second:02}")
    }
}

//! A grid of cells finds its headings and becomes a sheet.

use crate::reading::Problem;
use crate::rows::{Row, Rules, Sheet, has_names, raw_of};

/// The most columns.
pub(super) const MAX_COLUMNS: usize = 500;
/// The most rows.
pub(super) const MAX_ROWS: usize = 1_000_000;
/// The longest cell, in bytes.
pub(super) const MAX_CELL: usize = 1_000_000;
/// The headings are among the first rows or nowhere.
const HEADINGS_WITHIN: usize = 20;

/// A row of cells and where it stands: "row 17".
pub(super) type Line = (String, Vec<String>);

/// The sheet of a grid. The headings are in the row that the profile names (from 1), else in the
/// first row that has a heading for names, else in the first row with two cells filled.
///
/// # Errors
/// When it breaks a limit.
pub(super) fn sheet(
    lines: Vec<Line>,
    header_row: Option<usize>,
    rules: &Rules,
) -> Result<Sheet, Problem> {
    if lines.len() > MAX_ROWS {
        return Err(Problem::Refused(format!(
            "it has more than {MAX_ROWS} rows"
        )));
    }
    let filled = |cells: &[String]| cells.iter().filter(|cell| !cell.trim().is_empty()).count();
    let first = lines.iter().take(HEADINGS_WITHIN);
    let at = match header_row {
        Some(number) => number.saturating_sub(1),
        None => first
            .clone()
            .position(|(_, cells)| {
                filled(cells) > 1 && has_names(&rules.mapping, cells, rules.guess)
            })
            .or_else(|| first.clone().position(|(_, cells)| filled(cells) > 1))
            .or_else(|| first.clone().position(|(_, cells)| filled(cells) > 0))
            .unwrap_or(0),
    };
    let Some((_, headings)) = lines.get(at) else {
        return Ok(Sheet::default());
    };
    let mut headings: Vec<String> = headings
        .iter()
        .map(|heading| heading.trim().to_owned())
        .collect();
    while headings.last().is_some_and(String::is_empty) {
        headings.pop();
    }
    if headings.len() > MAX_COLUMNS {
        return Err(Problem::Refused(format!(
            "it has more than {MAX_COLUMNS} columns"
        )));
    }
    let rows = lines
        .into_iter()
        .enumerate()
        .filter(|(index, _)| *index != at)
        .map(|(index, (place, cells))| row(place, cells, &headings, index < at))
        .collect();
    Ok(Sheet { headings, rows })
}

fn row(place: String, mut cells: Vec<String>, headings: &[String], above: bool) -> Row {
    let raw = raw_of(headings, &cells);
    let extra = cells
        .iter()
        .rposition(|cell| !cell.trim().is_empty())
        .map_or(0, |at| at + 1);
    let aside = if above {
        Some("it stands above the headings".to_owned())
    } else if cells.iter().any(|cell| cell.len() > MAX_CELL) {
        Some(format!("one of its cells is longer than {MAX_CELL} bytes"))
    } else if extra > headings.len() {
        Some(format!(
            "it has {extra} cells where there are {} headings, so they may have shifted",
            headings.len()
        ))
    } else {
        None
    };
    cells.resize(headings.len(), String::new());
    Row {
        place,
        cells,
        raw,
        aside,
        ..Row::default()
    }
}

//! Separated values: commas, semicolons, tabs, bars or stars, found out by trying.

use csv::{ReaderBuilder, StringRecord};

use super::grid::{self, Line, MAX_ROWS};
use super::{Found, Layout};
use crate::reading::Problem;
use crate::rows::Rules;

/// The marks that tables are known to be parted by. A star stands for "* ".
const DELIMITERS: [u8; 5] = [b',', b';', b'\t', b'|', b'*'];
/// How much is looked at to find the mark, in bytes.
const TRIED_ON: usize = 64_000;

/// Reads a table out of text.
pub(super) fn read(text: &str, layout: &Layout, rules: &Rules) -> Result<Found, Problem> {
    let delimiter = layout.delimiter.unwrap_or_else(|| delimiter_of(text));
    let mut lines: Vec<Line> = Vec::new();
    let mut last = 0;
    for (start, number, record) in records(text, delimiter) {
        if lines.len() > MAX_ROWS {
            return Err(Problem::Refused(format!(
                "it has more than {MAX_ROWS} rows"
            )));
        }
        last = start;
        lines.push((
            format!("line {number}"),
            record.iter().map(|cell| cell.trim().to_owned()).collect(),
        ));
    }
    let tail = text.get(last..).unwrap_or_default();
    let ends_in_last = ends_inside(
        tail,
        lines.last().map_or(0, |(_, cells)| cells.len()),
        delimiter,
        &lines,
    );
    let mut sheet = grid::sheet(lines, layout.header_row, rules)?;
    let problem = match (ends_in_last, sheet.rows.last_mut()) {
        (Some(how), Some(row)) if row.aside.is_none() => {
            row.aside = Some("the document ends in the middle of it".to_owned());
            Some(Problem::CutOff(format!("{} {how}", row.place)))
        }
        _ => None,
    };
    Ok(Found {
        sheet,
        problem,
        ..Found::default()
    })
}

/// The rows with the byte and the line at which each begins. Nothing makes this fail: the text is
/// UTF-8, and rows may have any number of cells.
fn records(text: &str, delimiter: u8) -> impl Iterator<Item = (usize, usize, StringRecord)> {
    let (mut counted, mut line) = (0, 1);
    ReaderBuilder::new()
        .has_headers(false)
        .flexible(true)
        .delimiter(delimiter)
        .from_reader(text.as_bytes())
        .into_records()
        .map_while(Result::ok)
        .map(move |record| {
            let byte = record.position().map_or(0, csv::Position::byte);
            // The position may be that of the line end before.
            let byte = usize::try_from(byte).unwrap_or(usize::MAX).min(text.len());
            let start = byte
                + text.as_bytes()[byte..]
                    .iter()
                    .take_while(|b| matches!(b, b'\n' | b'\r'))
                    .count();
            line += text.as_bytes()[counted..start]
                .iter()
                .filter(|b| **b == b'\n')
                .count();
            counted = start;
            (start, line, record)
        })
}

/// Whether the document stops within its last row, and how that shows.
fn ends_inside(tail: &str, cells: usize, delimiter: u8, lines: &[Line]) -> Option<String> {
    let tail = tail.trim_start_matches(['\n', '\r']);
    let open_quote = tail.matches('"').count() % 2 == 1;
    let quoted = tail.starts_with('"') || tail.contains(&format!("{}\"", char::from(delimiter)));
    if open_quote && quoted {
        return Some("has no closing quotation mark".to_owned());
    }
    // Every row but the last has the same number of cells, and no line end follows the last.
    let (_, rest) = lines.split_last()?;
    let usual = rest.first()?.1.len();
    let regular = rest.len() > 1 && rest.iter().all(|(_, cells)| cells.len() == usual);
    (regular && cells < usual && !tail.ends_with('\n'))
        .then(|| format!("has {cells} of {usual} cells"))
}

/// The mark by which most rows have the same number of cells, and the more cells the better.
fn delimiter_of(text: &str) -> u8 {
    let sample = &text[..text.floor_char_boundary(TRIED_ON.min(text.len()))];
    let whole = sample.len() == text.len();
    let score = |delimiter: u8| {
        let mut counts: Vec<usize> = records(sample, delimiter)
            .filter(|(_, _, record)| record.iter().any(|cell| !cell.trim().is_empty()))
            .map(|(_, _, record)| record.len())
            .collect();
        if !whole && counts.len() > 1 {
            // The sample cuts its last row.
            counts.pop();
        }
        let usual = counts.iter().copied().max_by_key(|count| {
            counts.iter().filter(|c| *c == count).count() * usize::from(*count > 1)
        })?;
        let same = counts.iter().filter(|count| **count == usual).count();
        (usual > 1).then(|| (same * 100 / counts.len(), usual))
    };
    DELIMITERS
        .into_iter()
        .filter_map(|mark| Some((score(mark)?, mark)))
        .fold((0, 1, b','), |best, ((same, cells), mark)| {
            // A little less regular is made up for by many more cells.
            if same * cells.min(8) > best.0 * best.1 {
                (same, cells.min(8), mark)
            } else {
                best
            }
        })
        .2
}

#[cfg(test)]
mod tests {
    use super::delimiter_of;

    #[test]
    fn the_mark_is_found_by_trying() {
        assert_eq!(delimiter_of("name,postcode\nHall,SW9 8DJ\n"), b',');
        assert_eq!(
            delimiter_of("name;address;postcode\nHall;1, High Street, Brixton;SW9 8DJ\n"),
            b';'
        );
        assert_eq!(
            delimiter_of("name\taddress\nHall\t1, High Street, Brixton\n"),
            b'\t'
        );
        assert_eq!(
            delimiter_of("name* url* area\nA, B and C* http://a.org* London\nD* * Kent, Surrey\n"),
            b'*'
        );
        assert_eq!(delimiter_of("name\nHall\n"), b',');
    }
}

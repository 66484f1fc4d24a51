//! Whether an ODS sheet is whole, and how large it becomes when its repeated rows and cells are
//! written out.
//!
//! A few bytes can ask for millions of cells, which the parser would allocate at once; and at the end
//! of content that stops inside a table the parser waits for the rest for ever.

use quick_xml::Reader;
use quick_xml::events::{BytesStart, Event};

/// The most cells that a sheet may come to.
const MAX_CELLS: u64 = 20_000_000;

/// Refuses content that would become too large, or is not whole.
///
/// # Errors
/// Why it is refused.
pub(super) fn check(content: &[u8]) -> Result<(), String> {
    let text = String::from_utf8_lossy(content);
    let mut reader = Reader::from_str(&text);
    let mut size = Size::default();
    let mut open = 0_u64;
    loop {
        let event = reader
            .read_event()
            .map_err(|error| format!("its content is damaged: {error}"))?;
        match &event {
            Event::Start(_) => open += 1,
            Event::End(_) => open = open.saturating_sub(1),
            Event::Eof if open > 0 => return Err("its content is cut off".to_owned()),
            _ => {}
        }
        match event {
            Event::Start(tag) => size.open(&tag, false),
            Event::Empty(tag) => size.open(&tag, true),
            Event::Text(text) => size.filled |= !text.trim_ascii().is_empty(),
            Event::End(tag) if tag.local_name().as_ref() == "table-row" => size.end_of_row(),
            Event::End(tag) if tag.local_name().as_ref() == "table" => size = Size::default(),
            Event::Eof => break,
            _ => {}
        }
        if size.width.saturating_mul(size.height) > MAX_CELLS {
            return Err(format!(
                "one of its sheets comes to more than {MAX_CELLS} cells"
            ));
        }
    }
    Ok(())
}

/// The corner furthest from the first cell that is filled in so far.
#[derive(Debug, Default)]
struct Size {
    width: u64,
    height: u64,
    rows: u64,
    row_repeats: u64,
    cells: u64,
    last_filled: u64,
    repeats: u64,
    filled: bool,
}

impl Size {
    fn open(&mut self, tag: &BytesStart<'_>, closed: bool) {
        match tag.local_name().as_ref() {
            "table-row" => {
                self.row_repeats = repeats(tag, "table:number-rows-repeated");
                (self.cells, self.last_filled, self.repeats, self.filled) = (0, 0, 0, false);
                if closed {
                    self.end_of_row();
                }
            }
            "table-cell" | "covered-table-cell" => {
                self.settle();
                self.repeats = repeats(tag, "table:number-columns-repeated");
                self.filled = tag
                    .attributes()
                    .flatten()
                    .any(|a| a.key.as_ref().starts_with("office:"));
            }
            _ => {}
        }
    }

    fn settle(&mut self) {
        self.cells = self.cells.saturating_add(self.repeats);
        if self.filled {
            self.last_filled = self.cells;
        }
        (self.repeats, self.filled) = (0, false);
    }

    fn end_of_row(&mut self) {
        self.settle();
        self.rows = self.rows.saturating_add(self.row_repeats);
        if self.last_filled > 0 {
            self.width = self.width.max(self.last_filled);
            self.height = self.rows;
        }
        self.row_repeats = 0;
    }
}

fn repeats(tag: &BytesStart<'_>, name: &str) -> u64 {
    let attribute = tag.attributes().flatten().find(|a| a.key.as_ref() == name);
    attribute.and_then(|a| a.value.parse().ok()).unwrap_or(1)
}

#[cfg(test)]
mod tests {
    use super::check;

    fn sheet(rows: u32, columns: u32) -> String {
        format!(
            "<table:table><table:table-row table:number-rows-repeated=\"{rows}\"><table:table-cell \
             table:number-columns-repeated=\"{columns}\" office:value-type=\"string\"><text:p>x</text:p></table:table-cell>\
             <table:table-cell table:number-columns-repeated=\"16000\"/></table:table-row></table:table>"
        )
    }

    #[test]
    fn content_that_is_not_whole_is_refused() {
        let whole = sheet(2, 2);
        assert_eq!(check(whole.as_bytes()), Ok(()));
        let cut = whole.strip_suffix("</table:table>").unwrap_or_default();
        assert_eq!(check(cut.as_bytes()), Err("its content is cut off".into()));
        assert!(check(whole.replace("</table:table>", "</table:tabel>").as_bytes()).is_err());
        assert!(check(b"<table:table").is_err());
    }

    #[test]
    fn repeats_are_counted_before_they_are_written_out() {
        assert!(check(sheet(1_000, 20).as_bytes()).is_ok());
        assert!(check(sheet(1_000_000, 16_000).as_bytes()).is_err());
    }
}

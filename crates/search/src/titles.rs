//! The titles of a segment as they are sorted, in memory: each different one has a number in their order.
//!
//! The engine keeps the same on disk, packed in blocks; a question looks for several beginnings, and to unpack a block
//! for each takes longer than all else that a name costs.

use std::ops::Range;

use tantivy::columnar::StrColumn;
use tantivy::{DocId, SegmentReader, TantivyError};

use crate::error::Error;
use crate::schema::column;

/// A document that has none.
const NONE: u32 = u32::MAX;

/// What A to Z sorts by, and what names are looked for in.
#[derive(Default)]
pub(crate) struct Titles {
    /// One after the other, in order.
    texts: String,
    /// Where each ends.
    ends: Vec<u32>,
    /// By document.
    numbers: Vec<u32>,
}

impl Titles {
    pub(crate) fn read(segment: &SegmentReader) -> Result<Self, Error> {
        let Some(column) = segment.fast_fields().str(column::TITLE)? else {
            return Ok(Self::default());
        };
        let mut titles = Self::default();
        titles.add_texts(&column)?;
        let number = |doc: DocId| column.term_ords(doc).next();
        let numbers = (0..segment.max_doc()).map(number);
        titles.numbers = numbers
            .map(|number| number.map_or(NONE, |number| number as u32))
            .collect();
        Ok(titles)
    }

    fn add_texts(&mut self, column: &StrColumn) -> Result<(), Error> {
        let mut terms = column.dictionary().stream().map_err(TantivyError::from)?;
        while terms.advance() {
            self.texts.push_str(&String::from_utf8_lossy(terms.key()));
            self.ends.push(self.texts.len() as u32);
        }
        self.texts.shrink_to_fit();
        self.ends.shrink_to_fit();
        Ok(())
    }

    /// The number of a document's title.
    pub(crate) fn number(&self, doc: DocId) -> Option<u32> {
        let number = self.numbers.get(doc as usize).copied();
        number.filter(|number| *number != NONE)
    }

    /// The title of a number; empty where there is none.
    pub(crate) fn text(&self, number: u32) -> &str {
        let at = number as usize;
        let begin = at
            .checked_sub(1)
            .map_or(Some(&0), |before| self.ends.get(before));
        let range = begin.zip(self.ends.get(at));
        range.map_or("", |(begin, end)| {
            &self.texts[*begin as usize..*end as usize]
        })
    }

    /// The numbers of the titles that begin with a text.
    pub(crate) fn beginning(&self, text: &str) -> Range<u32> {
        let first = self.first_where(0, |title| title < text);
        let end = self.first_where(first, |title| title.starts_with(text));
        first..end
    }

    /// The number of the first title from one on of which something does not hold that holds of those before it.
    fn first_where(&self, from: u32, holds: impl Fn(&str) -> bool) -> u32 {
        let (mut low, mut high) = (from, self.ends.len() as u32);
        while low < high {
            let middle = low.midpoint(high);
            if holds(self.text(middle)) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        low
    }
}

#[cfg(test)]
mod tests {
    use super::{NONE, Titles};

    fn titles(texts: &[&str]) -> Titles {
        let mut titles = Titles {
            numbers: vec![1, NONE],
            ..Titles::default()
        };
        for text in texts {
            titles.texts.push_str(text);
            titles.ends.push(titles.texts.len() as u32);
        }
        titles
    }

    #[test]
    fn titles_that_begin_alike_are_a_range() {
        let titles = titles(&["choir", "choir at four", "choirs", "tea"]);
        let found = |text| {
            titles
                .beginning(text)
                .map(|at| titles.text(at))
                .collect::<Vec<_>>()
        };
        assert_eq!(found("choir"), ["choir", "choir at four", "choirs"]);
        assert_eq!(found("choir "), ["choir at four"]);
        assert_eq!(found("tea"), ["tea"]);
        assert!(["", "t", "teas", "a", "zoo"].map(|text| found(text).len()) == [4, 1, 0, 0, 0]);
    }

    #[test]
    fn a_document_may_have_no_title() {
        let titles = titles(&["choir", "tea"]);
        assert_eq!(
            [0, 1, 2].map(|doc| titles.number(doc)),
            [Some(1), None, None]
        );
        assert_eq!((titles.text(1), titles.text(2)), ("tea", ""));
    }
}

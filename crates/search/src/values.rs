//! The codes of a segment's documents, side by side in memory: what filters test and what is counted.
//!
//! To count what every filter would leave, each match is asked for all of its codes. A column on the disk for each facet
//! would be a dozen reads with their decoding; here they are one short slice.

use std::ops::Range;

use tantivy::columnar::StrColumn;
use tantivy::{DocId, SegmentReader};

use crate::error::Error;
use crate::query::Facet;
use crate::schema::column;

/// The facets that are codes, with their columns, in the order in which [`Values::read`] keeps them.
pub(crate) const CODED: [(Facet, &str); 11] = [
    (Facet::Category, column::CATEGORY),
    (Facet::Need, column::NEED),
    (Facet::Circumstance, column::CIRCUMSTANCE),
    (Facet::ServiceType, column::SERVICE_TYPE),
    (Facet::Way, column::WAY),
    (Facet::Joining, column::JOINING),
    (Facet::Kitemark, column::KITEMARK),
    (Facet::Source, column::SOURCE),
    (Facet::Area, column::AREA),
    (Facet::Language, column::LANGUAGE),
    (Facet::Accessibility, column::ACCESSIBILITY),
];

/// Some columns of texts, as numbers: each different text of a column has one, and the texts of a column have the
/// numbers of one range.
pub(crate) struct Values {
    texts: Vec<Box<str>>,
    columns: Vec<Range<u32>>,
    /// Where the numbers of each document begin, and at the end where they all end.
    begins: Vec<u32>,
    numbers: Vec<u32>,
}

impl Values {
    /// Reads the columns with these names; one that no document has a value in is empty.
    pub(crate) fn read(segment: &SegmentReader, names: &[&str]) -> Result<Self, Error> {
        let mut values = Self {
            texts: Vec::new(),
            columns: Vec::with_capacity(names.len()),
            begins: Vec::with_capacity(segment.max_doc() as usize + 1),
            numbers: Vec::new(),
        };
        let mut columns: Vec<(u32, StrColumn)> = Vec::with_capacity(names.len());
        for name in names {
            let first = values.texts.len() as u32;
            if let Some(column) = segment.fast_fields().str(name)? {
                values.add_texts(&column)?;
                columns.push((first, column));
            }
            values.columns.push(first..values.texts.len() as u32);
        }
        for doc in 0..segment.max_doc() {
            values.begins.push(values.numbers.len() as u32);
            for (first, column) in &columns {
                let numbers = column.term_ords(doc).map(|number| first + number as u32);
                values.numbers.extend(numbers);
            }
        }
        values.begins.push(values.numbers.len() as u32);
        values.numbers.shrink_to_fit();
        Ok(values)
    }

    fn add_texts(&mut self, column: &StrColumn) -> Result<(), Error> {
        let mut terms = column
            .dictionary()
            .stream()
            .map_err(tantivy::TantivyError::from)?;
        while terms.advance() {
            self.texts.push(String::from_utf8_lossy(terms.key()).into());
        }
        Ok(())
    }

    /// The numbers of a document's values, column by column.
    pub(crate) fn of(&self, doc: DocId) -> &[u32] {
        let doc = doc as usize;
        &self.numbers[self.begins[doc] as usize..self.begins[doc + 1] as usize]
    }

    /// How many different values there are in all columns.
    pub(crate) fn len(&self) -> usize {
        self.texts.len()
    }

    /// The numbers of a column's texts, by its place among the names.
    pub(crate) fn column(&self, at: usize) -> Range<u32> {
        self.columns.get(at).cloned().unwrap_or_default()
    }

    /// The numbers of a facet's codes; none where the facet is one of the marks.
    pub(crate) fn facet(&self, facet: Facet) -> Option<Range<u32>> {
        let at = CODED.iter().position(|(coded, _)| *coded == facet)?;
        Some(self.column(at))
    }

    /// The numbers of those of the texts that any document has in the column.
    pub(crate) fn numbers_of<'a>(
        &self,
        column: Range<u32>,
        texts: impl IntoIterator<Item = &'a str>,
    ) -> Vec<u32> {
        let known = &self.texts[column.start as usize..column.end as usize];
        let number = |text: &str| {
            let at = known.binary_search_by(|known| (**known).cmp(text));
            at.ok().map(|at| column.start + at as u32)
        };
        texts.into_iter().filter_map(number).collect()
    }

    pub(crate) fn text(&self, number: usize) -> &str {
        &self.texts[number]
    }
}

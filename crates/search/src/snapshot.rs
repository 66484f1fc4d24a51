//! One state of the index, as every search that began with it sees it to its end.

use std::sync::Arc;

use tantivy::schema::Field;
use tantivy::{Searcher, SegmentReader, Term};

use crate::columns::Columns;
use crate::error::Error;
use crate::schema::Fields;

/// What a search reads.
pub(crate) struct Snapshot {
    pub(crate) searcher: Searcher,
    pub(crate) fields: Fields,
    // By segment, as in the searcher.
    columns: Vec<Arc<Columns>>,
    /// Words of a field in a document on average, for the fields that are weighed.
    mean_lengths: Vec<(Field, f32)>,
    /// The change up to which it is told.
    pub(crate) checkpoint: Option<i64>,
}

impl Snapshot {
    /// What `before` has opened is not opened again: a segment never changes, but for what is removed.
    pub(crate) fn new(
        searcher: Searcher,
        fields: Fields,
        checkpoint: Option<i64>,
        before: Option<&Self>,
    ) -> Result<Self, Error> {
        let opened = |segment: &SegmentReader| {
            let (_, columns) = before?
                .searcher
                .segment_readers()
                .iter()
                .zip(&before?.columns)
                .find(|(known, _)| known.segment_id() == segment.segment_id())?;
            Some(Arc::clone(columns))
        };
        let columns = searcher
            .segment_readers()
            .iter()
            .map(|segment| {
                opened(segment).map_or_else(|| Ok(Arc::new(Columns::open(segment)?)), Ok)
            })
            .collect::<Result<_, Error>>()?;
        let documents = documents(&searcher).max(1) as f32;
        let mean_lengths = fields.weighed().into_iter().map(|field| {
            let mut words = 0;
            for segment in searcher.segment_readers() {
                words += segment.inverted_index(field)?.total_num_tokens();
            }
            Ok((field, words as f32 / documents))
        });
        Ok(Self {
            mean_lengths: mean_lengths.collect::<Result<_, Error>>()?,
            searcher,
            fields,
            columns,
            checkpoint,
        })
    }

    /// The segments, each with its columns.
    pub(crate) fn segments(&self) -> impl Iterator<Item = (&SegmentReader, &Columns)> {
        self.searcher
            .segment_readers()
            .iter()
            .zip(self.columns.iter().map(Arc::as_ref))
    }

    /// In how many documents a field has the term, removed ones included.
    pub(crate) fn frequency(&self, field: Field, text: &str) -> Result<u64, Error> {
        Ok(self
            .searcher
            .doc_freq(&Term::from_field_text(field, text))?)
    }

    /// How many documents there are, removed ones included: the total that goes with frequencies.
    pub(crate) fn documents(&self) -> u64 {
        documents(&self.searcher)
    }

    /// How many words a field that is weighed has in a document, on average.
    pub(crate) fn mean_length(&self, field: Field) -> f32 {
        let mut known = self.mean_lengths.iter();
        known
            .find(|(weighed, _)| *weighed == field)
            .map_or(1.0, |(_, length)| *length)
    }
}

fn documents(searcher: &Searcher) -> u64 {
    let segments = searcher.segment_readers().iter();
    segments.map(|segment| u64::from(segment.max_doc())).sum()
}

//! One state of the index, as every search that began with it sees it to its end.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use tantivy::query::Bm25Weight;
use tantivy::schema::{Field, IndexRecordOption, Value};
use tantivy::{
    DocAddress, DocId, DocSet, Searcher, SegmentReader, TERMINATED, TantivyDocument, Term,
};
use uuid::Uuid;

use crate::answers::Answers;
use crate::columns::Columns;
use crate::error::Error;
use crate::packing::Packing;
use crate::results::{At, Hit};
use crate::schema::Fields;

/// How many states there have been.
static STATES: AtomicU64 = AtomicU64::new(0);

/// What a search reads.
pub(crate) struct Snapshot {
    pub(crate) searcher: Searcher,
    pub(crate) fields: Fields,
    /// No other state of an index has it.
    number: u64,
    packing: Arc<Packing>,
    // By segment, as in the searcher.
    columns: Vec<Arc<Columns>>,
    /// BM25 by field, for the fields that are weighed, of a word whose rarity is 1.
    weights: Vec<(Field, Bm25Weight)>,
    /// The same for a field in which lengths do not count.
    weight_of_codes: Bm25Weight,
    /// The change up to which it is told.
    pub(crate) checkpoint: Option<i64>,
    /// What was answered from it.
    pub(crate) answers: Answers,
}

impl Snapshot {
    /// What `before` has opened is not opened again: a segment never changes, but for what is removed.
    pub(crate) fn new(
        searcher: Searcher,
        fields: Fields,
        packing: Arc<Packing>,
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
        let weights = fields.weighed().into_iter().map(|field| {
            let mut words = 0;
            for segment in searcher.segment_readers() {
                words += segment.inverted_index(field)?.total_num_tokens();
            }
            Ok((field, weight_of_one(words as f32 / documents)))
        });
        Ok(Self {
            weights: weights.collect::<Result<_, Error>>()?,
            weight_of_codes: weight_of_one(1.0),
            searcher,
            fields,
            number: STATES.fetch_add(1, Ordering::Relaxed),
            packing,
            columns,
            checkpoint,
            answers: Answers::new(),
        })
    }

    /// The segments, each with its columns.
    pub(crate) fn segments(&self) -> impl Iterator<Item = (&SegmentReader, &Columns)> {
        self.searcher
            .segment_readers()
            .iter()
            .zip(self.columns.iter().map(Arc::as_ref))
    }

    /// Where documents of a segment stand.
    pub(crate) fn in_segment(&self, segment: &SegmentReader) -> impl Fn(DocId) -> At + use<> {
        let is_it = |other: &SegmentReader| other.segment_id() == segment.segment_id();
        let ordinal = self.searcher.segment_readers().iter().position(is_it);
        let (state, ordinal) = (self.number, ordinal.unwrap_or_default() as u32);
        move |doc| At {
            state,
            address: DocAddress::new(ordinal, doc),
        }
    }

    /// What is shown of a listing that this or another state has found, as it was handed over; nothing where there is
    /// no card, or it cannot be read.
    pub(crate) fn card(&self, hit: &Hit) -> Result<Option<String>, Error> {
        let address = if hit.at.state == self.number {
            Some(hit.at.address)
        } else {
            self.address_of(hit.id)?
        };
        let Some(address) = address else {
            return Ok(None);
        };
        let stored: TantivyDocument = self.searcher.doc(address)?;
        let card = stored.get_first(self.fields.card);
        let packed = card.as_ref().and_then(Value::as_bytes);
        let card = packed.map_or(Ok(String::new()), |packed| self.packing.unpack(packed));
        Ok(Some(card.unwrap_or_else(|error| {
            tracing::error!(%error, listing = %hit.id, "a card of the search index cannot be read");
            String::new()
        })))
    }

    /// Where the document of a listing stands, if there is one.
    fn address_of(&self, id: Uuid) -> Result<Option<DocAddress>, Error> {
        let term = Term::from_field_bytes(self.fields.id, id.as_bytes());
        for (ordinal, segment) in (0..).zip(self.searcher.segment_readers()) {
            let ids = segment.inverted_index(self.fields.id)?;
            let Some(mut found) = ids.read_postings(&term, IndexRecordOption::Basic)? else {
                continue;
            };
            let mut doc = found.doc();
            while doc != TERMINATED {
                if !segment.is_deleted(doc) {
                    return Ok(Some(DocAddress::new(ordinal, doc)));
                }
                doc = found.advance();
            }
        }
        Ok(None)
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

    /// How rare something is that so many documents have, as BM25 has it: 0 or more.
    pub(crate) fn rarity(&self, frequency: u64) -> f32 {
        rarity(frequency, self.documents())
    }

    /// What a word of the field counts by how often a document has it and how long the field is there.
    pub(crate) fn weight(&self, field: Field, rarity: f32) -> Bm25Weight {
        let mut known = self.weights.iter();
        let weight = known.find(|(weighed, _)| *weighed == field);
        weight
            .map_or(&self.weight_of_codes, |(_, weight)| weight)
            .boost_by(rarity)
    }
}

/// As in BM25: the logarithm of one and what the others are to those that have it.
fn rarity(frequency: u64, documents: u64) -> f32 {
    let (have, all) = (frequency as f32, documents.max(frequency) as f32);
    (1.0 + (all - have + 0.5) / (have + 0.5)).ln()
}

/// BM25 in a field of so many words on average, of a word whose rarity is 1. It makes a table of lengths:
/// too much for each word of each question.
fn weight_of_one(mean_length: f32) -> Bm25Weight {
    Bm25Weight::for_one_term_without_explain(1, 1, mean_length).boost_by(1.0 / rarity(1, 1))
}

fn documents(searcher: &Searcher) -> u64 {
    let segments = searcher.segment_readers().iter();
    segments.map(|segment| u64::from(segment.max_doc())).sum()
}

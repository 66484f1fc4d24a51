//! The list of the documents that have a term in a field, and what the term counts in each.

use tantivy::fieldnorm::FieldNormReader;
use tantivy::postings::BlockSegmentPostings;
use tantivy::query::Bm25Weight;
use tantivy::schema::IndexRecordOption;
use tantivy::{DocId, SegmentReader};

use super::Weighted;
use crate::error::Error;

/// To look a document up in a list takes as long as to take so many of the list one after another.
const LOOK_UP: u64 = 8;
/// To take one of the list takes as long as to make room for so many.
const ROOM: u64 = 16;

/// The documents of a segment that have a term in a field; only ever read on.
pub(super) struct List {
    postings: BlockSegmentPostings,
    /// The place in the block of postings that is open.
    at: usize,
    /// Documents of the segment for each that is in the list.
    every: u64,
    lengths: FieldNormReader,
    bm25: Bm25Weight,
}

impl List {
    /// `None` where no document has the term.
    pub(super) fn open(
        segment: &SegmentReader,
        weighted: &Weighted,
    ) -> Result<Option<Self>, Error> {
        let index = segment.inverted_index(weighted.field)?;
        let option = IndexRecordOption::WithFreqs;
        let Some(postings) = index.read_block_postings(&weighted.term, option)? else {
            return Ok(None);
        };
        let lengths = if weighted.has_lengths {
            segment.get_fieldnorms_reader(weighted.field)?
        } else {
            FieldNormReader::constant(segment.max_doc(), 1)
        };
        Ok(Some(Self {
            every: u64::from(segment.max_doc() / postings.doc_freq().max(1)),
            postings,
            at: 0,
            lengths,
            bm25: weighted.bm25.clone(),
        }))
    }

    /// What the term counts in the document; 0 where it is not in the list.
    pub(super) fn score(&mut self, doc: DocId) -> f32 {
        if self.doc() < doc {
            // The next one is often the one that is wanted, and to look for it takes longer.
            let next = self.postings.docs().get(self.at + 1);
            if next.is_some_and(|next| *next >= doc) {
                self.at += 1;
            } else {
                self.at = self.postings.seek(doc);
            }
        }
        if self.doc() == doc {
            self.score_here()
        } else {
            0.0
        }
    }

    /// Adds what the term counts in each of some documents, which rise. `space` is for the list's own use.
    pub(super) fn add_to(&mut self, docs: &[DocId], scores: &mut [f32], space: &mut Vec<f32>) {
        let (Some(first), Some(last)) = (docs.first(), docs.last()) else {
            return;
        };
        let span = u64::from(last - first) + 1;
        let listed = span / self.every;
        let looked_up = listed.min(docs.len() as u64);
        if looked_up * LOOK_UP <= listed + span / ROOM {
            for (doc, score) in docs.iter().zip(scores) {
                *score += self.score(*doc);
            }
            return;
        }
        // Everything between the first and the last, whether it is wanted or not.
        space.clear();
        space.resize(span as usize, 0.0);
        self.fill(*first, space);
        for (doc, score) in docs.iter().zip(scores) {
            *score += space[(doc - first) as usize];
        }
    }

    /// What the term counts in each document from the first on.
    fn fill(&mut self, first: DocId, space: &mut [f32]) {
        if self.doc() < first {
            self.at = self.postings.seek(first);
        }
        while !self.postings.docs().is_empty() {
            while let Some(doc) = self.postings.docs().get(self.at) {
                let Some(score) = space.get_mut((doc - first) as usize) else {
                    return;
                };
                *score = self.score_here();
                self.at += 1;
            }
            self.postings.advance();
            self.at = 0;
        }
    }

    fn doc(&self) -> DocId {
        self.postings.doc(self.at)
    }

    fn score_here(&self) -> f32 {
        let length = self.lengths.fieldnorm_id(self.doc());
        self.bm25.score(length, self.postings.freq(self.at))
    }
}

//! One index that is open for writing, and what a commit says of itself.

use std::cmp::Reverse;
use std::sync::Arc;

use tantivy::index::SegmentId;
use tantivy::indexer::{IndexWriterOptions, LogMergePolicy, NoMergePolicy, UserOperation};
use tantivy::merge_policy::MergePolicy;
use tantivy::{
    FutureResult, IndexReader, IndexWriter, ReloadPolicy, SegmentMeta, TantivyDocument, Term,
};
use uuid::Uuid;

use crate::document::Document;
use crate::error::Error;
use crate::packing::Packing;
use crate::schema::{Fields, VERSION};
use crate::snapshot::Snapshot;

/// Memory for documents that are not committed yet, in bytes: in an index that follows changes, which come
/// a thousand at most, and on each thread that makes one anew.
const BUDGET: usize = 20_000_000;
const BULK_BUDGET: usize = 50_000_000;
/// Merges at one time: each holds the lists of a whole segment, and nobody waits for one.
const MERGES: usize = 1;
/// Segments of about one size that are merged into one: each search opens its lists in every segment.
const SEGMENTS_TO_MERGE: usize = 4;
/// Segments below this many documents count as one size.
const SMALL_SEGMENT: u32 = 2_000;
/// The part of removed documents at which a segment is written anew.
const MOST_REMOVED: f32 = 0.25;

/// At rest the largest segment is merged with the small ones when they hold more than one in so many of
/// its documents: so each document is written anew a few times at most while an index grows.
const WORTH_ALL: u32 = 10;

/// A merge under way.
pub(crate) type Gathering = FutureResult<Option<SegmentMeta>>;

/// A change to one listing.
#[derive(Debug, Clone, PartialEq)]
pub enum Update {
    /// The listing is now this; it takes the place of what was there.
    Put(Box<Document>),
    /// The listing is not shown any more.
    Remove(Uuid),
}

/// An index that takes changes.
pub(crate) struct Writer {
    fields: Fields,
    packing: Arc<Packing>,
    writer: IndexWriter,
    reader: IndexReader,
}

impl Writer {
    /// For changes as they come.
    pub(crate) fn open(
        index: &tantivy::Index,
        fields: Fields,
        packing: Arc<Packing>,
    ) -> Result<Self, Error> {
        let mut merging = LogMergePolicy::default();
        merging.set_min_num_segments(SEGMENTS_TO_MERGE);
        merging.set_min_layer_size(SMALL_SEGMENT);
        merging.set_del_docs_ratio_before_merge(MOST_REMOVED);
        Self::with(index, fields, packing, (1, BUDGET), Box::new(merging))
    }

    /// For many documents at once, on several threads.
    pub(crate) fn open_bulk(
        index: &tantivy::Index,
        fields: Fields,
        packing: Arc<Packing>,
    ) -> Result<Self, Error> {
        let threads =
            std::thread::available_parallelism().map_or(1, |threads| threads.get().min(4));
        Self::with(
            index,
            fields,
            packing,
            (threads, BULK_BUDGET),
            Box::new(NoMergePolicy),
        )
    }

    fn with(
        index: &tantivy::Index,
        fields: Fields,
        packing: Arc<Packing>,
        (threads, budget): (usize, usize),
        merging: Box<dyn MergePolicy>,
    ) -> Result<Self, Error> {
        let options = IndexWriterOptions::builder()
            .num_worker_threads(threads)
            .memory_budget_per_thread(budget)
            .num_merge_threads(MERGES)
            .build();
        let writer = index.writer_with_options(options)?;
        sweep(&writer)?;
        writer.set_merge_policy(merging);
        let reader = index
            .reader_builder()
            .reload_policy(ReloadPolicy::Manual)
            .try_into()?;
        Ok(Self {
            fields,
            packing,
            writer,
            reader,
        })
    }

    /// Adds a document whose id is not there yet.
    pub(crate) fn add(&self, document: &Document) -> Result<(), Error> {
        let filled = self.fields.fill(document, &self.packing)?;
        self.writer.add_document(filled)?;
        Ok(())
    }

    /// Makes all of the changes, or none.
    pub(crate) fn apply(&mut self, updates: &[Update], sequence: i64) -> Result<(), Error> {
        let done = self.write(updates).and_then(|()| self.commit(sequence));
        if done.is_err() {
            self.writer.rollback()?;
            sweep(&self.writer)?;
        }
        done
    }

    fn write(&self, updates: &[Update]) -> Result<(), Error> {
        let mut operations: Vec<UserOperation<TantivyDocument>> =
            Vec::with_capacity(updates.len() * 2);
        for update in updates {
            let id = match update {
                Update::Put(document) => &document.id,
                Update::Remove(id) => id,
            };
            operations.push(UserOperation::Delete(Term::from_field_bytes(
                self.fields.id,
                id.as_bytes(),
            )));
            if let Update::Put(document) = update {
                let filled = self.fields.fill(document, &self.packing)?;
                operations.push(UserOperation::Add(filled));
            }
        }
        self.writer.run(operations)?;
        Ok(())
    }

    /// Makes what was added last, and says up to which change it is told.
    pub(crate) fn commit(&mut self, sequence: i64) -> Result<(), Error> {
        let mut commit = self.writer.prepare_commit()?;
        commit.set_payload(&payload(sequence));
        commit.commit()?;
        Ok(())
    }

    /// Begins to merge the small segments into few, where that is worth it: into the largest one as well
    /// when they have come to a part of it. `None` when there is nothing to do.
    pub(crate) fn gather(&mut self) -> Result<Option<Gathering>, Error> {
        let mut segments = self.writer.index().searchable_segment_metas()?;
        segments.sort_by_key(|segment| Reverse(segment.num_docs()));
        let Some((largest, small)) = segments.split_first() else {
            return Ok(None);
        };
        let in_small: u32 = small.iter().map(SegmentMeta::num_docs).sum();
        let merged = if in_small > largest.num_docs() / WORTH_ALL {
            &segments[..]
        } else {
            small
        };
        if merged.len() < 2 {
            return Ok(None);
        }
        let ids: Vec<SegmentId> = merged.iter().map(SegmentMeta::id).collect();
        Ok(Some(self.writer.merge(&ids)))
    }

    /// Everything in one segment; waits until it is.
    pub(crate) fn merge(mut self) -> Result<(), Error> {
        let segments = self.writer.index().searchable_segment_ids()?;
        if segments.len() > 1 {
            self.writer.merge(&segments).wait()?;
        }
        self.writer.wait_merging_threads()?;
        Ok(())
    }

    /// What searches see from now on; `before` is what they saw until now.
    pub(crate) fn snapshot(&self, before: Option<&Snapshot>) -> Result<Snapshot, Error> {
        self.reader.reload()?;
        let payload = self.writer.index().load_metas()?.payload;
        let checkpoint = payload
            .as_deref()
            .and_then(told)
            .map(|(_, sequence)| sequence);
        let packing = Arc::clone(&self.packing);
        Snapshot::new(
            self.reader.searcher(),
            self.fields,
            packing,
            checkpoint,
            before,
        )
    }
}

/// Removes what a commit that came to no end has left: the engine would give the next one files of the
/// same names, and refuse to write them.
fn sweep(writer: &IndexWriter) -> Result<(), Error> {
    writer.garbage_collect_files().wait()?;
    Ok(())
}

/// What a commit says of itself: the version of the schema, and the change up to which it is told.
fn payload(sequence: i64) -> String {
    format!("schema {VERSION} sequence {sequence}")
}

/// Reads a payload: the version of the schema, and the sequence.
pub(crate) fn told(payload: &str) -> Option<(u32, i64)> {
    let (version, sequence) = payload.strip_prefix("schema ")?.split_once(" sequence ")?;
    Some((version.parse().ok()?, sequence.parse().ok()?))
}

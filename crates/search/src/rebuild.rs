//! Making the whole index anew while searches and changes go on.

use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::Ordering;

use crate::document::Document;
use crate::error::Error;
use crate::index::{Inner, Journal, create_bare};
use crate::packing::{Packing, SAMPLE};
use crate::schema::Fields;
use crate::writer::Writer;

/// An index that is being filled. Dropping it gives it up and leaves the old one in place.
///
/// What [`crate::Index::apply`] does in the meantime is done to the new index as well before it
/// takes over, so nothing is lost and the checkpoint never falls behind what was applied.
pub struct Rebuild {
    inner: Arc<Inner>,
    path: Option<PathBuf>,
    fields: Fields,
    index: tantivy::Index,
    /// The first documents, from whose cards a dictionary is made. They come by id, and an id is a hash: so they are of
    /// every source.
    sample: Vec<Document>,
    bulk: Option<Bulk>,
    documents: u64,
}

/// What takes the documents once there is a dictionary.
struct Bulk {
    packing: Arc<Packing>,
    writer: Writer,
}

impl Rebuild {
    pub(crate) fn begin(inner: Arc<Inner>) -> Result<Self, Error> {
        if inner.is_rebuilding.swap(true, Ordering::AcqRel) {
            return Err(Error::Rebuilding);
        }
        let begun = Self::create(&inner);
        match begun {
            Ok((path, fields, index)) => {
                inner.live().journal = Some(Journal::default());
                Ok(Self {
                    inner,
                    path,
                    fields,
                    index,
                    sample: Vec::new(),
                    bulk: None,
                    documents: 0,
                })
            }
            Err(error) => {
                inner.is_rebuilding.store(false, Ordering::Release);
                Err(error)
            }
        }
    }

    fn create(inner: &Inner) -> Result<(Option<PathBuf>, Fields, tantivy::Index), Error> {
        let path = inner
            .home
            .as_ref()
            .map(crate::disk::Home::fresh)
            .transpose()?;
        let (fields, index) = create_bare(path.as_ref())?;
        Ok((path, fields, index))
    }

    /// Adds a document; no two may have the same id.
    ///
    /// # Errors
    /// When the disk fails.
    pub fn add(&mut self, document: Document) -> Result<(), Error> {
        self.documents += 1;
        if let Some(bulk) = &self.bulk {
            return bulk.writer.add(&document);
        }
        self.sample.push(document);
        if self.sample.len() >= SAMPLE {
            self.bulk = Some(self.begin_bulk()?);
        }
        Ok(())
    }

    /// Makes the dictionary, and adds what it is made from.
    fn begin_bulk(&mut self) -> Result<Bulk, Error> {
        let sample = std::mem::take(&mut self.sample);
        let cards = sample.iter().map(|document| document.card.as_str());
        let packing = Arc::new(Packing::trained(cards));
        if let Some(path) = &self.path {
            packing.write(path)?;
        }
        let writer = Writer::open_bulk(&self.index, self.fields, Arc::clone(&packing))?;
        for document in &sample {
            writer.add(document)?;
        }
        Ok(Bulk { packing, writer })
    }

    /// Puts the new index in the place of the old; gives the number of documents that were added.
    /// `sequence` is the last change that they already show.
    ///
    /// # Errors
    /// When the disk fails: then the old index stays.
    pub fn finish(mut self, sequence: i64) -> Result<u64, Error> {
        let Bulk {
            packing,
            writer: mut bulk,
        } = match self.bulk.take() {
            Some(bulk) => bulk,
            None => self.begin_bulk()?,
        };
        bulk.commit(sequence)?;
        bulk.merge()?;
        let mut writer = Writer::open(&self.index, self.fields, packing)?;

        // From here on no change can come between.
        let mut live = self.inner.live();
        let journal = live.journal.take().unwrap_or_default();
        if let Some(last) = journal.sequence {
            writer.apply(&journal.updates, last.max(sequence))?;
        }
        let snapshot = writer.snapshot(None)?;
        if let (Some(home), Some(path)) = (&self.inner.home, &self.path) {
            home.point_to(path)?;
        }
        live.writer = writer;
        self.inner.show(snapshot);
        Ok(self.documents)
    }
}

impl Drop for Rebuild {
    fn drop(&mut self) {
        // The engine must let go of its files before they are removed.
        self.bulk = None;
        self.inner.live().journal = None;
        if let Some(home) = &self.inner.home
            && let Err(error) = home.sweep()
        {
            tracing::warn!(%error, "old search indexes cannot be removed");
        }
        self.inner.is_rebuilding.store(false, Ordering::Release);
    }
}

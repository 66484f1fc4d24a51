//! Making the whole index anew while searches and changes go on.

use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::Ordering;

use crate::document::Document;
use crate::error::Error;
use crate::index::{Inner, Journal, create_bare};
use crate::schema::Fields;
use crate::writer::Writer;

/// An index that is being filled. Dropping it gives it up and leaves the old one in place.
///
/// What [`crate::Index::apply`] does in the meantime is done to the new index as well before it
/// takes over, so nothing is lost and the checkpoint never falls behind what was applied.
pub struct Rebuild {
    inner: Arc<Inner>,
    fields: Fields,
    index: tantivy::Index,
    writer: Option<Writer>,
    path: Option<PathBuf>,
    documents: u64,
}

impl Rebuild {
    pub(crate) fn begin(inner: Arc<Inner>) -> Result<Self, Error> {
        if inner.is_rebuilding.swap(true, Ordering::AcqRel) {
            return Err(Error::Rebuilding);
        }
        let begun = Self::create(&inner);
        match begun {
            Ok((path, fields, index, writer)) => {
                inner.live().journal = Some(Journal::default());
                Ok(Self {
                    inner,
                    fields,
                    index,
                    writer: Some(writer),
                    path,
                    documents: 0,
                })
            }
            Err(error) => {
                inner.is_rebuilding.store(false, Ordering::Release);
                Err(error)
            }
        }
    }

    fn create(inner: &Inner) -> Result<(Option<PathBuf>, Fields, tantivy::Index, Writer), Error> {
        let path = inner
            .home
            .as_ref()
            .map(crate::disk::Home::fresh)
            .transpose()?;
        let (fields, index) = create_bare(path.as_ref())?;
        let writer = Writer::open_bulk(&index, fields)?;
        Ok((path, fields, index, writer))
    }

    /// Adds a document; no two may have the same id.
    ///
    /// # Errors
    /// When the disk fails.
    pub fn add(&mut self, document: &Document) -> Result<(), Error> {
        if let Some(writer) = &self.writer {
            writer.add(document)?;
            self.documents += 1;
        }
        Ok(())
    }

    /// Puts the new index in the place of the old; gives the number of documents that were added.
    /// `sequence` is the last change that they already show.
    ///
    /// # Errors
    /// When the disk fails: then the old index stays.
    pub fn finish(mut self, sequence: i64) -> Result<u64, Error> {
        if let Some(mut writer) = self.writer.take() {
            writer.commit(sequence)?;
            writer.merge()?;
        }
        let mut writer = Writer::open(&self.index, self.fields)?;

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
        self.writer = None;
        self.inner.live().journal = None;
        if let Some(home) = &self.inner.home
            && let Err(error) = home.sweep()
        {
            tracing::warn!(%error, "old search indexes cannot be removed");
        }
        self.inner.is_rebuilding.store(false, Ordering::Release);
    }
}

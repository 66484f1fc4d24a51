//! The index: opened or made, changed, asked.
//!
//! Any number of searches read the last snapshot; one change at a time makes the next. A search
//! never waits for a change, nor for a rebuild.

use std::fmt;
use std::path::{Path, PathBuf};
use std::sync::atomic::AtomicBool;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, RwLock};

use crate::analysis::tokenizers;
use crate::disk::Home;
use crate::document::Document;
use crate::error::Error;
use crate::packing::Packing;
use crate::query::Query;
use crate::rebuild::Rebuild;
use crate::results::{Hit, Results};
use crate::run::run;
use crate::schema::{Fields, VERSION, settings};
use crate::snapshot::Snapshot;
use crate::writer::{Update, Writer, told};

/// A handle to an index; clones are the same index.
#[derive(Clone)]
pub struct Index {
    pub(crate) inner: Arc<Inner>,
}

/// An index, and what was found on the disk.
#[derive(Debug)]
pub struct Opened {
    /// Ready to answer.
    pub index: Index,
    /// The change up to which it is told; `None` when nothing was ever indexed.
    pub checkpoint: Option<i64>,
    /// Why what is on the disk was not used. The index is then empty, in memory, until it is rebuilt;
    /// what is on the disk stays until then.
    pub rebuild: Option<Reason>,
}

/// Why an index on the disk was not used.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Reason {
    /// Another version of this program made it.
    OtherSchema {
        /// What it says of itself.
        found: String,
    },
    /// It cannot be read.
    Damaged {
        /// What the engine says.
        detail: String,
    },
}

pub(crate) struct Inner {
    pub(crate) home: Option<Home>,
    snapshot: RwLock<Arc<Snapshot>>,
    live: Mutex<Live>,
    pub(crate) is_rebuilding: AtomicBool,
}

/// What a change holds on to.
pub(crate) struct Live {
    pub(crate) writer: Writer,
    /// What was applied since a rebuild began, to be applied to the new index too.
    pub(crate) journal: Option<Journal>,
}

/// Changes that a rebuild has not seen.
#[derive(Default)]
pub(crate) struct Journal {
    pub(crate) updates: Vec<Update>,
    pub(crate) sequence: Option<i64>,
}

impl Index {
    /// Opens the index of a directory, or makes an empty one.
    ///
    /// # Errors
    /// [`Error::InUse`] when another process has it open; otherwise when the disk fails.
    pub fn open_or_create(directory: &Path) -> Result<Opened, Error> {
        let home = Home::open(directory)?;
        let (writer, rebuild) = match home.live()? {
            None => {
                let path = home.fresh()?;
                let index = create(Some(&path))?;
                home.point_to(&path)?;
                (index, None)
            }
            Some(path) => match open(&path) {
                Ok(writer) => (writer, None),
                Err(reason) => (create(None)?, Some(reason)),
            },
        };
        home.sweep()?;
        let index = Self::with(Some(home), writer)?;
        Ok(Opened {
            checkpoint: index.checkpoint(),
            index,
            rebuild,
        })
    }

    /// An empty index that is gone with its last handle.
    ///
    /// # Errors
    /// When the engine cannot start its threads.
    pub fn in_memory() -> Result<Self, Error> {
        Self::with(None, create(None)?)
    }

    fn with(home: Option<Home>, writer: Writer) -> Result<Self, Error> {
        let snapshot = RwLock::new(Arc::new(writer.snapshot(None)?));
        let live = Mutex::new(Live {
            writer,
            journal: None,
        });
        Ok(Self {
            inner: Arc::new(Inner {
                home,
                snapshot,
                live,
                is_rebuilding: AtomicBool::new(false),
            }),
        })
    }

    /// Makes the changes, in order, and remembers that everything up to `sequence` is told.
    ///
    /// Searches that begin after it returns see all of them; until then they see none.
    ///
    /// # Errors
    /// When the disk fails: then nothing has changed.
    pub fn apply(&self, updates: Vec<Update>, sequence: i64) -> Result<(), Error> {
        let mut live = self.inner.live();
        live.writer.apply(&updates, sequence)?;
        if let Some(journal) = &mut live.journal {
            journal.updates.extend(updates);
            journal.sequence = Some(sequence);
        }
        self.inner
            .show(live.writer.snapshot(Some(&self.inner.snapshot()))?);
        Ok(())
    }

    /// Merges what many small changes have left in many small parts, each of which costs every search
    /// its own. For when nothing else is to be done: it waits until it is merged. Searches and changes
    /// go on meanwhile. Says whether there was anything to merge.
    ///
    /// # Errors
    /// When the disk fails: then everything is as it was.
    pub fn tidy(&self) -> Result<bool, Error> {
        let Some(gathering) = self.inner.live().writer.gather()? else {
            return Ok(false);
        };
        gathering.wait()?;
        let live = self.inner.live();
        self.inner
            .show(live.writer.snapshot(Some(&self.inner.snapshot()))?);
        Ok(true)
    }

    /// How many parts each search has to look through.
    #[must_use]
    pub fn segments(&self) -> usize {
        self.inner.snapshot().searcher.segment_readers().len()
    }

    /// Makes the whole index anew beside the old one and puts it in its place; gives the number of
    /// documents. `sequence` is the last change that the documents already show.
    ///
    /// # Errors
    /// [`Error::Rebuilding`] when one is under way; otherwise when the disk fails: then the old one stays.
    pub fn rebuild(
        &self,
        documents: impl IntoIterator<Item = Document>,
        sequence: i64,
    ) -> Result<u64, Error> {
        let mut rebuild = self.begin_rebuild()?;
        for document in documents {
            rebuild.add(document)?;
        }
        rebuild.finish(sequence)
    }

    /// The same, document by document.
    ///
    /// # Errors
    /// As [`Index::rebuild`].
    pub fn begin_rebuild(&self) -> Result<Rebuild, Error> {
        Rebuild::begin(Arc::clone(&self.inner))
    }

    /// The change up to which searches are told.
    #[must_use]
    pub fn checkpoint(&self) -> Option<i64> {
        self.inner.snapshot().checkpoint
    }

    /// How many listings can be found.
    #[must_use]
    pub fn count(&self) -> u64 {
        self.inner.snapshot().searcher.num_docs()
    }

    /// Answers a question.
    ///
    /// # Errors
    /// When the disk fails or a file is damaged; never because of what is asked.
    pub fn search(&self, query: &Query) -> Result<Results, Error> {
        let snapshot = self.inner.snapshot();
        snapshot.answers.of(query, || run(&snapshot, query))
    }

    /// The card of a listing that was found, as its document has it now; none where it cannot be found any more, and
    /// an empty one where there is none or it cannot be read.
    ///
    /// # Errors
    /// When the disk fails or a file is damaged.
    pub fn card(&self, hit: &Hit) -> Result<Option<String>, Error> {
        self.inner.snapshot().card(hit)
    }
}

impl fmt::Debug for Index {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Index")
            .field("count", &self.count())
            .field("checkpoint", &self.checkpoint())
            .finish()
    }
}

impl Inner {
    pub(crate) fn snapshot(&self) -> Arc<Snapshot> {
        Arc::clone(&self.snapshot.read().unwrap_or_else(PoisonError::into_inner))
    }

    /// What searches that begin now see.
    pub(crate) fn show(&self, snapshot: Snapshot) {
        *self
            .snapshot
            .write()
            .unwrap_or_else(PoisonError::into_inner) = Arc::new(snapshot);
    }

    pub(crate) fn live(&self) -> MutexGuard<'_, Live> {
        self.live.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// An empty index, on the disk or in memory.
pub(crate) fn create(path: Option<&PathBuf>) -> Result<Writer, Error> {
    let (fields, index) = create_bare(path)?;
    Writer::open(&index, fields, Arc::default())
}

/// The same, without a writer.
pub(crate) fn create_bare(path: Option<&PathBuf>) -> Result<(Fields, tantivy::Index), Error> {
    let (fields, schema) = Fields::new();
    let builder = tantivy::Index::builder()
        .schema(schema)
        .settings(settings())
        .tokenizers(tokenizers());
    let index = match path {
        Some(path) => builder.create_in_dir(path)?,
        None => builder.create_in_ram()?,
    };
    Ok((fields, index))
}

/// Opens an index that must be of this version.
fn open(path: &Path) -> Result<Writer, Reason> {
    let damaged = |error: Error| Reason::Damaged {
        detail: format!("{error}: {}", cause(&error)),
    };
    let mut index = tantivy::Index::open_in_dir(path).map_err(|error| damaged(error.into()))?;
    let (fields, schema) = Fields::new();
    let payload = index
        .load_metas()
        .map_err(|error| damaged(error.into()))?
        .payload;
    let is_other = payload
        .as_deref()
        .is_some_and(|payload| told(payload).map(|(version, _)| version) != Some(VERSION));
    if is_other || index.schema() != schema || *index.settings() != settings() {
        return Err(Reason::OtherSchema {
            found: payload.unwrap_or_default(),
        });
    }
    index.set_tokenizers(tokenizers());
    let packing = Packing::read(path).map_err(damaged)?;
    let writer = Writer::open(&index, fields, Arc::new(packing)).map_err(damaged)?;
    // Opens every column of every segment: what is cut short or missing shows here.
    writer.snapshot(None).map_err(damaged)?;
    Ok(writer)
}

fn cause(error: &Error) -> String {
    std::error::Error::source(error).map_or_else(String::new, ToString::to_string)
}

//! What can go wrong: the disk, the engine, or two writers. Never the words of a question.

use std::path::PathBuf;

/// Why the index could not be opened, changed or asked.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// Another process holds the directory.
    #[error("another process has the search index {directory} open")]
    InUse {
        /// Of the index.
        directory: PathBuf,
    },
    /// A rebuild is already under way.
    #[error("the search index is already being rebuilt")]
    Rebuilding,
    /// The disk.
    #[error("cannot use {path} for the search index")]
    Io {
        /// What was being read or written.
        path: PathBuf,
        /// Why not.
        #[source]
        source: std::io::Error,
    },
    /// The engine: nearly always the disk, seldom a damaged file.
    #[error("the search index failed")]
    Engine(#[from] tantivy::TantivyError),
    /// A file of the index could not be read.
    #[error("a file of the search index cannot be read")]
    Read(#[from] std::io::Error),
}

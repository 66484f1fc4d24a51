//! The directory of an index: a lock, numbered indexes beside one another, and which one is live.
//!
//! A rebuild writes a new numbered index and then changes one small file, `live`, by renaming. At
//! every moment that file names a whole index, so a machine may stop at any of them.

use std::fs::{self, File, TryLockError};
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use crate::error::Error;

const LOCK: &str = "lock";
const POINTER: &str = "live";
const PREFIX: &str = "index-";

/// A directory that this process alone may use, for as long as this lives.
pub(crate) struct Home {
    path: PathBuf,
    // Let go by the operating system when the file is closed.
    _lock: File,
}

impl Home {
    pub(crate) fn open(path: &Path) -> Result<Self, Error> {
        fs::create_dir_all(path).map_err(at(path))?;
        let lock_path = path.join(LOCK);
        let lock = File::create(&lock_path).map_err(at(&lock_path))?;
        match lock.try_lock() {
            Ok(()) => Ok(Self {
                path: path.to_owned(),
                _lock: lock,
            }),
            Err(TryLockError::WouldBlock) => Err(Error::InUse {
                directory: path.to_owned(),
            }),
            Err(TryLockError::Error(source)) => Err(at(&lock_path)(source)),
        }
    }

    /// The live index, where there is one.
    pub(crate) fn live(&self) -> Result<Option<PathBuf>, Error> {
        let pointer = self.path.join(POINTER);
        match fs::read_to_string(&pointer) {
            Ok(name) => Ok(Some(self.path.join(name.trim()))),
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
            Err(error) => Err(at(&pointer)(error)),
        }
    }

    /// A new, empty directory for an index.
    pub(crate) fn fresh(&self) -> Result<PathBuf, Error> {
        let last = self
            .numbered()?
            .into_iter()
            .map(|(number, _)| number)
            .max()
            .unwrap_or(0);
        let fresh = self.path.join(format!("{PREFIX}{:06}", last + 1));
        fs::create_dir(&fresh).map_err(at(&fresh))?;
        Ok(fresh)
    }

    /// Makes an index live.
    pub(crate) fn point_to(&self, index: &Path) -> Result<(), Error> {
        let name = index.file_name().unwrap_or_default().as_encoded_bytes();
        let next = self.path.join("live.next");
        let mut file = File::create(&next).map_err(at(&next))?;
        file.write_all(name)
            .and_then(|()| file.sync_all())
            .map_err(at(&next))?;
        fs::rename(&next, self.path.join(POINTER)).map_err(at(&next))?;
        // The new name must outlive a power cut before the old index may go.
        File::open(&self.path)
            .and_then(|directory| directory.sync_all())
            .map_err(at(&self.path))
    }

    /// Removes every index that is not live. What cannot be removed now will be another time.
    pub(crate) fn sweep(&self) -> Result<(), Error> {
        let live = self.live()?;
        for (_, path) in self.numbered()? {
            if Some(&path) != live.as_ref()
                && let Err(error) = fs::remove_dir_all(&path)
            {
                tracing::warn!(path = %path.display(), %error, "an old search index cannot be removed");
            }
        }
        Ok(())
    }

    fn numbered(&self) -> Result<Vec<(u64, PathBuf)>, Error> {
        let mut found = Vec::new();
        for entry in fs::read_dir(&self.path).map_err(at(&self.path))? {
            let path = entry.map_err(at(&self.path))?.path();
            let name = path
                .file_name()
                .and_then(|name| name.to_str())
                .unwrap_or_default();
            if let Some(number) = name
                .strip_prefix(PREFIX)
                .and_then(|digits| digits.parse().ok())
            {
                found.push((number, path));
            }
        }
        Ok(found)
    }
}

/// Says of an error where it happened.
pub(crate) fn at(path: &Path) -> impl FnOnce(io::Error) -> Error {
    let path = path.to_owned();
    move |source| Error::Io { path, source }
}

//! The zips that official data come in.

use std::fs::File;
use std::io::Read;
use std::path::{Path, PathBuf};

use zip::ZipArchive;

use super::BuildError;

/// An opened zip.
pub(crate) struct Archive {
    path: PathBuf,
    zip: ZipArchive<File>,
    /// The path of every entry inside the zip whose path is a text.
    pub(crate) names: Vec<String>,
}

/// Whether a path says that it is a zip.
pub(crate) fn is_zip(path: &Path) -> bool {
    path.extension()
        .is_some_and(|extension| extension.eq_ignore_ascii_case("zip"))
}

impl Archive {
    /// Opens a zip.
    ///
    /// # Errors
    /// When it cannot be read or is no zip.
    pub(crate) fn open(path: &Path) -> Result<Self, BuildError> {
        let file = File::open(path).map_err(|error| BuildError::read(path, error))?;
        let zip =
            ZipArchive::new(file).map_err(|error| BuildError::content(path, &error.to_string()))?;
        let names = zip
            .file_names()
            .flatten()
            .map(|name| name.to_string())
            .collect();
        Ok(Self {
            path: path.to_owned(),
            zip,
            names,
        })
    }

    /// One entry, unpacked.
    ///
    /// # Errors
    /// When there is none of that name, or it cannot be unpacked.
    pub(crate) fn bytes(&mut self, name: &str) -> Result<Vec<u8>, BuildError> {
        let unreadable =
            |error: zip::result::ZipError| BuildError::content(&self.path, &error.to_string());
        let mut entry = self.zip.by_name(name).map_err(unreadable)?;
        let mut bytes = Vec::new();
        entry
            .read_to_end(&mut bytes)
            .map_err(|error| BuildError::read(&self.path, error))?;
        Ok(bytes)
    }
}

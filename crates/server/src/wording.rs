//! The operator's folder of words: read at the start, and again whenever a file in it changes.
//!
//! Files that will not do change nothing; the log says which, where and why.

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::{Duration, SystemTime};
use std::{fs, io};

use directory::Directory;

/// How often the folder is looked at.
const LOOK_EVERY: Duration = Duration::from_secs(2);

/// The files of a folder of words, by name.
pub(crate) fn files(folder: &Path) -> io::Result<Vec<(String, String)>> {
    let mut files = Vec::new();
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        let name = path
            .file_name()
            .and_then(|name| name.to_str())
            .unwrap_or_default();
        if path.extension().is_some_and(|end| end == "toml") && !name.starts_with('.') {
            files.push((name.to_owned(), fs::read_to_string(&path)?));
        }
    }
    files.sort();
    Ok(files)
}

/// Takes the words of a folder into use, or says why not.
pub(crate) fn take(folder: &Path, directory: &Directory) {
    let files = match files(folder) {
        Ok(files) => files,
        Err(error) => {
            tracing::error!(%error, folder = %folder.display(), "the folder of words cannot be read; the words in use stay");
            return;
        }
    };
    match directory.replace_wording(&files) {
        Ok(in_use) => tracing::info!(
            files = files.len(),
            entries = in_use.entries,
            helplines = in_use.helplines,
            "took the words of the folder"
        ),
        Err(errors) => {
            for error in errors {
                tracing::error!(%error, "the words in use stay");
            }
        }
    }
}

/// Takes the words of a folder again whenever they change.
pub(crate) async fn watch(folder: PathBuf, directory: Arc<Directory>) {
    let mut known = stamp(&folder);
    loop {
        tokio::time::sleep(LOOK_EVERY).await;
        let now = stamp(&folder);
        if now != known {
            known = now;
            take(&folder, &directory);
        }
    }
}

/// Which files there are, and when each was written.
fn stamp(folder: &Path) -> Vec<(PathBuf, Option<SystemTime>)> {
    let mut stamp: Vec<_> = fs::read_dir(folder)
        .into_iter()
        .flatten()
        .flatten()
        .map(|entry| {
            let written = entry.metadata().and_then(|data| data.modified()).ok();
            (entry.path(), written)
        })
        .collect();
    stamp.sort();
    stamp
}

//! Every rule, on this tree and on a small bad example each.

#![expect(clippy::unwrap_used, reason = "a test that cannot read the tree fails")]

use std::fs;
use std::path::{Path, PathBuf};

use tidy::{Complaints, tree};

mod brand;
mod dependencies;
mod documents;
mod places;
mod sources;
mod unused;

/// The root of this workspace.
fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("../..")
        .canonicalize()
        .unwrap()
}

/// The files of this tree whose path passes `wanted`, with their text.
fn texts(wanted: impl Fn(&str) -> bool) -> Vec<(String, String)> {
    let root = root();
    let paths = tree::files(&root)
        .unwrap()
        .into_iter()
        .filter(|path| wanted(path));
    let texts: Vec<_> = paths
        .map(|path| (fs::read_to_string(root.join(&path)).unwrap(), path))
        .collect();
    assert!(!texts.is_empty(), "the rule looked at no file at all");
    texts.into_iter().map(|(text, path)| (path, text)).collect()
}

/// Runs one rule over every file of this tree that passes `wanted`.
fn over_files(
    wanted: impl Fn(&str) -> bool,
    rule: impl Fn(&str, &str) -> Complaints,
) -> Complaints {
    texts(wanted)
        .iter()
        .flat_map(|(path, text)| rule(path, text))
        .collect()
}

/// Fails with the complaints, one a line.
#[track_caller]
fn assert_none(complaints: &Complaints) {
    assert!(complaints.is_empty(), "\n{}\n", complaints.join("\n"));
}

/// Fails unless there is exactly one complaint and it has every given piece.
#[track_caller]
fn assert_one(complaints: &Complaints, pieces: &[&str]) {
    assert_eq!(complaints.len(), 1, "{complaints:#?}");
    for piece in pieces {
        assert!(
            complaints[0].contains(piece),
            "{piece:?} is not in {:?}",
            complaints[0]
        );
    }
}

//! Where things lie: the files of the tree, what may lie at its top, and what each crate must have.
//!
//! The files are found by walking, not by asking git, so that the rules also hold in an unpacked
//! archive; what `.gitignore` names at the root is not ours to judge.

use std::fs;
use std::io;
use std::path::Path;

use crate::Complaints;

/// What may lie at the top beside dot files and what `.gitignore` names.
const TOP: &[&str] = &[
    "Cargo.lock",
    "Cargo.toml",
    "LICENSE-APACHE",
    "LICENSE-MIT",
    "README.md",
    "crates",
    "deploy",
    "docs",
    "fixtures",
    "justfile",
    "openapi",
];

/// Folders that are fetched or built, wherever they lie.
const NOT_OURS: &[&str] = &["node_modules", "target"];

/// Every file of the tree at `root` outside dot folders and fetched or built ones, as a path
/// relative to it with `/` between, sorted.
///
/// # Errors
/// When a folder cannot be read.
pub fn files(root: &Path) -> io::Result<Vec<String>> {
    let ignored = ignored_at_top(&fs::read_to_string(root.join(".gitignore")).unwrap_or_default());
    let mut found = Vec::new();
    let mut folders = vec![String::new()];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(root.join(&folder))? {
            let entry = entry?;
            let Ok(name) = entry.file_name().into_string() else {
                continue;
            };
            let is_folder = entry.file_type()?.is_dir();
            let passed_over =
                is_folder && (name.starts_with('.') || NOT_OURS.contains(&name.as_str()));
            if passed_over || (folder.is_empty() && ignored.contains(&name)) {
                continue;
            }
            let path = if folder.is_empty() {
                name
            } else {
                format!("{folder}/{name}")
            };
            if is_folder {
                folders.push(path);
            } else {
                found.push(path);
            }
        }
    }
    found.sort();
    Ok(found)
}

/// Entries of the root folder that nobody agreed on. `gitignore` is the text of the root's file.
#[must_use]
pub fn strangers_at_top<'a>(
    entries: impl IntoIterator<Item = &'a str>,
    gitignore: &str,
) -> Complaints {
    let ignored = ignored_at_top(gitignore);
    entries
        .into_iter()
        .filter(|name| {
            !name.starts_with('.')
                && !TOP.contains(name)
                && !ignored.iter().any(|known| known == name)
        })
        .map(|name| {
            format!(
                "{name}: does not belong at the top: put it in one of {}",
                TOP.join(", ")
            )
        })
        .collect()
}

/// Crates without a README. A crate is a folder under `crates/` with a manifest.
#[must_use]
pub fn crates_without_readme(files: &[String]) -> Complaints {
    files
        .iter()
        .filter_map(|path| path.strip_prefix("crates/")?.strip_suffix("/Cargo.toml"))
        .filter(|name| !name.contains('/') && !files.contains(&format!("crates/{name}/README.md")))
        .map(|name| format!("crates/{name}: has no README.md: say what it is, its entry points and its invariants"))
        .collect()
}

/// Snapshots that a test wrote and nobody reviewed.
#[must_use]
pub fn unreviewed_snapshots(files: &[String]) -> Complaints {
    files
        .iter()
        .filter(|path| path.ends_with(".snap.new") || path.ends_with(".pending-snap"))
        .map(|path| {
            format!("{path}: a snapshot nobody reviewed: accept it with cargo insta or delete it")
        })
        .collect()
}

/// Names that a `.gitignore` sets aside in its own folder only, such as `/target`.
fn ignored_at_top(gitignore: &str) -> Vec<String> {
    gitignore
        .lines()
        .filter_map(|line| line.strip_prefix('/'))
        .map(|name| name.trim_end_matches('/').to_owned())
        .collect()
}

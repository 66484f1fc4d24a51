//! Dependencies that nobody uses.
//!
//! A newcomer's first command builds them all, so each has to earn its minutes. A crate counts as
//! used when its name in code occurs anywhere in the Rust files of the crate that asks for it:
//! coarse, but it needs no compiler and a leftover line in a manifest seldom hides from it.

use crate::Complaints;
use crate::manifests::Manifest;

/// Dependencies of one crate whose name none of its Rust files has. `sources` are their texts.
#[must_use]
pub fn unused_by_crate(manifest: &Manifest, sources: &[&str]) -> Complaints {
    manifest
        .dependencies
        .iter()
        .filter(|dependency| {
            let name = dependency.name.replace('-', "_");
            !sources.iter().any(|source| has_word(source, &name))
        })
        .map(|dependency| {
            format!(
                "crates/{}/Cargo.toml: {} is not used: take the line out",
                manifest.name, dependency.name
            )
        })
        .collect()
}

/// Third-party crates in `[workspace.dependencies]` of the root manifest that no crate asks for.
#[must_use]
pub fn unused_by_workspace(root_manifest: &str, manifests: &[Manifest]) -> Complaints {
    let table = root_manifest
        .split("\n[workspace.dependencies]\n")
        .nth(1)
        .unwrap_or_default();
    let table = table.split("\n[").next().unwrap_or_default();
    table
        .lines()
        .filter(|line| !line.starts_with('#') && !line.contains("path = "))
        .filter_map(|line| line.split_once(" = "))
        .map(|(name, _)| name)
        .filter(|name| {
            !manifests
                .iter()
                .flat_map(|manifest| &manifest.dependencies)
                .any(|used| used.name == *name)
        })
        .map(|name| format!("Cargo.toml: no crate asks for {name}: take the line out"))
        .collect()
}

/// Whether `word` occurs with no letter, digit or underscore on either side.
fn has_word(text: &str, word: &str) -> bool {
    let is_part = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'_';
    text.match_indices(word).any(|(at, _)| {
        let before = at.checked_sub(1).and_then(|at| text.as_bytes().get(at));
        let after = text.as_bytes().get(at + word.len());
        !before.into_iter().chain(after).any(|byte| is_part(*byte))
    })
}

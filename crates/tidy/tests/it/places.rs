//! Where things lie.

use std::fs;

use tidy::tree::{crates_without_readme, files, strangers_at_top, unreviewed_snapshots};

use crate::{assert_none, assert_one, root};

#[test]
fn nothing_lies_at_the_top_that_does_not_belong_there() {
    let entries: Vec<String> = fs::read_dir(root())
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .collect();
    let gitignore = fs::read_to_string(root().join(".gitignore")).unwrap();
    assert_none(&strangers_at_top(
        entries.iter().map(String::as_str),
        &gitignore,
    ));
}

#[test]
fn every_crate_has_a_readme() {
    assert_none(&crates_without_readme(&files(&root()).unwrap()));
}

#[test]
fn no_snapshot_waits_for_review() {
    assert_none(&unreviewed_snapshots(&files(&root()).unwrap()));
}

#[test]
fn a_stranger_at_the_top_is_caught_and_ignored_folders_are_not() {
    let entries = ["Cargo.toml", "crates", ".github", "target", "data", "notes"];
    assert_one(
        &strangers_at_top(entries, "/target\n/data/\nnotes\n"),
        &["notes: does not belong at the top"],
    );
}

#[test]
fn a_crate_without_a_readme_is_caught() {
    let files = paths(&[
        "crates/a/Cargo.toml",
        "crates/a/README.md",
        "crates/b/Cargo.toml",
        "crates/b/x/README.md",
    ]);
    assert_one(
        &crates_without_readme(&files),
        &["crates/b: has no README.md"],
    );
}

#[test]
fn an_unreviewed_snapshot_is_caught() {
    for path in [
        "crates/a/tests/it/y.snap.new",
        "crates/a/tests/it/.y.rs.pending-snap",
    ] {
        assert_one(
            &unreviewed_snapshots(&paths(&["crates/a/tests/it/x.snap", path])),
            &[path],
        );
    }
}

#[test]
fn the_walk_passes_over_folders_that_are_built_fetched_or_hidden() {
    let root = tempfile::tempdir().unwrap();
    fs::write(root.path().join(".gitignore"), "/data\n").unwrap();
    for path in [
        "a/b.rs",
        "a/.e.rs",
        "a/data/c.rs",
        "data/d.rs",
        "target/e.rs",
        "a/node_modules/f.js",
        "a/.g/h.rs",
    ] {
        let path = root.path().join(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, "").unwrap();
    }
    assert_eq!(
        files(root.path()).unwrap(),
        [".gitignore", "a/.e.rs", "a/b.rs", "a/data/c.rs"]
    );
}

fn paths(paths: &[&str]) -> Vec<String> {
    paths.iter().map(|path| (*path).to_owned()).collect()
}

//! Links between documents.

use tidy::documents::dead_links;

use crate::{assert_none, assert_one, over_files, root};

#[test]
fn every_link_in_a_document_leads_somewhere() {
    let root = root();
    let exists = |path: &str| root.join(path).exists();
    assert_none(&over_files(
        |path| path.ends_with(".md"),
        |path, text| dead_links(path, text, exists),
    ));
}

#[test]
fn a_link_to_a_missing_file_is_caught_with_its_line() {
    assert_one(
        &check("one\n[two](three.md#four)\n"),
        &["docs/a.md:2", "three.md", "docs/three.md does not exist"],
    );
    assert_one(
        &check("![a picture](../images/x.png \"a title\")"),
        &["images/x.png does not exist"],
    );
    assert_one(
        &check("[ref]: ./gone.md\n"),
        &["docs/gone.md does not exist"],
    );
    assert_one(
        &check("[far](../../outside.md)"),
        &["../outside.md does not exist"],
    );
}

#[test]
fn links_that_leave_the_tree_or_stay_in_their_file_are_not_followed() {
    assert_none(&check(
        "[a](https://example.org/b.md) [c](mailto:d@example.org) [e](#f) [g](//example.org)",
    ));
}

#[test]
fn what_looks_like_a_link_in_code_is_not_one() {
    assert_none(&check("`[a](b.md)` and\n```text\n[c](d.md)\n```\n"));
}

#[test]
fn links_to_what_is_there_are_fine() {
    assert_none(&check(
        "[a](b.md) [c](../crates/x/README.md) [d](/docs/b.md) [e](../crates/x/)",
    ));
}

/// Dead links of a file `docs/a.md` in a tree that has three other entries.
fn check(text: &str) -> tidy::Complaints {
    let there = ["docs/b.md", "crates/x/README.md", "crates/x"];
    dead_links("docs/a.md", text, |path| there.contains(&path))
}

//! Where documents lead.

use std::collections::BTreeMap;

use tidy::documents::{dead_links, headings, lost_files, lost_headings};

use crate::{assert_none, assert_one, over_files, root, texts};

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
fn every_link_to_a_heading_finds_it() {
    let known: BTreeMap<String, Vec<String>> = texts(|path| path.ends_with(".md"))
        .into_iter()
        .map(|(path, text)| (path, headings(&text)))
        .collect();
    let has = |path: &str, heading: &str| {
        let headings = known.get(path);
        headings.is_some_and(|all| all.iter().any(|one| one == heading))
    };
    assert_none(&over_files(
        |path| path.ends_with(".md"),
        |path, text| lost_headings(path, text, has),
    ));
}

#[test]
fn every_source_file_that_a_document_names_is_there() {
    let root = root();
    let exists = |path: &str| root.join(path).exists();
    assert_none(&over_files(
        |path| path.ends_with(".md"),
        |path, text| lost_files(path, text, exists),
    ));
}

#[test]
fn a_link_to_a_heading_that_is_not_there_is_caught() {
    let check = |text: &str| {
        lost_headings("docs/a.md", text, |path, heading| {
            (path, heading) == ("docs/b.md", "how-often") || (path, heading) == ("docs/a.md", "a")
        })
    };
    assert_none(&check(
        "# A\n[b](b.md#how-often) [a](#a) [file](b.md) [source](c.rs#L3) [far](https://d.example/#e)",
    ));
    assert_one(
        &check("[b](b.md#how-seldom)"),
        &["docs/a.md:1", "docs/b.md has no such heading"],
    );
    assert_one(&check("[here](#b)"), &["docs/a.md has no such heading"]);
}

#[test]
fn headings_are_named_as_links_name_them() {
    let text = "# How `it` goes, in 2 steps\n```sh\n# a comment\n```\n## A–Z_x";
    assert_eq!(headings(text), ["how-it-goes-in-2-steps", "az_x"]);
}

#[test]
fn a_source_file_that_is_not_there_is_caught() {
    let check = |text: &str| lost_files("a.md", text, |path| path == "crates/x/src/y.rs");
    assert_none(&check(
        "`crates/x/src/y.rs` and `x/src/y.rs`, beside `z.rs`",
    ));
    assert_one(&check("one\n`x/src/gone.rs`"), &["a.md:2", "x/src/gone.rs"]);
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

//! Which crate may name which.

use std::fs;

use tidy::manifests::{Manifest, parse, read};
use tidy::{layers, owners};

use crate::{assert_none, assert_one, root};

#[test]
fn our_crates_see_only_what_their_layer_allows() {
    assert_none(&layers::forbidden_edges(&read(&root()).unwrap()));
}

#[test]
fn third_party_crates_are_used_by_their_owners_only() {
    assert_none(&owners::foreign_uses(&read(&root()).unwrap()));
}

#[test]
fn the_lock_file_has_no_banned_package() {
    assert_none(&owners::banned_packages(
        &fs::read_to_string(root().join("Cargo.lock")).unwrap(),
    ));
}

#[test]
fn the_workspace_is_read_whole() {
    let manifests = read(&root()).unwrap();
    let folders = fs::read_dir(root().join("crates")).unwrap().count();
    assert_eq!(manifests.len(), folders);
}

#[test]
fn two_faces_that_see_one_another_are_caught() {
    let complaints = layers::forbidden_edges(&depends("api", "pages", None, true));
    assert_one(
        &complaints,
        &[
            "crates/api/Cargo.toml",
            "api may not see pages in [dependencies]",
            "http-edge",
        ],
    );
}

#[test]
fn a_face_that_reaches_past_the_directory_is_caught() {
    for face in ["api", "pages", "crawler", "http-edge"] {
        for below in ["store", "search", "gazetteer"] {
            assert_one(
                &layers::forbidden_edges(&depends(face, below, None, true)),
                &[face, below],
            );
        }
    }
}

#[test]
fn siblings_of_one_layer_are_kept_apart_in_tests_too() {
    let siblings = ["formats", "gazetteer", "search", "store"];
    for one in siblings {
        for other in siblings.into_iter().filter(|other| *other != one) {
            assert_one(
                &layers::forbidden_edges(&depends(one, other, Some("dev"), true)),
                &["[dev-dependencies]"],
            );
        }
    }
}

#[test]
fn the_testkit_is_for_tests() {
    assert_one(
        &layers::forbidden_edges(&depends("store", "testkit", None, true)),
        &["testkit in [dependencies]"],
    );
    assert_none(&layers::forbidden_edges(&depends(
        "store",
        "testkit",
        Some("dev"),
        true,
    )));
}

#[test]
fn a_crate_without_a_layer_is_caught() {
    assert_one(
        &layers::forbidden_edges(&depends("stray", "domain", None, true)),
        &["stray has no layer"],
    );
}

#[test]
fn a_technique_outside_its_home_is_caught() {
    for (user, library) in [
        ("directory", "sea-orm"),
        ("directory", "tantivy"),
        ("api", "reqwest"),
        ("domain", "tokio"),
    ] {
        assert_one(
            &owners::foreign_uses(&depends(user, library, None, false)),
            &[library, user, "belongs to"],
        );
    }
}

#[test]
fn a_library_for_tests_stays_out_of_the_product() {
    assert_none(&owners::foreign_uses(&depends(
        "server",
        "reqwest",
        Some("dev"),
        false,
    )));
    assert_one(
        &owners::foreign_uses(&depends("server", "reqwest", None, false)),
        &["reqwest belongs to crawler"],
    );
}

#[test]
fn a_library_that_no_row_names_is_free() {
    assert_none(&owners::foreign_uses(&depends(
        "domain", "serde", None, false,
    )));
}

#[test]
fn a_banned_package_in_the_lock_file_is_caught() {
    let lock = "[[package]]\nname = \"aws-lc-sys\"\nversion = \"0.30.0\"\n";
    assert_one(
        &owners::banned_packages(lock),
        &["aws-lc-sys", "cargo tree --invert"],
    );
    assert_none(&owners::banned_packages(
        "[[package]]\nname = \"aws-lc-sysx\"\n",
    ));
}

#[test]
fn another_form_of_metadata_is_an_error() {
    assert!(parse(b"{}").is_err());
}

/// The metadata of one crate with one dependency, in cargo's own form.
fn depends(name: &str, on: &str, kind: Option<&str>, ours: bool) -> Vec<Manifest> {
    let kind = kind.map_or("null".to_owned(), |kind| format!("\"{kind}\""));
    let path = if ours {
        format!("\"/tree/crates/{on}\"")
    } else {
        "null".to_owned()
    };
    let json = format!(
        r#"{{"packages":[{{"name":"{name}","dependencies":[{{"name":"{on}","kind":{kind},"path":{path}}}]}}]}}"#
    );
    parse(json.as_bytes()).unwrap()
}

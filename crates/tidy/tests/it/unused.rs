//! Dependencies that nobody uses.

use std::fs;

use tidy::manifests::{Manifest, parse, read};
use tidy::unused::{unused_by_crate, unused_by_workspace};

use crate::{assert_none, assert_one, root, texts};

#[test]
fn every_dependency_is_used_by_the_crate_that_asks_for_it() {
    let complaints = read(&root())
        .unwrap()
        .iter()
        .flat_map(|manifest| {
            let folder = format!("crates/{}/", manifest.name);
            let texts = texts(|path| path.starts_with(&folder) && path.ends_with(".rs"));
            let sources: Vec<&str> = texts.iter().map(|(_, text)| text.as_str()).collect();
            unused_by_crate(manifest, &sources)
        })
        .collect();
    assert_none(&complaints);
}

#[test]
fn every_version_in_the_root_manifest_is_asked_for() {
    let root_manifest = fs::read_to_string(root().join("Cargo.toml")).unwrap();
    assert_none(&unused_by_workspace(
        &root_manifest,
        &read(&root()).unwrap(),
    ));
}

#[test]
fn a_leftover_in_a_manifest_is_caught() {
    let manifest = &asks_for("tracing-actix-web")[0];
    assert_one(
        &unused_by_crate(manifest, &["use tracing_actix_webs::x;"]),
        &["crates/x/Cargo.toml", "not used"],
    );
    assert_none(&unused_by_crate(
        manifest,
        &["//! X.\n", "use tracing_actix_web::RequestId;"],
    ));
}

#[test]
fn a_leftover_in_the_root_manifest_is_caught() {
    let root_manifest = "[workspace]\n\n[workspace.dependencies]\n# Ours\ny = { path = \"crates/y\" }\nurl = \"2\"\nuuid = \"1\"\n\n[profile.dev]\ndebug = 1\n";
    assert_one(
        &unused_by_workspace(root_manifest, &asks_for("url")),
        &["no crate asks for uuid"],
    );
}

/// The metadata of a crate `x` with one dependency.
fn asks_for(name: &str) -> Vec<Manifest> {
    let json = format!(
        r#"{{"packages":[{{"name":"x","dependencies":[{{"name":"{name}","kind":null,"path":null}}]}}]}}"#
    );
    parse(json.as_bytes()).unwrap()
}

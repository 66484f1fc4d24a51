//! `fingerpost register`: imported from the command line, refused with a reason, forced.

use std::path::{Path, PathBuf};
use std::process::Command;

use serde_json::Value;
use tempfile::TempDir;

const FIXTURE: &[u8] = include_bytes!("../../../../fixtures/register/publicextract.charity.json");

const OTHER_NAMES: &[u8] =
    include_bytes!("../../../../fixtures/register/publicextract.charity_other_names.json");

/// What the program answers: whether it went well, and all that it printed.
fn run(folder: &Path, arguments: &[&str]) -> (bool, String) {
    let output = Command::new(env!("CARGO_BIN_EXE_fingerpost"))
        .current_dir(folder)
        .env("FINGERPOST_DATA__DIR", folder.join("data"))
        .arg("register")
        .args(arguments)
        .output()
        .unwrap();
    let text = [output.stdout, output.stderr].concat();
    (
        output.status.success(),
        String::from_utf8_lossy(&text).into_owned(),
    )
}

/// A register of the first rows of the fixture.
fn first(rows: usize, folder: &TempDir) -> PathBuf {
    let all: Vec<Value> = serde_json::from_slice(&FIXTURE[3..]).unwrap();
    let path = folder.path().join(format!("first-{rows}.json"));
    std::fs::write(&path, Value::from(&all[..rows]).to_string()).unwrap();
    path
}

#[test]
fn a_register_is_imported_and_imported_again() {
    let folder = TempDir::new().unwrap();
    let (good, text) = run(folder.path(), &["show"]);
    assert!(
        good && text.contains("no register has been imported"),
        "{text}"
    );

    let plain = folder.path().join("register.json");
    std::fs::write(&plain, FIXTURE).unwrap();
    let (good, text) = run(folder.path(), &["import", plain.to_str().unwrap()]);
    assert!(good, "{text}");
    assert!(
        text.contains("12 charities, 10 of them registered; 12 rows new or changed"),
        "{text}"
    );

    let (good, text) = run(folder.path(), &["import", plain.to_str().unwrap()]);
    assert!(
        good && text.contains("0 rows new or changed, 0 no longer there"),
        "{text}"
    );

    let names = folder.path().join("names.json");
    std::fs::write(&names, OTHER_NAMES).unwrap();
    let with_names = ["import", plain.to_str().unwrap(), "--other-names"];
    let (good, text) = run(
        folder.path(),
        &[&with_names[..], &[names.to_str().unwrap()]].concat(),
    );
    assert!(good, "{text}");
    for part in ["5 other names", "3 rows new or changed"] {
        assert!(text.contains(part), "{part}: {text}");
    }
    let (good, text) = run(folder.path(), &["import", plain.to_str().unwrap()]);
    assert!(good && text.contains("0 rows new or changed"), "{text}");
    let (good, text) = run(
        folder.path(),
        &[&with_names[..], &[plain.to_str().unwrap()]].concat(),
    );
    assert!(!good && text.contains("this is another table"), "{text}");

    let (_, text) = run(folder.path(), &["show"]);
    assert!(text.contains("register of       2026-11-20"), "{text}");
}

#[test]
fn a_register_that_has_shrunk_is_refused_until_it_is_forced() {
    let folder = TempDir::new().unwrap();
    let (good, text) = run(
        folder.path(),
        &["import", first(13, &folder).to_str().unwrap()],
    );
    assert!(good, "{text}");
    let short = first(8, &folder);
    let (good, text) = run(folder.path(), &["import", short.to_str().unwrap()]);
    assert!(!good);
    for part in [
        "42 in a hundred are missing",
        "Nothing was changed",
        "--force imports it",
    ] {
        assert!(text.contains(part), "{part}: {text}");
    }
    let (_, text) = run(folder.path(), &["show"]);
    assert!(text.contains("charities         12"), "{text}");
    let (good, text) = run(
        folder.path(),
        &["import", "--force", short.to_str().unwrap()],
    );
    assert!(good && text.contains("5 no longer there"), "{text}");
}

#[test]
fn what_is_no_register_is_refused_also_when_it_is_forced() {
    let folder = TempDir::new().unwrap();
    for (name, bytes, why) in [
        (
            "cut.json",
            &FIXTURE[..FIXTURE.len() / 2],
            "not a whole JSON list",
        ),
        ("page.html", b"<html>".as_slice(), "not a whole JSON list"),
        (
            "trustees.json",
            b"[{\"trustee_name\": \"A\"}]",
            "this is another table",
        ),
        ("empty.json", b"[]", "of which day"),
    ] {
        let path = folder.path().join(name);
        std::fs::write(&path, bytes).unwrap();
        let (good, text) = run(
            folder.path(),
            &["import", "--force", path.to_str().unwrap()],
        );
        assert!(!good, "{name}");
        assert!(text.contains(why), "{name}: {text}");
    }
    let (good, text) = run(folder.path(), &["import", "nowhere.json"]);
    assert!(!good && text.contains("cannot be opened"), "{text}");
    let (_, help) = run(folder.path(), &["import", "--help"]);
    assert!(
        help.contains("trustees") && help.contains("--force"),
        "{help}"
    );
}

//! What configuration promises.

use std::path::Path;

use super::{Config, without_password};

fn load(text: &str) -> Result<Config, String> {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("fingerpost.toml");
    std::fs::write(&file, text).unwrap();
    Config::load(Some(&file)).map_err(|error| error.to_string())
}

/// The error of a file, which must name the key and say what would do.
fn check(text: &str, mentions: &[&str]) {
    let error = load(text).expect_err("this must be refused");
    for word in mentions {
        assert!(error.contains(word), "{error:?} does not mention {word:?}");
    }
}

#[test]
fn the_defaults_are_sound() {
    let config = load("").unwrap();
    assert_eq!(config.server.listen.port(), 8080);
    assert!(config.store_url().starts_with("sqlite:"));
}

#[test]
fn the_example_for_deployment_is_accepted() {
    let example = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../deploy/fingerpost.toml");
    Config::load(Some(&example)).unwrap();
}

#[test]
fn a_bad_value_is_named_with_its_cure() {
    check("[server]\nlisten = \"here\"", &["listen"]);
    check("[server]\nlissten = \"127.0.0.1:1\"", &["lissten"]);
    check(
        "[server]\npublic_url = \"https://a.example/\"",
        &["server.public_url", "directory.example"],
    );
    check(
        "[server]\ntrusted_proxies = [\"10/99\"]",
        &["server.trusted_proxies", "10.0.0.0/8"],
    );
    check(
        "[store]\nurl = \"mysql://a\"",
        &["store.url", "sqlite:PATH"],
    );
    check(
        "[search]\nwords = \"no-such-folder\"",
        &["search.words", "no-such-folder"],
    );
    check(
        "[kitemark]\nscheme = \"no-such-file\"",
        &["kitemark.scheme", "no-such-file"],
    );
    check("[crawl]\ncontact = \"nobody\"", &["crawl.contact"]);
    check(
        "[mail]\nhost = \"mail.example\"\nfrom = \"nobody\"",
        &["mail.from", "directory@example.org"],
    );
    check(
        "[mail]\nhost = \"mail.example\"\nfrom = \"a@b.example\"\nuser = \"me\"",
        &["mail.user", "both"],
    );
    check(
        "[mail]\nhost = \"mail.example\"\nfrom = \"a@b.example\"\nuser = \"me\"\npassword = \"x\"\nencryption = \"none\"",
        &["mail.encryption", "starttls"],
    );
    check("[log]\nformat = \"xml\"", &["format"]);
}

#[test]
fn paths_are_from_the_folder_of_the_file() {
    let config = load("[data]\ndir = \"here\"").unwrap();
    assert!(config.data.dir.is_absolute() && config.data.dir.ends_with("here"));
}

#[test]
fn a_password_does_not_print() {
    let url = "postgres://fingerpost:secret@db/fingerpost";
    assert!(!without_password(url).contains("secret"));
    let config = load(&format!(
        "[store]\nurl = \"{url}\"\n[mail]\nuser = \"me\"\npassword = \"secret\""
    ))
    .unwrap();
    assert!(!format!("{config:?}").contains("secret"));
}

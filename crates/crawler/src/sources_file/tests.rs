//! What the sources file promises.

use super::{SourcesError, read_sources};

const GOOD: &str = r#"
[[source]]
id = "lambeth-map"
name = "Lambeth's map"
address = "https://maps.example/lambeth.kml"
profile = "mymaps"
rank = 20
schedule = "daily 03:00"

[source.licence]
id = "OGL-UK-3.0"
attribution = "From Lambeth"
redistribution = true
"#;

fn read(text: &str) -> Result<usize, SourcesError> {
    let none = |_: &str| Err(std::io::Error::other("no such file"));
    read_sources(text, "sources.toml", &none).map(|sources| sources.len())
}

/// The error after one replacement, which must name line and key.
fn check(from: &str, to: &str, mentions: &[&str]) {
    assert!(GOOD.contains(from));
    let error = read(&GOOD.replace(from, to))
        .expect_err("this must be refused")
        .to_string();
    for word in mentions {
        assert!(error.contains(word), "{error:?} does not mention {word:?}");
    }
}

#[test]
fn a_good_file_is_read() {
    assert_eq!(read(GOOD), Ok(1));
    assert_eq!(read(""), Ok(0));
}

#[test]
fn an_error_names_line_and_key() {
    check(
        "lambeth-map",
        "Lambeth Map",
        &["sources.toml", "line 3", "id"],
    );
    check(
        "name = \"Lambeth's map\"",
        "name = \" \"",
        &["line 4", "name"],
    );
    check(
        "https://maps.example",
        "ftp://maps.example",
        &["line 5", "address", "https://"],
    );
    check("\"mymaps\"", "\"nosuch\"", &["line 6", "profile", "mymaps"]);
    check(
        "\"mymaps\"",
        "\"own/profile.toml\"",
        &["line 6", "profile", "no such file"],
    );
    check("rank = 20", "rank = 0", &["line 7", "rank", "group"]);
    check(
        "daily 03:00",
        "now and then",
        &["line 8", "schedule", "daily"],
    );
    check("From Lambeth", "", &["line 12", "attribution"]);
}

#[test]
fn an_unknown_or_missing_key_is_named() {
    check("rank = 20", "ranking = 20", &["ranking", "line 7"]);
    check("attribution = \"From Lambeth\"", "", &["attribution"]);
    check(
        "redistribution = true",
        "redistribution = \"yes\"",
        &["redistribution", "line 13"],
    );
}

#[test]
fn two_sources_of_one_id_are_refused() {
    let error = read(&GOOD.repeat(2))
        .expect_err("this must be refused")
        .to_string();
    assert!(error.contains("line 16"), "{error}");
}

#[test]
fn two_sources_of_one_identity_are_refused() {
    let other = GOOD
        .replace("lambeth-map", "other")
        .replace("https://maps", "http://maps");
    assert_eq!(read(&format!("{GOOD}{other}")), Ok(2));
    let same = GOOD.replace("lambeth-map", "other");
    let error = read(&format!("{GOOD}{same}"))
        .expect_err("this must be refused")
        .to_string();
    assert!(
        error.contains("line 18") && error.contains("lambeth-map"),
        "{error}"
    );
}

#[test]
fn a_host_has_no_scheme_and_a_run_has_a_page() {
    check(
        "rank = 20",
        "hosts = [\"https://a.example\"]",
        &["line 7", "hosts"],
    );
    check(
        "rank = 20",
        "politeness = { max_pages = 0 }",
        &["line 7", "max_pages"],
    );
}

#[test]
fn robots_are_waived_only_with_a_permission() {
    check(
        "rank = 20",
        "robots = \"waived\"",
        &["line 7", "robots", "permission"],
    );
    let good = GOOD.replace(
        "rank = 20",
        "robots = \"waived\"\npermission = \"letter 12\"",
    );
    assert_eq!(read(&good), Ok(1));
}

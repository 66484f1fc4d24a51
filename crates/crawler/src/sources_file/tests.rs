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

const OUTLINE: &str = r#"{"type": "Polygon", "coordinates": [[[-0.12, 51.45], [-0.10, 51.45], [-0.10, 51.47], [-0.12, 51.45]]]}"#;

/// The parts of an area, each as "name code", an outline as "name drawn"; or the error.
fn area(entry: &str) -> Result<Vec<String>, String> {
    let file = |path: &str| match path {
        "outlines/brixton.geojson" => Ok(OUTLINE.to_owned()),
        "point.geojson" => Ok(r#"{"type": "Point", "coordinates": [0, 51]}"#.to_owned()),
        _ => Err(std::io::Error::other("no such file")),
    };
    let text = GOOD.replace("rank = 20", &format!("area = {entry}"));
    let sources = read_sources(&text, "sources.toml", &file).map_err(|error| error.to_string())?;
    let area = sources[0].source.area.clone().unwrap();
    let whole = format!("{} {}", area.name, area.code.unwrap_or_default());
    let parts = area.parts.into_iter().map(|part| {
        let means = part.code.or(part.extent.map(|_| "drawn".to_owned()));
        format!("{} {}", part.name, means.unwrap_or_default())
    });
    Ok(std::iter::once(whole).chain(parts).collect())
}

#[test]
fn an_area_is_a_code_boroughs_postal_districts_or_an_outline() {
    assert_eq!(area(r#"{ name = "Camden" }"#).unwrap(), ["Camden "]);
    assert_eq!(
        area(r#"{ name = "Camden", code = "e09000007" }"#).unwrap(),
        ["Camden E09000007"]
    );
    assert_eq!(
        area(r#"{ name = "South London", areas = ["Lambeth", "E09000028"], outward_codes = ["sw9"] }"#).unwrap(),
        ["South London ", "Lambeth ", "E09000028 E09000028", "SW9 SW9"]
    );
    assert_eq!(
        area(r#"{ name = "Brixton", outline = "outlines/brixton.geojson" }"#).unwrap(),
        ["Brixton ", "Brixton drawn"]
    );
}

#[test]
fn an_area_that_makes_no_sense_is_refused_with_its_line() {
    let refusals = [
        (r#"{ name = "Camden", code = "Camden" }"#, "area.code"),
        (
            r#"{ name = "x", outward_codes = ["SW9 8"] }"#,
            "area.outward_codes",
        ),
        (
            r#"{ name = "x", outline = "missing.geojson" }"#,
            "no such file",
        ),
        (
            r#"{ name = "x", outline = "point.geojson" }"#,
            "GeoJSON without a polygon",
        ),
    ];
    for (entry, mentions) in refusals {
        let error = area(entry).unwrap_err();
        assert!(
            error.contains(mentions) && error.contains("line 7"),
            "{error}"
        );
    }
}

#[test]
fn another_instance_has_a_type_and_neither_profile_nor_terms() {
    let peer = "[[source]]\nid = \"b\"\nname = \"B\"\naddress = \"https://b.example/\"\n\
                type = \"fingerpost\"\nkey_file = \"b.key\"\n";
    let load = |name: &str| match name {
        "b.key" => Ok("the key\n".to_owned()),
        "empty.key" => Ok("\n".to_owned()),
        _ => Err(std::io::Error::other("no such file")),
    };
    let read = |text: &str| read_sources(text, "sources.toml", &load);
    let configs = read(peer).unwrap();
    assert!(configs[0].is_peer());
    assert_eq!(configs[0].peer_key(), Some("the key"));
    for (from, to, key) in [
        ("fingerpost", "lamppost", "type"),
        ("type = \"fingerpost\"\n", "", "profile"),
        ("type", "profile = \"mymaps\"\ntype", "type"),
        ("b.key", "empty.key", "key_file"),
        ("b.key", "none.key", "key_file"),
    ] {
        let error = read(&peer.replace(from, to)).expect_err(key).to_string();
        assert!(error.contains(key) && error.contains("line"), "{error}");
    }
    let error = read(&GOOD.replace("[source.licence]", "[source.other]")).unwrap_err();
    assert!(error.to_string().contains("other"), "{error}");
}

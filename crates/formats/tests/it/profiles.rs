//! Profiles are refused with the line and the key, and the built-in ones are all good.

use formats::{Reader, built_in_profiles};

fn refusal(profile: &str) -> String {
    Reader::from_profile(profile).unwrap_err().to_string()
}

#[test]
fn every_built_in_profile_is_good() {
    for (name, _) in built_in_profiles() {
        Reader::built_in(name).unwrap_or_else(|error| panic!("{name}: {error}"));
    }
}

#[test]
fn an_unknown_built_in_profile_is_answered_with_the_known_ones() {
    let error = Reader::built_in("mymap").unwrap_err().to_string();
    assert!(
        error.contains("\"mymap\"") && error.contains("mymaps"),
        "{error}"
    );
}

#[test]
fn a_wrong_profile_is_refused_with_the_line_and_the_key() {
    for (profile, line, key) in [
        ("format = \"table\"\nsheets = \"One\"", "line 2", "`sheets`"),
        (
            "format = \"table\"\n[columns]\nnam = \"Name\"",
            "line 3",
            "`nam`",
        ),
        (
            "format = \"table\"\n[columns]\nname = 3",
            "line 3",
            "\"name\"",
        ),
        (
            "format = \"table\"\n\n[columns]\nname = { joined = [\"a\"] }",
            "line 4",
            "`joined`",
        ),
        (
            "format = \"table\"\n[columns]\nname = { from = \"a\", join = [\"b\"] }",
            "line 3",
            "`join`",
        ),
        (
            "format = \"table\"\ndelimiter = \"::\"",
            "line 2",
            "delimiter",
        ),
        ("format = \"table\"\nheader_row = 0", "line 2", "header_row"),
        (
            "format = \"kml\"\nfolder = \"categories\"",
            "line 2",
            "folder",
        ),
        ("format = \"gpx\"", "line 1", "format"),
        ("format = \"kml\"\nfolder = ", "line 2", "folder"),
        ("folder = \"category\"", "line 1", "`format`"),
    ] {
        let error = refusal(profile);
        assert!(
            error.contains(line) && error.contains(key),
            "{profile:?}: {error}"
        );
    }
}

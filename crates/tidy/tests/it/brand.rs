//! What the pages ship.

use tidy::brand::{branded_style, fonts};
use tidy::tree::files;

use crate::{assert_none, assert_one, over_files, root};

#[test]
fn shipped_style_sheets_carry_nobody_elses_brand() {
    assert_none(&over_files(
        |path| is_shipped(path) && path.ends_with(".css"),
        branded_style,
    ));
}

#[test]
fn no_font_is_shipped() {
    let files = files(&root()).unwrap();
    assert_none(&fonts(
        files
            .iter()
            .map(String::as_str)
            .filter(|path| is_shipped(path)),
    ));
}

#[test]
fn each_mark_of_the_brand_is_caught_whatever_its_case() {
    for (css, mark) in [
        ("body{font-family:\"GDS Transport\",arial}", "GDS Transport"),
        ("@FONT-FACE{src:url(x)}", "@font-face"),
        (".footer{background:url(govuk-Crest.svg)}", "crest"),
        (".logo-crown{fill:#000}", "crown"),
        ("/* gov.uk Frontend */", "GOV.UK"),
    ] {
        assert_one(&branded_style("a.css", css), &["a.css", mark]);
    }
    assert_none(&branded_style("a.css", ".govuk-button{margin:0}"));
}

#[test]
fn a_font_file_is_caught() {
    assert_one(&fonts(["dist/a.css", "dist/light.woff2"]), &["light.woff2"]);
}

fn is_shipped(path: &str) -> bool {
    path.starts_with("crates/pages/assets/")
}

//! Cleaning: what it does to what sources write, and that it is idempotent.

use super::{
    fold, is_placeholder, is_truncated, is_well_formed, line, name, paragraphs, prose, repaired,
    shortened, value, without_shouting,
};
use proptest::prelude::{prop_assert, prop_assert_eq, proptest};

#[test]
fn white_space_and_invisible_characters_are_tidied() {
    assert_eq!(
        line("  Tea\u{a0}\u{200b}and\r\n\ttoast\u{202e} "),
        "Tea and toast"
    );
    assert_eq!(line("Cafe\u{301}"), "Café");
    assert_eq!(line("a\u{0}b\u{7}c"), "abc");
}

#[test]
fn paragraphs_are_parted_by_one_empty_line() {
    assert_eq!(
        paragraphs(" One \r\n\r\n\r\n\tTwo\nstill  two\u{2029}three \n\n"),
        "One\n\nTwo\nstill two\n\nthree"
    );
}

#[test]
fn mojibake_is_repaired_and_real_accents_are_left() {
    assert_eq!(repaired("Neal’s CafÃ©"), "Neal’s Café");
    assert_eq!(
        repaired("Itâ€™s free â€“ just come"),
        "It’s free – just come"
    );
    assert_eq!(repaired("Ã¢â‚¬â„¢"), "’");
    assert_eq!(repaired("Â£3"), "£3");
    for good in [
        "São Paulo",
        "Café à la carte",
        "naïve",
        "£3 – £5",
        "Łódź",
        "Ã la carte",
    ] {
        assert_eq!(repaired(good), good);
    }
}

#[test]
fn placeholders_are_nothing() {
    for filler in [
        "",
        " ",
        "-",
        "--",
        "N/A",
        "n/a.",
        "NA",
        "None",
        "<Null>",
        "(none)",
        "No description available",
        "Not known",
        "?",
        "#N/A",
        "0",
        "TBC",
    ] {
        assert_eq!(value(filler), None, "{filler:?}");
    }
    for real in [
        "Nona's",
        "10",
        "None of Your Business CIC",
        "Test Valley",
        "Nil by Mouth",
        "№ 10",
    ] {
        assert!(value(real).is_some(), "{real:?}");
    }
}

#[test]
fn shouted_names_are_quietened() {
    let pairs = [
        ("CITY OF WESTMINSTER", "City of Westminster"),
        ("HACKNEY", "Hackney"),
        ("ST JAMES'S CHURCH HALL", "St James's Church Hall"),
        (
            "THE CHESHIRE WILDLIFE TRUST LIMITED",
            "The Cheshire Wildlife Trust Limited",
        ),
        (
            "DUKINFIELD BAPTIST CHURCH (TRUST FUNDS HELD ICW )",
            "Dukinfield Baptist Church (Trust Funds Held ICW )",
        ),
        ("O'BRIEN HALL, SW9 8DJ", "O'Brien Hall, SW9 8DJ"),
        ("MCDONALD ROAD YMCA", "McDonald Road YMCA"),
        ("1ST STREATHAM SCOUTS", "1st Streatham Scouts"),
        ("STOKE-ON-TRENT", "Stoke-on-Trent"),
        ("THE NCT AND NHS DROP-IN", "The NCT and NHS Drop-in"),
    ];
    for (shouted, quiet) in pairs {
        assert_eq!(without_shouting(shouted), quiet);
    }
    for kept in [
        "YMCA",
        "NHS",
        "BBC London",
        "42nd Street",
        "LVSC",
        "K2 CIC",
        "eBay",
    ] {
        assert_eq!(without_shouting(kept), kept);
    }
}

#[test]
fn a_name_is_one_clean_line() {
    assert_eq!(
        name("\n Dulwich Picture Gallery\n").as_deref(),
        Some("Dulwich Picture Gallery")
    );
    assert_eq!(name("\"The Hub\"").as_deref(), Some("The Hub"));
    assert_eq!(name("Untitled placemark"), None);
    assert_eq!(name("!!!"), None);
}

#[test]
fn text_that_the_source_cut_is_noticed() {
    assert!(is_truncated("A friendly group for people who…"));
    assert!(is_truncated("A friendly group [...]"));
    assert!(!is_truncated("A friendly group."));
    assert!(is_well_formed("A friendly group, 3 < 4."));
    for bad in ["It goes on…", "Itâ€™s free", "One<br>two", "N/A"] {
        assert!(!is_well_formed(bad), "{bad}");
    }
}

#[test]
fn a_summary_ends_at_a_sentence_or_a_word() {
    let text = "A friendly group. It meets weekly in the hall behind the church.";
    assert_eq!(shortened(text, 30), "A friendly group.");
    assert_eq!(
        shortened(text, 48),
        "A friendly group. It meets weekly in the hall…"
    );
    assert_eq!(shortened("short", 20), "short");
    // What is cut off was not needed, however much of the beginning nobody sees.
    let long = format!("{}{}", " \u{200b}".repeat(300), "word ".repeat(300));
    assert_eq!(shortened(&long, 12), "word word…");
}

#[test]
fn a_key_compares_what_people_read() {
    assert_eq!(
        fold("St. Mary’s  Café & Crèche"),
        "st marys cafe and creche"
    );
    assert_eq!(fold("&co"), "and co");
    assert_eq!(fold("!"), "");
}

proptest! {
    #[test]
    fn cleaning_is_idempotent(text in "(\\PC|[ \\t\\r\\nâ€™Ã©Â£\u{200b}A-Z]){0,60}") {
        let once = line(&text);
        prop_assert_eq!(line(&once), once.clone());
        let once = paragraphs(&text);
        prop_assert_eq!(paragraphs(&once), once.clone());
        let once = repaired(&text).into_owned();
        prop_assert_eq!(repaired(&once).into_owned(), once);
        if let Some(once) = name(&text) {
            prop_assert_eq!(name(&once), Some(once));
        }
        if let Some(once) = prose(&text) {
            prop_assert!(!is_placeholder(&once));
            prop_assert_eq!(prose(&once), Some(once));
        }
        let once = fold(&text);
        prop_assert_eq!(fold(&once), once);
    }

    #[test]
    fn a_summary_is_never_longer_than_asked(text in "\\PC{0,80}", limit in 0_usize..60) {
        prop_assert!(shortened(&text, limit).chars().count() <= limit);
    }
}

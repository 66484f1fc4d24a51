//! What is offered while somebody types.

use std::fmt::Write;

use crate::DEFAULT;

#[test]
fn what_is_begun_is_completed_as_a_londoner_would_expect() {
    let begun = [
        "b", "br", "bri", "brix", "Lam", "lew", "s", "sw", "sw9", "SW9 8", "SW9 8D", "sw98d",
        "SW9 8DJ", "e1", "ec1", "kingston", "rich", "newc", "st j", "tyne", "oval", "cardi", "zz",
        "xq9",
    ];
    let mut answers = String::new();
    for prefix in begun {
        let rows = DEFAULT.complete(prefix, 8);
        let texts: Vec<&str> = rows.iter().map(|row| row.text.as_str()).collect();
        writeln!(answers, "{prefix:<9} {}", texts.join(" | ")).unwrap();
    }
    insta::assert_snapshot!(answers);
}

#[test]
fn what_is_offered_is_read_as_that_very_place() {
    for prefix in ["br", "lam", "sw", "SW9 8", "rich", "newp", "ham", "st"] {
        for row in DEFAULT.complete(prefix, 10) {
            let reading = DEFAULT.resolve(&row.text).reading.unwrap();
            let off = reading.position.distance_m(row.position);
            assert!(
                off < 4_000.0,
                "{} is read as {}, {off} m off",
                row.text,
                reading.label
            );
        }
    }
}

#[test]
fn no_more_rows_are_offered_than_were_asked_for() {
    for limit in [0, 1, 3, 10] {
        assert!(DEFAULT.complete("s", limit).len() <= limit);
    }
    assert!(DEFAULT.complete("", 10).is_empty());
}

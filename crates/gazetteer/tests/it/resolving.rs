//! What people type, and what it is taken for.

use std::fmt::Write;

use gazetteer::Resolution;

use crate::DEFAULT;

#[test]
fn what_people_type_is_taken_for_what_they_mean() {
    let mut answers = String::new();
    for input in include_str!("human_inputs.txt").lines() {
        writeln!(answers, "{input:<34} {}", in_words(&DEFAULT.resolve(input))).unwrap();
    }
    insta::assert_snapshot!(answers);
}

fn in_words(resolution: &Resolution) -> String {
    let mut words = match &resolution.reading {
        Some(reading) => format!(
            "{} [{:?}, {:?}]",
            reading.label, reading.kind, reading.confidence
        ),
        None => "-".to_owned(),
    };
    if let Some(suggestion) = &resolution.suggestion {
        write!(words, " did you mean {suggestion}?").unwrap();
    }
    if let Some(note) = &resolution.note {
        write!(words, " ({})", note.sentence()).unwrap();
    }
    let others: Vec<&str> = resolution
        .alternatives
        .iter()
        .map(|other| other.label.as_str())
        .collect();
    if !others.is_empty() {
        write!(words, " or {}", others.join(" | ")).unwrap();
    }
    words
}

#[test]
fn any_wrong_letter_of_an_outward_code_that_does_not_exist_is_guessed_at() {
    let resolution = DEFAULT.resolve("SX9 8DJ");
    assert!(resolution.reading.is_none() && resolution.note.is_some());
    let offered: Vec<&str> = resolution
        .alternatives
        .iter()
        .map(|reading| reading.name.as_str())
        .collect();
    assert!(offered.contains(&"SW9 8DJ"), "{offered:?}");
    assert!(offered.len() <= 6);
}

//! Which words bring the numbers, and whom to ring where.

use super::{Wording, WordingInUse};

fn first_calls(text: &str) -> Vec<String> {
    let dangers = Wording::read(&[]).unwrap().dangers.in_text(text);
    let lines = dangers.into_iter().flat_map(|danger| danger.lines);
    lines.filter_map(|line| line.call.or(line.text)).collect()
}

#[track_caller]
fn brings(text: &str, number: &str) {
    let calls = first_calls(text);
    assert!(
        calls.iter().any(|call| call == number),
        "{text:?}: {calls:?}"
    );
}

#[test]
fn words_of_danger_bring_the_numbers() {
    brings("I want to die", "116 123");
    brings("suicidal", "999");
    brings("suicidle", "111");
    brings("sucide support", "SHOUT to 85258");
    brings("my son is self-harming", "0800 068 4141");
    brings("he hits me", "0808 2000 247");
    brings("I'm being hit", "0808 2000 247");
    brings("i was raped", "0808 500 2222");
    brings("overdose", "999");
    brings("my dad hits me", "0800 1111");
    brings("nowhere to sleep tonight", "0808 800 4444");
}

#[test]
fn other_words_bring_none() {
    for text in [
        "lunch club",
        "grape picking",
        "hit the gym",
        "end of life care",
        "a hit parade",
        "suitable",
        "drapes",
        "refugees",
        "cutting and sewing",
        "",
    ] {
        assert!(first_calls(text).is_empty(), "{text:?}");
    }
}

#[test]
fn a_number_is_shown_once() {
    let calls = first_calls("suicidal and self harming");
    assert_eq!(calls.iter().filter(|call| *call == "999").count(), 1);
}

#[test]
fn the_most_local_line_comes_first() {
    let own = vec![(
        "helplines.toml".to_owned(),
        "[[helpline]]\nname = \"Lambeth\"\ncall = \"020 7946 0001\"\nabout = \"Here.\"\narea = \"E09000022\"\n\
         [[helpline]]\nname = \"England\"\ncall = \"020 7946 0002\"\nabout = \"All.\"\narea = \"E92000001\"\n\
         [[helpline]]\nname = \"Anyone\"\ncall = \"020 7946 0003\"\nabout = \"Any.\""
            .to_owned(),
    )];
    let wording = Wording::read(&own).unwrap();
    let names = |areas: &[&str]| {
        let areas: Vec<String> = areas.iter().map(|area| (*area).to_owned()).collect();
        let lines = wording
            .helplines
            .of(&areas)
            .into_iter()
            .map(|line| line.name);
        lines.collect::<Vec<_>>()
    };
    assert_eq!(names(&["E09000022", "E92000001"]), ["Lambeth", "Anyone"]);
    assert_eq!(names(&["E09000033", "E92000001"]), ["England", "Anyone"]);
    assert_eq!(names(&[]), ["Anyone"]);
}

#[test]
fn a_danger_without_its_line_is_refused_by_name() {
    let own = vec![(
        "urgent.toml".to_owned(),
        "[line.a]\nname = \"A\"\nabout = \"b\"\n[[danger]]\nheading = \"H\"\nwords = [\"w\"]\nlines = [\"b\"]".to_owned(),
    )];
    let error = Wording::read(&own).unwrap_err().remove(0).to_string();
    assert!(
        error.starts_with("urgent.toml, line 5, lines: there is no [line.b]"),
        "{error}"
    );
}

#[test]
fn everything_that_is_in_use_is_counted() {
    let WordingInUse { entries, helplines } = Wording::default().in_use();
    assert!(entries >= 450 && helplines >= 2);
}

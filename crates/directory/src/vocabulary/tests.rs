//! What words mean, and what a file of them must be.

use search::{Target, words};

use super::{BUILT_IN, BUILT_IN_WORDING, Vocabulary};

fn built_in() -> Vocabulary {
    Vocabulary::read([BUILT_IN.to_vec(), BUILT_IN_WORDING.to_vec()]).unwrap()
}

fn meanings(vocabulary: &Vocabulary, text: &str) -> Vec<String> {
    let senses = vocabulary.senses(&words(text), text);
    let each = senses.iter().map(|sense| {
        let meant = sense.meanings.first().map(|meaning| match &meaning.target {
            Target::Code(_, code) => code.clone(),
            Target::Words(words, _) => words.clone(),
        });
        format!("{} → {}", sense.words.join(" "), meant.unwrap_or_default())
    });
    each.collect()
}

#[track_caller]
fn check(text: &str, expect: &[&str]) {
    assert_eq!(meanings(&built_in(), text), expect, "{text:?}");
}

#[track_caller]
fn refused(text: &str, expect: &str) {
    let errors = Vocabulary::read([vec![("own.toml", text)]]).unwrap_err();
    assert_eq!(errors[0].to_string(), expect);
}

#[test]
fn the_built_in_vocabulary_is_sound_and_large() {
    assert!(built_in().count() >= 450, "{}", built_in().count());
}

#[test]
fn every_file_of_the_folder_is_built_in() {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/../../fixtures/vocabulary");
    let mut there: Vec<String> = std::fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .collect();
    there.sort();
    let mut known: Vec<&str> = BUILT_IN
        .iter()
        .chain(&BUILT_IN_WORDING)
        .map(|(name, _)| *name)
        .collect();
    known.sort_unstable();
    there.retain(|name| !["urgent.toml", "helplines.toml"].contains(&name.as_str()));
    assert_eq!(there, known);
}

#[test]
fn what_people_say_is_understood() {
    check("lonely", &["lonely → befriending"]);
    check(
        "I can't pay my gas bill",
        &["cant pay my gas bill → need:energy"],
    );
    check(
        "mum keeps forgetting things",
        &["mum keeps forgetting → need:dementia"],
    );
    check("he got kicked out", &["kicked out → need:homelessness"]);
    check(
        "someone to sit with my husband",
        &["someone to sit with my husband → need:caring"],
    );
    check("xylophone", &[]);
}

#[test]
fn an_abbreviation_that_is_a_word_must_be_typed_in_capitals() {
    check("SEND support", &["send → for:disabled-people"]);
    check("send me a leaflet", &[]);
    check("esol", &["esol → need:english"]);
}

#[test]
fn an_operator_adds_words_and_takes_words_away() {
    let own = vec![(
        "own.toml",
        "[need]\nlonely = []\nglum = [\"need:low-mood\"]",
    )];
    let vocabulary = Vocabulary::read([BUILT_IN.to_vec(), own]).unwrap();
    assert_eq!(
        meanings(&vocabulary, "glum and lonely"),
        ["glum → need:low-mood"]
    );
    assert_eq!(
        meanings(&vocabulary, "all alone"),
        [""; 0],
        "it was like lonely"
    );
}

#[test]
fn what_is_wrong_is_named_by_file_line_and_key() {
    refused(
        "[need]\n\nlonely = [\"need:compny\"]",
        "own.toml, line 3, lonely: there is no category \"need:compny\"; write for example a code that /api/v1/taxonomies lists, such as need:company",
    );
    refused(
        "[need]\nlonely = { means = [\"a\"], weight = 1.5 }",
        "own.toml, line 2, lonely.weight: it is not a number between 0 and 1; write for example 0.5",
    );
    refused(
        "[mood]\nlonely = [\"a\"]",
        "own.toml, line 1, mood: it is no kind of word; write for example one of [need], [condition], [activity], [circumstance], [abbreviation], [season] and [spelling]",
    );
    refused(
        "[need]\nalone = { like = \"lonly\" }",
        "own.toml, line 2, alone: there is no entry \"lonly\" with meanings of its own; write for example the words of an entry that has `means`",
    );
    refused(
        "[need]\nbill = [\"tea\"]\n\"the bills\" = [\"b\"]",
        "own.toml, line 3, the bills: it stands twice: in own.toml, line 2 too; write for example one of the two",
    );
}

#[test]
fn only_a_word_that_is_not_known_has_others_near_it() {
    assert_eq!(built_in().near("det"), ["debt", "diet"]);
    assert_eq!(built_in().near("debt"), [""; 0]);
}

#[test]
fn a_file_that_is_not_toml_is_named_with_its_line() {
    let errors = Vocabulary::read([vec![("own.toml", "[need]\nlonely =")]]).unwrap_err();
    assert_eq!((errors[0].file.as_str(), errors[0].line), ("own.toml", 2));
}

//! Which words find what.

use search::{Document, Query, Relaxed, Spelling};

use crate::{answer, ask, check, described, listing, term, typing};

fn some() -> Vec<Document> {
    vec![
        described(
            "Brixton Soup Kitchen",
            "Hot meals for anyone. No referral needed.",
        ),
        described(
            "Debt advice",
            "Free and confidential help with money worries, by appointment.",
        ),
        described(
            "Befriending for older people",
            "A volunteer visits once a week. Tackles loneliness.",
        ),
        described("Women’s Café", "A drop-in for mothers, with tea and cake."),
        Document {
            organization: Some("Age UK Lambeth".to_owned()),
            ..listing("Tai chi")
        },
        Document {
            terms: vec![term("debt", "Money and benefits")],
            ..listing("Citizens’ desk")
        },
        Document {
            keywords: vec!["dementia".to_owned()],
            ..listing("Singing for the brain")
        },
        Document {
            places: vec!["Carnegie Library".to_owned(), "SE24".to_owned()],
            ..listing("Rhyme time")
        },
    ]
}

#[track_caller]
fn finds(text: &str, expected: &[&str]) {
    assert_eq!(check(&some(), &ask(text)), expected, "{text:?}");
}

#[track_caller]
fn finds_while_typing(text: &str, expected: &[&str]) {
    assert_eq!(check(&some(), &typing(text)), expected, "{text:?}");
}

#[test]
fn every_part_of_a_listing_is_searched() {
    finds("soup", &["Brixton Soup Kitchen"]);
    finds("meals", &["Brixton Soup Kitchen"]);
    finds("lambeth", &["Tai chi"]);
    finds("benefits", &["Citizens’ desk"]);
    finds("dementia", &["Singing for the brain"]);
    finds("carnegie", &["Rhyme time"]);
    finds("se24", &["Rhyme time"]);
}

#[test]
fn endings_accents_apostrophes_and_case_do_not_matter() {
    finds("VOLUNTEERS", &["Befriending for older people"]);
    finds("womens cafe", &["Women’s Café"]);
    finds("women's café", &["Women’s Café"]);
    finds("mother", &["Women’s Café"]);
}

#[test]
fn hyphens_do_not_matter() {
    finds("dropin", &["Women’s Café"]);
    finds("drop-in", &["Women’s Café"]);
    finds("drop in", &["Women’s Café"]);
    finds("tai-chi", &["Tai chi"]);
    finds("be-friending", &["Befriending for older people"]);
}

#[test]
fn it_does_not_matter_whether_a_word_is_written_as_two() {
    let pantries = || {
        vec![
            described("Stretford Foodbank", "Parcels for people in crisis."),
            described("Sale Food Bank", "Parcels, and a cup of tea."),
            described("Food growers", "On the bank of the canal."),
        ]
    };
    let both = ["Sale Food Bank", "Stretford Foodbank"];
    let mut found = check(&pantries(), &ask("foodbank"));
    found.sort_unstable();
    assert_eq!(found, both);
    let mut found = check(&pantries(), &ask("food bank"));
    assert_eq!(found.pop().as_deref(), Some("Food growers"));
    found.sort_unstable();
    assert_eq!(found, both);
    let corrected = answer(&pantries(), &ask("foodbank")).spellings;
    assert!(corrected.is_empty(), "nothing is misspelt");
}

#[test]
fn several_are_found_by_one_even_where_the_vowel_changes() {
    let groups = || {
        vec![
            listing("Men's Shed"),
            listing("Women in work"),
            described("Play scheme", "For children from four."),
            described("On Le Mans Crescent", "A library."),
        ]
    };
    let found = check(&groups(), &ask("man"));
    assert_eq!(found[0], "Men's Shed");
    assert_eq!(check(&groups(), &ask("woman")), ["Women in work"]);
    assert_eq!(check(&groups(), &ask("child")), ["Play scheme"]);
}

#[test]
fn all_words_must_be_there_but_small_words_need_not() {
    finds("soup meals", &["Brixton Soup Kitchen"]);
    finds(
        "something for an older person",
        &["Befriending for older people"],
    );
    finds("help with debt please", &["Debt advice"]);
}

#[test]
fn a_question_of_small_words_alone_asks_for_them() {
    finds("help", &["Debt advice"]);
    finds("with", &["Debt advice", "Women’s Café"]);
}

#[test]
fn a_phrase_in_quotes_is_kept_together() {
    finds("\"hot meals\"", &["Brixton Soup Kitchen"]);
    finds("\"meals hot\"", &[]);
    finds("\"kitchen hot\"", &[]);
    finds("“tea and cake”", &["Women’s Café"]);
}

#[test]
fn one_mistake_is_forgiven_from_four_letters() {
    finds("suop", &["Brixton Soup Kitchen"]);
    finds("soop", &["Brixton Soup Kitchen"]);
    finds("kichen", &["Brixton Soup Kitchen"]);
    finds("dbet advise", &["Debt advice"]);
    finds("cae", &[]);
}

#[test]
fn two_mistakes_are_forgiven_from_eight_letters() {
    finds("befreindng", &["Befriending for older people"]);
    finds("lonliness", &["Befriending for older people"]);
    finds("kitxhan", &[]);
}

#[test]
fn a_word_with_a_digit_is_not_corrected() {
    finds("se25", &[]);
    finds("1234567890", &[]);
}

#[test]
fn a_correction_is_reported() {
    let results = answer(&some(), &ask("kichen soup"));
    let expected = Spelling {
        typed: "kichen".to_owned(),
        used: vec!["kitchen".to_owned()],
    };
    assert_eq!(results.spellings, [expected]);
    assert_eq!(answer(&some(), &ask("soup")).spellings, []);
    // What a place or a wish has answered is not a misspelt word of some listing.
    let answered = Query {
        answered: vec!["kichen".to_owned()],
        ..ask("kichen soup")
    };
    assert_eq!(answer(&some(), &answered).spellings, []);
}

#[test]
fn a_word_that_is_right_does_not_bring_its_neighbours() {
    let documents = [listing("Cart"), listing("Card"), listing("Carts")];
    assert_eq!(check(&documents, &ask("card")), ["Card"]);
}

#[test]
fn the_first_letter_is_taken_to_be_right() {
    let documents = [listing("Lonely hearts"), described("Chess", "Adults only")];
    assert_eq!(check(&documents, &ask("lonly")), ["Lonely hearts"]);
}

#[test]
fn the_last_word_may_still_be_growing() {
    finds_while_typing("sou", &["Brixton Soup Kitchen"]);
    finds_while_typing("soup ki", &["Brixton Soup Kitchen"]);
    finds_while_typing("meals kit", &["Brixton Soup Kitchen"]);
    finds_while_typing("age u", &["Tai chi"]);
    finds_while_typing("befreind", &["Befriending for older people"]);
    finds("sou", &[]);
    finds("kit", &[]);
}

#[test]
fn a_letter_or_two_alone_begin_a_title_or_organization() {
    finds_while_typing("s", &["Singing for the brain"]);
    finds_while_typing("br", &["Brixton Soup Kitchen"]);
    // After another word they begin any word.
    finds_while_typing("brixton s", &["Brixton Soup Kitchen"]);
}

#[test]
fn a_growing_word_is_completed_from_descriptions_where_no_title_begins_so() {
    finds_while_typing("confid", &["Debt advice"]);
    assert_eq!(answer(&some(), &typing("confid")).spellings, []);
}

#[test]
fn a_finished_word_is_found_in_descriptions_while_typing() {
    finds_while_typing("meals", &["Brixton Soup Kitchen"]);
}

#[test]
fn a_small_word_in_the_middle_of_growing_does_not_empty_the_page() {
    finds_while_typing("singing for th", &["Singing for the brain"]);
    finds_while_typing("singing for the", &["Singing for the brain"]);
}

#[test]
fn when_no_listing_has_all_words_those_with_most_are_given() {
    let results = answer(&some(), &ask("soup meals dementia"));
    assert_eq!(
        results.relaxed,
        Some(Relaxed {
            matched: 2,
            asked: 3
        })
    );
    finds("soup meals dementia", &["Brixton Soup Kitchen"]);
    finds("soup xylophone", &["Brixton Soup Kitchen"]);
    finds("xylophone zither", &[]);
    assert_eq!(answer(&some(), &ask("soup meals")).relaxed, None);
}

#[test]
fn a_removed_listing_does_not_hold_back_the_others() {
    let gone = described("Opera", "soup dementia");
    let index = crate::index_of(&[some(), vec![gone.clone()]].concat());
    index
        .apply(vec![search::Update::Remove(gone.id)], 2)
        .unwrap();
    let results = index.search(&ask("soup dementia")).unwrap();
    assert_eq!(
        results.relaxed,
        Some(Relaxed {
            matched: 1,
            asked: 2
        })
    );
    assert_eq!(results.total, 2);
}

#[test]
fn no_text_finds_everything() {
    for text in ["", "   ", "\"\"", "?!"] {
        assert_eq!(answer(&some(), &ask(text)).total, 8, "{text:?}");
    }
}

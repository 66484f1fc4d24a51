//! What words mean besides themselves: found, counted for less, and told.

use search::{Because, Document, Facet, Filters, Meaning, Query, Scope, Sense, Target};

use crate::{answer, ask, check, described, listing, titles};

fn some() -> Vec<Document> {
    vec![
        listing("Befriending at home"),
        described("Chess", "A befriending scheme meets next door."),
        described("Tea at four", "For anyone who is lonely."),
        Document {
            needs: vec!["need:company".to_owned()],
            ..listing("The Long Table")
        },
        listing("Group"),
    ]
}

fn lonely(text: &str, scope: Scope) -> Query {
    let meaning = |target| Meaning {
        target,
        weight: 0.5,
    };
    Query {
        senses: vec![Sense {
            words: vec!["lonely".to_owned()],
            meanings: vec![
                meaning(Target::Code(Facet::Need, "need:company".to_owned())),
                meaning(Target::Words("befriending".to_owned(), scope)),
            ],
        }],
        ..ask(text)
    }
}

#[test]
fn what_is_such_a_thing_comes_before_what_only_mentions_it() {
    let company = |title, mentioned: &[&str]| Document {
        needs: vec!["need:company".to_owned()],
        mentioned: mentioned.iter().map(|code| (*code).to_owned()).collect(),
        ..listing(title)
    };
    let documents = [
        company("Canal boats", &["need:company"]),
        company("Friendly Bench", &[]),
    ];
    assert_eq!(
        check(&documents, &lonely("lonely", Scope::Title)),
        ["Friendly Bench", "Canal boats"]
    );
    let query = Query {
        filters: Filters {
            needs: vec!["need:company".to_owned()],
            ..Filters::default()
        },
        ..ask("")
    };
    assert_eq!(check(&documents, &query).len(), 2, "a filter keeps both");
}

#[test]
fn a_meaning_finds_what_the_word_does_not() {
    let mut found = check(&some(), &lonely("lonely", Scope::Title));
    found.sort();
    assert_eq!(
        found,
        ["Befriending at home", "Tea at four", "The Long Table"]
    );
    assert_eq!(check(&some(), &ask("lonely")), ["Tea at four"]);
}

#[test]
fn the_scope_says_how_much_of_a_listing_is_looked_at() {
    let found = |scope| check(&some(), &lonely("lonely", scope)).contains(&"Chess".to_owned());
    assert!(found(Scope::Any));
    assert!(!found(Scope::Terms) && !found(Scope::Title));
}

#[test]
fn a_hit_by_a_meaning_says_which() {
    let results = answer(&some(), &lonely("lonely", Scope::Title));
    let names = titles(&some(), &results);
    let because = |title: &str| {
        let at = names.iter().position(|name| name == title).unwrap();
        results.hits[at].because.clone()
    };
    assert_eq!(because("Tea at four"), [], "it has the word itself");
    let expected = Because {
        typed: "lonely".to_owned(),
        meaning: Target::Words("befriending".to_owned(), Scope::Title),
    };
    assert_eq!(because("Befriending at home"), [expected]);
}

#[test]
fn in_the_same_place_the_word_counts_more_than_its_meaning() {
    let documents = [listing("Befriending"), listing("Lonely")];
    assert_eq!(
        check(&documents, &lonely("lonely", Scope::Any)),
        ["Lonely", "Befriending"]
    );
}

#[test]
fn the_other_words_must_still_be_there() {
    let found = check(&some(), &lonely("lonely home", Scope::Title));
    assert_eq!(found, ["Befriending at home"]);
}

#[test]
fn words_that_mean_something_together_need_not_stand_together() {
    let documents = [
        described(
            "Money desk",
            "If you cannot pay for gas, we look at each bill.",
        ),
        listing("Energy surgery"),
    ];
    let query = Query {
        senses: vec![Sense {
            words: ["pay", "the", "gas", "bill"].map(str::to_owned).into(),
            meanings: vec![Meaning {
                target: Target::Words("energy".to_owned(), Scope::Title),
                weight: 0.5,
            }],
        }],
        ..ask("pay the gas bill")
    };
    let mut found = check(&documents, &query);
    found.sort();
    assert_eq!(found, ["Energy surgery", "Money desk"]);
}

#[test]
fn one_telling_word_of_several_is_not_enough() {
    let documents = [listing("Hit songs"), listing("He hits me: a talk")];
    let query = Query {
        senses: vec![Sense {
            words: ["he", "hits", "me"].map(str::to_owned).into(),
            meanings: Vec::new(),
        }],
        ..ask("he hits me")
    };
    assert_eq!(check(&documents, &query), ["He hits me: a talk"]);
}

#[test]
fn words_that_are_answered_elsewhere_are_not_needed() {
    let documents = [
        listing("Yoga"),
        described("Yoga class", "In Brixton"),
        listing("Chess"),
    ];
    let query = Query {
        answered: vec!["brixton".to_owned()],
        ..ask("yoga brixton")
    };
    assert_eq!(check(&documents, &query).len(), 2);
    let alone = Query {
        answered: vec!["brixton".to_owned()],
        ..ask("near brixton")
    };
    assert_eq!(
        check(&documents, &alone).len(),
        3,
        "nothing else is asked for"
    );
}

#[test]
fn an_aside_is_needed_only_where_there_is_nothing_better() {
    let documents = [
        listing("Dementia café"),
        described("Mum's the word", "Comedy"),
    ];
    let query = |text| Query {
        asides: vec!["mum".to_owned()],
        ..ask(text)
    };
    assert_eq!(
        check(&documents, &query("mum with dementia")),
        ["Dementia café"]
    );
    assert_eq!(check(&documents, &query("mum")), ["Mum's the word"]);
}

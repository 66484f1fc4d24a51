//! Which hits come first.

use chrono::{DateTime, Days};
use domain::service::Attendance;
use search::{
    Document, Facet, Meaning, Near, Order, Query, Scope, Sense, Sensitivity, Spelling, Target,
};

use crate::{BRIXTON, answer, ask, at, check, date, described, listing, position, term, typing};

fn here() -> Option<Near> {
    Some(Near::new(position(BRIXTON.0, BRIXTON.1), 3_000.0))
}

/// So many kilometres north of the centre.
fn north(title: &str, kilometres: f64) -> Document {
    at(title, BRIXTON.0 + kilometres / 111.195, BRIXTON.1)
}

#[test]
fn a_title_beats_an_organization_a_category_a_keyword_and_a_description() {
    let filler = "with plenty more to say about what goes on there every week of the year";
    let documents = [
        described("E", &format!("Chess {filler}")),
        Document {
            keywords: vec!["chess".to_owned()],
            ..described("D", filler)
        },
        Document {
            terms: vec![term("chess", "Chess")],
            ..described("C", filler)
        },
        Document {
            organization: Some("Chess".to_owned()),
            ..described("B", filler)
        },
        described("Chess", filler),
    ];
    assert_eq!(
        check(&documents, &ask("chess")),
        ["Chess", "B", "C", "D", "E"]
    );
}

#[test]
fn a_title_beats_a_description_that_says_it_over_and_over() {
    let documents = [
        described("Club", &"chess ".repeat(40)),
        described("Chess", &"club and more ".repeat(40)),
    ];
    assert_eq!(check(&documents, &ask("chess")), ["Chess", "Club"]);
}

#[test]
fn the_title_that_is_asked_for_comes_before_longer_ones() {
    let documents = [
        listing("Brixton Library Friends and Neighbours"),
        listing("Brixton Library"),
    ];
    assert_eq!(
        check(&documents, &ask("brixton library"))[0],
        "Brixton Library"
    );
    assert_eq!(
        check(&documents, &typing("brixton lib"))[0],
        "Brixton Library"
    );
}

#[test]
fn a_title_that_is_just_what_was_typed_comes_before_one_that_says_it_more_often() {
    let documents = [
        Document {
            organization: Some("Bedford libraries".to_owned()),
            places: vec!["Bedford".to_owned()],
            ..described("Bedford Central Library", "The library of Bedford")
        },
        listing("The Bedford"),
        listing("Bedford Library"),
    ];
    assert_eq!(check(&documents, &ask("bedford"))[0], "The Bedford");
    assert_eq!(check(&documents, &ask("the bedfrod"))[0], "The Bedford");
    assert_eq!(check(&documents, &typing("the bed"))[0], "The Bedford");
    assert_eq!(
        check(&documents, &ask("bedford library"))[0],
        "Bedford Library"
    );
    let library = Meaning {
        target: Target::Words("library".to_owned(), Scope::Any),
        weight: 0.6,
    };
    let slipped = Query {
        senses: vec![Sense {
            words: vec!["librray".to_owned()],
            meanings: vec![library],
        }],
        slips: vec![Spelling {
            typed: "librray".to_owned(),
            used: vec!["library".to_owned()],
        }],
        ..ask("bedford librray")
    };
    assert_eq!(check(&documents, &slipped)[0], "Bedford Library");
}

#[test]
fn a_need_is_no_name() {
    let documents = [
        Document {
            organization: Some("Debt advice".to_owned()),
            ..described("Debt desk", "Debt")
        },
        listing("Debt"),
    ];
    let need = Query {
        senses: vec![Sense {
            words: vec!["debt".to_owned()],
            meanings: vec![Meaning {
                target: Target::Code(Facet::Need, "need:debt".to_owned()),
                weight: 0.5,
            }],
        }],
        ..ask("debt")
    };
    let documents = documents.map(|document| Document {
        needs: vec!["need:debt".to_owned()],
        ..document
    });
    assert_eq!(check(&documents, &ask("debt"))[0], "Debt");
    assert_eq!(check(&documents, &need)[0], "Debt desk");

    // With a place in it it may be one after all.
    let documents = documents.map(|document| Document {
        title: format!("Leeds {}", document.title),
        places: vec!["Leeds".to_owned()],
        ..document
    });
    let in_leeds = Query {
        answered: vec!["leeds".to_owned()],
        ..need
    };
    let found = |text: &str| {
        let query = Query {
            text: text.to_owned(),
            ..in_leeds.clone()
        };
        check(&documents, &query).remove(0)
    };
    assert_eq!(found("leeds debt"), "Leeds Debt");
    assert_eq!(found("debt leeds"), "Leeds Debt desk");
}

#[test]
fn near_beats_far_where_the_words_fit_alike() {
    let documents = [
        north("Chess far", 2.5),
        north("Chess near", 0.2),
        north("Chess mid", 1.0),
    ];
    let query = Query {
        near: here(),
        ..ask("chess")
    };
    assert_eq!(
        check(&documents, &query),
        ["Chess near", "Chess mid", "Chess far"]
    );
}

#[test]
fn a_title_at_the_edge_beats_a_description_at_the_centre() {
    let aside = Document {
        description: Some("Tea, talk and sometimes chess".to_owned()),
        ..north("Café", 0.0)
    };
    let documents = [aside, north("Chess", 2.9)];
    assert_eq!(
        check(
            &documents,
            &Query {
                near: here(),
                ..ask("chess")
            }
        ),
        ["Chess", "Café"]
    );
}

#[test]
fn a_helpline_stands_between_what_is_next_door_and_what_is_at_the_edge() {
    let line = Document {
        attendance: vec![Attendance::Phone],
        ..listing("Chess line")
    };
    let documents = [north("Chess edge", 2.9), line, north("Chess next", 0.1)];
    let query = Query {
        near: here(),
        ..ask("chess")
    };
    assert_eq!(
        check(&documents, &query),
        ["Chess next", "Chess line", "Chess edge"]
    );
}

#[test]
fn a_mark_adds_less_than_a_confirmation_and_never_makes_a_hit() {
    let marked = |title: &str, tiers: &[&str]| Document {
        kitemark: tiers.iter().map(|tier| (*tier).to_owned()).collect(),
        ..listing(title)
    };
    let today = date(2026, 11, 25);
    let documents = [
        marked("Chess west", &[]),
        marked("Chess east", &["one"]),
        marked("Chess north", &["one", "two", "three", "four"]),
        Document {
            confirmed: Some(today),
            ..marked("Chess south", &[])
        },
        marked("Draughts", &["one", "two", "three"]),
    ];
    let query = Query {
        today,
        ..ask("chess")
    };
    assert_eq!(
        check(&documents, &query),
        ["Chess south", "Chess north", "Chess east", "Chess west"]
    );
}

#[test]
fn what_is_for_some_people_comes_after_unless_the_question_says_for_whom() {
    let documents = [
        Document {
            is_for_some: true,
            circumstances: vec!["for:women".to_owned()],
            ..listing("Chess women")
        },
        listing("Chess people"),
    ];
    assert_eq!(
        check(&documents, &ask("chess")),
        ["Chess people", "Chess women"]
    );
    let for_women = Query {
        senses: vec![Sense {
            words: vec!["women".to_owned()],
            meanings: vec![Meaning {
                target: Target::Code(Facet::Circumstance, "for:women".to_owned()),
                weight: 1.0,
            }],
        }],
        ..ask("chess women")
    };
    assert_eq!(check(&documents, &for_women)[0], "Chess women");

    let placed = |document: Document, kilometres| Document {
        positions: north("", kilometres).positions,
        ..document
    };
    let [women, people] = documents;
    let documents = [placed(women, 0.0), placed(people, 1.4)];
    let near = |query| Query {
        near: here(),
        ..query
    };
    assert_eq!(
        check(&documents, &near(ask("chess"))),
        ["Chess people", "Chess women"]
    );
    assert_eq!(check(&documents, &near(for_women))[0], "Chess women");
}

#[test]
fn what_is_hard_to_read_unasked_comes_after_unless_the_question_speaks_of_it() {
    let documents = [
        Document {
            sensitivity: Sensitivity::InName,
            ..listing("Baby loss")
        },
        listing("Friday songs for everybody with a baby"),
    ];
    assert_eq!(
        check(&documents, &ask("baby")),
        ["Friday songs for everybody with a baby", "Baby loss"]
    );
    let of_loss = Query {
        is_sensitive: true,
        ..ask("baby")
    };
    assert_eq!(check(&documents, &of_loss)[0], "Baby loss");
}

#[test]
fn what_is_looked_for_by_its_name_comes_after_unless_the_question_names_it() {
    let documents = [
        Document {
            is_by_name: true,
            ..listing("Hill Road parents association")
        },
        listing("Thursday tea, cake and talk for parents"),
    ];
    assert_eq!(
        check(&documents, &ask("parents")),
        [
            "Thursday tea, cake and talk for parents",
            "Hill Road parents association"
        ]
    );
    let named = Query {
        is_by_name: true,
        ..ask("parents")
    };
    assert_eq!(
        check(&documents, &named)[0],
        "Hill Road parents association"
    );
}

#[test]
fn while_typing_the_beginning_of_a_word_comes_before_another_word_with_its_stem() {
    let documents = [
        Document {
            organization: Some("Harmony café".to_owned()),
            ..listing("Tea dance")
        },
        listing("Harmonica for breathing"),
    ];
    let typing = Query {
        as_you_type: true,
        ..ask("harmoni")
    };
    assert_eq!(
        check(&documents, &typing),
        ["Harmonica for breathing", "Tea dance"]
    );
}

#[test]
fn what_was_confirmed_lately_comes_first_and_what_is_stale_last() {
    let today = date(2026, 11, 22);
    let ago = |days| today.checked_sub_days(Days::new(days));
    let documents = [
        Document {
            is_stale: true,
            confirmed: ago(1),
            ..listing("Chess stale")
        },
        Document {
            is_unanswered: true,
            confirmed: ago(500),
            ..listing("Chess asked")
        },
        Document {
            confirmed: None,
            ..listing("Chess never")
        },
        Document {
            confirmed: ago(800),
            ..listing("Chess once")
        },
        Document {
            confirmed: ago(10),
            ..listing("Chess lately")
        },
    ];
    let expected = [
        "Chess lately",
        "Chess once",
        "Chess never",
        "Chess asked",
        "Chess stale",
    ];
    assert_eq!(
        check(
            &documents,
            &Query {
                today,
                ..ask("chess")
            }
        ),
        expected
    );
    assert_eq!(check(&documents, &Query { today, ..ask("") }), expected);
}

#[test]
fn what_serves_a_place_comes_after_what_is_there_if_one_has_to_go_to_it() {
    let from_afar = |title, attendance| Document {
        attendance: vec![attendance],
        service_areas: vec![search::ANYWHERE.to_owned()],
        ..north(title, 50.0)
    };
    let documents = [
        from_afar("Chess there", Attendance::InPerson),
        from_afar("Chess brought", Attendance::Home),
        north("Chess here", 2.0),
    ];
    let query = Query {
        near: here(),
        ..ask("chess")
    };
    assert_eq!(
        check(&documents, &query),
        ["Chess brought", "Chess here", "Chess there"]
    );
}

#[test]
fn nearest_sorts_by_distance_and_puts_the_placeless_last() {
    let line = Document {
        attendance: vec![Attendance::Phone],
        ..listing("Line")
    };
    let serving = Document {
        service_areas: vec![search::ANYWHERE.to_owned()],
        ..north("Serves from afar", 50.0)
    };
    let documents = [
        line,
        north("2", 2.0),
        serving,
        north("0", 0.0),
        north("1", 1.0),
    ];
    let query = Query {
        near: here(),
        order: Order::Nearest,
        ..ask("")
    };
    assert_eq!(
        check(&documents, &query),
        ["0", "1", "2", "Serves from afar", "Line"]
    );
}

#[test]
fn nearest_without_a_place_is_by_relevance() {
    let documents = [described("Club", "chess"), listing("Chess")];
    assert_eq!(
        check(
            &documents,
            &Query {
                order: Order::Nearest,
                ..ask("chess")
            }
        ),
        ["Chess", "Club"]
    );
}

#[test]
fn a_to_z_sorts_by_title_whatever_its_case_and_accents() {
    let documents = [
        listing("zebra"),
        listing("Éclair"),
        listing("apple"),
        listing("\"Early\" years"),
        listing("10 pin"),
    ];
    let query = Query {
        order: Order::AtoZ,
        ..ask("")
    };
    assert_eq!(
        check(&documents, &query),
        ["10 pin", "apple", "\"Early\" years", "Éclair", "zebra"]
    );
}

#[test]
fn a_to_z_holds_over_segments() {
    let index = search::Index::in_memory().unwrap();
    let documents: Vec<Document> = ["m", "c", "x", "a", "q"].map(listing).into();
    for document in &documents {
        index.apply(vec![crate::put(document.clone())], 1).unwrap();
    }
    let results = index
        .search(&Query {
            order: Order::AtoZ,
            limit: 3,
            offset: 1,
            ..ask("")
        })
        .unwrap();
    assert_eq!(crate::titles(&documents, &results), ["c", "m", "q"]);
}

#[test]
fn newest_sorts_by_the_last_change() {
    let changed = |title, seconds| Document {
        changed_at: DateTime::from_timestamp(seconds, 0).unwrap(),
        ..listing(title)
    };
    let documents = [
        changed("old", -5),
        changed("new", 1_800_000_000),
        changed("mid", 0),
    ];
    assert_eq!(
        check(
            &documents,
            &Query {
                order: Order::Newest,
                ..ask("")
            }
        ),
        ["new", "mid", "old"]
    );
}

#[test]
fn ties_are_broken_by_id() {
    let documents: Vec<Document> = (0..9)
        .map(|number| listing(&format!("chess {number}")))
        .collect();
    let ids: Vec<_> = answer(&documents, &ask("chess"))
        .hits
        .iter()
        .map(|hit| hit.id)
        .collect();
    assert!(ids.is_sorted());
}

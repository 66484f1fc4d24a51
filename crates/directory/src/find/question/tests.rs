//! What sentences come to.

use std::sync::LazyLock;

use chrono::NaiveDate;
use domain::position::Position;
use gazetteer::Gazetteer;

use super::{Around, Listener, Question, Wish};
use crate::vocabulary::{BUILT_IN, BUILT_IN_WORDING, Vocabulary};

static VOCABULARY: LazyLock<Vocabulary> =
    LazyLock::new(|| Vocabulary::read([BUILT_IN.to_vec(), BUILT_IN_WORDING.to_vec()]).unwrap());
static GAZETTEER: LazyLock<Gazetteer> = LazyLock::new(|| Gazetteer::compiled_default().unwrap());

fn question(text: &str) -> Question {
    question_at(text, None)
}

fn question_at(text: &str, given: Option<Around>) -> Question {
    let listener = Listener {
        vocabulary: &VOCABULARY,
        gazetteer: &GAZETTEER,
        // A Wednesday.
        today: NaiveDate::from_ymd_opt(2026, 11, 25).unwrap(),
        given,
        hears_names: true,
        has_listings: &|place| place != "chester",
    };
    listener.hear(text)
}

/// Three miles around the middle of Brixton.
fn brixton() -> Around {
    Around {
        centre: Position::new(51.4627, -0.1145).unwrap(),
        radius_m: 4_828.0,
    }
}

/// "need words | place | wishes".
fn heard(text: &str) -> String {
    let question = question(text);
    let needed =
        |word: &String| !question.answered.contains(word) && !question.asides.contains(word);
    let words: Vec<String> = search::words(&question.text)
        .into_iter()
        .filter(needed)
        .collect();
    let wishes: Vec<String> = question.heard.wishes.iter().map(shown).collect();
    let place = question.near.unwrap_or_default();
    format!("{} | {place} | {}", words.join(" "), wishes.join(", "))
}

fn shown(wish: &Wish) -> String {
    match wish {
        Wish::Free => "free".to_owned(),
        Wish::Open => "open".to_owned(),
        Wish::Ages(ages) => format!("ages {}-{}", ages.start(), ages.end()),
        Wish::When { said, .. } => format!("at {said}"),
        Wish::Attendance(way) => format!("{way:?}"),
        Wish::Language(code, _) | Wish::Access(code, _) => code.clone(),
    }
}

#[track_caller]
fn check(text: &str, expect: &str) {
    assert_eq!(heard(text), expect, "{text:?}");
}

#[test]
fn a_place_in_the_words_is_the_place() {
    check("help with debt nr brixton", "help with debt | brixton | ");
    check("yoga in lambeth", "yoga | lambeth | ");
    check("free food near SW9", "food | sw9 | free");
    check("food near SW9 8DJ", "food | SW9 8DJ | ");
    check("food bank SW9", "food bank | sw9 | ");
    check("chess close to kentish town", "chess | kentish town | ");
    check(
        "lunch near elephant and castle",
        "lunch | elephant and castle | ",
    );
}

#[test]
fn a_place_beside_the_need_is_the_place() {
    check("food bank peckham", "food bank | peckham | ");
    check(
        "debt advice brixton tuesday free",
        "debt advice | brixton | at tuesday, free",
    );
    check("lunch club west norwood", "lunch club | west norwood | ");
    check("croydon lunch club", "lunch club | croydon | ");
    check("Citizens Advice Lambeth", "citizens advice | lambeth | ");
    check("brixton", " | brixton | ");
}

#[test]
fn a_place_that_may_be_part_of_a_name_is_not_one() {
    for name in [
        "oxford house",
        "stockwell harmony friends",
        "friends of crystal palace",
        "hindu temple",
        "rugby",
        "food bank",
        "help with reading",
        "yoga chester",
        "\"lunch club\" \"peckham\"",
    ] {
        check(name, &format!("{} |  | ", search::words(name).join(" ")));
    }
}

#[test]
fn a_place_beside_the_need_need_not_be_said_by_what_is_there() {
    let answered = |text| question_at(text, Some(brixton())).answered;
    assert_eq!(answered("debt advice brixton"), ["brixton"]);
    assert_eq!(answered("debt advice peckham"), ["peckham"]);
    assert!(answered("croydon library").is_empty(), "it is elsewhere");
    assert!(answered("brixton").is_empty(), "nothing else is asked for");
}

#[test]
fn a_postcode_in_the_words_is_the_place_though_it_be_new_or_mistyped() {
    check("food near SW9 8DJ tuesday", "food | SW9 8DJ | at tuesday");
    check("food near sw98zz", "food | SW9 8ZZ | ");
    check("lunch SW9 8ZZ", "lunch | SW9 8ZZ | ");
    check("yoga sw9 2nd friday", "yoga 2nd | sw9 | at friday");
    check("yoga e17 5pm", "yoga | e17 | at 5pm");
}

#[test]
fn a_postcode_that_is_nowhere_is_told_and_not_looked_for() {
    let lost = |text: &str| {
        let question = question(text);
        assert_eq!(question.near, None, "{text:?} {:?}", question.heard);
        let lost = question.heard.lost;
        lost.map(|lost| format!("{}: {}", lost.postcode, lost.note))
    };
    check("food near QX1 9ZZ", "food |  | ");
    let nowhere = lost("food near QQ9 9ZZ").unwrap();
    assert_eq!(
        nowhere,
        "QQ9 9ZZ: We could not find QQ9 9ZZ. Try a place name, or the first half of a postcode."
    );
    assert!(
        lost("food near QX1 9ZZ")
            .unwrap()
            .starts_with("QX1 9ZZ: We could not find")
    );
    assert!(
        lost("lunch club BT1 5GS")
            .unwrap()
            .contains("Northern Ireland")
    );
    assert!(
        lost("lunch ZZ99 3VZ")
            .unwrap()
            .contains("do not need an address")
    );
    check("QX1 9ZZ", "qx1 9zz |  | ");
    assert!(lost("QX1 9ZZ").is_some());
    assert!(lost("\"QX1 9ZZ\"").is_none());
    let elsewhere = question_at("food near QX1 9ZZ", Some(brixton()));
    assert_eq!(elsewhere.answered, ["near", "qx1", "9zz"]);
    assert!(elsewhere.heard.lost.is_none());
}

#[test]
fn what_only_looks_like_a_place_is_not_one() {
    check("in pain", "in pain |  | ");
    check("help getting in the bath", "help in the bath |  | ");
    check("classes in spanish", "classes in |  | language:spanish");
    check("mum is in crisis", "is in crisis |  | ");
    check("couch to 5k", "couch to 5k |  | ");
    check("\"near brixton\"", "near brixton |  | ");
}

#[test]
fn ages_days_and_cost_are_wishes() {
    check("baby group tuesday", "baby group |  | ages 0-1, at tuesday");
    check(
        "walking group for over 60s",
        "walking group |  | ages 60-255",
    );
    check("football 16-25", "football |  | ages 16-25");
    check(
        "art class tomorrow evening",
        "art class |  | at tomorrow evening",
    );
    check("choir at the weekend", "choir |  | at at the weekend");
    check("drug free", "drug free |  | ");
    check(
        "children's activities",
        "childrens activities |  | ages 4-11",
    );
    check(
        "something for the kids",
        "something for the kids |  | ages 4-11",
    );
    check(
        "help for parents of children with autism",
        "help for parents of children with autism |  | ",
    );
    check(
        "activities for children with autism",
        "activities for children with autism |  | ",
    );
}

#[test]
fn a_distance_is_how_far_to_look() {
    let reach = |text: &str| {
        let reach = question(text).heard.reach;
        reach.map(|reach| format!("{}: {}", reach.said, reach.miles))
    };
    check("choir within 2 miles of brixton", "choir | brixton | ");
    check("yoga within 15 minutes of me", "yoga |  | ");
    check(
        "tuesday evening, free, within 15 minutes of SW9 8DJ, taking people now",
        " | SW9 8DJ | at tuesday evening, open, free",
    );
    assert_eq!(
        reach("choir within 2 miles of brixton").unwrap(),
        "within 2 miles: 2"
    );
    assert_eq!(
        reach("lunch 15 mins walk from SW9").unwrap(),
        "15 mins walk: 0.6"
    );
    assert_eq!(
        reach("yoga within a minute").unwrap(),
        "within a minute: 0.25"
    );
    assert_eq!(reach("10 mile run"), None);
}

#[test]
fn what_takes_people_now_is_a_wish() {
    check("choir taking new members", "choir |  | open");
    check(
        "counselling with no waiting list",
        "counselling with |  | open",
    );
    check(
        "taking people with dementia out",
        "people with dementia |  | ",
    );
    check("people taking part", "people part |  | ");
}

#[test]
fn access_and_ways_to_take_part_are_wishes() {
    check(
        "esol classes wheelchair accessible",
        "esol classes |  | access:step-free",
    );
    check("wheelchair basketball", "wheelchair basketball |  | ");
    check("yoga online", "yoga |  | Online");
    check("get online", "get online |  | ");
}

#[test]
fn the_one_who_is_helped_is_passed_over() {
    check(
        "something for mum with dementia",
        "something for with dementia |  | ",
    );
    check("dads group", "dads group |  | ");
}

#[test]
fn spellings_are_put_right_outside_quotes() {
    check("lonly near brixton", "lonely | brixton | ");
    check("\"lonly\" hearts", "lonly hearts |  | ");
}

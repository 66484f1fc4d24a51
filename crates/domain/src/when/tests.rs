//! What people type about time, and what it means on Wednesday 25 November 2026.

use chrono::NaiveDate;
use proptest::prelude::{any, proptest};

use super::{When, find, parse};

fn today() -> NaiveDate {
    NaiveDate::from_ymd_opt(2026, 11, 25).unwrap()
}

/// The wish in a short form: days, dates, parts, times.
fn short(when: &When) -> String {
    let mut said = Vec::new();
    said.extend(when.days.iter().map(ToString::to_string));
    if let Some((first, last)) = when.dates {
        said.push(if first == last {
            first.to_string()
        } else {
            format!("{first}..{last}")
        });
    }
    said.extend(when.parts.iter().map(ToString::to_string));
    said.extend(when.from.map(|time| time.format("from %H:%M").to_string()));
    said.extend(when.to.map(|time| time.format("to %H:%M").to_string()));
    if when.now {
        said.push("now".to_owned());
    }
    said.join(" ")
}

fn check(text: &str, expect: &str) {
    let read = parse(text, today()).map_or_else(String::new, |when| short(&when));
    assert_eq!(read, expect, "{text}");
}

#[test]
fn days_and_parts_of_the_day_are_understood() {
    check("Tuesday evening", "Tue evening");
    check("on tuesdays", "Tue");
    check("mon-fri, mornings", "Mon Tue Wed Thu Fri morning");
    check("Saturday to Monday", "Mon Sat Sun");
    check("sat or sun", "Sat Sun");
    check("weekday evenings", "Mon Tue Wed Thu Fri evening");
    check("at the weekend", "Sat Sun");
    check("friday night", "Fri evening");
    check("during the day", "morning afternoon");
    check("wendsday afternon", "Wed afternoon");
}

#[test]
fn days_from_today_on_are_dates() {
    check("today", "2026-11-25");
    check("tommorow", "2026-11-26");
    check("this evening", "2026-11-25 evening");
    check("tomorrow morning", "2026-11-26 morning");
    check("this weekend", "2026-11-28..2026-11-29");
    check("next weekend", "2026-12-05..2026-12-06");
    check("this week", "2026-11-25..2026-11-29");
    check("next week", "2026-11-30..2026-12-06");
    check("this friday", "2026-11-27");
    check("next wednesday", "Wed 2026-12-02..2026-12-09");
    check("next month", "2026-12-01..2026-12-31");
    check("open now", "now");
    check("now", "now");
}

#[test]
fn a_weekend_that_has_begun_is_this_one() {
    let saturday = NaiveDate::from_ymd_opt(2026, 11, 28).unwrap();
    let sunday = saturday.succ_opt().unwrap();
    let read = |today| short(&parse("this weekend", today).unwrap());
    assert_eq!(read(saturday), "2026-11-28..2026-11-29");
    assert_eq!(read(sunday), "2026-11-29");
}

#[test]
fn dates_are_british_and_the_next_of_their_kind() {
    check("2026-12-01", "2026-12-01");
    check("1 December", "2026-12-01");
    check("1st of dec", "2026-12-01");
    check("March 3rd", "2027-03-03");
    check("3 march 2028", "2028-03-03");
    check("1/12", "2026-12-01");
    check("1/12/2026", "2026-12-01");
    check("29 february", "2028-02-29");
    check("31 november", "");
    check("24/7", "");
}

#[test]
fn times_of_day_are_understood_when_they_say_which_half() {
    check("after 6pm", "from 18:00");
    check("from 18:00", "from 18:00");
    check("before noon", "to 12:00");
    check("between 10am and 12pm", "from 10:00 to 12:00");
    check("10 am - 2.30 pm", "from 10:00 to 14:30");
    check("at 7.30pm", "from 19:30 to 20:00");
    check("after school", "Mon Tue Wed Thu Fri from 15:00 to 18:00");
    check("tuesday after work", "Mon Tue Wed Thu Fri from 17:30");
    check("after 6", "");
}

#[test]
fn what_is_not_about_time_is_nothing() {
    for text in [
        "",
        "on the",
        "baby group",
        "tuesday baby",
        "may",
        "the",
        "\"tuesday\"",
    ] {
        check(text, "");
    }
}

fn check_found(text: &str, expect: &str, rest: &str) {
    let found = find(text, today());
    let (when, left) = found.map_or((String::new(), text.to_owned()), |found| {
        (short(&found.when), found.rest)
    });
    assert_eq!((when.as_str(), left.as_str()), (expect, rest), "{text}");
}

#[test]
fn words_about_time_are_picked_out_of_a_question() {
    check_found("baby group tuesday", "Tue", "baby group");
    check_found(
        "Baby group on Tuesday mornings",
        "Tue morning",
        "Baby group",
    );
    check_found("something on sunday for mum", "Sun", "something for mum");
    check_found("food bank open now", "now", "food bank");
    check_found(
        "yoga tomorrow evening free",
        "2026-11-26 evening",
        "yoga free",
    );
    check_found("sat morning football", "Sat morning", "football");
    check_found(
        "what's on this weekend?",
        "2026-11-28..2026-11-29",
        "what's ?",
    );
    check_found("tuesday", "Tue", "");
    check_found("pharmacy open sunday", "Sun", "pharmacy");
    check_found(
        "library open on saturday mornings",
        "Sat morning",
        "library",
    );
    check_found(
        "cafe that opens at 7.30am",
        "from 07:30 to 08:00",
        "cafe that",
    );
}

#[test]
fn what_may_be_part_of_a_name_stays() {
    for text in [
        "coffee morning",
        "Sunday school",
        "after school club",
        "sun safety",
        "evening classes",
        "night shelter",
        "\"open tuesday\" group",
        "school open evening",
        "open door",
        "1/2 price swimming",
        "24/7 helpline",
        "may day",
    ] {
        check_found(text, "", text);
    }
}

proptest! {
    #[test]
    fn no_text_is_an_error_and_nothing_of_it_is_invented(text in any::<String>()) {
        let _ = parse(&text, today());
        if let Some(found) = find(&text, today()) {
            assert!(text.contains(&found.words));
            assert!(found.rest.split_whitespace().all(|word| text.contains(word)));
        }
    }
}

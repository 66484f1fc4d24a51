//! Rules read, refused and reckoned.

use chrono::NaiveDate;
use proptest::prelude::{prop, proptest};

use super::{Rule, checked, from_icalendar, zone};
use crate::schedule::{Frequency, Schedule};

fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

fn dates(rule: &str, start: &str, from: &str, to: &str) -> String {
    let found = Rule::read(rule)
        .unwrap()
        .dates(day(start), (day(from), day(to)), 5);
    let printed: Vec<String> = found.iter().map(ToString::to_string).collect();
    printed.join(" ")
}

#[test]
fn dates_follow_the_rule_within_the_window() {
    assert_eq!(
        dates(
            "FREQ=MONTHLY;BYMONTHDAY=15",
            "2020-01-15",
            "2026-11-20",
            "2027-02-01"
        ),
        "2026-12-15 2027-01-15"
    );
    assert_eq!(
        dates(
            "FREQ=WEEKLY;INTERVAL=3;BYDAY=TU",
            "2026-11-03",
            "2026-11-20",
            "2027-01-10"
        ),
        "2026-11-24 2026-12-15 2027-01-05"
    );
    assert_eq!(
        dates(
            "FREQ=WEEKLY;BYDAY=TU;UNTIL=20261201T235959Z",
            "2026-11-03",
            "2026-11-20",
            "2027-01-10"
        ),
        "2026-11-24 2026-12-01"
    );
    assert_eq!(
        dates(
            "FREQ=DAILY;COUNT=2",
            "2026-11-24",
            "2026-11-01",
            "2027-01-10"
        ),
        "2026-11-24 2026-11-25"
    );
}

#[test]
fn what_would_cost_too_much_or_is_no_rule_is_refused() {
    for rule in [
        "FREQ=SECONDLY",
        "FREQ=MINUTELY;INTERVAL=1",
        "FREQ=DAILY;BYHOUR=1",
        "FREQ=DAILY;BYEASTER=1",
        "FREQ=WEEKLY;INTERVAL=0",
        "every tuesday",
        "",
        "FREQ=WEEKLY;UNTIL=never",
        "COUNT=3",
    ] {
        assert!(checked(rule).is_err(), "{rule}");
    }
    assert_eq!(
        checked("RRULE:freq=weekly;byday=tu").unwrap(),
        "FREQ=WEEKLY;BYDAY=TU"
    );
    assert!(checked(&format!("FREQ=WEEKLY;BYDAY={}", "TU,".repeat(200))).is_err());
    // The thirtieth of February never comes: looking for it must end.
    assert_eq!(
        dates(
            "FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30",
            "2020-01-01",
            "2020-01-01",
            "2100-01-01"
        ),
        ""
    );
}

#[test]
fn an_event_of_a_calendar_becomes_the_schedule_that_it_says() {
    let tuesdays = from_icalendar(
        "DTSTART;TZID=GMT Standard Time:20260106T190000\nDTEND;TZID=GMT Standard Time:20260106T203000\n\
         RRULE:FREQ=MONTHLY;BYDAY=1TU\nEXDATE;TZID=GMT Standard Time:20261201T190000\nSUMMARY:Choir",
    )
    .unwrap();
    let time = |text: &str| Some(text.parse().unwrap());
    assert_eq!(
        tuesdays,
        Schedule {
            frequency: Frequency::Monthly,
            weekdays: vec![chrono::Weekday::Tue],
            weeks_of_month: vec![1],
            opens_at: time("19:00:00"),
            closes_at: time("20:30:00"),
            valid_from: Some(day("2026-01-06")),
            exdates: vec![day("2026-12-01")],
            ..Schedule::default()
        }
    );
    // In July noon in Berlin and 10:00 UTC are both eleven o'clock here.
    for start in [
        "DTSTART;TZID=Europe/Berlin:20260707T120000",
        "DTSTART:20260707T100000Z",
    ] {
        let once = from_icalendar(start).unwrap();
        assert_eq!(
            (once.frequency, once.opens_at),
            (Frequency::Once, time("11:00:00"))
        );
    }
    let odd = from_icalendar("DTSTART:20260107T100000\nRRULE:FREQ=WEEKLY;INTERVAL=3").unwrap();
    assert_eq!(odd.rrule.as_deref(), Some("FREQ=WEEKLY;INTERVAL=3"));
    assert!(from_icalendar("RRULE:FREQ=DAILY").is_err());
}

#[test]
fn zones_go_by_either_name() {
    assert_eq!(zone("GMT Standard Time"), zone("Europe/London"));
    assert_eq!(
        zone("/example.org/20250101/Europe/London"),
        zone("Europe/London")
    );
    assert!(zone("Europe/London").is_some());
    assert_eq!(zone("Middle Earth Standard Time"), None);
}

proptest! {
    #[test]
    fn no_rule_takes_long_or_leaves_its_window(
        parts in prop::collection::vec("(FREQ=(DAILY|WEEKLY|MONTHLY|YEARLY)|INTERVAL=[0-9]{1,5}|BYDAY=(-?[1-5])?(MO|TU|SU)|BYMONTHDAY=-?[0-9]{1,2}|BYMONTH=[0-9]{1,2}|BYSETPOS=-?[0-9]{1,3}|COUNT=[0-9]{1,9}|BYWEEKNO=-?[0-9]{1,2}|BYYEARDAY=-?[0-9]{1,3})", 1..5)
    ) {
        if let Ok(rule) = Rule::read(&parts.join(";")) {
            let window = (day("2026-11-25"), day("2027-12-31"));
            let found = rule.dates(day("1999-12-31"), window, 400);
            assert!(found.iter().all(|date| (window.0..=window.1).contains(date)));
        }
    }
}

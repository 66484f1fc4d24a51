//! Dates and wishes, on Wednesday 25 November 2026 at six in the evening.

use chrono::{DateTime, NaiveDate, NaiveTime, TimeDelta, Utc, Weekday};
use proptest::prelude::{Strategy, any, prop, proptest};

use super::{is_bank_holiday, meet, next, sessions, stands_until};
use crate::hours;
use crate::schedule::{Frequency, Schedule};
use crate::when::{self, DayPart, When};

fn now() -> DateTime<Utc> {
    "2026-11-25T18:00:00Z".parse().unwrap()
}

fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

fn at(text: &str) -> Option<NaiveTime> {
    Some(text.parse().unwrap())
}

/// The next dates of what some words say, in a short form.
fn dates_at(schedules: &[Schedule], now: &str) -> String {
    let found = next(schedules, now.parse().unwrap(), 3);
    let printed: Vec<String> = found
        .iter()
        .map(|once| {
            let time = once
                .starts
                .map_or(String::new(), |at| at.format(" %H:%M%:z").to_string());
            let holiday = if once.is_bank_holiday { " holiday" } else { "" };
            format!("{}{time}{holiday}", once.date)
        })
        .collect();
    printed.join(", ")
}

fn dates(words: &str) -> String {
    dates_at(&hours::read(words).schedules, "2026-11-25T18:00:00Z")
}

#[test]
fn the_next_dates_leave_out_what_is_over() {
    assert_eq!(
        dates("Wednesdays 5pm to 7pm"),
        "2026-11-25 17:00+00:00, 2026-12-02 17:00+00:00, 2026-12-09 17:00+00:00"
    );
    assert_eq!(
        dates("Wednesdays 2pm to 4pm and Thursdays 10am to 11am"),
        "2026-11-26 10:00+00:00, 2026-12-02 14:00+00:00, 2026-12-03 10:00+00:00"
    );
    assert_eq!(dates("Tuesdays"), "2026-12-01, 2026-12-08, 2026-12-15");
}

#[test]
fn months_and_fortnights_are_reckoned_and_what_is_not_said_is_not_guessed() {
    assert_eq!(
        dates("First Tuesday of the month 10am to 12 noon"),
        "2026-12-01 10:00+00:00, 2027-01-05 10:00+00:00, 2027-02-02 10:00+00:00"
    );
    assert_eq!(
        dates("Last Friday of the month 10am to 12 noon"),
        "2026-11-27 10:00+00:00, 2026-12-25 10:00+00:00 holiday, 2027-01-29 10:00+00:00"
    );
    assert_eq!(dates("Fortnightly on Tuesdays 10am to 12 noon"), "");
    let anchored = Schedule {
        frequency: Frequency::Fortnightly,
        weekdays: vec![Weekday::Tue],
        opens_at: at("10:00:00"),
        valid_from: Some(day("2026-11-24")),
        ..Schedule::default()
    };
    assert_eq!(
        dates_at(&[anchored], "2026-11-25T18:00:00Z"),
        "2026-12-08 10:00+00:00, 2026-12-22 10:00+00:00, 2027-01-05 10:00+00:00"
    );
}

#[test]
fn the_clock_change_moves_no_session() {
    let sundays = [Schedule {
        weekdays: vec![Weekday::Sun],
        opens_at: at("01:30:00"),
        ..Schedule::default()
    }];
    // At 01:00 on 28 March 2027 it is 02:00.
    assert_eq!(
        dates_at(&sundays, "2027-03-20T12:00:00Z"),
        "2027-03-21 01:30+00:00, 2027-03-28 02:30+01:00, 2027-04-04 01:30+01:00"
    );
    assert_eq!(
        dates_at(&sundays, "2026-10-20T12:00:00Z"),
        "2026-10-25 01:30+01:00, 2026-11-01 01:30+00:00, 2026-11-08 01:30+00:00"
    );
    let evening = hours::read("Saturdays 6pm to 8pm").schedules;
    assert_eq!(
        dates_at(&evening, "2027-03-24T12:00:00Z"),
        "2027-03-27 18:00+00:00, 2027-04-03 18:00+01:00, 2027-04-10 18:00+01:00"
    );
}

#[test]
fn exceptions_rules_and_added_dates_are_kept() {
    let tuesdays = Schedule {
        exdates: vec![day("2026-12-01")],
        rdates: vec![day("2026-12-03")],
        ..hours::read("Tuesdays 10am to 12 noon").schedules.remove(0)
    };
    assert_eq!(
        dates_at(&[tuesdays], "2026-11-25T18:00:00Z"),
        "2026-12-03 10:00+00:00, 2026-12-08 10:00+00:00, 2026-12-15 10:00+00:00"
    );
    let by_rule = Schedule {
        rrule: Some("FREQ=MONTHLY;BYMONTHDAY=15".to_owned()),
        valid_from: Some(day("2026-01-15")),
        valid_to: Some(day("2027-01-31")),
        opens_at: at("19:00:00"),
        ..Schedule::default()
    };
    assert_eq!(
        dates_at(&[by_rule], "2026-11-25T18:00:00Z"),
        "2026-12-15 19:00+00:00, 2027-01-15 19:00+00:00"
    );
}

#[test]
fn a_bank_holiday_is_marked_or_left_out_where_the_source_says_so() {
    assert_eq!(
        dates_at(
            &hours::read("Fridays 10am to 12 noon").schedules,
            "2026-12-17T18:00:00Z"
        ),
        "2026-12-18 10:00+00:00, 2026-12-25 10:00+00:00 holiday, 2027-01-01 10:00+00:00 holiday"
    );
    assert_eq!(
        dates_at(
            &hours::read("Fridays 10am to 12 noon, except bank holidays").schedules,
            "2026-12-17T18:00:00Z"
        ),
        "2026-12-18 10:00+00:00, 2027-01-08 10:00+00:00, 2027-01-15 10:00+00:00"
    );
    // Christmas Day and New Year's Day are the Fridays before.
    assert_eq!(
        dates_at(
            &hours::read("Saturdays 10am to 1pm, not bank holiday weekends").schedules,
            "2026-12-17T18:00:00Z"
        ),
        "2026-12-19 10:00+00:00, 2027-01-09 10:00+00:00, 2027-01-16 10:00+00:00"
    );
}

#[test]
fn bank_holidays_are_those_of_the_published_list() {
    // gov.uk/bank-holidays, England and Wales; OGL v3.0.
    let published = "\
        2020-01-01 2020-04-10 2020-04-13 2020-05-08 2020-05-25 2020-08-31 2020-12-25 2020-12-28 \
        2021-01-01 2021-04-02 2021-04-05 2021-05-03 2021-05-31 2021-08-30 2021-12-27 2021-12-28 \
        2022-01-03 2022-04-15 2022-04-18 2022-05-02 2022-06-02 2022-06-03 2022-08-29 2022-09-19 \
        2022-12-26 2022-12-27 \
        2023-01-02 2023-04-07 2023-04-10 2023-05-01 2023-05-08 2023-05-29 2023-08-28 2023-12-25 \
        2023-12-26 \
        2024-01-01 2024-03-29 2024-04-01 2024-05-06 2024-05-27 2024-08-26 2024-12-25 2024-12-26 \
        2025-01-01 2025-04-18 2025-04-21 2025-05-05 2025-05-26 2025-08-25 2025-12-25 2025-12-26 \
        2026-01-01 2026-04-03 2026-04-06 2026-05-04 2026-05-25 2026-08-31 2026-12-25 2026-12-28";
    let reckoned: Vec<String> = day("2020-01-01")
        .iter_days()
        .take_while(|date| *date <= day("2026-12-31"))
        .filter(|date| is_bank_holiday(*date))
        .map(|date| date.to_string())
        .collect();
    assert_eq!(reckoned, published.split_whitespace().collect::<Vec<_>>());
}

/// Whether what some words say meets a wish: yes, no, or it does not say.
fn met(words: &str, wish: &str) -> &'static str {
    let wish = if wish.is_empty() {
        When::default()
    } else {
        when::parse(wish, day("2026-11-25")).unwrap()
    };
    let sessions = sessions(&hours::read(words).schedules, day("2026-11-25"));
    let met = meet(
        &sessions,
        &wish,
        day("2026-11-25"),
        NaiveTime::from_hms_opt(18, 0, 0).unwrap(),
    );
    match (met.passes(&wish), met.is_unsaid) {
        (true, _) => "yes",
        (false, true) => "unsaid",
        (false, false) => "no",
    }
}

#[test]
fn a_wish_is_met_not_met_or_not_spoken_of() {
    let tuesday = "Tuesdays 6pm to 8pm";
    for (wish, expect) in [
        ("tuesday", "yes"),
        ("tuesday evening", "yes"),
        ("tuesday morning", "no"),
        ("wednesday", "no"),
        ("after 7pm", "yes"),
        ("after 7.45pm", "no"),
        ("before 6pm", "no"),
        ("2026-12-01", "yes"),
        ("tomorrow", "no"),
        ("this week", "no"),
        ("next week", "yes"),
        ("now", "no"),
    ] {
        assert_eq!(met(tuesday, wish), expect, "{wish}");
    }
    assert_eq!(met("Wednesdays 5pm to 7pm", "now"), "yes");
    assert_eq!(met("Wednesdays 4pm to 6pm", "now"), "no");
    assert_eq!(met("Wednesdays 5.30pm", "now"), "yes");
    assert_eq!(met("", "tuesday"), "unsaid");
    assert_eq!(met("Tuesdays", "tuesday"), "yes");
    assert_eq!(met("Tuesdays", "tuesday evening"), "unsaid");
    assert_eq!(met("Tuesdays", "wednesday evening"), "no");
    assert_eq!(
        met("Fortnightly on Tuesdays 10am to 12 noon", "tuesday"),
        "yes"
    );
    assert_eq!(
        met("Fortnightly on Tuesdays 10am to 12 noon", "2026-12-01"),
        "unsaid"
    );
    assert_eq!(
        met("Second Tuesday of the month 10am to 12 noon", "2026-12-01"),
        "no"
    );
}

#[test]
fn what_is_over_meets_no_wish() {
    let over = Schedule {
        valid_to: Some(day("2026-11-24")),
        ..hours::read("Tuesdays 10am to 12 noon").schedules.remove(0)
    };
    let sessions = sessions([&over], day("2026-11-25"));
    let met = meet(
        &sessions,
        &When::default(),
        day("2026-11-25"),
        NaiveTime::MIN,
    );
    assert_eq!((met.days, met.cells, met.is_unsaid), (0, 0, false));
}

#[test]
fn what_goes_on_past_midnight_is_open_then() {
    let late = [Schedule {
        weekdays: vec![Weekday::Tue],
        opens_at: at("22:00:00"),
        closes_at: at("02:00:00"),
        ..Schedule::default()
    }];
    let wish = When {
        now: true,
        ..When::default()
    };
    let sessions = sessions(&late, day("2026-11-25"));
    let open = |time| meet(&sessions, &wish, day("2026-11-25"), time).passes(&wish);
    assert!(open(NaiveTime::from_hms_opt(1, 0, 0).unwrap()));
    assert!(!open(NaiveTime::from_hms_opt(2, 0, 0).unwrap()));
}

fn schedules() -> impl Strategy<Value = Vec<Schedule>> {
    let one = (
        0_u8..4,
        1_u8..128,
        any::<bool>(),
        0_u32..24,
        1_u32..12,
        prop::option::of(0_i8..5),
    );
    prop::collection::vec(one, 0..4).prop_map(|all| {
        all.into_iter()
            .map(|(frequency, days, timed, opens, lasts, week)| Schedule {
                frequency: match frequency {
                    0 => Frequency::Monthly,
                    1 => Frequency::Fortnightly,
                    2 => Frequency::Once,
                    _ => Frequency::Weekly,
                },
                weekdays: (0..7_u8)
                    .filter(|day| days >> day & 1 != 0)
                    .filter_map(|day| Weekday::try_from(day).ok())
                    .collect(),
                weeks_of_month: week
                    .map(|week| if week == 0 { -1 } else { week })
                    .into_iter()
                    .collect(),
                opens_at: timed
                    .then(|| NaiveTime::from_hms_opt(opens, 0, 0))
                    .flatten(),
                closes_at: NaiveTime::from_hms_opt((opens + lasts) % 24, 30, 0),
                valid_from: Some(day("2026-11-20")),
                ..Schedule::default()
            })
            .collect()
    })
}

proptest! {
    /// The two ways to say when agree: what has a next date is found by that date, and at that time.
    #[test]
    fn what_has_a_date_is_found_by_it(schedules in schedules()) {
        let sessions = sessions(&schedules, day("2026-11-25"));
        for once in next(&schedules, now(), 3) {
            let mut wish = When {
                dates: Some((once.date, once.date)),
                ..When::default()
            };
            let passes = |wish: &When| meet(&sessions, wish, day("2026-11-25"), NaiveTime::MIN).passes(wish);
            assert!(passes(&wish));
            wish.from = once.starts.map(|at| at.naive_local().time());
            assert!(passes(&wish));
        }
    }

    #[test]
    fn next_dates_stay_as_they_are_until_they_are_said_to(schedules in schedules(), minutes in 0_i64..1_500) {
        let dates = next(&schedules, now(), 3);
        let until = stands_until(&dates, now());
        assert!(until > now());
        let later = now() + TimeDelta::minutes(minutes);
        if later < until {
            assert_eq!(next(&schedules, later, 3), dates);
        }
        if dates.iter().any(|once| once.ends.is_some_and(|end| end <= until)) {
            assert_ne!(next(&schedules, until, 3), dates);
        }
    }

    #[test]
    fn to_wish_for_more_never_finds_more(schedules in schedules(), days in 1_u8..128, part in 0_usize..3) {
        let sessions = sessions(&schedules, day("2026-11-25"));
        let few = When {
            days: (0..7_u8).filter(|at| days >> at & 1 != 0).filter_map(|at| Weekday::try_from(at).ok()).collect(),
            ..When::default()
        };
        let fewer = When { parts: vec![DayPart::ALL[part]], ..few.clone() };
        let fewest = When { dates: Some((day("2026-11-25"), day("2026-12-25"))), ..fewer.clone() };
        let passes = |wish: &When| meet(&sessions, wish, day("2026-11-25"), NaiveTime::MIN).passes(wish);
        assert!(!passes(&fewer) || passes(&few));
        assert!(!passes(&fewest) || passes(&fewer));
    }
}

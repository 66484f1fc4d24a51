//! What people write about times, and what may be read from it.

use chrono::{NaiveTime, Weekday};
use proptest::prelude::{prop_assert, prop_assert_eq, proptest};

use super::{Confidence, read, read_days};
use crate::schedule::{Frequency, Schedule};

fn printed(schedule: &Schedule) -> String {
    use std::fmt::Write as _;
    let mut out = match schedule.frequency {
        Frequency::Weekly => String::new(),
        Frequency::Fortnightly => "fortnightly ".to_owned(),
        Frequency::Monthly => format!("{:?} ", schedule.weeks_of_month),
        Frequency::Once => "once ".to_owned(),
    };
    let days: Vec<String> = schedule.weekdays.iter().map(ToString::to_string).collect();
    out.push_str(&days.join(","));
    let time = |time: NaiveTime| time.format("%H:%M").to_string();
    if let Some(opens) = schedule.opens_at {
        let _ = write!(out, " {}", time(opens));
    }
    if let Some(closes) = schedule.closes_at {
        let _ = write!(out, "-{}", time(closes));
    }
    if schedule.term_time_only {
        out.push_str(" term");
    }
    if let Some(words) = &schedule.description {
        let _ = write!(out, " ({words})");
    }
    out
}

fn check(text: &str, expected: &str) {
    let hours = read(text);
    let mut all: Vec<String> = hours.schedules.iter().map(printed).collect();
    match hours.confidence {
        Confidence::Whole => {}
        Confidence::Part => all.push("…".to_owned()),
        Confidence::Nothing => all.push("?".to_owned()),
    }
    assert_eq!(all.join("; "), expected, "{text:?}");
}

#[test]
fn a_weekly_session_is_read() {
    check(
        "Tuesdays 10am to 12 noon, term time only",
        "Tue 10:00-12:00 term",
    );
    check("Wednesday 9:30am - 12noon", "Wed 09:30-12:00");
    check("Mon-Fri 9-5", "Mon,Tue,Wed,Thu,Fri 09:00-17:00");
    check(
        "Tuesday - Friday 12noon - 2pm",
        "Tue,Wed,Thu,Fri 12:00-14:00",
    );
    check("Thursday 1.30 - 3.30pm", "Thu 13:30-15:30");
    check(
        "Monday - Thursdays 10am -2pm",
        "Mon,Tue,Wed,Thu 10:00-14:00",
    );
    check("Weds 12-2pm", "Wed 12:00-14:00");
    check("Saturday & Sunday 7am - 9am.", "Sat,Sun 07:00-09:00");
    check("Wednesday 7:30pm", "Wed 19:30");
    check("Tuesday from 11am", "Tue 11:00");
    check("Mondays 18:00-20:00", "Mon 18:00-20:00");
    check("11am – 2pm on Thursdays", "Thu 11:00-14:00");
    check("Daily 0900-1700", "Mon,Tue,Wed,Thu,Fri,Sat,Sun 09:00-17:00");
    check("Weekends 10:00 to 16:00", "Sat,Sun 10:00-16:00");
    check("Fridays 10.30 a.m. – 12.30 p.m.", "Fri 10:30-12:30");
}

#[test]
fn several_sessions_are_told_apart() {
    check(
        "Tuesday 6pm - 8pm and Sunday 3pm - 5pm",
        "Tue 18:00-20:00; Sun 15:00-17:00",
    );
    check(
        "Fri 4.30 - 5.30pm Sat 10 - 11am",
        "Fri 16:30-17:30; Sat 10:00-11:00",
    );
    check(
        "Tuesdays & Fridays 12pm - 3pm; 1st Saturday of month 10am - 12noon",
        "Tue,Fri 12:00-15:00; [1] Sat 10:00-12:00",
    );
    check(
        "Wednesday 2-3pm and 6-7pm",
        "Wed 14:00-15:00; Wed 18:00-19:00",
    );
    check(
        "Monday\n9am-5pm\nTuesday\n10am-4pm",
        "Mon 09:00-17:00; Tue 10:00-16:00",
    );
    check(
        "Mon to Fri: 9am-5pm, Sat: 10am-1pm, Sun: Closed",
        "Mon,Tue,Wed,Thu,Fri 09:00-17:00; Sat 10:00-13:00",
    );
}

#[test]
fn what_comes_round_less_often_says_so() {
    check(
        "first Thursday of the month, 7pm–9pm",
        "[1] Thu 19:00-21:00",
    );
    check("7pm, last Friday of every month", "[-1] Fri 19:00");
    check(
        "1st and 3rd Tuesday of each month 2-4pm",
        "[1, 3] Tue 14:00-16:00",
    );
    check("Every other Friday", "fortnightly Fri");
    check(
        "Fortnightly on Mondays, 10.30am-12pm",
        "fortnightly Mon 10:30-12:00",
    );
}

#[test]
fn words_beside_a_session_are_its_description() {
    check("Baby Bounce Fridays 11am", "Fri 11:00 (Baby bounce)");
    check(
        "Foodbank: Wednesday 5 - 6.30pm\u{a0} Grocer Friday 9.30am - 12 noon",
        "Wed 17:00-18:30 (Foodbank); Fri 09:30-12:00 (Grocer)",
    );
    // Whose are the words between two sessions? Nobody's.
    check(
        "Monday 10am - 4pm Free hot meal on Tuesday, 7.30 - 9.30pm",
        "Mon 10:00-16:00; Tue 19:30-21:30; …",
    );
    check(
        "Mon - Fri by appointment",
        "Mon,Tue,Wed,Thu,Fri (By appointment)",
    );
    check(
        "Monday - Friday 8am - 4pm. Please ring.",
        "Mon,Tue,Wed,Thu,Fri 08:00-16:00; …",
    );
    check(
        "Monday 1-3pm\nNot open on Bank Holidays",
        "Mon 13:00-15:00; …",
    );
    check(
        "Mon-Fri 9-5 except bank holidays",
        "Mon,Tue,Wed,Thu,Fri 09:00-17:00 (Not on bank holidays)",
    );
    check(
        "Saturdays 10am to 1pm, not bank holiday weekends",
        "Sat 10:00-13:00 (Not on bank holiday weekends)",
    );
}

#[test]
fn days_on_which_it_is_closed_are_taken_away() {
    check(
        "Mon-Sun 9am-5pm, closed Wednesday",
        "Mon,Tue,Thu,Fri,Sat,Sun 09:00-17:00",
    );
    check(
        "Mon-Sat 9-5. Closed on Sundays.",
        "Mon,Tue,Wed,Thu,Fri,Sat 09:00-17:00",
    );
}

#[test]
fn open_days_without_times_are_days() {
    check(
        "Open Monday afternoons and evenings; Tuesday and Thursday all day; Friday mornings and \
         afternoons, shut at midday; closed Sunday",
        "Mon,Tue,Thu,Fri",
    );
    check("Open all day Saturday", "Sat");
}

#[test]
fn nothing_is_guessed() {
    for text in [
        "",
        "Not known",
        "By appointment",
        "Timetabled Route",
        "One morning per week",
        "5 days and 5 evenings per week",
        "After services or when visiting",
        // Monthly, but in which week?
        "Saturday 10-12 Monthly",
        "Every 2nd week on Monday",
        "Every third Thursday",
        "Tuesday or Thursday 2-4pm",
        "Most Tuesdays 2-4pm",
        "Mondays 2-4pm, except in August",
        "Weekdays and Saturdays 10am-4pm, except Thursdays 10am-12.30pm.",
        "Mon-Fri 9-5, closed for lunch 12-1",
        "Tuesdays in July 2pm",
        "Saturday 14 March 2026, 10am",
        // Typing errors, and times that can mean two things.
        "Wednesday 2=3pm",
        "Monday 11:00 - 01:00",
        "Monday 10.400",
        "Monday 7-9",
        "Monday 6.30-8.30",
        "Monday 10am - 12am",
        "Monday until 5pm",
        "Monday 5",
        "Friday 7pm till late",
        "Fri 9pm - midnight",
        "Ring Mon-Fri 9-5 to book",
        "Fridays 1900-2100",
        "Mondays 1:30pm - 2:30pm + Bread Tues - Fri 2.30 - 3pm Local school term time only",
        "first session Thursday coffee",
    ] {
        check(text, "?");
    }
}

#[test]
fn a_clause_that_is_not_understood_leaves_the_others() {
    check(
        "Tuesdays 2-4pm. Summer: Tuesdays 2-6pm.",
        "Tue 14:00-16:00; …",
    );
    check("Tuesdays 2-4pm\nNo need to book", "Tue 14:00-16:00; …");
}

#[test]
fn a_cell_for_each_day_is_read() {
    let (hours, text) = read_days(&[
        (Weekday::Mon, "08:30-13:00,14:00-17:30"),
        (Weekday::Tue, "08:30-13:00,14:00-17:30"),
        (Weekday::Sat, "09:00-12:30"),
        (Weekday::Sun, "CLOSED"),
    ]);
    let all: Vec<String> = hours.schedules.iter().map(printed).collect();
    assert_eq!(
        all,
        [
            "Mon,Tue 08:30-13:00",
            "Mon,Tue 14:00-17:30",
            "Sat 09:00-12:30"
        ]
    );
    assert_eq!(hours.confidence, Confidence::Whole);
    assert!(
        text.unwrap()
            .ends_with("Saturday: 09:00-12:30\nSunday: CLOSED")
    );
    let (hours, text) = read_days(&[
        (Weekday::Mon, "AM & PM (continuous)"),
        (Weekday::Tue, "10:00-12:00"),
    ]);
    assert_eq!(
        (hours.schedules.len(), hours.confidence),
        (1, Confidence::Part)
    );
    assert!(text.is_some());
    assert_eq!(
        read_days(&[(Weekday::Mon, ""), (Weekday::Tue, "-")]).1,
        None
    );
}

proptest! {
    #[test]
    fn any_text_is_read_without_failing(text in "([0-9]{1,2}|am|pm|:|\\.|-| |,|;|mon|fri|first|last|month|closed|noon|to|except|\\PC){0,30}") {
        let hours = read(&text);
        prop_assert_eq!(hours.schedules.is_empty(), hours.confidence == Confidence::Nothing);
        for schedule in hours.schedules {
            prop_assert!(!schedule.weekdays.is_empty());
            if let (Some(opens), Some(closes)) = (schedule.opens_at, schedule.closes_at) {
                prop_assert!(opens < closes);
            }
        }
    }
}

#[test]
fn openstreetmaps_notation_is_read_as_far_as_a_week_can_say_it() {
    check(
        "Mo-Fr 09:00-17:00; Sa 10:00-12:00",
        "Mon,Tue,Wed,Thu,Fri 09:00-17:00; Sat 10:00-12:00",
    );
    check(
        "Tu,Th 10:00-12:00,14:00-16:00",
        "Tue,Thu 10:00-12:00; Tue,Thu 14:00-16:00",
    );
    check("We 18:00-20:30", "Wed 18:00-20:30");
    check(
        "Mo-Sa 08:00-24:00; Su off",
        "Mon,Tue,Wed,Thu,Fri,Sat 08:00-23:59",
    );
}

#[test]
fn what_a_week_cannot_say_of_openstreetmaps_notation_is_not_guessed() {
    for text in [
        "Apr-Sep: Mo-Fr 09:00-17:00",
        "Mo-Fr sunrise-sunset",
        "week 1-53/2 Fr 09:00-12:00",
        "Dec 25 off",
        // Nobody begins before five in the morning: a helpline that is always open says so in words.
        "24/7",
    ] {
        check(text, "?");
    }
}

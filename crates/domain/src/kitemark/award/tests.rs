//! A small scheme, taken from question to fall-back.

use chrono::NaiveDate;
use proptest::prelude::{prop_assert, proptest};

use super::{Award, is_drawn, reminder_due, standing, until};
use crate::kitemark::answers::{asked, missing, objections};
use crate::kitemark::application::{ApplicationState, ApplicationStep, next};
use crate::kitemark::{Answer, Answers, Kind, Question, Scheme, Tier, When, WhoDecides};

fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

fn question(code: &str, kind: Kind, needed_for: &str) -> Question {
    Question {
        code: code.to_owned(),
        text: format!("{code}?"),
        guidance: None,
        kind,
        options: Vec::new(),
        needed_for: vec![needed_for.to_owned()],
        must_be: None,
        when: Vec::new(),
        not_for_tiny: false,
    }
}

fn scheme() -> Scheme {
    let tier = |code: &str, months, decided| Tier {
        code: code.to_owned(),
        name: code.to_owned(),
        meaning: String::new(),
        months,
        decided,
        check_one_in: 0,
    };
    Scheme {
        id: "small".to_owned(),
        version: 1,
        name: "Small".to_owned(),
        description: String::new(),
        disclaimer: String::new(),
        run_by: "us".to_owned(),
        email: None,
        areas: Vec::new(),
        grace_days: 30,
        tiers: vec![
            tier("confirmed", 12, WhoDecides::Automatic),
            tier("declared", 12, WhoDecides::Automatic),
            tier("seen", 12, WhoDecides::Assessor),
        ],
        questions: vec![
            question("details", Kind::YesNo, "confirmed"),
            Question {
                must_be: Some(true),
                ..question("safeguarding", Kind::YesNo, "declared")
            },
            question("children", Kind::YesNo, "declared"),
            Question {
                when: vec![When {
                    question: "children".to_owned(),
                    is: vec!["yes".to_owned()],
                }],
                ..question("child-lead", Kind::Words, "declared")
            },
            Question {
                not_for_tiny: true,
                ..question("accounts", Kind::Date, "declared")
            },
            question("insurance", Kind::Evidence, "seen"),
        ],
    }
}

fn yes(yes: bool) -> Answer {
    Answer::YesNo { yes }
}

fn words(words: &str) -> Answer {
    Answer::Words {
        words: words.to_owned(),
    }
}

fn answers(given: &[(&str, Answer)]) -> Answers {
    given
        .iter()
        .map(|(code, answer)| ((*code).to_owned(), answer.clone()))
        .collect()
}

fn insurance(expires: &str) -> Answer {
    Answer::Evidence {
        issuer: "Ansvar".to_owned(),
        covers: "public liability, £5 million".to_owned(),
        expires: day(expires),
    }
}

fn codes(objections: &[crate::kitemark::answers::Objection]) -> Vec<&str> {
    objections
        .iter()
        .map(|objection| objection.question.as_str())
        .collect()
}

#[test]
fn a_small_group_is_asked_less_and_risk_switches_questions_on() {
    let scheme = scheme();
    assert_eq!(scheme.faults(), []);
    let asked_of = |given: &Answers, tiny| -> Vec<String> {
        asked(&scheme, given, tiny)
            .iter()
            .map(|q| q.code.clone())
            .collect()
    };
    let none = Answers::new();
    assert_eq!(
        asked_of(&none, true),
        ["details", "safeguarding", "children", "insurance"]
    );
    let with_children = answers(&[("children", yes(true))]);
    assert_eq!(
        asked_of(&with_children, false),
        [
            "details",
            "safeguarding",
            "children",
            "child-lead",
            "accounts",
            "insurance"
        ]
    );
}

#[test]
fn a_tier_needs_its_own_answers_and_those_below() {
    let scheme = scheme();
    let given = answers(&[
        ("details", yes(true)),
        ("safeguarding", yes(false)),
        ("children", yes(false)),
    ]);
    assert_eq!(codes(&missing(&scheme, "confirmed", &given, true)), [""; 0]);
    assert_eq!(
        codes(&missing(&scheme, "declared", &given, true)),
        ["safeguarding"]
    );
    assert_eq!(
        codes(&missing(&scheme, "seen", &given, false)),
        ["safeguarding", "accounts", "insurance"]
    );
    assert_eq!(missing(&scheme, "golden", &given, true).len(), 1);
}

#[test]
fn what_must_not_be_kept_is_refused() {
    let scheme = scheme();
    let check = |text: &str, refused: bool| {
        let given = answers(&[("child-lead", words(text))]);
        let found = objections(&scheme, &given, day("2026-11-25"));
        assert_eq!(!found.is_empty(), refused, "{text:?}: {found:?}");
    };
    check("our chair", false);
    check("reviewed in March 2025, cover £5,000,000", false);
    check("at SW9 8DJ on 25/11/2026", false);
    check("DBS 001234567890", true);
    check("policy AB1234567", true);
    check("001 234 567 890", true);
    check("Mrs Patel", true);
    check("ask Dr. Jones", true);
    check("  ", true);
}

#[test]
fn an_answer_has_to_fit_its_question() {
    let scheme = scheme();
    let given = answers(&[
        ("details", words("yes")),
        (
            "accounts",
            Answer::Date {
                date: day("2027-01-01"),
            },
        ),
        ("insurance", insurance("2026-11-24")),
        ("nonsense", yes(true)),
    ]);
    let found = objections(&scheme, &given, day("2026-11-25"));
    assert_eq!(
        codes(&found),
        ["accounts", "details", "insurance", "nonsense"]
    );
}

#[test]
fn the_first_thing_to_run_out_ends_an_award() {
    let scheme = scheme();
    let on = day("2026-11-25");
    let given = answers(&[("insurance", insurance("2027-03-03"))]);
    assert_eq!(
        until(&scheme, "seen", on, &given, false),
        Some(day("2027-03-03"))
    );
    assert_eq!(
        until(&scheme, "seen", on, &Answers::new(), false),
        Some(day("2027-11-24"))
    );
    assert_eq!(until(&scheme, "golden", on, &given, false), None);
}

#[test]
fn an_award_falls_back_tier_by_tier_and_never_at_once() {
    let scheme = scheme();
    let award = Award {
        scheme: "small".to_owned(),
        version: 1,
        tier: "seen".to_owned(),
        assessed_by: None,
        awarded_on: day("2026-11-25"),
        until: day("2027-03-03"),
        suspended: None,
    };
    let on = |date: &str| standing(&scheme, &award, day(date)).map(|s| (s.tier, s.fallen_back));
    assert_eq!(on("2026-11-24"), None);
    assert_eq!(on("2027-03-03"), Some(("seen".to_owned(), false)));
    assert_eq!(
        on("2027-04-02"),
        Some(("seen".to_owned(), false)),
        "thirty days of grace"
    );
    assert_eq!(on("2027-04-03"), Some(("declared".to_owned(), true)));
    assert_eq!(on("2027-12-25"), Some(("confirmed".to_owned(), true)));
    assert_eq!(on("2028-12-25"), None);
    let suspended = Award {
        suspended: Some("a concern".to_owned()),
        ..award
    };
    assert_eq!(standing(&scheme, &suspended, day("2027-01-01")), None);
}

#[test]
fn reminders_come_once_each_also_after_a_pause() {
    let end = day("2027-03-03");
    let due = |today: &str, sent| reminder_due(end, day(today), sent);
    assert_eq!(due("2027-01-01", None), None);
    assert_eq!(due("2027-01-02", None), Some(60));
    assert_eq!(due("2027-01-03", Some(60)), None);
    assert_eq!(
        due("2027-02-25", Some(60)),
        Some(7),
        "the mail for 30 days was never sent: one, not two"
    );
    assert_eq!(due("2027-03-03", Some(7)), None);
    assert_eq!(due("2027-03-04", Some(60)), None);
}

#[test]
fn declining_needs_two_readers_and_can_be_appealed_once() {
    use ApplicationState::{Appealed, Declined, SecondReading, Submitted};
    use ApplicationStep::{Appeal, ConfirmDecline, Decline};
    assert_eq!(next(Submitted, Decline, false), Ok(SecondReading));
    assert_eq!(next(SecondReading, ConfirmDecline, false), Ok(Declined));
    assert_eq!(next(Declined, Appeal, false), Ok(Appealed));
    let again = next(Declined, Appeal, true).unwrap_err();
    assert_eq!(
        again.to_string(),
        "an application that is declined cannot be appealed against"
    );
    assert!(next(Submitted, ConfirmDecline, false).is_err());
}

#[test]
fn one_in_so_many_is_drawn() {
    assert_eq!((0..100).filter(|draw| is_drawn(20, *draw)).count(), 5);
    assert!(!is_drawn(0, 0));
}

proptest! {
    #[test]
    fn a_mark_never_rises_by_waiting(days in 0_i64..1_500) {
        let scheme = scheme();
        let award = Award {
            scheme: "small".to_owned(),
            version: 1,
            tier: "seen".to_owned(),
            assessed_by: None,
            awarded_on: day("2026-11-25"),
            until: day("2027-06-30"),
            suspended: None,
        };
        let rank = |days| {
            let date = award.awarded_on + chrono::TimeDelta::days(days);
            standing(&scheme, &award, date).map(|standing| standing.rank)
        };
        prop_assert!(rank(days + 1) <= rank(days));
    }
}

//! A small scheme, taken from question to fall-back.

use chrono::NaiveDate;
use proptest::prelude::{prop_assert, prop_assert_eq, proptest};

use super::{AwardState, AwardStep, is_drawn, ladder, reminder_due, standing};
use crate::kitemark::answers::{asked, missing, objections};
use crate::kitemark::application::{ApplicationState, ApplicationStep, next};
use crate::kitemark::{
    Answer, Answers, EvidenceKind, Group, Kind, Question, Scheme, Tier, When, WhoDecides,
};

const TINY: Group = Group {
    tiny: true,
    hosted: false,
};
const USUAL: Group = Group {
    tiny: false,
    hosted: false,
};

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
        evidence: (kind == Kind::Evidence).then(|| "insurance".to_owned()),
        needed_for: vec![needed_for.to_owned()],
        must_be: None,
        when: Vec::new(),
        not_for_tiny: false,
        buddy_answers: false,
    }
}

fn scheme() -> Scheme {
    let tier = |code: &str, months, decided| Tier {
        code: code.to_owned(),
        name: code.to_owned(),
        meaning: String::new(),
        months,
        stands_for: Vec::new(),
        decided,
        check_one_in: 0,
    };
    Scheme {
        id: "small".to_owned(),
        version: 1,
        name: "Small".to_owned(),
        description: String::new(),
        disclaimer: String::new(),
        run_by: Some("us".to_owned()),
        tiny: String::new(),
        email: None,
        areas: Vec::new(),
        grace_days: 30,
        tiers: vec![
            tier("confirmed", 12, WhoDecides::Automatic),
            tier("declared", 12, WhoDecides::Automatic),
            tier("seen", 12, WhoDecides::Assessor),
        ],
        evidence_kinds: vec![EvidenceKind {
            code: "insurance".to_owned(),
            issuer: "insurer".to_owned(),
            covers: "cover".to_owned(),
            longest_months: 24,
        }],
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
                buddy_answers: true,
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
    let asked_of = |given: &Answers, group| -> Vec<String> {
        asked(&scheme, given, group)
            .iter()
            .map(|q| q.code.clone())
            .collect()
    };
    let none = Answers::new();
    assert_eq!(
        asked_of(&none, TINY),
        ["details", "safeguarding", "children", "insurance"]
    );
    let with_children = answers(&[("children", yes(true))]);
    assert_eq!(
        asked_of(&with_children, USUAL),
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
    assert_eq!(codes(&missing(&scheme, "confirmed", &given, TINY)), [""; 0]);
    assert_eq!(
        codes(&missing(&scheme, "declared", &given, TINY)),
        ["safeguarding"]
    );
    assert_eq!(
        codes(&missing(&scheme, "seen", &given, USUAL)),
        ["safeguarding", "accounts", "insurance"]
    );
    assert_eq!(missing(&scheme, "golden", &given, TINY).len(), 1);
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
    check("our safeguarding lead reports to Lambeth Council", false);
    check("Public liability with Zurich Insurance", false);
    check("the Safeguarding Lead of Brixton Community Hall", false);
    check("our chair is Ada Byron", true);
    check("Safeguarding lead: Ada Byron", true);
    check("Ada Byron (our treasurer)", true);
    check("write to ada@lunchclub.org.uk", true);
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

fn all_answered(expires: &str) -> Answers {
    answers(&[
        ("details", yes(true)),
        ("safeguarding", yes(true)),
        ("children", yes(false)),
        ("insurance", insurance(expires)),
    ])
}

fn rungs(tier: &str, given: &Answers) -> Vec<(String, String)> {
    ladder(&scheme(), tier, day("2026-11-25"), given, TINY)
        .into_iter()
        .map(|rung| (rung.tier, rung.until.to_string()))
        .collect()
}

fn pairs(rungs: &[(&str, &str)]) -> Vec<(String, String)> {
    rungs
        .iter()
        .map(|(tier, until)| ((*tier).to_owned(), (*until).to_owned()))
        .collect()
}

#[test]
fn the_first_thing_to_run_out_ends_an_award() {
    let with_insurance = all_answered("2027-03-03");
    assert_eq!(
        rungs("seen", &with_insurance),
        pairs(&[
            ("seen", "2027-03-03"),
            ("declared", "2027-11-24"),
            ("confirmed", "2027-12-24")
        ])
    );
    let longer = all_answered("2028-03-03");
    assert_eq!(
        rungs("seen", &longer)[0],
        pairs(&[("seen", "2027-11-24")])[0]
    );
    assert_eq!(
        rungs("declared", &with_insurance)[0],
        pairs(&[("declared", "2027-11-24")])[0],
        "evidence that a tier does not need does not shorten it"
    );
    assert_eq!(rungs("golden", &with_insurance), []);
}

#[test]
fn a_tier_that_was_never_answered_for_is_not_fallen_back_to() {
    let mut scheme = scheme();
    scheme.tiers[2].stands_for = vec!["declared".to_owned()];
    assert_eq!(scheme.faults(), []);
    let given = answers(&[
        ("details", yes(true)),
        ("insurance", insurance("2027-03-03")),
    ]);
    assert_eq!(codes(&missing(&scheme, "seen", &given, TINY)), [""; 0]);
    let rungs = ladder(&scheme, "seen", day("2026-11-25"), &given, TINY);
    let tiers: Vec<&str> = rungs.iter().map(|rung| rung.tier.as_str()).collect();
    assert_eq!(tiers, ["seen", "confirmed"]);
}

#[test]
fn an_award_falls_back_tier_by_tier_and_never_at_once() {
    let rungs = ladder(
        &scheme(),
        "seen",
        day("2026-11-25"),
        &all_answered("2027-03-03"),
        TINY,
    );
    let on = |date: &str| standing(&rungs, 30, day(date)).map(|s| (s.rung.tier.as_str(), s.at));
    assert_eq!(on("2027-03-03"), Some(("seen", 0)));
    assert_eq!(on("2027-04-02"), Some(("seen", 0)), "thirty days of grace");
    assert_eq!(on("2027-04-03"), Some(("declared", 1)));
    assert_eq!(on("2027-12-25"), Some(("confirmed", 2)));
    assert_eq!(on("2028-12-25"), None);
}

#[test]
fn what_ended_cannot_be_put_in_force_again() {
    use super::next;
    assert_eq!(
        next(AwardState::Holds, AwardStep::Suspend),
        Ok(AwardState::Suspended)
    );
    assert_eq!(
        next(AwardState::Suspended, AwardStep::Lift),
        Ok(AwardState::Holds)
    );
    let illegal = next(AwardState::Lapsed, AwardStep::Lift).unwrap_err();
    assert_eq!(
        illegal.to_string(),
        "an award that has run out cannot be put in force again"
    );
    for state in AwardState::ALL.into_iter().filter(|state| !state.is_open()) {
        for step in AwardStep::ALL {
            assert!(next(state, step).is_err(), "{state:?} {step:?}");
        }
    }
}

#[test]
fn a_buddy_answers_for_some_of_it_and_evidence_cannot_last_for_ever() {
    let scheme = scheme();
    let hosted = Group {
        tiny: false,
        hosted: true,
    };
    let asked: Vec<&str> = asked(&scheme, &Answers::new(), hosted)
        .iter()
        .map(|question| question.code.as_str())
        .collect();
    assert!(!asked.contains(&"accounts"), "{asked:?}");
    let given = answers(&[("insurance", insurance("2062-11-24"))]);
    assert_eq!(
        codes(&objections(&scheme, &given, day("2026-11-25"))),
        ["insurance"]
    );
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
    fn a_mark_never_rises_by_waiting(days in 0_i64..1_500, expires in 1_i64..700) {
        let on = day("2026-11-25");
        let given = all_answered(&(on + chrono::TimeDelta::days(expires)).to_string());
        let rungs = ladder(&scheme(), "seen", on, &given, TINY);
        let at = |days| {
            let date = on + chrono::TimeDelta::days(days);
            standing(&rungs, 0, date).map_or(usize::MAX, |standing| standing.at)
        };
        prop_assert_eq!(at(0), 0);
        prop_assert!(at(days + 1) >= at(days));
    }
}

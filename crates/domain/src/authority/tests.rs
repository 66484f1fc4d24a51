//! Every role, every verb, every kind of ownership: what is allowed, and above all what is not.

use std::collections::BTreeSet;

use uuid::Uuid;

use super::rules::RULES;
use super::{Actor, Denial, Grant, Object, Person, Program, Scope, Verb, authorise, table};

const OURS: Uuid = Uuid::from_u128(1);
const THEIRS: Uuid = Uuid::from_u128(2);
const ME: Uuid = Uuid::from_u128(10);
const OTHER: Uuid = Uuid::from_u128(11);

fn person(grants: Vec<Grant>, second_factor: bool) -> Actor {
    Actor::Person(Person {
        account: ME,
        grants,
        second_factor,
    })
}

fn steward(organization: Uuid) -> Grant {
    Grant::Steward { organization }
}

fn moderator(area: Option<&str>) -> Grant {
    Grant::Moderator {
        area: area.map(str::to_owned),
    }
}

fn assessor(area: Option<&str>) -> Grant {
    Grant::Assessor {
        scheme: "light-touch".to_owned(),
        area: area.map(str::to_owned),
    }
}

/// A thing of our organization, in Lambeth, about the scheme, of my account.
fn ours() -> Object {
    Object {
        organization: Some(OURS),
        areas: vec!["E09000022".to_owned(), "E12000007".to_owned()],
        scheme: Some("light-touch".to_owned()),
        account: Some(ME),
        readers: Vec::new(),
    }
}

/// The same of theirs, in Camden, of another account.
fn theirs() -> Object {
    Object {
        organization: Some(THEIRS),
        areas: vec!["E09000007".to_owned(), "E12000007".to_owned()],
        account: Some(OTHER),
        ..ours()
    }
}

/// What may be done, as a list of verbs.
fn allowed(actor: &Actor, object: &Object) -> BTreeSet<Verb> {
    Verb::all()
        .filter(|verb| authorise(actor, *verb, object).is_ok())
        .collect()
}

fn check(actor: &Actor, object: &Object, expected: &[Verb]) {
    assert_eq!(
        allowed(actor, object),
        expected.iter().copied().collect::<BTreeSet<_>>()
    );
}

const EVERYBODY: &[Verb] = &[
    Verb::SuggestCorrection,
    Verb::ReportProblem,
    Verb::ExportAll,
];
const SIGNED_IN: &[Verb] = &[
    Verb::SuggestCorrection,
    Verb::ReportProblem,
    Verb::ExportAll,
    Verb::ClaimOrganization,
    Verb::CreateListing,
];
const MODERATION: &[Verb] = &[
    Verb::EditListing,
    Verb::RestoreVersion,
    Verb::AnswerSuggestion,
    Verb::AnswerReport,
    Verb::SeeReporter,
    Verb::AgreeToClaim,
    Verb::DecideClaim,
    Verb::RevokeSteward,
    Verb::DecideHeldEdit,
    Verb::DecideMatch,
    Verb::ReleaseRun,
    Verb::SuspendAward,
];
const STEWARDSHIP: &[Verb] = &[
    Verb::EditListing,
    Verb::ConfirmListing,
    Verb::RestoreVersion,
    Verb::AnswerSuggestion,
    Verb::AnswerReport,
    Verb::AgreeToClaim,
    Verb::HandOver,
    Verb::LeaveOrganization,
    Verb::ApplyForMark,
    Verb::AppealDecision,
];
const OWN: &[Verb] = &[
    Verb::ManageSessions,
    Verb::ChangeAddress,
    Verb::EraseAccount,
    Verb::ManageKeys,
    Verb::ManageWebhooks,
];
const ADMINISTRATION: &[Verb] = &[
    Verb::GrantRole,
    Verb::ReadAudit,
    Verb::ManageSessions,
    Verb::EraseAccount,
    Verb::ManageKeys,
    Verb::ManageWebhooks,
];

#[test]
fn each_verb_has_one_row_and_words_of_its_own() {
    let verbs: BTreeSet<Verb> = Verb::all().collect();
    assert_eq!(verbs.len(), RULES.len());
    for verb in &verbs {
        assert_eq!(verb.rule().verb, *verb);
    }
    let words: BTreeSet<&str> = verbs.iter().map(|verb| verb.words()).collect();
    assert_eq!(words.len(), verbs.len());
}

#[test]
fn a_stranger_may_suggest_report_and_read() {
    check(&Actor::Anybody, &ours(), EVERYBODY);
    assert_eq!(
        authorise(&Actor::Anybody, Verb::EditListing, &ours()),
        Err(Denial::SignIn)
    );
}

#[test]
fn a_person_without_a_role_has_only_what_is_theirs() {
    let me = person(Vec::new(), true);
    check(&me, &theirs(), SIGNED_IN);
    check(&me, &ours(), &[SIGNED_IN, OWN].concat());
}

#[test]
fn a_steward_speaks_for_one_organization_and_no_other() {
    let me = person(vec![steward(OURS)], false);
    check(&me, &ours(), &[SIGNED_IN, OWN, STEWARDSHIP].concat());
    check(&me, &theirs(), SIGNED_IN);
    check(
        &me,
        &Object {
            organization: None,
            ..theirs()
        },
        SIGNED_IN,
    );
}

#[test]
fn a_moderator_has_one_area_and_nothing_without_a_second_factor() {
    let lambeth = || vec![moderator(Some("E09000022"))];
    check(
        &person(lambeth(), true),
        &ours(),
        &[SIGNED_IN, OWN, MODERATION].concat(),
    );
    check(&person(lambeth(), true), &theirs(), SIGNED_IN);
    check(
        &person(lambeth(), false),
        &ours(),
        &[SIGNED_IN, OWN].concat(),
    );
    assert_eq!(
        authorise(&person(lambeth(), false), Verb::DecideClaim, &ours()),
        Err(Denial::SecondFactor)
    );
    let london = person(vec![moderator(Some("E12000007"))], true);
    check(&london, &theirs(), &[SIGNED_IN, MODERATION].concat());
    check(
        &person(vec![moderator(None)], true),
        &theirs(),
        &[SIGNED_IN, MODERATION].concat(),
    );
    // What lies in no known area is for those who look after everywhere.
    let nowhere = Object {
        areas: Vec::new(),
        ..theirs()
    };
    check(&london, &nowhere, SIGNED_IN);
    check(
        &person(vec![moderator(None)], true),
        &nowhere,
        &[SIGNED_IN, MODERATION].concat(),
    );
}

#[test]
fn nobody_assesses_their_own_organization_or_reads_twice() {
    let assessing = [
        Verb::AssessApplication,
        Verb::SecondReading,
        Verb::SuspendAward,
    ];
    let me = person(vec![assessor(None)], true);
    check(&me, &theirs(), &[SIGNED_IN, &assessing].concat());
    let own = person(vec![assessor(None), steward(THEIRS)], true);
    assert_eq!(
        authorise(&own, Verb::AssessApplication, &theirs()),
        Err(Denial::OwnCase)
    );
    assert_eq!(
        authorise(&own, Verb::SecondReading, &theirs()),
        Err(Denial::OwnCase)
    );
    let read = Object {
        readers: vec![ME],
        ..theirs()
    };
    assert_eq!(
        authorise(&me, Verb::SecondReading, &read),
        Err(Denial::OwnCase)
    );
    assert_eq!(
        authorise(&me, Verb::AssessApplication, &read),
        Err(Denial::OwnCase),
        "whoever declined does not read the appeal"
    );
    let other_scheme = Object {
        scheme: Some("another".to_owned()),
        ..theirs()
    };
    check(&me, &other_scheme, SIGNED_IN);
    check(
        &person(vec![assessor(Some("E09000022"))], true),
        &theirs(),
        SIGNED_IN,
    );
}

#[test]
fn an_administrator_gives_roles_and_does_not_assess() {
    let me = person(vec![Grant::Administrator], true);
    check(
        &me,
        &theirs(),
        &[SIGNED_IN, MODERATION, ADMINISTRATION].concat(),
    );
    check(
        &person(vec![Grant::Administrator], false),
        &theirs(),
        SIGNED_IN,
    );
}

#[test]
fn the_command_line_may_do_all_but_assess() {
    let refused: Vec<Verb> = Verb::all()
        .filter(|verb| authorise(&Actor::Operator, *verb, &theirs()).is_err())
        .collect();
    assert_eq!(refused, [Verb::AssessApplication, Verb::SecondReading]);
}

#[test]
fn a_key_does_what_its_scope_and_its_maker_may() {
    let key = |scopes: &[Scope], grants: Vec<Grant>| {
        Actor::Program(Program {
            key: OTHER,
            scopes: scopes.to_vec(),
            grants,
            account: ME,
        })
    };
    let write = key(&[Scope::ListingsWrite], vec![steward(OURS)]);
    assert_eq!(authorise(&write, Verb::EditListing, &ours()), Ok(()));
    assert!(authorise(&write, Verb::EditListing, &theirs()).is_err());
    assert_eq!(
        authorise(&write, Verb::DecideClaim, &ours()),
        Err(Denial::Scope(Scope::Moderate))
    );
    let read = key(&[Scope::Read], vec![steward(OURS), Grant::Administrator]);
    check(
        &read,
        &ours(),
        &[
            Verb::SuggestCorrection,
            Verb::ReportProblem,
            Verb::ManageWebhooks,
        ],
    );
    let moderate = key(&[Scope::Moderate], vec![steward(OURS)]);
    assert!(authorise(&moderate, Verb::DecideClaim, &ours()).is_err());
}

#[test]
fn the_documented_table_is_the_one_in_force() {
    let page = include_str!("../../../../docs/authorisation.md");
    assert!(
        page.contains(&table()),
        "put this into docs/authorisation.md:\n{}",
        table()
    );
}

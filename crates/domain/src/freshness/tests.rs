//! Tests of when is asked, and of what counts.

use chrono::{DateTime, NaiveDate, TimeDelta, Utc};
use uuid::Uuid;

use super::{Asked, GroupsWord, Risk, confirmable, due_at, next_mail};
use crate::fold::Folded;
use crate::listing::{Listing, ListingStatus, Provenance};
use crate::service::{Capacity, Service, ServiceStatus};

fn fingerprint(service: &Service) -> String {
    serde_json::to_string(&confirmable(service)).unwrap()
}

fn apply(word: &GroupsWord, folded: &mut Folded) -> Option<NaiveDate> {
    let fingerprint = fingerprint(&folded.service);
    word.apply(folded, &fingerprint)
}

fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

fn at(text: &str) -> DateTime<Utc> {
    text.parse().unwrap()
}

fn listing(service: Service) -> Listing {
    Listing {
        id: Uuid::nil(),
        slug: "lunch".to_owned(),
        last_confirmed: service.assured_date,
        unanswered_since: None,
        service,
        provenance: Provenance::default(),
        status: ListingStatus::Active,
        last_seen: DateTime::UNIX_EPOCH,
        changed_at: DateTime::UNIX_EPOCH,
        version: 1,
    }
}

fn folded(service: Service) -> Folded {
    Folded {
        last_confirmed: service.assured_date,
        service,
        provenance: Provenance::default(),
        status: ListingStatus::Active,
        last_seen: DateTime::UNIX_EPOCH,
    }
}

#[test]
fn what_goes_off_quickly_is_asked_about_sooner() {
    let plain = listing(Service::default());
    assert_eq!(Risk::of(&plain), Risk::Steady);
    let timed = listing(Service {
        hours_text: Some("Tuesdays".to_owned()),
        ..Service::default()
    });
    assert_eq!(Risk::of(&timed), Risk::Timed);
    let full = listing(Service {
        capacity: Some(Capacity::Full),
        ..timed.service.clone()
    });
    assert_eq!(Risk::of(&full), Risk::Quick);
    let closed = listing(Service {
        status: ServiceStatus::TemporarilyClosed,
        ..Service::default()
    });
    assert_eq!(Risk::of(&closed), Risk::Doubtful);
    let stale = Listing {
        status: ListingStatus::Stale,
        ..plain
    };
    assert_eq!(Risk::of(&stale), Risk::Doubtful);
    for pair in [Risk::Doubtful, Risk::Quick, Risk::Timed, Risk::Steady].windows(2) {
        assert!(pair[0].interval() < pair[1].interval());
    }
}

#[test]
fn nobody_is_asked_on_the_day_on_which_they_come() {
    let since = at("2026-01-01T10:00:00Z");
    let never = listing(Service::default());
    assert_eq!(due_at(&never, since), at("2026-01-15T10:00:00Z"));
    let confirmed = listing(Service {
        assured_date: Some(day("2026-03-01")),
        ..Service::default()
    });
    assert_eq!(due_at(&confirmed, since), at("2027-03-01T00:00:00Z"));
    let long_ago = listing(Service {
        assured_date: Some(day("2020-03-01")),
        ..Service::default()
    });
    assert_eq!(due_at(&long_ago, since), at("2026-01-15T10:00:00Z"));
}

#[test]
fn mails_that_nobody_answers_become_rarer() {
    let last = at("2026-01-01T00:00:00Z");
    let after = |unanswered| (next_mail(last, unanswered) - last).num_days();
    assert_eq!([0, 1, 2, 3, 4, 99].map(after), [28, 28, 56, 112, 112, 112]);
}

#[test]
fn silence_is_told_after_two_questions_and_time_to_answer() {
    let first = at("2026-01-01T00:00:00Z");
    let last = first + TimeDelta::days(28);
    let once = Asked {
        first,
        last: first,
        times: 1,
    };
    assert!(!once.is_unanswered(first + TimeDelta::days(1_000)));
    let twice = Asked {
        first,
        last,
        times: 2,
    };
    assert!(!twice.is_unanswered(last + TimeDelta::days(27)));
    assert!(twice.is_unanswered(last + TimeDelta::days(28)));
}

#[test]
fn a_yes_is_for_the_words_that_stood_there() {
    let shown = Service {
        name: "Lunch club".to_owned(),
        assured_date: Some(day("2024-01-01")),
        last_modified: Some(DateTime::UNIX_EPOCH),
        ..Service::default()
    };
    let word = GroupsWord {
        confirmed: Some((day("2026-05-01"), fingerprint(&shown))),
        unanswered_since: None,
    };
    // The same words, checked and written down on other days.
    let mut same = folded(Service {
        assured_date: Some(day("2025-01-01")),
        last_modified: None,
        ..shown.clone()
    });
    apply(&word, &mut same);
    assert_eq!(same.last_confirmed, Some(day("2026-05-01")));
    assert_eq!(same.service.assured_date, Some(day("2026-05-01")));
    let mut other = folded(Service {
        email: Some("new@example.org".to_owned()),
        ..shown.clone()
    });
    apply(&word, &mut other);
    assert_eq!(other.last_confirmed, Some(day("2024-01-01")));
    // A source that says it was checked later is believed.
    let mut later = folded(Service {
        assured_date: Some(day("2026-06-01")),
        ..shown
    });
    apply(&word, &mut later);
    assert_eq!(later.last_confirmed, Some(day("2026-06-01")));
}

#[test]
fn silence_ends_when_somebody_confirms() {
    let word = GroupsWord {
        confirmed: None,
        unanswered_since: Some(day("2026-02-01")),
    };
    let mut silent = folded(Service::default());
    assert_eq!(apply(&word, &mut silent), Some(day("2026-02-01")));
    let mut checked = folded(Service {
        assured_date: Some(day("2026-03-01")),
        ..Service::default()
    });
    assert_eq!(apply(&word, &mut checked), None);
}

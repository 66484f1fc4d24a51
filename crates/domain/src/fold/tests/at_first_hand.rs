//! What a group says of itself, and a moderator where no group speaks.

use chrono::NaiveDate;

use super::{folded, said_by, source, statement};
use crate::listing::Field;
use crate::schedule::Schedule;
use crate::service::{Phone, ServiceStatus};
use crate::source::{GROUP, MODERATORS};

fn ringing(by: &str, number: &str) -> crate::statement::Statement {
    let mut statement = statement(by, "1", "Lunch club", "NW5 2TJ");
    statement.service.phones = vec![Phone {
        number: number.to_owned(),
        description: None,
    }];
    statement
}

#[test]
fn what_the_group_names_nobody_adds_to() {
    let camden = ringing("camden", "020 7946 0018");
    let own = ringing(GROUP, "020 7946 0999");
    let sources = (source("camden", 1, None), source(GROUP, 0, None));
    let folded = folded(&[(&camden, &sources.0), (&own, &sources.1)]);
    assert_eq!(folded.service.phones, own.service.phones);
    assert_eq!(said_by(&folded, Field::Phones), ["the-group-itself/1"]);
}

#[test]
fn what_it_says_that_there_is_not_there_is_not() {
    let mut camden = ringing("camden", "020 7946 0018");
    camden.service.url = Some("https://old.example.org/".into());
    let mut own = statement(GROUP, "1", "Lunch club", "NW5 2TJ");
    own.service.denied = vec![Field::Phones, Field::Url];
    let sources = (source("camden", 1, None), source(GROUP, 0, None));
    let folded = folded(&[(&camden, &sources.0), (&own, &sources.1)]);
    assert_eq!(folded.service.phones, []);
    assert_eq!(folded.service.url, None);
    assert_eq!(folded.service.denied, []);
}

#[test]
fn another_source_has_no_say_in_what_it_denies() {
    let camden = ringing("camden", "020 7946 0018");
    let mut barnet = statement("barnet", "1", "Lunch club", "NW5 2TJ");
    barnet.service.denied = vec![Field::Phones];
    let sources = (source("camden", 2, None), source("barnet", 1, None));
    let folded = folded(&[(&camden, &sources.0), (&barnet, &sources.1)]);
    assert_eq!(folded.service.phones.len(), 1);
}

#[test]
fn the_group_comes_before_the_moderators() {
    let group = ringing(GROUP, "020 7946 0018");
    let mut moderators = ringing(MODERATORS, "020 7946 0999");
    moderators.changed_at += chrono::TimeDelta::days(1);
    let sources = (source(MODERATORS, 0, None), source(GROUP, 0, None));
    let folded = folded(&[(&moderators, &sources.0), (&group, &sources.1)]);
    assert_eq!(folded.service.phones, group.service.phones);
}

#[test]
fn times_at_first_hand_drive_those_of_places_out() {
    let mut camden = statement("camden", "1", "Lunch club", "NW5 2TJ");
    camden.service.service_at_locations[0].schedules = vec![Schedule::default()];
    let mut own = statement(GROUP, "1", "Lunch club", "NW5 2TJ");
    own.service.service_at_locations.clear();
    own.service.hours_text = Some("Tuesdays at ten".into());
    let sources = (source("camden", 1, None), source(GROUP, 0, None));
    let folded = folded(&[(&camden, &sources.0), (&own, &sources.1)]);
    assert_eq!(folded.service.all_schedules().count(), 0);
    assert_eq!(
        folded.service.hours_text.as_deref(),
        Some("Tuesdays at ten")
    );
    assert_eq!(folded.service.service_at_locations.len(), 1);
}

#[test]
fn closed_until_comes_with_the_state() {
    let mut camden = statement("camden", "1", "Lunch club", "NW5 2TJ");
    camden.service.closed_until = NaiveDate::from_ymd_opt(2027, 1, 9);
    camden.service.status = ServiceStatus::TemporarilyClosed;
    let own = statement(GROUP, "1", "Lunch club", "NW5 2TJ");
    let sources = (source("camden", 1, None), source(GROUP, 0, None));
    let both = folded(&[(&camden, &sources.0), (&own, &sources.1)]);
    assert_eq!(both.service.status, ServiceStatus::Active);
    assert_eq!(both.service.closed_until, None);
    let alone = folded(&[(&camden, &sources.0)]);
    assert_eq!(alone.service.closed_until, camden.service.closed_until);
}

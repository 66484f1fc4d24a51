//! What goes out in the words of HSDS is read again as it was meant, from JSON and from a data package.

use std::io::Cursor;

use chrono::{NaiveDate, NaiveTime, Weekday};
use domain::listing::ListingStatus;
use domain::schedule::Schedule;
use domain::service::{Attendance, Capacity, Service, ServiceStatus};
use formats::write::hsds;
use formats::write::package::{self, Packer};
use formats::{Document, LinkKind, Reader};

use super::{Listing, listing, with_record};

fn as_json(listing: &Listing) -> Vec<u8> {
    with_record(listing, hsds::service).to_string().into_bytes()
}

fn as_package(listing: &Listing) -> Vec<u8> {
    let mut packer = Packer::default();
    let mut tables: Vec<Vec<u8>> = vec![Vec::new(); package::files().count()];
    let rows = packer.begin();
    let rows = rows
        .into_iter()
        .chain(with_record(listing, |record| packer.put(record)));
    for (at, row) in rows {
        tables[at].extend(row);
    }
    let description = packer.description("https://here.example", "2026-11-22T10:00:00Z");
    let tables = tables.into_iter().map(Cursor::new);
    let zip = package::zip(&description, tables, Cursor::new(Vec::new()));
    zip.unwrap().into_inner()
}

fn read(profile: &str, bytes: &[u8]) -> Service {
    let reading = Reader::built_in(profile).unwrap().read(&Document {
        url: "https://here.example/oruk/v3/services/9",
        content_type: None,
        bytes,
        expected: LinkKind::Detail,
        terms: &[],
    });
    assert!(reading.set_aside.is_empty(), "{:?}", reading.set_aside);
    reading.items.into_iter().next().unwrap().service
}

/// Holds what is asked of a service to what comes of it in both forms.
fn comes_back<T: PartialEq + std::fmt::Debug>(
    change: impl Fn(&mut Listing),
    asked: impl Fn(&Service) -> T,
) {
    let mut listing = listing("Lunch club", "A hot meal");
    change(&mut listing);
    let given = asked(&listing.service);
    let lines = read("open-referral", &as_json(&listing));
    assert_eq!(asked(&lines), given, "as JSON");
    let tables = read("hsds-package", &as_package(&listing));
    assert_eq!(asked(&tables), given, "as a package");
}

#[test]
fn places_keep_their_addresses() {
    comes_back(
        |listing| {
            let places = &mut listing.service.service_at_locations;
            places.truncate(1);
            places[0].location.address.push("London".to_owned());
        },
        |service| {
            let at = &service.service_at_locations[0].location;
            (at.name.clone(), at.address.clone(), at.postcode.clone())
        },
    );
}

#[test]
fn the_words_of_times_stay_beside_the_sessions() {
    for words in [
        "Tuesdays at ten, and the odd Wednesday",
        "Tuesdays at ten.\n\nNot in August, and < 12 people at a time.",
        "Most weeks",
    ] {
        comes_back(
            |listing| listing.service.hours_text = Some(words.to_owned()),
            |service| {
                let sessions: Vec<Schedule> = service.all_schedules().cloned().collect();
                (service.hours_text.clone(), sessions)
            },
        );
    }
}

#[test]
fn a_session_of_term_time_rests_in_the_holidays() {
    comes_back(
        |listing| {
            listing.service.schedules = vec![Schedule {
                weekdays: vec![Weekday::Mon],
                opens_at: NaiveTime::from_hms_opt(9, 0, 0),
                closes_at: NaiveTime::from_hms_opt(11, 0, 0),
                term_time_only: true,
                ..Schedule::default()
            }];
        },
        |service| (service.schedules.clone(), service.hours_text.clone()),
    );
}

#[test]
fn what_to_know_before_going_is_no_description() {
    for capacity in [Capacity::Open, Capacity::WaitingList, Capacity::Full] {
        for status in [ListingStatus::Active, ListingStatus::Stale] {
            comes_back(
                |listing| {
                    listing.status = status;
                    listing.service.status = ServiceStatus::TemporarilyClosed;
                    listing.service.closed_until = NaiveDate::from_ymd_opt(2027, 1, 5);
                    listing.service.capacity = Some(capacity);
                },
                |service| {
                    let description = service.description.clone();
                    (service.closed_until, service.capacity, description)
                },
            );
        }
    }
}

#[test]
fn how_people_take_part_stands_with_the_sessions() {
    comes_back(
        |listing| {
            listing.service.attendance = vec![
                Attendance::InPerson,
                Attendance::Phone,
                Attendance::Online,
                Attendance::Home,
            ];
        },
        |service| service.attendance.clone(),
    );
}

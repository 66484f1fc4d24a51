//! What is written can be read: by its own kind's rules whatever a feed says, and by our own readers.

mod returning;

use std::collections::BTreeMap;

use chrono::{NaiveDate, NaiveTime, TimeZone as _, Utc, Weekday};
use domain::listing::{Listing, ListingStatus, Provenance};
use domain::position::Position;
use domain::postcode::Postcode;
use domain::schedule::Schedule;
use domain::service::{Location, Organization, Phone, Service, ServiceAtLocation, TaxonomyTerm};
use domain::source::Licence;
use formats::write::package::Packer;
use formats::write::{Bulk, BulkWriter, Credit, Record, aliss, calendar, fhir, hsds, oruk1};
use formats::{Document, LinkKind, Reader};
use proptest::prelude::{prop_assert, prop_assert_eq, proptest};
use uuid::Uuid;

fn listing(name: &str, text: &str) -> Listing {
    let at = |line: &str, latitude: f64| ServiceAtLocation {
        location: Location {
            name: Some(text.to_owned()),
            address: vec![line.to_owned()],
            postcode: Postcode::parse("SW9 8DJ").ok(),
            position: Position::new(latitude, -0.1147).ok(),
            ..Location::default()
        },
        schedules: vec![Schedule {
            weekdays: vec![Weekday::Tue],
            opens_at: NaiveTime::from_hms_opt(10, 0, 0),
            description: Some(text.to_owned()),
            ..Schedule::default()
        }],
    };
    let service = Service {
        name: name.to_owned(),
        description: Some(text.to_owned()),
        url: Some(text.to_owned()),
        email: Some(text.to_owned()),
        organization: Some(Organization {
            name: name.to_owned(),
            ..Organization::default()
        }),
        phones: vec![Phone {
            number: "020 7946 0018".into(),
            description: Some(text.to_owned()),
        }],
        service_at_locations: vec![at("1 High Street", 51.4611), at(text, 51.5)],
        taxonomy_terms: vec![TaxonomyTerm {
            vocabulary: "test".into(),
            code: text.to_owned(),
            name: text.to_owned(),
        }],
        ..Service::default()
    };
    let at = Utc.with_ymd_and_hms(2026, 11, 22, 10, 0, 0).unwrap();
    Listing {
        id: Uuid::from_u128(9),
        slug: "listing".into(),
        service,
        provenance: Provenance::default(),
        status: ListingStatus::Active,
        last_confirmed: None,
        unanswered_since: None,
        last_seen: at,
        changed_at: at,
        version: 1,
    }
}

fn with_record<T>(listing: &Listing, then: impl FnOnce(&Record<'_>) -> T) -> T {
    let licence = Licence {
        id: "OGL-UK-3.0".into(),
        url: None,
        attribution: "From the test".into(),
        allows_redistribution: true,
    };
    let credits = [Credit {
        source: "test",
        name: "Test",
        licence: &licence,
        url: None,
    }];
    let areas = BTreeMap::new();
    then(&Record {
        assurance: None,
        listing,
        credits: &credits,
        public_url: "https://here.example",
        areas: &areas,
    })
}

fn written(listing: &Listing, form: Bulk) -> String {
    with_record(listing, |record| {
        let mut writer = BulkWriter::new(form);
        let mut bytes = writer.begin();
        writer.put(record, &mut bytes).unwrap();
        writer.put(record, &mut bytes).unwrap();
        bytes.extend(writer.end());
        String::from_utf8(bytes).unwrap()
    })
}

proptest! {
    #[test]
    fn whatever_a_feed_says_every_form_is_well_formed(name in ".{0,30}", text in "\\PC{0,20}|.{0,60}") {
        let listing = listing(&name, &text);

        let lines = written(&listing, Bulk::Ndjson);
        prop_assert_eq!(lines.lines().count(), 2);
        for line in lines.lines() {
            prop_assert!(serde_json::from_str::<serde_json::Value>(line).is_ok());
        }

        let table = written(&listing, Bulk::Csv);
        let mut rows = csv::Reader::from_reader(table.as_bytes());
        let mut count = 0;
        for row in rows.records() {
            for (at, cell) in row.unwrap().iter().enumerate() {
                let number = (11..=12).contains(&at);
                prop_assert!(number || !cell.starts_with(['=', '+', '-', '@', '\t', '\r']), "{}", cell);
            }
            count += 1;
        }
        prop_assert_eq!(count, 2);

        let map: serde_json::Value = serde_json::from_str(&written(&listing, Bulk::GeoJson)).unwrap();
        prop_assert_eq!(map["features"].as_array().unwrap().len(), 4);

        let mut xml = quick_xml::Reader::from_str(&written(&listing, Bulk::Kml)).into_inner().to_vec();
        let mut reader = quick_xml::Reader::from_reader(xml.as_slice());
        loop {
            match reader.read_event() {
                Ok(quick_xml::events::Event::Eof) => break,
                Ok(_) => {}
                Err(error) => prop_assert!(false, "{}", error),
            }
        }
        xml.clear();

        let today = NaiveDate::from_ymd_opt(2026, 11, 22).unwrap();
        let events = with_record(&listing, |record| calendar::events(record, today));
        for line in events.split("\r\n") {
            prop_assert!(line.len() <= 75 && !line.contains(['\n', '\r']), "{:?}", line);
        }
        prop_assert_eq!(events.matches("BEGIN:VEVENT\r\n").count(), 2);

        with_record(&listing, |record| {
            let mut packer = Packer::default();
            for (_, row) in packer.begin().into_iter().chain(packer.put(record)) {
                let mut rows = csv::ReaderBuilder::new().has_headers(false).from_reader(row.as_slice());
                assert_eq!(rows.records().count(), 1);
            }
            for value in [hsds::service(record), oruk1::service(record), aliss::service(record), fhir::healthcare_service(record)] {
                assert!(value.is_object());
            }
        });
    }
}

#[test]
fn a_map_that_is_written_is_read_by_our_own_reader() {
    let listing = listing("Lunch club", "A hot meal.");
    let kml = written(&listing, Bulk::Kml);
    let reading = Reader::built_in("mymaps").unwrap().read(&Document {
        url: "https://here.example/api/v1/export/kml",
        content_type: None,
        bytes: kml.as_bytes(),
        expected: LinkKind::List,
        terms: &[],
    });
    assert!(!reading.items.is_empty(), "{:?}", reading.problem);
    for item in &reading.items {
        assert_eq!(item.service.name, "Lunch club");
        assert!(
            item.service.service_at_locations[0]
                .location
                .position
                .is_some()
        );
    }
}

#[test]
fn a_table_that_is_written_is_read_by_our_own_reader() {
    let listing = listing("Lunch club", "A hot meal.");
    let table = written(&listing, Bulk::Csv);
    let reading = Reader::built_in("table").unwrap().read(&Document {
        url: "https://here.example/api/v1/export/csv",
        content_type: Some("text/csv"),
        bytes: table.as_bytes(),
        expected: LinkKind::List,
        terms: &[],
    });
    let item = &reading.items[0];
    assert_eq!(item.service.name, "Lunch club");
    assert_eq!(item.service.description.as_deref(), Some("A hot meal."));
    assert_eq!(item.service.phones[0].number, "020 7946 0018");
    let place = &item.service.service_at_locations[0].location;
    assert_eq!(place.postcode.as_ref().unwrap().as_str(), "SW9 8DJ");
}

#[test]
fn addresses_and_mailboxes_that_are_none_are_left_out() {
    for text in [
        "ftp://files.example/",
        "javascript:alert(1)",
        "not one",
        "a@b",
        "two@at@signs.example",
    ] {
        let listing = listing("Lunch club", text);
        let service = with_record(&listing, hsds::service);
        assert!(service.get("url").is_none(), "{text}");
        assert!(service.get("email").is_none(), "{text}");
    }
}

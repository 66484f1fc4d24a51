//! A listing with every field filled, for the tests of views.

use std::collections::BTreeMap;
use std::sync::Arc;

use chrono::{DateTime, NaiveDate, NaiveTime, TimeDelta, Utc, Weekday};
use directory::{Card, Found, FoundHit, Heard, ListingView, PlaceView, Presence, StatementView};
use domain::listing::{Field, Listing, ListingStatus, Provenance};
use domain::position::Position;
use domain::postcode::Postcode;
use domain::schedule::Schedule;
use domain::service::{
    Attendance, Contact, CostOption, Eligibility, Location, Organization, Phone, Service,
    ServiceArea, ServiceAtLocation, TaxonomyTerm,
};
use domain::source::{Area, Licence, Source, SourceId};
use domain::statement::{StatementKey, StatementState};
use domain::when::When;

/// The listing, from two sources, with `text` in every place where a source's words can stand.
pub(super) fn saying(text: &str) -> ListingView {
    let maps = [
        source("lambeth-map", "Lambeth community map", text),
        source("gla", "City map", text),
    ];
    let keys = maps.each_ref().map(|source| StatementKey {
        source: source.id.clone(),
        external_id: "42".to_owned(),
    });
    let said_by =
        |fields: &[Field], key: &StatementKey| -> BTreeMap<Field, Vec<Vec<StatementKey>>> {
            fields
                .iter()
                .map(|field| (*field, vec![vec![key.clone()]]))
                .collect()
        };
    let mut provenance = said_by(&[Field::Name, Field::Description, Field::Phones], &keys[0]);
    provenance.extend(said_by(&[Field::ServiceAtLocations], &keys[1]));
    let statements = maps
        .into_iter()
        .zip(keys)
        .map(|(source, key)| StatementView {
            key,
            source,
            url: Some("https://maps.example/item/42".to_owned()),
            first_seen: heard(),
            last_seen: heard(),
            state: StatementState::Active,
        });
    ListingView {
        mark: None,
        charity: None,
        categories: Vec::new(),
        statements: statements.collect(),
        listing: Listing {
            id: uuid::Uuid::nil(),
            slug: "stockwell-stitchers".to_owned(),
            service: service(text),
            provenance: Provenance(provenance),
            status: ListingStatus::Active,
            last_confirmed: NaiveDate::from_ymd_opt(2026, 3, 3),
            unanswered_since: None,
            last_seen: heard(),
            changed_at: heard(),
            version: 1,
        },
    }
}

/// A page of results with one hit.
pub(super) fn found(view: ListingView) -> Found {
    let hit = FoundHit {
        listing: Card::from(view),
        distance_m: Some(640.0),
        walk_minutes: Some(10),
        nearest: Some(0),
        presence: Presence::Within,
        matched: Vec::new(),
        next_dates: Vec::new(),
        snippet: None,
    };
    Found {
        total: 1,
        page: 1,
        per_page: 20,
        hits: vec![hit],
        place: Some(place()),
        radius: Some(3.0),
        widened_from: None,
        within_asked: 1,
        heard: Heard::default(),
        filters: Vec::new(),
        dangers: Vec::new(),
        helplines: Vec::new(),
        elsewhere: None,
        when: When::default(),
        unsaid: 0,
        days: Vec::new(),
        day_parts: Vec::new(),
        relaxed: false,
        spellings: Vec::new(),
    }
}

/// Where the reader is.
pub(super) fn place() -> PlaceView {
    PlaceView {
        label: "SW9 8DJ, Brixton, Lambeth".to_owned(),
        position: Position {
            latitude: 51.4627,
            longitude: -0.1145,
        },
        areas: Vec::new(),
        outward: None,
        reach_m: 0.0,
        suggestion: None,
        note: None,
        alternatives: Vec::new(),
    }
}

/// Two days after everything was last heard.
pub(super) fn now() -> DateTime<Utc> {
    heard() + TimeDelta::days(2)
}

fn heard() -> DateTime<Utc> {
    DateTime::from_timestamp(1_795_165_200, 0).unwrap()
}

fn source(id: &str, name: &str, text: &str) -> Arc<Source> {
    Arc::new(Source {
        id: SourceId::parse(id).unwrap(),
        name: format!("{name}{text}"),
        homepage: Some("https://maps.example/".to_owned()),
        uri: format!("https://{id}.example/feed"),
        licence: Licence {
            id: "OGL-UK-3.0".to_owned(),
            url: Some("https://licences.example/ogl".to_owned()),
            attribution: format!("© {name}{text}"),
            allows_redistribution: true,
        },
        area: Some(Area {
            name: format!("Lambeth{text}"),
            ..Area::default()
        }),
        rank: 1,
    })
}

fn service(text: &str) -> Service {
    let said = |words: &str| format!("{words}{text}");
    let schedule = Schedule {
        weekdays: vec![Weekday::Tue, Weekday::Thu],
        opens_at: NaiveTime::from_hms_opt(10, 0, 0),
        closes_at: NaiveTime::from_hms_opt(12, 30, 0),
        description: (!text.is_empty()).then(|| said("Session ")),
        ..Schedule::default()
    };
    let location = Location {
        name: Some(said("Tate Library")),
        address: vec![said("Brixton Oval"), "London".to_owned()],
        postcode: Postcode::parse("SW2 1JQ").ok(),
        position: Some(Position {
            latitude: 51.4608,
            longitude: -0.1154,
        }),
        ..Location::default()
    };
    Service {
        name: said("Stockwell Stitchers"),
        alternate_names: vec![said("The Stitchers")],
        description: Some(said(
            "Sew, knit or mend in company.\n\nWe have four machines.",
        )),
        url: Some("https://stitchers.example/?a=1&b=2".to_owned()),
        email: Some(format!("hello{text}@stitchers.example")),
        organization: Some(Organization {
            name: said("Stockwell Community Trust"),
            website: Some("javascript:alert(1)".to_owned()),
            ..Organization::default()
        }),
        phones: vec![Phone {
            number: said("020 7946 0018"),
            description: Some(said("mornings")),
        }],
        contacts: vec![Contact {
            name: Some(said("The front desk")),
            ..Contact::default()
        }],
        service_at_locations: vec![ServiceAtLocation {
            location,
            schedules: Vec::new(),
        }],
        schedules: vec![schedule],
        hours_text: Some(said("Tues and Thurs 10-12.30")),
        cost_options: vec![CostOption {
            option: None,
            amount_pence: Some(0),
            amount_description: (!text.is_empty()).then(|| said("words ")),
        }],
        eligibility: Eligibility {
            description: Some(said("Anyone in Lambeth")),
            minimum_age: Some(16),
            maximum_age: None,
        },
        languages: vec![said("Portuguese")],
        accessibility: vec![said("step-free access")],
        service_areas: vec![ServiceArea {
            name: said("Lambeth"),
            ..ServiceArea::default()
        }],
        taxonomy_terms: vec![TaxonomyTerm {
            vocabulary: "map".to_owned(),
            code: "arts".to_owned(),
            name: said("Arts and crafts"),
        }],
        attendance: vec![Attendance::InPerson, Attendance::Online],
        application_process: Some(said("Just turn up")),
        ..Service::default()
    }
}

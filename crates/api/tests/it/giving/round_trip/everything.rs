//! Listings that say everything that can be said.

use chrono::{NaiveDate, NaiveTime, Weekday};
use domain::position::Position;
use domain::postcode::Postcode;
use domain::schedule::{Frequency, Schedule};
use domain::service::{
    Attendance, Capacity, Contact, CostOption, Eligibility, Location, Organization,
    OrganizationIdentifier, Phone, Service, ServiceArea, ServiceAtLocation, ServiceStatus,
    TaxonomyTerm,
};
use domain::statement::Item;

/// One that runs, and one that is shut for a while.
pub(super) fn items() -> Vec<Item> {
    let shut = Service {
        name: "Winter swimmers".to_owned(),
        status: ServiceStatus::TemporarilyClosed,
        closed_until: day(2026, 12, 31),
        service_at_locations: vec![hall("7 Lido Road", "SE24 0PA", 51.4533, -0.1064)],
        ..Service::default()
    };
    vec![item("everything", everything()), item("shut", shut)]
}

fn item(id: &str, service: Service) -> Item {
    Item {
        external_id: id.to_owned(),
        url: Some(format!("https://everything.example/{id}")),
        raw: String::new(),
        service,
    }
}

fn everything() -> Service {
    let mut places = vec![
        hall("1 Torriano Avenue", "NW5 2TJ", 51.5503, -0.1354),
        hall("2 Brixton Road", "SW9 8DJ", 51.4611, -0.1147),
    ];
    places[0].location.uprn = Some(5_117_755);
    places[0].schedules = vec![weekly(Weekday::Tue, 10, 12)];
    places[1].schedules = vec![monthly()];
    Service {
        name: "Everything club".to_owned(),
        alternate_names: vec!["The E club".to_owned()],
        description: Some("Something for everybody.\n\nAnd tea.".to_owned()),
        url: Some("https://everything.example/club".to_owned()),
        email: Some("club@everything.example.org".to_owned()),
        organization: Some(organization()),
        phones: vec![
            phone("020 7946 0031", None),
            phone("020 7946 0032", Some("evenings")),
        ],
        contacts: vec![Contact {
            title: Some("Front desk".to_owned()),
            email: Some("desk@everything.example.org".to_owned()),
            phones: vec![phone("020 7946 0033", None)],
            ..Contact::default()
        }],
        service_at_locations: places,
        schedules: vec![once()],
        hours_text: Some("Tuesdays at ten, and the odd Wednesday".to_owned()),
        cost_options: vec![
            CostOption {
                amount_pence: Some(350),
                option: Some("adults".to_owned()),
                ..CostOption::default()
            },
            CostOption {
                amount_description: Some("What you can afford".to_owned()),
                ..CostOption::default()
            },
        ],
        eligibility: Eligibility {
            description: Some("Anybody who lives near".to_owned()),
            minimum_age: Some(16),
            maximum_age: Some(99),
        },
        languages: vec!["Bengali".to_owned(), "English".to_owned()],
        accessibility: vec!["Step-free access".to_owned(), "Hearing loop".to_owned()],
        service_areas: vec![
            ServiceArea {
                name: "Camden".to_owned(),
                code: Some("E09000007".to_owned()),
                ..ServiceArea::default()
            },
            ServiceArea {
                name: "Around the hall".to_owned(),
                code: None,
                extent: Some(OUTLINE.to_owned()),
            },
        ],
        taxonomy_terms: vec![TaxonomyTerm {
            vocabulary: "everything:kind".to_owned(),
            code: "company".to_owned(),
            name: "Company".to_owned(),
        }],
        attendance: vec![Attendance::InPerson, Attendance::Phone, Attendance::Online],
        application_process: Some("Just turn up".to_owned()),
        capacity: Some(Capacity::WaitingList),
        assured_date: day(2026, 10, 1),
        ..Service::default()
    }
}

const OUTLINE: &str = r#"{"type":"Polygon","coordinates":[[[-0.14,51.54],[-0.13,51.54],[-0.13,51.55],[-0.14,51.54]]]}"#;

fn organization() -> Organization {
    Organization {
        name: "Everything Trust".to_owned(),
        description: Some("A trust for all.".to_owned()),
        website: Some("https://everything.example/".to_owned()),
        email: Some("office@everything.example.org".to_owned()),
        identifiers: vec![OrganizationIdentifier::new("GB-CHC", "1123456")],
        inferred: false,
    }
}

fn hall(line: &str, postcode: &str, latitude: f64, longitude: f64) -> ServiceAtLocation {
    ServiceAtLocation {
        location: Location {
            name: Some(format!("The hall at {line}")),
            address: vec![line.to_owned(), "London".to_owned()],
            postcode: Postcode::parse(postcode).ok(),
            position: Position::new(latitude, longitude).ok(),
            ..Location::default()
        },
        ..ServiceAtLocation::default()
    }
}

fn phone(number: &str, description: Option<&str>) -> Phone {
    Phone {
        number: number.to_owned(),
        description: description.map(str::to_owned),
    }
}

fn weekly(weekday: Weekday, from: u32, to: u32) -> Schedule {
    Schedule {
        weekdays: vec![weekday],
        opens_at: NaiveTime::from_hms_opt(from, 0, 0),
        closes_at: NaiveTime::from_hms_opt(to, 0, 0),
        valid_from: day(2026, 1, 6),
        valid_to: day(2027, 12, 21),
        ..Schedule::default()
    }
}

fn monthly() -> Schedule {
    Schedule {
        frequency: Frequency::Monthly,
        weekdays: vec![Weekday::Wed],
        weeks_of_month: vec![1, -1],
        opens_at: NaiveTime::from_hms_opt(18, 0, 0),
        description: Some("Board games".to_owned()),
        ..Schedule::default()
    }
}

fn once() -> Schedule {
    Schedule {
        frequency: Frequency::Once,
        valid_from: day(2026, 12, 12),
        opens_at: NaiveTime::from_hms_opt(14, 0, 0),
        closes_at: NaiveTime::from_hms_opt(17, 0, 0),
        ..Schedule::default()
    }
}

fn day(year: i32, month: u32, day: u32) -> Option<NaiveDate> {
    NaiveDate::from_ymd_opt(year, month, day)
}

//! A directory with two sources, one of which forbids passing on, and short words to ask with.

use std::sync::Arc;

use actix_web::http::StatusCode;
use actix_web::http::header::HeaderMap;
use actix_web::test::{TestRequest, call_service, init_service, read_body};
use actix_web::{App, web};
use chrono::{NaiveTime, TimeDelta, Weekday};
use directory::{Directory, FetchedPage, People, RunEnd};
use domain::postcode::Postcode;
use domain::schedule::Schedule;
use domain::service::{
    Attendance, Contact, CostOption, Eligibility, Location, Organization, OrganizationIdentifier,
    Phone, Service, ServiceArea, ServiceAtLocation, TaxonomyTerm,
};
use domain::source::{Licence, Source, SourceId};
use domain::statement::Item;
use gazetteer::Gazetteer;
use http_edge::visitor::Visitors;
use search::Index;
use serde_json::Value;
use store::{Store, StoreOptions};
use testkit::chance::SeededChance;
use testkit::clock::HandClock;
use testkit::database::{Database, each, sqlite_in_memory};

/// A word that only the source that forbids passing on uses of a listing that both have.
pub(crate) const SECRET_WORD: &str = "xylophone";
/// A listing that only that source has.
pub(crate) const SECRET_NAME: &str = "Hush knitting";
/// A telephone that only that source knows.
pub(crate) const SECRET_PHONE: &str = "020 7946 0999";

pub(crate) struct Rig {
    pub(crate) directory: Arc<Directory>,
    pub(crate) clock: HandClock,
    /// Kept: a database goes when its handle does.
    _database: Database,
}

/// An answer.
pub(crate) struct Reply {
    pub(crate) status: StatusCode,
    pub(crate) headers: HeaderMap,
    pub(crate) bytes: Vec<u8>,
}

impl Reply {
    pub(crate) fn header(&self, name: &str) -> &str {
        let value = self.headers.get(name);
        value
            .and_then(|value| value.to_str().ok())
            .unwrap_or_default()
    }

    pub(crate) fn text(&self) -> String {
        String::from_utf8_lossy(&self.bytes).into_owned()
    }

    pub(crate) fn json(&self) -> Value {
        serde_json::from_slice(&self.bytes).unwrap_or_default()
    }

    /// The items of a page.
    pub(crate) fn contents(&self) -> Vec<Value> {
        self.json()["contents"]
            .as_array()
            .cloned()
            .unwrap_or_default()
    }

    /// The names of the items of a page, sorted.
    pub(crate) fn names(&self) -> Vec<String> {
        let mut names: Vec<String> = self
            .contents()
            .iter()
            .map(|item| item["name"].as_str().unwrap().to_owned())
            .collect();
        names.sort();
        names
    }
}

impl Rig {
    /// In memory, with everything.
    pub(crate) async fn furnished() -> Self {
        Self::over(sqlite_in_memory()).await
    }

    async fn over(database: Database) -> Self {
        let store = Store::connect(&StoreOptions::new(database.url()))
            .await
            .unwrap();
        store.migrate().await.unwrap();
        let clock = HandClock::at("2026-11-22T10:00:00Z");
        let gazetteer = Arc::new(Gazetteer::compiled_default().unwrap());
        let index = Index::in_memory().unwrap();
        let directory = Directory::new(store, index, gazetteer, Arc::new(clock.clone()))
            .with_people(People {
                chance: Arc::new(SeededChance::from_seed(5)),
                public_url: "https://here.example".to_owned(),
                name: "Here".to_owned(),
                contact: None,
            });
        let rig = Self {
            directory: Arc::new(directory),
            clock,
            _database: database,
        };
        rig.source("open", true).await;
        rig.source("hushed", false).await;
        rig.crawl("open", &[lunch(), homework(), advice(), choir()])
            .await;
        rig.crawl("hushed", &[hushed_choir(), knitting()]).await;
        rig
    }

    pub(crate) async fn source(&self, id: &str, allows_redistribution: bool) {
        let source = Source {
            id: SourceId::parse(id).unwrap(),
            name: format!("The {id} directory"),
            homepage: None,
            uri: format!("https://{id}.example/"),
            licence: Licence {
                id: "OGL-UK-3.0".into(),
                url: Some("https://licence.example/".into()),
                attribution: format!("From the {id} directory"),
                allows_redistribution,
            },
            area: None,
            rank: 10,
        };
        self.directory.register_source(&source).await.unwrap();
        self.directory.catch_up().await.unwrap();
    }

    /// One complete crawl of a source that has these items.
    pub(crate) async fn crawl(&self, source: &str, items: &[Item]) {
        self.clock.advance(TimeDelta::seconds(10));
        let id = SourceId::parse(source).unwrap();
        let run = self.directory.begin_run(&id).await.unwrap();
        let page = FetchedPage::of(format!("https://{source}.example/all"), items.to_vec());
        self.directory.ingest_page(&run, page).await.unwrap();
        let end = RunEnd {
            complete: true,
            ..RunEnd::default()
        };
        self.directory.finish_run(run, end).await.unwrap();
        self.directory.catch_up().await.unwrap();
    }

    pub(crate) async fn get(&self, address: &str) -> Reply {
        self.get_with(address, &[]).await
    }

    pub(crate) async fn get_with(&self, address: &str, headers: &[(&str, &str)]) -> Reply {
        let context = api::Context {
            directory: Arc::clone(&self.directory),
            public_url: "https://here.example".into(),
            visitors: Visitors::of("https://here.example"),
        };
        let app = App::new()
            .configure(|config| api::configure(config, context))
            .default_service(web::to(api::no_such_route));
        let app = init_service(app).await;
        let mut request = TestRequest::get().uri(address);
        for header in headers {
            request = request.insert_header(*header);
        }
        let response = call_service(&app, request.to_request()).await;
        Reply {
            status: response.status(),
            headers: response.headers().clone(),
            bytes: read_body(response).await.to_vec(),
        }
    }

    /// The id of the service with that name.
    pub(crate) async fn id_of(&self, name: &str) -> String {
        let services = self.get("/oruk/v3/services").await.contents();
        let mut named = services.iter().filter(|service| service["name"] == name);
        named.next().unwrap()["id"].as_str().unwrap().to_owned()
    }

    pub(crate) async fn whole(&self, name: &str) -> Value {
        let id = self.id_of(name).await;
        self.get(&format!("/oruk/v3/services/{id}")).await.json()
    }
}

/// Runs a test on each database there is.
pub(crate) async fn on_each<F: AsyncFn(Rig)>(test: F) {
    for database in each().await {
        test(Rig::over(database).await).await;
    }
}

fn item(id: &str, service: Service) -> Item {
    Item {
        external_id: id.to_owned(),
        url: Some(format!("https://page.example/{id}")),
        raw: format!("{id} {}", service.name),
        service,
    }
}

fn at(line: &str, postcode: &str) -> ServiceAtLocation {
    ServiceAtLocation {
        location: Location {
            name: Some("The Hall".into()),
            address: vec![line.to_owned(), "London".into()],
            postcode: Postcode::parse(postcode).ok(),
            ..Location::default()
        },
        ..ServiceAtLocation::default()
    }
}

fn term(code: &str, name: &str) -> TaxonomyTerm {
    TaxonomyTerm {
        vocabulary: "open:need".into(),
        code: code.to_owned(),
        name: name.to_owned(),
    }
}

fn session(day: Weekday, from: u32, to: u32) -> Schedule {
    Schedule {
        weekdays: vec![day],
        opens_at: NaiveTime::from_hms_opt(from, 0, 0),
        closes_at: NaiveTime::from_hms_opt(to, 0, 0),
        ..Schedule::default()
    }
}

fn age_friends() -> Option<Organization> {
    Some(Organization {
        name: "Age Friends".into(),
        website: Some("https://friends.example/".into()),
        identifiers: vec![OrganizationIdentifier::new("GB-CHC", "1234567")],
        ..Organization::default()
    })
}

pub(crate) fn lunch() -> Item {
    let service = Service {
        name: "Lunch club".into(),
        description: Some("A hot meal and good company.".into()),
        url: Some("https://lunch.example/".into()),
        email: Some("lunch@friends.example.org".into()),
        organization: age_friends(),
        phones: vec![Phone {
            number: "020 7946 0018".into(),
            description: None,
        }],
        contacts: vec![Contact {
            title: Some("Reception".into()),
            phones: vec![Phone {
                number: "020 7946 0019".into(),
                description: Some("mornings".into()),
            }],
            ..Contact::default()
        }],
        service_at_locations: vec![at("1 Torriano Avenue", "NW5 2TJ")],
        schedules: vec![session(Weekday::Tue, 10, 12)],
        cost_options: vec![CostOption {
            amount_pence: Some(350),
            option: Some("two courses".into()),
            ..CostOption::default()
        }],
        eligibility: Eligibility {
            minimum_age: Some(55),
            ..Eligibility::default()
        },
        languages: vec!["Bengali".into()],
        accessibility: vec!["Step-free access".into()],
        service_areas: vec![ServiceArea {
            name: "Camden".into(),
            code: Some("E09000007".into()),
            ..ServiceArea::default()
        }],
        taxonomy_terms: vec![term("food", "Food"), term("company", "Company")],
        ..Service::default()
    };
    item("lunch", service)
}

pub(crate) fn homework() -> Item {
    let service = Service {
        name: "Homework club".into(),
        description: Some("Help with homework.".into()),
        organization: age_friends(),
        service_at_locations: vec![at("2 Brixton Road", "SW9 8DJ")],
        schedules: vec![session(Weekday::Sat, 9, 11)],
        eligibility: Eligibility {
            minimum_age: Some(8),
            maximum_age: Some(11),
            ..Eligibility::default()
        },
        taxonomy_terms: vec![term("learning", "Learning")],
        ..Service::default()
    };
    item("homework", service)
}

pub(crate) fn advice() -> Item {
    let service = Service {
        name: "=Advice line".into(),
        description: Some("@ring us, or <b>write</b> & wait".into()),
        hours_text: Some("most weekdays".into()),
        attendance: vec![Attendance::Phone],
        service_areas: vec![ServiceArea {
            name: "United Kingdom".into(),
            code: Some("K02000001".into()),
            ..ServiceArea::default()
        }],
        ..Service::default()
    };
    item("advice", service)
}

fn choir() -> Item {
    let service = Service {
        name: "Stockwell singers".into(),
        phones: vec![Phone {
            number: "020 7946 0020".into(),
            description: None,
        }],
        service_at_locations: vec![at("3 Stockwell Road", "SW9 9AA")],
        ..Service::default()
    };
    item("choir", service)
}

fn hushed_choir() -> Item {
    let mut hushed = choir();
    hushed.external_id = "hushed-choir".into();
    hushed.service.description = Some(format!("We sing to the {SECRET_WORD}."));
    hushed.service.phones.push(Phone {
        number: SECRET_PHONE.into(),
        description: None,
    });
    hushed
}

fn knitting() -> Item {
    let service = Service {
        name: SECRET_NAME.into(),
        description: Some(format!("Wool and a {SECRET_WORD}.")),
        service_at_locations: vec![at("4 Hush Lane", "SE1 7PB")],
        taxonomy_terms: vec![TaxonomyTerm {
            vocabulary: "hushed:kind".into(),
            code: "wool".into(),
            name: "Hushed wool".into(),
        }],
        ..Service::default()
    };
    item("knitting", service)
}

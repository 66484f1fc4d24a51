//! What the handlers answer.

use std::sync::Arc;

use actix_web::http::StatusCode;
use actix_web::test::{TestRequest, call_service, init_service, read_body};
use actix_web::{App, web};
use directory::{Directory, FetchedPage, Outbound, People, RunEnd};
use domain::postcode::Postcode;
use domain::service::{Location, Organization, Service, ServiceAtLocation};
use domain::source::{Licence, Source, SourceId};
use domain::statement::{Item, SetAside};
use gazetteer::Gazetteer;
use http_edge::visitor::Visitors;
use search::Index;
use serde_json::Value;
use store::{Store, StoreOptions};
use testkit::chance::SeededChance;
use testkit::clock::HandClock;
use testkit::database::{Database, sqlite_in_memory};

/// A directory with one listing of one source, and one item set aside.
async fn furnished() -> Arc<Directory> {
    furnished_by(None).await
}

/// The same, with the organization that the listing is of.
pub(crate) async fn furnished_by(organization: Option<Organization>) -> Arc<Directory> {
    furnished_over(&sqlite_in_memory(), organization).await
}

/// The same over this database, which has to outlive it.
pub(crate) async fn furnished_over(
    database: &Database,
    organization: Option<Organization>,
) -> Arc<Directory> {
    let store = Store::connect(&StoreOptions::new(database.url()))
        .await
        .unwrap();
    store.migrate().await.unwrap();
    let clock = Arc::new(HandClock::at("2026-11-22T10:00:00Z"));
    let gazetteer = Arc::new(Gazetteer::compiled_default().unwrap());
    let directory = Directory::new(store, Index::in_memory().unwrap(), gazetteer, clock)
        .with_people(People {
            chance: Arc::new(SeededChance::from_seed(1)),
            public_url: "https://here.example".into(),
            name: "Here".into(),
            contact: None,
        })
        .with_outbound(Outbound::vetted_by(|url| {
            let public = url.starts_with("https://");
            public.then_some(()).ok_or_else(|| "is not public".into())
        }));
    let id = SourceId::parse("camden").unwrap();
    let licence = Licence {
        id: "OGL-UK-3.0".into(),
        url: None,
        attribution: "From Camden".into(),
        allows_redistribution: true,
    };
    let source = Source {
        id: id.clone(),
        name: "Camden's directory".into(),
        homepage: None,
        uri: "https://camden.example/".into(),
        licence,
        area: None,
        rank: 1,
    };
    directory.register_source(&source).await.unwrap();
    let run = directory.begin_run(&id).await.unwrap();
    let location = Location {
        postcode: Postcode::parse("NW5 2TJ").ok(),
        ..Location::default()
    };
    let service = Service {
        name: "Lunch club".into(),
        description: Some("A hot meal and good company. ".repeat(12).trim().to_owned()),
        organization,
        service_at_locations: vec![ServiceAtLocation {
            location,
            ..Default::default()
        }],
        ..Service::default()
    };
    let item = Item {
        external_id: "1".into(),
        service,
        url: None,
        raw: String::new(),
    };
    let aside = SetAside {
        place: "row 2".into(),
        external_id: None,
        reason: "no name".into(),
        raw: String::new(),
    };
    let page = FetchedPage {
        set_aside: vec![aside],
        ..FetchedPage::of("https://camden.example/1", vec![item])
    };
    directory.ingest_page(&run, page).await.unwrap();
    directory
        .finish_run(
            run,
            RunEnd {
                complete: true,
                ..RunEnd::default()
            },
        )
        .await
        .unwrap();
    directory.catch_up().await.unwrap();
    Arc::new(directory)
}

struct Answer {
    status: StatusCode,
    kind: String,
    etag: Option<String>,
    body: Value,
}

/// One question with an entity tag that the client already has.
async fn ask_again(address: &str, tag: Option<&str>) -> Answer {
    ask_at("https://here.example", address, tag).await
}

/// The same of an instance with that address.
async fn ask_at(instance: &str, address: &str, tag: Option<&str>) -> Answer {
    let context = api::Context {
        directory: furnished().await,
        public_url: instance.into(),
        visitors: Visitors::of(instance),
    };
    let app = App::new()
        .configure(|config| api::configure(config, context))
        .service(web::scope("/api").default_service(web::to(api::no_such_route)));
    let app = init_service(app).await;
    let mut request = TestRequest::get().uri(address);
    if let Some(tag) = tag {
        request = request.insert_header(("if-none-match", tag));
    }
    let response = call_service(&app, request.to_request()).await;
    let header = |name: &str| {
        response
            .headers()
            .get(name)
            .and_then(|value| value.to_str().ok())
            .map(str::to_owned)
    };
    Answer {
        status: response.status(),
        kind: header("content-type").unwrap_or_default(),
        etag: header("etag"),
        body: serde_json::from_slice(&read_body(response).await).unwrap_or_default(),
    }
}

async fn ask(address: &str) -> Answer {
    ask_again(address, None).await
}

mod methods;

mod searching {
    use super::ask;

    #[actix_web::test]
    async fn a_hit_has_distance_place_and_sources() {
        let answer = ask("/api/v1/search?q=lunch&near=NW5+2TJ").await;
        assert_eq!(answer.status, 200);
        let hit = &answer.body["hits"][0];
        assert_eq!(hit["name"], "Lunch club");
        assert_eq!(hit["distance_miles"], 0.0);
        assert_eq!(hit["presence"], "within");
        assert_eq!(hit["location"]["postcode"], "NW5 2TJ");
        assert_eq!(hit["sources"][0]["attribution"], "From Camden");
        assert_eq!(hit["url"], "https://here.example/listings/lunch-club");
        assert_eq!(answer.body["attributions"][0], "From Camden");
        assert!(
            answer.body["place"]["label"]
                .as_str()
                .unwrap()
                .contains("NW5 2TJ")
        );
    }

    #[actix_web::test]
    async fn every_parameter_at_fault_is_named_with_an_example() {
        let answer = ask("/api/v1/search?near=qqqqqq&radius=99&page=0").await;
        assert_eq!(answer.status, 400);
        assert_eq!(answer.kind, "application/problem+json");
        assert_eq!(
            answer.body["type"],
            "https://here.example/api/errors#invalid"
        );
        let named: Vec<_> = answer.body["errors"]
            .as_array()
            .unwrap()
            .iter()
            .map(|error| error["parameter"].as_str().unwrap())
            .collect();
        assert_eq!(named, ["radius", "page", "near"]);
        assert_eq!(answer.body["errors"][2]["example"], "SW9 8DJ");
    }

    #[actix_web::test]
    async fn a_hit_says_by_which_meaning_it_was_found() {
        let answer = ask("/api/v1/search?q=hungry").await;
        assert_eq!(answer.body["total"], 1);
        let matched = &answer.body["hits"][0]["matched"][0];
        assert_eq!(matched["typed"], "hungry");
        assert_eq!(matched["meaning"], "Meals and lunch clubs");
    }

    #[actix_web::test]
    async fn a_place_and_wishes_in_the_words_are_told() {
        let answer = ask("/api/v1/search?q=free+lunch+tuesday+near+NW5").await;
        let heard = &answer.body["heard"];
        assert_eq!(heard["place_said"], "near nw5");
        assert_eq!(heard["wishes"][0]["filter"], "when");
        assert_eq!(heard["wishes"][0]["value"], "tuesday");
        assert_eq!(heard["wishes"][1]["filter"], "free");
        assert_eq!(answer.body["total"], 1, "a wish loses no hit");
    }

    #[actix_web::test]
    async fn a_postcode_in_the_words_that_is_nowhere_is_told() {
        let answer = ask("/api/v1/search?q=lunch+near+QX1+9ZZ").await;
        let unknown = &answer.body["heard"]["place_unknown"];
        assert_eq!(unknown["postcode"], "QX1 9ZZ");
        let note = unknown["note"].as_str().unwrap();
        assert!(note.contains("could not find"), "{note}");
        assert_eq!(
            answer.body["total"], 1,
            "what is left of the words is found"
        );
        assert_eq!(answer.body["relaxed"], false);
    }

    #[actix_web::test]
    async fn filters_come_with_counts_unless_they_are_not_wanted() {
        let answer = ask("/api/v1/search?need=meals").await;
        let filters = answer.body["filters"].as_array().unwrap();
        let needs = filters
            .iter()
            .find(|filter| filter["filter"] == "need")
            .unwrap();
        assert!(
            needs["values"]
                .as_array()
                .unwrap()
                .iter()
                .any(|value| value["value"] == "meals" && value["count"] == 1)
        );
        let answer = ask("/api/v1/search?counts=false").await;
        for counted in ["filters", "days", "times"] {
            assert!(answer.body.get(counted).is_none(), "{counted}");
        }
    }

    #[actix_web::test]
    async fn an_unknown_value_of_a_filter_is_refused_with_one_that_is_known() {
        let answer = ask("/api/v1/search?need=fod-bank&how=car&age=old").await;
        assert_eq!(answer.status, 400);
        let answer = ask("/api/v1/search?need=fod-bank").await;
        assert_eq!(answer.body["errors"][0]["parameter"], "need");
        assert_eq!(answer.body["errors"][0]["example"], "food-bank");
    }

    #[actix_web::test]
    async fn words_of_danger_bring_numbers_and_an_empty_answer_somebody_to_ring() {
        let answer = ask("/api/v1/search?q=i+want+to+die").await;
        assert_eq!(answer.body["urgent"][0]["lines"][0]["call"], "999");
        assert_eq!(answer.body["total"], 0);
        assert_eq!(answer.body["helplines"][0]["name"], "Age UK Advice Line");
        let answer = ask("/api/v1/search?q=lunch").await;
        assert!(answer.body.get("urgent").is_none());
    }

    #[actix_web::test]
    async fn the_categories_are_listed_and_a_listing_has_them() {
        let answer = ask("/api/v1/taxonomies").await;
        let filters: Vec<_> = answer.body["taxonomies"]
            .as_array()
            .unwrap()
            .iter()
            .map(|taxonomy| taxonomy["filter"].as_str().unwrap())
            .collect();
        assert_eq!(filters, ["need", "for", "type", "way"]);
        let listing = ask("/api/v1/listings/lunch-club").await;
        let terms = listing.body["taxonomy_terms"].as_array().unwrap();
        assert!(
            terms
                .iter()
                .any(|term| term["vocabulary"] == "fingerpost:need" && term["code"] == "need:meals")
        );
    }

    #[actix_web::test]
    async fn no_text_is_an_error() {
        for text in ["%22", "%00", "AND+OR+NOT", "%F0%9F%A6%9C", "a:b:c", "((("] {
            let answer = ask(&format!("/api/v1/search?q={text}")).await;
            assert_eq!(answer.status, 200, "{text}");
        }
    }
}

mod times {
    use super::ask;

    #[actix_web::test]
    async fn a_time_that_nobody_says_is_counted_apart_and_a_bad_one_is_named() {
        let answer = ask("/api/v1/search?day=tue&time=evening").await;
        assert_eq!(
            (&answer.body["total"], &answer.body["unsaid"]),
            (&0.into(), &1.into())
        );
        assert_eq!(answer.body["days"][0]["value"], "mon");
        assert_eq!(answer.body["times"][2]["value"], "evening");
        let silent = ask("/api/v1/search?day=tue&unsaid=true").await;
        assert_eq!(silent.body["hits"][0]["name"], "Lunch club");
        let bad = ask("/api/v1/search?date=tomorrow&from=6pm").await;
        assert_eq!(bad.status, 400);
        assert_eq!(bad.body["errors"][0]["example"], "2026-12-01");
    }
}

mod suggesting {
    use super::ask;

    #[actix_web::test]
    async fn a_suggestion_has_its_kind_and_where_it_leads() {
        let answer = ask("/api/v1/suggest?q=lun&near=NW5+2TJ").await;
        let rows = answer.body["suggestions"].as_array().unwrap();
        // What people need comes first, and then what goes by that name.
        assert_eq!(rows[0]["kind"], "need");
        let row = rows.iter().find(|row| row["kind"] == "service").unwrap();
        assert_eq!(row["text"], "Lunch club");
        assert_eq!(row["url"], "https://here.example/listings/lunch-club");
        let place = ask("/api/v1/suggest?q=brixt").await;
        let row = &place.body["suggestions"][0];
        assert_eq!(row["kind"], "place");
        assert!(
            row["url"]
                .as_str()
                .unwrap()
                .starts_with("https://here.example/search?near=Brixton")
        );
        for typed in ["", "q=a", "q=%22%00(("] {
            let answer = ask(&format!("/api/v1/suggest?{typed}")).await;
            assert_eq!(answer.status, 200, "{typed}");
        }
    }

    #[actix_web::test]
    async fn gaps_can_be_asked_for_from_a_date_on() {
        assert!(ask("/api/v1/gaps").await.body["gaps"].is_array());
        assert_eq!(ask("/api/v1/gaps?since=lately").await.status, 400);
    }
}

mod listings {
    use super::{ask, ask_again};

    #[actix_web::test]
    async fn a_listing_is_found_by_slug_and_by_id_and_cached_by_its_tag() {
        let by_slug = ask("/api/v1/listings/lunch-club").await;
        assert_eq!(by_slug.status, 200);
        assert!(by_slug.body.get("provenance").is_none());
        let id = by_slug.body["id"].as_str().unwrap();
        let whole = ask(&format!("/api/v1/listings/{id}?provenance=true")).await;
        assert_eq!(whole.body["provenance"]["name"][0][0], "camden/1");
        let again = ask_again("/api/v1/listings/lunch-club", by_slug.etag.as_deref()).await;
        assert_eq!(again.status, 304);
    }

    #[actix_web::test]
    async fn what_is_not_there_is_a_problem_that_says_so() {
        for address in [
            "/api/v1/listings/nothing",
            "/api/v1/nothing",
            "/api/v1/sources/x/set-aside",
        ] {
            let answer = ask(address).await;
            assert_eq!(answer.status, 404, "{address}");
            assert_eq!(answer.kind, "application/problem+json");
            assert!(
                answer.body["type"]
                    .as_str()
                    .unwrap()
                    .ends_with("#not-found")
            );
        }
    }
}

mod sources {
    use super::ask;

    #[actix_web::test]
    async fn a_source_shows_licence_and_last_run() {
        let answer = ask("/api/v1/sources").await;
        let source = &answer.body["sources"][0];
        assert_eq!(source["licence"], "OGL-UK-3.0");
        assert_eq!(source["statements"], 1);
        assert_eq!(source["last_run"]["complete"], true);
    }

    #[actix_web::test]
    async fn what_was_set_aside_can_be_listed_with_its_reason() {
        let answer = ask("/api/v1/sources/camden/set-aside").await;
        assert_eq!(answer.body["items"][0]["reason"], "no name");
        assert_eq!(
            ask("/api/v1/sources/camden/set-aside?limit=0").await.status,
            400
        );
        assert_eq!(
            ask("/api/v1/sources/camden/set-aside?after=x").await.status,
            400
        );
    }
}

mod places {
    use super::{ask, ask_again};

    #[actix_web::test]
    async fn words_are_read_and_slips_are_mended() {
        let answer = ask("/api/v1/places?q=sw98dj").await;
        assert_eq!(answer.body["reading"]["kind"], "postcode");
        assert_eq!(answer.body["reading"]["local_authority"]["name"], "Lambeth");
        let nothing = ask("/api/v1/places?q=qqqqqq").await;
        assert_eq!(nothing.status, 200);
        assert!(nothing.body["note"].is_string());
        assert_eq!(ask("/api/v1/places").await.status, 400);
        let rows = ask("/api/v1/places/suggest?q=brix").await;
        assert_eq!(
            rows.body["suggestions"][0]["text"]
                .as_str()
                .unwrap()
                .split(',')
                .next(),
            Some("Brixton")
        );
    }

    #[actix_web::test]
    async fn a_postcode_and_an_area_answer_with_what_they_lie_in() {
        let postcode = ask("/api/v1/postcodes/SW98DJ").await;
        assert_eq!(postcode.body["postcode"], "SW9 8DJ");
        assert_eq!(postcode.body["retired"], false);
        assert_eq!(ask("/api/v1/postcodes/nothing").await.status, 400);
        assert_eq!(ask("/api/v1/postcodes/SW99+9ZZ").await.status, 404);
        let area = ask("/api/v1/areas/E09000022").await;
        assert_eq!(area.body["area"]["name"], "Lambeth");
        assert_eq!(area.body["area"]["kind"], "local_authority");
        assert_eq!(ask("/api/v1/areas/E09999999").await.status, 404);
        assert_eq!(ask("/api/v1/areas/Lambeth").await.status, 400);
        let again = ask_again("/api/v1/areas/E09000022", area.etag.as_deref()).await;
        assert_eq!(again.status, 304);
    }

    #[actix_web::test]
    async fn the_data_names_its_licences() {
        let answer = ask("/api/v1/gazetteer").await;
        let lines = answer.body["attributions"].to_string();
        assert!(
            lines.contains("Contains OS data") && lines.contains("Royal Mail"),
            "{lines}"
        );
    }
}

mod health {
    use super::{ask, ask_at};

    #[actix_web::test]
    async fn it_lives_and_is_ready() {
        assert_eq!(ask("/health/live").await.status, 200);
        let ready = ask("/health/ready").await;
        assert_eq!(ready.status, 200);
        assert_eq!(ready.body["indexed"], 1);
        assert_eq!(ask("/api/docs/").await.status, 200);
        assert_eq!(ask("/api/errors").await.status, 200);
    }

    #[actix_web::test]
    async fn the_document_names_the_cookie_that_is_set_here() {
        for (instance, name) in [
            ("https://here.example", "__Host-id"),
            ("http://127.0.0.1:8080", "id"),
        ] {
            let document = ask_at(instance, "/api/openapi.json", None).await;
            assert_eq!(document.status, 200);
            let session = &document.body["components"]["securitySchemes"]["session"];
            assert_eq!(session["name"], name);
            assert_eq!(session["in"], "cookie");
        }
    }
}

//! Deciding over the API, and what each source says.

use std::sync::Arc;

use actix_web::http::Method;
use actix_web::test::{TestRequest, call_service, init_service, read_body};
use actix_web::{App, web};
use directory::{Directory, FetchedPage, People, RunEnd};
use domain::authority::{Actor, Grant, Scope};
use domain::postcode::Postcode;
use domain::service::{Location, Phone, Service, ServiceAtLocation};
use domain::source::{Licence, Source, SourceId};
use domain::statement::Item;
use gazetteer::Gazetteer;
use http_edge::visitor::Visitors;
use search::Index;
use serde_json::{Value, json};
use store::{Store, StoreOptions};
use testkit::authenticator;
use testkit::chance::SeededChance;
use testkit::clock::HandClock;
use testkit::database::sqlite_in_memory;

/// A source with one service; `open` says whether its words may be passed on.
async fn say(directory: &Directory, id: &str, open: bool, name: &str, postcode: &str, phone: &str) {
    let source = Source {
        id: SourceId::parse(id).unwrap(),
        name: format!("{id}'s list"),
        homepage: None,
        uri: format!("https://{id}.example/"),
        licence: Licence {
            id: if open { "OGL-UK-3.0" } else { "permission" }.into(),
            url: None,
            attribution: format!("From {id}"),
            allows_redistribution: open,
        },
        area: None,
        rank: 1,
    };
    directory.register_source(&source).await.unwrap();
    let location = Location {
        postcode: Postcode::parse(postcode).ok(),
        ..Location::default()
    };
    let service = Service {
        name: name.into(),
        phones: vec![Phone {
            number: phone.into(),
            description: None,
        }],
        service_at_locations: vec![ServiceAtLocation {
            location,
            ..Default::default()
        }],
        ..Service::default()
    };
    let page = FetchedPage::of(
        "1",
        vec![Item {
            external_id: "1".into(),
            service,
            url: None,
            raw: String::new(),
        }],
    );
    let run = directory.begin_run(&source.id).await.unwrap();
    directory.ingest_page(&run, page).await.unwrap();
    directory.finish_run(run, RunEnd::default()).await.unwrap();
}

fn clock() -> HandClock {
    HandClock::at("2026-11-22T10:00:00Z")
}

/// A key of a moderator of this area, or of everywhere, who has signed in with a second factor.
async fn key_of_moderator(directory: &Directory, email: &str, area: Option<&str>) -> String {
    let grant = Grant::Moderator {
        area: area.map(str::to_owned),
    };
    directory
        .give_role(&Actor::Operator, email, &grant)
        .await
        .unwrap();
    let browser = directory.ask_to_sign_in(email, None).await.unwrap();
    let letters = directory.due_letters().await.unwrap();
    let mail = letters
        .iter()
        .find(|letter| letter.recipient == email && letter.body.contains("/sign-in/c/"))
        .unwrap();
    let (_, after) = mail.body.split_once("/sign-in/c/").unwrap();
    let link = after.split_whitespace().next().unwrap();
    let signed_in = directory
        .sign_in_by_link(link, Some(browser.reveal()), "a test")
        .await
        .unwrap();
    let cookie = signed_in.cookie.reveal();
    let weak = directory.who(Some(cookie)).await.unwrap();
    let seed = directory.begin_second_factor(&weak).await.unwrap().seed;
    let code = authenticator::code(&seed, &clock());
    directory
        .confirm_second_factor(&weak, cookie, &seed, &code)
        .await
        .unwrap();
    let strong = directory.who(Some(cookie)).await.unwrap();
    let key = directory
        .make_key(&strong, "a test", &[Scope::Moderate])
        .await
        .unwrap();
    key.secret.reveal().to_owned()
}

/// A lunch club that an open and a closed source list with two telephones, and a choir.
async fn furnished() -> Arc<Directory> {
    let database = sqlite_in_memory();
    let store = Store::connect(&StoreOptions::new(database.url()))
        .await
        .unwrap();
    store.migrate().await.unwrap();
    let clock = Arc::new(clock());
    let gazetteer = Arc::new(Gazetteer::compiled_default().unwrap());
    let directory = Directory::new(store, Index::in_memory().unwrap(), gazetteer, clock)
        .with_people(People {
            chance: Arc::new(SeededChance::from_seed(4)),
            public_url: "https://here.example".into(),
            name: "Here".into(),
            contact: None,
        });
    let lunch = "Kentish Town Lunch Club";
    say(
        &directory,
        "camden",
        true,
        lunch,
        "NW5 2TJ",
        "020 7946 0018",
    )
    .await;
    say(
        &directory,
        "closed",
        false,
        lunch,
        "NW5 2TJ",
        "020 7946 0999",
    )
    .await;
    say(
        &directory,
        "map",
        true,
        "Brixton choir",
        "SW9 8DJ",
        "020 7946 0555",
    )
    .await;
    Arc::new(directory)
}

/// One request; with `token` as a moderator's. The status and the body.
async fn send(
    directory: &Arc<Directory>,
    method: Method,
    address: &str,
    token: Option<&str>,
    body: Option<Value>,
) -> (u16, Value) {
    let context = api::Context {
        directory: Arc::clone(directory),
        public_url: "https://here.example".into(),
        visitors: Visitors::of("https://here.example"),
    };
    let app = App::new()
        .configure(|config| api::configure(config, context))
        .service(web::scope("/api").default_service(web::to(api::no_such_route)));
    let app = init_service(app).await;
    let mut request = TestRequest::default().method(method).uri(address);
    if let Some(token) = token {
        request = request.insert_header(("authorization", format!("Bearer {token}")));
    }
    if let Some(body) = body {
        request = request.set_json(body);
    }
    let response = call_service(&app, request.to_request()).await;
    let status = response.status().as_u16();
    let body = serde_json::from_slice(&read_body(response).await).unwrap_or_default();
    (status, body)
}

#[actix_web::test]
async fn only_moderators_decide_and_see_what_waits() {
    let directory = furnished().await;
    let by = json!({"with": "brixton-choir", "decided_by": "A", "reason": "b"});
    for (method, address) in [
        (Method::GET, "/api/v1/matches"),
        (Method::GET, "/api/v1/matches/x"),
        (Method::PUT, "/api/v1/matches/x/decision"),
        (Method::DELETE, "/api/v1/matches/x/decision"),
        (
            Method::POST,
            "/api/v1/listings/kentish-town-lunch-club/merge",
        ),
        (
            Method::POST,
            "/api/v1/listings/kentish-town-lunch-club/split",
        ),
        (Method::POST, "/api/v1/sources/camden/held"),
    ] {
        for token in [None, Some("guessed")] {
            let body = Some(by.clone());
            let (status, answer) = send(&directory, method.clone(), address, token, body).await;
            assert_eq!(status, 401, "{method} {address} {answer}");
            assert!(
                answer["type"]
                    .as_str()
                    .unwrap()
                    .ends_with("#unauthenticated")
            );
        }
    }
}

#[actix_web::test]
async fn a_moderator_of_an_area_decides_there_and_nowhere_else() {
    let directory = furnished().await;
    let camden = key_of_moderator(&directory, "cam@here.example", Some("E09000007")).await;
    let lambeth = key_of_moderator(&directory, "lam@here.example", Some("E09000022")).await;
    let split = "/api/v1/listings/kentish-town-lunch-club/split";
    let body = || Some(json!({"statements": ["closed/1"], "reason": "another club"}));
    let (status, answer) = send(&directory, Method::POST, split, Some(&lambeth), body()).await;
    assert_eq!(status, 403, "{answer}");
    let (status, answer) = send(&directory, Method::POST, split, Some(&camden), body()).await;
    assert_eq!(status, 200, "{answer}");
    assert_eq!(answer["decision"]["decided_by"], "a moderator");
    let decided = "/api/v1/matches?state=decided";
    for (key, count) in [(&camden, 1), (&lambeth, 0)] {
        let (status, page) = send(&directory, Method::GET, decided, Some(key), None).await;
        assert_eq!(status, 200, "{page}");
        assert_eq!(page["matches"].as_array().unwrap().len(), count);
    }
    let id = answer["matches"][0].as_str().unwrap();
    let show = format!("/api/v1/matches/{id}");
    let undo = format!("{show}/decision?reason=mistake");
    for (key, method, address, expected) in [
        (&lambeth, Method::GET, &show, 403),
        (&lambeth, Method::DELETE, &undo, 403),
        (&camden, Method::GET, &show, 200),
        (&camden, Method::DELETE, &undo, 200),
    ] {
        let (status, answer) = send(&directory, method, address, Some(key), None).await;
        assert_eq!(status, expected, "{answer}");
    }
    // The source speaks for no area, so only a moderator of everywhere may say what its silence means.
    let held = Some(json!({"decision": "release", "reason": "b"}));
    let address = "/api/v1/sources/camden/held";
    let (status, _) = send(&directory, Method::POST, address, Some(&camden), held).await;
    assert_eq!(status, 403);
}

#[actix_web::test]
async fn a_merge_is_undone_by_taking_its_answers_back() {
    let directory = furnished().await;
    let key = key_of_moderator(&directory, "mo@here.example", None).await;
    let ask = async |method, address: &str, body| {
        send(&directory, method, address, Some(&key), body).await
    };
    let merge = "/api/v1/listings/brixton-choir/merge";
    let (status, answer) = ask(Method::POST, merge, Some(json!({"with": "x"}))).await;
    assert_eq!(status, 422, "{answer}");
    let named: Vec<&Value> = answer["errors"]
        .as_array()
        .unwrap()
        .iter()
        .map(|error| &error["parameter"])
        .collect();
    assert_eq!(named, ["reason"], "who it is, the key says");
    let body = json!({
        "with": "kentish-town-lunch-club",
        "decided_by": "A. Moderator",
        "reason": "for the test",
    });
    let (status, answer) = ask(Method::POST, merge, Some(body)).await;
    assert_eq!(status, 200, "{answer}");
    let matches: Vec<String> = answer["matches"]
        .as_array()
        .unwrap()
        .iter()
        .map(|id| id.as_str().unwrap().to_owned())
        .collect();
    let (status, _) = ask(Method::GET, "/api/v1/listings/brixton-choir", None).await;
    assert_eq!(status, 301);
    let (_, page) = ask(Method::GET, "/api/v1/matches?state=decided", None).await;
    assert_eq!(page["matches"].as_array().unwrap().len(), matches.len());
    assert_eq!(page["matches"][0]["decision"]["decided_by"], "A. Moderator");
    for id in &matches {
        let (status, view) = ask(Method::GET, &format!("/api/v1/matches/{id}"), None).await;
        assert_eq!((status, &view["together"]), (200, &json!(true)));
        let undo = format!("/api/v1/matches/{id}/decision?decided_by=A&reason=test");
        let (status, answer) = ask(Method::DELETE, &undo, None).await;
        assert_eq!(status, 200, "{answer}");
        assert_eq!(ask(Method::DELETE, &undo, None).await.0, 404);
    }
    let (status, _) = ask(Method::GET, "/api/v1/listings/brixton-choir", None).await;
    assert_eq!(status, 200);
}

#[actix_web::test]
async fn an_answer_that_is_none_is_refused_and_nothing_changes() {
    let directory = furnished().await;
    let key = key_of_moderator(&directory, "mo@here.example", None).await;
    let ask = async |method, address: &str, body| {
        send(&directory, method, address, Some(&key), body).await
    };
    let id = "00000000000000000000000000000001-00000000000000000000000000000002";
    let decision = format!("/api/v1/matches/{id}/decision");
    let by = |answer: &str| Some(json!({"answer": answer, "decided_by": "A", "reason": "b"}));
    assert_eq!(ask(Method::PUT, &decision, by("perhaps")).await.0, 400);
    assert_eq!(ask(Method::PUT, &decision, by("same")).await.0, 404);
    assert_eq!(ask(Method::PUT, &decision, None).await.0, 400);
    assert_eq!(
        ask(Method::GET, "/api/v1/matches/nonsense", None).await.0,
        404
    );
    for query in [
        "state=all",
        "limit=0",
        "source=Not+An+Id",
        "area=Lambeth",
        "after=x",
    ] {
        let (status, answer) = ask(Method::GET, &format!("/api/v1/matches?{query}"), None).await;
        assert_eq!(status, 400, "{query} {answer}");
    }
    let held = Some(json!({"decision": "release", "decided_by": "A", "reason": "b"}));
    assert_eq!(
        ask(Method::POST, "/api/v1/sources/camden/held", held)
            .await
            .0,
        409
    );
}

#[actix_web::test]
async fn words_that_may_not_be_passed_on_are_left_out_and_their_speaker_is_named() {
    let directory = furnished().await;
    let ask = async |address: &str| send(&directory, Method::GET, address, None, None).await;
    let (status, said) = ask("/api/v1/listings/kentish-town-lunch-club/statements").await;
    assert_eq!(status, 200);
    let statements = said["statements"].as_array().unwrap();
    assert_eq!(statements.len(), 2);
    assert_eq!(
        statements[0]["service"]["phones"][0]["number"],
        "020 7946 0018"
    );
    assert_eq!(statements[1]["source"], "closed");
    assert_eq!(statements[1]["withheld"], "licence");
    assert!(statements[1].get("service").is_none());

    let (status, differing) = ask("/api/v1/listings/kentish-town-lunch-club/disagreements").await;
    assert_eq!(status, 200);
    let sides = &differing["fields"][0]["sides"];
    assert_eq!(differing["fields"][0]["field"], "phones");
    assert_eq!(sides[0]["value"][0]["number"], "020 7946 0018");
    assert_eq!(sides[1]["withheld"], "licence");
    assert!(!format!("{said} {differing}").contains("0999"));
    assert_eq!(ask("/api/v1/listings/nothing/statements").await.0, 404);
}

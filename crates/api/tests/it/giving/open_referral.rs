//! Open Referral UK 3.0: shapes, pages, and every parameter, by the facts of the specification.

use domain::service::ServiceArea;
use serde_json::Value;
use uuid::Uuid;

use super::rig::{Rig, advice, homework, lunch};

const LISTS: [&str; 5] = [
    "services",
    "organizations",
    "service_at_locations",
    "taxonomies",
    "taxonomy_terms",
];

#[actix_web::test]
async fn the_root_says_what_this_is() {
    let rig = Rig::furnished().await;
    for address in ["/oruk/v3", "/oruk/v3/"] {
        let root = rig.get(address).await;
        assert_eq!(root.status, 200);
        assert_eq!(root.json()["version"], "HSDS-UK-3.0");
        assert_eq!(root.header("access-control-allow-origin"), "*");
    }
    let document = rig.get("/oruk/v3/openapi.json").await.json();
    for path in ["/", "/services", "/services/{id}", "/taxonomy_terms"] {
        assert!(document["paths"][path].is_object(), "{path}");
    }
}

#[actix_web::test]
async fn every_list_is_paged_exactly_and_every_item_can_be_fetched() {
    let rig = Rig::furnished().await;
    for list in LISTS {
        let all = rig.get(&format!("/oruk/v3/{list}")).await;
        assert_eq!(all.status, 200, "{list}");
        assert_eq!(all.header("access-control-allow-origin"), "*");
        let total = all.json()["total_items"].as_u64().unwrap();
        assert!(total > 0, "{list}");
        let mut seen = Vec::new();
        for page in 1..=total {
            let address = format!("/oruk/v3/{list}?per_page=1&page={page}");
            let one = rig.get(&address).await.json();
            assert_eq!(one["total_pages"], total);
            assert_eq!(one["page_number"], page);
            assert_eq!(one["size"], 1);
            assert_eq!(one["first_page"], page == 1);
            assert_eq!(one["last_page"], page == total);
            assert_eq!(one["empty"], false);
            seen.push(one["contents"][0]["id"].clone());
        }
        let listed: Vec<Value> = all
            .contents()
            .iter()
            .map(|item| item["id"].clone())
            .collect();
        assert_eq!(seen, listed, "{list}");
        for id in seen {
            let id = id.as_str().unwrap();
            assert!(Uuid::try_parse(id).is_ok(), "{id}");
            let one = rig.get(&format!("/oruk/v3/{list}/{id}")).await;
            assert_eq!(one.json()["id"], id);
        }
        let past = rig.get(&format!("/oruk/v3/{list}?page=99")).await;
        assert_eq!(past.json()["empty"], true);
        let lines = rig.get(&format!("/oruk/v3/{list}?format=ndjson")).await;
        assert_eq!(lines.header("content-type"), "application/x-ndjson");
        assert_eq!(lines.text().lines().count() as u64, total, "{list}");
    }
}

#[actix_web::test]
async fn nothing_that_is_asked_breaks_it() {
    let rig = Rig::furnished().await;
    for list in LISTS {
        for query in [
            "page=0",
            "page=x",
            "per_page=0",
            "per_page=1000000",
            "format=xml",
        ] {
            let reply = rig.get(&format!("/oruk/v3/{list}?{query}")).await;
            assert_eq!(reply.status, 400, "{list}?{query}");
            assert_eq!(reply.header("content-type"), "application/problem+json");
            assert_eq!(reply.header("access-control-allow-origin"), "*");
        }
        for id in ["not-a-uuid", "%27%22%3Cx%3E", &Uuid::nil().to_string()] {
            let reply = rig.get(&format!("/oruk/v3/{list}/{id}")).await;
            assert_eq!(reply.status, 404, "{list}/{id}");
        }
        let reply = rig.get(&format!("/oruk/v3/{list}?page=&nonsense=1")).await;
        assert_eq!(reply.status, 200, "{list}");
    }
}

#[actix_web::test]
async fn a_service_is_whole_and_has_nothing_empty() {
    let rig = Rig::furnished().await;
    let service = rig.whole("Lunch club").await;
    assert_eq!(service["status"], "active");
    assert_eq!(service["minimum_age"], 55);
    assert_eq!(service["organization"]["name"], "Age Friends");
    assert_eq!(
        service["organization"]["organization_identifiers"][0]["identifier_scheme"],
        "GB-CHC"
    );
    let place = &service["service_at_locations"][0];
    let address = &place["location"]["addresses"][0];
    assert_eq!(address["address_1"], "1 Torriano Avenue");
    assert_eq!(address["city"], "London");
    assert_eq!(address["state_province"], "Camden");
    assert_eq!(address["postal_code"], "NW5 2TJ");
    assert_eq!(address["country"], "GB");
    assert!(place["location"]["latitude"].is_number());
    assert_eq!(
        place["location"]["accessibility"][0]["description"],
        "Step-free access"
    );
    let schedule = &service["schedules"][0];
    assert_eq!(schedule["freq"], "WEEKLY");
    assert_eq!(schedule["byday"], "TU");
    assert_eq!(schedule["opens_at"], "10:00");
    assert_eq!(service["cost_options"][0]["amount"], 3.5);
    assert_eq!(service["phones"][0]["number"], "020 7946 0018");
    assert_eq!(
        service["contacts"][0]["phones"][0]["number"],
        "020 7946 0018"
    );
    assert_eq!(
        service["contacts"][1]["phones"][0]["description"],
        "mornings"
    );
    let term = &service["attributes"][0];
    assert_eq!(term["link_id"], service["id"]);
    assert_eq!(term["taxonomy_term"]["name"], "Food");
    assert_eq!(term["taxonomy_term_id"], term["taxonomy_term"]["id"]);
    let source = &service["x-fingerpost"]["sources"][0];
    assert_eq!(source["licence"], "OGL-UK-3.0");
    assert_eq!(source["attribution"], "From the open directory");
    assert_no_empties(&service, "");
    let words = rig.whole("=Advice line").await;
    assert_eq!(words["schedules"][0]["description"], "most weekdays");
}

fn assert_no_empties(value: &Value, at: &str) {
    let empty = match value {
        Value::Null => true,
        Value::String(text) => text.is_empty(),
        Value::Array(items) => {
            items.iter().for_each(|item| assert_no_empties(item, at));
            items.is_empty()
        }
        Value::Object(fields) => {
            for (name, value) in fields {
                assert_no_empties(value, &format!("{at}/{name}"));
            }
            fields.is_empty()
        }
        _ => false,
    };
    assert!(!empty, "{at} is empty");
}

#[actix_web::test]
async fn full_is_what_the_item_itself_answers_and_minimal_is_everything_at_once() {
    let rig = Rig::furnished().await;
    for item in rig.get("/oruk/v3/services?full=true").await.contents() {
        let id = item["id"].as_str().unwrap();
        assert_eq!(
            rig.get(&format!("/oruk/v3/services/{id}")).await.json(),
            item
        );
    }
    let thin = rig.get("/oruk/v3/services").await.contents();
    assert!(thin.iter().all(|item| item.get("attributes").is_none()));
    let minimal = rig.get("/oruk/v3/services?minimal=true").await;
    assert_eq!(minimal.json()["size"], minimal.json()["total_items"]);
    for item in minimal.contents() {
        let names: Vec<&String> = item.as_object().unwrap().keys().collect();
        assert_eq!(names, ["id", "last_modified"]);
    }
    let organizations = rig
        .get("/oruk/v3/organizations?full_service=true&search=age")
        .await;
    let services = &organizations.contents()[0]["services"];
    assert_eq!(services.as_array().unwrap().len(), 2);
    assert!(services[0]["service_at_locations"].is_array());
}

/// The names of the services that a query gives.
async fn check(rig: &Rig, query: &str, expected: &[&str]) {
    let reply = rig.get(&format!("/oruk/v3/services?{query}")).await;
    assert_eq!(reply.status, 200, "{query}: {}", reply.text());
    assert_eq!(reply.names(), expected, "{query}");
}

#[actix_web::test]
async fn every_parameter_works_and_all_of_them_combine() {
    let rig = Rig::furnished().await;
    let lunch = rig.whole("Lunch club").await;
    let organization = lunch["organization_id"].as_str().unwrap();
    let food = lunch["attributes"][0]["taxonomy_term_id"].as_str().unwrap();
    let taxonomy = lunch["attributes"][0]["taxonomy_term"]["taxonomy_id"]
        .as_str()
        .unwrap();
    let both = ["Homework club", "Lunch club"];
    check(&rig, "search=club", &both).await;
    check(&rig, "search=LUNCH", &["Lunch club"]).await;
    check(&rig, "search=lunch+zqxvwjk", &[]).await;
    check(&rig, &format!("organization_id={organization}"), &both).await;
    check(&rig, &format!("organization_id={}", Uuid::nil()), &[]).await;
    check(&rig, &format!("taxonomy_term_id={food}"), &["Lunch club"]).await;
    check(&rig, &format!("taxonomy_id={taxonomy}"), &both).await;
    check(&rig, &format!("taxonomy_id={}", Uuid::nil()), &[]).await;
    check(
        &rig,
        "minimum_age=60",
        &["=Advice line", "Lunch club", "Stockwell singers"],
    )
    .await;
    check(
        &rig,
        "minimum_age=9&maximum_age=10&search=club",
        &["Homework club"],
    )
    .await;
    check(&rig, "day=TU", &["Lunch club"]).await;
    check(
        &rig,
        "day=Saturday&start_time=09:00&end_time=10:00",
        &["Homework club"],
    )
    .await;
    check(&rig, "start_time=12:00", &[]).await;
    check(&rig, "postcode=nw52tj&proximity=500", &["Lunch club"]).await;
    check(&rig, "postcode=NW5+2TJ", &["=Advice line", "Lunch club"]).await;
    check(&rig, "postcode=SW9+8DJ", &["=Advice line"]).await;
    check(
        &rig,
        &format!("search=club&organization_id={organization}&taxonomy_term_id={food}&day=TU&postcode=NW5+2TJ&proximity=1000"),
        &["Lunch club"],
    )
    .await;
    check(&rig, &format!("taxonomy_term_id={food}&day=SA"), &[]).await;
    for query in [
        "organization_id=x",
        "modified_after=rubbish",
        "minimum_age=10000",
        "day=Funday",
        "start_time=noon",
        "postcode=ZZ99+9ZZ",
        "postcode=NW5+2TJ&proximity=near",
        "proximity=5",
        "full=perhaps",
    ] {
        let reply = rig.get(&format!("/oruk/v3/services?{query}")).await;
        assert_eq!(reply.status, 400, "{query}");
    }
}

#[actix_web::test]
async fn an_area_that_is_drawn_serves_what_lies_in_it() {
    let rig = Rig::furnished().await;
    let mut drawn = advice();
    drawn.service.name = "Drawn advice".into();
    drawn.service.service_areas = vec![ServiceArea {
        name: "Round Brixton".into(),
        code: None,
        extent: Some(
            r#"{"type":"Polygon","coordinates":[[[-0.13,51.45],[-0.10,51.45],[-0.10,51.48],[-0.13,51.48],[-0.13,51.45]]]}"#
                .into(),
        ),
    }];
    rig.crawl("open", &[lunch(), homework(), drawn]).await;
    check(&rig, "postcode=SW9+8DJ", &["Drawn advice"]).await;
    check(&rig, "postcode=NW5+2TJ", &["Lunch club"]).await;
    let area = &rig.whole("Drawn advice").await["service_areas"][0];
    assert_eq!(area["extent_type"], "geojson");
}

#[actix_web::test]
async fn modified_after_is_on_or_after() {
    let rig = Rig::furnished().await;
    let lunch = rig.whole("Lunch club").await;
    let at = lunch["last_modified"].as_str().unwrap();
    let reply = rig
        .get(&format!("/oruk/v3/services?modified_after={at}"))
        .await;
    assert!(reply.names().contains(&"Lunch club".to_owned()));
    check(&rig, "modified_after=2126-01-01", &[]).await;
    check(&rig, "modified_after=2026-11-22T23:00:00%2B01:00", &[]).await;
}

#[actix_web::test]
async fn places_are_found_around_a_postcode() {
    let rig = Rig::furnished().await;
    let near = rig
        .get("/oruk/v3/service_at_locations?postcode=NW5+2TJ&proximity=1000")
        .await
        .contents();
    assert_eq!(near.len(), 1);
    assert_eq!(near[0]["service"]["name"], "Lunch club");
    assert_eq!(near[0]["service_id"], near[0]["service"]["id"]);
    assert_eq!(near[0]["location_id"], near[0]["location"]["id"]);
    let serving = rig
        .get("/oruk/v3/service_at_locations?postcode=NW5+2TJ")
        .await;
    assert_eq!(serving.json()["total_items"], 1);
}

#[actix_web::test]
async fn terms_are_filtered() {
    let rig = Rig::furnished().await;
    let terms = rig.get("/oruk/v3/taxonomy_terms").await.contents();
    let food = terms.iter().find(|term| term["name"] == "Food").unwrap();
    let taxonomy = food["taxonomy_id"].as_str().unwrap();
    let same = rig
        .get(&format!(
            "/oruk/v3/taxonomy_terms?taxonomy_id={taxonomy}&top_only=true"
        ))
        .await;
    assert_eq!(
        same.json()["total_items"],
        2,
        "the widest of one vocabulary"
    );

    let child = terms.iter().find(|term| term["parent_id"].is_string());
    let parent = child.unwrap()["parent_id"].as_str().unwrap();
    let below = rig
        .get(&format!("/oruk/v3/taxonomy_terms?parent_id={parent}"))
        .await
        .contents();
    assert!(!below.is_empty());
    assert!(below.iter().all(|term| term["parent_id"] == parent));
    assert!(
        terms.iter().any(|term| term["id"] == parent),
        "the wider one is there too"
    );
    let none = rig
        .get(&format!(
            "/oruk/v3/taxonomy_terms?parent_id={}",
            Uuid::nil()
        ))
        .await;
    assert_eq!(none.json()["total_items"], 0);
}

#[actix_web::test]
async fn ids_do_not_change_when_things_are_read_again() {
    let one = Rig::furnished().await.whole("Lunch club").await;
    let other = Rig::furnished().await.whole("Lunch club").await;
    assert_eq!(one, other);
}

#[actix_web::test]
async fn a_client_that_has_it_is_not_sent_it_again() {
    let rig = Rig::furnished().await;
    for address in ["/oruk/v3/services", "/oruk/v3/taxonomies"] {
        let first = rig.get(address).await;
        let again = rig
            .get_with(address, &[("if-none-match", first.header("etag"))])
            .await;
        assert_eq!(again.status, 304);
    }
}

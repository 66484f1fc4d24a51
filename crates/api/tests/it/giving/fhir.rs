//! FHIR R4: bundles and resources.

use serde_json::{Value, json};

use super::rig::{Rig, on_each};

#[actix_web::test]
async fn a_search_is_a_bundle_whose_references_can_be_followed() {
    let rig = Rig::furnished().await;
    let reply = rig.get("/fhir/r4/HealthcareService?name=lunch").await;
    assert_eq!(reply.header("content-type"), "application/fhir+json");
    let bundle = reply.json();
    assert_eq!(bundle["resourceType"], "Bundle");
    assert_eq!(bundle["type"], "searchset");
    assert_eq!(bundle["total"], 1);
    let service = &bundle["entry"][0]["resource"];
    assert_eq!(service["name"], "Lunch club");
    assert_eq!(service["availableTime"][0]["daysOfWeek"][0], "tue");
    assert_eq!(
        service["availableTime"][0]["availableStartTime"],
        "10:00:00"
    );
    assert!(
        service["extension"][0]["valueString"]
            .as_str()
            .unwrap()
            .contains("OGL")
    );
    for reference in [&service["providedBy"], &service["location"][0]] {
        let to = reference["reference"].as_str().unwrap();
        let resource = rig.get(&format!("/fhir/r4/{to}")).await.json();
        assert_eq!(resource["resourceType"], to.split('/').next().unwrap());
    }
    let near = rig
        .get("/fhir/r4/Location?address-postalcode=NW5+2TJ&proximity=500")
        .await
        .json();
    assert_eq!(near["total"], 1);
    assert_eq!(
        near["entry"][0]["resource"]["address"]["postalCode"],
        "NW5 2TJ"
    );
}

#[actix_web::test]
async fn pages_of_a_bundle_lead_on_and_nothing_breaks_it() {
    let rig = Rig::furnished().await;
    let first = rig.get("/fhir/r4/HealthcareService?_count=3").await.json();
    let next = first["link"][1]["url"].as_str().unwrap();
    let next = next.strip_prefix("https://here.example").unwrap();
    let second = rig.get(next).await.json();
    assert_eq!(second["entry"].as_array().unwrap().len(), 1);
    let relations: Vec<&Value> = second["link"]
        .as_array()
        .unwrap()
        .iter()
        .map(|link| &link["relation"])
        .collect();
    assert_eq!(relations, ["self", "previous"]);
    let none = rig.get("/fhir/r4/Organization?name=nobody").await.json();
    assert_eq!(none["total"], 0);
    assert!(none.get("entry").is_none());
    for (address, status) in [
        ("/fhir/r4/HealthcareService?_count=0", 400),
        ("/fhir/r4/HealthcareService?_id=x", 400),
        ("/fhir/r4/HealthcareService/x", 404),
        ("/fhir/r4/Patient", 404),
        ("/fhir/r4/metadata", 200),
    ] {
        assert_eq!(rig.get(address).await.status, status, "{address}");
    }
}

/// Every resource of a search, page by page.
async fn followed(rig: &Rig, address: &str) -> (Vec<String>, u64) {
    let mut next = Some(address.to_owned());
    let (mut ids, mut total) = (Vec::new(), 0);
    while let Some(address) = next {
        let bundle = rig.get(&address).await.json();
        total = bundle["total"].as_u64().unwrap();
        let link = |relation: &str| {
            let links = bundle["link"].as_array().unwrap().iter();
            let mut named = links.filter(|link| link["relation"] == relation);
            named.next().map(|link| {
                let url = link["url"].as_str().unwrap();
                url.strip_prefix("https://here.example").unwrap().to_owned()
            })
        };
        let own = link("self").unwrap();
        assert_eq!(rig.get(&own).await.json(), bundle, "{own} is this page");
        let entries = bundle["entry"].as_array().cloned().unwrap_or_default();
        for entry in &entries {
            let full = entry["fullUrl"].as_str().unwrap();
            assert!(full.starts_with("https://here.example/fhir/r4/"), "{full}");
            assert_eq!(entry["search"]["mode"], "match");
            ids.push(entry["resource"]["id"].as_str().unwrap().to_owned());
        }
        next = link("next");
        assert!(ids.len() <= 10, "it goes on for ever");
    }
    (ids, total)
}

#[actix_web::test]
async fn next_links_lead_through_everything_once() {
    on_each(async |rig| {
        for (kind, expected) in [
            ("HealthcareService", 4),
            ("Location", 3),
            ("Organization", 1),
        ] {
            for count in [1, 2, 3, 50] {
                let address = format!("/fhir/r4/{kind}?_count={count}");
                let (mut ids, total) = followed(&rig, &address).await;
                assert_eq!(ids.len(), expected, "{address}");
                assert_eq!(total, expected as u64, "{address}");
                ids.sort();
                ids.dedup();
                assert_eq!(ids.len(), expected, "{address}");
            }
        }
        let (ids, total) = followed(&rig, "/fhir/r4/HealthcareService?name=club&_count=1").await;
        assert_eq!(
            (ids.len(), total),
            (2, 2),
            "conditions go on from page to page"
        );
    })
    .await;
}

#[actix_web::test]
async fn every_error_is_an_operation_outcome() {
    let rig = Rig::furnished().await;
    for (address, status, code) in [
        ("/fhir/r4/HealthcareService?_count=0", 400, "value"),
        ("/fhir/r4/HealthcareService?_id=x", 400, "value"),
        ("/fhir/r4/Location?address-postalcode=nowhere", 400, "value"),
        ("/fhir/r4/HealthcareService?name:exact=Lunch", 400, "value"),
        ("/fhir/r4/HealthcareService?_format=xml", 400, "value"),
        ("/fhir/r4/HealthcareService/x", 404, "not-found"),
        (
            "/fhir/r4/Organization/0b6b2bbe-4e29-5fd9-8b4b-6a1e4a0c9d11",
            404,
            "not-found",
        ),
        ("/fhir/r4/Patient", 404, "not-found"),
        ("/fhir/r5/metadata", 404, "not-found"),
    ] {
        let reply = rig.get(address).await;
        assert_eq!(reply.status, status, "{address}");
        assert_eq!(
            reply.header("content-type"),
            "application/fhir+json",
            "{address}"
        );
        assert_eq!(
            reply.header("access-control-allow-origin"),
            "*",
            "{address}"
        );
        let outcome = reply.json();
        assert_eq!(outcome["resourceType"], "OperationOutcome", "{address}");
        let issue = &outcome["issue"][0];
        assert_eq!(
            (&issue["severity"], &issue["code"]),
            (&json!("error"), &json!(code))
        );
        assert!(
            !issue["diagnostics"].as_str().unwrap().is_empty(),
            "{address}"
        );
        assert_eq!(
            issue["details"]["coding"][0]["system"],
            "https://here.example/api/errors"
        );
    }
    let several = rig
        .get("/fhir/r4/HealthcareService?_count=0&_id=x")
        .await
        .json();
    let places: Vec<&Value> = several["issue"]
        .as_array()
        .unwrap()
        .iter()
        .map(|issue| &issue["expression"][0])
        .collect();
    assert_eq!(places, ["http._id", "http._count"]);
    // Elsewhere errors are what they were.
    let other = rig.get("/api/v1/listings/nothing").await;
    assert_eq!(other.header("content-type"), "application/problem+json");
}

#[actix_web::test]
async fn what_is_unknown_is_passed_over_unless_strict_handling_is_asked_for() {
    let rig = Rig::furnished().await;
    let address =
        "/fhir/r4/HealthcareService?name=lunch&service-type=57&_sort=name&service-type=58";
    for prefer in ["", "handling=lenient", "return=minimal"] {
        let bundle = rig.get_with(address, &[("prefer", prefer)]).await.json();
        assert_eq!(bundle["total"], 1, "{prefer}");
        assert_eq!(
            bundle["link"][0]["url"],
            "https://here.example/fhir/r4/HealthcareService?name=lunch"
        );
        let told = &bundle["entry"][1];
        assert_eq!(told["search"]["mode"], "outcome");
        assert_eq!(told["resource"]["issue"].as_array().unwrap().len(), 2);
        assert_eq!(
            told["resource"]["issue"][0]["expression"][0],
            "http.service-type"
        );
    }
    for prefer in [
        "handling=strict",
        "return=minimal, Handling = strict",
        "a; handling=strict",
    ] {
        let reply = rig.get_with(address, &[("prefer", prefer)]).await;
        assert_eq!(reply.status, 400, "{prefer}");
        let why = reply.json()["issue"][0]["diagnostics"]
            .as_str()
            .unwrap()
            .to_owned();
        assert!(why.contains("service-type, _sort"), "{why}");
    }
    for format in ["json", ""] {
        let path = format!("/fhir/r4/Location?name=hall&_format={format}");
        let known = rig.get_with(&path, &[("prefer", "handling=strict")]).await;
        assert_eq!(known.status, 200, "{path}");
    }
    // An organization has no place, so a search for one does not know where.
    let placeless = "/fhir/r4/Organization?address-postalcode=NW5+2TJ";
    assert_eq!(rig.get(placeless).await.json()["total"], 1);
    let strict = rig
        .get_with(placeless, &[("prefer", "handling=strict")])
        .await;
    assert_eq!(strict.status, 400);
}

//! What the register of charities confirms, in every output that names who runs a service.

use chrono::NaiveDate;
use domain::charity::{Charity, CharityNumber, CharityStatus};
use serde_json::Value;

use super::rig::{Rig, on_each};

/// Imports a register that has the number of the rig's organization under this name.
async fn register(rig: &Rig, name: &str) {
    let charities = [Charity {
        number: CharityNumber::new(1_234_567).unwrap(),
        name: name.to_owned(),
        status: CharityStatus::Registered,
        removed_on: None,
        website: Some("https://register.example/".to_owned()),
        company_number: None,
        other_names: Vec::new(),
    }];
    let mut weighing = rig.directory.weigh_register().await.unwrap();
    weighing.add(&charities).await.unwrap();
    let day = NaiveDate::from_ymd_opt(2026, 11, 20).unwrap();
    let weight = weighing.done(day, (0, 1));
    let mut taking = rig.directory.take_register(weight).await.unwrap();
    taking.add(&charities).await.unwrap();
    taking.done().await.unwrap();
    rig.directory.catch_up().await.unwrap();
}

fn sources(of: &Value) -> Vec<&str> {
    let sources = of["x-fingerpost"]["sources"].as_array().unwrap().iter();
    sources
        .map(|source| source["id"].as_str().unwrap())
        .collect()
}

#[actix_web::test]
async fn a_confirmed_number_is_marked_and_the_register_is_credited() {
    on_each(async |rig| {
        register(&rig, "AGE FRIENDS").await;
        let lunch = rig.whole("Lunch club").await;
        let number = &lunch["organization"]["organization_identifiers"][0];
        assert_eq!(number["identifier_scheme"], "GB-CHC");
        assert_eq!(number["x-fingerpost"]["confirmed_on"], "2026-11-20");
        assert_eq!(sources(&lunch), ["open", "charity-commission-register"]);
        assert_eq!(lunch["organization"]["website"], "https://friends.example/");

        let id = lunch["organization_id"].as_str().unwrap();
        let body = rig
            .get(&format!("/oruk/v3/organizations/{id}"))
            .await
            .json();
        assert_eq!(
            body["organization_identifiers"][0]["x-fingerpost"]["confirmed_on"],
            "2026-11-20"
        );
        assert_eq!(sources(&body), ["open", "charity-commission-register"]);

        let listing = rig.get("/api/v1/listings/lunch-club").await.json();
        assert_eq!(
            listing["charity"]["words"],
            "Registered charity 1234567, by the Charity Commission’s register of 20 November 2026"
        );
        assert_eq!(
            listing["organization"]["identifiers"][0]["confirmed_on"],
            "2026-11-20"
        );
        assert!(listing["charity"].get("gives").is_none());
        for address in [
            "/api/v1/export/ndjson",
            "/api/v1/export/csv",
            "/api/v4/services",
        ] {
            let text = rig.get(address).await.text();
            assert!(text.contains("Charity Commission’s register"), "{address}");
        }
        let fhir = rig.get(&format!("/fhir/r4/Organization/{id}")).await.text();
        assert!(fhir.contains("Charity Commission’s register"));
    })
    .await;
}

#[actix_web::test]
async fn a_number_of_another_name_is_passed_on_nowhere() {
    let rig = Rig::furnished().await;
    assert!(
        rig.get("/api/v1/export/ndjson")
            .await
            .text()
            .contains("1234567")
    );
    register(&rig, "THE DEPTFORD LIGHTHOUSE FUND").await;
    let id = rig.whole("Lunch club").await["organization_id"]
        .as_str()
        .unwrap()
        .to_owned();
    for address in [
        "/api/v1/listings/lunch-club",
        "/api/v1/export/ndjson",
        "/oruk/v3/organizations",
        &format!("/oruk/v3/organizations/{id}"),
        &format!("/fhir/r4/Organization/{id}"),
    ] {
        let reply = rig.get(address).await;
        assert_eq!(reply.status, 200, "{address}");
        for said in [
            "1234567",
            "Charity Commission",
            "register.example",
            "LIGHTHOUSE",
        ] {
            assert!(!reply.text().contains(said), "{address} says {said}");
        }
    }
}

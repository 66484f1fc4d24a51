//! A source whose terms forbid passing on stays out of everything but our own search.

use super::rig::{Rig, SECRET_NAME, SECRET_PHONE, SECRET_WORD, on_each};

/// Every output, in a form that holds everything it can hold.
const OUTPUTS: [&str; 27] = [
    "/oruk/v3/services?full=true",
    "/oruk/v3/services?minimal=true",
    "/oruk/v3/services?format=ndjson",
    "/oruk/v3/service_at_locations?full=true",
    "/oruk/v3/service_at_locations?format=ndjson",
    "/oruk/v3/organizations?full_service=true",
    "/oruk/v3/organizations?format=ndjson&full_service=true",
    "/oruk/v3/taxonomies?full=true",
    "/oruk/v3/taxonomy_terms",
    "/oruk/v3/services?search=knitting&full=true",
    "/oruk/v3/services?postcode=SE1+7PB&proximity=100&full=true",
    "/api/v1/export/ndjson",
    "/api/v1/export/csv",
    "/api/v1/export/geojson",
    "/api/v1/export/kml",
    "/api/v1/calendar.ics?postcode=SE1+7PB&proximity=100000",
    "/api/v1/changes",
    "/api/v1/changes/rpde",
    "/oruk/v3",
    "/oruk/v1/services?per_page=500",
    "/oruk/v1/taxonomies",
    "/aliss/v4/services?page_size=1000",
    "/aliss/v5/organisations",
    "/aliss/v5/categories",
    "/fhir/r4/HealthcareService",
    "/fhir/r4/Organization",
    "/fhir/r4/Location",
];

#[actix_web::test]
async fn no_output_has_a_word_of_it() {
    on_each(async |rig: Rig| {
        let found = rig.get(&format!("/api/v1/search?q={SECRET_WORD}")).await;
        assert_eq!(found.json()["total"], 2, "our own search has it");
        let hidden = found.json()["hits"]
            .as_array()
            .unwrap()
            .iter()
            .find(|hit| hit["name"] == SECRET_NAME)
            .unwrap()["id"]
            .as_str()
            .unwrap()
            .to_owned();
        for output in OUTPUTS {
            let reply = rig.get(output).await;
            assert_eq!(reply.status, 200, "{output}");
            let text = reply.text().to_lowercase();
            for secret in [
                SECRET_WORD,
                &SECRET_NAME.to_lowercase(),
                SECRET_PHONE,
                "hushed",
                &hidden,
            ] {
                assert!(!text.contains(secret), "{output} has {secret:?}");
            }
        }
        for address in [
            format!("/oruk/v3/services/{hidden}"),
            format!("/api/v1/listings/{hidden}/calendar.ics"),
        ] {
            assert_eq!(rig.get(&address).await.status, 404, "{address}");
        }
    })
    .await;
}

#[actix_web::test]
async fn what_the_others_say_of_the_same_service_is_there() {
    let rig = Rig::furnished().await;
    let singers = rig.whole("Stockwell singers").await;
    assert_eq!(singers["phones"][0]["number"], "020 7946 0020");
    assert_eq!(singers["phones"].as_array().unwrap().len(), 1);
    assert!(singers.get("description").is_none());
    let sources = singers["x-fingerpost"]["sources"].as_array().unwrap();
    assert_eq!(sources.len(), 1);
    let by_secret = rig
        .get(&format!("/oruk/v3/services?search={SECRET_WORD}"))
        .await;
    assert_eq!(by_secret.json()["total_items"], 0, "nor is it found by it");
    let by_name = rig.get("/oruk/v3/services?search=singers").await;
    assert_eq!(by_name.names(), ["Stockwell singers"]);
}

#[actix_web::test]
async fn new_terms_take_effect_at_once_both_ways() {
    on_each(async |rig: Rig| {
        rig.source("hushed", true).await;
        let all = rig.get("/oruk/v3/services?full=true").await.text();
        assert!(all.contains(SECRET_NAME) && all.contains(SECRET_WORD));
        let singers = rig.whole("Stockwell singers").await;
        assert!(
            singers["description"]
                .as_str()
                .unwrap()
                .contains(SECRET_WORD)
        );
        rig.source("hushed", false).await;
        let all = rig.get("/oruk/v3/services?full=true").await.text();
        assert!(!all.contains(SECRET_NAME) && !all.contains(SECRET_WORD));
    })
    .await;
}

//! FHIR R4: bundles and resources.

use super::rig::Rig;

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
    assert_eq!(second["link"].as_array().unwrap().len(), 1);
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

//! Everything in one file, in each form.

use std::io::Read as _;

use super::rig::{Rig, SECRET_NAME, SECRET_WORD};

#[actix_web::test]
async fn a_form_says_what_it_is_and_is_not_sent_again() {
    let rig = Rig::furnished().await;
    for (form, kind) in [
        ("ndjson", "application/x-ndjson"),
        ("csv", "text/csv; charset=utf-8; header=present"),
        ("geojson", "application/geo+json"),
        ("kml", "application/vnd.google-earth.kml+xml"),
        ("hsds", "application/zip"),
    ] {
        let address = format!("/api/v1/export/{form}");
        let reply = rig.get(&address).await;
        assert_eq!(reply.status, 200, "{form}");
        assert_eq!(reply.header("content-type"), kind);
        assert_eq!(reply.header("access-control-allow-origin"), "*");
        assert!(reply.header("content-disposition").contains("listings."));
        let etag = reply.header("etag").to_owned();
        let modified = reply.header("last-modified").to_owned();
        for known in [("if-none-match", &*etag), ("if-modified-since", &*modified)] {
            let again = rig.get_with(&address, &[known]).await;
            assert_eq!(again.status, 304, "{form} {known:?}");
            assert!(again.bytes.is_empty());
        }
        rig.source("hushed", true).await;
        let again = rig.get_with(&address, &[("if-none-match", &etag)]).await;
        assert_eq!(again.status, 200, "{form} after a change");
        rig.source("hushed", false).await;
    }
    assert_eq!(rig.get("/api/v1/export/docx").await.status, 404);
}

#[actix_web::test]
async fn lines_are_the_services_whole() {
    let rig = Rig::furnished().await;
    let lines = rig.get("/api/v1/export/ndjson").await.text();
    let services = rig.get("/oruk/v3/services?full=true").await.contents();
    let read: Vec<serde_json::Value> = lines
        .lines()
        .map(|line| serde_json::from_str(line).unwrap())
        .collect();
    assert_eq!(read, services);
}

#[actix_web::test]
async fn no_cell_of_the_table_begins_a_formula() {
    let rig = Rig::furnished().await;
    let table = rig.get("/api/v1/export/csv").await.text();
    let mut rows = table.split("\r\n").filter(|row| !row.is_empty());
    assert!(rows.next().unwrap().starts_with("id,name,organization,"));
    assert_eq!(rows.clone().count(), 4);
    let advice = rows.find(|row| row.contains("Advice line")).unwrap();
    assert!(advice.contains(",'=Advice line,"), "{advice}");
    assert!(
        advice.contains("\"'@ring us, or <b>write</b> & wait\""),
        "{advice}"
    );
    assert!(advice.contains("From the open directory"));
}

#[actix_web::test]
async fn a_map_has_an_item_for_each_place() {
    let rig = Rig::furnished().await;
    let features = rig.get("/api/v1/export/geojson").await.json();
    assert_eq!(features["type"], "FeatureCollection");
    let features = features["features"].as_array().unwrap();
    assert_eq!(features.len(), 4);
    let lunch = features
        .iter()
        .find(|feature| feature["properties"]["name"] == "Lunch club")
        .unwrap();
    assert_eq!(lunch["geometry"]["type"], "Point");
    let longitude = lunch["geometry"]["coordinates"][0].as_f64().unwrap();
    assert!((-1.0..0.0).contains(&longitude), "longitude first");
    assert_eq!(lunch["properties"]["times"], "Tuesday 10:00–12:00");
    assert!(features.iter().any(|feature| feature["geometry"].is_null()));
    let kml = rig.get("/api/v1/export/kml").await.text();
    assert_eq!(kml.matches("<Placemark ").count(), 4);
    assert!(kml.contains("@ring us, or &lt;b&gt;write&lt;/b&gt; &amp; wait"));
    assert!(kml.trim_end().ends_with("</kml>"));
}

#[actix_web::test]
async fn the_package_holds_together() {
    let rig = Rig::furnished().await;
    let reply = rig.get("/api/v1/export/hsds").await;
    let mut zip = zip::ZipArchive::new(std::io::Cursor::new(reply.bytes)).unwrap();
    let mut read = |name: &str| {
        let mut text = String::new();
        zip.by_name(name)
            .unwrap()
            .read_to_string(&mut text)
            .unwrap();
        text
    };
    let description: serde_json::Value = serde_json::from_str(&read("datapackage.json")).unwrap();
    let mut everything = String::new();
    for resource in description["resources"].as_array().unwrap() {
        let table = read(resource["path"].as_str().unwrap());
        let columns: Vec<&str> = resource["schema"]["fields"]
            .as_array()
            .unwrap()
            .iter()
            .map(|field| field["name"].as_str().unwrap())
            .collect();
        assert_eq!(table.lines().next().unwrap(), columns.join(","));
        everything.push_str(&table);
    }
    assert_eq!(read("services.csv").lines().count(), 5);
    assert_eq!(read("organizations.csv").lines().count(), 2, "one, once");
    let (terms, taxonomies) = (read("taxonomy_terms.csv"), read("taxonomies.csv"));
    for word in ["Food", "Learning", "need:food"] {
        assert!(terms.contains(word), "{word}: {terms}");
    }
    assert!(taxonomies.contains("fingerpost:need"), "{taxonomies}");
    assert!(read("x_fingerpost_source.csv").contains("From the open directory"));
    for secret in [SECRET_NAME, SECRET_WORD, "hushed"] {
        assert!(!everything.contains(secret), "{secret}");
    }
}

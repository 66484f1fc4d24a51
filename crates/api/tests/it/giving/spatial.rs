//! The outlines of areas that services are for, as the clients of ALISS draw them.

use std::io::{Cursor, Write as _};
use std::sync::Arc;

use domain::service::{Service, ServiceArea};
use domain::statement::Item;
use gazetteer::Gazetteer;
use gazetteer::build::{Inputs, build};
use serde_json::{Value, json};
use zip::write::SimpleFileOptions;

use super::rig::{Rig, lunch};

/// A gazetteer of one postcode and the outlines of one council and two countries.
fn outlined() -> Gazetteer {
    let folder = tempfile::tempdir().unwrap();
    let mut zip = zip::ZipWriter::new(Cursor::new(Vec::new()));
    zip.start_file("Data/CSV/nw.csv", SimpleFileOptions::default())
        .unwrap();
    let row = "\"NW52TJ\",10,529500,185200,\"\",\"\",\"\",\"\",\"E09000007\",\"E05013661\"\n";
    zip.write_all(row.as_bytes()).unwrap();
    let code_point = folder.path().join("code-point.zip");
    std::fs::write(&code_point, zip.finish().unwrap().into_inner()).unwrap();
    let square = |code: &str, name: &str, west: f64| {
        json!({
            "type": "Feature",
            "properties": {"CD": code, "NM": name},
            "geometry": {"type": "Polygon", "coordinates": [[
                [west, 51.5], [west + 0.1, 51.5], [west + 0.1, 51.6], [west, 51.6], [west, 51.5],
            ]]},
        })
    };
    let outlines = json!({"type": "FeatureCollection", "features": [
        square("E09000007", "Camden", -0.2),
        square("E92000001", "England", -2.0),
        square("S92000003", "Scotland", -4.0),
    ]});
    let boundaries = folder.path().join("outlines.geojson");
    std::fs::write(&boundaries, outlines.to_string()).unwrap();
    let inputs = Inputs {
        code_point: Some(code_point),
        boundaries: vec![boundaries],
        ..Inputs::default()
    };
    Gazetteer::from_bytes(build(&inputs, &mut |_| {}).unwrap().bytes).unwrap()
}

fn codes(features: &Value) -> Vec<&str> {
    let features = features.as_array().unwrap().iter();
    features
        .map(|feature| {
            assert_eq!(feature["type"], "Feature");
            assert!(feature["geometry"]["coordinates"].is_array());
            feature["properties"]["code"].as_str().unwrap_or("drawn")
        })
        .collect()
}

#[actix_web::test]
async fn a_service_has_the_outlines_of_its_areas() {
    let rig = Rig::furnished().await;
    rig.directory.replace_gazetteer(Arc::new(outlined()));
    let spatial = async |name: &str| {
        let id = rig.id_of(name).await;
        let address = format!("/api/v5/service-area-spatial/?service_id={id}");
        rig.get(&address).await.json()
    };
    let camden = spatial("Lunch club").await;
    assert_eq!(codes(&camden), ["E09000007"]);
    let properties = &camden[0]["properties"];
    assert_eq!(properties["name"], "Camden");
    assert_eq!(properties["type"], "Local Authority");
    assert!(
        properties["attribution"]
            .as_str()
            .unwrap()
            .contains("National Statistics")
    );
    let corner = &camden[0]["geometry"]["coordinates"][0][0][0];
    assert_eq!(corner, &json!([-0.2, 51.5]));
    assert_eq!(spatial("Homework club").await, "", "it names no area");
}

#[actix_web::test]
async fn an_area_that_a_source_drew_is_drawn() {
    let rig = Rig::furnished().await;
    let square = json!({"type": "Polygon", "coordinates": [[
        [-0.12, 51.46], [-0.11, 51.46], [-0.11, 51.47], [-0.12, 51.47], [-0.12, 51.46],
    ]]});
    let drawn = |name: &str, extent: &Value| Item {
        external_id: name.to_owned(),
        url: None,
        raw: name.to_owned(),
        service: Service {
            name: name.to_owned(),
            service_areas: vec![ServiceArea {
                name: "The estate".into(),
                code: None,
                extent: Some(extent.to_string()),
            }],
            ..Service::default()
        },
    };
    let feature = json!({"type": "Feature", "properties": {}, "geometry": square});
    let collection = json!({"type": "FeatureCollection", "features": [feature, feature]});
    let items = [
        lunch(),
        drawn("Estate shop", &square),
        drawn("Estate garden", &feature),
        drawn("Estate choir", &collection),
    ];
    rig.crawl("open", &items).await;
    for (name, count) in [
        ("Estate shop", 1),
        ("Estate garden", 1),
        ("Estate choir", 2),
    ] {
        let id = rig.id_of(name).await;
        let address = format!("/aliss/v4/service-area-spatial?service_id={id}");
        let features = rig.get(&address).await.json();
        assert_eq!(codes(&features), vec!["drawn"; count], "{name}");
        assert_eq!(features[0]["geometry"], square);
        assert_eq!(features[0]["properties"]["name"], "The estate");
        assert_eq!(
            features[0]["properties"]["attribution"],
            "From the open directory"
        );
    }
}

#[actix_web::test]
async fn where_there_is_nothing_to_draw_the_answer_is_empty() {
    let rig = Rig::furnished().await;
    // The gazetteer that is built in has no outlines.
    let lunch = rig.id_of("Lunch club").await;
    for query in [
        format!("service-area-spatial?service_id={lunch}"),
        "service-area-spatial?service_id=0b6b2bbe-4e29-5fd9-8b4b-6a1e4a0c9d11".to_owned(),
        "service-area-spatial?service_id=x".to_owned(),
        "service-area-spatial/".to_owned(),
        "selected-service-area-spatial?service_areas=E09000007".to_owned(),
        "selected-service-area-spatial?service_areas=18446744073709551615,SW9,,x".to_owned(),
        "selected-service-area-spatial/".to_owned(),
    ] {
        for root in ["/aliss/v4", "/aliss/v5", "/api/v4", "/api/v5"] {
            let reply = rig.get(&format!("{root}/{query}")).await;
            assert_eq!(
                (reply.status.as_u16(), reply.text().as_str()),
                (200, "\"\""),
                "{query}"
            );
            assert_eq!(reply.header("access-control-allow-origin"), "*");
        }
    }
}

#[actix_web::test]
async fn areas_are_listed_and_drawn_by_their_numbers() {
    let rig = Rig::furnished().await;
    let plain = rig.get("/api/v5/service-areas").await.json();
    assert_eq!(plain["data"].as_array().unwrap().len(), 2);
    assert_eq!(plain["data"][0]["geojson"], "");
    rig.directory.replace_gazetteer(Arc::new(outlined()));
    let listed = rig.get("/api/v5/service-areas/").await.json();
    let camden = &listed["data"][0];
    assert_eq!(
        (&camden["code"], &camden["name"]),
        (&json!("E09000007"), &json!("Camden"))
    );
    assert_eq!(camden["type"], "Local Authority");
    let inline: Value = serde_json::from_str(camden["geojson"].as_str().unwrap()).unwrap();
    let number = &camden["id"];
    for areas in [number.to_string(), "e09000007".to_owned()] {
        let address = format!("/api/v4/selected-service-area-spatial?service_areas={areas}");
        assert_eq!(rig.get(&address).await.json(), json!([inline]), "{areas}");
    }
    let both = format!("/api/v4/selected-service-area-spatial?service_areas={number},E92000001");
    assert_eq!(
        codes(&rig.get(&both).await.json()),
        ["E09000007", "E92000001"]
    );
    // The kingdom is drawn as those of its countries that are held.
    let kingdom = "/api/v4/selected-service-area-spatial?service_areas=K02000001";
    assert_eq!(
        codes(&rig.get(kingdom).await.json()),
        ["E92000001", "S92000003"]
    );
}

#[actix_web::test]
async fn all_areas_of_a_kind_are_drawn_at_once() {
    let rig = Rig::furnished().await;
    rig.directory.replace_gazetteer(Arc::new(outlined()));
    for (kind, expected) in [
        ("type=2", &["E09000007"][..]),
        ("type=0", &["E92000001", "S92000003"]),
        ("type=3", &[]),
        ("type=x", &[]),
        ("", &[]),
    ] {
        for root in ["/aliss/v5", "/api/v4"] {
            let path = format!("{root}/service-area-spatial/full-set/?{kind}");
            let set = rig.get(&path).await.json();
            assert_eq!(codes(&set["data"]), expected, "{path}");
            let name = set["name_key"].as_str().unwrap();
            for feature in set["data"].as_array().unwrap() {
                assert!(feature["properties"][name].is_string(), "{feature}");
            }
        }
    }
}

//! The older shape of Open Referral UK, and ALISS: what their clients send and read.

use super::rig::Rig;

#[actix_web::test]
async fn version_1_has_its_own_page_and_every_list() {
    let rig = Rig::furnished().await;
    let reply = rig
        .get("/oruk/v1/services/?page=1&per_page=3&text=&postcode=&day=")
        .await;
    let text = reply.text();
    assert!(text.find("\"totalElements\":4").unwrap() < text.find("\"content\"").unwrap());
    let page = reply.json();
    for (name, value) in [("totalPages", 2), ("number", 1), ("size", 3)] {
        assert_eq!(page[name], value);
    }
    assert_eq!(
        (page["first"].as_bool(), page["last"].as_bool()),
        (Some(true), Some(false))
    );
    for service in page["content"].as_array().unwrap() {
        for list in [
            "eligibilitys",
            "regular_schedules",
            "service_taxonomys",
            "reviews",
        ] {
            assert!(service[list].is_array(), "{list}");
        }
    }
    let id = rig.id_of("Lunch club").await;
    let lunch = rig.get(&format!("/oruk/v1/services/{id}")).await.json();
    assert_eq!(lunch["eligibilitys"][0]["minimum_age"], 55);
    assert_eq!(lunch["languages"][0]["language"], "Bengali");
    assert_eq!(lunch["organization"]["url"], "https://friends.example/");
    assert_eq!(
        lunch["service_at_locations"][0]["location"]["physical_addresses"][0]["postal_code"],
        "NW5 2TJ"
    );
    assert_eq!(
        lunch["service_taxonomys"][0]["taxonomy"]["vocabulary"],
        "open:need"
    );
    assert_eq!(lunch["regular_schedules"][0]["byday"], "TU");
}

#[actix_web::test]
async fn version_1_filters_by_all_that_its_form_has() {
    let rig = Rig::furnished().await;
    let id = rig.id_of("Lunch club").await;
    let lunch = rig.get(&format!("/oruk/v1/services/{id}")).await.json();
    let term = lunch["service_taxonomys"][0]["taxonomy"]["id"]
        .as_str()
        .unwrap();
    for (query, expected) in [
        ("text=lunch".to_owned(), 1),
        (format!("taxonomy_id={term}&vocabulary=open:need"), 1),
        (format!("taxonomy_id={term}&vocabulary=another"), 0),
        (format!("need={term}&circumstance=not-one-of-ours"), 0),
        ("postcode=NW52TJ&proximity=1000".to_owned(), 1),
        ("coverage=NW5+2TJ&text=lunch".to_owned(), 1),
        ("coverage=SW9+8DJ&text=lunch".to_owned(), 0),
        ("startTime=10:30&endTime=11:00&day=TU".to_owned(), 1),
        ("day=2TU&text=lunch".to_owned(), 1),
        ("minimum_age=56&maximum_age=60&text=club".to_owned(), 1),
    ] {
        let page = rig.get(&format!("/oruk/v1/services?{query}")).await.json();
        assert_eq!(page["totalElements"], expected, "{query}");
    }
    let terms = rig
        .get("/oruk/v1/taxonomies/?vocabulary=open:need&per_page=500")
        .await
        .json();
    assert_eq!(terms["totalElements"], 3);
    assert!(terms["content"][0]["parent"].is_null());
    assert_eq!(rig.get("/oruk/v1/services/x").await.status, 404);
    assert_eq!(
        rig.get("/oruk/v1/services?proximity=near").await.status,
        400
    );
}

#[actix_web::test]
async fn aliss_answers_at_every_address_that_its_clients_use() {
    let rig = Rig::furnished().await;
    for root in ["/aliss/v4", "/aliss/v5", "/api/v4", "/api/v5"] {
        for list in [
            "services",
            "services/",
            "categories/",
            "community-groups",
            "import/?page=1",
        ] {
            let reply = rig.get(&format!("{root}/{list}")).await;
            assert_eq!(reply.status, 200, "{root}/{list}");
            assert!(reply.json()["data"].is_array(), "{root}/{list}");
            assert_eq!(reply.header("access-control-allow-origin"), "*");
        }
    }
}

#[actix_web::test]
async fn aliss_pages_lead_on_until_there_is_no_next() {
    let rig = Rig::furnished().await;
    let mut address =
        "/api/v4/services?page_size=3&q=&category=&location_type=&format=json".to_owned();
    let mut names = Vec::new();
    loop {
        let page = rig.get(&address).await.json();
        assert_eq!(page["count"], 4);
        for service in page["data"].as_array().unwrap() {
            names.push(service["name"].as_str().unwrap().to_owned());
            assert!(service["locations"].is_array());
            assert!(service["url"].is_string(), "never null");
        }
        match page["next"].as_str() {
            Some(next) => next.clone_into(&mut address),
            None => break,
        }
    }
    assert_eq!(names.len(), 4);
    assert!(address.starts_with("/api/v4/services?"));
}

#[actix_web::test]
async fn aliss_chooses_by_place_category_and_kind() {
    let rig = Rig::furnished().await;
    for (query, expected) in [
        (
            "postcode=nw52tj&radius=500",
            vec!["Lunch club", "=Advice line"],
        ),
        ("postcode=NW5+2TJ&location_type=local", vec!["Lunch club"]),
        (
            "postcode=NW5+2TJ&location_type=national",
            vec!["=Advice line"],
        ),
        ("category=food", vec!["Lunch club"]),
        ("categories=food;company", vec!["Lunch club"]),
        ("categories=food;learning", vec![]),
        ("category=nothing-like-it", vec![]),
        ("q=club&sort=sort-a-z", vec!["Homework club", "Lunch club"]),
    ] {
        let page = rig
            .get(&format!("/aliss/v5/services/?{query}"))
            .await
            .json();
        let names: Vec<&str> = page["data"]
            .as_array()
            .unwrap()
            .iter()
            .map(|service| service["name"].as_str().unwrap())
            .collect();
        assert_eq!(names, expected, "{query}");
    }
    let wrong = rig.get("/aliss/v4/services?postcode=nowhere").await;
    assert_eq!(wrong.status, 200);
    assert_eq!(wrong.json()["error"], "Invalid Postcode");
    assert_eq!(wrong.json()["count"], 0);
}

#[actix_web::test]
async fn aliss_gives_one_by_id_and_by_slug() {
    let rig = Rig::furnished().await;
    let id = rig.id_of("Lunch club").await;
    let by_id = rig.get(&format!("/api/v4/services/{id}/")).await.json();
    let by_slug = rig.get("/api/v4/services/lunch-club").await.json();
    assert_eq!(by_id, by_slug);
    assert_eq!(by_id["data"]["organisation"]["name"], "Age Friends");
    assert_eq!(by_id["data"]["locations"][0]["postal_code"], "NW5 2TJ");
    assert_eq!(
        by_id["meta"]["attribution"][0]["text"],
        "From the open directory"
    );
    let organisation = rig.get("/aliss/v5/organisations/age-friends").await.json();
    assert_eq!(
        organisation["data"]["services"].as_array().unwrap().len(),
        2
    );
    let all = rig
        .get("/aliss/v5/organisations?searchTerm=age")
        .await
        .json();
    assert_eq!(all["count"], 1);
    assert_eq!(rig.get("/aliss/v5/organisations/nobody").await.status, 404);
    assert_eq!(
        rig.get("/aliss/v5/services/hush-knitting").await.status,
        404
    );
}

//! What other instances, and programs that want to be told, are answered.

use actix_web::http::StatusCode;
use serde_json::{Value, json};

use crate::people::Client;

#[actix_web::test]
async fn an_instance_says_who_it_is_and_keeps_its_id() {
    let mut client = Client::new().await;
    let first = client.get("/.well-known/fingerpost").await;
    assert_eq!(first.status, StatusCode::OK);
    let said = &first.body;
    assert_eq!(said["protocol"], 1);
    assert_eq!(said["url"], "https://here.example");
    assert_eq!(
        said["feeds"]["statements"],
        "https://here.example/api/v1/federation/statements"
    );
    assert_eq!(
        said["webhooks"]["events"],
        json!(["listings", "statements"])
    );
    assert_eq!(said["licence"]["ids"], json!(["OGL-UK-3.0"]));
    let again = client.get("/.well-known/fingerpost").await;
    assert_eq!(again.body["id"], said["id"]);
}

#[actix_web::test]
async fn the_feed_of_statements_goes_on_where_it_was() {
    let mut client = Client::new().await;
    let page = client.get("/api/v1/federation/statements").await.body;
    let record = &page["records"][0];
    assert_eq!(record["kind"], "statement");
    assert_eq!(record["service"]["name"], "Lunch club");
    assert_eq!(record["path"], json!([page["instance"]]));
    assert_eq!(page["sources"][0]["licence"]["attribution"], "From Camden");
    assert_eq!(page["more"], false);
    let next = format!("/api/v1/federation/statements?after={}", page["next"]);
    let rest = client.get(&next).await.body;
    assert_eq!(
        (&rest["records"], &rest["next"]),
        (&json!([]), &page["next"])
    );
    let wrong = client
        .get("/api/v1/federation/statements?after=x&limit=501&not_through=me")
        .await;
    assert_eq!(wrong.status, StatusCode::BAD_REQUEST);
    let errors = wrong.body["errors"].as_array().unwrap().len();
    assert_eq!(errors, 3);
}

#[actix_web::test]
async fn a_knock_that_nobody_signed_wakes_nobody() {
    let mut client = Client::new().await;
    let knock = client
        .post("/api/v1/federation/knock/peer", json!({}))
        .await;
    assert_eq!(knock.status, StatusCode::NOT_FOUND, "nobody is followed");
    client
        .directory
        .know_peer("peer", uuid::Uuid::from_u128(9))
        .await
        .unwrap();
    client
        .directory
        .keep_peer_secret("peer", "s")
        .await
        .unwrap();
    let knock = client
        .post("/api/v1/federation/knock/peer", json!({}))
        .await;
    assert_eq!(knock.status, StatusCode::UNAUTHORIZED);
    let peers = client.get("/api/v1/federation/peers").await.body;
    assert_eq!(peers["peers"][0]["name"], "peer");
    assert!(!peers.to_string().contains("secret"), "{peers}");
}

#[actix_web::test]
async fn a_webhook_is_made_listed_without_its_secret_and_ended() {
    let mut client = Client::new().await;
    let nobody = client.get("/api/v1/webhooks").await;
    assert_eq!(nobody.status, StatusCode::UNAUTHORIZED);
    client.sign_in("owner@thehub.org.uk").await;
    let made = client
        .post(
            "/api/v1/webhooks",
            json!({ "url": "https://hub.example/hook", "filter": { "sources": ["camden"] } }),
        )
        .await;
    assert_eq!(made.status, StatusCode::CREATED);
    assert_eq!(made.body["secret"].as_str().unwrap().len(), 64);
    let list = client.get("/api/v1/webhooks").await;
    assert_eq!(list.kept, "no-store");
    assert_eq!(
        list.body["webhooks"][0]["filter"],
        json!({ "sources": ["camden"] })
    );
    assert!(
        !list
            .body
            .to_string()
            .contains(made.body["secret"].as_str().unwrap())
    );

    let path = format!("/api/v1/webhooks/{}", made.body["id"].as_str().unwrap());
    let waiting = client.get(&format!("{path}/deliveries")).await;
    assert_eq!(waiting.body["deliveries"], json!([]));
    let resumed = client.post(&format!("{path}/resume"), Value::Null).await;
    assert_eq!(resumed.status, StatusCode::CONFLICT);
    let nothing = format!("{path}/deliveries/{}/replay", uuid::Uuid::nil());
    let replayed = client.post(&nothing, Value::Null).await;
    assert_eq!(replayed.status, StatusCode::NOT_FOUND);
    let wrong = client
        .post(
            "/api/v1/webhooks",
            json!({ "url": "http://127.0.0.1/", "event": "everything" }),
        )
        .await;
    assert_eq!(wrong.status, StatusCode::BAD_REQUEST);
    let ended = client
        .send(actix_web::http::Method::DELETE, &path, None)
        .await;
    assert_eq!(ended.status, StatusCode::NO_CONTENT);
    assert_eq!(
        client.get("/api/v1/webhooks").await.body["webhooks"],
        json!([])
    );
}

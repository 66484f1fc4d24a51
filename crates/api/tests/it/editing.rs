//! Edits as a program makes them, on both databases.

use std::sync::Arc;
use std::time::{Duration, Instant};

use actix_web::http::{Method, StatusCode};
use directory::{Directory, RoleWanted};
use domain::authority::Actor;
use domain::service::Organization;
use serde_json::{Value, json};
use testkit::database::each;

use crate::answers::furnished_over;
use crate::people::Client;

const STATEMENT: &str = "/api/v1/listings/lunch-club/statement";
/// Within so long a change must be found even where the tests are built without optimisation and share
/// the machine; what it took is printed. That the follower looks at least twice a second is asserted
/// where it is written.
const PATIENCE: Duration = Duration::from_secs(30);

/// A directory with one lunch club, on each database there is, and two who speak for it.
async fn on_each<F: AsyncFn(Arc<Directory>, Client, Client)>(test: F) {
    for database in each().await {
        let organization = Organization {
            name: "Lunch club".to_owned(),
            ..Organization::default()
        };
        let directory = furnished_over(&database, Some(organization)).await;
        let ada = steward(&directory, "ada@lunchclub.org.uk").await;
        let bea = steward(&directory, "bea@lunchclub.org.uk").await;
        test(Arc::clone(&directory), ada, bea).await;
    }
}

async fn steward(directory: &Arc<Directory>, email: &str) -> Client {
    let wanted = RoleWanted {
        role: "steward".to_owned(),
        organization: Some("lunch-club".to_owned()),
        ..RoleWanted::default()
    };
    let grant = directory
        .read_role(&Actor::Operator, &wanted)
        .await
        .unwrap();
    directory
        .give_role(&Actor::Operator, email, &grant)
        .await
        .unwrap();
    let mut client = Client::of(Arc::clone(directory));
    client.mails().await;
    client.sign_in(email).await;
    client
}

async fn put(client: &mut Client, body: &Value) -> crate::people::Answer {
    client
        .send(Method::PUT, STATEMENT, Some(body.clone()))
        .await
}

#[actix_web::test]
async fn a_group_says_what_it_is() {
    on_each(async |directory, mut ada, _| {
        let read = ada.get(STATEMENT).await;
        assert_eq!(read.status, StatusCode::OK);
        assert_eq!(read.version.as_deref(), Some("\"t0\""));
        assert_eq!(read.body["is_said"], false);
        let mut body = read.body["statement"].clone();
        body["description"] = json!("Soup and dominoes.");
        body["capacity"] = json!("waiting_list");

        let forgot = put(&mut ada, &body).await;
        assert_eq!(forgot.status, StatusCode::PRECONDITION_REQUIRED);
        let kind = forgot.body["type"].as_str().unwrap();
        assert!(kind.ends_with("#version-missing"), "{kind}");

        ada.version = read.version;
        body["phones"] = json!([{ "number": "1" }]);
        body["email"] = json!("nobody");
        let wrong = put(&mut ada, &body).await;
        assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
        let pointers: Vec<&str> = wrong.body["errors"]
            .as_array()
            .unwrap()
            .iter()
            .map(|error| error["pointer"].as_str().unwrap())
            .collect();
        assert_eq!(pointers, ["/email", "/phones/0/number"]);

        body["phones"] = json!([{ "number": "020 7946 0018" }]);
        body["email"] = json!("desk@lunchclub.org.uk");
        let preview = ada
            .post(&format!("{STATEMENT}/preview"), body.clone())
            .await;
        assert_eq!(preview.status, StatusCode::OK, "{}", preview.body);
        assert_eq!(preview.body["listing"]["capacity"], "waiting_list");
        assert_eq!(preview.body["changes"][0]["field"], "description");
        assert_eq!(preview.body["would_wait"], json!([]));

        let follower = tokio::spawn(Arc::clone(&directory).follow());
        let saved = put(&mut ada, &body).await;
        let since = Instant::now();
        assert_eq!(saved.status, StatusCode::OK, "{}", saved.body);
        assert_eq!(saved.version.as_deref(), Some("\"t1\""));
        loop {
            let found = ada.get("/api/v1/search?q=dominoes").await;
            if found.body["hits"][0]["name"] == "Lunch club" {
                break;
            }
            assert!(since.elapsed() < PATIENCE, "it is not found");
            tokio::task::yield_now().await;
        }
        println!("found after {} ms", since.elapsed().as_millis());
        follower.abort();
        let listing = ada.get("/api/v1/listings/lunch-club").await;
        assert_eq!(listing.body["phones"][0]["number"], "020 7946 0018");
        assert_eq!(listing.body["sources"][1]["name"], "the group itself");
    })
    .await;
}

#[actix_web::test]
async fn of_two_who_change_one_version_one_wins_and_nothing_is_lost() {
    on_each(async |_, mut ada, mut bea| {
        for round in 1..=5 {
            let read = ada.get(STATEMENT).await;
            let also = bea.get(STATEMENT).await;
            assert_eq!(read.version, also.version);
            ada.version = read.version;
            bea.version = also.version;
            let with = |what: &str| {
                let mut body = read.body["statement"].clone();
                body["description"] = json!(format!("{what} {round}"));
                body
            };
            let (hers, theirs) = (with("From Ada"), with("From Bea"));
            let (one, other) = tokio::join!(put(&mut ada, &hers), put(&mut bea, &theirs));
            let (won, lost, words) = if one.status == StatusCode::OK {
                (one, other, "From Ada")
            } else {
                (other, one, "From Bea")
            };
            assert_eq!(won.status, StatusCode::OK, "{}", won.body);
            assert_eq!(lost.status, StatusCode::PRECONDITION_FAILED);
            let kind = lost.body["type"].as_str().unwrap();
            assert!(kind.ends_with("#overtaken"), "{kind}");
            let current = &lost.body["current"];
            assert_eq!(
                current["statement"]["description"],
                format!("{words} {round}")
            );
            assert_eq!(lost.version, won.version);
            // Whoever lost writes on what is there now.
            bea.version = lost.version;
            let again = put(&mut bea, &with("Once more")).await;
            assert_eq!(again.status, StatusCode::OK, "{}", again.body);
        }
        let history = ada.get("/api/v1/listings/lunch-club/history").await;
        let said: Vec<&Value> = history.body["entries"]
            .as_array()
            .unwrap()
            .iter()
            .filter(|entry| entry["source"] == "the-group-itself")
            .collect();
        assert_eq!(said.len(), 10, "every edit that was taken is there");
        assert!(!history.body.to_string().contains("@lunchclub"));
    })
    .await;
}

#[actix_web::test]
async fn a_version_is_restored_and_a_suspicious_edit_waits() {
    on_each(async |_, mut ada, _| {
        ada.version = Some("*".to_owned());
        let body = |text: &str| json!({ "name": "Lunch club", "description": text, "locations": [{ "postcode": "NW5 2TJ" }] });
        assert_eq!(put(&mut ada, &body("One.")).await.status, StatusCode::OK);
        let two = put(&mut ada, &body("Two.")).await;
        ada.version = two.version;
        let back = ada
            .post("/api/v1/listings/lunch-club/restore", json!({ "version": 1 }))
            .await;
        assert_eq!(back.status, StatusCode::OK, "{}", back.body);
        assert_eq!(back.body["changes"][0]["before"], "Two.");
        assert_eq!(back.body["changes"][0]["after"], "One.");
        ada.version = back.version;
        let links = body("https://a.org.uk https://b.org.uk https://c.org.uk");
        let held = put(&mut ada, &links).await;
        assert_eq!(held.status, StatusCode::ACCEPTED, "{}", held.body);
        assert_eq!(held.body["state"], "waiting");
        let shown = ada.get("/api/v1/listings/lunch-club").await;
        assert_eq!(shown.body["description"], "One.");
        let not_hers = ada.get("/api/v1/edits/held").await;
        assert_eq!(not_hers.body["edits"], json!([]));
        let mut mo = Client::of(Arc::clone(&ada.directory));
        mo.official("mo@council.gov.uk", "moderator").await;
        let waiting = mo.get("/api/v1/edits/held").await;
        let id = waiting.body["edits"][0]["id"].as_str().unwrap();
        let path = format!("/api/v1/edits/{id}/decision");
        let mute = mo.post(&path, json!({ "publish": false })).await;
        assert_eq!(mute.status, StatusCode::UNPROCESSABLE_ENTITY);
        let refused = mo
            .post(&path, json!({ "publish": false, "reason": "Too many links" }))
            .await;
        assert_eq!(refused.body["state"], "refused", "{}", refused.body);
    })
    .await;
}

#[actix_web::test]
async fn a_new_listing_is_held_against_those_there_are() {
    on_each(async |directory, _, _| {
        let mut kit = Client::of(directory);
        let body = json!({ "statement": {
            "name": "Lunch club",
            "organization": { "name": "Another lunch" },
            "locations": [{ "postcode": "NW5 2TJ" }],
        }});
        let nobody = kit.post("/api/v1/listings", body.clone()).await;
        assert_eq!(nobody.status, StatusCode::UNAUTHORIZED);
        kit.sign_in("kit@lunch.org.uk").await;
        let alike = kit.post("/api/v1/listings", body.clone()).await;
        assert_eq!(alike.status, StatusCode::CONFLICT, "{}", alike.body);
        let there = alike.body["candidates"][0]["id"].clone();
        assert!(there.is_string());
        let mut other = body;
        other["different_from"] = json!([there]);
        let made = kit.post("/api/v1/listings", other).await;
        assert_eq!(made.status, StatusCode::CREATED, "{}", made.body);
        let slug = made.body["slug"].as_str().unwrap();
        let own = kit.get(&format!("/api/v1/listings/{slug}/statement")).await;
        assert_eq!(own.body["is_said"], true);
        let draft = format!("/api/v1/drafts/{}", made.body["listing"].as_str().unwrap());
        let half = json!({ "name": "Lunch cl" });
        let kept = kit.send(Method::PUT, &draft, Some(half.clone())).await;
        assert_eq!(kept.body["statement"], half, "{}", kept.body);
        assert_eq!(
            kit.get("/api/v1/drafts").await.body["drafts"][0]["statement"],
            half
        );
        let gone = kit.send(Method::DELETE, &draft, None).await;
        assert_eq!(gone.status, StatusCode::NO_CONTENT);
    })
    .await;
}

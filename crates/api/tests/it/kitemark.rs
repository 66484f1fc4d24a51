//! The kitemark, as a program does it.

use std::sync::Arc;

use actix_web::http::{Method, StatusCode};
use domain::authority::{Actor, Grant};
use serde_json::{Map, Value, json};

use crate::people::{Answer, Client};

/// A steward of the lunch club.
async fn steward() -> Client {
    let mut ada = Client::new().await;
    let organization = ada.directory.organization_of_listing("lunch-club").await;
    let organization = organization.unwrap().id;
    ada.directory
        .give_role(
            &Actor::Operator,
            "ada@lunchclub.org.uk",
            &Grant::Steward { organization },
        )
        .await
        .unwrap();
    ada.mails().await;
    ada.sign_in("ada@lunchclub.org.uk").await;
    ada
}

/// An answer to every question that a tier needs, as the scheme tells it.
fn answers(scheme: &Value, tiers: &[&str]) -> Value {
    let mut answers = Map::new();
    for question in scheme["questions"].as_array().unwrap() {
        let needed = question["needed_for"].as_array().unwrap();
        if !needed
            .iter()
            .any(|tier| tiers.contains(&tier.as_str().unwrap()))
        {
            continue;
        }
        let answer = match question["kind"].as_str().unwrap() {
            "yes_no" => json!({"kind": "yes_no", "yes": question["must_be"] == true}),
            "choice" => json!({"kind": "choice", "option": question["options"][0]}),
            "date" => json!({"kind": "date", "date": "2026-03-01"}),
            "evidence" => json!({
                "kind": "evidence", "issuer": "Ansvar", "covers": "five million pounds", "expires": "2027-06-30"
            }),
            _ => json!({"kind": "words", "words": "as we say"}),
        };
        answers.insert(question["code"].as_str().unwrap().to_owned(), answer);
    }
    answers.into()
}

async fn write(client: &mut Client, path: &str, version: i64, body: Value) -> Answer {
    client.version = Some(format!("\"{version}\""));
    let written = client.send(Method::PUT, path, Some(body)).await;
    client.version = None;
    written
}

async fn step(client: &mut Client, path: &str, body: Value) -> Answer {
    client.post(&format!("{path}/steps"), body).await
}

fn is_problem(answer: &Answer, code: &str) -> bool {
    let kind = answer.body["type"].as_str().unwrap_or_default();
    kind.ends_with(&format!("#{code}"))
}

const TIERS: [&str; 3] = ["details-confirmed", "declared", "evidence-seen"];

#[actix_web::test]
async fn an_application_is_written_handed_in_and_awarded() {
    let mut ada = steward().await;
    let scheme = ada.get("/api/v1/kitemark/scheme").await.body;
    let same = ada.get("/api/v1/kitemark/schemes/light-touch/1").await;
    assert_eq!(same.body, scheme);
    let none = ada.get("/api/v1/kitemark/schemes/light-touch/9").await;
    assert_eq!(none.status, StatusCode::NOT_FOUND);

    let begin = "/api/v1/organizations/lunch-club/kitemark-applications";
    let unknown = ada.post(begin, json!({"tier": "golden"})).await;
    assert_eq!(unknown.status, StatusCode::UNPROCESSABLE_ENTITY);
    let begun = ada.post(begin, json!({"tier": "evidence-seen"})).await;
    assert_eq!(begun.status, StatusCode::CREATED, "{}", begun.body);
    assert_eq!(begun.body["state"], "draft");
    let path = format!(
        "/api/v1/kitemark/applications/{}",
        begun.body["id"].as_str().unwrap()
    );

    let all = answers(&scheme, &TIERS);
    let draft = json!({"tier": "evidence-seen", "answers": all});
    let blind = ada.send(Method::PUT, &path, Some(draft.clone())).await;
    assert_eq!(blind.status, StatusCode::PRECONDITION_REQUIRED);
    assert!(is_problem(&blind, "version-missing"), "{}", blind.body);
    let mut wrong = draft.clone();
    wrong["answers"]["public-liability"]["covers"] = json!("policy AB1234567");
    wrong["answers"]["legal-form"] = json!({"kind": "choice", "option": "A circus"});
    let refused = write(&mut ada, &path, 1, wrong).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(refused.body["errors"][0]["pointer"], "/answers/legal-form");
    assert_eq!(
        refused.body["errors"][1]["pointer"],
        "/answers/public-liability"
    );
    let kept = write(&mut ada, &path, 1, draft.clone()).await;
    assert_eq!(kept.status, StatusCode::OK, "{}", kept.body);
    assert_eq!(kept.body["missing"], json!([]));
    let late = write(&mut ada, &path, 1, draft).await;
    assert_eq!(late.status, StatusCode::PRECONDITION_FAILED);
    assert!(is_problem(&late, "overtaken"), "{}", late.body);
    assert_eq!(late.body["current"], kept.body);

    let early = step(&mut ada, &path, json!({"step": "award"})).await;
    assert_eq!(early.status, StatusCode::FORBIDDEN);
    let nonsense = step(&mut ada, &path, json!({"step": "bribe"})).await;
    assert_eq!(nonsense.status, StatusCode::BAD_REQUEST);
    ada.version = Some("\"1\"".to_owned());
    let late = step(&mut ada, &path, json!({"step": "submit"})).await;
    assert!(is_problem(&late, "overtaken"), "{}", late.body);
    ada.version = None;
    let handed_in = step(&mut ada, &path, json!({"step": "submit"})).await;
    assert_eq!(handed_in.body["state"], "submitted", "{}", handed_in.body);
    let twice = step(&mut ada, &path, json!({"step": "submit"})).await;
    assert_eq!(twice.status, StatusCode::CONFLICT);
    ada.mails().await;

    let mut jo = Client::of(Arc::clone(&ada.directory));
    assert_eq!(jo.get(&path).await.status, StatusCode::UNAUTHORIZED);
    jo.official("jo@network.org.uk", "assessor").await;
    let queue = jo.get("/api/v1/kitemark/applications/to-assess").await;
    assert_eq!(
        queue.body["applications"][0]["may"],
        json!(["ask_more", "award", "decline"])
    );
    let mute = step(&mut jo, &path, json!({"step": "decline"})).await;
    let pointers: Vec<&Value> = mute.body["errors"]
        .as_array()
        .unwrap()
        .iter()
        .map(|error| &error["pointer"])
        .collect();
    assert_eq!(pointers, ["/words", "/next_steps"]);
    let awarded = step(&mut jo, &path, json!({"step": "award"})).await;
    assert_eq!(
        awarded.body["award"]["rungs"][0]["until"], "2027-06-30",
        "{}",
        awarded.body
    );
    assert_eq!(
        ada.get("/api/v1/kitemark/applications").await.body["applications"][0]["state"],
        "awarded"
    );

    let mut anybody = Client::of(Arc::clone(&ada.directory));
    let public = anybody
        .get("/api/v1/organizations/lunch-club/kitemark")
        .await
        .body;
    assert_eq!(public["kitemark"]["assessed_by"], "Here, assessor");
    assert!(public["badge"].as_str().unwrap().ends_with("/badge.svg"));
    ada.directory.catch_up().await.unwrap();
    let listing = anybody.get("/api/v1/listings/lunch-club").await.body;
    assert_eq!(listing["kitemark"]["tier"], "evidence-seen");
    assert!(
        listing["kitemark"]["disclaimer"]
            .as_str()
            .unwrap()
            .contains("not a recommendation")
    );
    let found = anybody.get("/api/v1/search?kitemark=declared").await.body;
    assert_eq!(found["hits"][0]["kitemark"]["tier"], "evidence-seen");
    let golden = anybody.get("/api/v1/search?kitemark=golden").await;
    assert_eq!(golden.status, StatusCode::BAD_REQUEST);
    let id = listing["id"].as_str().unwrap();
    let given = anybody.get(&format!("/oruk/v3/services/{id}")).await.body;
    assert_eq!(given["assured_date"], "2026-11-22");
    assert_eq!(given["x-fingerpost"]["kitemark"]["until"], "2027-06-30");

    let award = format!(
        "/api/v1/kitemark/awards/{}",
        awarded.body["award"]["id"].as_str().unwrap()
    );
    let suspended = step(
        &mut jo,
        &award,
        json!({"step": "suspend", "reason": "A report"}),
    )
    .await;
    assert_eq!(
        suspended.body["award"]["may"],
        json!(["lift", "take_away"]),
        "{}",
        suspended.body
    );
    let public = anybody
        .get("/api/v1/organizations/lunch-club/kitemark")
        .await
        .body;
    assert!(public.get("kitemark").is_none(), "{public}");
    let given = anybody.get(&format!("/oruk/v3/services/{id}")).await.body;
    assert!(given.get("assured_date").is_none(), "{given}");
    let given_up = step(&mut ada, &award, json!({"step": "give_up"})).await;
    assert_eq!(given_up.body["award"]["state"], "given_up");
}

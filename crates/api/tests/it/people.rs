//! Signing in, sessions, keys, claims and roles, as a program does it.

use std::collections::BTreeMap;
use std::sync::Arc;

use actix_web::body::to_bytes;
use actix_web::cookie::Cookie;
use actix_web::http::{Method, StatusCode};
use actix_web::test::{TestRequest, call_service, init_service};
use actix_web::{App, web};
use directory::{Directory, RoleWanted};
use domain::authority::Actor;
use domain::service::Organization;
use http_edge::visitor::Visitors;
use serde_json::{Value, json};
use testkit::authenticator;
use testkit::clock::HandClock;

use crate::answers::furnished_by;

/// A program with its cookies.
pub(crate) struct Client {
    pub(crate) directory: Arc<Directory>,
    cookies: BTreeMap<String, String>,
    pub(crate) key: Option<String>,
    /// Sent as `If-Match`.
    pub(crate) version: Option<String>,
}

pub(crate) struct Answer {
    pub(crate) status: StatusCode,
    pub(crate) kept: String,
    /// The `ETag`.
    pub(crate) version: Option<String>,
    pub(crate) body: Value,
}

impl Client {
    pub(crate) async fn new() -> Self {
        let organization = Organization {
            name: "Lunch club".to_owned(),
            ..Organization::default()
        };
        Self::of(furnished_by(Some(organization)).await)
    }

    pub(crate) fn of(directory: Arc<Directory>) -> Self {
        Self {
            directory,
            cookies: BTreeMap::new(),
            key: None,
            version: None,
        }
    }

    pub(crate) async fn send(&mut self, method: Method, path: &str, body: Option<Value>) -> Answer {
        let context = api::Context {
            directory: Arc::clone(&self.directory),
            public_url: "https://here.example".into(),
            visitors: Visitors::of("https://here.example"),
        };
        let app = App::new()
            .configure(|config| api::configure(config, context))
            .service(web::scope("/api").default_service(web::to(api::no_such_route)));
        let app = init_service(app).await;
        let mut request = TestRequest::default().method(method).uri(path);
        for (name, value) in &self.cookies {
            request = request.cookie(Cookie::new(name.clone(), value.clone()));
        }
        if let Some(key) = &self.key {
            request = request.insert_header(("authorization", format!("Bearer {key}")));
        }
        if let Some(version) = &self.version {
            request = request.insert_header(("if-match", version.clone()));
        }
        if let Some(body) = body {
            request = request.set_json(body);
        }
        let response = call_service(&app, request.to_request())
            .await
            .into_parts()
            .1;
        for cookie in response.cookies() {
            let (name, value) = (cookie.name().to_owned(), cookie.value().to_owned());
            if value.is_empty() {
                self.cookies.remove(&name);
            } else {
                self.cookies.insert(name, value);
            }
        }
        let kept = response.headers().get("cache-control");
        let kept = kept.map_or(String::new(), |value| value.to_str().unwrap().to_owned());
        let version = response.headers().get("etag");
        let version = version.map(|value| value.to_str().unwrap().to_owned());
        let status = response.status();
        let bytes = to_bytes(response.into_body()).await.unwrap();
        Answer {
            status,
            kept,
            version,
            body: serde_json::from_slice(&bytes).unwrap_or(Value::Null),
        }
    }

    pub(crate) async fn get(&mut self, path: &str) -> Answer {
        self.send(Method::GET, path, None).await
    }

    pub(crate) async fn post(&mut self, path: &str, body: Value) -> Answer {
        self.send(Method::POST, path, Some(body)).await
    }

    /// The text of the mails that wait, which are then gone.
    pub(crate) async fn mails(&self) -> Vec<(String, String)> {
        let letters = self.directory.due_letters().await.unwrap();
        for letter in &letters {
            self.directory.letter_sent(letter).await.unwrap();
        }
        letters
            .into_iter()
            .map(|letter| (letter.recipient, letter.body))
            .collect()
    }

    pub(crate) async fn sign_in(&mut self, email: &str) {
        let asked = self
            .post("/api/v1/sign-in", json!({ "email": email }))
            .await;
        assert_eq!(asked.status, StatusCode::ACCEPTED);
        let mails = self.mails().await;
        let link = secret(&mails, "/sign-in/c/");
        let begun = self
            .post("/api/v1/sign-in/link", json!({ "link": link }))
            .await;
        assert_eq!(begun.status, StatusCode::OK, "{}", begun.body);
        assert_eq!(begun.kept, "no-store");
    }

    /// Gives somebody a role on the command line, and signs them in with an authenticator.
    pub(crate) async fn official(&mut self, email: &str, role: &str) {
        let wanted = RoleWanted {
            role: role.to_owned(),
            scheme: (role == "assessor").then(|| "light-touch".to_owned()),
            ..RoleWanted::default()
        };
        let grant = self
            .directory
            .read_role(&Actor::Operator, &wanted)
            .await
            .unwrap();
        self.directory
            .give_role(&Actor::Operator, email, &grant)
            .await
            .unwrap();
        self.mails().await;
        self.sign_in(email).await;
        let seed = self.post("/api/v1/second-factor", Value::Null).await;
        let seed = seed.body["seed"].as_str().unwrap().to_owned();
        let code = authenticator::code(&seed, &HandClock::at("2026-11-22T10:00:00Z"));
        let body = json!({ "seed": seed, "code": code });
        let set = self
            .send(Method::PUT, "/api/v1/second-factor", Some(body))
            .await;
        assert_eq!(set.status, StatusCode::NO_CONTENT, "{}", set.body);
        self.mails().await;
    }
}

fn secret(mails: &[(String, String)], path: &str) -> String {
    let found = mails.iter().find_map(|(_, text)| text.split_once(path));
    let (_, after) = found.unwrap();
    after.split_whitespace().next().unwrap().to_owned()
}

#[actix_web::test]
async fn somebody_signs_in_sees_themself_and_signs_out() {
    let mut ada = Client::new().await;
    let before = ada.get("/api/v1/session").await;
    assert_eq!(before.status, StatusCode::UNAUTHORIZED);
    assert!(
        before.body["type"]
            .as_str()
            .unwrap()
            .ends_with("#unauthenticated")
    );
    ada.sign_in("ada@lunchclub.org.uk").await;
    let me = ada.get("/api/v1/session").await;
    assert_eq!((me.status, me.kept.as_str()), (StatusCode::OK, "no-store"));
    assert_eq!(me.body["email"], "ada@lunchclub.org.uk");
    let sessions = ada.get("/api/v1/sessions").await;
    assert_eq!(sessions.body["sessions"][0]["this_one"], true);
    let out = ada.send(Method::DELETE, "/api/v1/session", None).await;
    assert_eq!(out.status, StatusCode::NO_CONTENT);
    assert!(ada.cookies.is_empty(), "the browser forgets it too");
}

#[actix_web::test]
async fn a_link_is_of_no_use_in_another_browser_but_its_code_is_in_the_first() {
    let mut ada = Client::new().await;
    ada.post(
        "/api/v1/sign-in",
        json!({ "email": "ada@lunchclub.org.uk" }),
    )
    .await;
    let mails = ada.mails().await;
    let mut other = Client::of(Arc::clone(&ada.directory));
    let link = secret(&mails, "/sign-in/c/");
    let stolen = other
        .post("/api/v1/sign-in/link", json!({ "link": link }))
        .await;
    assert_eq!(stolen.status, StatusCode::FORBIDDEN);
    let no_cookie = other
        .post("/api/v1/sign-in/code", json!({ "code": "AAAA AAAA" }))
        .await;
    assert_eq!(no_cookie.status, StatusCode::FORBIDDEN);
    let words: Vec<&str> = mails[0].1.split_whitespace().collect();
    let is_half = |word: &&str| {
        word.len() == 4
            && word
                .bytes()
                .all(|b| b.is_ascii_uppercase() || b.is_ascii_digit())
    };
    let code: Vec<&str> = words.iter().copied().filter(|word| is_half(word)).collect();
    let begun = ada
        .post(
            "/api/v1/sign-in/code",
            json!({ "code": code.join(" ").to_lowercase() }),
        )
        .await;
    assert_eq!(begun.status, StatusCode::OK, "{}", begun.body);
    assert_eq!(begun.body["next"], "/account");
}

#[actix_web::test]
async fn what_is_wrong_with_a_body_is_told_as_a_problem() {
    let mut ada = Client::new().await;
    let unfit = StatusCode::UNPROCESSABLE_ENTITY;
    for (body, status) in [
        (json!({ "email": "nobody" }), unfit),
        (
            json!({ "email": "ada@lunchclub.org.uk", "next": "https://evil.example/" }),
            unfit,
        ),
        (
            json!({ "mail": "ada@lunchclub.org.uk" }),
            StatusCode::BAD_REQUEST,
        ),
        (json!([]), StatusCode::BAD_REQUEST),
    ] {
        let refused = ada.post("/api/v1/sign-in", body).await;
        assert_eq!(refused.status, status, "{}", refused.body);
        let code = if status == unfit {
            "#unfit"
        } else {
            "#invalid"
        };
        let kind = refused.body["type"].as_str().unwrap();
        assert!(kind.ends_with(code), "{kind}");
        assert!(refused.body["errors"][0]["detail"].is_string());
    }
}

#[actix_web::test]
async fn a_key_asks_in_its_makers_name_and_ends() {
    let mut ada = Client::new().await;
    ada.sign_in("ada@lunchclub.org.uk").await;
    let wrong = json!({ "name": "x", "scopes": ["everything"] });
    assert_eq!(
        ada.post("/api/v1/keys", wrong).await.status,
        StatusCode::BAD_REQUEST
    );
    let made = ada
        .post(
            "/api/v1/keys",
            json!({ "name": "our site", "scopes": ["read"] }),
        )
        .await;
    assert_eq!(made.status, StatusCode::CREATED);
    let mut program = Client::of(Arc::clone(&ada.directory));
    program.key = made.body["key"].as_str().map(str::to_owned);
    assert_eq!(
        program.get("/api/v1/session").await.body["email"],
        "ada@lunchclub.org.uk"
    );
    assert_eq!(
        program.get("/api/v1/keys").await.status,
        StatusCode::FORBIDDEN,
        "its scope is to read"
    );
    let id = made.body["id"].as_str().unwrap();
    let listed = ada.get("/api/v1/keys").await;
    assert!(listed.body["keys"][0].get("key").is_none());
    let ended = ada
        .send(Method::DELETE, &format!("/api/v1/keys/{id}"), None)
        .await;
    assert_eq!(ended.status, StatusCode::NO_CONTENT);
    assert_eq!(
        program.get("/api/v1/session").await.status,
        StatusCode::UNAUTHORIZED,
        "a program is not taken for anybody"
    );
}

#[actix_web::test]
async fn a_claim_goes_to_a_moderator_and_the_steward_may_leave() {
    let mut ada = Client::new().await;
    ada.sign_in("ada@lunchclub.org.uk").await;
    let ways = ada.get("/api/v1/organizations/lunch-club/claim-ways").await;
    assert_eq!(ways.body["ways"], json!(["evidence"]));
    let claim = ada
        .post(
            "/api/v1/organizations/lunch-club/claims",
            json!({ "way": "evidence", "evidence": "I am the secretary" }),
        )
        .await;
    assert_eq!(claim.status, StatusCode::CREATED, "{}", claim.body);
    assert_eq!(claim.body["state"], "awaiting_moderator");
    let decision = format!(
        "/api/v1/claims/{}/decision",
        claim.body["id"].as_str().unwrap()
    );
    let own = ada.post(&decision, json!({ "agree": true })).await;
    assert_eq!(own.status, StatusCode::FORBIDDEN);

    let mut mo = Client::of(Arc::clone(&ada.directory));
    mo.official("mo@council.gov.uk", "moderator").await;
    let queue = mo.get("/api/v1/claims/to-decide").await;
    assert_eq!(queue.body["claims"][0]["claimant"], "ada@lunchclub.org.uk");
    let mute = mo.post(&decision, json!({ "agree": false })).await;
    assert_eq!(mute.status, StatusCode::UNPROCESSABLE_ENTITY);
    let decided = mo.post(&decision, json!({ "agree": true })).await;
    assert_eq!(decided.body["state"], "accepted");
    let twice = mo.post(&decision, json!({ "agree": true })).await;
    assert_eq!(twice.status, StatusCode::CONFLICT);
    assert_eq!(
        ada.get("/api/v1/session").await.body["roles"][0]["role"],
        "steward"
    );
    let left = ada
        .post("/api/v1/organizations/lunch-club/leave", Value::Null)
        .await;
    assert_eq!(left.status, StatusCode::NO_CONTENT);
    assert_eq!(
        ada.get("/api/v1/claims").await.body["claims"][0]["state"],
        "ended"
    );
}

#[actix_web::test]
async fn roles_are_given_and_taken_by_administrators_alone() {
    let mut ada = Client::new().await;
    ada.sign_in("ada@lunchclub.org.uk").await;
    let role = json!({ "email": "mo@council.gov.uk", "role": "moderator", "area": "Camden" });
    assert_eq!(
        ada.post("/api/v1/roles", role.clone()).await.status,
        StatusCode::FORBIDDEN
    );
    let unknown = json!({ "email": "mo@council.gov.uk", "role": "moderator", "area": "Atlantis" });
    for path in ["/api/v1/roles", "/api/v1/roles/removal"] {
        let refused = ada.post(path, unknown.clone()).await;
        assert_eq!(refused.status, StatusCode::FORBIDDEN, "{}", refused.body);
    }
    assert_eq!(ada.get("/api/v1/roles").await.status, StatusCode::FORBIDDEN);
    let mut admin = Client::of(Arc::clone(&ada.directory));
    admin
        .official("admin@council.gov.uk", "administrator")
        .await;
    let given = admin.post("/api/v1/roles", role.clone()).await;
    assert_eq!(given.body["changed"], true, "{}", given.body);
    let listed = admin.get("/api/v1/roles").await;
    assert_eq!(listed.body["holders"][1]["area"], "E09000007");
    let taken = admin.post("/api/v1/roles/removal", role.clone()).await;
    assert_eq!(taken.body["changed"], true);
    let again = admin.post("/api/v1/roles/removal", role).await;
    assert_eq!(again.body["changed"], false);
}

#[actix_web::test]
async fn whoever_looks_after_an_area_sees_what_waits_and_others_do_not() {
    let mut ada = Client::new().await;
    assert_eq!(
        ada.get("/api/v1/matches").await.status,
        StatusCode::UNAUTHORIZED
    );
    ada.sign_in("ada@lunchclub.org.uk").await;
    let refused = ada.get("/api/v1/matches").await;
    assert_eq!(refused.status, StatusCode::FORBIDDEN, "{}", refused.body);
    let mut admin = Client::of(Arc::clone(&ada.directory));
    admin
        .official("admin@council.gov.uk", "administrator")
        .await;
    let seen = admin.get("/api/v1/matches").await;
    assert_eq!(seen.status, StatusCode::OK, "{}", seen.body);
}

#[actix_web::test]
async fn what_is_for_somebody_is_refused_to_anybody() {
    let document: Value = serde_json::from_str(&api::openapi()).unwrap();
    let mut anybody = Client::new().await;
    let open = [
        "/api/v1/sign-in",
        "/api/v1/sign-in/link",
        "/api/v1/sign-in/code",
        "/api/v1/claims/proof",
        "/api/v1/organizations/{id_or_slug}/claim-ways",
    ];
    let mut asked = 0;
    for (path, operations) in document["paths"].as_object().unwrap() {
        if open.contains(&path.as_str()) {
            continue;
        }
        for (method, operation) in operations.as_object().unwrap() {
            let is_people = operation["tags"] == json!(["people"]);
            let signs_out = method == "delete" && path == "/api/v1/session";
            if !is_people || signs_out {
                continue;
            }
            let there = path
                .replace("{id_or_slug}", "lunch-club")
                .replace("{id}", "00000000-0000-0000-0000-000000000000")
                .replace("{account}", "00000000-0000-0000-0000-000000000000");
            let body = match path.rsplit('/').next().unwrap() {
                "address" => json!({ "email": "b@lunchclub.org.uk" }),
                "proof" => json!({ "link": "x" }),
                "confirmations" => json!({ "listings": [] }),
                "keys" => json!({ "name": "x", "scopes": ["read"] }),
                "claims" => json!({ "way": "evidence", "evidence": "x" }),
                "answer" => json!({ "accept": true, "answer": "x" }),
                "decision" => json!({ "agree": true }),
                "hand-over" => json!({ "to": "b@lunchclub.org.uk" }),
                "revocation" => json!({ "reason": "x" }),
                "roles" | "removal" => {
                    json!({ "email": "b@lunchclub.org.uk", "role": "administrator" })
                }
                "second-factor" => json!({ "seed": "x", "code": "1" }),
                "code" => json!({ "code": "1" }),
                _ => Value::Null,
            };
            let method = Method::from_bytes(method.to_uppercase().as_bytes()).unwrap();
            let body = (method != Method::GET).then_some(body);
            let answer = anybody.send(method.clone(), &there, body).await;
            let refused = [
                StatusCode::UNAUTHORIZED,
                StatusCode::FORBIDDEN,
                StatusCode::NOT_FOUND,
            ];
            assert!(
                refused.contains(&answer.status),
                "{method} {there}: {} {}",
                answer.status,
                answer.body
            );
            asked += 1;
        }
    }
    assert!(asked >= 20, "{asked}");
}

//! The pages of those who sign in, from form to form, without script.

mod editing;

use std::collections::BTreeMap;
use std::sync::Arc;

use actix_web::App;
use actix_web::body::to_bytes;
use actix_web::cookie::Cookie;
use actix_web::http::{Method, StatusCode, header};
use actix_web::test::{TestRequest, call_service, init_service};
use directory::{Directory, FetchedPage, People, RoleWanted, RunEnd};
use domain::authority::Actor;
use domain::service::{Organization, Service};
use domain::source::{Licence, Source, SourceId};
use domain::statement::Item;
use gazetteer::Gazetteer;
use http_edge::visitor::Visitors;
use scraper::{Html, Selector};
use search::Index;
use store::{Store, StoreOptions};
use testkit::authenticator;
use testkit::chance::SeededChance;
use testkit::clock::HandClock;
use testkit::database::sqlite_in_memory;

use crate::{Brand, Pages, configure};

mod for_other_sites;
mod kitemark;
mod looking_after;

/// A browser, at a directory that lists one lunch club.
struct Browser {
    directory: Arc<Directory>,
    clock: HandClock,
    cookies: BTreeMap<String, String>,
}

struct Page {
    status: StatusCode,
    location: String,
    headers: BTreeMap<String, String>,
    text: String,
}

impl Browser {
    async fn new() -> Self {
        let store = Store::connect(&StoreOptions::new(sqlite_in_memory().url()))
            .await
            .unwrap();
        store.migrate().await.unwrap();
        let clock = HandClock::at("2026-11-22T10:00:00Z");
        let directory = Directory::new(
            store,
            Index::in_memory().unwrap(),
            Arc::new(Gazetteer::compiled_default().unwrap()),
            Arc::new(clock.clone()),
        )
        .with_people(People {
            chance: Arc::new(SeededChance::from_seed(5)),
            public_url: "https://here.example".to_owned(),
            name: "Here".to_owned(),
            contact: None,
        });
        list(&directory).await;
        Self {
            directory: Arc::new(directory),
            clock,
            cookies: BTreeMap::new(),
        }
    }

    /// Another person's browser at the same directory.
    fn other(&self) -> Self {
        Self {
            directory: Arc::clone(&self.directory),
            clock: self.clock.clone(),
            cookies: BTreeMap::new(),
        }
    }

    async fn send(&mut self, method: Method, path: &str, form: &[(&str, &str)]) -> Page {
        let visitors = Visitors::of("https://here.example");
        let pages = Pages::new(Arc::clone(&self.directory), Brand::default(), visitors);
        let app = init_service(App::new().configure(|config| configure(config, pages))).await;
        let mut request = TestRequest::default().method(method.clone()).uri(path);
        for (name, value) in &self.cookies {
            request = request.cookie(Cookie::new(name.clone(), value.clone()));
        }
        if method == Method::POST {
            request = request.set_form(form);
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
        let headers: BTreeMap<String, String> = response
            .headers()
            .iter()
            .map(|(name, value)| {
                (
                    name.as_str().to_owned(),
                    value.to_str().unwrap_or("").to_owned(),
                )
            })
            .collect();
        let status = response.status();
        let bytes = to_bytes(response.into_body()).await.unwrap();
        Page {
            status,
            location: headers
                .get(header::LOCATION.as_str())
                .cloned()
                .unwrap_or_default(),
            headers,
            text: String::from_utf8(bytes.to_vec()).unwrap(),
        }
    }

    async fn open(&mut self, path: &str) -> Page {
        self.send(Method::GET, path, &[]).await
    }

    async fn post(&mut self, path: &str, form: &[(&str, &str)]) -> Page {
        self.send(Method::POST, path, form).await
    }

    /// The text of the mails that wait, which are then gone.
    async fn mails(&self) -> String {
        let letters = self.directory.due_letters().await.unwrap();
        let mut text = String::new();
        for letter in letters {
            self.directory.letter_sent(&letter).await.unwrap();
            text.push_str(&letter.body);
        }
        text
    }

    async fn sign_in(&mut self, email: &str) -> Page {
        let asked = self
            .post("/sign-in", &[("email", email), ("next", "")])
            .await;
        assert_eq!(asked.location, "/sign-in/code");
        let link = path_in(&self.mails().await, "/sign-in/c/");
        self.post(&link, &[]).await
    }

    /// Signs in somebody with a role, and sets their authenticator.
    async fn official(&mut self, email: &str, role: &str) {
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
        let signed_in = self.sign_in(email).await;
        assert_eq!(signed_in.location, "/account/code?next=%2Faccount");
        let there = self.open(&signed_in.location).await;
        assert_eq!(there.location, "/account/authenticator?next=%2Faccount");
        let page = self.open("/account/authenticator").await;
        let seed = page.attribute("input[name=seed]", "value");
        let code = authenticator::code(&seed, &self.clock);
        let wrong = self
            .post("/account/authenticator", &[("seed", &seed), ("code", "1")])
            .await;
        assert_eq!(wrong.status, StatusCode::FORBIDDEN);
        assert_eq!(wrong.attribute("input[name=seed]", "value"), seed);
        let set = self
            .post(
                "/account/authenticator",
                &[("seed", &seed), ("code", &code)],
            )
            .await;
        assert_eq!(set.location, "/account", "{}", set.text);
        self.mails().await;
    }
}

impl Page {
    fn attribute(&self, selector: &str, name: &str) -> String {
        let page = Html::parse_document(&self.text);
        let selector = Selector::parse(selector).unwrap();
        let element = page.select(&selector).next();
        let element = element.unwrap_or_else(|| panic!("no such element in {}", self.text));
        element.attr(name).unwrap().to_owned()
    }

    fn header(&self, name: &str) -> &str {
        self.headers.get(name).map_or("", String::as_str)
    }
}

async fn list(directory: &Directory) {
    let id = SourceId::parse("lambeth").unwrap();
    let source = Source {
        id: id.clone(),
        name: "Lambeth's directory".to_owned(),
        homepage: None,
        uri: "https://lambeth.example/".to_owned(),
        licence: Licence {
            id: "OGL-UK-3.0".to_owned(),
            url: None,
            attribution: "From Lambeth".to_owned(),
            allows_redistribution: true,
        },
        area: None,
        rank: 1,
    };
    directory.register_source(&source).await.unwrap();
    let service = Service {
        name: "Lunch club".to_owned(),
        organization: Some(Organization {
            name: "Brixton Lunch".to_owned(),
            email: Some("info@brixtonlunch.org.uk".to_owned()),
            website: Some("https://brixtonlunch.org.uk/".to_owned()),
            ..Organization::default()
        }),
        ..Service::default()
    };
    let run = directory.begin_run(&id).await.unwrap();
    let page = FetchedPage::of(
        "https://lambeth.example/1",
        vec![Item {
            external_id: "1".to_owned(),
            service,
            url: None,
            raw: String::new(),
        }],
    );
    directory.ingest_page(&run, page).await.unwrap();
    let end = RunEnd {
        complete: true,
        ..RunEnd::default()
    };
    directory.finish_run(run, end).await.unwrap();
    directory.catch_up().await.unwrap();
}

/// The path of the link in a mail.
fn path_in(mail: &str, path: &str) -> String {
    let (_, after) = mail.split_once(path).unwrap();
    format!("{path}{}", after.split_whitespace().next().unwrap())
}

#[actix_web::test]
async fn opening_a_link_changes_nothing_and_its_button_signs_in() {
    let mut ada = Browser::new().await;
    let first = ada.open("/account").await;
    assert_eq!(first.location, "/sign-in?next=%2Faccount");
    let ask = ada.open(&first.location).await;
    assert_eq!(ask.attribute("input[name=next]", "value"), "/account");
    assert_eq!(
        ask.attribute("meta[name=robots]", "content"),
        "noindex, follow"
    );
    ada.post(
        "/sign-in",
        &[("email", "ada@lunchclub.org.uk"), ("next", "/account")],
    )
    .await;
    let link = path_in(&ada.mails().await, "/sign-in/c/");
    for _ in 0..3 {
        let page = ada.open(&link).await;
        assert_eq!(page.attribute("form", "action"), link);
        assert_eq!(page.header("cache-control"), "no-store");
        assert_eq!(page.header("referrer-policy"), "no-referrer");
    }
    assert_eq!(ada.open("/account").await.status, StatusCode::SEE_OTHER);
    let signed_in = ada.post(&link, &[]).await;
    assert_eq!(signed_in.location, "/account");
    let account = ada.open("/account").await;
    assert!(
        account
            .text
            .contains("You are signed in as ada@lunchclub.org.uk.")
    );
    assert_eq!(account.header("cache-control"), "no-store");
    let again = ada.post(&link, &[]).await;
    assert_eq!(again.status, StatusCode::FORBIDDEN, "it works once");
    let out = ada.post("/account/sign-out", &[]).await;
    assert_eq!(out.location, "/");
    assert_eq!(ada.open("/account").await.status, StatusCode::SEE_OTHER);
}

#[actix_web::test]
async fn in_another_browser_the_page_tells_of_the_code() {
    let mut ada = Browser::new().await;
    ada.post("/sign-in", &[("email", "ada@lunchclub.org.uk")])
        .await;
    let link = path_in(&ada.mails().await, "/sign-in/c/");
    let mut phone = ada.other();
    let page = phone.open(&link).await;
    assert!(page.text.contains("type the code from the mail there"));
    assert!(!page.text.contains("<form action=\"/sign-in/c/"));
    assert_eq!(phone.post(&link, &[]).await.status, StatusCode::FORBIDDEN);
    let wrong = ada.post("/sign-in/code", &[("code", "AAAA AAAA")]).await;
    assert_eq!(wrong.status, StatusCode::FORBIDDEN);
    assert_eq!(
        wrong.attribute(".govuk-error-summary__list a", "href"),
        "#code"
    );
}

#[actix_web::test]
async fn a_bad_address_is_told_beside_the_field() {
    let mut ada = Browser::new().await;
    let page = ada.post("/sign-in", &[("email", "ada at home")]).await;
    assert_eq!(page.status, StatusCode::BAD_REQUEST);
    assert_eq!(page.attribute("#email", "value"), "ada at home");
    assert_eq!(
        page.attribute("#email", "aria-describedby"),
        "email-hint email-error"
    );
    assert!(page.text.contains("<title>Error: Sign in"));
}

#[actix_web::test]
async fn a_group_is_claimed_by_the_address_that_its_entry_shows() {
    let mut ada = Browser::new().await;
    let listing = ada.open("/listings/lunch-club").await;
    let claim = "/listings/lunch-club/claim";
    assert!(listing.text.contains(claim), "{}", listing.text);
    assert_eq!(
        ada.open(claim).await.location,
        "/sign-in?next=%2Flistings%2Flunch-club%2Fclaim"
    );
    ada.sign_in("ada@lunchclub.org.uk").await;
    let page = ada.open(claim).await;
    assert!(page.text.contains("Do you speak for Brixton Lunch?"));
    let nothing = ada.post(claim, &[("evidence", "")]).await;
    assert_eq!(
        nothing.attribute(".govuk-error-summary__list a", "href"),
        "#way"
    );
    let made = ada.post(claim, &[("way", "published_email")]).await;
    assert!(made.text.contains("It works for 7 days"), "{}", made.text);
    let proof = path_in(&ada.mails().await, "/claims/prove/");
    let mut info = ada.other();
    let page = info.open(&proof).await;
    assert!(page.text.contains("ada@lunchclub.org.uk asks"));
    assert_eq!(page.header("referrer-policy"), "no-referrer");
    assert!(info.post(&proof, &[]).await.text.contains("Thank you"));
    let account = ada.open("/account").await;
    let leave = account.attribute("form[action$='/leave']", "action");
    assert_eq!(ada.post(&leave, &[]).await.location, "/account");
    let account = ada.open("/account").await;
    assert!(account.text.contains("None yet."));
}

#[actix_web::test]
async fn a_moderator_decides_with_a_reason() {
    let mut ada = Browser::new().await;
    ada.sign_in("ada@lunchclub.org.uk").await;
    let made = ada
        .post(
            "/listings/lunch-club/claim",
            &[
                ("way", "evidence"),
                ("evidence", "I am the <b>secretary</b>"),
            ],
        )
        .await;
    assert_eq!(made.status, StatusCode::OK, "{}", made.text);
    let mut mo = ada.other();
    mo.official("mo@council.gov.uk", "moderator").await;
    let account = mo.open("/account").await;
    let claim = account.attribute("a[href^='/claims/']", "href");
    assert_eq!(
        ada.open(&claim).await.status,
        StatusCode::NOT_FOUND,
        "not hers to decide"
    );
    let page = mo.open(&claim).await;
    assert!(
        page.text.contains("I am the &#60;b&#62;secretary"),
        "{}",
        page.text
    );
    let mute = mo.post(&claim, &[("answer", "no"), ("reason", "")]).await;
    assert_eq!(
        mute.attribute(".govuk-error-summary__list a", "href"),
        "#reason"
    );
    let decided = mo
        .post(
            &claim,
            &[("answer", "no"), ("reason", "we rang, and nobody knew")],
        )
        .await;
    assert_eq!(decided.location, "/account");
    assert!(ada.mails().await.contains("we rang, and nobody knew"));
    assert!(
        ada.open("/account")
            .await
            .text
            .contains("we rang, and nobody knew")
    );
}

#[actix_web::test]
async fn anybody_reports_and_a_moderator_answers() {
    let mut reader = Browser::new().await;
    let mut mo = reader.other();
    mo.official("mo@council.gov.uk", "moderator").await;
    let there = "/listings/lunch-club/report";
    assert!(
        reader
            .open("/listings/lunch-club")
            .await
            .text
            .contains(there)
    );
    let form = reader.open(there).await;
    assert!(form.text.contains("answers within 10 days"));
    let mute = reader.post(there, &[("kind", "problem")]).await;
    assert_eq!(
        mute.attribute(".govuk-error-summary__list a", "href"),
        "#words"
    );
    let program = [("kind", "problem"), ("words", "buy this"), ("website", "x")];
    let fooled = reader.post(there, &program).await;
    assert!(fooled.text.contains("Thank you"));
    assert_eq!(reader.mails().await, "", "what a program sent is dropped");
    let sent = reader
        .post(
            there,
            &[
                ("kind", "problem"),
                ("words", "It has closed"),
                ("email", "n@lunchclub.org.uk"),
            ],
        )
        .await;
    assert!(sent.text.contains("Thank you"), "{}", sent.text);
    let report = path_in(&reader.mails().await, "/reports/");
    assert_eq!(reader.open(&report).await.status, StatusCode::SEE_OTHER);
    assert!(mo.open("/account").await.text.contains(&report));
    let page = mo.open(&report).await;
    assert!(page.text.contains("It has closed") && page.text.contains("n@lunchclub.org.uk"));
    let answered = mo
        .post(
            &report,
            &[("accept", "yes"), ("answer", "It has: thank you")],
        )
        .await;
    assert_eq!(answered.location, "/account");
    assert!(mo.mails().await.contains("It has: thank you"));
}

#[actix_web::test]
async fn a_key_is_shown_once() {
    let mut ada = Browser::new().await;
    ada.sign_in("ada@lunchclub.org.uk").await;
    let made = ada
        .post("/account/keys", &[("name", "our site"), ("scope", "read")])
        .await;
    assert!(made.text.contains("it is not shown again"), "{}", made.text);
    let account = ada.open("/account").await;
    assert!(account.text.contains("never used"));
    let end = account.attribute("form[action$='/end'][action^='/account/keys']", "action");
    assert_eq!(ada.post(&end, &[]).await.location, "/account");
    assert!(!ada.open("/account").await.text.contains("our site"));
}

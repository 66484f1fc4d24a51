//! The form in which a group says what it is, and what comes of it, without script.

use actix_web::http::StatusCode;
use directory::RoleWanted;
use domain::authority::Actor;

use super::Browser;

const ADA: &str = "ada@brixtonlunch.org.uk";

impl Browser {
    /// Somebody who speaks for the lunch club, signed in.
    async fn steward() -> Self {
        let mut browser = Self::new().await;
        let wanted = RoleWanted {
            role: "steward".to_owned(),
            organization: Some("brixton-lunch".to_owned()),
            ..RoleWanted::default()
        };
        let grant = browser
            .directory
            .read_role(&Actor::Operator, &wanted)
            .await
            .unwrap();
        browser
            .directory
            .give_role(&Actor::Operator, ADA, &grant)
            .await
            .unwrap();
        browser.mails().await;
        browser.sign_in(ADA).await;
        browser
    }

    async fn answers(&mut self, step: &str, form: &[(&str, &str)]) {
        let path = format!("/listings/lunch-club/edit/{step}");
        let page = self.post(&path, form).await;
        assert_eq!(page.status, StatusCode::SEE_OTHER, "{step}: {}", page.text);
        assert_eq!(page.location, "/listings/lunch-club/edit");
    }

    async fn shows(&mut self, words: &str) -> bool {
        self.open("/listings/lunch-club").await.text.contains(words)
    }
}

#[actix_web::test]
async fn whoever_may_not_change_an_entry_is_shown_how_they_could() {
    let mut eve = Browser::new().await;
    let first = eve.open("/listings/lunch-club/edit").await;
    assert!(
        first.location.starts_with("/sign-in?next="),
        "{}",
        first.location
    );
    eve.sign_in("eve@elsewhere.org.uk").await;
    let page = eve.open("/listings/lunch-club/edit").await;
    assert_eq!(page.status, StatusCode::FORBIDDEN);
    assert!(page.text.contains("/listings/lunch-club/claim"));
}

#[actix_web::test]
async fn every_question_is_asked_kept_checked_and_published() {
    let mut ada = Browser::steward().await;
    let account = ada.open("/account").await;
    assert!(account.text.contains("/listings/lunch-club/edit"));
    ada.answers("about", &[("description", "Hot lunch, and dominoes.")])
        .await;
    ada.answers(
        "place",
        &[
            ("way", "in_person"),
            ("postcode", "sw9 8dj"),
            ("venue", "The hall"),
            ("address", "1 High Road\nBrixton"),
            ("areas", "Lambeth"),
        ],
    )
    .await;
    ada.answers(
        "times",
        &[
            ("times", "every Tuesday 10am to 12 noon, term time only"),
            ("not_on", "29 December 2026"),
        ],
    )
    .await;
    ada.answers("cost", &[("cost", "price"), ("price", "£3.50")])
        .await;
    ada.answers("who", &[("who", "Anybody"), ("minimum_age", "60")])
        .await;
    ada.answers("join", &[("join", "Just turn up")]).await;
    ada.answers(
        "access",
        &[
            ("access", "Step-free access"),
            ("access", "Hearing loop"),
            ("languages", "Portuguese, Somali"),
        ],
    )
    .await;
    ada.answers(
        "contact",
        &[
            ("phones", "020 7946 0018"),
            ("same", "email"),
            ("contact_name", "Bea"),
            ("consent", "yes"),
        ],
    )
    .await;
    ada.answers(
        "running",
        &[
            ("room", "waiting_list"),
            ("closed", "yes"),
            ("closed_until", "9 January 2027"),
        ],
    )
    .await;
    assert!(!ada.shows("dominoes").await, "a draft is nobody's but hers");
    let overview = ada.open("/listings/lunch-club/edit").await;
    assert!(
        overview.text.contains("Every Tuesday, 10am to midday"),
        "{}",
        overview.text
    );

    let check = ada.open("/listings/lunch-club/edit/check").await;
    for words in [
        "Then: Hot lunch, and dominoes.",
        "Before: nothing",
        "Then: The hall, 1 High Road, Brixton, SW9 8DJ",
        "Then: Closed until 9 January 2027",
    ] {
        assert!(check.text.contains(words), "{words}: {}", check.text);
    }
    let done = ada.post("/listings/lunch-club/edit/check", &[]).await;
    assert!(done.text.contains("it is published"), "{}", done.text);
    let page = ada.open("/listings/lunch-club").await.text;
    for words in [
        "dominoes",
        "This is closed until 9 January 2027.",
        "There is a waiting list.",
        "info@brixtonlunch.org.uk",
        "£3.50",
        "Hearing loop",
        "Bea",
    ] {
        assert!(page.contains(words), "{words}: {page}");
    }
    let again = ada.open("/listings/lunch-club/edit/times").await;
    assert!(again.text.contains("29 December 2026"), "{}", again.text);
    let unsaid = ada.open("/listings/lunch-club/edit").await;
    assert!(!unsaid.text.contains("Check and publish"));
}

#[actix_web::test]
async fn what_cannot_be_read_is_asked_again() {
    let mut ada = Browser::steward().await;
    for (step, form, field) in [
        ("name", &[("name", " ")][..], "name"),
        ("place", &[("postcode", "nowhere")], "postcode"),
        ("place", &[("postcode", "ZZ99 9ZZ")], "postcode"),
        ("times", &[("times", "most Tuesdays")], "times"),
        ("times", &[("not_on", "Christmas")], "not_on"),
        ("cost", &[("cost", "price")], "price"),
        ("who", &[("minimum_age", "old")], "minimum_age"),
        (
            "who",
            &[("minimum_age", "60"), ("maximum_age", "16")],
            "maximum_age",
        ),
        ("contact", &[("phones", "12")], "phones"),
        ("contact", &[("contact_name", "Bea")], "consent"),
        ("running", &[("closed_until", "9 January 2027")], "closed"),
        (
            "running",
            &[("closed", "yes"), ("closed_until", "soon")],
            "closed_until",
        ),
    ] {
        let path = format!("/listings/lunch-club/edit/{step}");
        let page = ada.post(&path, form).await;
        assert_eq!(page.status, StatusCode::BAD_REQUEST, "{step} {form:?}");
        assert_eq!(
            page.attribute(".govuk-error-summary__list a", "href"),
            format!("#{field}"),
            "{step} {form:?}"
        );
        assert!(
            page.text.contains(&format!("id=\"{field}-error\"")),
            "{}",
            page.text
        );
    }
    let kept = ada
        .post(
            "/listings/lunch-club/edit/times",
            &[("times", "most Tuesdays"), ("as_written", "yes")],
        )
        .await;
    assert_eq!(kept.status, StatusCode::SEE_OTHER);
}

#[actix_web::test]
async fn somebody_elses_change_meanwhile_is_shown_beside_ones_own() {
    let mut ada = Browser::steward().await;
    ada.answers("about", &[("description", "Ada’s words.")])
        .await;
    let mut bea = ada.other();
    bea.sign_in(ADA).await;
    // The same person in another browser has the same draft: another person is meant here.
    let own = bea
        .directory
        .own_words(&Actor::Operator, "lunch-club")
        .await
        .unwrap();
    let mut body = own.body;
    body["description"] = serde_json::json!("Bea’s words.");
    let actor = bea
        .directory
        .who(bea.cookies.get("__Host-id").map(String::as_str))
        .await
        .unwrap();
    let now = bea.directory.own_words(&actor, "lunch-club").await.unwrap();
    let id = now.listing;
    let draft = bea.directory.draft(&actor, id).await.unwrap().unwrap();
    bea.directory
        .save_statement(&actor, "lunch-club", &body, &[now.version])
        .await
        .unwrap();
    bea.directory
        .save_draft(&actor, id, &draft.body)
        .await
        .unwrap();
    let late = ada.post("/listings/lunch-club/edit/check", &[]).await;
    assert!(late.text.contains("Now: Bea’s words."), "{}", late.text);
    assert!(late.text.contains("Yours: Ada’s words."));
    assert!(ada.shows("Bea’s words.").await);
    let version = late.attribute("input[name=version]", "value");
    ada.post("/listings/lunch-club/edit/check", &[("version", &version)])
        .await;
    assert!(ada.shows("Ada’s words.").await);

    let history = ada.open("/listings/lunch-club/history").await;
    assert!(!history.text.contains("ada@"), "nobody is named");
    let read = history.attribute("input[name=read]", "value");
    let mute = ada
        .post("/listings/lunch-club/restore", &[("read", &read)])
        .await;
    assert_eq!(mute.status, StatusCode::BAD_REQUEST);
    let back = ada
        .post(
            "/listings/lunch-club/restore",
            &[("read", &read), ("version", "1")],
        )
        .await;
    assert_eq!(back.location, "/listings/lunch-club", "{}", back.text);
    assert!(ada.shows("Bea’s words.").await);
}

#[actix_web::test]
async fn a_suspicious_change_goes_to_a_moderators_page() {
    let mut ada = Browser::steward().await;
    let links = "https://a.org.uk https://b.org.uk https://c.org.uk";
    ada.answers("about", &[("description", links)]).await;
    let check = ada.open("/listings/lunch-club/edit/check").await;
    assert!(check.text.contains("A moderator will look at it first."));
    let held = ada.post("/listings/lunch-club/edit/check", &[]).await;
    assert!(
        held.text.contains("A moderator will look at it first"),
        "{}",
        held.text
    );
    let mut mo = ada.other();
    mo.official("mo@council.gov.uk", "moderator").await;
    let path = mo
        .open("/account")
        .await
        .attribute("a[href^='/edits/']", "href");
    let page = mo.open(&path).await;
    assert!(
        page.text.contains("Wanted: https://a.org.uk"),
        "{}",
        page.text
    );
    let mute = mo.post(&path, &[("answer", "refuse")]).await;
    assert_eq!(mute.status, StatusCode::BAD_REQUEST);
    let refused = mo
        .post(
            &path,
            &[("answer", "refuse"), ("reason", "Too many links.")],
        )
        .await;
    assert_eq!(refused.location, "/account");
    assert!(mo.mails().await.contains("Too many links."));
    assert!(!ada.shows("a.org.uk").await);
}

#[actix_web::test]
async fn a_new_group_is_added_page_by_page() {
    let mut kit = Browser::new().await;
    kit.sign_in("kit@chess.org.uk").await;
    let begun = kit.post("/add", &[]).await;
    assert!(begun.location.ends_with("/name"), "{}", begun.location);
    let home = begun.location.trim_end_matches("/name").to_owned();
    let next = kit
        .post(&begun.location, &[("name", "Chess in the park")])
        .await;
    assert_eq!(next.location, format!("{home}/about"));
    let later = kit.open("/account").await;
    assert!(later.text.contains(&home), "it can be taken up again");
    let place = kit
        .post(
            &format!("{home}/place"),
            &[("postcode", "SW9 8DJ"), ("area_only", "yes")],
        )
        .await;
    assert_eq!(place.location, format!("{home}/times"));
    let check = kit.open(&format!("{home}/check")).await;
    assert!(check.text.contains("Chess in the park"));
    let done = kit.post(&format!("{home}/check"), &[]).await;
    assert!(done.text.contains("it is published"), "{}", done.text);
    let page = kit.open("/listings/chess-in-the-park").await;
    assert_eq!(page.status, StatusCode::OK);
    assert!(!page.text.contains("SW9 8DJ"), "the address is kept back");
}

/// What a form hides to say which place it shows.
fn was(text: &str) -> String {
    let (_, after) = text.split_once("name=\"was\" value=\"").unwrap();
    after.split_once('"').unwrap().0.to_owned()
}

#[actix_web::test]
async fn of_several_places_each_is_changed_on_its_own_and_one_is_added_and_taken_away() {
    let mut ada = Browser::steward().await;
    let at = |rest: &str| format!("/listings/lunch-club/edit/place{rest}");
    ada.answers(
        "place",
        &[
            ("way", "in_person"),
            ("postcode", "SW9 8DJ"),
            ("venue", "The hall"),
        ],
    )
    .await;
    let one = ada.open(&at("")).await.text;
    assert!(one.contains("Name of the building"), "one place, one page");
    assert!(one.contains("Add another place"));

    let empty = ada.post(&at("/new"), &[("venue", "The library")]).await;
    assert_eq!(empty.status, StatusCode::BAD_REQUEST);
    assert!(
        empty
            .text
            .contains("Give the postcode or the address of the building.")
    );
    assert!(empty.text.contains("The library"), "what was typed is kept");
    let added = ada
        .post(
            &at("/new"),
            &[("venue", "The library"), ("postcode", "SW2 1JQ")],
        )
        .await;
    assert_eq!(
        (added.status, added.location),
        (StatusCode::SEE_OTHER, at(""))
    );
    let both = ada.open(&at("")).await.text;
    for words in [
        "The hall, SW9 8DJ",
        "The library, SW2 1JQ",
        "There are 2 places",
    ] {
        assert!(both.contains(words), "{words}: {both}");
    }
    assert!(
        !both.contains("Name of the building"),
        "each has its own page"
    );

    // The second is changed, and the first stays as it is.
    let second = ada.open(&at("/2")).await.text;
    let stale = was(&ada.open(&at("/1")).await.text);
    let form = [("venue", "The old library"), ("postcode", "SW2 1JQ")];
    let wrong = ada
        .post(&at("/2"), &[&form[..], &[("was", &stale)]].concat())
        .await;
    assert_eq!(
        wrong.status,
        StatusCode::CONFLICT,
        "it showed another place"
    );
    let shown = was(&second);
    let changed = ada
        .post(&at("/2"), &[&form[..], &[("was", &shown)]].concat())
        .await;
    assert_eq!(changed.status, StatusCode::SEE_OTHER, "{}", changed.text);
    // What is asked of all of them leaves them alone.
    ada.answers("place", &[("way", "in_person"), ("way", "phone")])
        .await;
    let done = ada.post("/listings/lunch-club/edit/check", &[]).await;
    assert!(done.text.contains("it is published"), "{}", done.text);
    assert!(ada.shows("The hall").await && ada.shows("The old library").await);

    // The first is taken away, after a question.
    let sure = ada.open(&at("/1/take-away")).await.text;
    assert!(sure.contains("The hall, SW9 8DJ") && ada.shows("The hall").await);
    let gone = ada.post(&at("/1/take-away"), &[("was", &was(&sure))]).await;
    assert_eq!(
        (gone.status, gone.location),
        (StatusCode::SEE_OTHER, at(""))
    );
    assert!(ada.open(&at("")).await.text.contains("The old library"));
    ada.post("/listings/lunch-club/edit/check", &[]).await;
    assert!(!ada.shows("The hall").await && ada.shows("The old library").await);
    for nothing in ["/2", "/0", "/x", "/2/take-away"] {
        let page = ada.open(&at(nothing)).await;
        assert_eq!(page.status, StatusCode::NOT_FOUND, "{nothing}");
    }
}

//! From the first question to the badge and to the end of the mark, form by form, without script.

use actix_web::http::StatusCode;
use chrono::TimeDelta;
use directory::ClaimWay;
use scraper::{Html, Selector};

use super::{Browser, Page, path_in};

const ADA: &str = "ada@brixtonlunch.org.uk";

impl Page {
    fn has(&self, words: &str) -> &Self {
        assert!(self.text.contains(words), "no {words:?} in {}", self.text);
        self
    }

    /// Where the form of a step posts to.
    fn action_of(&self, step: &str) -> String {
        let page = Html::parse_document(&self.text);
        let inner = Selector::parse(&format!("input[name=step][value={step}]")).unwrap();
        let forms = Selector::parse("form").unwrap();
        let mut forms = page.select(&forms);
        let form = forms.find(|form| form.select(&inner).next().is_some());
        let form = form.unwrap_or_else(|| panic!("no form for {step} in {}", self.text));
        form.attr("action").unwrap().to_owned()
    }

    fn finds(&self, selector: &str) -> bool {
        let page = Html::parse_document(&self.text);
        page.select(&Selector::parse(selector).unwrap())
            .next()
            .is_some()
    }
}

/// A browser of a steward of the lunch club.
async fn steward() -> Browser {
    let mut ada = Browser::new().await;
    ada.sign_in(ADA).await;
    let cookie = ada.cookies.values().next().cloned();
    let actor = ada.directory.who(cookie.as_deref()).await.unwrap();
    ada.directory
        .claim(&actor, "brixton-lunch", ClaimWay::OwnDomain)
        .await
        .unwrap();
    ada.mails().await;
    ada
}

/// Answers each question that comes, as a group does that has nothing to worry about; gives where it
/// ended.
async fn answer_all(ada: &mut Browser, first: &str) -> String {
    let mut there = first.to_owned();
    for _ in 0..80 {
        if !there.contains("/questions/") {
            return there;
        }
        let page = ada.open(&there).await;
        assert_eq!(page.status, StatusCode::OK, "{there}");
        let version = page.attribute("input[name=version]", "value");
        let code = there.rsplit('/').next().unwrap().to_owned();
        let scheme = ada.directory.kitemark_scheme();
        let question = scheme.question(&code).unwrap();
        let yes = if question.must_be == Some(true) {
            "yes"
        } else {
            "no"
        };
        let option = question.options.first().cloned();
        let answer = option.unwrap_or_else(|| yes.to_owned());
        let year = if question.evidence.is_some() {
            "2027"
        } else {
            "2026"
        };
        let form = [
            ("version", version.as_str()),
            ("answer", &answer),
            ("issuer", "Ansvar"),
            ("covers", "public liability, five million pounds"),
            ("day", "30"),
            ("month", "6"),
            ("year", year),
        ];
        let kept = ada.post(&there, &form).await;
        assert_eq!(kept.status, StatusCode::SEE_OTHER, "{there}: {}", kept.text);
        there = kept.location;
    }
    panic!("the questions never end");
}

async fn step(browser: &mut Browser, at: &str, step: &str, words: &str) -> Page {
    let page = browser.open(at).await;
    let action = page.action_of(step);
    let version = page.attribute("input[name=version]", "value");
    let said = [
        ("step", step),
        ("version", version.as_str()),
        ("words", words),
        ("next_steps", "Ask the hall and apply again"),
    ];
    browser.post(&action, &said).await
}

async fn begun(ada: &mut Browser, tier: &str) -> String {
    let account = ada.open("/account").await;
    let start = account.attribute("a[href$='/kitemark']", "href");
    ada.open(&start)
        .await
        .has("Which mark would you like?")
        .has("It is not a recommendation");
    let nothing = ada.post(&start, &[]).await;
    assert_eq!(
        nothing.attribute(".govuk-error-summary__list a", "href"),
        "#tier"
    );
    let group = ada.post(&start, &[("tier", tier)]).await.location;
    let page = ada.open(&group).await;
    let version = page.attribute("input[name=version]", "value");
    let about = [
        ("version", version.as_str()),
        ("tier", tier),
        ("tiny", "no"),
    ];
    ada.post(&group, &about).await.location
}

#[actix_web::test]
async fn an_application_is_left_and_gone_on_with_and_ends_in_a_badge_that_ends() {
    let mut ada = steward().await;
    let listing = ada.open("/listings/lunch-club").await;
    assert!(!listing.finds("#kitemark"), "no mark yet");
    let first = begun(&mut ada, "evidence-seen").await;
    let page = ada.open(&first).await;
    page.has("question 1 of")
        .has("Are the details in your entry right today?");
    let version = page.attribute("input[name=version]", "value");
    let later = [
        ("version", version.as_str()),
        ("answer", "yes"),
        ("then", "later"),
    ];
    assert_eq!(ada.post(&first, &later).await.location, "/account");
    let account = ada.open("/account").await;
    account.has("Applications for the kitemark").has("Go on");
    let application = account.attribute("a[href^='/kitemark/applications/']", "href");
    let page = ada.open(&application).await;
    let next = page.attribute("#active a", "href");
    let end = answer_all(&mut ada, &next).await;
    assert_eq!(end, application);
    let handed_in = step(&mut ada, &application, "submit", "").await;
    assert_eq!(handed_in.location, application, "{}", handed_in.text);
    ada.open(&application)
        .await
        .has("It is waiting for an assessor.");
    ada.mails().await;

    let mut jo = ada.other();
    jo.official("jo@network.org.uk", "assessor").await;
    jo.open("/account").await.has("1 waiting for you");
    let queue = jo.open("/kitemark/to-assess").await;
    assert_eq!(queue.attribute("dd a", "href"), application);
    let mute = step(&mut jo, &application, "ask_more", "").await;
    assert_eq!(mute.status, StatusCode::BAD_REQUEST);
    assert_eq!(
        mute.attribute(".govuk-error-summary__list a", "href"),
        "#ask_more-words"
    );
    assert!(mute.finds("#ask_more-words-error"));
    step(
        &mut jo,
        &application,
        "ask_more",
        "Is the <b>hall</b> covered?",
    )
    .await;
    assert_eq!(
        path_in(&ada.mails().await, "/kitemark/applications/"),
        application
    );
    ada.open(&application).await.has("Is the &#60;b&#62;hall");
    step(&mut ada, &application, "answer_more", "It is").await;
    step(&mut jo, &application, "award", "").await;
    ada.mails().await;

    let awarded = ada.open(&application).await;
    let proof = awarded.attribute("a[href^='/kitemark/of/']", "href");
    let mut anybody = ada.other();
    let page = anybody.open(&proof).await;
    page.has("Evidence seen")
        .has("until 30 June 2027")
        .has("It is not a recommendation");
    page.has("badge.svg&#34;").has("Here, assessor");
    assert!(!page.text.contains("jo@") && !page.text.contains(ADA));
    let badge = anybody.open(&format!("{proof}/badge.svg")).await;
    assert_eq!(badge.header("content-type"), "image/svg+xml; charset=utf-8");
    assert_eq!(badge.header("cache-control"), "public, max-age=3600");
    assert!(
        badge
            .header("content-security-policy")
            .starts_with("default-src 'none'")
    );
    assert!(badge.header("etag").starts_with("W/"));
    badge
        .has("<title id=\"t\">Brixton Lunch: Evidence seen")
        .has("until 30 June 2027");
    let listing = anybody.open("/listings/lunch-club").await;
    listing.has("Assessed by Here, assessor. Since 22 November 2026, until 30 June 2027.");
    assert_eq!(listing.attribute("#kitemark a", "href"), proof);
    ada.directory.catch_up().await.unwrap();
    anybody
        .open("/search?kitemark=declared")
        .await
        .has("Lunch club")
        .has("Evidence seen (Fingerpost light touch)");

    ada.clock.advance(TimeDelta::days(221)); // 1 July 2027
    ada.directory.keep_marks().await.unwrap();
    anybody
        .open(&proof)
        .await
        .has("Safe practice declared")
        .has("nobody: the group itself says so");
    ada.clock.advance(TimeDelta::days(365));
    ada.directory.keep_marks().await.unwrap();
    anybody.open(&proof).await.has("holds no kitemark today");
    anybody
        .open(&format!("{proof}/badge.svg"))
        .await
        .has("none today");
    let listing = anybody.open("/listings/lunch-club").await;
    assert_eq!(listing.status, StatusCode::OK, "never unpublished");
    assert!(!listing.finds("#kitemark"));
}

#[actix_web::test]
async fn what_is_wrong_with_an_answer_is_told_beside_it_with_what_was_typed() {
    let mut ada = steward().await;
    let first = begun(&mut ada, "evidence-seen").await;
    let application = first.split("/questions/").next().unwrap().to_owned();
    let there = format!("{application}/questions/public-liability");
    let page = ada.open(&there).await;
    page.has("Who is the insurer?");
    let version = page.attribute("input[name=version]", "value");
    for (covers, day, message, anchor) in [
        (
            "five million, policy AB1234567",
            "30",
            "Leave certificate and policy numbers out",
            "#issuer",
        ),
        (
            "five million",
            "31",
            "Give the date as day, month and year",
            "#issuer",
        ),
    ] {
        let form = [
            ("version", version.as_str()),
            ("issuer", "Ansvar"),
            ("covers", covers),
            ("day", day),
            ("month", "6"),
            ("year", "2027"),
        ];
        let refused = ada.post(&there, &form).await;
        assert_eq!(refused.status, StatusCode::BAD_REQUEST);
        refused.has(message).has("<title>Error: ");
        assert_eq!(
            refused.attribute(".govuk-error-summary__list a", "href"),
            anchor
        );
        assert_eq!(refused.attribute("#covers", "value"), covers);
    }
    let early = step(&mut ada, &application, "submit", "").await;
    assert_eq!(early.status, StatusCode::BAD_REQUEST);
    let missing = early.attribute(".govuk-error-summary__list a", "href");
    assert_eq!(missing, "#details-right");
    assert!(early.finds("#details-right"), "the row it leads to");
    let nowhere = ada.open(&format!("{application}/questions/no-such")).await;
    assert_eq!(nowhere.status, StatusCode::NOT_FOUND);
    let mut stranger = ada.other();
    stranger.sign_in("eve@elsewhere.org.uk").await;
    assert_eq!(
        stranger.open(&application).await.status,
        StatusCode::FORBIDDEN
    );
}

#[actix_web::test]
async fn a_second_assessor_reads_before_it_is_declined_and_the_group_appeals() {
    let mut ada = steward().await;
    let first = begun(&mut ada, "evidence-seen").await;
    let application = answer_all(&mut ada, &first).await;
    step(&mut ada, &application, "submit", "").await;
    let mut jo = ada.other();
    jo.official("jo@network.org.uk", "assessor").await;
    let mut kit = ada.other();
    kit.official("kit@network.org.uk", "assessor").await;
    step(&mut jo, &application, "decline", "The hall is not insured").await;
    ada.mails().await;
    let own = jo.open(&application).await;
    assert!(
        !own.finds("input[value=confirm_decline]"),
        "not the same reader"
    );
    step(&mut kit, &application, "confirm_decline", "").await;
    let mail = ada.mails().await;
    assert!(
        mail.contains("The hall is not insured") && mail.contains("Ask the hall"),
        "{mail}"
    );
    ada.open(&application)
        .await
        .has("The hall is not insured")
        .has("You can appeal once");
    let appealed = step(&mut ada, &application, "appeal", "It is insured since May").await;
    assert_eq!(appealed.location, application);
    assert!(!kit.open(&application).await.finds("input[value=award]"));
    let withdrawn = step(&mut ada, &application, "withdraw", "").await;
    assert_eq!(withdrawn.location, application);
    ada.open(&application).await.has("It is withdrawn.");
}

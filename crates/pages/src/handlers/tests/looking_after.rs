//! What those who sign in look after: their entries, their account, an area, their keys.

use actix_web::http::StatusCode;
use scraper::{Html, Selector};

use super::{Browser, path_in};

#[actix_web::test]
async fn whoever_needs_a_second_factor_gets_where_they_wanted() {
    let mut mo = Browser::new().await;
    mo.official("mo@lunchclub.org.uk", "moderator").await;
    mo.post("/account/sign-out", &[]).await;
    let turned_away = mo.open("/moderation").await;
    assert_eq!(turned_away.location, "/sign-in?next=%2Fmoderation");
    mo.post(
        "/sign-in",
        &[("email", "mo@lunchclub.org.uk"), ("next", "/moderation")],
    )
    .await;
    let link = path_in(&mo.mails().await, "/sign-in/c/");
    let signed_in = mo.post(&link, &[]).await;
    assert_eq!(signed_in.location, "/account/code?next=%2Fmoderation");
    let page = mo.open(&signed_in.location).await;
    assert_eq!(page.attribute("input[name=next]", "value"), "/moderation");
    let elsewhere = mo
        .open("/account/code?next=https%3A%2F%2Fevil.example")
        .await;
    assert_eq!(elsewhere.attribute("input[name=next]", "value"), "/account");
}

#[actix_web::test]
async fn one_button_says_that_all_is_right_and_opening_the_page_does_not() {
    let mut ada = Browser::new().await;
    ada.sign_in("ada@brixtonlunch.org.uk").await;
    let page = ada.open("/listings/lunch-club/claim").await;
    assert_eq!(page.status, StatusCode::OK);
    ada.post("/listings/lunch-club/claim", &[("way", "own_domain")])
        .await;
    ada.mails().await;
    ada.clock.advance(chrono::TimeDelta::days(14));
    ada.directory.remind().await.unwrap();
    let link = path_in(&ada.mails().await, "/still-right/");
    let mut phone = ada.other();
    let page = phone.open(&link).await;
    assert!(page.text.contains("Lunch club"));
    assert_eq!(page.header("referrer-policy"), "no-referrer");
    let entry = phone.open("/listings/lunch-club").await;
    assert!(
        !entry.text.contains("Details last confirmed"),
        "{}",
        entry.text
    );
    let value = page.attribute("input[name=listing]", "value");
    let thanks = phone.post(&link, &[("listing", &value)]).await;
    assert!(
        thanks.text.contains("was confirmed today"),
        "{}",
        thanks.text
    );
    let entry = phone.open("/listings/lunch-club").await;
    assert!(
        entry
            .text
            .contains("Details last confirmed by a person on 6 December 2026"),
        "{}",
        entry.text
    );
    let late = phone.open("/still-right/guessed").await;
    assert!(late.text.contains("does not work any more"));
}

#[actix_web::test]
async fn an_account_is_erased_after_a_page_that_says_what_that_means() {
    let mut ada = Browser::new().await;
    ada.sign_in("ada@lunchclub.org.uk").await;
    let page = ada.open("/account/erase").await;
    assert!(page.text.contains("This cannot be undone."));
    let gone = ada.post("/account/erase", &[]).await;
    assert!(
        gone.text.contains("Your account is erased"),
        "{}",
        gone.text
    );
    assert_eq!(ada.open("/account").await.status, StatusCode::SEE_OTHER);
    assert!(ada.mails().await.contains("This is the last mail."));
}

#[actix_web::test]
async fn an_address_is_changed_by_a_link_in_the_browser_that_asked() {
    let mut ada = Browser::new().await;
    ada.sign_in("ada@lunchclub.org.uk").await;
    let asked = ada
        .post("/account/address", &[("email", "ada@elsewhere.org.uk")])
        .await;
    assert!(asked.text.contains("Check your e-mail"), "{}", asked.text);
    let link = path_in(&ada.mails().await, "/account/address/");
    let mut phone = ada.other();
    assert_eq!(phone.open(&link).await.status, StatusCode::SEE_OTHER);
    assert!(ada.open(&link).await.text.contains("Take this address?"));
    assert_eq!(ada.post(&link, &[]).await.location, "/account");
    let account = ada.open("/account").await;
    assert!(account.text.contains("ada@elsewhere.org.uk"));
}

#[actix_web::test]
async fn moderators_see_what_waits_and_others_do_not() {
    let mut mo = Browser::new().await;
    mo.official("mo@lunchclub.org.uk", "moderator").await;
    let page = mo.open("/moderation").await;
    assert!(page.text.contains("No pair waits."), "{}", page.text);
    for path in ["/moderation/matches", "/moderation/crawls"] {
        assert_eq!(mo.open(path).await.status, StatusCode::OK, "{path}");
    }
    let unknown = mo.open("/moderation/matches/nonsense").await;
    assert_eq!(unknown.status, StatusCode::NOT_FOUND);
    let undecided = mo
        .post(
            "/moderation/crawls",
            &[("source", "lambeth"), ("reason", "b")],
        )
        .await;
    assert_eq!(undecided.status, StatusCode::BAD_REQUEST);
    let mut ada = mo.other();
    ada.sign_in("ada@lunchclub.org.uk").await;
    for path in ["/moderation", "/moderation/matches", "/moderation/crawls"] {
        assert_eq!(ada.open(path).await.status, StatusCode::FORBIDDEN, "{path}");
    }
}

#[actix_web::test]
async fn the_use_of_a_key_is_shown_to_its_maker_alone() {
    let mut ada = Browser::new().await;
    ada.sign_in("ada@lunchclub.org.uk").await;
    let made = ada
        .post("/account/keys", &[("name", "our site"), ("scope", "read")])
        .await;
    let page = Html::parse_document(&made.text);
    let code = Selector::parse("code").unwrap();
    let key: String = page.select(&code).next().unwrap().text().collect();
    let id = ada.directory.key_id(&key).await.unwrap().unwrap();
    ada.directory.count_key(id, "search", false);
    ada.directory.count_key(id, "search", false);
    ada.directory.count_key(id, "search", true);
    let account = ada.open("/account").await;
    let path = account.attribute("a[href^='/account/keys/']", "href");
    assert_eq!(path, format!("/account/keys/{id}"));
    let used = ada.open(&path).await;
    let cells = Selector::parse("tbody td").unwrap();
    let page = Html::parse_document(&used.text);
    let cells: Vec<String> = page
        .select(&cells)
        .map(|cell| cell.text().collect())
        .collect();
    assert_eq!(cells, ["search", "2", "1"]);
    let mut eve = ada.other();
    eve.sign_in("eve@lunchclub.org.uk").await;
    assert_eq!(eve.open(&path).await.status, StatusCode::NOT_FOUND);
    assert_eq!(ada.directory.key_id("guessed").await.unwrap(), None);
}

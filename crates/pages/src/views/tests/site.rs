//! Pages about the site itself, and the ones for when something is wrong.

use std::sync::Arc;

use actix_web::http::StatusCode;
use askama::Template;
use scraper::Html;

use super::{brand, text};
use crate::brand::Brand;
use crate::views::problem::ProblemPage;
use crate::views::{about, home};

#[test]
fn problems_are_told_in_plain_words_without_codes() {
    let told = |status: StatusCode| {
        let page = ProblemPage::of(&brand(), status).render().unwrap();
        assert!(!page.contains(status.as_str()), "{status}");
        text(&Html::parse_document(&page), "h1")
    };
    insta::assert_snapshot!(
        [404, 410, 429, 500, 502, 503].map(|code| told(StatusCode::from_u16(code).unwrap())).join("\n"),
        @r"
    Page not found
    This is no longer listed
    You are going too fast
    Sorry, there is a problem with the service
    Sorry, there is a problem with the service
    Sorry, the service is unavailable
    ");
}

#[test]
fn every_fixed_page_renders() {
    let brand = Arc::new(Brand {
        contact_email: Some("help@fingerpost.example".to_owned()),
        contact_phone: Some("020 7946 0000".to_owned()),
        ..Brand::default()
    });
    let pages = [
        home::HomePage::new(&brand).render(),
        about::AboutPage::new(&brand, vec!["Contains OS data".to_owned()]).render(),
        about::CookiesPage::new(&brand).render(),
        about::PrivacyPage::new(&brand).render(),
        about::AccessibilityPage::new(&brand).render(),
        about::LicencesPage::new(&brand).render(),
    ];
    for page in pages {
        let page = Html::parse_document(&page.unwrap());
        assert_eq!(text(&page, "h1").lines().count(), 1);
        assert!(text(&page, "title").ends_with(" – Fingerpost"));
    }
}

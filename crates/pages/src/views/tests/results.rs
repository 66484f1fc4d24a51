//! Pages of results: hits, filters, counts, faults, and ways on when there is nothing.

use askama::Template;
use directory::{CategoryCount, Violation};
use scraper::Html;

use super::{attribute, brand, results, text};
use crate::search_query::SearchQuery;
use crate::views::sample;
use crate::views::search::SearchPage;
use crate::views::search_box::SearchFaults;

#[test]
fn a_hit_says_who_where_when_what_it_costs_and_who_told_us() {
    let page = results("q=sewing&near=SW9+8DJ", &sample::found(sample::saying("")));
    insta::assert_snapshot!(text(&page, ".fp-hit"), @"Stockwell Stitchers Stockwell Community Trust Sew, knit or mend in company. We have four machines. Where0.4 miles away, Tate Library, Brixton Oval, London, SW2 1JQ WhenTuesday and Thursday CostFree From Lambeth community map and City map. Last seen 20 November 2026.");
    assert_eq!(
        attribute(&page, ".fp-hit a", "href"),
        ["/listings/stockwell-stitchers?q=sewing&near=SW9+8DJ"]
    );
    assert_eq!(
        text(&page, ".fp-credits li"),
        "City map: © City map.\nLambeth community map: © Lambeth community map."
    );
}

#[test]
fn the_count_is_in_the_heading_and_in_the_title() {
    let mut found = sample::found(sample::saying(""));
    (found.total, found.page) = (57, 2);
    let page = results("q=sewing&near=SW9+8DJ&page=2", &found);
    assert_eq!(
        text(&page, ".fp-results h2.govuk-heading-m:not(details *)"),
        "57 services found (page 2 of 3)"
    );
    assert_eq!(
        text(&page, "title"),
        "“sewing” near SW9 8DJ: 57 services found (page 2 of 3) – Fingerpost"
    );
    assert_eq!(
        text(&page, ".fp-reading"),
        "Distances are from SW9 8DJ, Brixton, Lambeth."
    );
    assert_eq!(
        attribute(&page, "a[rel=prev]", "href"),
        ["/search?q=sewing&near=SW9+8DJ"]
    );
    assert_eq!(
        attribute(&page, "a[rel=next]", "href"),
        ["/search?q=sewing&near=SW9+8DJ&page=3"]
    );
}

#[test]
fn chosen_filters_can_be_taken_away_one_by_one() {
    let mut found = sample::found(sample::saying(""));
    found.radius = Some(1.0);
    found.categories = vec![CategoryCount {
        code: "arts".to_owned(),
        name: "Arts".to_owned(),
        count: 4,
    }];
    let page = results("q=a&near=SW9&radius=1&category=arts", &found);
    assert_eq!(
        text(&page, ".fp-chosen li"),
        "Remove this filter: Within 1 mile\nRemove this filter: Arts"
    );
    assert_eq!(
        attribute(&page, ".fp-chosen a", "href"),
        [
            "/search?q=a&near=SW9&category=arts",
            "/search?q=a&near=SW9&radius=1",
            "/search?q=a&near=SW9"
        ]
    );
    assert_eq!(
        attribute(&page, "input[name=radius][checked]", "value"),
        ["1"]
    );
    assert_eq!(
        attribute(&page, "input[name=category][checked]", "value"),
        ["arts"]
    );
    // The panel stands outside the form, so each control names it.
    assert!(
        attribute(&page, ".fp-filter input", "form")
            .iter()
            .all(|form| form == "search")
    );
}

#[test]
fn an_empty_page_shows_ways_on() {
    let mut found = sample::found(sample::saying(""));
    (found.total, found.hits) = (0, Vec::new());
    let page = results("q=sewing&near=SW9+8DJ&category=arts", &found);
    insta::assert_snapshot!(text(&page, ".fp-results li:not(details *)"), @r"
    Clear the filters
    Search within 10 miles
    Look for “sewing” everywhere
    See everything near SW9 8DJ
    Check the spelling, or use fewer or other words
    Start again from what people look for
    ");
}

#[test]
fn a_page_past_the_end_leads_to_the_pages_there_are() {
    let mut found = sample::found(sample::saying(""));
    (found.total, found.page, found.hits) = (57, 9, Vec::new());
    let page = results("q=sewing&page=9", &found);
    assert_eq!(
        text(&page, "main h2.govuk-heading-m:not(details *)"),
        "There is no page 9"
    );
    assert_eq!(
        text(&page, ".fp-results li:not(details *)"),
        "Go to the first page\nGo to the last page, page 3"
    );
}

#[test]
fn a_fault_is_told_above_and_beside_the_field_in_the_same_words() {
    let query = SearchQuery::parse("q=tea+%26+cake&near=Nowhere&radius=far");
    let violation = |parameter, message: &str, example| Violation {
        parameter,
        message: message.to_owned(),
        example,
    };
    let faults = SearchFaults::new(
        &query,
        &[
            violation("near", "is not a place we know", "SW9 8DJ"),
            violation("radius", "must be a number of miles from 0.25 to 30", "3"),
            violation("page", "must be 1 or more", "1"),
        ],
    );
    let page = SearchPage::faulty(&brand(), &query, &faults)
        .render()
        .unwrap();
    let page = Html::parse_document(&page);
    let words = "“Nowhere” is not a place we know: try a postcode like SW9 8DJ";
    let miles = "How far to look must be a number of miles from 0.25 to 30";
    assert_eq!(
        text(&page, ".govuk-error-summary a"),
        format!("{words}\n{miles}")
    );
    assert_eq!(
        attribute(&page, ".govuk-error-summary a", "href"),
        ["#near", "#radius"]
    );
    assert_eq!(
        text(&page, ".govuk-error-message"),
        format!("Error: {words}\nError: {miles}")
    );
    assert_eq!(attribute(&page, "#q", "value"), ["tea & cake"]);
    assert_eq!(
        attribute(&page, "#near", "aria-describedby"),
        ["near-error"]
    );
    assert_eq!(text(&page, "title"), "Error: Search – Fingerpost");
}

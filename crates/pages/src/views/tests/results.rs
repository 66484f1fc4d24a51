//! Pages of results: hits, filters, counts, faults, and ways on when there is nothing.

use askama::Template;
use chrono::Weekday;
use directory::{
    Danger, Elsewhere, FilterCounts, HeardPlace, HeardReach, HelpLine, Helpline, LostPlace,
    Matched, ValueCount, Violation, Wish,
};
use domain::calendar;
use domain::when::DayPart;
use scraper::Html;

use super::{attribute, brand, results, text};
use crate::search_query::SearchQuery;
use crate::views::sample;
use crate::views::search::SearchPage;
use crate::views::search_box::SearchFaults;

#[test]
fn a_hit_says_who_where_when_what_it_costs_and_who_told_us() {
    let page = results("q=sewing&near=SW9+8DJ", &sample::found(sample::saying("")));
    insta::assert_snapshot!(text(&page, ".fp-hit"), @"Stockwell Stitchers Stockwell Community Trust Sew, knit or mend in company. We have four machines. Where0.4 miles away, about 10 minutes’ walk, Tate Library, Brixton Oval, London, SW2 1JQ WhenTuesday and Thursday CostFree From Lambeth community map and City map. Last seen 20 November 2026.");
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
    found.filters = vec![counts("category", "arts", "Arts", 4)];
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

fn counts(filter: &'static str, value: &str, name: &str, count: usize) -> FilterCounts {
    FilterCounts {
        filter,
        values: vec![ValueCount {
            value: value.to_owned(),
            name: name.to_owned(),
            count,
        }],
    }
}

#[test]
fn every_filter_has_its_question_values_and_counts() {
    let mut found = sample::found(sample::saying(""));
    found.filters = vec![
        counts("need", "food-bank", "Food banks and pantries", 7),
        counts("free", "true", "Free", 3),
    ];
    let page = results("q=a&need=food-bank", &found);
    assert_eq!(
        text(&page, ".fp-filter__group summary"),
        "What is it about?\nWhat does it cost?"
    );
    assert_eq!(
        text(&page, ".fp-filter__group label"),
        "Food banks and pantries (7)\nFree (3)"
    );
    assert_eq!(
        attribute(&page, "input[name=need][checked]", "value"),
        ["food-bank"]
    );
    assert_eq!(
        text(&page, ".fp-chosen li"),
        "Remove this filter: Food banks and pantries"
    );
    assert_eq!(attribute(&page, ".fp-chosen li a", "href"), ["/search?q=a"]);
}

#[test]
fn a_hit_says_by_which_meaning_it_was_found() {
    let mut found = sample::found(sample::saying(""));
    found.hits[0].matched = vec![Matched {
        typed: "lonely".to_owned(),
        meaning: "befriending".to_owned(),
    }];
    let page = results("q=lonely", &found);
    assert_eq!(
        text(&page, ".fp-hit__why"),
        "Matched lonely → to befriending"
    );
}

#[test]
fn a_postcode_that_is_nowhere_is_told_with_those_that_may_be_meant() {
    let mut found = sample::found(sample::saying(""));
    found.heard.lost = Some(LostPlace {
        postcode: "SV9 8DJ".to_owned(),
        note: "We could not find SV9 8DJ.".to_owned(),
        alternatives: vec!["SW9 8DJ, Brixton".to_owned()],
    });
    let page = results("q=lunch+SV9+8DJ", &found);
    assert_eq!(
        text(&page, ".fp-notice"),
        "We could not find SV9 8DJ. These are from everywhere. Search near SW9 8DJ, Brixton."
    );
    assert_eq!(
        attribute(&page, ".fp-notice a", "href"),
        ["/search?q=lunch+SV9+8DJ&near=SW9+8DJ%2C+Brixton"]
    );
    found.hits.clear();
    found.total = 0;
    let page = results("q=SV9+8DJ", &found);
    assert!(text(&page, ".fp-notice").starts_with("We could not find SV9 8DJ. Search near"));
}

#[test]
fn a_distance_is_told_with_what_came_of_it() {
    let mut found = sample::found(sample::saying(""));
    found.heard.reach = Some(HeardReach {
        said: "within 15 minutes".to_owned(),
        miles: 0.6,
    });
    found.radius = Some(0.6);
    let told = text(&results("q=choir+within+15+minutes", &found), ".fp-notice");
    assert_eq!(
        told,
        "You said “within 15 minutes”, so we looked within 0.6 miles."
    );
    found.radius = None;
    let told = text(&results("q=choir+within+15+minutes", &found), ".fp-notice");
    assert_eq!(
        told,
        "You said “within 15 minutes”, but not from where. Enter a place to look near it."
    );
}

#[test]
fn what_was_heard_is_told_and_can_be_had_otherwise() {
    let mut found = sample::found(sample::saying(""));
    found.heard.place = Some(HeardPlace {
        said: "nr brixton".to_owned(),
        label: "Brixton, Lambeth".to_owned(),
    });
    found.heard.wishes = vec![Wish::Free];
    found.widened_from = Some(1.0);
    let page = results("q=free+food+nr+brixton", &found);
    insta::assert_snapshot!(text(&page, ".fp-notice"), @r"
    Searching near Brixton, Lambeth. Not what you meant? Search for exactly these words.
    What is free comes first. Only show what is free.
    Little was found within 1 mile, so we looked within 3 miles.
    ");
    assert_eq!(
        attribute(&page, ".fp-notice a", "href"),
        [
            "/search?q=free+food+nr+brixton&as_typed=true",
            "/search?q=free+food+nr+brixton&free=true"
        ]
    );
}

#[test]
fn numbers_come_before_everything_when_words_speak_of_danger() {
    let mut found = sample::found(sample::saying(""));
    found.dangers = vec![Danger {
        heading: "If you are hurting yourself".to_owned(),
        lines: vec![HelpLine {
            name: "Samaritans".to_owned(),
            call: Some("116 123".to_owned()),
            text: None,
            about: "At any hour.".to_owned(),
        }],
    }];
    let page = results("q=self+harm", &found);
    assert_eq!(
        text(&page, ".fp-urgent"),
        "If you are hurting yourself 116 123 SamaritansAt any hour."
    );
    assert_eq!(attribute(&page, ".fp-urgent a", "href"), ["tel:116123"]);
    let main = text(&page, "main");
    assert!(main.find("116 123") < main.find("Stockwell Stitchers"));
}

#[test]
fn an_empty_page_says_what_there_is_elsewhere_and_whom_to_ring() {
    let mut found = sample::found(sample::saying(""));
    (found.total, found.hits) = (0, Vec::new());
    found.elsewhere = Some(Elsewhere {
        remote: 2,
        anywhere: 5,
        unfiltered: 1,
        spellings: vec![("lonelu".to_owned(), "lonely".to_owned())],
    });
    found.helplines = vec![Helpline {
        name: "Citizens Advice".to_owned(),
        call: "0800 144 8848".to_owned(),
        about: "Weekdays.".to_owned(),
        area: None,
    }];
    let page = results("q=lonelu&near=SW9&free=true", &found);
    let ways = text(&page, ".fp-results li:not(details *)");
    for way in [
        "Did you mean “lonely”?",
        "Clear the filters: 1 service",
        "See 2 services online or by phone",
    ] {
        assert!(ways.contains(way), "{ways}");
    }
    assert!(text(&page, ".fp-ring").contains("0800 144 8848"));
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
    Browse everything by need
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

#[test]
fn a_day_and_a_part_of_it_are_chosen_from_lists_that_count() {
    let mut found = sample::found(sample::saying(""));
    found.when.days = vec![Weekday::Tue];
    found.days = vec![(Weekday::Mon, 0), (Weekday::Tue, 1_204)];
    found.day_parts = vec![(DayPart::Morning, 3), (DayPart::Evening, 1)];
    found.unsaid = 12;
    let page = results("q=tea&day=tue&from=18:00&open_now=true", &found);
    assert_eq!(
        text(&page, "#day option"),
        "Any day\nToday\nTomorrow\nThis weekend\nMonday (0)\nTuesday (1,204)"
    );
    assert_eq!(
        attribute(&page, "#day option[selected]", "value"),
        ["tuesday"]
    );
    assert_eq!(
        text(&page, "#time option"),
        "Any time\nMorning, before noon (3)\nEvening, after 5pm (1)"
    );
    assert_eq!(
        attribute(&page, "input[name=open_now][checked]", "value"),
        ["true"]
    );
    // What has no control of its own is not lost when the form is sent.
    assert_eq!(attribute(&page, "input[type=hidden]", "value"), ["18:00"]);
    assert_eq!(
        text(&page, ".fp-chosen li"),
        "Remove this filter: Tuesday\nRemove this filter: From 6pm\nRemove this filter: Open now"
    );
    let unsaid = "a[href='/search?q=tea&day=tue&from=18%3A00&open_now=true&unsaid=true']";
    assert_eq!(text(&page, unsaid), "And 12 services that do not say when");
}

#[test]
fn a_hit_says_when_it_is_next() {
    let mut found = sample::found(sample::saying(""));
    let schedules = &found.hits[0].listing.listing.service.schedules;
    let now = "2026-11-25T18:00:00Z".parse().unwrap();
    found.hits[0].next_dates = calendar::next(schedules, now, 3);
    let page = results("", &found);
    assert!(
        text(&page, ".fp-facts").contains("NextThu 26 Nov 10am, Tue 1 Dec 10am, Thu 3 Dec 10am"),
        "{}",
        text(&page, ".fp-facts")
    );
}

#[test]
fn an_empty_page_leads_to_what_does_not_say_when() {
    let mut found = sample::found(sample::saying(""));
    (found.total, found.hits, found.unsaid) = (0, Vec::new(), 1);
    found.when.days = vec![Weekday::Tue];
    let page = results("day=tue", &found);
    assert!(
        text(&page, ".fp-results li:not(details *)")
            .starts_with("See 1 service that does not say when\nClear the filters")
    );
}

//! List pages: links to records, to the next page and to the lists of each category.

use formats::{LinkKind, Problem, Reader, Reading};

use super::{read, site};

/// Reads a list page and prints its links: what they lead to, and the terms they carry.
fn links(reading: &Reading) -> Vec<String> {
    let kind = |kind| {
        if kind == LinkKind::List {
            "list"
        } else {
            "record"
        }
    };
    let one =
        |link: &formats::Link| format!("{} {} {}", kind(link.kind), link.url, link.terms.join("|"));
    reading
        .links
        .iter()
        .map(|link| one(link).trim_end().to_owned())
        .collect()
}

fn list(terms: &[&str], path: &str, body: &str) -> Reading {
    read(
        &site(),
        path,
        LinkKind::List,
        terms,
        &format!("<html><body>{body}</body></html>"),
    )
}

#[test]
fn records_the_next_page_and_the_channels_are_linked() {
    let page = r#"<ul class="results">
        <li><h3><a href="/record/A_b-1/tea?ref=list#top">Tea</a></h3><span class="tag">Drinks</span></li>
        <li><h3><a href="record/a_B-1">Other tea</a></h3></li>
        <li><a href="/record/A_b-1">Tea once more</a></li></ul>
        <a href="/about">About</a> <a class="next" href="?page=2#results">Next</a>"#;
    assert_eq!(
        links(&list(&[], "/list", page)),
        [
            "record https://d.org.uk/record/A_b-1 Drinks",
            "record https://d.org.uk/record/a_B-1",
            "list https://d.org.uk/list?page=2",
            "list https://d.org.uk/list?channel=1 Arts",
        ]
    );
}

#[test]
fn the_category_of_a_list_goes_to_everything_on_it() {
    let page = r#"<ul class="results"><li><a href="/record/1">Tea</a></li></ul><a class="next" href="/list?channel=1&page=2">Next</a>"#;
    let expect = [
        "record https://d.org.uk/record/1 Arts",
        "list https://d.org.uk/list?channel=1&page=2 Arts",
    ];
    assert_eq!(links(&list(&["Arts"], "/list?channel=1", page)), expect);
    // The crawl may also have begun there, when nothing has told the term yet.
    assert_eq!(links(&list(&[], "/list?channel=1", page))[..2], expect);
}

#[test]
fn an_entry_that_leads_nowhere_is_set_aside_with_its_reason() {
    let page = r#"<ul class="results">
        <li>No link</li>
        <li><a href="https://elsewhere.org.uk/record/1">Elsewhere</a></li>
        <li><a href="javascript:void(0)">Script</a></li>
        <li><a href="/event/7">A fair</a></li>
        <li><a href="/page/7">Something</a></li></ul>"#;
    let reading = list(&["x"], "/list", page);
    let reasons: Vec<String> = reading
        .set_aside
        .iter()
        .map(|aside| format!("{}: {}", aside.place, aside.reason))
        .collect();
    insta::assert_debug_snapshot!(reasons, @r#"
    [
        "entry 1: an entry without a link to its record",
        "entry 2: its link leads to another site",
        "entry 3: its link leads to another site",
        "entry 4: a kind of page that is not kept",
        "entry 5: its link is not the address of a record: /page/7",
    ]
    "#);
    assert_eq!(links(&reading), [""; 0]);
}

#[test]
fn the_map_in_the_page_and_the_list_are_united() {
    let page = r#"<ul class="results"><li><h3><a href="/record/1">Tea</a></h3></li><li><h3><a href="/record/2">Toast</a></h3></li></ul>
        <script id="map">{"places":[
            {"title":"Tea","link":"http:\/\/d.org.uk\/record\/1","at":[51.5,-0.1]},
            {"title":"Only on the map","link":"/record/3","at":["51.6","-0.2"]},
            {"title":"toast","at":[51.7,-0.3]},
            {"title":"Nowhere","at":[0,0]}]}</script>"#;
    let reading = list(&["x"], "/list", page);
    assert_eq!(
        links(&reading),
        [
            "record https://d.org.uk/record/1 x|geo:51.5,-0.1",
            "record https://d.org.uk/record/2 x|geo:51.7,-0.3",
            "record https://d.org.uk/record/3 x|geo:51.6,-0.2",
        ]
    );
    assert_eq!(
        reading.set_aside.len(),
        1,
        "the marker that leads to no record"
    );
    assert_eq!(reading.problem, None);
}

#[test]
fn a_broken_map_is_a_problem_and_loses_no_link() {
    let page = r#"<ul class="results"><li><a href="/record/1">Tea</a></li></ul><script id="map">{"places":[</script>"#;
    let reading = list(&["x"], "/list", page);
    assert_eq!(links(&reading), ["record https://d.org.uk/record/1 x"]);
    assert!(
        matches!(reading.problem, Some(Problem::Unreadable(_))),
        "{:?}",
        reading.problem
    );
}

#[test]
fn an_empty_list_is_empty_only_when_it_says_so() {
    let said = list(
        &["x"],
        "/list",
        "<ul class=results></ul><p>Sorry, nothing found.</p>",
    );
    assert_eq!((said.links.len(), said.problem), (0, None));
    let silent = list(&["x"], "/list", "<ul class=results></ul>");
    assert!(matches!(silent.problem, Some(Problem::Unreadable(_))));
    let changed = list(
        &["x"],
        "/list",
        "<title>Find groups</title><div class=cards><a href='/record/1'>Tea</a></div>",
    );
    let problem = changed.problem.map(|problem| problem.to_string());
    assert_eq!(
        problem.as_deref(),
        Some("expected a list of records, got a page titled \"Find groups\"")
    );
}

#[test]
fn a_sign_in_page_is_no_list() {
    let reading = list(
        &["x"],
        "/list",
        "<title>Directory</title><form><input type=password></form>",
    );
    let problem = reading.problem.map(|problem| problem.to_string());
    assert_eq!(
        problem.as_deref(),
        Some("expected a list of records, got an HTML sign-in page")
    );
}

#[test]
fn a_list_that_is_cut_off_keeps_its_links_and_is_a_problem() {
    let cut = "<html><body><ul class=results><li><a href=/record/1>Tea</a></li><li><a href=/rec";
    let reading = read(&site(), "/list", LinkKind::List, &["x"], cut);
    assert_eq!(links(&reading), ["record https://d.org.uk/record/1 x"]);
    assert!(matches!(reading.problem, Some(Problem::CutOff(_))));
}

#[test]
fn robots_wishes_on_a_list_are_kept() {
    let page = |wish: &str| {
        format!(
            "<meta name=Robots content='{wish}'><ul class=results><li><a href=/record/1>Tea</a></li></ul>"
        )
    };
    assert_eq!(
        list(&["x"], "/list", &page("noindex, follow")).links.len(),
        1
    );
    for wish in ["nofollow", "NOINDEX,NOFOLLOW", "none"] {
        let reading = list(&["x"], "/list", &page(wish));
        assert!(
            reading.links.is_empty() && matches!(reading.problem, Some(Problem::Refused(_))),
            "{wish}"
        );
    }
}

#[test]
fn a_base_address_on_the_same_site_is_kept_and_another_is_not() {
    let page = |base: &str| {
        format!("<base href='{base}'><ul class=results><li><a href='record/1'>Tea</a></li></ul>")
    };
    assert_eq!(
        links(&list(&["x"], "/a/b/list", &page("/"))),
        ["record https://d.org.uk/record/1 x"]
    );
    let reading = list(&["x"], "/list", &page("https://evil.org.uk/"));
    assert_eq!(links(&reading), ["record https://d.org.uk/record/1 x"]);
}

/// A site whose pages are counted.
fn counted(step: &str) -> Reader {
    let profile = format!(
        r#"
        format = "pages"
        site = "a counted list"
        vocabulary = "test:category"
        records = [{{ address = "/service.page?id={{id}}" }}]
        [list]
        marks = "main"
        link = "a"
        step = {step}
        [detail]
        marks = "main"
        fields = {{ name = "h1" }}
        "#
    );
    Reader::from_profile(&profile).unwrap_or_else(|error| panic!("{error}"))
}

fn next(step: &str, path: &str, body: &str) -> Option<String> {
    let html = format!("<main><a href='/service.page?sr=1&id=Ab-_9'>Tea</a>{body}</main>");
    let reading = read(&counted(step), path, LinkKind::List, &["x"], &html);
    assert_eq!(
        reading.links[0].url,
        "https://d.org.uk/service.page?id=Ab-_9"
    );
    reading
        .links
        .get(1)
        .map(|link| link.url.trim_start_matches("https://d.org.uk").to_owned())
}

#[test]
fn the_next_page_is_counted_by_a_step_or_by_the_numbers_that_the_page_shows() {
    let by_step = "{ parameter = 'sr', by = 50 }";
    assert_eq!(
        next(by_step, "/results.page?a=b&sr=50&c=d", "").as_deref(),
        Some("/results.page?a=b&sr=100&c=d")
    );
    assert_eq!(
        next(by_step, "/results.page", "").as_deref(),
        Some("/results.page?sr=50")
    );

    let bounded = "{ parameter = 'page', by = 1, first = 1, numbers = 'nav a' }";
    let pager = "<nav><a href='?page=1'>1</a><a href='?page=3'>Last</a></nav>";
    assert_eq!(next(bounded, "/c/3", pager).as_deref(), Some("/c/3?page=2"));
    assert_eq!(next(bounded, "/c/3?page=3", pager), None);
    assert_eq!(
        next(bounded, "/c/3", ""),
        None,
        "a single page shows no numbers"
    );

    let shown = "{ parameter = 'sr', numbers = 'nav a @data-sr' }";
    let pager = "<nav><a data-sr=0>1</a><a data-sr=20>2</a><a data-sr=40>3</a></nav>";
    assert_eq!(
        next(shown, "/results.page?sr=20", pager).as_deref(),
        Some("/results.page?sr=40")
    );
    assert_eq!(next(shown, "/results.page?sr=40", pager), None);
}

#[test]
fn a_counted_list_ends_at_the_first_page_without_a_record() {
    let reader = counted("{ parameter = 'sr', by = 50 }");
    let reading = read(
        &reader,
        "/results.page?sr=900",
        LinkKind::List,
        &["x"],
        "<main><p>No more</p></main>",
    );
    assert_eq!((reading.links.len(), reading.problem), (0, None));
}

#[test]
fn a_list_can_hold_the_records_themselves() {
    let profile = r##"
        format = "pages"
        site = "a map"
        vocabulary = "test:category"
        records = [{ address = "/places/{id}" }]
        [list]
        marks = "#map_json"
        holds = "records"
        json = [{ script = "#map_json", url = "url", fields = { name = "title", latitude = "latitude", longitude = "longitude", address = "address", description = "about" } }]
    "##;
    let reader = Reader::from_profile(profile).unwrap_or_else(|error| panic!("{error}"));
    let page = r#"<script type="text/json" id="map_json">[
        {"title":"Hendon hub","url":"/places/hub","latitude":51.58,"longitude":-0.22,"address":["The Burroughs","Hendon","NW4 4BG"],"about":"&lt;p&gt;Warm &amp;amp; dry&lt;/p&gt;"},
        {"title":"","url":"/places/none"}]</script>"#;
    let reading = read(&reader, "/map", LinkKind::List, &["Warm spaces"], page);
    assert_eq!(reading.set_aside[0].reason, "it has no name");
    assert_eq!(reading.items[0].external_id, "hub");
    assert_eq!(
        reading.items[0].url.as_deref(),
        Some("https://d.org.uk/places/hub")
    );
    insta::assert_json_snapshot!(reading.items[0].service, @r#"
    {
      "name": "Hendon hub",
      "description": "Warm & dry",
      "status": "active",
      "organization": {
        "name": "Hendon hub",
        "inferred": true
      },
      "service_at_locations": [
        {
          "location": {
            "address": [
              "The Burroughs",
              "Hendon"
            ],
            "postcode": "NW4 4BG",
            "position": {
              "latitude": 51.58,
              "longitude": -0.22
            },
            "precision": "given",
            "area_only": false
          }
        }
      ],
      "taxonomy_terms": [
        {
          "vocabulary": "test:category",
          "code": "warm-spaces",
          "name": "Warm spaces"
        }
      ]
    }
    "#);
    let hidden = format!("<meta name=robots content=noindex>{page}");
    let hidden = read(&reader, "/map", LinkKind::List, &[], &hidden);
    assert!(hidden.items.is_empty());
    assert_eq!(
        hidden.set_aside.last().map(|aside| aside.reason.as_str()),
        Some("the page asks not to be indexed")
    );
}

//! What a source says never becomes markup, and data for programs is well formed.

use directory::{FilterCounts, HeardPlace, Matched, ValueCount};
use scraper::Selector;

use super::{attribute, listing, results};
use crate::search_query::SearchQuery;
use crate::views::sample;

#[test]
fn no_words_of_a_source_become_markup() {
    let canary = "canary-7f3a";
    for payload in [
        format!("<img id={canary} src=x onerror=alert(1)>"),
        format!("\"><script id={canary}>alert(1)</script>"),
        format!("'><svg id={canary} onload=alert(1)>"),
        format!("</script><b id={canary}>"),
        format!("</title></textarea></style><b id={canary}>"),
        format!("\u{2028}\u{0}&lt;b id={canary}&gt;<!--<b id={canary}>"),
        format!("javascript:alert(1)//<a id={canary} href=javascript:alert(1)>"),
        format!("{{{{7*7}}}}<b id={canary}>"),
    ] {
        let view = sample::saying(&payload);
        let mut found = sample::found(view.clone());
        found.filters = vec![FilterCounts {
            filter: "category",
            values: vec![ValueCount {
                value: payload.clone(),
                name: payload.clone(),
                count: 1,
            }],
        }];
        found.heard.place = Some(HeardPlace {
            said: payload.clone(),
            label: payload.clone(),
        });
        found.hits[0].matched = vec![Matched {
            typed: payload.clone(),
            meaning: payload.clone(),
        }];
        found.spellings = vec![(payload.clone(), vec![payload.clone()])];
        if let Some(place) = &mut found.place {
            place.label.clone_from(&payload);
            place.note = Some(payload.clone());
            place.suggestion = Some(payload.clone());
            place.alternatives = vec![payload.clone()];
        }
        let query = SearchQuery {
            q: payload.clone(),
            near: payload.clone(),
            filters: vec![("category", payload.clone())],
            when: vec![("day", payload.clone()), ("date", payload.clone())],
            ..SearchQuery::default()
        };
        let address = query.href();
        let query = address.split_once('?').map_or("", |(_, query)| query);
        for page in [results(query, &found), listing(query, &view)] {
            let html = page.html();
            assert!(html.contains(canary), "the payload is on the page");
            assert_eq!(
                attribute(&page, &format!("#{canary}"), "id"),
                [""; 0],
                "{payload}"
            );
            let scripts = attribute(&page, "script:not([type='application/ld+json'])", "src");
            assert!(
                scripts.iter().all(|src| src.starts_with("/assets/")),
                "{payload}"
            );
            for link in attribute(&page, "[href]", "href") {
                assert!(!link.to_lowercase().starts_with("javascript:"), "{payload}");
            }
            for handler in ["onerror", "onload"] {
                assert_eq!(
                    attribute(&page, &format!("[{handler}]"), handler),
                    [""; 0],
                    "{payload}"
                );
            }
        }
    }
}

#[test]
fn linked_data_is_json_with_the_listings_own_address() {
    let page = listing("", &sample::saying("</script>"));
    let selector = Selector::parse("script[type='application/ld+json']").unwrap();
    let data: String = page
        .select(&selector)
        .flat_map(|script| script.text())
        .collect();
    let data: serde_json::Value = serde_json::from_str(&data).unwrap();
    assert_eq!(data["@context"], "https://schema.org");
    assert_eq!(data["url"], "/listings/stockwell-stitchers");
    assert_eq!(data["name"], "Stockwell Stitchers</script>");
    assert_eq!(
        data["availableChannel"]["serviceLocation"][0]["address"]["postalCode"],
        "SW2 1JQ"
    );
    // An address that is not of the web is left out.
    assert_eq!(data["provider"]["url"], serde_json::Value::Null);
}

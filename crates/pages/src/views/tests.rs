//! Whole pages, rendered and read back: what a reader sees.

mod listings;
mod markup;
mod results;
mod site;

use std::sync::Arc;

use askama::Template;
use directory::{Found, ListingView};
use scraper::{Html, Selector};

use super::listing::ListingPage;
use super::sample;
use super::search::SearchPage;
use crate::brand::Brand;
use crate::search_query::SearchQuery;

fn brand() -> Arc<Brand> {
    Arc::new(Brand::default())
}

fn results(query: &str, found: &Found) -> Html {
    let page = SearchPage::found(&brand(), &SearchQuery::parse(query), found);
    Html::parse_document(&page.render().unwrap())
}

fn listing(query: &str, view: &ListingView) -> Html {
    let from = (!query.is_empty()).then(sample::place);
    let page = ListingPage::new(
        &brand(),
        view,
        &SearchQuery::parse(query),
        from.as_ref(),
        sample::now(),
    );
    Html::parse_document(&page.render().unwrap())
}

/// The text of the elements that a selector finds, one line each, with single spaces.
fn text(page: &Html, selector: &str) -> String {
    let selector = Selector::parse(selector).unwrap();
    let lines = page.select(&selector).map(|element| {
        let text: String = element.text().collect();
        text.split_whitespace().collect::<Vec<_>>().join(" ")
    });
    lines
        .filter(|line| !line.is_empty())
        .collect::<Vec<_>>()
        .join("\n")
}

fn attribute(page: &Html, selector: &str, name: &str) -> Vec<String> {
    let selector = Selector::parse(selector).unwrap();
    page.select(&selector)
        .filter_map(|element| element.attr(name))
        .map(str::to_owned)
        .collect()
}

//! What a person can try when a page of results is empty.

use directory::{Found, GREATEST_RADIUS_MILES};

use super::filters::{DISTANCES, within};
use super::when;
use crate::search_query::SearchQuery;
use crate::wording::counted;

/// Something to try; a link where one address does it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct WayOn {
    pub(super) text: String,
    pub(super) href: Option<String>,
}

impl WayOn {
    fn link(text: impl Into<String>, to: &SearchQuery) -> Self {
        Self {
            text: text.into(),
            href: Some(to.href()),
        }
    }
}

/// The ways on from an empty page, most promising first; none when the page has hits.
pub(super) fn ways_on(query: &SearchQuery, found: &Found) -> Vec<WayOn> {
    if !found.hits.is_empty() {
        return Vec::new();
    }
    if found.total > 0 {
        let last = found.pages() as u64;
        let mut ways = vec![WayOn::link("Go to the first page", &query.with_page(1))];
        if last > 1 {
            ways.push(WayOn::link(
                format!("Go to the last page, page {last}"),
                &query.with_page(last),
            ));
        }
        return ways;
    }
    let mut ways = Vec::new();
    let elsewhere = found.elsewhere.clone().unwrap_or_default();
    for (typed, meant) in &elsewhere.spellings {
        let words = query.q.to_lowercase().replace(typed.as_str(), meant);
        ways.push(WayOn::link(
            format!("Did you mean “{words}”?"),
            &query.with_q(&words),
        ));
    }
    if let Some(unsaid) = when::unsaid(query, found) {
        ways.push(WayOn {
            text: unsaid.text,
            href: Some(unsaid.href),
        });
    }
    if !query.filters.is_empty() || !query.when.is_empty() {
        let text = match elsewhere.unfiltered {
            0 => "Clear the filters".to_owned(),
            count => format!(
                "Clear the filters: {}",
                counted(count as u64, "service", "services")
            ),
        };
        ways.push(WayOn::link(text, &query.without_filters()));
    }
    if let Some(radius) = found
        .radius
        .filter(|radius| *radius < GREATEST_RADIUS_MILES)
    {
        // Two steps further out: one step seldom changes an empty page.
        let wider = DISTANCES.into_iter().filter(|miles| *miles > radius);
        if let Some(miles) = wider.take(2).last() {
            let text = within(miles).replacen("Within", "Search within", 1);
            ways.push(WayOn::link(text, &query.with_radius(&miles.to_string())));
        }
    }
    if elsewhere.remote > 0 {
        let text = format!(
            "See {} online or by phone",
            counted(elsewhere.remote as u64, "service", "services")
        );
        let remote = query.without_filters().with_near("");
        ways.push(WayOn::link(
            text,
            &remote
                .with_filter("how", "online")
                .with_filter("how", "phone"),
        ));
    }
    if !query.near.is_empty() && !query.q.is_empty() {
        ways.push(WayOn::link(
            format!("Look for “{}” everywhere", query.q),
            &query.with_near("").with_radius(""),
        ));
        let place_only = SearchQuery {
            near: query.near.clone(),
            ..SearchQuery::default()
        };
        ways.push(WayOn::link(
            format!("See everything near {}", query.near),
            &place_only,
        ));
    }
    if !query.q.is_empty() {
        ways.push(WayOn {
            text: "Check the spelling, or use fewer or other words".to_owned(),
            href: None,
        });
    }
    ways.push(WayOn {
        text: "Browse everything by need".to_owned(),
        href: Some("/browse".to_owned()),
    });
    ways.push(WayOn {
        text: "Start again from what people look for".to_owned(),
        href: Some("/".to_owned()),
    });
    ways
}

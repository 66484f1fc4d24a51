//! The results page: what was found, how the place was read, filters, and ways on when nothing was.

use std::sync::Arc;

use askama::Template;
use directory::{Found, PlaceView};

use super::layout::{Layout, Section};
use super::search_box::{SearchBox, SearchFaults};
use super::statements::{Credit, credits};
use crate::brand::Brand;
use crate::govuk::{ErrorSummary, Pagination, Radios};
use crate::search_query::SearchQuery;
use crate::wording::{counted, full_sentence, listed, number};

mod filters;
mod heard;
mod hit;
mod lines;
mod ways_on;
mod when;

use filters::Filters;
use heard::HeardView;
use hit::HitView;
use lines::{DangerView, LineView};
use ways_on::WayOn;

/// The results page.
#[derive(Debug, Template)]
#[template(path = "search.html")]
pub(crate) struct SearchPage {
    layout: Layout,
    heading: String,
    errors: ErrorSummary,
    search: SearchBox,
    /// The distances, where the chosen one is at fault: the filter panel is not there then.
    distance: Option<Radios>,
    found: Option<FoundView>,
}

/// What was found.
#[derive(Debug)]
struct FoundView {
    count: String,
    reading: Option<Reading>,
    notices: Vec<String>,
    heard: Vec<HeardView>,
    dangers: Vec<DangerView>,
    helplines: Vec<LineView>,
    /// The way to what does not say when it is.
    unsaid: Option<Link>,
    filters: Filters,
    hits: Vec<HitView>,
    ways_on: Vec<WayOn>,
    pagination: Option<Pagination>,
    /// What the licences of the sources on this page ask to see.
    credits: Vec<Credit>,
}

/// How the place was read.
#[derive(Debug)]
struct Reading {
    /// Whether it is so wide that distances are from its middle.
    middle: bool,
    taken: String,
    notes: Vec<String>,
    alternatives: Vec<Link>,
}

/// Words that lead somewhere.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Link {
    pub(crate) text: String,
    pub(crate) href: String,
}

impl SearchPage {
    /// A page of results.
    pub(crate) fn found(brand: &Arc<Brand>, query: &SearchQuery, found: &Found) -> Self {
        let heading = heading(query);
        let view = FoundView::new(query, found);
        let title = format!("{heading}: {}", view.count);
        Self {
            layout: Layout::new(brand, Section::Find, title).hidden(),
            heading,
            errors: ErrorSummary::default(),
            search: SearchBox::bar(query, &SearchFaults::default()),
            distance: None,
            found: Some(view),
        }
    }

    /// The form again, with what is wrong with it.
    pub(crate) fn faulty(brand: &Arc<Brand>, query: &SearchQuery, faults: &SearchFaults) -> Self {
        Self {
            layout: Layout::new(brand, Section::Find, "Error: Search").hidden(),
            heading: "Search".to_owned(),
            errors: faults.summary(),
            search: SearchBox::bar(query, faults),
            distance: faults.radius.clone().map(filters::faulty_distance),
            found: None,
        }
    }
}

impl FoundView {
    fn new(query: &SearchQuery, found: &Found) -> Self {
        let (total, page, pages) = (found.total as u64, found.page as u64, found.pages() as u64);
        let beyond = found.hits.is_empty() && found.total > 0;
        let count = match (beyond, total, pages) {
            (true, ..) => format!("There is no page {}", number(page)),
            (_, 0, _) => "No services found".to_owned(),
            (_, _, 1) => format!("{} found", counted(total, "service", "services")),
            _ => format!(
                "{} found (page {} of {})",
                counted(total, "service", "services"),
                number(page),
                number(pages)
            ),
        };
        let href = |page| query.with_page(page).href();
        Self {
            count,
            reading: found.place.as_ref().map(|place| Reading::new(query, place)),
            notices: notices(found),
            heard: heard::heard(query, found),
            dangers: lines::dangers(found),
            helplines: lines::helplines(found),
            unsaid: when::unsaid(query, found),
            filters: Filters::new(query, found),
            hits: found
                .hits
                .iter()
                .map(|hit| HitView::new(query, hit))
                .collect(),
            ways_on: ways_on::ways_on(query, found),
            credits: credits(found.hits.iter().map(|hit| &hit.listing)),
            pagination: if beyond {
                None
            } else {
                Pagination::around(page, pages, href)
            },
        }
    }
}

impl Reading {
    fn new(query: &SearchQuery, place: &PlaceView) -> Self {
        let slip = place
            .suggestion
            .as_ref()
            .map(|meant| format!("You typed “{}”: we think you meant {meant}.", query.near));
        let note = place.note.as_deref().map(full_sentence);
        let others = place.alternatives.iter();
        Self {
            middle: place.is_wide(),
            taken: place.label.clone(),
            notes: slip.into_iter().chain(note).collect(),
            alternatives: others
                .map(|other| Link {
                    text: other.clone(),
                    href: query.with_near(other).href(),
                })
                .collect(),
        }
    }
}

/// How the words were read, where that is not as they were typed.
fn notices(found: &Found) -> Vec<String> {
    if found.hits.is_empty() {
        return Vec::new();
    }
    let spellings = found.spellings.iter().map(|(typed, used)| {
        let used: Vec<String> = used.iter().map(|word| format!("“{word}”")).collect();
        format!("Nothing has “{typed}”, so we looked for {}.", listed(&used))
    });
    let relaxed = "Few or none have all of your words, so here is what has most of them.";
    let widened = found
        .widened_from
        .zip(found.radius)
        .map(|(asked, searched)| {
            format!(
                "Little was found {}, so we looked {}.",
                filters::within(asked).to_lowercase(),
                filters::within(searched).to_lowercase()
            )
        });
    spellings
        .chain(widened)
        .chain(found.relaxed.then(|| relaxed.to_owned()))
        .collect()
}

/// What was asked, in words: “lunch club” near SW9 8DJ.
fn heading(query: &SearchQuery) -> String {
    let what = if query.q.is_empty() {
        "Services".to_owned()
    } else {
        format!("“{}”", query.q)
    };
    // Coordinates come from the "use my location" button, and say nothing to a reader.
    let located = query.near.contains(',')
        && query
            .near
            .chars()
            .all(|c| c.is_ascii_digit() || matches!(c, '.' | ',' | '-' | ' '));
    match (query.near.is_empty(), located) {
        (true, _) if query.q.is_empty() => "All services".to_owned(),
        (true, _) => what,
        (_, true) => format!("{what} near you"),
        _ => format!("{what} near {}", query.near),
    }
}

#[cfg(test)]
mod tests {
    use super::{SearchQuery, heading};

    #[test]
    fn the_heading_says_what_was_asked() {
        let check = |query, expect| assert_eq!(heading(&SearchQuery::parse(query)), expect);
        check("", "All services");
        check("q=tea", "“tea”");
        check("near=SW9", "Services near SW9");
        check("q=tea&near=51.461,+-0.116", "“tea” near you");
    }
}

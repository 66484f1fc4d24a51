//! The page of categories: wide ones as headings, narrower ones under them, each with its count.

use std::sync::Arc;

use askama::Template;
use directory::{Category, Found, Taxonomy};

use super::layout::{Layout, Section};
use crate::brand::Brand;
use crate::search_query::SearchQuery;
use crate::wording::number;

/// The categories.
#[derive(Debug, Template)]
#[template(path = "browse.html")]
pub(crate) struct BrowsePage {
    layout: Layout,
    shelves: Vec<Shelf>,
}

/// One vocabulary.
#[derive(Debug)]
struct Shelf {
    code: String,
    name: String,
    about: String,
    entries: Vec<Entry>,
}

/// One category that has listings.
#[derive(Debug)]
struct Entry {
    name: String,
    href: String,
    count: String,
    narrower: Vec<Entry>,
}

impl BrowsePage {
    pub(crate) fn new(brand: &Arc<Brand>, taxonomies: &[Taxonomy], found: &Found) -> Self {
        let shelves = taxonomies.iter().map(|taxonomy| Shelf {
            code: taxonomy.code.clone(),
            name: taxonomy.name.clone(),
            about: taxonomy.description.clone(),
            entries: entries(taxonomy, None, found),
        });
        Self {
            layout: Layout::new(brand, Section::Find, "Browse by need")
                .described("Everything in the directory, by need and by whom it is for.")
                .canonical("/browse"),
            shelves: shelves.filter(|shelf| !shelf.entries.is_empty()).collect(),
        }
    }
}

/// The categories under one, or those under none, that have listings.
fn entries(taxonomy: &Taxonomy, parent: Option<&str>, found: &Found) -> Vec<Entry> {
    let here = taxonomy.terms.iter();
    here.filter(|term| term.parent.as_deref() == parent)
        .filter_map(|term| entry(taxonomy, term, found))
        .collect()
}

fn entry(taxonomy: &Taxonomy, term: &Category, found: &Found) -> Option<Entry> {
    let short = term
        .code
        .split_once(':')
        .map_or(term.code.as_str(), |(_, short)| short);
    let counts = found
        .filters
        .iter()
        .find(|counts| counts.filter == taxonomy.code)?;
    let value = counts.values.iter().find(|value| value.value == short)?;
    Some(Entry {
        name: term.name.clone(),
        href: SearchQuery::default()
            .with_filter(counts.filter, short)
            .href(),
        count: number(value.count as u64),
        narrower: entries(taxonomy, Some(&term.code), found),
    })
}

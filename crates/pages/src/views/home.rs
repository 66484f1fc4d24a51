//! The home page: two boxes, common needs, and what this directory promises.

use std::sync::Arc;

use askama::Template;

use super::layout::{Layout, Section};
use super::search::Link;
use super::search_box::SearchBox;
use crate::assets;
use crate::brand::Brand;
use crate::search_query::SearchQuery;

/// The home page.
#[derive(Debug, Template)]
#[template(path = "home.html")]
pub(crate) struct HomePage {
    layout: Layout,
    search: SearchBox,
    signpost: String,
    needs: Vec<Link>,
}

impl HomePage {
    /// The page. It asks the directory nothing, so it is there whatever is not.
    pub(crate) fn new(brand: &Arc<Brand>) -> Self {
        let needs = brand.popular_needs.iter().map(|need| Link {
            text: need.clone(),
            href: SearchQuery {
                q: need.clone(),
                ..SearchQuery::default()
            }
            .href(),
        });
        Self {
            layout: Layout::new(
                brand,
                Section::Find,
                "Find groups, classes and help near you",
            )
            .described(brand.strapline.clone())
            .canonical("/"),
            search: SearchBox::home(),
            signpost: assets::address("signpost.svg"),
            needs: needs.collect(),
        }
    }
}

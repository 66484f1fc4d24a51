//! How much a key was used, by day and kind.

use std::sync::Arc;

use askama::Template;
use directory::KeyUse;

use super::layout::{Layout, Section};
use crate::brand::Brand;
use crate::wording::{date, number};

/// The page.
#[derive(Debug, Template)]
#[template(path = "key_use.html")]
pub(crate) struct KeyUsePage {
    layout: Layout,
    name: String,
    rows: Vec<[String; 4]>,
}

impl KeyUsePage {
    /// The page of a key of this name.
    pub(crate) fn new(brand: &Arc<Brand>, name: String, used: &[KeyUse]) -> Self {
        let count = |count: i64| number(u64::try_from(count).unwrap_or(0));
        Self {
            layout: Layout::new(brand, Section::Other, "How much this key is used").hidden(),
            name,
            rows: used
                .iter()
                .map(|row| {
                    [
                        date(row.day),
                        row.kind.replace('_', " "),
                        count(row.requests),
                        count(row.refused),
                    ]
                })
                .collect(),
        }
    }
}

//! A page of version 1.0; what tells of the page stands before its content.

use serde::Serialize;
use serde_json::Value;
use utoipa::ToSchema;

/// One page of a list.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = OpenReferral1Page)]
pub(crate) struct Page {
    /// Items on all pages.
    total_elements: usize,
    /// Pages, at least 1.
    total_pages: usize,
    /// This page, from 1.
    number: usize,
    /// Items on this page.
    size: usize,
    /// Whether it is the first.
    first: bool,
    /// Whether it is the last.
    last: bool,
    /// Whether nothing is on it.
    empty: bool,
    /// The items.
    #[schema(value_type = Vec<Object>)]
    content: Vec<Value>,
}

impl Page {
    pub(crate) fn of(total: usize, page: usize, per_page: usize, content: Vec<Value>) -> Self {
        let total_pages = total.div_ceil(per_page.max(1)).max(1);
        Self {
            total_elements: total,
            total_pages,
            number: page,
            size: content.len(),
            first: page == 1,
            last: page >= total_pages,
            empty: content.is_empty(),
            content,
        }
    }
}

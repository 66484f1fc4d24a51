//! A page as HSDS has them: exact totals, flags for the first and the last, contents.

use serde::Serialize;
use serde_json::Value;
use utoipa::ToSchema;

/// One page of a list.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Page {
    /// Items on all pages.
    total_items: usize,
    /// Pages, at least 1.
    total_pages: usize,
    /// This page, from 1.
    page_number: usize,
    /// Items on this page.
    size: usize,
    /// Whether it is the first.
    first_page: bool,
    /// Whether it is the last.
    last_page: bool,
    /// Whether nothing is on it.
    empty: bool,
    /// The items, each in the words of HSDS 3.0.
    #[schema(value_type = Vec<Object>)]
    contents: Vec<Value>,
}

impl Page {
    /// A page of `contents` of all in all `total` items.
    pub(crate) fn of(total: usize, page: usize, per_page: usize, contents: Vec<Value>) -> Self {
        let total_pages = total.div_ceil(per_page.max(1)).max(1);
        Self {
            total_items: total,
            total_pages,
            page_number: page,
            size: contents.len(),
            first_page: page == 1,
            last_page: page >= total_pages,
            empty: contents.is_empty(),
            contents,
        }
    }
}

/// What stands on a page.
pub(crate) fn slice<T: Copy>(all: &[T], page: usize, per_page: usize) -> Vec<T> {
    let before = (page - 1).saturating_mul(per_page);
    all.iter().skip(before).take(per_page).copied().collect()
}

#[cfg(test)]
mod tests {
    use proptest::{prop_assert_eq, proptest};

    use super::slice;

    proptest! {
        #[test]
        fn pages_hold_everything_once_and_in_order(count in 0usize..200, per_page in 1usize..60) {
            let all: Vec<usize> = (0..count).collect();
            let pages = count.div_ceil(per_page).max(1);
            let walked: Vec<usize> =
                (1..=pages).flat_map(|page| slice(&all, page, per_page)).collect();
            prop_assert_eq!(walked, all.clone());
            prop_assert_eq!(slice(&all, pages + 1, per_page), Vec::<usize>::new());
            prop_assert_eq!(slice(&all, usize::MAX, per_page), Vec::<usize>::new());
        }
    }
}

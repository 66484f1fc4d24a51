//! A page as HSDS has them: exact totals, flags for the first and the last, contents.

use actix_web::{HttpRequest, HttpResponse};
use serde::Serialize;
use serde_json::Value;
use utoipa::ToSchema;

use crate::give::answer;
use crate::give::asked::{DEFAULT_PER_PAGE, MOST_PER_PAGE, Pairs};

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

/// Which part of a list is asked for, and in which form: `page`, `per_page`, `format`.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Part {
    /// As one JSON object a line.
    pub(crate) lines: bool,
    /// A page or its size was named: otherwise lines are of everything.
    pub(crate) paged: bool,
    /// Which page, from 1.
    number: usize,
    per_page: usize,
}

impl Part {
    pub(crate) fn of(pairs: &mut Pairs) -> Self {
        let lines = pairs.wants_lines();
        let paged = pairs.text("page").is_some() || pairs.text("per_page").is_some();
        let (number, per_page) = pairs.page(DEFAULT_PER_PAGE, MOST_PER_PAGE);
        Self {
            lines,
            paged,
            number,
            per_page,
        }
    }

    /// What of the list is in it.
    pub(crate) fn slice<T: Copy>(self, all: &[T]) -> Vec<T> {
        if self.lines && !self.paged {
            all.to_vec()
        } else {
            slice(all, self.number, self.per_page)
        }
    }

    /// The page, of a list of `total` items.
    pub(crate) fn page(self, total: usize, contents: Vec<Value>) -> Page {
        Page::of(total, self.number, self.per_page, contents)
    }

    /// Its contents as lines or as a page.
    pub(crate) fn answer(
        self,
        request: &HttpRequest,
        total: usize,
        contents: Vec<Value>,
    ) -> HttpResponse {
        if self.lines {
            answer::lines_of(answer::line_each(contents))
        } else {
            answer::json(request, &self.page(total, contents))
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

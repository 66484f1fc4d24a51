//! The components of govuk-frontend that our pages use, each a struct with a small template.
//!
//! Markup must be exactly what its style sheet and script expect. Each struct's fields are named
//! after the component's options, so that the official fixtures can be rendered and compared
//! (`tests/it/govuk.rs`). A component here has only the options that a page uses. All text is
//! escaped; there is no way to hand in HTML.

use askama::Template;
use askama::filters::HtmlSafe;

/// The summary of what is wrong, at the top of `main`.
#[derive(Debug, Clone, Default, Template)]
#[template(path = "govuk/error_summary.html")]
pub struct ErrorSummary {
    /// Each a link to its field.
    pub errors: Vec<ErrorLine>,
}

/// One line of an error summary.
#[derive(Debug, Clone)]
pub struct ErrorLine {
    /// What is wrong and how to put it right; the same words stand beside the field.
    pub text: String,
    /// The field's `#id`.
    pub href: String,
}

/// A one-line box with its label.
#[derive(Debug, Clone, Template)]
#[template(path = "govuk/input.html")]
pub struct Input {
    /// The element's id and the parameter's name.
    pub id: &'static str,
    /// What it asks.
    pub label: &'static str,
    /// Help under the label.
    pub hint: Option<&'static str>,
    /// What is wrong with what was typed.
    pub error: Option<String>,
    /// What was typed.
    pub value: String,
    /// The kind of personal information, for filling in (WCAG 1.3.5).
    pub autocomplete: Option<&'static str>,
    /// Whether the browser should mark misspelt words.
    pub spellcheck: bool,
}

/// A box for a few sentences, with its label.
#[derive(Debug, Clone, Template)]
#[template(path = "govuk/textarea.html")]
pub struct Textarea {
    /// The element's id and the parameter's name.
    pub id: &'static str,
    /// What it asks.
    pub label: &'static str,
    /// Help under the label.
    pub hint: Option<&'static str>,
    /// What is wrong with what was typed.
    pub error: Option<String>,
    /// What was typed.
    pub value: String,
}

/// A group of checkboxes with its question.
#[derive(Debug, Clone, Template)]
#[template(path = "govuk/checkboxes.html")]
pub struct Checkboxes {
    /// The parameter's name, and the id of the first box.
    pub name: &'static str,
    /// The question.
    pub legend: &'static str,
    /// Whether the boxes are small, as in a filter.
    pub small: bool,
    /// The form they belong to when they stand outside it.
    pub form: Option<&'static str>,
    /// What is wrong with what was chosen.
    pub error: Option<String>,
    /// The answers.
    pub items: Vec<Choice>,
}

/// A group of radio buttons with its question.
#[derive(Debug, Clone, Template)]
#[template(path = "govuk/radios.html")]
pub struct Radios {
    /// The parameter's name, and the id of the first button.
    pub name: &'static str,
    /// The question.
    pub legend: &'static str,
    /// Whether the buttons are small, as in a filter.
    pub small: bool,
    /// The form they belong to when they stand outside it.
    pub form: Option<&'static str>,
    /// What is wrong with what was chosen.
    pub error: Option<String>,
    /// The answers.
    pub items: Vec<Choice>,
}

/// A list to choose one answer from, with its label.
#[derive(Debug, Clone, Template)]
#[template(path = "govuk/select.html")]
pub struct Select {
    /// The element's id and the parameter's name.
    pub id: &'static str,
    /// What it asks.
    pub label: &'static str,
    /// The form it belongs to when it stands outside it.
    pub form: Option<&'static str>,
    /// The answers; the value of the first is usually empty.
    pub items: Vec<Choice>,
}

/// One answer of a group.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Choice {
    /// What is sent.
    pub value: String,
    /// What people read.
    pub text: String,
    /// Whether it is chosen.
    pub checked: bool,
}

impl Choice {
    /// The element's id: the group's name for the first, which error summaries link to.
    fn id(name: &str, at: &usize) -> String {
        if *at == 0 {
            name.to_owned()
        } else {
            format!("{name}-{}", at + 1)
        }
    }
}

/// Links to the other pages of a long list.
#[derive(Debug, Clone, Default, Template)]
#[template(path = "govuk/pagination.html")]
pub struct Pagination {
    /// The page before this one.
    pub previous: Option<String>,
    /// The page after this one.
    pub next: Option<String>,
    /// First, last and those around this one.
    pub items: Vec<PageItem>,
}

/// One entry of a pagination.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum PageItem {
    /// A link to a page.
    Page {
        /// From 1.
        number: u64,
        /// Its address.
        href: String,
        /// Whether it is the one being read.
        current: bool,
    },
    /// Pages left out.
    Gap,
}

impl Pagination {
    /// Links around page `current` of `pages`, or nothing when there is one page only.
    pub fn around(current: u64, pages: u64, href: impl Fn(u64) -> String) -> Option<Self> {
        if pages < 2 {
            return None;
        }
        let mut numbers: Vec<u64> = [1, current.saturating_sub(1), current, current + 1, pages]
            .into_iter()
            .filter(|number| (1..=pages).contains(number))
            .collect();
        numbers.sort_unstable();
        numbers.dedup();
        let mut items = Vec::new();
        let mut last = 0;
        for number in numbers {
            // A gap of one page is that page.
            match number - last {
                0 | 1 => {}
                2 => items.push(Self::item(number - 1, current, &href)),
                _ => items.push(PageItem::Gap),
            }
            items.push(Self::item(number, current, &href));
            last = number;
        }
        Some(Self {
            previous: (current > 1).then(|| href(current - 1)),
            next: (current < pages).then(|| href(current + 1)),
            items,
        })
    }

    fn item(number: u64, current: u64, href: impl Fn(u64) -> String) -> PageItem {
        PageItem::Page {
            number,
            href: href(number),
            current: number == current,
        }
    }
}

// Their templates escape every text, so a page that holds one need not escape it again.
impl HtmlSafe for ErrorSummary {}
impl HtmlSafe for Input {}
impl HtmlSafe for Textarea {}
impl HtmlSafe for Checkboxes {}
impl HtmlSafe for Radios {}
impl HtmlSafe for Select {}
impl HtmlSafe for Pagination {}

#[cfg(test)]
mod tests {
    use super::{PageItem, Pagination};

    fn check(current: u64, pages: u64, expect: &str) {
        let shown = Pagination::around(current, pages, |page| page.to_string()).map_or_else(
            String::new,
            |links| {
                let items = links.items.iter().map(|item| match item {
                    PageItem::Gap => "…".to_owned(),
                    PageItem::Page {
                        number,
                        current: true,
                        ..
                    } => format!("[{number}]"),
                    PageItem::Page { number, .. } => number.to_string(),
                });
                items.collect::<Vec<_>>().join(" ")
            },
        );
        assert_eq!(shown, expect);
    }

    #[test]
    fn a_long_list_shows_its_ends_and_where_one_is() {
        check(1, 1, "");
        check(1, 2, "[1] 2");
        check(1, 20, "[1] 2 … 20");
        check(3, 20, "1 2 [3] 4 … 20");
        check(4, 20, "1 2 3 [4] 5 … 20");
        check(10, 20, "1 … 9 [10] 11 … 20");
        check(20, 20, "1 … 19 [20]");
    }
}

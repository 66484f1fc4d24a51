//! The two boxes, "what" and "where", with the button that asks the browser for a location.

use askama::Template;
use askama::filters::HtmlSafe;
use directory::Violation;

use crate::assets;
use crate::govuk::{ErrorLine, ErrorSummary, Input};
use crate::search_query::SearchQuery;
use crate::wording::sentence;

/// The id of the search form, which filters elsewhere on the page name as theirs.
pub(crate) const FORM: &str = "search";

/// The search form.
#[derive(Debug, Clone, Template)]
#[template(path = "search_box.html")]
pub(crate) struct SearchBox {
    what: Input,
    place: Input,
    bar: bool,
}

/// What is wrong with a search: messages for the person, by field.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct SearchFaults {
    /// About the need.
    pub(crate) what: Option<String>,
    /// About the place.
    pub(crate) near: Option<String>,
    /// About the distance.
    pub(crate) radius: Option<String>,
}

impl SearchBox {
    /// The large form of the home page.
    pub(crate) fn home() -> Self {
        let mut form = Self::bar(&SearchQuery::default(), &SearchFaults::default());
        form.bar = false;
        form.what.hint = Some("For example: lunch club, debt advice, yoga");
        form.place.hint = Some("A postcode or a place");
        form
    }

    /// The form above results, with what was typed.
    pub(crate) fn bar(query: &SearchQuery, faults: &SearchFaults) -> Self {
        Self {
            what: Input {
                id: "q",
                label: "What do you need?",
                hint: None,
                error: faults.what.clone(),
                value: query.q.clone(),
                autocomplete: None,
                spellcheck: true,
            },
            place: Input {
                id: "near",
                label: "Where?",
                hint: None,
                error: faults.near.clone(),
                value: query.near.clone(),
                autocomplete: Some("postal-code"),
                spellcheck: false,
            },
            bar: true,
        }
    }
}

impl SearchBox {
    /// The script that suggests while a person types.
    fn script(&self) -> String {
        assets::address("suggest.js")
    }
}

impl SearchFaults {
    /// What the directory found wrong, by field; the page number is no field.
    pub(crate) fn new(query: &SearchQuery, violations: &[Violation]) -> Self {
        let mut faults = Self::default();
        for violation in violations {
            let (field, subject) = match violation.parameter {
                "page" => continue,
                "near" => (&mut faults.near, format!("“{}”", query.near)),
                "radius" => (&mut faults.radius, "How far to look".to_owned()),
                "day" | "time" | "date" | "from" | "to" => {
                    (&mut faults.what, "The day or time".to_owned())
                }
                _ => (&mut faults.what, "What you need".to_owned()),
            };
            field.get_or_insert_with(|| message(&subject, violation));
        }
        faults
    }

    /// Whether the search can go ahead.
    pub(crate) fn is_empty(&self) -> bool {
        *self == Self::default()
    }

    /// The summary for the top of the page.
    pub(crate) fn summary(&self) -> ErrorSummary {
        let fields = [
            ("#q", &self.what),
            ("#near", &self.near),
            ("#radius", &self.radius),
        ];
        let errors = fields
            .into_iter()
            .filter_map(|(href, text)| {
                Some(ErrorLine {
                    text: text.clone()?,
                    href: href.to_owned(),
                })
            })
            .collect();
        ErrorSummary { errors }
    }
}

/// The words for people.
///
/// The directory names a parameter and says what is wrong with it ("must be …", "is not …"); a
/// person reads the name of the field, or the words they typed, in its place. A whole sentence
/// stays as it is.
fn message(subject: &str, violation: &Violation) -> String {
    let said = violation.message.trim_end_matches('.');
    let is_about_it = ["must ", "is ", "has "]
        .iter()
        .any(|verb| said.starts_with(verb));
    match (is_about_it, violation.parameter) {
        (true, "near") => format!(
            "{subject} {said}: try a postcode like {}",
            violation.example
        ),
        (true, _) => format!("{subject} {said}"),
        (false, _) => sentence(said),
    }
}

// Its template escapes every text.
impl HtmlSafe for SearchBox {}

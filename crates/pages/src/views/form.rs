//! A page with one question: a heading, some words, a few fields, one button.
//!
//! Signing in, claiming, deciding and reporting are all such pages. Nobody but the one who asks may
//! keep them, and search engines leave them out.

use std::sync::Arc;

use askama::Template;
use directory::Violation;

use super::layout::{Layout, Section};
use super::search::Link;
use crate::brand::Brand;
use crate::govuk::{Checkboxes, Choice, ErrorLine, ErrorSummary, Input, Radios, Textarea};
use crate::wording::full_sentence;

/// The page.
#[derive(Debug, Template)]
#[template(path = "form.html")]
pub(crate) struct FormPage {
    layout: Layout,
    back: Option<Link>,
    summary: Option<ErrorSummary>,
    heading: String,
    lines: Vec<String>,
    rows: Vec<Row>,
    copy: Option<String>,
    action: String,
    hidden: Vec<(&'static str, String)>,
    fields: Vec<Field>,
    trap: bool,
    button: Option<&'static str>,
    links: Vec<Link>,
}

/// Something that is known, and where it can be changed.
#[derive(Debug)]
pub(crate) struct Row {
    label: String,
    lines: Vec<String>,
    action: Option<Link>,
}

/// Something to fill in.
#[derive(Debug)]
pub(crate) enum Field {
    /// A line.
    Input(Input),
    /// One of several.
    Radios(Radios),
    /// A few sentences.
    Textarea(Textarea),
    /// Any of several.
    Checkboxes(Checkboxes),
}

impl FormPage {
    /// A page of words.
    pub(crate) fn new(brand: &Arc<Brand>, heading: impl Into<String>) -> Self {
        let heading = heading.into();
        Self {
            layout: Layout::new(brand, Section::Other, heading.clone()).hidden(),
            back: None,
            summary: None,
            heading,
            lines: Vec::new(),
            rows: Vec::new(),
            copy: None,
            action: String::new(),
            hidden: Vec::new(),
            fields: Vec::new(),
            trap: false,
            button: None,
            links: Vec::new(),
        }
    }

    /// With a paragraph.
    pub(crate) fn line(mut self, line: impl Into<String>) -> Self {
        self.lines.push(line.into());
        self
    }

    /// With something that is known, a line for each value, and what can be done about it.
    pub(crate) fn row(
        mut self,
        label: &str,
        lines: Vec<String>,
        action: Option<(&str, String)>,
    ) -> Self {
        self.rows.push(Row {
            label: label.to_owned(),
            lines,
            action: action.map(|(text, href)| Link {
                text: text.to_owned(),
                href,
            }),
        });
        self
    }

    /// With boxes to tick.
    pub(crate) fn checkboxes(
        mut self,
        name: &'static str,
        legend: &'static str,
        items: Vec<Choice>,
    ) -> Self {
        self.fields.push(Field::Checkboxes(Checkboxes {
            name,
            legend,
            small: false,
            form: None,
            error: None,
            items,
        }));
        self
    }

    /// With something to be copied.
    pub(crate) fn copy(self, text: impl Into<String>) -> Self {
        Self {
            copy: Some(text.into()),
            ..self
        }
    }

    /// With a button that posts to an address.
    pub(crate) fn posts(self, action: impl Into<String>, button: &'static str) -> Self {
        Self {
            action: action.into(),
            button: Some(button),
            ..self
        }
    }

    /// With a value that is sent along.
    pub(crate) fn hidden(mut self, name: &'static str, value: impl Into<String>) -> Self {
        self.hidden.push((name, value.into()));
        self
    }

    /// With a field that only programs fill in.
    pub(crate) fn trap(self) -> Self {
        Self { trap: true, ..self }
    }

    /// With a line to fill in.
    pub(crate) fn input(mut self, input: Input) -> Self {
        self.fields.push(Field::Input(input));
        self
    }

    /// With a choice.
    pub(crate) fn radios(
        mut self,
        name: &'static str,
        legend: &'static str,
        items: Vec<Choice>,
    ) -> Self {
        self.fields.push(Field::Radios(Radios {
            name,
            legend,
            small: false,
            form: None,
            error: None,
            items,
        }));
        self
    }

    /// With a few sentences to write.
    pub(crate) fn textarea(
        mut self,
        id: &'static str,
        label: &'static str,
        hint: Option<&'static str>,
        value: impl Into<String>,
    ) -> Self {
        self.fields.push(Field::Textarea(Textarea {
            id,
            label,
            hint,
            error: None,
            value: value.into(),
        }));
        self
    }

    /// With a way back.
    pub(crate) fn back(self, text: &str, href: impl Into<String>) -> Self {
        Self {
            back: Some(Link {
                text: text.to_owned(),
                href: href.into(),
            }),
            ..self
        }
    }

    /// With a way on.
    pub(crate) fn link(mut self, text: &str, href: impl Into<String>) -> Self {
        self.links.push(Link {
            text: text.to_owned(),
            href: href.into(),
        });
        self
    }

    /// With what is wrong, beside the fields and on top. What belongs to no field is on top alone.
    pub(crate) fn wrong(mut self, violations: &[Violation]) -> Self {
        if violations.is_empty() {
            return self;
        }
        let mut errors = Vec::new();
        for violation in violations {
            let text = full_sentence(&violation.message);
            let field = self
                .fields
                .iter_mut()
                .find(|field| field.name() == violation.parameter);
            let href = match field {
                Some(field) => {
                    field.fail(text.clone());
                    format!("#{}", violation.parameter)
                }
                None => "#main-content".to_owned(),
            };
            errors.push(ErrorLine { text, href });
        }
        self.summary = Some(ErrorSummary { errors });
        self.layout.title = format!("Error: {}", self.layout.title);
        self
    }
}

impl Field {
    fn name(&self) -> &'static str {
        match self {
            Self::Input(input) => input.id,
            Self::Radios(radios) => radios.name,
            Self::Textarea(textarea) => textarea.id,
            Self::Checkboxes(boxes) => boxes.name,
        }
    }

    fn fail(&mut self, text: String) {
        match self {
            Self::Input(input) => input.error = Some(text),
            Self::Radios(radios) => radios.error = Some(text),
            Self::Textarea(textarea) => textarea.error = Some(text),
            Self::Checkboxes(boxes) => boxes.error = Some(text),
        }
    }
}

/// A line for an e-mail address.
pub(crate) fn email(id: &'static str, label: &'static str, hint: Option<&'static str>) -> Input {
    Input {
        id,
        label,
        hint,
        error: None,
        value: String::new(),
        autocomplete: Some("email"),
        spellcheck: false,
    }
}

/// A line for a code.
pub(crate) fn code(label: &'static str, hint: &'static str) -> Input {
    Input {
        id: "code",
        label,
        hint: Some(hint),
        error: None,
        value: String::new(),
        autocomplete: Some("one-time-code"),
        spellcheck: false,
    }
}

/// An answer of a choice.
pub(crate) fn choice(value: &str, text: impl Into<String>) -> Choice {
    Choice {
        value: value.to_owned(),
        text: text.into(),
        checked: false,
    }
}

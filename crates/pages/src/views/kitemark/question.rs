//! One question of an application.

use std::sync::Arc;

use askama::Template;
use chrono::{Datelike as _, NaiveDate};
use directory::ApplicationView;
use domain::kitemark::{Answer, Kind, Question};

use crate::brand::Brand;
use crate::govuk::{Choice, ErrorLine, ErrorSummary};
use crate::views::layout::{Layout, Section};
use crate::wording::full_sentence;

/// The page.
#[derive(Debug, Template)]
#[template(path = "kitemark_question.html")]
pub(crate) struct QuestionPage {
    layout: Layout,
    back: String,
    summary: Option<ErrorSummary>,
    caption: String,
    text: String,
    guidance: Option<String>,
    error: Option<String>,
    /// The ids of what describes the answer.
    described: Option<String>,
    action: String,
    version: i64,
    choices: Vec<Choice>,
    words: Option<String>,
    lines: Vec<Line>,
    date: Option<DateParts>,
}

/// A line to fill in.
#[derive(Debug)]
struct Line {
    id: &'static str,
    label: String,
    value: String,
}

/// Day, month and year.
#[derive(Debug)]
struct DateParts {
    legend: Option<&'static str>,
    labelled: &'static str,
    parts: [DatePart; 3],
}

#[derive(Debug)]
struct DatePart {
    id: &'static str,
    label: &'static str,
    class: &'static str,
    value: String,
}

/// What was typed, to be shown again where it cannot be kept.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Typed {
    /// A choice, or words.
    pub(crate) answer: String,
    /// Who issued it.
    pub(crate) issuer: String,
    /// What it covers.
    pub(crate) covers: String,
    /// Parts of a date.
    pub(crate) day: String,
    /// From 1.
    pub(crate) month: String,
    /// In four figures.
    pub(crate) year: String,
}

impl Typed {
    /// What is kept.
    pub(crate) fn of(answer: Option<&Answer>) -> Self {
        let dated = |date: NaiveDate| Self {
            day: date.day().to_string(),
            month: date.month().to_string(),
            year: date.year().to_string(),
            ..Self::default()
        };
        let said = |answer: &str| Self {
            answer: answer.to_owned(),
            ..Self::default()
        };
        match answer {
            None => Self::default(),
            Some(Answer::YesNo { yes }) => said(if *yes { "yes" } else { "no" }),
            Some(Answer::Choice { option }) => said(option),
            Some(Answer::Words { words }) => said(words),
            Some(Answer::Date { date }) => dated(*date),
            Some(Answer::Evidence {
                issuer,
                covers,
                expires,
            }) => Self {
                issuer: issuer.clone(),
                covers: covers.clone(),
                ..dated(*expires)
            },
        }
    }

    /// The answer that was typed: nothing where nothing was.
    ///
    /// # Errors
    /// What cannot be read, for people.
    pub(crate) fn answer(&self, question: &Question) -> Result<Option<Answer>, String> {
        let answer = self.answer.trim();
        let dated = !(self.day.trim().is_empty()
            && self.month.trim().is_empty()
            && self.year.trim().is_empty());
        Ok(match question.kind {
            Kind::YesNo => match answer {
                "yes" => Some(Answer::YesNo { yes: true }),
                "no" => Some(Answer::YesNo { yes: false }),
                _ => None,
            },
            Kind::Choice if answer.is_empty() => None,
            Kind::Choice => Some(Answer::Choice {
                option: answer.to_owned(),
            }),
            Kind::Words if answer.is_empty() => None,
            Kind::Words => Some(Answer::Words {
                words: answer.to_owned(),
            }),
            Kind::Date if !dated => None,
            Kind::Date => Some(Answer::Date { date: self.date()? }),
            Kind::Evidence
                if !dated && self.issuer.trim().is_empty() && self.covers.trim().is_empty() =>
            {
                None
            }
            Kind::Evidence => Some(Answer::Evidence {
                issuer: self.issuer.trim().to_owned(),
                covers: self.covers.trim().to_owned(),
                expires: self.date()?,
            }),
        })
    }

    fn date(&self) -> Result<NaiveDate, String> {
        let number = |text: &str| text.trim().parse::<u32>().ok();
        let year = self.year.trim().parse::<i32>().ok();
        let date = year
            .filter(|year| *year >= 1_000)
            .zip(number(&self.month))
            .zip(number(&self.day))
            .and_then(|((year, month), day)| NaiveDate::from_ymd_opt(year, month, day));
        date.ok_or_else(|| "give the date as day, month and year, such as 27 3 2027".to_owned())
    }
}

impl QuestionPage {
    /// The page of a question, with what is kept or was typed, and what is wrong with that.
    pub(crate) fn new(
        brand: &Arc<Brand>,
        view: &ApplicationView,
        question: &Question,
        typed: Typed,
        error: Option<String>,
    ) -> Self {
        let error = error.map(|error| full_sentence(&error));
        let at = view.asked.iter().position(|code| *code == question.code);
        let path = format!("/kitemark/applications/{}", view.id);
        let title = match error {
            Some(_) => format!("Error: {}", question.text),
            None => question.text.clone(),
        };
        let guidance = question.guidance.as_ref().map(|_| "guidance");
        let wrong = error.as_ref().map(|_| "answer-error");
        let described: Vec<&str> = guidance.into_iter().chain(wrong).collect();
        let first = match question.kind {
            Kind::YesNo | Kind::Choice | Kind::Words => "#answer",
            Kind::Date => "#day",
            Kind::Evidence => "#issuer",
        };
        Self {
            layout: Layout::new(brand, Section::Other, title).hidden(),
            summary: error.clone().map(|text| ErrorSummary {
                errors: vec![ErrorLine {
                    text,
                    href: first.to_owned(),
                }],
            }),
            caption: format!(
                "{}: question {} of {}",
                view.organization.name,
                at.unwrap_or_default() + 1,
                view.asked.len()
            ),
            text: question.text.clone(),
            guidance: question.guidance.clone(),
            error,
            described: (!described.is_empty()).then(|| described.join(" ")),
            action: format!("{path}/questions/{}", question.code),
            back: path,
            version: view.version,
            choices: choices(question, &typed.answer),
            words: (question.kind == Kind::Words).then(|| typed.answer.clone()),
            lines: lines(view, question, &typed),
            date: date(question, typed),
        }
    }
}

fn choices(question: &Question, chosen: &str) -> Vec<Choice> {
    let choice = |value: &str, text: &str| Choice {
        value: value.to_owned(),
        text: text.to_owned(),
        checked: value == chosen,
    };
    match question.kind {
        Kind::YesNo => vec![choice("yes", "Yes"), choice("no", "No")],
        _ => question
            .options
            .iter()
            .map(|option| choice(option, option))
            .collect(),
    }
}

fn lines(view: &ApplicationView, question: &Question, typed: &Typed) -> Vec<Line> {
    let Some(kind) = view.scheme.evidence_of(question) else {
        return Vec::new();
    };
    let line = |id, label: &str, value: &str| Line {
        id,
        label: label.to_owned(),
        value: value.to_owned(),
    };
    vec![
        line("issuer", &kind.issuer, &typed.issuer),
        line("covers", &kind.covers, &typed.covers),
    ]
}

fn date(question: &Question, typed: Typed) -> Option<DateParts> {
    let (legend, labelled) = match question.kind {
        Kind::Date => (None, "question"),
        Kind::Evidence => (Some("What is the last day on which it holds?"), "date"),
        Kind::YesNo | Kind::Choice | Kind::Words => return None,
    };
    let part = |id, label, class, value| DatePart {
        id,
        label,
        class,
        value,
    };
    Some(DateParts {
        legend,
        labelled,
        parts: [
            part("day", "Day", "govuk-input--width-2", typed.day),
            part("month", "Month", "govuk-input--width-2", typed.month),
            part("year", "Year", "govuk-input--width-4", typed.year),
        ],
    })
}

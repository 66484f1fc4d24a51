//! An application, whole: for the group, for its buddy, for an assessor.

use std::sync::Arc;

use askama::Template;
use directory::{ApplicationView, AwardView, Flaw};
use domain::kitemark::application::{ApplicationState, Happened, Party};
use domain::kitemark::award::{AwardState, Check, words as date};
use domain::kitemark::{Answer, Question};

use super::forms::{StepForm, forms};
use crate::brand::Brand;
use crate::govuk::{ErrorLine, ErrorSummary};
use crate::views::layout::{Layout, Section};
use crate::views::search::Link;
use crate::wording::{day_of, full_sentence, paragraphs, sentence};

/// The page.
#[derive(Debug, Template)]
#[template(path = "kitemark_application.html")]
pub(crate) struct ApplicationPage {
    layout: Layout,
    back: Link,
    summary: Option<ErrorSummary>,
    scheme: String,
    heading: String,
    state: String,
    version: i64,
    award: Option<AwardSaid>,
    history: Vec<Event>,
    group: Vec<Row>,
    answers: Vec<Row>,
    forms: Vec<StepForm>,
}

/// What is said of an award.
#[derive(Debug)]
struct AwardSaid {
    lines: Vec<String>,
    proof: Option<String>,
}

/// Something that happened.
#[derive(Debug)]
struct Event {
    when: String,
    what: String,
    words: Vec<String>,
}

/// A label, what was answered, and where to change that.
#[derive(Debug)]
struct Row {
    id: String,
    label: String,
    value: String,
    missing: Option<String>,
    change: Option<String>,
}

impl ApplicationPage {
    /// The page, with what was wrong with the step that somebody tried.
    pub(crate) fn new(brand: &Arc<Brand>, view: &ApplicationView, tried: Option<&Tried>) -> Self {
        let tier = view.scheme.tier(&view.tier).map(|(_, tier)| &tier.name);
        let heading = format!("{}: {}", view.organization.name, tier.unwrap_or(&view.tier));
        let can_change = view.may_be_answered();
        let path = format!("/kitemark/applications/{}", view.id);
        let mut layout = Layout::new(brand, Section::Other, heading.clone()).hidden();
        let forms = forms(view, &path, tried);
        let summary = tried.map(|tried| summary(tried, &forms));
        if summary.is_some() {
            layout.title = format!("Error: {}", layout.title);
        }
        Self {
            layout,
            back: Link {
                text: "Back to your account".to_owned(),
                href: "/account".to_owned(),
            },
            summary,
            scheme: view.scheme.name.clone(),
            heading,
            state: state(view),
            version: view.version,
            award: view.award.as_ref().map(|award| award_said(view, award)),
            history: view.history.iter().map(Event::of).collect(),
            group: group(view, can_change.then_some(path.as_str())),
            answers: answers(view, can_change.then_some(path.as_str())),
            forms,
        }
    }
}

/// A step that somebody tried, and what was wrong with it.
#[derive(Debug)]
pub(crate) struct Tried {
    /// Its name.
    pub(crate) step: String,
    /// What was typed.
    pub(crate) words: String,
    /// What was typed.
    pub(crate) next_steps: String,
    /// What is wrong.
    pub(crate) flaws: Vec<Flaw>,
}

/// Whether its group may change the answers now, and is the one that looks.
trait MayBeAnswered {
    fn may_be_answered(&self) -> bool;
}

impl MayBeAnswered for ApplicationView {
    fn may_be_answered(&self) -> bool {
        use domain::kitemark::application::ApplicationStep::{AnswerMore, Submit};
        self.may.contains(&Submit) || self.may.contains(&AnswerMore)
    }
}

fn state(view: &ApplicationView) -> String {
    let waits = view.buddy.as_ref().filter(|_| !view.buddy_agreed);
    match (view.state, waits) {
        (ApplicationState::Draft, _) => {
            "This is a draft. It is kept as it is: come back whenever you like.".to_owned()
        }
        (ApplicationState::Submitted, Some(buddy)) => {
            format!(
                "It waits for {} to agree that it answers for the group.",
                buddy.name
            )
        }
        (state, _) => full_sentence(&format!("it is {}", state.words())),
    }
}

fn award_said(view: &ApplicationView, award: &AwardView) -> AwardSaid {
    let mut lines = Vec::new();
    if let Some(rung) = award.rungs.get(award.rung)
        && award.state.is_open()
    {
        let tier = view.scheme.tier(&rung.tier);
        let name = tier.map_or(rung.tier.as_str(), |(_, tier)| tier.name.as_str());
        lines.push(format!("“{name}” until {}.", date(rung.until)));
    }
    if award.state != AwardState::Holds {
        lines.push(full_sentence(&format!("the mark {}", award.state.words())));
    }
    lines.extend(award.reason.clone());
    match award.check {
        Some(Check::Due) => lines.push("It was drawn for checking.".to_owned()),
        Some(Check::Passed) => {
            lines.push("It was drawn for checking, and is as declared.".to_owned());
        }
        Some(Check::Failed) | None => {}
    }
    AwardSaid {
        lines,
        proof: (award.state == AwardState::Holds)
            .then(|| format!("/kitemark/of/{}", view.organization.id)),
    }
}

impl Event {
    fn of(happened: &Happened) -> Self {
        let by = match happened.by {
            Party::Group => "by the group",
            Party::Buddy => "by the buddy organisation",
            Party::Assessor => "by an assessor",
            Party::Rules => "because everything was answered",
        };
        let words = happened.words.iter().chain(&happened.next_steps);
        Self {
            when: day_of(happened.at),
            what: format!("{} {by}.", happened.step.words()),
            words: words.flat_map(|words| paragraphs(words)).collect(),
        }
    }
}

fn group(view: &ApplicationView, change: Option<&str>) -> Vec<Row> {
    let change = change.map(|path| format!("{path}/group"));
    let row = |id: &str, label: &str, value: String| Row {
        id: id.to_owned(),
        label: label.to_owned(),
        value,
        missing: None,
        change: change.clone(),
    };
    let yes_no = |yes| if yes { "Yes" } else { "No" };
    let tier = view.scheme.tier(&view.tier).map(|(_, tier)| &tier.name);
    let mut rows = vec![
        row("tier", "Mark", tier.unwrap_or(&view.tier).clone()),
        row(
            "tiny",
            "Small, and nobody is paid",
            yes_no(view.tiny).to_owned(),
        ),
    ];
    if view.scheme.has_buddies() {
        let buddy = view
            .buddy
            .as_ref()
            .map_or("None", |buddy| buddy.name.as_str());
        rows.push(row("buddy", "Buddy organisation", buddy.to_owned()));
    }
    rows
}

fn answers(view: &ApplicationView, change: Option<&str>) -> Vec<Row> {
    let questions = view
        .asked
        .iter()
        .filter_map(|code| view.scheme.question(code));
    questions
        .map(|question| {
            let missing = view
                .missing
                .iter()
                .find(|missing| missing.question == question.code);
            let answer = view.answers.get(&question.code);
            Row {
                id: question.code.clone(),
                label: question.text.clone(),
                value: answer.map(said).unwrap_or_default(),
                missing: missing.map(|missing| sentence(&missing.message)),
                change: change.map(|path| address(path, question)),
            }
        })
        .collect()
}

fn address(path: &str, question: &Question) -> String {
    format!("{path}/questions/{}", question.code)
}

/// An answer as people read it.
fn said(answer: &Answer) -> String {
    match answer {
        Answer::YesNo { yes: true } => "Yes".to_owned(),
        Answer::YesNo { yes: false } => "No".to_owned(),
        Answer::Choice { option } => option.clone(),
        Answer::Words { words } => words.clone(),
        Answer::Date { date: on } => date(*on),
        Answer::Evidence {
            issuer,
            covers,
            expires,
        } => format!("{issuer}: {covers}, until {}", date(*expires)),
    }
}

fn summary(tried: &Tried, forms: &[StepForm]) -> ErrorSummary {
    let form = forms.iter().find(|form| form.step == tried.step);
    let line = |flaw: &Flaw| {
        let part = flaw.pointer.trim_start_matches('/');
        let href = match (form, part.strip_prefix("answers/")) {
            (_, Some(question)) => format!("#{question}"),
            (Some(form), None) => format!("#{}-{}", form.id, part),
            (None, None) => "#main-content".to_owned(),
        };
        ErrorLine {
            text: full_sentence(&flaw.message),
            href,
        }
    };
    ErrorSummary {
        errors: tried.flaws.iter().map(line).collect(),
    }
}

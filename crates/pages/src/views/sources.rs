//! The table of sources: whose, for which area, under which licence, how many, and how it goes.

use std::sync::Arc;

use askama::Template;
use directory::{CharityRegister, SourceState, SourceView};
use domain::charity;
use domain::kitemark::award::words as day;

use super::layout::{Layout, Section};
use super::statements::LicenceView;
use crate::brand::Brand;
use crate::safe_url::SafeUrl;
use crate::wording::{counted, day_of, full_sentence, number};

/// Problems of one source that are shown; the rest are counted.
const MOST_PROBLEMS: usize = 3;

/// The sources page.
#[derive(Debug, Template)]
#[template(path = "sources.html")]
pub(crate) struct SourcesPage {
    layout: Layout,
    count: String,
    rows: Vec<Row>,
}

/// One source.
#[derive(Debug)]
struct Row {
    name: String,
    homepage: Option<SafeUrl>,
    area: String,
    entries: String,
    checked: String,
    problems: Vec<String>,
    attribution: String,
    licence: LicenceView,
}

impl SourcesPage {
    /// The table of these sources, in the order given.
    pub(crate) fn new(
        brand: &Arc<Brand>,
        sources: &[SourceView],
        register: Option<&CharityRegister>,
    ) -> Self {
        Self {
            layout: Layout::new(brand, Section::Sources, "Where our information comes from")
                .canonical("/sources"),
            count: counted(sources.len() as u64, "source", "sources"),
            rows: sources
                .iter()
                .map(Row::new)
                .chain(register.and_then(Row::of_register))
                .collect(),
        }
    }
}

impl Row {
    /// The register of charities, once it has been imported.
    fn of_register(register: &CharityRegister) -> Option<Self> {
        let extracted_on = register.extracted_on?;
        let licence = charity::licence();
        Some(Self {
            name: charity::REGISTER_NAME.to_owned(),
            homepage: SafeUrl::parse(charity::REGISTER_PAGE),
            area: "England and Wales".to_owned(),
            entries: "None: it confirms charity numbers".to_owned(),
            checked: day(extracted_on),
            problems: Vec::new(),
            attribution: full_sentence(&licence.attribution),
            licence: LicenceView::new(&licence),
        })
    }

    fn new(view: &SourceView) -> Self {
        let source = &view.source;
        Self {
            name: source.name.clone(),
            homepage: source.homepage.as_deref().and_then(SafeUrl::parse),
            area: source
                .area
                .as_ref()
                .map_or_else(|| "Not stated".to_owned(), |area| area.name.clone()),
            entries: number(view.statements),
            checked: checked(view),
            problems: problems(view),
            attribution: full_sentence(&source.licence.attribution),
            licence: LicenceView::new(&source.licence),
        }
    }
}

/// A source that gives less, or does not change any more: what its runs do not say by themselves.
fn shows(view: &SourceView) -> bool {
    matches!(
        view.health.state,
        SourceState::Shrinking | SourceState::Stalled
    )
}

fn checked(view: &SourceView) -> String {
    if view.source.id.is_first_hand() {
        return "Said here".to_owned();
    }
    match (view.active, &view.last_run) {
        (false, _) => "No longer read".to_owned(),
        (true, None) => "Not yet".to_owned(),
        (true, Some(run)) => day_of(run.started_at),
    }
}

/// What went wrong the last time, each kind once, and how much was left out.
fn problems(view: &SourceView) -> Vec<String> {
    let run = view.last_run.iter();
    let told = run.flat_map(|run| {
        run.quarantined
            .iter()
            .filter(|_| run.ruling.is_none())
            .chain(run.problems.iter().map(|problem| &problem.detail))
    });
    let health = view.health.why.iter().filter(|_| shows(view));
    let told = health.chain(told);
    let mut problems: Vec<String> = Vec::new();
    for problem in told.map(|problem| full_sentence(problem)) {
        if !problems.contains(&problem) {
            problems.push(problem);
        }
    }
    let more = problems.len().saturating_sub(MOST_PROBLEMS);
    problems.truncate(MOST_PROBLEMS);
    if more > 0 {
        problems.push(format!(
            "{}.",
            counted(more as u64, "more problem", "more problems")
        ));
    }
    if view.set_aside > 0 {
        problems.push(format!(
            "{} left out.",
            counted(view.set_aside, "entry", "entries")
        ));
    }
    problems
}

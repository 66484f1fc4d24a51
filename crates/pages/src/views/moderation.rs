//! Moderators' pages: what waits, pairs side by side, crawls that are held.

use std::sync::Arc;

use askama::Template;
use directory::{
    ClaimView, MatchPage as Queue, MatchView, ReportView, SideView, SourceView, Violation,
};
use domain::service::Service;

use super::layout::{Layout, Section};
use super::search::Link;
use crate::brand::Brand;
use crate::govuk::{ErrorLine, ErrorSummary};
use crate::safe_url::SafeUrl;
use crate::wording::{self, day_of, full_sentence, number, opening, sentence};

/// Characters of a description that are shown.
const ABOUT_LENGTH: usize = 300;

/// What waits for somebody.
#[derive(Debug)]
pub(crate) struct Waiting {
    /// Whether there are pairs.
    pub(crate) pairs: bool,
    /// How many crawls are held.
    pub(crate) crawls: usize,
    /// What people told.
    pub(crate) reports: Vec<ReportView>,
    /// Who wants to speak for a group.
    pub(crate) claims: Vec<ClaimView>,
}

/// What waits.
#[derive(Debug, Template)]
#[template(path = "moderation.html")]
pub(crate) struct ModerationPage {
    layout: Layout,
    pairs: bool,
    crawls: usize,
    reports: Vec<Link>,
    claims: Vec<Link>,
}

/// The queue.
#[derive(Debug, Template)]
#[template(path = "matches.html")]
pub(crate) struct MatchesPage {
    layout: Layout,
    heading: &'static str,
    states: Vec<Link>,
    pairs: Vec<Pair>,
    next: Option<String>,
}

/// One pair in the queue.
#[derive(Debug)]
struct Pair {
    href: String,
    title: String,
    about: String,
}

/// One pair.
#[derive(Debug, Template)]
#[template(path = "match.html")]
pub(crate) struct MatchPage {
    layout: Layout,
    summary: Option<ErrorSummary>,
    action: String,
    verdict: String,
    sides: [Side; 2],
    rows: Vec<Row>,
    speaking_for: Vec<String>,
    speaking_against: Vec<String>,
    decision: Option<String>,
    reason: String,
}

/// The head of one of the two columns.
#[derive(Debug)]
struct Side {
    source: String,
    seen: String,
    original: Option<SafeUrl>,
    listing: Option<String>,
}

/// What both say of one thing.
#[derive(Debug)]
struct Row {
    label: &'static str,
    values: [Vec<String>; 2],
    differs: bool,
}

/// Crawls that are held.
#[derive(Debug, Template)]
#[template(path = "held.html")]
pub(crate) struct CrawlsPage {
    layout: Layout,
    summary: Option<ErrorSummary>,
    crawls: Vec<Held>,
}

/// One of them.
#[derive(Debug)]
struct Held {
    source: String,
    name: String,
    why: String,
    facts: String,
}

impl ModerationPage {
    pub(crate) fn new(brand: &Arc<Brand>, waiting: Waiting) -> Self {
        let reports = waiting.reports.into_iter().map(|report| Link {
            text: format!(
                "{}: please answer by {}",
                report
                    .listing_name
                    .unwrap_or_else(|| "An entry that is not listed any more".to_owned()),
                day_of(report.answer_by)
            ),
            href: format!("/reports/{}", report.id),
        });
        let claims = waiting.claims.into_iter().map(|claim| Link {
            text: format!(
                "{} wants to speak for {}",
                claim.claimant, claim.organization_name
            ),
            href: format!("/claims/{}", claim.id),
        });
        Self {
            layout: Layout::new(brand, Section::Other, "What waits for you").hidden(),
            pairs: waiting.pairs,
            crawls: waiting.crawls,
            reports: reports.collect(),
            claims: claims.collect(),
        }
    }
}

impl MatchesPage {
    pub(crate) fn new(brand: &Arc<Brand>, queue: &Queue, state: Option<&str>) -> Self {
        let all = [
            ("waiting", "Pairs that wait"),
            ("later", "Pairs put off"),
            ("decided", "Pairs that were answered"),
        ];
        let chosen = state.unwrap_or("waiting");
        let heading = all
            .iter()
            .find(|(name, _)| *name == chosen)
            .map_or("Pairs that wait", |(_, words)| words);
        let others = all.iter().filter(|(_, words)| *words != heading);
        Self {
            layout: Layout::new(brand, Section::Other, heading).hidden(),
            heading,
            states: others
                .map(|(name, words)| Link {
                    text: (*words).to_owned(),
                    href: format!("/moderation/matches?state={name}"),
                })
                .collect(),
            pairs: queue.matches.iter().map(pair).collect(),
            next: queue
                .next_after
                .as_ref()
                .map(|after| format!("/moderation/matches?state={chosen}&after={after}")),
        }
    }
}

fn pair(view: &MatchView) -> Pair {
    let [one, other] = &view.sides;
    Pair {
        href: format!("/moderation/matches/{}", view.id),
        title: if one.service.name == other.service.name {
            one.service.name.clone()
        } else {
            format!("{} / {}", one.service.name, other.service.name)
        },
        about: match &view.decision {
            Some(decision) => format!(
                "{} on {}: {}",
                sentence(decision.answer.as_str()),
                day_of(decision.decided_at),
                decision.reason
            ),
            None => format!("{} and {}", one.source.name, other.source.name),
        },
    }
}

impl MatchPage {
    pub(crate) fn new(brand: &Arc<Brand>, view: &MatchView) -> Self {
        let features = || view.comparison.iter().flat_map(|found| &found.features);
        let words = |speaks: fn(f64) -> bool| {
            features()
                .filter(|feature| speaks(feature.weight))
                .map(|feature| full_sentence(&feature.words))
                .collect()
        };
        Self {
            layout: Layout::new(brand, Section::Other, "Are these one?").hidden(),
            summary: None,
            action: format!("/moderation/matches/{}", view.id),
            verdict: if view.together {
                "They are one entry now.".to_owned()
            } else {
                "They are two entries now.".to_owned()
            },
            rows: rows(&view.sides[0].service, &view.sides[1].service),
            sides: view.sides.each_ref().map(side),
            speaking_for: words(|weight| weight > 0.0),
            speaking_against: words(|weight| weight <= 0.0),
            decision: view.decision.as_ref().map(|decision| {
                format!(
                    "{} said “{}” on {}: {}",
                    sentence(&decision.decided_by),
                    decision.answer.as_str(),
                    day_of(decision.decided_at),
                    decision.reason
                )
            }),
            reason: String::new(),
        }
    }

    /// With what is wrong with the answer, and the reason that was typed.
    pub(crate) fn wrong(self, violations: &[Violation], reason: &str) -> Self {
        Self {
            summary: Some(summary(violations)),
            reason: reason.to_owned(),
            ..self
        }
    }
}

fn side(side: &SideView) -> Side {
    Side {
        source: side.source.name.clone(),
        seen: format!("Last seen on {}", day_of(side.last_seen)),
        original: side.url.as_deref().and_then(SafeUrl::parse),
        listing: side.listing.map(|id| format!("/listings/{id}")),
    }
}

/// What each of them says, thing by thing; what neither tells is left out.
fn rows(one: &Service, other: &Service) -> Vec<Row> {
    type Fact = (&'static str, fn(&Service) -> Vec<String>);
    let facts: [Fact; 8] = [
        ("Name", |s| vec![s.name.clone()]),
        ("Organisation", |s| {
            let named = s.organization.iter().filter(|body| !body.inferred);
            named.map(|body| body.name.clone()).collect()
        }),
        ("Where", |s| {
            s.locations().map(wording::place_line).collect()
        }),
        ("When", |s| {
            let times = s.all_schedules().map(wording::schedule);
            times.chain(s.hours_text.clone()).collect()
        }),
        ("Telephone", |s| {
            s.phones.iter().map(|phone| phone.number.clone()).collect()
        }),
        ("E-mail", |s| s.email.iter().cloned().collect()),
        ("Web page", |s| s.url.iter().cloned().collect()),
        ("What it is", |s| {
            let words = s.description.iter();
            words.map(|words| opening(words, ABOUT_LENGTH)).collect()
        }),
    ];
    facts
        .into_iter()
        .map(|(label, fact)| {
            let values = [fact(one), fact(other)];
            Row {
                label,
                differs: values[0] != values[1],
                values,
            }
        })
        .filter(|row| row.values.iter().any(|values| !values.is_empty()))
        .collect()
}

impl CrawlsPage {
    pub(crate) fn new(brand: &Arc<Brand>, held: Vec<SourceView>) -> Self {
        Self {
            layout: Layout::new(brand, Section::Other, "Crawls that are held").hidden(),
            summary: None,
            crawls: held.into_iter().map(crawl).collect(),
        }
    }

    /// With what is wrong with the answer.
    pub(crate) fn wrong(self, violations: &[Violation]) -> Self {
        Self {
            summary: Some(summary(violations)),
            ..self
        }
    }
}

fn crawl(view: SourceView) -> Held {
    let run = view.last_run;
    Held {
        source: view.source.id.to_string(),
        name: view.source.name,
        why: run
            .as_ref()
            .and_then(|run| run.quarantined.as_deref())
            .map(full_sentence)
            .unwrap_or_default(),
        facts: run.map_or_else(String::new, |run| {
            format!(
                "Crawled on {}: it told of {} entries; we show {} from it.",
                day_of(run.started_at),
                number(run.found),
                number(view.statements)
            )
        }),
    }
}

fn summary(violations: &[Violation]) -> ErrorSummary {
    ErrorSummary {
        errors: violations
            .iter()
            .map(|violation| ErrorLine {
                text: full_sentence(&format!("{}: {}", violation.parameter, violation.message)),
                href: format!("#{}", violation.parameter),
            })
            .collect(),
    }
}

//! Sources and what could not be taken from them.

use chrono::{DateTime, Utc};
use directory::{SetAsideView, SourceView};
use serde::Serialize;
use utoipa::ToSchema;

/// Every source.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct SourceList {
    /// By name.
    sources: Vec<Source>,
}

/// A source and how it does.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Source {
    /// Short name.
    id: String,
    /// What people read.
    name: String,
    /// A page about it.
    #[serde(skip_serializing_if = "Option::is_none")]
    homepage: Option<String>,
    /// The area it speaks for.
    #[serde(skip_serializing_if = "Option::is_none")]
    area: Option<String>,
    /// GSS code of the area.
    #[serde(skip_serializing_if = "Option::is_none")]
    area_code: Option<String>,
    /// SPDX-like licence id.
    licence: String,
    /// Text of the licence.
    #[serde(skip_serializing_if = "Option::is_none")]
    licence_url: Option<String>,
    /// The line to show with what came from here.
    attribution: String,
    /// Whether it may be passed on.
    allows_redistribution: bool,
    /// Services it lists now.
    statements: u64,
    /// Items that could not be taken.
    set_aside: u64,
    /// When a crawl last got to its end without error.
    #[serde(skip_serializing_if = "Option::is_none")]
    last_complete: Option<DateTime<Utc>>,
    /// How it does.
    health: SourceHealth,
    /// The last crawl.
    #[serde(skip_serializing_if = "Option::is_none")]
    last_run: Option<Run>,
}

/// How a source does.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct SourceHealth {
    /// `well`, `unread`, `failing` (the last run did not get to its end), `held` (so much is missing
    /// that a person must look), `shrinking`, `stalled` (it changes no more, or is not read).
    state: &'static str,
    /// Why, when it is not well.
    #[serde(skip_serializing_if = "Option::is_none")]
    why: Option<String>,
    /// Services that its latest complete crawls found, oldest first.
    trend: Vec<u64>,
    /// When it last said something new.
    #[serde(skip_serializing_if = "Option::is_none")]
    last_change: Option<DateTime<Utc>>,
    /// Whole days since then.
    #[serde(skip_serializing_if = "Option::is_none")]
    days_since_change: Option<i64>,
}

/// One crawl.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Run {
    started_at: DateTime<Utc>,
    #[serde(skip_serializing_if = "Option::is_none")]
    finished_at: Option<DateTime<Utc>>,
    /// Whether every page was read to its end.
    complete: bool,
    /// Requests made.
    fetched: u64,
    /// Services found.
    found: u64,
    /// Why a person must look before anything is taken away.
    #[serde(skip_serializing_if = "Option::is_none")]
    quarantined: Option<String>,
    /// What a person made of that: `released` or `confirmed`.
    #[serde(skip_serializing_if = "Option::is_none")]
    decision: Option<&'static str>,
    /// What went wrong.
    problems: Vec<RunProblem>,
}

/// One thing that went wrong with a crawl.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct RunProblem {
    #[serde(skip_serializing_if = "Option::is_none")]
    url: Option<String>,
    /// A short word for programs.
    code: String,
    /// A sentence for people.
    detail: String,
}

/// A page of items that could not be taken.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct SetAsideList {
    /// Oldest first.
    items: Vec<SetAside>,
    /// For `after`, when there may be more.
    #[serde(skip_serializing_if = "Option::is_none")]
    next_after: Option<i64>,
}

/// An item that could not be taken.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct SetAside {
    /// The page it stood on.
    page_url: String,
    /// Where on the page.
    place: String,
    /// The source's id for it.
    #[serde(skip_serializing_if = "Option::is_none")]
    external_id: Option<String>,
    /// Why.
    reason: String,
    /// When.
    at: DateTime<Utc>,
}

impl SourceList {
    pub(crate) fn of(sources: Vec<SourceView>) -> Self {
        Self {
            sources: sources.into_iter().map(Source::of).collect(),
        }
    }
}

impl Source {
    fn of(view: SourceView) -> Self {
        let source = view.source;
        let (area, area_code) = source.area.map_or((None, None), |a| (Some(a.name), a.code));
        Self {
            id: source.id.to_string(),
            name: source.name,
            homepage: source.homepage,
            area,
            area_code,
            licence: source.licence.id,
            licence_url: source.licence.url,
            attribution: source.licence.attribution,
            allows_redistribution: source.licence.allows_redistribution,
            statements: view.statements,
            set_aside: view.set_aside,
            last_complete: view.last_complete,
            health: SourceHealth {
                state: view.health.state.as_str(),
                why: view.health.why,
                trend: view.health.trend,
                last_change: view.health.last_change,
                days_since_change: view.health.days_since_change,
            },
            last_run: view.last_run.map(|run| Run {
                started_at: run.started_at,
                finished_at: run.finished_at,
                complete: run.complete,
                fetched: run.fetched,
                found: run.found,
                quarantined: run.quarantined,
                decision: run.ruling.map(|ruling| ruling.decision.as_str()),
                problems: run
                    .problems
                    .into_iter()
                    .map(|p| RunProblem {
                        url: p.url,
                        code: p.code,
                        detail: p.detail,
                    })
                    .collect(),
            }),
        }
    }
}

impl SetAsideList {
    pub(crate) fn of(items: Vec<SetAsideView>, limit: u64) -> Self {
        let full = items.len() as u64 == limit;
        Self {
            next_after: items.last().filter(|_| full).map(|item| item.id),
            items: items
                .into_iter()
                .map(|item| SetAside {
                    page_url: item.page_url,
                    place: item.place,
                    external_id: item.external_id,
                    reason: item.reason,
                    at: item.at,
                })
                .collect(),
        }
    }
}

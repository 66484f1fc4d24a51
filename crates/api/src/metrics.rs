//! Figures for whoever watches an instance, as Prometheus reads them: how it does, and how each
//! source does. Nothing that `/sources` and `/health/ready` do not tell as well.

use std::fmt::Write as _;

use actix_web::{HttpRequest, HttpResponse, get, web};
use directory::{SourceState, SourceView};

use crate::Context;
use crate::problem::{Problem, Refusal};

/// Every state, so that a series does not vanish when a source gets well.
const STATES: [SourceState; 6] = [
    SourceState::Well,
    SourceState::Unread,
    SourceState::Failing,
    SourceState::Held,
    SourceState::Shrinking,
    SourceState::Stalled,
];

/// Figures in the text format of Prometheus.
#[utoipa::path(
    tag = "health",
    operation_id = "metrics",
    responses(
        (status = 200, description = "The figures.", body = String, content_type = "text/plain"),
        (status = 503, description = "The store does not answer.", body = Problem, content_type = "application/problem+json")
    )
)]
#[get("/metrics")]
pub(crate) async fn metrics(
    request: HttpRequest,
    context: web::Data<Context>,
) -> Result<HttpResponse, Refusal> {
    let refuse = |error| Refusal::of(&request, &error);
    let directory = &context.directory;
    let health = directory.health().await;
    let sources = directory.sources().await.map_err(refuse)?;
    let mails = directory.letters_waiting().await.map_err(refuse)?;
    let mut text = String::new();
    for (name, help, value) in [
        ("listings", "Visible listings.", health.listings),
        (
            "indexed_listings",
            "Listings in the search index.",
            health.indexed,
        ),
        (
            "index_lag_changes",
            "Changes that the index has not seen.",
            health.lag,
        ),
        ("mails_waiting", "Mails that wait to be sent.", mails),
    ] {
        family(&mut text, name, help);
        // Writing to a text cannot fail.
        let _ = writeln!(text, "fingerpost_{name} {value}");
    }
    of_sources(&mut text, &sources);
    Ok(HttpResponse::Ok()
        .content_type("text/plain; version=0.0.4; charset=utf-8")
        .insert_header(("cache-control", "no-store"))
        .body(text))
}

fn of_sources(text: &mut String, sources: &[SourceView]) {
    type Value = fn(&SourceView) -> Option<i64>;
    let families: [(&str, &str, Value); 5] = [
        (
            "source_statements",
            "Live statements of a source.",
            |view| i64::try_from(view.statements).ok(),
        ),
        (
            "source_set_aside",
            "Items of a source that could not be taken.",
            |view| i64::try_from(view.set_aside).ok(),
        ),
        (
            "source_last_complete_timestamp_seconds",
            "When a source was last read to its end.",
            |view| view.last_complete.map(|at| at.timestamp()),
        ),
        (
            "source_last_run_timestamp_seconds",
            "When the last crawl of a source began.",
            |view| view.last_run.as_ref().map(|run| run.started_at.timestamp()),
        ),
        (
            "source_days_since_change",
            "Days since a source said something new.",
            |view| view.health.days_since_change,
        ),
    ];
    for (name, help, value) in families {
        family(text, name, help);
        for view in sources {
            if let Some(value) = value(view) {
                let _ = writeln!(
                    text,
                    "fingerpost_{name}{{source=\"{}\"}} {value}",
                    view.source.id
                );
            }
        }
    }
    family(
        text,
        "source_state",
        "1 for the state in which a source is.",
    );
    for view in sources {
        for state in STATES {
            let is = i32::from(view.health.state == state);
            let _ = writeln!(
                text,
                "fingerpost_source_state{{source=\"{}\",state=\"{}\"}} {is}",
                view.source.id,
                state.as_str()
            );
        }
    }
}

fn family(text: &mut String, name: &str, help: &str) {
    let _ = writeln!(
        text,
        "# HELP fingerpost_{name} {help}\n# TYPE fingerpost_{name} gauge"
    );
}

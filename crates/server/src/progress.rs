//! What long work looks like in a terminal: a bar for each source, and a table at the end.
//!
//! Where standard error is not a terminal, indicatif draws nothing and only the table is printed.

use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};

use crawler::{CrawlError, Progress};
use directory::RunReport;
use domain::source::{Source, SourceId};
use indicatif::{MultiProgress, ProgressBar, ProgressStyle};

/// Reasons for setting items aside that the summary names for one source.
const REASONS: usize = 4;

/// A bar for each source that is crawled.
#[derive(Default)]
pub(crate) struct Bars {
    all: MultiProgress,
    each: Mutex<HashMap<SourceId, ProgressBar>>,
}

impl Bars {
    fn with(&self, source: &SourceId, act: impl FnOnce(&ProgressBar)) {
        let bars = self.each.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(bar) = bars.get(source) {
            act(bar);
        }
    }
}

impl Progress for Bars {
    fn started(&self, source: &Source) {
        let bar = self.all.add(ProgressBar::new(1));
        bar.set_style(style("{prefix:32!} {bar:24} {pos:>5}/{len} pages  {msg}"));
        bar.set_prefix(source.name.clone());
        self.each
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .insert(source.id.clone(), bar);
    }

    fn page(&self, source: &SourceId, done: u64, known: u64, kept: u64) {
        self.with(source, |bar| {
            bar.set_length(known);
            bar.set_position(done);
            bar.set_message(format!("{kept} listings"));
        });
    }

    fn finished(&self, source: &SourceId) {
        self.with(source, ProgressBar::finish);
    }
}

/// A bar for the building of the index.
pub(crate) fn index_bar() -> ProgressBar {
    let bar = ProgressBar::new(0);
    bar.set_style(style("{prefix:32!} {bar:24} {pos:>5}/{len} listings"));
    bar.set_prefix("Search index");
    bar
}

/// A bar for matching anew.
pub(crate) fn rematch_bar() -> ProgressBar {
    let bar = ProgressBar::new(0);
    bar.set_style(style("{prefix:32!} {bar:24} {pos:>5}/{len} steps  {eta}"));
    bar.set_prefix("Matching");
    bar
}

/// A bar for reading a register of so many bytes.
pub(crate) fn register_bar(bytes: u64) -> ProgressBar {
    let bar = ProgressBar::new(bytes);
    bar.set_style(style(
        "{prefix:32!} {bar:24} {bytes:>10}/{total_bytes}  {eta}",
    ));
    bar
}

fn style(template: &str) -> ProgressStyle {
    ProgressStyle::with_template(template)
        .unwrap_or_else(|_| ProgressStyle::default_bar())
        .progress_chars("━╸ ")
}

/// What a crawl did, as lines for people.
pub(crate) fn summary(reports: &[(SourceId, Result<RunReport, CrawlError>)]) -> String {
    use std::fmt::Write as _;
    let mut text = String::new();
    let _ = writeln!(
        text,
        "{:<28} {:>8} {:>6} {:>6} {:>8} {:>10} {:>8}",
        "source", "fetched", "kept", "new", "changed", "set aside", "seconds"
    );
    for (id, report) in reports {
        match report {
            Ok(report) => {
                let aside: u64 = report.set_aside.iter().map(|(_, count)| count).sum();
                let _ = writeln!(
                    text,
                    "{:<28} {:>8} {:>6} {:>6} {:>8} {:>10} {:>8.1}",
                    id.as_str(),
                    report.fetched,
                    report.kept,
                    report.new,
                    report.changed,
                    aside,
                    report.seconds
                );
                details(&mut text, report);
            }
            Err(error) => {
                let _ = writeln!(text, "{:<28} failed: {error}", id.as_str());
            }
        }
    }
    text
}

fn details(text: &mut String, report: &RunReport) {
    use std::fmt::Write as _;
    for (reason, count) in report.set_aside.iter().take(REASONS) {
        let _ = writeln!(text, "    set aside {count}: {reason}");
    }
    if report.set_aside.len() > REASONS {
        let _ = writeln!(
            text,
            "    and {} other reasons",
            report.set_aside.len() - REASONS
        );
    }
    if let Some(why) = &report.quarantined {
        let _ = writeln!(
            text,
            "    held for a person: {why}; nothing was taken away until `fingerpost sources release` or `confirm` says what it means"
        );
    }
    for problem in &report.problems {
        let at = problem.url.as_deref().unwrap_or_default();
        let _ = writeln!(text, "    {}: {} {at}", problem.code, problem.detail);
    }
}

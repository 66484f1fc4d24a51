//! The whole check, in order, with a summary at the end.
//!
//! Every step runs, whatever became of those before it: one look at the end tells all that is
//! wrong. Quick judgements come first. No step makes a release build.

use std::process::ExitCode;
use std::time::Instant;

use clap::ValueEnum;

use crate::suite::postgres::Server;
use crate::suite::report::{Counts, Outcome, Verdict};
use crate::{fixtures, machine, openapi, process};

pub(crate) mod binary;
mod browser;
mod counts;
mod doc_tests;
mod node;
mod postgres;
mod report;

/// One step, in the order in which they run.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum Step {
    /// Every Rust file is formatted.
    Formatting,
    /// No lint complains.
    Clippy,
    /// The committed feeds are what their facts make of them.
    Fixtures,
    /// No word is misspelt.
    Spelling,
    /// The committed style sheet and script are those of their sources.
    FrontEnd,
    /// A PostgreSQL for the tests is found, started or installed.
    Postgresql,
    /// Unit and integration tests on both databases, and the rules of the tree.
    Tests,
    /// Examples in documentation run.
    DocTests,
    /// The committed OpenAPI document is that of the code.
    Openapi,
    /// The pages in a real browser.
    Browser,
}

/// Runs the chosen steps, or without any all of them, prints what became of them, and says so in
/// the exit code.
pub(crate) fn run(chosen: &[Step]) -> ExitCode {
    let is_wanted = |step: Step| {
        let is_needed = step == Step::Postgresql && chosen.contains(&Step::Tests);
        chosen.is_empty() || chosen.contains(&step) || is_needed
    };
    let mut outcomes = Vec::new();
    let mut server = None;
    for step in Step::value_variants()
        .iter()
        .copied()
        .filter(|step| is_wanted(*step))
    {
        let name = step
            .to_possible_value()
            .map_or_else(String::new, |value| value.get_name().to_owned());
        println!("\n=== {name}");
        let since = Instant::now();
        let verdict = match step {
            Step::Formatting => formatting(),
            Step::Clippy => clippy(),
            Step::Fixtures => fixtures::run(true).map(|()| Verdict::passed()),
            Step::Spelling => spelling(),
            Step::FrontEnd => node::front_end(),
            Step::Postgresql => postgresql(&mut server),
            // Ours stops with the last test that needs it.
            Step::Tests => tests(server.take()),
            Step::DocTests => doc_tests::run(),
            Step::Openapi => binary::build()
                .and_then(|binary| openapi::check_against(&binary))
                .map(|()| Verdict::passed()),
            Step::Browser => browser::run(),
        };
        let verdict = verdict
            .unwrap_or_else(|error| Verdict::Failed(Counts::default(), format!("{error:#}")));
        let outcome = Outcome {
            name,
            verdict,
            time: since.elapsed(),
        };
        println!("--- {outcome}");
        outcomes.push(outcome);
    }

    println!("\n{}", report::summary(&outcomes));
    if outcomes.iter().any(Outcome::is_failure) {
        ExitCode::FAILURE
    } else {
        ExitCode::SUCCESS
    }
}

fn formatting() -> anyhow::Result<Verdict> {
    component("rustfmt", "fmt")?;
    process::run(&mut process::cargo(["fmt", "--all", "--check"]))?;
    Ok(Verdict::passed())
}

fn clippy() -> anyhow::Result<Verdict> {
    component("clippy", "clippy")?;
    process::run(&mut process::cargo([
        "clippy",
        "--workspace",
        "--all-targets",
        "--all-features",
        "--",
        "--deny",
        "warnings",
    ]))?;
    Ok(Verdict::passed())
}

/// A toolchain installed with the minimal profile has neither rustfmt nor clippy.
fn component(name: &str, command: &str) -> anyhow::Result<()> {
    let answers = process::cargo([command, "--version"])
        .output()
        .is_ok_and(|output| output.status.success());
    if answers || machine::find(&["rustup"]).is_none() {
        return Ok(());
    }
    process::run(&mut process::program(
        "rustup",
        ["component", "add", name],
        machine::root(),
    ))
}

fn spelling() -> anyhow::Result<Verdict> {
    let Some(typos) = machine::find(&["typos"]) else {
        return Ok(Verdict::Skipped(
            "typos is not installed: pip install typos brings it".to_owned(),
        ));
    };
    process::run(&mut process::program(typos, [], machine::root()))?;
    Ok(Verdict::passed())
}

fn postgresql(server: &mut Option<Server>) -> anyhow::Result<Verdict> {
    let found = postgres::obtain(&postgres::Places::of_this_machine())?;
    println!("{}", found.how);
    *server = Some(found);
    Ok(Verdict::passed())
}

/// Unit and integration tests, tidy among them, on SQLite and on the PostgreSQL that was found.
fn tests(server: Option<Server>) -> anyhow::Result<Verdict> {
    let nextest = process::cargo(["nextest", "--version"])
        .output()
        .is_ok_and(|output| output.status.success());
    let mut command = if nextest {
        process::cargo(["nextest", "run", "--workspace", "--no-fail-fast"])
    } else {
        process::cargo([
            "test",
            "--workspace",
            "--lib",
            "--bins",
            "--tests",
            "--no-fail-fast",
        ])
    };
    command.args(node::features());
    if let Some(server) = &server {
        command.env(postgres::VARIABLE, &server.url);
    }
    let heard = process::run_and_listen(&mut command)?;
    let count = if nextest {
        counts::of_nextest
    } else {
        counts::of_libtest
    };
    Ok(Verdict::of_tests(count(&heard.lines), heard.failure))
}

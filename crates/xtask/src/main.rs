//! The project's chores, behind `cargo xtask`.
//!
//! A chore is written in Rust so that it runs wherever the project builds and needs no shell.
//! Nothing here is part of the product, and no crate of the product knows of it.

use std::process::ExitCode;

use clap::{Parser, Subcommand};

use crate::suite::Step;

mod conformance;
mod demo;
mod fixtures;
mod machine;
mod openapi;
mod process;
mod quality;
mod suite;

/// The project's chores.
#[derive(Parser)]
#[command(name = "cargo xtask", bin_name = "cargo xtask")]
struct Arguments {
    #[command(subcommand)]
    chore: Chore,
}

#[derive(Subcommand)]
enum Chore {
    /// Run the whole check, as continuous integration does.
    ///
    /// Formatting, clippy with warnings denied, the rules of the tree, every test on SQLite and on
    /// PostgreSQL, the committed OpenAPI document, fixtures and front-end files, spelling, and the
    /// pages in a real browser. It goes on after a failure and sums up at the end.
    ///
    /// What is missing on the machine is installed when this runs as root on a Debian-like system.
    /// Without PostgreSQL it fails; without Node or chromium it skips those steps and says so,
    /// except where CI is set: there it fails.
    Test {
        /// Run only these steps.
        #[arg(value_name = "STEP")]
        steps: Vec<Step>,
    },
    /// Write openapi/fingerpost.json as the code now is.
    Openapi {
        /// Write nothing; fail when the committed file differs.
        #[arg(long)]
        check: bool,
    },
    /// Run the checks that others make of an instance against the demo, where they are present.
    Conformance,
    /// Write the feeds under fixtures/ that the demo serves.
    Fixtures {
        /// Write nothing; fail when a committed file differs.
        #[arg(long)]
        check: bool,
    },
    /// Say how good the answers are.
    #[command(subcommand)]
    Quality(Quality),
}

#[derive(Subcommand)]
enum Quality {
    /// Count how many listings of one service are found, and how many of two are taken for one.
    ///
    /// Fails when a bar of precision or recall is missed. `--help` lists what it takes.
    #[command(disable_help_flag = true)]
    Match {
        /// Passed on to the crate match-quality.
        #[arg(trailing_var_arg = true, allow_hyphen_values = true)]
        arguments: Vec<String>,
    },
}

fn main() -> ExitCode {
    let done = match Arguments::parse().chore {
        Chore::Test { steps } => return suite::run(&steps),
        Chore::Openapi { check } => openapi::run(check),
        Chore::Conformance => conformance::run(),
        Chore::Fixtures { check } => fixtures::run(check),
        Chore::Quality(Quality::Match { arguments }) => quality::matching(&arguments),
    };
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("error: {error:#}");
            ExitCode::FAILURE
        }
    }
}

//! The project's chores, behind `cargo xtask`.
//!
//! A chore is written in Rust so that it runs wherever the project builds and needs no shell.
//! Nothing here is part of the product, and no crate of the product knows of it.

use std::path::PathBuf;
use std::process::ExitCode;

use clap::{Parser, Subcommand};

use crate::suite::Step;

mod conformance;
mod demo;
mod fixtures;
mod machine;
mod measure;
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
    /// Say how fast the answers are.
    #[command(subcommand)]
    Bench(Bench),
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
    /// Ask the judged questions of fixtures/judgements and compare with plain BM25.
    ///
    /// Fails when nDCG@10, or the part of known items that come first, is under its bar.
    Search {
        /// Show so many of the worst answers.
        #[arg(long, default_value_t = 0, value_name = "COUNT")]
        worst: usize,
    },
}

#[derive(Subcommand)]
enum Bench {
    /// Fill stores with invented listings, run the release binary on them, and load it.
    ///
    /// On Linux only: the server's CPU time is read from /proc. Load goes to 127.0.0.1.
    Search {
        /// How many listings; several, with commas, are measured one after another.
        #[arg(long, default_value = "10000,100000", value_name = "LISTINGS")]
        sizes: String,
        /// Seconds that each measurement may take.
        #[arg(long, default_value_t = 10, value_name = "SECONDS")]
        seconds: u64,
    },
    /// Harvest a large feed of Open Referral UK into an empty store, and export everything.
    ///
    /// Fails when the binary holds more than 250 MB at its peak. On Linux only; all on 127.0.0.1.
    Harvest {
        /// How many services; several, with commas, are measured one after another.
        #[arg(long, default_value = "100000", value_name = "SERVICES")]
        sizes: String,
        /// A release binary that is there already; without it one is built.
        #[arg(long, value_name = "FILE")]
        binary: Option<PathBuf>,
    },
    /// Import a whole register of charities into an empty store, and again.
    ///
    /// Fails when the binary holds more than 250 MB at its peak, or takes more than two minutes. On Linux
    /// only.
    Register {
        /// Rows of the table of charities.
        #[arg(long, default_value_t = 400_000, value_name = "ROWS")]
        rows: u64,
        /// A release binary that is there already; without it one is built.
        #[arg(long, value_name = "FILE")]
        binary: Option<PathBuf>,
    },
}

fn main() -> ExitCode {
    let done = match Arguments::parse().chore {
        Chore::Test { steps } => return suite::run(&steps),
        Chore::Openapi { check } => openapi::run(check),
        Chore::Conformance => conformance::run(),
        Chore::Fixtures { check } => fixtures::run(check),
        Chore::Quality(Quality::Match { arguments }) => quality::matching(&arguments),
        Chore::Quality(Quality::Search { worst }) => measure::quality(worst),
        Chore::Bench(Bench::Search { sizes, seconds }) => measure::bench(&sizes, seconds),
        Chore::Bench(Bench::Harvest { sizes, binary }) => measure::harvest(&sizes, binary),
        Chore::Bench(Bench::Register { rows, binary }) => measure::register(rows, binary),
    };
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("error: {error:#}");
            ExitCode::FAILURE
        }
    }
}

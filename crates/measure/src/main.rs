//! The command line of the instruments; `cargo xtask quality` and `cargo xtask bench` call it.

use std::path::{Path, PathBuf};
use std::process::ExitCode;

use clap::{Parser, Subcommand};
use measure::{bench, harvest, register};

/// Measures how good and how fast search is.
#[derive(Parser)]
#[command(name = "measure")]
struct Arguments {
    #[command(subcommand)]
    what: What,
}

#[derive(Subcommand)]
enum What {
    /// Ask the judged questions and score the answers.
    Quality {
        /// Show so many of the worst answers.
        #[arg(long, default_value_t = 0, value_name = "COUNT")]
        worst: usize,
        /// The fixtures with their judgements.
        #[arg(long, value_name = "FOLDER")]
        fixtures: Option<PathBuf>,
        /// Words of your own over those that are built in, as `[search] words` takes them.
        #[arg(long, value_name = "FOLDER")]
        words: Option<PathBuf>,
    },
    /// Time how soon a change is found on two servers over one PostgreSQL.
    Fresh {
        /// The binary.
        #[arg(long, value_name = "FILE")]
        binary: PathBuf,
        /// How many changes.
        #[arg(long, default_value_t = 50, value_name = "COUNT")]
        rounds: u32,
    },
    /// Let the release binary harvest a large feed into an empty store, and export everything.
    Harvest(harvest::Plan),
    /// Let the release binary import a whole register of charities, twice.
    Register(register::Plan),
    /// Load the release binary with invented listings and questions.
    Bench {
        #[command(flatten)]
        plan: bench::Plan,
        /// Where the results are written.
        #[arg(long, value_name = "FILE")]
        json: PathBuf,
        /// Where the plot is written.
        #[arg(long, value_name = "FILE")]
        plot: PathBuf,
    },
}

#[tokio::main]
async fn main() -> ExitCode {
    match run(Arguments::parse()).await {
        Ok(true) => ExitCode::SUCCESS,
        Ok(false) => ExitCode::FAILURE,
        Err(error) => {
            eprintln!("error: {error:#}");
            ExitCode::FAILURE
        }
    }
}

/// Says whether what was measured meets its bars.
async fn run(arguments: Arguments) -> anyhow::Result<bool> {
    match arguments.what {
        What::Quality {
            worst,
            fixtures,
            words,
        } => {
            let fixtures = fixtures
                .unwrap_or_else(|| Path::new(env!("CARGO_MANIFEST_DIR")).join("../../fixtures"));
            let asked = measure::quality::run(&fixtures, words.as_deref()).await?;
            Ok(measure::quality::print(&asked, worst))
        }
        What::Fresh { binary, rounds } => {
            for line in measure::freshness::run(&binary, rounds).await?.lines() {
                println!("{line}");
            }
            Ok(true)
        }
        What::Harvest(plan) => {
            let results = harvest::run(&plan)?;
            println!("{}", results.table());
            Ok(all_met(&results.missed()))
        }
        What::Register(plan) => {
            let results = register::run(&plan)?;
            println!("{}", results.table());
            Ok(all_met(&results.missed()))
        }
        What::Bench { plan, json, plot } => {
            let results = bench::run(&plan).await?;
            bench::keep(&results, &json, &plot)?;
            println!("{}", results.table());
            Ok(all_met(&results.missed()))
        }
    }
}

fn all_met(missed: &[String]) -> bool {
    for sentence in missed {
        println!("NOT MET: {sentence}");
    }
    missed.is_empty()
}

//! The command line of the instruments; `cargo xtask quality` and `cargo xtask bench` call it.

use std::path::{Path, PathBuf};
use std::process::ExitCode;

use clap::{Parser, Subcommand};

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
        What::Quality { worst, fixtures } => {
            let fixtures = fixtures
                .unwrap_or_else(|| Path::new(env!("CARGO_MANIFEST_DIR")).join("../../fixtures"));
            let asked = measure::quality::run(&fixtures).await?;
            Ok(measure::quality::print(&asked, worst))
        }
    }
}

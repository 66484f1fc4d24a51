//! How good matching is: pairs whose truth is known, and what the rules make of them.
//!
//! `cargo xtask quality match` runs this. Three bodies of truth are asked ([`libraries`], [`invented`],
//! [`fixtures`]), each through keys and comparison as the directory would, so a pair that shares no
//! key counts as missed. It fails when a bar is missed.

mod corrupt;
mod dice;
mod fixtures;
mod invented;
mod libraries;
mod said;
mod tally;

use std::path::{Path, PathBuf};
use std::process::ExitCode;

use anyhow::Context as _;
use clap::Parser;
use domain::matching::Weights;

use crate::tally::{Bars, Tally};

/// Measures how well statements of one service are found, and how often two services are taken for one.
///
/// Prints pairwise precision, recall and F1 for three bodies of truth, and the pairs that were got
/// wrong. Recall counts pairs that share no blocking key as missed. Exits with failure when a bar is
/// missed.
#[derive(Parser)]
#[command(name = "match-quality", bin_name = "cargo xtask quality match")]
struct Arguments {
    /// Pairs of libraries known by UPRN [default: ../shared/data/feeds/dedupe_truth beside the
    /// repository].
    #[arg(long, value_name = "FILE")]
    pairs: Option<PathBuf>,
    /// Show at most so many pairs of each kind of error.
    #[arg(long, default_value_t = 12, value_name = "COUNT")]
    show: usize,
    /// How many services are invented.
    #[arg(long, default_value_t = 3_000, value_name = "COUNT")]
    services: usize,
    /// What the invention starts from; another number gives other services and other slips.
    #[arg(long, default_value_t = 2026, value_name = "NUMBER")]
    seed: u64,
    /// Weights in TOML in place of the shipped ones.
    #[arg(long, value_name = "FILE")]
    weights: Option<PathBuf>,
}

fn main() -> ExitCode {
    match run(&Arguments::parse()) {
        Ok(true) => ExitCode::SUCCESS,
        Ok(false) => ExitCode::FAILURE,
        Err(error) => {
            eprintln!("error: {error:#}");
            ExitCode::FAILURE
        }
    }
}

/// Says whether every bar was met.
fn run(arguments: &Arguments) -> anyhow::Result<bool> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    let weights = match &arguments.weights {
        Some(path) => {
            let text = std::fs::read_to_string(path)
                .with_context(|| format!("could not read {}", path.display()))?;
            toml::from_str(&text).with_context(|| format!("in {}", path.display()))?
        }
        None => Weights::default(),
    };
    let mut met = true;
    let mut report = |title: &str, tally: &Tally, bars: Option<Bars>, show: usize| {
        println!("{title}");
        print!("{}", tally.text(show));
        if let Some(bars) = bars {
            let good = tally.precision() >= bars.precision && tally.recall() >= bars.recall;
            met &= good;
            println!(
                "  {} precision at least {}, recall at least {}",
                if good { "met:" } else { "MISSED:" },
                bars.precision,
                bars.recall
            );
        }
        println!();
    };

    let beside = "../shared/data/feeds/dedupe_truth/library_same_uprn_pairs.csv";
    let pairs = arguments.pairs.clone().unwrap_or_else(|| root.join(beside));
    if pairs.is_file() {
        let found = libraries::measure(&pairs, &weights)?;
        let bars = Bars {
            precision: 0.99,
            recall: 0.95,
        };
        let title = "(a) libraries in two lists";
        report(title, &found.all, Some(bars), arguments.show);
        let title = "(a) the half of them that weights were looked at with";
        report(title, &found.seen, None, 0);
        let title = "(a) the half of them that was held out";
        report(title, &found.held_out, None, 0);
    } else if arguments.pairs.is_some() {
        anyhow::bail!("there is no file {}", pairs.display());
    } else {
        println!(
            "(a) libraries in two lists: not measured, there is no {beside} beside the repository; \
             give the file with --pairs FILE\n"
        );
    }

    let invented = invented::measure(arguments.services, arguments.seed, &weights);
    let bars = Bars {
        precision: 0.99,
        recall: 0.85,
    };
    let title = "(b) invented services, listed again with slips";
    report(title, &invented.all, Some(bars), arguments.show);
    for (slip, tally) in &invented.by_slip {
        println!(
            "  {slip:<34} {:>5} of {:>5} found, {:>4} for a person",
            tally.found, tally.same, tally.asked_same
        );
    }
    println!();

    let found = fixtures::measure(&root.join("fixtures"), &weights)?;
    let bars = Bars {
        precision: 0.99,
        recall: 0.85,
    };
    report("(c) the fixtures", &found, Some(bars), arguments.show);
    Ok(met)
}

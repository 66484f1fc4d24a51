//! `gaps`: what people looked for and did not find, for those who decide what there should be.

use std::process::ExitCode;

use chrono::Days;
use directory::Gap;
use domain::clock::Clock as _;

use crate::cli::GapsArgs;
use crate::clock::SystemClock;
use crate::compose;
use crate::config::Config;

/// Weeks that are looked back on when no date is given.
const WEEKS: u64 = 4;

/// Prints the report.
pub(crate) async fn run(config: &Config, args: &GapsArgs) -> anyhow::Result<ExitCode> {
    let composed = compose::open_beside(config).await?;
    let weeks_ago = Days::new(7 * WEEKS);
    let since = args
        .since
        .unwrap_or_else(|| SystemClock.now().date_naive() - weeks_ago);
    let gaps = composed
        .directory
        .gaps(since, args.outward.as_deref())
        .await?;
    if args.csv {
        println!("week,outward,term,searches,few_results,no_results");
        gaps.iter().for_each(|gap| println!("{}", line(gap)));
        return Ok(ExitCode::SUCCESS);
    }
    if gaps.is_empty() {
        println!("nothing has been counted since the week of {since}");
    }
    for gap in &gaps {
        println!(
            "{}  {:<5} {:<30} searched {:<15} few results {:<15} no results {}",
            gap.week,
            gap.outward.as_deref().unwrap_or("-"),
            gap.term.as_deref().unwrap_or("(all searches)"),
            gap.searches.to_string(),
            gap.few.to_string(),
            gap.nothing
        );
    }
    Ok(ExitCode::SUCCESS)
}

/// No cell needs quotes: weeks, outward codes, and words of letters alone.
fn line(gap: &Gap) -> String {
    format!(
        "{},{},{},{},{},{}",
        gap.week,
        gap.outward.as_deref().unwrap_or_default(),
        gap.term.as_deref().unwrap_or_default(),
        gap.searches,
        gap.few,
        gap.nothing
    )
}

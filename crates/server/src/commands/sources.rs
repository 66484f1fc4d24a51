//! `sources`: list, check, add.

use std::process::ExitCode;

use crate::cli::SourcesCommand;
use crate::commands::crawl;
use crate::compose;
use crate::config::Config;

/// Does one of the three.
pub(crate) async fn run(config: &Config, command: SourcesCommand) -> anyhow::Result<ExitCode> {
    match command {
        SourcesCommand::List => list(config).await,
        SourcesCommand::Check { address: None } => {
            let sources = crawl::sources(&config.crawl)?;
            println!("{} sources, all sound", sources.len());
            Ok(ExitCode::SUCCESS)
        }
        SourcesCommand::Check { address: Some(_) } | SourcesCommand::Add(_) => {
            anyhow::bail!("soon")
        }
    }
}

async fn list(config: &Config) -> anyhow::Result<ExitCode> {
    let composed = compose::open_beside(config).await?;
    let sources = composed.directory.sources().await?;
    if sources.is_empty() {
        println!("no source has been crawled yet; `fingerpost crawl` begins");
    }
    for view in sources {
        let last = view.last_run.as_ref().map_or_else(
            || "never".to_owned(),
            |run| {
                let how = match (&run.quarantined, run.complete, run.finished_at) {
                    (Some(_), ..) => "held for a person",
                    (None, true, _) => "complete",
                    (None, false, Some(_)) => "incomplete",
                    (None, false, None) => "not finished",
                };
                format!("{} {how}", run.started_at.format("%Y-%m-%d %H:%M"))
            },
        );
        println!(
            "{:<28} {:>6} listings  {:>5} set aside  last crawl {last}  {}",
            view.source.id.as_str(),
            view.statements,
            view.set_aside,
            view.source.name
        );
    }
    Ok(ExitCode::SUCCESS)
}

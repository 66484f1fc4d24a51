//! `sources`: list, check, add.

use std::path::Path;
use std::process::ExitCode;

use anyhow::Context as _;
use crawler::{Checked, NewSource, SourceConfig, append_source};
use directory::{By, RunDecision, areas_not_understood};
use domain::authority::Actor;
use domain::source::SourceId;
use gazetteer::Gazetteer;

use crate::cli::{AddArgs, HeldArgs, SourcesCommand};
use crate::commands::crawl;
use crate::compose;
use crate::config::Config;

/// Does one of the three.
pub(crate) async fn run(config: &Config, command: SourcesCommand) -> anyhow::Result<ExitCode> {
    match command {
        SourcesCommand::List => list(config).await,
        SourcesCommand::Check { address: None } => {
            let sources = crawl::sources(&config.crawl)?;
            let gazetteer = compose::open_gazetteer(config)?;
            let unknown = areas_unknown(&sources, &gazetteer);
            if unknown.is_empty() {
                println!("{} sources, all sound", sources.len());
                return Ok(ExitCode::SUCCESS);
            }
            for (source, words) in unknown {
                println!(
                    "{source}: area: the gazetteer knows nothing called {words:?}; give its code, or an outline"
                );
            }
            Ok(ExitCode::FAILURE)
        }
        SourcesCommand::Check {
            address: Some(address),
        } => check(config, &address).await,
        SourcesCommand::Add(args) => add(config, args).await,
        SourcesCommand::Release(args) => decide(config, &args, RunDecision::Released).await,
        SourcesCommand::Confirm(args) => decide(config, &args, RunDecision::Confirmed).await,
    }
}

/// The parts of the areas of sources that the gazetteer in use does not know.
fn areas_unknown(sources: &[SourceConfig], gazetteer: &Gazetteer) -> Vec<(SourceId, String)> {
    let of_source = |config: &SourceConfig| {
        let area = config.source.area.as_ref();
        let unknown = area.map(|area| areas_not_understood(area, gazetteer));
        let id = config.source.id.clone();
        unknown
            .unwrap_or_default()
            .into_iter()
            .map(move |words| (id.clone(), words))
    };
    sources.iter().flat_map(of_source).collect()
}

/// Decides about the last crawl of a source, which is held.
async fn decide(
    config: &Config,
    args: &HeldArgs,
    decision: RunDecision,
) -> anyhow::Result<ExitCode> {
    let composed = compose::open_beside(config).await?;
    let by = By {
        actor: Actor::Operator,
        name: args.by.by.clone(),
        reason: args.by.reason.clone(),
    };
    let outcome = composed
        .directory
        .decide_held_run(&args.source, decision, &by)
        .await?;
    compose::follow(&composed).await?;
    match decision {
        RunDecision::Released => println!(
            "released: {} listings were not found, {} of them are withdrawn",
            outcome.missing, outcome.withdrawn
        ),
        RunDecision::Confirmed => println!("confirmed: nothing is taken away"),
    }
    Ok(ExitCode::SUCCESS)
}

/// Looks at one address or file, says what it holds, and prints the entry that would add it.
async fn check(config: &Config, address: &str) -> anyhow::Result<ExitCode> {
    let checked = look_at(config, address).await?;
    println!("{}", checked.address);
    match checked.profile {
        Some("fingerpost") => println!("another instance of this program"),
        Some(profile) => println!("read by the profile {profile}"),
        None => {
            println!("no built-in profile reads it; docs/adding-a-source.md says how to write one");
        }
    }
    if let Some(problem) = &checked.problem {
        println!("problem: {problem}");
    }
    match checked.total {
        Some(total) => println!(
            "{total} listings in all, {} of them looked at, {} links to follow",
            checked.items, checked.links
        ),
        None => println!(
            "{} listings, {} links to follow",
            checked.items, checked.links
        ),
    }
    for name in &checked.names {
        println!("    {name}");
    }
    for (reason, count) in &checked.set_aside {
        println!("set aside {count}: {reason}");
    }
    match checked.profile {
        Some("fingerpost") => println!("licence: each of its sources has its own"),
        _ => println!(
            "licence: {}",
            checked.licence.unwrap_or("none shown; ask the publisher")
        ),
    }
    println!(
        "\nto add it, complete this and put it into {}:\n",
        config.crawl.sources.display()
    );
    println!("{}", checked.entry.to_toml());
    let usable = checked.problem.is_none() && checked.items + checked.links > 0;
    Ok(if usable {
        ExitCode::SUCCESS
    } else {
        ExitCode::FAILURE
    })
}

/// Looks at the address, and writes its entry at the end of the sources file.
async fn add(config: &Config, args: AddArgs) -> anyhow::Result<ExitCode> {
    let (profile, hosts) = match args.profile {
        Some(profile) => (profile, Vec::new()),
        None => {
            let checked = look_at(config, &args.address).await?;
            let profile = checked
                .profile
                .context("no built-in profile reads this address; name one with --profile")?;
            (profile.to_owned(), checked.entry.hosts)
        }
    };
    let new = NewSource {
        id: args.id,
        name: args.name,
        address: args.address,
        profile,
        licence: args.licence,
        attribution: args.attribution,
        area: args.area,
        hosts,
    };
    let path = &config.crawl.sources;
    let before = if path.is_file() {
        std::fs::read_to_string(path)?
    } else {
        String::new()
    };
    let folder = path.parent().unwrap_or(Path::new("")).to_owned();
    let load = move |profile: &str| std::fs::read_to_string(folder.join(profile));
    let (after, _) = append_source(&before, &path.display().to_string(), &new, &load)?;
    std::fs::write(path, after).with_context(|| format!("{} cannot be written", path.display()))?;
    println!(
        "added {} to {}; `fingerpost crawl {}` crawls it",
        new.id,
        path.display(),
        new.id
    );
    Ok(ExitCode::SUCCESS)
}

async fn look_at(config: &Config, address: &str) -> anyhow::Result<Checked> {
    let composed = compose::open_beside(config).await?;
    let crawler = crawl::crawler(config, &config.crawl, &composed.directory)?;
    Ok(crawler.check(address).await?)
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
                    (Some(_), ..) if run.ruling.is_none() => "held for a person",
                    (_, true, _) => "complete",
                    (_, false, Some(_)) => "incomplete",
                    (_, false, None) => "not finished",
                };
                format!("{} {how}", run.started_at.format("%Y-%m-%d %H:%M"))
            },
        );
        println!(
            "{:<28} {:<9} {:>6} listings  {:>5} set aside  last crawl {last}  {}",
            view.source.id.as_str(),
            view.health.state.as_str(),
            view.statements,
            view.set_aside,
            view.source.name
        );
    }
    Ok(ExitCode::SUCCESS)
}

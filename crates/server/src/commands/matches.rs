//! `matches`: pairs that wait for a person, and the person's answer.

use std::process::ExitCode;

use anyhow::Context as _;
use directory::{By, Decided, MatchId, MatchQuery, MatchView, QueueState, SideView};
use domain::authority::Actor;
use domain::matching::cluster::Answer;

use crate::cli::{AnswerArgs, MatchListArgs, MatchesCommand};
use crate::compose::{self, Composed};
use crate::config::Config;

/// Does one of them.
pub(crate) async fn run(config: &Config, command: MatchesCommand) -> anyhow::Result<ExitCode> {
    let composed = compose::open_beside(config).await?;
    match command {
        MatchesCommand::List(args) => list(&composed, args).await?,
        MatchesCommand::Show { id } => {
            let view = composed
                .directory
                .show_match(&Actor::Operator, id_of(&id)?)
                .await?;
            print_whole(&view);
        }
        MatchesCommand::Same(args) => answer(&composed, &args, Answer::Same).await?,
        MatchesCommand::Different(args) => answer(&composed, &args, Answer::Different).await?,
        MatchesCommand::Later(args) => answer(&composed, &args, Answer::Later).await?,
        MatchesCommand::Undo(args) => {
            let (id, by) = read(&args)?;
            let decided = composed.directory.undo_match(id, &by).await?;
            compose::follow(&composed).await?;
            print_outcome("taken back", &decided);
        }
    }
    Ok(ExitCode::SUCCESS)
}

async fn list(composed: &Composed, args: MatchListArgs) -> anyhow::Result<()> {
    let query = MatchQuery {
        state: match args.state.as_str() {
            "later" => QueueState::Later,
            "decided" => QueueState::Decided,
            _ => QueueState::Waiting,
        },
        source: args.source,
        area: args.area,
        after: args.after,
        limit: args.limit,
    };
    let page = composed.directory.matches(&Actor::Operator, &query).await?;
    for view in &page.matches {
        println!("{}", view.id);
        for side in &view.sides {
            println!("    {}", line_of(side));
        }
        if let Some(comparison) = &view.comparison {
            println!("    {:+.1} bits", comparison.score);
        }
        print_decision(view);
    }
    if let Some(after) = page.next_after {
        println!("there may be more: --after {after}");
    }
    println!("{} pairs wait for an answer", page.waiting);
    Ok(())
}

async fn answer(composed: &Composed, args: &AnswerArgs, answer: Answer) -> anyhow::Result<()> {
    let (id, by) = read(args)?;
    let decided = composed.directory.decide_match(id, answer, &by).await?;
    compose::follow(composed).await?;
    print_outcome(answer.as_str(), &decided);
    Ok(())
}

fn read(args: &AnswerArgs) -> anyhow::Result<(MatchId, By)> {
    let by = By {
        actor: Actor::Operator,
        name: args.by.by.clone(),
        reason: args.by.reason.clone(),
    };
    Ok((id_of(&args.id)?, by))
}

fn id_of(text: &str) -> anyhow::Result<MatchId> {
    text.parse().with_context(|| {
        format!("{text:?} is not the id of a pair; `fingerpost matches list` shows them")
    })
}

fn line_of(side: &SideView) -> String {
    let places: Vec<String> = side
        .service
        .locations()
        .filter_map(|location| location.postcode.as_ref())
        .map(ToString::to_string)
        .collect();
    format!(
        "{}  {}  ({}, last seen {})",
        side.service.name,
        places.join(", "),
        side.key,
        side.last_seen.format("%Y-%m-%d")
    )
}

fn print_whole(view: &MatchView) {
    println!("{}", view.id);
    for side in &view.sides {
        println!("\n{}", line_of(side));
        if let Some(listing) = side.listing {
            println!("    listing {listing}");
        }
        if let Some(organization) = &side.service.organization {
            println!("    by {}", organization.name);
        }
        for phone in &side.service.phones {
            println!("    {}", phone.number);
        }
        if let Some(url) = side.url.as_ref().or(side.service.url.as_ref()) {
            println!("    {url}");
        }
        if let Some(hours) = &side.service.hours_text {
            println!("    {hours}");
        }
    }
    if let Some(comparison) = &view.comparison {
        println!("\n{:+.1} bits", comparison.score);
        for feature in &comparison.features {
            println!("    {:+6.1}  {}", feature.weight, feature.words);
        }
    }
    print_decision(view);
}

fn print_decision(view: &MatchView) {
    if let Some(decision) = &view.decision {
        println!(
            "    {} said {} on {}: {}",
            decision.decided_by,
            decision.answer.as_str(),
            decision.decided_at.format("%Y-%m-%d"),
            decision.reason
        );
    }
}

fn print_outcome(what: &str, decided: &Decided) {
    let listings: Vec<String> = decided.listings.iter().map(ToString::to_string).collect();
    println!("{what}: now in listing {}", listings.join(" and "));
    for (a, b) in &decided.overruled {
        println!(
            "    an earlier \"same\" on {a} and {b} is not followed: a \"different\" is against it"
        );
    }
}

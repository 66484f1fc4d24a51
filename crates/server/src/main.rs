//! The binary: configuration, telemetry, command line; it wires the other crates together.

mod chance;
mod cli;
mod clock;
mod commands;
mod compose;
mod config;
mod demo;
mod heaps;
mod kitemark;
mod post;
mod progress;
mod stop;
mod telemetry;
mod web;
mod wording;

use std::process::ExitCode;

use clap::Parser as _;

use crate::cli::{Cli, Command};
use crate::config::Config;

fn main() -> ExitCode {
    let cli = Cli::parse();
    heaps::keep_few();
    // An error means that it is set already.
    let _ = rustls::crypto::ring::default_provider().install_default();
    let runtime = match tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .build()
    {
        Ok(runtime) => runtime,
        Err(error) => {
            eprintln!("fingerpost: the runtime could not be started: {error}");
            return ExitCode::FAILURE;
        }
    };
    match runtime.block_on(run(cli)) {
        Ok(code) => code,
        Err(error) => {
            eprintln!("fingerpost: {error:#}");
            ExitCode::FAILURE
        }
    }
}

async fn run(cli: Cli) -> anyhow::Result<ExitCode> {
    let load = || Config::load(cli.config.as_deref());
    // These do not need a configuration that is whole.
    match &cli.command {
        Command::Openapi => return commands::openapi::run(),
        Command::Config(command) => return commands::config::run(command, cli.config.as_deref()),
        Command::Gazetteer(cli::GazetteerCommand::Build(args)) => {
            return commands::gazetteer::build(args);
        }
        _ => {}
    }
    let config = load()?;
    telemetry::start(&config.log)?;
    match cli.command {
        Command::Demo(args) => demo::run(config, args).await,
        Command::Serve(args) => commands::serve::run(config, args).await,
        Command::Crawl(args) => commands::crawl::run(&config, args).await,
        Command::Export(args) => commands::export::run(&config, args).await,
        Command::Reindex => commands::reindex::run(&config).await,
        Command::Rematch(args) => commands::rematch::run(&config, &args).await,
        Command::Matches(command) => commands::matches::run(&config, command).await,
        Command::Migrate => commands::migrate::run(&config).await,
        Command::Sources(command) => commands::sources::run(&config, command).await,
        Command::Gazetteer(command) => commands::gazetteer::run(&config, command),
        Command::Register(command) => commands::register::run(&config, command).await,
        Command::Coverage(args) => commands::coverage::run(&config, args).await,
        Command::Gaps(args) => commands::gaps::run(&config, &args).await,
        Command::People(command) => commands::people::run(&config, command).await,
        Command::Doctor => commands::doctor::run(&config).await,
        Command::Config(_) | Command::Openapi => Ok(ExitCode::SUCCESS),
    }
}

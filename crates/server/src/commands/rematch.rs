//! `rematch`: compares statements anew, after the rules of matching have changed.

use std::process::ExitCode;

use crate::cli::RematchArgs;
use crate::config::Config;
use crate::{compose, progress};

/// Mebibytes of the store that are kept at hand at least: the keys of a hundred thousand statements.
const CACHE_MB: u32 = 64;

/// Compares them, with a bar. Stopped, it goes on where it was.
pub(crate) async fn run(config: &Config, args: &RematchArgs) -> anyhow::Result<ExitCode> {
    let mut config = config.clone();
    config.store.cache_mb = config.store.cache_mb.max(CACHE_MB);
    let composed = compose::open_beside(&config).await?;
    let bar = progress::rematch_bar();
    let count = composed
        .directory
        .rematch(args.all, args.at_once, |done, steps| {
            bar.set_length(steps);
            bar.set_position(done);
        })
        .await?;
    bar.finish();
    compose::follow(&composed).await?;
    let state = composed.directory.matching_state().await?;
    println!(
        "{count} statements were compared anew; {} pairs wait for an answer",
        state.waiting
    );
    Ok(ExitCode::SUCCESS)
}

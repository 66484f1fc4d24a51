//! `reindex`: builds the search index anew from the store.

use std::process::ExitCode;

use crate::config::Config;
use crate::{compose, progress};

/// Builds it, with a bar, and swaps it in.
pub(crate) async fn run(config: &Config) -> anyhow::Result<ExitCode> {
    let composed = compose::open(config).await?;
    let bar = progress::index_bar();
    let count = composed
        .directory
        .reindex(|done, total| {
            bar.set_length(total);
            bar.set_position(done);
        })
        .await?;
    bar.finish();
    println!("{count} listings are in the new search index");
    Ok(ExitCode::SUCCESS)
}

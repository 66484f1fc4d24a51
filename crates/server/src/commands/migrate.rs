//! `migrate`: brings the store up to date.

use std::process::ExitCode;

use crate::compose;
use crate::config::Config;

/// Runs the migrations that are pending, and names them.
pub(crate) async fn run(config: &Config) -> anyhow::Result<ExitCode> {
    let store = compose::open_store(config).await?;
    let pending = store.pending_migrations().await?;
    if pending.is_empty() {
        println!("the store is up to date");
        return Ok(ExitCode::SUCCESS);
    }
    store.migrate().await?;
    for name in pending {
        println!("ran {name}");
    }
    Ok(ExitCode::SUCCESS)
}

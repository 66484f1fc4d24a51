//! The log: what is written where, and how much.

use tracing_subscriber::EnvFilter;

use crate::config::{LogConfig, LogFormat};

/// Libraries that tell of every step they take.
const QUIET: &str = "actix_server=warn,sea_orm_migration=warn,sqlx=warn,tantivy=warn";

/// Starts logging to standard error.
///
/// # Errors
/// When the level is not a filter, or logging runs already.
pub(crate) fn start(log: &LogConfig) -> anyhow::Result<()> {
    // Said first, so that a filter which names one of them has the last word.
    let filter = EnvFilter::try_new(format!("{QUIET},{}", log.level))?;
    let writer = tracing_subscriber::fmt()
        .with_env_filter(filter)
        .with_writer(std::io::stderr);
    match log.format {
        LogFormat::Text => writer.with_target(false).try_init(),
        LogFormat::Json => writer.json().try_init(),
    }
    .map_err(|error| anyhow::anyhow!("the log could not be started: {error}"))
}

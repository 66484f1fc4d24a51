//! The kitemark scheme of the operator, and the worker that keeps marks true while time passes.

use std::fs;
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use directory::{Directory, MarksKept, read_scheme};
use domain::kitemark::Scheme;

/// How often marks are looked at. The mark itself says until when it holds, so nothing hurries.
const LOOK_EVERY: Duration = Duration::from_secs(600);

/// The scheme of a file.
///
/// # Errors
/// All that is wrong with it, one a line, each with file, line and key.
pub(crate) fn scheme(file: &Path) -> Result<Scheme, String> {
    let text = fs::read_to_string(file)
        .map_err(|error| format!("{} cannot be read: {error}", file.display()))?;
    read_scheme(&file.display().to_string(), &text).map_err(|errors| {
        let lines: Vec<String> = errors.iter().map(ToString::to_string).collect();
        lines.join("\n")
    })
}

/// Reminds, lets fall and ends what the day asks for, for ever.
pub(crate) async fn keep(directory: Arc<Directory>) {
    loop {
        match directory.keep_marks().await {
            Ok(kept) if kept == MarksKept::default() => {}
            Ok(kept) => tracing::info!(
                reminded = kept.reminded,
                fallen = kept.fallen,
                lapsed = kept.lapsed,
                "kitemarks kept"
            ),
            Err(error) => tracing::error!(%error, "kitemarks could not be kept"),
        }
        tokio::time::sleep(LOOK_EVERY).await;
    }
}

//! `openapi`: prints the document that is generated from the handlers.

use std::process::ExitCode;

/// Prints it.
pub(crate) fn run() -> anyhow::Result<ExitCode> {
    println!("{}", api::openapi());
    Ok(ExitCode::SUCCESS)
}

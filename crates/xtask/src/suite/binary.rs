//! The `fingerpost` binary of the dev profile, for the steps that run it.
//!
//! It is built together with the tests, and so out of what they were built of. Built by itself its
//! dependencies would have fewer features, and the store and the index be compiled once more.

use std::path::PathBuf;

use anyhow::Context;
use serde::Deserialize;

use crate::process;
use crate::suite::node;

/// Builds it, unless the tests did, and says where it lies.
///
/// # Errors
/// When the workspace does not build.
pub(crate) fn build() -> anyhow::Result<PathBuf> {
    #[derive(Deserialize)]
    struct Message {
        executable: Option<PathBuf>,
    }

    let build = [
        "build",
        "--workspace",
        "--tests",
        "--bins",
        "--message-format",
        "json-render-diagnostics",
    ];
    let messages = process::output(process::cargo(build).args(node::features()))?;
    messages
        .lines()
        .filter_map(|line| serde_json::from_str::<Message>(line).ok()?.executable)
        .find(|executable| {
            executable
                .file_stem()
                .is_some_and(|name| name == "fingerpost")
        })
        .context("cargo built no binary called fingerpost")
}

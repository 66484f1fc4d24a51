//! What each crate of the workspace depends on, as `cargo metadata` tells it.
//!
//! Only the declared dependencies are read (`--no-deps`): they are what a person writes and what
//! the tables speak of, and they are known without a network on any platform.

use std::path::Path;
use std::process::Command;

use serde::Deserialize;
use thiserror::Error;

/// A crate of the workspace.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct Manifest {
    /// The package name, which is also its directory's name.
    pub name: String,
    /// What it declares, in the order of the manifest.
    pub dependencies: Vec<Dependency>,
}

/// One declared dependency.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct Dependency {
    /// The package name, whatever the crate calls it in code.
    pub name: String,
    /// `None` for an ordinary dependency, otherwise `dev` or `build`.
    pub kind: Option<String>,
    /// Where it lies, for a crate of this workspace; `None` for a third party's.
    pub path: Option<String>,
}

impl Dependency {
    /// Whether it is a crate of this workspace.
    #[must_use]
    pub fn is_ours(&self) -> bool {
        self.path.is_some()
    }

    /// Whether only tests, benches and examples see it.
    #[must_use]
    pub fn is_for_tests(&self) -> bool {
        self.kind.as_deref() == Some("dev")
    }
}

/// Why the manifests could not be read.
#[derive(Debug, Error)]
pub enum ManifestError {
    /// Cargo did not start.
    #[error("cargo did not start")]
    Start(#[source] std::io::Error),
    /// Cargo ran and refused.
    #[error("cargo metadata failed: {0}")]
    Refused(String),
    /// Cargo answered something else than the metadata we know.
    #[error("cargo metadata is not in the expected form")]
    Form(#[source] serde_json::Error),
}

/// The manifests of the workspace whose root is `root`, by name.
///
/// # Errors
/// When cargo does not start, refuses the workspace, or answers in another form.
pub fn read(root: &Path) -> Result<Vec<Manifest>, ManifestError> {
    let cargo = std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    let output = Command::new(cargo)
        .args([
            "metadata",
            "--format-version",
            "1",
            "--offline",
            "--no-deps",
        ])
        .current_dir(root)
        .output()
        .map_err(ManifestError::Start)?;
    if !output.status.success() {
        let said = String::from_utf8_lossy(&output.stderr).trim().to_owned();
        return Err(ManifestError::Refused(said));
    }
    parse(&output.stdout)
}

/// The manifests in what `cargo metadata` printed, by name.
///
/// # Errors
/// When it is not the JSON that cargo documents.
pub fn parse(json: &[u8]) -> Result<Vec<Manifest>, ManifestError> {
    #[derive(Deserialize)]
    struct Metadata {
        packages: Vec<Manifest>,
    }

    let metadata: Metadata = serde_json::from_slice(json).map_err(ManifestError::Form)?;
    let mut manifests = metadata.packages;
    manifests.sort_by(|a, b| a.name.cmp(&b.name));
    Ok(manifests)
}

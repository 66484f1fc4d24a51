//! The committed OpenAPI document.
//!
//! The binary prints the document; this keeps the file. What is in it is the api crate's business.

use std::fs;
use std::path::Path;

use anyhow::{Context, bail};

use crate::{machine, process};

const FILE: &str = "openapi/fingerpost.json";

/// Writes the document as the code now is, or with `check` says whether the file is that document.
///
/// # Errors
/// When the code does not build, the file cannot be read or written, or with `check` differs.
pub(crate) fn run(check: bool) -> anyhow::Result<()> {
    let print = ["run", "--quiet", "--package", "server", "--", "openapi"];
    keep(&process::output(&mut process::cargo(print))?, check)
}

/// Says whether the file is the document that this binary prints.
///
/// # Errors
/// When it is not, or the binary does not run.
pub(crate) fn check_against(binary: &Path) -> anyhow::Result<()> {
    keep(
        &process::output(&mut process::program(binary, ["openapi"], machine::root()))?,
        true,
    )
}

fn keep(document: &str, check: bool) -> anyhow::Result<()> {
    let path = machine::root().join(FILE);
    let committed = fs::read_to_string(&path).unwrap_or_default();
    if committed == document {
        println!("{FILE} is as the code is");
        return Ok(());
    }
    if check {
        bail!(
            "{FILE} differs from the code: run cargo xtask openapi, read the difference and commit it"
        );
    }
    fs::create_dir_all(path.parent().unwrap_or(&path))?;
    fs::write(&path, document).with_context(|| format!("{FILE} could not be written"))?;
    println!("{FILE} is written");
    Ok(())
}

//! `cargo xtask quality`: doors to the crates that measure, which are built here because xtask itself
//! knows no crate of the product.

use crate::process;

/// Measures matching; fails when a bar is missed.
///
/// # Errors
/// When it does not build, a file cannot be read, or a bar is missed.
pub(crate) fn matching(arguments: &[String]) -> anyhow::Result<()> {
    let start = ["run", "--quiet", "--package", "match-quality", "--"];
    let arguments = arguments.iter().map(String::as_str);
    process::run(&mut process::cargo(start.into_iter().chain(arguments)))
}

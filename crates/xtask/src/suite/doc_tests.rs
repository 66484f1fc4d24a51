//! Examples in documentation, which nextest does not run.
//!
//! Starting rustdoc on every crate takes a minute even when there is nothing to run, so the
//! sources are looked through first.

use std::fs;
use std::path::{Path, PathBuf};

use crate::suite::counts;
use crate::suite::report::Verdict;
use crate::{machine, process};

/// Runs the examples in documentation, if there are any.
pub(super) fn run() -> anyhow::Result<Verdict> {
    let mut folders = vec![machine::root().join("crates")];
    let mut found = false;
    while let Some(folder) = folders.pop().filter(|_| !found) {
        for entry in fs::read_dir(folder)? {
            let path: PathBuf = entry?.path();
            if path.is_dir() && !path.ends_with("node_modules") {
                folders.push(path);
            } else if has_extension(&path, "rs") {
                found |= has_example(&fs::read_to_string(&path)?);
            }
        }
    }
    if !found {
        return Ok(Verdict::Skipped(
            "no documentation has an example that runs".to_owned(),
        ));
    }
    let heard = process::run_and_listen(&mut process::cargo([
        "test",
        "--workspace",
        "--doc",
        "--no-fail-fast",
    ]))?;
    Ok(Verdict::of_tests(
        counts::of_libtest(&heard.lines),
        heard.failure,
    ))
}

fn has_extension(path: &Path, wanted: &str) -> bool {
    path.extension()
        .is_some_and(|extension| extension == wanted)
}

/// Whether a Rust file's documentation has a fenced block that rustdoc would run.
fn has_example(source: &str) -> bool {
    let fences = source
        .lines()
        .filter_map(|line| {
            let line = line.trim_start();
            line.strip_prefix("///")
                .or_else(|| line.strip_prefix("//!"))
        })
        .filter_map(|doc| doc.trim_start().strip_prefix("```"));
    // Fences come in pairs, and only the opening one names a language.
    fences.step_by(2).any(|language| {
        let language = language.split(',').next().unwrap_or_default().trim();
        matches!(
            language,
            "" | "rust" | "should_panic" | "no_run" | "compile_fail"
        )
    })
}

#[cfg(test)]
mod tests {
    use super::has_example;

    #[test]
    fn only_blocks_that_rustdoc_runs_count() {
        assert!(has_example("/// ```\n/// f();\n/// ```\n"));
        assert!(has_example(
            "//! ```text\n//! a picture\n//! ```\n    /// ```no_run\n    /// f();\n    /// ```\n"
        ));
        assert!(!has_example(
            "//! ```text\n//! a picture\n//! ```\nlet x = \"```\";\n"
        ));
        assert!(!has_example("/// ```json,x\n/// {}\n/// ```\n"));
    }
}

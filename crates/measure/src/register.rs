//! What it takes to import a whole register of charities: an invented extract of the Charity
//! Commission's shape and size, taken by the release binary into an empty store, and then the same once
//! more, when nothing is new.
//!
//! Both tables are read, the charities and their other names. There are no listings to be held against
//! them. The peak of memory is the kernel's (`VmHWM` of `/proc`), so this is a chore for Linux.

mod extract;

use std::fmt::Write as _;
use std::path::PathBuf;

use anyhow::bail;
use clap::Args;

use crate::bench::{Ended, to_its_end};

use extract::Extract;

/// A process that holds more at its peak is over the bar, in bytes.
const MOST_MEMORY: u64 = 250_000_000;
/// An import that takes longer is over the bar.
const MOST_SECONDS: f64 = 120.0;

/// What to measure.
#[derive(Debug, Clone, Args)]
pub struct Plan {
    /// The `fingerpost` binary, built for release.
    #[arg(long, value_name = "FILE")]
    pub binary: PathBuf,
    /// Rows of the table of charities.
    #[arg(long, default_value_t = 400_000, value_name = "ROWS")]
    pub rows: u64,
    /// Where extracts are kept for the next run, and the store while it is filled.
    #[arg(long, value_name = "FOLDER")]
    pub folder: PathBuf,
}

/// What was measured.
#[derive(Debug, Clone, PartialEq)]
pub struct Results {
    rows: u64,
    bytes: u64,
    first: Ended,
    again: Ended,
}

/// Runs the plan.
///
/// # Errors
/// When this is not Linux, the extract cannot be made, or an import fails.
pub fn run(plan: &Plan) -> anyhow::Result<Results> {
    if !cfg!(target_os = "linux") {
        bail!("the peak of memory is read from /proc: run this on Linux");
    }
    std::fs::create_dir_all(&plan.folder)?;
    let extract = Extract::of(&plan.folder, plan.rows)?;
    let store = plan.folder.join(format!("store-{}", plan.rows));
    if store.exists() {
        std::fs::remove_dir_all(&store)?;
    }
    std::fs::create_dir_all(&store)?;
    let import = || {
        let (charities, names) = (extract.charities.as_os_str(), extract.names.as_os_str());
        let arguments = [
            "register".as_ref(),
            "import".as_ref(),
            charities,
            "--other-names".as_ref(),
            names,
        ];
        to_its_end(&plan.binary, &store, &arguments)
    };
    let results = Results {
        rows: plan.rows,
        bytes: extract.bytes()?,
        first: import()?,
        again: import()?,
    };
    std::fs::remove_dir_all(&store)?;
    Ok(results)
}

impl Results {
    fn imports(&self) -> [(&'static str, Ended); 2] {
        [
            ("into an empty store", self.first),
            ("the same again", self.again),
        ]
    }

    /// A table of Markdown.
    #[must_use]
    pub fn table(&self) -> String {
        let mut text = format!(
            "| {} rows, {} MB | s | s of CPU | most memory, MB |\n|---|---:|---:|---:|",
            self.rows,
            self.bytes / 1_000_000
        );
        for (name, ended) in self.imports() {
            let _ = write!(
                text,
                "\n| {name} | {:.1} | {:.1} | {} |",
                ended.seconds,
                ended.cpu_seconds,
                ended.peak_bytes / 1_000_000
            );
        }
        text
    }

    /// What is over its bar, a sentence each.
    #[must_use]
    pub fn missed(&self) -> Vec<String> {
        let mut missed = Vec::new();
        for (name, ended) in self.imports() {
            if ended.peak_bytes > MOST_MEMORY {
                missed.push(format!(
                    "{name} held {} MB, and {} are allowed",
                    ended.peak_bytes / 1_000_000,
                    MOST_MEMORY / 1_000_000
                ));
            }
            if ended.seconds > MOST_SECONDS {
                missed.push(format!(
                    "{name} took {:.0} s, and {MOST_SECONDS} are allowed",
                    ended.seconds
                ));
            }
        }
        missed
    }
}

#[cfg(test)]
mod tests {
    use super::{Ended, Results};

    #[test]
    fn an_import_that_takes_too_much_misses_its_bars() {
        let ended = |seconds, peak_bytes| Ended {
            seconds,
            cpu_seconds: 9.0,
            peak_bytes,
        };
        let results = Results {
            rows: 10,
            bytes: 400_000_000,
            first: ended(20.0, 251_000_000),
            again: ended(121.0, 250_000_000),
        };
        assert_eq!(
            results.missed(),
            [
                "into an empty store held 251 MB, and 250 are allowed",
                "the same again took 121 s, and 120 are allowed"
            ]
        );
        let table = results.table();
        assert!(
            table.contains("| into an empty store | 20.0 | 9.0 | 251 |"),
            "{table}"
        );
    }
}

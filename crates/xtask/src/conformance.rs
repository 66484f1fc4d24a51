//! What others' checks say of the running demo: the Open Referral UK check, where it lies beside the
//! repository. It needs Python with what its `requirements.txt` names.

use std::path::Path;

use anyhow::bail;

use crate::demo::Demo;
use crate::suite::binary;
use crate::{machine, process};

/// Where the check lies, from the root of the workspace.
const CHECK: &str = "../shared/check/oruk/check_oruk.py";

/// What is checked: where the API begins, and against which profile.
const RUNS: [(&str, &str); 3] = [
    ("/oruk/v3", "oruk-3.0"),
    ("/oruk/v3", "hsds-3.0"),
    ("/oruk/v1", "oruk-1.0"),
];

/// Starts the demo, runs every check at its strictest, and stops the demo.
///
/// # Errors
/// When the check is there and finds something, or cannot be run. Where it is not there, nothing is
/// checked, and that is said.
pub(crate) fn run() -> anyhow::Result<()> {
    let check = machine::root().join(CHECK);
    if !check.is_file() {
        println!("skipped: {CHECK} is not there; the project's own tests are in crates/api/tests");
        return Ok(());
    }
    let data = tempfile::tempdir()?;
    let mut demo = Demo::start(&binary::build()?, data.path())?;
    let url = demo.wait_until_ready()?;
    let mut failed = Vec::new();
    for (base, profile) in RUNS {
        println!("{base} against {profile}");
        if let Err(error) = check_one(&check, &format!("{url}{base}"), profile) {
            failed.push(format!("{base} against {profile}: {error}"));
        }
    }
    demo.stop()?;
    if failed.is_empty() {
        return Ok(());
    }
    bail!("{}", failed.join("; "))
}

fn check_one(check: &Path, base: &str, profile: &str) -> anyhow::Result<()> {
    let python = machine::obtain(&["python3"], &["python3"])?;
    let check = check.to_string_lossy();
    let arguments = [&*check, base, "--profile", profile, "--level", "full", "--strict"];
    process::run(&mut process::program(python, arguments, machine::root()))
}

//! What others make of the running demo: the examples of the documents, Schemathesis over the whole
//! OpenAPI document for three kinds of caller, and the Open Referral UK check where it lies beside the
//! repository. The check needs Python with what its `requirements.txt` names.

use std::path::Path;

use anyhow::bail;

use crate::demo::Demo;
use crate::suite::binary;
use crate::{machine, process};

mod fuzz;
mod session;

/// Where the check lies, from the root of the workspace.
const CHECK: &str = "../shared/check/oruk/check_oruk.py";

/// What is checked: where the API begins, and against which profile.
const RUNS: [(&str, &str); 3] = [
    ("/oruk/v3", "oruk-3.0"),
    ("/oruk/v3", "hsds-3.0"),
    ("/oruk/v1", "oruk-1.0"),
];

/// The examples of the documents: what runs each, and what it is told besides the address.
const EXAMPLES: [(&str, &str, &[&str]); 2] = [
    ("python3", "docs/examples/near.py", &["SW9 8DJ"]),
    ("node", "docs/examples/follow.mjs", &[]),
];

/// Starts the demo, runs the examples of the documents and every check at its strictest, and stops the demo.
///
/// # Errors
/// When an example fails, or the check is there and finds something or cannot be run. Where it is not
/// there, that is said.
pub(crate) fn run() -> anyhow::Result<()> {
    let data = tempfile::tempdir()?;
    let binary = binary::build()?;
    let mailbox = session::Mailbox::open()?;
    let mut demo = Demo::start(&binary, data.path(), Some(mailbox.port()))?;
    let url = demo.wait_until_ready()?;
    let mut failed = Vec::new();
    for (program, example, more) in EXAMPLES {
        if let Err(error) = run_example(program, example, &url, more) {
            failed.push(format!("{error:#}"));
        }
    }
    let check = machine::root().join(CHECK);
    if !check.is_file() {
        println!("skipped: {CHECK} is not there; the project's own tests are in crates/api/tests");
    }
    for (base, profile) in RUNS.into_iter().filter(|_| check.is_file()) {
        println!("{base} against {profile}");
        if let Err(error) = check_one(&check, &format!("{url}{base}"), profile) {
            failed.push(format!("{base} against {profile}: {error}"));
        }
    }
    // Last, because it changes what the others look at.
    if let Err(error) = fuzz::every_caller(&binary, data.path(), &url, &mailbox) {
        failed.push(format!("{error:#}"));
    }
    demo.stop()?;
    if failed.is_empty() {
        return Ok(());
    }
    bail!("{}", failed.join("; "))
}

/// Runs an example of the documents against the demo; without the program that runs it, says so.
fn run_example(program: &str, example: &str, url: &str, more: &[&str]) -> anyhow::Result<()> {
    let Some(found) = machine::find(&[program]) else {
        println!("skipped: {example}, because {program} is not there");
        return Ok(());
    };
    let arguments = [example, url].into_iter().chain(more.iter().copied());
    let printed = process::output(&mut process::program(found, arguments, machine::root()))?;
    let last = printed.lines().last().unwrap_or_default();
    println!("{example}: {last}");
    if last.is_empty() || last.starts_with("0 ") {
        bail!("{example} found nothing");
    }
    Ok(())
}

fn check_one(check: &Path, base: &str, profile: &str) -> anyhow::Result<()> {
    let python = machine::obtain(&["python3"], &["python3"])?;
    let check = check.to_string_lossy();
    let arguments = [
        &*check,
        base,
        "--profile",
        profile,
        "--level",
        "full",
        "--strict",
    ];
    process::run(&mut process::program(python, arguments, machine::root()))
}

//! Schemathesis over the whole OpenAPI document: as nobody, as a steward and as a moderator; and, for what
//! these may not do or had better not, as an administrator, as somebody who has signed in, and as those
//! who leave.
//!
//! What is checked, and what is left out and why, stands in `openapi/schemathesis.toml`. The keys are
//! made at the command line, as an operator would make them, and the session by a mail.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, bail};

use super::session::Mailbox;
use crate::{machine, process};

/// What is installed where it is missing.
const PACKAGE: &str = "schemathesis>=4.32,<5";

/// What is checked, from the root of the workspace.
const SETTINGS: &str = "openapi/schemathesis.toml";

/// Whoever asks.
struct Caller {
    /// What they are called in what is printed.
    name: &'static str,
    shows: Shows,
    /// The operations that they ask; every one where there are none.
    only: &'static [&'static str],
    /// Operations that would take away what the rest of the run needs: the key, or the role.
    left_out: &'static [&'static str],
}

/// By what they are known.
enum Shows {
    Nothing,
    /// A key, by their role, as `fingerpost people give-role` takes it, and the key's scopes.
    Key(&'static [&'static str], &'static [&'static str]),
    /// The cookie of a session.
    Session,
}

const CALLERS: [Caller; 7] = [
    Caller {
        name: "nobody",
        shows: Shows::Nothing,
        only: &[],
        left_out: &[],
    },
    Caller {
        name: "a steward",
        shows: Shows::Key(
            &["steward", "--organization", "brixton-byte-buddies"],
            &["read", "listings:write", "export"],
        ),
        only: &[],
        left_out: &["end_key", "erase_own_account", "leave", "hand_over"],
    },
    Caller {
        name: "a moderator",
        shows: Shows::Key(
            &["moderator"],
            &["read", "listings:write", "moderate", "export"],
        ),
        only: &[],
        left_out: &["end_key", "erase_own_account"],
    },
    Caller {
        name: "an administrator",
        shows: Shows::Key(&["administrator"], &["read", "moderate"]),
        only: &["list_roles", "give", "take", "erase_account"],
        left_out: &[],
    },
    Caller {
        name: "somebody who has signed in",
        shows: Shows::Session,
        only: &[
            "me",
            "list_sessions",
            "make_key",
            "list_keys",
            "key_usage",
            "end_key",
            "ask_for_address",
            "confirm_address",
            "begin",
            "confirm",
            "show_second_factor",
            "ways",
            "make_claim",
            "mine",
            "withdraw",
        ],
        left_out: &[],
    },
    Caller {
        name: "a steward who leaves",
        shows: Shows::Key(
            &["steward", "--organization", "brixton-bienvenidos"],
            &["read", "listings:write"],
        ),
        only: &["leave", "hand_over"],
        left_out: &[],
    },
    Caller {
        name: "a moderator who wants to be forgotten",
        shows: Shows::Key(&["moderator"], &["moderate"]),
        only: &["end_key", "erase_own_account"],
        left_out: &[],
    },
];

/// Asks every operation many things, as each kind of caller, of the demo at `url` whose data lie under
/// `data`.
///
/// # Errors
/// When something is found, for each caller; when Schemathesis cannot be had.
pub(super) fn every_caller(
    binary: &Path,
    data: &Path,
    url: &str,
    mailbox: &Mailbox,
) -> anyhow::Result<()> {
    let schemathesis = obtain()?;
    // First, because whoever asks for many links, as the callers do, has to wait for the next.
    let session = mailbox.sign_in(url, "ada@lunchclub.org.uk")?;
    let mut failed = Vec::new();
    for caller in &CALLERS {
        println!("schemathesis as {}", caller.name);
        if let Err(error) = one(&schemathesis, caller, (binary, data, url), &session) {
            failed.push(format!("schemathesis as {}: {error:#}", caller.name));
        }
    }
    if failed.is_empty() {
        return Ok(());
    }
    bail!("{}", failed.join("; "))
}

fn one(
    schemathesis: &Path,
    caller: &Caller,
    (binary, data, url): (&Path, &Path, &str),
    session: &str,
) -> anyhow::Result<()> {
    let mut settings = PathBuf::from(SETTINGS);
    let mut headers = Vec::new();
    match caller.shows {
        Shows::Nothing => {}
        Shows::Key(role, scopes) => {
            let key = key(binary, data, role, scopes)?;
            headers.push(format!("Authorization: Bearer {key}"));
        }
        Shows::Session => {
            settings = data.join("schemathesis.toml");
            fs::write(&settings, with_session(session)?)?;
            // As from a page of the demo.
            headers.push("Sec-Fetch-Site: same-origin".to_owned());
        }
    }
    let document = format!("{url}/api/openapi.json");
    let mut command = process::program(schemathesis, ["--config-file"], machine::root());
    command.arg(settings);
    command.args(["run", &document, "--url", url]);
    command.args(["--max-examples", "5", "--no-shrink", "--workers", "2"]);
    for operation in caller.only {
        command.args(["--include-operation-id", operation]);
    }
    for operation in caller.left_out {
        command.args(["--exclude-operation-id", operation]);
    }
    for header in headers {
        command.args(["--header", &header]);
    }
    // The line of the command holds the key: it is not to be printed.
    let status = command.status().context("it did not start")?;
    if !status.success() {
        bail!("it ended with {status}");
    }
    Ok(())
}

/// The settings, with the session's cookie.
fn with_session(secret: &str) -> anyhow::Result<String> {
    let settings = fs::read_to_string(machine::root().join(SETTINGS))?;
    Ok(format!(
        "{settings}\n[auth.openapi.session]\napi_key = \"{secret}\"\n"
    ))
}

/// A key of somebody with that role.
fn key(binary: &Path, data: &Path, role: &[&str], scopes: &[&str]) -> anyhow::Result<String> {
    let email = format!("{}@fingerpost.example", role[0]);
    let people = |arguments: &[&str]| {
        let mut command = Command::new(binary);
        command
            .arg("people")
            .args(arguments)
            .env("FINGERPOST_DATA__DIR", data.join("data"))
            .current_dir(data);
        process::output(&mut command)
    };
    people(&[&["give-role", &email][..], role].concat())?;
    let scopes = scopes.iter().flat_map(|scope| ["--scope", scope]);
    let make: Vec<&str> = ["make-key", &email].into_iter().chain(scopes).collect();
    Ok(people(&make)?.trim().to_owned())
}

/// Schemathesis: of this machine, or installed into a folder of Cargo's target.
fn obtain() -> anyhow::Result<PathBuf> {
    if let Some(found) = machine::find(&["schemathesis"]) {
        return Ok(found);
    }
    let folder = machine::target()?.join("schemathesis");
    let program = folder.join("bin/schemathesis");
    if !program.is_file() {
        println!("installing {PACKAGE}");
        let python = machine::obtain(&["python3"], &["python3", "python3-venv"])?;
        let at = folder.to_string_lossy();
        process::run(&mut process::program(
            python,
            ["-m", "venv", &*at],
            machine::root(),
        ))
        .context("python3 has no venv: on Debian, install python3-venv")?;
        let pip = ["install", "--quiet", PACKAGE];
        process::run(&mut process::program(
            folder.join("bin/pip"),
            pip,
            machine::root(),
        ))?;
    }
    Ok(program)
}

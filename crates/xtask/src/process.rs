//! Running other programs: with their output shown as it comes, and where they count tests, with
//! what they counted.

use std::io::{BufRead, BufReader, IsTerminal, Read, Write};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::thread;
use std::time::{Duration, Instant};

use anyhow::{Context, bail};

use crate::machine;

/// Cargo at the root of the workspace.
///
/// What `cargo run` sets for this program is taken away again: build scripts that watch those
/// variables would otherwise rebuild half the tree at each change between `cargo xtask` and plain
/// cargo.
pub(crate) fn cargo<'a>(arguments: impl IntoIterator<Item = &'a str>) -> Command {
    let mut command = Command::new(std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
    command.args(arguments).current_dir(machine::root());
    for (name, _) in std::env::vars_os() {
        let name = name.to_string_lossy();
        let of_this_program = [
            "CARGO_BIN_",
            "CARGO_CRATE_",
            "CARGO_MANIFEST_",
            "CARGO_PKG_",
            "CARGO_PRIMARY_",
            "OUT_DIR",
        ]
        .iter()
        .any(|prefix| name.starts_with(prefix));
        if of_this_program {
            command.env_remove(&*name);
        }
    }
    if std::io::stderr().is_terminal() {
        command.env("CARGO_TERM_COLOR", "always");
    }
    command
}

/// Another program in `folder`.
pub(crate) fn program<'a>(
    name: impl AsRef<Path>,
    arguments: impl IntoIterator<Item = &'a str>,
    folder: &Path,
) -> Command {
    let mut command = Command::new(name.as_ref());
    command.args(arguments).current_dir(folder);
    command
}

/// Runs it to its end with its output shown.
///
/// # Errors
/// When it does not start, or ends with anything but success.
pub(crate) fn run(command: &mut Command) -> anyhow::Result<()> {
    let status = command
        .status()
        .with_context(|| format!("{} did not start", line(command)))?;
    if !status.success() {
        bail!("{} ended with {status}", line(command));
    }
    Ok(())
}

/// Runs it to its end and returns what it printed on standard output; errors are shown as they come.
///
/// # Errors
/// When it does not start, ends with anything but success, or prints something that is not text.
pub(crate) fn output(command: &mut Command) -> anyhow::Result<String> {
    let output = command
        .stderr(Stdio::inherit())
        .output()
        .with_context(|| format!("{} did not start", line(command)))?;
    if !output.status.success() {
        bail!("{} ended with {}", line(command), output.status);
    }
    String::from_utf8(output.stdout)
        .with_context(|| format!("{} printed something that is not text", line(command)))
}

/// What a program that was run to its end said, on both outputs, and whether it succeeded.
pub(crate) struct Heard {
    /// Its lines without colours, each output in its own order.
    pub lines: Vec<String>,
    /// The sentence of its failure.
    pub failure: Option<String>,
}

/// Runs it to its end with its output shown, and keeps the lines.
///
/// # Errors
/// When it does not start or cannot be waited for.
pub(crate) fn run_and_listen(command: &mut Command) -> anyhow::Result<Heard> {
    let mut child = command
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .with_context(|| format!("{} did not start", line(command)))?;
    let stdout = child
        .stdout
        .take()
        .map(|pipe| thread::spawn(move || pass_on(pipe, std::io::stdout())));
    let stderr = child
        .stderr
        .take()
        .map(|pipe| thread::spawn(move || pass_on(pipe, std::io::stderr())));
    let mut lines = Vec::new();
    for reader in [stdout, stderr].into_iter().flatten() {
        lines.extend(reader.join().unwrap_or_default());
    }
    let status = child
        .wait()
        .with_context(|| format!("{} was lost", line(command)))?;
    let failure = (!status.success()).then(|| format!("{} ended with {status}", line(command)));
    Ok(Heard { lines, failure })
}

/// Asks a program to stop (`TERM`, or `INT` for those that mean it kindly) and waits for it; kills
/// it when it takes longer than `patience`.
///
/// # Errors
/// When it had to be killed, or ended with anything but success.
pub(crate) fn stop(child: &mut Child, signal: &str, patience: Duration) -> anyhow::Result<()> {
    let asked = Command::new("sh")
        .args(["-c", &format!("kill -{signal} {}", child.id())])
        .status();
    let since = Instant::now();
    while asked.as_ref().is_ok_and(std::process::ExitStatus::success) && since.elapsed() < patience
    {
        if let Some(status) = child.try_wait()? {
            if status.success() {
                return Ok(());
            }
            bail!("it ended with {status} after {signal}");
        }
        thread::sleep(Duration::from_millis(50));
    }
    child.kill()?;
    child.wait()?;
    bail!(
        "it did not stop within {} s of {signal} and was killed",
        patience.as_secs()
    )
}

/// Copies a pipe to ours as it comes, and returns its lines without colours.
fn pass_on(from: impl Read, mut to: impl Write) -> Vec<String> {
    let mut from = BufReader::new(from);
    let mut lines = Vec::new();
    let mut bytes = Vec::new();
    while from
        .read_until(b'\n', &mut bytes)
        .is_ok_and(|read| read > 0)
    {
        // Whoever closed our output still wants the program to end in good order.
        let _ = to.write_all(&bytes).and_then(|()| to.flush());
        lines.push(without_colours(String::from_utf8_lossy(&bytes).trim_end()));
        bytes.clear();
    }
    lines
}

/// The text without terminal sequences of the form `ESC [ … letter`.
fn without_colours(text: &str) -> String {
    let mut pieces = text.split('\u{1b}');
    let mut plain = pieces.next().unwrap_or_default().to_owned();
    for piece in pieces {
        let end = piece
            .find(|c: char| c.is_ascii_alphabetic())
            .map_or(piece.len(), |at| at + 1);
        plain.push_str(&piece[end..]);
    }
    plain
}

/// The command as a person would type it.
fn line(command: &Command) -> String {
    let name = Path::new(command.get_program())
        .file_name()
        .unwrap_or(command.get_program());
    let words = std::iter::once(name).chain(command.get_args());
    words
        .map(|word| word.to_string_lossy().into_owned())
        .collect::<Vec<_>>()
        .join(" ")
}

#[cfg(test)]
mod tests {
    use std::process::{Command, Stdio};
    use std::time::Duration;

    use super::{run, run_and_listen, stop, without_colours};

    #[test]
    fn colours_are_taken_away_and_text_is_kept() {
        assert_eq!(
            without_colours("\u{1b}[32;1m  Summary\u{1b}[0m [ 1s]"),
            "  Summary [ 1s]"
        );
        assert_eq!(without_colours("plain"), "plain");
    }

    #[test]
    fn both_outputs_are_heard_and_a_failure_is_said() {
        let heard = run_and_listen(&mut shell("echo out; echo err >&2; exit 3")).unwrap();
        assert_eq!(heard.lines, ["out", "err"]);
        assert!(
            heard
                .failure
                .unwrap()
                .ends_with("ended with exit status: 3")
        );
    }

    #[test]
    fn a_program_that_is_not_there_is_named() {
        let error = run(&mut Command::new("/nowhere/at-all")).unwrap_err();
        assert_eq!(error.to_string(), "at-all did not start");
    }

    #[test]
    fn a_program_that_stops_kindly_is_a_success() {
        let mut child = shell("trap 'exit 0' TERM; echo ready; while :; do read line; done");
        let mut child = child
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        wait_until_ready(&mut child);
        child.stdin.take();
        stop(&mut child, "TERM", Duration::from_secs(20)).unwrap();
    }

    #[test]
    fn a_program_that_will_not_stop_is_killed_and_that_is_an_error() {
        let mut child = shell("trap '' TERM; echo ready; while :; do :; done");
        let mut child = child.stdout(Stdio::piped()).spawn().unwrap();
        wait_until_ready(&mut child);
        let error = stop(&mut child, "TERM", Duration::from_millis(100)).unwrap_err();
        assert!(error.to_string().contains("was killed"), "{error}");
    }

    fn shell(script: &str) -> Command {
        let mut command = Command::new("sh");
        command.args(["-c", script]);
        command
    }

    fn wait_until_ready(child: &mut std::process::Child) {
        let mut ready = [0; 6];
        std::io::Read::read_exact(child.stdout.as_mut().unwrap(), &mut ready).unwrap();
    }
}

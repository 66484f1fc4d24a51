//! Node, and the step that compares the front-end files.
//!
//! Debian's Node is older than the front-end tools accept. Rather than ask a person to add a
//! package source, a newer one is then fetched from npm's own registry into the target folder.

use std::ffi::OsString;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::Context;

use crate::suite::report::Verdict;
use crate::{machine, process};

/// The oldest release that the tools of both package.json files accept.
const OLDEST: (u32, u32) = (20, 19);

/// What is fetched where Node is older: a release with long support and the npm that comes with it.
const FETCHED: [&str; 2] = ["node@22", "npm@10"];

/// Where the style sheet and the script are made.
const FRONT_END: &str = "crates/pages/frontend";

/// A Node that is new enough, and its npm.
pub(super) struct Node {
    /// The folder in front of PATH in which both are found, if it is not in PATH anyway.
    folder: Option<PathBuf>,
}

impl Node {
    /// The one that is installed; one from the registry where it is too old; all of it installed
    /// where that may be done.
    ///
    /// # Errors
    /// One sentence that says what is missing.
    pub(super) fn obtain() -> anyhow::Result<Node> {
        let installed = Node { folder: None };
        if installed.is_new_enough() {
            return Ok(installed);
        }
        let home = machine::target()?.join("node");
        let fetched = Node {
            folder: Some(home.join("node_modules/.bin")),
        };
        if fetched.is_new_enough() {
            return Ok(fetched);
        }
        let npm = machine::obtain(&["npm"], &["nodejs", "npm"])?;
        let prefix = home.to_string_lossy();
        let options = ["install", "--no-audit", "--no-fund", "--prefix", &prefix];
        process::run(&mut process::program(
            npm,
            options.into_iter().chain(FETCHED),
            machine::root(),
        ))
        .with_context(|| {
            format!(
                "node {}.{} or newer is needed, and could not be fetched",
                OLDEST.0, OLDEST.1
            )
        })?;
        Ok(fetched)
    }

    /// Brings exactly the packages that the lock file in `folder` names.
    pub(super) fn install_packages(&self, folder: &Path) -> anyhow::Result<()> {
        process::run(&mut self.npm(&["ci", "--no-audit", "--no-fund"], folder))
    }

    /// npm in `folder`.
    pub(super) fn npm(&self, arguments: &[&str], folder: &Path) -> Command {
        self.command("npm", arguments, folder)
    }

    fn is_new_enough(&self) -> bool {
        let mut command = self.command("node", &["--version"], machine::root());
        let version = command
            .output()
            .ok()
            .and_then(|output| String::from_utf8(output.stdout).ok());
        version
            .and_then(|version| release(version.trim()))
            .is_some_and(|release| release >= OLDEST)
    }

    fn command(&self, name: &str, arguments: &[&str], folder: &Path) -> Command {
        let Some(first) = &self.folder else {
            return process::program(name, arguments.iter().copied(), folder);
        };
        let mut command = process::program(first.join(name), arguments.iter().copied(), folder);
        let mut path = OsString::from(first);
        path.push(":");
        path.push(std::env::var_os("PATH").unwrap_or_default());
        command.env("PATH", path);
        command
    }
}

/// Rebuilds the style sheet and the script and compares them with the committed ones.
pub(super) fn front_end() -> anyhow::Result<Verdict> {
    let node = match Node::obtain() {
        Ok(node) => node,
        Err(missing) => return skip(missing),
    };
    let folder = machine::root().join(FRONT_END);
    node.install_packages(&folder)?;
    process::run(&mut node.npm(&["run", "check"], &folder))?;
    Ok(Verdict::passed())
}

/// What cargo is told so that the tests that need the packages of the front end run too, once those
/// are there. The same for every build of the check, so that nothing is built twice.
pub(super) fn features() -> &'static [&'static str] {
    if machine::root()
        .join(FRONT_END)
        .join("node_modules")
        .is_dir()
    {
        &["--all-features"]
    } else {
        &[]
    }
}

/// A step that lacks its tools is skipped on a person's machine, and fails where nobody would notice.
pub(super) fn skip(missing: anyhow::Error) -> anyhow::Result<Verdict> {
    if machine::is_ci() {
        Err(missing)
    } else {
        Ok(Verdict::Skipped(format!("{missing:#}")))
    }
}

/// The (20, 19) of `v20.19.2`.
fn release(version: &str) -> Option<(u32, u32)> {
    let mut numbers = version
        .strip_prefix('v')?
        .split('.')
        .map(|number| number.parse().ok());
    Some((numbers.next()??, numbers.next()??))
}

#[cfg(test)]
mod tests {
    use super::{OLDEST, release};

    #[test]
    fn releases_are_compared_as_numbers() {
        assert_eq!(release("v20.20.2"), Some((20, 20)));
        assert!(release("v100.2.0") > Some(OLDEST));
        assert!(release("v18.20.4") < Some(OLDEST));
        assert_eq!(release("node"), None);
    }
}

//! The machine this runs on: where the workspace lies, which programs there are, and how to get
//! those that are missing.
//!
//! Packages are installed only as root on a system with apt-get, which is what a fresh container
//! is; on a person's own machine the missing program is named and nothing is touched.

use std::ffi::OsStr;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::OnceLock;

use anyhow::{Context, bail};

use crate::process;

/// The root of the workspace.
pub(crate) fn root() -> &'static Path {
    static ROOT: OnceLock<PathBuf> = OnceLock::new();
    ROOT.get_or_init(|| {
        let here = std::env::var_os("CARGO_MANIFEST_DIR")
            .map_or_else(|| env!("CARGO_MANIFEST_DIR").into(), PathBuf::from);
        here.ancestors()
            .nth(2)
            .map_or_else(|| here.clone(), Path::to_path_buf)
    })
}

/// Cargo's target folder: this program lies in `<target>/<profile>/`.
///
/// # Errors
/// When the system does not say where this program lies.
pub(crate) fn target() -> anyhow::Result<PathBuf> {
    let here = std::env::current_exe().context("this program does not know where it lies")?;
    here.ancestors()
        .nth(2)
        .map(Path::to_path_buf)
        .context("this program lies in no target folder")
}

/// Whether this is continuous integration, where a skipped step is a failed one.
pub(crate) fn is_ci() -> bool {
    std::env::var("CI").is_ok_and(|ci| !matches!(ci.as_str(), "" | "0" | "false"))
}

/// Where a program lies, by the first of its names that is in PATH.
pub(crate) fn find(names: &[&str]) -> Option<PathBuf> {
    let path = std::env::var_os("PATH").unwrap_or_default();
    find_in(&path, names)
}

/// A program by the first of its names, after installing `packages` where that may be done.
///
/// # Errors
/// One sentence that says what is missing and how to get it.
pub(crate) fn obtain(names: &[&str], packages: &[&str]) -> anyhow::Result<PathBuf> {
    if let Some(found) = find(names) {
        return Ok(found);
    }
    install(packages)?;
    find(names).with_context(|| {
        format!(
            "{} is still missing after installing {}",
            names[0],
            packages.join(" ")
        )
    })
}

/// Installs Debian packages.
///
/// # Errors
/// When this is not root on a system with apt-get, or apt-get fails.
pub(crate) fn install(packages: &[&str]) -> anyhow::Result<()> {
    static UPDATED: OnceLock<()> = OnceLock::new();
    let packages_line = packages.join(" ");
    let Some(apt) = find(&["apt-get"]).filter(|_| is_root()) else {
        bail!(
            "missing: {packages_line} (Debian's names); install it with your system's package manager"
        );
    };
    println!("installing {packages_line}");
    let apt = |arguments: &[&str]| {
        let mut command = Command::new(&apt);
        // Hundreds of lines about packages would bury the check's own.
        command
            .args(arguments)
            .env("DEBIAN_FRONTEND", "noninteractive")
            .stdout(Stdio::null());
        process::run(&mut command)
    };
    if UPDATED.set(()).is_ok() {
        apt(&["update", "-qq"])?;
    }
    let install = ["install", "-qq", "--yes", "--no-install-recommends"];
    apt(&[&install, packages].concat())
        .with_context(|| format!("{packages_line} could not be installed"))
}

/// Whether this process may do everything.
pub(crate) fn is_root() -> bool {
    user_number("id", &["-u"]) == Some(0)
}

/// The numbers of a system user and its group, if there is one of that name.
pub(crate) fn account(name: &str) -> Option<(u32, u32)> {
    Some((
        user_number("id", &["-u", name])?,
        user_number("id", &["-g", name])?,
    ))
}

fn user_number(program: &str, arguments: &[&str]) -> Option<u32> {
    let output = Command::new(program)
        .args(arguments)
        .output()
        .ok()
        .filter(|output| output.status.success())?;
    String::from_utf8(output.stdout).ok()?.trim().parse().ok()
}

fn find_in(path: &OsStr, names: &[&str]) -> Option<PathBuf> {
    let candidates = names
        .iter()
        .flat_map(|name| std::env::split_paths(path).map(move |folder| folder.join(name)));
    candidates.into_iter().find(|candidate| candidate.is_file())
}

#[cfg(test)]
mod tests {
    use super::{find_in, root};

    #[test]
    fn the_root_holds_the_workspace() {
        assert!(root().join("crates/xtask/Cargo.toml").is_file());
    }

    #[test]
    fn the_first_name_wins_over_the_first_folder() {
        let one = tempfile::tempdir().unwrap();
        let two = tempfile::tempdir().unwrap();
        std::fs::write(one.path().join("second"), "").unwrap();
        std::fs::write(two.path().join("first"), "").unwrap();
        let path = std::env::join_paths([one.path(), two.path()]).unwrap();
        assert_eq!(
            find_in(&path, &["first", "second"]),
            Some(two.path().join("first"))
        );
        assert_eq!(find_in(&path, &["third"]), None);
    }
}

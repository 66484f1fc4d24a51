//! A PostgreSQL of our own: a new cluster in a temporary folder, on a free port, for one run.
//!
//! It is run as a plain child rather than through `pg_ctl`, so that an interrupt on the terminal
//! reaches it too and it never outlives the check. Nothing in it is meant to survive a crash.

use std::fs;
use std::net::TcpListener;
use std::os::unix::fs::chown;
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::thread;
use std::time::{Duration, Instant};

use anyhow::{Context, bail};
use tempfile::TempDir;

use crate::suite::postgres::{connect, handshake};
use crate::{machine, process};

/// How long the server may take to let the first client in.
const START: Duration = Duration::from_secs(60);

/// How long it may take to stop.
const STOP: Duration = Duration::from_secs(20);

/// For tests: listen on loopback only, no socket file, and no waiting for the disc.
const SETTINGS: &[&str] = &[
    "listen_addresses=127.0.0.1",
    "unix_socket_directories=",
    "max_connections=200",
    "fsync=off",
    "full_page_writes=off",
    "synchronous_commit=off",
];

/// The folder that holds `initdb` and `postgres`: in PATH, or where Debian keeps them out of it, newest first.
pub(super) fn binaries() -> Option<PathBuf> {
    let whole =
        |folder: &PathBuf| folder.join("initdb").is_file() && folder.join("postgres").is_file();
    let in_path =
        machine::find(&["initdb"]).and_then(|initdb| initdb.parent().map(Path::to_path_buf));
    let versions = fs::read_dir("/usr/lib/postgresql")
        .into_iter()
        .flatten()
        .flatten();
    let mut of_debian: Vec<(u32, PathBuf)> = versions
        .filter_map(|version| {
            Some((
                version.file_name().to_str()?.parse().ok()?,
                version.path().join("bin"),
            ))
        })
        .collect();
    of_debian.sort();
    in_path
        .into_iter()
        .chain(of_debian.into_iter().rev().map(|(_, folder)| folder))
        .find(whole)
}

/// A running server. Dropped, it stops, and its folder goes.
pub(super) struct Cluster {
    pub port: u16,
    child: Child,
    _folder: TempDir,
}

impl Cluster {
    /// Makes a cluster and waits until it answers.
    ///
    /// # Errors
    /// When the folder cannot be made, or PostgreSQL refuses or does not answer in time.
    pub(super) fn start(binaries: &Path) -> anyhow::Result<Cluster> {
        let folder = tempfile::Builder::new()
            .prefix("fingerpost-postgres-")
            .tempdir()?;
        let account = account()?;
        if let Some((user, group)) = account {
            chown(folder.path(), Some(user), Some(group))
                .context("the cluster's folder cannot be handed over")?;
        }
        let data = folder.path().join("data");
        let command = |name: &str| {
            let mut command = Command::new(binaries.join(name));
            command.arg("-D").arg(&data).current_dir(folder.path());
            if let Some((user, group)) = account {
                command.uid(user).gid(group);
            }
            command
        };

        let mut initdb = command("initdb");
        initdb.args([
            "--username=postgres",
            "--auth=trust",
            "--encoding=UTF8",
            "--locale=C",
            "--no-sync",
        ]);
        process::output(&mut initdb)?;

        let port = TcpListener::bind("127.0.0.1:0")?.local_addr()?.port();
        let log = folder.path().join("log");
        let mut server = command("postgres");
        server.args(["-p", &port.to_string()]);
        for setting in SETTINGS {
            server.args(["-c", setting]);
        }
        let child = server
            .stdout(Stdio::null())
            .stderr(fs::File::create(&log)?)
            .spawn()?;
        let mut cluster = Cluster {
            port,
            child,
            _folder: folder,
        };
        match cluster.wait_until_ready() {
            Ok(()) => Ok(cluster),
            Err(error) => bail!("{error:#}; its log ends: {}", tail(&log)),
        }
    }

    fn wait_until_ready(&mut self) -> anyhow::Result<()> {
        let since = Instant::now();
        loop {
            let answer = connect("127.0.0.1", self.port)
                .and_then(|stream| handshake::check(stream, "postgres"));
            let Err(error) = answer else { return Ok(()) };
            if let Some(status) = self.child.try_wait()? {
                bail!("our own PostgreSQL ended with {status}");
            }
            if since.elapsed() > START {
                return Err(error.context(format!(
                    "our own PostgreSQL did not answer within {} s",
                    START.as_secs()
                )));
            }
            thread::sleep(Duration::from_millis(100));
        }
    }
}

impl Drop for Cluster {
    fn drop(&mut self) {
        // INT is its fast shutdown: it does not wait for clients. Nobody needs what it held.
        if let Err(error) = process::stop(&mut self.child, "INT", STOP) {
            println!("our own PostgreSQL: {error:#}");
        }
    }
}

/// Whom the server runs as: ourselves, or, since it refuses root, the account that the package
/// made for it, or nobody.
fn account() -> anyhow::Result<Option<(u32, u32)>> {
    if !machine::is_root() {
        return Ok(None);
    }
    let account = ["postgres", "nobody"]
        .into_iter()
        .find_map(machine::account);
    account
        .map(Some)
        .context("PostgreSQL refuses to run as root, and there is no user postgres or nobody")
}

/// The last lines of its log, on one line.
fn tail(log: &Path) -> String {
    let log = fs::read_to_string(log).unwrap_or_default();
    let lines: Vec<&str> = log.lines().collect();
    lines[lines.len().saturating_sub(5)..].join(" | ")
}

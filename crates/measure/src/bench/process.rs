//! The server as a process: started, weighed, stopped.

use std::ffi::OsStr;
use std::fs;
use std::net::SocketAddr;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use anyhow::{Context as _, bail};

/// How long a start may take: a large index is opened and its columns read.
const START: Duration = Duration::from_secs(300);
const LOOK_EVERY: Duration = Duration::from_millis(50);
const WEIGH_EVERY: Duration = Duration::from_millis(5);

/// What making the index took.
pub(super) struct Indexed {
    pub(super) seconds: f64,
    pub(super) cpu_seconds: f64,
}

/// Makes the index of a store, as an operator does.
pub(super) fn index(binary: &Path, folder: &Path) -> anyhow::Result<Indexed> {
    let began = Instant::now();
    let before = cpu_of_children()?;
    let status = command(binary, folder, &["reindex"]).status()?;
    if !status.success() {
        bail!("fingerpost reindex ended with {status}");
    }
    Ok(Indexed {
        seconds: began.elapsed().as_secs_f64(),
        cpu_seconds: cpu_of_children()? - before,
    })
}

/// A running server; it is stopped when it is dropped.
pub(crate) struct Server {
    child: Child,
    pub(crate) address: SocketAddr,
}

impl Server {
    /// With the configuration that `settings` put over the usual one, as variables of the environment.
    pub(crate) fn start(
        binary: &Path,
        folder: &Path,
        settings: &[(&str, &str)],
    ) -> anyhow::Result<Self> {
        let url_file = folder.join("url");
        let _ = fs::remove_file(&url_file);
        let named = url_file.to_string_lossy().into_owned();
        let serve = ["serve", "--listen", "127.0.0.1:0", "--url-file", &named];
        let mut child = command(binary, folder, &serve)
            .envs(settings.iter().copied())
            .spawn()?;
        let began = Instant::now();
        loop {
            if let Ok(url) = fs::read_to_string(&url_file)
                && let Some(address) = url.trim().strip_prefix("http://")
                && let Ok(address) = address.parse()
            {
                return Ok(Self { child, address });
            }
            if let Some(status) = child.try_wait()? {
                bail!("the server ended with {status} before it answered");
            }
            if began.elapsed() > START {
                let _ = child.kill();
                bail!("the server did not answer within {} s", START.as_secs());
            }
            std::thread::sleep(LOOK_EVERY);
        }
    }

    /// Seconds of CPU that its threads have used, to the nanosecond.
    pub(crate) fn cpu_seconds(&self) -> anyhow::Result<f64> {
        let tasks = fs::read_dir(format!("/proc/{}/task", self.child.id()))?;
        let mut nanoseconds = 0_u64;
        for task in tasks {
            // A thread may end between the list and the look.
            if let Ok(text) = fs::read_to_string(task?.path().join("schedstat"))
                && let Some(ran) = text.split(' ').next()
            {
                nanoseconds += ran.parse::<u64>()?;
            }
        }
        Ok(nanoseconds as f64 / 1e9)
    }

    /// Bytes of memory that are its own, and of files that it has mapped and read.
    pub(super) fn memory_bytes(&self) -> anyhow::Result<Memory> {
        Ok(Memory {
            resident: self.status_bytes("VmRSS:")?,
            own: self.status_bytes("RssAnon:")?,
        })
    }

    /// The most bytes of memory that it ever held.
    pub(crate) fn peak_memory_bytes(&self) -> anyhow::Result<u64> {
        self.status_bytes("VmHWM:")
    }

    fn status_bytes(&self, name: &str) -> anyhow::Result<u64> {
        status_bytes(self.child.id(), name)
    }

    pub(crate) fn stop(mut self) -> anyhow::Result<()> {
        self.child.kill()?;
        self.child.wait()?;
        Ok(())
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// What a process holds.
#[derive(Debug, Clone, Copy, Default, serde::Serialize, serde::Deserialize)]
pub struct Memory {
    /// Everything that is in memory for it, with pages of files that it has mapped.
    pub resident: u64,
    /// What is its own.
    pub own: u64,
}

/// What a process took from its beginning to its end.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Ended {
    /// From its start to its end.
    pub seconds: f64,
    /// Of all its threads.
    pub cpu_seconds: f64,
    /// The most memory that it ever held, as it was looked at every few milliseconds.
    pub peak_bytes: u64,
}

/// Runs the binary to its end; fails when it does.
pub(crate) fn to_its_end(
    binary: &Path,
    folder: &Path,
    arguments: &[&OsStr],
) -> anyhow::Result<Ended> {
    let began = Instant::now();
    let before = cpu_of_children()?;
    let mut child = command(binary, folder, arguments).spawn()?;
    let mut peak_bytes = 0;
    let status = loop {
        // One that has just ended has no memory any more.
        peak_bytes = status_bytes(child.id(), "VmHWM:").unwrap_or(peak_bytes);
        if let Some(status) = child.try_wait()? {
            break status;
        }
        std::thread::sleep(WEIGH_EVERY);
    };
    if !status.success() {
        bail!("{} ended with {status}", binary.display());
    }
    Ok(Ended {
        seconds: began.elapsed().as_secs_f64(),
        cpu_seconds: cpu_of_children()? - before,
        peak_bytes,
    })
}

fn status_bytes(process: u32, name: &str) -> anyhow::Result<u64> {
    let status = fs::read_to_string(format!("/proc/{process}/status"))?;
    let line = status.lines().find(|line| line.starts_with(name));
    let kilobytes = line.and_then(|line| line.split_whitespace().nth(1)?.parse::<u64>().ok());
    Ok(kilobytes.with_context(|| format!("no {name} in /proc"))? * 1024)
}

fn command<A: AsRef<OsStr>>(binary: &Path, folder: &Path, arguments: &[A]) -> Command {
    let mut command = Command::new(binary);
    command
        .args(arguments)
        .current_dir(folder)
        .env("FINGERPOST_DATA__DIR", folder)
        .env("FINGERPOST_LIMITS__REQUESTS_PER_MINUTE", "0")
        .stdout(Stdio::null())
        .stderr(Stdio::null());
    command
}

/// Seconds of CPU of all children that have ended.
fn cpu_of_children() -> anyhow::Result<f64> {
    const TICKS: f64 = 100.0;
    let stat = fs::read_to_string("/proc/self/stat")?;
    let (_, rest) = stat
        .rsplit_once(')')
        .context("/proc/self/stat has another form")?;
    let fields: Vec<&str> = rest.split_whitespace().collect();
    let tick = |at: usize| fields.get(at).and_then(|text| text.parse::<f64>().ok());
    // cutime and cstime, the 16th and 17th of all fields.
    let ticks = tick(13).zip(tick(14)).context("/proc/self/stat is short")?;
    Ok((ticks.0 + ticks.1) / TICKS)
}

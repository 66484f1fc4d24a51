//! The pages in a real browser, against the demo.
//!
//! The binary of the dev profile runs its demo on a free port with a data folder of its own; the
//! browser tests get its address, and at the end it must stop kindly when asked.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Child, Command};
use std::thread;
use std::time::{Duration, Instant};

use anyhow::{Context, bail};

use crate::suite::node::Node;
use crate::suite::report::Verdict;
use crate::suite::{binary, counts, node};
use crate::{machine, process};

/// How long the demo may take to crawl its fixtures and answer.
const START: Duration = Duration::from_secs(240);

/// How long it may take to finish what it does when asked to stop.
const STOP: Duration = Duration::from_secs(30);

/// Runs the browser tests.
pub(super) fn run() -> anyhow::Result<Verdict> {
    let (chromium, node) = match tools() {
        Ok(tools) => tools,
        Err(missing) => return node::skip(missing),
    };
    let folder = machine::root().join("crates/server/tests/browser");
    node.install_packages(&folder)?;

    let data = tempfile::tempdir()?;
    let mut demo = Demo::start(&binary::build()?, data.path())?;
    let url = demo.wait_until_ready()?;
    println!("the demo answers at {url}");
    let heard = process::run_and_listen(
        node.npm(&["test"], &folder)
            .env("BASE_URL", url)
            .env("CHROMIUM", chromium),
    )?;
    let stopped = demo.stop();
    Ok(Verdict::of_tests(
        counts::of_node(&heard.lines),
        heard
            .failure
            .or_else(|| stopped.err().map(|error| format!("{error:#}"))),
    ))
}

fn tools() -> anyhow::Result<(PathBuf, Node)> {
    let names = ["chromium", "chromium-browser", "google-chrome"];
    let chromium = machine::obtain(&names, &["chromium", "fonts-dejavu-core"])?;
    Ok((chromium, Node::obtain()?))
}

/// The running demo. Dropped before it was stopped, it is killed.
struct Demo {
    child: Child,
    url_file: PathBuf,
}

impl Demo {
    fn start(binary: &Path, data: &Path) -> anyhow::Result<Demo> {
        let url_file = data.join("url");
        let mut command = Command::new(binary);
        command.args(["demo", "--listen", "127.0.0.1:0"]);
        command
            .arg("--data-dir")
            .arg(data.join("data"))
            .arg("--url-file")
            .arg(&url_file);
        // A browser on a quick machine asks more often than a person may.
        command.env("FINGERPOST_LIMITS__REQUESTS_PER_MINUTE", "0");
        let child = command
            .current_dir(data)
            .spawn()
            .context("the demo did not start")?;
        Ok(Demo { child, url_file })
    }

    /// Its address, once it answers.
    fn wait_until_ready(&mut self) -> anyhow::Result<String> {
        let since = Instant::now();
        while since.elapsed() < START {
            if let Some(status) = self.child.try_wait()? {
                bail!("the demo ended with {status} before it was ready");
            }
            let url = fs::read_to_string(&self.url_file).unwrap_or_default();
            if !url.is_empty() {
                return Ok(url.trim().trim_end_matches('/').to_owned());
            }
            thread::sleep(Duration::from_millis(100));
        }
        bail!("the demo was not ready after {} s", START.as_secs());
    }

    fn stop(&mut self) -> anyhow::Result<()> {
        process::stop(&mut self.child, "TERM", STOP).context("the demo did not stop as it should")
    }
}

impl Drop for Demo {
    fn drop(&mut self) {
        // Already ended, unless something failed on the way.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

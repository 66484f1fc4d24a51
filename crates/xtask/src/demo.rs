//! The demo as a program of its own, for checks that ask a running instance.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Child, Command};
use std::thread;
use std::time::{Duration, Instant};

use anyhow::{Context, bail};

use crate::process;

/// How long the demo may take to crawl its fixtures and answer.
const START: Duration = Duration::from_secs(240);

/// How long it may take to finish what it does when asked to stop.
const STOP: Duration = Duration::from_secs(30);

/// The running demo. Dropped before it was stopped, it is killed.
pub(crate) struct Demo {
    child: Child,
    url_file: PathBuf,
}

impl Demo {
    /// Starts it on a free port of loopback, with its data under `data`, so that its mails go to
    /// `mail_port`, where there is one.
    ///
    /// # Errors
    /// When the binary does not start.
    pub(crate) fn start(
        binary: &Path,
        data: &Path,
        mail_port: Option<u16>,
    ) -> anyhow::Result<Demo> {
        let url_file = data.join("url");
        let mut command = Command::new(binary);
        command.args(["demo", "--listen", "127.0.0.1:0"]);
        command
            .arg("--data-dir")
            .arg(data.join("data"))
            .arg("--url-file")
            .arg(&url_file);
        // A check on a quick machine asks more often than a person may.
        command.env("FINGERPOST_LIMITS__REQUESTS_PER_MINUTE", "0");
        if let Some(port) = mail_port {
            command
                .env("FINGERPOST_MAIL__HOST", "127.0.0.1")
                .env("FINGERPOST_MAIL__PORT", port.to_string())
                .env("FINGERPOST_MAIL__ENCRYPTION", "none")
                .env("FINGERPOST_MAIL__FROM", "Demo <demo@here.org.uk>");
        }
        let child = command
            .current_dir(data)
            .spawn()
            .context("the demo did not start")?;
        Ok(Demo { child, url_file })
    }

    /// Its address, once it answers.
    ///
    /// # Errors
    /// When it ends before it answers, or takes too long.
    pub(crate) fn wait_until_ready(&mut self) -> anyhow::Result<String> {
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

    /// Asks it to stop, and waits until it has.
    ///
    /// # Errors
    /// When it does not stop in good order.
    pub(crate) fn stop(&mut self) -> anyhow::Result<()> {
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

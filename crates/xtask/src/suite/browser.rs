//! The pages in a real browser, against the demo.
//!
//! The binary of the dev profile runs its demo on a free port with a data folder of its own; the
//! browser tests get its address, and at the end it must stop kindly when asked.

use std::net::TcpListener;
use std::path::PathBuf;

use crate::demo::Demo;
use crate::suite::node::Node;
use crate::suite::report::Verdict;
use crate::suite::{binary, counts, node};
use crate::{machine, process};

/// Runs the browser tests.
pub(super) fn run() -> anyhow::Result<Verdict> {
    let (chromium, node) = match tools() {
        Ok(tools) => tools,
        Err(missing) => return node::skip(missing),
    };
    let folder = machine::root().join("crates/server/tests/browser");
    node.install_packages(&folder)?;

    let data = tempfile::tempdir()?;
    let fingerpost = binary::build()?;
    // The tests listen there themselves: it only has to be free.
    let mail_port = TcpListener::bind("127.0.0.1:0")?.local_addr()?.port();
    let mut demo = Demo::start(&fingerpost, data.path(), Some(mail_port))?;
    let url = demo.wait_until_ready()?;
    println!("the demo answers at {url}");
    let heard = process::run_and_listen(
        node.npm(&["test"], &folder)
            .env("BASE_URL", url)
            .env("FINGERPOST", &fingerpost)
            .env("MAIL_PORT", mail_port.to_string())
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
    // For the journeys that come back on a later day.
    machine::obtain(&["faketime"], &["faketime"])?;
    Ok((chromium, Node::obtain()?))
}

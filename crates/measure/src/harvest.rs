//! What it takes to take everything in and to give everything out: a feed of Open Referral UK on
//! loopback, harvested by the release binary into an empty store until it can be searched, then all of
//! it as lines of JSON.
//!
//! Beside each stands what moving the same bytes costs when nothing is done with them. **Everything goes
//! to 127.0.0.1 only.** The peak of memory is the kernel's (`VmHWM` of `/proc`), so this is a chore for
//! Linux.

mod feed;

use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use anyhow::bail;
use clap::Args;
use serde_json::Value;

use crate::bench::{Client, Server};

use feed::Feed;

/// A process that holds more at its peak is over the bar, in bytes.
const MOST_MEMORY: u64 = 250_000_000;
/// A harvest that takes longer is given up, for each listing.
const PATIENCE: Duration = Duration::from_millis(100);
/// How often it is looked whether everything is there.
const LOOK_EVERY: Duration = Duration::from_millis(200);

/// What to measure.
#[derive(Debug, Clone, Args)]
pub struct Plan {
    /// The `fingerpost` binary, built for release.
    #[arg(long, value_name = "FILE")]
    pub binary: PathBuf,
    /// How many services; several, with commas, are measured one after another.
    #[arg(
        long,
        value_delimiter = ',',
        default_value = "100000",
        value_name = "SERVICES"
    )]
    pub sizes: Vec<u64>,
    /// Where feeds are kept for the next run, and stores while they are filled.
    #[arg(long, value_name = "FOLDER")]
    pub folder: PathBuf,
}

/// What was measured, a column each.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Results(Vec<AtSize>);

#[derive(Debug, Clone, Default, PartialEq)]
struct AtSize {
    services: u64,
    listings: u64,
    harvest: Moved,
    export: Moved,
}

/// Bytes that were moved, with work and without.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
struct Moved {
    bytes: u64,
    /// From the first request until the last is done with.
    seconds: f64,
    /// Of the process, all threads.
    cpu_seconds: f64,
    /// The same bytes, thrown away.
    bare_seconds: f64,
    /// The most that the process ever held.
    peak_bytes: u64,
}

/// Runs the plan.
///
/// # Errors
/// When this is not Linux, or the feed cannot be made, the binary not started, or not everything of it
/// arrives.
pub fn run(plan: &Plan) -> anyhow::Result<Results> {
    if !cfg!(target_os = "linux") {
        bail!("the peak of memory is read from /proc: run this on Linux");
    }
    if !plan.binary.is_file() {
        bail!(
            "{} is not there: build it for release",
            plan.binary.display()
        );
    }
    let sizes = plan.sizes.iter().map(|size| at_size(plan, *size));
    Ok(Results(sizes.collect::<anyhow::Result<_>>()?))
}

fn at_size(plan: &Plan, size: u64) -> anyhow::Result<AtSize> {
    std::fs::create_dir_all(&plan.folder)?;
    let feed = Feed::of(&plan.folder, size)?;
    let store = plan.folder.join(format!("store-{size}"));
    if store.exists() {
        std::fs::remove_dir_all(&store)?;
    }
    std::fs::create_dir_all(&store)?;
    std::fs::write(store.join("sources.toml"), sources(&feed))?;
    let harvest = harvest(plan, &feed, &store)?;
    eprintln!("{size} services harvested in {:.1} s", harvest.seconds);
    let (export, listings) = export(plan, &feed, &store)?;
    eprintln!("{listings} listings exported in {:.1} s", export.seconds);
    std::fs::remove_dir_all(&store)?;
    Ok(AtSize {
        services: size,
        listings,
        harvest,
        export,
    })
}

/// The feed as an operator would enter it, but for the pauses, which would be most of the time.
fn sources(feed: &Feed) -> String {
    format!(
        "[[source]]\nid = \"feed\"\nname = \"The feed\"\naddress = \"{}\"\n\
         uri = \"https://feed.example/services\"\nprofile = \"open-referral\"\n\
         schedule = \"daily 03:00\"\npoliteness = {{ delay_ms = 0, max_pages = 1000000, max_megabytes = 100000 }}\n\
         [source.licence]\nid = \"OGL-UK-3.0\"\nattribution = \"From the feed\"\nredistribution = true\n",
        feed.url()
    )
}

fn harvest(plan: &Plan, feed: &Feed, store: &Path) -> anyhow::Result<Moved> {
    let bare_seconds = bare(feed)?;
    let settings = [
        ("FINGERPOST_CRAWL__ALLOW_LOOPBACK", "true"),
        ("FINGERPOST_CRAWL__CONTACT", "bench@feed.example"),
    ];
    let began = Instant::now();
    let server = Server::start(&plan.binary, store, &settings)?;
    let patience = PATIENCE * u32::try_from(feed.services()).unwrap_or(u32::MAX);
    // A connection for each look: on a machine that stands still, one that waits is closed.
    while !is_whole(&mut Client::new(server.address)?, feed)? {
        if began.elapsed() > patience.max(Duration::from_secs(60)) {
            bail!("not everything was there after {} s", patience.as_secs());
        }
        std::thread::sleep(LOOK_EVERY);
    }
    let moved = Moved {
        bytes: feed.bytes(),
        seconds: began.elapsed().as_secs_f64(),
        cpu_seconds: server.cpu_seconds()?,
        bare_seconds,
        peak_bytes: server.peak_memory_bytes()?,
    };
    server.stop()?;
    Ok(moved)
}

/// Whether the crawl has ended, whole, and the index has all that it brought.
fn is_whole(client: &mut Client, feed: &Feed) -> anyhow::Result<bool> {
    let sources: Value = serde_json::from_slice(client.get("/api/v1/sources")?)?;
    let source = &sources["sources"][0];
    let run = &source["last_run"];
    if run["finished_at"].is_null() {
        return Ok(false);
    }
    if run["complete"] != true || source["statements"].as_u64() != Some(feed.services()) {
        bail!("the crawl did not take everything: {source}");
    }
    let health: Value = serde_json::from_slice(client.get("/health/ready")?)?;
    Ok(health["lag"] == 0 && health["indexed"] == health["listings"])
}

fn export(plan: &Plan, feed: &Feed, store: &Path) -> anyhow::Result<(Moved, u64)> {
    let settings = [("FINGERPOST_CRAWL__SCHEDULED", "false")];
    let server = Server::start(&plan.binary, store, &settings)?;
    let before = server.cpu_seconds()?;
    let began = Instant::now();
    let mut client = Client::new(server.address)?;
    let drained = client.drain("/api/v1/export/ndjson")?;
    let seconds = began.elapsed().as_secs_f64();
    let moved = Moved {
        bytes: drained.bytes,
        seconds,
        cpu_seconds: server.cpu_seconds()? - before,
        bare_seconds: bare_of(feed, drained.bytes)?,
        peak_bytes: server.peak_memory_bytes()?,
    };
    server.stop()?;
    Ok((moved, drained.lines))
}

/// Every page of the feed, thrown away; the seconds.
fn bare(feed: &Feed) -> anyhow::Result<f64> {
    let began = Instant::now();
    let mut client = Client::new(feed.address())?;
    for page in 1..=feed.pages() {
        client.get(&feed.path(page))?;
    }
    Ok(began.elapsed().as_secs_f64())
}

/// So many bytes in one answer, thrown away; the seconds.
fn bare_of(feed: &Feed, bytes: u64) -> anyhow::Result<f64> {
    let began = Instant::now();
    let mut client = Client::new(feed.address())?;
    let drained = client.drain(&format!("/bytes?count={bytes}"))?;
    if drained.bytes != bytes {
        bail!("{} bytes came in place of {bytes}", drained.bytes);
    }
    Ok(began.elapsed().as_secs_f64())
}

impl Results {
    /// A table of Markdown.
    #[must_use]
    pub fn table(&self) -> String {
        let mut text = String::from("| |");
        for at in &self.0 {
            let _ = write!(text, " {} services |", at.services);
        }
        text += "\n|---|";
        text += &"---:|".repeat(self.0.len());
        let mut row = |name: &str, cell: &dyn Fn(&AtSize) -> String| {
            let _ = write!(text, "\n| {name} |");
            for at in &self.0 {
                let _ = write!(text, " {} |", cell(at));
            }
        };
        type Of = fn(&AtSize) -> (Moved, u64);
        let parts: [(&str, Of); 2] = [
            ("harvest", |at| (at.harvest, at.services)),
            ("export", |at| (at.export, at.listings)),
        ];
        for (name, of) in parts {
            let each = |at: &AtSize, seconds: f64| {
                let count = of(at).1.max(1);
                format!("{:.3}", seconds * 1_000.0 / count as f64)
            };
            row(&format!("{name}: s"), &|at| {
                format!("{:.1}", of(at).0.seconds)
            });
            row(&format!("{name}: ms a listing"), &|at| {
                each(at, of(at).0.seconds)
            });
            row(&format!("{name}: CPU a listing, ms"), &|at| {
                each(at, of(at).0.cpu_seconds)
            });
            row(&format!("{name}: the bytes alone, ms a listing"), &|at| {
                each(at, of(at).0.bare_seconds)
            });
            row(&format!("{name}: MB moved"), &|at| {
                (of(at).0.bytes / 1_000_000).to_string()
            });
            row(&format!("{name}: most memory, MB"), &|at| {
                (of(at).0.peak_bytes / 1_000_000).to_string()
            });
        }
        row("listings of them", &|at| at.listings.to_string());
        text
    }

    /// What is over its bar, a sentence each.
    #[must_use]
    pub fn missed(&self) -> Vec<String> {
        let over = |what: &str, at: &AtSize, moved: Moved| {
            (moved.peak_bytes > MOST_MEMORY).then(|| {
                format!(
                    "{what} of {} services held {} MB, and {} are allowed",
                    at.services,
                    moved.peak_bytes / 1_000_000,
                    MOST_MEMORY / 1_000_000
                )
            })
        };
        let of = |at: &AtSize| {
            [
                over("the harvest", at, at.harvest),
                over("the export", at, at.export),
            ]
        };
        self.0.iter().flat_map(of).flatten().collect()
    }
}

#[cfg(test)]
mod tests {
    use super::{AtSize, Moved, Results};

    #[test]
    fn a_process_that_holds_too_much_misses_its_bar() {
        let moved = |peak_bytes| Moved {
            bytes: 5_000_000,
            seconds: 2.0,
            cpu_seconds: 1.0,
            bare_seconds: 0.1,
            peak_bytes,
        };
        let results = Results(vec![AtSize {
            services: 1_000,
            listings: 990,
            harvest: moved(250_000_000),
            export: moved(251_000_000),
        }]);
        assert_eq!(
            results.missed(),
            ["the export of 1000 services held 251 MB, and 250 are allowed"]
        );
        let table = results.table();
        assert!(
            table.contains("| harvest: ms a listing | 2.000 |"),
            "{table}"
        );
        assert!(table.contains("| listings of them | 990 |"), "{table}");
    }
}

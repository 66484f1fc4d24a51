//! Two copies of the program over one PostgreSQL: one of them crawls, and the other when it is gone or
//! does not move.

use std::collections::BTreeSet;
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use tempfile::TempDir;
use testkit::database::{Database, postgres};
use testkit::origin::{Answer, Origin};

use crate::instance::until;

/// Sources that are due at once: more than are read before the first copy is killed.
const SOURCES: usize = 24;
/// The source in the middle of which a copy is stopped.
const SLOW: usize = 4;
/// The pause between two requests to the origin.
const DELAY_MS: u64 = 150;
/// Within so long the other copy has the lease.
const LEASE_SECONDS: u64 = 3;
/// How long it is watched that one crawls alone: longer than a lease.
const ALONE: Duration = Duration::from_secs(LEASE_SECONDS + 1);

/// A copy of the server, which ends with the test.
struct Copy {
    name: &'static str,
    process: Child,
    folder: TempDir,
}

impl Copy {
    async fn start(name: &'static str, database: &Database, origin: &Origin) -> Self {
        let folder = tempfile::tempdir().unwrap();
        std::fs::write(folder.path().join("sources.toml"), sources(origin)).unwrap();
        let config = format!(
            "[server]\nlisten = \"127.0.0.1:0\"\nworkers = 1\n[data]\ndir = \"data\"\n\
             [store]\nurl = \"{}\"\nlease_seconds = {LEASE_SECONDS}\n\
             [crawl]\ncontact = \"{name}@copies.example\"\nallow_loopback = true\n[log]\nlevel = \"info\"\n",
            database.url()
        );
        let file = folder.path().join("fingerpost.toml");
        std::fs::write(&file, config).unwrap();
        let ready = folder.path().join("url");
        let log = std::fs::File::create(folder.path().join("log")).unwrap();
        let process = Command::new(env!("CARGO_BIN_EXE_fingerpost"))
            .args(["serve", "--config"])
            .arg(&file)
            .arg("--url-file")
            .arg(&ready)
            .stdin(Stdio::null())
            .stdout(log.try_clone().unwrap())
            .stderr(log)
            .spawn()
            .unwrap();
        let copy = Self {
            name,
            process,
            folder,
        };
        until(&format!("{name} answers"), async || ready.is_file()).await;
        copy
    }

    /// Stops it where it is: its machine still answers for it, and it does not move.
    fn stop(&self) {
        let process = self.process.id().to_string();
        let stopped = Command::new("kill").args(["-s", "STOP", &process]).status();
        assert!(stopped.unwrap().success());
    }

    /// Ends it as a power cut does.
    fn kill(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

impl Drop for Copy {
    fn drop(&mut self) {
        self.kill();
        if std::thread::panicking() {
            let log = std::fs::read_to_string(self.folder.path().join("log"));
            eprintln!("the log of {}:\n{}", self.name, log.unwrap_or_default());
        }
    }
}

fn path(number: usize) -> String {
    format!("/{number}.csv")
}

fn sources(origin: &Origin) -> String {
    let source = |number| {
        format!(
            "[[source]]\nid = \"s{number}\"\nname = \"Source {number}\"\naddress = \"{}\"\n\
             profile = \"table\"\nschedule = \"daily 03:00\"\npoliteness = {{ delay_ms = {DELAY_MS} }}\n\
             [source.licence]\nid = \"OGL-UK-3.0\"\nattribution = \"From the test\"\nredistribution = true\n",
            origin.url(&path(number))
        )
    };
    (0..SOURCES).map(source).collect()
}

/// Who asked the origin for anything, by the mailbox in the name of the visitor.
fn visitors(origin: &Origin) -> BTreeSet<&'static str> {
    let named = |request: &testkit::origin::Request| {
        let visitor = request.header("user-agent").unwrap_or_default().to_owned();
        let known = ["one", "two"].into_iter();
        let mut named = known.filter(|name| visitor.contains(&format!("{name}@copies.example")));
        named.next().expect("the visitor says whose it is")
    };
    origin.requests().iter().map(named).collect()
}

fn rows(number: usize) -> String {
    format!("name,postcode\nClub {number},NW5 2TJ\n")
}

/// A database of two copies, and an origin that has all sources.
async fn stage() -> Option<(Database, Origin)> {
    let Some(database) = postgres().await else {
        eprintln!("PostgreSQL is left out: no server is named");
        return None;
    };
    let origin = Origin::start().await;
    for number in 0..SOURCES {
        origin.on(&path(number), [Answer::ok("text/csv", rows(number))]);
    }
    Some((database, origin))
}

/// Waits until the other copy crawls; how long it took.
async fn until_taken_over(origin: &Origin) -> Duration {
    let waited = until("the other crawls", async || !origin.paths().is_empty()).await;
    assert!(
        waited < Duration::from_secs(LEASE_SECONDS) * 4,
        "{waited:?}"
    );
    waited
}

async fn until_all_is_read(origin: &Origin) {
    until("the rest is read", async || {
        origin.paths().contains(&path(SOURCES - 1))
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_other_copy_takes_over_from_one_that_is_stopped() {
    let Some((database, origin)) = stage().await else {
        return;
    };
    // It comes a byte at a time, so that the copy is stopped while it reads and not while it writes.
    let slowly = Answer::drip("text/csv", rows(SLOW), Duration::from_millis(50));
    let answers = [slowly, Answer::ok("text/csv", rows(SLOW))];
    origin.on(&path(SLOW), answers);
    let one = Copy::start("one", &database, &origin).await;
    origin.heard(&path(0)).await;
    let two = Copy::start("two", &database, &origin).await;
    origin.heard(&path(SLOW)).await;

    one.stop();
    origin.forget();
    let waited = until_taken_over(&origin).await;
    println!(
        "{} took over {} ms after {} was stopped",
        two.name,
        waited.as_millis(),
        one.name
    );
    until_all_is_read(&origin).await;
    assert_eq!(visitors(&origin), BTreeSet::from(["two"]));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn one_copy_crawls_and_the_other_takes_over_when_it_is_killed() {
    let Some((database, origin)) = stage().await else {
        return;
    };
    let mut one = Copy::start("one", &database, &origin).await;
    let two = Copy::start("two", &database, &origin).await;
    until("somebody crawls", async || !origin.paths().is_empty()).await;
    tokio::time::sleep(ALONE).await;
    assert_eq!(
        visitors(&origin),
        BTreeSet::from(["one"]),
        "one crawls alone"
    );
    let read = origin.paths().len();
    assert!(read < SOURCES, "there is something left for the other");

    one.kill();
    origin.forget();
    let waited = until_taken_over(&origin).await;
    println!(
        "{} took over {} ms after {} was killed, with {} of {SOURCES} sources read",
        two.name,
        waited.as_millis(),
        one.name,
        read
    );
    until_all_is_read(&origin).await;
    assert_eq!(visitors(&origin), BTreeSet::from(["two"]));
    let before: BTreeSet<String> = (0..read - 1).map(path).collect();
    let again = origin
        .paths()
        .into_iter()
        .filter(|path| before.contains(path));
    assert_eq!(again.count(), 0, "what was read is not read again");
}

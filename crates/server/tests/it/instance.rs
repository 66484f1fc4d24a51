//! An instance: a server process of its own, and a door to its store through which its group edits.
//!
//! The door is another copy of the program's own verbs over the same store, as a crawl from the command
//! line is: what it writes, the server sees and tells.

use std::collections::BTreeMap;
use std::net::TcpListener;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::sync::Arc;
use std::time::{Duration, Instant};

use chrono::{DateTime, Utc};
use directory::{Directory, Error, FetchedPage, People, RunEnd, Silence};
use domain::clock::Clock;
use domain::listing::Listing;
use domain::sign_in::Secret;
use domain::source::{Licence, Source, SourceId};
use domain::statement::Item;
use gazetteer::Gazetteer;
use search::Index;
use store::{Account, ApiKey, Store, StoreOptions};
use tempfile::TempDir;
use testkit::chance::SeededChance;
use testkit::database::Database;
use uuid::Uuid;

#[derive(Debug)]
pub(crate) struct RealClock;

impl Clock for RealClock {
    #[expect(
        clippy::disallowed_methods,
        reason = "the processes beside go by the real time"
    )]
    fn now(&self) -> DateTime<Utc> {
        Utc::now()
    }
}

pub(crate) struct Instance {
    pub(crate) name: &'static str,
    pub(crate) directory: Directory,
    pub(crate) store: Store,
    pub(crate) source: SourceId,
    pub(crate) url: String,
    /// What others show when they ask for a webhook.
    key: String,
    folder: TempDir,
    process: Option<Child>,
    database: Database,
}

impl Instance {
    /// An instance that does not run yet.
    pub(crate) async fn new(name: &'static str, seed: u64, database: Database) -> Self {
        let port = TcpListener::bind("127.0.0.1:0")
            .unwrap()
            .local_addr()
            .unwrap()
            .port();
        let url = format!("http://127.0.0.1:{port}");
        let store = Store::connect(&StoreOptions::new(database.url()))
            .await
            .unwrap();
        store.migrate().await.unwrap();
        let chance = Arc::new(SeededChance::from_seed(seed));
        let gazetteer = Arc::new(Gazetteer::compiled_default().unwrap());
        let directory = Directory::new(
            store.clone(),
            Index::in_memory().unwrap(),
            gazetteer,
            Arc::new(RealClock),
        )
        .with_people(People {
            chance: Arc::<SeededChance>::clone(&chance),
            public_url: url.clone(),
            name: name.to_owned(),
            contact: None,
        });
        let secret = Secret::new(chance.as_ref());
        let key = secret.reveal().to_owned();
        give_key(&store, &secret, directory.instance().await.unwrap().id).await;
        let source = Source {
            id: SourceId::parse(&format!("home-{name}")).unwrap(),
            name: format!("The groups of {name}"),
            homepage: None,
            uri: format!("https://home-{name}.example/"),
            licence: Licence {
                id: "OGL-UK-3.0".into(),
                url: None,
                attribution: format!("From {name}"),
                allows_redistribution: true,
            },
            area: None,
            rank: 1,
        };
        directory.register_source(&source).await.unwrap();
        Self {
            name,
            directory,
            store,
            source: source.id,
            url,
            key,
            folder: tempfile::tempdir().unwrap(),
            process: None,
            database,
        }
    }

    /// Writes whom it follows, with the keys that they gave.
    pub(crate) fn follows(&self, others: &[&Self]) {
        let folder = self.folder.path();
        let mut sources = String::new();
        for other in others {
            std::fs::write(folder.join(format!("{}.key", other.name)), &other.key).unwrap();
            // Looked at once a day: whatever is faster comes of knocks.
            sources.push_str(&format!(
                "[[source]]\nid = \"peer-{0}\"\nname = \"{0}\"\ntype = \"fingerpost\"\naddress = \"{1}\"\n\
                 key_file = \"{0}.key\"\nschedule = \"every 24h\"\n\n",
                other.name, other.url
            ));
        }
        std::fs::write(folder.join("sources.toml"), sources).unwrap();
        let config = format!(
            "[server]\nlisten = \"{}\"\npublic_url = \"{}\"\nworkers = 1\n\
             [data]\ndir = \"data\"\n[store]\nurl = \"{}\"\n\
             [crawl]\nsources = \"sources.toml\"\nallow_loopback = true\nscheduled = true\n\
             [limits]\nrequests_per_minute = 0\n[log]\nlevel = \"warn\"\n",
            self.url.trim_start_matches("http://"),
            self.url,
            self.database.url(),
        );
        std::fs::write(folder.join("fingerpost.toml"), config).unwrap();
    }

    /// Starts the server and waits until it answers.
    pub(crate) async fn start(&mut self) {
        let ready = self.folder.path().join("url");
        let _ = std::fs::remove_file(&ready);
        let log = std::fs::OpenOptions::new()
            .create(true)
            .append(true)
            .open(self.folder.path().join("log"))
            .unwrap();
        let child = Command::new(env!("CARGO_BIN_EXE_fingerpost"))
            .args(["serve", "--config"])
            .arg(self.folder.path().join("fingerpost.toml"))
            .arg("--url-file")
            .arg(&ready)
            .stdin(Stdio::null())
            .stdout(log.try_clone().unwrap())
            .stderr(log)
            .spawn()
            .unwrap();
        self.process = Some(child);
        let name = self.name;
        let began = until(&format!("{name} answers"), async || ready.is_file()).await;
        eprintln!("{name} answers after {} ms", began.as_millis());
    }

    /// Ends the server as a power cut does.
    pub(crate) fn kill(&mut self) {
        if let Some(mut process) = self.process.take() {
            process.kill().unwrap();
            process.wait().unwrap();
        }
    }

    /// One edit: what the group says now, and what it takes back.
    pub(crate) async fn edit(&self, items: Vec<Item>, gone: Vec<String>) {
        let run = patiently(async || self.directory.begin_run(&self.source).await).await;
        let page = FetchedPage::of("edit", items);
        patiently(async || self.directory.ingest_page(&run, page.clone()).await).await;
        if gone.is_empty() {
            // The run goes on with the next edit.
            return;
        }
        let end = RunEnd {
            complete: true,
            silence: Silence::NoNews,
            gone,
            ..RunEnd::default()
        };
        patiently(async || self.directory.finish_run(run.clone(), end.clone()).await).await;
    }

    /// What people see: each listing with its status, its body and who says what.
    pub(crate) async fn shown(&self) -> BTreeMap<Uuid, String> {
        let listings = self.listings().await;
        let text = |listing: &Listing| {
            let body = serde_json::to_string(&listing.service).unwrap();
            let voices = serde_json::to_string(&listing.provenance).unwrap();
            format!("{:?} {body} {voices}", listing.status)
        };
        listings
            .iter()
            .map(|listing| (listing.id, text(listing)))
            .collect()
    }

    pub(crate) async fn listings(&self) -> Vec<Listing> {
        let mut all: Vec<Listing> = Vec::new();
        loop {
            let after = all.last().map(|listing| listing.id);
            let some = self.store.visible_listings(after, 1_000).await.unwrap();
            if some.is_empty() {
                return all;
            }
            all.extend(some);
        }
    }

    /// Requests that it made to others, and knocks of its that arrived.
    pub(crate) async fn traffic(&self) -> (i64, i64) {
        let peers = self.store.peers().await.unwrap();
        let hooks = self.store.open_webhooks().await.unwrap();
        (
            peers.iter().map(|peer| peer.asked).sum(),
            hooks.iter().map(|hook| hook.delivered).sum(),
        )
    }

    /// Whether all that it follows knock at its door.
    pub(crate) async fn is_knocked_at(&self) -> bool {
        let peers = self.store.peers().await.unwrap();
        peers.len() == 2 && peers.iter().all(|peer| peer.secret.is_some())
    }

    /// What its log has to say, for the messages of a failing test.
    pub(crate) fn log(&self) -> String {
        let text = read(&self.folder.path().join("log"));
        let lines: Vec<&str> = text.lines().rev().take(15).collect();
        lines.into_iter().rev().collect::<Vec<_>>().join("\n")
    }
}

impl Drop for Instance {
    fn drop(&mut self) {
        self.kill();
        if std::thread::panicking() {
            eprintln!("the end of the log of {}:\n{}", self.name, self.log());
        }
    }
}

/// Waits until something is so, up to two minutes; how long it took.
pub(crate) async fn until(what: &str, holds: impl AsyncFn() -> bool) -> Duration {
    let began = Instant::now();
    while !holds().await {
        assert!(
            began.elapsed() < Duration::from_secs(120),
            "in vain: {what}"
        );
        tokio::time::sleep(Duration::from_millis(25)).await;
    }
    began.elapsed()
}

/// A store that is busy, on a machine that is busy with other things, is asked again.
pub(crate) async fn patiently<T>(verb: impl AsyncFn() -> Result<T, Error>) -> T {
    let began = Instant::now();
    loop {
        match verb().await {
            Ok(done) => return done,
            Err(Error::Unavailable { .. }) if began.elapsed() < Duration::from_secs(60) => {}
            Err(error) => panic!("{error:?}"),
        }
    }
}

async fn give_key(store: &Store, secret: &Secret, seed: Uuid) {
    let now = RealClock.now();
    let account = Uuid::new_v5(&seed, b"account");
    let tx = store.begin().await.unwrap();
    tx.add_account(&Account {
        id: account,
        email: "operator@neighbour.org.uk".to_owned(),
        created_at: now,
        last_sign_in: None,
        second_factor: None,
        second_factor_used: None,
        erased: false,
    })
    .await
    .unwrap();
    tx.add_api_key(&ApiKey {
        id: Uuid::new_v5(&seed, b"key"),
        account,
        name: "the neighbours".to_owned(),
        secret_hash: secret.hash(),
        scopes: vec![domain::authority::Scope::Read],
        created_at: now,
        last_used: None,
        ended_at: None,
    })
    .await
    .unwrap();
    tx.commit().await.unwrap();
}

fn read(path: &Path) -> String {
    std::fs::read_to_string(path).unwrap_or_default()
}

//! The process is killed at any moment while edits come in: what was acknowledged is there afterwards,
//! in the store and in the search.

use std::fs;
use std::io::{Read as _, Write as _};
use std::net::TcpStream;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::Arc;
use std::thread;
use std::time::{Duration, Instant};

use directory::{Directory, FetchedPage, People, RoleWanted, RunEnd};
use domain::authority::{Actor, Scope};
use domain::chance::Chance as _;
use domain::service::{Organization, Service};
use domain::source::{Licence, Source, SourceId};
use domain::statement::{Item, StatementKey};
use gazetteer::Gazetteer;
use search::Index;
use serde_json::{Value, json};
use store::{Store, StoreOptions};
use testkit::chance::SeededChance;

/// Edits that have to be acknowledged.
const EDITS: usize = 200;
/// Listings that they go round.
const LISTINGS: usize = 10;
/// At most so many edits are made between two kills.
const BETWEEN_KILLS: u64 = 25;
/// How long the process may take to answer.
const START: Duration = Duration::from_secs(120);

/// The running server. Dropped, it is killed.
struct Server {
    child: Child,
    address: String,
}

impl Server {
    fn start(data: &Path) -> Self {
        let (url_file, log) = (data.join("url"), data.join("log"));
        let _ = fs::remove_file(&url_file);
        let mut child = Command::new(env!("CARGO_BIN_EXE_fingerpost"))
            .args(["serve", "--listen", "127.0.0.1:0", "--url-file"])
            .arg(&url_file)
            .env("FINGERPOST_DATA__DIR", data)
            .env("FINGERPOST_LIMITS__REQUESTS_PER_MINUTE", "0")
            .current_dir(data)
            .stdout(Stdio::null())
            .stderr(fs::File::create(&log).unwrap())
            .spawn()
            .unwrap();
        let since = Instant::now();
        loop {
            let url = fs::read_to_string(&url_file).unwrap_or_default();
            if let Some(address) = url.trim().strip_prefix("http://") {
                let address = address.trim_end_matches('/').to_owned();
                return Self { child, address };
            }
            if let Some(status) = child.try_wait().unwrap() {
                panic!("it ended, {status}: {}", fs::read_to_string(&log).unwrap());
            }
            assert!(since.elapsed() < START, "it does not answer");
            thread::sleep(Duration::from_millis(20));
        }
    }

    fn kill(&mut self) {
        self.child.kill().unwrap();
        self.child.wait().unwrap();
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// Status and body; nothing when the connection broke.
fn send(address: &str, method: &str, path: &str, key: &str, body: &str) -> Option<(u16, Value)> {
    let mut stream = TcpStream::connect(address).ok()?;
    let length = body.len();
    // HTTP/1.0: the answer is not sent in pieces, and ends with the connection.
    let head = format!(
        "{method} {path} HTTP/1.0\r\nHost: {address}\r\nAuthorization: Bearer {key}\r\nIf-Match: *\r\n\
         Content-Type: application/json\r\nContent-Length: {length}\r\n\r\n{body}"
    );
    stream.write_all(head.as_bytes()).ok()?;
    let mut answer = String::new();
    stream.read_to_string(&mut answer).ok()?;
    let status = answer.split(' ').nth(1)?.parse().ok()?;
    let (_, body) = answer.split_once("\r\n\r\n")?;
    Some((status, serde_json::from_str(body).unwrap_or(Value::Null)))
}

struct Prepared {
    slugs: Vec<String>,
    ids: Vec<String>,
    key: String,
}

async fn directory(data: &Path) -> Directory {
    let url = format!("sqlite:{}", data.join("fingerpost.db").display());
    let store = Store::connect(&StoreOptions::new(url)).await.unwrap();
    store.migrate().await.unwrap();
    Directory::new(
        store,
        Index::in_memory().unwrap(),
        Arc::new(Gazetteer::compiled_default().unwrap()),
        Arc::new(Now),
    )
    .with_people(People {
        chance: Arc::new(SeededChance::from_seed(11)),
        public_url: "https://here.example".to_owned(),
        name: "Here".to_owned(),
        contact: None,
    })
}

/// A key must be of the time in which the process lives.
#[derive(Debug)]
struct Now;

impl domain::clock::Clock for Now {
    #[expect(
        clippy::disallowed_methods,
        reason = "the process beside goes by the machine's time too"
    )]
    fn now(&self) -> chrono::DateTime<chrono::Utc> {
        chrono::Utc::now()
    }
}

/// Some listings of one organization, and the key of its steward.
async fn prepare(data: &Path) -> Prepared {
    let directory = directory(data).await;
    let source = Source {
        id: SourceId::parse("lambeth").unwrap(),
        name: "Lambeth's directory".to_owned(),
        homepage: None,
        uri: "https://lambeth.example/".to_owned(),
        licence: Licence {
            id: "OGL-UK-3.0".to_owned(),
            url: None,
            attribution: "From Lambeth".to_owned(),
            allows_redistribution: true,
        },
        area: None,
        rank: 1,
    };
    directory.register_source(&source).await.unwrap();
    let run = directory.begin_run(&source.id).await.unwrap();
    let items = (0..LISTINGS).map(|n| Item {
        external_id: n.to_string(),
        service: Service {
            name: format!("Club number {n}"),
            organization: Some(Organization {
                name: "Brixton Clubs".to_owned(),
                ..Organization::default()
            }),
            ..Service::default()
        },
        url: None,
        raw: String::new(),
    });
    let page = FetchedPage::of("https://lambeth.example/all", items.collect());
    directory.ingest_page(&run, page).await.unwrap();
    let end = RunEnd {
        complete: true,
        ..RunEnd::default()
    };
    directory.finish_run(run, end).await.unwrap();

    let email = "ada@brixtonclubs.org.uk";
    let wanted = RoleWanted {
        role: "steward".to_owned(),
        organization: Some("brixton-clubs".to_owned()),
        ..RoleWanted::default()
    };
    let grant = directory
        .read_role(&Actor::Operator, &wanted)
        .await
        .unwrap();
    directory
        .give_role(&Actor::Operator, email, &grant)
        .await
        .unwrap();
    let browser = directory.ask_to_sign_in(email, None).await.unwrap();
    let letters = directory.due_letters().await.unwrap();
    let link = letters
        .iter()
        .find_map(|letter| letter.body.split_once("/sign-in/c/"))
        .and_then(|(_, after)| after.split_whitespace().next())
        .unwrap();
    let signed_in = directory
        .sign_in_by_link(link, Some(browser.reveal()), "a test")
        .await
        .unwrap();
    let ada = directory
        .who(Some(signed_in.cookie.reveal()))
        .await
        .unwrap();
    let key = directory
        .make_key(&ada, "a test", &[Scope::ListingsWrite])
        .await
        .unwrap();
    let (mut slugs, mut ids) = (Vec::new(), Vec::new());
    for n in 0..LISTINGS {
        let slug = format!("club-number-{n}");
        match directory.show(&slug).await.unwrap() {
            directory::Shown::Listing(view) => ids.push(view.listing.id.to_string()),
            directory::Shown::Moved(there) => panic!("{slug} is now {there}"),
        }
        slugs.push(slug);
    }
    Prepared {
        slugs,
        ids,
        key: key.secret.reveal().to_owned(),
    }
}

/// A word that no other edit has.
fn word(edit: usize) -> String {
    let letter = |n: usize| char::from(b'a' + u8::try_from(n % 26).unwrap());
    format!("quag{}{}x", letter(edit / 26), letter(edit))
}

#[test]
fn every_acknowledged_edit_is_there_after_any_number_of_kills() {
    let data: PathBuf = tempfile::tempdir().unwrap().keep();
    let runtime = tokio::runtime::Runtime::new().unwrap();
    let prepared = runtime.block_on(prepare(&data));
    let chance = SeededChance::from_seed(2026);
    let dice = |most: u64| {
        let mut bytes = [0; 8];
        chance.fill(&mut bytes);
        u64::from_le_bytes(bytes) % most
    };

    let mut server = Server::start(&data);
    let mut acknowledged: Vec<usize> = Vec::new();
    let (mut edit, mut kills, mut until_kill) = (0, 0, dice(BETWEEN_KILLS));
    while acknowledged.len() < EDITS {
        let at = edit % LISTINGS;
        let path = format!("/api/v1/listings/{}/statement", prepared.slugs[at]);
        let body = json!({
            "name": format!("Club number {at}"),
            "description": format!("This is edit {}.", word(edit)),
        });
        let (address, key) = (server.address.clone(), prepared.key.clone());
        let answer = if until_kill == 0 {
            // The edit is under way when the process dies, at some moment of it.
            let asked =
                thread::spawn(move || send(&address, "PUT", &path, &key, &body.to_string()));
            thread::sleep(Duration::from_millis(dice(60)));
            server.kill();
            kills += 1;
            until_kill = 1 + dice(BETWEEN_KILLS);
            let answer = asked.join().unwrap();
            server = Server::start(&data);
            answer
        } else {
            until_kill -= 1;
            send(&address, "PUT", &path, &key, &body.to_string())
        };
        match answer {
            Some((200, _)) => acknowledged.push(edit),
            Some((status, body)) => panic!("edit {edit}: {status} {body}"),
            None => {}
        }
        edit += 1;
    }
    server.kill();
    server = Server::start(&data);

    for (at, slug) in prepared.slugs.iter().enumerate() {
        let last = acknowledged
            .iter()
            .rev()
            .find(|edit| **edit % LISTINGS == at);
        let last = word(*last.unwrap());
        // One that was not acknowledged may have come after it, and then is what is shown.
        let shown = send(
            &server.address,
            "GET",
            &format!("/api/v1/listings/{slug}"),
            &prepared.key,
            "",
        );
        let shown = shown.unwrap().1["description"].as_str().unwrap().to_owned();
        let after = (0..edit).rev().filter(|edit| *edit % LISTINGS == at);
        let may_show: Vec<String> = after
            .map(word)
            .take_while(|said| *said != last)
            .chain([last.clone()])
            .collect();
        let said = may_show.iter().find(|said| shown.contains(said.as_str()));
        let said = said.unwrap_or_else(|| panic!("{slug} shows {shown:?}, not {last}"));
        let found = send(
            &server.address,
            "GET",
            &format!("/api/v1/search?q={said}"),
            &prepared.key,
            "",
        );
        let found = found.unwrap().1;
        assert_eq!(found["hits"][0]["slug"], slug.as_str(), "{said}: {found}");
    }
    server.kill();
    runtime.block_on(all_are_kept(&data, &prepared, &acknowledged));
    println!(
        "{} edits acknowledged of {edit}, {kills} kills",
        acknowledged.len()
    );
    assert!(kills >= 5);
    fs::remove_dir_all(&data).unwrap();
}

/// Every acknowledged edit is what is said, or was said before.
async fn all_are_kept(data: &Path, prepared: &Prepared, acknowledged: &[usize]) {
    let url = format!("sqlite:{}", data.join("fingerpost.db").display());
    let store = Store::connect(&StoreOptions::new(url)).await.unwrap();
    for (at, id) in prepared.ids.iter().enumerate() {
        let key = StatementKey {
            source: SourceId::group(),
            external_id: id.clone(),
        };
        let row = store::statement_id(&key);
        let now = store.statements_by_id(&[row]).await.unwrap();
        let mut said: Vec<String> = store
            .statement_history(&key)
            .await
            .unwrap()
            .into_iter()
            .filter_map(|version| version.service.description)
            .collect();
        said.extend(
            now.into_iter()
                .filter_map(|known| known.said.service.description.clone()),
        );
        for edit in acknowledged.iter().filter(|edit| **edit % LISTINGS == at) {
            let word = word(*edit);
            assert!(
                said.iter().any(|said| said.contains(&word)),
                "{word} is lost"
            );
        }
    }
}

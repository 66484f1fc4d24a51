//! How long matching takes in a directory that is not empty: one new statement, and all anew.
//!
//! `cargo bench -p directory --bench matching -- 100000` measures with so many statements. What one
//! new statement costs includes everything: the transaction, the fold, the change log.

#![expect(clippy::unwrap_used, reason = "what is measured has to work")]
use std::sync::Arc;
use std::time::Instant;

use directory::{Directory, FetchedPage, MATCHED_AT_ONCE};
use domain::postcode::Postcode;
use domain::service::{Location, Organization, Phone, Service, ServiceAtLocation};
use domain::source::{Licence, Source, SourceId};
use domain::statement::Item;
use gazetteer::Gazetteer;
use search::Index;
use store::{Store, StoreOptions};
use testkit::clock::HandClock;
use testkit::database::sqlite_file;

/// Statements on a page while the directory is filled.
const PAGE: usize = 500;
/// New statements that are timed one by one.
const TIMED: usize = 200;
/// Every so many postcodes one has a hall.
const EVERY: usize = 11;
/// Outward codes of London begin with these letters.
const LONDON: [&str; 8] = ["E", "EC", "N", "NW", "SE", "SW", "W", "WC"];
const ACTIVITIES: [&str; 24] = [
    "Lunch club",
    "Community choir",
    "Walking group",
    "Sewing circle",
    "Chess club",
    "Tea dance",
    "Gardening hour",
    "Advice surgery",
    "Food bank",
    "Baby group",
    "Chair yoga",
    "Homework club",
    "Memory cafe",
    "Repair cafe",
    "Conversation class",
    "Youth club",
    "Carers' group",
    "Art class",
    "Computer help",
    "Bingo",
    "Reading group",
    "Men's shed",
    "Tai chi",
    "Bereavement group",
];
const BEGINNINGS: [&str; 24] = [
    "Ash", "Beck", "Cran", "Dal", "Elm", "Fern", "Glen", "Hazel", "Ivy", "Kel", "Lark", "Mar",
    "Nor", "Oak", "Pen", "Quar", "Rose", "Shel", "Thorn", "Under", "Vale", "Wick", "Yar", "Zeal",
];
const ENDINGS: [&str; 20] = [
    "bury", "by", "combe", "croft", "dale", "den", "field", "ford", "gate", "ham", "holme",
    "hurst", "ley", "mead", "mere", "more", "stead", "ton", "wick", "worth",
];
const HALLS: [&str; 7] = [
    "Hall", "Centre", "Library", "House", "Church", "Hub", "Pavilion",
];

fn main() {
    let count = std::env::args()
        .skip(1)
        .find_map(|word| word.parse().ok())
        .unwrap_or(2_000);
    tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .unwrap()
        .block_on(measure(count));
}

async fn measure(count: usize) {
    let database = sqlite_file();
    let store = Store::connect(&StoreOptions::new(database.url()))
        .await
        .unwrap();
    store.migrate().await.unwrap();
    let clock = Arc::new(HandClock::at("2026-11-22T10:00:00Z"));
    let gazetteer = Arc::new(Gazetteer::compiled_default().unwrap());
    let city = City::new(&gazetteer);
    let index = || Index::in_memory().unwrap();
    let directory = Directory::new(store, index(), Arc::clone(&gazetteer), clock.clone());
    let sources: Vec<SourceId> = (0..4)
        .map(|n| format!("source-{n}"))
        .map(|id| SourceId::parse(&id).unwrap())
        .collect();
    for id in &sources {
        directory.register_source(&source(id)).await.unwrap();
    }

    let (began, worked) = (Instant::now(), processor_seconds());
    let each = count / sources.len();
    for id in &sources {
        let run = directory.begin_run(id).await.unwrap();
        // The first has yet to tell of some that the others know.
        let told = if *id == sources[0] {
            each - TIMED
        } else {
            each
        };
        for from in (0..told).step_by(PAGE) {
            let items = (from..told.min(from + PAGE))
                .map(|number| city.item(number))
                .collect();
            directory
                .ingest_page(&run, page(from, items))
                .await
                .unwrap();
        }
    }
    told(&format!("{count} statements taken"), began, worked);

    let run = directory.begin_run(&sources[0]).await.unwrap();
    let mut times: Vec<f64> = Vec::with_capacity(TIMED);
    let (began, worked) = (Instant::now(), processor_seconds());
    for n in 0..TIMED {
        // Half are like others that are known, half are like none.
        let number = if n % 2 == 0 {
            each - TIMED + n
        } else {
            count * 10 + n
        };
        let one = Instant::now();
        directory
            .ingest_page(&run, page(number, vec![city.item(number)]))
            .await
            .unwrap();
        times.push(one.elapsed().as_secs_f64() * 1_000.0);
    }
    times.sort_by(f64::total_cmp);
    println!(
        "one new statement: median {:.2} ms, 95 % below {:.2} ms",
        times[TIMED / 2],
        times[TIMED * 95 / 100]
    );

    told(&format!("{TIMED} new statements one by one"), began, worked);

    // As the command does it, in a process of its own.
    let options = StoreOptions {
        cache: 64,
        ..StoreOptions::new(database.url())
    };
    let store = Store::connect(&options).await.unwrap();
    let directory = Directory::new(store, index(), gazetteer, clock);
    let (began, worked) = (Instant::now(), processor_seconds());
    let matched = directory
        .rematch(true, MATCHED_AT_ONCE, |_, _| {})
        .await
        .unwrap();
    told(&format!("{matched} statements rematched"), began, worked);
}

/// How long something took, by the clock and of the processor.
fn told(what: &str, began: Instant, worked: f64) {
    println!(
        "{what} in {:.2} s, {:.2} s of the processor",
        began.elapsed().as_secs_f64(),
        processor_seconds() - worked
    );
}

/// What this process has had of the processor, where the system tells; a busy machine stretches the
/// other time.
fn processor_seconds() -> f64 {
    let stat = std::fs::read_to_string("/proc/self/stat").unwrap_or_default();
    let fields = stat.rsplit(')').next().unwrap_or_default();
    let ticks: f64 = fields
        .split_whitespace()
        .skip(11)
        .take(2)
        .filter_map(|ticks| ticks.parse::<f64>().ok())
        .sum();
    ticks / 100.0
}

/// Services in the shape of a city's: organizations with three services each and one telephone, at
/// postcodes of London that some share with many, most with few.
struct City {
    postcodes: Vec<Postcode>,
}

impl City {
    fn new(gazetteer: &Gazetteer) -> Self {
        let is_london = |postcode: &Postcode| {
            let letters = postcode.outward();
            let end = letters.find(|c: char| c.is_ascii_digit()).unwrap_or(0);
            LONDON.contains(&&letters[..end])
        };
        let postcodes = gazetteer.postcodes().step_by(EVERY).filter(is_london);
        Self {
            postcodes: postcodes.collect(),
        }
    }

    /// The service of a number: each source lists it in the same words.
    fn service(&self, number: usize) -> Service {
        let organization = number / 3;
        let dice = |salt: u64| mixed(organization as u64 ^ salt << 32);
        // The square of a part draws to the first ones: those are the halls where much goes on.
        let part = (dice(1) % 10_000) as f64 / 10_000.0;
        let at = (part * part * self.postcodes.len() as f64) as usize;
        let location = Location {
            postcode: self.postcodes.get(at).cloned(),
            ..Location::default()
        };
        let place = format!(
            "{}{}",
            BEGINNINGS[(dice(2) % BEGINNINGS.len() as u64) as usize],
            ENDINGS[(dice(3) % ENDINGS.len() as u64) as usize]
        );
        let activity = ACTIVITIES[mixed(number as u64) as usize % ACTIVITIES.len()];
        Service {
            name: format!("{activity} at {place} {}", HALLS[number / 3 % HALLS.len()]),
            description: Some("Everybody is welcome, every week, with tea and biscuits.".repeat(4)),
            organization: Some(Organization {
                name: format!("{place} Community Association {}", organization % 97),
                ..Organization::default()
            }),
            phones: vec![Phone {
                number: format!("020 {:04} {:04}", 7_000 + dice(4) % 2_000, dice(5) % 10_000),
                description: None,
            }],
            service_at_locations: vec![ServiceAtLocation {
                location,
                ..ServiceAtLocation::default()
            }],
            ..Service::default()
        }
    }

    fn item(&self, number: usize) -> Item {
        Item {
            external_id: number.to_string(),
            service: self.service(number),
            url: None,
            raw: format!("{number}"),
        }
    }
}

/// A number that shows nothing of the one it was made from (SplitMix64, public domain).
fn mixed(number: u64) -> u64 {
    let mut z = number.wrapping_add(0x9e37_79b9_7f4a_7c15);
    z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    z ^ (z >> 31)
}

fn page(number: usize, items: Vec<Item>) -> FetchedPage {
    FetchedPage::of(number.to_string(), items)
}

fn source(id: &SourceId) -> Source {
    Source {
        id: id.clone(),
        name: id.to_string(),
        homepage: None,
        uri: format!("https://{id}.example/"),
        licence: Licence {
            id: "OGL-UK-3.0".into(),
            url: None,
            attribution: String::new(),
            allows_redistribution: true,
        },
        area: None,
        rank: 1,
    }
}

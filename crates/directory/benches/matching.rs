//! How long matching takes in a directory that is not empty: one new statement, and all anew.
//!
//! `cargo bench -p directory --bench matching -- 100000` measures with so many statements. What one
//! new statement costs includes everything: the transaction, the fold, the change log.

#![expect(clippy::unwrap_used, reason = "what is measured has to work")]
use std::sync::Arc;
use std::time::Instant;

use directory::{Directory, FetchedPage};
use domain::postcode::Postcode;
use domain::service::{Location, Phone, Service, ServiceAtLocation};
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
/// Postcodes that the statements are spread over.
const POSTCODES: [&str; 6] = [
    "NW5 2TJ", "SW9 8DJ", "SW2 1JQ", "E8 1EA", "N1 9AG", "SE1 9TG",
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
    let directory = Directory::new(store, Index::in_memory().unwrap(), gazetteer, clock);
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
        for from in (0..each).step_by(PAGE) {
            let items = (from..each.min(from + PAGE)).map(item).collect();
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
        let number = if n % 2 == 0 { each + n } else { count * 10 + n };
        let one = Instant::now();
        directory
            .ingest_page(&run, page(number, vec![item(number)]))
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

    let (began, worked) = (Instant::now(), processor_seconds());
    let matched = directory.rematch(true, |_, _| {}).await.unwrap();
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

/// The service of a number: each source lists it in nearly the same words.
fn item(number: usize) -> Item {
    let location = Location {
        postcode: Postcode::parse(POSTCODES[number % POSTCODES.len()]).ok(),
        ..Location::default()
    };
    let words = [
        "Lunch", "Choir", "Walking", "Sewing", "Chess", "Dance", "Garden",
    ];
    let service = Service {
        name: format!("{} group {}", words[number % words.len()], number / 7),
        description: Some("Everybody is welcome, every week, with tea and biscuits.".repeat(4)),
        phones: vec![Phone {
            number: format!("020 7946 {:04}", number % 10_000),
            description: None,
        }],
        service_at_locations: vec![ServiceAtLocation {
            location,
            ..ServiceAtLocation::default()
        }],
        ..Service::default()
    };
    Item {
        external_id: number.to_string(),
        service,
        url: None,
        raw: format!("{number}"),
    }
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

//! What folding and matching cost: 10,000 statements of 5,000 services.
//!
//! Run with `cargo bench -p domain`. Compare figures of one run only: machines differ and drift.

use chrono::{DateTime, TimeDelta};
use domain::fold::{Said, fold};
use domain::matching::{Verdict, Weights, compare, keys};
use domain::position::Position;
use domain::postcode::Postcode;
use domain::service::{Location, Phone, Service, ServiceAtLocation, TaxonomyTerm};
use domain::source::{Licence, Source, SourceId};
use domain::statement::{Statement, StatementKey, StatementState};

const SERVICES: usize = 5_000;

fn main() {
    divan::main();
}

fn source(id: &str, rank: u16) -> Source {
    Source {
        id: SourceId::parse(id).expect("a good id"),
        name: id.to_owned(),
        homepage: None,
        uri: format!("https://{id}.example/"),
        licence: Licence {
            id: "OGL-UK-3.0".into(),
            url: None,
            attribution: String::new(),
            allows_redistribution: true,
        },
        area: None,
        rank,
    }
}

/// Each service is said twice, by two sources, in slightly other words.
fn statements() -> Vec<[Statement; 2]> {
    (0..SERVICES)
        .map(|n| [statement("camden", n), statement("map", n)])
        .collect()
}

fn statement(source: &str, n: usize) -> Statement {
    let spread = n as f64 / 100_000.0;
    let location = Location {
        name: Some(format!("Hall {n}")),
        address: vec![format!("{n} High Street"), "London".into()],
        postcode: Postcode::parse("NW5 2TJ").ok(),
        position: Position::new(51.5 + spread, -0.1).ok(),
        ..Location::default()
    };
    let heard = DateTime::UNIX_EPOCH + TimeDelta::minutes(n as i64);
    Statement {
        key: StatementKey {
            source: SourceId::parse(source).expect("a good id"),
            external_id: n.to_string(),
        },
        service: Service {
            name: format!("Club number {n}"),
            description: Some(format!("{source}: a friendly club for everybody. ").repeat(8)),
            phones: vec![Phone {
                number: format!("020 7946 {:04}", n % 1_000),
                description: None,
            }],
            service_at_locations: vec![ServiceAtLocation {
                location,
                ..Default::default()
            }],
            taxonomy_terms: vec![TaxonomyTerm {
                vocabulary: source.to_owned(),
                code: "social".into(),
                name: "Social".into(),
            }],
            ..Service::default()
        },
        url: None,
        first_seen: heard,
        last_seen: heard,
        changed_at: heard,
        state: StatementState::Active,
        absences: 0,
        absent_since: None,
    }
}

#[divan::bench(sample_count = 10)]
fn fold_10_000_statements(bencher: divan::Bencher<'_, '_>) {
    let (pairs, camden, map) = (statements(), source("camden", 1), source("map", 2));
    bencher.bench(|| {
        pairs
            .iter()
            .filter_map(|[a, b]| {
                fold(&[
                    Said {
                        statement: a,
                        source: &camden,
                    },
                    Said {
                        statement: b,
                        source: &map,
                    },
                ])
            })
            .count()
    });
}

#[divan::bench(sample_count = 10)]
fn match_keys_of_10_000_statements(bencher: divan::Bencher<'_, '_>) {
    let pairs = statements();
    bencher.bench(|| {
        pairs
            .iter()
            .flatten()
            .map(|said| keys(said).len())
            .sum::<usize>()
    });
}

#[divan::bench(sample_count = 10)]
fn compare_5_000_pairs(bencher: divan::Bencher<'_, '_>) {
    let pairs = statements();
    let weights = Weights::default();
    bencher.bench(|| {
        pairs
            .iter()
            .filter(|[a, b]| compare(a, b, &weights).verdict == Verdict::Same)
            .count()
    });
}

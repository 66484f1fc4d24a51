//! What matching costs: keys and comparison of one statement, a cold pass over 100,000, and one new
//! statement among them.
//!
//! Run with `cargo bench -p domain --bench matching`. Compare figures of one run only: machines
//! differ and drift. The statements are made so that blocks are as they are in life: a tenth stand
//! at community centres with sixty sessions, 2,000 have one switchboard's number.

use std::collections::{BTreeSet, HashMap};

use chrono::{DateTime, NaiveTime, Weekday};
use domain::matching::{BLOCK_LIMIT, Sketch, Verdict, Weights, candidates, keys};
use domain::position::Position;
use domain::postcode::Postcode;
use domain::schedule::Schedule;
use domain::service::{Location, Organization, Phone, Service, ServiceAtLocation, TaxonomyTerm};
use domain::source::SourceId;
use domain::statement::{Statement, StatementKey, StatementState};

const STATEMENTS: usize = 100_000;

fn main() {
    divan::main();
}

const WHAT: [&str; 20] = [
    "Lunch club",
    "Chair yoga",
    "Baby and toddler group",
    "ESOL class",
    "Knitting circle",
    "Job club",
    "Debt advice drop-in",
    "Bereavement group",
    "Walking group",
    "Gardening club",
    "Computer help",
    "Community choir",
    "Art class",
    "Tai chi",
    "Memory café",
    "Youth club",
    "Food bank",
    "Homework club",
    "Film club",
    "Chess club",
];

const WHO: [&str; 25] = [
    "Lantern", "Saffron", "Kite", "Marigold", "Harbour", "Juniper", "Silver", "Thistle", "Beacon",
    "Ember", "Willow", "Acorn", "Swift", "Copper", "Meadow", "Tandem", "Compass", "Bramble",
    "Anchor", "Mosaic", "Ripple", "Orchard", "Sparrow", "Clover", "Hearth",
];

const DISTRICTS: [&str; 20] = [
    "SW9", "SE5", "N19", "NW5", "SE15", "SE8", "SE6", "SE24", "SW16", "SE25", "N1", "N7", "SE1",
    "SE4", "CR0", "NW6", "SW17", "E8", "E14", "M33",
];

const DAYS: [Weekday; 5] = [
    Weekday::Mon,
    Weekday::Tue,
    Weekday::Wed,
    Weekday::Thu,
    Weekday::Fri,
];

/// Two statements of each of `count / 2` services, by two of eight sources.
fn statements(count: usize) -> Vec<Statement> {
    (0..count).map(|n| statement(n / 2, n % 2)).collect()
}

fn statement(service: usize, turn: usize) -> Statement {
    // A group runs three things in one hall; every tenth service is at a hall that 60 share.
    let group = service / 3;
    let hall = if service.is_multiple_of(10) {
        service / 600
    } else {
        1_000 + group
    };
    let district = DISTRICTS[hall % DISTRICTS.len()];
    let letters: String = [hall / 20 % 23, hall / 460 % 23]
        .iter()
        .map(|at| char::from(b"ABDEFGHJKLNPQRSTUWXYZAB"[*at]))
        .collect();
    let postcode = format!("{district} {}{letters}", hall / 10_580 % 10);
    let who = format!("{} {}", WHO[group % 25], WHO[group / 25 % 25]);
    let what = WHAT[service % WHAT.len()];
    let name = match (service % 4, turn) {
        (0, 0) => format!("{who}: {what}"),
        (0, _) => format!("{what} ({who})"),
        (_, 0) => what.to_owned(),
        (_, _) => what.replace(" club", "").replace("Community", "Comm."),
    };
    let phone = if service.is_multiple_of(100) {
        "020 7946 0000".to_owned()
    } else {
        format!(
            "0{} {:03} {:04}",
            1_204 + group / 1_000 % 40,
            200 + group % 700,
            group % 9_973
        )
    };
    let location = Location {
        name: Some(format!("Hall {hall}")),
        address: vec![format!("{} High Street", hall % 300), "London".into()],
        postcode: Postcode::parse(&postcode).ok(),
        position: Position::new(
            51.3 + (hall % 997) as f64 / 2_000.0,
            -0.4 + (hall % 991) as f64 / 1_200.0,
        )
        .ok(),
        ..Location::default()
    };
    let source = ["camden", "map", "register", "feed"][(service % 2) * 2 + turn];
    Statement {
        key: StatementKey {
            source: SourceId::parse(source).expect("a good id"),
            external_id: format!("{service}"),
        },
        service: Service {
            name,
            description: Some(format!(
                "{what} for everybody, run by {who}. There is tea, and somebody shows you round. \
                 Number {service} of our list, said by {source}, with room for newcomers."
            )),
            organization: Some(Organization {
                name: who.clone(),
                ..Organization::default()
            }),
            phones: vec![Phone {
                number: phone,
                description: None,
            }],
            email: Some(format!(
                "info@{}.org.uk",
                who.replace(' ', "-").to_lowercase()
            )),
            service_at_locations: vec![ServiceAtLocation {
                location,
                ..Default::default()
            }],
            schedules: vec![Schedule {
                weekdays: vec![DAYS[service % 5]],
                opens_at: NaiveTime::from_hms_opt(
                    u32::try_from(9 + service % 9).unwrap_or(9),
                    0,
                    0,
                ),
                ..Schedule::default()
            }],
            taxonomy_terms: vec![TaxonomyTerm {
                vocabulary: source.to_owned(),
                code: "social".into(),
                name: "Social".into(),
            }],
            ..Service::default()
        },
        url: None,
        first_seen: DateTime::UNIX_EPOCH,
        last_seen: DateTime::UNIX_EPOCH,
        changed_at: DateTime::UNIX_EPOCH,
        state: StatementState::Active,
        absences: 0,
        absent_since: None,
    }
}

#[divan::bench(sample_count = 5)]
fn keys_of_1_000_statements(bencher: divan::Bencher<'_, '_>) {
    let all = statements(1_000);
    bencher.bench(|| all.iter().map(|said| keys(said).len()).sum::<usize>());
}

#[divan::bench(sample_count = 5)]
fn compare_10_000_pairs(bencher: divan::Bencher<'_, '_>) {
    let sketches: Vec<Sketch> = statements(20_000).iter().map(Sketch::of).collect();
    let weights = Weights::default();
    bencher.bench(|| {
        sketches
            .chunks(2)
            .filter(|pair| pair[0].compare(&pair[1], &weights).verdict == Verdict::Same)
            .count()
    });
}

/// Sketches, keys, blocks and every comparison, from nothing.
#[divan::bench(sample_count = 1, sample_size = 1)]
fn match_100_000_statements_from_cold(bencher: divan::Bencher<'_, '_>) {
    let all = statements(STATEMENTS);
    let weights = Weights::default();
    bencher.bench(|| {
        let sketches: Vec<Sketch> = all.iter().map(Sketch::of).collect();
        let keys: Vec<Vec<String>> = sketches.iter().map(Sketch::keys).collect();
        let pairs = candidates(&keys, BLOCK_LIMIT);
        let same = pairs
            .iter()
            .filter(|(one, other)| {
                sketches[*one].compare(&sketches[*other], &weights).verdict == Verdict::Same
            })
            .count();
        eprintln!(
            "{} pairs compared, {same} the same, {:.1} keys each",
            pairs.len(),
            keys.iter().map(Vec::len).sum::<usize>() as f64 / all.len() as f64
        );
        same
    });
}

/// One statement against everything that shares a key with it, all of it sketched anew.
#[divan::bench(sample_count = 100)]
fn match_one_new_statement_among_100_000(bencher: divan::Bencher<'_, '_>) {
    let all = statements(STATEMENTS);
    let weights = Weights::default();
    let mut by_key: HashMap<String, Vec<usize>> = HashMap::new();
    for (at, said) in all.iter().enumerate() {
        for key in keys(said) {
            by_key.entry(key).or_default().push(at);
        }
    }
    let mut turn = 0;
    bencher.bench_local(|| {
        turn = (turn + 7_919) % STATEMENTS;
        let said = Sketch::of(&all[turn]);
        let near: BTreeSet<usize> = said
            .keys()
            .iter()
            .filter_map(|key| by_key.get(key))
            .filter(|block| block.len() <= BLOCK_LIMIT)
            .flatten()
            .copied()
            .collect();
        near.into_iter()
            .filter(|at| *at != turn)
            .filter(|at| said.compare(&Sketch::of(&all[*at]), &weights).verdict == Verdict::Same)
            .count()
    });
}

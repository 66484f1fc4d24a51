//! The gazetteer's look-ups, beside a plain sorted table and beside SQLite, all with the same postcodes.
//!
//! `cargo bench -p gazetteer`; the figures are kept in docs/gazetteer.md.
#![expect(
    clippy::unwrap_used,
    reason = "a benchmark that cannot set up its data has failed"
)]

use std::sync::LazyLock;
use std::sync::atomic::{AtomicUsize, Ordering};

use divan::{Bencher, black_box};
use domain::position::Position;
use domain::postcode::Postcode;
use gazetteer::Gazetteer;
use rusqlite::{Connection, OptionalExtension, params};
use tempfile::TempDir;

static BYTES: &[u8] = include_bytes!("../data/gb.gaz");
static DEFAULT: LazyLock<Gazetteer> = LazyLock::new(|| Gazetteer::compiled_default().unwrap());
static ROWS: LazyLock<Vec<Row>> = LazyLock::new(rows);

fn main() {
    divan::main();
}

/// A row of the plain table.
struct Row {
    postcode: String,
    latitude: f32,
    longitude: f32,
    ward: String,
}

fn rows() -> Vec<Row> {
    let live = usize::try_from(DEFAULT.meta().live).unwrap();
    let row = |postcode: Postcode| {
        let entry = DEFAULT.postcode(&postcode).unwrap();
        Row {
            postcode: postcode.to_string(),
            latitude: entry.position.latitude as f32,
            longitude: entry.position.longitude as f32,
            ward: entry
                .ward
                .map(|ward| ward.code.to_string())
                .unwrap_or_default(),
        }
    };
    let mut rows: Vec<Row> = DEFAULT.postcodes().take(live).map(row).collect();
    rows.sort_by(|a, b| a.postcode.cmp(&b.postcode));
    rows
}

/// A thousand and some rows from all over the table, in no order.
fn some() -> Vec<&'static Row> {
    (0..1_499usize)
        .map(|at| &ROWS[at * 7_919 * 131 % ROWS.len()])
        .collect()
}

/// Inputs that differ from one call to the next.
fn cycled<T: Clone + Sync>(items: Vec<T>) -> impl Fn() -> T + Sync {
    let next = AtomicUsize::new(0);
    move || {
        let at = next.fetch_add(1, Ordering::Relaxed);
        items[at % items.len()].clone()
    }
}

fn postcodes() -> Vec<Postcode> {
    some()
        .into_iter()
        .map(|row| Postcode::parse(&row.postcode).unwrap())
        .collect()
}

fn points() -> Vec<Position> {
    let near = some().into_iter().zip(0..);
    near.map(|(row, at)| Position {
        latitude: f64::from(row.latitude) + f64::from(at % 7) * 0.000_3,
        longitude: f64::from(row.longitude) - f64::from(at % 5) * 0.000_4,
    })
    .collect()
}

/// SQLite on disk, with the index and the box tree that its look-ups want.
struct Sqlite {
    connection: Connection,
    _directory: TempDir,
}

impl Sqlite {
    fn filled() -> Self {
        let directory = TempDir::new().unwrap();
        let mut connection = Connection::open(directory.path().join("postcodes.db")).unwrap();
        connection
            .execute_batch(
                "CREATE TABLE postcode (postcode TEXT PRIMARY KEY, latitude REAL, longitude REAL, ward TEXT) WITHOUT ROWID;
                 CREATE VIRTUAL TABLE box USING rtree (id, west, east, south, north, +postcode TEXT);",
            )
            .unwrap();
        let transaction = connection.transaction().unwrap();
        {
            let mut row = transaction
                .prepare("INSERT INTO postcode VALUES (?, ?, ?, ?)")
                .unwrap();
            let mut boxed = transaction
                .prepare("INSERT INTO box VALUES (?, ?, ?, ?, ?, ?)")
                .unwrap();
            for (
                at,
                Row {
                    postcode,
                    latitude,
                    longitude,
                    ward,
                },
            ) in (0i64..).zip(ROWS.iter())
            {
                row.execute(params![postcode, latitude, longitude, ward])
                    .unwrap();
                boxed
                    .execute(params![
                        at, longitude, longitude, latitude, latitude, postcode
                    ])
                    .unwrap();
            }
        }
        transaction.commit().unwrap();
        let size = std::fs::metadata(directory.path().join("postcodes.db"))
            .unwrap()
            .len();
        println!(
            "the SQLite file has {size} bytes, the gazetteer {}",
            BYTES.len()
        );
        Self {
            connection,
            _directory: directory,
        }
    }
}

mod open {
    use super::{BYTES, Bencher, Gazetteer, Sqlite, TempDir};

    #[divan::bench]
    fn compiled_in() -> Gazetteer {
        Gazetteer::from_bytes(BYTES).unwrap()
    }

    #[divan::bench]
    fn from_a_file(bencher: Bencher<'_, '_>) {
        let directory = TempDir::new().unwrap();
        let path = directory.path().join("gb.gaz");
        std::fs::write(&path, BYTES).unwrap();
        bencher.bench(|| Gazetteer::open(&path).unwrap());
    }

    #[divan::bench(sample_count = 1, sample_size = 1)]
    fn sqlite_filled() -> Sqlite {
        Sqlite::filled()
    }
}

mod exact {
    use super::{
        Bencher, DEFAULT, OptionalExtension, ROWS, Sqlite, black_box, cycled, postcodes, some,
    };

    #[divan::bench(sample_count = 1_000, sample_size = 100)]
    fn gazetteer(bencher: Bencher<'_, '_>) {
        bencher
            .with_inputs(cycled(postcodes()))
            .bench_refs(|postcode| black_box(DEFAULT.postcode(postcode)).is_some());
    }

    #[divan::bench(sample_count = 1_000, sample_size = 100)]
    fn sorted_table(bencher: Bencher<'_, '_>) {
        let wanted = some()
            .into_iter()
            .map(|row| row.postcode.as_str())
            .collect();
        bencher
            .with_inputs(cycled(wanted))
            .bench_values(|wanted: &str| {
                let at = ROWS
                    .binary_search_by(|row| row.postcode.as_str().cmp(wanted))
                    .unwrap();
                black_box((ROWS[at].latitude, ROWS[at].longitude, &ROWS[at].ward));
            });
    }

    #[divan::bench(sample_count = 100, sample_size = 10)]
    fn sqlite(bencher: Bencher<'_, '_>) {
        let sqlite = Sqlite::filled();
        let mut query = sqlite
            .connection
            .prepare("SELECT latitude, longitude, ward FROM postcode WHERE postcode = ?")
            .unwrap();
        let next = cycled(some());
        bencher.bench_local(|| {
            let found: Option<(f64, f64, String)> = query
                .query_row([&next().postcode], |row| {
                    Ok((row.get(0)?, row.get(1)?, row.get(2)?))
                })
                .optional()
                .unwrap();
            black_box(found)
        });
    }
}

mod resolve {
    use super::{Bencher, DEFAULT, black_box};

    #[divan::bench(args = ["SW9 8DJ", "5W9 8DJ", "SW9 8ZZ", "SW9", "Brixton", "near Brixton tube", "brixten", "no such place"])]
    fn gazetteer(bencher: Bencher<'_, '_>, text: &str) {
        bencher.bench(|| DEFAULT.resolve(black_box(text)));
    }
}

mod completion_of_ten {
    use super::{Bencher, DEFAULT, ROWS, Sqlite, black_box};

    #[divan::bench(args = ["SW9 8D", "SW9 8", "SW9", "SW", "s", "br", "brix", "kingston"])]
    fn gazetteer(bencher: Bencher<'_, '_>, prefix: &str) {
        bencher.bench(|| DEFAULT.complete(black_box(prefix), 10));
    }

    #[divan::bench(args = ["SW9 8D", "SW9"])]
    fn sorted_table(bencher: Bencher<'_, '_>, prefix: &str) {
        bencher.bench(|| {
            let from = ROWS.partition_point(|row| row.postcode.as_str() < black_box(prefix));
            let rows = ROWS[from..]
                .iter()
                .take_while(|row| row.postcode.starts_with(prefix))
                .take(10);
            rows.map(|row| row.postcode.clone())
                .collect::<Vec<String>>()
        });
    }

    #[divan::bench(args = ["SW9 8D", "SW9"])]
    fn sqlite(bencher: Bencher<'_, '_>, prefix: &str) {
        let sqlite = Sqlite::filled();
        let mut query = sqlite
            .connection
            .prepare("SELECT postcode FROM postcode WHERE postcode >= ?1 AND postcode < ?1 || '~' ORDER BY 1 LIMIT 10")
            .unwrap();
        bencher.bench_local(|| {
            let rows = query
                .query_map([black_box(prefix)], |row| row.get(0))
                .unwrap();
            rows.map(Result::unwrap).collect::<Vec<String>>()
        });
    }
}

mod nearest {
    use super::{Bencher, DEFAULT, Position, ROWS, Sqlite, black_box, cycled, points};

    #[divan::bench(sample_count = 1_000, sample_size = 10)]
    fn gazetteer(bencher: Bencher<'_, '_>) {
        bencher
            .with_inputs(cycled(points()))
            .bench_values(|point| black_box(DEFAULT.nearest(point)).is_some());
    }

    #[divan::bench(sample_count = 20, sample_size = 1)]
    fn sorted_table(bencher: Bencher<'_, '_>) {
        bencher
            .with_inputs(cycled(points()))
            .bench_values(|point: Position| {
                let shrink = point.latitude.to_radians().cos() as f32;
                let (north, east) = (point.latitude as f32, point.longitude as f32);
                let away = |row: &super::Row| {
                    let (up, along) = (row.latitude - north, (row.longitude - east) * shrink);
                    up * up + along * along
                };
                black_box(
                    ROWS.iter()
                        .min_by(|a, b| away(a).total_cmp(&away(b)))
                        .map(|row| &row.postcode),
                )
                .is_some()
            });
    }

    #[divan::bench(sample_count = 100, sample_size = 1)]
    fn sqlite(bencher: Bencher<'_, '_>) {
        let sqlite = Sqlite::filled();
        let mut query = sqlite
            .connection
            .prepare(
                "SELECT postcode FROM box WHERE west <= ?2 + ?3 AND east >= ?2 - ?3 AND south <= ?1 + ?3 AND north >= ?1 - ?3
                 ORDER BY (south - ?1) * (south - ?1) + 0.4 * (west - ?2) * (west - ?2) LIMIT 1",
            )
            .unwrap();
        let next = cycled(points());
        bencher.bench_local(|| {
            let point = next();
            // A box that is doubled until something is in it.
            let boxes = std::iter::successors(Some(0.002), |size: &f64| Some(size * 2.0));
            boxes.take(12).find_map(|size| {
                query
                    .query_row([point.latitude, point.longitude, size], |row| {
                        row.get::<_, String>(0)
                    })
                    .ok()
            })
        });
    }
}

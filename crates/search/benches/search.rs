//! How fast the index is, on invented listings in the shape of real ones.
//!
//! Each figure is for a whole log of 500 questions: divide by 500 for one. `LISTINGS=1000000` in the
//! environment measures another size. The machine's noise is in the median; the fastest has least.

use std::path::Path;
use std::sync::LazyLock;

use chrono::{DateTime, Days, NaiveDate, NaiveTime, TimeDelta};
use divan::Bencher;
use domain::position::Position;
use domain::service::Attendance;
use domain::source::SourceId;
use search::{Document, Facet, Index, Near, Order, Query, Term, Update};
use uuid::Uuid;

const QUESTIONS: usize = 500;
const METRES_PER_MILE: f64 = 1609.344;
/// Words so common that no title and no question uses them.
const COMMON: usize = 50;
const BOROUGHS: usize = 300;

fn main() {
    let world = &*WORLD;
    println!(
        "{} listings, {} bytes on the disk",
        world.index.count(),
        size_of(world.directory.path())
    );
    divan::main();
}

#[divan::bench(sample_count = 20)]
fn typeahead(bencher: Bencher) {
    ask(
        bencher,
        &questions(1, |dice, query| {
            let title = title(dice);
            query.text = dice.start_of(&title);
            query.as_you_type = true;
            if dice.chance(0.7) {
                query.near = Some(near(dice));
            }
        }),
    );
}

#[divan::bench(sample_count = 20)]
fn keyword_in_radius(bencher: Bencher) {
    ask(bencher, &questions(2, keyword_here));
}

#[divan::bench(sample_count = 20)]
fn keyword_anywhere(bencher: Bencher) {
    ask(
        bencher,
        &questions(2, |dice, query| {
            keyword_here(dice, query);
            query.near = None;
        }),
    );
}

#[divan::bench(sample_count = 20)]
fn keyword_nearest_first(bencher: Bencher) {
    ask(
        bencher,
        &questions(2, |dice, query| {
            keyword_here(dice, query);
            query.order = Order::Nearest;
        }),
    );
}

#[divan::bench(sample_count = 20)]
fn keyword_in_radius_with_facets(bencher: Bencher) {
    ask(
        bencher,
        &questions(2, |dice, query| {
            keyword_here(dice, query);
            query.facets = vec![
                Facet::Category,
                Facet::Attendance,
                Facet::Area,
                Facet::Source,
                Facet::Free,
            ];
        }),
    );
}

#[divan::bench(sample_count = 20)]
fn nearest_without_words(bencher: Bencher) {
    ask(
        bencher,
        &questions(3, |dice, query| {
            query.near = Some(near(dice));
            query.order = Order::Nearest;
        }),
    );
}

#[divan::bench(sample_count = 20)]
fn everything_in_a_category(bencher: Bencher) {
    ask(
        bencher,
        &questions(4, |dice, query| {
            query.filters.categories = vec![format!("c{}", dice.zipf(200))];
        }),
    );
}

#[divan::bench(sample_count = 3, sample_size = 1)]
fn rebuild(bencher: Bencher) {
    let documents = &WORLD.documents;
    bencher.bench_local(|| {
        let directory = tempfile::tempdir().expect("a directory");
        let index = Index::open_or_create(directory.path())
            .expect("an index")
            .index;
        index
            .rebuild(documents.iter().cloned(), 1)
            .expect("a rebuild");
        directory
    });
}

#[divan::bench(sample_count = 20, sample_size = 1)]
fn apply_one(bencher: Bencher) {
    let world = &*WORLD;
    let mut sequence = 1;
    bencher.bench_local(|| {
        sequence += 1;
        let document = world.documents[sequence as usize * 7].clone();
        world
            .index
            .apply(vec![Update::Put(Box::new(document))], sequence)
            .expect("applied");
    });
}

#[divan::bench(sample_count = 10, sample_size = 1)]
fn open_a_small_city(bencher: Bencher) {
    let directory = tempfile::tempdir().expect("a directory");
    let index = Index::open_or_create(directory.path())
        .expect("an index")
        .index;
    index
        .rebuild(WORLD.documents[..2_000].iter().cloned(), 1)
        .expect("a rebuild");
    drop(index);
    bencher.bench_local(|| {
        Index::open_or_create(directory.path())
            .expect("an index")
            .index
            .count()
    });
}

fn ask(bencher: Bencher, questions: &[Query]) {
    let index = &WORLD.index;
    // Answers are remembered: each round asks at another minute, and so anew.
    let mut rounds = 0..;
    bencher
        .with_inputs(|| {
            let minute = TimeDelta::minutes(rounds.next().unwrap_or_default());
            let time = NaiveTime::default() + minute;
            let at = |query: &Query| Query {
                time,
                ..query.clone()
            };
            questions.iter().map(at).collect::<Vec<_>>()
        })
        .bench_local_values(|questions| {
            questions
                .iter()
                .map(|query| index.search(query).expect("an answer").hits.len())
                .sum::<usize>()
        });
}

/// An index on the disk, its documents, and the words they are made of.
struct World {
    index: Index,
    documents: Vec<Document>,
    directory: tempfile::TempDir,
}

static WORLD: LazyLock<World> = LazyLock::new(|| {
    let size = std::env::var("LISTINGS")
        .ok()
        .and_then(|size| size.parse().ok())
        .unwrap_or(100_000);
    let mut dice = Dice(7);
    let documents: Vec<Document> = (0..size)
        .map(|number| document(&mut dice, number))
        .collect();
    let directory = tempfile::tempdir().expect("a directory");
    let index = Index::open_or_create(directory.path())
        .expect("an index")
        .index;
    index
        .rebuild(documents.iter().cloned(), 1)
        .expect("a rebuild");
    World {
        index,
        documents,
        directory,
    }
});

fn document(dice: &mut Dice, number: u128) -> Document {
    let remote = dice.chance(0.1);
    let places = match (remote, dice.chance(0.1)) {
        (true, _) => 0,
        (_, true) => 2 + dice.below(4),
        _ => 1,
    };
    let borough = |dice: &mut Dice| format!("E09000{:03}", dice.below(BOROUGHS) + 1);
    let served = if remote {
        usize::from(dice.chance(0.8))
    } else {
        usize::from(dice.chance(0.2))
    };
    let ways = if remote {
        vec![Attendance::Phone, Attendance::Online]
    } else {
        vec![Attendance::InPerson]
    };
    Document {
        id: Uuid::from_u128(number.wrapping_mul(0x9e37_79b9_7f4a_7c15_f39c_c060_5ced_c835)),
        version: 1,
        title: title(dice),
        organization: Some(title(&mut Dice(dice.zipf(8_000) as u64))),
        terms: (0..3).map(|_| category(dice)).collect(),
        description: Some(
            (0..40 + dice.below(110))
                .map(|_| word(dice.zipf(30_000)))
                .collect::<Vec<_>>()
                .join(" "),
        ),
        places: vec![word(dice.below(900)), format!("sw{}", dice.below(28))],
        positions: (0..places).map(|_| position(dice)).collect(),
        areas: vec![borough(dice)],
        service_areas: (0..served).map(|_| borough(dice)).collect(),
        attendance: ways,
        sources: vec![SourceId::parse(&format!("source-{}", dice.zipf(40))).expect("an id")],
        is_free: dice.chance(0.4),
        confirmed: today().checked_sub_days(Days::new(dice.below(1_500) as u64)),
        changed_at: DateTime::from_timestamp(dice.below(1_700_000_000) as i64, 0)
            .unwrap_or_default(),
        ..Document::default()
    }
}

fn title(dice: &mut Dice) -> String {
    (0..2 + dice.below(4))
        .map(|_| word(COMMON + dice.zipf(6_000)))
        .collect::<Vec<_>>()
        .join(" ")
}

fn category(dice: &mut Dice) -> Term {
    let number = dice.zipf(200);
    Term {
        code: format!("c{number}"),
        name: format!("{} {}", word(number * 13), word(number * 29 + 1)),
    }
}

/// Nearly half in London, the rest in two hundred towns.
fn position(dice: &mut Dice) -> Position {
    if !dice.chance(0.45) {
        let mut town = Dice(dice.zipf(200) as u64);
        let (latitude, longitude) = (50.6 + town.part() * 5.0, -3.5 + town.part() * 4.0);
        let mut around = || dice.part() + dice.part() + dice.part() - 1.5;
        return Position {
            latitude: latitude + around() * 0.06,
            longitude: longitude + around() * 0.1,
        };
    }
    let mut around = || (dice.part() + dice.part() + dice.part() - 1.5) / 1.5;
    Position {
        latitude: 51.507 + around() * 0.2,
        longitude: -0.1276 + around() * 0.35,
    }
}

fn near(dice: &mut Dice) -> Near {
    let radius_m = [0.5, 1.0, 2.0, 3.0, 5.0, 10.0][dice.below(6)] * METRES_PER_MILE;
    let borough = format!("E09000{:03}", dice.below(BOROUGHS) + 1);
    Near {
        serving_codes: vec![borough, "E92000001".to_owned()],
        ..Near::new(position(dice), radius_m)
    }
}

fn keyword_here(dice: &mut Dice, query: &mut Query) {
    let words = (0..1 + dice.below(4)).map(|_| {
        let word = word(COMMON + dice.zipf(6_000));
        if dice.chance(0.14) {
            dice.misspell(&word)
        } else {
            word
        }
    });
    query.text = words.collect::<Vec<_>>().join(" ");
    query.near = Some(near(dice));
}

fn questions(seed: u64, mut fill: impl FnMut(&mut Dice, &mut Query)) -> Vec<Query> {
    let mut dice = Dice(seed);
    (0..QUESTIONS)
        .map(|_| {
            let mut query = Query {
                limit: 20,
                today: today(),
                ..Query::default()
            };
            fill(&mut dice, &mut query);
            query
        })
        .collect()
}

fn today() -> NaiveDate {
    NaiveDate::from_ymd_opt(2026, 11, 22).unwrap_or_default()
}

/// The word of a rank: two to four syllables, the same for ever.
fn word(rank: usize) -> String {
    const CONSONANTS: &[u8] = b"bcdfghjklmnprstvwz";
    const VOWELS: &[u8] = b"aeiou";
    let mut dice = Dice(rank as u64 ^ 0x5151);
    let mut word = String::new();
    for _ in 0..2 + dice.below(3) {
        word.push(char::from(CONSONANTS[dice.below(CONSONANTS.len())]));
        word.push(char::from(VOWELS[dice.below(VOWELS.len())]));
        if dice.chance(0.4) {
            word.push(char::from(CONSONANTS[dice.below(CONSONANTS.len())]));
        }
    }
    word
}

/// A small generator of chance from a seed (SplitMix64).
struct Dice(u64);

impl Dice {
    fn roll(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mixed = (self.0 ^ self.0 >> 30).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let mixed = (mixed ^ mixed >> 27).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ mixed >> 31
    }

    fn part(&mut self) -> f64 {
        (self.roll() >> 11) as f64 / (1_u64 << 53) as f64
    }

    fn below(&mut self, end: usize) -> usize {
        (self.part() * end as f64) as usize
    }

    fn chance(&mut self, part: f64) -> bool {
        self.part() < part
    }

    /// A rank below `end`, with a chance near 1 in its own number.
    fn zipf(&mut self, end: usize) -> usize {
        ((end as f64 + 1.0).powf(self.part()) - 1.0) as usize
    }

    fn start_of(&mut self, text: &str) -> String {
        let end = (1 + self.below(12)).min(text.len());
        let start = text[..end].trim_end().to_owned();
        if self.chance(0.14) {
            self.misspell(&start)
        } else {
            start
        }
    }

    fn misspell(&mut self, word: &str) -> String {
        let mut letters: Vec<char> = word.chars().collect();
        if letters.len() > 3 {
            let at = 1 + self.below(letters.len() - 2);
            match self.below(3) {
                0 => letters.swap(at, at + 1),
                1 => letters[at] = 'q',
                _ => drop(letters.remove(at)),
            }
        }
        letters.into_iter().collect()
    }
}

fn size_of(directory: &Path) -> u64 {
    let entries = std::fs::read_dir(directory).into_iter().flatten().flatten();
    entries
        .map(|entry| match entry.metadata() {
            Ok(metadata) if metadata.is_dir() => size_of(&entry.path()),
            Ok(metadata) => metadata.len(),
            Err(_) => 0,
        })
        .sum()
}

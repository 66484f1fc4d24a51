//! The rules of withdrawal, replayed over histories of counts: how many services would they have
//! taken away that came back?
//!
//! The real history (601 runs over some 200 council sources, December 2022 to August 2026, counted
//! from an aggregator's public log) is not ours to pass on: the test looks for it beside the project
//! and says when it is not there. A made-up history with the same statistics is always replayed.
//!
//! Counts do not say *which* service is missing, so the worst is assumed: when a count rises, those
//! that were withdrawn come back first. That makes the figure for single services an upper bound.
//! What must be nought is what was withdrawn while a source lay in collapse.

use std::collections::{BTreeMap, VecDeque};
use std::path::Path;

use chrono::{DateTime, TimeDelta, Utc};
use domain::lifecycle::{Census, Standing, after_absence, breaker, quarantine};
use domain::statement::StatementState;

/// A run of all sources: when, and how many services each had.
type History = Vec<(DateTime<Utc>, BTreeMap<String, usize>)>;

/// Where the real history is, seen from the root of the project.
const REAL: [&str; 2] = [
    "../shared/data/feeds/source_counts_history.json",
    "../../shared/data/feeds/source_counts_history.json",
];

/// What came of a history.
#[derive(Debug, Default, PartialEq, Eq)]
struct Outcome {
    runs: usize,
    held: usize,
    collapses: usize,
    withdrawn: usize,
    /// Withdrawn while their source lay in collapse, and the source came back.
    wrong_in_collapse: usize,
    /// Withdrawn from a healthy source whose count rose again later: at most so many were wrong.
    perhaps_wrong: usize,
}

/// One source while its history goes by.
#[derive(Default)]
struct Source {
    present: usize,
    absent: Vec<Standing>,
    withdrawn: usize,
    withdrawn_in_collapse: usize,
    usual: VecDeque<usize>,
    /// What it had before it fell to half or less.
    fell_from: Option<usize>,
    in_trouble: bool,
}

impl Source {
    /// One complete run that found so many; `trouble` is how many others are in trouble just now.
    fn step(
        &mut self,
        count: usize,
        now: DateTime<Utc>,
        trouble: (usize, usize),
        out: &mut Outcome,
    ) {
        out.runs += 1;
        self.count_the_returned(count, out);
        if count >= self.present {
            let back = (count - self.present).min(self.absent.len());
            self.absent.truncate(self.absent.len() - back);
        } else {
            let gone = self.present - count;
            self.absent
                .extend(std::iter::repeat_n(Standing::present(), gone));
        }
        self.present = count;
        let usual: Vec<usize> = self.usual.iter().copied().collect();
        let held = quarantine(&Census {
            live_before: self.present + self.absent.len(),
            absent: self.absent.len(),
            absent_before: self
                .absent
                .iter()
                .filter(|standing| standing.absences > 0)
                .count(),
            found: count,
            found_before: &usual,
            nothing_is_usual: false,
        });
        self.in_trouble = held.is_some();
        let (crawled, in_trouble) = trouble;
        if held.is_some() || breaker(crawled, in_trouble).is_some() {
            out.held += 1;
            return;
        }
        self.usual.push_front(count);
        self.usual.truncate(5);
        for standing in &mut self.absent {
            *standing = after_absence(*standing, now);
        }
        let before = self.absent.len();
        self.absent
            .retain(|standing| standing.state != StatementState::Withdrawn);
        let withdrawn = before - self.absent.len();
        out.withdrawn += withdrawn;
        self.withdrawn += withdrawn;
        if self.fell_from.is_some() {
            self.withdrawn_in_collapse += withdrawn;
        }
    }

    /// Falls and recoveries, and who comes back with a recovery.
    fn count_the_returned(&mut self, count: usize, out: &mut Outcome) {
        if self.fell_from.is_some_and(|from| count * 2 > from) {
            out.wrong_in_collapse += std::mem::take(&mut self.withdrawn_in_collapse);
            self.fell_from = None;
        }
        if self.fell_from.is_none() && self.present >= 5 && count * 2 <= self.present {
            self.fell_from = Some(self.present);
            out.collapses += 1;
        }
        let risen = count
            .saturating_sub(self.present)
            .saturating_sub(self.absent.len());
        let back = risen.min(self.withdrawn);
        self.withdrawn -= back;
        out.perhaps_wrong += back;
    }
}

fn replay(history: &History) -> Outcome {
    let mut sources: BTreeMap<&str, Source> = BTreeMap::new();
    let mut out = Outcome::default();
    for (now, counts) in history {
        for (id, count) in counts {
            let others = sources.iter().filter(|(other, _)| **other != id.as_str());
            let in_trouble = others.filter(|(_, source)| source.in_trouble).count();
            let trouble = (counts.len(), in_trouble);
            sources
                .entry(id)
                .or_default()
                .step(*count, *now, trouble, &mut out);
        }
    }
    out
}

#[test]
fn no_collapse_of_a_real_source_would_have_taken_anything_away() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    let Some(text) = REAL
        .iter()
        .find_map(|path| std::fs::read_to_string(root.join(path)).ok())
    else {
        return eprintln!("the real history is not beside the project: left out");
    };
    let history: History = serde_json::from_str(&text).unwrap();
    let outcome = replay(&history);
    println!("{} runs of the real history: {outcome:?}", history.len());
    assert_eq!(outcome.wrong_in_collapse, 0);
    assert!(outcome.collapses > 300 && outcome.withdrawn > 0);
}

#[test]
fn no_collapse_of_a_made_up_source_takes_anything_away() {
    let outcome = replay(&made_up());
    println!("made-up history: {outcome:?}");
    assert_eq!(outcome.wrong_in_collapse, 0);
    assert!(outcome.collapses > 100 && outcome.withdrawn > 0);
}

/// Sources that change as the real ones do: of 1,000 steps from one run to the next, 948 change
/// nothing, 12 lose up to a tenth, 7 fall to nothing, of which four in five come back after days or
/// weeks, one loses more than half, and the others gain.
fn made_up() -> History {
    let mut chance = Chance(20_221_201);
    let mut now = DateTime::UNIX_EPOCH + TimeDelta::days(19_327);
    // What each has, what it had before it fell, and after how many runs it comes back.
    let mut sources: Vec<(usize, usize, Option<usize>)> =
        (0..60).map(|n| (10 + n * 4, 0, None)).collect();
    let mut history = History::new();
    for _ in 0..500 {
        now += TimeDelta::hours(36 + i64::try_from(chance.below(36)).unwrap_or(0));
        for (count, before, back) in &mut sources {
            match back {
                Some(0) => {
                    *count = *before;
                    *back = None;
                }
                Some(runs) => *runs -= 1,
                None => match chance.below(1_000) {
                    0..7 => {
                        (*before, *count) = (*count, 0);
                        let days_away = [1, 2, 3, 3, 5, 8, 12, 80, 100_000, 100_000];
                        *back = Some(days_away[chance.below(10)]);
                    }
                    7 => {
                        (*before, *count) = (*count, *count / 3);
                        *back = Some(chance.below(30));
                    }
                    8..20 => *count -= chance.below(*count / 10 + 1),
                    20..52 => *count += chance.below(4),
                    _ => {}
                },
            }
        }
        let counts = sources.iter().enumerate();
        history.push((
            now,
            counts
                .map(|(n, (count, ..))| (format!("source-{n}"), *count))
                .collect(),
        ));
    }
    history
}

/// The same numbers each time.
struct Chance(u64);

impl Chance {
    fn below(&mut self, bound: usize) -> usize {
        self.0 = self
            .0
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(self.0 >> 33).unwrap_or(0) % bound
    }
}

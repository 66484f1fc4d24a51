//! What was measured: a table for people, the same for programs, and the bars.

use std::fmt::Write as _;

use serde::{Deserialize, Serialize};

use super::process::Memory;

/// Milliseconds of CPU a request may take, by size: typeahead, keyword, nearest.
const BARS: [(u64, [f64; 3]); 2] = [(100_000, [0.4, 0.9, 0.6]), (1_000_000, [1.0, 4.0, 1.8])];
/// Memory of the process at 100,000 listings, in bytes.
const MOST_MEMORY: u64 = 300_000_000;
/// The index, in sizes of the text.
const MOST_INDEX: f64 = 1.2;
/// Counts may make a request so many times as dear.
const MOST_FOR_COUNTS: f64 = 2.0;

/// All sizes of one run.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Results {
    /// Smallest first.
    pub sizes: Vec<AtSize>,
}

/// What was measured at one size.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub struct AtSize {
    pub listings: u64,
    pub typeahead: Kind,
    pub keyword: Kind,
    pub nearest: Kind,
    pub typeahead_with_counts: Kind,
    pub keyword_with_counts: Kind,
    pub nearest_with_counts: Kind,
    /// Of the first questions of all, when no body was in memory.
    pub first_pass_cpu_ms: [f64; 3],
    /// Of questions that were asked before.
    pub again_cpu_ms: [f64; 3],
    pub steady: Latency,
    pub requests_per_second: f64,
    pub load_seconds: f64,
    pub index_seconds: f64,
    pub index_cpu_seconds: f64,
    pub text_bytes: u64,
    pub index_bytes: u64,
    pub store_bytes: u64,
    pub memory_at_rest_bytes: Memory,
    pub memory_bytes: Memory,
}

/// Of requests of one kind, one at a time; no log is asked twice.
#[derive(Debug, Clone, Copy, Default, Serialize, Deserialize)]
pub struct Kind {
    /// The server's CPU time, in milliseconds a request.
    pub cpu_ms: f64,
    /// Wall time, median, as the client sees it.
    pub p50_ms: f64,
    /// Bytes of an answer, on average.
    pub bytes: f64,
}

/// Wall time at a steady rate.
#[derive(Debug, Clone, Copy, Default, Serialize, Deserialize)]
pub struct Latency {
    /// The rate.
    pub requests_per_second: f64,
    /// The median.
    pub p50_ms: f64,
    /// One in a hundred waits longer.
    pub p99_ms: f64,
}

impl AtSize {
    /// The kinds without counts, with their names.
    pub(super) fn kinds(&self) -> [(&'static str, Kind); 3] {
        [
            ("typeahead", self.typeahead),
            ("keyword + radius", self.keyword),
            ("nearest first", self.nearest),
        ]
    }

    fn with_counts(&self) -> [Kind; 3] {
        [
            self.typeahead_with_counts,
            self.keyword_with_counts,
            self.nearest_with_counts,
        ]
    }

    fn missed(&self) -> Vec<String> {
        let mut missed = Vec::new();
        let mut hold = |what: String, figure: f64, most: f64| {
            if figure > most {
                missed.push(format!(
                    "{} listings: {what} {figure:.2}, at most {most}",
                    self.listings
                ));
            }
        };
        let bars = BARS.iter().find(|(listings, _)| *listings == self.listings);
        for (at, (name, kind)) in self.kinds().into_iter().enumerate() {
            if let Some((_, bars)) = bars {
                hold(format!("{name}, ms of CPU"), kind.cpu_ms, bars[at]);
            }
            let times = self.with_counts()[at].cpu_ms / kind.cpu_ms;
            hold(format!("{name}, times with counts"), times, MOST_FOR_COUNTS);
        }
        let times = self.index_bytes as f64 / self.text_bytes.max(1) as f64;
        hold("index, times the text".to_owned(), times, MOST_INDEX);
        if self.listings <= 100_000 {
            let memory = self.memory_bytes.resident as f64 / 1e6;
            hold("memory, MB".to_owned(), memory, MOST_MEMORY as f64 / 1e6);
        }
        missed
    }
}

impl Results {
    pub(super) fn new(mut sizes: Vec<AtSize>) -> Self {
        sizes.sort_by_key(|sized| sized.listings);
        Self { sizes }
    }

    /// The bars that were missed, each as a sentence.
    #[must_use]
    pub fn missed(&self) -> Vec<String> {
        self.sizes.iter().flat_map(AtSize::missed).collect()
    }

    /// The table, in Markdown.
    #[must_use]
    pub fn table(&self) -> String {
        let mut table = String::from("| |");
        for sized in &self.sizes {
            let _ = write!(table, " {} listings |", thousands(sized.listings));
        }
        table.push_str("\n|---|");
        table.push_str(&"---:|".repeat(self.sizes.len()));
        table.push('\n');
        let mut row = |name: &str, of: &dyn Fn(&AtSize) -> String| {
            let cells: Vec<String> = self.sizes.iter().map(of).collect();
            let _ = writeln!(table, "| {name} | {} |", cells.join(" | "));
        };
        for (at, name) in ["typeahead", "keyword + radius", "nearest first"]
            .into_iter()
            .enumerate()
        {
            row(&format!("{name}: CPU a request, ms"), &|s| {
                ms(s.kinds()[at].1.cpu_ms)
            });
            row(&format!("{name}: with counts, ms"), &|s| {
                ms(s.with_counts()[at].cpu_ms)
            });
            row(&format!("{name}: asked again, ms"), &|s| {
                ms(s.again_cpu_ms[at])
            });
            row(&format!("{name}: just after the start, ms"), &|s| {
                ms(s.first_pass_cpu_ms[at])
            });
            row(&format!("{name}: p50 alone, ms"), &|s| {
                ms(s.kinds()[at].1.p50_ms)
            });
        }
        row("steady 100 a second, with counts: p50, ms", &|s| {
            ms(s.steady.p50_ms)
        });
        row("steady 100 a second, with counts: p99, ms", &|s| {
            ms(s.steady.p99_ms)
        });
        row("most requests a second, with counts", &|s| {
            format!("{:.0}", s.requests_per_second)
        });
        row("index made in, s (of CPU)", &|s| {
            format!("{:.1} ({:.1})", s.index_seconds, s.index_cpu_seconds)
        });
        row("text, MB", &|s| mb(s.text_bytes));
        row("index, MB (times the text)", &|s| {
            let times = s.index_bytes as f64 / s.text_bytes.max(1) as f64;
            format!("{} ({times:.2})", mb(s.index_bytes))
        });
        row("store, MB", &|s| mb(s.store_bytes));
        row("memory after the start, MB (its own)", &|s| {
            memory(s.memory_at_rest_bytes)
        });
        row("memory after all rounds, MB (its own)", &|s| {
            memory(s.memory_bytes)
        });
        table
    }
}

fn ms(value: f64) -> String {
    format!("{value:.2}")
}

fn mb(bytes: u64) -> String {
    format!("{:.0}", bytes as f64 / 1e6)
}

fn memory(memory: Memory) -> String {
    format!("{} ({})", mb(memory.resident), mb(memory.own))
}

/// "100,000".
pub(super) fn thousands(number: u64) -> String {
    let digits = number.to_string();
    let mut grouped = String::new();
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            grouped.push(',');
        }
        grouped.push(digit);
    }
    grouped
}

//! Right and wrong: precision, recall, F1, and the pairs that were got wrong.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::fmt::Write as _;

use domain::matching::{
    BLOCK_LIMIT, Comparison, Judged, Sketch, Verdict, Weights, candidates, settle,
};
use domain::statement::Statement;

use crate::said::Said;

/// What must at least be reached.
#[derive(Clone, Copy)]
pub(crate) struct Bars {
    pub(crate) precision: f64,
    pub(crate) recall: f64,
}

/// Pairs, by truth and verdict.
#[derive(Default)]
pub(crate) struct Tally {
    /// Pairs that are one service in truth.
    pub(crate) same: usize,
    /// Of those, judged the same.
    pub(crate) found: usize,
    /// Of those, left to a person.
    pub(crate) asked_same: usize,
    /// Of those, judged different.
    lost_by_score: usize,
    /// Of those, never compared.
    lost_by_key: usize,
    /// Two services judged the same.
    wrong: usize,
    /// Two services that looked the same before the other pairs were asked.
    wrong_alone: usize,
    /// Two services left to a person.
    asked_different: usize,
    /// Pairs that were compared.
    compared: usize,
    statements: usize,
    keys: usize,
    /// Descriptions of the pairs that were got wrong, by kind.
    errors: BTreeMap<&'static str, Vec<String>>,
}

const MERGED: &str = "two services taken for one";
const PARTED: &str = "one service taken for two";
const UNSEEN: &str = "one service, no key in common";
const ASKED: &str = "one service, left to a person";
const ASKED_WRONGLY: &str = "two services, left to a person";

/// Runs keys and comparison over statements, and counts. `slip` tells, of a true pair, which tally it
/// is counted in besides.
pub(crate) fn measure(all: &[Said], weights: &Weights) -> (Tally, BTreeMap<&'static str, Tally>) {
    let sketches: Vec<Sketch> = all.iter().map(|said| Sketch::of(&said.statement)).collect();
    let keys: Vec<Vec<String>> = sketches.iter().map(Sketch::keys).collect();
    let mut tally = Tally {
        statements: all.len(),
        keys: keys.iter().map(Vec::len).sum(),
        ..Tally::default()
    };
    let mut by_slip: BTreeMap<&'static str, Tally> = BTreeMap::new();
    let mut seen: BTreeSet<(usize, usize)> = BTreeSet::new();
    let pairs = candidates(&keys, BLOCK_LIMIT);
    let mut judged: Vec<Judged> = pairs
        .iter()
        .map(|(one, other)| Judged {
            a: all[*one].statement.key.clone(),
            b: all[*other].statement.key.clone(),
            comparison: sketches[*one].compare(&sketches[*other], weights),
        })
        .collect();
    for (pair, judged) in pairs.iter().zip(&judged) {
        let same = all[pair.0].truth == all[pair.1].truth;
        let merged = judged.comparison.verdict == Verdict::Same;
        tally.wrong_alone += usize::from(merged && !same);
    }
    settle(&mut judged);
    for ((one, other), judged) in pairs.into_iter().zip(judged) {
        let (a, b) = (&all[one], &all[other]);
        if a.statement.key.source == b.statement.key.source {
            continue;
        }
        tally.compared += 1;
        let same = a.truth == b.truth;
        if same {
            seen.insert((one, other));
            let slip = by_slip.entry(slip_of(a, b)).or_default();
            slip.count_same(judged.comparison.verdict);
            tally.count_same(judged.comparison.verdict);
        }
        tally.note(a, b, same, &judged.comparison);
    }
    let mut by_truth: HashMap<&str, Vec<usize>> = HashMap::new();
    for (at, said) in all.iter().enumerate() {
        by_truth.entry(&said.truth).or_default().push(at);
    }
    for group in by_truth.into_values() {
        for (at, one) in group.iter().enumerate() {
            for other in &group[at + 1..] {
                let (a, b) = (&all[*one], &all[*other]);
                if a.statement.key.source == b.statement.key.source
                    || seen.contains(&(*one, *other))
                {
                    continue;
                }
                for tally in [&mut tally, by_slip.entry(slip_of(a, b)).or_default()] {
                    tally.same += 1;
                    tally.lost_by_key += 1;
                }
                let line = pair(&a.statement, &b.statement);
                tally.errors.entry(UNSEEN).or_default().push(line);
            }
        }
    }
    (tally, by_slip)
}

fn slip_of(a: &Said, b: &Said) -> &'static str {
    if a.slip.is_empty() { b.slip } else { a.slip }
}

impl Tally {
    fn count_same(&mut self, verdict: Verdict) {
        self.same += 1;
        match verdict {
            Verdict::Same => self.found += 1,
            Verdict::Unsure => self.asked_same += 1,
            Verdict::Different => self.lost_by_score += 1,
        }
    }

    fn note(&mut self, a: &Said, b: &Said, same: bool, comparison: &Comparison) {
        let kind = match (same, comparison.verdict) {
            (true, Verdict::Same) | (false, Verdict::Different) => return,
            (true, Verdict::Unsure) => ASKED,
            (true, Verdict::Different) => PARTED,
            (false, Verdict::Unsure) => {
                self.asked_different += 1;
                ASKED_WRONGLY
            }
            (false, Verdict::Same) => {
                self.wrong += 1;
                MERGED
            }
        };
        let mut line = pair(&a.statement, &b.statement);
        let _ = write!(line, "\n      {:+.1} bits:", comparison.score);
        for said in &comparison.features {
            let _ = write!(line, " {:+.1} {};", said.weight, said.words);
        }
        self.errors.entry(kind).or_default().push(line);
    }

    /// Of the pairs judged the same, the part that is.
    pub(crate) fn precision(&self) -> f64 {
        ratio(self.found, self.found + self.wrong)
    }

    /// Of the pairs that are the same, the part judged so.
    pub(crate) fn recall(&self) -> f64 {
        ratio(self.found, self.same)
    }

    fn f1(&self) -> f64 {
        let (precision, recall) = (self.precision(), self.recall());
        2.0 * precision * recall / (precision + recall).max(f64::MIN_POSITIVE)
    }

    /// Figures, and at most `show` pairs of each kind of error.
    pub(crate) fn text(&self, show: usize) -> String {
        let mut out = String::new();
        let _ = writeln!(
            out,
            "  precision {:.4}  recall {:.4}  F1 {:.4}",
            self.precision(),
            self.recall(),
            self.f1()
        );
        let _ = writeln!(
            out,
            "  {} pairs are one service: {} found, {} left to a person, {} taken for two, {} without a key in common",
            self.same, self.found, self.asked_same, self.lost_by_score, self.lost_by_key
        );
        let _ = writeln!(
            out,
            "  of {} compared, {} are two services taken for one ({} before the other pairs were asked), {} two services left to a person",
            self.compared, self.wrong, self.wrong_alone, self.asked_different
        );
        let _ = writeln!(
            out,
            "  {} statements, {:.1} keys each",
            self.statements,
            ratio(self.keys, self.statements)
        );
        for (kind, lines) in self.errors.iter().filter(|_| show > 0) {
            let _ = writeln!(out, "  {kind}: {}", lines.len());
            for line in lines.iter().take(show) {
                let _ = writeln!(out, "    {line}");
            }
        }
        out
    }
}

fn ratio(part: usize, whole: usize) -> f64 {
    if whole == 0 {
        1.0
    } else {
        part as f64 / whole as f64
    }
}

fn pair(a: &Statement, b: &Statement) -> String {
    format!("{} | {}", told(a), told(b))
}

fn told(said: &Statement) -> String {
    let service = &said.service;
    let place = service.locations().next().map_or(String::new(), |at| {
        let postcode = at.postcode.as_ref().map_or("", |code| code.as_str());
        format!(" @ {} {postcode}", at.address.join(", "))
    });
    format!("{}: {}{place}", said.key.source, service.name)
}

//! Filters that are tested document by document, and the counts that go with them.
//!
//! A count must be right under every filter but its own: whoever has ticked "food" still wants to
//! know how many "debt" would give. So a document that fails exactly one filter is still counted for
//! that filter's facet, all in the one pass that finds the hits.

use std::collections::{BTreeMap, HashMap};
use std::io;
use std::ops::RangeInclusive;

use tantivy::DocId;

use crate::columns::Columns;
use crate::marks::{ATTENDANCE, Marks, attendance_bits};
use crate::query::{AGE_BANDS, Facet, Filters};
use crate::results::FacetCount;
use crate::weekdays::{LETTERS, Weekdays};

/// The codes that a filter asks for, by facet; only filters that ask for any.
pub(crate) fn wanted_codes(filters: &Filters) -> Vec<(Facet, Vec<&str>)> {
    let mut wanted = vec![
        (Facet::Category, strs(&filters.categories)),
        (Facet::Need, strs(&filters.needs)),
        (Facet::Circumstance, strs(&filters.circumstances)),
        (Facet::ServiceType, strs(&filters.service_types)),
        (Facet::Way, strs(&filters.ways)),
        (Facet::Joining, strs(&filters.joining)),
        (
            Facet::Source,
            filters
                .sources
                .iter()
                .map(domain::source::SourceId::as_str)
                .collect(),
        ),
        (Facet::Area, strs(&filters.areas)),
        (Facet::Language, strs(&filters.languages)),
        (Facet::Accessibility, strs(&filters.accessibility)),
    ];
    wanted.retain(|(_, codes)| !codes.is_empty());
    wanted
}

fn strs(texts: &[String]) -> Vec<&str> {
    texts.iter().map(String::as_str).collect()
}

/// What became of a document.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Verdict {
    /// It passes every filter.
    Passes,
    /// It fails the filter of this facet and no other.
    FailsOnly(Facet),
    /// It fails.
    Fails,
}

/// The filters of a question, in the numbers of one segment.
pub(crate) struct Tests<'a> {
    columns: &'a Columns,
    codes: Vec<(Facet, Vec<u64>)>,
    attendance: u8,
    weekdays: Weekdays,
    free: bool,
    open: bool,
    ages: Option<&'a RangeInclusive<u8>>,
}

impl<'a> Tests<'a> {
    /// `tested` are the facets whose codes are tested here and not by the engine's query.
    pub(crate) fn new(
        columns: &'a Columns,
        filters: &'a Filters,
        tested: &[Facet],
    ) -> io::Result<Self> {
        let mut codes = Vec::new();
        for (facet, wanted) in wanted_codes(filters) {
            if let Some(column) = columns.codes(facet)
                && tested.contains(&facet)
            {
                let numbers = wanted
                    .into_iter()
                    .filter_map(|code| column.number_of(code).transpose());
                codes.push((facet, numbers.collect::<io::Result<_>>()?));
            }
        }
        Ok(Self {
            columns,
            codes,
            attendance: attendance_bits(&filters.attendance),
            weekdays: filters.weekdays,
            free: filters.free,
            open: filters.open,
            ages: filters.ages.as_ref(),
        })
    }

    pub(crate) fn judge(&self, doc: DocId, marks: Marks) -> Verdict {
        let mut verdict = Verdict::Passes;
        let mut fail = |facet| {
            verdict = if verdict == Verdict::Passes {
                Verdict::FailsOnly(facet)
            } else {
                Verdict::Fails
            };
        };
        if self.ages.is_some_and(|ages| !marks.is_for(ages)) {
            fail(Facet::Age);
        }
        if self.free && !marks.is_free() {
            fail(Facet::Free);
        }
        if self.open && !marks.is_open() {
            fail(Facet::Open);
        }
        if self.attendance != 0 && marks.attendance() & self.attendance == 0 {
            fail(Facet::Attendance);
        }
        if !self.weekdays.is_empty() && !marks.is_on(self.weekdays) {
            fail(Facet::Weekday);
        }
        for (facet, wanted) in &self.codes {
            let column = self.columns.codes(*facet);
            if !column
                .is_some_and(|column| column.numbers(doc).any(|number| wanted.contains(&number)))
            {
                fail(*facet);
            }
        }
        verdict
    }
}

/// The counts of one segment.
pub(crate) struct Tally<'a> {
    columns: &'a Columns,
    counts: Vec<(Facet, Vec<u64>)>,
}

impl<'a> Tally<'a> {
    pub(crate) fn new(columns: &'a Columns, facets: &[Facet]) -> Self {
        let size = |facet| match facet {
            Facet::Attendance => ATTENDANCE.len(),
            Facet::Weekday => LETTERS.len(),
            Facet::Free | Facet::Open => 1,
            Facet::Age => AGE_BANDS.len(),
            coded => columns.codes(coded).map_or(0, super::columns::Codes::len),
        };
        let counts = facets
            .iter()
            .map(|facet| (*facet, vec![0; size(*facet)]))
            .collect();
        Self { columns, counts }
    }

    pub(crate) fn add(&mut self, doc: DocId, marks: Marks, verdict: Verdict) {
        for (facet, counts) in &mut self.counts {
            let counts_here = match verdict {
                Verdict::Passes => true,
                Verdict::FailsOnly(failed) => failed == *facet,
                Verdict::Fails => false,
            };
            if !counts_here {
                continue;
            }
            match facet {
                Facet::Attendance => add_bits(counts, marks.attendance()),
                Facet::Weekday => add_bits(counts, marks.weekdays()),
                Facet::Free => add_bits(counts, u8::from(marks.is_free())),
                Facet::Open => add_bits(counts, u8::from(marks.is_open())),
                Facet::Age => add_bits(counts, marks.age_bands()),
                coded => {
                    for number in self
                        .columns
                        .codes(*coded)
                        .into_iter()
                        .flat_map(|codes| codes.numbers(doc))
                    {
                        if let Some(count) = counts.get_mut(number as usize) {
                            *count += 1;
                        }
                    }
                }
            }
        }
    }

    /// Adds what was counted here to the counts of other segments.
    pub(crate) fn pour_into(self, totals: &mut Totals) -> io::Result<()> {
        for (facet, counts) in self.counts {
            let total = totals.0.entry(facet).or_default();
            for (number, count) in counts
                .into_iter()
                .enumerate()
                .filter(|(_, count)| *count > 0)
            {
                let value = match facet {
                    Facet::Attendance => ATTENDANCE[number].1.to_owned(),
                    Facet::Weekday => LETTERS[number].to_owned(),
                    Facet::Free | Facet::Open => "true".to_owned(),
                    Facet::Age => {
                        let (least, most) = AGE_BANDS[number];
                        format!("{least}-{most}")
                    }
                    coded => match self.columns.codes(coded) {
                        Some(codes) => codes.text_of(number as u64)?,
                        None => continue,
                    },
                };
                *total.entry(value).or_default() += count;
            }
        }
        Ok(())
    }
}

fn add_bits(counts: &mut [u64], bits: u8) {
    for (bit, count) in counts.iter_mut().enumerate() {
        *count += u64::from(bits >> bit & 1);
    }
}

/// The counts of all segments.
#[derive(Default)]
pub(crate) struct Totals(BTreeMap<Facet, HashMap<String, u64>>);

impl Totals {
    /// Commonest first.
    pub(crate) fn into_counts(self) -> BTreeMap<Facet, Vec<FacetCount>> {
        let sorted = |counts: HashMap<String, u64>| {
            let mut counts: Vec<FacetCount> = counts
                .into_iter()
                .map(|(value, count)| FacetCount { value, count })
                .collect();
            counts.sort_by(|a, b| b.count.cmp(&a.count).then_with(|| a.value.cmp(&b.value)));
            counts
        };
        self.0
            .into_iter()
            .map(|(facet, counts)| (facet, sorted(counts)))
            .collect()
    }
}

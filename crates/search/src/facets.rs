//! Filters that are tested document by document, and the counts that go with them.
//!
//! A count must be right under every filter but its own: whoever has ticked "food" still wants to
//! know how many "debt" would give. So a document that fails exactly one filter is still counted for
//! that filter's facet, all in the one pass that finds the hits.

use std::collections::{BTreeMap, HashMap};
use std::io;
use std::ops::RangeInclusive;

use chrono::{NaiveDate, NaiveTime};
use domain::calendar::{Met, Session, meet};
use domain::when::{DayPart, When};
use tantivy::DocId;

use crate::columns::Columns;
use crate::marks::{ATTENDANCE, LETTERS, Marks, attendance_bits};
use crate::query::{AGE_BANDS, Facet, Filters, Query};
use crate::results::FacetCount;

/// The codes that a filter asks for, by facet; only filters that ask for any.
pub(crate) fn wanted_codes(filters: &Filters) -> Vec<(Facet, Vec<&str>)> {
    let mut wanted = vec![
        (Facet::Category, strs(&filters.categories)),
        (Facet::Need, strs(&filters.needs)),
        (Facet::Circumstance, strs(&filters.circumstances)),
        (Facet::ServiceType, strs(&filters.service_types)),
        (Facet::Way, strs(&filters.ways)),
        (Facet::Joining, strs(&filters.joining)),
        (Facet::Kitemark, strs(&filters.kitemark)),
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
    /// It fails the filter of this facet and no other; that of time goes as [`Facet::Weekday`].
    FailsOnly(Facet),
    /// It fails.
    Fails,
}

/// A verdict, and what it rests on.
pub(crate) struct Judged {
    pub(crate) verdict: Verdict,
    /// When it is to be had, where times are filtered or counted.
    pub(crate) met: Met,
    /// It passes every filter but that of time, and does not say when it is.
    pub(crate) is_unsaid: bool,
}

/// The filters of a question, in the numbers of one segment.
pub(crate) struct Tests<'a> {
    columns: &'a Columns,
    codes: Vec<(Facet, Vec<u64>)>,
    attendance: u8,
    times: Times<'a>,
    free: bool,
    open: bool,
    ages: Option<&'a RangeInclusive<u8>>,
}

impl<'a> Tests<'a> {
    /// Facets that are counted have their codes tested here and not by the engine's query.
    pub(crate) fn new(columns: &'a Columns, query: &'a Query) -> io::Result<Self> {
        let (filters, tested) = (&query.filters, &query.facets);
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
            times: Times::new(query),
            free: filters.free,
            open: filters.open,
            ages: filters.ages.as_ref(),
        })
    }

    pub(crate) fn judge(&mut self, doc: DocId, marks: Marks) -> Judged {
        let mut judged = Judged {
            verdict: self.judge_other_than_times(doc, marks),
            met: Met::default(),
            is_unsaid: false,
        };
        if judged.verdict == Verdict::Fails || !self.times.matter {
            return judged;
        }
        judged.met = self.times.met(self.columns, doc, marks);
        if self.times.is_filter() {
            let (passes, is_unsaid) = self.times.judge(judged.met);
            let is_only = judged.verdict == Verdict::Passes;
            if !passes {
                judged.verdict = if is_only {
                    Verdict::FailsOnly(Facet::Weekday)
                } else {
                    Verdict::Fails
                };
            }
            judged.is_unsaid = is_only && is_unsaid;
        }
        judged
    }

    fn judge_other_than_times(&self, doc: DocId, marks: Marks) -> Verdict {
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

/// The filter for time, or a wish about it.
pub(crate) struct Times<'a> {
    when: &'a When,
    unsaid: bool,
    today: NaiveDate,
    time: NaiveTime,
    /// Whether times are filtered or counted at all.
    matter: bool,
    /// Whether the usual week of a listing can answer.
    week_is_enough: bool,
    /// Filled anew for each document that has to be looked at closely.
    sessions: Vec<Session>,
}

impl<'a> Times<'a> {
    fn new(query: &'a Query) -> Self {
        let when = &query.filters.when;
        let counted = |facet| query.facets.contains(&facet);
        Self {
            when,
            unsaid: query.filters.unsaid,
            today: query.today,
            time: query.time,
            matter: !when.is_empty()
                || query.filters.unsaid
                || counted(Facet::Weekday)
                || counted(Facet::PartOfDay),
            week_is_enough: week_is_enough(when),
            sessions: Vec::new(),
        }
    }

    /// For a wish: it is always looked at, and nothing is filtered by it.
    pub(crate) fn wished(when: &'a When, query: &Query) -> Self {
        Self {
            when,
            unsaid: false,
            today: query.today,
            time: query.time,
            matter: true,
            week_is_enough: week_is_enough(when),
            sessions: Vec::new(),
        }
    }

    fn is_filter(&self) -> bool {
        self.unsaid || !self.when.is_empty()
    }

    pub(crate) fn met(&mut self, columns: &Columns, doc: DocId, marks: Marks) -> Met {
        if let Some(week) = marks.week()
            && (self.week_is_enough || week.days == 0)
        {
            return week;
        }
        self.sessions.clear();
        self.sessions.extend(columns.sessions(doc));
        meet(&self.sessions, self.when, self.today, self.time)
    }

    /// Whether it passes, and whether it is one of those that do not say.
    fn judge(&self, met: Met) -> (bool, bool) {
        let passes = met.passes(self.when);
        let is_unsaid = met.is_unsaid && (!passes || self.when.is_empty());
        if self.unsaid {
            (is_unsaid, is_unsaid)
        } else {
            (passes, is_unsaid)
        }
    }
}

fn week_is_enough(when: &When) -> bool {
    !when.names_a_date() && when.from.is_none() && when.to.is_none()
}

/// The counts of one segment.
pub(crate) struct Tally<'a> {
    columns: &'a Columns,
    when: &'a When,
    counts: Vec<(Facet, Vec<u64>)>,
}

impl<'a> Tally<'a> {
    pub(crate) fn new(columns: &'a Columns, query: &'a Query) -> Self {
        let size = |facet| match facet {
            Facet::Attendance => ATTENDANCE.len(),
            // One count for each set of them that a document can have, told apart at the end.
            Facet::Weekday => 1 << LETTERS.len(),
            Facet::PartOfDay => 1 << DayPart::ALL.len(),
            Facet::Free | Facet::Open => 1,
            Facet::Age => AGE_BANDS.len(),
            coded => columns.codes(coded).map_or(0, super::columns::Codes::len),
        };
        let counts = query
            .facets
            .iter()
            .map(|facet| (*facet, vec![0; size(*facet)]))
            .collect();
        Self {
            columns,
            when: &query.filters.when,
            counts,
        }
    }

    pub(crate) fn add(&mut self, doc: DocId, marks: Marks, judged: &Judged) {
        for (facet, counts) in &mut self.counts {
            let filter = match *facet {
                Facet::PartOfDay => Facet::Weekday,
                other => other,
            };
            let counts_here = match judged.verdict {
                Verdict::Passes => true,
                Verdict::FailsOnly(failed) => failed == filter,
                Verdict::Fails => false,
            };
            if !counts_here {
                continue;
            }
            match facet {
                Facet::Attendance => add_bits(counts, marks.attendance()),
                Facet::Weekday => counts[usize::from(judged.met.days_met(self.when))] += 1,
                Facet::PartOfDay => counts[usize::from(judged.met.parts_met(self.when))] += 1,
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
            let counts = match facet {
                Facet::Weekday => of_each(&counts, LETTERS.len()),
                Facet::PartOfDay => of_each(&counts, DayPart::ALL.len()),
                _ => counts,
            };
            let total = totals.0.entry(facet).or_default();
            for (number, count) in counts
                .into_iter()
                .enumerate()
                .filter(|(_, count)| *count > 0)
            {
                let value = match facet {
                    Facet::Attendance => ATTENDANCE[number].1.to_owned(),
                    Facet::Weekday => LETTERS[number].to_owned(),
                    Facet::PartOfDay => DayPart::ALL[number].code().to_owned(),
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

/// The counts of each of so many values, from the counts of the sets of them.
fn of_each(sets: &[u64], values: usize) -> Vec<u64> {
    let having = |value: usize| {
        let sets = sets.iter().enumerate();
        sets.filter(|(set, _)| set >> value & 1 == 1)
            .map(|(_, count)| count)
            .sum()
    };
    (0..values).map(having).collect()
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

//! Filters that are tested document by document, and the counts that go with them.
//!
//! A count must be right under every filter but its own: whoever has ticked "food" still wants to
//! know how many "debt" would give. So a document that fails exactly one filter is still counted for
//! that filter's facet, all in the one pass that finds the hits.

use std::borrow::Cow;
use std::collections::{BTreeMap, HashMap};
use std::ops::{Range, RangeInclusive};

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

/// Some codes of a facet, in the numbers of one segment.
pub(crate) struct Codes {
    facet: Facet,
    /// The numbers of all codes of the facet.
    all: Range<u32>,
    wanted: Vec<u32>,
}

impl Codes {
    /// `None` where the facet has no codes.
    pub(crate) fn new<'a>(
        columns: &Columns,
        facet: Facet,
        wanted: impl IntoIterator<Item = &'a str>,
    ) -> Option<Self> {
        let values = columns.values();
        let all = values.facet(facet)?;
        let wanted = values.numbers_of(all.clone(), wanted);
        Some(Self { facet, all, wanted })
    }

    /// Whether one of a document's values is one of the codes.
    pub(crate) fn have_any(&self, values: &[u32]) -> bool {
        values.iter().any(|value| self.wanted.contains(value))
    }

    /// Whether one of a document's values is of the facet at all.
    pub(crate) fn are_told(&self, values: &[u32]) -> bool {
        values.iter().any(|value| self.all.contains(value))
    }
}

/// The filters of a question, in the numbers of one segment.
pub(crate) struct Tests<'a> {
    columns: &'a Columns,
    codes: Vec<Codes>,
    attendance: u8,
    times: Times<'a>,
    free: bool,
    open: bool,
    ages: Option<&'a RangeInclusive<u8>>,
}

impl<'a> Tests<'a> {
    /// Facets that are counted have their codes tested here and not by the engine's query.
    pub(crate) fn new(columns: &'a Columns, query: &'a Query) -> Self {
        let (filters, tested) = (&query.filters, &query.facets);
        let codes = wanted_codes(filters)
            .into_iter()
            .filter(|(facet, _)| tested.contains(facet))
            .filter_map(|(facet, wanted)| Codes::new(columns, facet, wanted));
        Self {
            columns,
            codes: codes.collect(),
            attendance: attendance_bits(&filters.attendance),
            times: Times::new(query),
            free: filters.free,
            open: filters.open,
            ages: filters.ages.as_ref(),
        }
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
        for codes in &self.codes {
            if !codes.have_any(self.columns.values().of(doc)) {
                fail(codes.facet);
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
///
/// Of small facts the sets are counted that documents have, and told apart at the end.
pub(crate) struct Tally<'a> {
    columns: &'a Columns,
    query: &'a Query,
    codes: Vec<u64>,
    attendance: Vec<u64>,
    days: Vec<u64>,
    parts: Vec<u64>,
    free: u64,
    open: u64,
    ages: Vec<u64>,
}

impl<'a> Tally<'a> {
    pub(crate) fn new(columns: &'a Columns, query: &'a Query) -> Self {
        let sets = |facet: Facet, values: usize| {
            let is_counted = query.facets.contains(&facet);
            vec![0; if is_counted { 1 << values } else { 0 }]
        };
        let is_any = !query.facets.is_empty();
        Self {
            columns,
            query,
            codes: vec![0; if is_any { columns.values().len() } else { 0 }],
            attendance: sets(Facet::Attendance, ATTENDANCE.len()),
            days: sets(Facet::Weekday, LETTERS.len()),
            parts: sets(Facet::PartOfDay, DayPart::ALL.len()),
            free: 0,
            open: 0,
            ages: sets(Facet::Age, AGE_BANDS.len()),
        }
    }

    pub(crate) fn add(&mut self, doc: DocId, marks: Marks, judged: &Judged) {
        if self.query.facets.is_empty() {
            return;
        }
        match judged.verdict {
            Verdict::Passes => {
                for number in self.columns.values().of(doc) {
                    self.codes[*number as usize] += 1;
                }
                for facet in [
                    Facet::Attendance,
                    Facet::Weekday,
                    Facet::Free,
                    Facet::Open,
                    Facet::Age,
                ] {
                    self.add_mark(facet, marks, judged);
                }
            }
            Verdict::FailsOnly(facet) => {
                self.add_mark(facet, marks, judged);
                let values = self.columns.values();
                if let Some(all) = values.facet(facet) {
                    for number in values.of(doc).iter().filter(|number| all.contains(*number)) {
                        self.codes[*number as usize] += 1;
                    }
                }
            }
            Verdict::Fails => {}
        }
    }

    fn add_mark(&mut self, facet: Facet, marks: Marks, judged: &Judged) {
        let add = |sets: &mut Vec<u64>, set: u8| {
            if let Some(count) = sets.get_mut(usize::from(set)) {
                *count += 1;
            }
        };
        let when = &self.query.filters.when;
        match facet {
            Facet::Attendance => add(&mut self.attendance, marks.attendance()),
            Facet::Weekday => {
                add(&mut self.days, judged.met.days_met(when));
                add(&mut self.parts, judged.met.parts_met(when));
            }
            Facet::Free => self.free += u64::from(marks.is_free()),
            Facet::Open => self.open += u64::from(marks.is_open()),
            Facet::Age if !self.ages.is_empty() => add(&mut self.ages, marks.age_bands()),
            _ => {}
        }
    }

    /// Adds what was counted here to the counts of other segments.
    pub(crate) fn pour_into(self, totals: &mut Totals<'a>) {
        for facet in &self.query.facets {
            let total = totals.0.entry(*facet).or_default();
            match facet {
                Facet::Attendance => {
                    add_sets(
                        total,
                        &self.attendance,
                        ATTENDANCE.map(|(_, name)| name.into()),
                    );
                }
                Facet::Weekday => add_sets(total, &self.days, LETTERS.map(Into::into)),
                Facet::PartOfDay => {
                    add_sets(
                        total,
                        &self.parts,
                        DayPart::ALL.map(|part| part.code().into()),
                    );
                }
                Facet::Age => {
                    let bands = AGE_BANDS.map(|(least, most)| format!("{least}-{most}").into());
                    add_sets(total, &self.ages, bands);
                }
                Facet::Free => add_sets(total, &[0, self.free], ["true".into()]),
                Facet::Open => add_sets(total, &[0, self.open], ["true".into()]),
                coded => {
                    let values = self.columns.values();
                    for number in values.facet(*coded).unwrap_or_default() {
                        let number = number as usize;
                        if self.codes[number] > 0 {
                            let count = total.entry(Cow::Borrowed(values.text(number)));
                            *count.or_default() += self.codes[number];
                        }
                    }
                }
            }
        }
    }
}

/// Adds to each of the values how many of the sets that were counted have it.
fn add_sets<'a>(
    total: &mut Counts<'a>,
    sets: &[u64],
    values: impl IntoIterator<Item = Cow<'a, str>>,
) {
    for (bit, value) in values.into_iter().enumerate() {
        let sets = sets.iter().enumerate();
        let having = sets.filter(|(set, _)| set >> bit & 1 == 1);
        let count: u64 = having.map(|(_, count)| count).sum();
        if count > 0 {
            *total.entry(value).or_default() += count;
        }
    }
}

type Counts<'a> = HashMap<Cow<'a, str>, u64>;

/// The counts of all segments.
#[derive(Default)]
pub(crate) struct Totals<'a>(BTreeMap<Facet, Counts<'a>>);

impl Totals<'_> {
    /// Commonest first.
    pub(crate) fn into_counts(self) -> BTreeMap<Facet, Vec<FacetCount>> {
        let sorted = |counts: Counts<'_>| {
            let counts = counts.into_iter().map(|(value, count)| FacetCount {
                value: value.into_owned(),
                count,
            });
            let mut counts: Vec<FacetCount> = counts.collect();
            counts
                .sort_unstable_by(|a, b| b.count.cmp(&a.count).then_with(|| a.value.cmp(&b.value)));
            counts
        };
        self.0
            .into_iter()
            .map(|(facet, counts)| (facet, sorted(counts)))
            .collect()
    }
}

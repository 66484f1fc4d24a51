//! What hits had better be: it moves them up or down, and never makes or loses one.

use std::ops::RangeInclusive;

use domain::service::Attendance;
use domain::when::When;
use tantivy::DocId;

use crate::columns::Columns;
use crate::facets::{Codes, Times};
use crate::marks::{Marks, attendance_bits};
use crate::query::{Facet, Query};

/// What is left of a score where it is not known whether a wish is met.
const UNKNOWN: f32 = 0.75;
/// What is left where it is known not to be.
const UNMET: f32 = 0.5;
/// The same of a time, whatever else is asked for: whoever went there then would stand before a locked door.
const SHUT: f32 = 0.2;
/// The same where nothing but wishes was asked for: then they are the question, and what meets them at the edge
/// of the circle comes before what is known not to at its centre.
const UNKNOWN_ALONE: f32 = 0.5;
/// See [`UNKNOWN_ALONE`].
const UNMET_ALONE: f32 = 0.2;
/// The same of ages, where what is for everybody is not what was meant.
const ANY_AGE_ALONE: f32 = 0.25;
/// What is left where the question speaks of a danger, and this is not for what it calls for.
const NOT_URGENT: f32 = 0.2;
/// A listing whose ages reach further than this many years beyond the wished ones is for everybody.
const AIMED_WITHIN: u8 = 20;

/// What hits had better be; the default wishes for nothing.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Wishes {
    /// At no cost.
    pub free: bool,
    /// Taking new people now.
    pub open: bool,
    /// At such a time.
    pub when: When,
    /// For people of these ages, in years.
    pub ages: Option<RangeInclusive<u8>>,
    /// Circumstances, by code, that say of a listing without figures that it is for those ages.
    pub aged: Vec<String>,
    /// In one of these ways.
    pub attendance: Vec<Attendance>,
    /// In one of these languages, as written in the document.
    pub languages: Vec<String>,
    /// With one of these features, as written in the document.
    pub accessibility: Vec<String>,
    /// For one of these needs, by code, where the question speaks of a danger: they cannot wait.
    pub urgent: Vec<String>,
}

/// The wishes, in the numbers of one segment.
pub(crate) struct WishesInSegment<'a> {
    wishes: &'a Wishes,
    columns: &'a Columns,
    times: Times<'a>,
    codes: Vec<Codes>,
    aged: Option<Codes>,
    urgent: Option<Codes>,
    unknown: f32,
    any_age: f32,
    unmet: f32,
}

impl Wishes {
    /// Whether nothing is wished for.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }

    /// The same for a segment; `None` where nothing is wished for. `are_alone` where nothing else is asked for.
    pub(crate) fn in_segment<'a>(
        &'a self,
        columns: &'a Columns,
        query: &Query,
        are_alone: bool,
    ) -> Option<WishesInSegment<'a>> {
        if self.is_empty() {
            return None;
        }
        let any_of = |facet: Facet, wanted: &[String]| {
            let codes = wanted.iter().map(String::as_str);
            let codes = (!wanted.is_empty()).then(|| Codes::new(columns, facet, codes));
            codes.flatten()
        };
        let codes = [
            any_of(Facet::Language, &self.languages),
            any_of(Facet::Accessibility, &self.accessibility),
        ];
        let (unknown, any_age, unmet) = if are_alone {
            (UNKNOWN_ALONE, ANY_AGE_ALONE, UNMET_ALONE)
        } else {
            (UNKNOWN, UNKNOWN, UNMET)
        };
        Some(WishesInSegment {
            aged: any_of(Facet::Circumstance, &self.aged),
            urgent: any_of(Facet::Need, &self.urgent),
            unknown,
            any_age,
            unmet,
            wishes: self,
            columns,
            times: Times::wished(&self.when, query),
            codes: codes.into_iter().flatten().collect(),
        })
    }
}

impl WishesInSegment<'_> {
    /// 1 where every wish is met, less for each that is not.
    pub(crate) fn factor(&mut self, doc: DocId, marks: Marks) -> f32 {
        let mut factor = 1.0;
        let (unknown, unmet) = (self.unknown, self.unmet);
        let wishes = self.wishes;
        if wishes.free {
            factor *= kept(marks.is_free(), false, unmet, unknown);
        }
        if wishes.open {
            factor *= kept(marks.is_open(), marks.is_full(), unmet, unknown);
        }
        if !wishes.when.is_empty() {
            let met = self.times.met(self.columns, doc, marks);
            factor *= kept(met.passes(&wishes.when), !met.is_unsaid, SHUT, unknown);
        }
        if let Some(ages) = &wishes.ages {
            let is_for = marks.is_for(ages);
            let is_said = || {
                let aged = self.aged.as_ref();
                aged.is_some_and(|aged| aged.have_any(self.columns.values().of(doc)))
            };
            let is_aimed = marks.is_aimed_at(ages, AIMED_WITHIN) || is_for && is_said();
            factor *= kept(is_aimed, !is_for, unmet, self.any_age);
        }
        let ways = attendance_bits(&wishes.attendance);
        if ways != 0 {
            let is_met = marks.attendance() & ways != 0;
            factor *= kept(is_met, marks.attendance() != 0, unmet, unknown);
        }
        for codes in &self.codes {
            let values = self.columns.values().of(doc);
            factor *= kept(
                codes.have_any(values),
                codes.are_told(values),
                unmet,
                unknown,
            );
        }
        if let Some(urgent) = &self.urgent
            && !urgent.have_any(self.columns.values().of(doc))
        {
            factor *= NOT_URGENT;
        }
        factor
    }
}

/// What is left where a wish is met, is known not to be, or nothing is known of it.
fn kept(is_met: bool, is_known: bool, unmet: f32, unknown: f32) -> f32 {
    match (is_met, is_known) {
        (true, _) => 1.0,
        (false, true) => unmet,
        (false, false) => unknown,
    }
}

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
    urgent: Option<Codes>,
    unknown: f32,
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
        let mut codes = Vec::new();
        for (facet, wanted) in [
            (Facet::Language, &self.languages),
            (Facet::Accessibility, &self.accessibility),
        ] {
            if !wanted.is_empty() {
                let wanted = wanted.iter().map(String::as_str);
                codes.extend(Codes::new(columns, facet, wanted));
            }
        }
        let urgent = self.urgent.iter().map(String::as_str);
        let urgent = (!self.urgent.is_empty()).then(|| Codes::new(columns, Facet::Need, urgent));
        let (unknown, unmet) = if are_alone {
            (UNKNOWN_ALONE, UNMET_ALONE)
        } else {
            (UNKNOWN, UNMET)
        };
        Some(WishesInSegment {
            urgent: urgent.flatten(),
            unknown,
            unmet,
            wishes: self,
            columns,
            times: Times::wished(&self.when, query),
            codes,
        })
    }
}

impl WishesInSegment<'_> {
    /// 1 where every wish is met, less for each that is not.
    pub(crate) fn factor(&mut self, doc: DocId, marks: Marks) -> f32 {
        let mut factor = 1.0;
        let (unknown, unmet) = (self.unknown, self.unmet);
        let mut judge = |unmet: f32, is_met: bool, is_known: bool| {
            factor *= match (is_met, is_known) {
                (true, _) => 1.0,
                (false, true) => unmet,
                (false, false) => unknown,
            };
        };
        let wishes = self.wishes;
        if wishes.free {
            judge(unmet, marks.is_free(), false);
        }
        if wishes.open {
            judge(unmet, marks.is_open(), marks.is_full());
        }
        if !wishes.when.is_empty() {
            let met = self.times.met(self.columns, doc, marks);
            judge(SHUT, met.passes(&wishes.when), !met.is_unsaid);
        }
        if let Some(ages) = &wishes.ages {
            judge(
                unmet,
                marks.is_aimed_at(ages, AIMED_WITHIN),
                !marks.is_for(ages),
            );
        }
        let ways = attendance_bits(&wishes.attendance);
        if ways != 0 {
            judge(
                unmet,
                marks.attendance() & ways != 0,
                marks.attendance() != 0,
            );
        }
        for codes in &self.codes {
            let values = self.columns.values().of(doc);
            judge(unmet, codes.have_any(values), codes.are_told(values));
        }
        if let Some(urgent) = &self.urgent
            && !urgent.have_any(self.columns.values().of(doc))
        {
            factor *= NOT_URGENT;
        }
        factor
    }
}

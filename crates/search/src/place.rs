//! Whether a listing counts as being at a place: it is there, it serves it, or it is on the line.

use tantivy::{DocId, SegmentReader, Term};

use crate::around::{self, Around};
use crate::circle::{Circle, Nearest};
use crate::columns::{Columns, Lies};
use crate::document::ANYWHERE;
use crate::error::Error;
use crate::ground;
use crate::marks::Marks;
use crate::matching::{any_of, term};
use crate::query::Near;
use crate::results::Reach;
use crate::schema::Fields;
use crate::snapshot::Snapshot;

/// What it takes to cover a circle and find its documents, in tests of one document.
const COVER_COST: u64 = 1_000;

/// The place of a question, made ready.
pub(crate) struct Place<'a> {
    near: &'a Near,
    circle: Circle,
}

impl<'a> Place<'a> {
    pub(crate) fn new(near: &'a Near) -> Self {
        Self {
            near,
            circle: Circle::new(near.centre, near.radius_m),
        }
    }

    /// What may be at the place, and not much else; `None` where it is cheaper to test the place of each
    /// of the `others` documents that the words leave.
    pub(crate) fn around(&self, snapshot: &Snapshot, others: u64) -> Result<Option<Around>, Error> {
        if others <= COVER_COST {
            return Ok(None);
        }
        let Some(orders) = around::covering(self.near.centre, self.circle.radius_m()) else {
            return Ok(None);
        };
        let mut serving = Vec::new();
        if self.serving_counts() {
            let code = |code| term(Term::from_field_text(snapshot.fields.serves, code));
            serving.extend(self.codes().chain([ANYWHERE]).map(code));
        }
        Around::new(snapshot, orders, &*any_of(serving), self.serving_lies()).map(Some)
    }

    /// The same for one segment.
    pub(crate) fn in_segment(
        &'a self,
        segment: &SegmentReader,
        fields: &Fields,
        columns: &'a Columns,
    ) -> Result<PlaceInSegment<'a>, Error> {
        let serves = columns.serves();
        let mut serving = vec![false; serves.len()];
        for number in serves.numbers_of(serves.column(0), self.codes()) {
            serving[number as usize] = true;
        }
        let on_the_ground = if self.serving_counts() {
            ground::serving(segment, fields, self.near.centre)?
        } else {
            Vec::new()
        };
        Ok(PlaceInSegment {
            place: self,
            columns,
            serving,
            on_the_ground,
        })
    }

    /// How what serves the place counts, as far as that is known without a look at it.
    fn serving_lies(&self) -> Option<Lies> {
        let is_sure = self.near.include_serving && self.near.include_online;
        let sure = if is_sure {
            Lies::Serving
        } else {
            Lies::Perhaps
        };
        self.serving_counts().then_some(sure)
    }

    /// Whether anything counts that is not in the circle itself.
    fn serving_counts(&self) -> bool {
        self.near.include_serving || self.near.include_online
    }

    /// What a listing that serves the place may name.
    fn codes(&self) -> impl Iterator<Item = &str> {
        self.near.serving_codes.iter().map(String::as_str)
    }
}

/// The place of a question, in the numbers of one segment.
pub(crate) struct PlaceInSegment<'a> {
    place: &'a Place<'a>,
    columns: &'a Columns,
    /// Of each area that anything serves, whether it is one of the place's.
    serving: Vec<bool>,
    /// Whose outline holds the centre, in rising order.
    on_the_ground: Vec<DocId>,
}

impl PlaceInSegment<'_> {
    /// The documents that serve the place by an outline, in rising order.
    pub(crate) fn on_the_ground(&self) -> &[DocId] {
        &self.on_the_ground
    }

    /// Why the document counts as being here, if it does, and where it is nearest.
    pub(crate) fn reach(&self, doc: DocId, marks: Marks) -> Option<(Reach, Option<Nearest>)> {
        let circle = &self.place.circle;
        let mut nearest = None;
        if !self.columns.is_beside(doc, circle) {
            nearest = self.columns.nearest(doc, circle);
            if nearest.is_some_and(|nearest| circle.contains(nearest.separation)) {
                return Some((Reach::Within, nearest));
            }
        }
        let reach = self.served(doc, marks)?;
        Some((reach, nearest.or_else(|| self.columns.nearest(doc, circle))))
    }

    /// How the document lies to the place, if it counts as being there; quicker than [`Self::reach`], as how far away
    /// it is need not be known.
    pub(crate) fn lies(&self, doc: DocId, marks: Marks) -> Option<Lies> {
        if self.columns.is_inside(doc, &self.place.circle) {
            return Some(Lies::Inside);
        }
        self.served(doc, marks).map(|_| Lies::Serving)
    }

    /// Whether it stands behind everything of this [`Separation::sort_key`], in the order of distance.
    pub(crate) fn is_beyond(&self, doc: DocId, worst_key: u64) -> bool {
        // What is not in the circle is further away than all that is.
        let circle = &self.place.circle;
        worst_key <= circle.limit_key() && self.columns.is_beyond(doc, circle, worst_key)
    }

    /// Where the document is nearest, and how near.
    pub(crate) fn nearest(&self, doc: DocId) -> Option<Nearest> {
        self.columns.nearest(doc, &self.place.circle)
    }

    /// Why the document counts as serving the place, wherever it is, if it does.
    pub(crate) fn served(&self, doc: DocId, marks: Marks) -> Option<Reach> {
        let near = self.place.near;
        let (reach, is_wanted) = if marks.is_remote() {
            (Reach::Remote, near.include_online)
        } else {
            (Reach::Serves, near.include_serving)
        };
        let serves = is_wanted
            && (marks.serves_anywhere()
                || self.on_the_ground.binary_search(&doc).is_ok()
                || (marks.serves_areas() && self.serves_one(doc)));
        serves.then_some(reach)
    }

    /// Whether one of the areas that it serves is the place's.
    fn serves_one(&self, doc: DocId) -> bool {
        let areas = self.columns.serves().of(doc);
        areas.iter().any(|area| self.serving[*area as usize])
    }

    /// Metres to one of the document's positions.
    pub(crate) fn distance_m(&self, doc: DocId, nearest: Nearest) -> Option<f64> {
        let packed = self.columns.position(doc, nearest.index)?;
        Some(
            self.place
                .near
                .centre
                .distance_m(crate::circle::unpack(packed)),
        )
    }
}

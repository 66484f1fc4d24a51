//! Which documents may be at a place, quickly: the exact test of each is `place.rs`.
//!
//! Documents are kept in the order of the cells of their positions, so those of a cell stand side by side:
//! a circle is a few stretches of a segment. What has several positions, or serves the place, is named
//! one by one.

use std::iter::Peekable;
use std::ops::RangeInclusive;
use std::vec::IntoIter;

use tantivy::query::{EnableScoring, Query as EngineQuery, Scorer, Weight};
use tantivy::{DocId, DocSet, SegmentReader, TERMINATED};

use crate::cells::{self, Covering};
use crate::columns::{Columns, Stretch};
use crate::error::Error;
use crate::snapshot::Snapshot;

/// The surroundings of a place.
pub(crate) struct Around {
    /// The orders of the cells that cover the circle, rising, each with whether it is inside.
    orders: Vec<(RangeInclusive<u64>, bool)>,
    others: Box<dyn Weight>,
}

impl Around {
    /// `others` finds what may be there besides.
    pub(crate) fn new(
        snapshot: &Snapshot,
        cells: &[Covering],
        others: &dyn EngineQuery,
    ) -> Result<Self, Error> {
        let orders = |found: &Covering| Some((cells::orders_in(found.cell)?, found.is_inside));
        let mut orders: Vec<_> = cells.iter().filter_map(orders).collect();
        orders.sort_unstable_by_key(|(orders, _)| *orders.start());
        Ok(Self {
            orders,
            others: others.weight(EnableScoring::disabled_from_searcher(&snapshot.searcher))?,
        })
    }

    /// `named` are documents that may be there besides.
    pub(crate) fn in_segment(
        &self,
        segment: &SegmentReader,
        columns: &Columns,
        named: &[DocId],
    ) -> Result<Here, Error> {
        let (stretches, mut single) = columns.in_orders(&self.orders);
        single.extend(named);
        single.sort_unstable();
        Ok(Here {
            stretches: stretches.into_iter().peekable(),
            single: single.into_iter().peekable(),
            others: self.others.scorer(segment, 1.0)?,
        })
    }
}

/// The documents of a segment that may be at a place; only ever read on.
pub(crate) struct Here {
    stretches: Peekable<IntoIter<Stretch>>,
    single: Peekable<IntoIter<DocId>>,
    others: Box<dyn Scorer>,
}

impl Here {
    /// Each of them, with whether it is sure to be in the circle.
    pub(crate) fn each(mut self, mut look_at: impl FnMut(DocId, bool)) {
        let (mut doc, mut is_inside) = self.from(0);
        while doc != TERMINATED {
            look_at(doc, is_inside);
            (doc, is_inside) = self.from(doc + 1);
        }
    }

    /// Each that is also among the others.
    pub(crate) fn each_among(
        mut self,
        mut others: Box<dyn Scorer>,
        mut look_at: impl FnMut(DocId, bool),
    ) {
        let mut doc = others.doc();
        while doc != TERMINATED {
            let (here, is_inside) = self.from(doc);
            doc = if here == doc {
                look_at(doc, is_inside);
                others.advance()
            } else {
                others.seek(here)
            };
        }
    }

    /// The first that is no lower, with whether it is sure to be in the circle; [`TERMINATED`] where
    /// there is none.
    fn from(&mut self, doc: DocId) -> (DocId, bool) {
        while self
            .stretches
            .next_if(|stretch| stretch.docs.end <= doc)
            .is_some()
        {}
        let (in_stretch, is_inside) = match self.stretches.peek() {
            Some(stretch) if stretch.docs.start <= doc => return (doc, stretch.is_inside),
            Some(stretch) => (stretch.docs.start, stretch.is_inside),
            None => (TERMINATED, false),
        };
        while self.single.next_if(|single| *single < doc).is_some() {}
        let single = self.single.peek().copied().unwrap_or(TERMINATED);
        if self.others.doc() < doc {
            self.others.seek(doc);
        }
        let beside = single.min(self.others.doc());
        if in_stretch <= beside {
            (in_stretch, is_inside)
        } else {
            (beside, false)
        }
    }
}

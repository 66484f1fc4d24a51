//! Which documents may be at a place, quickly: the exact test of each is `place.rs`.
//!
//! Documents are kept in the order of the cells of their positions, so those of a cell stand side by side:
//! a circle is a few stretches of a segment. What has several positions, or serves the place, is named
//! one by one.

use std::iter::Peekable;
use std::ops::{Range, RangeInclusive};
use std::vec::IntoIter;

use tantivy::query::{EnableScoring, Query as EngineQuery, Scorer, Weight};
use tantivy::{DocId, DocSet, SegmentReader, TERMINATED};

use crate::cells;
use crate::columns::Columns;
use crate::error::Error;
use crate::snapshot::Snapshot;

/// The surroundings of a place.
pub(crate) struct Around {
    /// The orders of the cells that cover the circle, rising.
    orders: Vec<RangeInclusive<u64>>,
    others: Box<dyn Weight>,
}

impl Around {
    /// `others` finds what may be there besides.
    pub(crate) fn new(
        snapshot: &Snapshot,
        cells: &[u64],
        others: &dyn EngineQuery,
    ) -> Result<Self, Error> {
        let orders = cells.iter().filter_map(|cell| cells::orders_in(*cell));
        let mut orders: Vec<_> = orders.collect();
        orders.sort_unstable_by_key(|orders| *orders.start());
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
    stretches: Peekable<IntoIter<Range<DocId>>>,
    single: Peekable<IntoIter<DocId>>,
    others: Box<dyn Scorer>,
}

impl Here {
    /// Each of them.
    pub(crate) fn each(mut self, mut look_at: impl FnMut(DocId)) {
        let mut doc = self.from(0);
        while doc != TERMINATED {
            look_at(doc);
            doc = self.from(doc + 1);
        }
    }

    /// Each that is also among the others.
    pub(crate) fn each_among(
        mut self,
        mut others: Box<dyn Scorer>,
        mut look_at: impl FnMut(DocId),
    ) {
        let mut doc = others.doc();
        while doc != TERMINATED {
            let here = self.from(doc);
            doc = if here == doc {
                look_at(doc);
                others.advance()
            } else {
                others.seek(here)
            };
        }
    }

    /// The first that is no lower; [`TERMINATED`] where there is none.
    fn from(&mut self, doc: DocId) -> DocId {
        while self
            .stretches
            .next_if(|stretch| stretch.end <= doc)
            .is_some()
        {}
        let in_stretch = match self.stretches.peek() {
            Some(stretch) if stretch.start <= doc => return doc,
            Some(stretch) => stretch.start,
            None => TERMINATED,
        };
        while self.single.next_if(|single| *single < doc).is_some() {}
        let single = self.single.peek().copied().unwrap_or(TERMINATED);
        if self.others.doc() < doc {
            self.others.seek(doc);
        }
        in_stretch.min(single).min(self.others.doc())
    }
}

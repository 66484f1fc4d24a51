//! Which documents may be at a place, quickly: the exact test of each is `place.rs`.
//!
//! Documents are kept in the order of the cells of their positions, so those of a cell stand side by side:
//! a circle is a few stretches of a segment. What serves everybody is one more; what has several positions, or
//! serves an area around the place, are stretches of one document.

use std::ops::Range;
use std::sync::{Arc, LazyLock};

use domain::position::Position;
use quick_cache::Weighter;
use quick_cache::sync::Cache;
use tantivy::query::{EnableScoring, Query as EngineQuery, Weight};
use tantivy::{DocId, DocSet, SegmentReader, TERMINATED};

use crate::cells;
use crate::columns::{Columns, Lies, Orders, Stretch};
use crate::error::Error;
use crate::snapshot::Snapshot;

/// Bytes of circles that are remembered: who types asks at the same place with each letter.
const REMEMBERED: u64 = 4 << 20;
/// About what a circle takes.
const CIRCLE: u64 = 12_000;

/// The bits of latitude, longitude and radius.
type CircleKey = [u64; 3];

/// What covers the circles that were asked for lately: geometry alone, the same for every index.
static COVERS: LazyLock<Cache<CircleKey, Arc<[Orders]>, Bytes>> = LazyLock::new(|| {
    let about = (REMEMBERED / CIRCLE) as usize;
    Cache::with_weighter(about, REMEMBERED, Bytes)
});

/// A circle weighs what its cells take in memory.
#[derive(Clone)]
struct Bytes;

impl Weighter<CircleKey, Arc<[Orders]>> for Bytes {
    fn weight(&self, key: &CircleKey, orders: &Arc<[Orders]>) -> u64 {
        (size_of_val(key) + size_of_val(&**orders)) as u64
    }
}

/// The surroundings of a place.
pub(crate) struct Around {
    /// Of the cells that cover the circle, rising.
    orders: Arc<[Orders]>,
    serving: Box<dyn Weight>,
    /// How what serves the place counts; `None` where it does not.
    serving_lies: Option<Lies>,
}

impl Around {
    /// `serving` finds what serves the place, but for what serves everybody and has no position.
    pub(crate) fn new(
        snapshot: &Snapshot,
        orders: Arc<[Orders]>,
        serving: &dyn EngineQuery,
        serving_lies: Option<Lies>,
    ) -> Result<Self, Error> {
        Ok(Self {
            orders,
            serving: serving.weight(EnableScoring::disabled_from_searcher(&snapshot.searcher))?,
            serving_lies,
        })
    }

    /// `named` are documents that may be there besides, in rising order.
    pub(crate) fn in_segment(
        &self,
        segment: &SegmentReader,
        columns: &Columns,
        named: &[DocId],
    ) -> Result<Here, Error> {
        let found = columns.in_orders(&self.orders, self.serving_lies);
        let perhaps = found.single.iter().chain(named);
        let mut single: Vec<(DocId, Lies)> = perhaps.map(|doc| (*doc, Lies::Perhaps)).collect();
        if let Some(lies) = self.serving_lies {
            let mut serving = self.serving.scorer(segment, 1.0)?;
            let mut doc = serving.doc();
            while doc != TERMINATED {
                single.push((doc, lies));
                doc = serving.advance();
            }
        }
        // What is named twice may be in the circle, and is not only serving it.
        single.sort_unstable();
        single.dedup_by_key(|(doc, _)| *doc);
        Ok(Here::new(found.stretches, single))
    }
}

/// The orders of the cells that cover a circle, rising; none where it is too wide for that.
pub(crate) fn covering(centre: Position, radius_m: f64) -> Option<Arc<[Orders]>> {
    let key = [centre.latitude, centre.longitude, radius_m].map(f64::to_bits);
    if let Some(known) = COVERS.get(&key) {
        return Some(known);
    }
    let cells = cells::cover(centre, radius_m)?;
    let orders = cells.iter().filter_map(|found| {
        Some(Orders {
            orders: cells::orders_in(found.cell)?,
            lies: if found.is_inside {
                Lies::Inside
            } else {
                Lies::Perhaps
            },
            least_m: found.least_m,
        })
    });
    let mut orders: Vec<Orders> = orders.collect();
    orders.sort_unstable_by_key(|of_cell| *of_cell.orders.start());
    let orders: Arc<[Orders]> = orders.into();
    COVERS.insert(key, Arc::clone(&orders));
    Some(orders)
}

/// The documents of a segment that may be at a place.
pub(crate) struct Here {
    /// In rising order, none twice.
    stretches: Vec<Stretch>,
}

impl Here {
    /// Both rise. What lies in a stretch is not named once more.
    fn new(stretches: Vec<Stretch>, single: Vec<(DocId, Lies)>) -> Self {
        let mut all: Vec<Stretch> = Vec::with_capacity(stretches.len() + single.len());
        let mut single = single.into_iter().peekable();
        let alone = |(doc, lies)| Stretch {
            docs: doc..doc + 1,
            lies,
            least_m: 0.0,
        };
        for stretch in stretches {
            while let Some(before) = single.next_if(|(doc, _)| *doc < stretch.docs.start) {
                all.push(alone(before));
            }
            while single.next_if(|(doc, _)| *doc < stretch.docs.end).is_some() {}
            all.push(stretch);
        }
        all.extend(single.map(alone));
        Self { stretches: all }
    }

    /// All stretches, in rising order.
    pub(crate) fn stretches(&self) -> &[Stretch] {
        &self.stretches
    }

    /// The documents of all stretches, in rising order.
    pub(crate) fn ranges(&self) -> impl Iterator<Item = Range<DocId>> + Clone {
        self.stretches.iter().map(|stretch| stretch.docs.clone())
    }
}

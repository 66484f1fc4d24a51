//! The columns of one segment, opened once and not for each question.

use std::ops::{Range, RangeInclusive};
use std::sync::Arc;

use domain::calendar::Session;
use tantivy::columnar::{Column, ColumnValues};
use tantivy::{DocId, SegmentReader};

use crate::cells;
use crate::circle::{Circle, Nearest, unpack};
use crate::error::Error;
use crate::marks::Marks;
use crate::schema::column;
use crate::sessions;
use crate::titles::Titles;
use crate::values::{CODED, Values};

/// What is known of each document of a segment.
pub(crate) struct Columns {
    // Read for every candidate, so unpacked, and side by side: one look into memory for each.
    facts: Vec<Facts>,
    /// The positions of the documents that have several, side by side.
    several: Vec<u64>,
    /// What the documents are kept in the order of; `None` where they are not.
    orders: Option<Vec<u64>>,
    /// The orders of the positions of documents that have several, rising, with the documents.
    of_several: Vec<(u64, DocId)>,
    // Asked for each time two fit alike, which is often while somebody types.
    ids: Vec<u128>,
    version: Arc<dyn ColumnValues<i64>>,
    changed: Arc<dyn ColumnValues<i64>>,
    session: Option<Column<u64>>,
    titles: Titles,
    values: Values,
    serves: Values,
}

/// Documents side by side.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Stretch {
    pub(crate) docs: Range<DocId>,
    pub(crate) lies: Lies,
    /// None of them is nearer to the centre than this, in metres.
    pub(crate) least_m: f64,
}

/// How some documents lie to a place; the less sure before the surer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Lies {
    /// They may be there.
    Perhaps,
    /// They are in the circle.
    Inside,
    /// They are not in the circle, and count as being there because they serve it.
    Serving,
}

/// The documents of a segment that lie in some cells, or beside all of them.
pub(crate) struct InCells {
    /// In rising order, none twice.
    pub(crate) stretches: Vec<Stretch>,
    /// One by one, in no order; those may be there.
    pub(crate) single: Vec<DocId>,
}

/// The orders of a cell.
pub(crate) struct Orders {
    pub(crate) orders: RangeInclusive<u64>,
    pub(crate) lies: Lies,
    /// As in a [`Stretch`].
    pub(crate) least_m: f64,
}

/// What ranking and most filters look at.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Facts {
    pub(crate) marks: Marks,
    /// The position of what has one; of what has several, where they begin among those.
    position: u64,
    /// How many there are.
    positions: u32,
    confirmed: i32,
}

/// One in so many of those that have several positions are many: then all of them are looked at.
const MANY: usize = 32;

/// Stands for a confirmation that never was.
const NEVER: i32 = i32::MIN;

impl Facts {
    /// The day of the last confirmation, as [`crate::schema::day`] counts.
    pub(crate) fn confirmed(&self) -> Option<i32> {
        (self.confirmed != NEVER).then_some(self.confirmed)
    }

    fn positions<'a>(&'a self, several: &'a [u64]) -> &'a [u64] {
        match self.positions as usize {
            0 => &[],
            1 => std::slice::from_ref(&self.position),
            many => {
                let begin = self.position as usize;
                several.get(begin..begin + many).unwrap_or_default()
            }
        }
    }

    /// Of every document; the positions of those that have several are put into `several`.
    fn read(segment: &SegmentReader, several: &mut Vec<u64>) -> Result<Vec<Self>, Error> {
        let columns = segment.fast_fields();
        let marks = columns.u64(column::MARKS)?;
        let positions = columns.column_opt::<u64>(column::POSITION)?;
        let confirmed = columns.column_opt::<i64>(column::CONFIRMED)?;
        let facts = (0..segment.max_doc()).map(|doc| {
            let begin = several.len();
            several.extend(positions.iter().flat_map(|all| all.values_for_doc(doc)));
            let count = several.len() - begin;
            let position = match count {
                0 => 0,
                1 => several.pop().unwrap_or(0),
                _ => begin as u64,
            };
            let confirmed = confirmed.as_ref().and_then(|days| days.first(doc));
            Self {
                marks: Marks::from_bits(marks.first(doc).unwrap_or(0)),
                position,
                positions: count as u32,
                confirmed: confirmed.map_or(NEVER, |day| day as i32),
            }
        });
        Ok(facts.collect())
    }
}

fn ids(segment: &SegmentReader) -> Result<Vec<u128>, Error> {
    let columns = segment.fast_fields();
    let high = columns.u64(column::ID_HIGH)?.first_or_default_col(0);
    let low = columns.u64(column::ID_LOW)?.first_or_default_col(0);
    let id = |doc| u128::from(high.get_val(doc)) << 64 | u128::from(low.get_val(doc));
    Ok((0..segment.max_doc()).map(id).collect())
}

fn orders(segment: &SegmentReader) -> Result<Option<Vec<u64>>, Error> {
    let column = segment.fast_fields().u64(column::ORDER)?;
    let orders: Vec<u64> = (0..segment.max_doc())
        .map(|doc| column.first(doc).unwrap_or(cells::NOWHERE))
        .collect();
    Ok(orders.is_sorted().then_some(orders))
}

fn of_several(facts: &[Facts], several: &[u64]) -> Vec<(u64, DocId)> {
    let mut found = Vec::new();
    for (doc, facts) in facts.iter().enumerate() {
        if facts.positions < 2 {
            continue;
        }
        let positions = facts.positions(several).iter();
        let orders = positions.map(|at| cells::order(unpack(*at)));
        found.extend(orders.map(|order| (order, doc as DocId)));
    }
    found.sort_unstable();
    found
}

impl Columns {
    pub(crate) fn open(segment: &SegmentReader) -> Result<Self, Error> {
        let columns = segment.fast_fields();
        let coded = CODED.map(|(_, name)| name);
        let mut several = Vec::new();
        let facts = Facts::read(segment, &mut several)?;
        Ok(Self {
            of_several: of_several(&facts, &several),
            facts,
            several,
            orders: orders(segment)?,
            ids: ids(segment)?,
            version: columns.i64(column::VERSION)?.first_or_default_col(0),
            changed: columns.i64(column::CHANGED)?.first_or_default_col(0),
            session: columns.column_opt(column::SESSION)?,
            titles: Titles::read(segment)?,
            values: Values::read(segment, &coded)?,
            serves: Values::read(segment, &[column::SERVES])?,
        })
    }

    pub(crate) fn facts(&self, doc: DocId) -> &Facts {
        &self.facts[doc as usize]
    }

    /// The documents that have a position with one of the orders, which rise: in stretches, and one by one
    /// those that have several, or all of these where that is quicker. Besides, where `everywhere` says how
    /// they count, those that have no position and serve everybody. Where documents are not kept in order, all.
    pub(crate) fn in_orders(&self, orders: &[Orders], everywhere: Option<Lies>) -> InCells {
        let somewhere = |docs, lies| Stretch {
            docs,
            lies,
            least_m: 0.0,
        };
        let Some(kept) = &self.orders else {
            return InCells {
                stretches: vec![somewhere(0..self.facts.len() as DocId, Lies::Perhaps)],
                single: Vec::new(),
            };
        };
        let (mut stretches, mut single) = (Vec::with_capacity(orders.len()), Vec::new());
        let (mut kept_from, mut several_from) = (0, 0);
        for of_cell in orders {
            let orders = &of_cell.orders;
            let left = &kept[kept_from..];
            let begin = kept_from + left.partition_point(|at| at < orders.start());
            let end = begin + kept[begin..].partition_point(|at| at <= orders.end());
            if begin < end {
                stretches.push(Stretch {
                    docs: begin as DocId..end as DocId,
                    lies: of_cell.lies,
                    least_m: of_cell.least_m,
                });
            }
            kept_from = end;
            let left = &self.of_several[several_from..];
            several_from += left.partition_point(|(at, _)| at < orders.start());
            let others = self.of_several[several_from..].iter();
            let here = others.take_while(|(at, _)| at <= orders.end());
            single.extend(here.map(|(_, doc)| *doc));
        }
        let several = kept.partition_point(|at| *at < cells::SEVERAL)
            ..kept.partition_point(|at| *at < cells::NOWHERE);
        if single.len() * MANY > several.len() {
            let docs = several.start as DocId..several.end as DocId;
            stretches.push(somewhere(docs, Lies::Perhaps));
            single.clear();
        }
        if let Some(lies) = everywhere {
            let first = kept.partition_point(|at| *at < cells::EVERYWHERE);
            stretches.push(somewhere(first as DocId..kept.len() as DocId, lies));
        }
        InCells { stretches, single }
    }

    pub(crate) fn id(&self, doc: DocId) -> u128 {
        self.ids[doc as usize]
    }

    pub(crate) fn version(&self, doc: DocId) -> i64 {
        self.version.get_val(doc)
    }

    pub(crate) fn changed(&self, doc: DocId) -> i64 {
        self.changed.get_val(doc)
    }

    /// Whether it cannot have a position in the circle; a quick look, which does not tell of all.
    pub(crate) fn is_beside(&self, doc: DocId, circle: &Circle) -> bool {
        let mut positions = self.positions(doc).iter();
        positions.all(|packed| circle.is_beside(*packed))
    }

    /// Whether it is in a circle.
    pub(crate) fn is_inside(&self, doc: DocId, circle: &Circle) -> bool {
        let mut positions = self.positions(doc).iter();
        positions.any(|packed| circle.holds(*packed))
    }

    /// Whether each of its positions that is in a circle is further from the centre than that. Of one that has none,
    /// nothing is nearer.
    pub(crate) fn is_beyond(&self, doc: DocId, circle: &Circle, worst_key: u64) -> bool {
        let mut positions = self.positions(doc).iter();
        positions.all(|packed| circle.least_separation(*packed).sort_key() > worst_key)
    }

    /// Which position is nearest to the centre of a circle, and how near.
    pub(crate) fn nearest(&self, doc: DocId, circle: &Circle) -> Option<Nearest> {
        circle.nearest(self.positions(doc).iter().copied())
    }

    /// All of the positions, packed.
    fn positions(&self, doc: DocId) -> &[u64] {
        self.facts(doc).positions(&self.several)
    }

    /// One of the positions, packed.
    pub(crate) fn position(&self, doc: DocId, index: usize) -> Option<u64> {
        self.positions(doc).get(index).copied()
    }

    /// When it happens, as it was packed.
    pub(crate) fn sessions(&self, doc: DocId) -> impl Iterator<Item = Session> + '_ {
        self.session
            .iter()
            .flat_map(move |packed| packed.values_for_doc(doc))
            .map(sessions::unpack)
    }

    /// What A to Z sorts by.
    pub(crate) fn titles(&self) -> &Titles {
        &self.titles
    }

    /// The codes of its facets.
    pub(crate) fn values(&self) -> &Values {
        &self.values
    }

    /// The areas that it serves.
    pub(crate) fn serves(&self) -> &Values {
        &self.serves
    }
}

//! The pass of a search at a place: no further than the place reaches, and of what is there no more than is needed.
//!
//! Which documents are candidates is told by bits; how many of them are hits is mostly a count of bits, because
//! most of a circle needs no test. So only those are looked at that may be on the page.

use tantivy::{DocId, SegmentReader};

use super::visit::Visit;
use super::{Gathered, Search, WORTH_LOOKING, most_of_others};
use crate::around::{Around, Here};
use crate::circle::Separation;
use crate::columns::{Columns, Lies, Stretch};
use crate::docs::Docs;
use crate::error::Error;
use crate::having::Having;
use crate::place::PlaceInSegment;
use crate::query::Order;
use crate::results::Results;

/// Fewer candidates than this are looked at without asking which are likelier.
const FEW: u64 = 500;

/// A segment, as far as it is at the place.
struct Spot<'s, 'a> {
    segment: &'a SegmentReader,
    columns: &'a Columns,
    place: PlaceInSegment<'s>,
    here: Here,
    /// What has the words; all of what is here where no words are asked for.
    docs: Option<Docs>,
}

/// Everything around the place that has the words; all of it where none are asked for.
pub(super) fn pass(
    search: &Search<'_>,
    around: &Around,
    having: Option<&Having>,
) -> Result<Results, Error> {
    let mut spots = Vec::new();
    for (segment, columns) in search.snapshot.segments() {
        let Some(place) = search.place_in(segment, columns)? else {
            continue;
        };
        let here = around.in_segment(segment, columns, place.on_the_ground())?;
        let docs = having.map(|having| having.within(segment, here.ranges()));
        let docs = docs.transpose()?;
        spots.push(Spot {
            segment,
            columns,
            place,
            here,
            docs,
        });
    }
    let is_all_counted = !search.has_filters && search.rings.is_empty() && search.limit > 0;
    if is_all_counted && search.order == Order::Nearest {
        let mut results = nearest(search, &spots)?;
        results.total = spots.iter().map(Spot::count).sum();
        return Ok(results);
    }
    if is_all_counted && let Some(mut results) = likeliest(search, &spots)? {
        results.total = spots.iter().map(Spot::count).sum();
        return Ok(results);
    }
    all(search, &spots)
}

/// Looks at every candidate.
fn all<'a>(search: &Search<'a>, spots: &[Spot<'_, 'a>]) -> Result<Results, Error> {
    let mut gathered = Gathered::default();
    for spot in spots {
        let mut visit = spot.visit(search)?;
        for stretch in spot.here.stretches() {
            spot.look_at(&mut visit, stretch, spot.docs.as_ref());
        }
        gathered.add(visit, spot.segment)?;
    }
    Ok(gathered.into_results(search))
}

/// Looks at those that have a word where it counts most: often the whole page is of them. Nothing where it is not, or
/// where that is most of all.
fn likeliest<'a>(search: &Search<'a>, spots: &[Spot<'_, 'a>]) -> Result<Option<Results>, Error> {
    let Some(relevance) = &search.relevance else {
        return Ok(None);
    };
    let candidates = |spot: &Spot<'_, '_>| spot.docs.as_ref().map_or(0, Docs::len);
    let all: u64 = spots.iter().map(candidates).sum();
    if all < FEW {
        return Ok(None);
    }
    let short = Having::any(relevance.short_lists());
    let mut likely = Vec::new();
    for spot in spots {
        let Some(docs) = &spot.docs else {
            return Ok(None);
        };
        likely.push(short.within(spot.segment, spot.here.ranges())?.and(docs));
    }
    let are_likely: u64 = likely.iter().map(Docs::len).sum();
    if are_likely * WORTH_LOOKING > all || are_likely < search.limit as u64 {
        return Ok(None);
    }
    let mut gathered = Gathered::default();
    for (spot, likely) in spots.iter().zip(&likely) {
        let mut visit = spot.visit(search)?;
        for stretch in spot.here.stretches() {
            spot.look_at(&mut visit, stretch, Some(likely));
        }
        gathered.add(visit, spot.segment)?;
    }
    let results = gathered.into_results(search);
    let is_page = search.is_full_above(&results, most_of_others(relevance));
    Ok(is_page.then_some(results))
}

/// Looks at what is near before what is far, and no further than until the page is full.
fn nearest<'a>(search: &Search<'a>, spots: &[Spot<'_, 'a>]) -> Result<Results, Error> {
    let mut gathered = Gathered::default();
    for spot in spots {
        let mut visit = spot.visit(search)?;
        let mut stretches: Vec<&Stretch> = spot.here.stretches().iter().collect();
        stretches.sort_by(|a, b| a.least_m.total_cmp(&b.least_m));
        for stretch in stretches {
            let least = Separation::below(stretch.least_m).sort_key();
            if visit.worst_key().is_some_and(|worst| worst < least) {
                break;
            }
            let is_inside = stretch.lies == Lies::Inside;
            spot.each(stretch, spot.docs.as_ref(), |doc| {
                if !visit.is_beyond_page(doc) {
                    visit.look_at(doc, is_inside);
                }
            });
        }
        gathered.add(visit, spot.segment)?;
    }
    Ok(gathered.into_results(search))
}

impl<'a> Spot<'_, 'a> {
    fn visit<'v>(&'v self, search: &'v Search<'a>) -> Result<Visit<'v, 'a>, Error> {
        Visit::new(search, self.segment, self.columns, Some(&self.place))
    }

    /// Looks at those of a stretch that are among some.
    fn look_at(&self, visit: &mut Visit<'_, '_>, stretch: &Stretch, among: Option<&Docs>) {
        visit.enter(stretch);
        let is_inside = stretch.lies == Lies::Inside;
        self.each(stretch, among, |doc| visit.look_at(doc, is_inside));
    }

    /// Each that is not removed, in rising order.
    fn each(&self, stretch: &Stretch, among: Option<&Docs>, mut look_at: impl FnMut(DocId)) {
        let range = stretch.docs.clone();
        let mut look_at = |doc| {
            if !self.segment.is_deleted(doc) {
                look_at(doc);
            }
        };
        match among {
            Some(docs) => docs.within(range).for_each(&mut look_at),
            None => range.for_each(&mut look_at),
        }
    }

    /// How many are at the place.
    fn count(&self) -> u64 {
        let stretches = self.here.stretches().iter();
        stretches.map(|stretch| self.count_of(stretch)).sum()
    }

    fn count_of(&self, stretch: &Stretch) -> u64 {
        let is_sure = stretch.lies != Lies::Perhaps;
        if is_sure && !self.segment.has_deletes() {
            return match &self.docs {
                Some(docs) => docs.count_within(stretch.docs.clone()),
                None => stretch.docs.len() as u64,
            };
        }
        let mut count = 0;
        self.each(stretch, self.docs.as_ref(), |doc| {
            let is_here = || {
                self.place
                    .lies(doc, self.columns.facts(doc).marks)
                    .is_some()
            };
            count += u64::from(is_sure || is_here());
        });
        count
    }
}

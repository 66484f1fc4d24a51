//! The pass of a search through one segment: each candidate is tested, counted and ranked.

use tantivy::{DocId, SegmentReader};
use uuid::Uuid;

use super::{ROUNDING, Search};
use crate::blend::MOST_FACTOR;
use crate::circle::Separation;
use crate::columns::{Columns, Lies, Stretch};
use crate::error::Error;
use crate::explain;
use crate::facets::{Tally, Tests, Totals, Verdict};
use crate::marks::Marks;
use crate::names::NamesInSegment;
use crate::place::PlaceInSegment;
use crate::query::Order;
use crate::relevance::SegmentRelevance;
use crate::results::{Hit, Reach};
use crate::top::{Ranked, Top};
use crate::wishes::WishesInSegment;

/// So many hits are weighed at a time, first and in the end.
const FIRST_TOGETHER: usize = 64;
const MOST_TOGETHER: usize = 512;

/// The pass through one segment.
pub(super) struct Visit<'v, 'a> {
    search: &'v Search<'a>,
    columns: &'a Columns,
    tests: Tests<'a>,
    wishes: Option<WishesInSegment<'a>>,
    place: Option<&'v PlaceInSegment<'v>>,
    relevance: Option<SegmentRelevance>,
    names: Option<NamesInSegment>,
    /// Hits whose words are still to be weighed, and where each is if there is a place.
    waiting: Vec<DocId>,
    whereabouts: Vec<Whereabouts>,
    /// The most that the closeness of each of them can be, and of whatever is looked at now.
    closest: Vec<f32>,
    closest_now: f32,
    /// How many are to be weighed at a time.
    together: usize,
    tally: Tally<'a>,
    /// Whether every candidate is a hit, and nothing is to be counted but how many there are.
    nothing_to_test: bool,
    /// Whether every candidate in the circle is a hit, without a look at it.
    inside_is_enough: bool,
    /// Whether how far away is asked of every hit, and not only of those that may be on the page.
    needs_distance: bool,
    top: Top,
    pub(super) total: u64,
    pub(super) unsaid: u64,
    pub(super) rings: Vec<u64>,
}

/// Where a hit is.
#[derive(Clone, Copy)]
enum Whereabouts {
    /// There is no place to be at.
    Anywhere,
    /// In the circle; how far away is not reckoned yet.
    Inside,
    /// At the place, by this reach, and so far away.
    Reached(Reach, Option<Separation>),
}

impl Whereabouts {
    /// Nothing where it has not been reckoned.
    fn separation(self) -> Option<Separation> {
        match self {
            Self::Reached(_, separation) => separation,
            Self::Anywhere | Self::Inside => None,
        }
    }
}

/// A hit and its rank among those of all segments.
pub(super) struct Found {
    /// Only from A to Z, where keys of different segments do not compare.
    pub(super) title: Option<String>,
    pub(super) ranked: Ranked,
    pub(super) hit: Hit,
}

impl<'v, 'a> Visit<'v, 'a> {
    /// `place` is the search's, if it has one, in this segment.
    pub(super) fn new(
        search: &'v Search<'a>,
        segment: &SegmentReader,
        columns: &'a Columns,
        place: Option<&'v PlaceInSegment<'v>>,
    ) -> Result<Self, Error> {
        let size = if search.limit == 0 {
            0
        } else {
            search.offset + search.limit
        };
        let relevance = search.relevance.as_ref();
        let relevance = relevance.filter(|relevance| size > 0 && !relevance.is_empty());
        let names = search.names.as_ref().filter(|_| size > 0);
        let query = search.query;
        let are_alone = search.plan.asked() == 0;
        let needs_distance = search.order == Order::Nearest || !search.rings.is_empty();
        Ok(Self {
            search,
            columns,
            tests: Tests::new(columns, query),
            wishes: query.wishes.in_segment(columns, query, are_alone),
            place,
            relevance: relevance
                .map(|relevance| relevance.in_segment(segment))
                .transpose()?,
            names: names.and_then(|names| names.in_segment(columns.titles())),
            waiting: Vec::new(),
            whereabouts: Vec::new(),
            closest: Vec::new(),
            closest_now: 1.0,
            together: FIRST_TOGETHER,
            tally: Tally::new(columns, search.query),
            nothing_to_test: search.has_nothing_to_test(),
            inside_is_enough: !needs_distance && !search.has_filters,
            needs_distance,
            top: Top::new(size),
            total: 0,
            unsaid: 0,
            rings: vec![0; search.rings.len()],
        })
    }

    /// The highest key that may still be on the page; none when all may.
    pub(super) fn worst_key(&self) -> Option<u64> {
        self.top.worst_key()
    }

    /// What is looked at next is of this stretch.
    pub(super) fn enter(&mut self, stretch: &Stretch) {
        self.closest_now = self.search.blend.most_closeness(stretch);
    }

    /// Many at once, where there is nothing to test; they come in rising order.
    pub(super) fn take(&mut self, docs: &[DocId]) {
        self.total += docs.len() as u64;
        if self.search.limit == 0 {
            return;
        }
        if self.relevance.is_none() {
            for doc in docs {
                self.rank(*doc, Whereabouts::Anywhere);
            }
            return;
        }
        let mut left = docs;
        while !left.is_empty() {
            let room = self.together - self.waiting.len();
            let (now, later) = left.split_at(room.min(left.len()));
            self.waiting.extend_from_slice(now);
            if self.waiting.len() == self.together {
                self.weigh_waiting();
            }
            left = later;
        }
    }

    /// Documents come in rising order. `is_inside` where the document is sure to be in the circle.
    pub(super) fn look_at(&mut self, doc: DocId, is_inside: bool) {
        if self.nothing_to_test {
            self.total += 1;
            self.rank(doc, Whereabouts::Anywhere);
            return;
        }
        if is_inside && self.inside_is_enough {
            self.total += 1;
            self.rank(doc, Whereabouts::Inside);
            return;
        }
        let marks = self.columns.facts(doc).marks;
        let whereabouts = match &self.place {
            None => Whereabouts::Anywhere,
            Some(place) => match self.whereabouts(place, doc, marks, is_inside) {
                Some(whereabouts) => whereabouts,
                None => return,
            },
        };
        let is_hit = !self.search.has_filters || self.judge(doc, marks);
        if is_hit {
            self.total += 1;
            self.count_rings(doc, marks, whereabouts);
            self.rank(doc, whereabouts);
        }
    }

    /// Where the document is, if it is at the place.
    fn whereabouts(
        &self,
        place: &PlaceInSegment<'_>,
        doc: DocId,
        marks: Marks,
        is_inside: bool,
    ) -> Option<Whereabouts> {
        if !self.needs_distance {
            let lies = if is_inside {
                Lies::Inside
            } else {
                place.lies(doc, marks)?
            };
            if lies == Lies::Inside {
                return Some(Whereabouts::Inside);
            }
        }
        let (reach, nearest) = place.reach(doc, marks)?;
        let separation = nearest.map(|nearest| nearest.separation);
        Some(Whereabouts::Reached(reach, separation))
    }

    /// Whether a document is further away than all that are on the page.
    pub(super) fn is_beyond_page(&self, doc: DocId) -> bool {
        let worst = self.place.zip(self.top.worst_key());
        worst.is_some_and(|(place, worst)| place.is_beyond(doc, worst))
    }

    /// Whether the document passes all filters; counts what it would be a hit for.
    fn judge(&mut self, doc: DocId, marks: Marks) -> bool {
        let judged = self.tests.judge(doc, marks);
        self.unsaid += u64::from(judged.is_unsaid);
        if judged.verdict != Verdict::Fails {
            self.tally.add(doc, marks, &judged);
        }
        judged.verdict == Verdict::Passes
    }

    /// Keeps the document if it is among the best, at once or with the others that wait.
    fn rank(&mut self, doc: DocId, whereabouts: Whereabouts) {
        if self.search.limit == 0 {
            return;
        }
        let key = match self.search.order {
            Order::Relevance if self.relevance.is_some() => {
                self.waiting.push(doc);
                if self.place.is_some() {
                    self.whereabouts.push(whereabouts);
                    self.closest.push(self.closest_now);
                }
                if self.waiting.len() == self.together {
                    self.weigh_waiting();
                }
                return;
            }
            Order::Relevance => score_key(self.factor(doc, whereabouts)),
            Order::Nearest => whereabouts
                .separation()
                .map_or(u64::MAX, Separation::sort_key),
            Order::Newest => u64::MAX - tantivy::i64_to_u64(self.columns.changed(doc)),
            Order::AtoZ => {
                let number = self.columns.titles().number(doc);
                number.map_or(u64::MAX, u64::from)
            }
        };
        self.top.push(key, doc, || self.columns.id(doc));
    }

    /// What serves the place serves it in every ring.
    fn count_rings(&mut self, doc: DocId, marks: Marks, whereabouts: Whereabouts) {
        if self.rings.is_empty() {
            return;
        }
        let serves = self
            .place
            .as_ref()
            .is_none_or(|place| place.served(doc, marks).is_some());
        for (count, ring) in self.rings.iter_mut().zip(&self.search.rings) {
            let within = whereabouts.separation().is_some_and(|away| away <= *ring);
            *count += u64::from(within || serves);
        }
    }

    /// Ranks the hits that wait. What is cheapest to know is asked first.
    fn weigh_waiting(&mut self) {
        let Some(mut words) = self.relevance.take() else {
            return;
        };
        let enough = self.top.worst_key().map_or(0.0, key_score);
        let is_enough = |most: f32| most * ROUNDING >= enough;
        let mut docs = std::mem::take(&mut self.waiting);
        let (mut left, mut at, mut factors) = (Vec::new(), Vec::new(), Vec::new());
        let most_named = self.names.as_ref().map_or(1.0, NamesInSegment::most);
        for (place, most) in words.most(&docs).iter().enumerate() {
            let closest = self.closest.get(place).copied().unwrap_or(1.0);
            let most_here = most * closest * MOST_FACTOR;
            if !is_enough(most_here * most_named) {
                continue;
            }
            let named = self.named(docs[place]);
            if !is_enough(most_here * named) {
                continue;
            }
            let here = self.whereabouts.get(place);
            let here = here.copied().unwrap_or(Whereabouts::Anywhere);
            let factor = named * self.factor(docs[place], here);
            if is_enough(most * factor) {
                left.push(docs[place]);
                at.push(place);
                factors.push(factor);
            }
        }
        let scores = words.scores(&left, &at).iter().zip(factors);
        for (doc, (score, factor)) in left.into_iter().zip(scores) {
            let key = score_key(score * factor);
            self.top.push(key, doc, || self.columns.id(doc));
        }
        docs.clear();
        self.waiting = docs;
        self.whereabouts.clear();
        self.closest.clear();
        self.relevance = Some(words);
        // The first few tell what the others have to reach.
        self.together = MOST_TOGETHER.min(self.together * 4);
    }

    /// What a score is multiplied by for the name of what was found.
    fn named(&self, doc: DocId) -> f32 {
        let names = self.names.as_ref();
        names.map_or(1.0, |names| names.factor(self.columns.titles().number(doc)))
    }

    /// What a score is multiplied by for everything but the words and the name.
    fn factor(&mut self, doc: DocId, whereabouts: Whereabouts) -> f32 {
        let facts = self.columns.facts(doc);
        let blend = &self.search.blend;
        let closeness = match whereabouts {
            Whereabouts::Anywhere => 1.0,
            Whereabouts::Inside => {
                let nearest = self.place.as_ref().and_then(|place| place.nearest(doc));
                let separation = nearest.map(|nearest| nearest.separation);
                blend.closeness(facts.marks, Reach::Within, separation)
            }
            Whereabouts::Reached(reach, separation) => {
                blend.closeness(facts.marks, reach, separation)
            }
        };
        let trust = blend.trust(facts.marks, facts.confirmed());
        let tact = blend.tact(facts.marks);
        let wished = self
            .wishes
            .as_mut()
            .map_or(1.0, |wishes| wishes.factor(doc, facts.marks));
        closeness * trust * tact * wished
    }

    pub(super) fn finish(
        mut self,
        segment: &SegmentReader,
        counts: &mut Totals<'a>,
        found: &mut Vec<Found>,
    ) -> Result<(), Error> {
        self.weigh_waiting();
        self.tally.pour_into(counts);
        let order = self.search.order;
        let at = self.search.snapshot.in_segment(segment);
        let best = self.top.into_ranked();
        let docs: Vec<DocId> = best.iter().map(|ranked| ranked.doc).collect();
        let reasons = explain::reasons(self.search.snapshot, segment, self.search.plan, &docs)?;
        for (mut ranked, because) in best.into_iter().zip(reasons) {
            let doc = ranked.doc;
            let marks = self.columns.facts(doc).marks;
            let place = self.place.as_ref();
            let here = place.and_then(|place| place.reach(doc, marks));
            let nearest = here.and_then(|(_, nearest)| nearest);
            let hit = Hit {
                at: at(doc),
                id: Uuid::from_u128(ranked.id),
                version: self.columns.version(doc),
                score: if order == Order::Relevance {
                    key_score(ranked.key)
                } else {
                    0.0
                },
                reach: here.map(|(reach, _)| reach),
                distance_m: place
                    .zip(nearest)
                    .and_then(|(place, near)| place.distance_m(doc, near)),
                nearest: nearest.map(|nearest| nearest.index),
                because,
            };
            let title = (order == Order::AtoZ).then(|| {
                let number = std::mem::take(&mut ranked.key);
                let number = u32::try_from(number).unwrap_or(u32::MAX);
                self.columns.titles().text(number).to_owned()
            });
            found.push(Found { title, ranked, hit });
        }
        Ok(())
    }
}

/// The key of a score, which is 0 or more: the better the score, the lower the key.
fn score_key(score: f32) -> u64 {
    u64::from(u32::MAX - score.to_bits())
}

fn key_score(key: u64) -> f32 {
    f32::from_bits(u32::MAX - key as u32)
}

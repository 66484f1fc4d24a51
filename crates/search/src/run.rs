//! One search, from the question to the answer: match, test, count, rank, in one pass a segment.

use tantivy::query::{BooleanQuery, EnableScoring, Query as EngineQuery, Weight};
use tantivy::{DocId, DocSet, SegmentReader, TERMINATED, Term};
use uuid::Uuid;

use crate::around::Around;
use crate::blend::{Blend, MOST_FACTOR};
use crate::circle::{Nearest, Separation};
use crate::columns::Columns;
use crate::error::Error;
use crate::explain;
use crate::facets::{Tally, Tests, Totals, Verdict, wanted_codes};
use crate::marks::Marks;
use crate::matching::{Need, Plan, any_of, term};
use crate::place::{Place, PlaceInSegment};
use crate::query::{Facet, Filters, MAX_LIMIT, MAX_OFFSET, Near, Order, Query};
use crate::relevance::{Relevance, SegmentRelevance};
use crate::results::{Hit, Reach, Relaxed, Results};
use crate::schema::day;
use crate::sense::Target;
use crate::snapshot::Snapshot;
use crate::snippet::Looked;
use crate::top::{Ranked, Top};
use crate::wishes::WishesInSegment;

/// Where fewer listings than this have all the words, those that have most of them come after.
const ENOUGH: u64 = 10;
/// In a small directory fewer are enough: one in so many of all.
const ENOUGH_OF: u64 = 50;

/// The likeliest are looked at by themselves where they are one in so many or fewer.
const WORTH_LOOKING: u64 = 2;

/// So many hits are weighed at a time, first and in the end.
const FIRST_TOGETHER: usize = 64;
const MOST_TOGETHER: usize = 512;

/// What is bounded and what is reckoned are rounded apart by no more than this.
const ROUNDING: f32 = 1.001;

/// Answers the question from the snapshot.
pub(crate) fn run(snapshot: &Snapshot, query: &Query) -> Result<Results, Error> {
    let plan = Plan::new(snapshot, query)?;
    let search = Search::new(snapshot, query, &plan)?;
    let asked = plan.asked();
    let need = needed(snapshot, query, &plan)?;
    let mut results = search.pass(need)?;
    let matched = plan.least(need);
    if results.total > 0 && matched < asked {
        results.relaxed = Some(Relaxed { matched, asked });
    }
    results.looked = Looked::of(&plan);
    results.spellings = plan.spellings;
    Ok(results)
}

/// How much of the words a hit must have. Settled without place and filters: a filter must never
/// bring hits by emptying the page.
fn needed(snapshot: &Snapshot, query: &Query, plan: &Plan) -> Result<Need, Error> {
    // Who is still typing sees what has all of it, as long as anything does.
    let (enough, all) = if query.as_you_type {
        (1, Need::All)
    } else {
        let enough = (snapshot.documents() / ENOUGH_OF).clamp(1, ENOUGH);
        (enough, Need::Firmly)
    };
    if plan.asked() <= 1 || is_met_by(snapshot, plan, all)? >= enough {
        return Ok(Need::All);
    }
    let is_any = is_met_by(snapshot, plan, Need::Most)? > 0;
    Ok(if is_any { Need::Most } else { Need::Any })
}

/// How many listings meet the need, counted no further than [`ENOUGH`].
fn is_met_by(snapshot: &Snapshot, plan: &Plan, need: Need) -> Result<u64, Error> {
    let mut met = 0;
    let weight = weigh(snapshot, &*plan.query(&snapshot.fields, need))?;
    for segment in snapshot.searcher.segment_readers() {
        let mut found = weight.scorer(segment, 1.0)?;
        let mut doc = found.doc();
        while doc != TERMINATED {
            met += u64::from(!segment.is_deleted(doc));
            if met == ENOUGH {
                return Ok(met);
            }
            doc = found.advance();
        }
    }
    Ok(met)
}

fn weigh(snapshot: &Snapshot, query: &dyn EngineQuery) -> Result<Box<dyn Weight>, Error> {
    Ok(query.weight(EnableScoring::disabled_from_searcher(&snapshot.searcher))?)
}

/// What all segments have in common.
struct Search<'a> {
    snapshot: &'a Snapshot,
    query: &'a Query,
    plan: &'a Plan,
    place: Option<Place<'a>>,
    relevance: Option<Relevance>,
    blend: Blend,
    rings: Vec<Separation>,
    /// Whether anything is filtered or counted by.
    has_filters: bool,
    order: Order,
    offset: usize,
    limit: usize,
}

impl<'a> Search<'a> {
    fn new(snapshot: &'a Snapshot, query: &'a Query, plan: &'a Plan) -> Result<Self, Error> {
        let order = match query.order {
            Order::Nearest if query.near.is_none() => Order::Relevance,
            order => order,
        };
        let relevance = (order == Order::Relevance)
            .then(|| Relevance::new(snapshot, plan))
            .transpose()?;
        let scale = |near: &Near| near.asked_m.unwrap_or(near.radius_m);
        let radius_m = query.near.as_ref().map_or(0.0, scale);
        Ok(Self {
            snapshot,
            query,
            plan,
            place: query.near.as_ref().map(Place::new),
            relevance,
            blend: Blend::new(radius_m, day(query.today), says_who(query)),
            rings: query
                .rings_m
                .iter()
                .copied()
                .map(Separation::of_radius)
                .collect(),
            has_filters: !query.facets.is_empty() || query.filters != Filters::default(),
            order,
            offset: query.offset.min(MAX_OFFSET),
            limit: query.limit.min(MAX_LIMIT),
        })
    }

    /// Everything that meets the need.
    fn pass(&self, need: Need) -> Result<Results, Error> {
        let all = self.candidates(need)?;
        if let Some(query) = &all.query
            && let Some(likeliest) = self.likeliest(need)?
        {
            let mut results = self.look_through(&likeliest.candidates)?;
            let worst = results.hits.get(self.limit - 1).map(|hit| hit.score);
            if worst.is_some_and(|worst| worst > likeliest.others) {
                results.total = self.count(&**query)?;
                return Ok(results);
            }
        }
        self.look_through(&all)
    }

    /// Of a word that very many have, those that have it where it counts most: often the whole page is
    /// of them, and then the others need only be counted.
    fn likeliest(&self, need: Need) -> Result<Option<Likeliest>, Error> {
        let Some(relevance) = &self.relevance else {
            return Ok(None);
        };
        if !self.has_nothing_to_test() || self.limit == 0 || self.plan.asked() == 0 {
            return Ok(None);
        }
        let short = relevance.short_lists();
        let mut listed = 0;
        for term in &short {
            listed += self.snapshot.searcher.doc_freq(term)?;
        }
        if short.is_empty() || listed * WORTH_LOOKING > self.most_that_match(need)? {
            return Ok(None);
        }
        let short = any_of(short.into_iter().map(term).collect());
        let query = self.plan.query(&self.snapshot.fields, need);
        Ok(Some(Likeliest {
            candidates: Candidates {
                query: Some(Box::new(BooleanQuery::intersection(vec![short, query]))),
                around: None,
            },
            others: relevance.most_in_long() * MOST_FACTOR * ROUNDING,
        }))
    }

    /// Whether every candidate is a hit, and nothing is to be counted but how many there are.
    fn has_nothing_to_test(&self) -> bool {
        self.place.is_none() && self.rings.is_empty() && !self.has_filters
    }

    fn count(&self, query: &dyn EngineQuery) -> Result<u64, Error> {
        let weight = weigh(self.snapshot, query)?;
        let mut count = 0;
        for segment in self.snapshot.searcher.segment_readers() {
            count += u64::from(weight.count(segment)?);
        }
        Ok(count)
    }

    /// Looks at each candidate, in one pass a segment.
    fn look_through(&self, candidates: &Candidates) -> Result<Results, Error> {
        let query = candidates.query.as_deref();
        let weight = query.map(|query| weigh(self.snapshot, query)).transpose()?;
        let (mut total, mut unsaid) = (0, 0);
        let mut counts = Totals::default();
        let mut found = Vec::new();
        let mut rings = vec![0; self.rings.len()];
        for (segment, columns) in self.snapshot.segments() {
            let mut visit = Visit::new(self, segment, columns)?;
            let around = candidates.around.as_ref();
            let here = around.map(|around| around.in_segment(segment, columns, visit.named()));
            let mut look_at = |doc| {
                if !segment.is_deleted(doc) {
                    visit.look_at(doc);
                }
            };
            match (&weight, here.transpose()?) {
                (Some(weight), Some(here)) => {
                    here.each_among(weight.scorer(segment, 1.0)?, look_at);
                }
                (Some(weight), None) => weight.for_each_no_score(segment, &mut |docs| {
                    docs.iter().copied().for_each(&mut look_at);
                })?,
                (None, Some(here)) => here.each(look_at),
                (None, None) => (0..segment.max_doc()).for_each(look_at),
            }
            total += visit.total;
            unsaid += visit.unsaid;
            for (ring, count) in rings.iter_mut().zip(&visit.rings) {
                *ring += count;
            }
            visit.finish(segment, &mut counts, &mut found)?;
        }
        found.sort_unstable_by(|a, b| (&a.title, a.ranked).cmp(&(&b.title, b.ranked)));
        let page = found.into_iter().skip(self.offset).take(self.limit);
        let hits = page.map(|found| found.hit).collect();
        Ok(Results {
            total,
            hits,
            unsaid,
            facets: counts.into_counts(),
            rings,
            ..Results::default()
        })
    }

    fn candidates(&self, need: Need) -> Result<Candidates, Error> {
        let fields = &self.snapshot.fields;
        let mut must: Vec<Box<dyn EngineQuery>> = Vec::new();
        if self.plan.asked() > 0 {
            must.push(self.plan.query(fields, need));
        }
        for (facet, codes) in wanted_codes(&self.query.filters) {
            if let Some(field) = fields.of(facet)
                && !self.query.facets.contains(&facet)
            {
                must.push(any_of(
                    codes
                        .iter()
                        .map(|code| term(Term::from_field_text(field, code)))
                        .collect(),
                ));
            }
        }
        let place = self.place.as_ref();
        let most = self.most_that_match(need)?;
        let around = place.map(|place| place.around(self.snapshot, most));
        Ok(Candidates {
            query: match must.len() {
                0 | 1 => must.pop(),
                _ => Some(Box::new(BooleanQuery::intersection(must))),
            },
            around: around.transpose()?.flatten(),
        })
    }

    /// A guess, never too low, at how many documents have the words.
    fn most_that_match(&self, need: Need) -> Result<u64, Error> {
        let everything = self.snapshot.documents();
        if self.plan.asked() == 0 || need != Need::All {
            return Ok(everything);
        }
        Ok(self.plan.rarest(self.snapshot)?.min(everything))
    }
}

/// Whatever may be a hit: everything that is found by both, or by the one that is there.
struct Candidates {
    /// Words and codes, exactly.
    query: Option<Box<dyn EngineQuery>>,
    /// The place, roughly.
    around: Option<Around>,
}

/// Some of the candidates, which are likelier than the others to be on the page.
struct Likeliest {
    candidates: Candidates,
    /// The most that any of the others can score.
    others: f32,
}

/// Whether the question tells for whom it is: by its words, a filter or a wish.
fn says_who(query: &Query) -> bool {
    let (filters, wishes) = (&query.filters, &query.wishes);
    query.senses.iter().any(|sense| {
        let mut targets = sense.meanings.iter().map(|meaning| &meaning.target);
        targets.any(|target| matches!(target, Target::Code(Facet::Circumstance, _)))
    }) || !filters.circumstances.is_empty()
        || !filters.languages.is_empty()
        || !wishes.languages.is_empty()
}

/// The pass through one segment.
struct Visit<'a> {
    search: &'a Search<'a>,
    columns: &'a Columns,
    tests: Tests<'a>,
    wishes: Option<WishesInSegment<'a>>,
    place: Option<PlaceInSegment<'a>>,
    relevance: Option<SegmentRelevance>,
    /// Hits whose words are still to be weighed.
    waiting: Vec<Waiting>,
    /// How many are to be weighed at a time.
    together: usize,
    tally: Tally<'a>,
    /// Whether every candidate is a hit, and nothing is to be counted but how many there are.
    nothing_to_test: bool,
    top: Top,
    total: u64,
    unsaid: u64,
    rings: Vec<u64>,
}

/// A hit, and where it is.
#[derive(Clone, Copy)]
struct Waiting {
    doc: DocId,
    reach: Option<Reach>,
    separation: Option<Separation>,
}

/// A hit and its rank among those of all segments.
struct Found {
    /// Only from A to Z, where keys of different segments do not compare.
    title: Option<String>,
    ranked: Ranked,
    hit: Hit,
}

impl<'a> Visit<'a> {
    fn new(
        search: &'a Search<'a>,
        segment: &SegmentReader,
        columns: &'a Columns,
    ) -> Result<Self, Error> {
        let size = if search.limit == 0 {
            0
        } else {
            search.offset + search.limit
        };
        let relevance = search.relevance.as_ref();
        let relevance = relevance.filter(|relevance| size > 0 && !relevance.is_empty());
        Ok(Self {
            search,
            columns,
            tests: Tests::new(columns, search.query),
            wishes: search.query.wishes.in_segment(columns, search.query),
            place: search
                .place
                .as_ref()
                .map(|place| place.in_segment(segment, &search.snapshot.fields, columns))
                .transpose()?,
            relevance: relevance
                .map(|relevance| relevance.in_segment(segment))
                .transpose()?,
            waiting: Vec::new(),
            together: FIRST_TOGETHER,
            tally: Tally::new(columns, search.query),
            nothing_to_test: search.has_nothing_to_test(),
            top: Top::new(size),
            total: 0,
            unsaid: 0,
            rings: vec![0; search.rings.len()],
        })
    }

    /// Documents that may be at the place although nothing else tells.
    fn named(&self) -> &[DocId] {
        self.place
            .as_ref()
            .map_or(&[], PlaceInSegment::on_the_ground)
    }

    /// Documents come in rising order.
    fn look_at(&mut self, doc: DocId) {
        if self.nothing_to_test {
            self.total += 1;
            self.rank(doc, None, None);
            return;
        }
        let marks = self.columns.facts(doc).marks;
        let (mut reach, mut nearest) = (None, None);
        if let Some(place) = &self.place {
            let Some(here) = place.reach(doc, marks) else {
                return;
            };
            (reach, nearest) = (Some(here.0), here.1);
        }
        let is_hit = !self.search.has_filters || self.judge(doc, marks);
        if is_hit {
            self.total += 1;
            self.count_rings(doc, marks, nearest);
            self.rank(doc, reach, nearest);
        }
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
    fn rank(&mut self, doc: DocId, reach: Option<Reach>, nearest: Option<Nearest>) {
        if self.search.limit == 0 {
            return;
        }
        let separation = nearest.map(|nearest| nearest.separation);
        let here = Waiting {
            doc,
            reach,
            separation,
        };
        let key = match self.search.order {
            Order::Relevance if self.relevance.is_some() => {
                self.waiting.push(here);
                if self.waiting.len() == self.together {
                    self.weigh_waiting();
                }
                return;
            }
            Order::Relevance => score_key(self.factor(here)),
            Order::Nearest => separation.map_or(u64::MAX, Separation::sort_key),
            Order::Newest => u64::MAX - tantivy::i64_to_u64(self.columns.changed(doc)),
            Order::AtoZ => self.columns.title().number(doc).unwrap_or(u64::MAX),
        };
        self.top.push(key, doc, || self.columns.id(doc));
    }

    /// What serves the place serves it in every ring.
    fn count_rings(&mut self, doc: DocId, marks: Marks, nearest: Option<Nearest>) {
        if self.rings.is_empty() {
            return;
        }
        let serves = self
            .place
            .as_ref()
            .is_none_or(|place| place.served(doc, marks).is_some());
        for (count, ring) in self.rings.iter_mut().zip(&self.search.rings) {
            let within = nearest.is_some_and(|nearest| nearest.separation <= *ring);
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
        let mut waiting = std::mem::take(&mut self.waiting);
        let docs: Vec<DocId> = waiting.iter().map(|here| here.doc).collect();
        let (mut left, mut at, mut factors) = (Vec::new(), Vec::new(), Vec::new());
        for (place, most) in words.most(&docs).iter().enumerate() {
            if !is_enough(most * MOST_FACTOR) {
                continue;
            }
            let factor = self.factor(waiting[place]);
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
        waiting.clear();
        self.waiting = waiting;
        self.relevance = Some(words);
        // The first few tell what the others have to reach.
        self.together = MOST_TOGETHER.min(self.together * 4);
    }

    /// What a score is multiplied by for everything but the words.
    fn factor(&mut self, here: Waiting) -> f32 {
        let facts = self.columns.facts(here.doc);
        let blend = &self.search.blend;
        let closeness = here
            .reach
            .map_or(1.0, |reach| blend.closeness(reach, here.separation));
        let trust = blend.trust(facts.marks, facts.confirmed());
        let wished = self
            .wishes
            .as_mut()
            .map_or(1.0, |wishes| wishes.factor(here.doc, facts.marks));
        closeness * trust * wished
    }

    fn finish(
        mut self,
        segment: &SegmentReader,
        counts: &mut Totals<'a>,
        found: &mut Vec<Found>,
    ) -> Result<(), Error> {
        self.weigh_waiting();
        self.tally.pour_into(counts);
        let order = self.search.order;
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
            let title = match order {
                Order::AtoZ => Some(
                    self.columns
                        .title()
                        .text_of(std::mem::take(&mut ranked.key))?,
                ),
                _ => None,
            };
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

//! One search, from the question to the answer: match, test, count, rank, in one pass a segment.

use tantivy::query::{BooleanQuery, EnableScoring, Query as EngineQuery, Weight};
use tantivy::{DocSet, SegmentReader, TERMINATED, Term};

use crate::blend::{Blend, MOST_FACTOR};
use crate::circle::Separation;
use crate::columns::Columns;
use crate::error::Error;
use crate::facets::{Totals, wanted_codes};
use crate::having::{Having, List};
use crate::matching::{Need, Plan, any_of, term};
use crate::names::Names;
use crate::place::{Place, PlaceInSegment};
use crate::query::{Filters, MAX_LIMIT, MAX_OFFSET, Near, Order, Query};
use crate::relevance::Relevance;
use crate::results::{Relaxed, Results};
use crate::snapshot::Snapshot;
use crate::snippet::Looked;

mod here;
mod visit;

use visit::{Found, Visit};

/// Where fewer listings than this have all the words, those that have most of them come after.
const ENOUGH: u64 = 10;
/// In a small directory fewer are enough: one in so many of all.
const ENOUGH_OF: u64 = 50;

/// The likeliest are looked at by themselves where they are one in so many or fewer.
const WORTH_LOOKING: u64 = 2;

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
    names: Option<Names>,
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
            names: relevance.as_ref().and_then(|_| Names::of(query, plan)),
            relevance,
            blend: Blend::new(query, plan.asked() > 0, radius_m),
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
        let most = self.most_that_match(need)?;
        let place = self.place.as_ref();
        let around = place.map(|place| place.around(self.snapshot, most));
        if let Some(around) = around.transpose()?.flatten() {
            return here::pass(self, &around, self.having(need)?.as_ref());
        }
        if let Some(results) = self.likeliest(need, most)? {
            return Ok(results);
        }
        self.look_through(self.query(need).as_deref())
    }

    /// Whether the page is full, and nothing that scores `others` or less belongs there.
    fn is_full_above(&self, results: &Results, others: f32) -> bool {
        let worst = self
            .limit
            .checked_sub(1)
            .and_then(|at| results.hits.get(at));
        worst.is_some_and(|worst| worst.score > others)
    }

    /// Of a word that very many have, those that have it where it counts most: often the whole page is
    /// of them, and then the others need only be counted. `most` is no less than how many have it.
    fn likeliest(&self, need: Need, most: u64) -> Result<Option<Results>, Error> {
        let Some(relevance) = &self.relevance else {
            return Ok(None);
        };
        if !self.has_nothing_to_test() || self.limit == 0 {
            return Ok(None);
        }
        let short = relevance.short_lists();
        let mut listed = 0;
        for term in &short {
            listed += self.snapshot.searcher.doc_freq(term)?;
        }
        if short.is_empty() || listed * WORTH_LOOKING > most {
            return Ok(None);
        }
        let Some(having) = self.having(need)? else {
            return Ok(None);
        };
        let short = Having::any(short);
        let mut gathered = Gathered::default();
        for (segment, columns) in self.snapshot.segments() {
            let everywhere = 0..segment.max_doc();
            let listed = short.within(segment, std::iter::once(everywhere.clone()))?;
            let each = listed.within(everywhere.clone()).map(|doc| doc..doc + 1);
            let likely = having.within(segment, each)?;
            let mut visit = Visit::new(self, segment, columns, None)?;
            for doc in likely.within(everywhere) {
                if !segment.is_deleted(doc) {
                    visit.look_at(doc, false);
                }
            }
            gathered.add(visit, segment)?;
        }
        let mut results = gathered.into_results(self);
        if !self.is_full_above(&results, most_of_others(relevance)) {
            return Ok(None);
        }
        results.total = 0;
        for segment in self.snapshot.searcher.segment_readers() {
            results.total += having.count(segment)?;
        }
        Ok(Some(results))
    }

    /// Whether every candidate is a hit, and nothing is to be counted but how many there are.
    fn has_nothing_to_test(&self) -> bool {
        self.place.is_none() && self.rings.is_empty() && !self.has_filters
    }

    /// Looks at each candidate wherever it is, in one pass a segment.
    fn look_through(&self, query: Option<&dyn EngineQuery>) -> Result<Results, Error> {
        let weight = query.map(|query| weigh(self.snapshot, query)).transpose()?;
        let mut gathered = Gathered::default();
        for (segment, columns) in self.snapshot.segments() {
            let place = self.place_in(segment, columns)?;
            let mut visit = Visit::new(self, segment, columns, place.as_ref())?;
            let mut look_at = |doc| {
                if !segment.is_deleted(doc) {
                    visit.look_at(doc, false);
                }
            };
            match &weight {
                Some(weight) if self.has_nothing_to_test() && !segment.has_deletes() => {
                    weight.for_each_no_score(segment, &mut |docs| visit.take(docs))?;
                }
                Some(weight) => weight.for_each_no_score(segment, &mut |docs| {
                    docs.iter().for_each(|doc| look_at(*doc));
                })?,
                None => (0..segment.max_doc()).for_each(look_at),
            }
            gathered.add(visit, segment)?;
        }
        Ok(gathered.into_results(self))
    }

    fn place_in(
        &self,
        segment: &SegmentReader,
        columns: &'a Columns,
    ) -> Result<Option<PlaceInSegment<'_>>, Error> {
        let place = self.place.as_ref();
        place
            .map(|place| place.in_segment(segment, &self.snapshot.fields, columns))
            .transpose()
    }

    /// What has the words and codes, for the engine; nothing where none are asked for.
    fn query(&self, need: Need) -> Option<Box<dyn EngineQuery>> {
        let mut must: Vec<Box<dyn EngineQuery>> = Vec::new();
        if self.plan.asked() > 0 {
            must.push(self.plan.query(&self.snapshot.fields, need));
        }
        let codes = self.codes_wanted().into_iter();
        must.extend(codes.map(|codes| any_of(codes.into_iter().map(term).collect())));
        match must.len() {
            0 | 1 => must.pop(),
            _ => Some(Box::new(BooleanQuery::intersection(must))),
        }
    }

    /// For each filter by codes that is not counted too, the terms of which one must be there.
    fn codes_wanted(&self) -> Vec<Vec<Term>> {
        let fields = &self.snapshot.fields;
        let wanted = wanted_codes(&self.query.filters).into_iter();
        let wanted = wanted.filter(|(facet, _)| !self.query.facets.contains(facet));
        wanted
            .filter_map(|(facet, codes)| {
                let field = fields.of(facet)?;
                let term = |code: &&str| Term::from_field_text(field, code);
                Some(codes.iter().map(term).collect())
            })
            .collect()
    }

    /// The same as lists to look up.
    fn having(&self, need: Need) -> Result<Option<Having>, Error> {
        let mut clauses = Vec::new();
        if self.plan.asked() > 0 && need == Need::All {
            for clause in self.plan.required() {
                let alternatives = clause.alternatives.iter();
                let lists = alternatives.map(|other| List::of(self.snapshot, &other.matcher));
                let lists = lists.collect::<Result<_, _>>()?;
                clauses.push((clause.frequency(self.snapshot)?, lists));
            }
        } else if self.plan.asked() > 0 {
            let query = self.plan.query(&self.snapshot.fields, need);
            let list = List::Other(weigh(self.snapshot, &*query)?);
            clauses.push((self.snapshot.documents(), vec![list]));
        }
        for terms in self.codes_wanted() {
            let mut frequency = 0;
            for term in &terms {
                frequency += self.snapshot.searcher.doc_freq(term)?;
            }
            clauses.push((frequency, terms.into_iter().map(List::Term).collect()));
        }
        Ok((!clauses.is_empty()).then(|| Having::new(clauses)))
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

/// The most that what is in none of the short lists can score.
fn most_of_others(relevance: &Relevance) -> f32 {
    relevance.most_in_long() * MOST_FACTOR * ROUNDING
}

/// What the visits of all segments bring.
#[derive(Default)]
struct Gathered<'a> {
    total: u64,
    unsaid: u64,
    rings: Vec<u64>,
    counts: Totals<'a>,
    found: Vec<Found>,
}

impl<'a> Gathered<'a> {
    fn add(&mut self, visit: Visit<'_, 'a>, segment: &SegmentReader) -> Result<(), Error> {
        self.total += visit.total;
        self.unsaid += visit.unsaid;
        self.rings.resize(visit.rings.len(), 0);
        for (ring, count) in self.rings.iter_mut().zip(&visit.rings) {
            *ring += count;
        }
        visit.finish(segment, &mut self.counts, &mut self.found)
    }

    fn into_results(mut self, search: &Search<'_>) -> Results {
        self.found
            .sort_unstable_by(|a, b| (&a.title, a.ranked).cmp(&(&b.title, b.ranked)));
        let page = self
            .found
            .into_iter()
            .skip(search.offset)
            .take(search.limit);
        let hits = page.map(|found| found.hit).collect();
        self.rings.resize(search.rings.len(), 0);
        Results {
            total: self.total,
            hits,
            unsaid: self.unsaid,
            facets: self.counts.into_counts(),
            rings: self.rings,
            ..Results::default()
        }
    }
}

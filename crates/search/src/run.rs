//! One search, from the question to the answer: match, test, count, rank, in one pass a segment.

use tantivy::query::{BooleanQuery, EnableScoring, Query as EngineQuery, Weight};
use tantivy::{DocSet, TERMINATED, Term};

use crate::around::Around;
use crate::blend::{Blend, MOST_FACTOR};
use crate::circle::Separation;
use crate::error::Error;
use crate::facets::{Totals, wanted_codes};
use crate::matching::{Need, Plan, any_of, term};
use crate::place::Place;
use crate::query::{Filters, MAX_LIMIT, MAX_OFFSET, Near, Order, Query};
use crate::relevance::Relevance;
use crate::results::{Relaxed, Results};
use crate::snapshot::Snapshot;
use crate::snippet::Looked;

mod visit;

use visit::Visit;

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
            blend: Blend::new(query, radius_m),
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
            let mut look_at = |doc, is_inside| {
                if !segment.is_deleted(doc) {
                    visit.look_at(doc, is_inside);
                }
            };
            match (&weight, here.transpose()?) {
                (Some(weight), Some(here)) => {
                    here.each_among(weight.scorer(segment, 1.0)?, look_at);
                }
                (Some(weight), None) if self.has_nothing_to_test() && !segment.has_deletes() => {
                    weight.for_each_no_score(segment, &mut |docs| visit.take(docs))?;
                }
                (Some(weight), None) => weight.for_each_no_score(segment, &mut |docs| {
                    docs.iter().for_each(|doc| look_at(*doc, false));
                })?,
                (None, Some(here)) => here.each(look_at),
                (None, None) => (0..segment.max_doc()).for_each(|doc| look_at(doc, false)),
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

    /// What has the words and codes, and where to look for it.
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

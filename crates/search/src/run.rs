//! One search, from the question to the answer: match, test, count, rank, in one pass a segment.

use tantivy::query::{BooleanQuery, EnableScoring, Query as EngineQuery, Weight};
use tantivy::{DocSet, SegmentReader, TERMINATED, Term};

use crate::around::Around;
use crate::blend::{Blend, MOST_FACTOR};
use crate::circle::Separation;
use crate::columns::Columns;
use crate::error::Error;
use crate::facets::{Totals, wanted_codes};
use crate::having::{Having, List};
use crate::matching::{Need, Plan, any_of, term};
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
        if let Some(around) = &all.around {
            return here::pass(self, around, all.having.as_ref(), all.query.as_deref());
        }
        if let Some(query) = &all.query
            && let Some(likeliest) = self.likeliest(need)?
        {
            let mut results = self.look_through(Some(&*likeliest.query))?;
            if self.is_full_above(&results, likeliest.others) {
                results.total = self.count(&**query)?;
                return Ok(results);
            }
        }
        self.look_through(all.query.as_deref())
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
            query: Box::new(BooleanQuery::intersection(vec![short, query])),
            others: most_of_others(relevance),
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

    /// What has the words and codes, and where to look for it.
    fn candidates(&self, need: Need) -> Result<Candidates, Error> {
        let fields = &self.snapshot.fields;
        let most = self.most_that_match(need)?;
        let place = self.place.as_ref();
        let around = place.map(|place| place.around(self.snapshot, most));
        let around = around.transpose()?.flatten();
        let codes = self.codes_wanted();
        let having = match (&around, need) {
            (Some(_), Need::All) => Some(self.having(&codes)?),
            _ => None,
        };
        if having.is_some() {
            return Ok(Candidates {
                query: None,
                having: having.filter(|having| !having.is_empty()),
                around,
            });
        }
        let mut must: Vec<Box<dyn EngineQuery>> = Vec::new();
        if self.plan.asked() > 0 {
            must.push(self.plan.query(fields, need));
        }
        must.extend(
            codes
                .into_iter()
                .map(|codes| any_of(codes.into_iter().map(term).collect())),
        );
        Ok(Candidates {
            query: match must.len() {
                0 | 1 => must.pop(),
                _ => Some(Box::new(BooleanQuery::intersection(must))),
            },
            having: None,
            around,
        })
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

    /// All of the words, and the codes.
    fn having(&self, codes: &[Vec<Term>]) -> Result<Having, Error> {
        let mut clauses = Vec::new();
        for clause in self.plan.required() {
            let alternatives = clause.alternatives.iter();
            let lists = alternatives.map(|other| List::of(self.snapshot, &other.matcher));
            clauses.push((
                clause.frequency(self.snapshot)?,
                lists.collect::<Result<_, _>>()?,
            ));
        }
        for terms in codes {
            let mut frequency = 0;
            for term in terms {
                frequency += self.snapshot.searcher.doc_freq(term)?;
            }
            clauses.push((frequency, terms.iter().cloned().map(List::Term).collect()));
        }
        Ok(Having::new(clauses))
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

/// Whatever may be a hit: everything that is found by all that is there.
struct Candidates {
    /// Words and codes, exactly.
    query: Option<Box<dyn EngineQuery>>,
    /// The same as lists, where there is a place to read them at.
    having: Option<Having>,
    /// The place, roughly.
    around: Option<Around>,
}

/// Some of the candidates, which are likelier than the others to be on the page.
struct Likeliest {
    query: Box<dyn EngineQuery>,
    /// The most that any of the others can score.
    others: f32,
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

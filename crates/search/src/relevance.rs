//! How well the words fit: BM25 over several fields.
//!
//! Matching is settled before this is asked. A clause counts as much as its best alternative; an
//! alternative is the sum of BM25 over the fields that have its words, each field with its own
//! boost and all with the rarity of the word in the whole text, so that a word which is rare in
//! titles alone is not taken for a rare word.

use tantivy::query::Bm25Weight;
use tantivy::schema::Field;
use tantivy::{SegmentReader, Term};

use crate::error::Error;
use crate::matching::{Alternative, Matcher, Plan, naming};
use crate::query::Facet;
use crate::schema::Fields;
use crate::snapshot::Snapshot;

mod lists;
mod segment;
mod together;

pub(crate) use segment::SegmentRelevance;
use together::Together;

/// What a word counts wherever it stands, and so all that it counts in a description.
const ANYWHERE: f32 = 1.0;
/// What it counts on top of that in a title or other name.
const IN_TITLE: f32 = 3.0;
/// The same in the organization's name.
const IN_ORGANIZATION: f32 = 1.6;
/// The same in the name of a category.
const IN_TERMS: f32 = 1.2;
/// The same in keywords and places.
const IN_KEYWORDS: f32 = 0.6;
/// What a category counts by which a word is met, however rare the word would be.
const IN_CATEGORY: f32 = 1.4;
/// What it counts on top of that where the listing is it, and does not only mention it.
const IS_CATEGORY: f32 = 1.6;
/// What the beginning of a word counts, in title, organization or category.
const AT_START: f32 = 2.0;

/// The weights of a plan, for all segments: clauses, their alternatives, the words of each.
pub(crate) struct Relevance {
    clauses: Vec<Vec<Vec<Word>>>,
    together: Together,
}

/// What one word counts, by field.
type Word = Vec<Weighted>;

/// A term of a field, and what it counts.
struct Weighted {
    field: Field,
    term: Term,
    bm25: Bm25Weight,
    /// Whether it is in the whole text: long lists, looked at last.
    is_base: bool,
    /// Whether a word counts more in a short text.
    has_lengths: bool,
}

impl Relevance {
    pub(crate) fn new(snapshot: &Snapshot, plan: &Plan) -> Result<Self, Error> {
        let clauses = plan.clauses.iter().map(|clause| {
            let alternatives = clause.alternatives.iter();
            alternatives
                .map(|alternative| weighted(snapshot, alternative))
                .collect()
        });
        Ok(Self {
            clauses: clauses.collect::<Result<_, _>>()?,
            together: Together::new(plan),
        })
    }

    /// Whether there is nothing to score by.
    pub(crate) fn is_empty(&self) -> bool {
        self.clauses.is_empty()
    }

    /// The terms of all lists but the long ones, those of whole texts.
    pub(crate) fn short_lists(&self) -> Vec<Term> {
        let words = self.clauses.iter().flatten().flatten().flatten();
        let short = words.filter(|weighted| !weighted.is_base);
        short.map(|weighted| weighted.term.clone()).collect()
    }

    /// No less than the score of any document that is in none of the short lists.
    pub(crate) fn most_in_long(&self) -> f32 {
        let most = |word: &Word| {
            let base = word.iter().filter(|weighted| weighted.is_base);
            base.map(|weighted| weighted.bm25.max_score()).sum::<f32>()
        };
        let clauses = self.clauses.iter().map(|clause| clause.iter());
        let mut together = self.together.clone();
        together.of(1, clauses, |alternative, most_of| {
            most_of[0] = alternative.iter().map(most).sum();
        })[0]
    }

    /// The lists of one segment, at their beginning.
    pub(crate) fn in_segment(&self, segment: &SegmentReader) -> Result<SegmentRelevance, Error> {
        SegmentRelevance::open(segment, &self.clauses, self.together.clone())
    }
}

fn weighted(snapshot: &Snapshot, alternative: &Alternative) -> Result<Vec<Word>, Error> {
    let fields = &snapshot.fields;
    let (words, base, boosts): (&[String], Field, Vec<(Field, f32)>) = match &alternative.matcher {
        Matcher::Start(start) => (
            std::slice::from_ref(start),
            fields.starts,
            vec![(fields.starts, AT_START)],
        ),
        Matcher::Opening(opening) => (
            std::slice::from_ref(opening),
            fields.openings,
            vec![(fields.openings, AT_START)],
        ),
        Matcher::Stem(stem) => (
            std::slice::from_ref(stem),
            fields.text,
            in_text(fields).to_vec(),
        ),
        Matcher::Phrase(stems) => (stems, fields.text, in_text(fields).to_vec()),
        // Half of a phrase in a title says little of what is behind the title.
        Matcher::All(stems) => (stems, fields.text, vec![(fields.text, ANYWHERE)]),
        Matcher::Named(stems, scope) => {
            let named = naming(*scope, fields);
            let mut boosts = in_text(fields).to_vec();
            boosts.retain(|(field, _)| named.contains(field));
            (stems, fields.text, boosts)
        }
        Matcher::Code(facet, code) => {
            let Some(field) = fields.of(*facet) else {
                return Ok(Vec::new());
            };
            let rarity = snapshot.rarity(snapshot.frequency(field, code)?);
            let counts = |field: Field, boost: f32| Weighted {
                field,
                term: Term::from_field_text(field, code),
                bm25: snapshot.weight(field, rarity * boost * alternative.weight),
                is_base: false,
                has_lengths: false,
            };
            let is_browsed = matches!(
                facet,
                Facet::Need | Facet::Circumstance | Facet::ServiceType | Facet::Way
            );
            return Ok(vec![if is_browsed {
                vec![
                    counts(field, IN_CATEGORY),
                    counts(fields.named, IS_CATEGORY),
                ]
            } else {
                vec![counts(field, IN_CATEGORY + IS_CATEGORY)]
            }]);
        }
    };
    let mut weighted = Vec::with_capacity(words.len());
    for word in words {
        let rarity = snapshot.rarity(snapshot.frequency(base, word)?);
        let mut in_fields = Vec::with_capacity(boosts.len());
        for (field, boost) in &boosts {
            in_fields.push(Weighted {
                field: *field,
                term: Term::from_field_text(*field, word),
                bm25: snapshot.weight(*field, rarity * boost * alternative.weight),
                is_base: *field == fields.text,
                has_lengths: true,
            });
        }
        weighted.push(in_fields);
    }
    Ok(weighted)
}

fn in_text(fields: &Fields) -> [(Field, f32); 5] {
    [
        (fields.text, ANYWHERE),
        (fields.title, IN_TITLE),
        (fields.organization, IN_ORGANIZATION),
        (fields.terms, IN_TERMS),
        (fields.keywords, IN_KEYWORDS),
    ]
}

//! How well the words fit: BM25 over several fields.
//!
//! Matching is settled before this is asked. A clause counts as much as its best alternative; an
//! alternative is the sum of BM25 over the fields that have its words, each field with its own
//! boost and all with the rarity of the word in the whole text, so that a word which is rare in
//! titles alone is not taken for a rare word.

use tantivy::fieldnorm::FieldNormReader;
use tantivy::postings::{Postings, SegmentPostings};
use tantivy::query::Bm25Weight;
use tantivy::schema::{Field, IndexRecordOption};
use tantivy::{DocId, DocSet, SegmentReader, Term};

use crate::error::Error;
use crate::matching::{Alternative, Matcher, Plan, naming};
use crate::schema::Fields;
use crate::snapshot::Snapshot;

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
const IN_CATEGORY: f32 = 2.2;
/// What the beginning of a word counts, in title, organization or category.
const AT_START: f32 = 2.0;

/// What each further way in which a word is met adds: two signs are better than one.
const FURTHER: f32 = 0.25;

/// The weights of a plan, for all segments: clauses, their alternatives, the words of each.
pub(crate) struct Relevance {
    clauses: Vec<Vec<Vec<Word>>>,
    /// By clause, how much of what is asked for it says; nothing where a hit may do without it.
    says: Vec<f32>,
}

/// What one word counts, by field.
type Word = Vec<Weighted>;

/// A term of a field, and what it counts.
struct Weighted {
    field: Field,
    term: Term,
    bm25: Bm25Weight,
    /// Whether it is in the field that decides what matches: long lists, looked at last.
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
            says: plan
                .clauses
                .iter()
                .map(|clause| if clause.is_required { clause.says } else { 0.0 })
                .collect(),
        })
    }

    /// Whether there is nothing to score by.
    pub(crate) fn is_empty(&self) -> bool {
        self.clauses.is_empty()
    }

    /// The lists of one segment, at their beginning.
    pub(crate) fn in_segment(&self, segment: &SegmentReader) -> Result<SegmentRelevance, Error> {
        let open = |words: &Vec<Word>| SegmentAlternative::open(segment, words);
        let clauses = self
            .clauses
            .iter()
            .map(|clause| clause.iter().map(open).collect());
        let clauses: Vec<Vec<SegmentAlternative>> = clauses.collect::<Result<_, Error>>()?;
        let mut words = clauses.iter().flatten().flat_map(|one| &one.words);
        Ok(SegmentRelevance {
            has_short_lists: words.any(|word| !word.special.is_empty()),
            clauses,
            says: self.says.clone(),
        })
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
            let frequency = snapshot.frequency(field, code)?;
            let bm25 =
                Bm25Weight::for_one_term_without_explain(frequency, snapshot.documents(), 1.0)
                    .boost_by(IN_CATEGORY * alternative.weight);
            return Ok(vec![vec![Weighted {
                field,
                term: Term::from_field_text(field, code),
                bm25,
                is_base: false,
                has_lengths: false,
            }]]);
        }
    };
    let documents = snapshot.documents();
    let mut weighted = Vec::with_capacity(words.len());
    for word in words {
        let frequency = snapshot.frequency(base, word)?;
        let mut in_fields = Vec::with_capacity(boosts.len());
        for (field, boost) in &boosts {
            let length = snapshot.mean_length(*field);
            let bm25 = Bm25Weight::for_one_term_without_explain(frequency, documents, length)
                .boost_by(boost * alternative.weight);
            in_fields.push(Weighted {
                field: *field,
                term: Term::from_field_text(*field, word),
                bm25,
                is_base: *field == base,
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

/// The scorer of one segment; documents must be asked for in rising order.
pub(crate) struct SegmentRelevance {
    clauses: Vec<Vec<SegmentAlternative>>,
    says: Vec<f32>,
    /// Whether some words have lists that are quicker to look at than that of the whole text.
    has_short_lists: bool,
}

impl SegmentRelevance {
    /// No less than [`SegmentRelevance::score`], and cheaper; rounded apart from it.
    pub(crate) fn most(&mut self, doc: DocId) -> f32 {
        if self.has_short_lists {
            self.each_best(|alternative| alternative.most(doc))
        } else {
            self.score(doc)
        }
    }

    /// How well the words fit the document, 0 or more; after [`SegmentRelevance::most`] of the same.
    pub(crate) fn score(&mut self, doc: DocId) -> f32 {
        self.each_best(|alternative| alternative.score(doc))
    }

    /// The sum of what each clause gives, times the part of what all of them say that is met: what
    /// has all of the words comes before what has one of them often, and a rare word weighs more
    /// than a common one. A clause gives as much as its best alternative, and a little for others.
    fn each_best(&mut self, mut of: impl FnMut(&mut SegmentAlternative) -> f32) -> f32 {
        let (mut sum, mut met, mut asked) = (0.0, 0.0, 0.0);
        for (clause, says) in self.clauses.iter_mut().zip(&self.says) {
            let (mut best, mut all) = (0.0_f32, 0.0);
            for alternative in clause {
                let score = of(alternative);
                best = best.max(score);
                all += score;
            }
            sum += best + FURTHER * (all - best);
            asked += says;
            met += if best > 0.0 { *says } else { 0.0 };
        }
        if asked > 0.0 { sum * met / asked } else { sum }
    }
}

/// One alternative in one segment: all of its words, or nothing.
struct SegmentAlternative {
    words: Vec<SegmentWord>,
}

impl SegmentAlternative {
    fn open(segment: &SegmentReader, words: &[Word]) -> Result<Self, Error> {
        let words = words.iter().map(|word| SegmentWord::open(segment, word));
        Ok(Self {
            words: words.collect::<Result<_, _>>()?,
        })
    }

    /// No less than [`SegmentAlternative::score`], and cheaper.
    fn most(&mut self, doc: DocId) -> f32 {
        self.words.iter_mut().map(|word| word.most(doc)).sum()
    }

    /// After [`SegmentAlternative::most`] of the same document.
    fn score(&mut self, doc: DocId) -> f32 {
        let mut together = 0.0;
        for word in &mut self.words {
            let score = word.score(doc);
            if score <= 0.0 {
                return 0.0;
            }
            together += score;
        }
        together
    }
}

/// The lists of one word in one segment.
struct SegmentWord {
    /// Of title, organization and the like: short.
    special: Vec<List>,
    /// Of the whole text: long.
    base: Vec<List>,
    /// What the whole text can give at most.
    most_in_base: f32,
    /// What the special fields gave the document that was last looked at.
    in_special: f32,
}

impl SegmentWord {
    fn open(segment: &SegmentReader, terms: &[Weighted]) -> Result<Self, Error> {
        let mut opened = Self {
            special: Vec::new(),
            base: Vec::new(),
            most_in_base: 0.0,
            in_special: 0.0,
        };
        for weighted in terms {
            let Some(list) = List::open(segment, weighted)? else {
                continue;
            };
            if weighted.is_base {
                opened.most_in_base += weighted.bm25.max_score();
                opened.base.push(list);
            } else {
                opened.special.push(list);
            }
        }
        Ok(opened)
    }

    fn most(&mut self, doc: DocId) -> f32 {
        self.in_special = self.special.iter_mut().map(|list| list.score(doc)).sum();
        self.in_special + self.most_in_base
    }

    fn score(&mut self, doc: DocId) -> f32 {
        self.in_special
            + self
                .base
                .iter_mut()
                .map(|list| list.score(doc))
                .sum::<f32>()
    }
}

/// The documents of a segment that have a term in a field.
struct List {
    postings: SegmentPostings,
    lengths: FieldNormReader,
    bm25: Bm25Weight,
}

impl List {
    fn open(segment: &SegmentReader, weighted: &Weighted) -> Result<Option<Self>, Error> {
        let index = segment.inverted_index(weighted.field)?;
        let Some(postings) = index.read_postings(&weighted.term, IndexRecordOption::WithFreqs)?
        else {
            return Ok(None);
        };
        let lengths = if weighted.has_lengths {
            segment.get_fieldnorms_reader(weighted.field)?
        } else {
            FieldNormReader::constant(segment.max_doc(), 1)
        };
        Ok(Some(Self {
            postings,
            lengths,
            bm25: weighted.bm25.clone(),
        }))
    }

    fn score(&mut self, doc: DocId) -> f32 {
        // The next one is often the one that is wanted, and to look for it takes longer than to take it.
        if self.postings.doc() < doc && self.postings.advance() < doc {
            self.postings.seek(doc);
        }
        if self.postings.doc() != doc {
            return 0.0;
        }
        self.bm25
            .score(self.lengths.fieldnorm_id(doc), self.postings.term_freq())
    }
}
